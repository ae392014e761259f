"""Data as text (json, jsonl)."""
