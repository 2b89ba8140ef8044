# SPDX-License-Identifier: GPL-3.0-or-later
"""
Adding a server, the preferences and the timeline, as a keyboard and a screen reader have them. Run as tests/e2e/test_window.py; the daemon is
played by tests/desktop/settings_stand_in.py, and the program `mailseal` by a few lines in here.
"""

import json
import os
import pathlib
import subprocess
import threading
import time

import gi
import pytest
from conftest import CLI, until
from test_window import CONTROLS, PLACEHOLDERS, key, lab, open_window, real, tab_to  # noqa: F401

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

STAND_IN = pathlib.Path(__file__).resolve().parents[1] / "desktop/settings_stand_in.py"
PROGRAM = """#!/usr/bin/python3
import json, os, sys, time
with open(os.environ["PROGRAM_LOG"], "a") as log:
    log.write(json.dumps([os.getpid(), *sys.argv[1:]]) + "\\n")
words = [x for x in sys.argv[2:] if not x.startswith("--")]
if words[0].startswith("slow"):
    time.sleep(600)
if words[0] == "nothing.example":
    sys.exit("mailseal: No mail server of nothing.example could be found.")
ports = {"imaps": (993, "imap"), "pop3s": (995, "pop3"), "submission": (587, "smtp")}
if sys.argv[1] == "discover":
    words = [f"{scheme}://{name}.{words[0]}" for scheme, name in (("imaps", "imap"), ("pop3s", "pop"), ("submission", "smtp"))] + [
        "imaps://imap.watched.example"]
for url in words:
    scheme, host = url.split("://")
    port, protocol = ports[scheme]
    line = {"target": url, "url": url, "host": host, "port": port, "protocol": protocol}
    if sys.argv[1] == "discover":
        line.update(source="srv", use=scheme != "pop3s")
    else:
        line.update(state="critical" if scheme == "submission" else "ok", findings=[], answers=True,
                    summary="The certificate ran out 3 days ago." if scheme == "submission" else "All is well.")
    print(json.dumps(line), flush=True)
"""
DAY = 86400


def name_is_free():
    return subprocess.run(["labctl", "wait-name", "org.mailseal.Mailseal1", "0.01"], capture_output=True).returncode != 0


class Player:
    """The daemon that is played, and what was asked of it."""

    def __init__(self, *arguments):
        self.asked = []
        until("that the name is free", name_is_free)
        self.process = subprocess.Popen(["/usr/bin/python3", STAND_IN, *arguments], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.asked.append(json.loads(line))


@pytest.fixture
def play():
    running = []

    def start(*arguments):
        running.append(Player(*arguments))
        return running[-1]
    yield start
    for player in running:
        player.process.kill()
        player.process.wait()
    until("that the name is free", name_is_free)


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Stands for the program `mailseal`; returns what it was started with: [pid, word...]."""
    path, log = tmp_path / "mailseal", tmp_path / "log"
    path.write_text(PROGRAM)
    path.chmod(0o755)
    monkeypatch.setenv("MAILSEAL_PROGRAM", str(path))
    monkeypatch.setenv("PROGRAM_LOG", str(log))
    return lambda: [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def enter(text):
    subprocess.run(["xdotool", "type", text], check=True)
    key("Return")


def nodes(window, role):
    return [n for n in window.walk() if n.get_role_name() == role]


def named(window, *roles):
    return [n.get_name() for n in window.walk() if n.get_role_name() in roles]


def shot(name):
    if "MAILSEAL_SHOTS" in os.environ:
        folder = pathlib.Path(os.environ["MAILSEAL_SHOTS"])
        folder.mkdir(parents=True, exist_ok=True)
        lab("shot", folder / f"window-{name}.png")


def all_named(window, least):
    controls = [n for n in window.walk() if n.get_role_name() in CONTROLS
                and (n.get_role_name() != "list item" or window.has(n, Atspi.StateType.FOCUSABLE))]
    nameless = [n.get_role_name() for n in controls if window.has(n, Atspi.StateType.SHOWING)
                and (not n.get_name() or n.get_name().startswith(PLACEHOLDERS))]
    print(f"\n{len(controls)} controls, {len(nameless)} without a name")
    assert nameless == [] and len(controls) >= least


# ---- adding ---------------------------------------------------------------------------------------------------------------------------


def open_add(open_window):
    window = open_window("--add")
    until("the dialog", lambda: window.find("push button", "Watch These"))
    until("the focus", lambda: window.has(window.find("text", "E-mail address or server"), Atspi.StateType.FOCUSED))
    return window


def test_an_address_is_looked_up_looked_at_and_added(play, open_window, program):  # noqa: F811
    player = play()
    window = open_add(open_window)
    assert program() == []
    enter("me@example.org")
    until("the verdicts", lambda: "Choose what is to be watched." in named(window, "label"))
    boxes = {n.get_name(): n for n in nodes(window, "check box")}
    assert list(boxes) == ["imap.example.org, Receiving · IMAP, port 993", "pop.example.org, Receiving · POP3, port 995",
                           "smtp.example.org, Sending · SMTP, port 587", "imap.watched.example, Receiving · IMAP, port 993"]
    assert [window.has(n, Atspi.StateType.CHECKED) for n in boxes.values()] == [True, False, True, True]
    assert [window.has(n, Atspi.StateType.SENSITIVE) for n in boxes.values()] == [True, True, True, False]
    row = window.find("list item", "smtp.example.org")
    assert row.get_description() == "Sending · SMTP, port 587\nNamed by the provider (DNS)\nThe certificate ran out 3 days ago."
    all_named(window, 12)
    shot("add")
    assert not any("me" in word for run in program() for word in run[1:]), program()
    key("alt+w")
    until("that both are added", lambda: len(player.asked) == 2)
    assert player.asked == [["Add", "imaps://imap.example.org"], ["Add", "submission://smtp.example.org"]]
    until("that the dialog is closed", lambda: window.find("push button", "Watch These") is None)


def test_nothing_found_and_a_refusal_are_said_in_words(play, open_window, program):  # noqa: F811
    player = play()
    window = open_add(open_window)
    enter("me@nothing.example")
    until("the reason", lambda: "No mail server of nothing.example could be found." in named(window, "label"))
    key("ctrl+a")
    enter("pop3s://pop.example.org")
    until("the verdict", lambda: "Choose what is to be watched." in named(window, "label"))
    key("alt+w")
    until("the refusal", lambda: player.asked and "The settings cannot be written." in named(window, "label"))
    assert window.find("push button", "Watch These") is not None


def test_closing_ends_what_is_under_way(play, open_window, program):  # noqa: F811
    play()
    window = open_add(open_window)
    enter("slow.example")
    until("that it runs", lambda: len(program()) == 1)
    key("Escape")
    until("that it has ended", lambda: not pathlib.Path(f"/proc/{program()[0][0]}").exists())
    assert window.process.poll() is None


# ---- preferences ----------------------------------------------------------------------------------------------------------------------


def switch(window, name):
    return next((n for n in nodes(window, "check box") if n.get_name() == name), None)


def press(node):
    assert Atspi.Action.do_action(node, 0)


def test_preferences_take_effect_at_once_and_a_refusal_takes_them_back(play, open_window):  # noqa: F811
    player = play()
    window = open_window("--preferences")
    until("the settings", lambda: switch(window, "Thunderbird"))
    all_named(window, 12)
    shot("preferences")
    names = named(window, "combo box", "label")
    assert "Every 45 minutes" in names, names  # none of the usual ones, and shown
    toggle = switch(window, "Tell me about problems")
    assert window.has(toggle, Atspi.StateType.CHECKED)
    press(toggle)
    until("that it is set", lambda: player.asked == [["Configure", "", {"Notify": "false"}]])
    press(switch(window, "Evolution"))
    until("that it is set", lambda: player.asked[1:] == [["Configure", "", {"ImportClients": "thunderbird,kmail,claws"}]])
    press(switch(window, "Watch what my mail programs use"))
    until("the refusal", lambda: "The settings cannot be written." in named(window, "label"))
    until("that it is back", lambda: window.has(switch(window, "Watch what my mail programs use"), Atspi.StateType.CHECKED))
    assert len(player.asked) == 3


def test_preferences_of_a_server(play, open_window):  # noqa: F811
    player = play()
    window = open_window("--preferences")
    until("the settings", lambda: switch(window, "Thunderbird"))
    press(next(n for n in nodes(window, "page tab") if n.get_name() == "Servers"))
    until("the servers", lambda: window.find("list item", "imap.example.org"))
    assert switch(window, "I run this server myself") is None  # made for who opens it
    tab_to(window, "imap.example.org")
    key("Return")
    until("its switches", lambda: switch(window, "I run this server myself"))
    assert window.has(switch(window, "Watch this server"), Atspi.StateType.CHECKED)
    assert player.asked == []  # what is shown is no change
    press(switch(window, "I run this server myself"))
    until("that it is set", lambda: player.asked == [["Configure", "imaps://imap.example.org", {"Role": "admin"}]])
    press(switch(window, "Watch this server"))
    until("that it is set", lambda: player.asked[1:] == [["Configure", "imaps://imap.example.org", {"Watch": "false"}]])
    until("that it is said", lambda: "Not watched · imaps://imap.example.org" in named(window, "label"))
    assert not window.has(switch(window, "I run this server myself"), Atspi.StateType.SENSITIVE)


# ---- the timeline ---------------------------------------------------------------------------------------------------------------------


def moment(days):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * DAY))


@pytest.fixture
def past(tmp_path):
    """Three certificates, the second one of another authority."""
    certificates = [
        {"sha256": f"{i}" * 64, "spki_sha256": f"{i}" * 64, "subject": "CN=imap.watched.example", "issuer": f"CN={name}", "issuer_organization": name,
         "names": ["imap.watched.example"], "serial": "01", "not_before": moment(begin), "not_after": moment(begin + 90), "key": "EC 256",
         "signature": "ECDSA-SHA256", "first_seen": moment(begin), "last_seen": moment(min(begin + 60, 0)), "addresses": ["192.0.2.1"],
         "current": i == 2, "pem": ""} for i, (name, begin) in enumerate([("One", -150), ("Other", -90), ("Other", -30)])]
    events = [{"when": moment(-90), "what": "changed", "kind": "change", "text": "it changed", "address": "192.0.2.1", "certificate": "1" * 64},
              {"when": moment(-60), "what": "noticed", "kind": "problem", "text": "problem noticed: not reached"},
              {"when": moment(-30), "what": "renewed", "kind": "renewal", "text": "it was renewed", "address": "192.0.2.1", "certificate": "2" * 64}]
    path = tmp_path / "timeline.json"
    path.write_text(json.dumps({"now": moment(0), "renewal": moment(30), "certificates": certificates, "events": events}))
    return path


def test_each_item_of_the_timeline_is_named_and_reached_by_keys(play, open_window, past):  # noqa: F811
    play(past)
    window = open_window("imaps://imap.watched.example")
    until("the history", lambda: len(items(window)) == 7)
    names = [n.get_name().split(".")[0].split(":")[0].split(" on ")[0].split(" around ")[0] for n in items(window)]
    assert names == ["Certificate of One", "Certificate of Other", "Changed", "Problem", "Certificate in use now, of Other", "Renewed",
                     "The next renewal is to be expected"]
    all_named(window, 15)
    for _ in range(60):  # Tab comes to what is selected
        if window.focused_name().startswith("Certificate in use now"):
            break
        key("Tab")
        time.sleep(0.08)
    seen = []
    for name in ("Home", "Right", "Right", "Right", "End", "Left", "Left"):
        key(name)
        time.sleep(0.2)
        seen.append(window.focused_name().split(".")[0].split(" on ")[0].split(" around ")[0])
    assert seen == ["Certificate of One", "Certificate of Other", "Changed", "Problem", "The next renewal is to be expected", "Renewed",
                    "Certificate in use now, of Other"]
    for name in ("Left", "Left"):
        key(name)
    until("old and new", lambda: {"Old", "New", "≠ different"} <= set(named(window, "label")))
    shot("timeline")
    labels = named(window, "label")
    assert labels[labels.index("Old"):].count("≠ different") == 5, labels  # issuer, from, until, key, fingerprint
    assert any(window.has(n, Atspi.StateType.FOCUSED) for n in items(window))
    key("Tab")
    until("that Tab leaves it", lambda: not any(window.has(n, Atspi.StateType.FOCUSED) for n in items(window)))


def items(window):
    return [n for n in window.walk() if n.get_parent() is not None and n.get_parent().get_name() == "History, oldest first"]


# ---- the real daemon and the real program ---------------------------------------------------------------------------------------------


def test_for_real(real, open_window, monkeypatch, tmp_path):  # noqa: F811
    """A server is found and added, its history drawn, and a setting changed."""
    monkeypatch.setenv("MAILSEAL_PROGRAM", str(CLI))
    settings, drop_in = tmp_path / "config/mailseal.conf", tmp_path / "config/mailseal.conf.d/50-mailseal.conf"
    text = settings.read_text()
    url = next(line for line in text.splitlines() if line.startswith("Target=imaps://")).removeprefix("Target=")
    settings.write_text(text.replace(f"Target={url}\n", f"Target={url}\nWatch=false\n"))
    window = open_add(open_window)
    until("the daemon", lambda: real.pid() is not None)
    enter(url)
    until("the verdict", lambda: "Choose what is to be watched." in named(window, "label"), 40)
    key("alt+w")
    until("that it is added", lambda: drop_in.exists() and f"Target={url}" in drop_in.read_text() and "Watch=true" in drop_in.read_text())
    until("that the dialog is closed", lambda: window.find("push button", "Watch These") is None)
    window.close()
    window = open_window(url)
    until("its history", lambda: len(items(window)) >= 1, 40)
    window.close()
    window = open_window("--preferences")
    until("the settings", lambda: switch(window, "Tell me about problems"))
    press(switch(window, "Tell me about problems"))
    until("that it is written", lambda: "[Mailseal]\nNotify=false" in drop_in.read_text())
