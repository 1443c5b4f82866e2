"""Sealing: nothing anybody wrote can be read without the key, or moved to another place."""

import os
import secrets
import tempfile
import time
from base64 import b64encode
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from feedback_app.errors import SealError
from feedback_app.master_key import VARIABLE, MasterKeys, new_master_key
from feedback_app.services import (
    clock,
    coding,
    drafts,
    key_rotation,
    links,
    responding,
    surveys,
)
from feedback_app.services.keyring import OPTION
from feedback_app.services.responding import Returned
from feedback_app.services.sealing import Place, seal, unseal
from feedback_app.store import Base, Draft, SuggestedCoding, SurveyKey, Verbatim
from feedback_app.store.keys import Purpose
from forms.answers import Answer, complete
from forms.definition import Mode, Presentation, State
from tests.factories import a_questionnaire, a_suggestion, a_survey, a_verbatim, texts

HERE = Place("verbatim", "sealed_text", "a" * 32)
WORDS = "They listen – “always” 😀"


def sealed(rows, words=WORDS, place=HERE, survey_id="spring", **more):
    return seal(rows.connection(), words, survey_id=survey_id, place=place, **more)


def opened(rows, sealed, place=HERE):
    return unseal(rows.connection(), sealed, place=place)


def keyring(rows):
    return rows.connection().get_execution_options()[OPTION]


@pytest.fixture
def survey(rows):
    return a_survey(rows)


def test_what_is_sealed_opens_where_it_was_sealed(rows, survey):
    hidden = sealed(rows)
    assert opened(rows, hidden) == WORDS
    assert WORDS.encode() not in hidden
    assert sealed(rows) != hidden


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("draft", "sealed_text", "a" * 32),
        Place("verbatim", "other", "a" * 32),
        Place("verbatim", "sealed_text", "b" * 32),
    ],
)
def test_a_sealed_text_opens_in_no_other_table_column_or_row(rows, survey, elsewhere):
    with pytest.raises(SealError, match="altered, or belongs elsewhere"):
        opened(rows, sealed(rows), elsewhere)


def test_texts_swapped_between_rows_are_refused(rows, survey):
    one, other = a_verbatim(rows, "Mine"), a_verbatim(rows, "Yours")
    for row, words in ((one, other.sealed_text), (other, one.sealed_text)):
        rows.execute(update(Verbatim).where(Verbatim.id == row.id).values(sealed_text=words))
    rows.expire_all()
    with pytest.raises(SealError):
        texts(rows)
    with pytest.raises(SealError):
        list(coding.collect_verbatims(rows, "spring"))


@pytest.mark.parametrize("at", [0, 4, 12, 25, -1])
def test_a_single_altered_byte_is_noticed(rows, survey, at):
    altered = bytearray(sealed(rows))
    altered[at] ^= 1
    with pytest.raises(SealError):
        opened(rows, bytes(altered))


def test_the_key_of_one_survey_or_purpose_opens_no_other(rows, survey):
    a_survey(rows, "autumn")
    spring, autumn = sealed(rows), sealed(rows, survey_id="autumn")
    contact = sealed(rows, purpose=Purpose.CONTACT)
    heads = {each[1:9] for each in (spring, autumn, contact)}
    assert len(heads) == 3
    with pytest.raises(SealError):
        opened(rows, autumn[:9] + spring[9:])


def test_a_wrapped_key_put_in_the_place_of_another_is_refused(rows, survey):
    a_survey(rows, "autumn")
    sealed(rows), sealed(rows, survey_id="autumn")
    spring, autumn = rows.scalars(select(SurveyKey).order_by(SurveyKey.survey_id.desc()))
    rows.execute(update(SurveyKey).where(SurveyKey.id == spring.id).values(wrapped=autumn.wrapped))
    keyring(rows).forget()
    with pytest.raises(SealError, match="altered or moved"):
        sealed(rows)


def test_another_master_key_opens_nothing_and_the_missing_one_is_named(rows, survey, monkeypatch):
    hidden = sealed(rows)
    was = rows.scalars(select(SurveyKey)).one().master_id
    monkeypatch.setenv(VARIABLE, b64encode(b"1" * 32).decode())
    ring = keyring(rows)
    ring.forget()
    ring.masters.read()
    with pytest.raises(SealError, match=f"master key {was} is missing"):
        opened(rows, hidden)


def test_a_key_that_its_transaction_undid_seals_nothing_afterwards(app, rows, survey):
    database = app.extensions["database"]
    with database.sessions() as session:
        lost = seal(session.connection(), WORDS, survey_id="spring", place=HERE)
        session.rollback()
    with database.sessions.begin() as session:
        kept = seal(session.connection(), WORDS, survey_id="spring", place=HERE)
    assert kept[1:9] != lost[1:9]
    keyring(rows).forget()
    assert opened(rows, kept) == WORDS


def test_the_master_key_is_made_once_and_for_this_account_alone(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    first = MasterKeys(tmp_path / "new").current()
    path = tmp_path / "new" / "master.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert MasterKeys(tmp_path / "new").current() == first
    assert [each.name for each in path.parent.iterdir()] == ["master.key"]
    assert first.secret.hex() not in repr(first)


@pytest.mark.parametrize("content", ["", "\n", "abc", "é"])
def test_a_spoilt_master_key_is_refused_and_never_replaced(tmp_path, monkeypatch, content):
    monkeypatch.delenv(VARIABLE)
    (tmp_path / "master.key").write_text(content, encoding="utf-8")
    with pytest.raises(SealError):
        MasterKeys(tmp_path).current()
    assert (tmp_path / "master.key").read_text(encoding="utf-8") == content


# Rotation


def test_rotation_seals_everything_with_a_new_key_and_old_texts_still_open(app, rows, survey):
    a_suggestion(rows, a_verbatim(rows, WORDS), reasons={"words": ["listen"]})
    token = a_draft(rows)
    before = {rows.scalars(select(Verbatim.sealed_text)).one()[1:9]}
    done = key_rotation.rotate(rows.connection())
    assert (done.keys, done.texts, done.dropped) == (1, 3, 0)
    rows.expire_all()
    assert texts(rows) == [WORDS]
    (suggestion,) = coding.suggestions_of(rows, "spring")
    assert suggestion.words == ("listen",)
    (link,) = surveys.links_of(rows, "spring")
    assert drafts.find_draft(rows.connection(), token, link_token=link.token).answers["why"]
    every = [Verbatim.sealed_text, SuggestedCoding.sealed_reasons, Draft.answers]
    after = {value[1:9] for column in every for value in rows.scalars(select(column))}
    assert len(after) == 1
    assert not after & before


def test_a_process_that_has_the_old_key_at_hand_loses_nothing(rows, survey):
    other = keyring(rows)
    old = other.current(rows.connection(), "spring", Purpose.ANSWERS)
    key_rotation.rotate(rows.connection())
    other._current["spring", Purpose.ANSWERS] = (old, float("inf"))
    late = a_verbatim(rows, WORDS)
    assert late.sealed_text[1:9] == old.id
    other.forget()
    assert texts(rows) == [WORDS]
    assert key_rotation.rotate(rows.connection()).texts == 1
    rows.expire_all()
    assert texts(rows) == [WORDS]


def test_respondents_write_on_while_a_rotation_runs(app, rows, survey, monkeypatch):
    for number in range(9):
        a_verbatim(rows, f"before {number}")
    real = key_rotation.batched

    def batched(ids, _size):
        for number, batch in enumerate(real(ids, 2)):
            with app.extensions["database"].sessions.begin() as session:
                send(session.connection(), f"between {number}")
            yield batch

    monkeypatch.setattr(key_rotation, "batched", batched)
    assert key_rotation.rotate(rows.connection()).texts == 9
    keyring(rows).forget()
    rows.expire_all()
    assert len(texts(rows)) == 9 + 5
    with app.extensions["database"].statements.connect() as connection:
        assert key_rotation.rotate(connection).texts == 14


def test_a_retired_key_goes_when_nothing_is_sealed_with_it(rows, survey, monkeypatch):
    a_verbatim(rows, WORDS)
    key_rotation.rotate(rows.connection())
    moment = clock.now() + 2 * key_rotation.REST
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert key_rotation.rotate(rows.connection()).dropped == 1
    keyring(rows).forget()
    rows.expire_all()
    assert texts(rows) == [WORDS]


def test_a_new_master_key_wraps_every_key_again(rows, survey, tmp_path, monkeypatch):
    a_verbatim(rows, WORDS)
    old = os.environ[VARIABLE]
    new = b64encode(new_master_key().secret).decode()
    monkeypatch.setenv(VARIABLE, f"{new},{old}")
    assert key_rotation.wrap_again(rows.connection()) == 1
    monkeypatch.setenv(VARIABLE, new)
    keyring(rows).forget()
    keyring(rows).masters.read()
    rows.expire_all()
    assert texts(rows) == [WORDS]


def test_every_sealed_column_is_one_that_rotation_knows(rows):
    binary = {
        table.name: {each.name for each in table.columns if each.type.python_type is bytes}
        for table in Base.metadata.sorted_tables
    }
    sealed_there = {name: found for name, found in binary.items() if found}
    assert sealed_there.pop("survey_key") == {"wrapped"}
    # Sealed on a device to a key of the master key itself.
    assert sealed_there.pop("device_answer") == {"sealed"}
    assert sealed_there.pop("subject_request") == {"sealed_words"}  # by the master key itself
    assert sealed_there.pop("invitation_marks") == {"marks"}  # bits that say what was used: open
    assert key_rotation.sealed_columns() == sealed_there


# Canaries


def a_draft(rows, words="Nothing"):
    (link,) = surveys.links_of(rows, "spring")
    opened_link = links.open_link(rows.connection(), link.token)
    given = {"why": Answer(State.ANSWERED, text=words)}
    return drafts.start_draft(
        rows.connection(),
        opened_link,
        presentation=Presentation.AGES_13_18,
        language="en",
        hours=24,
        answers=given,
    )


def send(connection, words):
    questionnaire = a_questionnaire()
    given = {"why": Answer(State.ANSWERED, text=f"I said {words} to them")}
    whole = complete(questionnaire, given, mode=Mode.OPEN_LINK)
    day = clock.today()
    responding.store_response(
        connection, Returned("spring", questionnaire, whole, "open-link", "13-18", "en", day)
    )


def dump(rows):
    """Return every value of every row of PostgreSQL, as its own tools would write it."""
    tables = [table.name for table in Base.metadata.sorted_tables]
    found = [rows.execute(text(f'SELECT x::text FROM "{name}" x')).scalars() for name in tables]
    return "\n".join(line for lines in found for line in lines).encode()


def test_two_hundred_canaries_are_in_no_file_of_the_service(app, rows, survey, tmp_path):
    mark, started = f"canary{secrets.token_hex(6)}", time.time()
    canaries = [f"{mark}n{number:03}" for number in range(200)]
    temp = {path for path in Path(tempfile.gettempdir()).glob("*") if path.is_file()}
    database = app.extensions["database"]
    for half in (canaries[:100], canaries[100:]):
        with database.sessions.begin() as session:
            for each in half:
                send(session.connection(), each)
    for each in canaries[:20]:
        a_draft(rows, each)
    verbatim = rows.scalars(select(Verbatim).limit(1)).one()
    a_suggestion(rows, verbatim, reasons={"because": canaries[0], "words": canaries[1:9]})
    assert sorted(texts(rows)) == sorted(f"I said {each} to them" for each in canaries)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    kept += [
        path
        for path in Path(tempfile.gettempdir()).glob("*")
        if path.is_file() and path not in temp
    ]
    if rows.get_bind().dialect.name == "sqlite":
        assert {"feedback.db", "feedback.db-wal"} <= {path.name for path in kept}
        whole = b"".join(path.read_bytes() for path in kept)
    else:
        whole = dump(rows) + b"".join(path.read_bytes() for path in kept)
        assert survey.title.encode() in b"".join(map(read_if_there, written(rows, started)))
        held = [path for path in written(rows, started) if holds(read_if_there(path), mark)]
        assert held == []
    assert not holds(whole, mark)
    assert survey.id.encode() in whole


def written(rows, since):
    """Return the files of the PostgreSQL server written since then: tables, WAL, what is sorted."""
    rows.execute(text("CHECKPOINT"))
    folder = Path(rows.execute(text("SHOW data_directory")).scalar())
    if not os.access(folder, os.R_OK | os.X_OK):
        pytest.skip("the files of PostgreSQL are not ours to read")
    return [path for path in folder.rglob("*") if path.is_file() and is_newer(path, since)]


def is_newer(path, since):
    try:
        return path.stat().st_mtime >= since - 1
    except FileNotFoundError:
        return False


def read_if_there(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def holds(content, mark):
    """Whether the beginning of every canary is in some bytes, as text or as hexadecimal digits."""
    return mark.encode() in content or as_hex(mark) in content


def as_hex(words):
    return words.encode().hex().encode()
