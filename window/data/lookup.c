/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/lookup.h"

#include "window/data/json.h"
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
ms_found_free (MsFound *found)
{
  g_free (found->url);
  g_free (found->host);
  g_free (found->service);
  g_free (found->source);
  g_free (found->summary);
  g_free (found);
}

static MsHalf
half_of (const char *url, const char *protocol)
{
  if (g_str_equal (protocol, "imap") || g_str_equal (protocol, "pop3"))
    return MS_HALF_RECEIVING;
  return g_str_equal (protocol, "smtp") && !g_str_has_prefix (url, "smtp:") ? MS_HALF_SENDING : MS_HALF_OTHER;
}

static char *
service_of (JsonObject *object, const char *url)
{
  const char *protocol = ms_json_text (object, "protocol");
  const char *half = ms_words_half (half_of (url, protocol)), *title = ms_words_protocol (protocol);
  gint64 port;

  if (!ms_json_number (object, "port", &port))
    return g_strdup_printf ("%s · %s", half, title);
  /* translators: receiving or sending, a protocol, and the number of a port */
  return g_strdup_printf (_ ("%s · %s, port %d"), half, title, (int) port);
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

/* Is there anything at all? What does not answer is not watched by itself. */
static gboolean
answers (JsonObject *object)
{
  const char *code = ms_json_length (object, "findings") > 0 ? ms_json_text (ms_json_at (object, "findings", 0), "code") : "";
  return !g_str_equal (code, "unreachable");
}

MsFound *
ms_found_read (const char *line, char **error)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *url = ms_json_text (object, "url"), *source = ms_json_text (object, "source");
  MsFound *found;

  if (*url == '\0')
    {
      if (*ms_json_text (object, "error") != '\0' && *error == NULL)
        *error = g_strdup (ms_json_text (object, "error"));
      return NULL;
    }
  found = g_new0 (MsFound, 1);
  found->url = g_strdup (url);
  found->host = g_strdup (ms_json_text (object, "host"));
  found->service = service_of (object, url);
  found->source = g_strdup (source_words (source));
  found->summary = g_strdup (ms_json_text (object, "summary"));
  found->level = ms_level_of (ms_json_text (object, "state"));
  found->wanted = *source != '\0' ? ms_json_flag (object, "use") : answers (object);
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
