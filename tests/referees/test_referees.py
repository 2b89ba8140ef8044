# SPDX-License-Identifier: GPL-3.0-or-later
"""What Mailseal forecasts for mail programs, against what they said when they were asked (said.json); the servers are real, the
programs are not needed. `tests/run --long referees` asks them anew."""

import collections
import os

import compare
import programs
import pytest
import said
import servers
import serving

BUILD = os.environ["MAILSEAL_BUILD"]


@pytest.fixture(scope="module")
def served():
    with serving.Serving(BUILD) as doors:
        yield doors


def test_every_program_was_asked_about_every_server():
    rows = said.load()
    offered = {(s.kind, service) for s in servers.sites()[1] for service in s.services}
    wanted = {(*server, p.name) for server in offered for p in programs.PROGRAMS if server[1] in p.services}
    assert {said.key(r) for r in rows} == wanted
    assert rows == sorted(rows, key=said.key)
    assert {r["verdict"] for r in rows} == {"accepts", "asks", "refuses", "hangs"}
    assert all(bool(r["says"]) == (r["verdict"] in ("asks", "refuses")) for r in rows)


def test_the_plain_check_agrees_where_all_agree(served):
    """What every program takes is well, though it may end soon; what none takes is not."""
    verdicts = collections.defaultdict(set)
    for r in said.load():
        verdicts[r["kind"], r["service"]].add(r["verdict"])
    for door, seen in compare.check(BUILD, served):
        of_programs, codes = verdicts[door.site.kind, door.service], {f["code"] for f in seen["findings"]}
        if of_programs == {"accepts"}:
            assert seen["state"] == "ok" or codes == {"expiring"}, compare.describe(door, seen)
        elif "accepts" not in of_programs:  # none of them was given the certificate that a server may demand of its users
            demanded = any(f["facts"].get("reason") == "client-certificate" for f in seen["findings"])
            assert seen["state"] != "ok" or demanded, compare.describe(door, seen)


def test_forecast(served):
    result = compare.compare(compare.check(BUILD, served, "--programs"), said.load())
    print(result)
    assert result.part >= compare.BAR, str(result)


def row(program, verdict):
    return {"kind": "good", "service": "imaps", "program": program, "verdict": verdict, "says": ""}


@pytest.mark.parametrize("forecast,program,agreed", [
    ([{"program": "mutt", "verdict": "accepts"}], "mutt", 1),
    ([{"program": "mutt", "verdict": "accepts"}], "neomutt", 1),
    ([{"program": "mutt", "verdict": "unknown"}], "mutt", 0),
    ([{"program": "mutt", "verdict": "accepts"}], "msmtp", 0),
    ([], "mutt", 0),
])
def test_the_comparison_itself(served, forecast, program, agreed):
    door = next(d for d in served.doors if d.site.kind == "good" and d.service == "imaps")
    result = compare.compare([(door, {"programs": forecast})], [row(program, "accepts")])
    assert (sum(result.agreed.values()), sum(result.asked.values()), len(result.differences)) == (agreed, 1, 1 - agreed)
    assert result.part == agreed and ("100.0 %" in str(result)) == bool(agreed)
