#!/usr/bin/env bash
# A throw-away PostgreSQL for tests: no TCP, one socket in its own directory, nothing synced.
#
#   postgres.sh start [DIRECTORY [OWNER]]   makes and starts one; prints PGHOST=…, PGUSER=…, PGDATABASE=…, PGDATA=…;
#                                           with the number of a process, stops it when that process has ended
#   postgres.sh stop DIRECTORY              stops it and removes the directory
#
# Exit code 3 where there is no PostgreSQL, with the reason on standard error.
set -euo pipefail

missing() { echo "SKIPPED: PostgreSQL $1" >&2; exit 3; }

# The newest that is installed, wherever the distribution puts it.
find_bin() {
  local candidate
  for candidate in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) /usr/pgsql-*/bin; do
    [ -x "$candidate/initdb" ] && { echo "$candidate"; return; }
  done
  command -v initdb > /dev/null 2>&1 && dirname "$(readlink -f "$(command -v initdb)")"
  return 0
}

BIN=$(find_bin)
[ -n "$BIN" ] || missing "is not installed (apt-get install postgresql)"

# The server refuses to run as root.
as_server() {
  if [ "$(id -u)" != 0 ]; then "$@"; return; fi
  local user
  for user in postgres nobody; do
    if id "$user" > /dev/null 2>&1; then
      (cd / && runuser -u "$user" -- "$@")
      return
    fi
  done
  missing "will not run as root, and there is neither the user postgres nor nobody"
}

# The first line that tells of an error, or else the first there is.
why() {
  local line
  line=$(grep -m 1 -iE 'error|fatal|panic|could not|cannot|no space' <<< "$1" || head -n 1 <<< "$1")
  echo "${line:-without a word}"
}

start() {
  local directory=${1:-}
  [ -n "$directory" ] || directory=$(mktemp -d "${TMPDIR:-/tmp}/chat-ledger-pg.XXXXXX")
  mkdir -p "$directory"
  # A socket's path has room for 107 bytes.
  [ ${#directory} -le 80 ] || { echo "the path $directory is too long for a socket" >&2; exit 2; }
  if [ "$(id -u)" = 0 ]; then chown "$(id -u postgres 2> /dev/null || id -u nobody)" "$directory"; fi
  chmod 755 "$directory"
  # The last thing that initdb says is that it tidies up; why it failed stands before.
  local words
  words=$(as_server "$BIN/initdb" -D "$directory/data" -U tester -A trust -E UTF8 --locale=C -N 2>&1 > "/dev/null") \
    || missing "could not be initialised in $directory: $(why "$words")"
  as_server "$BIN/pg_ctl" -D "$directory/data" -w -t 60 -l "$directory/data/server.log" -o \
    "-c listen_addresses='' -k $directory -F -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=128MB" \
    start > /dev/null || missing "could not be started in $directory: $(why "$(as_server cat "$directory/data/server.log" 2>&1)")"
  if [ -n "${2:-}" ]; then
    (
      while kill -0 "$2" 2> /dev/null; do sleep 1; done
      stop "$directory"
    ) > /dev/null 2>&1 < /dev/null &
  fi
  echo "PGHOST=$directory"
  echo "PGUSER=tester"
  echo "PGDATABASE=postgres"
  echo "PGDATA=$directory/data"
}

stop() {
  as_server "$BIN/pg_ctl" -D "$1/data" -m immediate -w stop > /dev/null 2>&1 || true
  rm -rf "$1"
}

case "${1:-}" in
  start) start "${2:-}" "${3:-}" ;;
  stop) stop "${2:?the directory}" ;;
  *) sed -n '2,9p' "$0" | cut -c3- >&2; exit 2 ;;
esac
