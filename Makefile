# Two commands are all a user needs: `make run` and `make test`. Both may be repeated; they install once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATABASE := data/processed/doichieu.duckdb
MINUTES := 10

.DEFAULT_GOAL := help
.PHONY: help run test evaluate scans fuzz format constraints clean

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

run: $(VENV)/.run-installed  ## build the sample corpus of data/raw and print what was found
	$(BIN)/doichieu build data/raw --out $(DATABASE)

test: $(VENV)/.test-installed  ## everything that is checked: formatting, types, tests, the README's commands, the notebooks
	@sh setup/install_packages.sh setup/test-packages.txt
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto

evaluate: run  ## mark the sample corpus against its answers made by hand, and list what is wrong
	$(BIN)/doichieu evaluate tests/gold/samples --db $(DATABASE) --list

scans: $(VENV)/.test-installed  ## scan every plan and print what is read of each: make scans SCANS="folder/*.txt"
	$(BIN)/python -m benchmarks.read_scan $(SCANS)

SCANS := $(wildcard data/raw/*.txt data/raw/*.md ../shared/plans/*.txt)

fuzz: $(VENV)/.test-installed  ## throw broken files and made-up texts at every reader: make fuzz MINUTES=10 SEED=1 FILES=folder
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) $(addprefix --seed ,$(SEED)) $(FILES)

format: $(VENV)/.test-installed  ## format the code as `make test` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

constraints: $(VENV)/.test-installed  ## pin the newest versions of everything, with hashes, for every supported Python
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra build --output-file constraints.txt $(PINS)
	$(BIN)/uv pip compile pyproject.toml --extra test --output-file constraints-test.txt $(PINS)

PINS := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

clean:  ## remove what the other targets made
	rm -rf $(VENV) data/processed/*.duckdb .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.run-installed: constraints.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test-installed: constraints-test.txt $(VENV)/.run-installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints-test.txt
	@touch $@

$(BIN)/python:
	@sh setup/make_venv.sh "$(PYTHON)" "$(VENV)"
