#!/usr/bin/env bash
# The digest that Docs/Examples/digest.py makes of a database alone is the one that a comparison prints of it; after any
# change of a message it is another one.
set -euo pipefail
cd "$(dirname "$0")/../.."

cli="$(realpath "${CLI:-.build/release/chat-ledger}")"
examples=Docs/Examples
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
export CHAT_LEDGER="$folder/ledger"

python3 - "$folder/chat.sqlite" "$examples/digest.sql" <<'PYTHON'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    database.executescript(open(sys.argv[2], encoding="utf-8").read())
PYTHON
own() { python3 -B "$examples/digest.py" "$folder/chat.sqlite"; }
printed() {
  "$cli" import sql "$folder/chat.sqlite" --mapping "$examples/digest.json" --compare --digests --quiet \
    | awk '$1 == "messages" { print $7 }'
}

"$cli" init --quiet > /dev/null
"$cli" import sql "$folder/chat.sqlite" --mapping "$examples/digest.json" --quiet > /dev/null
before="$(own)"
[ "$before" = "$(printed)" ] || { echo "the script says $before, the comparison $(printed)"; exit 1; }

python3 -c 'import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database: database.execute("UPDATE messages SET user_id = 1 WHERE id = 2")' \
  "$folder/chat.sqlite"
# A comparison that finds something ends with 1, and prints the digest of the source.
after="$(own)"
found="$(printed || true)"
[ "$after" = "$found" ] && [ "$after" != "$before" ]
