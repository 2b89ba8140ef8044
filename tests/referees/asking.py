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

ROWS, COLUMNS = 50, 160
PATIENCE = 8  # seconds: who has not decided by then, hangs
STEP = 0.02
SETTLED = 1.0  # seconds after the server has been left: a program with a screen does not end, and has nothing to ask any more
ACCEPTS, ASKS, REFUSES, HANGS = "accepts", "asks", "refuses", "hangs"
WORDLESS = (ACCEPTS, HANGS)


class Output:
    """What a program writes, as it is read: its lines, or its screen."""

    def __init__(self, fd, screen):
        self.fd, self.screen, self.stream = fd, None, None
        if screen:
            import pyte  # not needed by who only reads the table of programs
            self.screen = pyte.Screen(COLUMNS, ROWS)
            self.stream = pyte.ByteStream(self.screen)
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


class Display:
    """A display of its own, so that the windows on it are those of one program."""

    def __init__(self):
        ours, theirs = os.pipe()
        self.process = subprocess.Popen(["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1000x700x24", "-noreset"], pass_fds=[theirs],
                                        stderr=subprocess.DEVNULL)
        os.close(theirs)
        with os.fdopen(ours) as number:
            self.name = ":" + number.readline().strip()

    @property
    def titles(self):
        command = ["xdotool", "search", "--onlyvisible", "--name", ".", "getwindowname", "%@"]
        return subprocess.run(command, env={**os.environ, "DISPLAY": self.name}, capture_output=True, text=True).stdout

    def close(self):
        self.process.terminate()
        self.process.wait()


class Windows(Output):
    """What a program writes, and the titles of its windows."""

    def __init__(self, fd, display):
        super().__init__(fd, False)
        self.display = display

    @property
    def text(self):
        return super().text + "\n" + self.display.titles


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


def decide(process, output, visit, program):
    end = left = time.monotonic() + PATIENCE
    while True:
        gone = process.poll() is not None
        if gone:
            output.thread.join(1)
        if program.asks and re.search(program.asks, output.text):
            return ASKS
        if visit.heard.is_set():
            return ACCEPTS
        if gone:
            return REFUSES
        if visit.left.is_set() or (program.fails and re.search(program.fails, output.text, re.M)):
            left = min(left, time.monotonic())
        if (program.screen or program.windows) and time.monotonic() > left + SETTLED:
            return REFUSES
        if time.monotonic() > end:
            return HANGS
        time.sleep(STEP if not program.windows else 10 * STEP)


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
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="home-", dir=serving.folder, ignore_cleanup_errors=True))
        environment = {"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8", "USER": "user",
                       "SSL_CERT_FILE": str(serving.ca_file), "SSL_CERT_DIR": "/nonexistent", "NO_AT_BRIDGE": "1"}
        if program.windows:
            display = Display()
            stack.callback(display.close)
            environment["DISPLAY"] = display.name
        command = program.command(door, home, serving)
        visit = door.expect()
        process, fd, close = start(serving.named(command), environment, program.screen)
        output = Windows(fd, display) if program.windows else Output(fd, program.screen)
        try:
            verdict = decide(process, output, visit, program)
            if verdict == ASKS:
                time.sleep(SETTLED / 4)  # the rest of its question
            text = output.text
        finally:
            end(process)
        output.thread.join(1)
        close()
        return verdict, text


HOST_OR_PORT = r"(?:[a-z]+\.)*referees\.test|127\.0\.0\.1|localhost"
DATE = (r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?UTC|Z)?(?: \+0000)?|"
        r"[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \d{4}(?: GMT| UTC)?")


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
    said = re.sub(r"(127\.0\.0\.1):\d+", r"\1:%s", said).replace(f"uthority for {door.site.kind}", "uthority for %s")
    return re.sub(r"/tmp/[^ :;,]*", "%s", re.sub(HOST_OR_PORT, "%s", said))
