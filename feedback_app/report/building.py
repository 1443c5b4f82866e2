"""Order a report from a page: which surveys, for whom; then watch it being built by a worker."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from sqlalchemy.orm import Session

from analysis.report_records import Readership
from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading, transaction
from feedback_app.jobs import open_jobs
from feedback_app.language import gettext as _
from feedback_app.report.blueprint import PUBLISHERS, bp
from feedback_app.report.downloads import list_downloads
from feedback_app.services import audit, errands, surveys_overview
from feedback_app.services.report_reading import may_download
from feedback_app.services.surveys_overview import SurveyLine
from feedback_app.store.errands import ErrandKind, ErrandState

LONGEST = {"title": 200, "name": 100}
NAMED = 60
"""How much of the surveys' names an audit line tells."""


@bp.get("/reports/new")
@requires_role(*PUBLISHERS)
def fill_in_order() -> ResponseReturnValue:
    """Ask which surveys a report is about, and for whom it is."""
    return _form({})


@bp.post("/reports/new")
@requires_role(*PUBLISHERS)
def order_report() -> ResponseReturnValue:
    """Put the building of a report into the queue, or say what is missing."""
    with reading() as rows:
        known = {each.id for each in surveys_overview.overview(rows)}
    wanted = {
        "surveys": [each for each in request.form.getlist("survey") if each in known],
        "audience": request.form.get("audience", ""),
        "since": [each for each in request.form.getlist("since") if each in known],
        **{name: request.form.get(name, "").strip() for name in LONGEST},
    }
    faults = _faults(wanted)
    if faults:
        return _form(faults), 422
    staff = current_staff()
    with transaction() as rows:
        told = {**wanted, "built_by": staff.name[:120]}
        errand_id = errands.ask(rows, ErrandKind.REPORT, told, by=staff.id)
        subject = f"{'+'.join(wanted['surveys'])[:NAMED]} {wanted['audience']}"
        audit.record(rows, staff.id, "queued-report", subject=subject)
    open_jobs(settings().instance).do_errand(errand_id)
    return redirect(url_for(".show_order", errand_id=errand_id), 303)


@bp.get("/reports/builds/<errand_id>")
@requires_role(*PUBLISHERS)
def show_order(errand_id: str) -> ResponseReturnValue:
    """Say that a report is being built; then where it is, with its files, or why there is none."""
    with reading() as rows:
        asked = errands.find(rows, errand_id, ErrandKind.REPORT)
        titles = {each.id: each.title for each in surveys_overview.overview(rows)}
    wanted = asked.wanted
    hash_ = asked.told.get("hash", "")
    again = {"survey": wanted["surveys"], **{key: wanted[key] for key in ("audience", "since")}}
    return render_template(
        "report/build.html",
        asked=asked,
        is_done=asked.state is ErrandState.DONE,
        is_failed=asked.state is ErrandState.FAILED,
        for_whom=for_whom(Readership(wanted["audience"])),
        titles=[titles.get(each, each) for each in wanted["surveys"]],
        report_url=url_for(".show", hash_=hash_) if hash_ else "",
        downloads=list_downloads(hash_) if hash_ and may_download(current_staff()) else [],
        again_url=url_for(".fill_in_order", title=wanted["title"], **again),
        here=request.path,
    )


def view_orders(rows: Session) -> list[dict[str, str]]:
    """Return what is being built now: for whom, and the page that tells of it."""
    return [
        {
            "href": url_for(".show_order", errand_id=each.id),
            "text": each.wanted["title"] or " + ".join(each.wanted["surveys"]),
            "for_whom": for_whom(Readership(each.wanted["audience"])),
        }
        for each in errands.under_way(rows, ErrandKind.REPORT)
    ]


def for_whom(readership: Readership) -> str:
    """Return for whom a report is, in words."""
    words = {
        Readership.BOARD: _("For the Board"),
        Readership.LOCALITY: _("For the Locality Safeguarding Groups"),
        Readership.SCRUTINY: _("For the scrutiny board"),
        Readership.PUBLIC: _("For everybody"),
        Readership.CHILDREN: _("For children and young people"),
    }
    return str(words[readership])


def _faults(wanted: dict[str, Any]) -> dict[str, str]:
    """Return what is missing from an order, by the field it belongs to."""
    faults = {}
    if not wanted["surveys"]:
        faults["survey"] = _("Choose one survey or more")
    if wanted["audience"] not in list(Readership):
        faults["audience"] = _("Choose who the report is for")
    if set(wanted["since"]) & set(wanted["surveys"]):
        faults["since"] = _("Compare with surveys that the report is not about")
    for name, most in LONGEST.items():
        if len(wanted[name]) > most:
            faults[name] = _("Write up to %(most)s characters", most=most)
    return faults


def _form(faults: dict[str, str]) -> str:
    given = request.values
    with reading() as rows:
        lines = surveys_overview.overview(rows)
    return render_template(
        "report/build_new.html",
        surveys=[_item(each, given.getlist("survey")) for each in lines],
        earlier=[_item(each, given.getlist("since")) for each in lines],
        audiences=[{"value": each.value, "label": for_whom(each)} for each in Readership],
        given=given,
        faults=faults,
        errors=[{"href": f"#{name}", "text": text} for name, text in faults.items()],
    )


def _item(line: SurveyLine, chosen: list[str]) -> dict[str, Any]:
    """Return a survey as a choice, with its state and how many answered."""
    state = _("Open") if line.is_open else _("Closed")
    since = format_date(line.opens_on, "d MMMM yyyy")
    hint = _(
        "%(state)s, first day %(day)s, responses: %(count)s",
        state=state,
        day=since,
        count=f"{line.responses:,}",
    )
    return {"value": line.id, "label": line.title, "hint": hint, "checked": line.id in chosen}
