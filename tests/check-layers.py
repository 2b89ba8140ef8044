#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom. The linker does not keep the walls, since every header lies in /usr/include; this does.
Nor may a name mean two things, or a face know a finding by its code: what it needs to know of one, the daemon sends.

check-layers.py            checks the tree, prints file:line of each breach
check-layers.py --self-test  proves that breaches are found
"""

import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
ROOMS = ("model", "programs", "check", "discover", "config", "faces", "daemon", "cli", "tray", "window", "tests/year")

# Room (longest match wins) -> what of ours it may include. Every arrow points down.
FLOOR = ["model/"]
DER = ["check/der.h"]  # the shape of what is received; probe and x509 do not know each other
PROGRAMS = FLOOR + ["programs/"]
SHARED = PROGRAMS + ["check/"]
OURS = {
    "model/": FLOOR,
    "programs/": PROGRAMS,
    "check/": SHARED,
    "check/der": DER,
    "check/probe/": FLOOR + DER + ["check/probe/"],
    "check/x509/": FLOOR + DER + ["check/x509/"],
    "check/judge/": PROGRAMS + ["check/judge/"],
    "discover/": SHARED + ["discover/"],
    "config/": FLOOR + ["config/"],
    "config/clients/": FLOOR + ["config/clients/", "config/ini.h"],
    "faces/": ["faces/", "model/burst.h", "po/"],
    "daemon/": SHARED + ["discover/", "config/", "daemon/", "po/"],
    "daemon/service/bus": ["daemon/service/bus.h", "faces/mailseal-dbus.h"],
    "daemon/host/": FLOOR + ["daemon/host/"],
    "daemon/judge/": PROGRAMS + ["check/judge/", "daemon/judge/"],
    "cli/": SHARED + ["discover/", "config/", "faces/", "cli/", "po/"],
    "tray/": ["faces/", "tray/", "po/"],
    "window/": ["faces/", "window/", "po/"],
    "window/data/": ["faces/", "window/data/", "po/"],
    # the world and its score know nothing of the judge; the driver is what imitates the daemon
    "tests/year/": FLOOR + ["tests/year/dice.h", "tests/year/world"],
    "tests/year/score": FLOOR + ["tests/year/world.h", "tests/year/score.h"],
    "tests/year/driver": SHARED + ["daemon/ward.h", "daemon/judge/", "tests/year/driver.h", "tests/year/score.h"],
    "tests/year/simulate": ["tests/year/driver.h"],
    "tests/year/test-simulate": FLOOR + ["tests/year/driver.h"],
}
# A library -> the only rooms that may touch it.
LIBRARIES = {
    r"gnutls/": ["check/x509/", "check/probe/tls"],
    r"sqlite3\.h": ["daemon/store/"],
    r"libnotify/": ["tray/bubble"],
    r"libsoup/": ["discover/fetch"],
    r"libpsl\.h": ["check/judge/domain"],
    r"json-glib/": ["check/json", "daemon/service/", "discover/found", "config/clients/", "cli/", "faces/", "tray/", "window/"],
    r"gio/|glib-unix": ["model/", "check/probe/", "discover/", "config/", "daemon/", "faces/", "cli/", "tray/", "window/", "tests/year/simulate"],
    r"gtk/|adwaita": ["window/"],
}
# Libraries that a room within these must not touch.
WITHOUT = {
    "window/data/": r"gtk/|adwaita",
    **dict.fromkeys(("daemon/judge/", "daemon/ward", "daemon/watched", "daemon/plan", "daemon/uptime", "daemon/alerts"), r"gio/|glib-unix"),
}
# What code that judges may not do: read a clock, the environment or a file, or log.
PURE = ("programs/", "check/judge/", "daemon/judge/")
IMPURE = re.compile(r"\b(g_get_real_time|g_get_monotonic_time|g_date_time_new_now\w*|time \(NULL\)|g_getenv|g_file_\w+|fopen|g_log\w*|"
                    r"g_warning|g_message|g_debug|g_print\w*|printf) \(")
# Settings of others are read, and nothing else: no program started, nothing written, nothing said about what stands in them.
READING = "config/clients/"
NOT_READING = re.compile(r"\b(g_spawn\w*|g_subprocess\w*|system|popen|exec\w+|fork|g_file_set_contents\w*|fopen|write|creat|unlink|"
                         r"mkdir|g_mkdir\w*|g_getenv|g_log\w*|g_warning|g_message|g_debug|g_print\w*|printf|puts) \(")
# GVariant stays with the two who speak D-Bus: bus on the session bus, surroundings on the system bus.
VARIANT_ROOMS = ("daemon/service/bus", "daemon/host/surroundings")
VARIANT = re.compile(r"\bg_variant_\w+ \(")

# No face judges: none knows the codes of findings. Signals may be called as one.
FACES = ("faces/", "tray/", "window/")
CODES = set(re.findall(r'^  \[MS_CODE_\w+\] = \{ "([a-z0-9-]+)"', (TOP / "model/finding.c").read_text(), re.M))
# Where a type gets its name, and where a public function is declared.
TYPE = re.compile(r"^(?:\} |typedef (?:struct|enum|union) _Ms\w+ |G_DECLARE_\w+_TYPE \()(Ms\w+)[;,]")
FUNCTION = re.compile(r"^(?!typedef\b)[A-Za-z][\w \*]*?[ \*](ms_\w+) \(")


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
        for within, library in WITHOUT.items():
            if other and name.startswith(within) and re.match(library, other[1]):
                found.append((number, f"{within} is without {other[1]}"))
        if name.startswith(PURE) and IMPURE.search(line):
            found.append((number, "code that judges is pure"))
        if name.startswith(READING) and NOT_READING.search(line):
            found.append((number, "who reads the settings of others runs, writes and says nothing"))
        if name.startswith("daemon/") and not name.startswith(VARIANT_ROOMS) and VARIANT.search(line):
            found.append((number, f"GVariant belongs to {', '.join(VARIANT_ROOMS)}"))
        said = "g_signal_" in line or line.lstrip().startswith(("*", "/*"))
        if name.startswith(FACES) and not said and CODES.intersection(re.findall(r'"([a-z0-9-]+)"', line)):
            found.append((number, "a face knows no finding by its code"))
    return found


def doubles(files):
    """[(name, line, what)] of what is named in more than one of these files, {name: text}."""
    found, first = [], {}
    for name, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            for kind in (TYPE, FUNCTION) if name.endswith(".h") else (TYPE,):
                match = kind.match(line)
                if match and first.setdefault(match[1], name) != name:
                    found.append((name, number, f"{match[1]} stands in {first[match[1]]}, too"))
    return found


def check():
    bad, files = 0, {}
    for folder in ROOMS:
        for path in sorted((TOP / folder).rglob("*.[ch]")):
            name = path.relative_to(TOP).as_posix()
            files[name] = path.read_text()
            for number, what in breaches(name, files[name]):
                print(f"{name}:{number}: {what}")
                bad += 1
    for name, number, what in doubles(files):
        print(f"{name}:{number}: {what}")
        bad += 1
    return bad


def self_test():
    cases = [
        ("check/judge/assess.c", "#include <gnutls/x509.h>\n"),
        ("check/judge/assess.c", "#include <gio/gio.h>\n"),
        ("check/judge/assess.c", '#include "daemon/store.h"\n'),
        ("daemon/judge/attention.c", '#include "daemon/store.h"\n'),
        ("daemon/judge/cause.c", "  now = g_get_real_time () / 5;\n"),
        ("check/judge/words.c", "  now = g_get_real_time () / 5;\n"),
        ("check/probe/probe.c", '#include "check/x509/trust.h"\n'),
        ("daemon/service/bus.c", '#include "daemon/engine.h"\n'),
        ("daemon/engine.c", "#include <sqlite3.h>\n"),
        ("daemon/engine.c", "  x = g_variant_new (1);\n"),
        ("daemon/host/surroundings.c", '#include "daemon/service/bus.h"\n'),
        ("daemon/host/routes.c", "  x = g_variant_new (1);\n"),
        ("tray/main.c", '#include "model/server.h"\n'),
        ("window/main.c", '#include "check/check.h"\n'),
        ("window/bus.c", '#include "model/server.h"\n'),
        ("config/settings.c", '#include "daemon/store.h"\n'),
        ("config/clients/mutt.c", '#include "config/settings.h"\n'),
        ("config/clients/mutt.c", "  g_spawn_command_line_sync (text, NULL, NULL, NULL, NULL);\n"),
        ("config/clients/mutt.c", "  g_debug (\"%s\", line);\n"),
        ("config/settings.c", "#include <json-glib/json-glib.h>\n"),
        ("discover/rules.c", '#include "daemon/engine.h"\n'),
        ("discover/search.c", "#include <libsoup/soup.h>\n"),
        ("check/judge/group.c", "#include <libpsl.h>\n"),
        ("cli/main.c", '#include "daemon/engine.h"\n'),
        ("tests/year/world-truth.c", '#include "check/judge/expiry.h"\n'),
        ("tests/year/score.c", '#include "daemon/judge/attention.h"\n'),
        ("window/data/state.c", "#include <gtk/gtk.h>\n"),
        ("daemon/ward.c", "#include <gio/gio.h>\n"),
        ("tray/view.c", '#include "check/judge/words.h"\n'),
        ("model/server.c", '#include "check/der.h"\n'),
        ("tray/view.c", '  if (g_str_equal (code, "starttls-vanished"))\n'),
        ("window/data/remedy.c", '  static const char *const codes[] = { "expired", "overdue" };\n'),
        ("common/util.c", "\n"),
    ]
    missed = [case for case in cases if not breaches(*case)]
    for name, text in missed:
        print(f"not found: {name}: {text.strip()}")
    fine = breaches("check/judge/assess.c", '#include "model/server.h"\n#include <string.h>\n')
    fine += breaches("window/bus.c", '  g_signal_new ("changed", MS_TYPE_CLIENT);\n  x = "weak ";\n')
    twice = [
        {"model/a.h": "typedef struct\n{\n  int i;\n} MsThing;\n", "tray/b.c": "typedef struct\n{\n  int i;\n} MsThing;\n"},
        {"model/a.h": "typedef struct _MsThing MsThing;\n",
         "window/b.h": "G_DECLARE_FINAL_TYPE (MsThing, ms_thing, MS, THING, GObject)\n"},
        {"model/a.h": "const char *ms_words (int i);\n", "window/b.h": "char **ms_words (int i);\n"},
    ]
    missed += [files for files in twice if not doubles(files)]
    fine += doubles({"a.h": "typedef struct _MsThing MsThing;\nvoid ms_do (MsThing *);\n",
                     "a.c": "struct _MsThing\n{\n};\nvoid ms_do (MsThing *a)\n"})
    return len(missed) + len(fine)


if __name__ == "__main__":
    sys.exit(1 if (self_test() if sys.argv[1:] == ["--self-test"] else check()) else 0)
