# SPDX-License-Identifier: GPL-3.0-or-later
"""`mailseal watch`: the status as it changes, on a terminal and piped."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pytest
from conftest import CLI, until
from test_daemon import dovecot_of_its_own, watched  # noqa: F401

ROWS, COLUMNS = 14, 60


class Output:
    """What a program has said by now."""

    def __init__(self, descriptor):
        self.descriptor, self.text = descriptor, ""

    def read(self):
        while select.select([self.descriptor], [], [], 0)[0]:
            try:
                got = os.read(self.descriptor, 65536)
            except OSError:  # the terminal's other side is closed
                return self.text
            if not got:
                return self.text
            self.text += got.decode()
        return self.text

    def says(self, pattern):
        until(lambda: f"{pattern} in {self.text}", lambda: re.search(pattern, self.read()))


def ended(process):
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_piped(daemon, mailseal, authority, dovecot_of_its_own, environment):  # noqa: F811
    watched(daemon, mailseal, authority, {"work": dovecot_of_its_own.url("imaps", "mail.example.test")})
    process = subprocess.Popen([CLI, "watch", "--notes"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out = Output(process.stdout.fileno())
    out.says(r"^\d\d:\d\d:\d\d  ok +work +imaps://mail\.example\.test")
    process.stdin.write(b"a note\x1b[31m\n")
    process.stdin.flush()
    out.says(r"\n\d\d:\d\d:\d\d  a note\\x1B\[31m\n")
    mailseal("now", "work")
    time.sleep(1)
    assert len(out.read().splitlines()) == 2  # nothing has changed

    dovecot_of_its_own.set_certificate(authority.leaf("mail.example.test", begin=-90, end=-3))
    mailseal("now", "work")
    out.says(r"\n\d\d:\d\d:\d\d  critical +work .*ran out 3 days ago")
    mailseal("remove", "work")
    out.says(r"\n\d\d:\d\d:\d\d  imaps://mail\.example\.test\S* is watched no longer\.\n")
    assert process.poll() is None
    ended(process)


def test_on_a_terminal(daemon, mailseal, authority, dovecot_of_its_own, environment):  # noqa: F811
    port = dovecot_of_its_own.url("imaps", "mail.example.test")
    others = {f"other {i}": f"imaps://127.0.0.1:{i}" for i in range(1, 9)}
    watched(daemon, mailseal, authority, {"work": port, **others})
    keys, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen([CLI, "watch", "--title", "A title. " * 9], env={**environment, "TERM": "xterm"}, stdin=terminal,
                               stdout=terminal)
    os.close(terminal)
    out = Output(keys)
    out.says(r"Ctrl-C ends this\.")
    assert out.text.startswith("\x1b[2J\x1b[H")
    dovecot_of_its_own.set_certificate(authority.leaf("mail.example.test", begin=-90, end=-3))
    mailseal("now", "work")
    out.says(r"ran out 3 days ago[\s\S]*Ctrl-C ends this\.")
    fcntl.ioctl(keys, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    process.send_signal(signal.SIGWINCH)
    out.says(r"A title\.[\s\S]*Ctrl-C ends this\.(?=[^\n]*\s*\x1b\[J\s*$)")
    screens = [screen.split("\x1b[J")[0] for screen in out.text.split("\x1b[H")[1:]]
    for n, screen in enumerate(screens):
        lines = re.sub(r"\x1b\[[0-9;]*[mK]", "", screen).splitlines()
        assert len(lines) < (ROWS if n < len(screens) - 1 else 40), screen
        assert all(len(line) <= COLUMNS for line in lines), screen
    assert "in a larger window" in screens[0]
    ended(process)
    os.close(keys)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_without_a_daemon(daemon, environment, when):
    """Nothing starts one here; it is said, and is the end."""
    if when == "meanwhile":
        daemon.settings("[Server work]\nTarget=imaps://127.0.0.1:1\n")
        daemon.start()
    process = subprocess.Popen([CLI, "watch"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if when == "meanwhile":
        Output(process.stdout.fileno()).says("work")
        daemon.stop()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 69 and "daemon cannot be started" in err
