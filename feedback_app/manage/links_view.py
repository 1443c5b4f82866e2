"""What is shown of a survey's links: for whom, where each leads, its address and its picture."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback_app.language import KNOWN
from feedback_app.language import gettext as _
from feedback_app.manage.names import offer_names, presentation_names, way_names
from feedback_app.services import links, surveys
from feedback_app.services.links import find_link
from feedback_app.store import Survey, SurveyLink
from feedback_app.store.surveys import Offer


@dataclass(frozen=True)
class GivenLink:
    """One address of a survey as its officer reads it."""

    token: str
    for_whom: str
    way: str
    title: str
    presets: tuple[str, ...]
    address: str
    is_on: bool
    asks_invitation: bool

    @property
    def picture(self) -> str:
        """The address as a picture for a telephone to scan, as a data address."""
        import segno

        made = segno.make(self.address, micro=False, error="m")
        return str(made.svg_data_uri(scale=8, border=2))


def view_links(session: Session, survey: Survey, *, address: str) -> list[GivenLink]:
    """Return the links of a survey: those for everybody first, then by whom they are for."""
    titles = _titles(session, survey)
    shown = [_view(link, titles, address) for link in surveys.links_of(session, survey.id)]
    return sorted(shown, key=lambda each: (each.for_whom, each.asks_invitation))


def view_link(session: Session, survey_id: str, token: str, *, address: str) -> GivenLink:
    """Return one link of a survey.

    Raises:
        NotFoundError: there is no such survey, or it has no such link.
    """
    survey = surveys.find_survey(session, survey_id)
    link = find_link(session, survey_id, token)
    return _view(link, _titles(session, survey), address)


def _titles(session: Session, survey: Survey) -> Mapping[str, str]:
    named = {
        each.id: each.title.of(each.presentations[0])
        for each in surveys.questionnaires_of(session, survey)
    }
    return {surveys.FOR_ALL: _("Each to the questions for their age"), **named}


def _view(link: SurveyLink, titles: Mapping[str, str], address: str) -> GivenLink:
    language = KNOWN.get(link.language)
    presets = (
        presentation_names().get(link.presentation, ""),
        language.name if language else link.language,
        *(offer_names()[Offer(each)] for each in link.offers.split()),
    )
    return GivenLink(
        link.token,
        links.group_of(link.label, link.questionnaire_id),
        way_names().get(link.mode, link.mode),
        titles.get(link.questionnaire_id, link.questionnaire_id),
        tuple(each for each in presets if each),
        f"{address.rstrip('/')}/s/{link.token}",
        link.is_open,
        link.asks_invitation,
    )
