/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/lookup.h"

#include "faces/json.h"
#include "window/data/words.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_WORD 300

/* ---- what was typed ----------------------------------------------------------------------------------------------- */

static gboolean
is_plain (const char *word)
{
  for (const char *c = word; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_isspace (g_utf8_get_char (c)) || g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;
  return *word != '-' && strlen (word) <= MAX_WORD;
}

MsLookup
ms_lookup (const char *typed, char **word)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  const char *at = strrchr (text, '@'), *encoded = strstr (text, "%40");

  *word = NULL;
  if (*text == '\0')
    *word = g_strdup ("");
  else if (encoded != NULL || (strstr (text, "://") != NULL && at != NULL))
    *word = g_strdup (_ ("Leave out the name before the @: Mailseal signs in nowhere."));
  else if (!is_plain (text) || (at != NULL && (at == text || at[1] == '\0' || at[1] == '-')))
    *word = g_strdup (_ ("Type an e-mail address like me@example.org, or a server like imap.example.org."));
  if (*word != NULL)
    return MS_LOOKUP_NOTHING;
  *word = g_strdup (at != NULL ? at + 1 : text);
  return at != NULL ? MS_LOOKUP_ADDRESS : MS_LOOKUP_SERVER;
}

/* ---- what was found ----------------------------------------------------------------------------------------------- */

void
ms_lookup_result_free (MsLookupResult *found)
{
  g_free (found->url);
  g_free (found->host);
  g_free (found->service);
  g_free (found->source);
  g_free (found->summary);
  g_free (found);
}

static MsDirection
direction_of (const char *url, const char *protocol)
{
  if (g_str_equal (protocol, "imap") || g_str_equal (protocol, "pop3"))
    return MS_DIRECTION_RECEIVING;
  return g_str_equal (protocol, "smtp") && !g_str_has_prefix (url, "smtp:") ? MS_DIRECTION_SENDING : MS_DIRECTION_OTHER;
}

static char *
service_of (JsonObject *object, const char *url)
{
  const char *protocol = ms_member_text (object, "protocol");
  const char *direction = ms_words_direction (direction_of (url, protocol)), *title = ms_words_protocol (protocol);
  gint64 port;

  if (!ms_member_number (object, "port", &port))
    return g_strdup_printf ("%s · %s", direction, title);
  /* translators: receiving or sending, a protocol, and the number of a port */
  return g_strdup_printf (_ ("%s · %s, port %d"), direction, title, (int) port);
}

static const char *
source_words (const char *source)
{
  static const struct
  {
    const char *source, *words;
  } rows[] = {
    { "provider", N_ ("Known: one of the large providers") }, { "srv", N_ ("Named by the provider (DNS)") },
    { "mx", N_ ("Where its mail is delivered (DNS)") },       { "autoconfig", N_ ("Named by the provider’s web site") },
    { "guess", N_ ("A usual name, and it answers") },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].source, source))
      return _ (rows[i].words);
  return "";
}

MsLookupResult *
ms_lookup_read (const char *line, char **error)
{
  g_autoptr (JsonObject) object = ms_parse_object (line);
  const char *url = ms_member_text (object, "url"), *source = ms_member_text (object, "source");
  MsLookupResult *found;

  if (*url == '\0')
    {
      if (*ms_member_text (object, "error") != '\0' && *error == NULL)
        *error = g_strdup (ms_member_text (object, "error"));
      return NULL;
    }
  found = g_new0 (MsLookupResult, 1);
  found->url = g_strdup (url);
  found->host = g_strdup (ms_member_text (object, "host"));
  found->service = service_of (object, url);
  found->source = g_strdup (source_words (source));
  found->summary = g_strdup (ms_member_text (object, "summary"));
  found->level = ms_level_of (ms_member_text (object, "state"));
  found->wanted
    = ms_member_flag (object, *source != '\0' ? "use" : "answers"); /* what does not answer is not watched by itself */
  return found;
}

char *
ms_lookup_complaint (const char *printed)
{
  g_auto (GStrv) lines = g_strsplit (printed, "\n", -1);
  const char *last = "";

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      last = lines[i];
  if (g_str_has_prefix (last, "mailseal: "))
    last += strlen ("mailseal: ");
  return *last != '\0' ? g_utf8_make_valid (last, -1)
                       : g_strdup (_ ("Nothing was found, and nobody said why. Try it again later."));
}
