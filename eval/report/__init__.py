"""What was measured, told: records, pages, comparisons, gates, and figures of the README."""
