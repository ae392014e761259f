"""Books (epub): chapters in the order in which they are read."""
