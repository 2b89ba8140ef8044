/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `mailseal discover --json` is said to have printed, and each line as a target: what is read are servers, they come out of
 * their own JSON and URL as they went in, and what looks like a user name or a password is never said again.
 */
#include "discover/found.h"
#include "model/text.h"
#include "model/url.h"
#include "tests/fuzz/check-found.h"
#include "tests/fuzz/fuzz.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define SECRET "s3cr3t-Pa55w0rd"

static void
add_member (JsonBuilder *builder, const char *member, const char *value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

static char *
json_of (const MsFound *one)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *url = ms_target_url (one->target);
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_member (builder, "source", ms_source_name (one->source));
  add_member (builder, "url", url);
  add_member (builder, "from", one->from);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
check_round (const GPtrArray *found)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GPtrArray) again = NULL;

  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *line = json_of (g_ptr_array_index (found, i));
      g_string_append_printf (lines, "%s\n", line);
    }
  again = ms_found_read (lines->str);
  g_assert_cmpuint (again->len, ==, found->len);
  for (guint i = 0; i < found->len; i++)
    {
      const MsFound *a = g_ptr_array_index (found, i), *b = g_ptr_array_index (again, i);
      g_autofree char *a_url = ms_target_url (a->target), *b_url = ms_target_url (b->target);

      g_assert_cmpstr (a_url, ==, b_url);
      g_assert_cmpint (a->source, ==, b->source);
      g_assert_cmpstr (a->from, ==, b->from);
    }
}

static void
check_target (const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean bare = FALSE;
  g_autoptr (GPtrArray) targets = ms_target_parse (text, &bare, &error);

  g_assert_true ((targets == NULL) == (error != NULL));
  if (error != NULL)
    fuzz_check_line (error->message);
  for (guint i = 0; targets != NULL && i < targets->len; i++)
    {
      g_autofree char *url = ms_target_url (g_ptr_array_index (targets, i)), *again = NULL;
      g_autoptr (GPtrArray) parsed = ms_target_parse (url, &bare, NULL);

      fuzz_check_line (url);
      g_assert_true (parsed != NULL && parsed->len == 1);
      again = ms_target_url (g_ptr_array_index (parsed, 0));
      g_assert_cmpstr (again, ==, url);
    }
}

/* The same with a password at each place that has one in some program's notation. */
static void
check_secret (const char *text)
{
  const char *slashes = strstr (text, "://"), *rest = slashes != NULL ? slashes + 3 : text;
  g_autofree char *scheme = g_strndup (text, (gsize) (rest - text));
  g_autofree char *whole = g_strconcat (scheme, "user:" SECRET "@", rest, NULL),
                  *empty = g_strconcat (scheme, ":" SECRET "@", rest, NULL),
                  *odd = g_strconcat (scheme, "user:" SECRET "://" SECRET "@", rest, NULL),
                  *alone = g_strconcat (slashes != NULL ? scheme : "imaps://", SECRET "@", rest, NULL);
  const char *const all[] = { whole, empty, odd, alone };

  if (strstr (text, SECRET) != NULL)
    return; /* it stands elsewhere, too, where it is none */
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *shown = ms_shown (all[i], -1, 2000);
      gboolean bare;

      g_assert_null (ms_target_parse (all[i], &bare, &error));
      g_assert_null (strstr (error->message, SECRET));
      g_assert_null (strstr (shown, SECRET));
      fuzz_check_line (shown);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  FuzzInput input = { bytes, size };
  g_autofree char *all = g_strndup ((const char *) bytes, size);
  g_autoptr (GPtrArray) found = ms_found_read (all);
  char *line;

  fuzz_check_found (found);
  check_round (found);
  for (guint i = 0; i < 16 && (line = fuzz_line (&input)) != NULL; i++)
    {
      check_target (line);
      check_secret (line);
      g_free (line);
    }
  return 0;
}
