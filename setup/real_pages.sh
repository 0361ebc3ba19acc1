#!/bin/sh
# Fetch long pages that nobody here wrote: Debian's documentation packages, unpacked and not
# installed, and a web application in an environment of its own. Used by `make soak`.
set -eu
folder=${1:?usage: real_pages.sh FOLDER}
packages="debian-policy debian-reference-en debian-reference-common git-doc postgresql-doc-15 python3.11-doc developers-reference"

if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
  echo "setup: the real pages come from Debian's packages; this is no Debian machine" >&2
  exit 9
fi
if [ ! -e "$folder/pages.ready" ]; then
  mkdir -p "$folder/packages" "$folder/root"
  # shellcheck disable=SC2086  # the list is meant to be split
  (cd "$folder/packages" && apt-get download -qq $packages)
  for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder/root"; done
  touch "$folder/pages.ready"
fi
if [ ! -e "$folder/application.ready" ]; then
  python3 -m venv "$folder/application"
  "$folder/application/bin/pip" install --quiet datasette==0.65.5
  touch "$folder/application.ready"
fi
