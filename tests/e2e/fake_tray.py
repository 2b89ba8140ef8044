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
                self.tell((alert["id"], alert["step"]), alert["tell"], alert["told"])
        except GLib.Error:
            pass  # the daemon is gone; when it is back, it is asked again

    def tell(self, key, tell, told):
        if told:
            self.shown.discard(key)  # when the daemon wants it told anew, that is meant so
        if tell and key not in self.shown:
            self.say("shown", *key)
            self.shown.add(key)
        if key in self.shown and key[1] != "resolved":  # the daemon may have died before it took note
            self.call("Told", *key)
            self.say("told", *key)


if __name__ == "__main__":
    tray = Tray(sys.argv[1])
    GLib.MainLoop().run()
