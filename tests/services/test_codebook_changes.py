"""People change a codebook together, and no coding is ever lost or altered by it."""

from collections import Counter

import pytest

from feedback_app.errors import FeedbackError, ForbiddenError
from feedback_app.services import (
    codebook_changes,
    codebooks,
    coding,
    coding_page,
    coding_queue,
    deciding,
    theming,
)
from feedback_app.services.codebook_changes import NewTheme, Proposal
from feedback_app.services.counting import Scope, count_themes
from feedback_app.services.deciding import Judged
from feedback_app.store import CodebookVersion, CodingDecision
from feedback_app.store.codebooks import ChangeKind
from feedback_app.store.coding import Verdict
from feedback_app.store.staff import Role
from tests.factories import A_DAY, a_codebook, a_person, a_suggestion, a_survey, a_verbatim

PARTS = tuple(
    NewTheme(name, f"{name} it is.", examples=("One.", "Two.", "Three."))
    for name in ("Late buses", "Dear buses")
)
MERGE = Proposal(ChangeKind.MERGE, "Nobody can tell them apart.", "bus", "park")
SPLIT = Proposal(ChangeKind.SPLIT, "Two things in one.", "bus", themes=PARTS)


@pytest.fixture
def folder(tmp_path):
    a_codebook(tmp_path)
    return tmp_path


@pytest.fixture
def team(rows, folder):
    """Somebody who proposes and somebody who decides, of a survey coded by `parks`."""
    a_survey(rows, codebook_id="parks")
    return a_person(rows, name="Ann"), a_person(rows, Role.SURVEY_OFFICER, name="Olu")


def now(rows, folder):
    return codebooks.current_codebook(rows, "parks", folders=(folder,))


def adopt(rows, folder, team, proposal):
    number = codebook_changes.propose(
        rows, "spring", proposal, codebook_id="parks", staff_id=team[0].id
    )
    codebook_changes.adopt(rows, number, codebook=now(rows, folder), staff_id=team[1].id)
    return number


def code(rows, folder, person, verbatim, **verdicts):
    judged = Judged(verdicts)
    deciding.decide(
        rows, "spring", verbatim.id, judged, codebook=now(rows, folder), staff_id=person.id
    )


def mentioned(rows, folder):
    codebook = now(rows, folder)
    found = count_themes(
        rows,
        Scope("spring", "sample", A_DAY),
        threshold=0.5,
        priority_of={theme.id: "priority:" for theme in codebook.active_themes},
        follows=codebooks.standing(codebook),
        progress=lambda _: None,
    )
    return {group.theme_id: count for group, count in found.items()}


def decisions(rows):
    return Counter(
        (each.verbatim_id, each.theme_id, each.verdict, each.codebook_version)
        for each in rows.query(CodingDecision).populate_existing()
    )


def test_a_change_waits_for_somebody_else(rows, folder, team):
    ann, _ = team
    number = codebook_changes.propose(rows, "spring", MERGE, codebook_id="parks", staff_id=ann.id)
    assert now(rows, folder).version == "1"
    with pytest.raises(ForbiddenError, match="your own"):
        codebook_changes.adopt(rows, number, codebook=now(rows, folder), staff_id=ann.id)


def test_codings_of_a_merged_theme_count_under_the_one_that_stays(rows, folder, team):
    verbatims = [a_verbatim(rows, f"Words {number}") for number in range(3)]
    code(rows, folder, team[0], verbatims[0], bus=Verdict.ADDED)
    code(rows, folder, team[0], verbatims[1], park=Verdict.ADDED)
    a_suggestion(rows, verbatims[2], "bus", probability=0.9)
    before = decisions(rows)
    assert (mentioned(rows, folder)["bus"], mentioned(rows, folder)["park"]) == (2, 1)
    number = adopt(rows, folder, team, MERGE)
    assert mentioned(rows, folder)["park"] == 3
    assert "bus" not in mentioned(rows, folder)
    assert decisions(rows) == before
    follows = codebooks.standing(now(rows, folder))
    assert coding.coded_verbatims(rows, "spring", follows=follows)[verbatims[0].id] == {"park"}
    codebook_changes.take_back(rows, number, codebook=now(rows, folder), staff_id=team[1].id)
    assert (mentioned(rows, folder)["bus"], mentioned(rows, folder)["park"]) == (2, 1)
    assert decisions(rows) == before


def test_a_respondent_with_both_merged_themes_counts_once(rows, folder, team):
    verbatim = a_verbatim(rows)
    code(rows, folder, team[0], verbatim, bus=Verdict.ADDED, park=Verdict.ADDED)
    adopt(rows, folder, team, MERGE)
    assert mentioned(rows, folder)["park"] == 1


def test_what_people_rejected_is_not_counted_because_the_machine_said_it_by_its_old_name(
    rows, folder, team
):
    verbatim = a_verbatim(rows)
    a_suggestion(rows, verbatim, "bus", probability=0.9)
    code(rows, folder, team[0], verbatim, park=Verdict.REJECTED)
    adopt(rows, folder, team, MERGE)
    assert mentioned(rows, folder).get("park", 0) == 0


def test_answers_of_a_split_theme_are_read_again_and_ask_for_its_parts(rows, folder, team):
    ann, _ = team
    held, other = a_verbatim(rows, id="f" * 32), a_verbatim(rows, id="e" * 32)
    coding_queue.refresh_queue(rows, "spring")
    code(rows, folder, ann, held, bus=Verdict.ADDED)
    code(rows, folder, ann, other, park=Verdict.ADDED)
    before = decisions(rows)
    assert coding_queue.progress(rows, "spring").percent == 100
    adopt(rows, folder, team, SPLIT)
    assert decisions(rows) == before
    assert coding_queue.next_verbatim(rows, "spring", staff_id=ann.id) == held.id
    progress = coding_queue.progress(rows, "spring")
    assert (progress.done, progress.total) == (1, 2)
    shown = coding_page.show_verbatim(
        rows, "spring", held.id, codebook=now(rows, folder), staff_id=ann.id
    )
    assert (shown.asked, shown.reopened_for) == (("late_buses", "dear_buses"), "bus")
    assert "bus" not in shown.decided
    code(rows, folder, ann, held, late_buses=Verdict.ADDED, dear_buses=Verdict.REJECTED)
    assert coding_queue.next_verbatim(rows, "spring", staff_id=ann.id) is None
    assert mentioned(rows, folder)["late_buses"] == 1
    assert deciding.undo(rows, "spring", staff_id=ann.id) == held.id
    assert coding_queue.next_verbatim(rows, "spring", staff_id=ann.id) == held.id


def test_a_split_taken_back_gathers_its_parts_and_empties_the_queue(rows, folder, team):
    ann, olu = team
    read, waits = a_verbatim(rows, id="f" * 32), a_verbatim(rows, id="e" * 32)
    for each in (read, waits):
        code(rows, folder, ann, each, bus=Verdict.ADDED)
    number = adopt(rows, folder, team, SPLIT)
    code(rows, folder, ann, read, late_buses=Verdict.ADDED, dear_buses=Verdict.REJECTED)
    codebook_changes.take_back(rows, number, codebook=now(rows, folder), staff_id=olu.id)
    assert mentioned(rows, folder)["bus"] == 2
    assert coding_queue.next_verbatim(rows, "spring", staff_id=ann.id) is None


def test_an_added_theme_may_be_given_and_when_taken_back_keeps_its_codings(rows, folder, team):
    verbatim = a_verbatim(rows)
    dogs = Proposal(ChangeKind.ADD, "Four said it.", themes=(NewTheme("Dogs", "Dogs."),))
    number = adopt(rows, folder, team, dogs)
    code(rows, folder, team[0], verbatim, dogs=Verdict.ADDED)
    assert mentioned(rows, folder)["dogs"] == 1
    codebook_changes.take_back(rows, number, codebook=now(rows, folder), staff_id=team[1].id)
    assert coding.coded_verbatims(rows, "spring")[verbatim.id] == {"dogs"}
    with pytest.raises(FeedbackError, match="“Dogs” was retired since") as raised:
        code(rows, folder, team[0], verbatim, dogs=Verdict.ADDED)
    assert "stays as it is" in str(raised.value)


def test_a_theme_merged_while_a_page_was_open_is_refused_with_where_it_went(rows, folder, team):
    verbatim = a_verbatim(rows)
    adopt(rows, folder, team, MERGE)
    with pytest.raises(FeedbackError, match="“Buses” was merged into “Parks”"):
        code(rows, folder, team[0], verbatim, bus=Verdict.ADDED)


def test_every_version_is_kept_with_who_made_it_and_from_which(rows, folder, team):
    adopt(rows, folder, team, MERGE)
    found = codebook_changes.versions_of(rows, "parks")
    assert [(each.version, each.based_on, who) for each, who in found] == [
        ("1+1", "1", "Olu"),
        ("1", None, ""),
    ]
    [line] = codebook_changes.changes_of(rows, "parks")
    assert (line.proposer, line.decider, line.made_version) == ("Ann", "Olu", "1+1")


def test_a_file_of_a_new_version_starts_anew(rows, folder, team):
    adopt(rows, folder, team, MERGE)
    a_codebook(folder, version="2")
    assert now(rows, folder).version == "2"
    assert now(rows, folder).theme("bus").is_active
    assert rows.query(CodebookVersion).count() == 2


def test_a_change_the_codebook_no_longer_allows_says_why(rows, folder, team):
    adopt(rows, folder, team, MERGE)
    with pytest.raises(FeedbackError, match="“Buses” is merged already"):
        adopt(rows, folder, team, SPLIT)


def test_the_machine_learns_a_merged_theme_under_its_new_name_and_changes_nothing(
    rows, folder, team
):
    verbatim = a_verbatim(rows, "The bus is late")
    code(rows, folder, team[0], verbatim, bus=Verdict.ADDED)
    adopt(rows, folder, team, MERGE)
    before = decisions(rows)
    [learnt] = theming.learn_from(rows, "spring", now(rows, folder))
    assert learnt.themes == {"park"}
    assert decisions(rows) == before


def test_suggestions_made_with_an_older_codebook_say_so_and_lose_what_ended(rows, folder, team):
    verbatim = a_verbatim(rows)
    a_suggestion(rows, verbatim, "bus", codebook_version="1")
    a_suggestion(rows, verbatim, "gone", codebook_version="1")
    adopt(rows, folder, team, MERGE)
    shown = coding_page.show_verbatim(
        rows, "spring", verbatim.id, codebook=now(rows, folder), staff_id=team[0].id
    )
    assert [each.theme_id for each in shown.suggestions] == ["park"]
    assert shown.made_with == "1"
