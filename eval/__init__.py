"""For evaluators: test sets, metrics, runs, reports."""
