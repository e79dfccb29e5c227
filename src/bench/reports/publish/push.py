"""Sends a publication to the hub: the data set, and the results as a data set beside it."""

from __future__ import annotations

import re
from pathlib import Path

from bench.errors import BenchError
from bench.reports.publish.names import HUB_ID

RESULTS = "-results"
_LONGEST = 96  # of the hub, for both parts together
_SECRET = re.compile(r"hf_[A-Za-z0-9]{6,}|(?<=Bearer )\S+")


def check_repo(repo: str) -> None:
    """Refuses what is no `OWNER/NAME` of the hub, for `repo` itself and for the results beside it."""
    if not HUB_ID.fullmatch(repo) or len(repo + RESULTS) > _LONGEST or ".." in repo or "--" in repo:
        raise BenchError("--push takes OWNER/NAME, the data set on the hub, such as --push org/banmian")


def push(out: Path, repo: str) -> list[str]:
    """Sends `out`/dataset to `repo` and `out`/results to `repo`-results, both data sets; returns their pages.

    A repository that is not there is made private. The token is huggingface_hub's own (HF_TOKEN, or `hf auth login`).
    Raises `BenchError` where one cannot be sent; it names what was sent before.
    """
    from huggingface_hub import HfApi

    api, sent = HfApi(), list[str]()
    for folder, target in (("dataset", repo), ("results", f"{repo}{RESULTS}")):
        try:
            api.create_repo(target, repo_type="dataset", private=True, exist_ok=True)
            api.upload_folder(
                repo_id=target, repo_type="dataset", folder_path=out / folder, commit_message="Published by bench"
            )
        except Exception as error:  # of the network, the hub or the token: all of them end in a line
            done = f"; {', '.join(sent)} was sent" if sent else "; nothing was sent"
            raise BenchError(f"{target}: could not be sent ({_reason(error)}){done}; mend it and push again") from None
        sent.append(f"https://huggingface.co/datasets/{target}")
    return sent


def _reason(error: Exception) -> str:
    """The error's first line, with nothing in it that is or looks like a token."""
    from huggingface_hub import get_token

    text = (str(error).strip().splitlines() or [""])[0]
    if token := get_token():
        text = text.replace(token, "***")
    return f"{type(error).__name__}: {_SECRET.sub('***', text)[:300]}"
