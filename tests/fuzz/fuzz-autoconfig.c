/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A provider's file, and (each line) an SRV record: what comes out must be hosts and ports, whatever went in. */
#include "discover/autoconfig.h"
#include "tests/fuzz/check-found.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

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
  fuzz_check_found (found);
  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (records, lines[i]);
  ms_discover_srv (published, "example.org", 0, records);
  fuzz_check_found (published);
  domain = ms_discover_domain (text, NULL);
  g_assert_true (domain == NULL || strchr (domain, '@') == NULL);
  return 0;
}
