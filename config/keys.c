/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/keys.h"

#include "config/settings.h"
#include "model/file.h"
#include "model/server.h"
#include "model/text.h"
#include "model/url.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* One row a key (B5); config/mailseal.conf shows them all. */
static const MsKey keys[] = {
  { FALSE, "Interval", MS_KIND_DURATION, "6h", "1m|30d" },
  { FALSE, "ImportAccounts", MS_KIND_BOOLEAN, "true", NULL },
  { FALSE, "ImportClients", MS_KIND_TEXT, "all", NULL },
  { FALSE, "CaFile", MS_KIND_FILE, "", NULL },
  { FALSE, "Notify", MS_KIND_BOOLEAN, "true", NULL },
  { FALSE, "TrayIcon", MS_KIND_CHOICE, "auto", "auto|symbolic|color" },
  { FALSE, "ConfirmDelay", MS_KIND_DURATION, "60s", "1s|1h" },
  { TRUE, "Target", MS_KIND_TARGET, "", NULL },
  { TRUE, "Role", MS_KIND_CHOICE, "user", "user|admin" },
  { TRUE, "Watch", MS_KIND_BOOLEAN, "true", NULL },
  { TRUE, "Notify", MS_KIND_BOOLEAN, "", NULL },
  { TRUE, "Interval", MS_KIND_DURATION, "", NULL },
  { TRUE, "CaFile", MS_KIND_FILE, "", NULL },
  { TRUE, "Accept", MS_KIND_ACCEPTANCE, "", NULL },
};

const char *
ms_settings_key (guint index, gboolean *ret_server, const char **ret_default)
{
  if (index >= G_N_ELEMENTS (keys))
    return NULL;
  *ret_server = keys[index].server;
  *ret_default = keys[index].value;
  return keys[index].name;
}

const MsKey *
ms_key_find (gboolean server, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].server == server && g_ascii_strcasecmp (keys[i].name, name) == 0)
      return &keys[i];
  return NULL;
}

/* ---- values --------------------------------------------------------------------------------------------------- */

static const struct
{
  char unit;
  guint seconds;
} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };

gboolean
ms_duration_parse (const char *text, guint min, guint max, guint *ret_seconds)
{
  char *end = NULL;
  guint64 n;

  if (!g_ascii_isdigit (*text))
    return FALSE;
  n = g_ascii_strtoull (text, &end, 10);
  while (*end == ' ')
    end++;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (*end == units[i].unit && end[1] == '\0' && n <= max)
      {
        n *= units[i].seconds;
        if (n < min || n > max)
          return FALSE;
        *ret_seconds = (guint) n;
        return TRUE;
      }
  return FALSE;
}

char *
ms_duration_text (guint seconds)
{
  guint i = 0;

  while (seconds % units[i].seconds != 0)
    i++;
  return g_strdup_printf ("%u%c", seconds / units[i].seconds, units[i].unit);
}

gboolean
ms_until_parse (const char *until, gint64 *ret_until)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = NULL;
  guint seconds, year, month, day;
  char rest;

  if (g_str_equal (until, "renewed"))
    {
      *ret_until = G_MAXINT64;
      return TRUE;
    }
  if (g_str_equal (until, "tomorrow"))
    {
      g_autoptr (GDateTime) next = g_date_time_add_days (now, 1);
      then = g_date_time_new_local (g_date_time_get_year (next), g_date_time_get_month (next),
                                    g_date_time_get_day_of_month (next), 9, 0, 0);
    }
  else if (g_str_has_suffix (until, "d") && ms_duration_parse (until, 86400, 3650u * 86400, &seconds))
    then = g_date_time_add_seconds (now, seconds);
  else if (strlen (until) == 10 && sscanf (until, "%4u-%2u-%2u%c", &year, &month, &day, &rest) == 3)
    then = g_date_time_new_local ((int) year, (int) month, (int) day, 0, 0, 0);
  if (then == NULL || g_date_time_compare (then, now) <= 0)
    return FALSE;
  *ret_until = g_date_time_to_unix (then);
  return TRUE;
}

/* A server's key has the bounds of all servers' key of that name. */
static GStrv
bounds_of (const MsKey *key)
{
  return g_strsplit (ms_key_find (FALSE, key->name)->choices, "|", 2);
}

gboolean
ms_key_duration (const MsKey *key, const char *value, guint *ret_seconds)
{
  g_auto (GStrv) bounds = bounds_of (key);
  guint min, max;

  return ms_duration_parse (bounds[0], 1, G_MAXUINT, &min) && ms_duration_parse (bounds[1], min, G_MAXUINT, &max)
         && ms_duration_parse (value, min, max, ret_seconds);
}

static char *
duration_fault (const MsKey *key)
{
  g_auto (GStrv) bounds = bounds_of (key);
  return g_strdup_printf (_ ("must be a time from %s to %s, such as %s"), bounds[0], bounds[1],
                          ms_key_find (FALSE, key->name)->value);
}

gboolean
ms_boolean_parse (const char *text, gboolean *ret_value)
{
  static const char *const yes[] = { "true", "yes", "on", "1" }, *const no[] = { "false", "no", "off", "0" };

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    {
      if (g_ascii_strcasecmp (text, yes[i]) == 0)
        *ret_value = TRUE;
      else if (g_ascii_strcasecmp (text, no[i]) == 0)
        *ret_value = FALSE;
      else
        continue;
      return TRUE;
    }
  return FALSE;
}

char *
ms_free_text (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ": ", -1); /* such a colon is punctuation */
  g_autofree char *prose = g_strjoinv ("  ", parts);

  return ms_has_userinfo (prose, -1) ? ms_shown (text, -1, 200) : ms_visible (text, -1, 200);
}

MsAcceptance *
ms_acceptance_parse (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 4);
  guint n = g_strv_length (words), rest = 1;
  gint64 until = G_MAXINT64;
  g_autofree char *reason = NULL, *written = NULL, *hash = NULL;

  if (n == 0 || strlen (words[0]) != 64 || strspn (words[0], "0123456789abcdefABCDEF") != 64)
    return NULL;
  if (n > 2 && g_str_equal (words[1], "until"))
    {
      g_autofree char *midnight = g_strconcat (words[2], strchr (words[2], 'T') == NULL ? "T00:00:00Z" : "", NULL);
      if (!ms_time_parse (midnight, &until))
        return NULL;
      rest = 3;
    }
  hash = g_ascii_strdown (words[0], -1);
  written = n > rest ? g_strjoinv (" ", words + rest) : NULL;
  reason = written != NULL ? ms_free_text (written) : NULL;
  return ms_acceptance_new (hash, until, reason);
}

char *
ms_acceptance_text (const MsAcceptance *acceptance)
{
  g_autofree char *time = acceptance->until != G_MAXINT64 ? ms_time_string (acceptance->until) : NULL;
  g_autofree char *reason = acceptance->reason != NULL ? g_strstrip (ms_free_text (acceptance->reason)) : NULL;
  const char *apart = time == NULL && reason != NULL && g_str_has_prefix (reason, "until ") ? "- " : ""; /* it is no time */
  return g_strconcat (acceptance->hash, time != NULL ? " until " : "", time != NULL ? time : "",
                      reason != NULL && *reason != '\0' ? " " : "", apart, reason, NULL);
}

char *
ms_key_path (const char *value, const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);

  if (g_str_has_prefix (value, "~/"))
    return g_build_filename (g_get_home_dir (), value + 2, NULL);
  return g_path_is_absolute (value) ? g_strdup (value) : g_build_filename (folder, value, NULL);
}

static gboolean
choice_parse (const char *text, const char *choices)
{
  g_auto (GStrv) all = g_strsplit (choices, "|", -1);
  return g_strv_contains ((const char *const *) all, text);
}

static char *
path_fault (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MsFile) file = ms_file_read (path, MS_CA_FILE_MAX, TRUE, &error);

  return file == NULL ? g_strdup_printf (_ ("cannot be read: %s"), error->message) : NULL;
}

char *
ms_key_fault (const MsKey *key, const char *value, const char *file)
{
  guint seconds;
  gboolean flag;
  g_autoptr (MsTarget) target = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MsAcceptance) acceptance = NULL;
  g_autofree char *path = NULL;

  switch (key->kind)
    {
    case MS_KIND_DURATION:
      return ms_key_duration (key, value, &seconds) ? NULL : duration_fault (key);
    case MS_KIND_BOOLEAN:
      return ms_boolean_parse (value, &flag) ? NULL : g_strdup (_ ("must be true or false"));
    case MS_KIND_CHOICE:
      return choice_parse (value, key->choices) ? NULL : g_strdup_printf (_ ("must be one of %s"), key->choices);
    case MS_KIND_TARGET:
      target = ms_target_parse_one (value, &error);
      return target != NULL ? NULL : g_strdup (error->message);
    case MS_KIND_FILE:
      path = ms_key_path (value, file);
      return path_fault (path);
    case MS_KIND_ACCEPTANCE:
      acceptance = ms_acceptance_parse (value);
      return acceptance != NULL
               ? NULL
               : g_strdup (_ ("must be a certificate’s or key’s SHA-256 in hex, then “until” and a date if you like"));
    case MS_KIND_TEXT:
      return ms_has_userinfo (value, -1) ? g_strdup (_ ("must not hold a user name or a password")) : NULL;
    }
  return NULL;
}

char *
ms_key_fault_of_change (gboolean server, const char *name, const char *value, const char *file)
{
  const MsKey *row = ms_key_find (server, name);

  if (row == NULL || row->kind == MS_KIND_TARGET || row->kind == MS_KIND_ACCEPTANCE)
    return g_strdup (_ ("is no setting that can be changed here"));
  if (strpbrk (value, "\r\n") != NULL || !g_utf8_validate (value, -1, NULL))
    return g_strdup (_ ("must be one line of text"));
  return *value != '\0' ? ms_key_fault (row, value, file) : NULL;
}
