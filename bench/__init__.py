"""Measurements of speed, memory and size: `python -m bench --help`. No part of the installed program."""
