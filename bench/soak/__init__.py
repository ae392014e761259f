"""Many people at once against a running `preuve chat`, with uploads and an ingest beside; then very many tabs."""
