"""Every page a respondent can meet, with its errors, in every presentation and a language.

dict(beside(opened, "ar"))          pages that have no presentation of their own
dict(visit(opened, "ar", way))      a whole visit in one presentation
"""

from collections.abc import Iterator

from flask.testing import FlaskClient

from forms.definition import Presentation
from forms.loading import SHIPPED, load_questionnaire
from tests.journeys.walking import begin, default_answer, read, token_of
from tests.pages.opened import Opened

READERS = ({"text_size": "largest"}, {"contrast": "dark"}, {"pictures": "off"})
PLAIN = (
    "",
    "help",
    "parents",
    "teachers",
    "privacy",
    "credits",
    "accessibility",
    "away",
    "complaints",
    "receipt",
    "receipt/withdrawn",
    "results",
    "results/spring",
    "results/spring/easy-read",
)
WORDS = "A light by the path."
ALL_AGES = load_questionnaire(SHIPPED / "all-ages.yaml")


def beside(opened: Opened, language: str) -> Iterator[tuple[str, str]]:
    """Yield the pages that look the same for every respondent of a language."""
    client, addresses = opened.client(language), opened.addresses
    yield "who", client.get(addresses["family"]).text
    yield "ways", client.get(addresses["everyone"]).text
    yield "ways-notice", client.get(f"{addresses['everyone']}?as=none").text
    yield "survey-privacy", client.get(f"{addresses['everyone']}/privacy").text
    for where in PLAIN:
        yield where.replace("/", "-") or "home", client.get(f"/{where}").text
    place = read(client.get("/help")).select_one("option[value]:not([value=''])")["value"]
    yield "help-near", client.post("/help", data={"place": place}).text
    yield from _forms(client)
    yield from _refused(client, addresses)
    yield from _saved(client, addresses["helped"])


def _forms(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Yield what follows a form beside the questions, filled wrongly and rightly."""
    for where, wrong, right in (
        ("/complaints", {"kind": ""}, {"kind": "complaint", "words": "Nobody listened."}),
        ("/receipt", {"words": "acorn acorn"}, {}),
    ):
        token = token_of(read(client.get(where)))
        for name, given in (("stale", {"csrf_token": "old"}), ("error", wrong), ("done", right)):
            if given:
                data = {"csrf_token": token, **given}
                yield f"{where[1:]}-{name}", client.post(where, data=data).text


def _refused(client: FlaskClient, addresses: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield pages that say no: nothing there, closed, gone, too large."""
    yield "missing", client.get("/nothing-here").text
    yield "unknown-link", client.get("/s/nothing").text
    yield "closed", client.get(addresses["closed"]).text
    yield "gone", client.get(f"{addresses['everyone']}/1").text
    yield "nothing-sent", client.get(f"{addresses['everyone']}/sent").text
    yield "wrong-way", client.put("/help").text
    yield "no-results", client.get("/results/none").text


def _saved(client: FlaskClient, address: str) -> Iterator[tuple[str, str]]:
    """Yield the pages of stopping and going on later."""
    yield "return-way", client.get(f"{address}?as=9-12").text
    where = begin(client, address, "9-12")
    token = token_of(read(client.get(where)))
    yield "can-save", client.get(where).text
    yield "code", client.post(where, data={"csrf_token": token, "save": "1"}).text
    yield "return", client.get(f"{address}/return").text
    yield "return-saved", client.get(f"{address}/return?saved=yes").text
    wrong = {"csrf_token": token, "words": "acorn acorn"}
    yield "return-error", client.post(f"{address}/return", data=wrong).text


def visit(opened: Opened, language: str, way: Presentation) -> Iterator[tuple[str, str]]:
    """Yield every page of a whole visit, each with what it says when something is wrong."""
    client, address = opened.client(language), opened.addresses["everyone"]
    yield "0-start", client.get(f"{address}?as={way}").text
    yield "0-stale", client.post(f"{address}?as={way}", data={"agree": "yes"}).text
    yield "no", _say_no(client, f"{address}?as={way}")
    yield "all", client.get(f"{address}/all?as={way}").text
    yield "all-kept", client.get(f"{address}/all?as={way}&keep=1").text
    yield "all-error", client.post(f"{address}/all?as={way}", data={}).text
    yield "keep", client.get(f"{address}/keep?as={way}").text
    where = begin(client, f"{address}?as={way}")
    yield "leaving", client.get(f"{address}/leaving").text
    while where.rsplit("/", 1)[1].isdecimal():
        number = where.rsplit("/", 1)[1]
        yield from _question(client, where, number)
        where = _answer(client, where)
    yield from _sent(client, where)


def _question(client: FlaskClient, where: str, number: str) -> Iterator[tuple[str, str]]:
    page = client.get(where)
    step = ALL_AGES.page(int(number))
    yield f"{number}-{step.question.id}", page.text
    token = token_of(read(page))
    wrong = {"csrf_token": token, "answer": "x" * 5_000}
    yield f"{number}-error", client.post(where, data=wrong).text
    if number == "1":
        yield "1-kept", _not_saved(client, where, token)
        for change in READERS:
            name = "-".join(change.values())
            yield f"1-{name}", client.post(where, data={"csrf_token": token, **change}).text
            client.post(where, data={"csrf_token": token, "reset": "1"})


def _answer(client: FlaskClient, where: str) -> str:
    """Give the first choice, or words; return where that leads."""
    step = ALL_AGES.page(int(where.rsplit("/", 1)[1]))
    sheet = read(client.get(where))
    data = {"csrf_token": token_of(sheet), "answer": default_answer(step, sheet, WORDS)}
    return client.post(where, data=data).location


def _not_saved(client: FlaskClient, where: str, token: str) -> str:
    """Return the page that holds what could not be kept: here the computer is full."""
    from feedback_app.respond import answering
    from feedback_app.services.room import NoRoomError

    real = answering.drafts.save_answers

    def full(*_given: object) -> None:
        raise NoRoomError(
            "Our computer is full. It is not your fault, and somebody is told.",
            remedy="Please try again later today.",
        )

    answering.drafts.save_answers = full
    try:
        return client.post(where, data={"csrf_token": token, "skip": "1"}).text
    finally:
        answering.drafts.save_answers = real


def _sent(client: FlaskClient, where: str) -> Iterator[tuple[str, str]]:
    """Yield the pages from the check page on, with those that only who sent can open."""
    sheet = read(client.get(where))
    yield "check", client.get(where).text
    yield "check-stale", client.post(where, data={"csrf_token": "old"}).text
    sent = client.post(where, data={"csrf_token": token_of(sheet)}).location
    yield "sent", client.get(sent).text
    yield from _receipt(client, sent)
    contact = sent.replace("/sent", "/contact")
    yield "contact", client.get(contact).text
    token = token_of(read(client.get(contact)))
    yield "contact-error", client.post(contact, data={"csrf_token": token}).text
    given = {"csrf_token": token, "reach": "Ask for me at the library"}
    yield "contact-done", client.post(contact, data=given).text


def _receipt(client: FlaskClient, sent: str) -> Iterator[tuple[str, str]]:
    found = read(client.get(sent)).select_one("details strong")
    if found is not None:
        data = {"csrf_token": token_of(read(client.get("/receipt"))), "words": found.get_text()}
        yield "receipt-shown", client.post("/receipt", data=data).text


def _say_no(client: FlaskClient, address: str) -> str:
    data = {"csrf_token": token_of(read(client.get(address))), "agree": "no"}
    return client.post(address, data=data).text
