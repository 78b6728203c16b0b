#!/usr/bin/env python3
"""Runs classify as an executable_pool function of ClickHouse, the whole engine, over 200,000 records.

    scripts/engines/clickhouse.py [PROGRAM [RECORDS]]

As many rows have to come out as go in, each the same as `classify` and `explain` answer for the record alone, in every
format; and a worker that was killed has to be replaced.
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import common

common.enter("chdb-core", options=["--no-deps"])
import chdb  # noqa: E402

# What each function adds to `classify --schema clickhouse`.
FUNCTIONS = {
    "tuple": [],
    "json": ["--to", "result"],
    "chunks": ["--chunk-header"],
    "json_chunks": ["--to", "result", "--chunk-header"],
    "detailed": ["--columns", "reason,title,evidence,template,event"],
}


def main():
    program = common.program()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    records = common.records(count)
    answers = common.classified(program, records)
    common.check_against_explain(program, records, answers, min(count, 2000))
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        rows = (b"%d\t%s\n" % (number, common.escaped(record)) for number, record in enumerate(records))
        (folder / "records.tsv").write_bytes(b"".join(rows))
        connection = connect(folder, program)
        for name in ["tuple", "json", "chunks", "json_chunks"]:
            check(connection, folder, name, answers)
        check_cells(connection, folder, answers)
        check_detailed(connection, folder, program, records)
        check_context(connection)
        check_replaced(connection)
        measure(connection, folder)


def connect(folder, program):
    """Connects to an engine that knows the functions."""
    for name, options in FUNCTIONS.items():
        define(folder, name, [program, "classify", "--schema", "clickhouse", *options], program)
    context = ["--host-column", "1", "--recipient-column", "2"]
    define(folder, "context", [program, "classify", "--schema", "clickhouse", *context], program)
    # A single column is an ordinary value.
    text = (folder / "tuple_function.xml").read_text()
    start, end = text.index("<return_type>"), text.index("</return_type>")
    text = text[:start] + "<return_type>Nullable(String)" + text[end:]
    text = text.replace("--to tuple", "--columns reason").replace("bouncedex_tuple", "bouncedex_reason")
    (folder / "reason_function.xml").write_text(text)
    config = folder / "config.xml"
    config.write_text(
        "<clickhouse>"
        f"<user_defined_executable_functions_config>{folder}/*_function.xml</user_defined_executable_functions_config>"
        f"<user_scripts_path>{folder}</user_scripts_path>"
        f"<user_files_path>{folder}</user_files_path>"
        "</clickhouse>"
    )
    return chdb.connect(f":memory:?config-file={config}")


def define(folder, name, command, program):
    """Writes the definition that the program prints, under a name of its own."""
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    text = text.replace("<name>bouncedex</name>", f"<name>bouncedex_{name}</name>", 1)
    text = text.replace("<command>bouncedex", f"<command>exec {program} --no-config", 1)
    text = text.replace("</execute_direct>", "</execute_direct>\n        <pool_size>2</pool_size>", 1)
    (folder / f"{name}_function.xml").write_text(text)


def select(connection, query):
    """The rows of a query."""
    found = connection.query(query, "JSONEachRow").bytes()
    return [json.loads(line) for line in found.decode("utf-8", "replace").splitlines()]


def source(folder):
    return f"file('{folder}/records.tsv', 'TabSeparated', 'id UInt32, reply String')"


def check(connection, folder, name, answers):
    rows = select(
        connection,
        f"SELECT id, bouncedex_{name}(reply) AS b FROM {source(folder)} ORDER BY id SETTINGS max_threads = 2",
    )
    assert [row["id"] for row in rows] == list(range(len(answers)))
    for row, wanted in zip(rows, answers):
        assert row["b"] == wanted, (row, wanted)
    print(f"{name}: {len(rows)} rows out of {len(answers)}, all as classify answers them")


def check_cells(connection, folder, answers):
    rows = select(connection, f"SELECT bouncedex_reason(reply) AS reason FROM {source(folder)} ORDER BY id")
    assert [row["reason"] for row in rows] == [answer["reason"] for answer in answers]
    print(f"one column: {len(rows)} rows, all as classify answers them")


def check_detailed(connection, folder, program, records):
    some = records[:5000]
    wanted = common.classified(program, some, "--columns", FUNCTIONS["detailed"][1])
    query = f"SELECT bouncedex_detailed(reply) AS b FROM {source(folder)} WHERE id < {len(some)} ORDER BY id"
    for row, answer in zip(select(connection, query), wanted, strict=True):
        row = row["b"]
        # Text in a tuple is shown as on a terminal: what nobody could see there is written by its code.
        assert row["reason"] == answer["reason"] and row["event"] == answer["event"]
        assert len(row["evidence"]) == len(answer["evidence"])
        if (answer["template"] or "").isascii() and (answer["template"] or "").isprintable():
            assert row["template"] == answer["template"], (row, answer)
    print(f"lists and texts: {len(some)} rows")


def check_context(connection):
    query = "SELECT bouncedex_context('gmail-smtp-in.l.google.com', 'jo@example.org', '550 5.7.1 Message rejected').provider AS p"
    assert select(connection, query) == [{"p": "gmail"}]
    print("host and recipient are arguments")


def workers(name):
    """The processes of the pool of a function."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid() and name.encode() in command:
            found.append(int(process.name))
    return found


def check_replaced(connection):
    """Kills the workers; the next rows are answered by new ones."""
    query = "SELECT bouncedex_detailed('552 5.2.2 Mailbox full').reason AS r"
    assert select(connection, query) == [{"r": "mailbox-full"}]
    before = workers(FUNCTIONS["detailed"][1])
    assert before
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    time.sleep(0.2)
    failures = 0
    while True:
        try:
            rows = select(connection, query)
            break
        except Exception:
            # Whoever was answered by a worker that is gone has to ask again.
            failures += 1
            assert failures <= len(before), "the pool never recovers"
    after = workers(FUNCTIONS["detailed"][1])
    assert rows == [{"r": "mailbox-full"}] and after and not set(before) & set(after), (before, after)
    print(f"{len(before)} killed workers were replaced; queries that failed meanwhile: {failures}")


def measure(connection, folder):
    """Says how many rows two workers answer in a second where replies repeat, as they do in logs."""
    replies = [record for record in common.records(20_000) if record[:1] in (b"4", b"5") and b"\n" not in record][:5000]
    lines = b"".join(common.escaped(reply) + b"\n" for reply in replies)
    (folder / "replies.tsv").write_bytes(lines * 200)
    connection.query("CREATE TABLE replies (reply String) ENGINE = Memory")
    connection.query(f"INSERT INTO replies SELECT * FROM file('{folder}/replies.tsv', 'TabSeparated', 'reply String')")
    count = select(connection, "SELECT toUInt32(count()) AS n FROM replies")[0]["n"]
    for name in ["tuple", "json", "reason"]:
        start = time.monotonic()
        select(connection, f"SELECT toUInt32(count()) AS n FROM replies WHERE NOT ignore(bouncedex_{name}(reply)) SETTINGS max_threads = 2")
        print(f"{name}: {count / (time.monotonic() - start):,.0f} rows a second of {count}")


if __name__ == "__main__":
    main()
