#!/usr/bin/env bash
# Runs all tests: those in Swift, the scripts, the scenarios, the short torture. Goes on after a failure; the last line counts all of them.
#
#   all.sh          all of them
#   all.sh swift    the tests in Swift only, with a last line of their own
set -uo pipefail
cd "$(dirname "$0")/../.."

tally="$(mktemp -d)"
trap 'rm -rf "$tally"' EXIT
passed=0 failed=0 skipped=0

# The numbers of the last line `N passed, N failed, N skipped` of a log.
add() {
  local line
  line=$(grep -oE '[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$1" | tail -n 1)
  if [ -z "$line" ]; then
    echo "FAILED  $2 ended without a count"
    failed=$((failed + 1))
    return
  fi
  read -r p _ f _ s _ <<< "$line"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

# How many lines of the output of the tests in Swift match; the one about the whole run is none of them.
count() { grep -E "$1" "$tally/swift.out" | grep -cvE '^. Test run with '; }

swift_tests() {
  CHAT_LEDGER_TEST_TIMES="$tally/times" "${SWIFT:-swift}" test 2>&1 | tee "$tally/swift.out"
  local status=${PIPESTATUS[0]} f
  # A build that fails leaves no times.
  [ ! -s "$tally/times" ] || python3 -B Tests/scripts/slowest.py "$tally/times"
  f=$(count '^✘ Test .* failed after ')
  # A crash or an error of the compiler fails without a test that says so.
  [ "$status" = 0 ] || [ "$f" -gt 0 ] || f=1
  echo "$(count '^✔ Test .* passed after ') passed, $f failed, $(count '^➜ Test .* skipped') skipped"
}

stage() {
  local name=$1
  shift
  "$@" 2>&1 | tee "$tally/$name"
  local status=${PIPESTATUS[0]} before=$failed
  add "$tally/$name" "$name"
  [ "$status" = 0 ] || [ "$failed" -gt "$before" ] || failed=$((failed + 1))
}

stage swift swift_tests
if [ "${1:-}" != swift ]; then
  stage scripts Tests/scripts/run.sh
  stage scenarios Tests/scenarios/run.sh
  # With one seed, so that a run says the same tomorrow; `make torture` and `make soak` take others.
  # `kills` depends on the machine's speed and is left to those.
  parts=(calls unsynced power snapshots projections logs images full looking beside swapped descriptors)
  stage torture env SOAK_SEED="${SOAK_SEED:-7}" Tests/torture/torture.py "${parts[@]/#/--part=}"
  echo "$passed passed, $failed failed, $skipped skipped"
fi
[ "$failed" = 0 ]
