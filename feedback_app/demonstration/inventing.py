"""Invent responses: a walk through a questionnaire for each, by a fixed seed, so that runs agree.

Choices lean differently from place to place and texts come from the codebook's own invented
examples, so that charts and themes have something to show. Nothing here is anybody's answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from analysis.asked import Valence
from feedback_app.services.responding import Returned
from forms.answers import SKIPPED, Answer, chosen, complete
from forms.definition import Kind, Mode, Page, State
from forms.options import available_options
from forms.questionnaire import Questionnaire
from forms.routing import next_step

SKIPS = 0.06
SKIPS_TEXT = 0.4
SECOND_TEXT = 0.35
AT_RISK = 0.02
"""Weight of a choice that has to be read: a queue of them all would teach nobody to read it."""


@dataclass(frozen=True)
class Invention:
    """What to invent for one questionnaire of a survey."""

    survey_id: str
    questionnaire: Questionnaire
    responses: int
    first_day: date
    days: int
    texts: Sequence[str]
    every_presentation: bool = False
    strengths: Sequence[str] = ()


@dataclass(frozen=True)
class _Mind:
    """One invented respondent: luck, how well things go for them, and what they may write."""

    luck: Random
    leaning: float
    texts: Sequence[str]
    strengths: Sequence[str]


def invent(invention: Invention, *, seed: str) -> Iterator[Returned]:
    """Yield responses, each the whole of a walk to the check page."""
    luck = Random(f"{seed}/{invention.survey_id}/{invention.questionnaire.id}")
    shown = Random(f"{seed}/{invention.survey_id}/presentation")
    presentations = invention.questionnaire.presentations
    if not invention.every_presentation:
        presentations = presentations[:1]
    made = 0
    while made < invention.responses:
        mode = luck.choice(invention.questionnaire.modes)
        answers = _walk(invention, luck, mode)
        if answers is None:
            continue
        made += 1
        yield Returned(
            invention.survey_id,
            invention.questionnaire,
            complete(invention.questionnaire, answers, mode=mode),
            mode.value,
            shown.choice(presentations).value,
            "en",
            invention.first_day + timedelta(days=luck.randrange(invention.days)),
        )


def _walk(invention: Invention, luck: Random, mode: Mode) -> dict[str, Answer] | None:
    """Return the answers of one walk, or None when it led out of the questionnaire."""
    questionnaire = invention.questionnaire
    agree = questionnaire.start_page
    yes = next(iter(agree.question.option_by_code))
    answers = {agree.key: chosen(agree.question, (yes,))}
    mind = _Mind(luck, luck.gauss(0, 0.6), invention.texts, invention.strengths)
    step = next_step(questionnaire, answers, after=agree, mode=mode)
    while isinstance(step, Page):
        if step.takes_answer:
            answers[step.key] = _answer(step, answers, mind)
        step = next_step(questionnaire, answers, after=step, mode=mode)
    return answers if type(step).__name__ == "Check" else None


def _answer(page: Page, answers: Mapping[str, Answer], mind: _Mind) -> Answer:
    question, luck = page.question, mind.luck
    if question.kind.is_free_text:
        is_strength = question.default_valence == Valence.WORKS_WELL and bool(mind.strengths)
        strengths = mind.strengths if is_strength else ()
        return _text(luck, mind.texts, question.max_characters, strengths=strengths)
    if not question.required and luck.random() < SKIPS:
        return SKIPPED
    options = [option.code for option in available_options(page, answers)]
    if question.takes_several or question.kind is Kind.MULTI:
        return _several(page, options, luck)
    weights = [_weight(page, code, mind.leaning) for code in options]
    return chosen(question, luck.choices(options, weights))


def _weight(page: Page, code: str, leaning: float) -> float:
    """Lean towards the good end of a scale, less so for some questions than for others."""
    option = page.question.option_by_code[code]
    if option.means is not State.ANSWERED:
        return 0.35
    if code in page.question.concern_codes:
        return AT_RISK
    if not page.question.positive:
        return 1.0
    easy = (sum(map(ord, page.key)) % 7) / 7
    is_good = code in page.question.positive
    return max(0.15, 1.0 + easy + leaning) if is_good else max(0.15, 1.2 - easy - leaning)


def _several(page: Page, options: Sequence[str], luck: Random) -> Answer:
    question = page.question
    alone = [code for code in options if question.option_by_code[code].exclusive]
    if alone and luck.random() < 0.04:
        return chosen(question, (luck.choice(alone),))
    free = [code for code in options if code not in alone]
    most = min(question.max_choices or 3, len(free))
    count = luck.randint(1, most) if most else 0
    picked = {luck.choice(free[: max(4, len(free) // 2)] + free) for _ in range(count)}
    return chosen(question, [code for code in options if code in picked])


def _text(luck: Random, texts: Sequence[str], most: int, *, strengths: Sequence[str]) -> Answer:
    """Return one or two of the texts, or of the strengths that stand in their places."""
    if luck.random() < SKIPS_TEXT:
        return SKIPPED
    told = [strengths[at % len(strengths)] for at in range(len(texts))] if strengths else texts
    words = told[luck.randrange(len(texts))]
    if luck.random() < SECOND_TEXT:
        words = f"{words} {told[luck.randrange(len(texts))]}"
    return Answer(State.ANSWERED, text=words[: most or None].strip())
