"""An ask and its reply in the reader's language: written by somebody, or English and said to be."""

import pytest

from feedback_app.services import asks, results
from feedback_app.store import AskTranslation, AuditEvent
from feedback_app.store.staff import Role
from tests.asking import a_childrens_report, a_reply, an_ask, keep_report
from tests.factories import a_person, a_survey, sign_in_as
from tests.pages.browser import chromium, show
from tests.pages.test_gallery import OVERFLOW, faults
from tests.reading import errors, send, soup, words

POLISH, REPLY = "Zostawcie ciepłe miejsce otwarte.", "Jest otwarte."


@pytest.fixture
def officer(app, client, rows, partnership):
    app.extensions["languages"] = ("en", "pl", "ro", "ar")
    a_survey(rows)
    return sign_in_as(client, rows, Role.SURVEY_OFFICER)


@pytest.fixture
def ask(rows, officer):
    made = an_ask(rows, officer)
    a_reply(rows, made, officer)
    report = keep_report(rows, a_childrens_report())
    from feedback_app.services import first_sight

    young = a_person(rows, Role.YOUNG_PERSPECTIVES)
    first_sight.record_sight(rows, report, is_fair=True, note="", by=young.id)
    results.publish(rows, report, by=officer.id)
    rows.commit()
    return made


def put(client, ask, **given):
    where = f"/reports/asks/{ask.id}"
    typed = {"of": "ask", "language": "pl", "translated": POLISH, **given}
    return send(client, client.get(where), f"{where}/translations", **typed)


def read_in(app, language, path="/results/spring"):
    return app.test_client().get(path, headers={"Accept-Language": language})


def test_each_reader_meets_the_words_in_their_own_language(app, client, rows, ask):
    assert put(client, ask).status_code == 303
    assert put(client, ask, of="reply", translated=REPLY).status_code == 303
    for path in ("/results/spring", "/results/spring/easy-read"):
        polish = words(read_in(app, "pl", path))
        assert POLISH in polish
        assert REPLY in polish
        assert "Keep a warm place open." not in polish
        assert "You said" not in polish
        assert "Keep a warm place open." in words(read_in(app, "en", path))
    assert POLISH in words(client.get(f"/reports/asks/{ask.id}"))
    actions = [each.action for each in rows.query(AuditEvent)]
    assert actions.count("translated-ask") == 2


def test_words_without_a_translation_stand_in_english_and_say_so(app, client, rows, ask):
    put(client, ask)
    page = soup(read_in(app, "ro"))
    english = [each.text for each in page.select('section span[lang="en-GB"]')]
    assert english == ["Keep a warm place open.", "It is open."]
    half = soup(read_in(app, "pl"))
    assert [each.text for each in half.select('section span[lang="en-GB"]')] == ["It is open."]
    notice = "Some words here are still in English"
    assert notice not in words(read_in(app, "en"))
    with app.test_request_context(headers={"Accept-Language": "ro"}):
        from feedback_app.language import gettext

        told = gettext(
            "Some words here are still in English. Nobody has put them into your language yet."
        )
    assert told in words(read_in(app, "ro"))


def test_a_later_translation_stands_and_the_earlier_is_kept(app, client, rows, ask):
    put(client, ask)
    put(client, ask, translated="Inaczej.")
    assert "Inaczej." in words(read_in(app, "pl"))
    assert POLISH not in words(read_in(app, "pl"))
    assert rows.query(AskTranslation).count() == 2


def test_a_new_reply_has_no_translation_until_somebody_writes_one(app, client, rows, officer, ask):
    put(client, ask, of="reply", translated=REPLY)
    a_reply(rows, asks.find_ask(rows, ask.id), officer, child_words="It is shut again.")
    rows.commit()
    page = words(read_in(app, "pl"))
    assert REPLY not in page
    assert "It is shut again." in page


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"translated": " "}, "Something is missing."),
        ({"language": "en"}, "Pages are not offered in this language."),
        ({"language": "xx"}, "Pages are not offered in this language."),
        ({"translated": "x" * 601}, "This has 601 characters"),
        ({"translated": "62% chce"}, "This counts people"),
    ],
)
def test_a_translation_that_cannot_stand_is_refused(client, rows, ask, changes, error):
    page = put(client, ask, **changes)
    assert page.status_code == 422
    assert errors(page)[0].startswith(error)
    assert rows.query(AskTranslation).count() == 0


def test_an_ask_kept_off_the_public_page_has_nothing_to_translate(client, rows, officer):
    quiet = an_ask(rows, officer, child_words="")
    rows.commit()
    assert 'name="translated"' not in client.get(f"/reports/asks/{quiet.id}").text
    page = client.post(f"/reports/asks/{quiet.id}/translations", data={"language": "pl"})
    assert page.status_code in (400, 422)


def test_no_other_role_may_translate(app, rows, ask):
    browser = app.test_client()
    sign_in_as(browser, rows, Role.CODER)
    where = f"/reports/asks/{ask.id}"
    assert 'name="translated"' not in browser.get(where).text
    page = send(browser, browser.get(where), f"{where}/translations", language="pl", translated="x")
    assert page.status_code in (400, 403)
    assert rows.query(AskTranslation).count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_have_no_fault_with_words_of_two_directions(app, client, rows, ask, width):
    put(client, ask, language="ar", translated="أبقوا مكانا دافئا مفتوحا")
    pages = {
        "ask": client.get(f"/reports/asks/{ask.id}").text,
        "results": read_in(app, "ar").text,
    }
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 900})
        for name, markup in pages.items():
            show(page, markup)
            assert page.evaluate(OVERFLOW) <= 0, name
            assert faults(page, enhanced=name == "results") == [], name
