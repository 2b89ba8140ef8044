#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Mailseal from the build folder in this session, or in one of its own: what ./run, ./run demo and ./run add do once it is built.
#   session.sh watch | demo | add TARGET...
set -u -o pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$here/build
cli=$build/cli/mailseal
mailseald=$build/daemon/mailseald
tray=$build/tray/mailseal-tray

note() { printf '%s\n' "$*" >&2; }
die() { note "run: $*"; exit 1; }

# Everything that was started, and one private folder; both are gone at the end.
started=()
scratch=$(mktemp -d "${TMPDIR:-/tmp}/mailseal.XXXXXX") || die "no temporary folder can be made."
stop() { # PID: a child of ours
  kill "$1" 2>/dev/null && wait "$1" 2>/dev/null
}
cleanup() {
  trap '' INT TERM HUP # once is enough
  local i
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do stop "${started[i]}"; done
  rm -rf "$scratch"
}
trap cleanup EXIT
interrupted=130
trap 'exit "$interrupted"' INT TERM HUP

# ---- the programs ------------------------------------------------------------------------------------------------

bus_call() { # METHOD ARGUMENT...
  local method=$1
  shift
  gdbus call --session --timeout 5 --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
    --method "org.freedesktop.DBus.$method" "$@" 2>/dev/null
}
has_owner() { [ "$(bus_call NameHasOwner "$1")" = "(true,)" ]; }

session_bus() { # is there one that lets us in?
  local address=unix:path=${XDG_RUNTIME_DIR:-/run/user/$EUID}/bus
  if [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ] && [ -S "${address#unix:path=}" ]; then
    export DBUS_SESSION_BUS_ADDRESS=$address
  fi
  [ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ] && bus_call GetId >/dev/null
}

private_bus() {
  cat >"$scratch/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$scratch/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>$scratch/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END
  mkdir "$scratch/services"
  dbus-daemon --config-file="$scratch/bus.conf" --nofork >"$scratch/bus.log" 2>&1 </dev/null &
  started+=($!)
  export DBUS_SESSION_BUS_ADDRESS=unix:path=$scratch/bus
  for _ in {1..50}; do
    [ -S "$scratch/bus" ] && bus_call GetId >/dev/null && return
    sleep 0.1
  done
  cat "$scratch/bus.log" >&2
  die "no session bus could be started."
}

daemon_pid=
start_daemon() {
  "$mailseald" >>"$scratch/mailseald.log" 2>&1 </dev/null &
  daemon_pid=$!
  started+=("$daemon_pid")
  for _ in {1..100}; do
    has_owner org.mailseal.Mailseal1 && break
    kill -0 "$daemon_pid" 2>/dev/null || break
    sleep 0.1
  done
  has_owner org.mailseal.Mailseal1 && kill -0 "$daemon_pid" 2>/dev/null && return
  cat "$scratch/mailseald.log" >&2
  die "mailseald did not start."
}

# So that a client on our own bus finds mailseald even if it has to be started anew.
offer_activation() {
  printf '[D-BUS Service]\nName=org.mailseal.Mailseal1\nExec=/usr/bin/env DBUS_SYSTEM_BUS_ADDRESS=%s MAILSEAL_CONFIG_DIR=%s MAILSEAL_STATE_DIR=%s "%s"\n' \
    "$DBUS_SYSTEM_BUS_ADDRESS" "$MAILSEAL_CONFIG_DIR" "$MAILSEAL_STATE_DIR" "$mailseald" >"$scratch/services/org.mailseal.Mailseal1.service"
  bus_call ReloadConfig >/dev/null
}

start_tray() {
  local window=()
  [ ! -x "$build/window/mailseal-window" ] || window=(--window "$build/window/mailseal-window")
  "$tray" --icon-theme-path "$here/tray/icons" "${window[@]}" >>"$scratch/tray.log" 2>&1 </dev/null &
  started+=($!)
}

# ---- showing -----------------------------------------------------------------------------------------------------

header=() # shown above the servers
news=     # what the demo's servers do, a line each

# What makes the programs of another shell see what this one shows.
write_env() {
  local name
  {
    # shellcheck disable=SC2016 # the other shell's own
    printf 'export PATH=%q:"$PATH"\n' "$build/cli"
    for name in MAILSEAL_LOCALE_DIR MAILSEAL_CONFIG_DIR MAILSEAL_STATE_DIR DBUS_SESSION_BUS_ADDRESS; do
      [ -z "${!name:-}" ] || printf 'export %s=%q\n' "$name" "${!name}"
    done
  } >"$scratch/env"
}

follow() {
  local line code arguments=()
  write_env
  header+=("In another shell: . $scratch/env; mailseal alerts")
  for line in "${header[@]}"; do arguments+=(--title "$line"); done
  [ -t 1 ] || printf '%s\n' "${header[@]}" ""
  if [ -n "$news" ]; then arguments+=(--notes); else exec {news}</dev/null; fi
  "$cli" watch "${arguments[@]}" <&"$news" &
  started+=($!)
  wait $!
  code=$?
  [ $code = 0 ] || [ ! -s "$scratch/mailseald.log" ] || cat "$scratch/mailseald.log" >&2
  exit $code
}

start_demo() {
  local first
  export MAILSEAL_CONFIG_DIR=$scratch/demo MAILSEAL_STATE_DIR=$scratch/demo-state
  export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$scratch/no-system-bus # the demo is the same whatever this computer's clock is thought of
  mkdir "$MAILSEAL_CONFIG_DIR" "$MAILSEAL_STATE_DIR"
  exec {news}< <(exec "$here/tests/demo/demo.sh" "$build" "$MAILSEAL_CONFIG_DIR" 2>"$scratch/demo.log")
  started+=($!)
  if ! read -r -t 10 -u "$news" first || [ "$first" != ready ]; then
    cat "$scratch/demo.log" >&2
    die "the demo's servers did not start."
  fi
  header=("DEMO: six mail servers of our own on this computer. Your settings stay as is."
    "After 20 seconds the last one is renewed: nobody is bothered. 25 seconds later a stranger seems to answer in its place: that is told."
    "${header[@]}")
}

# ---- the commands ------------------------------------------------------------------------------------------------

none_configured() { [ -z "$("$cli" status --json 2>/dev/null)" ]; }

tell_how_to_add() {
  header+=("No mail server of yours is configured. To watch one, and then ./run again:"
    "  ./run add imaps://imap.example.org   (or see config/mailseal.conf)")
}

watch() { # [demo]
  local demo=${1:-} own=1
  interrupted=0
  if session_bus; then
    own=0
    if has_owner org.mailseal.Mailseal1; then
      if none_configured; then
        tell_how_to_add
      elif [ -z "$demo" ]; then # nothing is to be started
        header+=("Mailseal is running in this session already: this is what it watches. (To try the one of this folder, stop that one first: systemctl --user stop mailseald)")
        follow
      fi
      demo=demo own=1
    fi
  fi
  [ $own = 0 ] || private_bus
  if [ -z "$demo" ]; then
    start_daemon
    if none_configured; then
      tell_how_to_add
      stop "$daemon_pid"
      demo=demo
    fi
  fi
  if [ -n "$demo" ]; then
    start_demo
    start_daemon
    "$cli" now >/dev/null 2>&1 # all at once; the ordinary first looks are spread over a minute
    [ $own = 0 ] || offer_activation
  fi
  start_tray
  follow
}

# A short-lived daemon with the user's settings and a store of its own writes the line; one that runs reads it.
add() {
  private_bus
  export MAILSEAL_STATE_DIR=$scratch/state
  start_daemon
  "$cli" add "$@"
}

case ${1:-} in
  watch) watch ;;
  demo) watch demo ;;
  add) "$@" ;;
  *) exit 64 ;;
esac
