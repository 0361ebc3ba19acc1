#!/bin/sh
# Sees to a Chromium that starts and to the fonts that pages are drawn with.
# A Chromium that is there is used, else Playwright fetches its own, else Debian's is installed.
set -eu
cd "$(dirname "$0")/.."
. setup/debian.sh

have_driver() {
  for node in .venv/lib/python*/site-packages/playwright/driver/node; do
    "$node" --version >/dev/null 2>&1 && return 0
  done
  return 1
}
fetched() { .venv/bin/python setup/fetched_browser.py; }
have_chromium() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && return 0
  done
  path=$(fetched) && [ -x "$path" ] && "$path" --version >/dev/null 2>&1
}
have_light() { command -v chromium-headless-shell >/dev/null; }
fetch_chromium() {
  echo "setup: letting Playwright fetch a Chromium"
  timeout 600 .venv/bin/playwright install chromium >.venv/playwright.log 2>&1 && have_chromium
}

failed=
# A bare Debian lacks the one library that Playwright's driver links to.
need "libatomic, which drives the browser," have_driver libatomic1 || exit 9
have_chromium || fetch_chromium || need "a Chromium" have_chromium chromium || failed=1
# Debian has one without windows, which captures take less work by; they manage without it.
! grep -q '^ID=debian' /etc/os-release ||
  need "a quicker Chromium" have_light chromium-headless-shell || :
need "the font Noto Sans" "have_font NotoSans-Regular.*" fonts-noto-core || failed=1
need "the font Noto Sans CJK" "have_font NotoSansCJK*" fonts-noto-cjk || failed=1
need "the font Noto Color Emoji" "have_font NotoColorEmoji*" fonts-noto-color-emoji || failed=1
[ -z "$failed" ] || echo "setup: pages may lack signs, or not be captured at all, until then" >&2
