"""`bench run`: Hydra overrides to runs, and the leaderboard. The only verb that imports Hydra."""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.errors import BenchError

if TYPE_CHECKING:
    from hydra.core.override_parser.types import Override

    from bench.reports.tracker import Tracker
    from bench.runs import RunConfig, RunRecord

HELP = "run models on tasks and print the leaderboard; without an override, the default experiment"
EXAMPLE = """examples:
  bench run                                    every embedded model, names and summaries
  bench run model=lac task=ner view=raw        one run
  bench run model=lac,jieba view=raw wrap=lines,join out=results
  bench run task=one_sentence model=lead,lexrank
  bench run model=transformers:./checkpoint,transformers:org/tagger with.window=256
  bench run model=./mine.yaml offline=true
  bench run model=lac tracker=mlflow           to the store of MLFLOW_TRACKING_URI too

keys: task model name data view wrap scheme track out limit on_error offline shard tracker experiment (see bench list),
and with.KEY for what can be set of a model"""


_WITH = "with."
# Keys that say how, not what: given alone, the default experiment runs.
_OF_EVERY_RUN = ("out", "offline", "on_error", "tracker")
_FAILURES = 10


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
    if not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # bars of libraries, in a log
    from bench.reports.tracker import open_tracker

    asked = _read(options.overrides)
    configs = list(dict.fromkeys(_configs(asked)))
    if not configs:
        raise BenchError("no model of the experiment can be run here; install what is named above")
    records = run_all(configs, open_tracker(asked.tracker, any(config.offline for config in configs)))
    _show(records, configs[0].out)
    return 1 if any(record.status.state != "complete" for record in records) else 0


class _Asked(NamedTuple):
    """The overrides that make runs, what Hydra composed of all, and the tracker, which is one for all runs."""

    settled: list[Override]
    composed: dict[str, Any]
    tracker: Any


def read_configs(overrides: Sequence[str]) -> Iterator[RunConfig]:
    """The runs that the overrides ask for, in order; `BenchError` for what Hydra or the configuration refuses."""
    return _configs(_read(overrides))


def _read(overrides: Sequence[str]) -> _Asked:
    """Hydra composes once a command, not once a run: that is what keeps a finished experiment's second call short."""
    if all(o.partition("=")[0] in _OF_EVERY_RUN for o in overrides):
        overrides = ["experiment=default", *overrides]
    asked = _parse(overrides)
    # Every override goes through Hydra, a sweep with its first value, so that a bad key or value is refused there.
    composed = _compose([_first_value(o) for o in asked if not o.key_or_group.startswith(_WITH)])
    if any(o.key_or_group == "tracker" and o.is_sweep_override() for o in asked):
        raise BenchError("tracker: take one for all runs")
    settled = [o for o in asked if o.key_or_group not in ("experiment", "tracker")]
    return _Asked(settled, composed, composed.pop("tracker"))


def _configs(asked: _Asked) -> Iterator[RunConfig]:
    settled, composed, _ = asked
    lines = composed.pop("runs") or [""]
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise BenchError(f"runs={lines}: an experiment's list of overrides, such as ['model=lac view=raw']")
    left_out: dict[str, str] = {}
    for line in lines:
        for values in _combinations([*_parse(line.split()), *settled]):
            unknown = [key for key in values if key not in composed and not key.startswith(_WITH)]
            if unknown:
                raise BenchError(f"the key {unknown[0]!r} is none of {', '.join(composed)}")
            config = _config({**composed, **values})
            missing = config.asked.entry.missing
            if missing and line:  # nobody asked for it by name
                extra = f"pip install 'banmian[{config.asked.entry.extra}]'"
                left_out[config.asked.name] = f"it needs {', '.join(missing)}; {extra}"
                continue
            yield config
    for name, reason in left_out.items():
        print(f"{name} is left out: {reason}", file=sys.stderr)


def _parse(overrides: Sequence[str]) -> list[Override]:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        return OverridesParser.create().parse_overrides(list(overrides))
    except HydraException as error:
        said = " ".join(overrides)
        raise BenchError(f"cannot read {said!r}; overrides are key=value, values with other signs in quotes") from error


def _first_value(override: Override) -> str:
    from hydra.core.override_parser.types import OverrideType
    from hydra.errors import HydraException

    if override.type is not OverrideType.CHANGE:
        raise BenchError(f"the override {override.input_line!r} adds or deletes a key; give key=value alone")
    if not override.is_sweep_override():
        return str(override.input_line)
    try:
        return f"{override.get_key_element()}={next(override.sweep_string_iterator())}"
    except HydraException as error:
        raise BenchError(f"cannot list the values of {override.input_line!r}; write them out with commas") from error


def _combinations(overrides: Sequence[Override]) -> Iterator[dict[str, Any]]:
    """Every combination of the values that overrides list, by Hydra's grammar; the last word on a key counts."""
    listed = {o.key_or_group: list(o.sweep_iterator()) if o.is_sweep_override() else [o.value()] for o in overrides}
    for combination in itertools.product(*listed.values()):
        yield dict(zip(listed, combination, strict=True))


def _compose(overrides: list[str]) -> dict[str, Any]:
    from hydra import compose, initialize_config_module
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        with initialize_config_module("bench.conf", version_base="1.3"):
            value = OmegaConf.to_container(compose("config", overrides), resolve=True)
    except (HydraException, OmegaConfBaseException) as error:
        raise BenchError(f"{_first_line(error)}; the keys are in bench run --help") from error
    assert isinstance(value, dict)
    return {str(key): entry for key, entry in value.items()}


def _config(composed: dict[str, Any]) -> RunConfig:
    from bench.runs import RunConfig

    words = {}
    for key in ("task", "model", "data", "view", "scheme", "track", "on_error", "wrap", "out", "name"):
        value = composed[key]["name"] if isinstance(composed[key], dict) else composed[key]
        if key == "name" and value is None:
            continue
        if not isinstance(value, str | int | float):
            raise BenchError(f"{key}={value}: take a word")
        words[key] = str(value)
    limit = composed["limit"]
    if limit is not None and type(limit) is not int:
        raise BenchError(f"limit={limit}: take a whole number of documents")
    if type(composed["offline"]) is not bool:
        raise BenchError(f"offline={composed['offline']}: take true or false")
    if composed["shard"] is not None and not isinstance(composed["shard"], str):
        raise BenchError(f"shard={composed['shard']}: take i/n, such as 0/4 for the first of four parts")
    wrap, out = words.pop("wrap"), Path(words.pop("out"))
    return RunConfig(
        **words,
        wrap=None if words["view"] == "clean" else wrap,
        out=out,
        limit=limit,
        offline=composed["offline"],
        shard=composed["shard"],
        settings={key.removeprefix(_WITH): value for key, value in composed.items() if key.startswith(_WITH)},
    )


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".:") if lines else type(error).__name__


def run_all(configs: Sequence[RunConfig], tracker: Tracker | None = None) -> list[RunRecord]:
    """Runs them, a model's runs in a row, so that no model is loaded twice; records in the order of `configs`."""
    order = {key: number for number, key in enumerate(dict.fromkeys((c.model, c.settings) for c in configs))}
    records = {}
    for number, config in enumerate(sorted(configs, key=lambda c: order[c.model, c.settings]), 1):
        records[config] = _run_one(config, f"[{number}/{len(configs)}]", tracker)
    done = sum(record.fresh == "done" for record in records.values())
    if done:
        what = "everything was" if done == len(configs) else f"{done} of {len(configs)} runs were"
        print(f"{what} done already in {configs[0].out}", file=sys.stderr)
    return [records[config] for config in configs]


def _run_one(config: RunConfig, number: str, tracker: Tracker | None) -> RunRecord:
    from bench.cli.progress import watching
    from bench.runs import run
    from bench.text import printable

    place = "-".join(part for part in (config.view, config.wrap) if part)
    title = f"{number} {config.task} {place} {config.asked.name}"
    with watching(title) as watch:
        record = run(config, watch)
    for notice in record.notices:
        print(printable(notice), file=sys.stderr)
    if record.fresh != "done":
        failed = f", {record.status.failed} documents failed" if record.status.failed else ""
        print(f"{title}: {record.fresh}{failed}", file=sys.stderr)
        if used := _used(record.timing):
            print(f"  {used}", file=sys.stderr)
        for name, reason in list(record.failures())[:_FAILURES]:
            print(f"  failed: {name}: {reason}", file=sys.stderr)
    if tracker is not None and (notice := tracker.log(record)):
        print(printable(notice), file=sys.stderr)
    return record


def _used(timing: dict[str, Any]) -> str:
    """Requests of this call, tokens of the whole run, and what this call cost; empty for a model that asks nobody."""
    usage, tokens = timing.get("usage"), timing.get("tokens")
    if not usage:
        return ""
    said = f"{usage['requests']:,} requests ({usage['retries']:,} repeated)"
    if tokens:
        said += f", {tokens.get('input', 0):,} + {tokens.get('output', 0):,} tokens"
    return said if usage["cost"] is None else f"{said}, cost {usage['cost']:.4f}"


def _show(records: Sequence[RunRecord], out: Path) -> None:
    from rich.console import Console

    from bench.reports import build_board, write_report
    from bench.reports.terminal import print_board
    from bench.runs import find_records

    if any(record.status.shard for record in records):
        print(f"shards are scored one by one; when all are there: bench merge {out}", file=sys.stderr)
    console = Console(width=None if sys.stdout.isatty() else 140)
    print_board(build_board(records), console)
    for path in write_report(find_records(out), out, unless_current=True):
        print(path)
