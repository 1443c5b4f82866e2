"""Backups: encrypted in one step, restored whole into either database, erasures done again."""

import secrets
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback_app import nightly
from feedback_app.config import load_settings
from feedback_app.database import open_database
from feedback_app.errors import DatabaseError, NotFoundError, SealError
from feedback_app.master_key import VARIABLE
from feedback_app.services import (
    accounts,
    audit,
    backups,
    clock,
    kept_recordings,
    retention,
    sounds,
)
from feedback_app.services.keyring import keyring_of
from feedback_app.services.partnership import load_partnership
from feedback_app.store import Base, Response, Staff, SurveyKey, Verbatim
from feedback_app.store.staff import Role
from tests.factories import a_concern, a_response, a_survey, a_verbatim, an_answer, texts
from tests.services.test_sealing import a_draft

WORDS = f"canary{secrets.token_hex(8)} – “yes” 😀\nline"
LEFT_OUT = {"alembic_version"}


@pytest.fixture
def settings(app):
    return app.extensions["settings"]


@pytest.fixture
def database(app):
    return app.extensions["database"]


@pytest.fixture
def filled(rows):
    load_partnership(rows)
    a_survey(rows)
    for number in range(5):
        response = a_response(rows)
        an_answer(rows, response)
        a_verbatim(rows, f"{WORDS}{number}", response=response)
    a_concern(rows, response=response)
    a_draft(rows, WORDS)
    words = "plum kettle otter shed"
    accounts.add_staff(rows, "ada@example.org", name="Ada", role=Role.CODER, password=words)
    rows.flush()


@pytest.fixture
def scratch(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'scratch' / 'copy.db'}")
    (tmp_path / "scratch").mkdir()
    yield opened
    opened.engine.dispose()


def restore(opened, path):
    return backups.restore(opened.engine, path, sound=path.parent / "unpacked")


def content(session):
    return {
        table.name: sorted(str(tuple(row)) for row in session.execute(select(table)))
        for table in Base.metadata.sorted_tables
    }


def test_a_restored_backup_holds_every_row_as_it_was(settings, database, rows, filled, scratch):
    path = nightly.make_backup(settings, database)
    done = restore(scratch, path)
    with Session(scratch.engine) as session:
        assert content(session) == content(rows)
        assert texts(session) == texts(rows)
    assert done.rows == sum(len(each) for each in content(rows).values())
    assert (done.texts, done.erased_again) == (5, 0)


def test_a_backup_of_one_kind_of_database_is_restored_into_the_same_kind(
    settings, database, rows, filled
):
    before = content(rows)
    path = nightly.make_backup(settings, database)
    rows.close()
    Base.metadata.drop_all(database.engine)
    restore(database, path)
    with Session(database.engine) as session:
        assert content(session) == before
        session.execute(insert(Staff).values(a_row_of_staff()))
        audit.record(session, "x", "after-restore")
        session.rollback()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")


def a_row_of_staff():
    given = {"id": "a" * 32, "email": "b@example.org", "name": "B", "role": "coder"}
    return {**given, "password_hash": "none", "is_active": True}


def test_nothing_of_a_backup_can_be_read_without_the_key(
    settings, database, rows, filled, monkeypatch, scratch
):
    path = nightly.make_backup(settings, database)
    whole = path.read_bytes()
    for words in (WORDS, "ada@example.org", "spring", "response"):
        assert words.encode() not in whole
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    monkeypatch.setenv(VARIABLE, b64encode(b"2" * 32).decode())
    with pytest.raises(SealError, match="master key"):
        restore(scratch, path)


def test_no_backup_is_made_that_nobody_could_read_and_no_key_is_made_for_it(
    settings, database, rows, filled, monkeypatch
):
    monkeypatch.delenv(VARIABLE, raising=False)
    masters = keyring_of(rows.connection()).masters
    masters._keys = []
    masters.path.unlink(missing_ok=True)
    with pytest.raises(SealError, match="Put it back"):
        nightly.make_backup(settings, database)
    assert not masters.path.exists()
    assert not list((settings.instance / "backups").glob("*.backup"))


@pytest.mark.parametrize("spoil", ["cut", "bit", "heading", "doubled"])
def test_a_spoilt_backup_is_refused(settings, database, rows, filled, scratch, spoil):
    path = nightly.make_backup(settings, database)
    whole = bytearray(path.read_bytes())
    if spoil == "cut":
        del whole[-100:]
    elif spoil == "bit":
        whole[len(whole) // 2] ^= 1
    elif spoil == "heading":
        whole = whole.replace(b'"made_at": "2', b'"made_at": "1', 1)
    else:
        first = whole.index(b"\n") + 1
        whole = whole[:first] + whole[first:] * 2
    path.write_bytes(whole)
    if spoil == "doubled":
        # What follows the last piece is never read.
        assert restore(scratch, path).texts == 5
        return
    with pytest.raises(SealError, match="altered or cut short"):
        restore(scratch, path)


def test_a_backup_of_many_pieces_comes_back_whole_and_not_a_piece_less(tmp_path, app, monkeypatch):
    from feedback_app.services import sealed_file
    from feedback_app.services.sealed_file import SealedReader, SealedWriter

    monkeypatch.setattr(sealed_file, "PIECE", 1000)
    masters = app.extensions["database"].engine.get_execution_options()["keyring"].masters
    given = secrets.token_bytes(3500)
    path = tmp_path / "pieces"
    with path.open("wb") as file, SealedWriter(file, masters.current(), made_at="now") as out:
        out.write(given)
    with path.open("rb") as file, SealedReader(file, masters) as back:
        assert back.read() == given
    start = path.read_bytes().index(b"\n") + 1
    path.write_bytes(path.read_bytes()[: start + 3 * (1000 + 16 + 4)])
    with (
        path.open("rb") as file,
        SealedReader(file, masters) as back,
        pytest.raises(SealError, match="cut short"),
    ):
        back.read()


def test_what_was_erased_since_is_erased_again(settings, database, rows, filled, scratch):
    path = nightly.make_backup(settings, database)
    gone = rows.scalars(select(Response.id)).first()
    retention.erase(rows, gone, instance=settings.instance)
    done = restore(scratch, path)
    assert done.erased_again == 1
    with Session(scratch.engine) as session:
        assert session.get(Response, gone) is None
        assert texts(session) == texts(rows)


def test_a_purged_survey_stays_purged_after_a_restore(settings, database, rows, filled, scratch):
    path = nightly.make_backup(settings, database)
    rows.query(type(a_concern(rows))).delete()
    survey = rows.get_one(type(a_survey(rows, "other")), "spring")
    retention.purge(rows, survey, instance=settings.instance)
    assert restore(scratch, path).erased_again == 5
    with Session(scratch.engine) as session:
        assert session.query(Verbatim).count() == 0
        assert session.query(SurveyKey).count() == 0


def test_a_database_that_holds_rows_is_not_written_over(settings, database, rows, filled, scratch):
    path = nightly.make_backup(settings, database)
    restore(scratch, path)
    with pytest.raises(DatabaseError, match="holds rows already"):
        restore(scratch, path)


def test_a_drill_restores_checks_and_leaves_nothing_behind(
    settings, database, rows, filled, monkeypatch, tmp_path
):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    nightly.make_backup(settings, database)
    newest = backups.newest_backup(backups.folder_of(settings.instance))
    done = nightly.drill(settings, newest)
    assert (done.texts, done.erased_again) == (5, 0)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_drill_notices_a_lost_key(settings, database, rows, filled):
    rows.query(SurveyKey).delete()
    rows.flush()
    nightly.make_backup(settings, database)
    newest = backups.newest_backup(backups.folder_of(settings.instance))
    with pytest.raises(SealError, match="The key of this text is gone"):
        nightly.drill(settings, newest)


def test_writers_need_not_wait_for_a_backup(settings, database, rows, filled, monkeypatch):
    real = backups.dumping.dump
    written = []

    def dump(connection):
        lines = real(connection)
        yield next(lines)
        connection.scalar(select(Response.id).limit(1))
        with database.sessions.begin() as session:
            written.append(a_response(session).id)
        yield from lines

    monkeypatch.setattr(backups.dumping, "dump", dump)
    path = nightly.make_backup(settings, database)
    masters = database.engine.get_execution_options()["keyring"].masters
    with backups.lines_of(path, masters) as lines:
        assert not any(written[0] in line for line in lines)
    assert rows.get(Response, written[0]) is not None


def test_old_backups_are_dropped_and_the_newest_never(
    settings, database, rows, filled, monkeypatch
):
    folder = backups.folder_of(settings.instance)
    with pytest.raises(NotFoundError, match="no backup yet"):
        backups.newest_backup(folder)
    real = clock.now()
    for age in (90, 40, 35, 1):
        moment = real - timedelta(days=age)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        nightly.make_backup(settings, database)
        monkeypatch.setattr(clock, "now", lambda: real)
    ages = [(real - each.made_at).days for each in backups.list_backups(folder)]
    assert ages == [1, 35]
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(days=400))
    backups.drop_old(folder, days=35)
    assert len(backups.list_backups(folder)) == 1


def test_a_file_that_is_no_backup_is_told(tmp_path, scratch):
    path = tmp_path / "x.backup"
    path.write_text("hello\n", encoding="utf-8")
    with pytest.raises(SealError, match="not a backup of this service"):
        restore(scratch, Path(path))


@pytest.fixture
def recorded(settings):
    folder = settings.instance / sounds.FOLDER
    for text, content in (("Hello", b"ID3 one"), ("Stop", secrets.token_bytes(300_000))):
        mark = sounds.words_mark(text, language="en")
        sounds.keep(folder, sounds.recording_name(mark, content), content)
    sounds.keep(folder, sounds.speech_name("Hello", language="en", pace=130), b"the computer")
    return {path.name: path.read_bytes() for path in folder.glob("r-*")}


def test_recorded_voices_come_back_as_they_were(
    settings, database, rows, filled, recorded, scratch
):
    path = nightly.make_backup(settings, database)
    assert not any(content[:20] in path.read_bytes() for content in recorded.values())
    folder = path.parent / "unpacked"
    mark = sounds.words_mark("Hello", language="en")
    sounds.keep(folder, sounds.recording_name(mark, b"another voice"), b"another voice")
    assert restore(scratch, path).recordings == 2
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == recorded


def test_a_drill_counts_the_recordings_and_puts_none_into_the_deployment(
    settings, database, rows, filled, recorded
):
    nightly.make_backup(settings, database)
    for path in (settings.instance / sounds.FOLDER).iterdir():
        path.unlink()
    newest = backups.newest_backup(backups.folder_of(settings.instance))
    assert nightly.drill(settings, newest).recordings == 2
    assert list((settings.instance / sounds.FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda line: (
                line.replace('"content": "', '"content": "AAAA') if '"content"' in line else line
            ),
            "altered",
        ),
        (lambda line: "" if '"content"' in line else line, "missing"),
    ],
)
def test_a_drill_notices_a_lost_or_altered_recording(
    settings, database, rows, filled, recorded, monkeypatch, spoil, said
):
    real = kept_recordings.as_lines
    monkeypatch.setattr(
        kept_recordings, "as_lines", lambda folder: filter(None, map(spoil, real(folder)))
    )
    nightly.make_backup(settings, database)
    newest = backups.newest_backup(backups.folder_of(settings.instance))
    with pytest.raises(DatabaseError, match=said):
        nightly.drill(settings, newest)


def test_settings_of_backups_have_safe_defaults(tmp_path):
    made = load_settings(tmp_path)
    assert (made.backup_days, made.stop_below_mb, made.warn_below_mb) == (35, 500, 2000)
