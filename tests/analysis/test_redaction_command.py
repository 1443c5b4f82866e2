"""What `feedback redact` promises."""

import json

import pytest
from click.testing import CliRunner

from feedback_app.commands.redact import redact


def run(tmp_path, content, *options):
    path = tmp_path / "texts.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return CliRunner().invoke(redact, [str(path), *options])


def test_the_same_lines_come_out_with_spans_marked(tmp_path):
    result = run(tmp_path, "Olivia hit me\n\nI like PE\nring 07700 900123")
    assert result.exit_code == 0
    assert result.stdout == "[name] hit me\n\nI like PE\nring [phone]\n"


def test_windows_line_ends_and_a_byte_order_mark_are_no_obstacle(tmp_path):
    result = run(tmp_path, b"\xef\xbb\xbfI live in Maryport\r\nbye\r\n")
    assert result.stdout == "I live in [place]\nbye\n"


def test_json_gives_text_and_spans(tmp_path):
    result = run(tmp_path, "Olivia hit me\n", "--json")
    record = json.loads(result.stdout)
    assert record["text"] == "[name] hit me"
    assert record["spans"] == [{"start": 0, "end": 6, "kind": "name", "source": "people"}]


def test_local_lists_are_used(tmp_path):
    schools = tmp_path / "schools.txt"
    schools.write_text("Quibble Hub\n")
    result = run(tmp_path, "we love quibble hub\n", "--schools", str(schools))
    assert result.stdout == "we love [school]\n"


@pytest.mark.parametrize("content", [b"caf\xe9\n", b"\xff\xfe"])
def test_another_encoding_is_refused_in_plain_words(tmp_path, content):
    result = run(tmp_path, content)
    assert result.exit_code == 2
    assert "line 1: this is not UTF-8 text" in result.output
