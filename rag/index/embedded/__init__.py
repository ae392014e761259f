"""The index on this machine: a catalog of SQLite as the truth, and the files of Chroma and tantivy derived from it."""
