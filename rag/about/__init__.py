"""The reply to what is no question about what the documents say: about the program, the collection, one document."""
