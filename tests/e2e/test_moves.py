# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the provider name other servers today than the mail program uses? With a real DNS server, and real mail servers to try out."""

import mailservers
import pytest
from conftest import CLI, RESOLVER, until
from test_accounts import call, prefs, profile, status
from test_discover import Names

OLD, NEW, DOMAIN, WHO = "mail.example.test", "mail.new.test", "example.test", "anna.secret"


@pytest.fixture
def account(daemon, environment, mailseal, authority, dovecot, postfix):
    """An account at OLD, watched; its address is of DOMAIN."""
    text = prefs((OLD, dovecot.ports["imaps"], 3), sending=(OLD, postfix.ports["smtps"]))
    profile(environment, text + f'user_pref("mail.identity.id1.useremail", "{WHO}@{DOMAIN}");\n')
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\n")
    daemon.resolver, environment["MAILSEAL_PROGRAM"] = RESOLVER, str(CLI)

    def start():
        daemon.start()
        call(environment, "org.mailseal.Mailseal1.Told", "welcome", "noticed")
        until("both looks", lambda: all(v["checked"] for v in status(mailseal).values()))
    start.imaps = dovecot.url("imaps", OLD)
    return start


@pytest.fixture
def other(folder, authority):
    with mailservers.Dovecot(folder / "dovecot-new", authority.leaf(NEW), address="127.0.0.2") as server:
        yield server


def asked(dns):
    return any("_imaps._tcp" in name for name in dns.asked)


def moved(mailseal, url):
    return [f for f in status(mailseal)[url]["findings"] if f["code"] == "moved"]


def test_moved(account, mailseal, daemon, environment, other):
    with Names({"_imaps": [f"0 1 {other.ports['imaps']} {NEW}"]}) as dns:
        account()
        until("the finding", lambda: moved(mailseal, account.imaps))
        (finding,) = moved(mailseal, account.imaps)
        assert (finding["severity"], finding["who"], finding["facts"]["use_host"]) == ("notice", "you", NEW)
        assert NEW in finding["advice"] and status(mailseal)[account.imaps]["state"] == "notice"
        assert not any(WHO.encode() in packet for packet in dns.packets)
        # asked once a week, not at every look or start; what is known stays
        count = len(dns.asked)
        assert mailseal("now", account.imaps).code == 0
        daemon.stop()
        daemon.start()
        until("a look", lambda: mailseal("now", account.imaps).code == 0)
        assert moved(mailseal, account.imaps) and len(dns.asked) == count
    assert WHO not in daemon.log.read_text()
    assert WHO.encode() not in b"".join(p.read_bytes() for p in (daemon.config.parent / "state").iterdir())


@pytest.mark.parametrize("published", ["the same name", "another name of the same server", "nothing that works", "a refusal"])
def test_not_moved(account, mailseal, published, dovecot, other, authority):
    """`imap.example.test` is the same machine; mail.gone.test shows a certificate for another name."""
    port = dovecot.ports["imaps"]
    records = {"the same name": f"0 1 {port} {OLD}", "another name of the same server": f"0 1 {port} imap.example.test",
               "nothing that works": f"0 1 {other.ports['imaps']} mail.gone.test", "a refusal": "0 0 0 ."}
    with Names({"_imaps": [records[published]]}) as dns:
        account()
        until("the question", lambda: asked(dns))
        with pytest.raises(TimeoutError):  # nothing may follow from it; a wrong one would come within a second
            until("nothing", lambda: moved(mailseal, account.imaps), seconds=3)
        assert moved(mailseal, account.imaps) == []
