"""A respondent's way: begin, answer, go back, skip, change, send once, and what goes wrong."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from feedback_app.services import clock
from feedback_app.store import Answer, SurveyLink, Verbatim
from tests.factories import draft_text, texts
from tests.journeys.walking import begin, read, token_of
from tests.pages.answering import TYPED, address, answer_all, post, send_all, stored

__all__ = ["address"]

REVEALING = ("safe", "feel", "zoltán", "brother", "sample", "spring", "child")


@pytest.fixture
def later(monkeypatch):
    """Move the clock on."""
    real = clock.now

    def move(**by):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**by))

    return move


def every_page(client, address):
    """Yield (name, page) for each page of a visit, in order."""
    yield "start", client.get(address)
    first = begin(client, address)
    yield "question", client.get(first)
    second = post(client, first, answer="y").location
    yield "text", client.get(second)
    check = post(client, second, answer=TYPED).location
    yield "check", client.get(check)
    yield "sent", client.get(post(client, check).location)
    for path in ("/", "/help", "/privacy", "/accessibility", "/credits", "/nowhere"):
        yield path, client.get(path)


def test_the_start_page_says_the_limits_and_how_to_leave(app, rows, client):
    from forms.definition import Kind, Option, Question, Wording
    from forms.questionnaire import Start
    from tests.pages.answering import open_a_survey

    agree = Question(
        "agree",
        Kind.SINGLE,
        Wording("Take part?"),
        options=(Option("yes", Wording("Yes")), Option("no", Wording("No"))),
        required=True,
    )
    start = Start(
        Wording("Hello"),
        agree,
        limits=Wording("If someone could be badly hurt, we have to tell."),
        no_reply=Wording("We cannot reply to you here."),
    )
    where = open_a_survey(rows, start=start)
    words = read(client.get(where)).main.get_text(" ", strip=True)
    assert "If someone could be badly hurt, we have to tell." in words
    assert "We cannot reply to you here." in words
    assert "It takes about 5 minutes." in words
    assert "How to leave quickly" in words
    assert "It deletes your answers" in words


def test_every_page_has_one_heading_a_neutral_title_help_and_exit(client, address):
    seen = 0
    for name, page in every_page(client, address):
        sheet = read(page)
        assert len(sheet.select("h1")) == 1, name
        title = sheet.title.get_text(strip=True)
        assert title, name
        assert not any(word in title.lower() for word in REVEALING), (name, title)
        assert sheet.select_one("a[href='/help']").get_text(strip=True) == "Get help now", name
        leave = sheet.select_one("a[href='/exit']")
        assert leave.get_text(strip=True) == "Exit this page", name
        assert "noreferrer" in leave["rel"], name
        seen += 1
    assert seen == 11


def test_no_answer_is_in_a_cookie_or_an_address(app, client, address):
    signing = app.session_interface.get_signing_serializer(app)
    first = begin(client, address)
    second = post(client, first, answer="y").location
    check = post(client, second, answer=TYPED).location
    sent = post(client, check).location
    kept = signing.loads(client.get_cookie("visit").value)
    assert set(kept) <= {"draft", "csrf_token", "_permanent"}
    assert [where.removeprefix(address) for where in (first, second, check, sent)] == [
        "/1",
        "/2",
        "/check",
        "/sent",
    ]
    assert len(client._cookies) == 1


def test_a_cookie_is_for_this_service_alone_and_ends_within_a_day(client, address):
    begin(client, address)
    cookie = client.get_cookie("visit")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert timedelta(0) < cookie.expires.replace(tzinfo=None) - clock.now() <= timedelta(hours=24)


def test_saying_no_keeps_nothing(client, rows, address):
    page = post(client, address, agree="no")
    assert page.status_code == 200
    assert read(page).h1.get_text(strip=True) == "That is fine"
    assert stored(rows) == (0, 0, 0)


def test_a_start_without_a_choice_is_asked_again(client, rows, address):
    page = post(client, address)
    assert read(page).select_one("button[name=agree]")
    assert stored(rows) == (0, 0, 0)


def test_back_shows_what_was_answered(client, address):
    first = begin(client, address)
    second = post(client, first, answer="n").location
    back = read(client.get(second)).select_one(".govuk-back-link")["href"]
    assert back == first
    assert read(client.get(back)).select_one("input[value=n]").has_attr("checked")
    assert read(client.get(back)).select_one(".govuk-back-link")["href"] == address


def test_a_skipped_question_is_kept_as_skipped(client, rows, address):
    second = post(client, begin(client, address), skip="1").location
    check = post(client, second, skip="1").location
    lines = read(client.get(check)).select(".govuk-summary-list__value")
    assert [each.get_text(strip=True) for each in lines] == ["Not answered"] * 2
    post(client, check)
    assert {row.state for row in rows.query(Answer) if row.question_id != "agree"} == {"skipped"}
    assert rows.query(Verbatim).count() == 0


def test_skip_sets_aside_what_was_typed(client, rows, address):
    second = post(client, begin(client, address), answer="y").location
    check = post(client, second, answer="No, not this", skip="1").location
    assert "No, not this" not in client.get(check).text
    assert "No, not this" not in draft_text(rows)


def test_a_change_from_the_check_page_leads_back_there(client, address):
    check = answer_all(client, address)
    change = read(client.get(check)).select_one(".govuk-summary-list__actions a")["href"]
    shown = read(client.get(change))
    assert shown.select_one("input[value=y]").has_attr("checked")
    assert shown.select_one(".govuk-back-link")["href"] == check
    page = post(client, change, answer="n")
    assert page.location == check
    assert "Label n" in client.get(check).text


def test_sending_again_gives_one_response_and_the_same_thanks(client, rows, address):
    check = answer_all(client, address)
    token = token_of(read(client.get(check)))
    sent = [client.post(check, data={"csrf_token": token}) for _ in range(3)]
    assert [(page.status_code, page.location) for page in sent] == [(303, f"{address}/sent")] * 3
    shown = {client.get(page.location).data for page in sent}
    assert len(shown) == 1
    assert b"Thank you" in shown.pop()
    assert stored(rows) == (0, 1, 1)
    assert client.get(check).location == f"{address}/sent"
    assert client.get(f"{address}/2").status_code == 410


def test_two_sends_at_once_give_one_response(app, client, rows, address):
    check = answer_all(client, address)
    token = token_of(read(client.get(check)))
    kept = client.get_cookie("visit").value

    def send(_turn):
        other = app.test_client()
        other.set_cookie("visit", kept)
        return other.post(check, data={"csrf_token": token}).status_code

    with ThreadPoolExecutor(6) as crowd:
        assert list(crowd.map(send, range(6))) == [303] * 6
    assert stored(rows) == (0, 1, 1)


def test_leaving_deletes_the_answers_and_ends_the_cookie(client, rows, address):
    first = begin(client, address)
    post(client, first, answer="y")
    page = client.get("/exit")
    assert page.status_code == 303
    assert page.location == "https://www.bbc.co.uk/weather"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Expires=Thu, 01 Jan 1970" in page.headers["Set-Cookie"]
    assert stored(rows) == (0, 0, 0)
    for where in (first, f"{address}/2", f"{address}/check"):
        back = client.get(where)
        assert back.status_code == 410
        assert "Do you feel safe?" not in back.text


def test_what_was_left_cannot_be_sent(client, rows, address):
    check = answer_all(client, address)
    token = token_of(read(client.get(check)))
    kept = client.get_cookie("visit").value
    client.get("/exit")
    client.set_cookie("visit", kept)
    assert client.post(check, data={"csrf_token": token}).status_code == 410
    assert client.post(f"{address}/1", data={"csrf_token": token}).status_code == 410
    assert stored(rows) == (0, 0, 0)


def test_the_next_person_on_the_device_starts_afresh(client, rows, address):
    sent = send_all(client, address).location
    again = read(client.get(sent)).find("a", string="Next person on this device")["href"]
    page = client.get(again)
    assert page.location == address
    assert client.get(sent).status_code == 410
    assert not read(client.get(begin(client, address))).select("input[checked]")
    send_all(client, address, "Second person")
    assert stored(rows) == (0, 2, 2)


def test_beginning_again_deletes_what_was_begun_before(client, rows, address):
    post(client, begin(client, address), answer="y")
    begin(client, address)
    assert stored(rows) == (1, 0, 0)
    assert '"y"' not in draft_text(rows)


def test_an_expired_draft_says_so_and_how_to_start_again(client, later, address):
    first = begin(client, address)
    later(hours=23, minutes=59)
    assert client.get(first).status_code == 200
    later(hours=26)
    page = client.get(first)
    assert page.status_code == 410
    assert "You can start again from the first page." in page.text


def test_expired_drafts_are_deleted_when_the_next_respondent_begins(app, rows, later, address):
    begin(app.test_client(), address)
    assert stored(rows) == (1, 0, 0)
    later(hours=26)
    begin(app.test_client(), address)
    assert stored(rows) == (1, 0, 0)


@pytest.mark.parametrize("token", ["nothing-here", "x" * 300, "%00", "%F0%9F%90%8D", "..%2F.."])
def test_an_unknown_link_is_answered_kindly(client, address, token):
    page = client.get(f"/s/{token}")
    assert page.status_code == 404
    assert read(page).h1.get_text(strip=True) == "We cannot find that page"
    assert "whole link" in page.text


def closed_by_hand(survey):
    survey.closed_on = clock.today()


def closed_yesterday(survey):
    survey.opens_on = clock.today() - timedelta(days=9)
    survey.closes_on = clock.today() - timedelta(days=1)


def opens_tomorrow(survey):
    survey.opens_on = clock.today() + timedelta(days=1)


@pytest.mark.parametrize("how", [closed_by_hand, closed_yesterday, opens_tomorrow])
def test_a_survey_that_is_not_open_says_so(client, rows, address, how):
    from feedback_app.store import Survey

    how(rows.get(Survey, "spring"))
    rows.flush()
    page = client.get(address)
    assert page.status_code == 410
    assert read(page).h1.get_text(strip=True) == "This survey is not open"
    assert client.post(address, data={"agree": "yes"}).status_code == 410


def test_a_link_that_was_closed_says_so_and_others_stay_open(client, rows, address):
    rows.get(SurveyLink, address.removeprefix("/s/")).is_open = False
    rows.flush()
    assert client.get(address).status_code == 410
    other = rows.query(SurveyLink).filter_by(is_open=True).one()
    assert client.get(f"/s/{other.token}").status_code == 200


def test_what_was_begun_before_the_close_can_still_be_sent(client, rows, address):
    from feedback_app.store import Survey

    check = answer_all(client, address)
    closed_by_hand(rows.get(Survey, "spring"))
    rows.flush()
    assert post(client, check).location == f"{address}/sent"
    assert stored(rows) == (0, 1, 1)


def test_an_answer_too_long_stays_in_the_page_beside_its_limit(client, rows, address):
    second = post(client, begin(client, address), answer="y").location
    assert "You can write up to 1000 characters." in client.get(second).text
    typed = "Long words <b>& more</b> " * 60
    page = post(client, second, answer=typed)
    assert page.status_code == 422
    sheet = read(page)
    assert sheet.textarea.get_text().strip() == typed.strip()
    assert "Use 1000 characters or fewer" in sheet.select_one(".govuk-error-summary").get_text()
    assert sheet.title.get_text(strip=True).startswith("Error:")
    assert typed.strip() not in draft_text(rows)


def test_a_body_beyond_all_bounds_is_refused_and_nothing_kept_is_lost(client, rows, address):
    second = post(client, begin(client, address), answer="y").location
    token = token_of(read(client.get(second)))
    page = client.post(second, data={"csrf_token": token, "answer": "x" * 300_000})
    assert page.status_code == 413
    assert "make it shorter" in page.text
    assert '"y"' in draft_text(rows)
    assert post(client, second, answer="short").location == f"{address}/check"


@pytest.mark.parametrize("wrong", ["", "f" * 40, "é"])
def test_a_wrong_token_keeps_what_was_typed_and_works_at_the_next_press(
    client, rows, address, wrong
):
    second = post(client, begin(client, address), answer="y").location
    page = client.post(second, data={"csrf_token": wrong, "answer": TYPED})
    assert page.status_code == 422
    sheet = read(page)
    assert "Press the button again" in sheet.select_one(".govuk-error-summary").get_text()
    assert sheet.textarea.get_text().strip() == TYPED
    assert TYPED not in draft_text(rows)
    again = client.post(
        second, data={"csrf_token": token_of(sheet), "answer": sheet.textarea.get_text()}
    )
    assert again.location == f"{address}/check"


def test_a_wrong_token_on_the_check_page_sends_nothing_until_the_next_press(client, rows, address):
    check = answer_all(client, address)
    page = client.post(check, data={"csrf_token": "wrong"})
    assert page.status_code == 422
    assert "Press the button again" in page.text
    assert stored(rows) == (1, 0, 0)
    again = client.post(check, data={"csrf_token": token_of(read(page))})
    assert again.location == f"{address}/sent"


def test_who_has_answered_everything_is_led_on_to_the_check(client, address):
    check = answer_all(client, address)
    form = read(client.get(f"{address}/leaving")).select_one("main form")
    assert client.post(form["action"]).location == check


def test_leaving_quickly_leads_to_no_other_page(client, address):
    page = client.post(f"{address}/leaving?first=//example.org")
    assert page.location == f"{address}/1"


def test_a_wrong_token_on_the_start_page_begins_at_the_next_press(client, rows, address):
    page = client.post(address, data={"csrf_token": "wrong", "agree": "yes"})
    assert page.status_code == 422
    assert stored(rows) == (0, 0, 0)
    again = client.post(address, data={"csrf_token": token_of(read(page)), "agree": "yes"})
    assert again.location == f"{address}/leaving"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoltán 👨‍👩‍👧‍👦 é", "Zoltán 👨‍👩‍👧‍👦 é"),
        ("قصتي \u202e abc", "قصتي \u202e abc"),
        ("null\0byte", "nullbyte"),
        ("line\r\nline\rline", "line\nline\nline"),
        ("\ufeff<script>alert(1)</script>{{7*7}}", "\ufeff<script>alert(1)</script>{{7*7}}"),
        ("'; DROP TABLE response;--", "'; DROP TABLE response;--"),
        ("%(limit)s %s {0} ${x}", "%(limit)s %s {0} ${x}"),
        ("😀" * 500, "😀" * 500),
    ],
)
def test_odd_characters_are_kept_as_they_were_written(client, rows, address, typed, kept):
    check = answer_all(client, address, typed)
    shown = read(client.get(check))
    assert not shown.main.select("script")
    assert post(client, check).status_code == 303
    assert texts(rows) == [kept]


def test_bytes_that_are_no_text_cost_nothing_else(client, rows, address):
    second = post(client, begin(client, address), answer="y").location
    token = token_of(read(client.get(second)))
    body = f"csrf_token={token}&answer=a%FF%C0b".encode()
    page = client.post(second, data=body, content_type="application/x-www-form-urlencoded")
    assert page.location == f"{address}/check"
    assert post(client, page.location).status_code == 303
    assert texts(rows) == ["a%FF%C0b"]


def test_only_spaces_are_no_answer(client, rows, address):
    send_all(client, address, "  \n\t ")
    assert stored(rows) == (0, 1, 0)


def test_an_answer_that_was_not_offered_is_refused(client, rows, address):
    page = post(client, begin(client, address), answer="made-up")
    assert page.status_code == 422
    assert "made-up" not in draft_text(rows)


@pytest.mark.parametrize(
    ("pressed", "attribute"),
    [({"text_size": "largest"}, "data-text-size"), ({"contrast": "dark"}, "data-contrast")],
)
def test_the_readers_controls_keep_what_was_typed(client, rows, address, pressed, attribute):
    second = post(client, begin(client, address), answer="y").location
    page = post(client, second, answer=TYPED, **pressed)
    assert page.status_code == 200
    sheet = read(page)
    assert sheet.textarea.get_text().strip() == TYPED
    assert sheet.html[attribute] == next(iter(pressed.values()))
    assert not sheet.select(".govuk-error-summary")
    assert TYPED not in draft_text(rows)
    assert read(client.get(second)).html[attribute]
    check = client.post(
        second, data={"csrf_token": token_of(sheet), "answer": sheet.textarea.get_text()}
    )
    assert check.location == f"{address}/check"


def test_a_script_is_told_where_to_go_instead_of_led(client, address):
    first = begin(client, address)
    token = token_of(read(client.get(first)))
    told = client.post(
        first, data={"csrf_token": token, "answer": "y"}, headers={"X-Answer-By": "script"}
    )
    assert (told.status_code, told.headers["Location"]) == (204, f"{address}/2")
    assert told.data == b""
    wrong = client.post(first, data={"csrf_token": token}, headers={"X-Answer-By": "script"})
    assert wrong.status_code in (204, 422)


def test_whoever_comes_back_too_late_is_led_to_the_first_page(client, address, later):
    first = begin(client, address)
    later(hours=30)
    page = client.get(first)
    assert page.status_code == 410
    assert read(page).find("a", string="Go to the first page")["href"] == address


def test_a_question_not_reached_leads_to_the_one_that_is(client, address):
    begin(client, address)
    assert client.get(f"{address}/99").location == f"{address}/1"
    assert client.get(f"{address}/0").location == f"{address}/1"
    assert client.get(f"{address}/99999999999999999999").status_code in (303, 404)


def test_one_draft_opens_no_other_survey(client, rows, address):
    from tests.pages.answering import open_a_survey

    other = open_a_survey(rows, "autumn")
    begin(client, address)
    assert client.get(f"{other}/1").status_code == 410


@pytest.mark.parametrize(
    "back", ["//evil.test", "/\\evil.test", "https://evil.test", "/\t/evil.test", "/\n/x", "\t//e"]
)
def test_a_change_of_reading_leads_nowhere_else(client, back):
    page = client.post("/reader", query_string={"back": back})
    assert page.status_code == 303
    assert page.location == "/"
    page = client.get("/language/en", query_string={"back": back})
    assert (page.status_code, page.location) == (303, "/")
