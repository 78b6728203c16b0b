#!/usr/bin/env python3
"""Sends a mail log through rsyslog's omprog with confirmations to classify, end to end.

    scripts/engines/rsyslog.py [PROGRAM]

Each line has to be answered, also when the program is killed in the middle: rsyslog sends again what was not confirmed.
"""
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import common

PACKAGES = ["rsyslog", "libestr0", "libfastjson4"]
COUNT = 2000


def main():
    program, root = common.program(), common.unpacked("rsyslog", PACKAGES)
    shown = common.shown("## rsyslog")
    modules, = root.glob("usr/lib/*/rsyslog")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        shown = shown.replace("/usr/bin/bouncedex", f"{program} --no-config").replace("/var/lib/bouncedex", str(folder))
        (folder / "rsyslog.conf").write_text(
            f'global(workDirectory="{folder}")\nmodule(load="imptcp")\ninput(type="imptcp" path="{folder}/log")\n{shown}'
        )
        command = [root / "usr/sbin/rsyslogd", "-n", "-f", folder / "rsyslog.conf", "-i", folder / "pid", "-M", modules]
        daemon = subprocess.Popen(command, env={**os.environ, "LD_LIBRARY_PATH": str(modules.parent)})
        try:
            check(folder, program)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()


def check(folder, program):
    log, classified, half = common.connected(folder / "log"), folder / "classified.tsv", COUNT // 2
    log.sendall("".join(map(common.log_line, range(half))).encode())
    common.wait(lambda: classified.exists() and classified.read_text().count("\n") >= half // 4)
    kill(program, classified)
    # What another program logs is none of it.
    log.sendall(b"<22>Mar 14 09:26:53 mx cron[7]: 550 5.1.1 User unknown\n")
    log.sendall("".join(map(common.log_line, range(half, COUNT))).encode())
    again = common.check_log(program, classified, COUNT, most_again=1)
    print(f"{COUNT} lines sent and answered through rsyslog, {again} of them again after the program was killed")


def kill(program, classified):
    """Kills the program that this rsyslog started."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0] == program.encode() and str(classified).encode() in command:
            os.kill(int(process.name), signal.SIGKILL)
            return
    sys.exit("rsyslog has not started the program")


if __name__ == "__main__":
    main()
