# SPDX-License-Identifier: GPL-3.0-or-later
"""The tray process among peers that misbehave on demand: no display is needed, only a bus."""

import os
import pathlib
import signal
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from conftest import TRAY

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/desktop"))

import fakes  # noqa: E402
from fakes import settle, until  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

WATCHER_XML = """<node><interface name="org.kde.StatusNotifierWatcher">
 <method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
 <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
 <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
</interface></node>"""
WINDOW = """#!/bin/sh
{ printf '%s\\n' "$*|$XDG_ACTIVATION_TOKEN|$DESKTOP_STARTUP_ID"; } >> "$WINDOW_LOG"
"""


def alert(name="a", code="expired", severity="critical", step="noticed", **more):
    return {"id": name, "code": code, "severity": severity, "step": step, "title": f"imap.{name}.test: the certificate ran out",
            "about": f"imap.{name}.test", "what": "The certificate ran out.", "brief": "It was good until <yesterday> & not longer.",
            "text": "It was good until <yesterday> & not longer. There is more to say.", "advice": "Tell your provider.", "servers": [f"imaps://imap.{name}.test"],
            "tell": True, "told": None, "acknowledged": False, "snoozed_until": None, **more}


class Watcher(fakes.Peer):
    """A tray host that shows nothing and remembers who came."""

    def __init__(self, address):
        self.came, self.has_host = [], True
        super().__init__(address, "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", WATCHER_XML)

    @property
    def properties(self):
        return {"IsStatusNotifierHostRegistered": self.has_host, "RegisteredStatusNotifierItems": self.came}

    def RegisterStatusNotifierItem(self, path):
        self.came.append(path)


class Session:
    """A bus, and a tray process on it."""

    def __init__(self, folder):
        self.folder, self.process, self.peers = folder, None, []
        self.address = f"unix:path={folder}/bus"
        self.start_bus()
        self.window = folder / "mailseal-window"
        self.window.write_text(WINDOW)
        self.window.chmod(0o755)
        self.windows = folder / "windows"
        self.environment = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=self.address, XDG_RUNTIME_DIR=str(folder), XDG_STATE_HOME=str(folder),
                                XDG_CURRENT_DESKTOP="", HOME=str(folder), LC_ALL="C.UTF-8", DESKTOP_STARTUP_ID="used", WINDOW_LOG=str(self.windows), PATH="/usr/bin:/bin")
        self.environment.pop("MAILSEAL_STATE_DIR", None)

    def start_bus(self):
        self.daemon = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address", f"--address={self.address}"],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.daemon.stdout.readline()

    def kill_bus(self):
        self.daemon.kill()
        self.daemon.wait()
        (self.folder / "bus").unlink(missing_ok=True)

    def peer(self, kind, **more):
        self.peers.append(kind(self.address, **more))
        return self.peers[-1]

    def start(self, *options, window=True):
        more = [f"--window={self.window}"] if window else []
        self.process = subprocess.Popen([TRAY, f"--icon-theme-path={TOP}/tray/icons", *more, *options], env=self.environment,
                                        stderr=subprocess.PIPE, text=True)
        self.bus = fakes.connect(self.address)
        until("the tray", lambda: self.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner", "(s)", ITEM)[0])

    def call(self, name, path, interface, method, kinds="", *values):
        """Asynchronously, so that the fakes can answer meanwhile."""
        done = []
        self.bus.call(name, path, interface, method, GLib.Variant(f"({kinds.strip('()')})", values), None, Gio.DBusCallFlags.NONE, 5000, None,
                      lambda bus, result: done.append(bus.call_finish(result).unpack()))
        until(method, lambda: done)
        return done[0]

    def item(self, method, kinds="", *values):
        self.call(ITEM, "/StatusNotifierItem", "org.kde.StatusNotifierItem", method, kinds, *values)

    def property(self, name):
        return self.call(ITEM, "/StatusNotifierItem", "org.freedesktop.DBus.Properties", "Get", "ss", "org.kde.StatusNotifierItem", name)[0]

    def entries(self):
        _, (_, _, children) = self.call(ITEM, "/Menu", "com.canonical.dbusmenu", "GetLayout", "iias", 0, -1, [])
        return {properties.get("label", "--"): number for number, properties, _ in children}

    def click(self, label):
        self.call(ITEM, "/Menu", "com.canonical.dbusmenu", "Event", "isvu", self.entries()[label], "clicked", GLib.Variant("s", ""), 0)

    def opened(self):
        return self.windows.read_text().splitlines() if self.windows.exists() else []

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return ""
        if self.process.poll() is None:
            self.process.send_signal(how)
        until("the tray's end", lambda: self.process.poll() is not None)
        errors = self.process.stderr.read()
        assert "CRITICAL" not in errors and "Sanitizer" not in errors, errors
        return errors

    def end(self):
        self.stop()
        for peer in self.peers:
            if not peer.bus.is_closed():
                peer.leave()
        self.kill_bus()


ITEM = "org.mailseal.Mailseal.Tray"


@pytest.fixture
def session(tmp_path):
    s = Session(tmp_path)
    yield s
    s.end()


# ---- notifications ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("capabilities", [["actions", "body", "body-markup", "persistence"], ["actions", "body"], ["body", "body-markup"],
                                          ["body"], []], ids="+".join)
def test_servers_that_can_less(session, capabilities):
    server = session.peer(fakes.Notifications, capabilities=capabilities)
    service = session.peer(fakes.Mailseal, alerts=[alert()])
    session.start()
    until("that it was told", lambda: service.called("Told") == [("a", "noticed")])
    (bubble,) = server.shown
    assert bubble["summary"] == "imap.a.test: the certificate ran out"
    plain = "Tell your provider.\nIt was good until <yesterday> & not longer."  # what some cut off is not what to do
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert bubble["body"] == (escaped if "body-markup" in capabilities else plain)
    assert bubble["actions"] == (["default", "later", "known"] if "actions" in capabilities else [])
    assert bubble["labels"] == (["Details", "Remind me tomorrow", "I know"] if "actions" in capabilities else [])
    assert bubble["timeout"] == -1 and not any("sound" in hint for hint in bubble["hints"])
    assert bubble["hints"]["desktop-entry"] == "org.mailseal.Mailseal" and bubble["icon"] == "org.mailseal.Mailseal"
    assert pathlib.Path(bubble["hints"]["image-path"]).name == "org.mailseal.Mailseal-problem.svg"
    assert pathlib.Path(bubble["hints"]["image-path"]).exists()


@pytest.mark.parametrize("name", ["gnome-shell", "Xfce Notify Daemon"])
def test_titles_that_are_cut(session, name):
    """Where a title is one line, the sentence stands below it; what is no sentence about a host stays."""
    server = session.peer(fakes.Notifications, name=name)
    session.peer(fakes.Mailseal, welcome="4 mail servers\nAll is well: so far.", alerts=[alert(what="It <ran> out: today.")])
    session.start()
    until("both", lambda: len(server.shown) == 2)
    assert {bubble["summary"]: bubble["body"] for bubble in server.shown} == {
        "imap.a.test": "It &lt;ran&gt; out: today.\nTell your provider.\nIt was good until &lt;yesterday&gt; &amp; not longer.",
        "4 mail servers": "All is well: so far."}


@pytest.mark.parametrize("grave", [False, True])
def test_urgency(session, grave):
    """Where somebody may be reading along, it breaks through "do not disturb", and everything is said."""
    server = session.peer(fakes.Notifications)
    session.peer(fakes.Mailseal, alerts=[alert(**({"grave": True} if grave else {}))])
    session.start()
    until("the bubble", lambda: server.shown)
    assert server.shown[0]["hints"]["urgency"] == 1 + grave
    assert ("There is more to say." in server.shown[0]["body"]) == grave


def test_answers(session):
    """Each does its one thing once, also on GNOME, which sends every signal twice."""
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, alerts=[alert("a"), alert("b"), alert("c")])
    session.start()
    until("three bubbles", lambda: len(server.shown) == 3)
    server.press(1, "default", token="token-1", times=2)
    server.press(2, "later", times=2)
    server.press(3, "known", times=2)
    until("all of it", lambda: session.opened() and service.called("Snooze") and service.called("Acknowledge"))
    settle()
    assert session.opened() == ["imaps://imap.a.test|token-1|token-1"]
    assert service.called("Snooze") == [("b", "tomorrow")] and service.called("Acknowledge") == [("c",)]
    assert sorted(server.closed) == [1, 2, 3] and len(server.shown) == 3


def test_welcome(session):
    """Said once, with a way to choose what is watched."""
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, welcome="Mailseal watches\nFound: imap.a.test.")
    session.start()
    until("that it was told", lambda: service.called("Told") == [("welcome", "noticed")])
    (bubble,) = server.shown
    assert bubble["summary"] == "Mailseal watches" and bubble["actions"] == ["default", "choose"]
    server.press(1, "choose", token="t", times=2)
    until("the window", session.opened)
    settle()
    assert session.opened() == ["--preferences|t|t"]


def test_replaces_and_withdraws(session):
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, alerts=[alert(step="noticed", severity="warning")])
    session.start()
    until("the bubble", lambda: service.called("Told"))
    service.changed(alerts=[alert(step="urgent")])
    until("the worse one", lambda: len(server.shown) == 2)
    assert server.shown[1]["id"] == server.shown[0]["id"] == server.shown[1]["replaces"]  # it does not stack
    service.changed(alerts=[alert(step="resolved", tell=False)])
    until("its end", lambda: server.closed == [1])
    # known on the command line: the bubble goes as well
    service.changed(alerts=[alert("b")])
    until("another", lambda: len(server.shown) == 3)
    service.Acknowledge("b")
    until("its end", lambda: server.closed == [1, 2])


def test_many_at_once(session):
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, alerts=[alert(f"n{i}") for i in range(6)])
    session.start()
    until("that all were told", lambda: len(service.called("Told")) == 6)
    (bubble,) = server.shown
    assert bubble["summary"] == "6 mail server problems" and bubble["body"].count("\n") == 5 and bubble["actions"] == ["default"]
    server.press(bubble["id"], "default")
    until("the window", lambda: session.opened() == ["||"])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_tray_again(session, how):
    """A restarted tray repeats nothing, replaces what its predecessor showed, and its buttons still work."""
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, alerts=[alert("a"), alert("b")])
    session.start()
    until("two bubbles", lambda: len(service.called("Told")) == 2)
    session.stop(how)
    session.start()
    settle()
    assert len(server.shown) == 2
    service.changed(alerts=[alert("a", step="urgent"), dict(service.alerts[1])])
    until("the worse one", lambda: len(server.shown) == 3)
    assert server.shown[2]["replaces"] == 1
    server.press(2, "known", times=2)
    until("the answer", lambda: service.called("Acknowledge") == [("b",)])
    server.press(1, "later", times=2)
    until("the other", lambda: service.called("Snooze") == [("a", "tomorrow")])
    settle(0.3)
    assert len(service.called("Acknowledge")) == len(service.called("Snooze")) == 1 and sorted(server.closed) == [1, 2]


def test_another_server(session):
    """The numbers of a server that is gone are others' with the next one: they are left alone, and nothing is said twice."""
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, alerts=[alert()])
    session.start()
    until("the bubble", lambda: service.called("Told"))
    server.leave()
    other = session.peer(fakes.Notifications)
    service.changed()
    settle()
    assert other.shown == []
    service.changed(alerts=[alert(step="urgent")])
    until("the worse one", lambda: other.shown)
    assert other.shown[0]["replaces"] == 0
    service.changed(alerts=[alert(step="resolved", tell=False)])
    until("its end", lambda: other.closed == [1])


def test_service_again(session):
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, alerts=[alert()], state="critical")
    session.start()
    until("the bubble", lambda: service.called("Told"))
    until("the icon", lambda: session.property("IconName") == "org.mailseal.Mailseal-problem")
    service.leave()
    until("that it is missed", lambda: session.property("IconName") == "org.mailseal.Mailseal-unknown")
    assert server.closed == []  # nothing new is known
    session.peer(fakes.Mailseal, alerts=service.alerts, state="critical")
    until("the icon", lambda: session.property("IconName") == "org.mailseal.Mailseal-problem")
    settle(0.3)
    assert len(server.shown) == 1 and server.closed == []


def test_bus_again(session):
    """Without the bus there is no session: the tray ends, as a failure, so that systemd starts it again when there is a new one. Who
    has the same name there is somebody else."""
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, alerts=[alert()])
    session.start()
    until("the bubble", lambda: service.called("Told"))
    session.kill_bus()
    assert "no session bus" in session.stop(0)
    assert session.process.returncode == 1

    session.start_bus()
    other = session.peer(fakes.Notifications, first_id=7)
    again = session.peer(fakes.Mailseal, alerts=service.alerts)
    assert other.bus.get_unique_name() == server.bus.get_unique_name()
    session.start()
    settle()
    assert other.shown == []
    again.changed(alerts=[alert(step="urgent")])
    until("the worse one", lambda: other.shown)
    assert other.shown[0]["replaces"] == 0


# ---- the icon and its menu --------------------------------------------------------------------------------------

def test_menu(session):
    server = session.peer(fakes.Notifications)
    service = session.peer(fakes.Mailseal, alerts=[alert("a"), alert("b")], status=[
        {"name": "x", "account": "example.test", "half": half, "url": url, "state": "ok", "summary": "Well.",
         "addresses": [{"certificate": {"days_left": days}}]}
        for half, url, days in (("receiving", "imaps://i", 41), ("sending", "smtps://s", 7))])
    session.start()
    line = "✔ example.test – receiving: 41 days left, sending: 7 days left"
    until("the account", lambda: line in session.entries())
    for label in (line, "Open Mailseal", "Preferences"):
        session.click(label)
    until("three windows", lambda: len(session.opened()) == 3)
    assert sorted(session.opened()) == ["--preferences||", "imaps://i||", "||"]
    session.click("Remind me tomorrow")
    until("both", lambda: sorted(service.called("Snooze")) == [("a", "tomorrow"), ("b", "tomorrow")])
    until("that nothing is left to snooze", lambda: "Remind me tomorrow" not in session.entries())
    assert sorted(server.closed) == [1, 2]
    session.click("Check now")
    until("the look", lambda: service.called("Check") == [("",)])
    service.refusal = "It was looked at often enough."
    until("the end of the look", lambda: "Check now" in session.entries())
    session.click("Check now")
    until("the reason", lambda: server.shown[-1]["body"] == service.refusal)
    assert server.shown[-1]["hints"]["transient"] is True
    session.click("Quit")
    until("the end", lambda: session.process.poll() == 0)


def test_menu_changes(session):
    """
    GNOME's extension asks for an entry's words once and leaves one that moves where it is: other words are sent, and what moves is new.
    A click on what was shown a moment ago means that.
    """
    def row(host, days, state="ok"):
        return {"name": host, "account": host, "half": "receiving", "url": f"imaps://{host}", "state": state, "summary": "It ran out.",
                "addresses": [{"certificate": {"days_left": days}}]}

    service = session.peer(fakes.Mailseal, status=[row("a", 9), row("b", 8)])
    session.start()
    until("two accounts", lambda: {"✔ a – 9 days left", "✔ b – 8 days left"} <= {*session.entries()})
    before, sent = session.entries(), []
    session.bus.signal_subscribe(None, "com.canonical.dbusmenu", "ItemsPropertiesUpdated", "/Menu", None, 0,
                                 lambda *signal: sent.append(signal[5].unpack()))
    service.changed(status=[row("a", 9), row("b", 7)])
    until("other words", lambda: sent)
    assert sent == [([(before["✔ b – 8 days left"], {"label": "✔ b – 7 days left", "enabled": True})], [])]
    assert session.entries()["✔ b – 7 days left"] == before["✔ b – 8 days left"]
    service.changed(status=[row("a", 9), row("b", -1, "critical")])
    until("another order", lambda: list(session.entries())[2] == "✖ b – It ran out.")
    assert not {*session.entries().values()} & {*before.values()} and len(sent) == 1
    for number in (before["✔ a – 9 days left"], 4711, -2**31):
        session.call(ITEM, "/Menu", "com.canonical.dbusmenu", "Event", "isvu", number, "clicked", GLib.Variant("s", ""), 0)
    until("the window", lambda: session.opened() == ["imaps://a||"])


def test_calls(session):
    """NeedsAttention makes Plasma's icon pulse: until the user has answered, and only where something does not work."""
    service = session.peer(fakes.Mailseal, state="warning", alerts=[alert(severity="warning")])
    session.start()
    until("the state", lambda: session.property("IconName") == "org.mailseal.Mailseal-attention")
    assert session.property("Status") == "Active"
    service.changed(state="critical", alerts=[alert(), alert("b")])
    until("a call", lambda: session.property("Status") == "NeedsAttention")
    service.Acknowledge("a")
    settle(0.3)
    assert session.property("Status") == "NeedsAttention"
    service.Snooze("b", "tomorrow")
    until("calm", lambda: session.property("Status") == "Active")
    assert session.property("IconName") == "org.mailseal.Mailseal-problem"


@pytest.mark.parametrize("icon", sorted((TOP / "tray/icons/hicolor/symbolic").rglob("*.svg")), ids=lambda path: path.stem)
def test_symbolic_icon(icon):
    """Plasma puts a colour of its own into this style sheet; what does not use it is dark on a dark panel."""
    top = ElementTree.parse(icon).getroot()
    style, *shapes = [element for element in top.iter() if element is not top]
    assert style.tag.endswith("style") and style.get("id") == "current-color-scheme" and ".ColorScheme-Text" in style.text
    assert shapes and all((shape.get("class"), shape.get("fill")) == ("ColorScheme-Text", "currentColor") for shape in shapes)


def test_click_with_token(session):
    session.peer(fakes.Mailseal)
    session.start()
    session.item("ProvideXdgActivationToken", "s", "token-2")
    session.item("Activate", "ii", 0, 0)
    until("the window", lambda: session.opened() == ["|token-2|token-2"])
    session.item("Activate", "ii", 0, 0)
    until("another, without", lambda: session.opened()[1:] == ["||"])


def test_no_window(session):
    server = session.peer(fakes.Notifications)
    session.peer(fakes.Mailseal, summary="All is well.")
    session.start("--window=/nowhere/mailseal-window", window=False)
    until("the state", lambda: "All is well." in session.entries())
    session.item("Activate", "ii", 0, 0)
    until("words", lambda: len(server.shown) == 1)
    session.item("Activate", "ii", 0, 0)
    until("other words", lambda: len(server.shown) == 2)
    assert "not installed" in server.shown[0]["body"] and "mailseal status" in server.shown[0]["body"]
    assert server.shown[1]["body"] == "All is well." and server.shown[1]["replaces"] == server.shown[0]["id"]


def test_icon_kind(session):
    service = session.peer(fakes.Mailseal)
    session.start()
    until("colour, on an unknown desktop", lambda: session.property("IconName") == "org.mailseal.Mailseal-ok")
    service.changed(tray_icon="symbolic")
    until("the user's choice", lambda: session.property("IconName") == "org.mailseal.Mailseal-ok-symbolic")
    service.changed(tray_icon="color", state="critical")
    until("the other", lambda: session.property("IconName") == "org.mailseal.Mailseal-problem")
    assert session.property("AttentionIconName") == "org.mailseal.Mailseal-problem"
    session.environment["XDG_CURRENT_DESKTOP"] = "X-Cinnamon:GNOME"
    session.stop()
    service.changed(tray_icon="auto")
    session.start()
    until("the desktop's", lambda: session.property("IconName") == "org.mailseal.Mailseal-problem-symbolic")


def test_pixmap(session):
    """For hosts that do not find the name: ARGB, big and small, and another one for each state."""
    seen = set()
    service = session.peer(fakes.Mailseal)
    session.start()
    for state, name in (("ok", "ok"), ("warning", "attention"), ("critical", "problem"), ("unknown", "unknown")):
        service.changed(state=state)
        until(state, lambda name=name: session.property("IconName") == f"org.mailseal.Mailseal-{name}")
        pixmaps = session.property("IconPixmap")
        assert [(w, h, len(data)) for w, h, data in pixmaps] == [(24, 24, 24 * 24 * 4), (48, 48, 48 * 48 * 4)]
        data = bytes(pixmaps[1][2])
        assert data[0] == 0 and max(data[::4]) == 255  # see-through in the corner, and something to see
        seen.add(data)
    assert len(seen) == 4


# ---- a desktop without tray -------------------------------------------------------------------------------------

def test_no_tray(session):
    """It is said once in a user's life, and only when there was somebody to show it."""
    session.peer(fakes.Mailseal)
    session.start("--tray-wait=1")
    settle(1.5)
    server = session.peer(fakes.Notifications)
    until("the hint", lambda: len(server.shown) == 1)
    assert "no icon on this desktop" in server.shown[0]["body"] and server.shown[0]["hints"]["urgency"] == 1
    for _ in range(2):
        session.stop()
        session.start("--tray-wait=1")
        settle(1.5)
    assert len(server.shown) == 1


def test_late_tray(session):
    server = session.peer(fakes.Notifications)
    session.peer(fakes.Mailseal)
    session.start("--tray-wait=2")
    settle(0.5)
    watcher = session.peer(Watcher)
    settle(2.5)
    assert server.shown == [] and watcher.came[0] == "/StatusNotifierItem"


def test_tray_without_host(session):
    server = session.peer(fakes.Notifications)
    session.peer(fakes.Mailseal)
    session.peer(Watcher).has_host = False
    session.start("--tray-wait=1")
    until("the hint", lambda: len(server.shown) == 1)
