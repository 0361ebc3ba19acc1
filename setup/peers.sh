#!/bin/sh
# Fetches what `make bench` measures us beside, into .judges/. What cannot be had is named; its
# figures are then missing, and the benchmark says so.
set -eu
cd "$(dirname "$0")/.."

# Where one step fails the function fails: `set -e` does not hold inside a condition.
fetch() {
  folder=.judges/$1
  rm -rf $folder
  .venv/bin/python -m venv $folder &&
    $folder/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes \
      -r setup/$1.lock &&
    echo "$2" >$folder/ready ||
    { rm -rf $folder; return 1; }
}

for peer in shot-scraper sqlite-utils; do
  wanted=$(cksum <setup/$peer.lock)
  if [ "$wanted" != "$(cat .judges/$peer/ready 2>/dev/null)" ]; then
    echo "setup: fetching $peer"
    fetch $peer "$wanted" ||
      echo "setup: $peer could not be fetched; its figures will be missing" >&2
  fi
done
