"""Reading aloud on the pages: players beside questions and choices, light, and only when tapped."""

import gzip
import io
import re
import time
from datetime import date

import pytest

from feedback_app.services import sounds, speech, surveys
from feedback_app.store import AuditEvent
from feedback_app.store.staff import Role
from forms.binding import PlaceOption, bind
from forms.definition import Kind, PlaceLevel, Presentation, Question, Wording
from forms.loading import SHIPPED, load_questionnaire
from tests.factories import a_plan, a_questionnaire, sign_in_as
from tests.journeys.walking import begin, read, token_of
from tests.reading import errors, send, words

USUAL = {"5-8", "9-12", "easy-read"}
ALL_AGES = load_questionnaire(SHIPPED / "all-ages.yaml")
PARAMETERS = {"feedback_date": date(2027, 1, 5)}
VOICES = "/manage/surveys/everyone/sound/all-ages/5-8/en"


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """Every recording of the survey for all ages, rendered once for all tests."""
    folder = tmp_path_factory.mktemp("rendered")
    somewhere = [PlaceOption("x", "Somewhere", level) for level in PlaceLevel]
    bound = bind(ALL_AGES, parameters=PARAMETERS, places=somewhere)
    speech.render(folder, speech.sayings_of([bound], {"en": str}))
    return folder


@pytest.fixture
def address(rows, partnership):
    surveys.open_survey(rows, "everyone", [ALL_AGES], plan=a_plan(), parameters=PARAMETERS)
    links = surveys.links_of(rows, "everyone")
    return next(f"/s/{each.token}" for each in links if each.mode == "open-link")


@pytest.fixture
def recorded(recordings, tmp_path):
    (tmp_path / sounds.FOLDER).symlink_to(recordings)


def first_question(client, address, way):
    where = begin(client, f"{address}?as={way}")
    return where, client.get(where)


def fetch(client, src, **more):
    """Fetch a file, read it whole and close it."""
    with client.get(src, **more) as sound:
        assert sound.data
        return sound


def players(page):
    return read(page).select("main audio")


@pytest.mark.parametrize("way", sorted(USUAL))
def test_a_question_and_each_choice_have_a_player(client, address, recorded, way):
    _, page = first_question(client, address, way)
    sheet = read(page)
    choices = [each.get_text(strip=True) for each in sheet.select(".govuk-radios__label")]
    beside = sheet.select(".govuk-radios__item audio")
    assert [each["aria-label"] for each in beside] == [f"Listen: {each}" for each in choices]
    assert len(sheet.select("main audio")) == len(choices) + 1
    assert all(each["preload"] == "none" and each.has_attr("controls") for each in players(page))
    assert "autoplay" not in page.text


def test_every_page_to_the_end_can_be_listened_to(client, address, recorded):
    assert len(players(client.get(f"{address}?as=5-8"))) == 1
    where, page = first_question(client, address, "5-8")
    while where.rsplit("/", 1)[1].isdecimal():
        assert players(client.get(where)), where
        data = {"csrf_token": token_of(read(page)), "skip": "1"}
        where = client.post(where, data=data).location
    data = {"csrf_token": token_of(read(client.get(where)))}
    assert len(players(client.get(client.post(where, data=data).location))) == 1


@pytest.mark.parametrize("way", sorted(set(Presentation) - USUAL))
def test_older_readers_turn_it_on_themselves(client, address, recorded, way):
    where, page = first_question(client, address, way)
    assert players(page) == []
    changed = client.post(where, data={"csrf_token": token_of(read(page)), "sound": "on"})
    assert len(players(changed)) > 3
    assert len(players(client.get(where))) > 3


def test_it_can_be_turned_off_where_it_is_usual(client, address, recorded):
    where, page = first_question(client, address, "5-8")
    changed = client.post(where, data={"csrf_token": token_of(read(page)), "sound": "off"})
    assert players(changed) == []
    assert "data-speak" not in changed.text


def test_a_recording_is_served_as_sound_and_kept_for_a_day(client, address, recorded):
    _, page = first_question(client, address, "5-8")
    src = players(page)[0]["src"]
    sound = fetch(client, src)
    assert sound.status_code == 200
    assert sound.mimetype == "audio/mpeg"
    assert sound.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert "media-src 'self'" in sound.headers["Content-Security-Policy"]
    assert sound.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in sound.headers
    assert re.fullmatch(r"/sound/s-[0-9a-f]{16}\.mp3", src)


def test_a_player_may_ask_for_a_part(client, address, recorded):
    _, page = first_question(client, address, "5-8")
    part = fetch(client, players(page)[0]["src"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data)) == (206, 100)


@pytest.mark.parametrize("name", ["s-0000000000000000.mp3", "..%2Fsecret_key", "secret_key", "x"])
def test_nothing_else_of_the_instance_is_served(client, address, recorded, name):
    assert client.get(f"/sound/{name}").status_code == 404


def test_players_weigh_little(client, address, recordings, tmp_path):
    silent = first_question(client, address, "5-8")[1]
    (tmp_path / sounds.FOLDER).symlink_to(recordings)
    spoken = first_question(client, address, "5-8")[1]
    assert players(silent) == []
    assert players(spoken)
    added = len(gzip.compress(spoken.data, 9)) - len(gzip.compress(silent.data, 9))
    assert 0 < added < 1024
    assert len(spoken.data) - len(silent.data) < 4096


def test_without_recordings_a_survey_works_and_offers_the_voice_of_the_device(client, address):
    where, page = first_question(client, address, "5-8")
    sheet = read(page)
    assert players(page) == []
    assert sheet.select_one("button[data-speak]").has_attr("hidden")
    data = {"csrf_token": token_of(sheet), "answer": "yes"}
    assert client.post(where, data=data).status_code == 303


def test_words_put_in_from_an_earlier_answer_are_said_as_they_read(
    client, rows, partnership, tmp_path
):
    choose, why = a_questionnaire().questions
    piped = Question(
        "why", Kind.LONG_TEXT, Wording("Why {answer:safe|that}?"), max_characters=why.max_characters
    )
    way = (Presentation.AGES_9_12,)
    questionnaire = a_questionnaire(questions=(choose, piped), presentations=way)
    surveys.open_survey(rows, "piped", [questionnaire], plan=a_plan())
    speech.render(tmp_path / "sound", speech.sayings_of([questionnaire], {"en": str}))
    where = begin(client, f"/s/{surveys.links_of(rows, 'piped')[0].token}")
    data = {"csrf_token": token_of(read(client.get(where))), "answer": "y"}
    page = client.get(client.post(where, data=data).location)
    said = speech.Saying("Why Label y?", "en", sounds.USUAL).name
    assert [each["src"] for each in players(page)] == [f"/sound/{said}"]


# The survey officer's pages


@pytest.fixture
def officer(client, rows, address):
    return sign_in_as(client, rows, Role.SURVEY_OFFICER)


def a_voice(recordings):
    name = speech.Saying("Do you feel safe when you play out?", "en", sounds.SLOW).name
    return io.BytesIO((recordings / name).read_bytes())


def upload(client, file, *, name="voice.mp3", line=1, **more):
    page = client.get(VOICES)
    mark = read(page).select("input[name=mark]")[line]["value"]
    sent = {"mark": mark, "csrf_token": token_of(read(page)), "recording": (file, name), **more}
    return client.post(VOICES, data=sent, content_type="multipart/form-data")


def test_an_uploaded_voice_is_heard_by_whoever_answers(
    app, client, rows, officer, address, recordings, tmp_path
):
    page = upload(client, a_voice(recordings))
    assert page.status_code == 303, errors(page)
    child = app.test_client()
    _, shown = first_question(child, address, "5-8")
    src = players(shown)[0]["src"]
    assert src.startswith("/sound/r-")
    assert fetch(child, src).data == a_voice(recordings).read()
    event = rows.query(AuditEvent).one()
    assert (event.action, event.staff_id) == ("uploaded-recording", officer.id)
    assert event.subject.startswith("everyone all-ages g_safe_area")
    assert "A person’s voice" in words(client.get(VOICES))


def test_a_voice_is_taken_away_again(client, rows, officer, recordings, tmp_path):
    upload(client, a_voice(recordings))
    page = upload(client, io.BytesIO(), remove="1")
    assert page.status_code == 303
    assert not list((tmp_path / sounds.FOLDER).glob("r-*"))
    assert [each.action for each in rows.query(AuditEvent)][-1] == "removed-recording"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file with a recording."),
        (b"RIFF....WAVEfmt ", "This is a WAV file. Save the recording as MP3"),
        (b"x" * 450_000, "400 KB is the most"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(client, officer, content, said):
    page = upload(client, io.BytesIO(content))
    assert page.status_code == 422
    assert said in " ".join(errors(page))
    link = read(page).select_one(".govuk-error-summary a")["href"]
    assert read(page).select_one(link)["type"] == "file"


def test_a_line_that_is_not_of_the_survey_is_not_found(client, officer, recordings):
    page = upload(client, a_voice(recordings), mark="0" * 16)
    assert page.status_code == 404


def test_the_officer_sees_what_can_be_heard_and_queues_the_rest(
    client, rows, officer, tmp_path, monkeypatch
):
    asked = []
    monkeypatch.setattr("feedback_app.manage.queueing.open_jobs", lambda _i: Queue(asked))
    shown = client.get("/manage/surveys/everyone/sound")
    assert len(read(shown).select("tbody tr")) == 5
    page = send(client, shown, "/manage/surveys/everyone/sound")
    assert asked == ["everyone"]
    assert "The recordings are being made" in words(client.get(page.location))


class Queue:
    """A queue that only notes what it is asked."""

    def __init__(self, asked):
        self.record_speech = asked.append


def test_where_the_programs_are_missing_the_officer_is_told_what_to_install(
    client, officer, monkeypatch
):
    monkeypatch.setattr("shutil.which", lambda _name: None)
    for address in ("/manage/surveys/everyone", "/manage/surveys/everyone/sound"):
        assert "apt-get install espeak-ng lame" in words(client.get(address)), address


def test_a_page_already_kept_speaks_as_soon_as_a_recording_is_there(
    client, address, recordings, tmp_path
):
    where, page = first_question(client, address, "5-8")
    assert players(page) == []
    name = speech.Saying("Do you feel safe when you play out?", "en", sounds.SLOW).name
    sounds.keep(tmp_path / sounds.FOLDER, name, (recordings / name).read_bytes())
    time.sleep(0.02)
    assert len(players(client.get(where))) == 1


def test_what_else_lies_beside_the_recordings_is_not_served(client, tmp_path):
    folder = tmp_path / sounds.FOLDER
    folder.mkdir()
    for name in ("notes.txt", ".s-0123456789abcdef.mp3.part", "r-0123456789abcdef.mp3.bak"):
        (folder / name).write_bytes(b"not for respondents")
        assert client.get(f"/sound/{name}").status_code == 404
