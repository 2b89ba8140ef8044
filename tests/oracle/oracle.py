#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains by chance, judged by Mailseal, openssl and gnutls-cli: Mailseal never says that all is well where both others refuse,
and wherever else it differs, tests/oracle/differences.py says why. `oracle.py --help`; names need root, for a mount namespace."""

import argparse
import collections
import dataclasses
import pathlib
import random
import sys
import tempfile
import time
import typing

import kinds
from differences import BOTH, our_findings, reasons
from judges import judge

AT_ONCE = 100  # chains


@dataclasses.dataclass
class Result:
    seed: int
    chains: int = 0
    kinds: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    listed: collections.Counter = dataclasses.field(default_factory=collections.Counter)  # rows of differences.py
    well: int = 0  # nothing was found wrong, and nobody found anything
    false_ok: typing.List = dataclasses.field(default_factory=list)
    unlisted: typing.List = dataclasses.field(default_factory=list)

    def count(self, case):
        why = reasons(case)
        self.chains += 1
        self.kinds.update(case.plan.kinds)
        self.listed.update(why or ())
        self.well += case.mailseal["state"] == "ok" and all(getattr(case, j).accepts for j in BOTH)
        if why is None:
            refused_by_both = not any(getattr(case, j).accepts for j in BOTH)
            (self.false_ok if refused_by_both and not our_findings(case) else self.unlisted).append(case)

    def __str__(self):
        lines = [f"false ok: {case}" for case in self.false_ok] + [f"not listed: {case}" for case in self.unlisted]
        for case in self.false_ok + self.unlisted:
            lines.append(f"again: tests/oracle/oracle.py --seed {self.seed} --chain {case.plan.number} --keep FOLDER BUILD")
        lines.append(f"seed {self.seed}: {self.chains} chains, {len(self.kinds)} kinds, {self.well} all well, {len(self.listed)} listed "
                     f"differences in {sum(self.listed.values())} places, {len(self.unlisted)} not listed, {len(self.false_ok)} false ok")
        return "\n".join(lines)


def run(build, seed, count, only=None, keep=None, note=lambda text: None):
    """`count` chains of this seed, or only that one of them; what is made is kept in that folder."""
    result, begin = Result(seed), time.monotonic()
    numbered = [n for n in enumerate(kinds.recipes(seed, count if only is None else only + 1)) if only in (None, n[0])]
    for at in range(0, len(numbered), AT_ONCE):
        with tempfile.TemporaryDirectory(prefix="mailseal-oracle-") as folder:
            for case in judge(build, [kinds.plan(seed, *n) for n in numbered[at:at + AT_ONCE]], pathlib.Path(keep or folder)):
                result.count(case)
                if only is not None:
                    note(str(case))
        note(f"{result.chains} chains, {time.monotonic() - begin:.0f} s")
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="the build folder")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--chains", type=int, default=2000)
    parser.add_argument("--chain", type=int, help="only this one, and what each says of it")
    parser.add_argument("--keep", metavar="FOLDER", help="what was served (a key and a chain, NUMBER.0) and trusted (NUMBER.ca)")
    options = parser.parse_args()
    if options.keep:
        pathlib.Path(options.keep).mkdir(parents=True, exist_ok=True)
    result = run(options.build, options.seed, options.chains, options.chain, options.keep, lambda text: print(text, file=sys.stderr, flush=True))
    for row, n in result.listed.most_common():
        print(f"{n:5}  {'+'.join(row.judges)}  {row.kinds}  [{row.what}]: {row.why}")
    print(result)
    return 1 if result.false_ok or result.unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
