# Everything there is to do with this package. `make` alone lists it.
#
# Two commands do everything on a fresh machine with Swift 6.3: `make demo` and `make test`.

SWIFT  ?= swift
CONFIG := --configuration .swift-format
SOURCES = $(shell find Sources Tests Benchmarks -name '*.swift' -not -path '*/Generated/*' -not -path '*/.build*') Package.swift
CLI    := .build/release/chat-ledger
# Seconds that the soak may take for each of its parts.
SOAK_SECONDS ?= 60
export SOAK_SECONDS

.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-swift test-scripts torture scenarios bench docs lint format soak proto clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the system packages that are missing.
	@Tests/scripts/setup.sh

build: setup ## Build the command for use: .build/release/chat-ledger
	@$(SWIFT) build -c release --product chat-ledger

demo: build ## Fill a ledger, clear it all, bring it back; ARCHIVE=file.jsonl.gz runs on that archive.
	@CLI="$(CLI)" Tests/scripts/demo.sh

test: build ## Run all tests; the last line counts those that passed, failed and were skipped.
	@Tests/scripts/setup.sh --tests
	@CLI="$(CLI)" SWIFT="$(SWIFT)" Tests/scripts/all.sh

test-swift:
	@Tests/scripts/setup.sh --tests
	@SWIFT="$(SWIFT)" Tests/scripts/all.sh swift

test-scripts: build
	@CLI="$(CLI)" Tests/scripts/run.sh

torture: build ## Let calls fail, power go, files rot and disks fill, in a short form (Tests/torture).
	@CLI="$(CLI)" Tests/torture/torture.py

scenarios: build ## Play the five incidents, each from a database to a verified end and back.
	@CLI="$(CLI)" Tests/scenarios/run.sh

bench: ## Measure, beside SQLite doing the same work. BENCH=--quick, or other options.
	@Tests/scripts/setup.sh libsqlite3-dev
	@$(SWIFT) run -c release --package-path Benchmarks --scratch-path .build/benchmarks chat-ledger-bench $(BENCH)

docs: setup ## Build the documentation and check every link.
	@Tests/scripts/docs.sh

lint: ## Check the format of all sources.
	@$(SWIFT) format lint --strict --parallel $(CONFIG) $(SOURCES)

format: ## Format all sources.
	@$(SWIFT) format --in-place --parallel $(CONFIG) $(SOURCES)

soak: build ## Run the long tests: random histories, kills, torture (SOAK_SECONDS=60, SOAK_SCALE=1).
	@CHAT_LEDGER_SOAK=1 $(SWIFT) test --filter 'ChatDomainTests|ChatLedgerTests'
	@SABOTAGE=10000 $(SWIFT) test --filter SabotageTests
	@CLI="$(CLI)" Tests/scripts/soak.sh
	@CLI="$(CLI)" INTERRUPT_MESSAGES=40000 Tests/scripts/interruptions.py 5
	@CLI="$(CLI)" Tests/torture/torture.py --long

proto: ## Write what follows from the schema anew (needs protoc: the package protobuf-compiler).
	@SWIFT="$(SWIFT)" Tests/scripts/generate.sh

clean: ## Remove what was built.
	@rm -rf .build Benchmarks/.build
