# make chat   install, ingest the bundled corpus, open the chat
# make test   install and run the tests
# make test-faults  all repetitions of the fault tests (40 minutes at most); writes docs/reliability.md
# make test-model   fifty answers of a random language model: nothing of it looks proven
# make bench  start, ingest, query, memory and disk at 1,000 passages; ARGS="--passages 1000 10000" for more
# make fuzz   damaged files of each format through the child, for ten minutes; ARGS="--seconds 60 --formats html"
# make eval   ask the bundled test set and write reports/report.html
# make check  format, lint, types, import layers
# make quick  the checks and the tests without model, browser or other process: between two edits
# make drawing  who imports whom, into docs/architecture.md
# make pictures  those of the README, from the page as it is
# make fit    fit the ranking weights: make fit DATA="SET SET …"

PYTHON ?= python3
BIN := .venv/bin
CORPUS := eval/data/corpus
ARGS ?=

.PHONY: chat test test-faults test-model eval check quick drawing fit fuzz bench pictures clean
.DELETE_ON_ERROR:

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

chat: .venv/installed
	$(BIN)/preuve chat $(CORPUS) $(ARGS)

test: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not faults" $(ARGS)

test-faults: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal --reliability=docs/reliability.md $(ARGS)

test-model: .venv/installed-dev
	$(BIN)/python -m pytest tests/rag/chat/test_random_model.py $(ARGS)

bench: .venv/installed
	$(BIN)/python -m bench.chain
	$(BIN)/python -m bench $(ARGS)

eval: .venv/installed
	$(BIN)/preuve eval eval/data --report reports $(ARGS)

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quick: check
	$(BIN)/python -m pytest -n 2 --dist worksteal --quick $(ARGS)

drawing: .venv/installed-dev
	$(BIN)/python -m tests.fixtures.import_drawing

pictures: .venv/installed-dev
	$(BIN)/python -m tests.browser.pictures

fit: .venv/installed-dev
	$(BIN)/python -m eval.fitting.fit $(DATA)

fuzz: .venv/installed-dev
	$(BIN)/python -m tests.fuzz $(ARGS)

clean:
	rm -rf .venv .preuve reports build *.egg-info
