#!/bin/sh
# Fetch long pages that nobody here wrote: Debian's documentation packages and its MediaWiki,
# unpacked and not installed, PHP to run that, and a web application in an environment of its own.
# Used by `make soak`.
set -eu
folder=${1:?usage: real_pages.sh FOLDER}
. "$(dirname "$0")/debian.sh"
documents="debian-policy debian-reference-en debian-reference-common git-doc postgresql-doc-15
  python3.11-doc nodejs-doc doxygen-doc apache2-doc sqlite3-doc octave-doc rust-doc exim4-doc-html
  debian-handbook gimp-help-sv"

have_php() {
  for module in intl mbstring pdo_sqlite xml; do
    php -m 2>/dev/null | grep -qx $module || return 1
  done
}

download() { (cd "$folder/packages" && apt-get download -qq "$1"); }

# unpack PACKAGE: lay out a package's files, less what is large and shown nowhere.
unpack() {
  [ ! -e "$folder/unpacked/$1.ready" ] || return 0
  download "$1" || { as_root apt-get update -qq && download "$1"; }
  for file in "$folder/packages/${1}"_*.deb; do
    dpkg-deb --fsys-tarfile "$file" | tar -x -C "$folder/unpacked" --exclude='*/rust-doc/html/src' \
      --exclude='*/rust-doc/html/core' --exclude='*/rust-doc/html/alloc'
  done
  touch "$folder/unpacked/$1.ready"
}

# unpack_mediawiki: its links lead out of the folder; the test gives it settings and pictures.
unpack_mediawiki() {
  unpack mediawiki-classes
  unpack mediawiki
  wiki="$folder/unpacked/usr/share/mediawiki"
  [ ! -L "$wiki/images" ] || rm "$wiki/images" "$wiki/config" "$wiki/LocalSettings.php"
  ln -sfn extensions-core "$wiki/extensions"
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "setup: the real pages come from Debian's packages; this is no Debian machine" >&2
  exit 9
fi
need "PHP" have_php php-cli php-intl php-mbstring php-sqlite3 php-xml || exit 9
mkdir -p "$folder/packages" "$folder/unpacked"
for package in $documents; do unpack "$package"; done
unpack_mediawiki
if [ ! -e "$folder/application.ready" ]; then
  python3 -m venv "$folder/application"
  "$folder/application/bin/pip" install --quiet datasette==0.65.5
  touch "$folder/application.ready"
fi
