"""The same choices, made in every way there is, store identical codes.

Five presentations in five languages page by page; all questions on one page; stopped and gone on
with three words; a browser with scripts and without; sealed on a device without a signal; paper
keyed in twice in each presentation and language.
"""

from collections import Counter
from itertools import product

import pytest

from feedback_app.language import KNOWN
from feedback_app.services import surveys, verbatims
from feedback_app.store import Answer, Response, Verbatim
from feedback_app.store.staff import Role
from feedback_app.store.surveys import Offer
from forms.definition import Mode, Presentation
from forms.keying import answer_name
from forms.papers import pages_on_paper
from tests.browser.driving import Mouse, drive, give
from tests.factories import sign_in_as
from tests.journeys.test_every_presentation import last_choices
from tests.journeys.walking import begin, read, token_of, walk
from tests.pages.browser import chromium
from tests.reading import send

WORDS = "Światło przy ścieżce"
PAPERS = "/manage/surveys/everyone/papers/key"
ALL_SENT = """() => {
  const line = document.querySelector('[data-waiting]')
  return line.textContent === line.dataset.sentText
}"""
WAYS = list(Presentation)
EACH = [(way, language) for way, language in zip(WAYS, KNOWN, strict=True)]
"""Every presentation and every language once."""


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(service):
    opened, _server = service
    return surveys.frozen_questionnaire(opened.rows.connection(), "everyone", "all-ages")


@pytest.fixture(scope="module")
def address(service):
    """A link by which one may also stop and go on."""
    rows = service[0].rows
    survey = surveys.find_survey(rows, "everyone")
    added = surveys.add_link(rows, survey, questionnaire_id="all-ages", mode=Mode.OPEN_LINK)
    surveys.offer(added, (Offer.RETURN,))
    rows.commit()
    return f"/s/{added.token}"


def page_by_page(service, asked, address, way, language):
    """Answer by plain forms, as a browser without scripts sends them; return what was chosen."""
    opened, _server = service
    made = walk(
        opened.client(language),
        address,
        asked,
        forced=last_choices(asked),
        way=way.value,
        text=WORDS,
    )
    assert made.ended_at == f"{address}/sent"
    return {key: value for key, value in made.chosen.items() if value}


def on_one_page(service, asked, address, way, language, chosen):
    opened, _server = service
    client = opened.client(language)
    where = f"{address}/all?as={way}"
    given = {f"q{asked.page_by_key[key].number}": value for key, value in chosen.items()}
    data = {"csrf_token": token_of(read(client.get(where))), "q0": "yes", **given}
    assert client.post(where, data=data).location == f"{address}/sent"


def with_a_pause(service, asked, address, way, language, chosen):
    """Stop at the third question, and go on in another browser with the three words."""
    opened, _server = service
    client = opened.client(language)
    where = begin(client, address, way.value)
    for pages in range(len(chosen) + 2):
        if where.endswith("/check"):
            break
        token = token_of(read(client.get(where)))
        value = chosen.get(asked.page(int(where.rsplit("/", 1)[1])).key, "")
        data = {"csrf_token": token, "answer": value}
        if pages == 2:
            code = client.post(where, data={**data, "save": "1"})
            words = " ".join(each.get_text() for each in read(code).select(".code-words__one"))
            client = opened.client(language)
            form = read(client.get(f"{address}/return"))
            given = {"csrf_token": token_of(form), "words": words}
            where = client.post(f"{address}/return", data=given).location
        else:
            where = client.post(where, data=data).location
    token = token_of(read(client.get(where)))
    assert client.post(where, data={"csrf_token": token}).location == f"{address}/sent"


def in_a_browser(browser, where, asked, chosen, *, scripts):
    with browser.new_context(java_script_enabled=scripts) as context:
        drive(context.new_page(), where, asked, chosen, hand=Mouse(), look=lambda _page: None)


def on_a_device(browser, server, address, asked, way, language, chosen):
    """Keep the questions on the device, answer without a signal, send when it is back."""
    with browser.new_context(locale=language) as context:
        page = context.new_page()
        page.goto(f"{server}{address}/keep?as={way}")
        page.locator("[data-keep-here]").click()
        page.wait_for_url("**/all?*keep=1")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        context.set_offline(True)
        page.reload()
        page.locator("[name=q0][value=yes]").check()
        for key, value in chosen.items():
            step = asked.page_by_key[key]
            give(page, step, {key: value}, hand=Mouse(), name=f"q{step.number}")
        page.locator("#sheet button.govuk-button").click()
        page.locator("[data-done]").wait_for()
        context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_function(ALL_SENT)


def on_paper(service, asked, way, language, chosen):
    """Key one paper in by one officer, and again by another."""
    opened, _server = service
    pages = {page.key: page for page in pages_on_paper(asked) if page.takes_answer}
    given = {answer_name(pages[key]): value for key, value in chosen.items()}
    sheet = {"sheet": f"all-ages|{way}|{language}", "number": f"P-{way}"}
    for ends in ("", "done=stored"):
        client = opened.client()
        sign_in_as(client, opened.rows, Role.SURVEY_OFFICER)
        form = client.get(PAPERS, query_string=sheet)
        page = send(client, form, PAPERS, **sheet, **{"answer-0": "yes"}, **given)
        assert page.status_code == 303, read(page).main.get_text(" ")
        assert page.location.endswith(ends)


def stored(service):
    """Return for each response how it came, and its codes and words."""
    opened, _server = service
    rows = opened.rows
    rows.expire_all()
    found = []
    for response in rows.query(Response).filter_by(survey_id="everyone"):
        answers = rows.query(Answer).filter_by(response_id=response.id)
        texts = rows.query(Verbatim).filter_by(response_id=response.id)
        codes = sorted((each.question_id, each.row_id, each.code, each.state) for each in answers)
        words = sorted((each.question_id, verbatims.text_of(rows, each)) for each in texts)
        how = (response.presentation, response.language, response.mode)
        found.append((how, codes, words))
    return found


@pytest.mark.browser
@pytest.mark.slow
def test_every_way_stores_identical_codes(browser, service, asked, address):
    _opened, server = service
    chosen = {}
    for way, language in product(WAYS, KNOWN):
        chosen[way] = page_by_page(service, asked, address, way, language)
    same = chosen[WAYS[0]]
    assert all(each == same for each in chosen.values())
    for way, language in EACH:
        on_one_page(service, asked, address, way, language, same)
        with_a_pause(service, asked, address, way, language, same)
        on_paper(service, asked, way, language, same)
    for way, language in EACH[1:3]:
        where = f"{server}{address}?as={way}"
        in_a_browser(browser, where, asked, same, scripts=True)
        in_a_browser(browser, where, asked, same, scripts=False)
        on_a_device(browser, server, address, asked, way, language, same)
    found = stored(service)
    first = found[0]
    assert [how for how, codes, words in found if (codes, words) != first[1:]] == []
    assert {code for _, _, code, _ in first[1]} >= set(last_choices(asked).values())
    assert [words for _, words in first[2]] == [WORDS]
    came = Counter(how for how, _codes, _words in found)
    assert {how[:2] for how in came} == set(product(map(str, WAYS), KNOWN))
    assert sum(came.values()) == 25 + 5 * 3 + 2 * 3
    assert sum(number for how, number in came.items() if how[2] == Mode.PAPER) == len(EACH)
