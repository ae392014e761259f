"""What models write besides an answer, and what they wrap it in, by the dialects of servers."""
