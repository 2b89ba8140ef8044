# SPDX-License-Identifier: GPL-3.0-or-later
"""
Installed into a home with ./run install, Mailseal starts at login: shown with a real systemd --user (root is needed to bring one
up where the machine was not booted with systemd). A user of the test's own is made, and removed again.
"""

import os
import pathlib
import pwd
import shutil
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
SESSION = TOP / "tests/desktop/user-manager.sh"
USER = "mailsealtest"


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
