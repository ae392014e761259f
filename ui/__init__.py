"""For people: the command `preuve` and the web chat."""
