"""What a survey reads aloud: listened to by the officer, rendered anew, or said by a person."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback_app.access import current_staff, requires_role
from feedback_app.database import reading, transaction
from feedback_app.errors import NotFoundError
from feedback_app.language import KNOWN, offered, translations_of
from feedback_app.language import gettext as _
from feedback_app.manage.blueprint import bp
from feedback_app.manage.names import presentation_names
from feedback_app.manage.queueing import queue_and_record
from feedback_app.manage.surveys import OFFICERS
from feedback_app.manage.surveys_view import missing_programs
from feedback_app.services import audit, recordings, surveys
from feedback_app.services.sounds import pace_of, words_mark
from feedback_app.sounding import sounds
from forms.definition import Presentation
from forms.questionnaire import Questionnaire
from forms.spoken import Line, spoken_lines

MOST_SENT = 2_000_000
"""Above what is kept, so that whoever sends too much is told how much is too much."""


@dataclass(frozen=True)
class Version:
    """One presentation of one questionnaire in one language, with all that is said in it."""

    questionnaire: Questionnaire
    presentation: Presentation
    language: str
    lines: list[Line]

    def name_of(self, line: Line) -> str:
        """Return the file that says a line, or nothing."""
        pace = pace_of(self.presentation)
        return sounds().find(line.text, language=self.language, pace=pace)

    def mark_of(self, line: Line) -> str:
        """Return what names the words of a line."""
        return words_mark(line.text, language=self.language)


@bp.url_value_preprocessor
def let_recordings_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let more be sent to the one page that takes files."""
    if endpoint == f"{bp.name}.change_voice":
        request.max_content_length = MOST_SENT


@bp.get("/manage/surveys/<survey_id>/sound")
@requires_role(*OFFICERS)
def sound_of_survey(survey_id: str) -> ResponseReturnValue:
    """Show what of a survey can be listened to."""
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
        versions = _versions(rows, survey_id)
    return render_template(
        "manage/sound.html",
        survey=survey,
        lines=[_overview(survey_id, each) for each in versions],
        missing=missing_programs(),
        is_queued=request.args.get("queued") == "sound",
    )


@bp.post("/manage/surveys/<survey_id>/sound")
@requires_role(*OFFICERS)
def render_sound(survey_id: str) -> ResponseReturnValue:
    """Put the rendering of what cannot be listened to yet into the queue of jobs."""
    queue_and_record(survey_id, "queued-recording", lambda jobs: jobs.record_speech)
    return redirect(url_for(".sound_of_survey", survey_id=survey_id, queued="sound"), 303)


@bp.get("/manage/surveys/<survey_id>/sound/<questionnaire_id>/<presentation>/<language>")
@requires_role(*OFFICERS)
def voices(
    survey_id: str, questionnaire_id: str, presentation: str, language: str
) -> ResponseReturnValue:
    """Show every line that is said, with its recording and a place for a better one."""
    return _voices(survey_id, _find(survey_id, (questionnaire_id, presentation, language)))


@bp.post("/manage/surveys/<survey_id>/sound/<questionnaire_id>/<presentation>/<language>")
@requires_role(*OFFICERS)
def change_voice(
    survey_id: str, questionnaire_id: str, presentation: str, language: str
) -> ResponseReturnValue:
    """Keep the recorded voice of one line, or take it away again."""
    version = _find(survey_id, (questionnaire_id, presentation, language))
    mark = request.form.get("mark", "")
    line = next((each for each in version.lines if version.mark_of(each) == mark), None)
    if line is None:
        raise NotFoundError(_("There is no such line."), remedy=_("Go back and choose it again."))
    try:
        action = _take_away(version, line) if "remove" in request.form else _keep(version, line)
    except recordings.RecordingError as error:
        return _voices(survey_id, version, error=str(error), wrong=mark), 422
    with transaction() as rows:
        subject = f"{survey_id} {questionnaire_id} {line.page} {line.option} {language}"
        audit.record(rows, current_staff().id, action, subject=subject)
    return redirect(f"{request.path}#line-{mark}", 303)


def _keep(version: Version, line: Line) -> str:
    given = request.files.get("recording")
    recording = recordings.read_recording(given.read() if given else b"")
    folder = sounds().folder
    recordings.keep_recording(folder, line.text, recording, language=version.language)
    return "uploaded-recording"


def _take_away(version: Version, line: Line) -> str:
    recordings.drop_recording(sounds().folder, line.text, language=version.language)
    return "removed-recording"


def _versions(rows: Session, survey_id: str) -> list[Version]:
    survey = surveys.find_survey(rows, survey_id)
    translations = translations_of(offered())
    return [
        Version(each, presentation, code, spoken_lines(each, presentation, translate))
        for each in surveys.questionnaires_of(rows, survey)
        for presentation in each.presentations
        for code, translate in translations.items()
    ]


def _find(survey_id: str, wanted: tuple[str, str, str]) -> Version:
    with reading() as rows:
        for each in _versions(rows, survey_id):
            if (each.questionnaire.id, each.presentation.value, each.language) == wanted:
                return each
    raise NotFoundError(
        _("This survey is not offered in that way."), remedy=_("Choose it from the survey's page.")
    )


def _overview(survey_id: str, version: Version) -> dict[str, object]:
    names = [version.name_of(line) for line in version.lines]
    return {
        **_titles(version),
        "href": url_for(
            ".voices",
            survey_id=survey_id,
            questionnaire_id=version.questionnaire.id,
            presentation=version.presentation.value,
            language=version.language,
        ),
        "total": len(names),
        "spoken": sum(1 for name in names if name),
        "recorded": sum(1 for name in names if name.startswith("r-")),
    }


def _titles(version: Version) -> dict[str, str]:
    questionnaire = version.questionnaire
    return {
        "title": questionnaire.title.of(questionnaire.presentations[0]),
        "presentation": presentation_names()[version.presentation],
        "language": KNOWN[version.language].name,
    }


def _voices(survey_id: str, version: Version, *, error: str = "", wrong: str = "") -> str:
    with reading() as rows:
        survey = surveys.find_survey(rows, survey_id)
    return render_template(
        "manage/voices.html",
        survey=survey,
        **_titles(version),
        spoken=KNOWN[version.language].code,
        direction=KNOWN[version.language].direction,
        lines=[_line(version, line, wrong=wrong, error=error) for line in _once(version)],
        error=error,
        wrong=wrong,
    )


def _once(version: Version) -> list[Line]:
    """Return every line once, however often its words stand in the questionnaire."""
    return list({version.mark_of(line): line for line in reversed(version.lines)}.values())[::-1]


def _line(version: Version, line: Line, *, wrong: str, error: str) -> dict[str, object]:
    name, mark = version.name_of(line), version.mark_of(line)
    return {
        "mark": mark,
        "text": line.text,
        "src": f"/sound/{name}" if name else "",
        "is_recorded": name.startswith("r-"),
        "error": error if mark == wrong else "",
    }
