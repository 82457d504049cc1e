# Everything a developer or CI runs. The two commands of the README are `make demo` and `make test`.

VENV   := .venv
PYTHON := $(VENV)/bin/python
STAMP  := $(VENV)/.installed

# Modules are compiled once, also where Python is told not to keep them: tests start the program often.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo shell test check format lint types contracts pytest test-slow bench docs clean

demo: $(STAMP)
	$(VENV)/bin/nsksim play sample-run node-replacement shared-search-list

shell: $(STAMP)
	$(VENV)/bin/nsksim shell

check: test

test: $(STAMP)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) -m pytest -n 2 --dist worksteal -q

test-slow: $(STAMP)
	$(PYTHON) -m pytest -n 2 --dist worksteal -q -m slow

bench: $(STAMP)
	$(PYTHON) -m benchmarks.replication
	$(PYTHON) -m benchmarks.startup
	$(PYTHON) -m benchmarks.catalog
	$(PYTHON) -m benchmarks.expiration

docs: $(STAMP)
	$(PYTHON) -m docs.generate

$(STAMP): pyproject.toml constraints.txt
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
