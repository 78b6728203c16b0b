#!/usr/bin/env python3
"""Runs both functions that docs/engines.md shows for Spark, over records of every kind.

    scripts/engines/spark.py [PROGRAM]
"""
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
    # What it shows last is what a user does with it.
    exec(source[: source.index("\n\ndeliveries.")], names)
    rows = deliveries.mapInArrow(names["classified"], "diagnostic STRING, reason STRING").collect()
    assert len(rows) == deliveries.count()
    for row in rows:
        assert row.reason == wanted[row.diagnostic]["reason"], row
    print(f"mapInArrow: {len(rows)} rows, all as classify answers them")


if __name__ == "__main__":
    main()
