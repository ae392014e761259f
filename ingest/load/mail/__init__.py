"""Mails and web archives: headers as fields, then the text, decoded."""
