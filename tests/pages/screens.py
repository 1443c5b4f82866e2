"""Every page of a survey for all ages, in every presentation, as pictures for a person to look at.

Run as a script it answers real pages of an application on a database of its own and writes
build/screens/page-*.png:  python -m tests.pages.screens [part of a name]
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.services import sounds, speech, surveys
from feedback_app.services.partnership import load_partnership
from feedback_app.store import Base
from forms.definition import Presentation
from forms.loading import SHIPPED, load_questionnaire
from tests.factories import a_plan
from tests.journeys.walking import begin, default_answer, read, token_of
from tests.pages.browser import chromium, show
from tests.pages.rendering import ROOT

WIDTHS = ((320, 640), (1280, 900))
READERS = ({"text_size": "largest"}, {"contrast": "dark"}, {"pictures": "off"})


def open_for_all(folder: Path) -> tuple[FlaskClient, dict[str, str]]:
    """Return a browser on a new service, and the addresses of its surveys' first pages."""
    made = create_app(load_settings(folder))
    made.testing = True
    database = made.extensions["database"]
    Base.metadata.create_all(database.engine)
    with Session(database.statements, expire_on_commit=False) as rows:
        load_partnership(rows)
        addresses = {}
        for survey_id, names in (
            ("everyone", ("all-ages",)),
            ("family", ("yp-5-7-easy-read", "yp-8-12", "yp-13-18")),
        ):
            family = [load_questionnaire(SHIPPED / f"{name}.yaml") for name in names]
            surveys.open_survey(
                rows,
                survey_id,
                family,
                plan=a_plan(),
                parameters={"feedback_date": date(2027, 1, 5)},
            )
            frozen = [
                surveys.frozen_questionnaire(rows.connection(), survey_id, name) for name in names
            ]
            speech.render(folder / sounds.FOLDER, speech.sayings_of(frozen, {"en": str}))
            wanted = surveys.FOR_ALL if len(names) > 1 else names[0]
            addresses[survey_id] = next(
                f"/s/{link.token}"
                for link in surveys.links_of(rows, survey_id)
                if (link.questionnaire_id, link.mode) == (wanted, "group-code")
            )
        addresses["helped"] = next(
            f"/s/{link.token}"
            for link in surveys.links_of(rows, "everyone")
            if (link.questionnaire_id, link.mode) == ("all-ages", "supported-in-setting")
        )
    return made.test_client(), addresses


def pages(client: FlaskClient, addresses: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of every page, in every presentation."""
    yield "who", client.get(addresses["family"]).text
    yield "ways", client.get(addresses["everyone"]).text
    for where in ("help", "parents", "teachers", "accessibility", "away"):
        yield where, client.get(f"/{where}").text
    yield from _saved(client, addresses["helped"])
    for presentation in Presentation:
        yield from _visit(client, addresses["everyone"], presentation)


def _visit(client: FlaskClient, address: str, way: Presentation) -> Iterator[tuple[str, str]]:
    questionnaire = load_questionnaire(SHIPPED / "all-ages.yaml")
    yield f"{way}-0-start", client.get(f"{address}?as={way}").text
    yield f"{way}-no", _say_no(client, f"{address}?as={way}")
    yield f"{way}-all", client.get(f"{address}/all?as={way}").text
    yield f"{way}-all-kept", client.get(f"{address}/all?as={way}&keep=1").text
    yield f"{way}-all-error", client.post(f"{address}/all?as={way}", data={}).text
    yield f"{way}-keep", client.get(f"{address}/keep?as={way}").text
    where = begin(client, f"{address}?as={way}")
    yield f"{way}-leaving", client.get(f"{address}/leaving").text
    while where.rsplit("/", 1)[1].isdecimal():
        page = client.get(where)
        sheet = read(page)
        step = questionnaire.page(int(where.rsplit("/", 1)[1]))
        yield f"{way}-{step.number}-{step.question.id}", page.text
        if step.number == 1:
            yield from _changed(client, where, sheet, way)
            wrong = {"csrf_token": token_of(sheet), "answer": "nothing like it"}
            yield f"{way}-{step.number}-error", client.post(where, data=wrong).text
        answer = default_answer(step, sheet, "A light by the path.")
        data = {"csrf_token": token_of(sheet), "answer": answer}
        where = client.post(where, data=data).location
    sheet = read(client.get(where))
    yield f"{way}-check", client.get(where).text
    sent = client.post(where, data={"csrf_token": token_of(sheet)}).location
    yield f"{way}-sent", client.get(sent).text


def _saved(client: FlaskClient, address: str) -> Iterator[tuple[str, str]]:
    """Yield the pages of stopping and going on later."""
    yield "9-12-return-way", client.get(f"{address}?as=9-12").text
    where = begin(client, address, "9-12")
    token = token_of(read(client.get(where)))
    yield "9-12-can-save", client.get(where).text
    yield "9-12-code", client.post(where, data={"csrf_token": token, "save": "1"}).text
    yield "return", client.get(f"{address}/return").text
    wrong = {"csrf_token": token, "words": "acorn acorn"}
    yield "return-error", client.post(f"{address}/return", data=wrong).text


def _say_no(client: FlaskClient, address: str) -> str:
    data = {"csrf_token": token_of(read(client.get(address))), "agree": "no"}
    return client.post(address, data=data).text


def _changed(client: FlaskClient, where: str, sheet, way: Presentation):
    token = token_of(sheet)
    for change in READERS:
        name = "-".join(change.values())
        yield f"{way}-1-{name}", client.post(where, data={"csrf_token": token, **change}).text
        client.post(where, data={"csrf_token": token, "reset": "1"})


def main(part: str = "") -> None:
    """Write a picture of every page, on a phone and on a desk, to build/screens."""
    target = ROOT / "build" / "screens"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        shown = [each for each in pages(*open_for_all(Path(folder))) if part in each[0]]
        for width, height in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": height})
            for name, html in shown:
                show(page, html)
                page.screenshot(path=target / f"page-{name}-{width}.png", full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
