#!/usr/bin/env bash
# Builds the documentation of the library from its comments and checks the links of the pages beside it.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 Tests/scripts/check_links.py

folder=.build/docs
rm -rf "$folder"
mkdir -p "$folder/graphs"
# The modules that an embedder meets. The build is that of the tests, so this costs little beside them.
modules=(ChatDomain ChatLedger ChatOperations LedgerJSON ChatExchange)
for target in LedgerJSON ChatExchange; do swift build --target "$target" 2>&1 | tail -n 1; done
build="$(swift build --show-bin-path)"
includes=(-I "$build/Modules" -I Sources/CLMDB -I Sources/CZip -I Sources/CChecksum/include -I Sources/CFiles/include)
while IFS= read -r map; do includes+=(-I "$(dirname "$map")"); done \
  < <(find .build/checkouts -path '*/include/module.modulemap')
target="$(swift -print-target-info | python3 -c 'import json,sys; print(json.load(sys.stdin)["target"]["triple"])')"
for module in "${modules[@]}"; do
  swift symbolgraph-extract -module-name "$module" "${includes[@]}" -target "$target" \
    -minimum-access-level public -output-dir "$folder/graphs"
done
if ! command -v docc > /dev/null; then
  echo "docs: symbol graphs of ${#modules[@]} modules in $folder/graphs (docc is not there to render them)"
  exit 0
fi
docc convert --additional-symbol-graph-dir "$folder/graphs" --output-path "$folder/ChatLedger.doccarchive" \
  --fallback-display-name ChatLedger --fallback-bundle-identifier chatledger.ChatLedger > "$folder/docc.log" 2>&1 \
  || { cat "$folder/docc.log" >&2; exit 1; }
warnings="$(grep -c '^warning:' "$folder/docc.log" || true)"
if [ "$warnings" -gt 0 ]; then grep '^warning:' "$folder/docc.log" | sort | uniq -c | sort -rn | head -n 20 >&2; fi
echo "docs: $folder/ChatLedger.doccarchive, $warnings warnings (in $folder/docc.log)"
