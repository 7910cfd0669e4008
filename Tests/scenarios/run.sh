#!/usr/bin/env bash
# Plays the five incidents from their databases to a verified end. CLI=path names the command; numbers choose some.
set -uo pipefail
cd "$(dirname "$0")/../.."

cli="$(realpath "${CLI:-.build/release/chat-ledger}")"
if [ ! -x "$cli" ]; then
  echo "There is no $cli: make build" >&2
  exit 2
fi
export CLI="$cli" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 NO_COLOR=1

failed=()
began=$SECONDS
for number in "${@:-0 1 2 3 4}"; do
  for one in $number; do
    python3 "Tests/scenarios/incident-$one/scenario.py" || failed+=("$one")
  done
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "Scenarios that FAILED: ${failed[*]} (after $((SECONDS - began)) s)"
  exit 1
fi
echo "All scenarios passed in $((SECONDS - began)) s"
