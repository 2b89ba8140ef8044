# SPDX-License-Identifier: GPL-3.0-or-later
"""The surroundings as the daemon sees them: python3-dbusmock plays NetworkManager, logind and timedated on a system bus of our
own, and the network is a namespace that begins with loopback alone."""

import contextlib
import queue
import signal
import socket
import subprocess
import sys
import threading
import time

import dbus
import mailservers
import pytest
from conftest import BUILD, message_bus, until
from test_daemon import memory, sanitized, wakeups

HELPER = BUILD / "tests/surroundings/watch-surroundings"
NM, NM_PATH = "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"
LOGIN, LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
TIME, TIME_PATH = "org.freedesktop.timedate1", "/org/freedesktop/timedate1"
ACTIVE = "org.freedesktop.NetworkManager.Connection.Active"
UNKNOWN, NONE, PORTAL, LIMITED, FULL = range(5)
HOME, CAFE, NOTHING = map(dbus.ObjectPath, ("/home", "/cafe", "/"))


def variants(values):
    return dbus.Dictionary(values, signature="sv")


class Watch:
    """The helper in a network of its own."""

    def __init__(self, environment, salt="salt"):
        self.process = subprocess.Popen(["unshare", "--net", HELPER, salt], env=environment, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines, self.said = queue.Queue(), []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.lines.put(line.split())

    def next(self, what, seconds=15):
        """The next line that begins so; what else was said is kept in `said`."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self.lines.get(timeout=max(0.001, end - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"{what} after {self.said}") from None
            self.said.append(line)
            if line[0] == what:
                return dict(f.split("=", 1) for f in line[1:]) if "=" in line[-1] else line[1:]

    def until(self, **wanted):
        """The first change to this."""
        while True:
            now = self.next("changed")
            if all(now[k] == v for k, v in wanted.items()):
                return now

    def ask(self, line):
        self.process.stdin.write(line + "\n")

    def now(self, seconds=1):
        self.ask("now")
        return self.next("now", seconds)

    def ip(self, *arguments):
        subprocess.run(["nsenter", f"--net=/proc/{self.process.pid}/ns/net", "ip", *arguments], check=True)

    def link(self, name="wlan0"):
        self.ip("link", "add", name, "type", "veth", "peer", "name", f"{name}-peer")
        self.ip("link", "set", f"{name}-peer", "up")
        self.ip("addr", "add", "192.0.2.7/24", "dev", name)
        self.ip("link", "set", name, "up")

    def route(self, router):
        self.ip("route", "replace", "default", "via", router)

    def end(self):
        self.process.stdin.close()
        code = self.process.wait(10)
        error = self.process.stderr.read()
        assert code == 0 and "Sanitizer" not in error and "CRITICAL" not in error, error


class Peer:
    """A service played by dbusmock."""

    def __init__(self, system, name, path, interface, properties=None):
        address = system.address
        self.bus, self.name, self.path, self.interface = dbus.bus.BusConnection(address), name, path, interface
        self.process = subprocess.Popen([sys.executable, "-m", "dbusmock", "--system", name, path, interface],
                                        env={"DBUS_SYSTEM_BUS_ADDRESS": address, "PATH": "/usr/bin:/bin"},
                                        stdout=subprocess.DEVNULL)
        system.stack.callback(self.end)
        until(name, lambda: self.bus.name_has_owner(name))
        if properties:
            self.mock.AddProperties(interface, variants(properties))

    @property
    def mock(self):
        return dbus.Interface(self.bus.get_object(self.name, self.path, introspect=False), "org.freedesktop.DBus.Mock")

    def update(self, **properties):
        object_ = self.bus.get_object(self.name, self.path, introspect=False)
        for name, value in properties.items():
            dbus.Interface(object_, dbus.PROPERTIES_IFACE).Set(self.interface, name, value)  # and tells of it

    def signal(self, name, signature, *values):
        self.mock.EmitSignal(self.interface, name, signature, dbus.Array(values, signature="v"))

    def end(self):
        self.process.send_signal(signal.SIGCONT)
        mailservers.end(self.process)
        self.bus.close()


class Manager(Peer):
    def __init__(self, system, connectivity=FULL, primary=HOME):
        super().__init__(system, NM, NM_PATH, NM)
        for path, uuid in ((HOME, "1d0c4c0e-home"), (CAFE, "2e1d5d1f-cafe")):
            self.mock.AddObject(path, ACTIVE, variants({"Uuid": uuid}), dbus.Array([], signature="(ssss)"))
        properties = {"Connectivity": dbus.UInt32(connectivity), "Metered": dbus.UInt32(4),
                      "PrimaryConnection": primary, "ActivatingConnection": NOTHING}
        self.mock.AddProperties(NM, variants(properties))
        self.update(**properties)  # dbusmock has its name before it has these

    def connectivity(self, value):
        self.update(Connectivity=dbus.UInt32(value))

    def primary(self, path):
        self.update(PrimaryConnection=path)


class System:
    """A system bus, and who is on it."""

    def __init__(self, environment, tmp_path):
        self.environment, self.address = environment, f"unix:path={tmp_path}/system"
        self.process = message_bus(tmp_path / "system", "system")
        environment["DBUS_SYSTEM_BUS_ADDRESS"] = self.address
        self.stack = contextlib.ExitStack()
        self.stack.callback(mailservers.end, self.process)

    def manager(self, *arguments, **more):
        return Manager(self, *arguments, **more)

    def login(self):
        return Peer(self, LOGIN, LOGIN_PATH, f"{LOGIN}.Manager")

    def time(self, synchronised):
        return Peer(self, TIME, TIME_PATH, TIME, {"NTPSynchronized": synchronised})

    def watch(self, **more):
        watch = Watch(self.environment, **more)
        self.stack.callback(watch.end)
        return watch


@pytest.fixture
def system(environment, tmp_path):
    s = System(environment, tmp_path)
    with s.stack:
        yield s


def test_portal_then_full(system):
    manager = system.manager(PORTAL)
    watch = system.watch()
    first = watch.next("changed")
    assert first["connectivity"] == "portal" and len(first["network"]) == 16 and first["clock"] == "unknown"
    assert first["metered"] == "no"
    manager.connectivity(FULL)
    assert watch.next("changed") == {**first, "connectivity": "full"}
    manager.connectivity(LIMITED)
    assert watch.next("changed")["connectivity"] == "limited"
    manager.connectivity(17)
    assert watch.next("changed")["connectivity"] == "unknown"


@pytest.mark.parametrize("value, metered", [(1, "yes"), (3, "yes"), (2, None), (0, None)])
def test_metered(system, value, metered):
    manager = system.manager()
    watch = system.watch()
    assert watch.next("changed")["metered"] == "no"
    manager.update(Metered=dbus.UInt32(value))
    if metered:
        assert watch.next("changed")["metered"] == metered
        manager.update(Metered=dbus.UInt32(4))
    else:
        manager.connectivity(LIMITED)
    assert watch.next("changed")["metered"] == "no"


def test_networks(system):
    manager = system.manager()
    watch, other = system.watch(), system.watch(salt="another")
    home = watch.next("changed")["network"]
    assert other.next("changed")["network"] not in ("", home)  # means nothing elsewhere
    manager.primary(CAFE)
    cafe = watch.next("changed")["network"]
    assert cafe not in ("", home)
    manager.primary(HOME)
    assert watch.next("changed")["network"] == home
    manager.primary(NOTHING)
    assert watch.next("changed")["network"] == ""
    assert "1d0c4c0e" not in str(watch.said)


def test_changes_settle(system):
    """A network that comes up says a dozen things; told is what came of it."""
    manager = system.manager(NONE, NOTHING)
    watch = system.watch()
    watch.until(connectivity="none")
    manager.update(ActivatingConnection=CAFE)
    manager.primary(CAFE)
    manager.update(ActivatingConnection=NOTHING)
    for connectivity in (LIMITED, NONE, PORTAL):
        manager.connectivity(connectivity)
    assert watch.next("changed")["connectivity"] == "portal"
    assert [line[0] for line in watch.said] == ["changed", "changed"]


def test_the_same_profile_elsewhere(system):
    """"Wired connection 1" is many networks: the router tells them apart."""
    system.manager()
    watch = system.watch()
    alone = watch.next("changed")["network"]
    watch.link()
    watch.route("192.0.2.1")
    here = watch.next("changed")["network"]
    watch.route("192.0.2.2")
    there = watch.next("changed")["network"]
    assert len({alone, here, there}) == 3
    watch.route("192.0.2.1")
    assert watch.next("changed")["network"] == here


def test_another_network_with_the_same_router(system):
    """192.168.1.1 at home and in the café: never taken for the other, not for a moment."""
    manager = system.manager()
    watch = system.watch()
    watch.next("changed")
    watch.link()
    watch.route("192.0.2.1")
    home = watch.next("changed")["network"]
    manager.primary(NOTHING)
    manager.update(ActivatingConnection=CAFE)
    assert watch.next("changed")["network"] == ""
    manager.primary(CAFE)
    manager.update(ActivatingConnection=NOTHING)
    assert watch.next("changed")["network"] not in ("", home)


def test_network_of_somebody_else(system):
    """NetworkManager runs, but manages nothing: its "none" is not the truth."""
    manager = system.manager(NONE, NOTHING)
    watch = system.watch()
    assert watch.next("changed")["connectivity"] == "none"
    watch.link()
    watch.route("192.0.2.1")
    now = watch.next("changed")
    assert now["connectivity"] == "full" and now["network"]
    manager.update(ActivatingConnection=HOME)  # now it is its own after all, and not ready
    now = watch.next("changed")
    assert now["connectivity"] == "none" and now["network"] == ""


def test_sleep(system):
    login = system.login()
    watch = system.watch()
    watch.next("changed")
    login.signal("PrepareForSleep", "b", True)
    login.signal("PrepareForSleep", "b", False)
    watch.next("resumed")
    assert [line[0] for line in watch.said] == ["changed", "resumed"]
    login.end()
    again = system.login()  # a new process of the same name
    again.signal("PrepareForSleep", "b", False)
    watch.next("resumed")


def test_clock(system):
    clock, login = system.time(False), system.login()
    watch = system.watch()
    assert watch.next("changed")["clock"] == "unknown"
    watch.ask("clock")
    watch.next("asked")
    assert watch.next("changed")["clock"] == "unsynchronised"
    assert watch.next("clock") == ["unsynchronised"] and watch.now()["clock"] == "unsynchronised"
    clock.update(NTPSynchronized=True)
    watch.ask("clock")
    assert watch.next("not") == ["asked"]  # not every minute
    login.signal("PrepareForSleep", "b", False)
    watch.next("resumed")
    watch.ask("clock")
    watch.next("asked")
    assert watch.next("changed")["clock"] == "synchronised" and watch.next("clock") == ["synchronised"]


def test_no_timedated(system):
    watch = system.watch()
    watch.next("changed")
    watch.ask("clock")
    watch.next("asked")
    assert watch.next("clock") == ["unknown"]


def test_manager_restarts(system):
    manager = system.manager(PORTAL)
    watch = system.watch()
    watch.next("changed")
    watch.link()
    watch.route("192.0.2.1")
    before = watch.next("changed")
    manager.process.kill()
    manager.process.wait()
    between = watch.next("changed")
    assert between == {**before, "connectivity": "full"}  # there is a router, and it is still the same one
    system.manager(PORTAL)
    assert watch.next("changed") == before


def test_manager_comes_late(system):
    watch = system.watch()
    now = watch.next("changed")
    assert now["connectivity"] == "none" and now["network"] == ""
    system.manager()
    now = watch.until(connectivity="full")
    assert now["network"]


def test_strange_answers(system):
    """Properties of other types and a connection that is not there: unknown, and no harm done."""
    strange = Peer(system, NM, NM_PATH, NM, {"Connectivity": "full", "Metered": dbus.Int32(1),
                                             "PrimaryConnection": dbus.ObjectPath("/nowhere")})
    watch = system.watch()
    now = watch.next("changed")
    assert now == {"connectivity": "unknown", "metered": "no", "network": "", "clock": "unknown"}
    strange.update(Connectivity=dbus.UInt32(PORTAL))
    assert watch.next("changed")["connectivity"] == "portal"
    strange.signal("PropertiesChanged", "s", "odd")
    strange.mock.EmitSignal("org.freedesktop.DBus.Properties", "PropertiesChanged", "s", dbus.Array([NM], signature="v"))
    strange.update(Connectivity=dbus.UInt32(FULL))
    assert watch.next("changed")["connectivity"] == "full"


def test_hanging_services(system):
    """Services that never answer: nothing waits for them, and when they do answer, it counts."""
    manager, clock = system.manager(PORTAL), system.time(True)
    for peer in (manager, clock):
        peer.process.send_signal(signal.SIGSTOP)
    watch = system.watch()
    assert watch.next("changed", 3)["connectivity"] == "unknown"
    watch.ask("clock")
    watch.next("asked", 1)
    for _ in range(5):
        watch.now(0.5)
    assert watch.next("clock", 12) == ["unknown"]
    manager.process.send_signal(signal.SIGCONT)
    now = watch.next("changed")
    assert now["connectivity"] == "portal" and now["network"]


def test_ends_while_asking(system):
    manager, clock = system.manager(), system.time(True)
    for peer in (manager, clock):
        peer.process.send_signal(signal.SIGSTOP)
    watch = system.watch()
    watch.next("changed", 3)
    watch.ask("clock")
    watch.next("asked")  # the end of the test is the test


def test_hanging_bus(environment, tmp_path):
    """A system bus that takes the connection and says nothing."""
    environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={tmp_path}/system"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "system"))
        silent.listen()
        watch = Watch(environment)
        assert watch.next("changed", 3)["connectivity"] == "none"
        watch.link()
        watch.route("192.0.2.1")
        assert watch.next("changed", 3)["connectivity"] == "full"
        watch.ask("clock")
        assert watch.next("not", 1) == ["asked"]
        watch.end()


def test_bus_dies(system):
    system.manager(PORTAL)
    watch = system.watch()
    assert watch.next("changed")["connectivity"] == "portal"
    system.process.kill()
    now = watch.next("changed")
    assert now["connectivity"] == "none" and now["network"] == ""
    watch.now()


def test_no_bus(environment, tmp_path):
    """No system bus at all, as in a container: the kernel's routes are what there is."""
    environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={tmp_path}/nowhere"
    watch = Watch(environment)
    assert watch.next("changed") == {"connectivity": "none", "metered": "no", "network": "", "clock": "unknown"}
    watch.link()
    assert watch.next("changed")["connectivity"] == "limited"
    watch.route("192.0.2.1")
    home = watch.next("changed")
    assert home["connectivity"] == "full" and len(home["network"]) == 16
    watch.route("192.0.2.2")
    assert watch.next("changed")["network"] not in ("", home["network"])
    watch.ip("addr", "flush", "dev", "wlan0")
    assert watch.next("changed") == {"connectivity": "none", "metered": "no", "network": "", "clock": "unknown"}
    watch.link("eth0")
    watch.route("192.0.2.1")
    assert watch.until(connectivity="full")["network"] not in ("", home["network"])
    watch.end()


def test_at_rest(system):
    system.manager()
    system.login()
    watch = system.watch()
    watch.next("changed")
    time.sleep(1)
    woken, (pss, private) = wakeups(watch.process.pid, 10), memory(watch.process.pid)
    print(f"\nthe surroundings alone at rest: PSS {pss:.1f} MiB, private {private:.1f} MiB, {woken} wake-ups in 10 s")
    if not sanitized(watch.process.pid):
        assert woken == 0
