/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own drop-in, mailseal.conf.d/50-mailseal.conf: what a program decides is put there, every other line stays as it is. */
#include "config/settings.h"

#include "config/ini.h"
#include "config/sections.h"
#include "model/server.h"
#include "model/text.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

/* The file, what all settings would be with it, and where everything stands in it. */
typedef struct
{
  char *path;
  GString *text;
  MsSections *sections;
  MsSettings *settings;
} Draft;

static void
draft_clear (Draft *draft)
{
  g_free (draft->path);
  if (draft->text != NULL)
    g_string_free (draft->text, TRUE);
  ms_sections_free (draft->sections);
  ms_settings_free (draft->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

/* After each change: places have moved. */
static void
draft_read (Draft *draft)
{
  g_auto (GStrv) folders = ms_settings_folders ();

  ms_sections_free (draft->sections);
  ms_settings_free (draft->settings);
  draft->sections = ms_sections_load ((const char *const *) folders, draft->path, draft->text);
  draft->settings = ms_sections_apply (draft->sections);
}

static gboolean
draft_load (Draft *draft, const char *folder, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (MsFile) file = NULL;

  draft->path = g_build_filename (folder, "mailseal.conf.d", "50-mailseal.conf", NULL);
  file = ms_ini_load (draft->path, &problem);
  if (problem != NULL)
    {
      g_set_error (error, problem->domain, problem->code, _ ("%s cannot be read: %s."), draft->path, problem->message);
      return FALSE;
    }
  draft->text = file != NULL ? g_string_new_len (file->bytes, (gssize) file->length) : g_string_new (NULL);
  if (file == NULL)
    g_string_printf (draft->text, "%s\n", _ ("# Written by Mailseal (add, remove, accept). Your own settings: ../mailseal.conf"));
  draft_read (draft);
  if (!draft->sections->cut)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("%s cannot be changed: the settings have too many lines."), draft->path);
  return FALSE;
}

static gboolean
draft_save (const Draft *draft, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (draft->path);
  g_autoptr (GError) problem = NULL;

  if (draft->text->len > MS_INI_MAX)
    g_set_error_literal (&problem, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("it would become too large"));
  else if (g_mkdir_with_parents (folder, 0700) != 0)
    g_set_error_literal (&problem, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  else
    g_file_set_contents_full (draft->path, draft->text->str, (gssize) draft->text->len,
                              G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &problem);
  if (problem == NULL)
    return TRUE;
  g_set_error (error, problem->domain, problem->code, _ ("%s cannot be written: %s."), draft->path, problem->message);
  return FALSE;
}

/* Nothing is written, since it would have no effect: who stands in the way of this key (NULL: not known)? */
static gboolean
refuse (const Draft *draft, const char *url, const char *key, GError **error)
{
  const MsSection *section = NULL;
  const MsSetting *setting = key != NULL ? ms_sections_setting (draft->sections, url, key, &section) : NULL;

  if (setting != NULL && !g_str_equal (section->file, draft->path))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("That is settled in %s:%u; change it there."), section->file,
                 setting->line);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _ ("A line in %s would have no effect; `mailseal doctor` says what is wrong."), draft->path);
  return FALSE;
}

/* ---- sections ------------------------------------------------------------------------------------------------- */

static gboolean
is_ours (const Draft *draft, const MsSection *section, const char *url)
{
  return g_str_equal (section->file, draft->path) && (url != NULL ? g_strcmp0 (section->url, url) == 0 : section->name == NULL);
}

/* Our last section of this server, or of [Mailseal] if it is NULL; NULL if there is none. */
static const MsSection *
find_section (const Draft *draft, const char *url)
{
  for (guint i = draft->sections->sections->len; i > 0; i--)
    {
      const MsSection *section = g_ptr_array_index (draft->sections->sections, i - 1);
      if (is_ours (draft, section, url))
        return section;
    }
  return NULL;
}

static const MsServer *
known_server (const Draft *draft, const char *url)
{
  for (guint i = 0; i < draft->settings->servers->len; i++)
    if (g_str_equal (((MsServer *) g_ptr_array_index (draft->settings->servers, i))->url, url))
      return g_ptr_array_index (draft->settings->servers, i);
  return NULL;
}

/* The section's name as one line that ends no bracket. */
static char *
clean_name (const char *name)
{
  g_autofree char *visible = ms_free_text (name);
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

/* One more section at the end. A server that is known keeps its name. */
static void
append_section (Draft *draft, const char *url, const char *wish, const char *watch)
{
  const MsServer *known = url != NULL ? known_server (draft, url) : NULL;
  g_autofree char *name = known != NULL ? g_strdup (known->name) : url != NULL ? free_name (draft->settings, wish) : NULL;
  GString *text = draft->text;

  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
  if (url == NULL)
    g_string_append (text, "\n[Mailseal]\n");
  else
    g_string_append_printf (text, "\n[Server %s]\nTarget=%s\n", name, url);
  if (watch != NULL)
    g_string_append_printf (text, "Watch=%s\n", watch);
  draft_read (draft);
}

/* ---- lines ---------------------------------------------------------------------------------------------------- */

static gboolean
is_one_of (const MsSetting *setting, const MsKey *const *keys)
{
  for (guint i = 0; setting->key != NULL && keys[i] != NULL; i++)
    if (setting->key == keys[i])
      return TRUE;
  return FALSE;
}

/* The lines of this section, all or those of some keys. */
static void
erase_lines (Draft *draft, const MsSection *section, const MsKey *const *keys)
{
  for (guint i = section->settings->len; i > 0; i--)
    {
      const MsSetting *setting = g_ptr_array_index (section->settings, i - 1);
      if (keys == NULL || is_one_of (setting, keys))
        g_string_erase (draft->text, (gssize) setting->begin, (gssize) (setting->end - setting->begin));
    }
}

/* The section with all that says something in it, and the blank lines before it; comments stay. */
static void
remove_section (Draft *draft, const MsSection *section)
{
  gsize begin = section->begin;

  erase_lines (draft, section, NULL);
  while (begin > 1 && draft->text->str[begin - 1] == '\n' && draft->text->str[begin - 2] == '\n')
    begin--;
  g_string_erase (draft->text, (gssize) begin, (gssize) (section->end - begin));
  draft_read (draft);
}

/* Lines are put behind the last one of our section that says something; those of `keys` in all our sections of it make room. */
static void
put_lines (Draft *draft, const char *url, const MsKey *const *keys, const char *lines)
{
  const MsSection *section = find_section (draft, url);
  guint n = section != NULL ? section->settings->len : 0;
  gsize end = n > 0             ? ((const MsSetting *) g_ptr_array_index (section->settings, n - 1))->end
              : section != NULL ? section->end
                                : 0;

  if (section == NULL)
    return; /* it could not even be begun */
  if (draft->text->str[end - 1] != '\n')
    {
      g_string_append_c (draft->text, '\n'); /* it is the last line of the file */
      end++;
    }
  g_string_insert (draft->text, (gssize) end, lines);
  for (guint i = draft->sections->sections->len; i > 0; i--)
    {
      const MsSection *other = g_ptr_array_index (draft->sections->sections, i - 1);
      if (is_ours (draft, other, url))
        erase_lines (draft, other, keys);
    }
  draft_read (draft);
}

/* ---- what is asked for ---------------------------------------------------------------------------------------- */

gboolean
ms_settings_add (const char *folder, const MsTarget *target, const char *name, GError **error)
{
  static const MsKey *watch[2];
  g_autofree char *url = ms_target_url (target);
  g_auto (Draft) draft = { NULL, NULL, NULL, NULL };
  const MsServer *server;

  if (!draft_load (&draft, folder, error))
    return FALSE;
  server = known_server (&draft, url);
  if (server != NULL && server->watch)
    return TRUE;
  watch[0] = ms_key_find (TRUE, "Watch");
  if (find_section (&draft, url) == NULL)
    append_section (&draft, url, name, server != NULL ? "true" : NULL);
  else
    put_lines (&draft, url, watch, "Watch=true\n");
  server = known_server (&draft, url);
  return server != NULL && server->watch ? draft_save (&draft, error) : refuse (&draft, url, "Watch", error);
}

gboolean
ms_settings_remove (const char *folder, const MsTarget *target, gboolean imported, GError **error)
{
  g_autofree char *url = ms_target_url (target);
  g_auto (Draft) draft = { NULL, NULL, NULL, NULL };
  const MsSection *section;
  const MsServer *left;

  if (!draft_load (&draft, folder, error))
    return FALSE;
  while ((section = find_section (&draft, url)) != NULL)
    remove_section (&draft, section);
  left = known_server (&draft, url);
  if (left != NULL ? left->watch : imported)
    append_section (&draft, url, target->host, "false"); /* it stands elsewhere, which is not ours to change */
  left = known_server (&draft, url);
  if (left != NULL ? left->watch : imported)
    return refuse (&draft, url, "Watch", error);
  return draft_save (&draft, error);
}

static gboolean
is_accepted (const MsServer *server, const char *value)
{
  for (guint i = 0; server != NULL && i < server->accepted->len; i++)
    {
      g_autofree char *text = ms_acceptance_text (g_ptr_array_index (server->accepted, i));
      if (g_str_equal (text, value))
        return TRUE;
    }
  return FALSE;
}

gboolean
ms_settings_accept (const char *folder, const MsTarget *target, const MsAcceptance *acceptance, GError **error)
{
  g_autofree char *url = ms_target_url (target), *value = ms_acceptance_text (acceptance);
  g_autofree char *line = g_strdup_printf ("Accept=%s\n", value);
  const MsKey *const none[] = { NULL }; /* each is one more */
  g_auto (Draft) draft = { NULL, NULL, NULL, NULL };

  if (!draft_load (&draft, folder, error))
    return FALSE;
  if (is_accepted (known_server (&draft, url), value))
    return TRUE;
  if (find_section (&draft, url) == NULL)
    append_section (&draft, url, target->host, NULL);
  put_lines (&draft, url, none, line);
  return is_accepted (known_server (&draft, url), value) ? draft_save (&draft, error) : refuse (&draft, url, NULL, error);
}

/* ---- keys and values ------------------------------------------------------------------------------------------ */

/* Are they all settings, and right? */
static gboolean
are_right (const Draft *draft, gboolean server, const char *const *pairs, GError **error)
{
  for (guint i = 0; pairs[i] != NULL; i += 2)
    {
      g_autofree char *fault = ms_key_fault_of_change (server, pairs[i], pairs[i + 1], draft->path);
      g_autofree char *key = ms_shown (pairs[i], -1, 60), *value = ms_shown (pairs[i + 1], -1, 100);
      if (fault == NULL)
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("%s=%s: this %s."), key, value, fault);
      return FALSE;
    }
  return TRUE;
}

/* Does this value hold now? An empty one leaves it to what holds for all. */
static gboolean
holds (const Draft *draft, const char *url, const MsKey *key, const char *written)
{
  const MsSection *section;
  const MsSetting *setting = ms_sections_setting (draft->sections, url, key->name, &section);
  g_autofree char *value = g_strstrip (g_strdup (written)), *path = NULL;

  if (key->kind == MS_KIND_FILE && *value != '\0')
    path = ms_key_path (value, draft->path);
  return g_str_equal (setting != NULL ? setting->value : "", path != NULL ? path : value);
}

gboolean
ms_settings_set (const char *folder, const MsTarget *target, const char *const *pairs, GError **error)
{
  g_autofree char *url = target != NULL ? ms_target_url (target) : NULL;
  g_autofree const MsKey **keys = g_new0 (const MsKey *, g_strv_length ((GStrv) pairs) / 2 + 1);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_auto (Draft) draft = { NULL, NULL, NULL, NULL };

  if (!draft_load (&draft, folder, error) || !are_right (&draft, target != NULL, pairs, error))
    return FALSE;
  for (guint i = 0; pairs[i] != NULL; i += 2)
    {
      keys[i / 2] = ms_key_find (target != NULL, pairs[i]);
      g_string_append_printf (lines, "%s=%s\n", keys[i / 2]->name, pairs[i + 1]);
    }
  if (pairs[0] == NULL)
    return TRUE;
  if (find_section (&draft, url) == NULL)
    append_section (&draft, url, target != NULL ? target->host : NULL, NULL);
  put_lines (&draft, url, keys, lines->str);
  for (guint i = 0; keys[i] != NULL; i++)
    if (!holds (&draft, url, keys[i], pairs[2 * i + 1]))
      return refuse (&draft, url, keys[i]->name, error);
  return draft_save (&draft, error);
}
