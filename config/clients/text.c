/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/clients/text.h"

#include <string.h>
#include <strings.h>

/* Far above what real files have; they bound time and memory for others. */
#define MAX_SECTIONS 1000
#define MAX_PAIRS    128 /* strings: 64 keys of a section */

MsText *
ms_text_load (const char *path)
{
  MsFile *file = ms_file_read (path, MS_INI_MAX, TRUE, NULL);
  MsText *text;
  gsize bom;

  if (file == NULL)
    return NULL;
  bom = g_str_has_prefix (file->bytes, "\xef\xbb\xbf") ? 3 : 0;
  text = g_new0 (MsText, 1);
  text->file = file;
  text->bytes = file->bytes + bom;
  text->length = file->length - bom;
  return text;
}

void
ms_text_free (MsText *text)
{
  if (text == NULL)
    return;
  ms_file_free (text->file);
  g_free (text);
}

char *
ms_text_line (MsText *text, gsize *at)
{
  char *line = text->bytes + *at, *newline;
  gsize length;

  if (*at >= text->length)
    return NULL;
  newline = memchr (line, '\n', text->length - *at);
  length = newline != NULL ? (gsize) (newline - line) : text->length - *at;
  *at += length + 1;
  line[length] = '\0';
  if (length > 0 && line[length - 1] == '\r')
    line[length - 1] = '\0';
  return line;
}

gboolean
ms_is_true (const char *value, gboolean otherwise)
{
  static const char *const yes[] = { "true", "yes", "on", "1" }, *const no[] = { "false", "no", "off", "0" };

  for (guint i = 0; value != NULL && i < G_N_ELEMENTS (yes); i++)
    {
      if (g_ascii_strcasecmp (value, yes[i]) == 0)
        return TRUE;
      if (g_ascii_strcasecmp (value, no[i]) == 0)
        return FALSE;
    }
  return otherwise;
}

guint
ms_port (const char *value)
{
  static const struct
  {
    const char *name; /* IANA */
    guint port;
  } names[] = { { "imap", 143 },  { "imaps", 993 }, { "pop3", 110 },       { "pop3s", 995 },       { "smtp", 25 },
                { "ssmtp", 465 }, { "smtps", 465 }, { "submission", 587 }, { "submissions", 465 }, { "sieve", 4190 } };
  guint64 port;
  char *end;

  if (value == NULL)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (value, names[i].name) == 0)
      return names[i].port;
  if (!g_ascii_isdigit (*value))
    return 0;
  port = g_ascii_strtoull (value, &end, 10);
  end += strspn (end, " \t");
  return *end == '\0' && port <= 65535 ? (guint) port : 0;
}

/* ---- sections ------------------------------------------------------------------------------------------------ */

typedef struct
{
  GPtrArray *sections;
  GHashTable *names; /* name -> MsIniSection */
  const char *const *keys;
  MsIniSection *current;
} Collector;

static void
section_free (MsIniSection *section)
{
  g_ptr_array_unref (section->pairs);
  g_free (section);
}

static void
enter (Collector *collector, const char *name)
{
  collector->current = g_hash_table_lookup (collector->names, name);
  if (collector->current != NULL || collector->sections->len >= MAX_SECTIONS)
    return;
  collector->current = g_new0 (MsIniSection, 1);
  collector->current->name = name;
  collector->current->pairs = g_ptr_array_new ();
  g_ptr_array_add (collector->sections, collector->current);
  g_hash_table_insert (collector->names, (gpointer) name, collector->current);
}

static void
collect (const MsIniEvent *event, gpointer data)
{
  Collector *collector = data;

  if (event->kind == MS_INI_SECTION)
    enter (collector, event->section);
  if (event->kind != MS_INI_KEY || collector->current == NULL || collector->current->pairs->len >= MAX_PAIRS)
    return;
  for (guint i = 0; collector->keys[i] != NULL; i++)
    if (g_ascii_strcasecmp (collector->keys[i], event->key) == 0)
      {
        g_ptr_array_add (collector->current->pairs, (gpointer) event->key);
        g_ptr_array_add (collector->current->pairs, (gpointer) event->value);
      }
}

GPtrArray *
ms_sections_read (MsText *text, MsIniFlags flags, const char *const *keys)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  Collector collector = { .names = names, .keys = keys };

  collector.sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  enter (&collector, ""); /* what stands before the first */
  ms_ini_cut (text->bytes, text->length, flags, collect, &collector);
  return collector.sections;
}

const MsIniSection *
ms_sections_find (const GPtrArray *sections, const char *name)
{
  for (guint i = 0; i < sections->len; i++)
    {
      const MsIniSection *section = g_ptr_array_index (sections, i);
      if (g_ascii_strcasecmp (section->name, name) == 0)
        return section;
    }
  return NULL;
}

const char *
ms_section_get (const MsIniSection *section, const char *key)
{
  for (guint i = section != NULL ? section->pairs->len : 0; i >= 2; i -= 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (section->pairs, i - 2), key) == 0)
      return g_ptr_array_index (section->pairs, i - 1);
  return NULL;
}

gboolean
ms_section_is (const MsIniSection *section, const char *key, gboolean otherwise)
{
  return ms_is_true (ms_section_get (section, key), otherwise);
}
