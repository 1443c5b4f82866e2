"""Where the links of a survey lead: for somebody who opens one, or is led on to another."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, Date, and_, bindparam, case, select
from sqlalchemy.orm import Session

from feedback_app.errors import NotFoundError, SurveyNotOpenError, UnknownLinkError
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
        SurveyLink.label,
        SurveyLink.asks_invitation,
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
    label: str = ""
    asks_invitation: bool = False

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

    @property
    def can_be_kept(self) -> bool:
        """Whether the questions may be kept on a device, whose answers come with no invitation."""
        return not self.asks_invitation

    @property
    def group(self) -> str:
        """Whom the link was made for, such as a class; empty where it is for everybody."""
        return group_of(self.label, self.questionnaire_id)


def group_of(label: str, questionnaire_id: str) -> str:
    """Return whom a link was made for; a label that only repeats what it asks is for everybody."""
    return "" if label == questionnaire_id else label


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
        raise _not_open()
    return Link(*known)


def _not_open() -> SurveyNotOpenError:
    return SurveyNotOpenError(
        _("This survey is not open today."),
        remedy=_("The people who asked you can say when the results will be out."),
    )


def known_link(connection: Connection, token: str) -> Link | None:
    """Return the survey behind an address, also if it has closed meanwhile; None if none is."""
    row = FIND.one(connection, sought=token.replace("\0", ""), day=clock.today())
    return Link(*row[:-1]) if row else None


def find_link(session: Session, survey_id: str, token: str) -> SurveyLink:
    """Return one address of a survey, whether or not it is switched off.

    Raises:
        NotFoundError: the survey has none like that.
    """
    link = session.get(SurveyLink, token)
    if link is None or link.survey_id != survey_id:
        raise NotFoundError("This survey has no such link.", remedy="Go back to the survey.")
    return link


def switch(session: Session, survey_id: str, token: str, *, is_open: bool) -> None:
    """Switch an address on or off; whoever has begun can still send."""
    find_link(session, survey_id, token).is_open = is_open


def link_of_invited(connection: Connection, survey_id: str, questionnaire_id: str) -> str:
    """Return the address that invitations to a questionnaire of a survey lead to.

    Raises:
        SurveyNotOpenError: every such link is switched off, or there was none.
    """
    anywhere = Link("", survey_id, "", "", CAUTIOUS[0], "", "", asks_invitation=True)
    best = _best(_siblings(connection, anywhere, questionnaire_id), anywhere)
    if best is None:
        raise _not_open()
    return best.token


def links_of_all(connection: Connection, link: Link) -> list[tuple[str, str]]:
    """Return an address and the id of each questionnaire of a survey, in the survey's order."""
    kept = SurveyQuestionnaire.__table__.c
    names = connection.scalars(
        select(kept.questionnaire_id)
        .where(kept.survey_id == link.survey_id)
        .order_by(kept.position)
    ).all()
    found = ((_best(_siblings(connection, link, name), link), name) for name in names)
    return [(best.token, name) for best, name in found if best]


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
            is_for_all = not group_of(link.label, link.questionnaire_id)
            if link.is_open and is_for_all and not link.asks_invitation:
                addresses.setdefault(link.questionnaire_id, f"/s/{link.token}")
        if surveys.FOR_ALL in addresses:
            found.append(Try(addresses[surveys.FOR_ALL], survey.title, ""))
        found += [
            Try(addresses[each.id], each.title.of(each.presentations[0]), each.audience)
            for each in surveys.questionnaires_of(session, survey)
            if each.id in addresses
        ]
    return found


def family_link(connection: Connection, token: str, questionnaire_id: str) -> Link:
    """Return the link to another questionnaire of a link's survey, for the same people.

    From a link of one group it is that group's own, or else one for everybody; never another
    group's. The way of coming and the language stay as they are if they can.

    Raises:
        UnknownLinkError: the survey has no open link to it for these people.
    """
    link = known_link(connection, token)
    best = _best(_siblings(connection, link, questionnaire_id), link) if link else None
    if best is None:
        raise UnknownLinkError(
            _("The questions for your age are not open here."),
            remedy=_("Ask the person who gave you the link."),
        )
    return best


def _siblings(connection: Connection, link: Link, questionnaire_id: str) -> list[Link]:
    """Return the open links of a survey to one questionnaire."""
    table = SurveyLink
    rows = connection.execute(
        select(
            table.token,
            table.mode,
            table.presentation,
            table.language,
            table.offers,
            table.label,
            table.asks_invitation,
        ).where(
            table.survey_id == link.survey_id,
            table.questionnaire_id == questionnaire_id,
            table.is_open,
        )
    )
    return [
        replace(
            link,
            token=token,
            questionnaire_id=questionnaire_id,
            mode=mode,
            presentation=presentation,
            language=language,
            offers=offers,
            label=label,
            asks_invitation=asks_invitation,
        )
        for token, mode, presentation, language, offers, label, asks_invitation in rows
    ]


def _best(others: list[Link], link: Link) -> Link | None:
    """Return which of some links the people of a link are led on to, if any is for them."""
    ways = (link.mode, *CAUTIOUS, *sorted(Mode))

    def distance(other: Link) -> tuple[object, ...]:
        return (
            other.group != link.group,
            ways.index(other.mode),
            other.language != link.language,
            other.language != "",
            other.presentation != "",
            other.token,
        )

    theirs = (
        other
        for other in others
        if other.group in ("", link.group)
        and bool(other.asks_invitation) == bool(link.asks_invitation)
    )
    return min(theirs, key=distance, default=None)
