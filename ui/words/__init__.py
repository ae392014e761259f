"""Every word of the page, in three languages."""
