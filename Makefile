# Two commands do everything on a fresh machine: `make demo` and `make test`.
# The others are for those who work on crisiswire; `make help` lists them.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV ?= .venv
PYTHON := $(VENV)/bin/python
RUN := env UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/bin/

.PHONY: help demo test check fault ops-test bench sbom docs generate types train train-encoder clean
help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.installed ## a broker, a worker, sample articles, and what came out
	@$(PYTHON) -m streams demo

test: $(VENV)/.installed ## everything that CI runs
	@deploy/setup prometheus
	@$(MAKE) --no-print-directory check
	@$(PYTHON) -m pytest -m "not fault and not ops and not bench"

check: $(VENV)/.installed ## format, lint, types, import layers, generated files
	@$(VENV)/bin/ruff format --check -q .
	@$(VENV)/bin/ruff check -q .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PYTHON) -m streams schemas check
	@$(PYTHON) -m streams.metrics_page --check
	@$(PYTHON) -m streams.settings_page --check
	@$(PYTHON) -m streams.records_page --check
	@$(PYTHON) -m streams.cli_page --check
	@$(PYTHON) deploy/grafana/build_dashboards.py --check
	@$(PYTHON) deploy/grafana/build_page.py --check
	@$(PYTHON) deploy/prometheus/build_rules.py --check
	@$(PYTHON) deploy/prometheus/build_runbooks.py --check
	@$(PYTHON) deploy/kubernetes/build.py --check
	@$(PYTHON) -m tests.benchmark.sizing_page --check
	@$(PYTHON) -m tests.support.proofs_page --check

fault: $(VENV)/.installed ## kill workers, children and brokers; the mutation check; about half an hour
	@$(PYTHON) -m pytest -m fault

ops-test: $(VENV)/.installed ## dashboards, alerts, contracts, security, day two, on real servers
	@deploy/setup prometheus
	@deploy/setup ops $(VENV)
	@$(PYTHON) -m pytest -m ops

bench: $(VENV)/.installed ## throughput, latency, memory, start
	@$(PYTHON) -m tests.benchmark

sbom: $(VENV)/.installed ## the image's bill of materials, crisiswire.cdx.json
	@deploy/setup ops $(VENV)
	@$(PYTHON) deploy/build_sbom.py crisiswire.cdx.json

docs: $(VENV)/.installed ## the documentation site, into site/; nothing is fetched
	@NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build -q

generate: $(VENV)/.installed ## every generated file: JSON Schemas, reference pages, dashboards
	@$(PYTHON) -m streams schemas export
	@$(PYTHON) -m streams.metrics_page
	@$(PYTHON) -m streams.settings_page
	@$(PYTHON) -m streams.records_page
	@$(PYTHON) -m streams.cli_page
	@$(PYTHON) deploy/grafana/build_dashboards.py
	@$(PYTHON) deploy/grafana/build_page.py
	@$(PYTHON) deploy/prometheus/build_rules.py
	@$(PYTHON) deploy/prometheus/build_runbooks.py
	@$(PYTHON) deploy/kubernetes/build.py
	@$(PYTHON) -m tests.benchmark.sizing_page
	@$(PYTHON) -m tests.support.proofs_page

types: $(VENV)/.installed ## TypeScript types of the records, which Node.js makes
	@deploy/setup ops $(VENV)
	@$(PYTHON) -m tests.support.typescript

train: $(VENV)/.installed ## the model and the learnt weights anew: make train DATA=FOLDER; docs/model.md
	@test -d "$(DATA)/ner" || { echo "make train DATA=FOLDER: a folder with ner/; see docs/model.md" >&2; exit 2; }
	@deploy/setup train $(VENV)
	@PYTHONHASHSEED=0 OPENBLAS_NUM_THREADS=1 $(PYTHON) -m streams.training --data "$(DATA)"
	@PYTHONHASHSEED=0 OPENBLAS_NUM_THREADS=1 $(PYTHON) -m streams.training.events --data "$(DATA)"
	@PYTHONHASHSEED=0 OPENBLAS_NUM_THREADS=1 $(PYTHON) -m streams.training.roles
	@PYTHONHASHSEED=0 OPENBLAS_NUM_THREADS=1 $(PYTHON) -m streams.training.sanctions_weights
	@OPENBLAS_NUM_THREADS=1 $(PYTHON) -m streams.training.names
	@PYTHONHASHSEED=0 OPENBLAS_NUM_THREADS=1 $(PYTHON) -m streams.training.sanctions_judges

train-encoder: $(VENV)/.installed ## the encoder anew; gigabytes are installed, hours pass: make train-encoder DATA=FOLDER
	@test -d "$(DATA)/events" || { echo "make train-encoder DATA=FOLDER: a folder with events/; see docs/model.md" >&2; exit 2; }
	@deploy/setup encoder $(VENV)
	@PYTHONHASHSEED=0 OPENBLAS_NUM_THREADS=1 $(PYTHON) -m streams.training.encoder --data "$(DATA)"
	@PYTHONHASHSEED=0 OPENBLAS_NUM_THREADS=1 $(PYTHON) -m streams.training.encoder.stack

# The virtual environment, from the lock; Java and Maven from Debian where they are missing.
$(VENV)/.installed: uv.lock pyproject.toml deploy/setup
	@deploy/setup base $(VENV)
	@touch $@

clean: ## what was built; the caches of Maven and uv stay
	rm -rf $(VENV) site crisiswire.cdx.json tests/ops/node/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
