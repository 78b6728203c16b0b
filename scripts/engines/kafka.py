#!/usr/bin/env python3
"""Runs the two pipelines that docs/engines.md shows for Kafka, between topics of librdkafka's cluster for tests.

    scripts/engines/kafka.py [PROGRAM]
"""
import json
import os
import subprocess
import tempfile
from pathlib import Path

import common

common.enter("confluent-kafka")
from confluent_kafka import Consumer, Producer  # noqa: E402

PACKAGES = ["kcat", "librdkafka1", "libyajl2"]
COUNT = 2000


def main():
    program, root = common.program(), common.unpacked("kcat", PACKAGES)
    cluster = Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "queue.buffering.max.messages": 1_000_000})
    brokers = ",".join(f"{broker.host}:{broker.port}" for broker in cluster.list_topics(timeout=10).brokers.values())
    with tempfile.TemporaryDirectory() as folder:
        libraries = ":".join(map(str, [*root.glob("usr/lib/*-linux-*"), *root.glob("lib/*-linux-*")]))
        wrap(folder, "bouncedex", f'exec {program} --no-config "$@"')
        wrap(folder, "kcat", f'LD_LIBRARY_PATH={libraries} exec {root}/usr/bin/kcat "$@"')
        os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"
        os.environ["BROKERS"] = brokers
        # A message is a line, in Kafka's own tools, too.
        records = [record for record in common.records(4 * COUNT) if b"\n" not in record and b"\t" not in record and record][:COUNT]
        check_objects(cluster, brokers, program, records)
        check_keys(cluster, brokers, program, records)


def wrap(folder, name, command):
    """Makes a command that is called as users call it."""
    file = Path(folder) / name
    file.write_text(f"#!/bin/sh\n{command}\n")
    file.chmod(0o755)


def send(cluster, topic, messages):
    for key, value in messages:
        cluster.produce(topic, value, key)
    assert cluster.flush(30) == 0


def received(brokers, topic, count):
    """So many messages of a topic, by key and value."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": topic, "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    messages = []
    while len(messages) < count:
        found = consumer.consume(count - len(messages), timeout=60)
        assert found, f"{len(messages)} of {count} messages"
        assert not any(message.error() for message in found)
        messages.extend((message.key(), message.value()) for message in found)
    consumer.close()
    return messages


def pipe(number, classified):
    """Runs the commands of the documentation, from one topic to another."""
    command = common.shown("## Kafka", number).replace("-t classified", f"-t {classified}")
    # From the first message to the last: kcat sends the rest of what it has read only at its end.
    command = command.replace("kcat -C", "kcat -C -o beginning -e")
    subprocess.run(["bash", "-o", "pipefail", "-c", command], check=True)


def check_objects(cluster, brokers, program, records):
    events = [{"id": number, "reason": record.decode("utf-8", "replace")} for number, record in enumerate(records)]
    send(cluster, "deliveries", ((None, json.dumps(event)) for event in events))
    wanted = common.classified(program, [event["reason"].encode() for event in events])
    pipe(0, "objects")
    found = [json.loads(value) for _, value in received(brokers, "objects", COUNT)]
    found.sort(key=lambda event: event["id"])
    for event, got, answer in zip(events, found, wanted, strict=True):
        assert got == {**event, "bounce": answer}, (got, answer)
    print(f"{COUNT} JSON messages, each with its answer")


def check_keys(cluster, brokers, program, records):
    # What is no escape for a database is none.
    records = [record for record in records if b"\\" not in record]
    send(cluster, "replies", ((str(number), record) for number, record in enumerate(records)))
    wanted = common.classified(program, records)
    pipe(1, "cells")
    found = dict(received(brokers, "cells", len(records)))
    for number, answer in enumerate(wanted):
        cells = found[str(number).encode()].decode().split("\t")
        assert cells == [answer[name] or "" for name in common.COLUMNS], (cells, answer)
    print(f"{len(records)} messages with keys, each with its answer")


if __name__ == "__main__":
    main()
