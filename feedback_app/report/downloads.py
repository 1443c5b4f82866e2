"""The files of a report, to take away; where there are none, a worker makes them."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role, settings
from feedback_app.database import transaction
from feedback_app.errors import ForbiddenError
from feedback_app.jobs import open_jobs
from feedback_app.rendering.folder import DOWNLOADS, kept_folder
from feedback_app.report.blueprint import bp
from feedback_app.services import audit, first_sight, snapshots
from feedback_app.services.report_reading import may_download, readerships_of
from feedback_app.store.staff import Role


@bp.post("/reports/<hash_>/files")
@requires_role(*Role)
def make_files(hash_: str) -> ResponseReturnValue:
    """Have a worker make the files of a report that somebody may read."""
    with transaction() as rows:
        snapshot = snapshots.find_report(rows, hash_)
        staff = current_staff()
        first_sight.refuse_before_the_young(rows, snapshot.hash, snapshot.report, staff)
        allowed = readerships_of(staff)
        if not may_download(staff) or (allowed and snapshot.report.readership not in allowed):
            raise ForbiddenError("These files are not for you.", remedy="Go back to the list.")
        audit.record(rows, staff.id, "queued-report-files", subject=snapshot.hash)
    open_jobs(settings().instance).write_report_files(snapshot.hash)
    return redirect(url_for(".show", hash_=snapshot.hash, queued="files") + "#downloads-title", 303)


def list_downloads(hash_: str) -> list[dict[str, str]]:
    """Return the files of a report that are there, with their sizes."""
    folder = kept_folder(settings().instance, hash_)
    found = []
    for name, words in DOWNLOADS.items():
        path = folder / name
        if path.is_file():
            size = f"{max(1, path.stat().st_size // 1024):,} kB"
            href = url_for(".file", hash_=hash_, name=name)
            found.append({"href": href, "text": f"{words} ({size})"})
    return found
