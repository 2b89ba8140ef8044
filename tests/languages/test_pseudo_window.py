# SPDX-License-Identifier: GPL-3.0-or-later
"""No word of the window escapes translation: what a screen reader is told of it, in the made-up language. Run as tests/e2e/test_window.py."""

import pathlib
import subprocess
import sys

import gi
import pytest

TESTS = pathlib.Path(__file__).resolve().parents[1]
for folder in ("languages", "desktop", "e2e"):
    sys.path.insert(0, str(TESTS / folder))
import pseudo  # noqa: E402
import stand_in  # noqa: E402
from conftest import until  # noqa: E402
from test_pseudo import escaped  # noqa: E402
from test_window import PLACEHOLDERS, open_window, play  # noqa: E402,F401

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

# words of GTK and libadwaita, a protocol, and what certificates call themselves
THEIRS = ("Minimize the window", "Maximize the window", "Close the window", "Minimize", "Maximize", "Close", "Search", "No Results Found",
          "Try a different search", "ManageSieve", "KMail", "Geary", "certificate of Some Authority", "Some Authority", "Some Root")


@pytest.fixture(scope="session")
def folder_of_languages(tmp_path_factory):
    return pseudo.build(tmp_path_factory.mktemp("languages"))


def sentences(value):
    """All strings of the daemon that is played, the longest first: they are not the window's to translate."""
    if isinstance(value, str):
        return {value}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(sentences, parts))


@pytest.mark.parametrize("scene,url", [("rich", "imaps://mail.example.org"), ("rich", "imaps://imap.uni.example"), ("new", ""), ("empty", ""),
                                       ("rich", "--preferences"), ("rich", "--add")])
def test_window(play, open_window, folder_of_languages, monkeypatch, scene, url):
    play(scene)  # in English, so that its words are told from the window's
    for name, value in (("LC_ALL", "C.UTF-8"), ("LANGUAGE", "en_XA"), ("MAILSEAL_LOCALE_DIR", str(folder_of_languages))):
        monkeypatch.setenv(name, value)
    window = open_window(*[url][:bool(url)])
    until("the made-up language", lambda: any("⟦" in (node.get_name() or "") for node in window.walk()))
    said = sorted(sentences(stand_in.SCENES[scene]()), key=len, reverse=True)
    seen, found = 0, []
    for node in window.walk():
        for text in (node.get_name() or "", node.get_description() or ""):
            ours = "" if text.startswith(PLACEHOLDERS) else text
            for theirs in said:
                ours = ours.replace(theirs, " ").replace(theirs.rstrip("."), " ") if len(theirs) > 3 else ours
            seen += "⟦" in ours
            if rest := escaped(ours, *THEIRS):
                found.append((node.get_role_name(), text, rest))
    print(f"\n{scene} {url}: {seen} texts in the made-up language, {len(found)} that escaped", *found, sep="\n  ")
    assert found == [] and seen > 3
    if not url.startswith("--"):
        fits_narrow_screens(window)


def fits_narrow_screens(window):
    """With words 40 % longer than ours the window is still not wider than a telephone."""
    frame = next(node for node in window.walk() if node.get_role_name() == "frame")

    def width():
        return frame.get_component_iface().get_extents(Atspi.CoordType.WINDOW).width
    subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "mailseal", "windowsize", "360", "720"], check=True)
    until("the narrow window", lambda: width() <= 360)
