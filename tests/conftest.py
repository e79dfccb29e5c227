"""What several tests need: the annotations, a copy that may be broken, and one run of the default experiment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from bench.corpus import AnnotationFolder, installed
from bench.corpus.page import Article
from bench.reports import write_report
from bench.runs import find_records
from bench.runs.offline import CONSTANTS, SWITCHES

# Nothing is asked of the network, which may be closed.
BROWSER = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars", "--font-render-hinting=none"),
]

# A busy machine is no fault of the code: how long a call may take is asserted where it matters.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def switches() -> Iterator[None]:
    """What a run with offline=true turns in this process is turned back."""
    named = {name: os.environ.get(name) for name in SWITCHES}
    held = [(m, c, getattr(sys.modules[m], c)) for m, c in CONSTANTS if m in sys.modules]
    yield
    for name, value in named.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    for module, constant, value in held:
        setattr(sys.modules[module], constant, value)


@pytest.fixture(scope="session")
def gold_folder() -> AnnotationFolder:
    return AnnotationFolder(installed())


@pytest.fixture(scope="session")
def articles(gold_folder: AnnotationFolder) -> list[Article]:
    return gold_folder.articles()


@pytest.fixture
def broken_folder(gold_folder: AnnotationFolder, tmp_path: Path) -> AnnotationFolder:
    """A copy of the annotations that a test may damage."""
    copy = tmp_path / "annotations"
    shutil.copytree(gold_folder.path, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return AnnotationFolder(copy)


class Result(NamedTuple):
    code: int
    out: str
    err: str


def bench(*arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> Result:
    """Runs the command as a user does, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.cli.main", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, **(env or {})},
        timeout=300,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def default_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The default experiment, run once in an empty folder: its `runs` and what it printed."""
    folder = tmp_path_factory.mktemp("experiment")
    return folder / "runs", bench("run", cwd=folder)


@pytest.fixture(scope="session")
def published(default_runs: tuple[Path, Result], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Some runs of the default experiment, and the folder that `bench publish` made of them."""
    from bench.cli.main import main
    from publications import copy_runs

    folder = tmp_path_factory.mktemp("publication")
    runs, out = copy_runs(default_runs[0], folder / "runs"), folder / "hub"
    assert main(["publish", str(runs), "--out", str(out)]) == 0
    return runs, out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In CI a skip is a failure: a missing tool must not hide a behaviour."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI") == "true":
        terminalreporter.write_line(f"{len(skipped)} skipped: a failure in CI", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real headless Chromium; while it is open a loop runs in this thread, so it is closed after each module."""
    from playwright.sync_api import Error, sync_playwright

    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=installed, args=BROWSER)
        except Error as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"no Chromium here ({str(error).splitlines()[0]}); make test installs one")
        yield found
        found.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a file and waits until all is drawn; whatever the page complains of fails the test."""
    contexts, complaints = [], []

    def open_page(path: Path, fragment: str = "", width: int = 1440, scheme: str = "light", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(f"{path.as_uri()}{fragment}")
        if options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-drawn]", timeout=20_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def report(default_runs: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the default experiment's report."""
    out = tmp_path_factory.mktemp("report")
    write_report(find_records(default_runs[0]), out)
    return out
