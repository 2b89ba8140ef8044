/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which servers are watched and vouched for: add, remove, accept. */
#include "cli/cli.h"
#include "cli/client.h"
#include "discover/search.h"
#include "cli/found.h"
#include "cli/paint.h"
#include "cli/trust.h"
#include "model/text.h"
#include "model/url.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a server shows at the first look; that it may not be had now is no failure of `add`. */
static void
print_first_look (const char *url)
{
  MsPaint paint = ms_paint_for (STDOUT_FILENO);
  g_autoptr (JsonArray) status = NULL;

  fflush (stdout);
  if (ms_client_array ("Check", url, MS_LOOK_MS, TRUE, &status) != MS_EXIT_OK)
    return;
  for (guint i = 0; i < json_array_get_length (status); i++)
    {
      g_autofree char *text = ms_paint_verdict (&paint, json_array_get_object_element (status, i), FALSE);
      fputs (text, stdout);
    }
}

/* Any target; the daemon says which servers that makes. */
static int
add_target (const char *text)
{
  g_autoptr (JsonArray) urls = NULL;
  int code = ms_client_array ("Add", text, MS_LOOK_MS, FALSE, &urls);

  for (guint i = 0; code == MS_EXIT_OK && i < json_array_get_length (urls); i++)
    {
      const char *url = json_array_get_string_element (urls, i);
      printf (_ ("%s is watched from now on.\n"), url);
      print_first_look (url);
    }
  return code;
}

/* ---- the servers of an address -------------------------------------------------------------------------------- */

static gboolean
is_agreed (void)
{
  char line[64];

  /* Translators: the letters are those that this language takes for yes and no, see rpmatch(3) */
  printf ("%s %s ", _ ("Watch them from now on?"), _ ("[y/N]"));
  fflush (stdout);
  return fgets (line, sizeof line, stdin) != NULL && rpmatch (line) == 1;
}

static void
show_choice (const GPtrArray *choice, const char *domain)
{
  printf (_ ("Mail servers of %s:\n"), domain);
  ms_found_print (choice, domain);
  fflush (stdout);
}

static int
add_choice (const GPtrArray *choice)
{
  int code = MS_EXIT_OK;

  for (guint i = 0; i < choice->len && code == MS_EXIT_OK; i++)
    {
      g_autofree char *url = ms_target_url (((const MsFound *) g_ptr_array_index (choice, i))->target);
      code = add_target (url);
    }
  return code;
}

/* The web host of Exchange programs is watched if that is wanted, else mentioned. */
static void
offer_exchange (GPtrArray *choice, const GPtrArray *found, gboolean wanted)
{
  const MsFound *web = ms_discover_exchange (found);

  if (web != NULL && wanted)
    g_ptr_array_add (choice, (gpointer) web);
  else if (web != NULL)
    ms_complain (
      _ ("For Outlook and other Exchange programs: with --exchange %s is watched, too; their warnings come from there."),
      web->target->host);
}

/* Only its domain goes anywhere. */
static int
add_address (const char *address, gboolean yes, gboolean exchange, const char *const *ca_files)
{
  const MsSearchOptions options = { .ca_files = ca_files, .timeout_ms = MS_SEARCH_MS, .exchange = exchange };
  g_autoptr (GError) error = NULL;
  g_autofree char *domain = ms_discover_domain (address, &error);
  g_autoptr (GPtrArray) found = NULL, notes = NULL, choice = NULL;

  if (domain == NULL)
    {
      ms_complain ("%s", error->message);
      return MS_EXIT_USAGE;
    }
  found = ms_search_run (domain, &options, &notes);
  choice = ms_discover_choice (found);
  offer_exchange (choice, found, exchange);
  if (choice->len == 0)
    {
      g_autofree char *nothing = ms_search_nothing (domain, notes);
      ms_complain ("%s", nothing);
      return MS_EXIT_FAILED;
    }
  show_choice (choice, domain);
  if (!yes && !isatty (STDIN_FILENO))
    ms_complain (_ ("Nothing was added. With --yes these servers are watched without a question."));
  else if (yes || is_agreed ())
    return add_choice (choice);
  else
    puts (_ ("Nothing was added."));
  return MS_EXIT_FAILED;
}

int
ms_cmd_add (GStrv *arguments)
{
  gboolean yes = FALSE, exchange = FALSE, bare;
  g_auto (GStrv) ca_files = NULL;
  const GOptionEntry entries[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Watch what was found for an address without a question"), NULL },
    { "exchange", 0, 0, G_OPTION_ARG_NONE, &exchange, N_ ("Watch the web host that Outlook and other Exchange programs ask, too"),
      NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ca_files, N_ ("Trust this PEM file too while an address is looked into"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage
    = { N_ ("TARGET|ADDRESS"),
        _ ("Watches a mail server from now on."),
        _ ("TARGET is a URL like imaps://imap.example.org, HOST:PORT, or a HOST alone for all its mail services. For an e-mail\n"
           "ADDRESS its servers are found and shown, and you are asked; only its domain is used."),
        entries,
        1,
        1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (MsTrustStore) store = NULL; /* says what is wrong with the files */
  g_autoptr (GError) error = NULL;

  if (rest == NULL || ((ca_files != NULL || exchange) && (store = ms_trust_load ((const char *const *) ca_files)) == NULL))
    return MS_EXIT_USAGE;
  targets = ms_target_parse (rest[0], &bare, &error);
  if (targets != NULL)
    return add_target (rest[0]);
  if (g_error_matches (error, MS_TARGET_ERROR, MS_TARGET_ERROR_ADDRESS))
    return add_address (rest[0], yes, exchange, (const char *const *) ca_files);
  ms_complain ("%s", error->message);
  return MS_EXIT_USAGE;
}

int
ms_cmd_remove (GStrv *arguments)
{
  const MsUsage usage = { N_ ("SERVER"),
                          _ ("Watches a mail server no longer."),
                          _ ("SERVER is its name in the settings, its URL, or its host."),
                          NULL,
                          1,
                          1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autofree char *text = NULL, *shown = NULL;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  code = ms_client_call ("Remove", rest[0], NULL, MS_CALL_MS, FALSE, &text);
  shown = ms_shown (rest[0], -1, 200);
  if (code == MS_EXIT_OK)
    printf (_ ("%s is watched no longer.\n"), shown);
  return code;
}

int
ms_cmd_accept (GStrv *arguments)
{
  gboolean key = FALSE;
  g_autofree char *until = NULL, *reason = NULL, *text = NULL, *shown = NULL;
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_NONE, &key, N_ ("Accept new certificates with the same key too"), NULL },
    { "until", 0, 0, G_OPTION_ARG_STRING, &until, N_ ("No longer than this: a number of days like 90d, or a date"), N_ ("DATE") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, for yourself"), N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage
    = { N_ ("SERVER"),
        _ ("Vouches for the certificate that a server shows now, although nobody else does."),
        _ ("Do this only if the person who runs the server has told you to. Dates and names are still checked, and you are told\n"
           "if the server shows another certificate. SERVER is its name in the settings, its URL, or its host."),
        entries,
        1,
        1 };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  GVariantBuilder options;
  int code;

  if (rest == NULL)
    return MS_EXIT_USAGE;
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "key", g_variant_new_boolean (key));
  if (until != NULL)
    g_variant_builder_add (&options, "{sv}", "until", g_variant_new_string (until));
  if (reason != NULL)
    g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (reason));
  code = ms_client_call_with ("Accept", g_variant_new ("(sa{sv})", rest[0], &options), MS_CALL_MS, FALSE, &text);
  shown = ms_shown (rest[0], -1, 200);
  if (code == MS_EXIT_OK)
    printf (_ ("The certificate of %s is accepted.\n"), shown);
  return code;
}
