"""Coded, erased, withdrawn: what a report may still be built of, and what its readers learn."""

import json
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import planning
from analysis.codebook import SHIPPED, load_codebook
from analysis.documents import document_bytes
from analysis.ledger import Ledger
from analysis.report_records import Readership
from benchmarks.suppression_copies import told_of_the_gone
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import releases, withdrawing
from feedback_app.services.erasures import erase_responses
from feedback_app.services.reporting import build_report, keep
from feedback_app.services.snapshots import list_reports
from feedback_app.store import (
    AuditEvent,
    Base,
    CodingDecision,
    CodingReview,
    ReportSnapshot,
    Response,
    SuggestedCoding,
    Verbatim,
)
from tests.reporting_store import CODER, a_board_order, a_store_on, a_survey, invent

READ_AT = datetime.fromisoformat("2025-04-01T09:00")
SURVEY = "children-2025"
KNOWN = [theme.id for theme in load_codebook(SHIPPED).active_themes]
THEMES = KNOWN[:6]
READERSHIPS = (Readership.BOARD, Readership.PUBLIC)


@pytest.fixture
def store(database_url):
    database = a_store_on(database_url)
    with database.sessions.begin() as session:
        survey = a_survey(session, "yp-5-7-easy-read", survey_id=SURVEY)
        invent(session, survey, responses=240, themes=THEMES)
    yield database
    Base.metadata.drop_all(database.engine)
    database.close()


def build(store, readership=Readership.PUBLIC, **changes):
    with Session(store.statements, autoflush=False) as session:
        order = a_board_order(SURVEY, readership=readership, **changes)
        made = build_report(session, order, progress=lambda *_: None)
    with store.sessions.begin() as session:
        keep(session, made, built_by="test")
    return made


def read_anew(store, number):
    """Have a coder reject all that the machine suggested on so many texts nobody has read."""
    with store.sessions.begin() as session:
        read = set(session.scalars(select(CodingDecision.verbatim_id)))
        found: dict[str, list[str]] = {}
        counted = select(SuggestedCoding).where(SuggestedCoding.probability >= 0.5)
        for each in session.scalars(counted.order_by(SuggestedCoding.verbatim_id)):
            if each.verbatim_id not in read:
                found.setdefault(each.verbatim_id, []).append(each.theme_id)
        first = max(session.scalars(select(CodingReview.number))) + 1
        for review, (text, themes) in enumerate(list(found.items())[:number], start=first):
            common = {"verbatim_id": text, "staff_id": CODER}
            session.add(
                CodingReview(number=review, survey_id=SURVEY, reviewed_at=READ_AT, **common)
            )
            session.flush()
            for place, theme in enumerate(themes):
                session.add(
                    CodingDecision(
                        number=10 * review + 10_000 + place,
                        review_number=review,
                        theme_id=theme,
                        codebook_version="1",
                        verdict="rejected",
                        decided_at=READ_AT,
                        **common,
                    )
                )


def erase(store, number=1):
    """Erase the first responses with a coded text, as a request to be forgotten does."""
    with store.sessions.begin() as session:
        coded = select(Verbatim.response_id).join(SuggestedCoding).distinct()
        query = select(Response.id).where(Response.id.in_(coded)).order_by(Response.id)
        for each in session.scalars(query.limit(number)).all():
            assert erase_responses(session, SURVEY, only=each) == 1


def withdraw(store, *names, reason="A response was erased."):
    with store.sessions.begin() as session:
        for name in names:
            withdrawing.withdraw(session, name, reason=reason, by="operator")


def is_of_themes(figure):
    said = {name.partition(":")[2].partition(" ")[0] for name in figure["where"]}
    return any(each in KNOWN or each.startswith("priority:") for each in said)


def closed(built):
    """Return the figures that rest on no reading of a text."""
    return {
        json.dumps(each["where"], sort_keys=True): (each["value"], each["rounded_to"])
        for each in built.release["figures"]
        if "where" in each and not is_of_themes(each)
    }


def themes(built):
    return [each for each in built.release["figures"] if "where" in each and is_of_themes(each)]


@pytest.mark.parametrize("readership", READERSHIPS)
def test_a_report_is_built_anew_after_answers_were_coded(store, readership):
    first = build(store, readership)
    read_anew(store, 40)
    second = build(store, readership)
    assert second.entry.release == f"{first.entry.release} reading 2"
    assert closed(second) == closed(first)
    assert themes(second)
    assert all(any("(reading 2)" in name for name in each["where"]) for each in themes(second))
    assert {each["rounded_to"] for each in themes(second) if each["value"] is not None} == {5}


def test_one_coded_answer_does_not_stop_the_report(store):
    build(store)
    read_anew(store, 1)
    assert build(store).entry.release.endswith("reading 2")


def test_the_same_reading_gives_the_same_release(store):
    first = build(store, Readership.BOARD)
    read_anew(store, 5)
    second = build(store, Readership.BOARD)
    again = build(store, Readership.BOARD)
    assert document_bytes(again.release) == document_bytes(second.release)
    assert again.document == second.document
    assert first.release["sha256"] != second.release["sha256"]
    public = build(store, Readership.PUBLIC)
    assert public.entry.states[f"{SURVEY}/yp-5-7-easy-read"].reading == 2


def test_a_theme_hidden_before_stays_hidden_unless_it_grew_a_lot(store):
    first = build(store, Readership.BOARD)
    read_anew(store, 30)
    second = build(store, Readership.BOARD)
    hidden = {_plain(each) for each in themes(first) if each["value"] is None}
    shown = {_plain(each): each["value"] for each in themes(second) if each["value"] is not None}
    assert hidden
    assert all(shown[each] >= 10 for each in hidden & shown.keys())


def test_a_report_of_erased_people_is_refused_with_what_to_do(store):
    first = build(store, Readership.BOARD)
    erase(store)
    with pytest.raises(FeedbackError) as refused:
        build(store, Readership.BOARD)
    said = str(refused.value)
    assert "1 response of children-2025" in said
    assert "was erased after being counted" in said
    assert f'feedback release withdraw "{first.entry.release}" --reason' in said


def test_a_report_with_people_who_came_in_late_says_so(store):
    build(store, Readership.BOARD)
    with store.sessions.begin() as session:
        one = session.scalars(select(Response)).first()
        for _ in range(7):
            kept = {c.key: getattr(one, c.key) for c in Response.__table__.columns if c.key != "id"}
            session.add(Response(**kept))
    with pytest.raises(FeedbackError, match=r"7 responses of .* came in for days"):
        build(store, Readership.BOARD)


def test_people_who_have_gone_are_not_taken_for_another_reading(store):
    build(store, Readership.BOARD)
    erase(store)
    read_anew(store, 3)
    with pytest.raises(FeedbackError, match="was erased"):
        build(store, Readership.BOARD)


@pytest.mark.parametrize("readership", READERSHIPS)
@pytest.mark.parametrize("gone", [1, 4])
def test_after_a_withdrawal_a_copy_and_the_new_report_tell_nothing_of_the_erased(
    store, readership, gone
):
    first = build(store, readership)
    erase(store, gone)
    withdraw(store, first.entry.release)
    second = build(store, readership)
    assert second.entry.release.endswith(" after 1 withdrawn")
    assert [each for each in second.release["figures"] if each.get("rounded_to") == 12]
    assert list(told_of_the_gone([first.release], [second.release], gone=gone)) == []
    again = build(store, readership)
    assert again.document == second.document


def test_without_care_a_copy_and_the_new_report_tell_of_the_erased(store, monkeypatch):
    monkeypatch.setattr(planning, "shown_after_withdrawal", lambda *_, **__: {})
    first = build(store, Readership.BOARD)
    erase(store)
    withdraw(store, first.entry.release)
    second = build(store, Readership.BOARD)
    assert list(told_of_the_gone([first.release], [second.release], gone=1))


def test_who_withdraws_says_why_and_can_do_it_once(store):
    built = build(store)
    name = built.entry.release
    with pytest.raises(FeedbackError, match="a reason is needed"):
        withdraw(store, name, reason="  ")
    with pytest.raises(FeedbackError, match="may have 600"):
        withdraw(store, name, reason="x" * 601)
    withdraw(store, name, reason="One response\nwas erased.")
    with pytest.raises(NotFoundError, match="withdrawn already"):
        withdraw(store, name)
    with store.sessions() as session:
        assert list_reports(session) == []
        ledger = releases.open_ledger(session)
        assert (len(ledger.entries), len(ledger.withdrawn)) == (0, 1)
        row = session.scalars(select(ReportSnapshot)).one()
        assert row.withdrawn_because == "One response was erased."
        event = session.scalars(select(AuditEvent)).one()
        assert (event.action, event.subject) == ("withdrew-release", row.hash)


def test_a_wave_of_a_withdrawn_release_is_not_cut_anew(store):
    withdraw(store, build(store).entry.release)
    with pytest.raises(FeedbackError, match="are out already"):
        build(store, until=date(2025, 2, 20))


def test_an_entry_from_before_states_were_kept_still_reads(store):
    built = build(store)
    plain = built.entry.as_json()
    del plain["states"]
    old = Ledger.from_json([plain]).entries[0]
    assert (old.rows, dict(old.states)) == (built.entry.rows, {})
    with store.sessions.begin() as session:
        row = session.scalars(select(ReportSnapshot)).one()
        row.release = json.dumps({"document": built.release, "entry": plain})
    assert build(store).release == built.release
    erase(store, 30)
    with pytest.raises(FeedbackError, match="before it was noted which responses"):
        build(store)


def _plain(figure):
    where = {name.removesuffix(" (reading 2)"): each for name, each in figure["where"].items()}
    return json.dumps(where, sort_keys=True)
