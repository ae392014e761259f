"""From the signs of a page to letters in the order of reading: direction, spaces, what fonts do not tell."""
