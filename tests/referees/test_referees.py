# SPDX-License-Identifier: GPL-3.0-or-later
"""What Mailseal forecasts for mail programs, against what they said when they were asked (said.json); the servers are real, the
programs are not needed. `tests/run --long referees` asks them anew."""

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
    assert all(r["says"] for r in rows if r["verdict"] in ("asks", "refuses") and r["program"] != "aerc")


def test_the_servers_are_what_they_say(served):
    """What is good is well for Mailseal, too; and each of the others is there, and is not good for everybody."""
    seen = {(d.site.kind, d.service): v for d, v in compare.check(BUILD, served)}
    assert all(v["state"] == "ok" for (kind, _), v in seen.items() if kind.startswith("good") and "for" not in kind)
    refused = {r["kind"] for r in said.load() if r["verdict"] != "accepts"}
    assert all(v["findings"] for (kind, _), v in seen.items() if kind in refused and "only" not in kind and v["state"] != "ok")


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
