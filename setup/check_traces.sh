#!/bin/sh
# No tracked file may name a place on somebody's machine or the address of a package registry.
cd "$(dirname "$0")/.." || exit 1
# The brackets keep the pattern from finding itself.
places='(^|[^A-Za-z0-9_.-])/(w[o]rk|r[o]ot|h[o]me|f[a]rm)/[A-Za-z.]'
hosts='p[y]thonhosted|p[y]pi[.]org|registry[.]n[p]mjs|d[e]b[.]debian|repo1?[.]m[a]ven|m[a]ven[.]org'
if git grep -nIE "$places|$hosts" -- .; then
  echo "the lines above name a machine's folder or a registry; take that out" >&2
  exit 1
fi
