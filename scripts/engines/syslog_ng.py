#!/usr/bin/env python3
"""Sends a mail log through syslog-ng's program destination to classify.

    scripts/engines/syslog_ng.py [PROGRAM]
"""
import os
import signal
import subprocess
import tempfile
from pathlib import Path

import common

PACKAGES = ["syslog-ng-core", "libivykis0", "libjson-c5", "libnet1", "libpcre3", "libwrap0"]
COUNT = 2000


def main():
    program, root = common.program(), common.unpacked("syslog-ng", PACKAGES)
    shown = common.shown("## syslog-ng")
    modules, = root.glob("usr/lib/syslog-ng/[0-9]*")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        shown = shown.replace("/usr/bin/bouncedex", f"{program} --no-config").replace("/var/lib/bouncedex", str(folder))
        (folder / "syslog-ng.conf").write_text(
            f'@version: {modules.name}\nsource s_mail {{ unix-stream("{folder}/log" flags(expect-hostname)); }};\n{shown}'
            "log { source(s_mail); filter(postfix); destination(bouncedex); };\n"
        )
        files = ["-f", folder / "syslog-ng.conf", "-R", folder / "persist", "-c", folder / "control", "-p", folder / "pid"]
        command = [root / "usr/sbin/syslog-ng", "-F", "--no-caps", "--module-path", modules, *files]
        libraries = ":".join(map(str, [*root.glob("usr/lib/*-linux-*"), *root.glob("lib/*-linux-*"), modules.parent, modules]))
        daemon = subprocess.Popen(command, env={**os.environ, "LD_LIBRARY_PATH": libraries})
        try:
            log = common.connected(folder / "log")
            log.sendall(b"<22>Mar 14 09:26:53 mx cron[7]: 550 5.1.1 User unknown\n")
            log.sendall("".join(map(common.log_line, range(COUNT))).encode())
            common.check_log(program, folder / "classified.tsv", COUNT, most_again=0)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
    print(f"{COUNT} lines sent and answered through syslog-ng")


if __name__ == "__main__":
    main()
