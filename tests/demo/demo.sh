#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# demo.sh BUILD FOLDER: the servers of `./run demo`, their settings in FOLDER. Says "ready", then a line for each thing that they do,
# and has the daemon look at it.
build=$1

tell() {
  local what who
  while IFS=$'\t' read -r who what; do
    case $who in
      "ready swapped"*) echo ready ;; # the last one
      "swapped "*)
        printf 'The server "%s" now shows %s.\n' "${who#swapped }" "$what"
        "$build/cli/mailseal" now "${who#swapped }" >/dev/null 2>&1 # by itself it would be looked at within a minute
        ;;
    esac
  done
}

exec "$build/tests/demo/mailseal-demo-servers" "$2" > >(tell)
