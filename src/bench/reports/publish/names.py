"""Names in the files of a hub: of tasks, and of folders for models that may be called anything."""

from __future__ import annotations

import hashlib
import re

# The view, and how raw text reached the model; the configs of the data set are `clean` and `raw`.
PLACES = (("clean", None), ("raw", "lines"), ("raw", "join"))
# OWNER/NAME.
HUB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?")
_LONGEST = 60


def task_id(task: str, view: str, wrap: str | None) -> str:
    """`ner_clean`, `ner_raw_join`: one value stands under each."""
    return "_".join(part for part in (task, view, wrap) if part)


def folder_name(model: str) -> str:
    """A folder's name for a model: its own where that is plain, else its plain letters and eight digits of a hash."""
    if _PLAIN.fullmatch(model) and ".." not in model:
        return model
    stem = re.sub(r"[^A-Za-z0-9]+", "-", model)[:_LONGEST].strip("-") or "model"
    return f"{stem}-{hashlib.sha256(model.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
