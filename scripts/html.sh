#!/usr/bin/env bash
# Opens the page of `triage --format html` in a real browser without a window: at several widths, in both colour schemes
# and on A4 nothing may overflow, and nothing may be asked of the network, whatever stands in the log.
#
#     scripts/html.sh [PROGRAM [FOLDER]]
#
# Pictures of it go to the folder. Status 77: there is no Chromium here.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/release/bouncedex}")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
pictures=${2:-$here}
mkdir -p "$pictures"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  echo "SKIPPED: there is no Chromium; the page was NOT checked" >&2
  exit 77
fi
# Without a sandbox: containers have none.
browse() {
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
    --user-data-dir="$here/profile" --host-resolver-rules="MAP * ~NOTFOUND" "$@" 2> "$here/stderr" ||
    { cat "$here/stderr" >&2; return 1; }
}
scheme() { [ "$1" = light ] || echo --blink-settings=preferredColorScheme=0; }

long=$(printf 'x%.0s' {1..300})
hostile="<img src=http://evil.example/a.png><script src=http://evil.example/b.js></script> $long"
{
  cat tests/fixtures/mail.log
  for number in {10..40}; do
    echo "Nov 23 10:05:$number mx1 postfix/smtp[9]: 4QwZ${number}T0zz: to=<jo@$long.example>, relay=mx.example.net[192.0.2.1]:25, delay=1, dsn=5.0.0, status=bounced (host mx.example.net[192.0.2.1] said: 550 zork $hostile)"
  done
} > "$here/mail.log"
"$program" --no-config triage --format html --by cause "$here/mail.log" > "$here/page.html"
"$program" --no-config triage --format html --by domain "$here/mail.log" > "$here/domains.html"

# Asked for by a script of ours, which the page's own policy would not let run.
measure="<script>document.documentElement.dataset.measured = [document.documentElement.scrollWidth - innerWidth, getComputedStyle(document.documentElement).backgroundColor].join(' ')</script>"
for page in page domains; do
  sed -e '/Content-Security-Policy/d' -e "s|</body>|$measure</body>|" "$here/$page.html" > "$here/measured.html"
  # A4 less its margins, a window, a telephone.
  for width in 688 1200 500; do
    for scheme in light dark; do
      said=$(browse $(scheme $scheme) --window-size=$width,1000 --dump-dom "file://$here/measured.html" | grep -o 'data-measured="[^"]*"')
      case $scheme in light) colour="rgb(255, 255, 255)" ;; dark) colour="rgb(20, 23, 27)" ;; esac
      [ "$said" = "data-measured=\"0 $colour\"" ] || { echo "$page, $width columns, $scheme: $said" >&2; exit 1; }
    done
  done
done
for scheme in light dark; do
  browse $(scheme $scheme) --window-size=1000,1600 --screenshot="$pictures/$scheme.png" --log-net-log="$here/net.json" "file://$here/page.html"
  if grep -q evil.example "$here/net.json"; then
    echo "the page asks for what stands in a log" >&2
    exit 1
  fi
done
browse --no-pdf-header-footer --print-to-pdf="$pictures/page.pdf" "file://$here/page.html"
# A4 in points.
grep -aq '/MediaBox \[0 0 594\.9[0-9]* 841\.9[0-9]*\]' "$pictures/page.pdf" || { echo "not printed on A4" >&2; exit 1; }
echo "the page holds at every width, in both colour schemes, on A4, and asks for nothing"
