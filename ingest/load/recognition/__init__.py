"""Text recognition of pictures: by Tesseract, where it is installed."""
