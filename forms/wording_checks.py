"""What the words of a sound questionnaire obey: complete, short, plain, and asking for no names.

Limits for each presentation are words in a sentence; adults' is the one of plain government
English, the others come from guidance for each age and for Easy Read.
"""

import re
from collections.abc import Iterator, Mapping

from forms.definition import Kind, Presentation, Question
from forms.faults import choose_from
from forms.loaded import CHILD_PRESENTATIONS, Loaded
from forms.passages import Passage, Role, passages
from forms.piping import PIPE, PLACEHOLDER
from forms.questionnaire import ParameterKind

MOST_WORDS: Mapping[Presentation, int] = {
    Presentation.AGES_5_8: 8,
    Presentation.AGES_9_12: 12,
    Presentation.AGES_13_18: 15,
    Presentation.ADULT: 25,
    Presentation.EASY_READ: 15,
}
MOST_WORDS_OF_TILE = 8
"""Everybody reads every tile before a presentation is chosen, so the youngest limit holds."""
MOST_WORDS_OF_HEADING = 12
"""Of a page to read; what is to be read stands beneath it."""
SECOND_IDEA = re.compile(
    r"[;()]|,.*,|\b(although|however|unless|therefore|whereas|instead of|as well as)\b",
    re.IGNORECASE,
)
"""What shows that an Easy Read sentence holds more than one idea."""
PERSONAL = re.compile(
    r"\b(your (full |first |last |sur|nick)?name|date of birth|birthday|when were you born"
    r"|post ?code|e-?mail|phone number|your address|which school|name of your school)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"'’”)]*\s+|\n+")
WORD = re.compile(r"[^\W_][\w'’-]*")
SHARED_ROLES = (Role.CLOSING, Role.LABEL, Role.ALT)
"""Wordings of the shared file, which may serve presentations that this questionnaire lacks."""
PIPED = (Role.TEXT, Role.HELP, Role.ROW)
UNREAD = (Role.ALT, Role.FACT)


def check_wording(loaded: Loaded) -> None:
    """Add a fault for every wording that is missing, too long, to be avoided or out of place."""
    used: set[str] = set()
    for passage in passages(loaded.questionnaire):
        _check_presentations(loaded, passage)
        _check_braces(loaded, passage, used)
        if passage.role not in UNREAD:
            _check_sentences(loaded, passage)
    for question in loaded.questionnaire.questions:
        _check_personal(loaded, question)
        _check_heading(loaded, question)
    _check_tile(loaded)
    _check_unused(loaded, used)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, braces replaced by what stands for them."""
    shown = PLACEHOLDER.sub("something", PIPE.sub(lambda pipe: pipe["fallback"], text))
    return [part for part in SENTENCE_END.split(shown) if part.strip()]


def words_in(sentence: str) -> int:
    """Return how many words a sentence has; a hyphenated word is one."""
    return len(WORD.findall(sentence))


def read_texts(loaded: Loaded, passage: Passage) -> Iterator[tuple[Presentation, str]]:
    """Yield each text of a passage with the presentation it is read in; a helper is an adult."""
    if passage.role is Role.HELPER:
        yield Presentation.ADULT, passage.wording.of(Presentation.ADULT)
        return
    for presentation in _readers(loaded, passage):
        yield presentation, passage.wording.of(presentation)


def _readers(loaded: Loaded, passage: Passage) -> list[Presentation]:
    return [each for each in loaded.questionnaire.presentations if each in passage.read_in]


def _check_presentations(loaded: Loaded, passage: Passage) -> None:
    wording = passage.wording
    offered = loaded.questionnaire.presentations
    for presentation in () if wording.text else _readers(loaded, passage):
        if not wording.own.get(presentation):
            problem = f"This {passage.role} has no words for the presentation '{presentation}'"
            loaded.fault(wording, problem, f"Add a line '{presentation}: …'")
    for presentation in () if passage.role in SHARED_ROLES else wording.own:
        if presentation not in offered:
            problem = f"The presentation '{presentation}' is not offered here"
            remedy = "Take it out, or add it under 'presentations'"
            loaded.fault(wording, problem, remedy)
        elif presentation not in passage.read_in:
            problem = f"Nobody reads these words for '{presentation}': cards stand in their place"
            loaded.fault(wording, problem, "Take them out, or put them under 'cards'")


def _check_sentences(loaded: Loaded, passage: Passage) -> None:
    for presentation, text in read_texts(loaded, passage):
        most = MOST_WORDS[presentation]
        for sentence in sentences(text):
            count = words_in(sentence)
            if count > most:
                problem = (
                    f"A sentence of {count} words is too long for '{presentation}' "
                    f"(at most {most}): '{sentence[:60]}'"
                )
                loaded.fault(passage.wording, problem, "Make it two sentences")
        if presentation in CHILD_PRESENTATIONS:
            _check_plain(loaded, passage, text)
        if presentation is Presentation.EASY_READ:
            _check_one_idea(loaded, passage, text)


def _check_one_idea(loaded: Loaded, passage: Passage, text: str) -> None:
    for sentence in sentences(text):
        found = SECOND_IDEA.search(sentence)
        if found:
            problem = f"An Easy Read sentence holds more than one idea: '{sentence[:60]}'"
            loaded.fault(passage.wording, problem, "Make each idea a sentence of its own")


def _check_plain(loaded: Loaded, passage: Passage, text: str) -> None:
    for word, instead in loaded.shared.words_to_avoid.items():
        if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
            problem = f"'{word}' is a word to avoid for children"
            loaded.fault(passage.wording, problem, f"Say for example: {instead}")


def _check_braces(loaded: Loaded, passage: Passage, used: set[str]) -> None:
    fillable = {
        parameter.name
        for parameter in loaded.questionnaire.parameters
        if parameter.kind not in (ParameterKind.LIST, ParameterKind.PRIORITY)
    }
    for text in passage.wording.texts:
        for pipe in PIPE.finditer(text):
            _check_pipe(loaded, passage, pipe)
        rest = PIPE.sub("", text)
        for name in PLACEHOLDER.findall(rest):
            used.add(name)
            if name not in fillable:
                problem = f"'{{{name}}}' is not a parameter that can be filled in"
                remedy = choose_from(name, fillable, otherwise="Add it under 'parameters'")
                loaded.fault(passage.wording, problem, remedy)
        if set("{}") & set(PLACEHOLDER.sub("", rest)):
            problem = "A brace here is not closed, or an answer has no words to fall back on"
            remedy = "Write {parameter} or {answer:question|words if there is none}"
            loaded.fault(passage.wording, problem, remedy)


def _check_pipe(loaded: Loaded, passage: Passage, pipe: re.Match[str]) -> None:
    name = pipe["question"]
    told = _fault_of_pipe(loaded, passage, name)
    if told:
        loaded.fault(passage.wording, *told)
    elif not pipe["fallback"].strip():
        problem = f"'{name}' may have no answer, and there are no words for that"
        loaded.fault(passage.wording, problem, "Write {answer:question|words if there is none}")


def _fault_of_pipe(loaded: Loaded, passage: Passage, name: str) -> tuple[str, str] | None:
    if passage.role not in PIPED:
        problem = f"An answer cannot be shown in this part ({passage.role})"
        return problem, "Show it in the text, the help or a row of a later question"
    questions = loaded.questionnaire.questions
    source = loaded.questionnaire.question_by_id.get(name)
    if source is None:
        known = loaded.questionnaire.question_by_id
        return f"There is no question '{name}' to take words from", choose_from(name, known)
    if source.kind.is_free_text:
        problem = f"'{name}' is free text, whose words may never be shown again"
        return problem, "Name a question of 'kind: single'"
    if source.kind is not Kind.SINGLE:
        return f"'{name}' does not have one answer to show", "Name a question of 'kind: single'"
    here = passage.question
    if here is None or here not in questions or questions.index(source) >= questions.index(here):
        return f"'{name}' is not answered before this is read", "Take it out or move it"
    return None


def _check_personal(loaded: Loaded, question: Question) -> None:
    if not loaded.is_for_children or question.kind is Kind.INFORMATION:
        return
    for text in question.text.texts:
        found = PERSONAL.search(text)
        if found:
            problem = f"A child must not be asked for '{found[0]}'"
            loaded.fault(question.text, problem, "Ask for nothing that shows who they are")


def _check_heading(loaded: Loaded, question: Question) -> None:
    for text in question.text.texts if question.kind is Kind.INFORMATION else ():
        count = words_in(text)
        if count > MOST_WORDS_OF_HEADING:
            problem = f"A heading of {count} words is too long (at most {MOST_WORDS_OF_HEADING})"
            loaded.fault(question.text, problem, "Put what is to be read under 'help'")


def _check_tile(loaded: Loaded) -> None:
    tile = loaded.questionnaire.tile
    for text in tile.text.texts if tile else ():
        if words_in(text) > MOST_WORDS_OF_TILE:
            problem = f"A tile of {words_in(text)} words is too long (at most {MOST_WORDS_OF_TILE})"
            loaded.fault(tile, problem, "Say in a few words for whom these questions are")


def _check_unused(loaded: Loaded, used: set[str]) -> None:
    conditions = (when for q in loaded.questionnaire.questions for when in q.show_if)
    used |= {getattr(condition, "parameter", "") for condition in conditions}
    used |= {question.rows_from for question in loaded.questionnaire.questions}
    for parameter in loaded.questionnaire.parameters:
        if parameter.name not in used and parameter.kind is not ParameterKind.PRIORITY:
            problem = f"The parameter '{parameter.name}' is used nowhere"
            loaded.fault(parameter, problem, "Take it out, or put it into a wording")
