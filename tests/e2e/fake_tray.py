# SPDX-License-Identifier: GPL-3.0-or-later
"""A tray without a face: fake_tray.py FILE writes "shown ID STEP" there for what it would show, and "told ID STEP" once the daemon
has taken its word for it."""

import json
import sys

from gi.repository import Gio, GLib

NAME, PATH = "org.mailseal.Mailseal1", "/org/mailseal/Mailseal1"


class Tray:
    def __init__(self, path):
        self.file, self.shown = open(path, "a", buffering=1), set()
        self.say("start")
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.bus.signal_subscribe(NAME, NAME, "AlertChanged", PATH, None, Gio.DBusSignalFlags.NONE, self.look)
        Gio.bus_watch_name_on_connection(self.bus, NAME, Gio.BusNameWatcherFlags.NONE, self.look, None)

    def say(self, *words):
        self.file.write(" ".join(words) + "\n")

    def call(self, method, *arguments):
        values = GLib.Variant(f"({'s' * len(arguments)})", arguments)
        return self.bus.call_sync(NAME, PATH, NAME, method, values, None, Gio.DBusCallFlags.NO_AUTO_START, 5000).unpack()

    def look(self, *_):
        try:
            for alert in json.loads(self.call("GetAlerts")[0]):
                self.tell(alert["id"], alert["step"], alert["tell"])
        except GLib.Error:
            pass  # the daemon is gone; when it is back, it is asked again

    def tell(self, alert, step, tell):
        if not tell:
            self.shown.discard((alert, step))
            return
        if (alert, step) not in self.shown:  # else the daemon died before it took note
            self.say("shown", alert, step)
            self.shown.add((alert, step))
        self.call("Told", alert, step)
        self.say("told", alert, step)


if __name__ == "__main__":
    tray = Tray(sys.argv[1])
    GLib.MainLoop().run()
