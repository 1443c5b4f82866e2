"""The queue of verbatims that wait for a coder: what comes next, and how much is done.

Half of what a coder is given would teach the machine most; the other half is drawn at random, so
that what people coded also says honestly how common each theme is. A share of the verbatims, set
for each survey, is given to a second coder, who does not see what the first decided.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback_app.store import CodingReview, Response, Survey, Verbatim, WaitingVerbatim

# Ids are random, so their first letters draw the share that is coded twice.
LETTERS, DRAWN_OF = 8, 16**8
CANDIDATES = 16
"""Coders who work at the same time each draw from so many, and seldom meet on the same one."""
Within = frozenset[str] | None
"""The places whose answers a coder may read; None for the whole partnership."""


@dataclass(frozen=True)
class Progress:
    """How many verbatims of a survey people went through, of how many."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """The share done, rounded down, so that 100 means all."""
        return self.done * 100 // self.total if self.total else 100


def refresh_queue(session: Session, survey_id: str) -> int:
    """Put every verbatim that nobody went through into the queue; return how many were new."""
    waiting = WaitingVerbatim
    missing = (
        select(Response.survey_id, Verbatim.id, literal(0.0))
        .join(Response, Response.id == Verbatim.response_id)
        .where(
            Response.survey_id == survey_id,
            Verbatim.is_themed,
            ~select(waiting.verbatim_id)
            .where(waiting.survey_id == survey_id, waiting.verbatim_id == Verbatim.id)
            .exists(),
            ~_reviews_that_count(Verbatim.id).exists(),
        )
    )
    done = session.execute(
        insert(waiting).from_select(["survey_id", "verbatim_id", "interest"], missing),
        execution_options={"preserve_rowcount": True},
    )
    return int(getattr(done, "rowcount", 0))


def next_verbatim(
    session: Session, survey_id: str, *, staff_id: str, within: Within = None
) -> str | None:
    """Return the id of the verbatim that this coder should read next, or None when all is done.

    The same coder at the same point of the work is given the same verbatim, so that a page may
    be loaded again. A coder limited to a locality is given answers from `within` it alone.
    """
    seed = _seed(session, survey_id, staff_id)
    mine = and_(_is_for(staff_id), lies_within(WaitingVerbatim.verbatim_id, within))
    if seed[0] % 2:
        return _most_interesting(session, survey_id, mine, draw=seed[1])
    return _random(session, survey_id, mine, point=seed.hex()[4:36])


def progress(session: Session, survey_id: str, *, within: Within = None) -> Progress:
    """Return how far coders have come with the queue as it stands; quick, however long it is."""
    waiting = WaitingVerbatim
    again = func.sum(case((waiting.reopened_for != "", 1), else_=0))
    ahead, reopened = session.execute(
        select(func.count(), func.coalesce(again, 0)).where(
            waiting.survey_id == survey_id,
            waiting.first_coder.is_(None),
            lies_within(waiting.verbatim_id, within),
        )
    ).one()
    done = _count_reviewed(session, survey_id, within) - reopened
    return Progress(done, done + ahead)


def progress_of_all(session: Session, survey_id: str, *, within: Within = None) -> Progress:
    """Return how far coders have come with all verbatims, those not in the queue yet too."""
    total = session.scalar(
        select(func.count())
        .select_from(Verbatim)
        .join(Response, Response.id == Verbatim.response_id)
        .where(
            Response.survey_id == survey_id,
            Verbatim.is_themed,
            lies_within(Verbatim.id, within),
        )
    )
    done = _count_reviewed(session, survey_id, within) - _count_reopened(session, survey_id, within)
    return Progress(done, total or 0)


def lies_within(
    verbatim_id: ColumnElement[str] | InstrumentedAttribute[str], within: Within
) -> ColumnElement[bool]:
    """Return the condition that a verbatim was given in one of these places; None for all."""
    if within is None:
        return true()
    here = (
        select(Verbatim.id)
        .join(Response, Response.id == Verbatim.response_id)
        .where(Response.place_id.in_(within))
    )
    return verbatim_id.in_(here)


def _count_reviewed(session: Session, survey_id: str, within: Within) -> int:
    return (
        session.scalar(
            select(func.count(CodingReview.verbatim_id.distinct())).where(
                CodingReview.survey_id == survey_id,
                CodingReview.is_undone.is_(False),
                lies_within(CodingReview.verbatim_id, within),
            )
        )
        or 0
    )


def _count_reopened(session: Session, survey_id: str, within: Within) -> int:
    """Return how many were read before and wait to be read again."""
    waiting = WaitingVerbatim
    query = select(func.count()).where(
        waiting.survey_id == survey_id,
        waiting.reopened_for != "",
        waiting.first_coder.is_(None),
        lies_within(waiting.verbatim_id, within),
    )
    return session.scalar(query) or 0


def waits_for(session: Session, survey_id: str, verbatim_id: str) -> WaitingVerbatim | None:
    """Return the place of a verbatim in the queue, or None when it waits no more."""
    return session.get(WaitingVerbatim, (survey_id, verbatim_id), populate_existing=True)


def leave_queue(session: Session, survey_id: str, verbatim_id: str, *, staff_id: str) -> None:
    """Take a verbatim that was gone through out of the queue, or keep it for a second coder."""
    place = _place(survey_id, verbatim_id)
    first = session.scalar(select(WaitingVerbatim.first_coder).where(place))
    if first is None and is_coded_twice(verbatim_id, twice_percent(session, survey_id)):
        session.execute(update(WaitingVerbatim).where(place).values(first_coder=staff_id))
    elif first != staff_id:
        session.execute(delete(WaitingVerbatim).where(place))


def rejoin_queue(
    session: Session, survey_id: str, verbatim_id: str, *, reopened_for: str = ""
) -> None:
    """Put a verbatim back to where the reviews that still count leave it.

    One that was read again because of a split waits for that again.
    """
    coders = set(
        session.scalars(_reviews_that_count(verbatim_id).with_only_columns(CodingReview.staff_id))
    )
    session.execute(delete(WaitingVerbatim).where(_place(survey_id, verbatim_id)))
    wanted = 2 if is_coded_twice(verbatim_id, twice_percent(session, survey_id)) else 1
    if reopened_for or len(coders) < wanted:
        row = {"survey_id": survey_id, "verbatim_id": verbatim_id, "reopened_for": reopened_for}
        first = None if reopened_for else next(iter(coders), None)
        session.execute(insert(WaitingVerbatim).values(**row, interest=0.0, first_coder=first))


def is_coded_twice(verbatim_id: str, percent: int) -> bool:
    """Whether a second coder goes through a verbatim too, when so many of a hundred are."""
    return int(verbatim_id[:LETTERS], 16) < DRAWN_OF * percent // 100


def twice_percent(session: Session, survey_id: str) -> int:
    """Return how many of a hundred verbatims of a survey are coded twice."""
    return session.scalar(select(Survey.twice_percent).where(Survey.id == survey_id)) or 0


def set_twice_percent(session: Session, survey_id: str, percent: int) -> None:
    """Have another share of a survey coded twice; what was read once waits for a second coder."""
    waiting = WaitingVerbatim
    session.execute(update(Survey).where(Survey.id == survey_id).values(twice_percent=percent))
    held = dict(
        session.execute(
            select(waiting.verbatim_id, waiting.first_coder).where(waiting.survey_id == survey_id)
        ).all()
    )
    for verbatim_id, first in held.items():
        if first is not None and not is_coded_twice(verbatim_id, percent):
            session.execute(delete(waiting).where(_place(survey_id, verbatim_id)))
    missing = [
        {"survey_id": survey_id, "verbatim_id": verbatim_id, "first_coder": coder, "interest": 0.0}
        for verbatim_id, coder in session.execute(_read_once(survey_id)).all()
        if verbatim_id not in held and is_coded_twice(verbatim_id, percent)
    ]
    if missing:
        session.execute(insert(waiting), missing)


def _read_once(survey_id: str) -> Select[str, str]:
    """Return the query of verbatims that one coder alone went through, and who."""
    review = CodingReview
    return (
        select(review.verbatim_id, func.min(review.staff_id))
        .where(
            review.survey_id == survey_id,
            review.is_undone.is_(False),
            review.is_adjudication.is_(False),
        )
        .group_by(review.verbatim_id)
        .having(func.count(review.staff_id.distinct()) == 1)
    )


def _most_interesting(
    session: Session, survey_id: str, mine: ColumnElement[bool], *, draw: int
) -> str | None:
    waiting = WaitingVerbatim
    found = session.scalars(
        select(waiting.verbatim_id)
        .where(waiting.survey_id == survey_id, mine)
        .order_by(waiting.interest.desc(), waiting.verbatim_id.desc())
        .limit(CANDIDATES)
    ).all()
    return found[draw % len(found)] if found else None


def _random(
    session: Session, survey_id: str, mine: ColumnElement[bool], *, point: str
) -> str | None:
    """Return the first verbatim at or after a random point of the ids, going round once."""
    waiting = WaitingVerbatim
    query = (
        select(waiting.verbatim_id)
        .where(waiting.survey_id == survey_id, mine)
        .order_by(waiting.verbatim_id)
        .limit(1)
    )
    found = session.scalar(query.where(waiting.verbatim_id >= point))
    return found or session.scalar(query)


def _seed(session: Session, survey_id: str, staff_id: str) -> bytes:
    turn = session.scalar(
        select(func.count()).where(
            CodingReview.staff_id == staff_id, CodingReview.survey_id == survey_id
        )
    )
    return hashlib.sha256(f"{survey_id}|{staff_id}|{turn}".encode()).digest()


def _is_for(staff_id: str) -> ColumnElement[bool]:
    first = WaitingVerbatim.first_coder
    return or_(first.is_(None), first != staff_id)


def _place(survey_id: str, verbatim_id: str) -> ColumnElement[bool]:
    return and_(WaitingVerbatim.survey_id == survey_id, WaitingVerbatim.verbatim_id == verbatim_id)


def _reviews_that_count(
    verbatim_id: str | InstrumentedAttribute[str],
) -> Select[int]:
    return select(CodingReview.number).where(
        CodingReview.verbatim_id == verbatim_id,
        CodingReview.is_undone.is_(False),
        CodingReview.is_adjudication.is_(False),
    )
