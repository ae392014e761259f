"""One assistant, asked for long while ingests beside it are killed: nothing is wrong, lost, or grows."""
