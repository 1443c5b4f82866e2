"""Partnerships as data: places, bodies, priorities and help contacts with their dates."""

from feedback_app.errors import mark as _

SAID = (_("Police"), _("someone is in danger now"))
"""What the partnership's places say that is no name of a service: offered to translators."""
