# Strata: `make demo` shows it at work, `make test` proves it. Both need Swift 6.3 on PATH and nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Without the cache: it does not notice files that are new in the package above.
SAMPLES := --package-path Samples --disable-build-manifest-caching
BENCHMARKS := --package-path Tests/Benchmarks -c release --disable-build-manifest-caching
.PHONY: help demo test test-release samples traits bench differential load soak fuzz sanitize lint format docs clean requirements

help:
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

demo: requirements ## a secured service and its client in one go, with what happened and the binding explained
	@swift build $(SAMPLES) --product Calculator
	@"$$(swift build $(SAMPLES) --show-bin-path)/Calculator"

# What has timers, the network and the counters of the process is tested apart from what keeps every core busy.
NETWORK := ^(StrataNet|StrataHTTP|Interop)Tests\.
# Its suites do not run side by side either: counters and memory are the process's, and one would count or disturb what another looks at.
COUNTS := ^(HotPathTests\.|StrataCryptoTests\.WipingTests|StrataXMLSecurityTests\.EncryptionWipingTests)
# What gives up after seconds of patience wants a machine that is not busy with the rest.
PATIENT := ^StrataTestingTests\.
# What computes for seconds keeps both threads that the others wait on with a deadline.
BUSY := ^(Strata(XMLSecurity|Crypto|Tool|Infoset|Framing)Tests\.|StrataCoreTests\.(CompileFail|Lifecycle)Tests|StrataTextEncodingTests\.MutationTests)
# What reads sources keeps a thread for seconds at a time, which others would wait for.
SOURCES := ^(Package|SwiftReader|StrataMacros)Tests\.

test: requirements samples ## builds everything, the samples too, and runs all tests
	swift build --build-tests
	swift test --skip-build --disable-xctest --skip '$(NETWORK)' --skip '$(COUNTS)' --skip '$(SOURCES)' --skip '$(PATIENT)' --skip '$(BUSY)'
	swift test --skip-build --disable-xctest --filter '$(BUSY)' --skip '$(COUNTS)'
	swift test --skip-build --disable-xctest --filter '$(SOURCES)'
	swift test --skip-build --disable-xctest --filter '$(PATIENT)'
	STRATA_SAMPLES_BIN="$$(swift build $(SAMPLES) --show-bin-path)" \
		swift test --skip-build --disable-xctest --no-parallel --filter '$(NETWORK)'
	swift test --skip-build --disable-xctest --no-parallel --filter '$(COUNTS)'

test-release: requirements ## the same tests optimised, but for the foreign peers
	swift build -c release --build-tests -Xswiftc -enable-testing
	swift test -c release --skip-build --disable-xctest --skip '$(NETWORK)' --skip '$(COUNTS)' --skip '$(SOURCES)' --skip '$(PATIENT)' --skip '$(BUSY)'
	swift test -c release --skip-build --disable-xctest --filter '$(BUSY)' --skip '$(COUNTS)'
	swift test -c release --skip-build --disable-xctest --filter '$(SOURCES)' --skip '^PackageTests\.'
	swift test -c release --skip-build --disable-xctest --filter '$(PATIENT)'
	swift test -c release --skip-build --disable-xctest --no-parallel --filter '$(NETWORK)' --skip '^InteropTests\.'
	swift test -c release --skip-build --disable-xctest --no-parallel --filter '$(COUNTS)'

differential: requirements ## 10,000 mutations of signed documents, and every combination of algorithms, judged by us and by xmlsec1
	swift build --build-tests
	STRATA_THOROUGH=1 swift test --skip-build --disable-xctest --filter '^InteropTests\.XMLSec'

LOAD := --package-path Tests/Load --disable-build-manifest-caching -c release
load: requirements ## 10,000 calls at once while the service shuts down, and what 9,000 idle connections and bad requests cost
	@swift build $(LOAD)
	@"$$(swift build $(LOAD) --show-bin-path)/strata-load" calls 10000
	@"$$(swift build $(LOAD) --show-bin-path)/strata-load" idle 9000
	@"$$(swift build $(LOAD) --show-bin-path)/strata-load" bad 200000

soak: requirements ## minutes of calls, broken connections, bad requests, secured messages and keys: what the process holds stays the same
	@swift build $(LOAD)
	@"$$(swift build $(LOAD) --show-bin-path)/strata-load" soak $(or $(SECONDS_OF_SOAK),180)
	@"$$(swift build $(LOAD) --show-bin-path)/strata-load" bad 1000000
	@"$$(swift build $(LOAD) --show-bin-path)/strata-load" verifications 1000000
	@"$$(swift build $(LOAD) --show-bin-path)/strata-load" keys 10000

# With the sanitizer of addresses, in a folder of its own; `-enable-testing`, because the reader of HTTP is not public yet. What was learned
# stays in .build/fuzz-corpus; an input that breaks something ends the run and lies in .build/fuzz-found.
FUZZ := --package-path Tests/Fuzz --disable-build-manifest-caching -c release --scratch-path .build/fuzz --sanitize=address \
	-Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing -Xswiftc -use-ld=lld
FUZZER := -max_total_time=$(or $(SECONDS_OF_FUZZ),180) -timeout=10 -rss_limit_mb=2048 -detect_leaks=0 -print_final_stats=1
VECTORS := $(or $(STRATA_SHARED),../shared)/vectors
vectors-xml := $(wildcard $(VECTORS)/hostile-xml $(VECTORS)/xml-conformance)
vectors-http := $(wildcard $(VECTORS)/http1/requests $(VECTORS)/http1/responses)
vectors-keys := $(wildcard $(VECTORS)/xmldsig/keys $(VECTORS)/xmldsig-foreign/keys $(VECTORS)/xmlenc/keys)
vectors-signature := $(wildcard $(VECTORS)/xmldsig $(VECTORS)/xmldsig-foreign)
vectors-encryption := $(wildcard $(VECTORS)/xmlenc)
# A certificate in a signature, or a key under RSA in what is encrypted, takes its room.
longest-signature := 8192
longest-encryption := 8192
fuzz: requirements ## minutes of octets, guided by coverage, against each reader of foreign octets; WHAT="keys signature" for a part of them
	@swift build $(FUZZ)
	@mkdir -p .build/fuzz-found
	@$(foreach what,$(or $(WHAT),xml http tls keys signature encryption),program="$$(swift build $(FUZZ) --show-bin-path)/fuzz-$(what)"; corpus=.build/fuzz-corpus/$(what); \
		echo "== $(what)"; "$$program" seeds "$$corpus"; SWIFT_BACKTRACE=enable=no "$$program" $(FUZZER) \
			-max_len=$(or $(longest-$(what)),4096) -artifact_prefix=.build/fuzz-found/$(what)- "$$corpus" $(vectors-$(what)) 2>&1 | tail -n 30;)

samples: requirements
	swift build $(SAMPLES)

# The one target that resolves packages from outside; no other needs it, and CI does not run it.
TRAITS := --package-path Tests/Traits
traits: requirements ## the adapters behind package traits (swift-log and so on), against the real packages where these can be had
	@swift package $(TRAITS) resolve || { echo "make traits: not to be had from here; for each URL with a local clone: swift package $(TRAITS) config set-mirror --original URL --mirror file:///CLONE.git" >&2; exit 1; }
	swift test $(TRAITS) --disable-build-manifest-caching --disable-xctest

# Each in a folder of its own. What the thread sanitizer cannot see it is told by Tests/CThreadSanitizer; nothing is suppressed.
sanitize: requirements ## the tests under the sanitizers of threads and of addresses
	swift build --build-tests --sanitize=thread --scratch-path .build/thread
	TSAN_OPTIONS=report_thread_leaks=0 swift test --skip-build --disable-xctest \
		--sanitize=thread --scratch-path .build/thread --no-parallel --skip '^(Interop|Package|HotPath)Tests\.'
	swift build --build-tests --sanitize=address --scratch-path .build/address
	ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --disable-xctest \
		--sanitize=address --scratch-path .build/address --no-parallel --skip '^(Interop|Package|HotPath)Tests\.'

bench: requirements ## measures against a floor and against others' stacks, in ratios; WHAT="--only xml --rounds 3" for a part of it
	@swift build $(BENCHMARKS)
	@Tests/Benchmarks/GSOAP/build Tests/Benchmarks/.build/gsoap
	@SWIFT_BACKTRACE=enable=no "$$(swift build $(BENCHMARKS) --show-bin-path)/benchmarks" $(WHAT)

lint: ## the formatter's rules (.swift-format); every finding is an error
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Plugins Samples/Package.swift $(wildcard Samples/*/)

format: ## rewrites the sources by the formatter's rules
	swift format --in-place --recursive --parallel Package.swift Sources Tests Plugins Samples/Package.swift $(wildcard Samples/*/)

docs: requirements ## the documentation of all rooms, into .build/docs
	@.ci/docs

clean: ## removes everything that was built
	rm -rf .build Samples/.build Tests/Load/.build Tests/Benchmarks/.build Tests/Traits/.build

requirements:
	@command -v swift >/dev/null || { echo "Strata needs Swift 6.3 or later on PATH: https://www.swift.org/install" >&2; exit 1; }
	@if [ "$$(uname -s)" = Linux ]; then .ci/packages libssl-dev zlib1g-dev; fi
