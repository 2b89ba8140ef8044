#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare.py BUILD [PROGRAM...]   what Mailseal forecasts (`check --programs`) against what the programs said (said.json), about the
same servers, newly started. A line a program (agreed / all) and one for each disagreement; exit 1 below 98 %.

--seen          instead, what the plain check sees of each server
--kind KIND     about this kind of server only (may be said again)"""

import argparse
import collections
import dataclasses
import json
import os
import pathlib
import subprocess
import sys

import said
import serving

BAR = 0.98
PATIENCE = 5  # seconds
FORECAST_OF = {"neomutt": "mutt"}  # one reader of settings, one forecast


def check(build, served, *options):
    """(door, verdict) of each, an object of `check --json`."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "MAILSEAL_", "LC_", "LANG", "SSL_", "GNUTLS_"))}
    folder = str(served.folder)
    done = subprocess.run(
        served.named([str(pathlib.Path(build).resolve() / "cli/mailseal"), "check", "--json", "--no-suggest", "--ca-file", str(served.ca_file),
                      "--timeout", str(PATIENCE), "--jobs", "16", *options, "-"]),
        input="".join(f"{d.url}\n" for d in served.doors), text=True, capture_output=True,
        env={**clean, "LC_ALL": "C.UTF-8", "HOME": folder, "MAILSEAL_CONFIG_DIR": folder, "MAILSEAL_STATE_DIR": folder})
    assert done.returncode in range(4) and "Sanitizer" not in done.stderr, done.stderr
    verdicts = {v["target"]: v for v in map(json.loads, done.stdout.splitlines())}
    return [(door, verdicts[door.url]) for door in served.doors]


@dataclasses.dataclass
class Result:
    agreed: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    asked: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    differences: list = dataclasses.field(default_factory=list)

    def count(self, row, forecast):
        """`forecast`: an object of `programs`, or None."""
        program, verdict = row["program"], (forecast or {}).get("verdict", "nothing")
        self.asked[program] += 1
        if verdict == row["verdict"]:
            self.agreed[program] += 1
        else:
            self.differences.append(f"{program}: {row['kind']} ({row['service']}): {row['verdict']} [{row['says']}], forecast {verdict} "
                                    f"[{(forecast or {}).get('says', '')}]")

    @property
    def part(self):
        return sum(self.agreed.values()) / max(1, sum(self.asked.values()))

    def __str__(self):
        lines = sorted(self.differences)
        lines += [f"{program:<14}{self.agreed[program]:5} / {n:<5}{100 * self.agreed[program] / n:6.1f} %" for program, n in sorted(self.asked.items())]
        return "\n".join([*lines, f"{'all':<14}{sum(self.agreed.values()):5} / {sum(self.asked.values()):<5}{100 * self.part:6.1f} %"])


def compare(seen, rows, programs=()):
    """Forecasts, as `check` gives them, against rows of said.json."""
    forecasts = {(d.site.kind, d.service): {p["program"]: p for p in v["programs"]} for d, v in seen}
    result = Result()
    for row in rows:
        of_server = forecasts.get((row["kind"], row["service"]))
        if of_server is not None and (not programs or row["program"] in programs):
            result.count(row, of_server.get(row["program"]) or of_server.get(FORECAST_OF.get(row["program"])))
    return result


def describe(door, verdict):
    """What the plain check sees, in two lines or three."""
    lines = [f"{door.site.kind} ({door.service}): {verdict['state']}"]
    lines += [f"    {f['code']} ({f['severity']}): {f.get('details', f['title']).split(' — ')[0]}" for f in verdict["findings"]]
    for a in verdict["addresses"]:
        certificate = a.get("certificate", {})
        what = (a["outcome"], a.get("tls_version"), a.get("cipher"), certificate.get("key"), certificate.get("signature"), a.get("detail"))
        lines.append("    " + ", ".join(w for w in what if w))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("program", nargs="*")
    parser.add_argument("--seen", action="store_true")
    parser.add_argument("--kind", action="append")
    options = parser.parse_args()
    with serving.Serving(options.build, options.kind) as served:
        seen = check(options.build, served, *([] if options.seen else ["--programs"]))
    if options.seen:
        print("\n".join(describe(*s) for s in seen))
        return 0
    result = compare(seen, said.load(), options.program)
    print(result)
    return 0 if result.part >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
