"""What `preuve export` writes: one module a form, and what the packs have in common."""
