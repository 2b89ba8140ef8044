# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What ./run demo starts: mail servers of our own, and what they do. Part of ./run.

start_demo() {
  build_it tests/demo/mailseal-demo-servers
  export MAILSEAL_CONFIG_DIR=$scratch/demo MAILSEAL_STATE_DIR=$scratch/demo-state
  export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$scratch/no-system-bus # the demo is the same whatever this computer's clock is thought of
  mkdir "$MAILSEAL_CONFIG_DIR" "$MAILSEAL_STATE_DIR"
  "$build/tests/demo/mailseal-demo-servers" "$MAILSEAL_CONFIG_DIR" >"$scratch/events" 2>"$scratch/demo.log" </dev/null &
  local servers=$! waited
  started+=("$servers")
  for ((waited = 0; waited < 100; waited++)); do
    pause 0.1
    case $news in ready\ swapped*) break ;; esac # the last one
    kill -0 "$servers" 2>/dev/null || break
  done
  kill -0 "$servers" 2>/dev/null || { cat "$scratch/demo.log" >&2; die "the demo's servers did not start."; }
  header=("DEMO: six mail servers of our own on this computer. Your settings stay as is."
    "After 20 seconds the last one is renewed: nobody is bothered. 25 seconds later a stranger seems to answer in its place: that is told."
    "${header[@]}")
}

tell_news() { # one line for each thing that the demo's servers do: swapped NAME<tab>WHAT
  local what name
  while pause 3600; do
    what=${news#*$'\t'} name=${news%%$'\t'*}
    case $news in swapped*) ;; *) continue ;; esac
    name=${name#swapped }
    printf '%s  The server "%s" now shows %s.\n' "$(date +%T)" "$name" "$what"
    "$cli" now "$name" >/dev/null 2>&1 # by itself it would be looked at within a minute
  done
}
