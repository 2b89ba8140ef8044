# SPDX-License-Identifier: GPL-3.0-or-later
"""A password that somebody puts into a server's address is refused, and never seen again: by no command, no method of the D-Bus
interface, no line of the log, no file that Mailseal writes."""

import pathlib
import xml.etree.ElementTree

import pytest
from conftest import until
from gi.repository import Gio, GLib

SECRET = "s3cr3t-planted"
URL = "imaps://127.0.0.1:1"
TYPED = [
    f"imaps://anna:{SECRET}@127.0.0.1:1",
    f"imaps://{SECRET}@127.0.0.1",
    f"IMAPS://anna:{SECRET}@127.0.0.1:1/ trailing junk",
    f"   imaps://anna:{SECRET}@127.0.0.1",
    f"anna:{SECRET}@127.0.0.1:993",
    f"anna%3A{SECRET}@127.0.0.1:993",
    f"imaps://anna%3A{SECRET}%40127.0.0.1",
    f"imaps://anna:x@y:{SECRET}@127.0.0.1",
    f"imaps://anna:{SECRET} {SECRET}@127.0.0.1",
    f"imaps://anna:{SECRET}" + "x" * 1100 + "@127.0.0.1",
]
XML = pathlib.Path(__file__).resolve().parent.parent.parent / "faces/org.mailseal.Mailseal1.xml"
# What a command is given besides, before and after the secret. Those without a row take nothing.
COMMANDS = {
    "status": [["{}"], ["--{}"]], "watch": [["{}"], ["--{}"]], "check": [["{}"], ["--json", "{}"], ["--timeout", "{}", "h"], ["--at", "{}", "h"], ["--jobs", "{}", "h"],
                                             ["--ca-file", "{}", "h"], ["--{}"]],
    "add": [["{}"], ["--yes", "{}"], ["--ca-file", "{}", "h"]], "remove": [["{}"]], "now": [["{}"]], "history": [["{}"]], "why": [["{}"]],
    "alerts": [["{}"]], "ack": [["{}"]], "snooze": [["{}", "tomorrow"], ["x", "{}"]],
    "accept": [["{}"], [URL, "--until", "{}"], [URL, "--reason", "{}"]], "accounts": [["{}"]], "discover": [["{}"], ["--json", "{}"]],
    "import": [["{}"]], "export": [["{}"]], "explain": [["{}"]], "report": [["{}"], ["--ca-file", "{}", URL]], "doctor": [["{}"]],
    "{}": [[]], "--{}": [[]],
}


def seen_in(*folders):
    return [path for folder in folders for path in pathlib.Path(folder).rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


@pytest.fixture
def watching(daemon):
    """The daemon with one server; every word of it is kept, those for developers too."""
    daemon.settings(f"[Mailseal]\nImportAccounts=false\n[Server one]\nTarget={URL}\n")
    daemon.environment["G_MESSAGES_DEBUG"] = "all"
    daemon.start()
    del daemon.environment["G_MESSAGES_DEBUG"]  # what is asked of it speaks for people
    yield daemon
    assert SECRET not in daemon.log.read_text()
    assert not seen_in(daemon.environment["MAILSEAL_STATE_DIR"], daemon.config / "mailseal.conf.d")


def commands(mailseal):
    """Their names, as `mailseal --help` lists them."""
    return [line.split()[0] for line in mailseal("--help").out.split("Commands:")[1].splitlines() if line.startswith("  ")]


@pytest.mark.parametrize("typed", TYPED)
def test_commands(watching, mailseal, typed):
    assert set(commands(mailseal)) <= set(COMMANDS)
    for command, rows in COMMANDS.items():
        for row in rows:
            run = mailseal(*[word.replace("{}", typed) for word in (command, *row)])
            assert SECRET not in run.out + run.err, (command, row, run.out, run.err)
            assert "{}" not in command or run.code == 64
    # as a line of many, and as one that is no text
    for line in (typed, typed + "\0", typed + "x" * 9000):
        run = mailseal("check", "--json", "--timeout", "1", "-", stdin=f"{line}\n{URL}\n")
        assert SECRET not in run.out + run.err and len(run.objects) == 2, (run.out, run.err)


def arguments(method, typed):
    """What this method is called with: the secret in each place where there may be one."""
    types = [arg.get("type") for arg in method.iter("arg") if arg.get("direction") == "in"]
    for place, kind in enumerate(types):
        for server in ("", URL, "one"):
            values = [GLib.Variant("s", server) if k == "s" else GLib.Variant(k, {}) for k in types]
            if kind == "s":
                yield values[:place] + [GLib.Variant("s", typed)] + values[place + 1:]
            elif kind == "a{ss}":
                for key in ("Interval", "Role", "Notify", "TrayIcon", "ImportClients", "CaFile", "Target", "Accept", typed):
                    yield values[:place] + [GLib.Variant(kind, {key: typed})] + values[place + 1:]
            else:
                for key in ("until", "reason", typed):
                    yield values[:place] + [GLib.Variant(kind, {key: GLib.Variant("s", typed), "key": GLib.Variant("b", True)})] + values[place + 1:]


@pytest.mark.parametrize("typed", TYPED)
def test_methods(watching, mailseal, typed):
    connection = Gio.DBusConnection.new_for_address_sync(
        watching.environment["DBUS_SESSION_BUS_ADDRESS"],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    for method in xml.etree.ElementTree.parse(XML).iter("method"):
        for values in arguments(method, typed):
            try:
                reply = str(connection.call_sync("org.mailseal.Mailseal1", "/org/mailseal/Mailseal1", "org.mailseal.Mailseal1", method.get("name"),
                                                 GLib.Variant.new_tuple(*values), None, Gio.DBusCallFlags.NONE, 20000, None))
            except GLib.Error as error:
                reply = error.message
            assert SECRET not in reply, (method.get("name"), values, reply)
    for method in ("GetSettings", "GetStatus", "GetAlerts"):
        reply = connection.call_sync("org.mailseal.Mailseal1", "/org/mailseal/Mailseal1", "org.mailseal.Mailseal1", method, None, None,
                                     Gio.DBusCallFlags.NONE, 20000, None)
        assert SECRET not in str(reply)
    assert URL in [v["url"] for v in mailseal("status", "--json").objects]
    connection.close_sync()


@pytest.mark.parametrize("typed", TYPED[:8])
def test_settings(daemon, mailseal, typed):
    """Written into the settings by hand, where they belong to nobody else: told, and told without it."""
    daemon.settings(f"[Mailseal]\nImportAccounts=false\nImportClients={typed}\nCaFile={typed}\nInterval={typed}\n{typed}\n{typed}=1\n[{typed}]\n"
                    f"[Server {typed}]\nTarget={URL}\nRole={typed}\n[Server two]\nTarget={typed}\n"
                    f"[Server three]\nTarget=imaps://127.0.0.2:1\nAccept={'0' * 64} {typed.strip()}\nAccept={typed}\n")
    daemon.start()
    until("both servers", lambda: len(mailseal("status", "--json").objects) == 2)
    until("the first look", lambda: all(v["addresses"] for v in mailseal("status", "--json").objects))
    names = [v["name"] for v in mailseal("status", "--json").objects]
    assert "three" in names
    words = [mailseal(*row) for row in (["status"], ["status", "--json"], ["doctor"], ["alerts", "--json"], ["now"], ["history", "three"], ["why", "three"],
                                        ["accept", URL], ["remove", URL], ["add", URL])]
    for run in words:
        assert SECRET not in run.out + run.err, (run.out, run.err)
    bus = Gio.DBusConnection.new_for_address_sync(
        daemon.environment["DBUS_SESSION_BUS_ADDRESS"],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    for interface, method, given in (("org.mailseal.Mailseal1", "GetSettings", None),
                                     ("org.freedesktop.DBus.Properties", "GetAll", GLib.Variant("(s)", ("org.mailseal.Mailseal1",)))):
        reply = bus.call_sync("org.mailseal.Mailseal1", "/org/mailseal/Mailseal1", interface, method, given, None, Gio.DBusCallFlags.NONE, 20000, None)
        assert SECRET not in str(reply)
    bus.close_sync()
    assert "user name or a password" in daemon.log.read_text() and SECRET not in daemon.log.read_text()
    assert not seen_in(daemon.environment["MAILSEAL_STATE_DIR"], daemon.config / "mailseal.conf.d")


@pytest.mark.parametrize("what", ["config", "config/mailseal.conf.d", "config/mailseal.conf", "config/mailseal.conf.d/10.conf", "state", "state/mailseal.db"])
def test_rights(mailseal, environment, tmp_path, what):
    """What other users could change is a problem, with what to do; doctor changes nothing itself."""
    for folder in ("config", "config/mailseal.conf.d", "state"):
        (tmp_path / folder).mkdir(mode=0o700, exist_ok=True)
        (tmp_path / folder).chmod(0o700)
    for file in ("config/mailseal.conf", "config/mailseal.conf.d/10.conf", "state/mailseal.db"):
        (tmp_path / file).touch(mode=0o600)
    assert "chmod" not in mailseal("doctor").out
    path = tmp_path / what
    path.chmod(path.stat().st_mode | 0o022)
    run = mailseal("doctor")
    assert run.code == 1 and [f"chmod go-w {path}" in line for line in run.out.splitlines() if "chmod" in line] == [True], run.out
    assert path.stat().st_mode & 0o022
