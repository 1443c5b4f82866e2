"""Pages of this audience."""

from feedback_app.report import reading
from feedback_app.report.blueprint import bp

__all__ = ["bp", "reading"]
