"""The data protection impact assessment, written from the real settings, surveys and tables.

What the machine knows is stated; what people must decide is left as a line that says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.config import Settings
from feedback_app.services import clock
from feedback_app.services.key_rotation import sealed_columns
from feedback_app.services.limits import LONGEST_WINDOW
from feedback_app.services.responding import SENT_HOURS
from feedback_app.store import Base, Response, Staff, Survey
from feedback_app.store.staff import Role

OPEN = "To be decided by the data protection officer: "
RISKS = (
    ("A child is recognised by what they wrote", "no name, address or time is kept with answers; "
     "text is redacted before anyone but a safeguarding lead reads it; small counts are hidden"),
    ("Somebody sees a child answer", "“Exit this page” deletes the answers and leaves; nothing is "
     "kept in the browser but one cookie without answers"),
    ("Harm is told and nobody reads it", "rules screen in the transaction that stores it; a clock "
     "of staffed hours escalates; every text is read by a person"),
    ("The database is stolen", "free text, wishes to be contacted and reasons are sealed by keys "
     "that lie outside it"),
    ("Somebody within reads what they should not", "roles and localities; each reading of raw text "
     "is in a chained audit trail; a sealed answer needs two people"),
    ("Answers are kept too long", "a survey cannot open without a last day; a nightly purge; "
     "backups end by themselves"),
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One part of the assessment."""

    heading: str
    lines: tuple[str, ...]


def assess(session: Session, settings: Settings) -> list[Section]:
    """Return the assessment as it stands today."""
    return [
        Section("What is done, and by whom", tuple(_purpose(settings))),
        Section("Surveys, grounds and last days", tuple(_surveys(session))),
        Section("What is kept, and for how long", tuple(_retention(settings))),
        Section("What is held in each table", tuple(_tables())),
        Section("Who can read it", tuple(_readers(session))),
        Section("How soon somebody reads", tuple(_hours(settings))),
        Section("Risks and what is done about them", tuple(_risks(settings))),
        Section("Still to be decided by people", tuple(_open_points(settings))),
    ]


def as_markdown(sections: list[Section], settings: Settings) -> str:
    """Return the assessment as a document."""
    parts = [f"# Data protection impact assessment: {settings.partnership}", ""]
    parts += [f"As the service stood on {clock.today()}.", ""]
    for section in sections:
        parts += [f"## {section.heading}", "", *(f"- {line}" for line in section.lines), ""]
    return "\n".join(parts)


def _purpose(settings: Settings) -> Iterator[str]:
    yield f"Controller: {settings.partnership}; the service is called “{settings.service_name}”."
    yield f"Data protection officer: {settings.officer or OPEN + 'name and address (`officer`)'}."
    yield "Children, families and practitioners answer; the Board reads themes and counts."
    yield "Children and special category data: an assessment is required (UK GDPR, Article 35)."
    yield f"Reached at {settings.public_url}; encrypted on the way: {_yes(settings.is_secure)}."


def _surveys(session: Session) -> Iterator[str]:
    counts = dict(
        session.execute(select(Response.survey_id, func.count()).group_by(Response.survey_id)).all()
    )
    for each in session.scalars(select(Survey).order_by(Survey.opens_on, Survey.id)):
        yield (
            f"{each.title} ({each.id}): {counts.get(each.id, 0)} responses; {each.promise}; basis "
            f"{each.lawful_basis or 'not decided'}; condition {each.condition or 'not decided'}; "
            f"DPIA {each.dpia or 'not decided'}; kept until {each.kept_until or 'not decided'}"
            f"{f'; purged on {each.purged_on}' if each.purged_on else ''}."
        )


def _retention(settings: Settings) -> Iterator[str]:
    yield f"Answers not sent: {settings.draft_hours} hours."
    yield f"That answers were sent, so that nothing is stored twice: {SENT_HOURS} hours."
    yield "Answers, texts, themes and closed concerns: until the survey's last day."
    yield "Concerns and wishes to be contacted that are not closed: until they are."
    yield f"Wishes to be contacted: {settings.contact_days} days after they are closed."
    yield "Words on a receipt, as a keyed hash: until the survey closes."
    yield f"Backups, encrypted: {settings.backup_days} days; erasures are repeated on restore."
    minutes = int(LONGEST_WINDOW.total_seconds() // 60)
    yield f"Network addresses: never; a keyed hash that changes daily, for {minutes} minutes."


def _tables() -> Iterator[str]:
    sealed = {**sealed_columns(), "subject_request": {"sealed_words"}, "survey_key": {"wrapped"}}
    for table in Base.metadata.sorted_tables:
        names = ", ".join(
            f"{each.name} (sealed)" if each.name in sealed.get(table.name, ()) else each.name
            for each in table.columns
        )
        yield f"{table.name}: {names}."


def _readers(session: Session) -> Iterator[str]:
    counts = dict(
        session.execute(
            select(Staff.role, func.count()).where(Staff.is_active).group_by(Staff.role)
        ).all()
    )
    for role in Role:
        yield f"{role}: {counts.get(role, 0)} accounts."


def _hours(settings: Settings) -> Iterator[str]:
    yield (
        f"Working days from {settings.staffed_from} to {settings.staffed_to}, but for England's "
        "bank holidays and the days the deployment names."
    )
    yield f"Danger now: within {settings.red_minutes} staffed minutes."
    yield f"Wants to be contacted: within {settings.contact_minutes} staffed minutes."
    yield f"Possible harm: within {settings.amber_minutes} staffed minutes."
    yield f"Told by e-mail: {_yes(bool(settings.smtp_host and settings.mail_from))}."


def _risks(settings: Settings) -> Iterator[str]:
    for risk, answer in RISKS:
        yield f"{risk}: {answer}."
    yield (
        f"Counts below {settings.small_count_threshold} are hidden inside the partnership and "
        f"below {settings.public_threshold} in what is published."
    )


def _open_points(settings: Settings) -> Iterator[str]:
    yield f"{OPEN}whether the remaining risk is acceptable, and when this is reviewed."
    yield f"{OPEN}what children and families said when they were asked about it."
    if not settings.deputy_emails or not settings.on_call_emails:
        yield "Nobody is named as deputy or manager on call (`deputy_emails`, `on_call_emails`)."
    if not settings.is_secure:
        yield "The service is not reached over https."


def _yes(is_so: object) -> str:
    return "yes" if is_so else "no"
