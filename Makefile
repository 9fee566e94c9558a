# Every target sets up what it needs: `make preview` and `make test` work in a fresh clone.
PYTHON ?= python3
STACK ?= dev
VENV := .venv
BIN := $(VENV)/bin
# Pulumi looks for a policy pack's interpreter beside the pack.
PACK_VENV := policypack/.venv
ENGINE_VERSION := $(shell sed -n 's|.*github.com/pulumi/pulumi/pkg/v3 v||p' tools/engine/go.mod | cut -d ' ' -f 1)
ENGINE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/palisade/engine/$(ENGINE_VERSION)/pulumi
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=")'
	@echo "Creating $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(PACK_VENV):
	@ln -sfn ../$(VENV) $@

$(VENV)/.runtime: $(VENV)/.created requirements.txt | $(PACK_VENV)
	@echo "Installing the locked runtime packages (once, about a minute)" >&2
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing the locked development packages (once)" >&2
	@$(PIP) -r requirements-dev.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.development ## Create .venv with everything, from the hash-locked requirements

.PHONY: preview
preview: $(VENV)/.runtime ## Show a stack and its policy decisions offline (STACK=dev)
	@$(BIN)/python -m preview --stack $(STACK) $(ARGS)

# What takes the protection of a protected stack off before it is destroyed.
UNPROTECT := --unprotect protect=false --unprotect cluster.deletionProtection=false

.PHONY: rehearse
rehearse: $(VENV)/.runtime ## Live the whole life of a stack offline, with the pulumi on PATH (STACK=dev)
	@$(BIN)/python -m preview rehearse --stack $(STACK) $(UNPROTECT) $(ARGS)

.PHONY: bootstrap
bootstrap: $(VENV)/.runtime ## Make Pulumi's state bucket and secrets key (REGION= ACCOUNT=)
	@test -n "$(REGION)" && test -n "$(ACCOUNT)" \
		|| { echo "error: say where: make bootstrap REGION=eu-central-1 ACCOUNT=111122223333 [ARGS=--dry-run]" >&2; exit 2; }
	@$(BIN)/python -m bootstrap --region "$(REGION)" --account-id "$(ACCOUNT)" $(ARGS)

.PHONY: preflight
preflight: $(VENV)/.runtime ## Look in the AWS account for what would stop a deployment (STACK=dev)
	@$(BIN)/python -m preflight --stack $(STACK) $(ARGS)

.PHONY: new-service
new-service: $(VENV)/.runtime ## Write what a new service needs (NAME=billing ARGS="--port 8080 --secret api-key")
	@test -n "$(NAME)" || { echo "error: name it: make new-service NAME=billing [ARGS=--help]" >&2; exit 2; }
	@$(BIN)/python -m scaffold $(NAME) $(ARGS)
	@$(MAKE) --no-print-directory docs

.PHONY: test
test: $(VENV)/.development ## Run the tests
	@$(BIN)/python -m pytest

.PHONY: matrix
matrix: $(VENV)/.development ## Turn every toggle of both stacks alone, and run the pack on each
	@$(BIN)/python -m pytest -m matrix

.PHONY: fault-test
fault-test: $(VENV)/.development ## Plant each fault of tests/faults in a copy, and run what should catch it
	@$(BIN)/python -m pytest -m fault

.PHONY: engine
engine: ## Build Pulumi's own CLI into a cache outside of the tree (needs Go)
	@tools/engine/build.sh "$(ENGINE)"

.PHONY: engine-test
engine-test: engine $(VENV)/.development ## Test the preview against Pulumi's own engine, and the life of the stacks on it
	@PATH="$(dir $(ENGINE)):$$PATH" $(BIN)/python -m pytest -m engine

.PHONY: check
check: $(VENV)/.development ## Check format, lint, types and layering
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/basedpyright
	@PYTHONPATH=policypack $(BIN)/lint-imports
	@$(BIN)/yamllint --strict .

.PHONY: docs
docs: $(VENV)/.runtime ## Write docs/generated/ anew from the code
	@PYTHONPATH=.:policypack $(BIN)/python docs/generate.py

.PHONY: lock
lock: $(VENV)/.created ## Lock the requirements anew, with hashes
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" requirements.in --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" requirements-dev.in --output-file requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" policypack/requirements.in --output-file policypack/requirements.txt
