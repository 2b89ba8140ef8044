# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user's mail clients use is watched by itself: on real servers, with a home made up for it."""

import pathlib
import subprocess

import schema
from conftest import until

BUS = ["gdbus", "call", "--session", "--dest", "org.mailseal.Mailseal1", "--object-path", "/org/mailseal/Mailseal1", "--method"]


def prefs(*accounts, sending):
    """A Thunderbird profile: accounts are (host, port, socketType)."""
    lines = [f'user_pref("mail.accountmanager.accounts", "{",".join(f"account{i}" for i, _ in enumerate(accounts, 1))}");']
    for i, (host, port, socket_type) in enumerate(accounts, 1):
        lines += [f'user_pref("mail.account.account{i}.server", "server{i}");', f'user_pref("mail.account.account{i}.identities", "id{i}");',
                  f'user_pref("mail.identity.id{i}.smtpServer", "smtp1");', f'user_pref("mail.server.server{i}.type", "imap");',
                  f'user_pref("mail.server.server{i}.hostname", "{host}");', f'user_pref("mail.server.server{i}.port", {port});',
                  f'user_pref("mail.server.server{i}.socketType", {socket_type});', f'user_pref("mail.server.server{i}.userName", "someone");']
    host, port = sending
    lines += ['user_pref("mail.smtpservers", "smtp1");', f'user_pref("mail.smtpserver.smtp1.hostname", "{host}");',
              f'user_pref("mail.smtpserver.smtp1.port", {port});', 'user_pref("mail.smtpserver.smtp1.try_ssl", 3);']
    return "\n".join(lines) + "\n"


def profile(environment, text):
    folder = pathlib.Path(environment["HOME"]) / ".thunderbird/abc.default"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "profiles.ini").write_text("[Profile0]\nName=default\nIsRelative=1\nPath=abc.default\nDefault=1\n")
    (folder / "prefs.js.new").write_text(text)
    (folder / "prefs.js.new").rename(folder / "prefs.js")


def status(mailseal):
    return {v["url"]: v for v in map(schema.standing, mailseal("status", "--json").objects)}


def call(environment, method, *arguments):
    return subprocess.run([*BUS, method, *arguments], env=environment, capture_output=True, text=True, timeout=20).stdout


def test_found_welcomed_and_watched(daemon, environment, mailseal, authority, dovecot, postfix):
    imaps, imap, smtps = (dovecot.url("imaps", "mail.example.test"), dovecot.url("imap", "mail.example.test"),
                          postfix.url("smtps", "mail.example.test"))
    one = ("mail.example.test", dovecot.ports["imaps"], 3)
    sending = ("mail.example.test", postfix.ports["smtps"])
    profile(environment, prefs(one, sending=sending))
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n")
    daemon.start()
    # listed at once, looked at only after the user was told
    assert set(status(mailseal)) == {imaps, smtps}
    assert all(v["checked"] is None for v in status(mailseal).values())
    welcome = call(environment, "org.freedesktop.DBus.Properties.Get", "org.mailseal.Mailseal1", "Welcome")
    assert "mail.example.test" in welcome and "someone" not in welcome
    call(environment, "org.mailseal.Mailseal1.Told", "welcome", "noticed")
    until("both looks", lambda: all(v["state"] == "ok" for v in status(mailseal).values()))
    assert "mail.example.test" not in call(environment, "org.freedesktop.DBus.Properties.Get", "org.mailseal.Mailseal1", "Welcome")
    assert "Thunderbird" in mailseal("history", imaps).out
    # another account appears while the daemon runs; encryption switched off is a finding of its own
    profile(environment, prefs(one, ("mail.example.test", dovecot.ports["imap"], 0), sending=sending))
    until("the new account", lambda: imap in status(mailseal) and status(mailseal)[imap]["checked"])
    (insecure,) = [f for f in status(mailseal)[imap]["findings"] if f["code"] == "insecure-account"]
    assert insecure["who"] == "you" and insecure["facts"]["client"] == "Thunderbird"
    # what the user does not want stays away, also after a restart, and nobody is welcomed twice
    assert mailseal("remove", imaps).code == 0
    assert set(status(mailseal)) == {imap, smtps}
    daemon.stop()
    daemon.start()
    assert set(status(mailseal)) == {imap, smtps}
    assert "mail.example.test" not in call(environment, "org.freedesktop.DBus.Properties.Get", "org.mailseal.Mailseal1", "Welcome")


def test_not_wanted(daemon, environment, mailseal):
    profile(environment, prefs(("mail.example.test", 993, 3), sending=("mail.example.test", 465)))
    for setting in ("ImportAccounts=false", "ImportClients=evolution, mutt"):
        daemon.settings(f"[Mailseal]\n{setting}\n")
        daemon.start()
        assert status(mailseal) == {}
        daemon.stop()


def test_gone_stays_marked(daemon, environment, mailseal, authority, dovecot, postfix):
    """A server that the mail program no longer uses stays, without notifications, until the user removes it."""
    imaps, smtps = dovecot.url("imaps", "mail.example.test"), postfix.url("smtps", "mail.example.test")
    imap = dovecot.url("imap", "mail.example.test")
    one, sending = ("mail.example.test", dovecot.ports["imaps"], 3), ("mail.example.test", postfix.ports["smtps"])
    profile(environment, prefs(one, sending=sending))
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n")
    daemon.start()
    call(environment, "org.mailseal.Mailseal1.Told", "welcome", "noticed")
    until("both looks", lambda: all(v["state"] == "ok" for v in status(mailseal).values()))
    assert {(v["account"], v["half"], tuple(v["clients"])) for v in status(mailseal).values()} == {
        ("example.test", "receiving", ("Thunderbird",)), ("example.test", "sending", ("Thunderbird",))}
    profile(environment, prefs(("mail.example.test", dovecot.ports["imap"], 2), sending=sending))
    said = mailseal("import").out
    assert f"{imaps}: no longer used by Thunderbird" in said and f"{imap}: used by Thunderbird" in said, said
    marked = {url: (v["gone"], v["notify"]) for url, v in status(mailseal).items()}
    assert marked == {imaps: (True, False), imap: (False, True), smtps: (False, True)}
    assert "no longer in the settings of Thunderbird" in mailseal("history", imaps).out
    daemon.stop()
    daemon.start()
    assert status(mailseal)[imaps]["gone"] and status(mailseal)[imaps]["state"] == "ok"
    assert mailseal("remove", imaps).code == 0
    assert set(status(mailseal)) == {imap, smtps}
    mailseal("import")
    assert set(status(mailseal)) == {imap, smtps}
    # what was said of an imported server in the settings does not keep it from being removed
    call(environment, "org.mailseal.Mailseal1.Configure", smtps, "{'Notify': 'false'}")
    assert not status(mailseal)[smtps]["notify"]
    assert mailseal("remove", smtps).code == 0
    assert set(status(mailseal)) == {imap}
