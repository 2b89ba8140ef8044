# SPDX-License-Identifier: GPL-3.0-or-later
"""The built programs on real servers. $MAILSEAL_BUILD is the build folder."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import pytest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "servers"))

import mailservers  # noqa: E402
import pki  # noqa: E402

BUILD = pathlib.Path(os.environ["MAILSEAL_BUILD"]).resolve()
CLI, DAEMON, TRAY = BUILD / "cli/mailseal", BUILD / "daemon/mailseald", BUILD / "tray/mailseal-tray"
NAMES = {"mail.example.test": "127.0.0.1", "imap.example.test": "127.0.0.1", "two.example.test": "127.0.0.1 127.0.0.2",
         "mail.alpha.test": "127.0.0.1", "mail.beta.test": "127.0.0.1", "mail.gamma.test": "127.0.0.1", "www.gamma.test": "127.0.0.1",
         "mail.far.test": "192.0.2.9", **{f"{n}.example.test": "127.0.0.1" for n in ("one", "three", "four")},
         "mail.new.test": "127.0.0.2", "mail.gone.test": "127.0.0.2"}


# The tests' own machine: a daemon that asked the real one would be as good as its clock and its network.
MACHINE = {"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent/system_bus_socket"}
os.environ.update(MACHINE)

BUSY = 10  # seconds that a busy machine may add to what a test allows: speed itself is measured elsewhere
RESOLVER = "127.0.0.153"
NO_RESOLVER = "127.0.0.154"  # nobody listens there: a name is unknown at once


def pytest_configure(config):
    config.addinivalue_line("markers", "desktop: needs a display")


class Pki:
    """A root in a file, an intermediate, and leaves on demand."""

    def __init__(self, folder):
        self.root, self.middle = pki.authority()
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_text(self.root.pem())

    def leaf(self, *names, begin=-10, end=80, **more):
        return pki.Certificate(names[0], names, more.pop("issuer", self.middle), begin=begin, end=end, **more)


@pytest.fixture(scope="session")
def folder():
    path = pathlib.Path(tempfile.mkdtemp(prefix="mailseal-e2e-"))
    path.chmod(0o755)  # the servers' own users must get in
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def authority(folder):
    return Pki(folder)


@pytest.fixture(scope="session")
def hosts(folder):
    """Names that only the tested programs know ."""
    path = folder / "hosts"
    path.write_text("127.0.0.1 localhost\n" + "".join(f"{address} {name}\n" for name, all_ in NAMES.items() for address in all_.split()))
    return path


@pytest.fixture(scope="session")
def good(authority):
    return authority.leaf("mail.example.test", "imap.example.test", "127.0.0.1")


@pytest.fixture(scope="session")
def dovecot(folder, good):
    with mailservers.Dovecot(folder / "dovecot", good) as server:
        yield server


@pytest.fixture(scope="session")
def postfix(folder, good):
    with mailservers.Postfix(folder / "postfix", good) as server:
        yield server


class Run:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        # an object a line; a sanitizer's words go to standard error
        assert "Sanitizer" not in done.stderr, done.stderr

    @property
    def objects(self):
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def environment(tmp_path):
    """A home of its own."""
    home = tmp_path / "home"
    home.mkdir()
    e = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "MAILSEAL_", "DBUS_", "LC_", "LANG"))}
    e.update(HOME=str(home), XDG_CONFIG_HOME=str(home / "config"), XDG_STATE_HOME=str(home / "state"),
             XDG_RUNTIME_DIR=str(home / "run"), MAILSEAL_CONFIG_DIR=str(tmp_path / "config"),
             MAILSEAL_STATE_DIR=str(tmp_path / "state"), LC_ALL="C.UTF-8", TZ="UTC", **MACHINE)
    (home / "run").mkdir(mode=0o700)
    (tmp_path / "config").mkdir()
    return e


def named(hosts, resolver=NO_RESOLVER):
    """What a command begins with so that it, and nobody else, knows these names (a mount namespace of its own), and asks no name
    server but this one."""
    pathlib.Path(f"{hosts}.{resolver}").write_text(f"nameserver {resolver}\noptions timeout:1 attempts:1\n")
    binds = f'mount --bind "$0" /etc/hosts && mount --bind "$0.{resolver}" /etc/resolv.conf && exec "$@"'
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", binds, str(hosts)]


@pytest.fixture
def mailseal(environment, hosts):
    def run(*arguments, stdin=None, wrap=()):
        command = [*named(hosts), *wrap, CLI, *map(str, arguments)]
        return Run(subprocess.run(command, env=environment, input=stdin, text=True, capture_output=True, timeout=90))
    return run


def apart(address, records):
    """What a command begins with to run in a network of its own, where this address is its own too, and DNS knows these records."""
    return ["unshare", "--net", "sh", "-c", f'ip link set lo up && ip address add {address}/32 dev lo && exec "$@"', "sh",
            "/usr/bin/python3", str(HERE.parent / "servers/nameserver.py"), RESOLVER,
            json.dumps({" ".join(key): values for key, values in records.items()})]


@pytest.fixture
def mailseal_where(environment, tmp_path):
    """`mailseal` where these names {name: "address ..."} are in the hosts file, and DNS, if any, is at RESOLVER."""
    def run(names, *arguments, resolver=NO_RESOLVER, wrap=()):
        hosts = tmp_path / "hosts"
        hosts.write_text("".join(f"{a} {name}\n" for name, all_ in names.items() for a in all_.split()))
        command = [*wrap, *named(hosts, resolver), CLI, *map(str, arguments)]
        return Run(subprocess.run(command, env=environment, text=True, capture_output=True, timeout=90))
    return run


def message_bus(path, kind):
    """A bus of that kind, session or system, with nothing on it and everything allowed; its process."""
    conf = path.with_suffix(".conf")
    conf.write_text(
        f'<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" '
        f'"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>{kind}</type>'
        f"<listen>unix:path={path}</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/>"
        f'<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>')
    process = subprocess.Popen(["dbus-daemon", f"--config-file={conf}", "--nofork", "--nopidfile"],
                               stderr=subprocess.DEVNULL)

    def listens():
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            return True

    mailservers.wait_for("the bus", listens)
    return process


@pytest.fixture
def bus(environment, tmp_path):
    """A session bus with nothing on it."""
    process = message_bus(tmp_path / "bus", "session")
    environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={tmp_path}/bus"
    yield environment
    mailservers.end(process)


class Daemon:
    def __init__(self, environment, hosts, tmp_path):
        self.hosts = hosts
        self.environment, self.config = environment, pathlib.Path(environment["MAILSEAL_CONFIG_DIR"])
        self.log = tmp_path / "daemon.log"
        self.process = None
        self.command = [DAEMON]
        self.resolver = NO_RESOLVER  # the address of the name server it asks, beside the hosts file

    def settings(self, text):
        (self.config / "mailseal.conf").write_text(text)

    def start(self):
        log = open(self.log, "a")
        self.process = subprocess.Popen([*named(self.hosts, self.resolver), *self.command], env=self.environment, stdout=log, stderr=log)
        mailservers.wait_for(f"the daemon: {self.log.read_text()}", self.is_there)

    def is_there(self):
        assert self.process.poll() is None, self.log.read_text()
        done = subprocess.run(["dbus-send", f"--bus={self.environment['DBUS_SESSION_BUS_ADDRESS']}", "--print-reply",
                               "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner",
                               "string:org.mailseal.Mailseal1"], capture_output=True, text=True)
        return "true" in done.stdout

    def kill(self):
        """At once, without a chance to save anything."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        if self.process is None:
            return
        mailservers.end(self.process)
        code, self.process = self.process.returncode, None
        text = self.log.read_text()
        assert "Sanitizer" not in text and "CRITICAL" not in text, text
        assert code == 0, text


@pytest.fixture
def daemon(bus, hosts, tmp_path):
    d = Daemon(bus, hosts, tmp_path)
    yield d
    d.stop()


def until(what, condition, seconds=20):
    mailservers.wait_for(what, condition, seconds)


def pause(seconds):
    time.sleep(seconds)
