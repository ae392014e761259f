"""Rich Text Format (rtf)."""
