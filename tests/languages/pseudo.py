#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pseudo.py FOLDER: a made-up language for tests, FOLDER/en_XA/LC_MESSAGES/mailseal.mo. Every message is put between ⟦ and ⟧, its
letters get accents and it grows by 40 %, so that what was not translated, or has no room to grow, is seen at once."""

import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import importlib  # noqa: E402

check_po = importlib.import_module("check-po")

LETTERS = str.maketrans("AEIOUYaceinouyst", "ÀÉÎÖÛÝàçéîñôüýšţ")
# what is to be written as it stands
KEPT = re.compile(r"%[-_0^#]?[A-Za-z]|%\d*\$?[-+0#]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j)?[diouxXcsfgeEp%]|\{[A-Za-z_]+\}|`[^`]*`|\b[a-z0-9]+://\S+|--[a-z-]+|\n|<[^>]+>|&[a-z]+;|_(?=\w)")


def pseudo(message):
    """The message in that language; its line ends, placeholders and what is to be typed stay."""
    begin, end = message[:len(message) - len(message.lstrip("\n"))], message[len(message.rstrip("\n")):]
    body = message.strip("\n")
    out, at = "", 0
    for found in KEPT.finditer(body):
        out += body[at:found.start()].translate(LETTERS) + found.group()
        at = found.end()
    out += body[at:].translate(LETTERS)
    more = "~" * max(1, len(body) * 2 // 5) if " " not in body else " ~~~~" * max(1, len(body) * 2 // 25)
    return f"{begin}⟦{out}{more}⟧{end}"


def untranslated(text):
    """What stands outside of all ⟦ ⟧."""
    depth, out = 0, []
    for character in text:
        depth += (character == "⟦") - (character == "⟧")
        out.append(" " if depth > 0 or character == "⟧" else character)
    assert depth == 0, text
    return "".join(out)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def build(folder):
    with tempfile.TemporaryDirectory() as scratch:
        po = pathlib.Path(scratch) / "en_XA.po"
        lines = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n']
        for context, one, many, *_ in check_po.messages(check_po.template(scratch)):
            lines.append((f"msgctxt {quoted(context)}\n" if context else "") + f"msgid {quoted(one)}\n"
                         + (f"msgid_plural {quoted(many)}\nmsgstr[0] {quoted(pseudo(one))}\nmsgstr[1] {quoted(pseudo(many))}\n" if many
                            else f"msgstr {quoted(pseudo(one))}\n"))
        po.write_text("\n".join(lines), encoding="utf-8")
        into = pathlib.Path(folder) / "en_XA/LC_MESSAGES"
        into.mkdir(parents=True, exist_ok=True)
        subprocess.run(["msgfmt", "-o", into / "mailseal.mo", po], check=True)
    return pathlib.Path(folder)


if __name__ == "__main__":
    build(sys.argv[1])
