# Everything a person does with the checkout. `make demo` and `make test` do all the set-up.
PYTHON ?= python3
export PYTHON
TESTS ?= tests

.PHONY: demo test check bench soak lock catalogue clean run-setup test-setup

demo: run-setup ## the whole chain on a small municipality, on SQLite, into .demo/avallby
	rm -rf .demo/avallby
	.venv/bin/archiver demo .demo/avallby

test: test-setup ## every test but those of `make soak`; branches of the pure rules are counted
	@# three at once on two cores: a capture waits more than it works
	FUZZ_SECONDS=60 .venv/bin/pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not soak" --cov --cov-branch -q $(TESTS)

check: test-setup ## style, types, the one way of imports, and no trace of a machine
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	setup/check_traces.sh

bench: run-setup ## each measures one thing beside what one would use instead
	@setup/peers.sh
	for file in benchmarks/bench_*.py; do PYTHONPATH=. .venv/bin/python "$$file" || exit 1; done

soak: test-setup ## counts too large for every run: kills, many writers, real pages
	setup/real_pages.sh .judges/real-pages
	.venv/bin/pytest -m soak --timeout 3600 $(TESTS)
	FUZZ_SECONDS=3600 .venv/bin/pytest --timeout 3600 tests/diarium/intake/test_fuzz.py

lock: test-setup ## resolve the newest versions again
	setup/lock.sh

catalogue: test-setup ## gather the texts of the sources into the Swedish catalogue
	.venv/bin/python setup/extract_catalogue.py

clean: ## what can be made again
	rm -rf .venv .demo .judges .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist

run-setup:
	@setup/environment.sh requirements.lock
	@setup/browser.sh

test-setup:
	@setup/environment.sh requirements-dev.lock
	@setup/browser.sh
	@setup/judges.sh
