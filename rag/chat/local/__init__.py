"""A model of this machine: a GGUF file served by a process of its own."""
