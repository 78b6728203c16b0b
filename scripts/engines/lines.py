#!/usr/bin/env python3
"""A million records through one `classify`: one line out for each, in order, other cells byte by byte, and each answer the
same as that of the record alone, in a process of its own.

    scripts/engines/lines.py [PROGRAM]
"""
import random
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from common import escaped, program, records

COUNT, DIFFERENT = 1_000_000, 2_000
BINARY = program()
COMMAND = [BINARY, "--no-config", "classify"]


def alone(record):
    return subprocess.run(COMMAND, input=record + b"\n", stdout=subprocess.PIPE, check=True).stdout


different = list(dict.fromkeys(map(escaped, records(DIFFERENT))))
with ThreadPoolExecutor(2) as pool:
    answers = dict(zip(different, pool.map(alone, different)))

chance = random.Random(14)
# Whatever stands in other cells goes through: bytes that are no UTF-8, escapes, blanks, nothing.
cells = [b"", b" ", b"\xff\xfe", b"\\t\\N", b'"', b"caf\xc3\xa9\r ", b"\x00"]
chosen = [(b"%d\t%s" % (number, chance.choice(cells)), chance.choice(different)) for number in range(COUNT)]
table = b"".join(b"%s\t%s\n" % row for row in chosen)
start = time.monotonic()
run = subprocess.run(COMMAND, input=table, capture_output=True, check=True)
seconds = time.monotonic() - start
assert run.stderr == b"", run.stderr[:1000]
lines = run.stdout.split(b"\n")
assert lines.pop() == b"" and len(lines) == COUNT, len(lines)
for (keys, record), line in zip(chosen, lines):
    assert line + b"\n" == keys + b"\t" + answers[record], (keys, record, line)
print(f"{COUNT:,} lines in, {len(lines):,} out, each as {len(different):,} records alone, in {seconds:.1f} s")
