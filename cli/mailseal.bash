# SPDX-License-Identifier: GPL-3.0-or-later
_mailseal()
{
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=
  if [ "${COMP_WORDS[COMP_CWORD - 1]}" = --ca-file ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
    return
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='status watch check add remove now history why alerts ack snooze accept accounts discover import export explain report doctor --help --version'
  else
    case $command in
      status | accounts) words='--json --help' ;;
      watch) words='--title --notes --help' ;;
      add) words='--yes --exchange --ca-file --help imaps:// imap:// pop3s:// pop3:// smtps:// submission:// smtp:// sieve://' ;;
      discover) words='--json --guess --exchange --ca-file --help' ;;
      accept) words='--key --until --reason --help' ;;
      alerts) words='--json --all --help' ;;
      check)
        words='--json --ca-file --timeout --jobs --at --verbose --show --programs --no-suggest --help
          imaps:// imap:// pop3s:// pop3:// smtps:// submission:// smtp:// sieve://' ;;
      *) words='--help' ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o nospace -F _mailseal mailseal
