"""Presentations of PowerPoint (pptx, pptm, ppsx)."""
