# Every target does its own set-up. `make run PORT=8080 HOST=0.0.0.0` serves elsewhere.
.PHONY: help run test soak bench lint fix setup assets wheel lock audit clean

PYTHON ?= python3
export HOST PORT

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

run: ## set up what is missing and serve http://127.0.0.1:8000
	@exec $(PYTHON) scripts/setup.py run

test: ## linters, types and all tests, on SQLite and PostgreSQL
	@exec $(PYTHON) scripts/setup.py test

soak: ## documents, races, kills and faults in full numbers
	@exec $(PYTHON) scripts/setup.py soak

bench: setup ## measure the budgets
	@exec .venv/bin/python -m benchmarks.run

lint: setup ## linters and types only
	@exec .venv/bin/python scripts/test.py lint

fix: setup ## format, and repair what linters can repair
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

setup: ## set up all that working on Team Up needs
	@$(PYTHON) scripts/setup.py dev

assets: ## build styles and scripts
	@$(PYTHON) scripts/setup.py assets

wheel: ## build dist/*.whl, the package with all that a site needs
	@$(PYTHON) scripts/setup.py wheel

lock: setup ## pin the Python packages anew, from pyproject.toml, and list them
	@.venv/bin/python scripts/lock.py
	@.venv/bin/python scripts/sbom.py

audit: setup ## ask public databases whether a pinned package has a known weakness
	@.venv/bin/python scripts/audit.py

clean: ## remove what was built; keeps your data in var/
	rm -rf .venv node_modules dist src/teamup/web/static src/teamup/report/typst/fonts var/static var/chromium-path
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
