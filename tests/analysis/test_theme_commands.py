"""The commands that theme spreadsheets: what they print, write and refuse."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedback_app.commands.agreement import agreement
from feedback_app.commands.codebook import codebook
from feedback_app.commands.themes import themes
from tests.analysis.codebooks import PHRASES, coded_verbatims

WORDS = ["--vectors", "words"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = ["id: small", "themes:"]
    for theme, phrases in PHRASES.items():
        lines += [f"- id: {theme}", f"  name: {theme}", "  definition: About it.", "  examples:"]
        lines += [f"  - {phrase}" for phrase in phrases]
    (tmp_path / "book.yaml").write_text("\n".join(lines), encoding="utf-8")
    write(tmp_path / "coded.csv", coded_verbatims(3))
    write(tmp_path / "test.csv", coded_verbatims(4)[3::4])
    return tmp_path


def write(path: Path, coded) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "text", "themes"))
        for item in coded:
            writer.writerow((item.verbatim.id, item.verbatim.text, "|".join(item.themes)))


def run(command, folder: Path, *arguments: str):
    given = [a.replace("@", f"{folder}/") for a in arguments]
    return CliRunner().invoke(command, given)


def test_evaluate_prints_scores_themes_and_cost_as_json(folder):
    page = run(
        themes, folder, "evaluate", "--codebook", "@book.yaml", "--coded", "@coded.csv",
        "--test", "@test.csv", "--json", *WORDS,
    )  # fmt: skip
    found = json.loads(page.stdout)
    assert found["micro_f1"] > 0.8
    assert found["macro_f1"] > 0.8
    assert [theme["people"] for theme in found["themes"]] == [5, 5, 5]
    assert found["cpu_seconds"]["learning"] > 0
    assert found["peak_memory_mib"] > 10
    assert (found["coded"], found["tested"], found["vectors"]) == (45, 15, "words only")


def test_evaluate_without_coded_verbatims_tests_the_codebook_alone(folder):
    page = run(
        themes, folder, "evaluate", "--codebook", "@book.yaml", "--test", "@test.csv", *WORDS
    )
    assert page.exit_code == 0
    assert page.stdout.startswith("0 coded verbatims, 15 tested")
    assert "micro F1" in page.stdout


def test_a_coded_sample_is_averaged_over_seeds(folder):
    page = run(
        themes, folder, "evaluate", "--codebook", "@book.yaml", "--coded", "@coded.csv",
        "--test", "@test.csv", "--coded-sample", "15", "--seeds", "3", "--json", *WORDS,
    )  # fmt: skip
    found = json.loads(page.stdout)
    mean = sum(one["micro_f1"] for one in found["runs"]) / 3
    assert (found["coded"], found["seeds"]) == (15, 3)
    assert found["micro_f1"] == pytest.approx(mean, abs=1e-4)


def test_code_writes_themes_and_reasons_for_every_verbatim_twice_the_same(folder):
    arguments = ("code", "--codebook", "@book.yaml", "--coded", "@coded.csv", "--in", "@test.csv")
    for name in ("@one.csv", "@two.csv"):
        assert run(themes, folder, *arguments, "--out", name, *WORDS).exit_code == 0
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()
    with (folder / "one.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 15
    right = sum(row["themes"] == row["id"].rstrip("0123456789") for row in rows)
    assert right >= 12
    assert all("like “" in row["reasons"] for row in rows if row["themes"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,words,themes\n1,a,bus\n", "the column \u201ctext\u201d is missing"),
        (b"id,text,themes\n1,a,bus\n2,b,trains\n", "row 3, column \u201cthemes\u201d"),
        (b"id,text,themes\n1,a,bus\n2,b\n", "row 3: it has more or fewer cells"),
        (b"id,text,themes\n1,a,b,c,d\n", "row 2: it has more or fewer cells"),
        (b"id,text,themes\n,a,bus\n", "row 2: the column \u201cid\u201d is empty"),
        (b"id,text,themes\n1,caf\xe9,bus\n", "not UTF-8"),
        (b"", "It is empty"),
    ],
)
def test_a_bad_spreadsheet_is_refused_with_its_column_and_row(folder, content, words):
    (folder / "bad.csv").write_bytes(content)
    page = run(themes, folder, "evaluate", "--codebook", "@book.yaml", "--test", "@bad.csv", *WORDS)
    assert words in str(page.exception)
    assert isinstance(page.exception, ValueError)


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate", "--test", "@test.csv"),
        ("evaluate", "--codebook", "@book.yaml", "--test", "@test.csv", "--coded-sample", "9"),
        ("evaluate", "--codebook", "@book.yaml", "--test", "@test.csv", "--vectors", "magic"),
        ("evaluate", "--codebook", "@book.yaml", "--test", "@test.csv", "--seeds", "0"),
    ],
)
def test_bad_use_ends_with_exit_code_two(folder, arguments):
    page = run(themes, folder, *arguments)
    assert page.exit_code == 2
    assert page.stdout == ""


def test_discover_offers_candidates(folder):
    page = run(themes, folder, "discover", "@test.csv", "--codebook", "@book.yaml", *WORDS)
    assert page.exit_code == 0
    assert "each needs a person" in page.stdout


def test_codebook_check_says_good_or_names_every_fault(folder):
    page = run(codebook, folder, "check", "@book.yaml", "--no-vectors")
    assert page.exit_code == 0
    assert "good – small 1, 3 themes, 0 priorities, 15 examples, 0 pieces" in page.stdout
    (folder / "bad.yaml").write_text("themes:\n- name: x\n- id: y\n", encoding="utf-8")
    page = run(codebook, folder, "check", "@bad.yaml")
    assert page.exit_code == 2
    assert "bad.yaml, line 2" in page.stderr
    assert "2 faults" in page.stderr


def test_agreement_names_the_careless_coder(folder):
    rows = ["coder,id,themes"]
    for number in range(60):
        theme = "abc"[number % 3]
        rows += [f"{coder},v{number},{theme}" for coder in ("ann", "bea")]
        rows.append(f"cem,v{number},{'abc'[number * 7 % 5 % 3]}")
    (folder / "judged.csv").write_text("\n".join(rows), encoding="utf-8")
    page = run(agreement, folder, "@judged.csv")
    assert page.exit_code == 0
    assert "cem agrees clearly less" in page.stdout
    assert "ann agrees clearly less" not in page.stdout


def test_importing_the_commands_is_light():
    heavy = ["numpy", "sklearn", "scipy", "nltk", "matplotlib", "analysis.learning"]
    code = (
        "import sys; import feedback_app.commands.themes; "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
