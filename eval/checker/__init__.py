"""The checker checked: citations altered on purpose, and how many of the alterations it finds."""
