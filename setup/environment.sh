#!/bin/sh
# Makes .venv and installs what a lock names, then the project itself.
# Usage: setup/environment.sh LOCK      The variable PYTHON names the Python to use (3.11 or later).
set -eu
cd "$(dirname "$0")/.."
. setup/debian.sh
lock=$1
python=${PYTHON:-python3}
stamp=.venv/$lock.stamp

have_python() { "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
have_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }

if ! have_python; then
  echo "setup: $python is no Python 3.11 or later; run PYTHON=/path/to/python3 make …" >&2
  exit 9
fi
if [ ! -x .venv/bin/python ]; then
  need "python3-venv" have_venv python3-venv || exit 9
  "$python" -m venv .venv
fi
wanted=$(cat "$lock" pyproject.toml setup/build_catalogue.py | cksum)
if [ ! -x .venv/bin/archiver ] || [ "$wanted" != "$(cat "$stamp" 2>/dev/null)" ]; then
  echo "setup: installing what $lock names into .venv"
  install --require-hashes -r "$lock"
  install --no-deps --no-build-isolation -e .
  echo "$wanted" >"$stamp"
fi
# The catalogue may be newer than the installation.
.venv/bin/python setup/build_catalogue.py >/dev/null
