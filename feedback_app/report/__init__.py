"""Pages of this audience."""

from feedback_app.report import asks, building, downloads, first_sight, reading, withdrawing
from feedback_app.report.blueprint import bp

__all__ = ["asks", "bp", "building", "downloads", "first_sight", "reading", "withdrawing"]
