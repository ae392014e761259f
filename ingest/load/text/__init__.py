"""Plain text and Markdown: the file itself; and bytes of any encoding as text."""
