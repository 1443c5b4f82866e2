"""Read a page as a person does, by heading, words, links and errors; and send its forms."""

from bs4 import BeautifulSoup


def soup(page):
    return BeautifulSoup(page.get_data(as_text=True), "html.parser")


def heading(page):
    return soup(page).h1.get_text(" ", strip=True)


def words(page):
    return " ".join(soup(page).main.get_text(" ").split())


def errors(page):
    return [
        each.get_text(strip=True) for each in soup(page).select(".govuk-error-summary__list li")
    ]


def token(page):
    return soup(page).select_one("input[name=csrf_token]")["value"]


def send(client, shown, address, /, **data):
    """Post to an address with the token of the page that was shown."""
    return client.post(address, data={"csrf_token": token(shown), **data})


def form_action(page, containing):
    """Return where the form goes whose address holds these words."""
    return next(f["action"] for f in soup(page).select("form") if containing in f["action"])
