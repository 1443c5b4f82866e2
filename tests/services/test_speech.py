"""What is read aloud: rendered by real programs, found by its words, and nothing without them."""

import subprocess

import pytest
from click.testing import CliRunner

from feedback_app.commands.survey import record
from feedback_app.jobs import open_jobs
from feedback_app.services import recordings, sounds, speech
from feedback_app.services.recordings import RecordingError, read_recording
from feedback_app.services.sounds import Sounds
from feedback_app.services.speech import Saying, SpeechMissingError
from forms.definition import Presentation
from forms.loading import SHIPPED, load_questionnaire
from forms.spoken import END, START, spoken_lines
from tests.factories import a_survey

QUESTION_BYTES = 40_000
HELLO = Saying("Do you feel safe?", "en", 155)
NEWEST = "newest"


@pytest.fixture(scope="module")
def hello():
    """A short MP3, rendered once for all tests."""
    return speech.speak(speech.find_programs(), HELLO)


@pytest.fixture
def set_up(app, rows, monkeypatch):
    monkeypatch.setattr("feedback_app.deployment.current_revision", lambda _: NEWEST)
    monkeypatch.setattr("feedback_app.deployment.newest_revision", lambda: NEWEST)
    a_survey(rows)


@pytest.fixture
def without_programs(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)


def test_a_question_becomes_an_mp3_of_a_second_or_two(hello):
    assert 0.5 < read_recording(hello).seconds < 5


def test_a_slower_pace_lasts_longer(hello):
    slow = speech.speak(speech.find_programs(), Saying(HELLO.text, "en", 90))
    assert read_recording(slow).seconds > read_recording(hello).seconds * 1.2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Czy czujesz się bezpiecznie?"),
        ("ro", "Te simți în siguranță?"),
        ("uk", "Чи почуваєшся ти в безпеці?"),
        ("ar", "هل تشعر بالأمان؟"),
    ],
)
def test_each_language_has_its_voice(language, text):
    spoken = speech.speak(speech.find_programs(), Saying(text, language, 155))
    assert read_recording(spoken).seconds > 0.8


def test_words_of_a_questionnaire_never_reach_a_command_line(monkeypatch):
    told = []
    real = subprocess.run
    monkeypatch.setattr(
        "subprocess.run", lambda told_to, **more: told.append(told_to) or real(told_to, **more)
    )
    speech.speak(speech.find_programs(), Saying("--voices; -f /etc/passwd", "en", 155))
    assert len(told) == 2
    assert not any("passwd" in part for each in told for part in each)


def test_the_same_words_are_rendered_once(tmp_path):
    sayings = [HELLO, Saying(HELLO.text, "en", 130)]
    assert speech.render(tmp_path, sayings) == speech.Rendered(made=2, known=0)
    assert speech.render(tmp_path, sayings) == speech.Rendered(made=0, known=2)


def test_a_questionnaire_says_each_wording_once_for_all_presentations():
    questionnaire = load_questionnaire(SHIPPED / "all-ages.yaml")
    sayings = speech.sayings_of([questionnaire], {"en": str})
    assert len(sayings) == len({each.name for each in sayings})
    said = {each.text for each in sayings}
    for page in questionnaire.pages:
        for presentation in questionnaire.presentations:
            assert any(page.wording.of(presentation)[:20] in text for text in said)


def test_no_question_takes_more_than_forty_kilobytes(tmp_path):
    questionnaire = load_questionnaire(SHIPPED / "family-arrangements.yaml")
    lines = spoken_lines(questionnaire, Presentation.EASY_READ, str)
    texts = {each.text for each in lines if each.page not in (START, END)}
    longest = sorted(texts, key=len)[-5:]
    speech.render(tmp_path, [Saying(text, "en", sounds.SLOW) for text in longest])
    assert max(each.stat().st_size for each in tmp_path.iterdir()) <= QUESTION_BYTES


def test_without_the_programs_one_is_told_what_to_install(without_programs):
    with pytest.raises(SpeechMissingError, match="apt-get install espeak-ng lame"):
        speech.find_programs()


def test_a_program_that_makes_nothing_is_told(tmp_path, monkeypatch):
    mute = tmp_path / "espeak-ng"
    mute.write_text("#!/bin/sh\necho no such voice >&2\nexit 1\n", encoding="utf-8")
    mute.chmod(0o700)
    programs = speech.Programs(str(mute), "lame")
    with pytest.raises(speech.SpeechFailedError, match="no such voice"):
        speech.speak(programs, HELLO)


def test_a_program_stopped_under_way_gets_a_second_try_and_it_is_told(tmp_path, caplog):
    stopped = tmp_path / "espeak-ng"
    first = tmp_path / "first"
    stopped.write_text(
        f'#!/bin/sh\n[ -e {first} ] || {{ touch {first}; kill -9 $$; }}\nexec espeak-ng "$@"\n',
        encoding="utf-8",
    )
    stopped.chmod(0o700)
    programs = speech.Programs(str(stopped), speech.find_programs().encoder)
    assert read_recording(speech.speak(programs, HELLO)).seconds > 0.2
    assert "espeak-ng made no sound (it ended with -9)" in caplog.text
    assert HELLO.text not in caplog.text


def test_a_job_and_the_command_render_a_survey_once(set_up, tmp_path):
    open_jobs(tmp_path, is_immediate=True).record_speech("spring")
    made = list((tmp_path / sounds.FOLDER).glob("s-*.mp3"))
    assert len(made) >= 5
    said = CliRunner().invoke(record, ["spring"]).output
    assert f"0 recordings made, {len(made)} were there" in said


def test_the_command_says_what_to_install(set_up, without_programs):
    done = CliRunner().invoke(record, ["spring"])
    assert isinstance(done.exception, SpeechMissingError)


def test_a_person_goes_before_the_computer_until_taken_away(tmp_path, hello):
    kept, find = Sounds(tmp_path), {"language": "en", "pace": 155}
    folder = tmp_path / sounds.FOLDER
    assert kept.find(HELLO.text, **find) == ""
    speech.render(folder, [HELLO])
    assert kept.find(HELLO.text, **find) == HELLO.name
    name = recordings.keep_recording(folder, HELLO.text, read_recording(hello), language="en")
    assert kept.find(HELLO.text, **find) == name
    assert kept.find(HELLO.text, language="en", pace=130) == name
    assert kept.find(HELLO.text, language="pl", pace=155) == ""
    assert recordings.drop_recording(folder, HELLO.text, language="en")
    assert kept.find(HELLO.text, **find) == HELLO.name
    assert not kept.has(name)


def test_what_a_phone_writes_beside_the_sound_is_not_kept(hello):
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x0fTXXX Ambleside "
    end = b"TAGA name".ljust(128)
    recording = read_recording(tag + hello + end)
    assert recording.sound == hello
    assert b"Ambleside" not in recording.sound


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file"),
        (b"RIFF\x00\x00\x00\x00WAVE", "This is a WAV file. Save the recording as MP3"),
        (b"\x00\x00\x00\x20ftypM4A ", "This is a M4A file"),
        (b"OggS....", "This is a Ogg file"),
        (b"<script>alert(1)</script>", "no sound in this file"),
        (b"\xff\xfb\x90\x64", "no sound in this file"),
        (b"x" * 400_001, "400 KB is the most"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_why(content, words):
    with pytest.raises(RecordingError, match=words):
        read_recording(content)


def test_a_recording_of_more_than_a_minute_is_too_long(hello):
    times = int(61 / read_recording(hello).seconds) + 1
    with pytest.raises(RecordingError, match="60 is the most"):
        read_recording((hello * times)[: recordings.MOST_BYTES])


@pytest.mark.parametrize("presentation", Presentation)
def test_children_who_learn_to_read_are_read_to_slowly(presentation):
    slow = presentation in (Presentation.AGES_5_8, Presentation.EASY_READ)
    assert sounds.pace_of(presentation) == (sounds.SLOW if slow else sounds.USUAL)


def test_a_job_without_the_programs_says_so_and_ends(set_up, without_programs, tmp_path, caplog):
    open_jobs(tmp_path, is_immediate=True).record_speech("spring")
    assert "apt-get install espeak-ng lame" in caplog.text
    assert not (tmp_path / sounds.FOLDER).exists()
