#!/usr/bin/env bash
# Installs what the package needs from the system, and only what is missing; more packages can be named as arguments.
# With --tests also PostgreSQL and protoc, for the tests that need them; they say so where they cannot be had.
set -euo pipefail

if [ "$(uname -s)" = Darwin ]; then
  if ! pkg-config --exists lmdb libzip libpq 2>/dev/null; then
    echo "Libraries are missing: brew install lmdb libzip libpq pkg-config" >&2
    exit 1
  fi
  exit 0
fi

if ! command -v swift >/dev/null; then
  echo "Swift 6.3 is missing: see https://www.swift.org/install/linux/" >&2
  exit 1
fi

tests=
if [ "${1:-}" = --tests ]; then
  tests=yes
  shift
fi
missing=()
for package in liblmdb-dev libsqlite3-dev libpq-dev libzip-dev pkg-config "$@"; do
  # pkgconf provides pkg-config on newer systems under another package name.
  if [ "$package" = pkg-config ] && command -v pkg-config >/dev/null; then continue; fi
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
command -v python3 >/dev/null || missing+=(python3)
sudo=()
if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
export DEBIAN_FRONTEND=noninteractive
install() {
  echo "Installing $*" >&2
  "${sudo[@]}" apt-get update -qq && "${sudo[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

[ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
if [ -n "$tests" ] && ! command -v protoc >/dev/null; then
  install protobuf-compiler || echo "protoc cannot be installed: that the code follows from the schema is not checked" >&2
fi
if [ -n "$tests" ] && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
  install postgresql || echo "PostgreSQL cannot be installed: the tests that read from one are skipped" >&2
fi
