# SPDX-License-Identifier: GPL-3.0-or-later
"""What mail programs will do: from a real server to each face. Its certificate is good, and has a key that Thunderbird does not know."""

import json
import pathlib
import subprocess

import pytest
import schema
from conftest import until
from cryptography.hazmat.primitives.asymmetric import ed25519
from test_accounts import BUS, call, prefs, profile
from test_wire import greets, server

MEMBERS = {"program", "name", "verdict", "text", "says", "because", "button", "proof", "versions"}


@pytest.fixture
def odd(authority, tmp_path):
    """The address of a server whose certificate has an Ed25519 key."""
    leaf = authority.leaf("mail.example.test", "127.0.0.1", key=ed25519.Ed25519PrivateKey.generate())
    with server(leaf, tmp_path, greets) as address:
        yield address


def by_program(verdict):
    return {p["program"]: p for p in verdict["programs"]}


def test_check(mailseal, authority, odd):
    run = mailseal("check", "--json", "--ca-file", authority.ca_file, "--programs", f"imaps://{odd}")
    (v,) = map(schema.verdict, run.objects)
    (finding,) = v["findings"]
    programs = by_program(v)
    assert run.code == 1 and finding["code"] == "client-refuses" and finding["severity"] == "warning", v
    assert finding["facts"]["because"] == "key-type" and "Thunderbird" in finding["facts"]["programs"]
    assert all(set(p) <= MEMBERS for p in programs.values()) and len(programs) == 23
    assert programs["thunderbird"]["verdict"] == "refuses" and programs["thunderbird"]["because"] == "key-type"
    assert programs["thunderbird"]["proof"] == "measured" and programs["outlook"]["proof"] == "documented"
    assert programs["mutt"]["verdict"] == "accepts" and "says" not in programs["mutt"] and "because" not in programs["mutt"]


def test_named_ones(mailseal, authority, odd):
    run = mailseal("check", "--ca-file", authority.ca_file, "--programs=msmtp,Thunderbird", f"imaps://{odd}")
    lines = [line for line in run.out.splitlines() if line.strip().startswith(("Thunderbird ", "msmtp "))]
    assert "does not connect: " in lines[0] and lines[1].endswith("connects") and "Evolution  " not in run.out
    assert mailseal("check", "--programs=pine", f"imaps://{odd}").code == 64
    assert "programs" not in mailseal("check", "--json", "--ca-file", authority.ca_file, f"imaps://{odd}").objects[0]


def test_dialog(mailseal, authority, tmp_path):
    """Of one that is doubted: what is asked, and the safe button."""
    with server(authority.leaf("127.0.0.1", begin=-90, end=-1), tmp_path, greets) as address:
        (v,) = mailseal("check", "--json", "--ca-file", authority.ca_file, "--programs", f"imaps://{address}").objects
    programs = by_program(v)
    assert programs["thunderbird"]["verdict"] == "asks" and programs["thunderbird"]["says"] == "SEC_ERROR_EXPIRED_CERTIFICATE"
    assert programs["thunderbird"]["button"] == "Cancel" and programs["evolution"]["button"] == "Reject"
    assert programs["msmtp"]["verdict"] == "refuses" and "button" not in programs["msmtp"]
    assert {p["because"] for p in programs.values()} == {"expired"}


@pytest.mark.parametrize("client", ["thunderbird", "mutt"])
def test_watched(daemon, environment, mailseal, authority, odd, client):
    """Who uses Thunderbird is told; who uses mutt finds it in the status."""
    host, port = "mail.example.test", int(odd.rsplit(":")[-1])
    if client == "thunderbird":
        profile(environment, prefs((host, port, 3), sending=(host, port)))
    else:
        (pathlib.Path(environment["HOME"]) / ".muttrc").write_text(f"set folder=imaps://someone@{host}:{port}/\n")
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n")
    daemon.start()
    call(environment, "org.mailseal.Mailseal1.Told", "welcome", "noticed")
    url = f"imaps://{host}:{port}"
    look = lambda: next((v for v in mailseal("status", "--json").objects if v["url"] == url and v["findings"]), None)
    until("the look", lambda: look() is not None, 60)
    v = schema.standing(look())
    (finding,) = [f for f in v["findings"] if f["code"] == "client-refuses"]
    assert finding["severity"] == ("warning" if client == "thunderbird" else "notice")
    assert list(by_program(v)) == [client]
    answer = subprocess.run([*BUS, "org.mailseal.Mailseal1.Programs", url], env=environment, capture_output=True, text=True, timeout=20)
    programs = json.loads(answer.stdout.strip()[2:-3].encode().decode("unicode_escape").encode("latin-1").decode()
                          if "\\u" in answer.stdout else answer.stdout.strip()[2:-3])
    assert programs[0]["program"] == client and len(programs) == 23
    alerts = [a["code"] for a in mailseal("alerts", "--json").objects]
    assert ("client-refuses" in alerts) == (client == "thunderbird")
