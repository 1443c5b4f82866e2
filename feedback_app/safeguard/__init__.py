"""Pages for safeguarding leads, and for nobody else."""

from feedback_app.safeguard import concerns, openings
from feedback_app.safeguard.blueprint import bp

__all__ = ["bp", "concerns", "openings"]
