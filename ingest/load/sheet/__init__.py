"""Sheets of rows and cells, whatever file they come from: regions, headers, and how a number is shown."""
