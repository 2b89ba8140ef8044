# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon on real servers, over D-Bus and the command line; nobody shows notifications here."""

import json
import os
import sqlite3
import time

import mailservers
import pytest
import schema
from conftest import until


def settings(authority, servers, extra=""):
    sections = "".join(f"[Server {name}]\nTarget={url}\n" for name, url in servers.items())
    return f"[Mailseal]\nCaFile={authority.ca_file}\nInterval=6h\n{extra}{sections}"


def status(mailseal):
    run = mailseal("status", "--json")
    return {v["name"]: v for v in map(schema.verdict, run.objects)}


def alerts(mailseal, *options):
    return [schema.alert(a) for a in mailseal("alerts", "--json", *options).objects]


def codes(verdict):
    return [f["code"] for f in verdict["findings"]]


@pytest.fixture
def dovecot_of_its_own(folder, good, tmp_path_factory):
    with mailservers.Dovecot(folder / tmp_path_factory.mktemp("d").name, good) as server:
        yield server


def watched(daemon, mailseal, authority, servers, extra=""):
    daemon.settings(settings(authority, servers, extra))
    daemon.start()
    until("every first look", lambda: all(v.get("checked") for v in json_status(mailseal)) and len(json_status(mailseal)) == len(servers))


def json_status(mailseal):
    return mailseal("status", "--json").objects


def test_the_whole_way(daemon, mailseal, authority, dovecot_of_its_own, good):
    server = dovecot_of_its_own
    watched(daemon, mailseal, authority, {"work": server.url("imaps", "mail.example.test")})
    assert status(mailseal)["work"]["state"] == "ok" and alerts(mailseal) == []

    server.set_certificate(authority.leaf("mail.example.test", "imap.example.test", "127.0.0.1", begin=-9, end=85))
    assert mailseal("now", "work").code == 0
    v = status(mailseal)["work"]
    assert v["state"] == "ok" and codes(v) == ["renewed"] and alerts(mailseal, "--all") == []
    assert "renewed" in mailseal("history", "work").out

    told = []
    for names, more, code in ((["mail.example.test"], {"begin": -90, "end": -3}, "expired"),
                              (["www.example.test"], {}, "name-mismatch"),
                              (["mail.example.test"], {"issuer": None}, "self-signed")):
        server.set_certificate(authority.leaf(*names, **more))
        assert mailseal("now", "work").code == 0
        open_ = alerts(mailseal)
        assert [a["code"] for a in open_] == [code], open_
        assert open_[0]["told"] is None and open_[0]["servers"] == [v["url"]]
        until("a second look that sees it too", lambda: alerts(mailseal)[0]["tell"])
        assert mailseal("status").code == 2
        mailseal("now", "work")
        assert [a["id"] for a in alerts(mailseal)] == [open_[0]["id"]]  # seen again: nothing new
        told.append(open_[0]["id"])
    daemon.stop()
    daemon.start()
    assert [a["id"] for a in alerts(mailseal)] == told[-1:]  # a restart forgets nothing and invents nothing
    assert codes(status(mailseal)["work"])[0] == "self-signed"
    server.set_certificate(good)
    mailseal("now", "work")
    assert alerts(mailseal) == [] and len(alerts(mailseal, "--all")) == 3
    history = mailseal("history", "work").out
    assert "first seen" in history and "solved" in history


def test_acknowledge_and_snooze(daemon, mailseal, authority, dovecot):
    watched(daemon, mailseal, authority, {"other name": dovecot.url("imaps", "two.example.test")})
    until("the alert", lambda: alerts(mailseal))
    (alert,) = alerts(mailseal)
    assert mailseal("ack", alert["id"]).code == 0
    (alert,) = alerts(mailseal)
    assert alert["acknowledged"] and not alert["tell"]
    assert mailseal("snooze", alert["id"], "7d").code == 0 and alerts(mailseal)[0]["snoozed_until"]
    assert mailseal("snooze", alert["id"], "yesterday").code == 1
    assert mailseal("ack", "no-such-alert").code == 1
    daemon.stop()
    daemon.start()
    (again,) = alerts(mailseal)
    assert again["acknowledged"] and again["snoozed_until"] and not again["tell"]


def test_the_worst_alert_first(daemon, mailseal, authority, dovecot, dovecot_of_its_own):
    dovecot_of_its_own.set_certificate(authority.leaf("mail.example.test", begin=-80, end=10))
    servers = {"soon": dovecot_of_its_own.url("imaps", "mail.example.test")}
    watched(daemon, mailseal, authority, servers)
    until("the warning", lambda: alerts(mailseal))
    servers["other name"] = dovecot.url("imaps", "two.example.test")
    daemon.settings(settings(authority, servers))
    until("the later one", lambda: len(alerts(mailseal)) == 2)
    assert [a["severity"] for a in alerts(mailseal)] == ["critical", "warning"]


def test_doctor_without_a_user_manager(daemon, mailseal):
    """Its advice is what can be typed here."""
    daemon.start()
    out = mailseal("doctor").out
    assert "No user service manager" in out and "mailseal-tray &" in out and "systemctl" not in out, out


def test_accept(daemon, mailseal, authority, dovecot_of_its_own):
    server = dovecot_of_its_own
    mine = authority.leaf("mail.example.test", issuer=None)
    server.set_certificate(mine)
    watched(daemon, mailseal, authority, {"mine": server.url("imaps", "mail.example.test")})
    until("the alert", lambda: alerts(mailseal))
    assert mailseal("accept", "mine", "--until", "yesterday").code == 1
    assert mailseal("accept", "mine", "--until", "90d", "--reason", "Anna told me").code == 0
    v = status(mailseal)["mine"]
    assert v["state"] == "ok" and v["safe_to_continue"] == "yes" and codes(v) == ["self-signed"]
    assert v["findings"][0]["facts"]["accepted"]["reason"] == "Anna told me" and v["findings"][0]["severity"] == "info"
    assert alerts(mailseal) == [] and mailseal("status").code == 0
    daemon.stop()
    (daemon.config.parent / "state" / "mailseal.db").write_bytes(b"no database")  # a damaged store forgets no decision
    daemon.start()
    until("a look", lambda: json_status(mailseal)[0]["checked"])
    assert status(mailseal)["mine"]["state"] == "ok"
    server.set_certificate(authority.leaf("mail.example.test", issuer=None))  # another one is not accepted, and told
    mailseal("now", "mine")
    assert status(mailseal)["mine"]["state"] == "critical" and len(alerts(mailseal)) == 1
    assert mailseal("accept", "nobody").code == 1


def test_ambiguous_server(daemon, mailseal, authority, dovecot):
    name = "mail.example.test"
    watched(daemon, mailseal, authority, {name: dovecot.url("imaps", "two.example.test"), "b": dovecot.url("imaps", name)})
    run = mailseal("history", name)
    assert run.code == 64 and dovecot.url("imaps", "two.example.test") in run.err


def test_settings_are_picked_up(daemon, mailseal, authority, dovecot):
    daemon.settings("")
    daemon.start()
    run = mailseal("status")
    assert run.code == 0 and "add" in run.out
    daemon.settings(settings(authority, {"one": dovecot.url("imaps", "mail.example.test")}))
    until("the new server", lambda: [v["name"] for v in json_status(mailseal)] == ["one"])
    daemon.settings(settings(authority, {"two": dovecot.url("pop3s", "mail.example.test")}))
    until("the other server", lambda: [v["name"] for v in json_status(mailseal)] == ["two"])


def test_wrong_lines(daemon, mailseal, authority, dovecot):
    """A wrong line is told with file and line; everything else works."""
    text = settings(authority, {"good": dovecot.url("imaps", "mail.example.test")}, "Interval=soon\nnonsense\n")
    daemon.settings(text + "[Server bad]\nTarget=imap.example.org\n[Server ca]\nTarget=imaps://127.0.0.1:1\nCaFile=/nonexistent/ca.pem\n")
    daemon.start()
    until("both servers", lambda: len(json_status(mailseal)) == 2)
    until("the first look", lambda: "ok" in [v["state"] for v in json_status(mailseal)])
    log = daemon.log.read_text()
    conf = daemon.config / "mailseal.conf"
    for line, word in ((4, "Interval"), (5, "nonsense"), (9, "imap.example.org"), (12, "/nonexistent/ca.pem")):
        assert any(f"{conf}:{line}:" in at and word in at for at in log.splitlines()), (line, log)
    assert f"{conf}:4:" in mailseal("status").err  # and whoever asks is told


def test_add_and_remove(daemon, mailseal, authority, dovecot):
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n[Server mine]\nTarget={dovecot.url('imaps', 'mail.example.test')}\n")
    daemon.start()
    url = dovecot.url("pop3s", "mail.example.test")
    run = mailseal("add", url)
    assert run.code == 0 and url in run.out, run.err
    assert mailseal("add", "gopher://x").code != 0
    assert {v["url"] for v in json_status(mailseal)} == {url, dovecot.url("imaps", "mail.example.test")}
    assert mailseal("remove", url).code == 0 and mailseal("remove", "mine").code == 0
    assert json_status(mailseal) == []
    assert "Watch=false" in (daemon.config / "mailseal.conf.d/50-mailseal.conf").read_text()
    assert "Target" in (daemon.config / "mailseal.conf").read_text()  # the user's own file is not ours to change
    assert mailseal("remove", "mine").code == 1
    daemon.stop()
    daemon.start()
    assert json_status(mailseal) == []


@pytest.mark.parametrize("damage", ["text", "truncated", "zeroed"])
def test_damaged_store(daemon, mailseal, authority, dovecot, environment, damage):
    servers = {"one": dovecot.url("imaps", "mail.example.test")}
    watched(daemon, mailseal, authority, servers)
    daemon.stop()
    path = os.path.join(environment["MAILSEAL_STATE_DIR"], "mailseal.db")
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    size = os.path.getsize(path)
    with open(path, "r+b") as f:
        if damage == "text":
            f.write(b"this is no database" * 10)
        elif damage == "truncated":
            f.truncate(size // 2 + 100)
        else:
            f.seek(4096)
            f.write(b"\0" * 8192)
    before = open(path, "rb").read()
    daemon.start()
    until("a new look", lambda: all(v.get("checked") for v in json_status(mailseal)))
    aside = [n for n in os.listdir(environment["MAILSEAL_STATE_DIR"]) if ".damaged-" in n]
    assert len([n for n in aside if not n.endswith(("-wal", "-shm"))]) == 1, aside
    kept = next(n for n in aside if not n.endswith(("-wal", "-shm")))
    assert open(os.path.join(environment["MAILSEAL_STATE_DIR"], kept), "rb").read() == before  # nothing is lost
    assert kept in daemon.log.read_text() and "damaged" in daemon.log.read_text()
    assert kept in mailseal("status").err


def test_store_is_written_by_change(daemon, mailseal, authority, dovecot, environment):
    watched(daemon, mailseal, authority, {"one": dovecot.url("imaps", "mail.example.test")})
    for _ in range(3):
        assert mailseal("now", "one").code == 0
    db = sqlite3.connect(os.path.join(environment["MAILSEAL_STATE_DIR"], "mailseal.db"))
    assert db.execute("PRAGMA user_version").fetchone()[0] > 0
    count = {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("servers", "certificates", "shown", "seen", "alerts")}
    assert count == {"servers": 1, "certificates": 2, "shown": 1, "seen": 1, "alerts": 0}


def test_no_daemon(mailseal, bus):
    run = mailseal("status")
    assert run.code == 69 and run.err


def test_second_daemon(daemon, environment, mailseal):
    import subprocess
    from conftest import DAEMON
    daemon.settings("")
    daemon.start()
    done = subprocess.run([DAEMON], env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 75 and "already" in done.stderr
    assert daemon.is_there()


def memory(pid):
    fields = {}
    for line in open(f"/proc/{pid}/smaps_rollup"):
        name, _, value = line.partition(":")
        if value.strip().endswith("kB"):
            fields[name] = int(value.split()[0])
    return fields["Pss"] / 1024, (fields["Private_Clean"] + fields["Private_Dirty"]) / 1024


def switches(pid):
    counts = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        for line in open(f"/proc/{pid}/task/{task}/status"):
            if line.startswith("voluntary_ctxt_switches"):
                counts[task] = int(line.split()[1])
    return counts


def wakeups(pid, seconds):
    """How often the process woke up in this time; its idle threads may end in it."""
    before = switches(pid)
    time.sleep(seconds)
    return sum(n - before.get(task, 0) for task, n in switches(pid).items())


def test_at_rest(daemon, mailseal, authority, dovecot):
    """20 servers, all looked at, nothing to do: the bars of memory and wake-ups."""
    servers = {f"s{i}": f"{scheme}://127.0.0.1:{dovecot.ports[scheme]}" if i < 5 else f"imaps://127.0.0.{i}:{dovecot.ports['imaps']}"
               for i, scheme in enumerate(["imaps", "imap", "pop3s", "pop3", "sieve"] + ["imaps"] * 15)}
    daemon.settings(settings(authority, servers))
    daemon.start()
    until("every first look", lambda: len([v for v in json_status(mailseal) if v.get("checked")]) == 20, 60)
    pid = next(int(p) for p in os.listdir("/proc") if p.isdigit() and same_program(p, "mailseald", daemon))
    time.sleep(6)
    pss, private = memory(pid)
    woken = wakeups(pid, 20)
    print(f"\nmailseald at rest with 20 servers: PSS {pss:.1f} MiB, private {private:.1f} MiB, {woken} wake-ups in 20 s")
    if not sanitized(pid):
        assert pss <= 9 and private <= 7
    assert woken <= 1


def same_program(pid, name, daemon):
    try:
        return (open(f"/proc/{pid}/comm").read().strip() == name
                and daemon.environment["MAILSEAL_STATE_DIR"] in open(f"/proc/{pid}/environ").read())
    except OSError:
        return False


def sanitized(pid):
    return "asan" in open(f"/proc/{pid}/maps").read() or "sanitized" in os.environ["MAILSEAL_BUILD"]
