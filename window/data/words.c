/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/words.h"

#include "faces/json.h"

#include <glib/gi18n.h>
#include <string.h>

#define FOREVER G_GINT64_CONSTANT (253402300799) /* 9999-12-31T23:59:59Z: a certificate without an end */

typedef struct
{
  const char *word, *icon, *class;
} Level;

static const Level levels[] = {
  [MS_LEVEL_CRITICAL] = { N_ ("Problem"), "mailseal-critical-symbolic", "error" },
  [MS_LEVEL_WARNING] = { N_ ("Needs attention"), "mailseal-warning-symbolic", "warning" },
  [MS_LEVEL_UNKNOWN] = { N_ ("Not known"), "mailseal-unknown-symbolic", "dim-label" },
  [MS_LEVEL_NOTICE] = { N_ ("Good to know"), "mailseal-notice-symbolic", "accent" },
  [MS_LEVEL_OK] = { N_ ("All is well"), "mailseal-ok-symbolic", "success" },
};

const char *
ms_words_level (MsLevel level)
{
  return _ (levels[level].word);
}

const char *
ms_words_level_icon (MsLevel level)
{
  return levels[level].icon;
}

const char *
ms_words_level_class (MsLevel level)
{
  return levels[level].class;
}

const char *
ms_words_direction (MsDirection half)
{
  static const char *const words[] = { [MS_DIRECTION_RECEIVING] = N_ ("Receiving"),
                                       [MS_DIRECTION_SENDING] = N_ ("Sending"),
                                       [MS_DIRECTION_OTHER] = N_ ("Other service") };
  return _ (words[half]);
}

/* ---- time --------------------------------------------------------------------------------------------------------- */

char *
ms_words_days_left (const MsLife *life)
{
  if (!life->known)
    return NULL;
  if (life->days_left < 0)
    return g_strdup (_ ("Ran out"));
  if (life->days_left == 0)
    return g_strdup (_ ("Less than a day left"));
  return g_strdup_printf (ngettext ("%d day left", "%d days left", (gulong) life->days_left),
                          (int) MIN (life->days_left, G_MAXINT));
}

static char *
formatted (gint64 seconds, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  return time != NULL ? g_date_time_format (time, format) : NULL;
}

char *
ms_words_date (gint64 seconds)
{
  /* TRANSLATORS: a date, as of strftime */
  return formatted (seconds, C_ ("date", "%-d %B %Y"));
}

char *
ms_words_life (const MsLife *life)
{
  g_autofree char *begin = life->known ? ms_words_date (life->begin) : NULL;
  g_autofree char *end = life->known ? ms_words_date (life->end) : NULL;

  if (begin == NULL || end == NULL)
    return NULL;
  /* TRANSLATORS: two dates */
  return g_strdup_printf (_ ("Good from %s to %s"), begin, end);
}

char *
ms_words_renewal (const MsLife *life)
{
  g_autofree char *date
    = life->known && life->renewal > life->begin && life->renewal < life->end ? ms_words_date (life->renewal) : NULL;

  if (date == NULL)
    return NULL;
  /* TRANSLATORS: a date */
  return g_strdup_printf (_ ("The mark shows when it is usually renewed: around %s"), date);
}

char *
ms_words_time (JsonObject *object, const char *member)
{
  gint64 seconds;

  if (!ms_member_time (object, member, &seconds))
    return NULL;
  /* TRANSLATORS: a date and a time, as of strftime */
  return formatted (seconds, C_ ("time", "%-d %B %Y, %H:%M"));
}

char *
ms_words_certificate_time (JsonObject *object, const char *member)
{
  gint64 seconds;

  if (ms_member_time (object, member, &seconds) && seconds >= FOREVER)
    return g_strdup (_ ("Without an end"));
  return ms_words_time (object, member);
}

char *
ms_words_silence (JsonObject *alert)
{
  g_autofree char *until = ms_words_time (alert, "snoozed_until");

  if (ms_member_flag (alert, "acknowledged"))
    return g_strdup (_ ("You know of it, and are told only if it gets worse"));
  if (*ms_member_text (alert, "snoozed_until") == '\0')
    return NULL;
  if (g_str_has_prefix (ms_member_text (alert, "snoozed_until"), "9999"))
    return g_strdup (_ ("You are not reminded until it is renewed"));
  /* TRANSLATORS: a date and a time */
  return until != NULL ? g_strdup_printf (_ ("You are reminded on %s"), until) : NULL;
}

/* ---- names -------------------------------------------------------------------------------------------------------- */

const char *
ms_words_protocol (const char *protocol)
{
  static const struct
  {
    const char *protocol, *name;
  } names[] = {
    { "imap", "IMAP" }, { "pop3", "POP3" }, { "smtp", "SMTP" }, { "sieve", "ManageSieve" }, { "https", "HTTPS" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].protocol, protocol))
      return names[i].name;
  return "";
}

char *
ms_words_service (const MsServerItem *server)
{
  const char *protocol = ms_words_protocol (ms_member_text (ms_server_item_get_verdict (server), "protocol"));

  if (*protocol == '\0')
    return g_strdup (ms_server_item_get_name (server));
  return g_strdup_printf ("%s · %s", ms_server_item_get_name (server), protocol);
}

char *
ms_words_fingerprint (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, g_ascii_toupper (hex[i]));
    }
  return g_string_free (text, FALSE);
}
