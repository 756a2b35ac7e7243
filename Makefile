# Everything a developer runs. `make demo` and `make test` need only Python 3.11, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
POLICY := policies/jiangxi-2022-20
STAMP := $(VENV)/.ready

.PHONY: setup demo test check bench accept clean

setup: $(STAMP)

$(STAMP): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	touch $(STAMP)

demo: setup
	$(BIN)/huiqi demo $(POLICY) --enterprises 50000 --settings $(POLICY)/settings/demo*.md

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture src tests --min-confidence 90
	$(BIN)/huiqi check $(POLICY)
	$(BIN)/huiqi check policies/standards/sme-size-2017

bench: setup
	$(BIN)/python benchmarks/run.py

accept: setup
	HUIQI_ACCEPT=1 $(BIN)/python -m pytest tests/language tests/sql

clean:
	rm -rf $(VENV) build
