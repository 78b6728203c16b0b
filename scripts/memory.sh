#!/usr/bin/env bash
# Proves that `explain` needs less than 100 MB for inputs of any size. The inputs are made on the fly, into a pipe.
#
#     scripts/memory.sh [BINARY]
set -euo pipefail
binary=${1:-$(dirname "$0")/../target/release/bouncedex}
most=$((100 * 1000)) # kB

python3 - "$binary" "$most" <<'PY'
import resource, subprocess, sys, time

binary, most = sys.argv[1], int(sys.argv[2])

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
    for _ in range(megabytes * 1000000 // len(chunk) + 1):
        yield chunk
    yield after

CASES = [
    ("a mailbox of 2 GB", repeated(REPORT + PLAIN, 2000), True),
    ("a mailbox of 200 MB, CRLF", repeated((REPORT + PLAIN).replace(b"\n", b"\r\n"), 200), True),
    ("a message of 200 MB", repeated(LINE, 200, head, b"--b1--\n"), True),
    ("a message of 200 MB, CRLF", repeated(LINE.replace(b"\n", b"\r\n"), 200, head.replace(b"\n", b"\r\n")), True),
    ("a message of 200 MB of text", repeated(b"550 5.1.1 <a@example.org> no\n", 200, head[:head.index(b"--b1")] + b"\n"), False),
    ("a line of 100 MB", repeated(b"x" * 1000, 100, b"550 5.1.1 no such user ", b"\n"), True),
    ("a line of 100 MB of JSON", repeated(b'{"":0},', 100, b"[", b"{}]\n"), False),
    ("a JSON document of 20 MB", repeated(b'{"":0},\n', 20, b"[\n", b"{}]\n"), False),
    ("a line of 100 MB of brackets", repeated(b"[", 100), False),
    ("one field, folded for 100 MB", repeated(b" x\n", 100, b"Subject:"), False),
    ("200 MB of line ends", repeated(b"\n", 200), False),
    ("200 MB of zeros", repeated(b"\0", 200), False),
]

failed = False
for name, chunks, is_told in CASES:
    start = time.monotonic()
    process = subprocess.Popen([binary, "--no-config", "explain", "--json"],
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    size = 0
    for chunk in chunks:
        process.stdin.write(chunk)
        size += len(chunk)
    process.stdin.close()
    _, status, usage = __import__("os").wait4(process.pid, 0)
    seconds = time.monotonic() - start
    peak, status = usage.ru_maxrss, status >> 8
    good = peak < most and status in ((0, 2) if is_told else (0, 1, 2))
    failed |= not good
    print(f"{name:32} {peak / 1000:7.1f} MB peak   {size / 1e6 / seconds:7.1f} MB/s"
          f"   {size / 1e6 / (usage.ru_utime + usage.ru_stime):7.1f} MB/s of processor time"
          f"   status {status}{'' if good else '   TOO MUCH' if peak >= most else '   UNEXPECTED STATUS'}", flush=True)
sys.exit(failed)
PY
