"""`feedback themes`: suggest, discover and evaluate themes, of a survey or of a spreadsheet."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_app.commands.themes_code import code
from feedback_app.commands.themes_count import count
from feedback_app.commands.themes_discover import discover
from feedback_app.commands.themes_options import (
    FILE,
    embedder_for,
    with_codebook,
    with_coded,
    with_vectors,
)
from feedback_app.commands.themes_survey import suggest

if TYPE_CHECKING:
    from analysis.evaluation import Evaluation


@click.group(commands=[code, count, discover, suggest])
def themes() -> None:
    """Suggest, evaluate and discover themes."""


@themes.command()
@with_codebook
@with_coded
@click.option("--test", "test_file", type=FILE, required=True, help="Verbatims to test on.")
@click.option("--coded-sample", type=click.IntRange(min=0), help="Learn from so many of them.")
@click.option("--seeds", type=click.IntRange(1, 100), default=1, help="Samples to average over.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@with_vectors
def evaluate(
    *,
    codebook_file: Path,
    coded_file: Path | None,
    test_file: Path,
    coded_sample: int | None,
    seeds: int,
    as_json: bool,
    vectors: str | None,
) -> None:
    """Say how well suggestions agree with people on verbatims the model has not learnt from."""
    from analysis.codebook import load_codebook
    from analysis.evaluation import evaluate as run
    from analysis.evaluation import sample_coded
    from analysis.spreadsheet import read_coded

    codebook = load_codebook(codebook_file)
    test = read_coded(test_file, codebook)
    coded = read_coded(coded_file, codebook) if coded_file else []
    size = len(coded) if coded_sample is None else coded_sample
    if not test:
        raise click.UsageError(f"{test_file} holds no verbatims to test on.")
    if size > len(coded):
        raise click.UsageError(f"--coded-sample {size}: only {len(coded)} verbatims are coded.")
    embedder = embedder_for(vectors, len(test) + size)
    runs = [
        run(codebook, sample_coded(coded, size, seed=seed), test, embedder=embedder)
        for seed in range(seeds)
    ]
    click.echo(json.dumps(_as_record(runs), indent=2) if as_json else _as_words(runs))


def _as_record(runs: Sequence["Evaluation"]) -> dict[str, Any]:
    from analysis.evaluation import peak_memory_mib

    def mean(name: str) -> float:
        total: float = sum(getattr(run, name) for run in runs)
        return round(total / len(runs), 4)

    return {
        "coded": runs[0].coded,
        "tested": runs[0].tested,
        "seeds": len(runs),
        **{name: mean(name) for name in ("micro_f1", "macro_f1", "macro_f1_all")},
        "cpu_seconds": {
            name: mean(f"{name}_seconds") for name in ("embedding", "learning", "suggesting")
        },
        "peak_memory_mib": round(peak_memory_mib(), 1),
        "vectors": runs[0].vectors,
        "runs": [{"micro_f1": run.micro_f1, "macro_f1": run.macro_f1} for run in runs],
        "themes": [
            {
                "theme": score.theme,
                "people": score.people,
                "model": score.model,
                "precision": round(score.precision, 4),
                "recall": round(score.recall, 4),
                "f1": round(sum(run.themes[index].f1 for run in runs) / len(runs), 4),
            }
            for index, score in enumerate(runs[0].themes)
        ],
    }


def _as_words(runs: Sequence["Evaluation"]) -> str:
    record = _as_record(runs)
    table = [f"{'theme':<56} {'people':>6} {'model':>6} {'prec.':>6} {'recall':>6} {'F1':>6}"]
    for index, score in enumerate(runs[0].themes):
        f1 = sum(run.themes[index].f1 for run in runs) / len(runs)
        table.append(
            f"{score.theme:<56} {score.people:>6} {score.model:>6} {score.precision:>6.2f} "
            f"{score.recall:>6.2f} {f1:>6.2f}"
        )
    return "\n".join(
        [
            f"{record['coded']} coded verbatims, {record['tested']} tested, "
            f"{record['seeds']} sample(s), vectors: {record['vectors']}",
            f"micro F1 {record['micro_f1']:.3f}   macro F1 {record['macro_f1']:.3f} "
            f"(themes with 5 or more test verbatims; over all {record['macro_f1_all']:.3f})",
            f"CPU seconds {record['cpu_seconds']}   peak memory {record['peak_memory_mib']} MiB",
            "",
            *table,
        ]
    )
