"""Lexicons: data read by screening and redaction."""
