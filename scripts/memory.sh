#!/usr/bin/env bash
# Proves that no input makes `explain` or `triage` take more than 64 MiB of memory. The inputs are made on the fly, into
# a pipe. With --small they are a hundredth as large, and take seconds.
#
#     scripts/memory.sh [--small] [BINARY]
set -euo pipefail
size=1
if [ "${1:-}" = --small ]; then size=0.01; shift; fi
root=$(dirname "$0")/..
binary=${1:-$root/target/release/bouncedex}
most=$((64 * 1024)) # KiB

python3 - "$binary" "$most" "$size" "$root/codes.toml" <<'PY'
import itertools, os, subprocess, sys, tempfile, time, tomllib

binary, most, size = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])

REPORT = b"""From MAILER-DAEMON Mon Nov 23 10:00:00 2026
Return-Path: <>
From: MAILER-DAEMON@mail.example.net
To: me@example.net
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

This is the mail system at host mail.example.net.
<someone@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 no such user here

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; someone@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user here

--b1
Content-Type: message/rfc822

From: me@example.net
To: someone@example.org

""" + b"Hello, this is the mail that came back, line by line by line.\n" * 40 + b"\n--b1--\n\n"

PLAIN = b"""From MAILER-DAEMON Mon Nov 23 10:00:00 2026
From: MAILER-DAEMON@mail.example.com
Subject: failure notice

Hi. This is the qmail-send program at mail.example.com.

<someone@example.org>:
192.0.2.7 does not like recipient.
Remote host said: 552 5.2.2 mailbox full

--- Below this line is a copy of the message.

From: me@example.com

""" + b"Another mail that came back, of other lines than the one before it.\n" * 20 + b"\n"

head, body = REPORT.split(b"--b1\nContent-Type: message/rfc822", 1)
head = head.split(b"\n", 1)[1] + b"--b1\nContent-Type: message/rfc822\n\nFrom: me@example.net\n\n"
LINE = b"QmFzZTY0IG9mIGEgbGFyZ2UgYXR0YWNobWVudCwgYXMgaXQgY29tZXMgYmFjaywgbGluZSA=\n"

def repeated(block, megabytes, before=b"", after=b""):
    chunk = block * max(1, (1 << 20) // len(block))
    yield before
    for _ in range(int(size * megabytes * 1000000) // len(chunk) + 1):
        yield chunk
    yield after

MAILS = [
    ("a mailbox of 2 GB", repeated(REPORT + PLAIN, 2000), (0, 2)),
    ("a mailbox of 200 MB, CRLF", repeated((REPORT + PLAIN).replace(b"\n", b"\r\n"), 200), (0, 2)),
    ("a message of 200 MB", repeated(LINE, 200, head, b"--b1--\n"), (0, 2)),
    ("a message of 200 MB, CRLF", repeated(LINE.replace(b"\n", b"\r\n"), 200, head.replace(b"\n", b"\r\n")), (0, 2)),
    ("a message of 200 MB of text", repeated(b"550 5.1.1 <a@example.org> no\n", 200, head[:head.index(b"--b1")] + b"\n"), (0, 1, 2)),
    ("a line of 100 MB", repeated(b"x" * 1000, 100, b"550 5.1.1 no such user ", b"\n"), (0, 2)),
    ("a line of 100 MB of JSON", repeated(b'{"":0},', 100, b"[", b"{}]\n"), (0, 1, 2)),
    ("a JSON document of 20 MB", repeated(b'{"":0},\n', 20, b"[\n", b"{}]\n"), (0, 1, 2)),
    ("a line of 100 MB of brackets", repeated(b"[", 100), (0, 1, 2)),
    ("one field, folded for 100 MB", repeated(b" x\n", 100, b"Subject:"), (0, 1, 2)),
    ("200 MB of line ends", repeated(b"\n", 200), (0, 1, 2)),
    ("200 MB of zeros", repeated(b"\0", 200), (0, 1, 2)),
]

# A failed delivery of Postfix. Each part in braces may differ from line to line.
LINE = ("Mar 14 09:26:53 mx1 postfix/smtp[7]: {queue}: to=<{recipient}@{domain}>, relay={host}[192.0.2.7]:25, delay=2, "
        "dsn={code}, status=bounced (host {host}[192.0.2.7] said: 550 {code} {word} (in reply to RCPT TO command))\n")
# With {0} for the number, {1} for it in letters and {2} for it as an enhanced code.
VARIED = {
    "queue": "4A{0:08X}", "recipient": "user{0}", "domain": "d{0}.example", "host": "mx{0}.example",
    "code": "5.{2[0]}.{2[1]}", "word": "{1} sulks, {1} said",
}
SAME = {"queue": "4A1B2C3D01", "recipient": "jo", "domain": "example.org", "host": "mx.example.org", "code": "5.1.1", "word": "unknown user"}
LETTERS = ["".join(three) for three in itertools.product("bcdfghjklm", repeat=3)]

def lines(count, *varied, first=0):
    """Failed deliveries that differ in these parts, numbered from the first on."""
    form = LINE.format(**{part: (VARIED if part in varied else SAME)[part] for part in SAME})
    for start in range(first, first + int(size * count), 1000):
        yield "".join(form.format(number, LETTERS[number // 1_000_000] + LETTERS[number // 1000 % 1000] + LETTERS[number % 1000],
                                  (number // 1000, number % 1000))
                      for number in range(start, start + 1000)).encode()

def causes(width):
    """Every example of the catalogue, said by every provider that has hosts, in lines of so many bytes."""
    catalogue = tomllib.load(open(sys.argv[4], "rb"))
    hosts = [host for provider in catalogue["provider"] for host in provider.get("hosts", [])[:1]]
    texts = [" ".join(text.split()) for entry in catalogue["code"] for text in entry.get("examples", [])]
    for hour, host in enumerate(hosts):
        for text in texts if size == 1 else texts[::10]:
            queue = "4A" + "0" * max(0, width - len(text) - 250)
            line = LINE.format(**SAME | {"queue": queue, "host": "mx." + host.lstrip("."), "code": "5.0.0", "word": text})
            yield "".join(f"Mar {1 + 28 * day // 2:2} {hour % 24:02}" + line[9:] for day in range(2)).encode()

def messages(count, first=0):
    """The same of messages of which all differ, with the lines before it that say whose they are."""
    form = ("Mar 14 09:26:53 mx1 postfix/smtpd[8]: {queue}: client=c{0}.example[192.0.2.9], sasl_method=PLAIN, sasl_username=user{0}\n"
            "Mar 14 09:26:53 mx1 postfix/qmgr[9]: {queue}: from=<sender{0}@s{0}.example>, size=900, nrcpt=1 (queue active)\n")
    for number, line in enumerate((line for block in lines(count, *VARIED, first=first) for line in block.splitlines(True)), first):
        yield form.format(number, queue=f"4A{number:08X}").encode() + line

EVERYTHING = tuple(VARIED)
NO_FOLDER = {"TMPDIR": "/nonexistent"}

# The peak is what the operating system counts: never less than this script takes itself, about 30 MiB.
# What is run, on what, with which environment, and how it may end.
CASES = [(name, ["explain", "--json"], chunks, {}, ends) for name, chunks, ends in MAILS]
for count in (100_000, 1_000_000, 10_000_000) if size == 1 else (50_000_000,):
    many = f"{int(size * count):,} different "
    gives_up = (2,) if size * count >= 500_000 else (0, 2)
    for part, name in (("word", "replies"), ("recipient", "recipients"), ("domain", "domains"), ("code", "codes"),
                       ("host", "hosts"), ("queue", "queue ids")):
        CASES.append((many + name, ["triage", "--json"], lines(count, part), {}, (0,)))
    CASES += [
        (many + "of everything", ["triage", "--json"], lines(count, *EVERYTHING), {}, (0,)),
        (many + "of everything", ["triage", "--recipients"], lines(count, *EVERYTHING), {}, (0,)),
        (many + "messages", ["triage", "--json", "--by", "sender"], messages(count), {}, (0,)),
        (many + "messages", ["triage", "--json", "--totals", "--top", "9999"], messages(count), {}, (0,)),
        (many + "recipients", ["explain", "--recipients"], lines(count, "recipient"), {}, (0,)),
        (many + "recipients, no TMPDIR", ["triage", "--json"], lines(count, "recipient"), NO_FOLDER, gives_up),
        (many + "recipients, no TMPDIR", ["triage", "--recipients"], lines(count, "recipient"), NO_FOLDER, gives_up),
        (many + "recipients, no TMPDIR", ["explain", "--recipients"], lines(count, "recipient"), NO_FOLDER, gives_up),
    ]
def worst():
    """All tables full, then JSON that takes more memory than any other line."""
    yield from causes(1500)
    yield from lines(1_000_000 if size == 1 else 30_000_000, *EVERYTHING)
    yield from repeated(b'{"a":[' + b"0," * 524_000 + b"0]}\n", 100)

def tallies(count):
    """Tallies of so many hosts, which have nothing in common but the last, which has every cause."""
    for number in range(count - 1):
        yield tally(messages(100_000, first=number * 100_000), f"mx{number}")
    yield tally(causes(300), "all")

def tally(chunks, host):
    with tempfile.TemporaryFile() as log:
        log.writelines(chunks)
        log.seek(0)
        command = [binary, "--no-config", "triage", "--format", "tally", "--by", "sender", "--host", host]
        return subprocess.run(command, stdin=log, stdout=subprocess.PIPE, check=True).stdout

log = tempfile.NamedTemporaryFile()
log.writelines(worst())
log.flush()
CASES += [
    ("every cause of everybody and everything", ["triage", "--json"], worst(), {}, (0,)),
    ("every cause of everybody and everything", ["triage", "--recipients"], worst(), {}, (0,)),
    ("the same, compared with itself", ["triage", "--json", "--compare", log.name, log.name], [], {}, (0,)),
    ("40 tallies in which all differs", ["triage", "--json", "--by", "sender"], tallies(40), {}, (0,)),
    ("lines of 1 MB", ["triage", "--json"], repeated(b"x" * 999_999 + b"\n", 1000), {}, (0, 1)),
]

failed = False
for name, arguments, chunks, environment, ends in CASES:
    start = time.monotonic()
    process = subprocess.Popen([binary, "--no-config", *arguments], env=os.environ | environment,
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    written = 0
    try:
        for chunk in chunks:
            process.stdin.write(chunk)
            written += len(chunk)
        process.stdin.close()
    except BrokenPipeError:
        pass  # It has given up, as its exit status says.
    _, status, usage = os.wait4(process.pid, 0)
    seconds, processor = time.monotonic() - start, usage.ru_utime + usage.ru_stime
    peak, status = usage.ru_maxrss, os.waitstatus_to_exitcode(status)
    wrong = "TOO MUCH" if peak >= most else "UNEXPECTED STATUS" if status not in ends else ""
    failed |= bool(wrong)
    print(f"{' '.join(arguments[:3]):22} {name:44} {peak / 1024:6.1f} MiB peak {written / 1e6 / seconds:8.1f} MB/s"
          f" {written / 1e6 / processor:8.1f} MB/s of processor time   status {status}   {wrong}", flush=True)
sys.exit(failed)
PY
