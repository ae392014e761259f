"""HTML: the main text without what stands around it."""
