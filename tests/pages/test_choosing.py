"""The first page: ways to answer, presets and what falls back, controls, pictures, own symbols."""

import pytest

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.services import surveys
from feedback_app.store import Draft
from forms.definition import Presentation
from forms.loading import SHIPPED, load_questionnaire
from tests.factories import a_plan
from tests.journeys.walking import begin, default_answer, first_page, read, token_of

PARAMETERS = {"feedback_date": "1 May"}
FAMILY = ("yp-5-7-easy-read", "yp-8-12", "yp-13-18")


def load(*names):
    return [load_questionnaire(SHIPPED / f"{name}.yaml") for name in names]


def open_link(rows, *names, questionnaire="", mode="group-code", **preset):
    """Open a survey and return the address of a link of its own."""
    survey = surveys.open_survey(rows, "spring", load(*names), parameters=PARAMETERS, plan=a_plan())
    wanted = questionnaire or (names[0] if len(names) == 1 else surveys.FOR_ALL)
    link = surveys.add_link(rows, survey, questionnaire_id=wanted, mode=mode, **preset)
    return f"/s/{link.token}"


@pytest.fixture
def everyone(rows, partnership):
    return open_link(rows, "all-ages")


def tiles(sheet):
    return [each.select_one(".link-tile__label").get_text() for each in sheet.select(".ways a")]


def looks_of(sheet):
    return sheet.html["data-presentation"]


def notice(sheet):
    found = sheet.select_one(".notice-line")
    return found.get_text(strip=True) if found else ""


def test_every_way_is_offered_in_words_and_with_a_picture(client, everyone):
    sheet = read(client.get(everyone))
    assert sheet.h1.get_text() == "How do you want to answer?"
    assert tiles(sheet) == [
        "Big pictures",
        "For ages 9 to 12",
        "For ages 13 to 18",
        "Plain",
        "Easy Read",
    ]
    for tile in sheet.select(".ways a"):
        with client.get(tile.img["src"]) as picture:
            assert picture.status_code == 200


@pytest.mark.parametrize("way", Presentation)
def test_a_way_leads_to_questions_drawn_its_own_way(client, rows, everyone, way):
    address, sheet = first_page(client, everyone, way.value)
    assert looks_of(sheet) == way
    where = begin(client, everyone, way.value)
    sheet = read(client.get(where))
    assert looks_of(sheet) == way
    assert rows.query(Draft).one().presentation == way
    assert sheet.select_one(".govuk-back-link")["href"] == address


def test_pictures_stand_where_they_help_and_nowhere_else(client, everyone):
    shown = {}
    for way in Presentation:
        sheet = read(client.get(begin(client, everyone, way.value)))
        shown[way.value] = (
            bool(sheet.select(".question__picture")),
            len(sheet.select(".choice__picture")),
        )
    assert shown == {
        "5-8": (True, 4),
        "9-12": (True, 0),
        "13-18": (False, 0),
        "adult": (False, 0),
        "easy-read": (True, 4),
    }


def test_the_youngest_read_cards_and_the_others_paragraphs(client, everyone):
    for way in Presentation:
        words = read(client.get(f"{everyone}?as={way}")).main.get_text(" ", strip=True)
        is_pictured = way in (Presentation.AGES_5_8, Presentation.EASY_READ)
        assert ("We want to hear from you." in words) is is_pictured
        assert ("We want to know what you think." in words) is not is_pictured
        hurt = "If someone is hurt" if is_pictured else "someone could be badly hurt"
        assert hurt in words


def test_a_link_may_preset_the_way(client, rows, partnership):
    address = open_link(rows, "all-ages", presentation="easy-read")
    sheet = read(client.get(address))
    assert looks_of(sheet) == "easy-read"
    assert notice(sheet) == ""
    other = sheet.find("a", string="Answer in another way")["href"]
    assert len(tiles(read(client.get(other)))) == 5
    assert looks_of(read(client.get(f"{address}?as=13-18"))) == "13-18"


@pytest.mark.parametrize("asked", ["5-9", "teenagers", "<script>"])
def test_an_unknown_way_falls_back_with_a_notice(client, everyone, asked):
    page = client.get(everyone, query_string={"as": asked})
    assert page.status_code == 200
    sheet = read(page)
    assert notice(sheet) == "That way of answering is not here. Choose one of these."
    assert len(tiles(sheet)) == 5


def test_a_preset_that_is_not_offered_falls_back_with_a_notice(client, rows, partnership):
    address = open_link(rows, "practitioner-annual", mode="open-link", presentation="5-8")
    sheet = read(client.get(address))
    assert looks_of(sheet) == "adult"
    assert notice(sheet) == "That way of answering is not here. You can use this one."
    assert begin(client, address).endswith("/1")


def test_a_language_that_is_not_offered_falls_back_with_a_notice(client, rows, partnership):
    address = open_link(rows, "practitioner-annual", mode="open-link", language="xx")
    sheet = read(client.get(address))
    assert sheet.html["lang"] == "en"
    assert notice(sheet) == "These questions are not in that language yet."


def test_a_survey_of_several_leads_each_to_theirs(client, rows, partnership):
    address = open_link(rows, *FAMILY)
    sheet = read(client.get(address))
    assert sheet.h1.get_text() == "Who are you?"
    assert tiles(sheet) == ["I am 5, 6 or 7", "I am 8 to 12", "I am 13 to 18"]
    theirs = [read(client.get(each["href"])) for each in sheet.select(".ways a")]
    assert [tiles(each)[0] for each in theirs] == [
        "Big pictures",
        "For ages 9 to 12",
        "For ages 13 to 18",
    ]
    assert client.get(f"{address}/ways").status_code == 200


def test_a_survey_of_several_has_a_link_for_everybody_from_the_start(rows, partnership):
    surveys.open_survey(rows, "spring", load(*FAMILY), parameters=PARAMETERS, plan=a_plan())
    links = surveys.links_of(rows, "spring")
    for_all = [each.mode for each in links if each.questionnaire_id == surveys.FOR_ALL]
    assert "group-code" in for_all
    surveys.open_survey(rows, "one", load("all-ages"), parameters=PARAMETERS, plan=a_plan())
    assert all(each.questionnaire_id for each in surveys.links_of(rows, "one"))


def led_on(client, address, way, answer):
    """Begin, answer the first question so that it leads elsewhere, and return where that is."""
    where = begin(client, address, way)
    token = token_of(read(client.get(where)))
    return client.post(where, data={"csrf_token": token, "answer": answer}).location


def test_whoever_is_led_on_keeps_their_way_and_agrees_once(client, rows, partnership):
    address = open_link(rows, *FAMILY, questionnaire="yp-8-12")
    where = led_on(client, address, "easy-read", "o12")
    sheet = read(client.get(where))
    assert looks_of(sheet) == "easy-read"
    assert sheet.h1.get_text() == "How old are you?"
    assert notice(sheet) == "These questions are made for your age."
    assert sheet.find("a", string="Answer in another way")["href"].endswith("/ways")
    draft = rows.query(Draft).one()
    assert (draft.questionnaire_id, draft.mode) == ("yp-13-18", "group-code")
    token = token_of(sheet)
    page = client.post(where, data={"csrf_token": token, "answer": "13_14"})
    sheet = read(client.get(page.location))
    assert notice(sheet) == ""
    assert sheet.select_one(".question")


def test_whoever_is_led_on_where_their_way_is_not_gets_the_first(client, rows, partnership):
    address = open_link(rows, *FAMILY, questionnaire="yp-13-18")
    where = led_on(client, address, "adult", "u13")
    assert looks_of(read(client.get(where))) == "9-12"


def test_whoever_is_led_on_to_questions_read_with_a_helper_begins_at_the_first_page(
    client, rows, partnership
):
    address = open_link(rows, *FAMILY, questionnaire="yp-8-12")
    sheet = read(client.get(led_on(client, address, "9-12", "5_7")))
    assert "For the adult who helps" in sheet.main.get_text()
    assert sheet.select_one("button[name=agree]")
    assert rows.query(Draft).count() == 0


@pytest.mark.parametrize("way", Presentation)
def test_the_youngest_check_their_answers_by_pictures_and_go_back_to_change(client, everyone, way):
    asked = load("all-ages")[0]
    where = begin(client, everyone, way.value)
    while where.rsplit("/", 1)[1].isdecimal():
        sheet = read(client.get(where))
        step = asked.page(int(where.rsplit("/", 1)[1]))
        data = {"csrf_token": token_of(sheet), "answer": default_answer(step, sheet, "A light.")}
        where = client.post(where, data=data).location
    sheet = read(client.get(where))
    is_pictured = way in (Presentation.AGES_5_8, Presentation.EASY_READ)
    assert len(sheet.select(".checked__line img")) == (8 if is_pictured else 0)
    changes = sheet.select(".govuk-summary-list__actions a")
    assert len(changes) == (0 if way is Presentation.AGES_5_8 else 10)
    assert sheet.select_one(".govuk-back-link")


def test_a_page_to_read_has_a_short_heading_and_its_words_once(client, rows, partnership):
    plan = load_questionnaire(SHIPPED / "family-arrangements.yaml")
    dates = {each.name: "1 May 2027" for each in plan.parameters}
    surveys.open_survey(rows, "plan", [plan], parameters=dates, plan=a_plan())
    address = f"/s/{surveys.links_of(rows, 'plan')[0].token}"
    where = begin(client, address, "adult")
    while read(client.get(where)).h1.get_text() != "What the plan says":
        data = {"csrf_token": token_of(read(client.get(where))), "skip": "1"}
        where = client.post(where, data=data).location
    words = read(client.get(where)).main.get_text(" ")
    assert words.count("A wider board meets four times a year.") == 1


def test_how_far_it_is_at_most_is_told_from_the_first_question(client, rows, partnership):
    address = open_link(rows, "yp-5-7-easy-read")
    sheet = read(client.get(begin(client, address, "5-8")))
    assert sheet.select_one(".progress").get_text(strip=True) == "Question 1 of up to 8"
    assert sheet.title.get_text() == "Question 1 of up to 8 – Have your say"


def test_the_controls_stand_open_on_a_first_page_and_closed_after_it(client, everyone):
    for first in (everyone, f"{everyone}?as=adult"):
        sheet = read(client.get(first))
        assert sheet.select_one("details#reading").has_attr("open")
        assert sheet.select_one("main a[href='#reading']")
    sheet = read(client.get(begin(client, everyone, "adult")))
    assert not sheet.select_one("details#reading").has_attr("open")


def test_a_control_on_a_first_page_keeps_the_way_that_was_chosen(client, everyone):
    first = f"{everyone}?as=9-12"
    sheet = read(client.get(first))
    form = sheet.select_one("form#reader")
    token = form.select_one("input[name=csrf_token]")["value"]
    page = client.post(form["action"], data={"csrf_token": token, "contrast": "dark"})
    assert page.location == first
    sheet = read(client.get(first))
    assert sheet.html["data-contrast"] == "dark"
    page = client.post(form["action"], data={"csrf_token": token, "reset": "1"})
    assert not read(client.get(page.location)).html.has_attr("data-contrast")


def test_every_picture_is_credited(client):
    sheet = read(client.get("/credits"))
    credits_ = [each.get_text(strip=True) for each in sheet.select(".credits__one")]
    assert len(credits_) > 60
    assert all("OpenMoji" in each or "Drawn for this platform" in each for each in credits_)


def test_a_licensed_set_of_a_deployment_goes_first(tmp_path, monkeypatch):
    folder = tmp_path / "symbols"
    folder.mkdir()
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    (folder / "house.svg").write_bytes(drawn)
    (folder / "credits.txt").write_text("House: by a licensed set.\n")
    (tmp_path / "secret.svg").write_bytes(b"not a symbol")
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", f"sqlite:///{tmp_path / 'feedback.db'}")
    app = create_app(load_settings(tmp_path))
    client = app.test_client()
    pictures = app.extensions["pictures"]
    assert pictures["house"].src.startswith("/symbols/house.svg?")
    assert pictures["school"].src.startswith("/static/")
    with client.get(pictures["house"].src) as page:
        assert page.data == drawn
    for name in ("credits.txt", "school.svg", "..%2Fsecret.svg", "%2e%2e/secret.svg"):
        assert client.get(f"/symbols/{name}").status_code == 404
    assert "House: by a licensed set." in read(client.get("/credits")).main.get_text()
