"""Pages for safeguarding leads, and for nobody else."""

from feedback_app.safeguard import concerns, contacts, openings, reading
from feedback_app.safeguard.blueprint import bp

__all__ = ["bp", "concerns", "contacts", "openings", "reading"]
