"""Pictures of documents, decoded and encoded anew."""
