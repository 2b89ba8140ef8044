#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The translations: does po/POTFILES.in name every file with something to translate, is every language complete, and are the
placeholders of each message kept? `check-po.py --update` brings POTFILES.in and the languages up to date with the sources."""

import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
ROOMS = ("model", "check", "discover", "config", "faces", "daemon", "cli", "tray", "window")
TRANSLATES = re.compile(r"\b(?:_|N_|C_|NC_|ngettext|g_dngettext) ?\(|translatable=\"yes\"")
NAMED = re.compile(r"\{[A-Za-z_]+\}")
OTHERS = ("window/org.mailseal.Mailseal.desktop", "window/org.mailseal.Mailseal.metainfo.xml", "tray/org.mailseal.Mailseal.Tray.desktop")


def sources():
    """Every file with something to translate, as POTFILES.in should have them."""
    found = [path.relative_to(TOP) for room in ROOMS for kind in ("*.c", "*.h", "*.ui") for path in (TOP / room).rglob(kind)
             if TRANSLATES.search(path.read_text(encoding="utf-8"))]
    return sorted(map(str, found)) + [name for name in OTHERS if (TOP / name).exists()]


def template(folder):
    """The messages of the sources (a .pot file)."""
    pot = pathlib.Path(folder) / "mailseal.pot"
    subprocess.run(["xgettext", "--from-code=UTF-8", "--add-comments=Translators", "-k_", "-kN_", "-kC_:1c,2", "-kNC_:1c,2", "-kngettext:1,2",
                    "--package-name=mailseal", "-o", pot, *sources()], cwd=TOP, check=True, stderr=subprocess.DEVNULL)
    return pot


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), text)


def text_of(block):
    return unescaped("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', block)))


def messages(path):
    """[(msgctxt, msgid, msgid_plural or None, [msgstr], fuzzy)] of a .po or .pot file, without its head."""
    found = []
    for entry in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry = "\n".join(line for line in entry.splitlines() if not line.startswith("#~"))
        parts = {key: text_of(block) for key, block in re.findall(r'^(msg\w+(?:\[\d\])?) ((?:".*"\n?)+)', entry + "\n", re.M)}
        if parts.get("msgid"):
            strings = [value for key, value in parts.items() if key.startswith("msgstr")]
            found.append((parts.get("msgctxt"), parts["msgid"], parts.get("msgid_plural"), strings, "#, fuzzy" in entry or ", fuzzy" in entry))
    return found


def faults(path, wanted):
    """What is wrong with a language, a sentence each."""
    said = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True)
    if said.returncode != 0:
        yield said.stderr.strip()
    there = set()
    for context, one, many, strings, fuzzy in messages(path):
        there.add((context, one))
        if fuzzy:
            yield f"{one!r} is fuzzy"
        for string in strings:
            if not string:
                yield f"{one!r} is not translated"
                continue
            names, kept = set(NAMED.findall(one)) | set(NAMED.findall(many or "")), set(NAMED.findall(string))
            if kept - names or (names - kept and many is None):
                yield f"{one!r}: placeholders {', '.join(sorted(names ^ kept))}"
    for context, one in sorted(wanted - there, key=str):
        yield f"{one!r} is missing"


def check():
    bad = []
    named = (TOP / "po/POTFILES.in").read_text().split()
    if named != sources():
        bad.append(f"po/POTFILES.in is not up to date: {sorted(set(named) ^ set(sources()))}")
    with tempfile.TemporaryDirectory() as folder:
        wanted = {(context, one) for context, one, *_ in messages(template(folder))}
    # "%" G_GINT64_FORMAT " days" is seen by xgettext as "%" alone
    bad += [f"{one!r} is cut off by a macro" for _, one in sorted(wanted, key=str) if re.search(r"(?<!%)(?:%%)*%$", one)]
    for line in (TOP / "po/LINGUAS").read_text().splitlines():
        if line and not line.startswith("#"):
            bad += [f"po/{line}.po: {fault}" for fault in faults(TOP / f"po/{line}.po", wanted)]
    return bad


def update():
    (TOP / "po/POTFILES.in").write_text("".join(f"{name}\n" for name in sources()))
    with tempfile.TemporaryDirectory() as folder:
        pot = template(folder)
        for path in sorted((TOP / "po").glob("*.po")):
            subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--no-wrap", "--no-location", "--update", "--backup=none", path, pot],
                           check=True)


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    found = check()
    print("\n".join(found[:40]))
    sys.exit(bool(found))
