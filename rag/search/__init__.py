"""From a question to ranked passages, and to what a chat model is told of them."""
