#!/usr/bin/env bash
# Kills an import at random moments, again and again, and expects in the end what an undisturbed import gives.
set -euo pipefail
cd "$(dirname "$0")/../.."

cli="$(realpath "${CLI:-.build/release/chat-ledger}")"
seconds="${SOAK_SECONDS:-60}"
seed="${SOAK_SEED:-$RANDOM}"
RANDOM=$seed
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
passed=0

archive="$folder/archive.jsonl"
"$cli" sample --messages "${SOAK_MESSAGES:-20000}" --rooms 20 --accounts 200 --seed "$seed" > "$archive"
fresh() { rm -rf "$1" && "$cli" init --ledger "$1" --quiet > /dev/null; }
fresh "$folder/calm"
"$cli" import mattermost "$archive" --ledger "$folder/calm" --quiet > /dev/null
wanted="$("$cli" export mattermost --ledger "$folder/calm" --quiet | sha256sum)"
tables() { "$cli" stats --json --ledger "$1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["tables"])'; }

began=$SECONDS
while [ $((SECONDS - began)) -lt "$seconds" ]; do
  ledger="$folder/killed"
  fresh "$ledger"
  kills=0
  while [ $kills -lt 5 ]; do
    "$cli" import mattermost "$archive" --ledger "$ledger" --quiet > /dev/null 2>&1 &
    child=$!
    sleep "0.$((RANDOM % 9))$((RANDOM % 10))"
    kill -9 $child 2> /dev/null || break
    wait $child 2> /dev/null || true
    kills=$((kills + 1))
  done
  wait 2> /dev/null || true
  "$cli" import mattermost "$archive" --ledger "$ledger" --quiet > /dev/null
  if [ "$("$cli" export mattermost --ledger "$ledger" --quiet | sha256sum)" != "$wanted" ] \
    || [ "$(tables "$ledger")" != "$(tables "$folder/calm")" ] \
    || ! "$cli" verify --ledger "$ledger" --quiet > "$folder/verify.txt"; then
    cat "$folder/verify.txt" >&2 || true
    echo "soak: FAILED after $kills kills; SOAK_SEED=$seed" >&2
    echo "$passed passed, 1 failed"
    exit 1
  fi
  passed=$((passed + 1))
done
echo "soak: every import that was killed ended like the undisturbed one (SOAK_SEED=$seed)"
echo "$passed passed, 0 failed"
