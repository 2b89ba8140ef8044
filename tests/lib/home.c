/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/home.h"

#include "config/clients/clients.h"

#include <glib/gstdio.h>
#include <string.h>

char *
ms_home_new (void)
{
  char *home = g_dir_make_tmp ("mailseal-home-XXXXXX", NULL);
  g_assert_nonnull (home);
  return home;
}

void
ms_home_remove (const char *home)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", home);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

void
ms_home_write (const char *home, const char *path, const char *bytes, gssize length)
{
  g_autofree char *file = g_build_filename (home, path, NULL);
  g_autofree char *folder = g_path_get_dirname (file);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (file, bytes, length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* " pinned ab..." for each SHA-256, and " weak MD5". */
static char *
pins_of (const MsAccount *account)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < account->origins->len; i++)
    {
      const MsOrigin *origin = g_ptr_array_index (account->origins, i);

      for (guint k = 0; origin->pins != NULL && k < origin->pins->len; k++)
        g_string_append_printf (text, " pinned %.2s%s", (const char *) g_ptr_array_index (origin->pins, k),
                                strlen (g_ptr_array_index (origin->pins, k)) == 64 ? "..." : "?");
      if (origin->weak != NULL)
        g_string_append_printf (text, " weak %s", origin->weak);
    }
  return g_string_free (text, FALSE);
}

char *
ms_home_servers (const char *home, const char *config)
{
  g_autoptr (GPtrArray) found = ms_clients_read (home, config, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < found->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (found, i);
      g_autofree char *pins = pins_of (account);

      g_ptr_array_add (lines,
                       g_strdup_printf ("%s %s %u %s%s%s%s", ms_protocol_name (account->protocol), account->host, account->port,
                                        ms_encryption_name (account->encryption), ms_account_used (account) ? "" : " off",
                                        ms_account_verify (account) ? "" : " unchecked", pins));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
