#!/bin/sh
# Fetches what `make bench` measures us beside, into .judges/. What cannot be had is named; its
# figures are then missing, and the benchmark says so.
set -eu
cd "$(dirname "$0")/.."

folder=.judges/shot-scraper
lock=setup/shot-scraper.lock
wanted=$(cksum <$lock)

pip() { $folder/bin/python -m pip --quiet --disable-pip-version-check "$@"; }

# Where one step fails the function fails: `set -e` does not hold inside a condition.
fetch_shot_scraper() {
  rm -rf $folder
  .venv/bin/python -m venv $folder &&
    pip install --require-hashes -r $lock &&
    echo "$wanted" >$folder/ready ||
    { rm -rf $folder; return 1; }
}

if [ "$wanted" != "$(cat $folder/ready 2>/dev/null)" ]; then
  echo "setup: fetching shot-scraper"
  fetch_shot_scraper ||
    echo "setup: shot-scraper could not be fetched; its figures will be missing" >&2
fi
