/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mailseal discover: the mail servers of an address. Short-lived; no daemon, no bus, no settings. */
#include "cli/cli.h"
#include "discover/search.h"
#include "cli/found.h"
#include "cli/trust.h"

#include <glib/gi18n.h>

static int
discover (const char *domain, const MsSearchOptions *options, gboolean json)
{
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GPtrArray) found = ms_search_run (domain, options, &notes);
  g_autofree char *nothing = found->len == 0 ? ms_search_nothing (domain, notes) : NULL;

  if (json)
    ms_found_print_json (found, domain);
  else
    ms_found_print (found, domain);
  for (guint i = nothing != NULL ? 1 : 0; i < notes->len; i++)
    ms_complain ("%s", (const char *) g_ptr_array_index (notes, i));
  if (nothing != NULL)
    ms_complain ("%s", nothing);
  return nothing == NULL ? MS_EXIT_OK : MS_EXIT_FAILED;
}

int
ms_cmd_discover (GStrv *arguments)
{
  gboolean json = FALSE, guess = FALSE, exchange = FALSE;
  g_auto (GStrv) ca_files = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON object a line"), NULL },
    { "guess", 0, 0, G_OPTION_ARG_NONE, &guess, N_ ("If nothing else tells, try the usual names"), NULL },
    { "exchange", 0, 0, G_OPTION_ARG_NONE, &exchange, N_ ("Find the web host that Outlook and other Exchange programs ask, too"),
      NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ca_files, N_ ("Trust the authorities in this PEM file too"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  const MsUsage usage = {
    N_ ("ADDRESS|DOMAIN"),
    _ ("Finds the mail servers of an e-mail address."),
    _ (
      "Of the address only the domain is used, and nobody is told more. Asked are: Mailseal’s own list of large providers, DNS,\n"
      "and the provider’s own web host. Exit code: 0 something was found, 1 nothing."),
    entries,
    1,
    1
  };
  g_auto (GStrv) rest = ms_options_parse (&usage, arguments);
  g_autoptr (MsTrustStore) store = NULL; /* says what is wrong with the files */
  g_autoptr (GError) error = NULL;
  g_autofree char *domain = NULL;
  MsSearchOptions options = { .timeout_ms = MS_SEARCH_MS, .thorough = TRUE };

  if (rest == NULL)
    return MS_EXIT_USAGE;
  domain = ms_discover_domain (rest[0], &error);
  if (domain == NULL)
    ms_complain ("%s", error->message);
  store = ms_trust_load ((const char *const *) ca_files);
  if (domain == NULL || store == NULL)
    return MS_EXIT_USAGE;
  options.ca_files = (const char *const *) ca_files;
  options.guess = guess;
  options.exchange = exchange;
  return discover (domain, &options, json);
}
