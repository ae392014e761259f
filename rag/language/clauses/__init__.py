"""What the clause of a question says, and what it leaves out."""
