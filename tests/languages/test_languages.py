# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages that there are, in a locale of each: every finding has its words, dates are the country's, and lines have their room.
(That a language is complete is looked at by tests/check-po.py.)"""

import pathlib
import re
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from conftest import *  # noqa: F401,F403,E402  (the servers and the daemon of tests/e2e)
from conftest import BUILD, CLI, named, until  # noqa: E402
from terminal import on_terminal, too_wide  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = [line for line in (TOP / "po/LINGUAS").read_text().splitlines() if not line.startswith("#")]
CODES = re.findall(r'\[MS_CODE_\w+\] = \{ "([a-z-]+)"', (TOP / "model/finding.c").read_text())
# what is said of a good server, with the date as people there write it
WELL = {"de": r"Das Zertifikat ist bis zum \d+\. (?:Januar|Februar|März|April|Mai|Ju[nl]i|August|September|Oktober|November|Dezember) \d{4} gültig",
        "fr": r"le certificat est valable jusqu’au \d+ (?:janv|févr|mars|avril|mai|juin|juil|août|sept|oct|nov|déc)\S* \d{4}",
        "es": r"el certificado es válido hasta el \d+ de (?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)\S* de \d{4}"}


@pytest.fixture(scope="session")
def locales(tmp_path_factory):
    """A locale of each language, made here and not installed."""
    folder = tmp_path_factory.mktemp("locales")
    for language in LANGUAGES:
        subprocess.run(["localedef", "--no-archive", "-i", f"{language}_{language.upper()}", "-f", "UTF-8",
                        folder / f"{language}_{language.upper()}.UTF-8"], check=True, capture_output=True)
    return folder


@pytest.fixture(params=LANGUAGES)
def language(request, environment, locales):
    environment.update(LOCPATH=str(locales), LC_ALL=f"{request.param}_{request.param.upper()}.UTF-8", MAILSEAL_LOCALE_DIR=f"{BUILD}/po")
    return request.param


def test_known():
    assert sorted(LANGUAGES) == sorted(WELL) and len(CODES) > 30


def test_explanations(language, mailseal, environment):
    english = dict(environment, LC_ALL="C.UTF-8", LANGUAGE="")
    for code in CODES:
        said = mailseal("explain", code).out
        plain = subprocess.run([CLI, "explain", code], env=english, text=True, capture_output=True, check=True).stdout
        assert not re.search(r"\{\w+\}", said), said
        kept = set(plain.splitlines()) & set(said.splitlines())
        assert not kept, (code, kept)


def test_overview(language, mailseal):
    commands = [line for line in mailseal("--help").out.splitlines() if line.startswith("  ")]
    assert len(commands) > 15 and too_wide(commands, 80) == []


def test_server(language, mailseal, authority, dovecot):
    said = mailseal("check", "--ca-file", authority.ca_file, dovecot.url("imaps", "mail.example.test"))
    assert said.code == 0 and re.search(WELL[language], said.out), said.out
    print(said.out.strip())


def test_status(language, daemon, environment, mailseal, hosts, dovecot):
    """A terminal of forty columns is wide enough, also for trouble: nobody vouches for these servers."""
    incoming, old = dovecot.url("imaps", "mail.example.test"), dovecot.url("pop3s", "mail.example.test")
    daemon.settings(f"[Mailseal]\nImportAccounts=false\n[Server incoming]\nTarget={incoming}\n[Server old]\nTarget={old}\n")
    daemon.start()
    until("both looks", lambda: all(v["checked"] for v in mailseal("status", "--json").objects))
    for columns in (40, 80, 120):
        lines = on_terminal([*named(hosts), CLI, "status"], environment, columns)
        assert len(lines) > 4 and too_wide(lines, columns) == [], "\n".join(lines)
        print("\n".join(lines))


def test_a_daemon_without_a_language(language, daemon, environment, mailseal, authority, dovecot):
    """It was started before anybody was there, in the C locale; who asks is answered in his language."""
    own, incoming = environment["LC_ALL"], dovecot.url("imaps", "mail.example.test")
    environment["LC_ALL"] = "C"
    daemon.settings(f"[Mailseal]\nImportAccounts=false\nCaFile={authority.ca_file}\n[Server incoming]\nTarget={incoming}\n")
    daemon.start()
    until("the look", lambda: all(v["checked"] for v in mailseal("status", "--json").objects))
    assert "All is well: the certificate is good until" in mailseal("status").out
    environment["LC_ALL"] = own
    assert re.search(WELL[language], mailseal("status").out), mailseal("status").out
