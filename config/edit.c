/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own drop-in, mailseal.conf.d/50-mailseal.conf: sections are added and taken out, every other line stays as it is. */
#include "config/settings.h"

#include "config/ini.h"
#include "config/target.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  char *path;
  GPtrArray *lines; /* char*, without line ends */
} File;

static void
file_clear (File *file)
{
  g_free (file->path);
  g_clear_pointer (&file->lines, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (File, file_clear)

static gboolean
file_load (File *file, const char *folder, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length = 0;

  file->path = g_build_filename (folder, "mailseal.conf.d", "50-mailseal.conf", NULL);
  file->lines = g_ptr_array_new_with_free_func (g_free);
  text = ms_ini_load (file->path, &length, &problem);
  if (problem != NULL)
    {
      g_set_error (error, problem->domain, problem->code, _ ("%s cannot be read: %s."), file->path, problem->message);
      return FALSE;
    }
  if (text == NULL)
    {
      g_ptr_array_add (file->lines,
                       g_strdup (_ ("# Written by Mailseal (add, remove, accept). Your own settings: ../mailseal.conf")));
      return TRUE;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i + 1] != NULL || *lines[i] != '\0')
      g_ptr_array_add (file->lines, g_strdup (lines[i]));
  return TRUE;
}

static gboolean
file_save (const File *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file->path);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) problem = NULL;

  for (guint i = 0; i < file->lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *) g_ptr_array_index (file->lines, i));
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_set_error_literal (&problem, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  else
    g_file_set_contents_full (file->path, text->str, (gssize) text->len,
                              G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &problem);
  if (problem == NULL)
    return TRUE;
  g_set_error (error, problem->domain, problem->code, _ ("%s cannot be written: %s."), file->path, problem->message);
  return FALSE;
}

/* Which lines [first, end) are the section of this target (or [Mailseal]: url NULL); FALSE if there is none. */
typedef struct
{
  const char *url; /* lent for the search */
  guint first, end, at;
  gboolean found, open;
} Search;

static void
search_cb (const MsIniEvent *event, gpointer data)
{
  Search *search = data;
  g_autoptr (MsTarget) target = NULL;
  g_autofree char *url = NULL;
  gboolean here = FALSE;

  if (event->kind == MS_INI_SECTION)
    {
      if (search->open)
        search->end = event->line - 1;
      search->open = FALSE;
      search->at = event->line - 1;
      here = search->url == NULL && g_ascii_strcasecmp (event->section, "Mailseal") == 0;
    }
  else if (event->kind == MS_INI_KEY && search->url != NULL && g_ascii_strcasecmp (event->key, "Target") == 0)
    {
      target = ms_target_parse_one (event->value, NULL);
      url = target != NULL ? ms_target_url (target) : NULL;
      here = g_strcmp0 (url, search->url) == 0;
    }
  if (here && !search->found)
    {
      search->found = search->open = TRUE;
      search->first = search->at;
    }
}

static gboolean
find_section (const File *file, const char *url, Search *search)
{
  g_autoptr (GString) text = g_string_new (NULL);

  *search = (Search){ .url = url, .end = file->lines->len };
  for (guint i = 0; i < file->lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *) g_ptr_array_index (file->lines, i));
  ms_ini_read (text->str, text->len, search_cb, search);
  return search->found;
}

/* The section's name as one line that ends no bracket. */
static char *
clean_name (const char *name)
{
  g_autofree char *visible = ms_visible (name, -1, 100);
  return g_strstrip (g_strdelimit (g_steal_pointer (&visible), "[]#;=", ' '));
}

static gboolean
name_taken (const MsSettings *settings, const char *name)
{
  for (guint i = 0; i < settings->servers->len; i++)
    if (g_strcmp0 (((MsServer *) g_ptr_array_index (settings->servers, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

static char *
free_name (const MsSettings *settings, const char *wish)
{
  g_autofree char *clean = clean_name (wish);

  for (guint n = 2; name_taken (settings, clean) && n < 1000; n++)
    {
      g_autofree char *base = clean_name (wish);
      g_free (clean);
      clean = g_strdup_printf ("%s %u", base, n);
    }
  return g_steal_pointer (&clean);
}

static void
append_section (File *file, const char *name, const char *url, gboolean watch)
{
  g_ptr_array_add (file->lines, g_strdup (""));
  g_ptr_array_add (file->lines, g_strdup_printf ("[Server %s]", name));
  g_ptr_array_add (file->lines, g_strdup_printf ("Target=%s", url));
  if (!watch)
    g_ptr_array_add (file->lines, g_strdup ("Watch=false"));
}

static void
remove_section (File *file, const Search *search)
{
  guint first = search->first;

  while (first > 0 && *(char *) g_ptr_array_index (file->lines, first - 1) == '\0')
    first--;
  g_ptr_array_remove_range (file->lines, first, search->end - first);
}

static const MsServer *
known_server (const MsSettings *settings, const char *url)
{
  for (guint i = 0; i < settings->servers->len; i++)
    if (g_str_equal (((MsServer *) g_ptr_array_index (settings->servers, i))->url, url))
      return g_ptr_array_index (settings->servers, i);
  return NULL;
}

gboolean
ms_settings_add (const char *folder, const MsTarget *target, const char *name, GError **error)
{
  g_auto (GStrv) folders = ms_settings_folders ();
  g_autoptr (MsSettings) settings = NULL;
  g_autofree char *url = ms_target_url (target), *section = NULL;
  g_auto (File) file = { NULL, NULL };
  const MsServer *known;
  Search search;

  if (!file_load (&file, folder, error))
    return FALSE;
  if (find_section (&file, url, &search))
    remove_section (&file, &search); /* a Watch=false of ours */
  settings = ms_settings_load ((const char *const *) folders);
  known = known_server (settings, url);
  section = known != NULL ? clean_name (known->name) : free_name (settings, name);
  append_section (&file, section, url, TRUE);
  if (known != NULL && !known->watch)
    g_ptr_array_add (file.lines, g_strdup ("Watch=true"));
  return file_save (&file, error);
}

gboolean
ms_settings_remove (const char *folder, const MsTarget *target, gboolean imported, GError **error)
{
  g_auto (GStrv) folders = ms_settings_folders ();
  g_autoptr (MsSettings) after = NULL;
  g_autofree char *url = ms_target_url (target), *name = NULL;
  g_auto (File) file = { NULL, NULL };
  const MsServer *left;
  Search search;

  if (!file_load (&file, folder, error))
    return FALSE;
  if (find_section (&file, url, &search))
    {
      remove_section (&file, &search);
      if (!file_save (&file, error))
        return FALSE;
    }
  after = ms_settings_load ((const char *const *) folders);
  left = known_server (after, url);
  if (left == NULL ? !imported : !left->watch)
    return TRUE;
  name = left != NULL ? clean_name (left->name) : free_name (after, target->host);
  append_section (&file, name, url, FALSE); /* it stands elsewhere, which is not ours to change */
  return file_save (&file, error);
}

/* The section of this server in our file, or [Mailseal] if it is NULL; begun if it is not there. */
static void
open_section (File *file, const MsTarget *target, Search *search)
{
  g_autofree char *url = target != NULL ? ms_target_url (target) : NULL;
  g_auto (GStrv) folders = ms_settings_folders ();

  if (find_section (file, url, search))
    return;
  if (target == NULL)
    {
      g_ptr_array_add (file->lines, g_strdup (""));
      g_ptr_array_add (file->lines, g_strdup ("[Mailseal]"));
    }
  else
    {
      g_autoptr (MsSettings) settings = ms_settings_load ((const char *const *) folders);
      const MsServer *known = known_server (settings, url);
      g_autofree char *name = known != NULL ? clean_name (known->name) : free_name (settings, target->host);

      append_section (file, name, url, TRUE);
    }
  find_section (file, url, search);
}

/* Before the blank lines that part it from the next section. */
static void
add_line (File *file, Search *search, const char *line)
{
  guint at = search->end;

  while (at > search->first + 1 && *(char *) g_ptr_array_index (file->lines, at - 1) == '\0')
    at--;
  g_ptr_array_insert (file->lines, (int) at, g_strdup (line));
  search->end++;
}

gboolean
ms_settings_accept (const char *folder, const MsTarget *target, const MsAcceptance *acceptance, GError **error)
{
  g_autofree char *value = ms_acceptance_text (acceptance), *line = g_strconcat ("Accept=", value, NULL);
  g_auto (File) file = { NULL, NULL };
  Search search;

  if (!file_load (&file, folder, error))
    return FALSE;
  open_section (&file, target, &search);
  for (guint i = search.first; i < search.end; i++)
    if (g_str_equal (g_ptr_array_index (file.lines, i), line))
      return TRUE;
  add_line (&file, &search, line);
  return file_save (&file, error);
}

/* Is this line "key=..."? */
static gboolean
sets (const char *line, const char *key)
{
  gsize length = strlen (key);

  while (*line == ' ' || *line == '\t')
    line++;
  if (g_ascii_strncasecmp (line, key, length) != 0)
    return FALSE;
  line += length;
  while (*line == ' ' || *line == '\t')
    line++;
  return *line == '=';
}

static void
set_key (File *file, Search *search, const char *key, const char *value)
{
  g_autofree char *line = g_strdup_printf ("%s=%s", key, value);

  for (guint i = search->end; i > search->first + 1; i--)
    if (sets (g_ptr_array_index (file->lines, i - 1), key))
      {
        g_ptr_array_remove_index (file->lines, i - 1);
        search->end--;
      }
  add_line (file, search, line);
}

gboolean
ms_settings_set (const char *folder, const MsTarget *target, const char *const *pairs, GError **error)
{
  g_auto (File) file = { NULL, NULL };
  Search search;

  for (guint i = 0; pairs[i] != NULL; i += 2)
    {
      g_autofree char *fault = ms_settings_fault (target != NULL, pairs[i], pairs[i + 1]);
      g_autofree char *key = ms_visible (pairs[i], -1, 60), *value = ms_visible (pairs[i + 1], -1, 100);
      if (fault == NULL)
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("%s=%s: this %s."), key, value, fault);
      return FALSE;
    }
  if (pairs[0] == NULL)
    return TRUE;
  if (!file_load (&file, folder, error))
    return FALSE;
  open_section (&file, target, &search);
  for (guint i = 0; pairs[i] != NULL; i += 2)
    set_key (&file, &search, ms_settings_key_name (target != NULL, pairs[i]), pairs[i + 1]);
  return file_save (&file, error);
}
