#!/bin/sh
# Writes the four hashed lock files anew from pyproject.toml; they name no host. Needs uv.
set -eu
cd "$(dirname "$0")/.."
lock() {
  out=$1; shift
  uv pip compile pyproject.toml --all-extras "$@" --upgrade --universal --python-version 3.11 --constraint requirements/constraints.txt \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file "requirements/$out"
}
lock run.txt
lock test.txt --group test
lock check.txt --group test --group check
uv pip compile --group pyproject.toml:cluster --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file requirements/cluster.txt
