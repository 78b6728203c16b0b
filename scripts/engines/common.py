"""What the scripts of all engines share: an environment of their own, records of every kind, and what is to be answered."""
import json
import os
import random
import socket
import subprocess
import sys
import time
import tomllib
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COLUMNS = "reply enhanced provider entry reason category action outcome confidence".split()


def enter(*packages, options=()):
    """Goes on in a virtual environment with these packages."""
    name = Path(sys.argv[0]).stem
    folder = ROOT / "target" / "engines" / name
    done = folder / "installed"
    wanted = " ".join([*options, *packages])
    python = folder / "bin" / "python"
    if not done.exists() or done.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", *options, *packages]
        if subprocess.run(install).returncode:
            skip(f"{wanted} cannot be installed")
        done.write_text(wanted)
    if Path(sys.prefix) != folder:
        os.execv(python, [python, *sys.argv])


def skip(why):
    """Ends the script: nothing was tested."""
    print(f"SKIPPED {Path(sys.argv[0]).name}: {why}", file=sys.stderr)
    sys.exit(77)


def program():
    """The program that is tested: an argument, or the newest build."""
    if len(sys.argv) > 1:
        return str(Path(sys.argv[1]).resolve())
    builds = [ROOT / "target" / kind / "bouncedex" for kind in ("release", "debug")]
    builds = [build for build in builds if build.exists()]
    if not builds:
        sys.exit("build the program first, or name it")
    return str(max(builds, key=lambda build: build.stat().st_mtime))


def forms(example, chance):
    """One form in which a program may pass on what a server said."""
    code, codeless = example[:3], example.lstrip("0123456789.- ")
    at = chance.randrange(len(example) + 1)
    number = chance.randrange(10_000)
    one_line = example.replace("\n", " ")
    return chance.choice([
        lambda: example,
        lambda: f"{example} [{number}]",
        lambda: f"{one_line} for <jo{number}@example.org>",
        lambda: codeless,
        lambda: f"smtp; {example}",
        lambda: f"{code}-{codeless[:20]}\n{code} {codeless[20:]}",
        lambda: f"{code}-{codeless[:20]} {code} {codeless[20:]}",
        lambda: f"host mx{number}.example.org[192.0.2.7] said: {one_line} (in reply to RCPT TO command)",
        lambda: f"Mar 14 09:26:53 mx postfix/smtp[71]: 4A1B2C{number:04}: to=<jo{number}@example.org>, "
        f"relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.7] said: {one_line})",
        lambda: json.dumps({"event": "bounce", "email": f"jo{number}@example.org", "reason": example}),
        lambda: example[:at],
        lambda: f"{example[:at]}{chance.choice(HOSTILE)}{example[at:]}",
        lambda: chance.choice(["", " ", "\t", "\n", "hello, world", "\\N", "\\", "'", "null", "{}", "\x00"]),
    ])()


HOSTILE = ["\x1b[31m", "\x00", "\u202e", "\\t", "\\", "'", '"', "\t", "\r\n", "\r", "\x7f", "\u2028", "); DROP TABLE x --", "\ufeff", "\udcff"]


def records(count):
    """So many records, as bytes: the same in every run."""
    chance = random.Random(1)
    with open(ROOT / "codes.toml", "rb") as file:
        codes = tomllib.load(file)["code"]
    examples = [example for code in codes for example in code.get("examples", [])]
    made = (forms(chance.choice(examples), chance) for _ in range(count))
    return [record.encode("utf-8", "surrogateescape") for record in made]


ESCAPES = {ord(c): rf"\{name}".encode() for c, name in zip("\\\t\n\r\0", "\\tnr0")}


def escaped(record):
    """A record as a cell."""
    return b"".join(ESCAPES.get(byte, bytes([byte])) for byte in record)


def classified(program, records, *options):
    """What classify answers to each record: a dictionary of its columns."""
    lines = b"".join(escaped(record) + b"\n" for record in records)
    command = [program, "--no-config", "classify", "--to", "result", *options]
    run = subprocess.run(command, input=lines, capture_output=True, check=True)
    assert not run.stderr, run.stderr
    answers = [json.loads(line)["result"] for line in run.stdout.splitlines()]
    assert len(answers) == len(records), (len(answers), len(records))
    return answers


def explained(program, record):
    """What explain says first of a record alone, in the same columns."""
    command = [program, "--no-config", "explain", "--json"]
    run = subprocess.run(command, input=record, capture_output=True)
    for line in run.stdout.splitlines():
        answer = json.loads(line)
        return {name: answer[name] for name in COLUMNS}
    return {name: "unknown" if name == "reason" else None for name in COLUMNS}


def check_against_explain(program, records, answers, count):
    """Compares some of the answers with those of a process for each record."""
    sample = random.Random(2).sample(range(len(records)), count)
    with ThreadPoolExecutor(2) as pool:
        alone = pool.map(lambda index: explained(program, records[index]), sample)
        for index, wanted in zip(sample, alone):
            assert answers[index] == wanted, (records[index], answers[index], wanted)
    print(f"{count} of {len(records)} answers are those of explain for the record alone")


def shown(heading, number=0, page="engines"):
    """What a page of docs/ shows in a block of the section with this heading."""
    section = (ROOT / f"docs/{page}.md").read_text().split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    blocks = section.split("\n```")[1::2]
    return blocks[number].split("\n", 1)[1] + "\n"


def unpacked(name, packages):
    """A folder with the files of packages of the distribution, which are not installed."""
    folder = ROOT / "target" / "engines" / name
    done = folder / "unpacked"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            subprocess.run(["apt-get", "download", *packages], cwd=folder, check=True, capture_output=True)
            for package in folder.glob("*.deb"):
                subprocess.run(["dpkg", "-x", package, folder], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            skip(f"the packages {' '.join(packages)} cannot be downloaded: {error}")
        done.touch()
    return folder


SAID = ["550 5.1.1 User unknown", "452 4.2.2 Mailbox full", "550 5.7.1 Blocked by spamhaus"]


def log_line(number):
    """A line of a mail server's log, as it is sent to a syslog daemon."""
    return (
        f"<22>Mar 14 09:26:53 mx postfix/smtp[{number + 1}]: 4A1B2C{number:04}: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, "
        f"delay=2, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.7] said: {SAID[number % 3]})\n"
    )


def check_log(program, file, count, most_again):
    """Waits until so many such lines were answered, and checks the answers: how many came again."""
    lines = [log_line(number)[4:].encode() for number in range(len(SAID))]
    reasons = [answer["reason"] for answer in classified(program, lines)]
    wait(lambda: file.exists() and file.read_text().count("\n") >= count)
    rows = [row.split("\t") for row in file.read_text().splitlines()]
    assert all(len(row) == 2 + len(COLUMNS) and row[1] for row in rows), rows[:3]
    found = [row[2 + COLUMNS.index("reason")] for row in rows]
    assert set(found) == set(reasons), set(found)
    assert all(found.count(reason) >= count // 3 for reason in reasons), found
    again = len(rows) - count
    assert again <= most_again, again
    return again


def connected(path):
    """A connection to the socket of a daemon that is starting."""
    wait(path.exists)
    log = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    log.connect(str(path))
    return log


def wait(happens):
    end = time.monotonic() + 60
    while not happens():
        if time.monotonic() > end:
            sys.exit("it did not happen within a minute")
        time.sleep(0.05)
