# A machine with Python 3.11 or newer and make is enough; all else is fetched, hash-checked, into this folder.
.DEFAULT_GOAL := help
.PHONY: help demo cluster test check bench bench-reports faults web lock clean

# the first Python that is new enough; else plain python3, which then says what is missing
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(NEW_ENOUGH)' 2>/dev/null && echo "$$p" && break; done),python3)

export PORT DAOBAN_DATA ARGS UPGRADE

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while IFS='	' read -r t d; do printf '  make %-13s %s\n' "$$t" "$$d"; done

demo: ## hub, officer console and demo e-tax bureau on one port (PORT=8080, data in DAOBAN_DATA=./data)
	@$(PYTHON) -m tools demo

cluster: ## two nodes with PostgreSQL, Valkey and nginx, to be tried and broken (PORT=8080; data is thrown away)
	@$(PYTHON) -m tools cluster

test: ## all tests, with the browser and servers they need (ARGS="-k words" picks some)
	@$(PYTHON) -m tools test

check: ## style, types, arrows between packages, generated files, catalogue, house rules, sizes
	@$(PYTHON) -m tools check

bench: ## measure, beside what others do
	@$(PYTHON) -m tools bench

bench-reports: ## measure pages, searches and exports on a million invented sessions (ARGS="--sessions 50000")
	@$(PYTHON) -m tools bench-reports

faults: ## break everything while 200 sessions talk, and show that nothing is lost
	@$(PYTHON) -m tools faults

web: ## build the widget and the officer console
	@$(PYTHON) -m tools web

lock: ## resolve the Python lock files anew (UPGRADE=1 takes newer versions)
	@$(PYTHON) -m tools lock

clean: ## take away all that was made here, but never the data
	@$(PYTHON) -m tools clean
