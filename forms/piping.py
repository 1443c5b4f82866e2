"""Words of an earlier answer put into a later question: `{answer:QUESTION|words if none}`.

Only the label of a chosen option is ever put in, never what a respondent wrote.
"""

import re
from collections.abc import Mapping

from forms.answers import Answers
from forms.definition import Option, Presentation, State, Translate, Wording
from forms.questionnaire import Questionnaire

PIPE = re.compile(r"\{answer:(?P<question>[^|{}]*)\|(?P<fallback>[^{}]*)\}")
PLACEHOLDER = re.compile(r"\{(?!answer:)(?P<name>[^{}]*)\}")


def words(
    questionnaire: Questionnaire,
    wording: Wording,
    *,
    answers: Answers,
    presentation: Presentation,
    translate: Translate | None = None,
    values: Mapping[str, str] | None = None,
) -> str:
    """Return a wording as this respondent reads it: translated, filled in, answers put in."""
    text = wording.of(presentation, translate, values)
    if "{answer:" not in text:
        return text

    def put_in(pipe: re.Match[str]) -> str:
        option = _chosen_option(questionnaire, pipe["question"], answers)
        return option.label.of(presentation, translate) if option else pipe["fallback"]

    return PIPE.sub(put_in, text)


def _chosen_option(questionnaire: Questionnaire, name: str, answers: Answers) -> Option | None:
    """Return the one option chosen; none where it stands for words of the respondent's own."""
    answer, question = answers.get(name), questionnaire.question_by_id.get(name)
    if answer is None or question is None or len(answer.codes) != 1:
        return None
    if answer.state is not State.ANSWERED:
        return None
    code = answer.codes[0]
    origin = question.options_from_answer if code in question.carried_codes else name
    if questionnaire.question_by_id[origin].option_by_code[code].takes_text:
        return None
    return question.option_by_code[code]
