"""Disagreements: answers that two coders read differently, one by one, for a third to settle."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role
from feedback_app.database import transaction
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.coding_form import DOES_NOT_FIT, FITS
from feedback_app.manage.coding_scope import CODERS, codebook_id_of, codebook_of, within
from feedback_app.services import audit, codebooks, deciding, disputes, surveys
from feedback_app.services.deciding import Judged
from feedback_app.services.disputes import Dispute
from feedback_app.store.coding import Verdict


@bp.get("/manage/coding/<survey_id>/disagreements")
@requires_role(*CODERS)
def disagreements(survey_id: str) -> ResponseReturnValue:
    """Show the next answer that two coders read differently, or that there is none."""
    with transaction() as rows:
        survey = surveys.find_survey(rows, survey_id)
        codebook = codebook_of(rows, survey_id)
        places, staff_id = within(rows), current_staff().id
        waiting = disputes.count_disputes(rows, survey_id, codebook=codebook, within=places)
        verbatim_id = disputes.next_dispute(
            rows, survey_id, codebook=codebook, staff_id=staff_id, within=places
        )
        if verbatim_id is None:
            return render_template("manage/disagreements_done.html", survey=survey, waiting=waiting)
        return _show(rows, survey_id, _dispute(rows, survey_id, verbatim_id), waiting=waiting)


@bp.post("/manage/coding/<survey_id>/disagreements/<verbatim_id>")
@requires_role(*CODERS)
def settle_disagreement(survey_id: str, verbatim_id: str) -> ResponseReturnValue:
    """Keep what settles a disagreement, or ask for what is still open."""
    staff = current_staff()
    with transaction() as rows:
        dispute = _dispute(rows, survey_id, verbatim_id)
        disputes.refuse_reader(rows, survey_id, verbatim_id, staff_id=staff.id)
        if not dispute.disputed:
            return redirect(url_for(".disagreements", survey_id=survey_id), 303)
        given = {each: request.form.get(f"theme:{each}", "") for each in dispute.disputed}
        if not all(choice in (FITS, DOES_NOT_FIT) for choice in given.values()):
            return _show(rows, survey_id, dispute, given=given), 422
        codebook = codebook_of(rows, survey_id)
        codebooks.keep_codebook(rows, codebook_id_of(rows, survey_id), codebook)
        judged = _judged(dispute, given)
        deciding.decide(rows, survey_id, verbatim_id, judged, codebook=codebook, staff_id=staff.id)
        audit.record(rows, staff.id, "settled-coding", subject=verbatim_id)
    return redirect(url_for(".disagreements", survey_id=survey_id), 303)


def _judged(dispute: Dispute, given: dict[str, str]) -> Judged:
    """Return the verdict on every theme that any reader gave, with what they said alike of it."""
    verdicts = dict.fromkeys(dispute.agreed, Verdict.ADDED)
    for theme_id, choice in given.items():
        verdicts[theme_id] = Verdict.ADDED if choice == FITS else Verdict.REJECTED
    return Judged(verdicts, dispute.facets, settles=True)


def _dispute(rows: Session, survey_id: str, verbatim_id: str) -> Dispute:
    return disputes.show_dispute(
        rows,
        survey_id,
        verbatim_id,
        codebook=codebook_of(rows, survey_id),
        within=within(rows),
    )


def _show(
    rows: Session,
    survey_id: str,
    dispute: Dispute,
    *,
    waiting: int = 0,
    given: dict[str, str] | None = None,
) -> str:
    known = codebooks.theme_by_id(codebook_of(rows, survey_id))
    chosen, is_sent = given or {}, given is not None
    audit.record(rows, current_staff().id, "read-verbatim", subject=dispute.verbatim_id)
    open_themes = [
        {
            "id": theme_id,
            "field_id": f"theme-{number}",
            "name": known[theme_id].name if theme_id in known else theme_id,
            "hint": known[theme_id].definition if theme_id in known else "",
            "said": _(
                "%(count)s of %(readers)s readers gave it.", count=count, readers=dispute.readers
            ),
            "choice": chosen.get(theme_id, ""),
            "error": _("Choose whether this theme fits")
            if is_sent and chosen.get(theme_id) not in (FITS, DOES_NOT_FIT)
            else "",
        }
        for number, (theme_id, count) in enumerate(dispute.disputed.items(), start=1)
    ]
    return render_template(
        "manage/disagreement.html",
        survey=surveys.find_survey(rows, survey_id),
        dispute=dispute,
        waiting=waiting,
        themes=open_themes,
        agreed=[known[each].name if each in known else each for each in dispute.agreed],
        errors=[
            {"href": f"#{each['field_id']}", "text": each["error"]}
            for each in open_themes
            if each["error"]
        ],
    )
