"""The Easy Read twin of the children's version: one idea a line, a picture beside each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.closing import ReportedAsk, full_sentence
from analysis.report_material import Material
from analysis.report_records import Block, Section, SectionKind, heading, pictured
from analysis.told import CHANGED, Finding, Told, how_many

Line = tuple[str, str]


def easy_read_sections(
    material: Material, told: Sequence[Told], asks: Sequence[ReportedAsk]
) -> Iterator[Section]:
    """Yield the Easy Read twin of the children's version."""
    thanks = [("speak", "You told us what you think."), ("heart", "Thank you!")]
    blocks: list[Block] = [pictured(thanks)]
    for each in told:
        blocks += _easy_group(each, is_unread=bool(material.coding.unread))
    yield Section("easy-told", SectionKind.EASY_READ, "What you told us", tuple(blocks))
    done = list(_easy_promises(asks))
    if material.help_lines:
        lines = [("telephone", each) for each in material.help_lines]
        done += [heading("If you want help now"), pictured(lines)]
    done += [
        heading("How we made this"),
        pictured(
            [
                ("people", "We counted answers."),
                ("private", "We never show who said what."),
            ]
        ),
    ]
    yield Section("easy-done", SectionKind.EASY_READ, "What happens now", tuple(done))


def _easy_group(told: Told, *, is_unread: bool) -> list[Block]:
    blocks: list[Block] = [
        heading(told.instrument.title),
        pictured([("people", f"{how_many(told)} {told.instrument.who} answered.")]),
    ]
    for title, symbol, findings in (
        ("What is good", "happy_lady", told.good),
        ("What could be better", "sad_lady", told.hard),
    ):
        if findings:
            lines = [line for each in findings for line in _easy_lines(each, symbol)]
            blocks += [heading(title), pictured(lines)]
    if not (told.good or told.hard):
        blocks.append(pictured([("private", "Too few people answered to show more.")]))
    if told.wrote:
        lines = [("letter", f"You wrote about: {each}.") for each in told.wrote]
        if is_unread:
            lines.append(("letter", "A computer sorted your words. People still check them."))
        blocks += [heading("In your own words"), pictured(lines)]
    return blocks


def _easy_lines(finding: Finding, symbol: str) -> list[Line]:
    amount = finding.amount[0].upper() + finding.amount[1:]
    return [
        ("what", f"We asked: “{finding.asked}”"),
        (symbol, f"{amount} said {finding.answered}."),
    ]


def _easy_promises(asks: Sequence[ReportedAsk]) -> Iterator[Block]:
    if not asks:
        yield heading("You said, we did")
        yield pictured(
            [
                ("calendar", "We do not know yet what we will do."),
                ("speak", "We will tell you here."),
            ]
        )
        return
    yield heading("You said, we did")
    yield pictured([line for each in asks for line in _easy_ask(each)])


def _easy_ask(ask: ReportedAsk) -> Iterator[Line]:
    yield "speak", f"You said: {full_sentence(ask.child_said)}"
    if ask.answer:
        symbol = {"yes": "done", "partly": "amount_some", "no": "cross"}[ask.answer]
        yield symbol, f"We say: {full_sentence(ask.child_did or ask.did)}"
        yield "star", CHANGED[ask.changed]
    elif ask.is_overdue:
        yield "calendar", f"We are late. We had to answer by {ask.due}."
    else:
        yield "calendar", f"We will answer by {ask.due}."
