/* SPDX-License-Identifier: GPL-3.0-or-later */
/* msmtp: msmtprc. Passwords may stand in the same file; `eval` and `passwordeval` would run commands and are passed over. */
#include "config/clients/readers.h"

#include <string.h>

#define MAX_ACCOUNTS 500

typedef enum
{
  UNSAID,
  YES,
  NO
} Flag;

typedef struct
{
  const char *name, *host, *port, *fingerprint;
  Flag tls, starttls, certcheck, lmtp, socket;
} Account;

/* "command argument", in place; one pair of quotes around the argument belongs to the syntax. */
static char *
split_line (char *line, char **ret_argument)
{
  char *argument;
  gsize length;

  line = g_strstrip (line);
  argument = line + strcspn (line, " \t");
  if (*argument != '\0')
    *argument++ = '\0';
  argument += strspn (argument, " \t");
  length = strlen (argument);
  if (length >= 2 && *argument == '"' && argument[length - 1] == '"')
    {
      argument[length - 1] = '\0';
      argument++;
    }
  *ret_argument = argument;
  return line;
}

static const Account *
find (const GArray *accounts, const char *name)
{
  for (guint i = accounts->len; i > 0; i--)
    if (g_str_equal (g_array_index (accounts, Account, i - 1).name, name))
      return &g_array_index (accounts, Account, i - 1);
  return NULL;
}

/* What the parent says takes the place of what was said before. */
static void
take_over (Account *account, const Account *parent)
{
  account->host = parent->host != NULL ? parent->host : account->host;
  account->port = parent->port != NULL ? parent->port : account->port;
  account->fingerprint = parent->fingerprint != NULL ? parent->fingerprint : account->fingerprint;
  account->tls = parent->tls != UNSAID ? parent->tls : account->tls;
  account->starttls = parent->starttls != UNSAID ? parent->starttls : account->starttls;
  account->certcheck = parent->certcheck != UNSAID ? parent->certcheck : account->certcheck;
  account->lmtp = parent->lmtp != UNSAID ? parent->lmtp : account->lmtp;
  account->socket = parent->socket != UNSAID ? parent->socket : account->socket;
}

static void
inherit (Account *account, const GArray *accounts, char *parents)
{
  char *name, *state = NULL;

  for (name = strtok_r (parents, ", \t", &state); name != NULL; name = strtok_r (NULL, ", \t", &state))
    {
      const Account *parent = find (accounts, name);
      if (parent != NULL)
        take_over (account, parent);
    }
}

/* "NAME" or "NAME : PARENT, PARENT". */
static void
begin_account (GArray *accounts, char *argument)
{
  Account account = g_array_index (accounts, Account, 0); /* the defaults so far */
  char *colon = strchr (argument, ':');

  if (accounts->len >= MAX_ACCOUNTS)
    return;
  if (colon != NULL)
    {
      *colon = '\0';
      inherit (&account, accounts, colon + 1);
    }
  account.name = g_strchomp (argument);
  g_array_append_val (accounts, account);
}

static void
read_setting (Account *account, const char *command, const char *argument)
{
  Flag on = ms_is_true (argument, *argument == '\0') ? YES : NO; /* no argument is "on" */

  if (g_str_equal (command, "host"))
    account->host = argument;
  else if (g_str_equal (command, "port"))
    account->port = argument;
  else if (g_str_equal (command, "protocol"))
    account->lmtp = g_ascii_strcasecmp (argument, "lmtp") == 0 ? YES : NO;
  else if (g_str_equal (command, "socket"))
    account->socket = *argument != '\0' ? YES : NO;
  else if (g_str_equal (command, "tls"))
    account->tls = on;
  else if (g_str_equal (command, "tls_starttls"))
    account->starttls = on;
  else if (g_str_equal (command, "tls_fingerprint"))
    account->fingerprint = argument;
  else if (g_str_equal (command, "tls_certcheck"))
    account->certcheck = on;
  else if (g_str_equal (command, "tls_nocertcheck"))
    account->certcheck = NO;
}

static void
add (MsImport *import, const Account *account)
{
  MsEntry entry = { .protocol = MS_PROTOCOL_SMTP,
                    .host = account->host,
                    .unchecked = account->certcheck == NO,
                    .pinned = account->fingerprint,
                    .pinned_only = TRUE };

  if (account->lmtp == YES || account->socket == YES)
    return;
  if (account->tls == YES)
    entry.encryption = account->starttls == NO ? MS_ENCRYPTION_TLS : MS_ENCRYPTION_STARTTLS;
  entry.port = ms_port (account->port);
  if (entry.port == 0)
    entry.port = entry.encryption == MS_ENCRYPTION_TLS ? 465 : 25;
  entry.account = ms_import_account (import);
  ms_import_add (import, &entry);
}

void
ms_read_msmtp (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GArray) accounts = g_array_new (FALSE, TRUE, sizeof (Account));
  const Account defaults = { .name = "" };
  guint current = 0;
  gsize at = 0;
  char *line;

  g_array_append_val (accounts, defaults);
  while (text != NULL && (line = ms_text_line (text, &at)) != NULL)
    {
      char *argument, *command = split_line (line, &argument);

      if (*command == '#')
        continue;
      if (g_str_equal (command, "defaults"))
        current = 0;
      else if (g_str_equal (command, "account"))
        {
          begin_account (accounts, argument);
          current = accounts->len - 1;
        }
      else
        read_setting (&g_array_index (accounts, Account, current), command, argument);
    }
  for (guint i = accounts->len > 1 ? 1 : 0; i < accounts->len; i++) /* without any account: the defaults alone */
    add (import, &g_array_index (accounts, Account, i));
}
