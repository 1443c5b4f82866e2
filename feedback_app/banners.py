"""What staff are told at the head of every page: that something waits, or has waited too long."""

from feedback_app.database import reading
from feedback_app.language import gettext as _
from feedback_app.language import ngettext
from feedback_app.services import contacting, handling, safeguarding, watches
from feedback_app.store.staff import Role

TOLD_WHEN_LATE = {Role.ADMINISTRATOR}


def banner_for(role: Role) -> str:
    """Return the banner of a role, or nothing; it says nothing of what was written."""
    if role is Role.SAFEGUARDING_LEAD:
        return _for_leads()
    if role in TOLD_WHEN_LATE:
        with reading() as rows:
            late, alone = watches.count_late(rows), handling.count_alone(rows)
        if late:
            return _("Something waits too long to be read. Tell a safeguarding lead now.")
        return _("A concern needs a second reader: add another safeguarding lead.") * bool(alone)
    return ""


def _for_leads() -> str:
    with reading() as rows:
        waiting = safeguarding.count_unseen(rows) + contacting.count_unseen(rows)
        late = watches.count_late(rows)
    if not waiting:
        return ""
    said = ngettext(
        "%(num)s waits for you to read it.", "%(num)s wait for you to read them.", waiting
    )
    return f"{said} {_('Some have waited too long.')}" if late else said
