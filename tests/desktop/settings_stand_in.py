#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
settings_stand_in.py [FILE]: plays the daemon for what changes settings: GetSettings, Configure, Add. What was asked for is a line of
JSON each on standard output, after "ready". It refuses to leave out the mail programs,
and to watch what begins with "pop3s:".
FILE: a timeline, which Timeline answers.
"""

import json
import pathlib
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parents[2]
NAME, PATH = "org.mailseal.Mailseal1", "/org/mailseal/Mailseal1"
KEYS = {"Notify": "notify", "ImportAccounts": "import_accounts", "ImportClients": "import_clients", "TrayIcon": "tray_icon",
        "Interval": "interval", "Watch": "watch", "Role": "role"}
connection, loop = None, GLib.MainLoop()


def server(scheme, host, account, half, **more):
    return {"url": f"{scheme}://{host}", "name": host, "account": account, "half": half, "clients": ["Thunderbird"], "watch": True, "notify": True,
            "role": "user", "interval": "6h", "imported": True, "gone": False, **more}


SETTINGS = {
    "interval": "45m", "import_accounts": True, "import_clients": "all", "notify": True, "tray_icon": "auto",
    "clients": [{"name": name, "title": title, "found": found, "on": True} for name, title, found in
                [("thunderbird", "Thunderbird", True), ("evolution", "Evolution", True), ("kmail", "KMail", False), ("claws", "Claws Mail", False)]],
    "servers": [server("imaps", "imap.example.org", "example.org", "receiving"), server("submission", "smtp.example.org", "example.org", "sending"),
                server("imaps", "mail.choir.example", "choir.example", "receiving", role="admin", imported=False),
                server("smtps", "mail.choir.example", "choir.example", "sending", watch=False),
                server("imaps", "imap.old.example", "old.example", "receiving", gone=True)],
}


def refuse(invocation, sentence):
    invocation.return_dbus_error("org.mailseal.Mailseal1.Error.Failed", sentence)


def configure(url, values, invocation):
    if values.get("ImportAccounts") == "false":
        refuse(invocation, "The settings cannot be written.")
        return
    for key, value in values.items():
        where = next((s for s in SETTINGS["servers"] if s["url"] == url), SETTINGS)
        where[KEYS[key]] = {"true": True, "false": False}.get(value, value)
    wanted = SETTINGS["import_clients"]
    for client in SETTINGS["clients"]:
        client["on"] = SETTINGS["import_accounts"] and (wanted == "all" or client["name"] in wanted.split(","))
    invocation.return_value(None)
    connection.emit_signal(None, PATH, NAME, "ServerChanged", GLib.Variant("(s)", ("",)))


def called(_connection, _sender, _path, _interface, method, arguments, invocation):
    values = arguments.unpack()
    if method in ("Configure", "Add"):
        print(json.dumps([method, *values]), flush=True)
    if method == "Configure":
        configure(*values, invocation)
    elif method == "Add" and values[0].startswith("pop3s:"):
        refuse(invocation, "The settings cannot be written.")
    elif method == "Add":
        invocation.return_value(GLib.Variant("(s)", (json.dumps([values[0]]),)))
    elif method == "SetLocale":
        invocation.return_value(None)
    else:
        timeline = pathlib.Path(sys.argv[1]).read_text() if len(sys.argv) > 1 else "{}"
        status = [{"url": "imaps://imap.watched.example", "host": "imap.watched.example", "state": "ok"}]
        answer = {"GetSettings": json.dumps(SETTINGS), "Timeline": timeline, "GetStatus": json.dumps(status)}.get(method, "[]")
        invocation.return_value(GLib.Variant("(s)", (answer,)))


def asked(_connection, _sender, _path, _interface, name):
    return GLib.Variant("as", []) if name in ("Notices", "Store") else GLib.Variant("s", "ok" if name == "State" else "")


def acquired(bus, _name):
    global connection
    connection = bus
    info = Gio.DBusNodeInfo.new_for_xml((TOP / "faces/org.mailseal.Mailseal1.xml").read_text()).interfaces[0]
    bus.register_object(PATH, info, called, asked, None)


Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, acquired, lambda *_: print("ready", flush=True), None)
loop.run()
