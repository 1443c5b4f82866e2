"""A small sound pair of definition files, and a way to spoil it."""

from pathlib import Path

SHARED = """\
priorities:
  VOICE: Being heard
  HOME: Family life
sources:
  own: Our own wording
items:
  about.age: Age
  safe.home: Safe at home
  safe.area: Safe out and about
  text.idea: Idea
  voice.space: Space
  voice.voice: Voice
  top.three: Three issues
  top.one: One issue
  about.place: Place
words_to_avoid:
  commence: start
symbols:
  house: a house
scales:
  often:
    options:
      - {code: always, label: Always}
      - {code: never, label: Never}
      - {code: dont_know, label: I don't know, means: dont-know}
    positive: [always]
option_sets:
  issues:
    shuffle: true
    options:
      - {code: a, label: Streets, priority: HOME}
      - {code: b, label: Homes, symbol: house}
      - {code: c, label: Buses}
      - {code: none, label: None of these, exclusive: true}
closing_pages:
  - id: leave_kindly
    heading: That is fine
    body: [Nothing has been saved.]
"""

SOUND = """\
questionnaire: sample
version: "1"
title: A sample
language: en-GB
audience: young people
ages: [13, 18]
presentations: ["13-18"]
modes: [open-link, group-code]
reading_age_target: 11
minutes: 5
parameters:
  feedback_date: {kind: date, means: The day we tell}
  round: {kind: number, means: The round}
start:
  heading: Hello
  body: [You can stop.]
  agree:
    question: agree
    text: Do you want to take part?
    options:
      - {code: yes, label: Yes}
      - {code: no, label: No}
    no: [no]
    if_no: leave_kindly
pages:
  - question: age
    kind: single
    item: about.age
    text: How old are you?
    why: To report by age.
    options:
      - {code: young, label: 12 or younger}
      - {code: old, label: 13 or older}
    required: true
    routes:
      - {answer: [young], to_closing_page: leave_kindly}

  - section: safety
    text: Feeling safe

  - question: home
    kind: single
    item: safe.home
    text: I feel safe at home
    why: To see trends.
    scale: often
    priorities: [HOME]
    trend: true
    source: own
    modes: [group-code]
    help_card_codes: [never]
    concern_codes: [always]
    concern_level: T2

  - question: top
    kind: multi
    item: top.three
    text: What matters?
    why: To set priorities.
    option_set: issues
    max_choices: 2

  - question: one
    kind: single
    item: top.one
    text: Which matters most?
    why: To set priorities.
    options_from_answer: top
    show_if: {question: top, chosen_at_least: 2}

  - question: heard
    kind: grid
    text: How much do you agree?
    why: To know who is heard.
    scale: often
    rows:
      - {item: voice.space, text: I can say it}
      - {item: voice.voice, text: I have the facts}

  - question: idea
    kind: long-text
    item: text.idea
    text: "You chose {answer:one|some issues}. Why?"
    help: Please leave out names.
    why: To collect ideas.
    max_characters: 500
    screened: true
    show_if: [{question: heard/voice.space, answer: [never]}, {parameter: round, equals: 1}]

  - question: place
    kind: place
    item: about.place
    text: Which is nearest to your home?
    why: To report by area.
end:
  heading: Thank you
  body: ["We will tell you by {feedback_date}."]
  contacts_for: place
"""


def write(folder: Path, text: str | bytes, *, shared: str = SHARED, name: str = "sample") -> Path:
    (folder / "shared.yaml").write_text(shared)
    path = folder / f"{name}.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def spoilt(old: str, new: str, *, text: str = SOUND) -> str:
    """Return the file with one thing changed; what is to be changed has to stand there once."""
    assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
    return text.replace(old, new)


def line_of(text: str, words: str) -> int:
    """Return the line, from 1, on which the words first stand."""
    assert words in text, words
    return text[: text.index(words)].count("\n") + 1
