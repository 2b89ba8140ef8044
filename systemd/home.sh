#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The programs in this user's home: what ./run install and ./run uninstall do.
#   home.sh install BUILD PREFIX   what was built with this prefix; it runs now, and from every login on
#   home.sh uninstall              takes it out again
set -u -o pipefail

config=${XDG_CONFIG_HOME:-$HOME/.config}
data=${XDG_DATA_HOME:-$HOME/.local/share}
manifest=$data/mailseal/installed
made=() # its lines: dir PATH, file PATH
prefix=
stage= # what Meson installs goes there first

note() { printf '%s\n' "$*" >&2; }

make_folder() {
  [ -d "$1" ] && return
  make_folder "$(dirname "$1")"
  mkdir "$1" || exit 1
  made+=("dir $1")
}

place() { # SOURCE TARGET
  make_folder "$(dirname "$2")"
  cp -P --remove-destination "$1" "$2" || exit 1
  made+=("file $2")
}

link() { # UNIT TARGET.wants
  local wants=$config/systemd/user/$2
  make_folder "$wants"
  ln -sf "$data/systemd/user/$1" "$wants/$1" || exit 1
  made+=("file $wants/$1")
}

# Where this user's programs look for a file that others find below the prefix.
home_of() {
  case $1 in
    lib/systemd/user/*) echo "$data/systemd/user/${1##*/}" ;;
    etc/xdg/autostart/*) echo "$config/autostart/${1##*/}" ;;
    share/dbus-1/* | share/icons/* | share/applications/* | share/bash-completion/*) echo "$data/${1#share/}" ;;
    *) echo "$prefix/$1" ;;
  esac
}

user_manager() {
  local runtime=/run/user/$EUID
  if [ -z "${XDG_RUNTIME_DIR:-}" ] && [ -S "$runtime/systemd/private" ]; then export XDG_RUNTIME_DIR=$runtime; fi
  timeout 10 systemctl --user show --property=Version >/dev/null 2>&1
}

tell_session() { # it has other files now
  local address=unix:path=${XDG_RUNTIME_DIR:-/run/user/$EUID}/bus
  if user_manager; then systemctl --user daemon-reload; fi
  [ -S "${address#unix:path=}" ] || address=
  address=${DBUS_SESSION_BUS_ADDRESS:-$address}
  [ -z "$address" ] || DBUS_SESSION_BUS_ADDRESS=$address gdbus call --session --timeout 5 --dest org.freedesktop.DBus \
    --object-path /org/freedesktop/DBus --method org.freedesktop.DBus.ReloadConfig >/dev/null 2>&1
}

remove_installed() { # leaves in made() what could not be removed: folders that others use too
  local lines line i
  made=()
  [ -e "$manifest" ] || return 1
  mapfile -t lines <"$manifest"
  for line in "${lines[@]}"; do
    case $line in "file "*) rm -f "${line#file }" ;; esac
  done
  rm -f "$manifest"
  for ((i = ${#lines[@]} - 1; i >= 0; i--)); do
    case ${lines[i]} in
      "dir "*) rmdir "${lines[i]#dir }" 2>/dev/null || { [ ! -d "${lines[i]#dir }" ] || made=("${lines[i]}" "${made[@]}"); } ;;
    esac
  done
}

stage_files() {
  local file target
  while IFS= read -r file; do
    file=${file#"$stage$prefix/"}
    target=$(home_of "$file")
    place "$stage$prefix/$file" "$target"
    # a session's PATH need not have our folder, and a menu hides what is not in it
    case $file in *.desktop) sed -i "s|^Exec=\\(mailseal-[a-z]*\\)|Exec=\"$prefix/bin/\\1\"|" "$target" ;; esac
  done < <(find "$stage$prefix" -type f)
}

start_installed() {
  if user_manager; then
    systemctl --user restart mailseald.service && note "mailseald runs now, and from every login on."
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || systemctl --user -q is-active graphical-session.target; then
      systemctl --user restart mailseal-tray.service && note "The tray icon is there now, and in every session."
    fi
  else
    note "No user service manager runs here: mailseald starts at your next login."
  fi
}

tell_path() { # where the programs are is not in PATH
  if [ "$prefix" = "$HOME/.local" ] && grep -qs '\.local/bin' ~/.profile ~/.bash_profile; then
    note "$prefix/bin is in PATH from your next login on; until then: $prefix/bin/mailseal"
  else
    note "$prefix/bin is not in PATH. Call $prefix/bin/mailseal, or write into ~/.profile: PATH=\"$prefix/bin:\$PATH\""
  fi
}

install_it() { # BUILD
  local log
  stage=$(mktemp -d "${TMPDIR:-/tmp}/mailseal.XXXXXX") || exit 1
  trap 'rm -rf "$stage"' EXIT
  log=$(DESTDIR="$stage" meson install -C "$1" --no-rebuild 2>&1) || {
    note "$log"$'\n'"run: meson install failed."
    exit 1
  }
  remove_installed || true
  stage_files
  link mailseald.service default.target.wants
  link mailseal-tray.service graphical-session.target.wants
  make_folder "$(dirname "$manifest")"
  printf '%s\n' "${made[@]}" >"$manifest" || exit 1
  note "Installed for $(id -un):" \
    $'\n'"  programs     $prefix/bin/mailseal, mailseald, mailseal-tray, mailseal-window" \
    $'\n'"  units        $data/systemd/user, started at login through $config/systemd/user/*.wants" \
    $'\n'"  D-Bus file   $data/dbus-1/services" \
    $'\n'"  autostart    $config/autostart, for sessions without graphical-session.target" \
    $'\n'"  menu, icons  $data/applications, $data/icons/hicolor"
  tell_session
  start_installed
  case :$PATH: in *":$prefix/bin:"*) ;; *) tell_path ;; esac
}

uninstall_it() {
  if [ ! -e "$manifest" ]; then
    note "Nothing is installed in this home ($manifest is not there)."
    return
  fi
  if user_manager; then systemctl --user stop mailseal-tray.service mailseald.service 2>/dev/null; fi
  remove_installed
  tell_session
  note "Mailseal is taken out of this home. Your settings and what it remembers stay; to delete them too:" \
    $'\n'"  rm -r $config/mailseal ${XDG_STATE_HOME:-$HOME/.local/state}/mailseal"
}

case ${1:-} in
  install) prefix=$3 && install_it "$2" ;;
  uninstall) uninstall_it ;;
  *) exit 64 ;;
esac
