/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/check-found.h"

#include "model/url.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_check_found (const GPtrArray *found)
{
  g_assert_cmpuint (found->len, <=, MS_FOUND_MAX);
  for (guint i = 0; i < found->len; i++)
    {
      const MsFound *one = g_ptr_array_index (found, i);
      g_autofree char *url = ms_target_url (one->target);
      g_autoptr (MsTarget) again = ms_target_parse_one (url, NULL);

      g_assert_nonnull (again);
      g_assert_cmpstr (again->host, ==, one->target->host);
      g_assert_cmpint (again->service, ==, one->target->service);
      g_assert_cmpuint (again->port, ==, one->target->port);
      g_assert_cmpuint (one->target->port, >, 0);
      fuzz_check_line (url);
    }
}
