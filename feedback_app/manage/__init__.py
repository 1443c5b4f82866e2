"""Pages for those who run surveys: surveys and links, coding, staff accounts, the audit trail."""

from feedback_app.manage import (
    agreement,
    audit_trail,
    candidates,
    codebook_changes,
    coding,
    coding_history,
    disputes,
    invitations,
    links,
    openings,
    papers,
    quotations,
    requests,
    set_aside,
    sound,
    staff,
    surveys,
)
from feedback_app.manage.blueprint import bp

__all__ = [
    "agreement",
    "audit_trail",
    "bp",
    "candidates",
    "codebook_changes",
    "coding",
    "coding_history",
    "disputes",
    "invitations",
    "links",
    "openings",
    "papers",
    "quotations",
    "requests",
    "set_aside",
    "sound",
    "staff",
    "surveys",
]
