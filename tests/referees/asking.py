# SPDX-License-Identifier: GPL-3.0-or-later
"""How a program is asked: it is started, and watched until it has decided. It accepts when the server hears it inside of TLS."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import tempfile
import termios
import threading
import time

import pyte

ROWS, COLUMNS = 50, 160
PATIENCE = 8  # seconds: who has not decided by then, hangs
STEP = 0.02
SETTLED = 1.0  # seconds after the server has been left: a program with a screen does not end, and has nothing to ask any more
ACCEPTS, ASKS, REFUSES, HANGS = "accepts", "asks", "refuses", "hangs"
WORDLESS = (ACCEPTS, HANGS)


class Output:
    """What a program writes, as it is read: its lines, or its screen."""

    def __init__(self, fd, screen):
        self.fd, self.screen = fd, pyte.Screen(COLUMNS, ROWS) if screen else None
        self.stream = pyte.ByteStream(self.screen) if screen else None
        self.bytes, self.seen = b"", []
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        with contextlib.suppress(OSError):
            while part := os.read(self.fd, 65536):
                with self.lock:
                    self.bytes += part
                    if self.stream is not None:
                        self.stream.feed(part)
                        # a status line is soon written over
                        self.seen += [line.rstrip() for line in self.screen.display if line.strip() and line.rstrip() not in self.seen]

    @property
    def text(self):
        with self.lock:
            return "\n".join(self.seen) if self.screen is not None else self.bytes.decode(errors="replace")


def start(command, environment, screen):
    """The process, and where its output is read."""
    if not screen:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   start_new_session=True, cwd=environment["HOME"])
        return process, process.stdout.fileno(), process.stdout.close
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen(command, env={**environment, "TERM": "xterm"}, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
                               preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0), cwd=environment["HOME"])
    os.close(theirs)
    return process, ours, lambda: os.close(ours)


def decide(process, output, door, asks):
    end = left = time.monotonic() + PATIENCE
    while True:
        gone = process.poll() is not None
        if gone:
            output.thread.join(1)
        if asks and re.search(asks, output.text):
            return ASKS
        if door.heard.is_set():
            return ACCEPTS
        if gone:
            return REFUSES
        if door.left.is_set():
            left = min(left, time.monotonic())
        if output.screen is not None and time.monotonic() > left + SETTLED:
            return REFUSES
        if time.monotonic() > end:
            return HANGS
        time.sleep(STEP)


def end(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 15)
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()


def ask(program, door, serving):
    """(verdict, everything that it said)"""
    with tempfile.TemporaryDirectory(prefix="home-", dir=serving.folder) as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8", "USER": "user", "SSL_CERT_FILE": str(serving.ca_file), "SSL_CERT_DIR": "/nonexistent"}
        command = program.command(door, home, serving)
        door.forget()
        process, fd, close = start(serving.named(command), environment, program.screen)
        output = Output(fd, program.screen)
        try:
            verdict = decide(process, output, door, program.asks)
            if verdict == ASKS:
                time.sleep(SETTLED / 4)  # the rest of its question
        finally:
            end(process)
        output.thread.join(1)
        close()
        return verdict, output.text


HOST_OR_PORT = r"(?:[a-z]+\.)*referees\.test|127\.0\.0\.1|localhost"
DATE = r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?UTC|Z)?(?: \+0000)?|[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \d{4}(?: GMT| UTC)?"


def words(says, text, door):
    """What of a text says why, by the first of these patterns that is there at all."""
    found = []
    for pattern in says:
        if found:
            break
        found += [m.group(m.lastindex or 0).strip() for m in re.finditer(pattern, text, re.M)]
    found = found or [line for line in text.strip().splitlines() if line.strip()][-1:]
    return normal("; ".join(dict.fromkeys(" ".join(f.split()) for f in found)), door)


def normal(said, door):
    """With %s for what is different each time."""
    said = re.sub(DATE, "%s", said)
    said = re.sub(rf"\b{door.port}\b", "%s", said)
    said = said.replace(door.site.kind, "%s") if len(door.site.kind) > 8 else said
    return re.sub(r"/tmp/[^ :;,]*", "%s", re.sub(HOST_OR_PORT, "%s", said))
