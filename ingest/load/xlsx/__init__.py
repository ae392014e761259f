"""Workbooks of Excel (xlsx, xlsm, xltx)."""
