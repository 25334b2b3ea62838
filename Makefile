# The commands of this project. They need Python 3.11, make and pip; the rest goes into .venv.

PYTHON ?= $(firstword $(foreach name,python3.11 python3,$(shell $(name) -c "" 2>/dev/null && echo $(name))) python3)
ARGS ?=

# The checks start no server. The settings still want to know where one would be.
NO_SERVERS = DATABASE_URL=postgresql://none@127.0.0.1:9/none REDIS_URL=redis://127.0.0.1:9/0 \
	SECRET_KEY=only-for-checks-that-start-nothing-and-sign-nothing-at-all \
	LEVERAGE_KEY_DIR=.leverage/keys DJANGO_SETTINGS_MODULE=leverage.settings
VENV_PYTHON = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test firefox audit bench drill security newcomer quality pictures faces messages check fmt lock client api clean

help: ## Say what can be done
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: ## Start everything on this computer and print the address; Ctrl-C stops it
	@$(PYTHON) bootstrap.py run
	@$(VENV_PYTHON) manage.py up

test: ## Run every lane of tests that this computer can run (ARGS="-k name" for some)
	@$(PYTHON) bootstrap.py test
	@$(VENV_PYTHON) -m pytest -n auto --dist loadfile $(ARGS)

firefox: ## Walk the way of the client once more in Firefox (skipped where there is none)
	@$(PYTHON) bootstrap.py test
	@$(VENV_PYTHON) -m pytest -rs tests/firefox $(ARGS)

audit: ## Measure how much one entry moves what is published, and that seven broken releases are caught
	@$(PYTHON) bootstrap.py test
	@$(VENV_PYTHON) -m tests.audit $(ARGS)

bench: ## Measure speed beside its limit, one line per case and a table (docs/performance.md)
	@$(PYTHON) bootstrap.py test
	@$(VENV_PYTHON) -m tests.bench $(ARGS)

drill: ## Break the running site in every way that a bad Saturday can (ARGS=--fast for a few minutes)
	@$(PYTHON) bootstrap.py test
	@$(VENV_PYTHON) -m tests.drill $(ARGS)

security: ## Attack the site and its packages: refusals, guesses, made requests, secrets, advisories (ARGS names parts)
	@$(PYTHON) bootstrap.py test
	-npm ci --prefix tests/security --ignore-scripts --no-audit --no-fund
	@$(VENV_PYTHON) -m tests.security $(ARGS)

newcomer: ## Do what README and docs/operate.md say, literally, in a fresh clone, and take the time (ARGS=readme or operate)
	@$(PYTHON) bootstrap.py test
	@$(VENV_PYTHON) -m tests.newcomer $(ARGS)

quality: ## Judge pages by Lighthouse and html-validate, as production serves them (needs Chromium, Node 20 and npm)
	@$(PYTHON) bootstrap.py test
	npm ci --prefix tests/quality --ignore-scripts --no-audit --no-fund
	@$(VENV_PYTHON) -m tests.quality $(ARGS)

pictures: ## Take the pictures of the README anew (needs Chromium)
	@$(PYTHON) bootstrap.py test
	@$(VENV_PYTHON) -m tests.quality pictures

faces: ## Keep a picture of every page and state, light and dark, narrow and wide, in FOLDER, outside of this tree
	@$(PYTHON) bootstrap.py test
	@test -n "$(FOLDER)" || { echo "Say where to keep them: make faces FOLDER=..." >&2; exit 2; }
	@LEVERAGE_ARTEFACTS=$(FOLDER) $(VENV_PYTHON) -m pytest -n auto --dist loadfile \
		tests/browser/test_every_page.py tests/browser/test_every_state.py tests/browser/test_staff_pages.py \
		tests/browser/test_pages_in_german.py tests/browser/test_pages_right_to_left.py $(ARGS)

check: ## Style, types, import rules, migrations and templates
	@$(PYTHON) bootstrap.py test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(NO_SERVERS) .venv/bin/mypy .
	$(NO_SERVERS) .venv/bin/lint-imports --no-cache
	$(NO_SERVERS) $(VENV_PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +

fmt: ## Put code and templates into their one form
	@$(PYTHON) bootstrap.py test
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

lock: ## Choose the newest allowed versions of all packages anew
	@$(PYTHON) bootstrap.py test
	for name in test run prod bootstrap; do \
		.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header requirements/$$name.in --output-file requirements/$$name.txt \
			|| exit 1; \
	done

client: ## Build what browsers get from packages anew (needs Node 20 and npm)
	@$(PYTHON) bootstrap.py test
	npm ci --ignore-scripts --no-audit --no-fund
	node static/js/vendor/build.mjs
	$(NO_SERVERS) $(VENV_PYTHON) manage.py write_client_words

api: ## Write the document of the API anew (docs/openapi.json)
	@$(PYTHON) bootstrap.py test
	$(NO_SERVERS) $(VENV_PYTHON) manage.py write_api_document

messages: ## Bring the German words up to date with the pages, and compile them (needs gettext)
	@$(PYTHON) bootstrap.py test
	$(NO_SERVERS) $(VENV_PYTHON) manage.py makemessages --locale de --no-obsolete --add-location file \
		--ignore 'tests/*' --ignore 'static*' --ignore 'docs/*'
	$(NO_SERVERS) $(VENV_PYTHON) manage.py compilemessages --locale de --ignore '.venv' --ignore '.leverage'

clean: ## Remove what can be made again; your data in .leverage stays
	rm -rf .venv node_modules tests/quality/node_modules tests/security/node_modules staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.leverage/*' -prune -exec rm -rf {} +
