#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peers of the tray that do what a test wants: Mailseal's service, and a notification server.

fakes.py FILE.json     plays the service until it is ended: {"state", "summary", "status": [...], "alerts": [...]}; SIGHUP reads it again
"""

import json
import pathlib
import signal
import sys
import time

from gi.repository import Gio, GLib

TOP = pathlib.Path(__file__).resolve().parents[2]
MAILSEAL, MAILSEAL_PATH = "org.mailseal.Mailseal1", "/org/mailseal/Mailseal1"
NOTIFICATIONS, NOTIFICATIONS_PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
NOTIFICATIONS_XML = """<node><interface name="org.freedesktop.Notifications">
 <method name="GetCapabilities"><arg type="as" direction="out"/></method>
 <method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
  <arg type="s" direction="out"/></method>
 <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
  <arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
  <arg type="u" direction="out"/></method>
 <method name="CloseNotification"><arg type="u" direction="in"/></method>
</interface></node>"""


def connect(address):
    return Gio.DBusConnection.new_for_address_sync(
        address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)


def until(what, test, seconds=20):
    """Lets the fakes answer until it is so."""
    end = time.monotonic() + seconds
    context = GLib.MainContext.default()
    tick = GLib.timeout_add(50, lambda: True)
    try:
        while not test():
            assert time.monotonic() < end, f"waited in vain for {what}"
            context.iteration(True)
    finally:
        GLib.source_remove(tick)


def settle(seconds=0.7):
    """For what must not happen: lets that much time pass."""
    end = time.monotonic() + seconds
    until("time to pass", lambda: time.monotonic() > end)


class Peer:
    """A service with a connection of its own, so that it can leave the bus like a process that ends."""

    def __init__(self, address, name, path, xml):
        self.bus = connect(address)
        self.bus.set_exit_on_close(False)
        self.path = path
        self.interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        self.bus.register_object(path, self.interface, self._call, self._get, None)
        self.bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName", GLib.Variant("(su)", (name, 4)), None,
                           Gio.DBusCallFlags.NONE, 5000, None)

    def _call(self, bus, sender, path, interface, method, arguments, invocation):
        try:
            result = getattr(self, method)(*arguments.unpack())
        except ValueError as error:
            invocation.return_dbus_error("org.mailseal.Mailseal1.Error.Failed", str(error))
            return
        out = self.interface.lookup_method(method).out_args
        invocation.return_value(GLib.Variant("(" + "".join(a.signature for a in out) + ")", result) if out else None)

    def _get(self, bus, sender, path, interface, name):
        return GLib.Variant(self.interface.lookup_property(name).signature, self.properties[name])

    def emit(self, signal_name, kinds="", *values):
        self.bus.emit_signal(None, self.path, self.interface.name, signal_name, GLib.Variant(f"({kinds})", values))

    def announce(self):
        """What the properties are now."""
        now = {name: self._get(None, None, None, None, name) for name in self.properties}
        self.bus.emit_signal(None, self.path, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                             GLib.Variant("(sa{sv}as)", (self.interface.name, now, [])))

    def leave(self):
        self.bus.close_sync(None)


class Mailseal(Peer):
    def __init__(self, address, **state):
        self.state, self.summary, self.status, self.alerts, self.tray_icon, self.welcome = "ok", "All is well.", [], [], "auto", ""
        self.__dict__.update(state)
        self.calls, self.refusal = [], None
        super().__init__(address, MAILSEAL, MAILSEAL_PATH, (TOP / "faces/org.mailseal.Mailseal1.xml").read_text())

    @property
    def properties(self):
        return {"State": self.state, "Summary": self.summary, "Version": "0", "Notices": [], "Store": [], "Welcome": self.welcome}

    def changed(self, **state):
        self.__dict__.update(state)
        self.announce()
        self.emit("ServerChanged", "s", "")

    def called(self, method):
        return [call[1:] for call in self.calls if call[0] == method]

    def GetStatus(self):
        return (json.dumps(self.status),)

    def GetAlerts(self):
        return (json.dumps(self.alerts),)

    def GetSettings(self):
        return (json.dumps({"tray_icon": self.tray_icon}),)

    def Check(self, server):
        self.calls.append(("Check", server))
        if self.refusal:
            raise ValueError(self.refusal)
        return self.GetStatus()

    def Told(self, alert, step):
        self.calls.append(("Told", alert, step))
        for a in self.alerts:
            if (a["id"], a["step"]) == (alert, step):
                a.update(tell=False, told="2026-11-25T08:00:00Z")

    def _silence(self, alert, **more):
        for a in self.alerts:
            if a["id"] == alert:
                a.update(tell=False, **more)
        self.emit("AlertChanged", "s", alert)

    def Acknowledge(self, alert):
        self.calls.append(("Acknowledge", alert))
        self._silence(alert, acknowledged=True)

    def Snooze(self, alert, until_when):
        self.calls.append(("Snooze", alert, until_when))
        self._silence(alert, snoozed_until="2026-11-26T08:00:00Z")

    def SetLocale(self, locale):
        self.calls.append(("SetLocale", locale))


class Notifications(Peer):
    """What it was given stands in `shown` (dicts, in order) and `closed` (ids)."""

    def __init__(self, address, capabilities=("actions", "body", "body-markup"), first_id=1, name="fake"):
        self.name = name
        self.capabilities, self.last_id, self.shown, self.closed = list(capabilities), first_id - 1, [], []
        super().__init__(address, NOTIFICATIONS, NOTIFICATIONS_PATH, NOTIFICATIONS_XML)

    def GetCapabilities(self):
        return (self.capabilities,)

    def GetServerInformation(self):
        return (self.name, "mailseal", "0", "1.2")

    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        number = replaces
        if number == 0:
            self.last_id += 1
            number = self.last_id
        self.shown.append({"id": number, "replaces": replaces, "icon": icon, "summary": summary, "body": body, "actions": actions[::2],
                           "labels": actions[1::2], "hints": hints, "timeout": timeout})
        return (number,)

    def CloseNotification(self, number):
        self.closed.append(number)
        self.emit("NotificationClosed", "uu", number, 3)

    def press(self, number, action, token=None, times=1):
        for _ in range(times):
            if token is not None:
                self.emit("ActivationToken", "us", number, token)
            self.emit("ActionInvoked", "us", number, action)


def main(path):
    def read():
        return json.loads(pathlib.Path(path).read_text())

    def again():
        service.changed(**read())
        return True

    import os
    service = Mailseal(os.environ["DBUS_SESSION_BUS_ADDRESS"], **read())
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGHUP, again)
    GLib.MainLoop().run()


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    main(sys.argv[1])
