"""Changes to a codebook: anybody who codes proposes, a survey officer who did not decides."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.errors import NotFoundError
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.change_form import ChangeForm
from feedback_app.manage.coding_scope import CODERS, codebook_id_of, codebook_of
from feedback_app.services import audit, candidates, codebook_changes, codebooks, surveys
from feedback_app.store.codebooks import ChangeKind, ChangeState
from feedback_app.store.coding_runs import CandidateState
from feedback_app.store.staff import Role


@bp.get("/manage/coding/<survey_id>/changes")
@requires_role(*CODERS)
def list_changes(survey_id: str) -> ResponseReturnValue:
    """Show what is proposed, what was decided, and every version of the codebook."""
    with reading() as rows:
        codebook_id = codebook_id_of(rows, survey_id)
        return render_template(
            "manage/changes.html",
            survey=surveys.find_survey(rows, survey_id),
            codebook=codebook_of(rows, survey_id),
            changes=codebook_changes.changes_of(rows, codebook_id),
            versions=codebook_changes.versions_of(rows, codebook_id),
            names=_names(rows, survey_id),
            me=current_staff(),
            may_decide=current_staff().role is Role.SURVEY_OFFICER,
            kinds=kind_names(),
            states=state_names(),
        )


@bp.get("/manage/coding/<survey_id>/changes/<kind>")
@requires_role(*CODERS)
def propose_change(survey_id: str, kind: str) -> ResponseReturnValue:
    """Ask what should change and why; a candidate theme fills in its proposed name."""
    with reading() as rows:
        form = ChangeForm(_kind(kind), codebook_of(rows, survey_id))
        candidate_id = request.args.get("candidate", "")
        form.given = {"theme": request.args.get("theme", "")}
        if candidate_id:
            name = candidates.find_candidate(rows, survey_id, candidate_id).name
            form.given = {"name-1": name, "candidate": candidate_id}
        return _show_form(rows, survey_id, form)


@bp.post("/manage/coding/<survey_id>/changes/<kind>")
@requires_role(*CODERS)
def keep_change(survey_id: str, kind: str) -> ResponseReturnValue:
    """Keep a proposal for somebody else to decide."""
    staff = current_staff()
    with transaction() as rows:
        form = ChangeForm(_kind(kind), codebook_of(rows, survey_id))
        proposal = form.read(request.form)
        if form.errors:
            return _show_form(rows, survey_id, form), 422
        number = codebook_changes.propose(
            rows,
            survey_id,
            proposal,
            codebook_id=codebook_id_of(rows, survey_id),
            staff_id=staff.id,
        )
        candidate_id = request.form.get("candidate", "")
        if candidate_id:
            candidates.decide_candidate(
                rows, survey_id, candidate_id, CandidateState.PROPOSED, staff_id=staff.id
            )
        audit.record(rows, staff.id, "proposed-codebook-change", subject=f"{survey_id} {number}")
    return redirect(url_for(".list_changes", survey_id=survey_id), 303)


@bp.post("/manage/coding/<survey_id>/changes/<number>/decide")
@requires_role(Role.SURVEY_OFFICER)
def decide_change(survey_id: str, number: str) -> ResponseReturnValue:
    """Adopt or decline a proposal, or take an adopted one back."""
    staff = current_staff()
    answer = request.form.get("answer", "")
    with transaction() as rows:
        codebook = codebook_of(rows, survey_id)
        codebook_id = codebook_id_of(rows, survey_id)
        change = codebook_changes.find_change(rows, number, codebook_id=codebook_id)
        if answer == "adopt":
            codebook_changes.adopt(rows, change, codebook=codebook, staff_id=staff.id)
        elif answer == "take-back":
            codebook_changes.take_back(rows, change, codebook=codebook, staff_id=staff.id)
        else:
            codebook_changes.decline(rows, change, staff_id=staff.id)
        action = {"adopt": "adopted", "take-back": "took-back"}.get(answer, "declined")
        audit.record(rows, staff.id, f"{action}-codebook-change", subject=f"{survey_id} {number}")
    return redirect(url_for(".list_changes", survey_id=survey_id), 303)


def kind_names() -> dict[str, str]:
    """Return in words what is done to a codebook."""
    return {
        ChangeKind.ADD: _("Add a theme"),
        ChangeKind.MERGE: _("Merge two themes"),
        ChangeKind.SPLIT: _("Split a theme"),
    }


def state_names() -> dict[str, str]:
    """Return in words how a proposal stands."""
    return {
        ChangeState.WAITING: _("Waits for a decision"),
        ChangeState.ADOPTED: _("Adopted"),
        ChangeState.DECLINED: _("Declined"),
        ChangeState.TAKEN_BACK: _("Taken back"),
    }


def _kind(kind: str) -> ChangeKind:
    if kind not in set(ChangeKind):
        raise NotFoundError(
            "A codebook is not changed in that way.", remedy="Add, merge or split a theme."
        )
    return ChangeKind(kind)


def _names(rows: Session, survey_id: str) -> dict[str, str]:
    known = codebooks.theme_by_id(codebook_of(rows, survey_id))
    return {theme_id: theme.name for theme_id, theme in known.items()}


def _show_form(rows: Session, survey_id: str, form: ChangeForm) -> str:
    empty: list[dict[str, Any]] = [{"value": "", "label": _("Choose one")}]
    themes = [{"value": each.id, "label": each.name} for each in form.codebook.active_themes]
    priorities = [{"value": each.id, "label": each.name} for each in form.codebook.priorities]
    return render_template(
        "manage/change.html",
        survey=surveys.find_survey(rows, survey_id),
        form=form,
        heading=kind_names()[form.kind],
        themes=empty + themes,
        priorities=priorities,
        errors=[{"href": f"#{name}", "text": text} for name, text in form.errors.items()],
    )
