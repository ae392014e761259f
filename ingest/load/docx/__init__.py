"""Word documents: everything that is read, in order."""
