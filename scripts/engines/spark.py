#!/usr/bin/env python3
"""Runs what docs/engines.md shows for Spark over records of every kind, and what docs/fleet.md shows over logs.

    scripts/engines/spark.py [PROGRAM]
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import common

if not shutil.which("java"):
    common.skip("Spark needs Java")
common.enter("pyspark", "pyarrow", "pandas<3")
from pyspark.sql import SparkSession  # noqa: E402


def main():
    program = common.program()
    records = [record.decode("utf-8", "replace").replace("\0", "") for record in common.records(20_000)]
    wanted = common.classified(program, [record.encode() for record in records])
    with tempfile.TemporaryDirectory() as folder:
        wrapper = Path(folder) / "bouncedex"
        wrapper.write_text(f'#!/bin/sh\nexec {program} --no-config "$@"\n')
        wrapper.chmod(0o755)
        os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"
        os.environ["PYSPARK_PYTHON"] = sys.executable
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        deliveries = session.createDataFrame([(record,) for record in records], "diagnostic STRING").repartition(4).cache()
        replies = [row.diagnostic for row in deliveries.collect()]
        wanted = dict(zip(records, wanted))
        check_pipe(session, deliveries, replies, wanted)
        check_arrow(deliveries, wanted)
        check_tallies(session, program, Path(folder))
        session.stop()


def check_pipe(session, deliveries, replies, wanted):
    names = {}
    definition = subprocess.run(["bouncedex", "classify", "--schema", "spark"], capture_output=True, check=True, text=True).stdout
    exec(definition, names)
    rows = names["bouncedex"](session, deliveries.rdd.map(lambda row: row.diagnostic), shutil.which("bouncedex")).collect()
    assert len(rows) == len(replies)
    for reply, row in zip(replies, rows):
        assert row.asDict() == wanted[reply], (reply, row, wanted[reply])
    print(f"pipe: {len(rows)} rows, all as classify answers them")


def check_arrow(deliveries, wanted):
    names = {}
    source = common.shown("## Spark", 2)
    definition, use = source.split("\n\ndeliveries.")
    exec(definition, names)
    rows = eval("deliveries." + use, names | {"deliveries": deliveries}).collect()
    assert deliveries.columns == ["diagnostic"], deliveries.columns
    assert len(rows) == deliveries.count()
    for row in rows:
        assert row.reason == wanted[row.diagnostic]["reason"], row
    print(f"mapInArrow: {len(rows)} rows, all as classify answers them")


def check_tallies(session, program, folder):
    """Logs of several files and partitions, also one in which nothing was delivered, are counted as the program alone counts them."""
    (folder / "logs").mkdir()
    for host in range(4):
        lines = (common.log_line(number)[4:].replace("jo@", f"jo{number * host % 977}@") for number in range(5000))
        (folder / "logs" / f"mx{host}.log").write_text("".join(lines))
    (folder / "logs" / "quiet.log").write_bytes(b"nothing \xff happened\n")
    logs = session.sparkContext.textFile(f"{folder}/logs", minPartitions=16, use_unicode=False)
    assert logs.getNumPartitions() >= 16
    names = {}
    source = common.shown("## In Spark", page="fleet")
    # What it shows last reads the logs of a user.
    exec(source[: source.index("\nlogs = ")], names)
    (folder / "fleet.tally").write_bytes(names["fleet"](logs))
    reports = []
    for inputs in ("fleet.tally", "logs"):
        run = subprocess.run([program, "--no-config", "triage", "--json", folder / inputs], capture_output=True, check=True)
        assert not run.stderr, run.stderr
        reports.append(json.loads(run.stdout))
    reports[0]["by"].pop("host")
    # Spark gives lines without their ends: of the last of a partition there is none.
    for report in reports:
        report.pop("bytes")
    assert reports[0] == reports[1], reports
    print(f"tallies: {logs.getNumPartitions()} partitions, the same report as of all logs")


if __name__ == "__main__":
    main()
