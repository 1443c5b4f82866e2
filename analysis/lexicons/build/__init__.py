"""Scripts that rebuild the lexicons made from other sources."""
