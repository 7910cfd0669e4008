#!/usr/bin/env bash
# Plays the five incidents from their databases to a verified end. CLI=path names the command; numbers choose some.
set -uo pipefail
cd "$(dirname "$0")/../.."

cli="$(realpath "${CLI:-.build/release/chat-ledger}")"
if [ ! -x "$cli" ]; then
  echo "There is no $cli: make build" >&2
  exit 2
fi
export CLI="$cli" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 NO_COLOR=1 TZ=UTC

failed=()
passed=0
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
began=$SECONDS
for number in "${@:-0 1 2 3 4}"; do
  for one in $number; do
    if python3 "Tests/scenarios/incident-$one/scenario.py" 2>&1 | tee -a "$log"; then
      passed=$((passed + 1))
    else
      failed+=("$one")
    fi
  done
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "Scenarios that FAILED: ${failed[*]} (after $((SECONDS - began)) s)"
else
  echo "All scenarios passed in $((SECONDS - began)) s"
fi
# A part of a scenario that could not run is counted by itself; the rest of the scenario did.
echo "$passed passed, ${#failed[@]} failed, $(grep -c 'SKIPPED: ' "$log") skipped"
[ ${#failed[@]} = 0 ]
