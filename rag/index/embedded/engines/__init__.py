"""The engines that are derived from the catalog: words, vectors, and the order of what both find."""
