# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command shows on a terminal of so many columns."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata


def on_terminal(command, environment, columns):
    """Its lines, without colours."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(list(map(str, command)), env=dict(environment, TERM="xterm"), stdin=subprocess.DEVNULL, stdout=its,
                               stderr=subprocess.DEVNULL)
    os.close(its)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # the other end was closed
        pass
    os.close(ours)
    process.wait(timeout=60)
    return re.sub(r"\x1b\[[\d;]*[mK]", "", said.decode()).replace("\r", "").splitlines()


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def too_wide(lines, columns):
    return [line for line in lines if width(line) > columns]
