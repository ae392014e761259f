"""Systems asked: questions put to them, their answers kept, scored and judged."""
