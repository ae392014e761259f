"""The answer with a chat model: its call, its stream, and what is kept of what it says."""
