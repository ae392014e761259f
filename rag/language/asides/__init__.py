"""What people say to the program, or ask of it and of the collection, rather than of what the documents say."""
