"""Read a person's text file, and say plainly what is wrong with one that cannot be read."""

from pathlib import Path

import click


def read_text_file(file: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte-order mark.

    Raises:
        click.UsageError: the file cannot be opened or is in another encoding (exit status 2).
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise click.UsageError(
            f"{file} cannot be read: {error.strerror}. Check the name and that you may open it."
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise click.UsageError(
            f"{file}, line {line}: this is not UTF-8 text. "
            "In your spreadsheet choose “Save as: CSV UTF-8” and try again."
        ) from error
