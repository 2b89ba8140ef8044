# SPDX-License-Identifier: GPL-3.0-or-later
"""
The window as a screen reader and a keyboard see it. Run inside tests/desktop/desktop-x11.sh --a11y, which brings the bus, the display
and labctl. Most of it is on a daemon that is played (tests/desktop/stand_in.py); what has to do with the daemon's life is on the real one.
"""

import os
import pathlib
import signal
import subprocess
import time

import gi
import mailservers
import pytest
from conftest import BUILD, DAEMON, until

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

WINDOW = BUILD / "window/mailseal-window"
STAND_IN = pathlib.Path(__file__).resolve().parents[1] / "desktop/stand_in.py"
CONTROLS = {"push button", "toggle button", "check box", "list item", "menu item", "text", "entry", "link", "list", "level bar", "alert",
            "heading", "combo box", "switch"}
PLACEHOLDERS = ("Gtk", "Adw", "Ms")  # what GTK calls a widget that nobody has named


def lab(*arguments):
    return subprocess.run(["labctl", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def key(*names):
    lab("key", *names)


class Focus:
    """Follows the focus by its events: to look for it in the tree takes seconds."""

    def __init__(self):
        self.node = None
        self.listener = Atspi.EventListener.new(self.moved)
        self.listener.register("object:state-changed:focused")

    def moved(self, event):
        if event.detail1:
            self.node = event.source

    def what(self):
        """Role and name."""
        while GLib.MainContext.default().iteration(False):
            pass
        try:
            return (self.node.get_role_name(), self.node.get_name()) if self.node is not None else ("", "")
        except GLib.Error:
            return "", ""  # gone since


FOCUS = Focus()


class Window:
    """A running mailseal-window, seen through the accessibility bus."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([WINDOW, *arguments], stderr=subprocess.PIPE, text=True)
        self.heading = None
        until("the window", lambda: self.find("frame") is not None)

    @property
    def root(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application is not None and application.get_process_id() == self.process.pid:
                application.set_cache_mask(Atspi.Cache.NONE)
                return application
        return None

    def walk(self, node=None):
        node = node or self.root
        if node is None:
            return
        yield node
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is not None:
                yield from self.walk(child)

    def find(self, role, name=None):
        """The first of that role whose name begins so."""
        try:
            return next((n for n in self.walk() if n.get_role_name() == role and (name is None or n.get_name().startswith(name))), None)
        except GLib.Error:
            return None  # it changed under our eyes

    def has(self, node, state):
        return node.get_state_set().contains(state)

    def focused_name(self):
        """Of what got the focus last."""
        return FOCUS.what()[1]

    def title(self):
        if self.heading is None:
            self.heading = self.find("heading")
        return self.heading.get_name() if self.heading is not None else ""

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(10)
        errors = self.process.stderr.read()
        assert "CRITICAL" not in errors and "WARNING" not in errors and "Sanitizer" not in errors, errors


@pytest.fixture
def play():
    """Starts a stand-in for the daemon."""
    running = []

    def start(scene):
        running.append(subprocess.Popen(["/usr/bin/python3", STAND_IN, scene], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert running[-1].stdout.readline() == "ready\n"
        return running[-1]
    yield start
    for process in running:
        process.kill()
        process.wait()
    until("that the name is free", lambda: subprocess.run(["labctl", "wait-name", "org.mailseal.Mailseal1", "0.01"],
                                                          capture_output=True).returncode != 0)


@pytest.fixture
def open_window():
    opened = []

    def start(*arguments):
        opened.append(Window(*arguments))
        return opened[-1]
    yield start
    for window in opened:
        window.close()


def tell(player, line):
    player.stdin.write(line + "\n")
    player.stdin.flush()


def tab_to(window, name):
    for _ in range(60):
        if window.focused_name().startswith(name):
            return
        key("Tab")
        time.sleep(0.1)
    raise AssertionError(f"Tab does not reach {name}")


# ---- what a screen reader is told -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene,expected", [("rich", "The certificate ran out 3 days ago"), ("well", "All is well"), ("new", "Not Looked at Yet"),
                                            ("empty", None)])
def test_every_control_has_a_name(play, open_window, scene, expected):
    play(scene)
    window = open_window()
    if expected:
        until("the verdict", lambda: window.title().startswith(expected))
    else:
        until("what to do", lambda: window.find("label", "No Mail Server"))
    nodes = list(window.walk())
    controls = [n for n in nodes if n.get_role_name() in CONTROLS and (n.get_role_name() != "list item" or window.has(n, Atspi.StateType.FOCUSABLE))]
    nameless = [f"{n.get_role_name()} {n.get_name()!r}" for n in controls
                if (not n.get_name() or n.get_name().startswith(PLACEHOLDERS)) and not empty(n)]
    print(f"\n{scene}: {len(nodes)} nodes, {len(controls)} controls, {len(nameless)} without a name")
    assert nameless == [] and len(controls) >= 10


def empty(node):
    """A label that says nothing at the moment, and is not shown."""
    return node.get_role_name() in ("alert", "heading") and Atspi.Text.get_character_count(node) == 0


def test_states_are_told(play, open_window):
    play("rich")
    window = open_window("imaps://mail.example.org")
    until("the verdict", lambda: window.title() == "The certificate was made for another name")
    rows = [n.get_name() for n in window.walk() if n.get_role_name() == "list item"]
    for name in ("Account example.org: Problem. The certificate was made for another name.",
                 "Receiving, mail.example.org · IMAP: Problem. The certificate was made for another name.",
                 "Sending, smtp.example.org · SMTP: All is well. 60 days left",
                 "Receiving, imap.uni.example · IMAP: Needs attention. The certificate runs out in 10 days.",
                 "Receiving, imap.holiday.example · IMAP: Not known. The server’s name is not found."):
        assert name in rows, rows
    assert window.find("image", "Problem") is not None  # the icon of the verdict
    assert window.find("list item", "Safe to go on: no.") is not None
    assert window.find("list item", "Whose move it is: yours.") is not None
    tab_to(window, "Show Technical Details")
    key("Return")
    until("the details", lambda: window.find("list item", "Certificate") is not None)
    certificate = window.find("list item", "Certificate")
    assert window.has(certificate, Atspi.StateType.EXPANDABLE) and not window.has(certificate, Atspi.StateType.EXPANDED)
    assert window.find("level bar", "60 days left").get_description().startswith("Good from ")


def test_programs(play, open_window):
    """What the programs of this computer will say, and behind a row what the others will."""
    play("rich")
    window = open_window("imaps://mail.bakery.example")
    until("the programs", lambda: window.find("list item", "Evolution") is not None)
    assert window.find("label", "warns, and asks you: “SEC_ERROR_EXPIRED_CERTIFICATE”") is not None
    assert window.find("label", "warns, and asks you: “The certificate has expired”") is not None
    tab_to(window, "Other Mail Programs")
    key("Return")
    until("the others", lambda: window.find("label", "does not connect: “The certificate chain uses expired certificate”") is not None)
    assert sum(n.get_name() == "Evolution" and n.get_role_name() == "list item" for n in window.walk()) == 1


# ---- the keyboard alone ---------------------------------------------------------------------------------------------------------------


def tab_through(window, limit=60):
    """The names of all that Tab reaches, in their order, until it begins anew."""
    seen = []
    for _ in range(limit):
        key("Tab")
        time.sleep(0.08)
        name = window.focused_name()
        if name in seen[:1]:
            break
        seen.append(name)
    return seen


def test_keyboard_reaches_everything(play, open_window):
    play("rich")
    window = open_window("imaps://mail.example.org")
    until("the verdict", lambda: window.title() == "The certificate was made for another name")
    reached = tab_through(window)
    print("\nTab reaches:", *reached, sep="\n  ")
    assert all(reached) and not [n for n in reached if n.startswith(PLACEHOLDERS)]
    for name in ("Check all servers", "Main menu", "Copy “imap.example.org”", "Check Again", "The server encrypts", "Show Technical Details"):
        assert any(n.startswith(name) for n in reached), name
    assert any(n.startswith(("Account", "Receiving", "Sending")) for n in reached)  # the list; arrows go through it


def test_keyboard_walk(play, open_window):
    play("rich")
    window = open_window()
    until("the verdict", lambda: window.title() == "The certificate ran out 3 days ago")
    tab_to(window, "Account bakery")
    titles = set()
    for _ in range(8):
        key("Down")
        time.sleep(0.15)
        titles.add(window.title())
    print("\narrows show:", *sorted(titles), sep="\n  ")
    assert len(titles) >= 3  # the page follows the arrows
    key("Return")
    until("the page has the focus", lambda: not window.focused_name().startswith(("Account", "Receiving", "Sending")))
    key("F10")
    until("the menu", lambda: window.find("menu item", "Preferences") is not None)
    key("Escape")
    key("ctrl+question")
    until("the shortcuts", lambda: window.find("label", "Check all servers") is not None)
    key("Escape")
    until("their end", lambda: window.find("label", "Check all servers") is None)
    row = window.find("list item", "Check Again")
    key("ctrl+r")
    until("that it is looked at", lambda: window.has(row, Atspi.StateType.BUSY))
    until("that it was", lambda: not window.has(row, Atspi.StateType.BUSY))
    key("ctrl+q")
    assert window.process.wait(10) == 0


def test_narrow(play, open_window):
    """Folded: Enter opens the page, Escape goes back to the list."""
    play("rich")
    window = open_window()
    until("the verdict", lambda: window.title() == "The certificate ran out 3 days ago")
    subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Mailseal$", "windowsize", "--sync", "360", "600"], check=True)
    time.sleep(0.5)
    tab_to(window, "Account bakery")
    for _ in range(4):
        key("Down")
    time.sleep(0.2)
    assert window.title() == "The certificate ran out 3 days ago"  # arrows only move
    chosen = window.focused_name()
    key("Return")
    until("another page", lambda: window.title() != "The certificate ran out 3 days ago")
    until("the focus on it", lambda: window.focused_name() != chosen)
    key("Escape")
    until("the list", lambda: window.focused_name().startswith(("Account", "Receiving", "Sending")))


def test_remember(play, open_window):
    """Vouching for a certificate asks back, and shows what is to be compared."""
    play("rich")
    window = open_window("imaps://mail.choir.example")
    until("the verdict", lambda: window.title() == "The server made its certificate itself")
    tab_to(window, "Compare the Number")
    key("Return")
    until("the question", lambda: window.find("label", "Remember This Certificate?") is not None)
    numbers = [n.get_name() for n in window.walk() if n.get_role_name() == "label" and len(n.get_name().split()) == 16]
    assert numbers and all(len(group) == 4 for group in numbers[0].split())
    key("Escape")
    until("its end", lambda: window.find("label", "Remember This Certificate?") is None)


# ---- one instance, and the command line -----------------------------------------------------------------------------------------------


def test_one_instance(play, open_window):
    play("rich")
    window = open_window()
    until("the verdict", lambda: window.title() == "The certificate ran out 3 days ago")
    done = subprocess.run([WINDOW, "imaps://mail.choir.example"], timeout=20, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    until("the other server", lambda: window.title() == "The server made its certificate itself")
    assert sum(n.get_role_name() == "frame" for n in window.walk()) == 1


def test_a_server_that_is_not_watched(play, open_window):
    play("rich")
    window = open_window("imaps://not.<b>there</b>.example")
    until("that it is said", lambda: window.find("label", "“imaps://not.<b>there</b>.example” is not watched.") is not None)
    assert window.title() == "The certificate ran out 3 days ago"


def test_the_worst_is_shown_until_somebody_chooses(play, open_window):
    player = play("well")
    window = open_window()
    until("the verdict", lambda: window.title().startswith("All is well"))
    tell(player, "change imaps://imap.example.org")
    until("what is worse now", lambda: window.title() == "The certificate runs out in 5 days")


@pytest.mark.parametrize("how", ["a row", "a button"])
def test_what_somebody_looks_at_stays(play, open_window, how):
    player = play("well")
    window = open_window()
    until("the verdict", lambda: window.title().startswith("All is well"))
    tab_to(window, "Account" if how == "a row" else "Check Again")
    if how == "a row":
        key("Down", "Down")
        until("the row", lambda: window.focused_name().startswith("Sending"))
    tell(player, "change imaps://imap.example.org")
    until("the news", lambda: any("runs out in 5 days" in n.get_name() for n in window.walk() if n.get_role_name() == "list item"))
    time.sleep(0.5)
    assert window.title().startswith("All is well")


def test_version():
    done = subprocess.run([WINDOW, "--version"], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout.startswith("mailseal-window ")


def test_notices(play, open_window):
    player = play("well")
    window = open_window()
    until("the verdict", lambda: window.title().startswith("All is well"))
    tell(player, "notice one | two | three | four | five")
    until("some of them", lambda: window.find("alert", "one\ntwo\nthree\nAnd 2 more.") is not None)
    tell(player, "notice mailseal.conf, line 3: this word is not known.")
    until("the notice", lambda: any("line 3" in n.get_name() for n in window.walk()))


# ---- the real daemon ------------------------------------------------------------------------------------------------------------------


class Real:
    def __init__(self, folder):
        self.environment = dict(os.environ, MAILSEAL_CONFIG_DIR=str(folder / "config"), MAILSEAL_STATE_DIR=str(folder / "state"))
        (folder / "config").mkdir()
        self.demo = subprocess.Popen([BUILD / "tests/demo/mailseal-demo-servers", folder / "config"], stdout=subprocess.PIPE, text=True)
        for line in self.demo.stdout:
            if "swapped" in line:
                break
        # D-Bus starts it, and none else
        services = pathlib.Path(os.environ["LAB_ROOT"]) / "services"
        (services / "org.mailseal.Mailseal1.service").write_text(
            f"[D-BUS Service]\nName=org.mailseal.Mailseal1\nExec=/usr/bin/env MAILSEAL_CONFIG_DIR={folder}/config "
            f"MAILSEAL_STATE_DIR={folder}/state {DAEMON}\n")
        self.service = services / "org.mailseal.Mailseal1.service"
        self.reload()

    def reload(self):
        subprocess.run(["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.ReloadConfig"],
                       check=True, capture_output=True)

    def pid(self):
        done = subprocess.run(["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
                               "org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.mailseal.Mailseal1"], capture_output=True, text=True)
        return int(done.stdout.split()[-1]) if done.returncode == 0 else None

    def kill(self):
        os.kill(self.pid(), signal.SIGKILL)
        until("its end", lambda: self.pid() is None)

    def end(self):
        self.service.unlink(missing_ok=True)
        self.reload()  # first, lest somebody starts it again
        if self.pid() is not None:
            os.kill(self.pid(), signal.SIGTERM)
            until("its end", lambda: self.pid() is None)
        mailservers.end(self.demo)


@pytest.fixture
def real(tmp_path):
    daemon = Real(tmp_path)
    yield daemon
    daemon.end()


def start_button(window):
    return next(n for n in window.walk() if n.get_role_name() == "push button" and "Start It" in n.get_name())


def test_daemon_killed_and_back(real, open_window):
    """The window starts it, misses it, goes on showing what it said last, and finds it again."""
    window = open_window("expired")
    until("the daemon", lambda: real.pid() is not None)
    key("ctrl+shift+r")
    until("a verdict", lambda: window.title().startswith("The certificate ran out"), 40)
    until("what can be done", lambda: window.find("push button", "Copy a Message") is not None)
    button = window.find("push button", "Copy a Message")

    def is_there():
        return window.has(button, Atspi.StateType.SENSITIVE)
    until("that something can be done", is_there)
    for round_ in range(3):
        real.kill()
        until("that it is missed", lambda: not is_there())
        assert window.title().startswith("The certificate ran out")  # still to be read
        if round_ < 2:  # somebody else starts it
            subprocess.run(["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                            "org.freedesktop.DBus.StartServiceByName", "string:org.mailseal.Mailseal1", "uint32:0"], check=True, capture_output=True)
        else:
            Atspi.Action.do_action(start_button(window), 0)
        until("that it is back", is_there)
    print("\nthe daemon was killed 3 times; the window found it again each time")
    assert window.process.poll() is None


def test_no_daemon_at_all(open_window):
    window = open_window()
    until("what is wrong", lambda: window.find("label", "Mailseal’s Service Is Not Running") is not None
          and window.find("label", "Mailseal’s service is not installed"))
    assert start_button(window)
