#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom. The linker does not keep the walls, since every header lies in /usr/include; this does.

check-layers.py            checks the tree, prints file:line of each breach
check-layers.py --self-test  proves that breaches are found
"""

import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent

# Room (longest match wins) -> what of ours it may include. Every arrow points down.
MODEL = ["daemon/model.h"]
CHECKING = MODEL + ["daemon/probe/probe.h", "daemon/x509/", "daemon/judge/"]
OURS = {
    "daemon/model": MODEL,
    "daemon/der": ["daemon/der.h"],
    "daemon/probe/": MODEL + ["daemon/probe/", "daemon/der.h"],
    "daemon/x509/": MODEL + ["daemon/x509/", "daemon/der.h"],
    "daemon/judge/": MODEL + ["daemon/judge/"],
    "daemon/check": CHECKING + ["daemon/check.h", "daemon/probe/patience.h"],
    "daemon/doctor": CHECKING + ["daemon/doctor.h", "daemon/check.h", "daemon/probe/patience.h", "daemon/probe/records.h"],
    "daemon/verdict-json": CHECKING + ["daemon/verdict-json.h"],
    "daemon/store": MODEL + ["daemon/store.h", "daemon/keep.h"],
    "daemon/keep": MODEL + ["daemon/keep.h", "daemon/store.h"],
    "daemon/schedule": MODEL + ["daemon/schedule.h"],
    "daemon/routes": MODEL + ["daemon/routes.h"],
    "daemon/surroundings": MODEL + ["daemon/surroundings.h", "daemon/routes.h"],
    "daemon/rest": ["daemon/rest.h"],
    "daemon/bus": ["daemon/bus.h", "daemon/mailseal-dbus.h"],
    "daemon/chronicle": CHECKING + ["daemon/chronicle.h", "daemon/store.h", "daemon/verdict-json.h"],
    "daemon/ward": MODEL + ["daemon/judge/", "daemon/ward.h", "daemon/store.h", "daemon/schedule.h"],
    "daemon/roster": MODEL + ["daemon/roster.h", "daemon/store.h", "daemon/judge/", "config/"],
    "daemon/moves": CHECKING + ["daemon/moves.h", "daemon/check.h", "daemon/store.h", "config/"],
    "daemon/engine": CHECKING + ["daemon/engine.h", "daemon/probe/room.h", "daemon/roster.h", "daemon/moves.h", "daemon/doctor.h", "daemon/ward.h", "daemon/store.h", "daemon/schedule.h",
                                 "daemon/surroundings.h", "daemon/rest.h"],
    "daemon/requests": CHECKING + ["daemon/requests.h", "daemon/ward.h", "daemon/roster.h", "daemon/bus.h", "daemon/engine.h", "daemon/add.h", "daemon/chronicle.h", "daemon/timeline.h", "daemon/settings-json.h",
                                   "daemon/rest.h", "daemon/verdict-json.h", "config/"],
    "daemon/add": CHECKING + ["daemon/add.h", "daemon/bus.h", "daemon/engine.h", "daemon/check.h", "daemon/verdict-json.h", "config/"],
    "daemon/timeline": CHECKING + ["daemon/timeline.h", "daemon/chronicle.h", "daemon/store.h", "daemon/verdict-json.h"],
    "daemon/settings-json": MODEL + ["daemon/settings-json.h", "daemon/roster.h", "daemon/judge/group.h", "daemon/verdict-json.h", "config/"],
    "daemon/main": ["daemon/engine.h", "daemon/bus.h", "daemon/requests.h", "daemon/rest.h", "config/", "po/"],
    "config/": MODEL + ["config/"],
    "config/clients/": MODEL + ["config/clients/", "config/ini.h", "config/target.h"],
    "cli/": CHECKING + ["daemon/check.h", "daemon/doctor.h", "daemon/probe/patience.h", "daemon/probe/room.h", "daemon/probe/records.h", "daemon/probe/resolve.h", "daemon/verdict-json.h",
                        "daemon/mailseal-dbus.h", "config/", "cli/", "po/"],
    "tray/": ["tray/", "po/"],
    "window/": ["window/", "po/"],
    "window/bus": ["window/", "daemon/mailseal-dbus.h", "po/"],
    # the world and its score know nothing of the judge; the driver is what imitates the daemon
    "tests/year/": MODEL + ["tests/year/dice.h", "tests/year/world"],
    "tests/year/score": MODEL + ["tests/year/world.h", "tests/year/score.h"],
    "tests/year/driver": CHECKING + ["daemon/ward.h", "tests/year/driver.h", "tests/year/score.h"],
    "tests/year/simulate": ["tests/year/driver.h"],
    "tests/year/test-simulate": ["tests/year/driver.h"],
}
# A library -> the only rooms that may touch it.
LIBRARIES = {
    r"gnutls/": ["daemon/x509/", "daemon/probe/tls"],
    r"sqlite3\.h": ["daemon/store", "daemon/keep"],
    r"libnotify/": ["tray/bubble"],
    r"libsoup/": ["cli/fetch"],
    r"libpsl\.h": ["daemon/judge/domain"],
    r"json-glib/": ["daemon/verdict-json", "daemon/settings-json", "config/found", "config/clients/", "cli/", "tray/view", "window/"],
    r"gio/|glib-unix": ["daemon/probe/", "daemon/bus", "daemon/store", "daemon/schedule", "daemon/routes", "daemon/surroundings", "daemon/moves", "daemon/main",
                         "config/", "cli/", "tray/", "window/", "tests/year/simulate"],
    r"gtk/|adwaita": ["window/"],
}
# What code that judges may not do: read a clock, the environment or a file, or log.
PURE = "daemon/judge/"
IMPURE = re.compile(r"\b(g_get_real_time|g_get_monotonic_time|g_date_time_new_now\w*|time \(NULL\)|g_getenv|g_file_\w+|fopen|g_log\w*|"
                    r"g_warning|g_message|g_debug|g_print\w*|printf) \(")
# Settings of others are read, and nothing else: no program started, nothing written, nothing said about what stands in them.
READING = "config/clients/"
NOT_READING = re.compile(r"\b(g_spawn\w*|g_subprocess\w*|system|popen|exec\w+|fork|g_file_set_contents\w*|fopen|write|creat|unlink|"
                         r"mkdir|g_mkdir\w*|g_getenv|g_log\w*|g_warning|g_message|g_debug|g_print\w*|printf|puts) \(")
# GVariant stays with the two who speak D-Bus: bus on the session bus, surroundings on the system bus.
VARIANT_ROOMS = ("daemon/bus", "daemon/surroundings")
VARIANT = re.compile(r"\bg_variant_\w+ \(")


def breaches(name, text):
    """[(line, what)] of one file."""
    found = []
    room = max((r for r in OURS if name.startswith(r)), key=len, default=None)
    if room is None:
        return [(1, "stands in no room that tests/check-layers.py knows")]
    for number, line in enumerate(text.splitlines(), 1):
        ours = re.match(r'\s*#include "([^"]+)"', line)
        if ours and not any(ours[1].startswith(allowed) for allowed in OURS[room]):
            found.append((number, f"{room} may not include {ours[1]}"))
        other = re.match(r"\s*#include <([^>]+)>", line)
        for library, rooms in LIBRARIES.items():
            if other and re.match(library, other[1]) and not name.startswith(tuple(rooms)):
                found.append((number, f"{other[1]} belongs to {', '.join(rooms)}"))
        if name.startswith(PURE) and IMPURE.search(line):
            found.append((number, "code that judges is pure"))
        if name.startswith(READING) and NOT_READING.search(line):
            found.append((number, "who reads the settings of others runs, writes and says nothing"))
        if name.startswith("daemon/") and not name.startswith(VARIANT_ROOMS) and VARIANT.search(line):
            found.append((number, f"GVariant belongs to {', '.join(VARIANT_ROOMS)}"))
    return found


def check():
    bad = 0
    for folder in ("config", "daemon", "cli", "tray", "window", "tests/year"):
        for path in sorted((TOP / folder).rglob("*.[ch]")):
            name = path.relative_to(TOP).as_posix()
            for number, what in breaches(name, path.read_text()):
                print(f"{name}:{number}: {what}")
                bad += 1
    return bad


def self_test():
    cases = [
        ("daemon/judge/assess.c", "#include <gnutls/x509.h>\n"),
        ("daemon/judge/assess.c", "#include <gio/gio.h>\n"),
        ("daemon/judge/assess.c", '#include "daemon/store.h"\n'),
        ("daemon/judge/words.c", "  now = g_get_real_time () / 5;\n"),
        ("daemon/probe/probe.c", '#include "daemon/x509/trust.h"\n'),
        ("daemon/bus.c", '#include "daemon/engine.h"\n'),
        ("daemon/engine.c", "#include <sqlite3.h>\n"),
        ("daemon/engine.c", "  x = g_variant_new (1);\n"),
        ("daemon/surroundings.c", '#include "daemon/bus.h"\n'),
        ("daemon/routes.c", "  x = g_variant_new (1);\n"),
        ("tray/main.c", '#include "daemon/model.h"\n'),
        ("window/main.c", '#include "daemon/mailseal-dbus.h"\n'),
        ("window/bus.c", '#include "daemon/model.h"\n'),
        ("config/settings.c", '#include "daemon/store.h"\n'),
        ("config/clients/mutt.c", '#include "config/settings.h"\n'),
        ("config/clients/mutt.c", "  g_spawn_command_line_sync (text, NULL, NULL, NULL, NULL);\n"),
        ("config/clients/mutt.c", "  g_debug (\"%s\", line);\n"),
        ("config/settings.c", "#include <json-glib/json-glib.h>\n"),
        ("config/discover.c", '#include "daemon/probe/records.h"\n'),
        ("cli/discovery.c", "#include <libsoup/soup.h>\n"),
        ("daemon/judge/group.c", "#include <libpsl.h>\n"),
        ("cli/main.c", '#include "daemon/engine.h"\n'),
        ("tests/year/world-truth.c", '#include "daemon/judge/expiry.h"\n'),
        ("tests/year/score.c", '#include "daemon/judge/attention.h"\n'),
        ("common/util.c", "\n"),
    ]
    missed = [case for case in cases if not breaches(*case)]
    for name, text in missed:
        print(f"not found: {name}: {text.strip()}")
    fine = breaches("daemon/judge/assess.c", '#include "daemon/model.h"\n#include <string.h>\n')
    return len(missed) + len(fine)


if __name__ == "__main__":
    sys.exit(1 if (self_test() if sys.argv[1:] == ["--self-test"] else check()) else 0)
