"""The audit trail, for administrators and the data protection officer they answer to."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import requires_role
from feedback_app.database import reading
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.services import audit, audit_reading
from feedback_app.services.audit_reading import Wanted
from feedback_app.store.staff import Role


@bp.get("/manage/audit")
@requires_role(Role.ADMINISTRATOR)
def audit_trail() -> ResponseReturnValue:
    """Show who read or changed what: readings first, everything on request."""
    wanted = _wanted()
    with reading() as rows:
        lines = audit_reading.read_trail(rows, wanted)
        people = audit_reading.readings_by_person(rows)
    older = lines[-1].number if len(lines) == audit_reading.PAGE else 0
    return render_template(
        "manage/audit.html",
        lines=lines,
        people=people,
        actions=action_names(),
        kinds=kind_names(),
        readings_only=wanted.readings_only,
        older_url=_older(older) if older else "",
    )


@bp.get("/manage/audit/check")
@requires_role(Role.ADMINISTRATOR)
def check_trail() -> ResponseReturnValue:
    """Go through the whole trail and say whether a row was altered."""
    with reading() as rows:
        found = audit.check(rows)
    return render_template("manage/audit_check.html", found=found)


def _older(before: int) -> str:
    given = request.args
    return url_for(
        ".audit_trail", show=given.get("show"), person=given.get("person"), before=before
    )


def _wanted() -> Wanted:
    before = request.args.get("before", 0, type=int)
    return Wanted(
        readings_only=request.args.get("show") != "all",
        staff_id=request.args.get("person", "")[:32].replace("\0", ""),
        before=min(max(before, 0), 2**31 - 1),
    )


def kind_names() -> dict[str, str]:
    """Return in words what kind of thing a line is about; a person and a word need none."""
    return {
        "concern": _("Concern"),
        "answer": _("Answer in response"),
        "response": _("Response"),
        "contact": _("Wants to be contacted"),
        "request": _("Complaint or request"),
        "quotation": _("Quotation"),
        "candidate": _("Candidate theme"),
        "ask": _("Ask"),
        "report": _("Report"),
        "survey": _("Survey"),
        "gone": _("Deleted since"),
    }


def action_names() -> dict[str, str]:
    """Return what people do in words; an action without words is shown by its name."""
    return (
        _account_names()
        | _survey_names()
        | _errand_names()
        | {
            "read-concern": _("Read a concern with the whole answer"),
            "read-contact": _("Read who wants to be contacted"),
            "read-request": _("Read a complaint or request"),
            "read-paper": _("Read answers keyed from paper"),
            "read-quotations": _("Read answers that may be quoted"),
            "read-texts": _("Read what people wrote, in turn"),
            "handed-concern-over": _("Handed a concern over"),
            "asked-for-second-reader": _("Asked for a second reader of a concern"),
            "linked-concerns": _("Linked two concerns"),
            "unlinked-concerns": _("Took a link between concerns away"),
            "raised-concern": _("Raised a concern while reading"),
            "read-verbatim": _("Read an answer while coding"),
            "read-response": _("Read a sealed answer that was opened"),
            "exported-responses": _("Took answers out into a file"),
            "asked-to-open": _("Asked to open a sealed answer"),
            "granted-opening": _("Granted a request to open"),
            "refused-opening": _("Refused a request to open"),
            "withdrew-release": _("Withdrew a report"),
            "coded-verbatim": _("Coded an answer"),
            "read-candidate": _("Read typical answers of a candidate theme"),
            "settled-coding": _("Settled a disagreement between coders"),
            "proposed-codebook-change": _("Proposed a change to a codebook"),
            "adopted-codebook-change": _("Adopted a change to a codebook"),
            "declined-codebook-change": _("Declined a change to a codebook"),
            "took-back-codebook-change": _("Took back a change to a codebook"),
            "set-double-coding": _("Set how many answers are read by two people"),
            "queued-measuring": _("Had agreement measured"),
            "queued-discovery": _("Had new themes looked for"),
            "dropped-candidate": _("Dropped a candidate theme"),
            "took-back-coding": _("Took back a coding"),
            "decided-concern": _("Decided about a concern"),
            "closed-concern": _("Closed a concern"),
            "tried-set-aside": _("Tried again to store answers set aside"),
            "deleted-set-aside": _("Deleted answers set aside"),
        }
    )


def _account_names() -> dict[str, str]:
    """Return in words what people do about accounts and signing in."""
    return {
        "signed-in": _("Signed in by password"),
        "signed-in-by-passkey": _("Signed in by passkey"),
        "failed-to-sign-in": _("Failed to sign in"),
        "failed-second-step": _("Failed at the second step"),
        "was-refused": _("Was refused a page"),
        "added-staff": _("Added an account"),
        "changed-role": _("Changed a role"),
        "removed-staff": _("Closed an account"),
        "changed-password": _("Changed their password"),
        "handed-out-password": _("Handed out a new password"),
        "ended-sessions": _("Ended sessions"),
        "asked-second-step": _("Decided which roles need a second step"),
    }


def _survey_names() -> dict[str, str]:
    return {
        "opened-survey": _("Opened a survey"),
        "closed-survey": _("Closed a survey"),
        "added-link": _("Added a link"),
        "switched-link-off": _("Switched a link off"),
        "switched-link-on": _("Switched a link on"),
        "issued-invitations": _("Made links for invited people"),
        "stopped-invitations": _("Stopped unused links of invited people"),
    }


def _errand_names() -> dict[str, str]:
    """Return in words what officers ask of a worker, and what comes of it."""
    return {
        "queued-export": _("Asked for answers as a file"),
        "sent-file": _("Sent a file of answers"),
        "queued-import": _("Had a file of answers stored"),
        "imported-responses": _("Stored answers from a file"),
        "queued-report": _("Asked for a report"),
        "queued-report-files": _("Had the files of a report made"),
        "built-report": _("Built a report"),
        "set-invited": _("Said how many were invited"),
    }
