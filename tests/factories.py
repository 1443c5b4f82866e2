"""Sound rows for tests; each builder changes only what matters."""

import hashlib
import secrets
from datetime import date
from itertools import count

from sqlalchemy import select

from feedback_app.access import SESSION_KEY
from feedback_app.services import candidates, clock, coding, verbatims
from feedback_app.services.duties import Duties
from feedback_app.services.sealing import Place, unseal
from feedback_app.services.surveys import Plan
from feedback_app.store import (
    Answer,
    CandidateVerbatim,
    Concern,
    DiscoveryRun,
    Draft,
    Response,
    Staff,
    StaffSession,
    SuggestedCoding,
    Survey,
    SurveyLink,
    SurveyQuestionnaire,
    ThemeCandidate,
    Verbatim,
)
from feedback_app.store.base import random_id
from feedback_app.store.staff import Role
from feedback_app.store.surveys import Basis, Condition
from forms.definition import (
    AnswerIs,
    GoToClosingPage,
    Kind,
    Mode,
    Option,
    Presentation,
    Question,
    Route,
    Wording,
)
from forms.freezing import freeze
from forms.questionnaire import ClosingPage, End, Questionnaire, Start

CODEBOOK = """
id: parks
version: "{version}"
themes:
  - id: bus
    name: Buses
    definition: {definition}
    examples: [The bus never comes., We wait for the bus for hours., There is no bus home at night.]
  - id: park
    name: Parks
    definition: Parks and places to play outside.
    examples: [The park is great., I love playing in the park., We need swings in the park.]
"""
COUNTER = count(1)
A_DAY = date(2026, 5, 4)


def a_questionnaire(**changes):
    def options(*codes):
        return tuple(Option(code, Wording(f"Label {code}")) for code in codes)

    agree = Question(
        "agree",
        Kind.SINGLE,
        Wording("Do you want to take part?"),
        options=options("yes", "no"),
        required=True,
        routes=(Route(AnswerIs("agree", ("no",)), GoToClosingPage("leave_kindly")),),
    )
    given = {
        "id": "sample",
        "version": "1",
        "title": Wording("Sample"),
        "audience": "anyone",
        "ages": (13, 18),
        "presentations": (Presentation.AGES_13_18,),
        "modes": (Mode.OPEN_LINK, Mode.GROUP_CODE),
        "language": "en-GB",
        "reading_age_target": 11,
        "minutes": 5,
        "start": Start(Wording("Hello"), agree),
        "questions": (
            Question("safe", Kind.SINGLE, Wording("Do you feel safe?"), options=options("y", "n")),
            Question(
                "why",
                Kind.LONG_TEXT,
                Wording("What makes you feel safe?"),
                max_characters=1000,
                themed=True,
                screened=True,
            ),
        ),
        "end": End(Wording("Thank you")),
        "closing_pages": (ClosingPage("leave_kindly", Wording("That is fine")),),
    }
    return Questionnaire(**{**given, **changes})


def a_survey(rows, survey_id="spring", *, questionnaire=None, **changes):
    frozen = questionnaire or a_questionnaire()
    given = {"title": "Spring survey", "opens_on": A_DAY, "codebook_id": "safeguarding"}
    survey = Survey(id=survey_id, **{**given, **changes})
    rows.add(survey)
    rows.flush()
    rows.add(
        SurveyQuestionnaire(
            survey_id=survey_id,
            questionnaire_id=frozen.id,
            position=0,
            title="Sample",
            version="1",
            frozen=freeze(frozen),
        )
    )
    rows.add(
        SurveyLink(token=secrets.token_urlsafe(15), survey_id=survey_id, questionnaire_id=frozen.id)
    )
    rows.flush()
    return survey


def a_plan(**changes):
    """Return the plan of a survey for which everything was decided that must be."""
    duties = Duties(Basis.PUBLIC_TASK, Condition.SAFEGUARDING, "DPIA 7", date(2090, 1, 1))
    return Plan(**{"duties": duties, **changes})


def a_response(rows, survey_id="spring", **changes):
    given = {
        "questionnaire_id": "sample",
        "mode": "open-link",
        "presentation": "13-18",
        "language": "en",
        "received_on": A_DAY,
        "place_id": None,
        "respondent_group": "young-people",
    }
    response = Response(id=random_id(), survey_id=survey_id, **{**given, **changes})
    rows.add(response)
    rows.flush()
    return response


def a_verbatim(rows, text="People listen to me here.", *, response=None, **changes):
    owner = response or a_response(rows)
    given = {"id": random_id(), "response_id": owner.id, "question_id": "why", "text": text}
    given |= {"row_id": "", "is_themed": True, **changes}
    verbatims.add_verbatims(rows.connection(), owner.survey_id, [given])
    return rows.get_one(Verbatim, given["id"])


def texts(rows):
    """Return every text in the database as it was written, in no order that matters."""
    found = rows.execute(select(Verbatim.id, Verbatim.sealed_text)).all()
    return sorted(verbatims.open_text(rows, *each) for each in found)


def draft_text(rows):
    """Return the answers that the one draft keeps, as they are kept within its seal."""
    draft = rows.query(Draft).one()
    place = Place("draft", "answers", draft.id)
    return unseal(rows.connection(), draft.answers, place=place)


def an_answer(rows, response, question_id="safe", code="y", state="answered"):
    rows.add(Answer(response_id=response.id, question_id=question_id, code=code, state=state))
    rows.flush()


def a_suggestion(rows, verbatim, theme_id="voice.listened", **changes):
    given = {"codebook_version": "0.1.0", "probability": 0.7, "reasons": {"words": ["listen"]}}
    given |= {"verbatim_id": verbatim.id, "theme_id": theme_id, **changes}
    survey_id = rows.get_one(Response, verbatim.response_id).survey_id
    given["sealed_reasons"] = coding.seal_reasons(
        rows, given.pop("reasons"), survey_id=survey_id, coding=(verbatim.id, theme_id)
    )
    rows.add(SuggestedCoding(**given))
    rows.flush()


def a_candidate(rows, survey_id="spring", **changes):
    """Keep a candidate theme with every verbatim of a survey, the first of them typical."""
    run_id, given = random_id(), {"id": random_id(), "position": 0, **changes}
    words = {"name": "dogs, loose", "terms": ["dogs", "loose"], "keywords": [], "new_words": []}
    for table, row_id in (("discovery_run", run_id), ("theme_candidate", given["id"])):
        place = candidates.place_of(table, row_id)
        sealed = coding.seal_words(rows, words, survey_id=survey_id, place=place)
        if table == "discovery_run":
            version = {"codebook_version": "0.1.0", "made_at": clock.now()}
            rows.add(DiscoveryRun(id=run_id, survey_id=survey_id, sealed_words=sealed, **version))
        else:
            rows.add(
                ThemeCandidate(survey_id=survey_id, run_id=run_id, sealed_words=sealed, **given)
            )
        rows.flush()
    written = select(Verbatim.id).join(Response).where(Response.survey_id == survey_id)
    for number, verbatim_id in enumerate(rows.scalars(written.order_by(Verbatim.id)).all()):
        held = {"candidate_id": given["id"], "verbatim_id": verbatim_id}
        rows.add(CandidateVerbatim(**held, is_typical=not number, is_new=bool(number % 2)))
    rows.flush()
    return given["id"]


def a_concern(rows, *, response=None, **changes):
    owner = response or a_response(rows)
    given = {"question_id": "why", "level": "T2", "reasons": '["Says somebody hits them"]'}
    given |= {"id": random_id(), "raised_on": A_DAY}
    owned = {"response_id": owner.id, "survey_id": owner.survey_id}
    concern = Concern(**{**owned, **given, **changes})
    rows.add(concern)
    rows.flush()
    return concern


def a_codebook(folder, *, version="1", definition="Getting about by bus."):
    """Write a small codebook called parks: two themes, quickly learnt."""
    folder.mkdir(exist_ok=True)
    text = CODEBOOK.format(version=version, definition=definition)
    (folder / "parks.yaml").write_text(text, encoding="utf-8")


def a_person(rows, role=Role.CODER, **changes):
    number = next(COUNTER)
    given = {
        "id": random_id(),
        "email": f"person{number}@example.org",
        "name": f"Person {number}",
        "password_hash": "none",
    }
    staff = Staff(role=role, **{**given, **changes})
    rows.add(staff)
    rows.flush()
    return staff


def sign_in_as(client, rows, role=Role.CODER, **changes):
    """Sign a new person of a role in, without the third of a second that a password costs."""
    person = a_person(rows, role, **changes)
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    hashed = hashlib.sha256(token.encode()).hexdigest()
    times = {"started_at": moment, "seen_at": moment, "confirmed_at": moment}
    rows.add(StaffSession(id=hashed, staff_id=person.id, **times))
    rows.flush()
    with client.session_transaction() as session:
        session[SESSION_KEY] = token
    return person
