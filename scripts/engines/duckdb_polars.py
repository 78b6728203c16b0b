#!/usr/bin/env python3
"""Runs what docs/engines.md shows for DuckDB and Polars, over records of every kind.

    scripts/engines/duckdb_polars.py [PROGRAM]
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import common

common.enter("duckdb-cli", "polars")
import polars  # noqa: E402

COLUMNS = ["reply", "reason", "action"]


def main():
    program = common.program()
    # Both hold text, and no NUL.
    records = [record.decode("utf-8", "replace").replace("\0", "") for record in common.records(20_000)]
    wanted = common.classified(program, [record.encode() for record in records])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        # The commands name the program as users do.
        Path("bouncedex").write_text(f'#!/bin/sh\nexec {program} --no-config "$@"\n')
        Path("bouncedex").chmod(0o755)
        os.environ["PATH"] = f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        check_duckdb(records, wanted)
        check_polars(records, wanted)


def duckdb(query, *options):
    run = subprocess.run(["duckdb", *options, "mail.db"], input=query, capture_output=True, check=True, text=True, encoding="utf-8")
    assert not run.stderr, run.stderr
    return run.stdout


def check_duckdb(records, wanted):
    polars.DataFrame({"id": range(len(records)), "diagnostic": records}).write_parquet("deliveries.parquet")
    duckdb("CREATE TABLE deliveries AS SELECT * FROM 'deliveries.parquet';")
    macro, command, query = (common.shown("## DuckDB", number) for number in range(3))
    subprocess.run(["bash", "-o", "pipefail", "-c", command], check=True)
    rows = json.loads(duckdb(f"{macro}\n{query} ORDER BY id;", "-json"))
    assert len(rows) == len(records)
    for number, (row, answer) in enumerate(zip(rows, wanted)):
        assert row == {"id": number, "diagnostic": records[number], **{name: answer[name] for name in COLUMNS}}, (row, answer)
    print(f"DuckDB: {len(rows)} rows, all as classify answers them")


def check_polars(records, wanted):
    names = {"deliveries": polars.DataFrame({"diagnostic": records})}
    exec(common.shown("## Polars"), names)
    rows = names["deliveries"].unnest("bounce").to_dicts()
    assert len(rows) == len(records)
    for row, record, answer in zip(rows, records, wanted):
        assert row == {"diagnostic": record, **answer}, (row, answer)
    print(f"Polars: {len(rows)} rows, all as classify answers them")


if __name__ == "__main__":
    main()
