# SPDX-License-Identifier: GPL-3.0-or-later
"""A store that cannot be written: whatever the reason, a problem is told, once, nothing that was decided is lost, it is said what is
wrong, and nobody waits for an answer meanwhile."""

import contextlib
import ctypes
import json
import os
import pathlib
import sqlite3
import subprocess
import threading
import time

import mailservers
import pytest
from conftest import DAEMON, Daemon, message_bus, named, until
from gi.repository import Gio, GLib
from test_attention import QUICK, told
from test_daemon import alerts, codes, dovecot_of_its_own, json_status, status, watched  # noqa: F401

NAME, PATH = "org.mailseal.Mailseal1", "/org/mailseal/Mailseal1"
PROMPT = 0.5  # s within which everything is answered
MINE, THEIRS = "mail.example.test", "mail.gamma.test"


@pytest.fixture
def disk(environment):
    """The state folder on a small disk of its own, which nobody else sees."""
    folder, new_mounts = pathlib.Path(environment["MAILSEAL_STATE_DIR"]), 0x20000
    folder.mkdir()
    assert ctypes.CDLL(None).unshare(new_mounts) == 0  # for good: what else is mounted stays as it is
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=800k,mode=700", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


class Face:
    """Somebody on the session bus who asks, and looks at his watch."""

    def __init__(self, environment):
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(environment["DBUS_SESSION_BUS_ADDRESS"],
                                                           flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.slowest = 0

    def ask(self, interface, method, *arguments):
        values = GLib.Variant(f"({'s' * len(arguments)})", arguments)
        began = time.monotonic()
        try:
            return self.bus.call_sync(NAME, PATH, interface, method, values, None, Gio.DBusCallFlags.NO_AUTO_START, 30000, None).unpack()
        finally:
            self.slowest = max(self.slowest, time.monotonic() - began)

    def call(self, method, *arguments):
        """None, or what it complains of."""
        try:
            self.ask(NAME, method, *arguments)
        except GLib.Error as error:
            return error.message
        return None

    def alerts(self):
        return json.loads(self.ask(NAME, "GetAlerts")[0])

    def notices(self):
        return self.ask("org.freedesktop.DBus.Properties", "Get", NAME, "Notices")[0]

    @contextlib.contextmanager
    def impatient(self):
        """Asks all the time, and is answered at once."""
        over = threading.Event()

        def ask():
            while not over.wait(0.05):
                self.alerts()

        self.slowest = 0
        asking = threading.Thread(target=ask)
        asking.start()
        try:
            yield
        finally:
            over.set()
            asking.join()
        print(f"\nslowest answer {self.slowest:.3f} s")


class World:
    """One server that is fine, until it is not, and one whose fault the user knows of."""

    def __init__(self, daemon, mailseal, authority, server, other):
        self.daemon, self.mailseal, self.authority, self.server = daemon, mailseal, authority, server
        self.servers = {"one": server.url("imaps", MINE), "known": other.url("imaps", THEIRS)}

    def begin(self):
        watched(self.daemon, self.mailseal, self.authority, self.servers, QUICK)
        self.face = Face(self.daemon.environment)
        until("what the user knows of", lambda: told(self.face.alerts()))
        (self.known,) = self.face.alerts()
        assert self.face.call("Told", self.known["id"], self.known["step"]) is None
        assert self.mailseal("ack", self.known["id"]).code == 0
        assert self.face.notices() == []

    def problem(self):
        """The alert about the first server, which is open now."""
        return next((a for a in self.face.alerts() if self.servers["one"] in a["servers"] and a["step"] != "resolved"), None)

    def swap(self):
        """Another certificate, by nobody, in the place of the good one: it is told, whatever the store does."""
        self.server.set_certificate(self.authority.leaf(MINE, issuer=None))
        self.mailseal("now", "one")
        until("that it is to be told", lambda: (self.problem() or {}).get("tell"))
        assert self.problem()["grave"] and self.problem()["severity"] == "critical"

    def assert_known(self):
        """What was told and acknowledged before is neither lost nor told again."""
        (now,) = (a for a in self.face.alerts() if self.servers["known"] in a["servers"] and a["step"] != "resolved")
        assert (now["id"], now["acknowledged"], now["tell"], now["told"]) == (self.known["id"], True, False, now["told"]) and now["told"]

    def assert_over(self):
        """All is saved: the new problem is told and acknowledged, for good."""
        before = self.problem()
        assert before["told"] and before["acknowledged"]
        for stop in (self.daemon.stop, self.daemon.kill):
            stop()
            self.daemon.start()
            self.mailseal("now")
            time.sleep(1.5)
            self.mailseal("now")
            now = self.problem()
            assert (now["id"], now["told"], now["acknowledged"], now["tell"]) == (before["id"], before["told"], True, False)
            self.assert_known()
            assert self.face.notices() == []
        text = self.mailseal("history", "one").out
        assert "first seen" in text and "changed" in text and text.count("you were told") == 1


@pytest.fixture
def world(daemon, mailseal, authority, dovecot_of_its_own, folder, tmp_path):  # noqa: F811
    with mailservers.Dovecot(folder / tmp_path.name / "other", authority.leaf(THEIRS, issuer=None)) as other:
        yield World(daemon, mailseal, authority, dovecot_of_its_own, other)


# ---- what can be wrong ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def full(folder, _):
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as f:
        while True:
            f.write(bytes(512))
    yield
    ballast.unlink()


@contextlib.contextmanager
def read_only(folder, daemon):
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    yield
    for where in ([], ["nsenter", f"--target={daemon.process.pid}", "--mount"]):  # the daemon has its own view of it
        subprocess.run([*where, "mount", "-o", "remount,rw", folder], check=True)


@contextlib.contextmanager
def locked(folder, _):
    with contextlib.closing(sqlite3.connect(folder / "mailseal.db", isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("trouble, when, said", [
    (full, "running", "disk is full"), (full, "stopped", "disk is full"), (full, "killed", "disk is full"),
    (read_only, "stopped", "may not be written"), (read_only, "killed", "may not be written"),
    (locked, "running", "another program"), (locked, "killed", "another program")], ids=lambda value: getattr(value, "__name__", value))
def test_cannot_be_written(world, disk, trouble, when, said):
    """Whether it begins while the daemon runs, or before it starts, after a clean end or another (then there is a log left over)."""
    world.begin()
    face, daemon, mailseal = world.face, world.daemon, world.mailseal
    if when != "running":
        {"stopped": daemon.stop, "killed": daemon.kill}[when]()
    with trouble(disk, daemon):
        if when != "running":
            daemon.start()
        with face.impatient():
            world.swap()
            problem = world.problem()
            complaint = face.call("Told", problem["id"], problem["step"])
            assert "could not be saved" in complaint and said in complaint
            run = mailseal("ack", problem["id"])
            assert run.code == 1 and "could not be saved" in run.err and said in run.err
            mailseal("now")
        assert face.slowest < PROMPT
        assert world.problem()["told"] and world.problem()["acknowledged"] and not world.problem()["tell"]
        world.assert_known()
        assert codes(status(mailseal)["one"])[0] == "self-signed" and "changed" in mailseal("history", "one").out
        (notice,) = face.notices()
        assert said in notice and str(disk) in notice
        assert any(line.startswith("problem") and said in line for line in mailseal("doctor").out.splitlines())
        assert not list(disk.glob("*.damaged-*"))
    until("that all is saved", lambda: face.notices() == [], 40)
    assert not any(line.startswith("problem") and "store" in line for line in mailseal("doctor").out.splitlines())
    world.assert_over()


def test_newer(world, environment):
    """It is read, and what is new is told; all that is lost is what it cannot hold."""
    world.begin()
    path = pathlib.Path(environment["MAILSEAL_STATE_DIR"]) / "mailseal.db"
    world.daemon.stop()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE alerts ADD COLUMN later TEXT")
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    world.daemon.start()
    with world.face.impatient():
        world.swap()
        problem = world.problem()
        assert "newer version" in world.face.call("Told", problem["id"], problem["step"])
        world.mailseal("now")
    assert world.face.slowest < PROMPT
    assert world.problem()["told"] and not world.problem()["tell"]
    world.assert_known()
    (notice,) = world.face.notices()
    assert "newer version" in notice and "newer version" in world.mailseal("doctor").out
    world.daemon.stop()
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", [b"this is no database", b""])
def test_damaged(world, environment, damage):
    """A new one is begun, which is said, and problems are told."""
    world.begin()
    path = pathlib.Path(environment["MAILSEAL_STATE_DIR"]) / "mailseal.db"
    world.daemon.stop()
    path.write_bytes(damage)
    world.daemon.start()
    world.server.set_certificate(world.authority.leaf(MINE, issuer=None))
    world.mailseal("now")
    until("both", lambda: len(told(world.face.alerts())) == 2)
    for a in world.face.alerts():
        assert world.face.call("Told", a["id"], a["step"]) is None
    (notice,) = world.face.notices()
    assert "forgotten" in notice and "forgotten" in world.mailseal("doctor").out
    world.daemon.stop()
    world.daemon.start()
    world.mailseal("now")
    assert told(world.face.alerts()) == [] and len(world.face.alerts()) == 2 and world.face.notices() == []


def test_flipped_bit(world, environment):
    """What proves what a server once showed is there a second time: the swap is told as one, and the damage is said and mended."""
    world.begin()
    path = pathlib.Path(environment["MAILSEAL_STATE_DIR"]) / "mailseal.db"
    world.daemon.stop()
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        for sha256, der in db.execute("SELECT sha256, der FROM certificates").fetchall():
            db.execute("UPDATE certificates SET der = ? WHERE sha256 = ?", (der[:99] + bytes([der[99] ^ 4]) + der[100:], sha256))
    world.daemon.start()
    assert "first seen" in world.mailseal("history", "one").out
    world.swap()
    assert "changed" in codes(status(world.mailseal)["one"])
    (notice,) = world.face.notices()
    assert "damaged" in notice and "damaged" in world.mailseal("doctor").out
    world.daemon.stop()
    world.daemon.start()
    world.mailseal("now")
    assert world.face.notices() == []


def test_two_daemons(world, environment, hosts, tmp_path):
    """On two session buses: the second says who has the store, and leaves; when the first is gone, however, it may."""
    world.begin()
    other = dict(environment, DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/bus2")
    process = message_bus(tmp_path / "bus2", "session")
    try:
        done = subprocess.run([*named(hosts), DAEMON], env=other, capture_output=True, text=True, timeout=20)
        assert done.returncode == 75 and f"process {world.daemon.process.pid}" in done.stderr and len(done.stderr.splitlines()) == 1
        world.assert_known()
        world.daemon.kill()
        second = Daemon(other, hosts, tmp_path)
        second.start()
        world.face = Face(other)
        world.assert_known()
        second.stop()
    finally:
        mailservers.end(process)
