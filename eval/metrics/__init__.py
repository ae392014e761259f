"""The measures, as pure functions: each takes one question with its answer and returns a share of a whole."""
