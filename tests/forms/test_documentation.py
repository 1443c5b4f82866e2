"""The page for survey officers shows a questionnaire that really loads."""

from pathlib import Path

from forms.definition import Kind, Mode, PlaceLevel, Presentation
from forms.loading import examine, load_questionnaire
from forms.reading import reading_faults

PAGE = Path(__file__).parents[2] / "docs" / "questionnaire-format.md"


def the_example(folder):
    example = PAGE.read_text().split("```yaml\n")[1].split("```")[0]
    path = folder / "example.yaml"
    path.write_text(example)
    return path


def test_the_example_is_sound(tmp_path):
    path = the_example(tmp_path)
    assert [page.key for page in load_questionnaire(path).pages] == ["g_safe", "g_why"]
    assert reading_faults(examine([path])[0]) == []


def test_every_word_of_a_closed_set_is_explained():
    page = PAGE.read_text()
    for word in (*Kind, *Mode, *Presentation, PlaceLevel.SETTLEMENT, PlaceLevel.DISTRICT):
        assert word in page


def test_the_example_of_a_shared_file_is_sound(tmp_path):
    shared = PAGE.read_text().split("```yaml\n")[2].split("```")[0]
    (tmp_path / "shared.yaml").write_text(shared)
    path = the_example(tmp_path)
    text = path.read_text().replace("safe.travel", "bus.late").replace("faces3", "lateness")
    path.write_text(
        text.replace('answer: [some, "no"]', "answer: [often]")
        .replace('help_card_codes: ["no"]', "help_card_codes: [often]")
        .replace('concern_codes: ["no"]', "concern_codes: [often]")
        .replace('answer: ["yes"]', "answer: [never]")
    )
    assert [page.key for page in load_questionnaire(path).pages] == ["g_safe", "g_why"]
