"""The pages of finished reports: a list, and each report a part at a time.

A page shows what was kept; nothing is computed here. A reader limited to a locality is given the
summary, the method and their own locality's page, and no more.
"""

from typing import Any

from flask import Response, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from analysis.report_records import BoardReport, Readership, Section
from analysis.snapshot import Snapshot
from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import reading
from feedback_app.errors import ForbiddenError, NotFoundError
from feedback_app.rendering.csv_files import write_csv
from feedback_app.rendering.folder import DOWNLOADS, kept_folder
from feedback_app.rendering.views import view_sections
from feedback_app.rendering.web import static_picture
from feedback_app.report.blueprint import PUBLISHERS, bp
from feedback_app.report.building import for_whom, view_orders
from feedback_app.report.downloads import list_downloads
from feedback_app.services import first_sight, results, snapshots
from feedback_app.services.child_reading import ChildReading, read_as_a_child
from feedback_app.services.report_reading import (
    may_download,
    readable_sections,
    readerships_of,
)
from feedback_app.store.staff import Role


@bp.get("/reports")
@requires_role(*Role)
def index() -> ResponseReturnValue:
    """List the reports that somebody may read."""
    with reading() as rows:
        kept = snapshots.list_reports(rows, readerships=readerships_of(current_staff()))
        builds = current_staff().role in PUBLISHERS
        orders = view_orders(rows) if builds else []
    listed = [
        {
            "href": url_for(".show", hash_=each.hash),
            "title": each.title,
            "for_whom": for_whom(each.readership),
            "built": _("Built %(day)s", day=f"{each.built_at.day} {each.built_at:%B %Y}"),
        }
        for each in kept
    ]
    return render_template("report/index.html", reports=listed, builds=builds, orders=orders)


@bp.get("/reports/<hash_>")
@bp.get("/reports/<hash_>/<part_id>")
@requires_role(*Role)
def show(hash_: str, part_id: str = "") -> ResponseReturnValue:
    """Show one part of a report; without a part, the first."""
    snapshot = _open(hash_)
    report = snapshot.report
    sections = readable_sections(report, current_staff())
    part = _part(sections, part_id)
    at = sections.index(part)
    full = may_download(current_staff())
    view = view_sections(
        snapshot,
        [part],
        address=lambda table: _csv(hash_, table) if full else "",
        pictures=_picture,
    )[0]
    return render_template(
        "report/show.html",
        report=report,
        part=view,
        is_first=at == 0,
        contents=[
            {"text": each.title, "href": _href(hash_, each), "current": each is part}
            for each in sections
        ],
        previous=_href(hash_, sections[at - 1]) if at else "",
        next=_href(hash_, sections[at + 1]) if at + 1 < len(sections) else "",
        downloads=list_downloads(hash_) if full else [],
        may_have_files=full,
        files_url=url_for(".make_files", hash_=hash_),
        is_queued=request.args.get("queued") == "files",
        here=f"{request.full_path}#downloads-title",
        sight=_sight(hash_, report.readership),
        withdraw_href=url_for(".ask_to_withdraw", hash_=hash_) if _may_withdraw() else "",
        child_reading=_child_reading(snapshot.report) if at == 0 else None,
        trail=[{"text": _("Reports"), "href": url_for(".index")}, {"text": report.title}],
    )


@bp.get("/reports/<hash_>/figures/<table_id>.csv")
@requires_role(*Role)
def figures(hash_: str, table_id: str) -> ResponseReturnValue:
    """Send the figures of one table."""
    snapshot = _open(hash_)
    _refuse_limited()
    table = next((each for each in snapshot.report.tables if each.id == table_id), None)
    if table is None:
        raise NotFoundError("This report has no such table.", remedy="Go back to the report.")
    page = Response(write_csv(snapshot.report, table), mimetype="text/csv")
    page.headers["Content-Disposition"] = f"attachment; filename={table_id}.csv"
    return page


@bp.get("/reports/<hash_>/files/<name>")
@requires_role(*Role)
def file(hash_: str, name: str) -> ResponseReturnValue:
    """Send one of the files that were built with a report."""
    _open(hash_)
    _refuse_limited()
    if name not in DOWNLOADS:
        raise NotFoundError("This report has no such file.", remedy="Go back to the report.")
    return send_from_directory(kept_folder(settings().instance, hash_), name, as_attachment=True)


def _may_withdraw() -> bool:
    return current_staff().role in PUBLISHERS


def _open(hash_: str) -> Snapshot:
    """Return a report that the reader may open.

    Raises:
        NotFoundError: there is none of that hash.
        ForbiddenError: it is not for this reader.
    """
    with reading() as rows:
        snapshot = snapshots.find_report(rows, hash_)
        first_sight.refuse_before_the_young(rows, snapshot.hash, snapshot.report, current_staff())
    allowed = readerships_of(current_staff())
    if allowed and snapshot.report.readership not in allowed:
        raise ForbiddenError("This report is not for your role.", remedy="Go back to the list.")
    return snapshot


def _refuse_limited() -> None:
    if not may_download(current_staff()):
        raise ForbiddenError(
            "Files hold every locality, and your account is limited to one.",
            remedy="Read your locality's page instead.",
        )


def _part(sections: list[Section], part_id: str) -> Section:
    if not part_id:
        return sections[0]
    found = next((each for each in sections if each.id == part_id), None)
    if found is None:
        raise NotFoundError("This report has no such part.", remedy="Go back to its first page.")
    return found


def _sight(hash_: str, readership: Readership) -> dict[str, Any]:
    """Return what the young said of a report, and what the reader may do about it."""
    role = current_staff().role
    if readership not in first_sight.FOR_THE_YOUNG:
        return {"said": [], "may_say": False, "may_publish": False, "pages": []}
    with reading() as rows:
        said = first_sight.sights_of(rows, hash_)
        is_ready = readership is Readership.CHILDREN and role in PUBLISHERS
        pages = results.pages_of(rows, hash_)
        may_publish = is_ready and not pages and first_sight.may_publish(rows, hash_)
    return {
        "hash": hash_,
        "said": said,
        "may_say": role is Role.YOUNG_PERSPECTIVES,
        "may_publish": may_publish,
        "pages": pages,
        "choices": [
            {"value": "yes", "label": _("Yes, it says what we said")},
            {"value": "no", "label": _("No, something should change")},
        ],
    }


def _child_reading(report: BoardReport) -> ChildReading | None:
    """Return what is too hard for children, for those who can mend it; None for other reports."""
    if report.readership is not Readership.CHILDREN or not may_download(current_staff()):
        return None
    return read_as_a_child(report)


def _href(hash_: str, section: Section) -> str:
    return str(url_for(".show", hash_=hash_, part_id=section.id))


def _picture(symbol: str) -> str:
    name = static_picture(symbol)
    return f"/static/{name}" if name else ""


def _csv(hash_: str, table_id: str) -> str:
    return str(url_for(".figures", hash_=hash_, table_id=table_id))
