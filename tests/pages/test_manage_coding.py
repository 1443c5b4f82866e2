"""The coder's pages: the list, one verbatim after another, taking back."""

import pytest

from feedback_app.manage.highlighting import segments
from feedback_app.services import coding
from feedback_app.services.coding import CodingState
from feedback_app.store import AuditEvent
from feedback_app.store.staff import Role
from tests.factories import a_suggestion, a_survey, a_verbatim, sign_in_as
from tests.reading import errors, form_action, heading, send, soup, words


@pytest.fixture
def survey(rows):
    return a_survey(rows)


@pytest.fixture
def coder(client, rows):
    return sign_in_as(client, rows, Role.CODER)


def states(rows):
    return {each.theme_id: each.state for each in coding.codings_of(rows, "spring")}


def decide(client, page, **data):
    return send(client, page, form_action(page, "/answers/"), **data)


def test_the_list_says_how_much_of_each_survey_is_read(client, rows, survey, coder):
    a_verbatim(rows)
    page = client.get("/manage/coding")
    assert heading(page) == "Themes"
    assert "0 of 1 answers read, 0 %" in words(page)


def test_starting_takes_up_what_came_in_and_shows_the_first(client, rows, survey, coder):
    a_verbatim(rows, "They listen.")
    shown = client.get("/manage/coding")
    page = send(client, shown, "/manage/coding/spring/start")
    assert page.location == "/manage/coding/spring"
    assert "They listen." in words(client.get(page.location))


def test_the_page_shows_question_and_suggestion_with_its_words_marked(client, rows, survey, coder):
    verbatim = a_verbatim(rows, "They Listen to <b>us</b> & laugh")
    a_suggestion(rows, verbatim)
    page = client.get("/manage/coding/spring")
    quote = soup(page).select_one("#words")
    assert quote.get_text() == "They Listen to <b>us</b> & laugh"
    assert [mark.get_text() for mark in quote.select("mark")] == ["Listen"]
    assert "What makes you feel safe?" in words(page)
    assert "Suggested because of: listen." in words(page)


def test_what_a_respondent_wrote_is_never_markup(client, rows, survey, coder):
    a_verbatim(rows, "<script>alert(1)</script><img src=x onerror=alert(1)>")
    page = client.get("/manage/coding/spring")
    assert "&lt;script&gt;alert(1)" in page.get_data(as_text=True)
    assert not soup(page).select_one("#words").find(["script", "img"])


def test_the_same_answer_is_shown_again_when_the_page_is_loaded_again(client, rows, survey, coder):
    for number in range(5):
        a_verbatim(rows, f"Words {number}.")
    first, second = (
        soup(client.get("/manage/coding/spring")).select_one("#words") for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize(
    ("choice", "state"),
    [("fits", CodingState.CONFIRMED), ("does-not-fit", CodingState.REJECTED)],
)
def test_a_suggestion_is_accepted_or_rejected(client, rows, survey, coder, choice, state):
    a_suggestion(rows, a_verbatim(rows))
    page = client.get("/manage/coding/spring")
    done = decide(client, page, **{"theme:voice.listened": choice, "action": "save"})
    assert done.status_code == 303
    assert states(rows) == {"voice.listened": state}


def test_a_suggestion_left_open_is_asked_for_again_and_nothing_is_lost(client, rows, survey, coder):
    a_suggestion(rows, a_verbatim(rows))
    page = client.get("/manage/coding/spring")
    again = decide(client, page, added="voice.involved", action="save")
    assert again.status_code == 422
    assert errors(again) == ["Choose whether “Listened to and taken seriously” fits"]
    assert soup(again).select_one("input[name=added]")["value"] == "voice.involved"
    assert soup(again).title.get_text().startswith("Error:")
    assert states(rows) == {"voice.listened": CodingState.SUGGESTED}


def test_themes_are_added_one_after_another(client, rows, survey, coder):
    a_verbatim(rows)
    page = client.get("/manage/coding/spring")
    page = decide(client, page, choice="voice.listened", action="add")
    assert page.status_code == 200
    decide(client, page, added="voice.listened", choice="voice.involved", action="save")
    assert states(rows) == {
        "voice.listened": CodingState.ADDED,
        "voice.involved": CodingState.ADDED,
    }


def test_a_theme_is_offered_once_whether_suggested_or_added(client, rows, survey, coder):
    a_suggestion(rows, a_verbatim(rows))
    page = client.get("/manage/coding/spring")
    offered = [each["value"] for each in soup(page).select("#choice option")]
    assert "voice.listened" not in offered
    assert "voice.involved" in offered
    groups = [each["label"] for each in soup(page).select("#choice optgroup")]
    assert groups[0] == "Being heard"


def test_no_theme_fits_rejects_every_suggestion(client, rows, survey, coder):
    a_suggestion(rows, a_verbatim(rows))
    page = client.get("/manage/coding/spring")
    decide(client, page, action="none")
    assert states(rows) == {"voice.listened": CodingState.REJECTED}
    assert heading(client.get("/manage/coding/spring")) == "All answers are read"


def test_the_last_answer_is_taken_back_and_shown_with_what_was_decided(client, rows, survey, coder):
    verbatim = a_verbatim(rows, "They listen.")
    a_suggestion(rows, verbatim)
    page = client.get("/manage/coding/spring")
    decide(client, page, **{"theme:voice.listened": "fits", "action": "save"})
    page = send(client, client.get("/manage/coding/spring"), "/manage/coding/spring/undo")
    assert page.location == f"/manage/coding/spring/answers/{verbatim.id}"
    assert states(rows) == {"voice.listened": CodingState.SUGGESTED}
    assert soup(client.get(page.location)).select_one("#words").get_text() == "They listen."


def test_an_answer_opened_again_shows_what_this_coder_decided(client, rows, survey, coder):
    verbatim = a_verbatim(rows)
    page = client.get("/manage/coding/spring")
    decide(client, page, choice="voice.listened", action="save")
    again = client.get(f"/manage/coding/spring/answers/{verbatim.id}")
    checked = soup(again).select_one("input[name='theme:voice.listened'][checked]")
    assert checked["value"] == "fits"
    decide(client, again, **{"theme:voice.listened": "does-not-fit", "action": "save"})
    assert states(rows) == {"voice.listened": CodingState.REJECTED}


def test_a_theme_nobody_knows_is_refused(client, rows, survey, coder):
    a_verbatim(rows)
    page = client.get("/manage/coding/spring")
    refused = decide(client, page, choice="voice.singing", action="save")
    assert refused.status_code == 400
    assert "no theme called “voice.singing”" in words(refused)


def test_every_reading_and_every_decision_is_recorded(client, rows, survey, coder):
    verbatim = a_verbatim(rows)
    decide(client, client.get("/manage/coding/spring"), action="none")
    found = [(each.action, each.subject) for each in rows.query(AuditEvent)]
    assert found == [("read-verbatim", verbatim.id), ("coded-verbatim", verbatim.id)]


def test_the_codebook_is_there_to_read(client, rows, survey, coder):
    page = client.get("/manage/coding/spring/codebook")
    assert "Whether adults hear what children say" in words(page)


def test_an_unknown_survey_is_a_page_that_says_so(client, coder):
    page = client.get("/manage/coding/winter")
    assert page.status_code == 404
    assert "no survey called “winter”" in words(page)


@pytest.mark.parametrize(
    ("text", "reasons", "marked"),
    [
        ("We listen, LISTEN!", ["listen"], ["listen", "LISTEN"]),
        ("listener", ["listen"], []),
        ("take us  seriously\nplease", ["us seriously"], ["us  seriously"]),
        ("being heard, being", ["being", "being heard"], ["being heard", "being"]),
        ("what? (maybe)", ["(maybe)", "what?"], ["what?", "(maybe)"]),
        ("żółć i strach", ["strach"], ["strach"]),
        ("nothing", [], []),
        ("", ["a"], []),
    ],
)
def test_marked_pieces_are_whole_words_and_together_give_the_text_back(text, reasons, marked):
    pieces = segments(text, reasons)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.is_marked] == marked


def test_words_that_say_who_it_is_are_hidden_by_a_coder(client, rows, survey, coder):
    verbatim = a_verbatim(rows, "We meet by the purple gate.")
    page = client.get("/manage/coding/spring")
    hidden = send(client, page, form_action(page, "/hide"), words="Purple gate", kind="place")
    shown = client.get(hidden.location)
    assert soup(shown).select_one("#words").get_text() == "We meet by the [place]."
    recorded = [(each.action, each.subject) for each in rows.query(AuditEvent)]
    assert ("hid-words", verbatim.id) in recorded


def test_words_that_do_not_stand_in_the_answer_are_asked_for_again(client, rows, survey, coder):
    a_verbatim(rows, "We meet by the purple gate.")
    page = client.get("/manage/coding/spring")
    refused = send(client, page, form_action(page, "/hide"), words="Bob", kind="name")
    assert refused.status_code == 422
    assert errors(refused) == [
        "Those words do not stand in the answer. Copy them as they are written."
    ]
