#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# desktop-gnome.sh [options] -- COMMAND [ARG...]
# A headless GNOME Shell (Wayland, nested in Xvfb, software rendering) on a private session bus.
# Same contract and options as desktop-x11.sh, but the notification server is the shell itself and
#   --panel appindicator|none     the shell with the AppIndicator extension (default), or as GNOME is: without any tray
set -u
source "$(dirname "${BASH_SOURCE[0]}")/lab-lib.sh"

if [ "${1:-}" != --inner ]; then
    PANEL=appindicator NOTIFY=none XWAYLAND=disable LAB_WAIT=60
    parse_options "$@"; set -- "${LAB_CMD[@]}"
    need gnome-shell gjs Xvfb xdotool dbus-run-session import
    SYSBUS=1     # gnome-shell does not start without a system bus; an empty private one is enough
    make_root
    SERVICES+=(org.gnome.Shell.Notifications.service)
    lab_bus
    start_xvfb; export LAB_XDISPLAY=$DISPLAY LAB_WAIT
    export XDG_SESSION_TYPE=wayland XDG_CURRENT_DESKTOP=GNOME XDG_SESSION_DESKTOP=gnome MUTTER_DEBUG_DUMMY_MODE_SPECS=$SIZE
    run_inner "${BASH_SOURCE[0]}" "$@"
fi

# ---- inside the private bus ----------------------------------------------------------------------
shift; inner_traps
gsettings set org.gnome.shell disable-user-extensions false
gsettings set org.gnome.shell welcome-dialog-last-shown-version 999
gsettings set org.gnome.desktop.interface enable-animations false
gsettings set org.gnome.desktop.session idle-delay 0
gsettings set org.gnome.desktop.lockdown disable-lock-screen true
[ "$PANEL" = appindicator ] && gsettings set org.gnome.shell enabled-extensions "['ubuntu-appindicators@ubuntu.com']"
xsetroot -solid black
start gnome-shell gnome-shell --nested --wayland --no-x11
wait_name org.gnome.Shell "$LAB_WAIT" || { tail -n 30 "$LAB_LOGS/gnome-shell.log" >&2; die "gnome-shell did not start"; }
wait_name org.freedesktop.Notifications "$LAB_WAIT" || die "no notification service in gnome-shell"
[ "$PANEL" = appindicator ] && { wait_name org.kde.StatusNotifierWatcher 20 || die "the AppIndicator extension is not active"; }
for _ in $(seq 50); do WAYLAND_DISPLAY=$(cd "$XDG_RUNTIME_DIR" && ls -d wayland-*[0-9] 2>/dev/null | head -1); [ -n "$WAYLAND_DISPLAY" ] && break; sleep 0.1; done
sleep 1.5; xdotool mousemove 640 400 key Escape # leave the overview that the shell starts with
for _ in $(seq 20); do xdotool mousemove_relative 1 0; sleep 0.5; done # somebody is there, who lets its bubble about the lock go
export WAYLAND_DISPLAY LAB_SHOT_X=1; unset DISPLAY
export GDK_BACKEND=wayland QT_QPA_PLATFORM=wayland
PANEL=none DELAY_NOTIFY='' DELAY_PANEL='' run_command "$@"
