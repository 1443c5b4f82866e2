"""What a coder decides about one verbatim, and how they take it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analysis.codebook import Codebook
from analysis.theme import Theme, ThemeStatus
from feedback_app.errors import FeedbackError
from feedback_app.services import clock, codebooks, coding_page, coding_queue, redacting, verbatims
from feedback_app.store import CodingDecision, CodingFacet, CodingReview
from feedback_app.store.coding import Verdict

Facets = Mapping[str, Mapping[str, str]]
"""What was said beside each theme: by theme, then by facet."""


@dataclass(frozen=True)
class Judged:
    """What somebody says of one verbatim: a verdict on each theme, and facets of those that fit."""

    verdicts: Mapping[str, Verdict]
    facets: Facets = field(default_factory=dict)
    settles: bool = False
    """Whether it settles a disagreement, and so stands above what the coders said."""


def hide_words(
    session: Session, survey_id: str, verbatim_id: str, *, words: str, kind: str, staff_id: str
) -> None:
    """Hide words of a verbatim that could identify a person and that the rules missed.

    Raises:
        FeedbackError: the words do not stand in it.
        NotFoundError: the survey has no such verbatim.
    """
    verbatim, _response = coding_page.find(session, survey_id, verbatim_id)
    text = verbatims.text_of(session, verbatim)
    redacting.hide_more(session, verbatim.id, text, words=words, kind=kind, staff_id=staff_id)


def decide(
    session: Session,
    survey_id: str,
    verbatim_id: str,
    judged: Judged,
    *,
    codebook: Codebook,
    staff_id: str,
) -> int:
    """Record that a coder went through a verbatim, with a verdict on each theme; return its number.

    No verdict at all is a finding too: no theme fits. Earlier decisions stay as history.

    Raises:
        FeedbackError: a theme may not be given, or a facet has no such option.
        NotFoundError: the survey has no such verbatim.
    """
    _refuse_unknown(codebook, judged)
    coding_page.find(session, survey_id, verbatim_id)
    review = _review(session, survey_id, verbatim_id, staff_id, settles=judged.settles)
    session.add(review)
    session.flush()
    session.add_all(_decisions(review, judged, codebook.version))
    session.flush()
    if not judged.settles:
        coding_queue.leave_queue(session, survey_id, verbatim_id, staff_id=staff_id)
    return review.number


def _review(
    session: Session, survey_id: str, verbatim_id: str, staff_id: str, *, settles: bool
) -> CodingReview:
    held = coding_queue.waits_for(session, survey_id, verbatim_id)
    is_second = coding_page.is_blind(held, staff_id)
    return CodingReview(
        survey_id=survey_id,
        verbatim_id=verbatim_id,
        staff_id=staff_id,
        reviewed_at=clock.now(),
        is_adjudication=settles,
        saw_suggestions=not settles
        and not is_second
        and coding_page.last_run(session, survey_id) is not None,
        reopened_for=held.reopened_for if held and not settles else "",
    )


def _decisions(review: CodingReview, judged: Judged, version: str) -> list[CodingDecision]:
    return [
        CodingDecision(
            review_number=review.number,
            verbatim_id=review.verbatim_id,
            theme_id=theme_id,
            codebook_version=version,
            verdict=verdict,
            staff_id=review.staff_id,
            decided_at=review.reviewed_at,
            facets=[
                CodingFacet(facet_id=facet, option=option)
                for facet, option in judged.facets.get(theme_id, {}).items()
                if verdict is not Verdict.REJECTED
            ],
        )
        for theme_id, verdict in judged.verdicts.items()
    ]


def _refuse_unknown(codebook: Codebook, judged: Judged) -> None:
    """Refuse themes that may not be given, and options that their facet does not have."""
    known = codebooks.theme_by_id(codebook)
    options = {each.id: dict(each.options) for each in codebook.facets}
    for theme_id, verdict in judged.verdicts.items():
        if theme_id not in known:
            raise FeedbackError(
                f"The codebook has no theme called “{theme_id}”.",
                remedy="Reload the page and choose a theme from the list.",
            )
        if verdict is not Verdict.REJECTED and not known[theme_id].is_active:
            raise _not_given_any_more(known, theme_id)
    for facet, option in ((f, o) for own in judged.facets.values() for f, o in own.items()):
        if option not in options.get(facet, {}):
            raise FeedbackError(
                f"The codebook has no “{option}” under “{facet}”.",
                remedy="Reload the page and choose from the list.",
            )


def _not_given_any_more(known: Mapping[str, Theme], theme_id: str) -> FeedbackError:
    theme = known[theme_id]
    after = ", ".join(f"“{known[each].name}”" for each in theme.successors if each in known)
    said = {
        ThemeStatus.MERGED: f"was merged into {after}",
        ThemeStatus.SPLIT: f"was split into {after}",
    }.get(theme.status, "was retired")
    return FeedbackError(
        f"The theme “{theme.name}” {said} since this page was opened. What people coded with it "
        "before stays as it is.",
        remedy="Reload the page and choose among the themes of today.",
    )


def undo(session: Session, survey_id: str, *, staff_id: str) -> str | None:
    """Take back a coder's last review in a survey; return its verbatim, or None if there is none.

    The decisions stay as history and count no more; what was decided before them counts again.
    """
    last = last_review(session, survey_id, staff_id=staff_id)
    if last is None:
        return None
    session.execute(
        update(CodingReview).where(CodingReview.number == last.number).values(is_undone=True)
    )
    coding_queue.rejoin_queue(session, survey_id, last.verbatim_id, reopened_for=last.reopened_for)
    return last.verbatim_id


def last_review(session: Session, survey_id: str, *, staff_id: str) -> CodingReview | None:
    """Return the last review of a coder in a survey that still counts."""
    return session.scalar(
        select(CodingReview)
        .where(
            CodingReview.staff_id == staff_id,
            CodingReview.survey_id == survey_id,
            CodingReview.is_undone.is_(False),
            CodingReview.is_adjudication.is_(False),
        )
        .order_by(CodingReview.number.desc())
        .limit(1)
    )
