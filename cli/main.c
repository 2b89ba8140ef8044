/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"
#include "model/text.h"
#include "po/locale.h"

#include <glib/gi18n.h>
#include <stdio.h>

static const struct
{
  const char *name;
  MsCommand run;
  const char *help;
} commands[] = {
  { "status", ms_cmd_status, N_ ("show the servers that are watched, the worst first") },
  { "check", ms_cmd_check, N_ ("look at any server now; needs no daemon and no settings") },
  { "add", ms_cmd_add, N_ ("watch a server from now on") },
  { "remove", ms_cmd_remove, N_ ("watch a server no longer") },
  { "watch", ms_cmd_watch, N_ ("show the watched servers, and each change, until Ctrl-C") },
  { "now", ms_cmd_now, N_ ("look at the watched servers at once") },
  { "history", ms_cmd_history, N_ ("show what a server showed and what was told about it") },
  { "why", ms_cmd_why, N_ ("show how a verdict was reached, and why it was told or not") },
  { "alerts", ms_cmd_alerts, N_ ("show the problems that are open") },
  { "ack", ms_cmd_ack, N_ ("say that you know of a problem") },
  { "snooze", ms_cmd_snooze, N_ ("put a problem off until a given day") },
  { "accept", ms_cmd_accept, N_ ("vouch for the certificate that a server shows now") },
  { "accounts", ms_cmd_accounts, N_ ("show the servers that your mail programs use") },
  { "discover", ms_cmd_discover, N_ ("find the mail servers of an e-mail address") },
  { "import", ms_cmd_import, N_ ("read your mail programs’ settings again, and watch what is new") },
  { "export", ms_cmd_export, N_ ("print the certificates that a server shows now (PEM)") },
  { "explain", ms_cmd_explain, N_ ("say what a finding means, or the words of a mail program") },
  { "report", ms_cmd_report, N_ ("write the message to send to the provider") },
  { "doctor", ms_cmd_doctor, N_ ("check that Mailseal itself works here") },
};

static int
print_help (void)
{
  printf ("%s\n  mailseal [%s] [%s]\n\n%s\n\n%s\n", _ ("Usage:"), _ ("COMMAND"), _ ("OPTIONS…"),
          _ ("Watches the certificates of mail servers and says in plain words what is wrong with them."), _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-9s %s\n", commands[i].name, _ (commands[i].help));
  printf ("\n%s\n", _ ("Every command has --help. Without a command: status."));
  return MS_EXIT_OK;
}

static int
run (GStrv *arguments)
{
  const char *first = (*arguments)[1];
  g_autofree char *shown = NULL;

  if (g_strcmp0 (first, "--help") == 0 || g_strcmp0 (first, "-h") == 0)
    return print_help ();
  if (g_strcmp0 (first, "--version") == 0)
    {
      printf ("mailseal %s\n", MS_VERSION);
      return MS_EXIT_OK;
    }
  if (first == NULL || first[0] == '-')
    {
      g_free ((*arguments)[0]);
      (*arguments)[0] = g_strdup ("status");
      return ms_cmd_status (arguments);
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, first))
      {
        g_auto (GStrv) rest = g_strdupv (*arguments + 1);
        return commands[i].run (&rest);
      }
  shown = ms_shown (first, -1, 100);
  ms_complain (_ ("There is no command “%s”; `mailseal --help` lists them."), shown);
  return MS_EXIT_USAGE;
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) arguments = g_strdupv (argv);

  ms_locale_init ();
  return run (&arguments);
}
