"""Pictures: scans and photographs of pages."""
