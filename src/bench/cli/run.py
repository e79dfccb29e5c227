"""`bench run`: Hydra overrides to runs, and the leaderboard. The only verb that imports Hydra."""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.errors import BenchError

if TYPE_CHECKING:
    from bench.runs import RunConfig, RunRecord

HELP = "run models on tasks and print the leaderboard; without an override, the default experiment"
EXAMPLE = """examples:
  bench run                                    every embedded model, names and summaries
  bench run model=lac task=ner view=raw        one run
  bench run model=lac,jieba view=raw wrap=lines,join out=results
  bench run task=one_sentence model=lead,lexrank"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the verb takes."""
    parser.add_argument(
        "overrides", nargs="*", metavar="OVERRIDE", help="key=value; values with commas make one run each"
    )
    parser.add_argument(
        "-m", "--multirun", action="store_true", help="accepted as in Hydra; commas sweep with or without it"
    )


def do(options: argparse.Namespace) -> int:
    """Runs what the overrides ask for, writes and prints the leaderboard."""
    configs = list(dict.fromkeys(read_configs(options.overrides)))
    records = _run_all(configs)
    _show(records, configs[0].out)
    return 1 if any(record.status.state != "complete" for record in records) else 0


def read_configs(overrides: Sequence[str]) -> Iterator[RunConfig]:
    """The runs that the overrides ask for, in order; `BenchError` for what Hydra or the configuration refuses."""
    if not [o for o in overrides if not o.startswith("out=")]:
        overrides = ["experiment=default", *overrides]
    for choice in _combinations(overrides):
        composed = _compose(choice)
        lines = composed.pop("runs")
        if lines is None:
            yield _config(composed)
            continue
        own = [o for o in choice if not o.startswith("experiment=")]
        for line in lines:
            for part in _combinations([*line.split(), *own]):
                yield _config(_compose(part))


def _combinations(overrides: Sequence[str]) -> Iterator[list[str]]:
    """Every combination of the values that the overrides list, by Hydra's own grammar; the last word on a key counts."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        parsed = OverridesParser.create().parse_overrides(list(overrides))
        choices = [
            [f"{o.get_key_element()}={value}" for value in o.sweep_string_iterator()]
            if o.is_sweep_override()
            else [o.input_line or ""]
            for o in parsed
        ]
    except HydraException as error:
        raise BenchError(f"{_first_line(error)}; overrides are key=value, see bench run --help") from error
    keyed = {o.key_or_group: choice for o, choice in zip(parsed, choices, strict=True)}
    for combination in itertools.product(*keyed.values()):
        yield list(combination)


def _compose(overrides: list[str]) -> dict[str, Any]:
    from hydra import compose, initialize_config_module
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    _register_models()
    try:
        with initialize_config_module("bench.conf", version_base="1.3"):
            value = OmegaConf.to_container(compose("config", overrides), resolve=True)
    except (HydraException, OmegaConfBaseException) as error:
        raise BenchError(f"{_first_line(error)}; keys and values are in bench list and bench run --help") from error
    assert isinstance(value, dict)
    return {str(key): entry for key, entry in value.items()}


def _register_models() -> None:
    """Every model of the registry, those that were added too, is a choice of the group `model`."""
    from hydra.core.config_store import ConfigStore

    from bench.models import load_entries

    for name in load_entries():
        ConfigStore.instance().store(group="model", name=name, node={"name": name})


def _config(composed: dict[str, Any]) -> RunConfig:
    from bench.runs import RunConfig

    named = {key: composed[key]["name"] for key in ("task", "data", "view", "wrap", "scheme", "track", "model")}
    if named["view"] == "clean":
        named["wrap"] = None
    limit = composed["limit"]
    if limit is not None and not isinstance(limit, int):
        raise BenchError(f"limit={limit}: take a whole number of documents")
    return RunConfig(**named, out=Path(str(composed["out"])), limit=limit, on_error=str(composed["on_error"]))


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".:") if lines else type(error).__name__


def _run_all(configs: Sequence[RunConfig]) -> list[RunRecord]:
    from bench.runs import run

    records = []
    done = 0
    for number, config in enumerate(configs, 1):
        place = "-".join(part for part in (config.view, config.wrap) if part)
        record = run(config)
        records.append(record)
        done += record.fresh == "done"
        if record.fresh != "done":
            failed = f", {record.status.failed} documents failed" if record.status.failed else ""
            print(
                f"[{number}/{len(configs)}] {config.task} {place} {config.model}: {record.fresh}{failed}",
                file=sys.stderr,
            )
    if done:
        what = "everything was" if done == len(configs) else f"{done} of {len(configs)} runs were"
        print(f"{what} done already in {configs[0].out}", file=sys.stderr)
    return records


def _show(records: Sequence[RunRecord], out: Path) -> None:
    from rich.console import Console

    from bench.reports import build_board, write_report
    from bench.reports.terminal import print_board
    from bench.runs import find_records

    console = Console(width=None if sys.stdout.isatty() else 140)
    print_board(build_board(records), console)
    for path in write_report(build_board(find_records(out)), out):
        print(path)
