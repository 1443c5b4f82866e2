"""What a question page costs to render, beside the Python ports of GOV.UK Frontend in one run.

The goal is a fifth of govuk-frontend-jinja with govuk-frontend-wtf. Both are whole pages with one
question of five choices, a way back and a button; ours has its bars for help and leaving besides.
The ports are installed from PyPI into an environment that is thrown away.

    .venv/bin/python -m benchmarks.rendering
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.pages.test_components import a_question_page, quickest

ROOT = Path(__file__).resolve().parent.parent
PEERS = ("govuk-frontend-jinja==4.1.0", "govuk-frontend-wtf==3.2.0", "flask", "flask-wtf")
ROUNDS = 3


def main() -> None:
    """Print both costs and their ratio, for several turns of each."""
    with tempfile.TemporaryDirectory() as folder:
        python = _install(Path(folder))
        for _ in range(ROUNDS):
            page = a_question_page()
            page()
            ours = 1000 * quickest(page, 10) / 10
            peer = float(_run(python, ROOT / "benchmarks" / "rendering_peer.py", "100"))
            print(f"ours {ours:.3f} ms, ports {peer:.3f} ms: 1/{peer / ours:.1f}")


def _install(folder: Path) -> Path:
    """Make an environment that holds the ports; return its Python."""
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([uv, "pip", "install", "-q", "--python", python, *PEERS], check=True)
    return python


def _run(*words: object) -> str:
    return subprocess.run(
        [str(word) for word in words], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    main()
