#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check.py MAILSEAL: runs `mailseal accounts` in every home beside this file, and compares what it prints with the tables."""

import json
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent
KEYS = {"clients": list, "protocol": str, "host": str, "port": int, "security": str, "used": bool, "verify": bool, "accounts": list}


def table(path, columns):
    lines = path.read_text().splitlines() if path.exists() else []
    return [tuple(line.split("\t")[:columns]) for line in lines if line]


def state(folder):
    return sorted((str(path), path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*"))


def run(program, home, cwd, *arguments):
    result = subprocess.run([program, "accounts", *arguments], env={"HOME": str(home), "LC_ALL": "C.UTF-8"}, cwd=cwd,
                            capture_output=True, text=True, timeout=60)
    assert result.returncode == 0 and result.stderr == "", (home, result)
    assert "CANARY" not in result.stdout, home
    return result.stdout.splitlines()


def check(program, sample):
    home = sample / "home"
    before = state(home)
    with tempfile.TemporaryDirectory() as cwd:
        found = [json.loads(line) for line in run(program, home, cwd, "--json")]
        lines = run(program, home, cwd)
        assert list(pathlib.Path(cwd).iterdir()) == [], sample
    assert state(home) == before, sample
    assert len(lines) == max(len(found), 1), sample
    used, unused = set(), set()
    for server in found:
        assert {key: type(value) for key, value in server.items()} == KEYS, server
        assert server["clients"] == [sample.parent.name] and server["accounts"], server
        row = (server["protocol"], server["host"], str(server["port"]), server["security"])
        assert row not in used | unused, row
        (used if server["used"] else unused).add(row)
    expected, optional = set(table(sample / "expected.tsv", 4)), set(table(sample / "optional.tsv", 4))
    assert expected <= used, (sample, expected - used)
    assert used <= expected | optional and unused <= optional, (sample, used, unused)
    hosts = {server["host"] for server in found}
    assert not hosts & {row[0] for row in table(sample / "forbidden.tsv", 1)}, sample


if __name__ == "__main__":
    samples = sorted(path.parent for path in TOP.glob("*/*/home"))
    program = str(pathlib.Path(sys.argv[1]).resolve())
    for sample in samples:
        check(program, sample)
    print(f"{len(samples)} homes")
    sys.exit(0 if len(samples) >= 50 else 1)
