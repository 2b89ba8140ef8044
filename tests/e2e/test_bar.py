# SPDX-License-Identifier: GPL-3.0-or-later
"""The bar: a check ends within its timeout and half a second, whatever is sent, and the daemon answers within half a second meanwhile.

For how long a busy machine kept them waiting is known (schedstat), and taken off."""

import contextlib
import json
import os
import pathlib
import subprocess
import time

import dbus
import mailservers
import pytest
import schema
from conftest import CLI, HERE, named

MANY_NAMES = 4000  # as many as fit into the 64 KiB that are looked at
TIMEOUT, GRACE = 2, 0.5
HOST, HOME = "many.example.test", [f"127.0.3.{i}" for i in range(1, 13)]  # so many addresses


@pytest.fixture(scope="module")
def hostile(authority, folder):
    """{"scheme name": port}; every one is there at all addresses of this computer."""
    path = folder / "hostile"
    path.mkdir()
    stranger = authority.leaf("stranger", issuer=None, ca=True)
    certificates = {"plain": authority.leaf(HOST), "open": authority.leaf(HOST, issuer=authority.leaf("between", issuer=stranger, ca=True)),
                    "names": authority.leaf(*(f"n{i}.h.test" for i in range(MANY_NAMES))),
                    "wild": authority.leaf(*(f"*.{i}.h.test" for i in range(MANY_NAMES)))}
    for name, certificate in certificates.items():
        (path / f"{name}.pem").write_text((certificate.pem() if name == "open" else certificate.chain_pem()) + certificate.key_pem())
    process = subprocess.Popen(["/usr/bin/python3", HERE.parent / "servers/hostile.py", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    yield json.loads(process.stdout.readline())
    mailservers.end(process)


@pytest.fixture
def hosts(tmp_path):
    path = tmp_path / "hosts"
    path.write_text("127.0.0.1 localhost\n" + "".join(f"{a} {HOST}\n" for a in HOME))
    return path


class Waits:
    """For how long (s) the first thread of a process was ready to run, and the machine had no processor for it: no fault of its own."""

    def __init__(self, pid):
        self.path = pathlib.Path(f"/proc/{pid}/task/{pid}/schedstat")
        self.last = 0.0

    def now(self):
        with contextlib.suppress(OSError, IndexError):  # it is over
            self.last = int(self.path.read_text().split()[1]) / 1e9
        return self.last


def pid_of(process, program):
    """What became of `process`, which begins with wrappers: they exec."""
    mailservers.wait_for(program.name, lambda: os.readlink(f"/proc/{process.pid}/exe") == str(program))
    return process.pid


def urls_of(hostile):
    return [f"{key.split()[0]}://{host}:{port}" for key, port in hostile.items() for host in (HOST, "127.0.0.1")]


def test_check(environment, authority, hosts, hostile):
    command = [*named(hosts), CLI, "check", "--json", "--jobs", "100", "--timeout", str(TIMEOUT), "--ca-file", authority.ca_file, *urls_of(hostile)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    waits = Waits(pid_of(process, CLI))
    begin, before = time.monotonic(), waits.now()
    took = []
    for line in process.stdout:
        waited = waits.now() - before
        took.append((time.monotonic() - begin - waited, waited, schema.verdict(json.loads(line))["url"]))
    assert process.wait() in (2, 3) and len(took) == len(urls_of(hostile)), process.stderr.read()
    print("the longest of %d: %.2f s, beside %.2f s of waiting for the machine: %s" % (len(took), *max(took)))
    assert max(took)[0] <= TIMEOUT + GRACE, sorted(took)


def test_daemon(daemon, authority, hosts, hostile):
    """The daemon's answers, asked for every 50 ms while it looks at all of them at once."""
    daemon.hosts = hosts
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\nImportAccounts=false\n" +
                    "".join(f"[Server {i}]\nTarget={url}\n" for i, url in enumerate(urls_of(hostile))))
    daemon.start()
    waits = Waits(daemon.process.pid)
    bus = dbus.bus.BusConnection(daemon.environment["DBUS_SESSION_BUS_ADDRESS"])
    service = dbus.Interface(bus.get_object("org.mailseal.Mailseal1", "/org/mailseal/Mailseal1"), "org.mailseal.Mailseal1")
    now = subprocess.Popen([*named(hosts), CLI, "now"], env=daemon.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = []
    while now.poll() is None:
        begin, before = time.monotonic(), waits.now()
        service.GetStatus()
        waited = waits.now() - before
        took.append((time.monotonic() - begin - waited, waited))
        time.sleep(0.05)
    bus.close()
    print("the longest of %d answers: %.3f s, beside %.2f s of waiting for the machine" % (len(took), *max(took)))
    assert len(took) > 3 and max(took)[0] <= GRACE
