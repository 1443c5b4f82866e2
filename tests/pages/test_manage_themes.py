"""Pages on themes: proposals, disagreements, agreement, history, candidates."""

import pytest

from feedback_app.jobs import open_jobs
from feedback_app.services import codebooks, coding, deciding, measuring
from feedback_app.services.deciding import Judged
from feedback_app.store import AuditEvent, CodebookChange, Survey, ThemeCandidate
from feedback_app.store.coding import Verdict
from feedback_app.store.staff import Role
from tests.factories import a_candidate, a_person, a_suggestion, a_survey, a_verbatim, sign_in_as
from tests.reading import errors, form_action, heading, send, soup, words

HOME = "/manage/coding/spring"
LISTENED, INVOLVED = "voice.listened", "voice.involved"
NEW = {
    "name-1": "Dogs",
    "definition-1": "Dogs that frighten.",
    "examples-1": "A dog bit me.\nLoose dogs.\nBig dogs bark.",
    "reason": "Four said it.",
    "priority": "PLACE",
}


@pytest.fixture
def survey(rows):
    return a_survey(rows)


def code(rows, verbatim, person, *themes):
    codebook = codebooks.current_codebook(rows, "safeguarding")
    judged = Judged(dict.fromkeys(themes, Verdict.ADDED))
    deciding.decide(rows, "spring", verbatim.id, judged, codebook=codebook, staff_id=person.id)


def propose(client, kind, **data):
    page = client.get(f"{HOME}/changes/{kind}")
    return send(client, page, f"{HOME}/changes/{kind}", **data)


def test_a_coder_proposes_a_theme_and_an_officer_makes_it_one(app, client, rows, survey):
    sign_in_as(client, rows, Role.CODER, name="Ann")
    assert propose(client, "add", **NEW).location == f"{HOME}/changes"
    assert "Dogs : Dogs that frighten." in words(client.get(f"{HOME}/changes"))
    assert not soup(client.get(f"{HOME}/changes")).select("button[value=adopt]")
    officer = app.test_client()
    sign_in_as(officer, rows, Role.SURVEY_OFFICER, name="Olu")
    page = officer.get(f"{HOME}/changes")
    send(officer, page, form_action(page, "/decide"), answer="adopt")
    shown = words(officer.get(f"{HOME}/changes"))
    assert "decided by Olu" in shown
    assert "Version 0.1.0+1" in shown
    assert "Dogs that frighten." in words(officer.get(f"{HOME}/codebook"))
    back = officer.get(f"{HOME}/changes")
    send(officer, back, form_action(back, "/decide"), answer="take-back")
    assert "Dogs that frighten." not in words(officer.get(f"{HOME}/codebook"))
    actions = [each.action for each in rows.query(AuditEvent)]
    assert actions == [f"{a}-codebook-change" for a in ("proposed", "adopted", "took-back")]


def test_an_officer_does_not_decide_their_own_proposal(client, rows, survey):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    propose(client, "add", **NEW)
    page = client.get(f"{HOME}/changes")
    assert "This is your own proposal. Somebody else decides." in words(page)
    number = rows.query(CodebookChange).one().number
    path = f"{HOME}/changes/{number}/decide"
    token = soup(client.get(f"{HOME}/changes/add")).select_one("main input[name=csrf_token]")
    refused = client.post(path, data={"csrf_token": token["value"], "answer": "adopt"})
    assert refused.status_code == 403
    assert "This is your own proposal" in words(refused)


@pytest.mark.parametrize(
    ("kind", "data", "asked"),
    [
        ("add", {**NEW, "examples-1": "One."}, "Write three examples or more, one on each line"),
        ("add", {**NEW, "name-1": "told what HAPPENED next"}, "A theme has this name already"),
        ("add", {**NEW, "reason": ""}, "Say why the codebook should change"),
        ("merge", {"reason": "x", "theme": LISTENED, "into": LISTENED}, "Choose another theme"),
        ("merge", {"reason": "x", "theme": "sea", "into": LISTENED}, "Choose a theme"),
        ("split", {**NEW, "theme": LISTENED}, "Give the theme a name"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    client, rows, survey, kind, data, asked
):
    sign_in_as(client, rows)
    page = propose(client, kind, **data)
    assert page.status_code == 422
    assert any(each.startswith(asked) for each in errors(page))
    kept = soup(page).select_one("textarea[name=reason]").get_text().strip()
    assert kept == data["reason"]


def test_valence_and_setting_are_said_and_shown_again(client, rows, survey):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    verbatim = a_verbatim(rows)
    a_suggestion(rows, verbatim)
    page = client.get(HOME)
    said = {f"theme:{LISTENED}": "fits", f"facet:valence:{LISTENED}": "worry", "action": "save"}
    send(client, page, form_action(page, "/answers/"), **said)
    again = soup(client.get(f"{HOME}/answers/{verbatim.id}"))
    chosen = again.select_one(f"select[name='facet:valence:{LISTENED}'] option[selected]")
    assert chosen["value"] == "worry"
    assert "Valence: Worry" in words(client.get(f"{HOME}/history"))


def test_a_second_reader_is_told_why_nothing_is_suggested(client, rows, survey):
    rows.get(Survey, "spring").twice_percent = 100
    rows.flush()
    verbatim = a_verbatim(rows)
    a_suggestion(rows, verbatim)
    client.get("/")
    sign_in_as(client, rows)
    client.get(HOME)
    code(rows, verbatim, a_person(rows), LISTENED)
    page = client.get(HOME)
    assert "You are the second reader of this answer." in words(page)
    assert not soup(page).select("#words mark, #coding input[type=radio]")


def test_a_disagreement_is_settled_theme_by_theme(client, rows, survey):
    verbatim = a_verbatim(rows, "They listen.")
    code(rows, verbatim, a_person(rows), LISTENED)
    code(rows, verbatim, a_person(rows), INVOLVED)
    sign_in_as(client, rows)
    page = client.get(f"{HOME}/disagreements")
    assert "They listen." in words(page)
    assert "1 of 2 readers gave it." in words(page)
    path = form_action(page, "/disagreements/")
    half = send(client, page, path, **{f"theme:{LISTENED}": "fits"})
    assert half.status_code == 422
    assert errors(half) == ["Choose whether this theme fits"]
    given = {f"theme:{LISTENED}": "fits", f"theme:{INVOLVED}": "does-not-fit"}
    send(client, half, path, **given)
    assert coding.coded_verbatims(rows, "spring")[verbatim.id] == {LISTENED}
    assert "all are settled" in words(client.get(f"{HOME}/disagreements"))


def test_a_reader_does_not_settle_their_own_disagreement(client, rows, survey):
    verbatim = a_verbatim(rows)
    code(rows, verbatim, sign_in_as(client, rows), LISTENED)
    code(rows, verbatim, a_person(rows), INVOLVED)
    assert "You read them yourself" in words(client.get(f"{HOME}/disagreements"))


def test_agreement_shows_alpha_kappa_and_intervals_for_each_theme(client, rows, survey):
    people = [a_person(rows) for _ in range(2)]
    for number in range(12):
        verbatim = a_verbatim(rows, f"Words {number}")
        for at, person in enumerate(people):
            code(rows, verbatim, person, LISTENED if (number + at * (number > 9)) % 2 else INVOLVED)
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    assert "Nothing was measured yet." in words(client.get(f"{HOME}/agreement"))
    measuring.measure(rows, "spring")
    page = soup(client.get(f"{HOME}/agreement"))
    lines = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("tbody tr")]
    found = next(line for line in lines if line[0] == "Listened to and taken seriously")
    # Two coders differ on 2 of 12 verbatims, each giving the theme to 6: kappa 2/3, by hand.
    assert found[3].startswith("0.67 (")
    assert " to " in found[2]
    assert "Disagreements to settle: 2" in page.get_text()


def test_measuring_is_a_job_of_its_own(client, rows, survey, tmp_path, monkeypatch):
    asked = []
    jobs = open_jobs(tmp_path, is_immediate=True)
    monkeypatch.setattr(
        "feedback_app.manage.queueing.open_jobs",
        lambda _: type("Jobs", (), {"measure_agreement": staticmethod(asked.append)}),
    )
    assert jobs.measure_agreement
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    page = client.get(f"{HOME}/agreement")
    done = send(client, page, f"{HOME}/agreement")
    assert asked == ["spring"]
    assert "Agreement is being measured" in words(client.get(done.location))


@pytest.mark.parametrize(("typed", "kept"), [("35", 35), ("101", 20), ("many", 20), ("-1", 20)])
def test_the_share_that_two_people_read_is_set_by_the_officer(client, rows, survey, typed, kept):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    page = client.get(f"{HOME}/agreement")
    answered = send(client, page, f"{HOME}/twice", percent=typed)
    assert answered.status_code == (303 if typed == "35" else 422)
    assert rows.get(Survey, "spring", populate_existing=True).twice_percent == kept


def test_the_history_tells_everything_and_no_word_of_an_answer(client, rows, survey):
    ann = a_person(rows, name="Ann")
    verbatim = a_verbatim(rows, "zebrawood words")
    code(rows, verbatim, ann, LISTENED)
    deciding.undo(rows, "spring", staff_id=ann.id)
    code(rows, verbatim, ann, INVOLVED)
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    page = words(client.get(f"{HOME}/history?answer={verbatim.id}"))
    assert "Taken back Listened to and taken seriously: added (Version 0.1.0)" in page
    assert page.count("Ann") == 2
    assert "zebrawood" not in page


def test_a_candidate_becomes_a_theme_by_people_alone(client, rows, survey):
    a_verbatim(rows, "Dogs run loose.")
    candidate = a_candidate(rows)
    person = sign_in_as(client, rows)
    assert "dogs, loose" in words(client.get(f"{HOME}/candidates"))
    page = client.get(f"{HOME}/candidates/{candidate}")
    assert "Dogs run loose." in words(page)
    [event] = rows.query(AuditEvent)
    assert (event.action, event.staff_id) == ("read-candidate", person.id)
    link = soup(page).find("a", string="Propose it as a theme")["href"]
    form = client.get(link)
    assert soup(form).select_one("input[name=name-1]")["value"] == "dogs, loose"
    sent = {**NEW, "candidate": candidate}
    send(client, form, f"{HOME}/changes/add", **sent)
    assert rows.get(ThemeCandidate, candidate, populate_existing=True).state == "proposed"
    assert rows.query(CodebookChange).one().state == "waiting"


def test_a_candidate_is_dropped(client, rows, survey):
    a_verbatim(rows)
    candidate = a_candidate(rows)
    sign_in_as(client, rows)
    page = client.get(f"{HOME}/candidates/{candidate}")
    send(client, page, form_action(page, "/drop"))
    assert rows.get(ThemeCandidate, candidate, populate_existing=True).state == "dropped"
    assert heading(client.get(f"{HOME}/candidates")) == "Candidate themes"


def test_a_day_that_is_none_is_refused_before_the_machine_begins(client, rows, survey):
    sign_in_as(client, rows)
    page = client.get(f"{HOME}/candidates")
    refused = send(client, page, f"{HOME}/candidates", **{"since-day": "41", "since-year": "2026"})
    assert refused.status_code == 400
    assert "neither a survey nor a day" in words(refused)
