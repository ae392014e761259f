"""One measure, one pure function."""
