# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests are the same on every machine: what is around them (its clock, its name, its name service) is played here as badly as
it may be, and must not get through to what is tested."""

import os
import pathlib
import subprocess
import sys
import time

import pytest
from conftest import HERE, named
from test_surroundings import TIME, TIME_PATH, System

TESTS = HERE.parent
ASK = ["dbus-send", "--system", "--print-reply", f"--dest={TIME}", TIME_PATH, "org.freedesktop.DBus.Properties.Get", f"string:{TIME}",
       "string:NTPSynchronized"]
DESKTOP = [TESTS / "desktop/desktop-x11.sh", "--panel", "none", "--notify", "none", "--"]
# a name that only a name server could know, and one that never answers
UNKNOWN = ["unshare", "--net", "--uts", "--mount", "--propagation", "private", "sh", "-c", """
hostname nobody-knows-me && ip link set lo up && ip link add near type veth peer name far && ip address add 203.0.113.1/24 dev near &&
ip link set near up && ip link set far up && ip route add default via 203.0.113.254 && echo nameserver 203.0.113.254 >"$0" &&
mount --bind "$0" /etc/resolv.conf && exec "$@" """]


@pytest.fixture
def booted(environment, tmp_path):
    """What a command begins with to be on a machine that was booted, with a system bus, and whose clock nothing synchronises."""
    system = System(dict(environment), tmp_path)
    with system.stack:
        system.time(False)
        yield ["unshare", "--mount", "--propagation", "private", "sh", "-c",
               'mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/dbus && touch /run/dbus/system_bus_socket && '
               'mount --bind "$0" /run/dbus/system_bus_socket && exec "$@"', tmp_path / "system"]


def answer(command, environment):
    done = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True, timeout=60)
    return "not synchronised" if "boolean false" in done.stdout else "nobody" if done.returncode == 1 else done.stderr


def test_system_bus(booted, environment):
    """What daemons are started with and in; and the machine is played well: who is started without it hears its clock."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("DBUS_")}
    assert answer([*booted, *ASK], outside) == "not synchronised"
    assert answer([*booted, *ASK], environment) == "nobody"
    assert answer([*booted, *ASK], dict(os.environ)) == "nobody"
    assert answer([*booted, *DESKTOP, *ASK], outside) == "nobody"


def test_host_name(folder, good, tmp_path):
    """A mail server starts, and changes its certificate, where looking up the machine's own name takes longer than that."""
    script = tmp_path / "servers.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(TESTS / 'servers')!r})\nimport mailservers, pathlib, types\n"
                      "pem = [pathlib.Path(path).read_text() for path in sys.argv[2:]]\n"
                      "certificate = types.SimpleNamespace(chain_pem=lambda: pem[0], key_pem=lambda: pem[1], pem=lambda: pem[2])\n"
                      "for kind in (mailservers.Dovecot, mailservers.Postfix):\n"
                      "    with kind(pathlib.Path(sys.argv[1]) / f'{kind.__name__}-anywhere', certificate) as server:\n"
                      "        server.set_certificate(certificate)\n")
    parts = {"chain": good.chain_pem(), "key": good.key_pem(), "leaf": good.pem()}
    for name, text in parts.items():
        (tmp_path / name).write_text(text)
    begin = time.monotonic()
    subprocess.run([*UNKNOWN, tmp_path / "resolver", sys.executable, script, folder, *(tmp_path / name for name in parts)], check=True, timeout=120)
    assert time.monotonic() - begin < 12  # one look-up takes 12.5


def test_name_service(hosts):
    """Nor is the machine's name server asked for the names of the tests."""
    begin = time.monotonic()
    done = subprocess.run([*UNKNOWN, pathlib.Path(f"{hosts}.machine"), *named(hosts), "getent", "ahosts", "nobody.example.test"], timeout=120)
    assert done.returncode == 2 and time.monotonic() - begin < 5
