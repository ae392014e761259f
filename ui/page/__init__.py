"""The page: what a tab holds, what is shown of it, and what a click does."""
