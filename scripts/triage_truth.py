#!/usr/bin/env python3
"""Whether `bouncedex triage` counts exactly what a log generator says that it wrote.

    scripts/triage_truth.py GENERATOR BOUNCEDEX [--size 20M] [--formats postfix,exim,…] [--folder DIR] [--extra] [--follow]

GENERATOR is a program that takes --format, --timestamps, --size, --output and --truth, and writes a mail log and a
sidecar JSON with the true counts: `total` with `lines`, `bytes`, `status`, `failed_reply_code`,
`failed_enhanced_code`, `expired`, `local_deliveries`, `milter_rejects` and `inbound_rejects`; `by_format` with the same for
each server's part of a mixed log, and what became of attempts by whose mail it is and where it goes: `by_sender` (those that fail
most), `by_sender_domain`, `by_user`, `by_source` and `by_recipient_domain`; `received` and `received_by_sender_domain`, what came in.
Different addresses, and the sizes of what was delivered, are counted in the log itself. Logs are written to DIR, one at a
time, and deleted. With --extra each log is also read from a pipe, compressed, and in four pieces. With --follow (Linux)
each is also followed while it is written anew in pieces that end anywhere, is renamed twice and cut once. Exit status 1
if a figure differs.
"""

import argparse
import collections
import contextlib
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def triage(program, *files, **how):
    started = time.monotonic()
    done = subprocess.run([program, "triage", "--format", "json", *files], capture_output=True, check=True, **how)
    return json.loads(done.stdout), time.monotonic() - started


# The line in which a server says that it gave up on a recipient, and the address. The generator counts people, of whom two
# may have the same address.
BOUNCED = re.compile(
    rb"to=<([^>]+)>.* status=bounced|"
    rb" \*\* ([^ :]+)(?!.*retry timeout exceeded)|"
    rb": to=<([^>]+)>, .* dsn=5\.[^ ]*, .*stat=")


def bounced(log):
    """How many different addresses bounced."""
    with log.open("rb") as lines:
        found = (BOUNCED.search(line) for line in lines)
        return len({next(filter(None, match.groups())).lower() for match in found if match})


def expected(truth, name, log):
    """The figures that the tally must have."""
    total = truth["total"]
    parts = truth["by_format"] or {name: total}
    status = collections.Counter(total["status"])
    # Deliveries to local mailboxes are deliveries, too.
    status["sent"] += total["local_deliveries"]
    # What Postfix's milters refuse, they refuse while the message arrives.
    milters = parts["postfix"]["milter_rejects"] if "postfix" in parts else 0
    return {
        "lines": total["lines"],
        "bytes": total["bytes"],
        "sent": status["sent"],
        "deferred": status["deferred"],
        "bounced": status["bounced"],
        "expired": total["expired"],
        "rejected": sum(total["inbound_rejects"].values()) + milters,
        "reply": total["failed_reply_code"],
        "enhanced": total["failed_enhanced_code"],
        "recipients": bounced(log),
    }


def told(tally):
    same = {key: tally[key] for key in ("lines", "bytes", "reply", "enhanced")}
    return same | tally["status"] | {"recipients": tally["recipients"]["failed"]}


def source(name):
    """A source as the generator calls it, by what a server logs: its transport, or the server itself."""
    return re.sub(r"^(?:postfix-)?(out\d)(?:[/_]smtp)?$", r"\1", name)


def by_name(tally, facet, name_of=str):
    """How many attempts failed, and were made, by name."""
    counts = collections.Counter()
    facet = tally["by"][facet]
    for name, fates in [*facet["names"].items(), ("none", facet["unknown"])]:
        for what, count in fates.items():
            counts[name_of(name), what] += count
    return counts


def whose(truth, tally):
    """Where the counts by sender, user, source and domain differ from the truth. Deliveries to local mailboxes are counted
    separately by the generator: they go to senders, and nobody is logged in."""
    total, found = truth["total"], []
    for facet, key, name_of in (("sender", "by_sender", str), ("sender_domain", "by_sender_domain", str),
                                ("user", "by_user", str), ("source", "by_source", source),
                                ("domain", "by_recipient_domain", str)):
        counts = by_name(tally, facet, name_of)
        for name, fates in total[key].items():
            whats = ["deferred", "bounced"]
            # Local mailboxes have the same source in Sendmail.
            if name != "none" and facet != "source":
                whats += ["sent", "attempted"]
            for what in whats:
                if counts[name, what] != fates[what]:
                    found.append(f"{facet} {name} {what}: {counts[name, what]} instead of {fates[what]}")
    attempted = sum(count for (_, what), count in by_name(tally, "sender").items() if what == "attempted")
    wanted = sum(total["status"].values()) + total["local_deliveries"]
    if not attempted == tally["attempted"] == wanted:
        found.append(f"attempted: {attempted} instead of {wanted}")
    return found[:5]


# How large a message is, by its queue id, and to whom it was delivered.
SIZED = re.compile(
    rb"qmgr\[\d+\]: (\w+): from=<[^>]*>, size=(\d+)|"
    rb" (\w{6}-\w+-\w+) <= (?:[^ ]+ ).*? S=(\d+)|"
    rb": (\w{14}): from=<[^>]*>, size=(\d+)")
DELIVERED = re.compile(
    rb": (\w+): to=<([^>]+)>.* status=sent|"
    rb" (\w{6}-\w+-\w+) [=-]> (?:[^ ]+ <)?([^ >]+)|"
    rb": (\w{14}): to=((?:<[^>]+>,?)+).* stat=Sent")
DEFERRED = re.compile(
    rb": (\w+): to=.* status=deferred|"
    rb" (\w{6}-\w+-\w+) == (?!.*retry timeout exceeded)|"
    rb": (\w{14}): to=.* stat=Deferred")


def went_out(log):
    """What was delivered, by recipient: how often, how many bytes, and how often of unknown size; and how many messages were
    deferred."""
    sizes, delivered, deferred = {}, collections.defaultdict(lambda: [0, 0, 0]), set()
    with log.open("rb") as lines:
        for line in lines:
            if match := SIZED.search(line):
                queue, size = filter(None, match.groups())
                sizes[queue] = int(size)
            elif match := DELIVERED.search(line):
                queue, recipients = filter(None, match.groups())
                for recipient in re.findall(rb"[^<>,]+", recipients):
                    row = delivered[recipient.decode().lower()]
                    row[0] += 1
                    row[1] += sizes.get(queue, 0)
                    row[2] += queue not in sizes
            elif match := DEFERRED.search(line):
                deferred.add(next(filter(None, match.groups())))
    return delivered, len(deferred)


def ranked(names):
    return {row["name"]: (row["count"], row["bytes"] or 0) for row in names["by_count"]}


def totals(truth, tally, log):
    """Where the totals differ from the truth."""
    total, found = truth["total"], []
    delivered, deferred = went_out(log)
    domains = collections.defaultdict(lambda: [0, 0, 0])
    for recipient, row in delivered.items():
        domain = domains[recipient.rpartition("@")[2]]
        domain[:] = map(sum, zip(domain, row))
    count, size, unknown = map(sum, zip(*delivered.values()))
    told, received = tally["totals"], total["received"]
    by_domain = {name: (row["messages"], row["bytes"]) for name, row in total["received_by_sender_domain"].items()
                 if row["messages"]}
    for what, is_counted, wanted in (
            ("received", told["received"], {"count": received["messages"], "bytes": received["bytes"], "without_size": 0}),
            ("sender domains", ranked(told["sender_domains"]), by_domain),
            ("senders' bytes", sum(size for _, size in ranked(told["senders"]).values()), received["bytes"]),
            ("delivered", told["delivered"], {"count": count, "bytes": size, "without_size": unknown}),
            ("sent", told["delivered"]["count"], total["status"]["sent"] + total["local_deliveries"]),
            ("recipients", told["recipients"]["different"], len(delivered)),
            ("top recipients", sorted(ranked(told["recipients"]).values(), reverse=True)[:50],
             sorted(((count, size) for count, size, _ in delivered.values()), reverse=True)[:50]),
            ("recipients' domains", ranked(told["recipient_domains"]),
             {name: (count, size) for name, (count, size, _) in domains.items()}),
            ("deferred", told["deferred"], {"messages": deferred, "attempts": total["status"]["deferred"]}),
            ("bounced", told["bounced"], total["status"]["bounced"]),
            ("expired", told["expired"], total["expired"])):
        if is_counted != wanted:
            found.append(f"{what}: {str(is_counted)[:200]} instead of {str(wanted)[:200]}")
    return found


def differences(wanted, found):
    return [f"{key}: {found[key]} instead of {wanted[key]}" for key in wanted if wanted[key] != found[key]]


def wait_until_read(process, path):
    """Waits until the process has read a file to its end."""
    wanted = f"pos:\t{path.stat().st_size}\n"
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        for open_file in pathlib.Path("/proc", str(process.pid), "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if open_file.readlink() == path.resolve():
                    if (open_file.parent.parent / "fdinfo" / open_file.name).read_text().startswith(wanted):
                        return
        time.sleep(0.02)
    raise TimeoutError(f"{path} is not read on")


def grow(process, log, path):
    """Writes a log to another file, as servers and logrotate do: 97 pieces, two rotations, one by copying."""
    size = log.stat().st_size // 97 + 1
    with log.open("rb") as source:
        for number in range(97):
            piece = source.read(size)
            if number in (30, 80):
                # Who writes ends its line in the renamed file.
                path.rename(path.with_suffix(f".{number}"))
                end = piece.find(b"\n") + 1
                with path.with_suffix(f".{number}").open("ab") as renamed:
                    renamed.write(piece[:end])
                piece = piece[end:]
            if number == 60:
                # What is cut off must have been read, and be no half line.
                end = piece.find(b"\n") + 1
                with path.open("ab") as file:
                    file.write(piece[:end])
                wait_until_read(process, path)
                # A copy holds what was read, so that nothing is missing, and nothing said of it.
                shutil.copyfile(path, path.with_name(path.name + ".60"))
                os.truncate(path, 0)
                wait_until_read(process, path)
                piece = piece[end:]
            with path.open("ab") as file:
                file.write(piece)
            time.sleep(0.05)


def follow(program, log):
    """The tally of a log that was followed while it grew."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=log.parent) as folder:
        path = pathlib.Path(folder, "growing.log")
        command = [program, "triage", "--format", "json", "--follow", str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # It says so as soon as it waits for more.
        while not process.stderr.readline().startswith(b"bouncedex: following"):
            pass
        grow(process, log, path)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate()
    if process.returncode or errors:
        raise subprocess.CalledProcessError(process.returncode, command, out, errors)
    return json.loads(out), time.monotonic() - started


def cut(log, pieces):
    """Cuts a log into pieces of about the same length, where lines end."""
    length = log.stat().st_size // len(pieces) + 1
    with log.open("rb") as lines:
        for piece in pieces:
            with piece.open("wb") as out:
                out.write(lines.read(length))
                out.write(lines.readline())


def ways(program, log, extra, follows):
    """The same log, read in different ways."""
    yield "file", triage(program, str(log))
    if extra:
        with log.open("rb") as file:
            cat = subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE)
            yield "pipe", triage(program, stdin=cat.stdout)
            cat.wait()
        packed = log.with_suffix(".gz")
        with log.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as archive:
            shutil.copyfileobj(plain, archive)
        yield "gzip", triage(program, str(packed))
        packed.unlink()
        pieces = [pathlib.Path(f"{log}.{number}") for number in range(4)]
        cut(log, pieces)
        yield "pieces", triage(program, *map(str, pieces))
        for piece in pieces:
            piece.unlink()
    if follows:
        yield "follow", follow(program, log)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("generator")
    options.add_argument("bouncedex")
    options.add_argument("--size", default="20M")
    options.add_argument("--formats", default="postfix,exim,sendmail,mixed")
    options.add_argument("--timestamps", default="rfc3164,iso8601")
    options.add_argument("--folder")
    options.add_argument("--extra", action="store_true")
    options.add_argument("--follow", action="store_true")
    asked = options.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        log, sidecar = pathlib.Path(folder, "mail.log"), pathlib.Path(folder, "truth.json")
        for name in asked.formats.split(","):
            for stamps in asked.timestamps.split(","):
                arguments = ["--format", name, "--timestamps", stamps, "--size", asked.size]
                arguments += ["--output", str(log), "--truth", str(sidecar)]
                subprocess.run([sys.executable, asked.generator, *arguments], check=True, stderr=subprocess.DEVNULL)
                truth = json.loads(sidecar.read_text())
                wanted = expected(truth, name, log)
                for way, (tally, took) in ways(asked.bouncedex, log, asked.extra, asked.follow):
                    found = differences(wanted, told(tally))
                    wrong += len(found)
                    rate = wanted["bytes"] / took / 1e6
                    print(f"{name:9} {stamps:8} {way:6} {wanted['bytes'] / 1e6:7.0f} MB {rate:6.0f} MB/s ",
                          "; ".join(found) or "exact", flush=True)
                tally, took = triage(asked.bouncedex, "--by", "sender", str(log))
                found = differences(wanted, told(tally)) + whose(truth, tally)
                wrong += len(found)
                rate = wanted["bytes"] / took / 1e6
                print(f"{name:9} {stamps:8} whose  {wanted['bytes'] / 1e6:7.0f} MB {rate:6.0f} MB/s ",
                      "; ".join(found) or "exact", flush=True)
                tally, took = triage(asked.bouncedex, "--totals", "--top", "4096", str(log))
                found = differences(wanted, told(tally)) + totals(truth, tally, log)
                wrong += len(found)
                rate = wanted["bytes"] / took / 1e6
                print(f"{name:9} {stamps:8} totals {wanted['bytes'] / 1e6:7.0f} MB {rate:6.0f} MB/s ",
                      "; ".join(found) or "exact", flush=True)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
