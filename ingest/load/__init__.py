"""One small loader a file format; each returns a `rag.types.Document`."""
