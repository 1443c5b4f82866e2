"""First sight and publication: the young look first; an officer then puts results on the web."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import current_staff, requires_role
from feedback_app.database import transaction
from feedback_app.report.blueprint import PUBLISHERS, bp
from feedback_app.services import first_sight, results
from feedback_app.store.staff import Role


@bp.post("/reports/<hash_>/first-sight")
@requires_role(Role.YOUNG_PERSPECTIVES)
def say_what_was_seen(hash_: str) -> ResponseReturnValue:
    """Keep what a member of the Young Perspectives Board says of a report."""
    with transaction() as rows:
        first_sight.record_sight(
            rows,
            hash_,
            is_fair=request.form.get("is_fair") == "yes",
            note=request.form.get("note", ""),
            by=current_staff().id,
        )
    return redirect(url_for(".show", hash_=hash_), 303)


@bp.post("/reports/<hash_>/publish")
@requires_role(*PUBLISHERS)
def publish(hash_: str) -> ResponseReturnValue:
    """Put a children's report on the public page of its surveys."""
    with transaction() as rows:
        results.publish(rows, hash_, by=current_staff().id)
    return redirect(url_for(".show", hash_=hash_), 303)
