# Everything a developer runs. `make demo` and `make test` need only Python 3.11, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
POLICY := policies/jiangxi-2022-20
PACKAGES := policies/standards/sme-size-2017 $(POLICY) policies/national-2022-12 policies/example-nanchang-2023
ENTERPRISES ?= 50000
SITE ?= build/site
PORT ?= 8000
TESTS ?= -m "not slow and not browser"
BENCHED ?= 100000
STAMP := $(VENV)/.ready
SPARK := .venv-spark
BENCH := .venv-bench
SOURCES := src tests $(wildcard benchmarks)

.PHONY: setup spark demo demo-reset demo-check demo-register test check format bench accept docs messages lock clean

# uv is quick; where only pip knows the mirror or the certificates, pip installs the same lock.
setup: $(STAMP)

$(STAMP): requirements-uv.txt requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; say make PYTHON=…" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-uv.txt
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.txt \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	touch $(STAMP)

# A real Spark for tests/spark/test_cluster.py, apart from the double; it needs Java 17 to run.
spark: $(SPARK)/.ready

$(SPARK)/.ready: $(STAMP) requirements-spark.txt
	$(PYTHON) -m venv $(SPARK)
	$(BIN)/uv pip sync --quiet --require-hashes --python $(SPARK)/bin/python requirements-spark.txt \
		|| $(SPARK)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-spark.txt
	touch $@

# The engine at work on made-up enterprises, then the site over the same register, until Ctrl-C.
demo: demo-register
	HUIQI_DATA=$(SITE) $(BIN)/huiqi serve --demo build/demo/register --port $(PORT)

demo-register: setup
	$(BIN)/huiqi demo $(POLICY) --enterprises $(ENTERPRISES) --settings $(POLICY)/settings/demo*.md

demo-reset:
	rm -rf $(SITE) build/demo

demo-check: demo-register
	HUIQI_DATA=$(SITE) $(BIN)/huiqi site check_demo build/demo/register

test: setup
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(TESTS)

check: setup
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python -m pytest tests/project
	set -e; for package in $(PACKAGES); do $(BIN)/huiqi check $$package; done

format: setup
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

# What the benchmarks compare with wants older packages, so that it has an environment of its own.
bench: $(BENCH)/.ready
	PYTHONPATH=src $(BENCH)/bin/python -m benchmarks.run $(BENCHED)
	PYTHONPATH=src $(BENCH)/bin/python -m benchmarks.opponents $(BENCHED)

$(BENCH)/.ready: $(STAMP) requirements-bench.txt
	$(PYTHON) -m venv $(BENCH)
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BENCH)/bin/python requirements-bench.txt \
		|| $(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bench.txt
	touch $@

accept: setup
	HUIQI_ACCEPT=1 $(BIN)/python -m pytest tests/language tests/cli/test_bad.py tests/letters tests/sql

docs: setup
	$(BIN)/python -m huiqi.cli.reference > docs/cli.md
	$(BIN)/python -m huiqi.register.reference
	$(BIN)/python -m huiqi.web.config.env > docs/settings.md

messages: setup
	$(BIN)/python -c 'import polib, pathlib; [polib.pofile(str(p)).save_as_mofile(str(p.with_suffix(".mo"))) for p in pathlib.Path("src").rglob("*.po")]'

lock: setup
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra dev --extra web --output-file requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra spark --output-file requirements-spark.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra bench --output-file requirements-bench.txt pyproject.toml
	grep -o '^uv==[^ ]*' requirements-uv.txt | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --output-file requirements-uv.txt -

clean:
	rm -rf $(VENV) $(SPARK) $(BENCH) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
