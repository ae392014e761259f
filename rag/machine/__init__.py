"""What the program asks of the machine it runs on: its memory allocator and its processor."""
