# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs said: said.json, one line a (kind, service, program), sorted."""

import json
import pathlib

FILE = pathlib.Path(__file__).with_name("said.json")
KEY = ("kind", "service", "program")


def load(path=FILE):
    return json.loads(path.read_text()) if path.exists() else []


def key(row):
    return tuple(row[k] for k in KEY)


def save(rows, path=FILE):
    lines = (json.dumps(row, ensure_ascii=False) for row in sorted(rows, key=key))
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def merge(old, new, kinds):
    """The new ones instead of the old, and nothing of a kind that there is no more."""
    rows = {key(r): r for r in old if r["kind"] in kinds}
    rows.update({key(r): r for r in new})
    return list(rows.values())


def matrix(rows):
    """For people: a block a kind."""
    text, last = [], None
    for row in sorted(rows, key=key):
        if row["kind"] != last:
            text.append(f"\n{row['kind']}")
            last = row["kind"]
        text.append(f"  {row['program']:<13}{row['service']:<11}{row['verdict']:<8} {row['says']}")
    return "\n".join(text).lstrip() + "\n"
