# SPDX-License-Identifier: GPL-3.0-or-later
"""What tray, window and command line ask of the daemon beyond the status: settings, timeline, export, report."""

import ast
import json
import subprocess

import pytest
import schema
from conftest import until

BUS = ["gdbus", "call", "--session", "--dest", "org.mailseal.Mailseal1", "--object-path", "/org/mailseal/Mailseal1", "--method"]


@pytest.fixture
def call(environment):
    """A method's text; or, if it fails, its sentence as an exception."""
    def ask(method, *arguments):
        done = subprocess.run([*BUS, f"org.mailseal.Mailseal1.{method}", *arguments], env=environment, capture_output=True, text=True,
                              timeout=20)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        (text,) = ast.literal_eval(done.stdout) or ("",)
        return text
    return ask


@pytest.fixture
def watched(daemon, mailseal, authority, dovecot):
    """One server that was looked at."""
    url = dovecot.url("imaps", "mail.example.test")
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n[Server mail]\nTarget={url}\n")
    daemon.start()
    until("a look", lambda: mailseal("status", "--json").objects[0]["checked"])
    return url


def test_settings(watched, call, daemon, mailseal):
    settings = json.loads(call("GetSettings"))
    assert (settings["interval"], settings["notify"], settings["tray_icon"]) == ("6h", True, "auto")
    assert {c["name"]: c["on"] for c in settings["clients"]}["thunderbird"] is True
    (server,) = settings["servers"]
    assert (server["url"], server["name"], server["watch"], server["role"], server["half"]) == (watched, "mail", True, "user", "receiving")
    own = (daemon.config / "mailseal.conf").read_text()
    call("Configure", watched, "{'Role': 'admin', 'Interval': '90m'}")
    call("Configure", "", "{'Notify': 'false', 'TrayIcon': 'color'}")
    settings = json.loads(call("GetSettings"))
    (server,) = settings["servers"]
    assert (server["role"], server["interval"], server["notify"]) == ("admin", "90m", False)
    assert (settings["notify"], settings["tray_icon"]) == (False, "color")
    with pytest.raises(RuntimeError, match="must be one of user|admin"):
        call("Configure", watched, "{'Interval': '1h', 'Role': 'king'}")
    assert json.loads(call("GetSettings"))["servers"][0]["interval"] == "90m"
    call("Configure", watched, "{'Watch': 'false'}")
    assert mailseal("status", "--json").objects == []
    assert json.loads(call("GetSettings"))["servers"][0]["watch"] is False
    call("Configure", watched, "{'Watch': 'true'}")
    assert schema.standing(mailseal("status", "--json").objects[0])["name"] == "mail"
    assert (daemon.config / "mailseal.conf").read_text() == own


def test_timeline(watched, call, good):
    timeline = json.loads(call("Timeline", watched))
    (certificate,) = timeline["certificates"]
    assert certificate["current"] and certificate["addresses"] == ["127.0.0.1"] and certificate["names"][0] == "mail.example.test"
    assert certificate["first_seen"] <= certificate["last_seen"] <= timeline["now"] < timeline["renewal"] < certificate["not_after"]
    assert certificate["pem"].split() == good.pem().split()
    assert [(e["what"], e["kind"]) for e in timeline["events"]] == [("first-seen", "certificate")]
    with pytest.raises(RuntimeError, match="No server"):
        call("Timeline", "nobody.test")


def test_export_and_report(watched, call, mailseal, good):
    pem = call("Export", watched)
    assert pem.startswith(good.pem().strip()[:60]) and pem.count("BEGIN CERTIFICATE") == 2
    assert mailseal("export", "mail").out == pem
    assert mailseal("export", "nobody").code == 1
    assert "mail.example.test" in call("Report", "mail")
