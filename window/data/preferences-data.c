/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/preferences-data.h"

#include "faces/json.h"

#include <glib/gi18n.h>

/* ---- intervals ---------------------------------------------------------------------------------------------------- */

static const struct
{
  char unit;
  guint64 seconds;
} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };

/* 0 if it is none. */
static guint64
seconds_of (const char *interval)
{
  char *end;
  guint64 number = g_ascii_strtoull (interval, &end, 10);

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (number > 0 && number < 100000 && end[0] == units[i].unit && end[1] == '\0')
      return number * units[i].seconds;
  return 0;
}

char **
ms_intervals (const char *configured, guint *selected)
{
  static const char *const usual[] = { "15m", "30m", "1h", "3h", "6h", "12h", "1d" };
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  guint64 seconds = seconds_of (configured);
  gboolean placed = FALSE;

  *selected = 4;
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      if (!placed && seconds != 0 && seconds <= seconds_of (usual[i]))
        {
          *selected = all->len;
          placed = TRUE;
          if (seconds < seconds_of (usual[i]))
            g_ptr_array_add (all, g_strdup (configured));
        }
      g_ptr_array_add (all, g_strdup (usual[i]));
    }
  if (!placed && seconds != 0)
    {
      *selected = all->len;
      g_ptr_array_add (all, g_strdup (configured));
    }
  g_ptr_array_add (all, NULL);
  return (char **) g_ptr_array_steal (all, NULL);
}

char *
ms_interval_words (const char *interval)
{
  guint64 seconds = seconds_of (interval);
  guint n;

  if (seconds != 0 && seconds % 86400 == 0)
    {
      n = (guint) (seconds / 86400);
      return n == 1 ? g_strdup (_ ("Once a day")) : g_strdup_printf (ngettext ("Every %u day", "Every %u days", n), n);
    }
  if (seconds != 0 && seconds % 3600 == 0)
    {
      n = (guint) (seconds / 3600);
      return n == 1 ? g_strdup (_ ("Every hour")) : g_strdup_printf (ngettext ("Every %u hour", "Every %u hours", n), n);
    }
  if (seconds != 0 && seconds % 60 == 0)
    {
      n = (guint) (seconds / 60);
      return g_strdup_printf (ngettext ("Every %u minute", "Every %u minutes", n), n);
    }
  if (seconds != 0)
    return g_strdup_printf (ngettext ("Every %u second", "Every %u seconds", (gulong) seconds), (guint) seconds);
  return g_strdup (interval);
}

/* ---- mail programs ------------------------------------------------------------------------------------------------ */

/* All of them: also those to come. */
char *
ms_import_clients (JsonObject *settings, const char *client, gboolean on)
{
  GString *value = g_string_new (NULL);
  gboolean all = TRUE;

  for (guint i = 0; i < ms_member_length (settings, "clients"); i++)
    {
      JsonObject *one = ms_member_at (settings, "clients", i);
      const char *name = ms_member_text (one, "name");
      gboolean is_on = g_str_equal (name, client) ? on : ms_member_flag (one, "on");

      all = all && is_on;
      if (is_on)
        g_string_append_printf (value, "%s%s", value->len > 0 ? "," : "", name);
    }
  if (all || value->len == 0)
    g_string_assign (value, all ? "all" : "none");
  return g_string_free (value, FALSE);
}

/* ---- servers ------------------------------------------------------------------------------------------------------ */

char *
ms_settings_shape (JsonObject *settings)
{
  GString *shape = g_string_new (NULL);

  for (guint i = 0; i < ms_member_length (settings, "clients"); i++)
    g_string_append_printf (shape, "%s\n", ms_member_text (ms_member_at (settings, "clients", i), "name"));
  for (guint i = 0; i < ms_member_length (settings, "servers"); i++)
    {
      JsonObject *server = ms_member_at (settings, "servers", i);
      g_string_append_printf (shape, "%s\t%s\t%s\n", ms_member_text (server, "url"), ms_member_text (server, "account"),
                              ms_member_text (server, "name"));
    }
  return g_string_free (shape, FALSE);
}
