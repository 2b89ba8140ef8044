/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/monitor.h"

#include "model/burst.h"

#include <gio/gio.h>

#define SETTLE_MS 300 /* editors write a file in several steps */

struct _MsMonitor
{
  GPtrArray *monitors; /* GFileMonitor* */
  MsBurst *changes;
};

static void
event_cb (GFileMonitor *source, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  MsMonitor *monitor = data;

  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_PRE_UNMOUNT
      || event == G_FILE_MONITOR_EVENT_UNMOUNTED)
    return; /* CHANGES_DONE_HINT follows a change */
  ms_burst_event (monitor->changes);
}

/* A folder that does not exist yet is seen through its parent: GLib would poll for it every few seconds. */
static void
add_folder (MsMonitor *monitor, const char *path)
{
  g_autofree char *at = g_strdup (path);
  g_autoptr (GFile) file = NULL;
  GFileMonitor *source;

  while (!g_file_test (at, G_FILE_TEST_IS_DIR) && !g_str_equal (at, "/") && !g_str_equal (at, "."))
    {
      char *parent = g_path_get_dirname (at);
      g_free (at);
      at = parent;
    }
  file = g_file_new_for_path (at);
  source = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (source == NULL)
    return;
  g_signal_connect (source, "changed", G_CALLBACK (event_cb), monitor);
  g_ptr_array_add (monitor->monitors, source);
}

MsMonitor *
ms_monitor_new (const char *const *folders, void (*changed) (gpointer data), gpointer data)
{
  MsMonitor *monitor = g_new0 (MsMonitor, 1);

  monitor->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  monitor->changes = ms_burst_new (SETTLE_MS, SETTLE_MS, changed, data);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *drop_ins = g_build_filename (folders[i], "mailseal.conf.d", NULL);
      if (folders[i + 1] == NULL)
        g_mkdir_with_parents (drop_ins, 0700);
      add_folder (monitor, folders[i]);
      add_folder (monitor, drop_ins);
    }
  return monitor;
}

void
ms_monitor_free (MsMonitor *monitor)
{
  if (monitor == NULL)
    return;
  g_ptr_array_unref (monitor->monitors);
  ms_burst_free (monitor->changes);
  g_free (monitor);
}
