# make run     build Assay and open it in the browser
# make test    everything, browser tests included
# make check   what a change must pass: fresh, lint, types, test
# make help    the rest

GO       ?= go
NPM      ?= npm
FUZZ     ?= 10s
FUZZED   ?= $$(grep -rl '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u)
OUTSIDE  := ./internal/extract ./internal/document ./internal/taguette ./internal/exchange ./store# what reads strangers' files
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LINTER   := $(GO) tool -modfile=.tools/go.mod golangci-lint
TEMPL    := $(GO) tool templ generate -include-version=false
STAMP    := assets/node_modules/.package-lock.json
BUNDLE   := assets/dist/meta.json

export CGO_ENABLED = 0

.PHONY: help run build dev check fresh generate fmt lint types test short browser pictures fuzz bench bench-large soak chromium clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: build ## build Assay and open its start page in the browser
	bin/assay

build: $(BUNDLE) ## the program, as bin/assay
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/assay ./cmd/assay

dev: $(BUNDLE) ## serve dev.assay, rebuild and reload on every save
	$(GO) tool templ generate --watch --open-browser=false --cmd="$(GO) run ./cmd/assay --no-browser --port 7331 dev.assay"

check: fresh lint types test ## all that a change must pass

fresh: ## fail if generated files or go.mod are stale
	$(TEMPL) -path views
	$(TEMPL) -path internal/storybook
	$(GO) mod tidy -diff
	@test -z "$$(git status --porcelain -- '*_templ.go')" || { git status --short -- '*_templ.go'; echo "generated views were stale: commit them"; exit 1; }

generate: ## Go code from the .templ files
	$(TEMPL) -path views
	$(TEMPL) -path internal/storybook

fmt: ## format everything
	$(GO) tool templ fmt views internal/storybook
	$(LINTER) fmt

lint: $(BUNDLE) ## vet and lint (the first run compiles the linter, some minutes)
	$(GO) vet ./...
	$(LINTER) run

types: $(STAMP) ## type-check the JavaScript
	cd assets && npx --no-install tsc -p jsconfig.json

test: $(BUNDLE) chromium ## everything, browser tests included
	$(GO) test -shuffle=on -timeout 30m $$($(GO) list ./... | grep -v /cmd/assay)
	$(GO) test -shuffle=on -timeout 45m ./cmd/assay
	cd assets && node --test test/*.test.js
	$(MAKE) fuzz FUZZ=500x FUZZED="$(OUTSIDE)"

short: $(BUNDLE) ## every test that needs no browser
	$(GO) test -short ./...

browser: $(BUNDLE) chromium ## only the browser tests, verbosely
	$(GO) test -count=1 -v ./cmd/assay

chromium: ## install Chromium for the browser tests where there is none and it can be done
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	{ test "$$(id -u)" = 0 && apt-get update -q && apt-get install -yq chromium; } || \
	{ command -v sudo >/dev/null && sudo -n apt-get install -yq chromium; } || \
	echo "no Chromium: the browser tests cannot run"

pictures: $(BUNDLE) chromium ## draw the pictures of the guide again
	ASSAY_PICTURES=$(CURDIR)/docs/guide/pictures $(GO) test -count=1 -run 'TestPictures$$' ./cmd/assay

fuzz: $(BUNDLE) ## each fuzz target for $(FUZZ), which may be a time or a count such as 1000x
	@set -e; mkdir -p bin; for package in $(FUZZED); do \
		$(GO) test -c -fuzz . -o bin/fuzz.test "$$package"; \
		for target in $$(cd "$$package" && $(CURDIR)/bin/fuzz.test -test.list '^Fuzz'); do \
			echo "$$package $$target"; \
			(cd "$$package" && $(CURDIR)/bin/fuzz.test -test.run '^$$' -test.fuzz "^$$target\$$" -test.fuzztime $(FUZZ) \
				-test.fuzzminimizetime 20x -test.fuzzcachedir $(CURDIR)/bin/fuzz >$(CURDIR)/bin/fuzz.log 2>&1) || { cat bin/fuzz.log; exit 1; }; \
			tail -n 2 bin/fuzz.log | head -n 1; \
		done; \
	done

bench: $(BUNDLE) ## benchmarks, for benchstat
	$(GO) test -run '^$$' -bench . -benchmem -count 3 ./... | tee bench.txt

SCALE ?= 1000,10000,100000

bench-large: $(BUNDLE) ## every room of large cases; SCALE=1000 for a small one only
	mkdir -p bin/scale
	ASSAY_SCALE=$(SCALE) ASSAY_SCALE_DIR=$(CURDIR)/bin/scale $(GO) test -run '^$$' -bench 'Scale|Floors|Find|Quotes|Start' -benchtime 10x -timeout 4h ./store ./web ./cmd/assay
	ASSAY_SCALE=$(SCALE) ASSAY_SCALE_DIR=$(CURDIR)/bin/scale $(GO) test -run '^$$' -bench Hold -benchtime 1x -timeout 4h ./web

soak: $(BUNDLE) ## the long proofs: thousands of trials and kills
	ASSAY_SOAK=1 $(GO) test -count=1 -timeout 60m ./internal/... ./store

clean:
	rm -rf bin bench.txt assets/dist/* assets/node_modules
	@touch assets/dist/.keep

$(STAMP): assets/package.json assets/package-lock.json
	cd assets && $(NPM) ci --no-audit --no-fund

$(BUNDLE): $(STAMP) $(shell find assets/js assets/css assets/img -type f 2>/dev/null) assets/build.sh
	cd assets && sh build.sh
