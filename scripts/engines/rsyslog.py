#!/usr/bin/env python3
"""Sends a mail log through rsyslog's omprog with confirmations to classify, end to end.

    scripts/engines/rsyslog.py [PROGRAM]

rsyslog comes from the distribution's packages, unpacked beside the build and not installed. Each line has to be answered,
also when the program is killed in the middle: rsyslog sends again what was not confirmed.
"""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import common

PACKAGES = ["rsyslog", "libestr0", "libfastjson4"]
COUNT = 2000

# docs/engines.md shows this; the folder of the test stands for /var/lib/bouncedex.
CONFIGURATION = r"""
module(load="omprog")
template(name="bouncedex" type="string" string="%timegenerated:::date-rfc3339%\t%hostname%\t%syslogtag%%msg%\n")
if $programname startswith "postfix" then {
    action(
        type="omprog" name="bouncedex" template="bouncedex"
        binary="/usr/bin/bouncedex classify --confirm --output /var/lib/bouncedex/classified.tsv"
        confirmMessages="on" queue.type="LinkedList" action.resumeInterval="1" action.resumeRetryCount="-1"
    )
}
"""


def unpacked():
    """The folder with the programs of the packages."""
    folder = common.ROOT / "target" / "engines" / "rsyslog"
    if not (folder / "usr/sbin/rsyslogd").exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, check=True, capture_output=True)
            for package in folder.glob("*.deb"):
                subprocess.run(["dpkg", "-x", package, folder], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            common.skip(f"the packages {' '.join(PACKAGES)} cannot be downloaded: {error}")
    return folder


def main():
    program, root = common.program(), unpacked()
    shown = (common.ROOT / "docs/engines.md").read_text()
    assert CONFIGURATION.strip() in shown, "docs/engines.md shows another configuration"
    libraries, = root.glob("usr/lib/*/rsyslog")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        configuration = CONFIGURATION.replace("/usr/bin/bouncedex", f"{program} --no-config")
        configuration = configuration.replace("/var/lib/bouncedex", str(folder))
        (folder / "rsyslog.conf").write_text(
            f'global(workDirectory="{folder}")\nmodule(load="imptcp")\ninput(type="imptcp" path="{folder}/log")\n{configuration}'
        )
        command = [root / "usr/sbin/rsyslogd", "-n", "-f", folder / "rsyslog.conf", "-i", folder / "pid", "-M", libraries]
        daemon = subprocess.Popen(command, env={**os.environ, "LD_LIBRARY_PATH": str(libraries.parent)})
        try:
            check(folder, program)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()


def line(number):
    said = ["550 5.1.1 User unknown", "452 4.2.2 Mailbox full", "550 5.7.1 Blocked by spamhaus"][number % 3]
    return (
        f"<22>Mar 14 09:26:53 mx postfix/smtp[{number + 1}]: 4A1B2C{number:04}: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, "
        f"delay=2, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.7] said: {said})\n"
    )


def check(folder, program):
    log = connected(folder / "log")
    half = COUNT // 2
    log.sendall("".join(map(line, range(half))).encode())
    classified = folder / "classified.tsv"
    wait(lambda: classified.exists() and classified.read_text().count("\n") >= half // 4)
    kill(program, folder)
    # What another program logs is none of it.
    log.sendall(b"<22>Mar 14 09:26:53 mx cron[7]: 550 5.1.1 User unknown\n")
    log.sendall("".join(map(line, range(half, COUNT))).encode())
    wanted = [common.classified(program, [line(number)[4:].encode()])[0]["reason"] for number in range(3)]
    wait(lambda: classified.read_text().count("\n") >= COUNT)
    rows = [row.split("\t") for row in classified.read_text().splitlines()]
    assert all(row[1] == "mx" and len(row) == 11 for row in rows), rows[:3]
    reasons = [row[6] for row in rows]
    for reason in wanted:
        assert reasons.count(reason) >= COUNT // 3, (reason, reasons.count(reason))
    assert set(reasons) == set(wanted), set(reasons)
    again = len(rows) - COUNT
    assert again <= 1, again
    print(f"{COUNT} lines sent and answered through rsyslog, {again} of them again after the program was killed")


def connected(path):
    wait(path.exists)
    log = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    log.connect(str(path))
    return log


def kill(program, folder):
    """Kills the program that this rsyslog started."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0] == program.encode() and f"{folder}/classified.tsv".encode() in command:
            os.kill(int(process.name), signal.SIGKILL)
            return
    sys.exit("rsyslog has not started the program")


def wait(happens):
    end = time.monotonic() + 60
    while not happens():
        if time.monotonic() > end:
            sys.exit("rsyslog did not do it within a minute")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
