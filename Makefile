# One word each; `make help` lists them. All that is needed is Python 3.12 or newer.
.DEFAULT_GOAL := help
.PHONY: help demo test lint format lock messages bench screenshots clean

# Each process that the tests start reads the modules compiled; without this it may have to compile them all again.
export PYTHONDONTWRITEBYTECODE :=

PY := .venv/bin/python
# The virtual environment carries the mark of the lock it was made from; another lock or a lost Python makes a new one.
LOCKED := .venv/locked-$(shell $(PY) -c '' 2>/dev/null && cksum < requirements.txt | cut -d ' ' -f 1 || echo no)
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.14 python3 python)
TESTS := tests

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(LOCKED) ## the portal with demonstration content on port 8000 (PORT=, HOST=)
	@KENNISCENTRUM_MODE=demo exec $(PY) manage.py demo

test: $(LOCKED) ## all tests, on a PostgreSQL of their own (TESTS=tests/plumbing for some)
	@$(PY) -m pytest -n logical $(TESTS); $(THEN_STOP)

lint: $(LOCKED) ## code, templates, translations, migrations, arrows, settings of production
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet .
	@git ls-files 'templates/*.html' '*/templates/*.html' | xargs .venv/bin/djade --check --target-version 6.1
	@$(PY) manage.py messages --check
	@$(PY) manage.py makemigrations --check --dry-run; $(THEN_STOP)
	@$(PY) -m pytest -q tests/test_arrows.py tests/test_running.py -k 'arrow or deployment'; $(THEN_STOP)

test lint: export KENNISCENTRUM_MODE := test
test lint: export KENNISCENTRUM_DATA_DIR ?= var/test
THEN_STOP = code=$$?; env -u KENNISCENTRUM_DEMAND_BROWSER $(PY) manage.py stop_embedded; exit $$code

format: $(LOCKED) ## put code and templates into shape
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format --quiet .
	@git ls-files 'templates/*.html' '*/templates/*.html' | xargs .venv/bin/djade --target-version 6.1

lock: $(LOCKED) ## write requirements.txt anew from pyproject.toml (UPGRADE=1 for newer versions)
	@.venv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.12 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --quiet $(if $(UPGRADE),--upgrade) --output-file requirements.txt

messages: $(LOCKED) ## collect the texts to translate, and compile them
	@$(PY) manage.py messages

bench: $(LOCKED) ## the benchmarks; ratios
	@$(PY) -m benchmarks && $(PY) -m benchmarks.pairs

screenshots: $(LOCKED) ## pictures of the main pages, in screenshots/
	@$(PY) -m pytest -q -p no:xdist tests/browser/screenshots.py

clean: ## remove all that was made here, data of the demonstration included
	@test ! -x $(PY) || for folder in var var/test; do \
	KENNISCENTRUM_MODE=test KENNISCENTRUM_DATA_DIR=$$folder $(PY) manage.py stop_embedded || true; done
	rm -rf .venv var screenshots htmlcov .coverage .pytest_cache .ruff_cache .hypothesis locale/nl/LC_MESSAGES/django.mo

$(LOCKED):
	@for python in $(PYTHONS); do \
		version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then good=$$python; break; fi; \
		found="$$found $$version"; \
	done; \
	if [ -z "$$good" ]; then echo "The portal needs Python 3.12 or newer; found$${found:- none}." >&2; exit 1; fi; \
	echo "Making a virtual environment with Python $$version ..."; \
	$$good -m venv --clear .venv || { echo "Python $$version cannot make a virtual environment; install python3-venv." >&2; exit 1; }
	@if uv --version >/dev/null 2>&1; then uv pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r requirements.txt; \
	else $(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt; fi
	@touch .venv/locked-$$(cksum < requirements.txt | cut -d ' ' -f 1)
