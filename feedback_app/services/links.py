"""Where the links of a survey lead: for somebody who opens one, or is led on to another."""

from dataclasses import dataclass

from sqlalchemy import Connection, Date, Select, and_, bindparam, case, select
from sqlalchemy.orm import Session

from feedback_app.errors import SurveyNotOpenError, UnknownLinkError
from feedback_app.errors import mark as _
from feedback_app.services import clock, surveys
from feedback_app.store import Survey, SurveyLink, SurveyQuestionnaire
from feedback_app.store.statement import Statement
from feedback_app.store.surveys import Offer
from forms.definition import Mode

FIND = Statement(
    select(
        SurveyLink.token,
        SurveyLink.survey_id,
        Survey.title,
        SurveyLink.questionnaire_id,
        SurveyLink.mode,
        SurveyLink.presentation,
        SurveyLink.language,
        SurveyLink.offers,
        case(
            (and_(SurveyLink.is_open, surveys.is_open_on(bindparam("day", type_=Date()))), 1),
            else_=0,
        ),
    )
    .join(Survey, Survey.id == SurveyLink.survey_id)
    .where(SurveyLink.token == bindparam("sought"))
)
# Where nobody said how a respondent came, the way that asks least is taken.
CAUTIOUS = (Mode.OPEN_LINK, Mode.SUPPORTED_AT_HOME)


@dataclass(frozen=True)
class Link:
    """An address of a survey, with the way of answering it presets."""

    token: str
    survey_id: str
    survey_title: str
    questionnaire_id: str
    mode: str
    presentation: str
    language: str
    offers: str = ""

    @property
    def can_return(self) -> bool:
        """Whether what is begun here may be saved under a code and gone on with later."""
        return Offer.RETURN in self.offers.split()

    @property
    def return_url(self) -> str:
        """Where a code is given back; empty where none is given out."""
        return f"/s/{self.token}/return" if self.can_return else ""

    @property
    def leads_to_all(self) -> bool:
        """Whether the survey's questionnaires are offered here, for everybody to find theirs."""
        return self.questionnaire_id == surveys.FOR_ALL


def open_link(connection: Connection, token: str) -> Link:
    """Return the survey behind an address.

    Raises:
        UnknownLinkError: no such address.
        SurveyNotOpenError: the survey has not opened yet, or has closed.
    """
    # PostgreSQL refuses to look for a NUL.
    row = FIND.one(connection, sought=token.replace("\0", ""), day=clock.today())
    if row is None or row[0] != token:
        raise UnknownLinkError(
            _("This link does not lead to a survey."),
            remedy=_("Check that you have the whole link, or ask the person who gave it to you."),
        )
    *known, is_open = row
    if not is_open:
        raise SurveyNotOpenError(
            _("This survey is not open today."),
            remedy=_("The people who asked you can say when the results will be out."),
        )
    return Link(*known)


def known_link(connection: Connection, token: str) -> Link | None:
    """Return the survey behind an address, also if it has closed meanwhile; None if none is."""
    row = FIND.one(connection, sought=token.replace("\0", ""), day=clock.today())
    return Link(*row[:-1]) if row else None


def links_of_all(connection: Connection, link: Link) -> list[tuple[str, str]]:
    """Return an address and the id of each questionnaire of a survey, in the survey's order."""
    kept = SurveyQuestionnaire.__table__.c
    names = connection.scalars(
        select(kept.questionnaire_id)
        .where(kept.survey_id == link.survey_id, kept.questionnaire_id.in_(_open_ids(link)))
        .order_by(kept.position)
    ).all()
    mode = Mode(link.mode)
    return [(family_link(connection, link.survey_id, name, mode=mode), name) for name in names]


def _open_ids(link: Link) -> Select[str]:
    return select(SurveyLink.questionnaire_id).where(
        SurveyLink.survey_id == link.survey_id, SurveyLink.is_open
    )


@dataclass(frozen=True)
class Try:
    """A survey to try in a demonstration."""

    href: str
    title: str
    audience: str


def links_to_try(session: Session) -> list[Try]:
    """Return the open surveys of a demonstration, one address a questionnaire."""
    today = clock.today()
    found = []
    for survey in surveys.list_surveys(session):
        if not surveys.is_open(survey, today):
            continue
        addresses: dict[str, str] = {}
        for link in survey.links:
            if link.is_open:
                addresses.setdefault(link.questionnaire_id, f"/s/{link.token}")
        if surveys.FOR_ALL in addresses:
            found.append(Try(addresses[surveys.FOR_ALL], survey.title, ""))
        found += [
            Try(addresses[each.id], each.title.of(each.presentations[0]), each.audience)
            for each in surveys.questionnaires_of(session, survey)
            if each.id in addresses
        ]
    return found


def family_link(
    connection: Connection, survey_id: str, questionnaire_id: str, *, mode: Mode
) -> str:
    """Return the address of another questionnaire of a survey, answered the same way if it can be.

    Raises:
        UnknownLinkError: the survey has no open link to it.
    """
    rows = connection.execute(
        select(SurveyLink.mode, SurveyLink.token).where(
            SurveyLink.survey_id == survey_id,
            SurveyLink.questionnaire_id == questionnaire_id,
            SurveyLink.is_open,
        )
    )
    by_mode: dict[str, str] = dict(rows.all())
    for wanted in (mode, *CAUTIOUS, *by_mode):
        if wanted in by_mode:
            return by_mode[wanted]
    raise UnknownLinkError(
        _("The questions for your age are not open here."),
        remedy=_("Ask the person who gave you the link."),
    )
