"""Pages of this audience."""

from feedback_app.report import asks, building, downloads, first_sight, reading
from feedback_app.report.blueprint import bp

__all__ = ["asks", "bp", "building", "downloads", "first_sight", "reading"]
