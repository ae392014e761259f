"""What the page and the API have done for them: questions admitted, documents taken in, test sets run."""
