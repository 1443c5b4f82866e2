"""The survey officer's pages: the list, opening, one survey, links, closing, jobs."""

from dataclasses import fields
from datetime import timedelta

import pytest
import segno

from feedback_app import jobs
from feedback_app.services import clock, surveys
from feedback_app.services.denominators import invited_of
from feedback_app.store import AuditEvent, Invitation, Survey, SurveyLink
from feedback_app.store.staff import Role
from tests.factories import A_DAY, a_codebook, a_response, a_survey, sign_in_as
from tests.reading import errors, heading, send, soup, words

OPEN = "/manage/surveys/open?questionnaire=practitioner-annual"
GIVEN = {
    "questionnaire": "practitioner-annual",
    "survey_id": "voice-2026",
    "title": "Your voice 2026",
    "kind": "open",
    "promise": "anonymous",
    "opens_on-day": "1",
    "opens_on-month": "5",
    "opens_on-year": "2026",
    "lawful_basis": "public-task",
    "special_condition": "safeguarding",
    "dpia": "DPIA 7",
    "kept_until-day": "1",
    "kept_until-month": "5",
    "kept_until-year": "2028",
    "parameter-feedback_date-day": "30",
    "parameter-feedback_date-month": "6",
    "parameter-feedback_date-year": "2026",
}


@pytest.fixture(autouse=True)
def officer(client, rows, partnership):
    return sign_in_as(client, rows, Role.SURVEY_OFFICER)


def actions(rows):
    return [each.action for each in rows.query(AuditEvent)]


def fill_in(client, **changes):
    return send(client, client.get(OPEN), "/manage/surveys/open", **{**GIVEN, **changes})


def test_the_list_says_state_and_responses_as_plain_totals(client, rows):
    a_survey(rows)
    a_survey(rows, "autumn", title="Autumn survey", closed_on=clock.today())
    a_response(rows)
    table = soup(client.get("/manage/surveys")).table
    lines = [[c.get_text(strip=True) for c in row.select("th, td")] for row in table.select("tr")]
    assert [(line[0], line[1], line[4]) for line in lines[1:]] == [
        ("Autumn survey", "Closed", "0"),
        ("Spring survey", "Open", "1"),
    ]


def test_every_questionnaire_that_ships_can_be_chosen(client):
    page = client.get("/manage/surveys/new")
    assert len(soup(page).select("input[name=questionnaire]")) == 7


def test_choosing_none_asks_again(client):
    page = client.get("/manage/surveys/open", follow_redirects=True)
    assert errors(page) == ["Choose one questionnaire or more"]


def test_the_form_asks_for_every_parameter_of_the_family(client):
    page = client.get("/manage/surveys/open?questionnaire=ypb-panel")
    names = {each["name"] for each in soup(page).select("[name^=parameter-]")}
    assert {"parameter-topic", "parameter-board_date-day", "parameter-asks"} <= names
    assert soup(page).select_one("textarea[name=parameter-asks]")
    assert soup(page).select("select[name=parameter-topic_priority] option")


def test_a_survey_opens_with_a_link_for_each_way_of_answering(client, rows):
    page = fill_in(client)
    assert page.location == "/manage/surveys/voice-2026"
    survey = rows.get(Survey, "voice-2026")
    assert (survey.title, survey.closes_on) == ("Your voice 2026", None)
    shown = client.get(page.location)
    addresses = [each["value"] for each in soup(shown).select("input[name^=address-]")]
    assert sorted(addresses) == sorted(
        f"http://127.0.0.1:5000/s/{link.token}" for link in survey.links
    )
    assert actions(rows) == ["opened-survey"]


@pytest.mark.parametrize(
    ("promise", "said"),
    [("anonymous", "We do not know who you are."), ("linked", "We know who was sent this link.")],
)
def test_an_officer_chooses_what_respondents_are_promised(client, rows, promise, said):
    assert soup(client.get(OPEN)).select_one("input[name=promise][value=anonymous][checked]")
    page = fill_in(client, promise=promise)
    assert rows.get(Survey, "voice-2026").promise == promise
    names = {"anonymous": "Nobody can know who answered", "linked": "It can be known"}
    assert names[promise] in words(client.get(page.location))
    link = rows.query(SurveyLink).first()
    assert said in words(client.get(f"/s/{link.token}"))


def test_a_link_of_a_new_survey_leads_to_its_first_page(client, rows):
    fill_in(client)
    link = rows.query(SurveyLink).filter_by(mode="open-link").one()
    assert client.get(f"/s/{link.token}").status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"survey_id": "Voice 2026!"}, "Write a short name in small letters, digits and hyphens"),
        ({"title": " "}, "Write the title that respondents see"),
        ({"kind": ""}, "Choose who can answer"),
        ({"promise": "all"}, "Choose what respondents are promised"),
        ({"opens_on-month": "13"}, "First day: write a real date, such as 27 3 2026"),
        (
            {"opens_on-day": "", "opens_on-month": "", "opens_on-year": ""},
            "First day: write a day, a month",
        ),
        (
            {"closes_on-day": "1", "closes_on-month": "4", "closes_on-year": "2026"},
            "Choose a last day that is not before the first day",
        ),
        ({"lawful_basis": ""}, "Choose the lawful basis"),
        ({"special_condition": "because"}, "Choose the condition"),
        ({"dpia": " "}, "Write the reference of the impact assessment"),
        ({"kept_until-year": ""}, "Keep answers until: write a real date"),
        (
            {"parameter-feedback_date-year": "soon"},
            "The day by which we say what was decided: write a real date",
        ),
    ],
)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(client, rows, changes, error):
    page = fill_in(client, **changes)
    assert page.status_code == 422
    assert errors(page)[0].startswith(error)
    link = soup(page).select_one(".govuk-error-summary__list a")["href"]
    assert soup(page).select_one(link)
    expected = changes.get("title", "Your voice 2026").strip()
    assert soup(page).select_one("input[name=title]").get("value", "").strip() == expected
    assert rows.query(Survey).count() == 0


def test_a_short_name_that_is_taken_is_refused_beside_the_field(client, rows):
    fill_in(client)
    page = fill_in(client)
    assert page.status_code == 422
    assert "There is already a survey called “voice-2026”" in errors(page)[0]


def test_a_questionnaire_whose_family_is_not_whole_is_refused(client, rows):
    page = fill_in(client, questionnaire="yp-8-12")
    assert page.status_code == 422
    assert "leads some people to" in errors(page)[0]


def test_a_link_is_added_for_a_group(client, rows):
    a_survey(rows)
    shown = client.get("/manage/surveys/spring")
    page = send(
        client, shown, "/manage/surveys/spring/links", label="Year 9", way="sample|group-code"
    )
    assert page.status_code == 303
    link = rows.query(SurveyLink).filter_by(label="Year 9").one()
    assert (link.mode, link.questionnaire_id) == ("group-code", "sample")


@pytest.mark.parametrize(
    ("label", "way"), [("", "sample|group-code"), ("Year 9", "sample|paper"), ("Year 9", "other|x")]
)
def test_a_link_without_a_label_or_a_way_that_exists_is_refused(client, rows, label, way):
    a_survey(rows)
    shown = client.get("/manage/surveys/spring")
    page = send(client, shown, "/manage/surveys/spring/links", label=label, way=way)
    assert page.status_code == 422
    assert errors(page)
    assert rows.query(SurveyLink).count() == 1


def test_a_survey_is_closed(client, rows):
    a_survey(rows)
    a_response(rows)
    survey = client.get("/manage/surveys/spring")
    assert "Close this survey" in words(survey)
    asked = client.get("/manage/surveys/spring/close")
    assert "1 person has answered so far." in words(asked)
    assert rows.get(Survey, "spring").closed_on is None
    send(client, asked, "/manage/surveys/spring/close")
    rows.expire_all()
    assert rows.get(Survey, "spring").closed_on == clock.today()
    page = client.get("/manage/surveys/spring")
    assert "Close this survey" not in words(page)
    assert actions(rows) == ["closed-survey"]


def a_queue(asked):
    """Return the jobs of a deployment, of which suggesting themes only notes what was asked."""
    others = {each.name: list for each in fields(jobs.Jobs) if each.name != "suggest_themes"}
    return jobs.Jobs(**others | {"queue": None, "suggest_themes": asked.append})


def test_suggesting_themes_is_put_into_the_queue_of_jobs(client, rows, app, monkeypatch):
    a_survey(rows)
    asked = []
    queue = a_queue(asked)
    monkeypatch.setattr("feedback_app.manage.queueing.open_jobs", lambda _instance: queue)
    shown = client.get("/manage/surveys/spring")
    page = send(client, shown, "/manage/surveys/spring/themes")
    assert asked == ["spring"]
    assert "Themes are being suggested" in words(client.get(page.location))


def test_themes_are_not_suggested_for_a_survey_that_does_not_exist(client, rows, monkeypatch):
    a_survey(rows)
    asked = []
    queue = a_queue(asked)
    monkeypatch.setattr("feedback_app.manage.queueing.open_jobs", lambda _instance: queue)
    shown = client.get("/manage/surveys/spring")
    assert send(client, shown, "/manage/surveys/winter/themes").status_code == 404
    assert asked == []


def test_without_a_token_nothing_is_changed(client, rows):
    a_survey(rows)
    assert client.post("/manage/surveys/spring/close").status_code == 400
    rows.expire_all()
    assert rows.get(Survey, "spring").closed_on is None


def test_the_heading_of_a_survey_is_its_title(client, rows):
    a_survey(rows, title="<i>Spring</i>")
    assert heading(client.get("/manage/surveys/spring")) == "<i>Spring</i>"


def test_a_codebook_is_chosen_among_those_there_are(client, rows, tmp_path):
    a_codebook(tmp_path / "codebooks")
    offered = soup(client.get(OPEN)).select("select[name=codebook_id] option")
    assert [each["value"] for each in offered if each["value"]] == ["parks", "safeguarding"]
    fill_in(client, codebook_id="parks")
    assert rows.get(Survey, "voice-2026").codebook_id == "parks"


def test_a_codebook_that_does_not_exist_opens_no_survey(client, rows):
    page = fill_in(client, codebook_id="park")
    assert "There is no codebook called “park”" in errors(page)[0]
    assert rows.get(Survey, "voice-2026") is None


def test_a_questionnaire_that_others_lead_to_is_asked_for_in_plain_words(client):
    page = client.get("/manage/surveys/open?questionnaire=yp-13-18&questionnaire=yp-8-12")
    assert page.status_code == 422
    [said] = errors(page)
    assert "leads some people to “Keeping children safe”" in said
    assert "Open the survey with “Keeping children safe” too." in said
    chosen = [each["value"] for each in soup(page).select("input[name=questionnaire][checked]")]
    assert sorted(chosen) == ["yp-13-18", "yp-8-12"]


# Links


def link_rows(page):
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in soup(page).select("table.links tbody tr")
    ]


def test_links_stand_in_one_table_with_whom_where_address_and_state(client, rows):
    survey = a_survey(rows)
    surveys.add_link(
        rows,
        survey,
        questionnaire_id="sample",
        mode="group-code",
        label="Class 4",
        presentation="13-18",
        language="pl",
    )
    page = client.get("/manage/surveys/spring")
    everybody, fourth = link_rows(page)
    assert everybody[0] == "Everybody Open link, for everybody"
    assert fourth[:2] == ["Class 4 A class or group", "Sample Ages 13 to 18 Polski"]
    assert fourth[3].startswith("On Switch off")
    fields = soup(page).select("table.links input[readonly]")
    assert all(each["value"].startswith("http://127.0.0.1:5000/s/") for each in fields)
    assert len({each["value"] for each in fields}) == 2
    for button in soup(page).select("button[data-copy]"):
        assert button.has_attr("hidden")
        assert soup(page).find(id=button["data-copy"])


def test_a_link_has_a_page_to_print_with_its_address_and_its_picture(client, rows):
    survey = a_survey(rows)
    token = survey.links[0].token
    [href] = [each["href"] for each in soup(client.get("/manage/surveys/spring")).select(
        "table.links a[href$='/" + token + "']")]  # fmt: skip
    sheet = soup(client.get(href)).select_one(".hand-out")
    address = f"http://127.0.0.1:5000/s/{token}"
    assert sheet.select_one(".hand-out__address").get_text() == address
    assert len(sheet.select("ol li")) == 3
    picture = sheet.img["src"]
    expected = segno.make(address, micro=False, error="m").svg_data_uri(scale=8, border=2)
    assert picture == expected
    assert picture.startswith("data:image/svg+xml")


def test_a_link_is_switched_off_and_on_after_being_asked(client, app, rows):
    survey = a_survey(rows)
    token = survey.links[0].token
    where = f"/manage/surveys/spring/links/{token}/switch"
    for to, status, state in (("off", 410, "Off Switch on"), ("on", 200, "On Switch off")):
        asked = client.get(where)
        [button] = soup(asked).select("main button[name=to]")
        assert button["value"] == to
        assert heading(asked) == f"Switch this link {to}"
        page = send(client, asked, where, to=to)
        assert page.location.startswith("/manage/surveys/spring")
        assert app.test_client().get(f"/s/{token}").status_code == status
        assert link_rows(client.get("/manage/surveys/spring"))[0][3].startswith(state)
    assert actions(rows) == ["switched-link-off", "switched-link-on"]


def test_a_link_of_another_survey_is_not_switched(client, rows):
    a_survey(rows)
    token = a_survey(rows, "autumn").links[0].token
    where = f"/manage/surveys/spring/links/{token}/switch"
    shown = client.get("/manage/surveys/spring")
    assert client.get(where).status_code == 404
    assert send(client, shown, where, to="off").status_code == 404
    rows.expire_all()
    assert rows.get(SurveyLink, token).is_open


@pytest.mark.parametrize("end", [{"closed_on": A_DAY}, {"closes_on": A_DAY}])
def test_a_survey_that_is_over_gives_out_no_links(client, rows, end):
    a_survey(rows, **end)
    said = words(client.get("/manage/surveys/spring"))
    assert "Links to give out" not in said
    assert "Add a link" not in said


def test_a_survey_that_opens_later_has_its_links_already(client, rows):
    a_survey(rows, opens_on=clock.today() + timedelta(days=9))
    assert link_rows(client.get("/manage/surveys/spring"))


# Invited people


@pytest.fixture
def invited(rows):
    survey = a_survey(rows, kind="invited")
    survey.links[0].asks_invitation = True
    rows.flush()
    return survey


def invite(client, count, shown="/manage/surveys/spring"):
    page = client.get(shown)
    given = {"count": count, "leads_to": "sample"}
    return send(client, page, "/manage/surveys/spring/invitations", **given)


def numbers(client):
    shown = soup(client.get("/manage/surveys/spring"))
    cards = shown.select("#invitations + .cards .number-card")
    return [int(each.select_one(".number-card__number").get_text()) for each in cards]


def test_a_number_gives_a_file_of_links_for_one_person_each(client, app, rows, invited):
    page = invite(client, "12")
    assert page.mimetype == "text/csv"
    assert page.headers["Content-Disposition"] == "attachment; filename=invitations-spring.csv"
    assert page.headers["Cache-Control"] == "no-store"
    title, *made = page.text.split()
    assert title == "link"
    assert len(set(made)) == 12
    person = app.test_client()
    own = person.get(made[3].removeprefix("http://127.0.0.1:5000"))
    assert person.get(own.location).status_code == 200
    assert numbers(client) == [12, 0, 12]
    assert actions(rows) == ["issued-invitations"]
    assert invited_of(rows, "spring")[""].invited == 12


@pytest.mark.parametrize("count", ["", "0", "-4", "many", "1.5", "20001", "9" * 400, "٣"])
def test_a_number_that_cannot_be_is_told_beside_the_field(client, rows, invited, count):
    page = invite(client, count)
    assert page.status_code == 422
    assert errors(page) == ["Write how many people you invite, from 1 to 20000"]
    assert soup(page).select_one("#count-error")
    assert rows.query(Invitation).count() == 0


def test_unused_links_are_stopped_after_being_asked(client, rows, invited):
    invite(client, "7")
    where = "/manage/surveys/spring/invitations/stop"
    asked = client.get(where)
    assert "7 links were not used yet." in words(asked)
    send(client, asked, where)
    assert numbers(client) == [7, 0, 0, 7]
    assert actions(rows) == ["issued-invitations", "stopped-invitations"]


def test_nobody_is_invited_where_anybody_may_answer_or_where_all_is_over(client, rows):
    a_survey(rows)
    shown = client.get("/manage/surveys/spring")
    assert "Invited people" not in words(shown)
    assert invite(client, "5").status_code == 422
    assert rows.query(Invitation).count() == 0


def test_an_officer_may_let_anybody_answer_by_a_link(client, app, rows, invited):
    shown = client.get("/manage/surveys/spring")
    given = {"label": "Notice board", "way": "sample|open-link"}
    send(client, shown, "/manage/surveys/spring/links", **given, anybody="1")
    send(client, shown, "/manage/surveys/spring/links", **{**given, "label": "Asked"})
    tokens = {each.label: each.token for each in rows.query(SurveyLink)}
    assert app.test_client().get(f"/s/{tokens['Notice board']}").status_code == 200
    assert app.test_client().get(f"/s/{tokens['Asked']}").status_code == 403
