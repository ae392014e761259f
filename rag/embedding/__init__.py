"""Texts to vectors: the models, the process that runs them, and the light encoder of questions."""
