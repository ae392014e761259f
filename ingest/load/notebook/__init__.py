"""Notebooks of Jupyter (ipynb)."""
