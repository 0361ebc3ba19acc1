# Sourced by the other scripts: looks for what is needed, and installs it from Debian when it may.

updated=
missing=

# may_install: whether Debian's packages can be installed without asking anybody.
may_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# as_root COMMAND…: run as the administrator.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# debian_install PACKAGE…: install quietly; on failure show what apt-get said.
debian_install() {
  may_install || return 1
  said=$(mktemp)
  [ -n "$updated" ] || as_root apt-get update -qq >"$said" 2>&1 || cat "$said" >&2
  updated=1
  echo "setup: installing $*"
  if ! as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >"$said" 2>&1; then
    tail -n 5 "$said" >&2
    rm -f "$said"
    return 1
  fi
  rm -f "$said"
}

# need WHAT CHECK PACKAGE…: see that CHECK succeeds; else install, else say what to run.
need() {
  what=$1 check=$2
  shift 2
  if $check || { debian_install "$@" && $check; }; then return 0; fi
  missing="$missing $*"
  echo "setup: $what is missing; run: sudo apt-get install -y $*" >&2
  return 1
}

# have_font PATTERN: whether a font file of that name lies where fontconfig looks.
have_font() {
  for folder in /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts"; do
    [ -z "$(find -L "$folder" -name "$1" -print 2>/dev/null | head -n 1)" ] || return 0
  done
  return 1
}
