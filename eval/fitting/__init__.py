"""The weights of ranking, reading and abstention fitted on test sets."""
