"""The machine suggests, people decide, and the next run keeps what they decided."""

import pytest

from analysis.coding import Crew, Means
from analysis.embedding import WordsOnly
from feedback_app.services import codebooks, coding, coding_page, deciding, judging, theming
from feedback_app.services.codebooks import CodebookFileError
from feedback_app.services.coders import names_of_coders
from feedback_app.services.coding import CodingState
from feedback_app.services.deciding import Judged
from feedback_app.store import CodebookVersion, SuggestedCoding, WaitingVerbatim
from feedback_app.store.coding import Verdict
from tests.factories import a_codebook, a_person, a_response, a_suggestion, a_survey, a_verbatim

SAID = ("The bus is always late and we wait", "I play in the park with my friends", "zzz qqq")


@pytest.fixture
def folder(tmp_path):
    a_codebook(tmp_path)
    return tmp_path


@pytest.fixture
def survey(rows):
    return a_survey(rows, codebook_id="parks")


def suggest(rows, folder, **changes):
    given = {"folders": (folder,), "embedder": WordsOnly(), **changes}
    return theming.suggest_themes(rows, "spring", **given)


def suggested(rows):
    found = {}
    for each in coding.suggestions_of(rows, "spring"):
        found.setdefault(each.verbatim_id, set()).add(each.theme_id)
    return found


def test_verbatims_get_themes_with_the_words_that_caused_them(rows, survey, folder):
    bus, park, _ = (a_verbatim(rows, text) for text in SAID)
    done = suggest(rows, folder)
    assert suggested(rows)[bus.id] == {"bus"}
    assert suggested(rows)[park.id] == {"park"}
    row = rows.query(SuggestedCoding).filter_by(verbatim_id=bus.id).one()
    assert "bus" in coding.read_reasons(rows, row)["words"]
    assert 0 < row.probability <= 1
    assert (done.verbatims, done.learnt_from, done.codebook_version) == (3, 0, "1")


def test_a_new_run_replaces_suggestions_and_never_decisions(rows, survey, folder):
    verbatim, coder = a_verbatim(rows, SAID[0]), a_person(rows)
    a_suggestion(rows, verbatim, "park", codebook_version="0")
    codebook = codebooks.current_codebook(rows, "parks", folders=(folder,))
    for theme, verdict in (("park", Verdict.CONFIRMED), ("bus", Verdict.REJECTED)):
        deciding.decide(
            rows,
            "spring",
            verbatim.id,
            judged=Judged({theme: verdict}),
            codebook=codebook,
            staff_id=coder.id,
        )
    suggest(rows, folder)
    suggest(rows, folder)
    assert suggested(rows).get(verbatim.id, set()) <= {"bus", "park"}
    assert {each.codebook_version for each in coding.suggestions_of(rows, "spring")} <= {"1"}
    states = {each.theme_id: each.state for each in coding.codings_of(rows, "spring")}
    assert states == {"park": CodingState.CONFIRMED, "bus": CodingState.REJECTED}


def test_suggestions_of_another_survey_stay(rows, survey, folder):
    a_survey(rows, "autumn")
    elsewhere = a_verbatim(rows, SAID[1], response=a_response(rows, "autumn"))
    a_suggestion(rows, elsewhere)
    a_verbatim(rows, SAID[0])
    suggest(rows, folder)
    assert [each.verbatim_id for each in coding.suggestions_of(rows, "autumn")] == [elsewhere.id]


def test_what_people_coded_is_learnt_from(rows, survey, folder):
    codebook = codebooks.current_codebook(rows, "parks", folders=(folder,))
    coder = a_person(rows)
    for text in (f"wibble wobble {number}" for number in range(12)):
        verbatim = a_verbatim(rows, text)
        deciding.decide(
            rows,
            "spring",
            verbatim.id,
            judged=Judged({"bus": Verdict.ADDED}),
            codebook=codebook,
            staff_id=coder.id,
        )
    fresh = a_verbatim(rows, "wibble wobble again")
    done = suggest(rows, folder)
    assert done.learnt_from == 12
    assert suggested(rows)[fresh.id] == {"bus"}


def test_a_retired_theme_keeps_its_codings_and_teaches_nothing(rows, survey, folder):
    codebook = codebooks.current_codebook(rows, "parks", folders=(folder,))
    verbatim, coder = a_verbatim(rows, SAID[1]), a_person(rows)
    deciding.decide(
        rows,
        "spring",
        verbatim.id,
        judged=Judged({"park": Verdict.ADDED}),
        codebook=codebook,
        staff_id=coder.id,
    )
    path = folder / "parks.yaml"
    kept = path.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"')
    path.write_text(kept + "    status: retired\n", encoding="utf-8")
    done = suggest(rows, folder)
    assert done.codebook_version == "2"
    assert "park" not in set().union(*suggested(rows).values(), set())
    states = {each.theme_id: each.state for each in coding.codings_of(rows, "spring")}
    assert states["park"] is CodingState.ADDED


def test_progress_is_told_to_the_end(rows, survey, folder):
    for text in SAID:
        a_verbatim(rows, text)
    told = []
    suggest(rows, folder, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


def test_a_person_says_how_the_work_is_done(rows, survey, folder, monkeypatch):
    bus = a_verbatim(rows, SAID[0])
    suggest(rows, folder, means=Means(reasons=False))
    row = rows.query(SuggestedCoding).filter_by(verbatim_id=bus.id).one()
    assert coding.read_reasons(rows, row) == {"words": [], "because": "", "source": ""}
    asked = {}
    monkeypatch.setattr(theming, "suggest", lambda *_, **given: asked.update(given) or iter(()))
    suggest(rows, folder, means=Means(cluster="tls://here:8786"))
    assert asked["crew"] == Crew(1, "tls://here:8786")


def test_a_run_fills_and_orders_the_queue(rows, survey, folder):
    for text in SAID:
        a_verbatim(rows, text)
    suggest(rows, folder)
    worth = [each.interest for each in rows.query(WaitingVerbatim)]
    assert len(worth) == 3
    assert len(set(worth)) > 1


def test_the_codebook_is_kept_as_it_was_used(rows, survey, folder):
    suggest(rows, folder)
    a_codebook(folder, version="2", definition="Buses and trains.")
    suggest(rows, folder)
    kept = {each.version: each.document for each in rows.query(CodebookVersion)}
    assert set(kept) == {"1", "2"}
    assert codebooks.read_codebook(kept["1"]).theme("bus").definition == "Getting about by bus."


def test_a_codebook_changed_without_a_new_version_is_refused(rows, survey, folder):
    a_verbatim(rows, SAID[0])
    suggest(rows, folder)
    before = suggested(rows)
    a_codebook(folder, definition="Buses and trains.")
    with pytest.raises(CodebookFileError, match="still says it is version 1"):
        suggest(rows, folder)
    assert suggested(rows) == before


def test_a_codebook_whose_file_is_gone_is_read_from_what_was_kept(rows, survey, folder):
    suggest(rows, folder)
    (folder / "parks.yaml").unlink()
    assert codebooks.current_codebook(rows, "parks").theme("bus").name == "Buses"


def test_a_broken_codebook_is_refused_with_its_line(rows, survey, folder):
    (folder / "parks.yaml").write_text("id: parks\nthemes:\n  - name: No id\n", encoding="utf-8")
    with pytest.raises(CodebookFileError, match=r"parks\.yaml"):
        suggest(rows, folder)


def test_judgements_hold_every_coder_and_the_machine(rows, survey, folder):
    codebook = codebooks.current_codebook(rows, "parks", folders=(folder,))
    verbatim = a_verbatim(rows, SAID[0])
    a_suggestion(rows, verbatim, "bus")
    for name, verdicts in (("Ann", {"bus": Verdict.CONFIRMED}), ("Bob", {"bus": Verdict.REJECTED})):
        deciding.decide(
            rows,
            "spring",
            verbatim.id,
            judged=Judged(verdicts),
            codebook=codebook,
            staff_id=a_person(rows, name=name).id,
        )
    names = names_of_coders(rows)
    coders = {
        names[each.coder]: each.themes for each in judging.judgements_of_coders(rows, "spring")
    }
    assert coders == {"Ann": {"bus"}, "Bob": set()}
    machine = {
        each.coder: each.themes for each in judging.judgements_of_the_machine(rows, "spring")
    }
    assert machine == {"machine": {"bus"}, "people": set()}


def test_a_language_the_vectors_cannot_theme_goes_to_a_person_first(rows, survey, folder):
    ours = a_verbatim(rows, "Автобус завжди запізнюється, і ми чекаємо bus bus")
    a_verbatim(rows, SAID[0])
    suggest(rows, folder)
    assert ours.id not in suggested(rows)
    first = rows.query(WaitingVerbatim).order_by(WaitingVerbatim.interest.desc()).first()
    assert (first.verbatim_id, first.unthemed_language) == (ours.id, "uk")
    codebook = codebooks.current_codebook(rows, "parks", folders=(folder,))
    shown = coding_page.show_verbatim(
        rows, "spring", ours.id, codebook=codebook, staff_id=a_person(rows).id
    )
    assert shown.unthemed_language == "uk"
