"""Which files there are: folders walked, what has not changed, what was uploaded, and what an ingest covers."""
