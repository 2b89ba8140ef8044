# SPDX-License-Identifier: GPL-3.0-or-later
"""
A real panel and a real notification server. Run inside tests/desktop/desktop-x11.sh or desktop-wayland.sh, which bring the
bus, the display and labctl; screenshots go to $MAILSEAL_SHOTS.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import time

import mailservers
import pytest
from conftest import BUILD, TRAY, Daemon, until

ICONS = pathlib.Path(__file__).resolve().parents[2] / "tray/icons"
SHOTS = pathlib.Path(os.environ.get("MAILSEAL_SHOTS", BUILD / "shots"))


def lab(*arguments):
    return subprocess.run(["labctl", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def shot(name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{os.environ.get('XDG_CURRENT_DESKTOP', 'desktop')}-{name}.png"
    lab("shot", path)
    assert path.stat().st_size > 1000
    return path


class Bubbles:
    """What reached the notification server."""

    def __init__(self, path):
        self.path = path
        self.process = subprocess.Popen(["labctl", "notify-monitor", path])
        until("the monitor", path.exists)

    def lines(self):
        return [json.loads(line) for line in self.path.read_text().splitlines()]

    def shown(self):
        return [x for x in self.lines() if x.get("call") == "Notify"]

    def closed(self):
        return [x for x in self.lines() if x.get("call") == "CloseNotification"]


class Tray:
    def __init__(self, environment):
        self.environment, self.process = environment, None

    def start(self, kind="color"):
        self.process = subprocess.Popen([TRAY, f"--icon={kind}", f"--icon-theme-path={ICONS}", "--tray-wait=3"], env=self.environment,
                                        stderr=subprocess.PIPE, text=True)
        lab("wait-item", "mailseal", 20)

    def stop(self):
        mailservers.end(self.process)
        errors = self.process.stderr.read()
        assert "Sanitizer" not in errors and "CRITICAL" not in errors, errors
        assert self.process.returncode == 0, errors


@pytest.fixture
def desktop(environment, hosts, tmp_path):
    for key in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XDG_CURRENT_DESKTOP", "XDG_DATA_DIRS"):
        if key in os.environ:
            environment[key] = os.environ[key]
    d = Daemon(environment, hosts, tmp_path)
    d.bubbles = Bubbles(tmp_path / "bubbles.json")
    d.tray = Tray(environment)
    yield d
    if d.tray.process is not None and d.tray.process.poll() is None:
        d.tray.stop()
    d.stop()
    mailservers.end(d.bubbles.process)


@pytest.fixture
def server(folder, good, tmp_path_factory):
    with mailservers.Dovecot(folder / tmp_path_factory.mktemp("t").name, good) as s:
        yield s


def icon():
    return json.loads(lab("prop", "mailseal", "IconName"))


def menu():
    return lab("menu", "mailseal")


def watching(desktop, authority, server, **more):
    url = server.url("imaps", "mail.example.test")
    desktop.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n[Server work mail]\nTarget={url}\n")
    desktop.start()
    desktop.tray.start()
    until("the good state", lambda: icon() == "org.mailseal.Mailseal-ok")


def test_the_whole_way(desktop, mailseal, authority, server, good):
    watching(desktop, authority, server)
    assert re.search(r"work mail – \d+ days left", menu()) and "Check now" in menu() and "Quit" in menu()
    tip = json.loads(lab("prop", "mailseal", "ToolTip"))
    assert tip[2] == "Mail certificates" and "fine" in tip[3]
    shot("ok")

    server.set_certificate(authority.leaf("mail.example.test", "imap.example.test", "127.0.0.1", begin=-9, end=85))
    lab("menu-click", "mailseal", "Check now")
    until("the renewal", lambda: "renewed" in mailseal("status", "--json").out)
    assert desktop.bubbles.shown() == []  # an ordinary renewal is silent

    for n, (names, more, word) in enumerate(((["mail.example.test"], {"begin": -90, "end": -3}, "ran out"),
                                             (["<b>www</b>.example.test", "a&b.example.test"], {}, "another name"),
                                             (["mail.example.test"], {"issuer": None}, "replaced by a home-made one")), 1):
        server.set_certificate(authority.leaf(*names, **more))
        assert mailseal("now").code == 0
        until("the bubble", lambda n=n: len(desktop.bubbles.shown()) >= n)
        until("that it was told", lambda: all(a["told"] for a in map(json.loads, mailseal("alerts", "--json").out.splitlines())))
        bubble = desktop.bubbles.shown()[-1]
        assert word in bubble["summary"] and "mail.example.test" in bubble["summary"]
        assert "<b>" not in bubble["body"]  # texts of strangers are escaped
        until("the problem icon", lambda: icon() == "org.mailseal.Mailseal-problem")
        mailseal("now")
        desktop.tray.stop()
        desktop.stop()
        desktop.start()
        desktop.tray.start()
        until("the icon again", lambda: icon() == "org.mailseal.Mailseal-problem")
        mailseal("now")
        time.sleep(1)
        assert len(desktop.bubbles.shown()) == n, desktop.bubbles.shown()  # once, whatever restarts
        shot(f"problem-{n}")

    server.set_certificate(good)
    mailseal("now")
    until("the all-clear", lambda: icon() == "org.mailseal.Mailseal-ok")
    until("the bubble's end", lambda: len(desktop.bubbles.closed()) >= 3)
    assert len(desktop.bubbles.shown()) == 3


@pytest.mark.parametrize("restart", [False, True])
def test_swap_is_urgent(desktop, mailseal, authority, server, restart):
    """Somebody may be reading along: that breaks through, also if the daemon that saw it ended before it could be told."""
    watching(desktop, authority, server)
    desktop.tray.stop()
    server.set_certificate(authority.leaf("mail.example.test", issuer=None))
    mailseal("now")
    until("that it is to be told", lambda: [a["tell"] for a in map(json.loads, mailseal("alerts", "--json").out.splitlines())] == [True])
    if restart:
        desktop.stop()
        desktop.start()
        mailseal("now")  # it would look by itself within a minute
    desktop.tray.start()
    until("the bubble", lambda: desktop.bubbles.shown())
    (bubble,) = desktop.bubbles.shown()
    assert "replaced" in bubble["summary"] and bubble["hints"]["urgency"] == 2


def test_symbolic_icon(desktop, authority, server):
    """What the desktop chooses by itself can be seen, too: a name that its theme does not find would leave a gap."""
    def panel():
        path = shot("panel")
        pixels = subprocess.run(["/usr/bin/convert", path, "-gravity", "SouthEast", "-crop", "80x32+70+0", "-colorspace", "Gray", "-format",
                                 "%[fx:standard_deviation]", "info:"], capture_output=True, text=True, check=True).stdout
        return float(pixels)

    if os.environ.get("PANEL") != "xfce":
        return  # where the tray lies in the picture is this panel's
    empty = panel()
    desktop.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n[Server work mail]\nTarget={server.url('imaps', 'mail.example.test')}\n")
    desktop.start()
    desktop.tray.start("auto")
    until("the good state", lambda: icon() == "org.mailseal.Mailseal-ok-symbolic")
    until("something to see", lambda: panel() > empty + 0.02)


def test_daemon_away(desktop, mailseal, authority, server):
    watching(desktop, authority, server)
    desktop.stop()
    until("the unknown icon", lambda: icon() == "org.mailseal.Mailseal-unknown")
    assert "not running" in menu()
    shot("no-service")
    desktop.start()
    until("the good state", lambda: icon() == "org.mailseal.Mailseal-ok")


def test_tray_at_rest(desktop, authority, server):
    watching(desktop, authority, server)
    time.sleep(8)  # for the look whether the icon is really there; then there is nothing more to do
    from test_daemon import memory, sanitized, wakeups
    pid = desktop.tray.process.pid
    # a look of the daemon's may fall into the first minute, and is shown; a timer of the tray's own would show in the second, too
    woken, (pss, private) = wakeups(pid, 60) and wakeups(pid, 60), memory(pid)
    print(f"\nmailseal-tray at rest: PSS {pss:.1f} MiB, private {private:.1f} MiB, {woken} wake-ups in 60 s")
    if not sanitized(pid):
        assert pss <= 6 and private <= 5
    assert woken == 0


def test_second_tray(desktop, authority, server, environment):
    watching(desktop, authority, server)
    done = subprocess.run([TRAY], env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0 and "already" in done.stderr


def lab_processes(name):
    """The lab's own processes of that name (its private folder tells them from others')."""
    root = os.environ["LAB_ROOT"]
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if (open(f"/proc/{pid}/comm").read().strip() == name and root in open(f"/proc/{pid}/environ").read()
                    and open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] != "Z"):
                found.append(int(pid))
        except OSError:
            continue
    return found


def end_by_name(name, bus_name):
    """Ends them and waits until they are really gone: a second one would leave at once while the first still answers."""
    for pid in lab_processes(name):
        os.kill(pid, 15)
    until(f"the end of {name}", lambda: lab_processes(name) == [])
    until(f"the end of {bus_name}", lambda: subprocess.run(["labctl", "wait-name", bus_name, "0.01"], capture_output=True).returncode != 0)


def test_daemon_dies_while_it_is_told(desktop, mailseal, authority, server):
    """A daemon that is killed before it hears that the bubble was shown asks for it again: it is not shown again."""
    watching(desktop, authority, server)
    (dunst,) = lab_processes("dunst")
    os.kill(dunst, signal.SIGSTOP)
    try:
        server.set_certificate(authority.leaf("mail.example.test", begin=-90, end=-3))
        mailseal("now")
        until("the bubble on its way", lambda: len(desktop.bubbles.shown()) == 1)
        desktop.kill()
    finally:
        os.kill(dunst, signal.SIGCONT)
    until("that the tray misses the daemon", lambda: icon() == "org.mailseal.Mailseal-unknown")
    desktop.start()
    until("that the new one knows", lambda: all(a["told"] for a in map(json.loads, mailseal("alerts", "--json").out.splitlines())), 90)
    time.sleep(0.5)
    assert len(desktop.bubbles.shown()) == 1


def dunst_counts():
    """How many dunst shows, and how many it keeps for later."""
    return tuple(int(subprocess.run(["dunstctl", "count", which], check=True, capture_output=True, text=True).stdout) for which in ("displayed", "waiting"))


def test_do_not_disturb(desktop, mailseal, authority, server):
    """A certificate that ran out breaks through nothing; when the user can be disturbed again it is there, once."""
    watching(desktop, authority, server)
    subprocess.run(["dunstctl", "set-paused", "true"], check=True)
    try:
        server.set_certificate(authority.leaf("mail.example.test", begin=-90, end=-3))
        mailseal("now")
        until("that it is kept", lambda: dunst_counts()[1] == 1)
        assert dunst_counts() == (0, 1)
        until("that the daemon knows", lambda: all(a["told"] for a in map(json.loads, mailseal("alerts", "--json").out.splitlines())))
    finally:
        subprocess.run(["dunstctl", "set-paused", "false"], check=True)
    until("that it is shown", lambda: dunst_counts() == (1, 0))
    assert len(desktop.bubbles.shown()) == 1


def test_host_and_server_come_and_go(desktop, mailseal, authority, server):
    """The panel and the notification server are ended and come back. (Last: the lab's own are gone then.)"""
    if os.environ.get("PANEL") != "xfce":
        return  # the same code, proven on one of them
    watching(desktop, authority, server)
    end_by_name("xfce4-panel", "org.kde.StatusNotifierWatcher")
    panel = subprocess.Popen(["xfce4-panel", "--disable-wm-check"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        lab("wait-host", 20)
        lab("wait-item", "mailseal", 20)
        end_by_name("dunst", "org.freedesktop.Notifications")
        server.set_certificate(authority.leaf("mail.example.test", begin=-90, end=-3))
        mailseal("now")
        until("the icon", lambda: icon() == "org.mailseal.Mailseal-problem")
        assert desktop.bubbles.shown() == []  # nobody there to show it; nothing is lost
        dunst = subprocess.Popen(["dunst"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until("the late bubble", lambda: len(desktop.bubbles.shown()) == 1)
        mailservers.end(dunst)
        end_by_name("dunst", "org.freedesktop.Notifications")
        dunst = subprocess.Popen(["dunst"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        lab("wait-name", "org.freedesktop.Notifications", 20)
        mailseal("now")
        time.sleep(1)
        assert len(desktop.bubbles.shown()) == 1
        mailservers.end(dunst)
    finally:
        mailservers.end(panel)
