"""Partnerships as data: places, bodies, priorities and help contacts with their dates."""
