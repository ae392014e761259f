"""The index: the catalog as the truth, the engines derived from it, and how both are published, opened and repaired."""
