"""The answer without a chat model: the sentences that are read in the passages, and whether they answer."""
