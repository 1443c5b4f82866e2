"""Walk a questionnaire as a browser without scripts does: read the page, fill the form, send it."""

from dataclasses import dataclass, field

from bs4 import BeautifulSoup

SKIP = "(skip)"


@dataclass
class Walk:
    """One respondent's way: what was chosen on each page met, and where it ended."""

    chosen: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    ended_at: str = ""
    heading: str = ""


def read(page):
    """Return the parsed page."""
    return BeautifulSoup(page.data, "html.parser")


def token_of(sheet):
    """Return the visit's token in the page's main form."""
    return sheet.select_one("main form input[name=csrf_token]")["value"]


def begin(client, address, way=""):
    """Agree to take part and return the first question's address."""
    address, sheet = first_page(client, address, way)
    yes = sheet.select_one("button[name=agree]")["value"]
    page = client.post(address, data={"csrf_token": token_of(sheet), "agree": yes})
    assert page.status_code == 303, page.text
    assert page.location == f"{address.partition('?')[0]}/leaving"
    assert client.get(page.location).status_code == 200
    return client.post(page.location).location


def first_page(client, address, way=""):
    """Return the address and the sheet of the first page; where there are ways, one is taken."""
    sheet = read(client.get(address))
    tile = sheet.select_one(f".ways a[href$='as={way}']" if way else ".ways a")
    if tile is None:
        return address, sheet
    return tile["href"], read(client.get(tile["href"]))


def walk(client, address, questionnaire, *, forced=None, text="Words of my own", way=""):
    """Answer to the end; `forced` maps a page key to the code to choose there, or SKIP."""
    forced = forced or {}
    made = Walk()
    where = begin(client, address, way)
    while where.rsplit("/", 1)[1].isdecimal():
        page = client.get(where)
        assert page.status_code == 200, f"{where}: {page.status_code}"
        sheet = read(page)
        step = questionnaire.page(int(where.rsplit("/", 1)[1]))
        answer = forced.get(step.key) or default_answer(step, sheet, text)
        made.chosen[step.key] = answer
        made.pages.append(step.key)
        sent = {"csrf_token": token_of(sheet)}
        sent |= {"skip": "1"} if answer == SKIP else {"answer": answer}
        page = client.post(where, data=sent)
        if page.status_code == 200:
            made.ended_at, made.heading = where, read(page).h1.get_text(strip=True)
            return made
        assert page.status_code == 303, f"{where} {step.key}: {read(page).main.get_text(' ')}"
        where = page.location
        if not where.startswith(address + "/"):
            made.ended_at = where
            return made
    return send(client, where, made)


def send(client, where, made):
    """Check the answers, send them, and read the page that follows."""
    sheet = read(client.get(where))
    page = client.post(where, data={"csrf_token": token_of(sheet)})
    assert page.status_code == 303, page.text
    made.ended_at = page.location
    made.heading = read(client.get(page.location)).h1.get_text(strip=True)
    return made


def default_answer(step, sheet, text):
    """Return the first choice offered, or words where words are asked."""
    if not step.takes_answer:
        return ""
    if step.question.kind.is_free_text:
        return text
    first = sheet.select_one("main [name=answer][value]") or sheet.select_one(
        "main select[name=answer] option[value]:not([value=''])"
    )
    return first["value"]
