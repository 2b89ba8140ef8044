/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A provider's file, and (each line) an SRV record: what comes out must be hosts and ports, whatever went in. */
#include "config/autoconfig.h"
#include "config/target.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void
check (const GPtrArray *found)
{
  g_assert_cmpuint (found->len, <=, MS_FOUND_MAX);
  for (guint i = 0; i < found->len; i++)
    {
      const MsFound *one = g_ptr_array_index (found, i);
      g_autofree char *url = ms_target_url (one->target);
      g_autoptr (MsTarget) again = ms_target_parse_one (url, NULL);
      g_assert_nonnull (again);
      g_assert_cmpstr (again->host, ==, one->target->host);
      g_assert_cmpuint (one->target->port, >, 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GPtrArray) found = ms_found_list_new (), published = ms_found_list_new (), records = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strndup ((const char *) bytes, size), *domain = NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", 16);

  if (!ms_autoconfig_read (found, "example.org", "fuzz", (const char *) bytes, size, &error))
    {
      g_assert_cmpuint (found->len, ==, 0);
      g_assert_cmpuint (strlen (error->message), <, 200);
    }
  check (found);
  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (records, lines[i]);
  ms_discover_srv (published, "example.org", 0, records);
  check (published);
  domain = ms_discover_domain (text, NULL);
  g_assert_true (domain == NULL || strchr (domain, '@') == NULL);
  return 0;
}
