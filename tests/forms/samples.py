"""Sound questionnaires for tests; each builder changes only what matters."""

from forms.answers import Answer
from forms.definition import (
    AnswerIs,
    Check,
    ChosenAtLeast,
    GoToClosingPage,
    GoToQuestionnaire,
    Item,
    Kind,
    Mode,
    Option,
    Page,
    Presentation,
    Question,
    Route,
    State,
    Wording,
)
from forms.questionnaire import ClosingPage, End, Questionnaire, Start


def options(*codes: str, **changes: object) -> tuple[Option, ...]:
    return tuple(Option(code, Wording(f"Label {code}"), **changes) for code in codes)


DONT_KNOW = Option(
    "dont_know", Wording("I don't know"), means=State.DONT_KNOW, exclusive=True, fixed=True
)
OTHER = Option("other", Wording("Something else"), fixed=True, takes_text=True)


def a_question(name: str = "q1", kind: Kind = Kind.SINGLE, **changes: object) -> Question:
    given: dict[str, object] = {"text": Wording(f"Text of {name}"), "item": f"item.{name}"}
    if kind in (Kind.SINGLE, Kind.MULTI, Kind.GRID):
        given["options"] = options("x", "y", "z")
    if kind is Kind.GRID:
        given["rows"] = (Item("r1", Wording("Row one")), Item("r2", Wording("Row two")))
    if kind.is_free_text:
        given |= {"max_characters": 20, "screened": True}
    return Question(id=name, kind=kind, **{**given, **changes})


def a_questionnaire(*questions: Question, **changes: object) -> Questionnaire:
    agree = a_question(
        "agree",
        options=options("yes", "no"),
        required=True,
        routes=(Route(AnswerIs("agree", ("no",)), GoToClosingPage("leave_kindly")),),
    )
    given: dict[str, object] = {
        "id": "sample",
        "version": "1",
        "title": Wording("Sample"),
        "audience": "anyone",
        "ages": (13, 18),
        "presentations": (Presentation.AGES_13_18,),
        "modes": tuple(Mode),
        "language": "en-GB",
        "reading_age_target": 11,
        "minutes": 5,
        "start": Start(Wording("Hello"), agree),
        "questions": questions or (a_question(),),
        "end": End(Wording("Thank you")),
        "closing_pages": (ClosingPage("leave_kindly", Wording("That is fine")),),
    }
    return Questionnaire(**{**given, **changes})


def a_winding_questionnaire() -> Questionnaire:
    """Age routes out; two or more issues ask for the first; 'no more' ends early; a grid; home."""
    return a_questionnaire(
        a_question(
            "age",
            required=True,
            options=options("young", "right", "old"),
            routes=(
                Route(AnswerIs("age", ("young",)), GoToQuestionnaire("younger")),
                Route(AnswerIs("age", ("old",)), GoToClosingPage("not_for_you")),
            ),
        ),
        a_question("home", modes=(Mode.GROUP_CODE,)),
        a_question("issues", Kind.MULTI, options=(*options("a", "b", "c"), OTHER, DONT_KNOW)),
        a_question(
            "first",
            options=(*options("a", "b", "c", "other", is_carried=True), DONT_KNOW),
            options_from_answer="issues",
            show_if=(ChosenAtLeast("issues", 2),),
        ),
        a_question("words", Kind.INFORMATION),
        a_question("more", routes=(Route(AnswerIs("more", ("z",)), Check()),)),
        a_question("grid", Kind.GRID),
        a_question("why", Kind.LONG_TEXT, show_if=(AnswerIs("grid/r1", ("x",)),)),
    )


def answered(*codes: str) -> Answer:
    return Answer(State.ANSWERED, codes)


def keys(pages: tuple[Page, ...]) -> list[str]:
    return [page.key for page in pages]
