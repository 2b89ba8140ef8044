/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/follow.h"

#include "config/clients/clients.h"
#include "model/burst.h"

#include <gio/gio.h>
#include <string.h>

#define SETTLE_MS   3000 /* clients write their settings in several steps, and more than once */
#define EVERY_S     86400
#define MAX_FOLDERS 64

struct _MsFollow
{
  void (*changed) (gpointer data);
  gpointer data;
  GPtrArray *accounts; /* MsAccount* */
  GHashTable *files;   /* char*: what was read */
  GPtrArray *monitors; /* GFileMonitor* of their folders */
  MsBurst *changes;
  guint daily; /* source */
};

/* The same servers, used in the same way by the same accounts? */
static char *
digest_of (const GPtrArray *accounts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < accounts->len; i++)
    {
      const MsAccount *account = g_ptr_array_index (accounts, i);
      g_string_append_printf (text, "%d %d %s %u", account->protocol, account->encryption, account->host, account->port);
      for (guint o = 0; o < account->origins->len; o++)
        {
          const MsOrigin *origin = g_ptr_array_index (account->origins, o);
          g_string_append_printf (text, " %s %d %d %s", origin->account, origin->used, origin->verify,
                                  origin->domain != NULL ? origin->domain : "-");
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static gboolean
was_read (const MsFollow *follow, GFile *file)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  return path != NULL && g_hash_table_contains (follow->files, path);
}

static void
event_cb (GFileMonitor *source, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  MsFollow *follow = data;

  if (was_read (follow, file) || was_read (follow, other))
    ms_burst_event (follow->changes);
}

static void
watch_folders (MsFollow *follow)
{
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer path;

  g_ptr_array_set_size (follow->monitors, 0);
  g_hash_table_iter_init (&iter, follow->files);
  while (g_hash_table_iter_next (&iter, &path, NULL) && g_hash_table_size (folders) < MAX_FOLDERS)
    g_hash_table_add (folders, g_path_get_dirname (path));
  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    {
      g_autoptr (GFile) folder = g_file_new_for_path (path);
      GFileMonitor *monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

      if (monitor == NULL)
        continue;
      g_signal_connect (monitor, "changed", G_CALLBACK (event_cb), follow);
      g_ptr_array_add (follow->monitors, monitor);
    }
}

static void
read_accounts (MsFollow *follow)
{
  g_clear_pointer (&follow->accounts, g_ptr_array_unref);
  g_hash_table_remove_all (follow->files);
  follow->accounts = ms_clients_read (g_get_home_dir (), g_getenv ("XDG_CONFIG_HOME"), follow->files);
  watch_folders (follow);
}

static void
read_again (gpointer data)
{
  MsFollow *follow = data;
  g_autofree char *before = digest_of (follow->accounts), *now = NULL;

  read_accounts (follow);
  now = digest_of (follow->accounts);
  if (strcmp (before, now) != 0)
    follow->changed (follow->data);
}

static gboolean
daily_cb (gpointer data)
{
  read_again (data);
  return G_SOURCE_CONTINUE;
}

MsFollow *
ms_follow_new (void (*changed) (gpointer data), gpointer data)
{
  MsFollow *follow = g_new0 (MsFollow, 1);

  follow->changed = changed;
  follow->data = data;
  follow->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  follow->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  follow->changes = ms_burst_new (SETTLE_MS, SETTLE_MS, read_again, follow);
  read_accounts (follow);
  follow->daily = g_timeout_add_seconds (EVERY_S, daily_cb, follow);
  return follow;
}

void
ms_follow_free (MsFollow *follow)
{
  if (follow == NULL)
    return;
  ms_burst_free (follow->changes);
  g_clear_handle_id (&follow->daily, g_source_remove);
  g_ptr_array_unref (follow->monitors);
  g_ptr_array_unref (follow->accounts);
  g_hash_table_unref (follow->files);
  g_free (follow);
}

void
ms_follow_refresh (MsFollow *follow)
{
  read_accounts (follow);
}

const GPtrArray *
ms_follow_accounts (const MsFollow *follow)
{
  return follow->accounts;
}
