# Two commands do everything: `make demo` and `make test`. Each makes its own virtual environment.
# Works with GNU Make 3.81 (macOS) and newer.

VENV ?= .venv
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$each; break; fi; done)
BIN := $(abspath $(VENV))/bin
INSTALLED := $(VENV)/.installed
DEMO := build/demo
PYTEST_OPTIONS ?=
WORKERS ?= 2
STDLIB_OPTIONS ?=

.PHONY: bench clean demo docs hostile imports lint nightly setup stdlib test types

demo: $(INSTALLED)  ## Write, run and judge tests for the example project
	rm -rf $(DEMO)
	mkdir -p $(DEMO)
	cp -R examples/shop/. $(DEMO)
	cd $(DEMO) && unset VIRTUAL_ENV PYTHONPATH && $(BIN)/aqe test generate src/shop --seed 1
	cd $(DEMO) && unset VIRTUAL_ENV PYTHONPATH && $(BIN)/aqe test run

test: $(INSTALLED)  ## Run the tests of aqe itself, in WORKERS processes (0: in this one)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_OPTIONS)

nightly: $(INSTALLED)  ## The long sweeps of which `make test` takes a slice
	$(BIN)/python -m pytest -m nightly -n $(WORKERS) --dist loadfile $(PYTEST_OPTIONS)

setup: $(INSTALLED)  ## Only make the virtual environment

$(INSTALLED): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "aqe needs Python 3.11 or newer; none was found on PATH" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments; on Debian: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(INSTALLED)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

imports: $(INSTALLED)
	$(BIN)/lint-imports

docs: $(INSTALLED)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: $(INSTALLED)  ## A short, fixed slice of the generation benchmark
	$(BIN)/python benchmarks/generation/slice.py

stdlib: $(INSTALLED)  ## Write suites for the standard library behind canaries (half an hour; STDLIB_OPTIONS="--every 10")
	$(BIN)/python benchmarks/generation/stdlib.py $(STDLIB_OPTIONS)

hostile: $(INSTALLED)  ## Run the hostile corpus behind the walls and print what became of it
	$(BIN)/python tests/hostile_table.py

clean:
	rm -rf $(VENV) build site
