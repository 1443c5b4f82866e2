"""What a completed ten-question response costs the server, beside the least that Flask can do.

Both servers run on the same store in the same run and take turns; the figure to quote is the
ratio of their medians in yards (CPU time over the time of a fixed snippet, so that a busy
machine counts for both). Needs the load driver and the bare-Flask floor of `../shared/tools`.

    .venv/bin/python benchmarks/journey.py --store postgresql --rounds 3
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(os.environ.get("FEEDBACK_SHARED", ROOT.parent / "shared")) / "tools"
PYTHON = sys.executable
OURS, FLOOR = 5055, 5056
DUTIES = (
    *("--basis", "public-task", "--condition", "safeguarding"),
    *("--dpia", "DPIA 7", "--keep-until", "2090-01-01"),
)


def main() -> None:
    """Measure and print one line a round, then the ratio."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        urls = _stores(options.store, Path(folder))
        token = _prepare(urls["ours"], Path(folder))
        with (
            _server(_our_command(), urls["ours"], OURS) as ours,
            _server(_floor_command(), urls["floor"], FLOOR) as floor,
        ):
            starts = {
                "ours": (f"http://127.0.0.1:{OURS}/s/{token}", "/sent$", ours),
                "floor": (f"http://127.0.0.1:{FLOOR}/", "/done$", floor),
            }
            yards = _take_turns(starts, options)
    ratio = statistics.median(yards["ours"]) / statistics.median(yards["floor"])
    print(f"{options.store}: {ratio:.2f} times the floor (medians of {options.rounds} rounds)")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--responses", type=int, default=150)
    return parser.parse_args()


def _stores(store: str, folder: Path) -> dict[str, str]:
    if store == "sqlite":
        return {"ours": f"sqlite:///{folder / 'ours.db'}", "floor": str(folder / "floor.db")}
    for name in ("bench_ours", "bench_floor"):
        for verb in ("DROP DATABASE IF EXISTS", "CREATE DATABASE"):
            subprocess.run(["psql", "-q", "postgres", "-c", f"{verb} {name}"], check=True)
    return {"ours": "postgresql:///bench_ours", "floor": "postgresql:///bench_floor"}


def _prepare(url: str, folder: Path) -> str:
    """Set up our store with the ten questions and return the token of its link."""
    os.environ |= {"FEEDBACK_INSTANCE": str(folder), "FEEDBACK_DATABASE_URL": url}
    for command in (
        ["database", "upgrade"],
        [
            "survey",
            "open",
            "ten",
            str(ROOT / "benchmarks" / "questionnaires" / "ten-questions.yaml"),
            *DUTIES,
        ],
    ):
        done = subprocess.run(
            [PYTHON, "-m", "feedback_app.cli", *command],
            check=True,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    return done.stdout.rsplit("/s/", 1)[1].split()[0]


def _our_command() -> list[str]:
    return [PYTHON, "-m", "feedback_app.cli", "serve", "--port", str(OURS), "--workers", "2"]


def _floor_command() -> list[str]:
    options = ["-w", "2", "-b", f"127.0.0.1:{FLOOR}", "--no-control-socket"]
    return [PYTHON, "-m", "gunicorn", *options, "limit_app:app"]


@contextmanager
def _server(command: list[str], url: str, port: int):
    is_floor = port == FLOOR
    store = "pg" if url.startswith("postgresql") else "sqlite-full"
    environment = {**os.environ, "LIMIT_MODE": "bare", "LIMIT_DB": store, "LIMIT_DSN": url}
    home = TOOLS if is_floor else ROOT
    if is_floor:
        create = {**environment, "LIMIT_CREATE": "1"}
        subprocess.run([PYTHON, "limit_app.py"], cwd=TOOLS, env=create, check=False)
    process = subprocess.Popen(
        command, cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        _wait_for(port)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"no server on port {port}")


def _take_turns(starts: dict, options: argparse.Namespace) -> dict[str, list[float]]:
    yards: dict[str, list[float]] = {name: [] for name in starts}
    for turn in range(1, options.rounds + 1):
        for name, (url, done, pid) in starts.items():
            found = _drive(url, done, pid, options)
            yards[name].append(found["yardsticks_per_response"])
            parts = ", ".join(
                f"{who} {cpu:.1f}" for who, cpu in found["cpu_ms_per_response_by_group"].items()
            )
            print(
                f"round {turn} {name:5}: {found['yardsticks_per_response']:.2f} yards, "
                f"{found['cpu_ms_per_response']:.1f} CPU ms a response ({parts}), "
                f"{found['end_pss_mb']['app']:.0f} MB PSS, {found['failed']} failed"
            )
    return yards


def _drive(url: str, done: str, pid: int, options: argparse.Namespace) -> dict:
    pids = [f"app={pid}"]
    if options.store == "postgresql":
        postgres = subprocess.run(["pgrep", "-o", "-x", "postgres"], capture_output=True, text=True)
        pids.append(f"db={postgres.stdout.strip()}")
    command = [PYTHON, str(TOOLS / "journey_load.py"), "--url", url, "--done-url", done]
    command += ["--responses", str(options.responses), "--concurrency", "4", "--warmup", "20"]
    for each in pids:
        command += ["--server-pid", each]
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run([*command, "--json", out.name], check=True, stdout=subprocess.DEVNULL)
        return json.loads(Path(out.name).read_text())


if __name__ == "__main__":
    if shutil.which("psql") is None and "--store=postgresql" in sys.argv:
        raise SystemExit("PostgreSQL's psql is not installed")
    main()
