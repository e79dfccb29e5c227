# Each target starts from a fresh machine that has Python (3.10 to 3.13) and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: leaderboard test check clean

leaderboard: $(VENV)/installed
	$(BIN)/bench run

test: $(VENV)/developing $(VENV)/browser
	$(BIN)/python -m pytest

check: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bench data check
	$(BIN)/python scripts/update_docs.py --check

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) install -e .
	touch $@

$(VENV)/developing: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[dev]'
	$(PIP) install -c constraints.txt --no-deps gliner  # it asks for an older transformers, and runs with the newest
	touch $@ $(VENV)/installed

# The page is tested in Chromium with a Chinese font: the system's, by apt where that is allowed, else Playwright's own.
$(VENV)/browser: | $(VENV)/developing
	{ command -v chromium && fc-list :lang=zh | grep -q .; } || { [ "$$(id -u)" = 0 ] && command -v apt-get && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } || \
		$(BIN)/python -m playwright install chromium
	touch $@

clean:
	rm -rf $(VENV) build dist runs
