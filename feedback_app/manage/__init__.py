"""Pages for those who run surveys: surveys and links, coding, staff accounts, the audit trail."""

from feedback_app.manage import (
    audit_trail,
    coding,
    openings,
    papers,
    set_aside,
    sound,
    staff,
    surveys,
)
from feedback_app.manage.blueprint import bp

__all__ = [
    "audit_trail",
    "bp",
    "coding",
    "openings",
    "papers",
    "set_aside",
    "sound",
    "staff",
    "surveys",
]
