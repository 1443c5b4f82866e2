"""Count the figures of a report again, a row at a time: none of the project's own counting."""

from collections import Counter

from sqlalchemy import select

from feedback_app.store import (
    Answer,
    CodingDecision,
    CodingReview,
    Response,
    SuggestedCoding,
    Verbatim,
)

FREE_TEXT = {"c_say", "fft_good", "fft_improve", "fft_other"}


def count_by_hand(people, figure, priority):
    """Return how many people meet every condition of a figure, by the raw rows alone."""
    return sum(
        all(
            is_option(person, name, atoms)
            if ":" in name and not is_theme(name)
            else is_in(person, name, atoms, priority)
            for name, atoms in figure["where"].items()
        )
        for person in people
    )


def recount(store, built, codebook):
    """Count every released figure again and return how many of each kind agreed."""
    priority = {theme.id: theme.priority for theme in codebook.active_themes}
    people = everybody(store)
    checked = Counter()
    for figure in figures(built):
        if figure["value"] is None or {"mode", "language"} & figure["where"].keys():
            continue
        assert count_by_hand(people, figure, priority) == figure["value"], figure
        checked[figure["kind"]] += 1
    return checked


def figures(built):
    return [each for each in built.release["figures"] if "where" in each]


def everybody(store):
    """Return each respondent's plain answers, place and themes, read a row at a time."""
    with store.sessions() as session:
        people = {each.id: {"place": each.place_id} for each in session.scalars(select(Response))}
        for answer in session.scalars(select(Answer)):
            person = people[answer.response_id]
            question = (
                f"{answer.question_id}/{answer.row_id}" if answer.row_id else answer.question_id
            )
            person.setdefault(question, set()).add((answer.code, answer.state))
        undone = {r.number for r in session.scalars(select(CodingReview)) if r.is_undone}
        newest = {}
        for each in session.scalars(select(CodingDecision).order_by(CodingDecision.number)):
            if each.review_number not in undone:
                newest[each.verbatim_id, each.theme_id] = each.verdict
        suggested = {
            (s.verbatim_id, s.theme_id)
            for s in session.scalars(select(SuggestedCoding))
            if s.probability >= 0.5
        }
        for verbatim in session.scalars(select(Verbatim)):
            person = people[verbatim.response_id]
            person.setdefault("wrote", set()).add(verbatim.question_id)
            for pair in suggested | newest.keys():
                if pair[0] == verbatim.id and newest.get(pair, "confirmed") != "rejected":
                    person.setdefault(f"themes:{verbatim.question_id}", set()).add(pair[1])
    return list(people.values())


def is_in(person, name, atoms, theme_priority):
    """Say whether a person meets one condition of a figure, by the raw rows alone."""
    question, _, theme = name.partition(":")
    if name == "wave":
        return True
    if name == "place":
        return (person["place"] or "place-not-given") in atoms
    if theme:
        return is_mentioned(person, question, theme, atoms, theme_priority)
    return is_answered(person, question, atoms)


def is_mentioned(person, question, theme, atoms, theme_priority):
    mentioned = person.get(f"themes:{question}", set())
    if theme.startswith("priority:"):
        mentioned = {f"priority:{theme_priority[each]}" for each in mentioned}
    return ("yes" if theme in mentioned else "no") in atoms


def is_answered(person, question, atoms):
    given = person.get(question, set())
    states = {state.replace("-", "_") for _, state in given}
    if is_free_text(question):
        return "answered" in atoms and question in person.get("wrote", set())
    if states & set(atoms):
        return True
    return any(code in atoms for code, state in given if state == "answered" and code)


def is_free_text(question):
    return question in FREE_TEXT


def is_theme(name):
    return name.partition(":")[0] in FREE_TEXT


def is_option(person, name, atoms):
    question, _, code = name.partition(":")
    chosen = (code, "answered") in person.get(question, set())
    return ("yes" if chosen else "no") in atoms
