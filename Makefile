# Two commands: `make certify` tests the reference hospital, `make test` tests the harness.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= report

.PHONY: certify test clean

certify: $(VENV)/.installed
	$(BIN)/harness certify --out $(OUT)
	@echo "The report lies in $(CURDIR)/$(OUT)/report.html"

test: $(VENV)/.tox
	$(BIN)/tox run

$(VENV)/.installed: pyproject.toml $(shell git ls-files harness schemas scenarios fixtures 2>/dev/null)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check .
	touch $@

$(VENV)/.tox: tox.ini
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "tox>=4.22"
	touch $@

clean:
	rm -rf $(VENV) .tox $(OUT)
