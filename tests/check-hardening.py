#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-hardening.py OPTIMIZATION SANITIZER UNIT... -- PROGRAM...

What is built and what is installed gives an error of ours no more room than it must: each program may be loaded anywhere (PIE), has
no code on the stack, nothing that can be written once it runs in its tables of functions, and notices a stack that was written over;
where it was optimised and nothing else looks, the C library's calls look at the room they write into. A unit leaves no memory behind.
"""

import re
import subprocess
import sys

# that write into memory, and whose room the compiler knows somewhere
FORTIFIED = ("mailseald", "mailseal")


def read(program, *options):
    return subprocess.run(["readelf", "--wide", *options, program], check=True, capture_output=True, text=True).stdout


def wrong_with(program, fortified):
    header, segments, dynamic, symbols = (read(program, option) for option in ("--file-header", "--segments", "--dynamic", "--dyn-syms"))
    stack = re.search(r"GNU_STACK.* (R\S*) +0x", segments)
    needed = {
        "is not position-independent": "DYN" in header and re.search(r"FLAGS_1.*\bPIE\b", dynamic),
        "has code on its stack": stack and "E" not in stack[1],
        "has no GNU_RELRO": "GNU_RELRO" in segments,
        "binds its functions late": re.search(r"FLAGS_1.*\bNOW\b", dynamic),
        "does not watch its stack": "__stack_chk_fail" in symbols,
        "is not fortified": not fortified or re.search(r"\b__\w+_chk\b", symbols.replace("__stack_chk_fail", "")),
    }
    return [f"{program} {what}" for what, well in needed.items() if not well]


def main(optimization, sanitizer, *paths):
    units, programs = paths[:paths.index("--")], paths[paths.index("--") + 1:]
    fortified = optimization not in ("0", "plain") and sanitizer == "none"
    wrong = [f"{unit} has no LimitCORE=0" for unit in units if "\nLimitCORE=0\n" not in open(unit).read()]
    for program in programs:
        wrong += wrong_with(program, fortified and program.rsplit("/", 1)[-1] in FORTIFIED)
    print("\n".join(wrong or [f"{len(units)} units and {len(programs)} programs are as they should be"]))
    return 1 if wrong or not units or not programs else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
