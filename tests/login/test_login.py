# SPDX-License-Identifier: GPL-3.0-or-later
"""
./run as a user meets it, and what ./run install gives: Mailseal starts at login, shown with a real systemd --user (root is needed to
bring one up where the machine was not booted with systemd). A user of the test's own is made, and removed again.
"""

import os
import pathlib
import pwd
import re
import shutil
import subprocess
import sys

import pytest

for folder in ("e2e", "languages"):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / folder))
from conftest import environment  # noqa: F401,E402
from terminal import on_terminal, too_wide  # noqa: E402
from test_machine import ASK, booted  # noqa: F401,E402

TOP = pathlib.Path(__file__).resolve().parents[2]
SESSION = TOP / "tests/desktop/user-manager.sh"
USER = "mailsealtest"


# who the menu's program is, to a session whose PATH is the ordinary one
MENU = """PATH=/usr/bin:/bin /usr/bin/python3 -c '
import os
from gi.repository import Gio, GLib
def program(entry):
    return GLib.shell_parse_argv(entry.get_commandline())[1][0]
for entry in Gio.AppInfo.get_all():
    if entry.get_id() == "org.mailseal.Mailseal.desktop":
        print("in the menu:", entry.should_show(), program(entry))
entry = Gio.DesktopAppInfo.new_from_filename(os.path.expanduser("~/.config/autostart/org.mailseal.Mailseal.Tray.desktop"))
print("at login:", program(entry))'"""


def as_user(script, timeout=240):
    """The script in a fresh login of the test's user, with a user manager and a session bus."""
    done = subprocess.run([SESSION, "--user", USER, "--timeout", str(timeout), "--", "bash", "-c", script], capture_output=True,
                          env=dict(os.environ, LAB_UNIT="default.target"),
                          text=True, timeout=timeout + 60)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def home():
    if os.getuid() != 0:
        pytest.fail("tests/login must run as root")
    subprocess.run(["userdel", "-r", USER], capture_output=True)
    subprocess.run(["useradd", "-m", "-s", "/bin/bash", USER], check=True)
    path = pathlib.Path(pwd.getpwnam(USER).pw_dir)
    clone = path / "mailseal"
    ignore = shutil.ignore_patterns("build*", ".git", "__pycache__")
    shutil.copytree(TOP, clone, ignore=ignore)
    subprocess.run(["chown", "-R", f"{USER}:", path], check=True)
    yield path
    subprocess.run(["userdel", "-r", USER], capture_output=True)


WAIT = 'wait_active() { for i in $(seq 100); do systemctl --user -q is-active "$1" && return; sleep 0.1; done; systemctl --user status "$1" --no-pager; return 1; }; '


def test_login(home):
    code, out = as_user("cd ~/mailseal && ./run install && systemctl --user is-enabled mailseald mailseal-tray", 400)
    assert code == 0, out
    assert out.count("enabled") >= 2, out
    code, out = as_user(MENU)
    assert f"in the menu: True {home}/.local/bin/mailseal-window\nat login: {home}/.local/bin/mailseal-tray\n" in out, out

    # the next login: nobody starts it, and it is there
    code, out = as_user(WAIT + "wait_active mailseald.service && ~/.local/bin/mailseal status && ~/.local/bin/mailseal --version")
    assert code == 0, out
    assert "No mail server is watched yet" in out

    # a call on D-Bus brings it back; the hardening really is in force
    code, out = as_user(WAIT + "wait_active mailseald.service && systemctl --user stop mailseald && ! systemctl --user -q is-active mailseald"
                        " && ~/.local/bin/mailseal status && systemctl --user -q is-active mailseald"
                        " && grep -E '^(NoNewPrivs|Seccomp):' /proc/$(systemctl --user show -P MainPID mailseald)/status")
    assert code == 0, out
    assert "NoNewPrivs:\t1" in out and "Seccomp:\t2" in out, out

    # a desktop session begins: the tray comes with it, and goes with it
    code, out = as_user(
        WAIT + "mkdir -p ~/.config/systemd/user && printf '[Unit]\\nBindsTo=graphical-session.target\\nWants=graphical-session-pre.target\\n'"
        " > ~/.config/systemd/user/testdesk.target && systemctl --user daemon-reload"
        " && ! systemctl --user -q is-active mailseal-tray && systemctl --user start testdesk.target && wait_active mailseal-tray.service"
        " && systemctl --user stop testdesk.target graphical-session.target && sleep 1 && ! systemctl --user -q is-active mailseal-tray"
        "; result=$?; rm ~/.config/systemd/user/testdesk.target; exit $result")
    assert code == 0, out

    # a click on the icon: the window is no child of the tray's sandbox, and gets the token of the click
    window = "~/.local/bin/mailseal-window"
    script = "#!/bin/sh\nexec > ~/window.out\ncat /proc/self/cgroup\ngrep NoNewPrivs /proc/self/status\necho token $XDG_ACTIVATION_TOKEN\necho done\n"
    call = "gdbus call --session -d org.mailseal.Mailseal.Tray -o /StatusNotifierItem -m org.kde.StatusNotifierItem."
    code, out = as_user(
        WAIT + f"[ ! -e {window} ] || mv {window} ~/kept-window; printf '%s' '{script}' > {window} && chmod +x {window}"
        f" && systemctl --user start mailseal-tray && wait_active mailseal-tray && sleep 1 && {call}ProvideXdgActivationToken t-1 && {call}Activate 0 0"
        " && for i in $(seq 50); do grep -q done ~/window.out 2>/dev/null && break; sleep 0.1; done; cat ~/window.out"
        f"; rm -f {window} ~/window.out; [ ! -e ~/kept-window ] || mv ~/kept-window {window}")
    assert "app-org.mailseal.Mailseal-" in out and "NoNewPrivs:\t0" in out and "token t-1" in out, out

    # the session bus is killed and comes back: the service and the tray end, and systemd brings them back
    code, out = as_user(
        WAIT + "mkdir -p ~/.config/systemd/user && printf '[Unit]\\nBindsTo=graphical-session.target\\nWants=graphical-session-pre.target\\n'"
        " > ~/.config/systemd/user/testdesk.target && systemctl --user daemon-reload && systemctl --user start testdesk.target"
        " && wait_active mailseal-tray.service && sleep 1 && old=$(systemctl --user show -P MainPID mailseal-tray)"
        " && systemctl --user kill -s KILL dbus.service && sleep 1; for i in $(seq 150); do new=$(systemctl --user show -P MainPID mailseal-tray);"
        " [ $new != 0 ] && [ $new != $old ] && break; sleep 0.1; done"
        "; [ $new != 0 ] && [ $new != $old ] && wait_active mailseal-tray.service"
        " && { wait_active mailseald.service || wait_active mailseald.service || wait_active mailseald.service || wait_active mailseald.service; }"
        " && ~/.local/bin/mailseal status"
        "; result=$?; systemctl --user stop testdesk.target graphical-session.target; rm ~/.config/systemd/user/testdesk.target; exit $result")
    assert code == 0, out

    # a server that is added is watched after the next login, too
    code, out = as_user(WAIT + "wait_active mailseald.service && ~/.local/bin/mailseal add imaps://127.0.0.1:1")
    assert "imaps://127.0.0.1:1" in out, out
    code, out = as_user(WAIT + "wait_active mailseald.service; ~/.local/bin/mailseal status")
    assert code == 3 and "127.0.0.1" in out, out

    code, out = as_user("cd ~/mailseal && ./run uninstall")
    assert code == 0, out
    left = [p for p in home.rglob("*mailseal*")
            if not p.is_relative_to(home / "mailseal") and not p.is_relative_to(home / ".config/mailseal")
            and not p.is_relative_to(home / ".local/state/mailseal")]
    assert left == [], left
    assert (home / ".config/mailseal/mailseal.conf.d/50-mailseal.conf").exists()  # the user's decisions stay
    code, out = as_user("systemctl --user -q is-active mailseald || echo gone")
    assert "gone" in out, out


def said(home, arguments, code, path="/usr/bin:/bin"):
    """./run of that user, without a session, on a terminal of eighty columns; what it says."""
    script = f"cd ~/mailseal && ./run {arguments}; echo code $?"
    lines = on_terminal(["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", "bash", "-c", script],
                        {"HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8"}, 80)
    assert lines[-1] == f"code {code}" and too_wide(lines, 80) == [], lines
    return " ".join(" ".join(lines[:-1]).split())


def test_wrong_words(home):
    usage = said(home, "help 2>&1", 0)
    assert "./run install" in usage
    for arguments, why in (("bogus", 'there is no command "bogus"'), ("add", "add: which server?"), ("install --bogus", '"--bogus"'),
                           ("install --prefix", "--prefix needs a folder"), ("install --prefix /usr/local", "systemctl --global enable")):
        assert why in said(home, f"{arguments} 2>&1", 64)
    assert "may be in the folder's name" in said(home, "install --prefix /home/100% 2>&1", 1)


def test_without_sudo(home):
    """Nothing is installed that it needs, and nobody may install it: the reason is on the terminal, and who is to do what."""
    tools = home / "tools"
    tools.mkdir()
    for program in pathlib.Path("/usr/bin").iterdir():
        if program.name not in ("sudo", "dpkg-query"):
            (tools / program.name).symlink_to(program)
    (tools / "dpkg-query").write_text("#!/bin/sh\nexit 1\n")
    (tools / "dpkg-query").chmod(0o755)
    words = said(home, "check imaps://127.0.0.1:1 2>&1 | fold -s -w 80; (exit ${PIPESTATUS[0]})", 1, path=str(tools))
    assert "there is no sudo" in words and "apt-get install" in words and "libgnutls28-dev" in words


def test_prefix_with_a_space(home):
    """The unit, D-Bus and the two desktop files each read it in their own way."""
    where = f"{home}/my programs"
    code, out = as_user("cd ~/mailseal && ./run install --prefix ~/'my programs'", 400)
    assert code == 0 and "mailseald runs now" in out, out
    code, out = as_user(MENU)
    assert f"in the menu: True {where}/bin/mailseal-window\nat login: {where}/bin/mailseal-tray\n" in out, out
    status = "{ ~/'my programs'/bin/mailseal status; [ $? != 69 ]; }"
    code, out = as_user(WAIT + "wait_active mailseald.service && readlink /proc/$(systemctl --user show -P MainPID mailseald)/exe && systemctl --user "
                        f"stop mailseald && {status} && systemctl --user -q is-active mailseald")
    assert code == 0 and f"{where}/bin/mailseald\n" in out, out
    # D-Bus alone, without a user manager
    code, out = as_user("systemctl --user stop mailseald; sed -i /SystemdService/d ~/.local/share/dbus-1/services/org.mailseal.Mailseal1.service"
                        f" && dbus-run-session -- sh -c \"{status}\"")
    assert code == 0, out
    code, out = as_user("cd ~/mailseal && ./run uninstall && ls -d ~/'my programs' ~/.local/share/applications/org*")
    assert out.count("No such file") == 2, out


def test_demo(home, booted):  # noqa: F811
    """On a small terminal, of a machine that was booted and whose clock nothing synchronises."""
    ready = ("./run check imaps://127.0.0.1:1; "
             "ninja -C build daemon/mailseald tray/mailseal-tray window/mailseal-window mailseal-gmo tests/demo/mailseal-demo-servers")
    run = f"cd ~/mailseal && {{ {ready}; }} >/dev/null && timeout -s INT 36 ./run demo; {' '.join(map(str, ASK))}"
    lines = on_terminal([*booted, "setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", "bash", "-c", run],
                        {"HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, 80)
    screens = "\n".join(lines).split("\x1b[H")[1:]
    assert len(screens) > 1 and "boolean false" in screens[-1], lines
    for screen in screens:
        picture = screen.split("\x1b[J")[0].splitlines()
        assert len(picture) < 24 and too_wide(picture, 80) == [], screen
        assert screen.startswith("DEMO") and "Ctrl-C ends this" in picture[-1], screen
        assert len(re.findall("ran out", screen)) <= 1, "said twice: " + screen
    assert "The certificate ran out 2 days ago." in screens[-1] and "an ordinary renewal" in screens[-1], screens[-1]
