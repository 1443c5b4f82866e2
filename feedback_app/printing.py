"""A questionnaire made ready for paper: in one presentation and language, with whom to call."""

from sqlalchemy.orm import Session

from feedback_app.config import Settings
from feedback_app.language import KNOWN, refuse_unspoken, translations_of
from feedback_app.rendering.paper import Help, Paper, print_paper
from feedback_app.services import clock, paper_files, places, surveys
from forms.definition import Presentation
from forms.questionnaire import Questionnaire


def paper_of(
    rows: Session, found: Questionnaire, presentation: Presentation, language: str, *, asks: str
) -> Paper:
    """Return what is printed; `asks` names the partnership.

    Raises:
        SettingsError: there is no catalogue of the language.
    """
    refuse_unspoken((language,))
    contacts = places.help_contacts_on(rows.connection(), clock.today())
    return Paper(
        questionnaire=found,
        presentation=presentation,
        language=language,
        direction=KNOWN[language].direction,
        translate=translations_of([language])[language],
        partnership=asks,
        contacts=[Help(each.name, each.phone, each.when) for each in contacts],
    )


def print_survey(rows: Session, survey_id: str, settings: Settings) -> int:
    """Print every paper of a survey into the instance folder; return how many there are.

    Raises:
        PdfMissingError: Pango is not installed.
    """
    survey = surveys.find_survey(rows, survey_id)
    family = surveys.questionnaires_of(rows, survey)
    sheets = paper_files.sheets_of(family, settings.languages)
    by_id = {each.id: each for each in family}
    for sheet in sheets:
        name, way, language = sheet
        paper = paper_of(rows, by_id[name], way, language, asks=settings.partnership)
        path = paper_files.path_of(settings.instance, survey_id, sheet)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole = path.with_suffix(".part")
        print_paper(paper, whole)
        whole.replace(path)
    return len(sheets)
