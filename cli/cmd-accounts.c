/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mail clients on this computer are set up to use. `accounts` asks nobody: no daemon, no bus, no network. */
#include "cli/cli.h"
#include "cli/client.h"
#include "config/clients/clients.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- JSON, one object a line (B6) ----------------------------------------------------------------------------- */

/* Distinct members of the origins, in their order. */
static void
add_distinct (JsonBuilder *builder, const char *member, const GPtrArray *origins, gboolean clients)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < origins->len; i++)
    {
      const MsOrigin *origin = g_ptr_array_index (origins, i);
      const char *word = clients ? origin->client : origin->account;
      if (g_hash_table_add (seen, (gpointer) word))
        json_builder_add_string_value (builder, word);
    }
  json_builder_end_array (builder);
}

static char *
account_json (const MsAccount *account)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_distinct (builder, "clients", account->origins, TRUE);
  json_builder_set_member_name (builder, "protocol");
  json_builder_add_string_value (builder, ms_protocol_name (account->protocol));
  json_builder_set_member_name (builder, "host");
  json_builder_add_string_value (builder, account->host);
  json_builder_set_member_name (builder, "port");
  json_builder_add_int_value (builder, account->port);
  json_builder_set_member_name (builder, "security");
  json_builder_add_string_value (builder, ms_encryption_name (account->encryption));
  json_builder_set_member_name (builder, "used");
  json_builder_add_boolean_value (builder, ms_account_used (account));
  json_builder_set_member_name (builder, "verify");
  json_builder_add_boolean_value (builder, ms_account_verify (account));
  add_distinct (builder, "accounts", account->origins, FALSE);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
print_json (const GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      g_autofree char *line = account_json (g_ptr_array_index (accounts, i));
      puts (line);
    }
}

/* ---- for people ------------------------------------------------------------------------------------------------ */

static const char *
encryption_words (MsEncryption encryption)
{
  static const char *const words[] = { N_ ("not encrypted"), "STARTTLS", "TLS" };
  return _ (words[encryption]);
}

/* "Thunderbird, KMail", and what is odd about it. */
static char *
remarks_of (const MsAccount *account)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *before = NULL;

  for (guint i = 0; i < account->origins->len; i++)
    {
      const char *client = ((const MsOrigin *) g_ptr_array_index (account->origins, i))->client;
      if (before == NULL || !g_str_equal (before, client)) /* the origins of a client stand together */
        g_string_append_printf (text, "%s%s", before != NULL ? ", " : "", ms_clients_title (client));
      before = client;
    }
  if (!ms_account_used (account))
    g_string_append_printf (text, " (%s)", _ ("not in use"));
  if (!ms_account_verify (account))
    g_string_append_printf (text, " (%s)", _ ("certificate is not checked"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
print_table (const GPtrArray *accounts)
{
  int host = 0, security = 0;

  if (accounts->len == 0)
    puts (_ ("No mail server was found in the settings of a mail program."));
  for (guint i = 0; i < accounts->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (accounts, i);
      host = MAX (host, (int) strlen (account->host)); /* A-labels: a byte is a column */
      security = MAX (security, (int) g_utf8_strlen (encryption_words (account->encryption), -1));
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (accounts, i);
      const char *words = encryption_words (account->encryption);
      g_autofree char *remarks = remarks_of (account);

      printf ("%-5s  %-*s  %5u  %s%*s  %s\n", ms_protocol_name (account->protocol), host, account->host, account->port, words,
              security - (int) g_utf8_strlen (words, -1), "", remarks);
    }
}

/* Where the warnings of Exchange programs come from, besides the hosts that they name. */
static void
print_exchange (const GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (accounts, i);
      const char *domain = ((const MsOrigin *) g_ptr_array_index (account->origins, 0))->domain;

      if (account->protocol == MS_PROTOCOL_HTTPS && ms_account_used (account) && domain != NULL)
        printf (_ ("Exchange: to watch the server that your program asks first, too: mailseal add --exchange you@%s\n"), domain);
    }
}

int
ms_cmd_accounts (GStrv *arguments)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON object a line"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage
    = { NULL,
        _ ("Shows the mail servers that the mail programs on this computer are set up to use."),
        _ ("Their settings below your home are read, never passwords; nothing is changed, and nobody is asked."),
        entries,
        0,
        0 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autoptr (GPtrArray) accounts = NULL;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  accounts = ms_clients_read (g_get_home_dir (), g_getenv ("XDG_CONFIG_HOME"), NULL);
  if (json)
    print_json (accounts);
  else
    {
      print_table (accounts);
      if (isatty (STDOUT_FILENO)) /* not for scripts, which count lines */
        print_exchange (accounts);
    }
  return MS_EXIT_OK;
}

/* ---- import -------------------------------------------------------------------------------------------------- */

static void
print_imported (JsonArray *status)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (status); i++)
    {
      JsonObject *server = json_array_get_object_element (status, i);
      JsonArray *clients = json_object_get_array_member (server, "clients");
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint c = 0; c < json_array_get_length (clients); c++)
        g_string_append_printf (names, "%s%s", c > 0 ? ", " : "", json_array_get_string_element (clients, c));
      if (names->len == 0)
        continue;
      n++;
      if (json_object_get_boolean_member (server, "gone"))
        printf (_ ("%s: no longer used by %s; watched until you remove it\n"), json_object_get_string_member (server, "url"),
                names->str);
      else
        printf (_ ("%s: used by %s\n"), json_object_get_string_member (server, "url"), names->str);
    }
  if (n == 0)
    puts (_ ("Nothing of your mail programs is watched: none was found, or the settings leave them out (ImportAccounts)."));
}

int
ms_cmd_import (GStrv *arguments)
{
  const MsUsage usage = { NULL,
                          _ ("Reads the settings of your mail programs again and watches the servers that they use."),
                          _ ("The daemon does so by itself when they change; no password is read."),
                          NULL,
                          0,
                          0 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autoptr (JsonArray) status = NULL;
  g_autofree char *nothing = NULL;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  code
    = ms_client_call_with ("Configure", g_variant_new ("(s@a{ss})", "", g_variant_new_array (G_VARIANT_TYPE ("{ss}"), NULL, 0)),
                           MS_CALL_MS, FALSE, &nothing);
  if (code == MS_EXIT_OK)
    code = ms_client_array ("GetStatus", NULL, MS_CALL_MS, FALSE, &status);
  if (code == MS_EXIT_OK)
    print_imported (status);
  return code;
}
