"""Where a model's files come from: a local folder, a folder of this package, or the hub; safetensors, and no code."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from bench.errors import BenchError

# What a model is beside its weights: configuration, tokenizer, chat template.
_ABOUT = ("*.json", "*.txt", "*.model", "*.tiktoken", "*.jinja")
_WEIGHTS = {
    "safetensors": ("*.safetensors",),
    "onnx": ("model.onnx", "model.onnx_data", "onnx/model.onnx", "onnx/model.onnx_data"),
}
_REFUSED = {
    "RepositoryNotFoundError": "no such model, or none that you may see; see the id, or log in with `hf auth login`",
    "RevisionNotFoundError": "no such revision; leave revision out, or take a branch, tag or commit that is there",
    "GatedRepoError": "gated; accept its terms on its page and log in with `hf auth login`",
}
_CODE = "config.json", "tokenizer_config.json", "processor_config.json"
_OWN = "bench:"


@dataclass(frozen=True)
class Checkpoint:
    """A model's files: `folder` holds configuration, tokenizer and weights; `commit` is the hub's, for its snapshots.

    `weights` are the patterns of the files of weights that count.
    """

    folder: Path
    commit: str | None
    weights: tuple[str, ...]

    @cached_property
    def identity(self) -> dict[str, str]:
        """For `describe()`: the resolved commit, or a hash over names and contents of the files that matter.

        Never a name, a path or a revision that can move.
        """
        if self.commit:
            return {"commit": self.commit}
        told = "\n".join(f"{path.relative_to(self.folder).as_posix()} {_hash(path)}" for path in self.files)
        return {"files": hashlib.sha256(told.encode()).hexdigest()}

    @property
    def files(self) -> list[Path]:
        """The files that predictions can depend on, sorted; the card and other forms of the weights are none."""
        patterns = (*_ABOUT, *self.weights)
        return sorted({path for pattern in patterns for path in self.folder.glob(pattern) if path.is_file()})

    def read_json(self, name: str) -> dict[str, Any]:
        """A JSON file of the folder, such as `config.json`; `BenchError` where it is missing or broken."""
        try:
            read = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except OSError:
            raise BenchError(f"{self.folder}: has no {name}; give the folder that save_pretrained wrote") from None
        except ValueError as error:
            raise BenchError(f"{self.folder / name}: no JSON ({error}); save the model again") from None
        if not isinstance(read, dict):
            raise BenchError(f"{self.folder / name}: holds no JSON object; save the model again")
        return read


def find_checkpoint(
    path: str, revision: str | None = None, weights: bool = True, form: str = "safetensors"
) -> Checkpoint:
    """The files of the model at `path`: a local folder, `bench:FOLDER` in this package, or an id of the hub.

    From the hub come the files that are needed and no others; without `weights` what describes the model alone. `form`
    is `safetensors` or `onnx`. Raises `BenchError` where there is no such model, where its weights are pickled, and
    where it brings code of its own.
    """
    patterns = _WEIGHTS[form]
    folder, commit = _folder(path, revision)
    if folder is None:
        folder = _from_hub(path, revision, (*_ABOUT, *patterns) if weights else _ABOUT)
        commit = folder.name
    found = Checkpoint(folder, commit, patterns)
    _refuse_code(found, path)
    if weights and not any(any(folder.glob(pattern)) for pattern in patterns):
        raise BenchError(_no_weights(found, path, form))
    return found


def _folder(path: str, revision: str | None) -> tuple[Path | None, None]:
    """The folder that `path` says, `None` where it can only be an id of the hub."""
    if path.startswith(_OWN):
        folder = Path(str(resources.files("bench.models"))) / path.removeprefix(_OWN)
    else:
        folder = Path(path).expanduser()
    if not folder.is_dir():
        if path.startswith((_OWN, "/", "./", "../", "~")):
            raise BenchError(f"{path}: no such folder; give a folder that save_pretrained wrote, or an id of the hub")
        return None, None
    if revision is not None:
        raise BenchError(f"{path}: is a folder and has no revision {revision!r}; leave revision out")
    return folder, None


def _from_hub(path: str, revision: str | None, patterns: tuple[str, ...]) -> Path:
    """The folder of the hub's snapshot, called as its commit."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    except ImportError:
        raise BenchError(f"{path}: no such folder, and no huggingface_hub; pip install 'banmian[torch]'") from None
    named = f"{path}@{revision}" if revision else path
    try:
        # To the hub's library * goes through folders, and a repository may hold every step of its training in some.
        below = None if any("/" in pattern for pattern in patterns) else ["*/*"]
        found = snapshot_download(path, revision=revision, allow_patterns=list(patterns), ignore_patterns=below)
        return Path(found)
    except HFValidationError:
        raise BenchError(f"{path}: no such folder, and no id of the hub (org/name)") from None
    except LocalEntryNotFoundError:
        raise BenchError(
            f"{named}: no such folder, and the hub's cache does not hold it whole while the hub is out of reach; run "
            "once with a connection and without offline=true, or give a local folder"
        ) from None
    except HfHubHTTPError as error:
        reason = _REFUSED.get(type(error).__name__) or str(error).strip().splitlines()[0]
        raise BenchError(f"{named}: no such folder, and the hub says: {reason}") from None
    except OSError as error:
        raise BenchError(
            f"{named}: cannot be fetched from the hub ({' '.join(str(error).split())}); try again"
        ) from None


def _refuse_code(found: Checkpoint, path: str) -> None:
    for name in _CODE:
        if (found.folder / name).is_file() and found.read_json(name).get("auto_map"):
            raise BenchError(f"{path}: {name} has an auto_map: it runs code of its own: refused; take another model")


def _no_weights(found: Checkpoint, path: str, form: str) -> str:
    if form == "onnx":
        return f"{path}: has no model.onnx, nor onnx/model.onnx; export it, or leave backend=onnx out"
    config = found.read_json("config.json") if (found.folder / "config.json").is_file() else {}
    made = (config.get("architectures") or ["AutoModel"])[0]
    convert = (
        f"from transformers import AutoTokenizer as T, {made} as M; "
        f"[x.from_pretrained('{path}').save_pretrained('FOLDER') for x in (T, M)]"
    )
    return f'{path}: has no *.safetensors, and pickled weights are refused; convert them once: python -c "{convert}"'


def _hash(path: Path) -> str:
    status = path.stat()
    return _content_hash(path, status.st_size, status.st_mtime_ns)


@cache
def _content_hash(path: Path, size: int, changed: int) -> str:  # noqa: ARG001  parts of the key
    """SHA-256 of a file in pieces, as weights may be larger than memory; again where size or time differ."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()
