"""A run folder's config.yaml: the resolved configuration and what the model says of itself.

It is all that scoring anew needs. The output folder is where the file stands, and is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.models import TagMap
from bench.runs.config import RunConfig
from bench.runs.documents import documents_of
from bench.runs.score import Scorable

FILE = "config.yaml"


def config_text(run: Scorable, description: Mapping[str, Any]) -> str:
    """The content of the file."""
    import yaml

    values = {**asdict(run.config), "name": run.name, "settings": dict(run.config.settings)}
    del values["out"], values["offline"]
    said = {"fingerprint": run.fingerprint, "reference": run.reference, "tags": _tag_map(run.tags)}
    said |= {"policy": run.policy, "unit": run.unit}
    text: str = yaml.safe_dump({**values, **said, "describes": dict(description)}, allow_unicode=True, sort_keys=False)
    return text


def _tag_map(tags: TagMap | None) -> dict[str, Any] | None:
    if tags is None:
        return None
    maps = {"labels": tags.labels, "relations": tags.relations, "fine": tags.fine}
    return {"toolkit": tags.toolkit, **{name: dict(each) for name, each in maps.items()}}


def read_description(path: Path) -> dict[str, Any]:
    """What the model of a run said of itself; `BenchError` where that is missing."""
    import yaml

    try:
        found = yaml.safe_load((path / FILE).read_text(encoding="utf-8"))["describes"]
    except (OSError, yaml.YAMLError, TypeError, KeyError) as error:
        raise BenchError(f"{path / FILE}: does not say what its model is ({error!r}); run the model again") from None
    return dict(found)


def read_config(path: Path) -> Scorable:
    """A run as its config.yaml has it, on today's data; `BenchError` where it does not say enough to score it."""
    import yaml

    try:
        said = yaml.safe_load((path / FILE).read_text(encoding="utf-8"))
        known = {field.name for field in fields(RunConfig)}
        config = RunConfig(**{key: value for key, value in said.items() if key in known})
        tags = None if said["tags"] is None else TagMap(**said["tags"])
        known_as = said["name"], bool(said["reference"]), said["fingerprint"]
        return Scorable(config, documents_of(config), *known_as, tags, said["policy"], said.get("unit", "sentence"))
    except BenchError as error:
        raise BenchError(f"{path / FILE}: {error}") from None
    except (OSError, yaml.YAMLError, AttributeError, TypeError, ValueError, KeyError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise BenchError(f"{path / FILE}: cannot be read ({reason}); run the model again") from None
