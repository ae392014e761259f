"""Test sets: how they are read and written, and how the bundled one is made from its manuscript."""
