#!/usr/bin/env bash
# Has Prometheus' own promtool check what triage writes for it, and the alerts of docs/monitoring.md.
#
#     scripts/promtool.sh [PROGRAM]
#
# Without a promtool in PATH it is taken out of Debian's package, into target/. Status 77: it cannot be had here.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/release/bouncedex}")
promtool=$(command -v promtool || true)
if [ -z "$promtool" ]; then
  folder=target/promtool
  promtool=$folder/usr/bin/promtool
  if [ ! -x "$promtool" ]; then
    mkdir -p "$folder"
    if ! (cd "$folder" && apt-get download prometheus && dpkg -x prometheus_*.deb . && rm prometheus_*.deb); then
      echo "SKIPPED: there is no promtool, and no package of it; metrics were NOT checked" >&2
      exit 77
    fi
  fi
fi
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
check() {
  local said
  # What it finds bad style is on standard error, and its status is 3.
  said=$("$promtool" check metrics < "$1" 2>&1) && [ -z "$said" ] || { echo "$1: $said" >&2; exit 1; }
}
"$program" --no-config triage --format prometheus tests/fixtures/mail.log > "$here/once.prom"
check "$here/once.prom"
"$program" --no-config triage --follow --metrics "$here/followed.prom" < tests/fixtures/mail.log > /dev/null
cmp "$here/once.prom" "$here/followed.prom"
printf '' | "$program" --no-config triage --format prometheus > "$here/empty.prom" || test $? = 1
check "$here/empty.prom"
sed -n '/^```yaml$/,/^```$/{/^```/d;p}' docs/monitoring.md > "$here/rules.yml"
"$promtool" check rules "$here/rules.yml"
