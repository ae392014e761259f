"""PDF: the text of its pages in the order of reading, and the drawing of a page with boxes on it."""
