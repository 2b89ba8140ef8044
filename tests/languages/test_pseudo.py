# SPDX-License-Identifier: GPL-3.0-or-later
"""No sentence escapes translation: everything that a user can see is looked at in a made-up language."""

import html
import pathlib
import re
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "desktop"))
import pseudo  # noqa: E402
from conftest import *  # noqa: F401,F403,E402  (the servers and the daemon of tests/e2e)
import fakes  # noqa: E402
from conftest import CLI, named, until  # noqa: E402
from terminal import on_terminal, too_wide  # noqa: E402
from test_accounts import prefs, profile  # noqa: E402
from test_faces import BUS  # noqa: E402,F401
from test_tray import Watcher, alert, session  # noqa: E402,F401

COMMANDS = ("status watch check add remove now history why alerts ack snooze accept accounts discover import export explain report "
            "doctor").split()
# Names of things, and what is typed: the same in every language.
NAMES = re.compile(
    r"\b[a-z0-9]+://\S+|\b(?:[0-9A-F]{4} ){3,}[0-9A-F]{4}\b|\b[\w-]+(?:\.[\w-]+)+\b|--?[a-z][\w-]*(?:=\w+)?|/[\w./-]+|\bSERVER\b|\b[0-9a-f]{16,}\b|mailseal(?:d|-tray)?\b|"
    r"\b(?:Mailseal|IMAP|SMTP|POP3|TLS|STARTTLS|STLS|PEM|DNS|JSON|URL|CN|Thunderbird|Evolution|PSS|imap|smtp|pop3|sieve|https|tls|starttls|"
    r"unreachable|refused|ok|info|notice|warning|critical|unknown|expired|expiring|noticed|resolved|you|provider|network|nobody|"
    r"[a-z]+(?:-[a-z]+)+)\b|\d{4}-\d\d-\d\dT[\d:]+Z|[a-z]+-[0-9a-f]{10}")


@pytest.fixture(scope="session")
def folder_of_languages(tmp_path_factory):
    return pseudo.build(tmp_path_factory.mktemp("languages"))


@pytest.fixture
def language(environment, folder_of_languages):
    environment.update(LANGUAGE="en_XA", MAILSEAL_LOCALE_DIR=str(folder_of_languages))


def escaped(text, *more):
    """Words of three letters and more that nobody translated."""
    rest = NAMES.sub(" ", pseudo.untranslated(text))
    for name in more:
        rest = rest.replace(name, " ")
    return re.findall(r"[A-Za-z]{3,}", rest)


def test_the_made_up_language_is_used(language, mailseal):
    assert "⟦" in mailseal("--help").out and escaped("Plain words ⟦ţrîçký⟧") == ["Plain", "words"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help(language, mailseal, command):
    """GLib's own words (Usage, Help Options, Show help options) are GLib's to translate."""
    glib = ("Usage:", "OPTION", "Help Options", "Application Options", "Show help options", "-?")
    out = mailseal(command, "--help").out
    assert "⟦" in out and escaped(out, command, *glib) == [], out


def test_overview(language, mailseal):
    rest = escaped(mailseal("--help").out)
    assert [word for word in rest if word not in COMMANDS] == []


@pytest.mark.parametrize("arguments", [
    ("check", "imaps://user@127.0.0.1"), ("check", "nonsense://x"), ("check",), ("check", "imaps://127.0.0.1:1"), ("check", "--at", "soon", "x"),
    ("check", "--jobs", "0", "x"), ("explain", "nobody says this"), ("explain",), ("history", "x"), ("status",), ("add", "@"), ("nonsense",),
    ("accounts",), ("discover", "x")], ids=" ".join)
def test_errors(language, mailseal, arguments):
    """Also without a daemon and without a bus. A word of the user's is repeated as it is."""
    done = mailseal(*arguments)
    rest = escaped(done.out + done.err, "user", "nonsense", "nobody says this", "soon")
    assert "⟦" in done.out + done.err and rest == [], done.out + done.err


def test_explanations(language, mailseal):
    """Every finding, and the words of the mail programs, which are those of the mail programs."""
    codes = re.findall(r'\[MS_CODE_\w+\] = \{ "([a-z-]+)"', (pseudo.check_po.TOP / "model/finding.c").read_text())
    assert len(codes) > 30
    for code in codes:
        done = mailseal("explain", code)
        assert done.code == 0 and escaped(done.out) == [], (code, done.out)


def test_with_daemon(language, daemon, environment, mailseal, hosts, authority, dovecot, postfix):
    """Two servers, one with trouble; what each command and D-Bus say of them."""
    url, bad = dovecot.url("imaps", "mail.example.test"), dovecot.url("imap", "two.example.test")
    profile(environment, prefs(("mail.example.test", dovecot.ports["pop3s"], 3), sending=("mail.example.test", postfix.ports["smtps"])))
    daemon.settings(f"[Mailseal]\nCaFile={authority.ca_file}\nNonsense=1\n[Server mail]\nTarget={url}\n[Server bad]\nTarget={bad}\n")
    daemon.start()
    until("both looks", lambda: all(v["checked"] for v in mailseal("status", "--json").objects if not v["imported"]))
    # names, what certificates call themselves, and the words of the C library
    servers = ("bad", "mail", "Test", "test", "Authority", "Intermediate", "Connection")
    for arguments in (("status",), ("now", "mail"), ("now",), ("history", "bad"), ("why", "bad"), ("alerts",), ("alerts", "--all"), ("check", url),
                      ("doctor",), ("import",), ("report", bad), ("accept", "mail"), ("snooze", "x", "y"), ("ack", "x"), ("remove", "nobody")):
        done = mailseal(*arguments)
        rest = escaped(done.out + done.err, *servers)
        assert "⟦" in done.out + done.err and rest == [], (arguments, rest, done.out + done.err)
    for verdict in mailseal("status", "--json").objects:
        assert escaped(verdict["summary"], *servers) == [], verdict["summary"]
        for finding in verdict["findings"]:
            for member in ("title", "text", "advice", "details"):
                assert escaped(finding[member], *servers) == [], finding[member]
    for arguments in (("status",), ("alerts",), ("history", "bad")):
        for columns in (60, 80):
            lines = on_terminal([*named(hosts), CLI, *arguments], environment, columns)
            assert lines and too_wide(lines, columns) == [], "\n".join(lines)
            assert escaped("\n".join(lines), *servers) == [], "\n".join(lines)


def test_tray(session, folder_of_languages):
    """The menu, a bubble and what it offers, the tip, and the words for a desktop that shows no icons."""
    session.environment.update(LANGUAGE="en_XA", MAILSEAL_LOCALE_DIR=str(folder_of_languages))
    server = session.peer(fakes.Notifications)
    session.peer(fakes.Mailseal, summary="⟦⟧", alerts=[alert("a")], status=[
        {"name": "x", "account": "example.test", "half": half, "url": url, "state": "ok", "summary": "⟦⟧", "addresses": [{"certificate": {"days_left": days}}]}
        for half, url, days in (("receiving", "imaps://i", 41), ("sending", "smtps://s", 7))])
    session.start("--tray-wait=1")
    fakes.until("the problem, and the hint that no icon is shown", lambda: len(server.shown) == 2)
    watcher = session.peer(Watcher)
    fakes.until("the icon", lambda: watcher.came)
    fakes.until("the menu", lambda: len(session.entries()) > 5)
    # what comes from the daemon is not the tray's to translate
    theirs = alert("a")
    said = [*session.entries(), session.property("Title"), *session.property("ToolTip")[2:],
            *(text for bubble in server.shown for text in (bubble["summary"], bubble["body"], *bubble["labels"]))]
    for text in said:
        for member in ("title", "text", "advice"):
            text = text.replace(theirs[member], "")
        assert escaped(html.unescape(text), "was good until", "yesterday", "not longer", "Tell your provider") == [], text
