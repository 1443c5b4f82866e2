"""Verbs: each takes an open session first, changes or reads rows, and never commits."""
