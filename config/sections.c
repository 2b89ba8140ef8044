/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/sections.h"

#include "config/ini.h"
#include "model/text.h"
#include "model/url.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_PROBLEMS 100
#define MAX_FILES    10000
#define MAX_SERVERS  10000
#define MAX_LINES    200000 /* that say something, of all files */

typedef struct
{
  MsSections *all;
  const char *file;
  MsSection *current; /* NULL: lines of an unknown section are passed over */
  gboolean begun;     /* a section of this file */
  gboolean crowded;   /* there are too many servers, and it was said */
  guint lines, problems;
  GHashTable *urls; /* char*, lent: of the servers so far */
} Reader;

/* ---- values --------------------------------------------------------------------------------------------------- */

static void
setting_free (MsSetting *setting)
{
  g_free (setting->value);
  g_free (setting);
}

static void
section_free (MsSection *section)
{
  g_free (section->name);
  g_free (section->file);
  g_ptr_array_unref (section->settings);
  ms_target_free (section->target);
  g_free (section->url);
  g_free (section);
}

void
ms_sections_free (MsSections *sections)
{
  if (sections == NULL)
    return;
  g_ptr_array_unref (sections->sections);
  g_clear_pointer (&sections->problems, g_ptr_array_unref);
  g_ptr_array_unref (sections->files);
  g_free (sections);
}

const MsSetting *
ms_section_setting (const MsSection *section, const char *key)
{
  for (guint i = section->settings->len; i > 0; i--)
    {
      const MsSetting *setting = g_ptr_array_index (section->settings, i - 1);
      if (setting->key != NULL && setting->value != NULL && g_str_equal (setting->key->name, key))
        return setting;
    }
  return NULL;
}

const MsSetting *
ms_sections_setting (const MsSections *all, const char *url, const char *key, const MsSection **ret_section)
{
  for (guint i = all->sections->len; i > 0; i--)
    {
      const MsSection *section = g_ptr_array_index (all->sections, i - 1);
      gboolean here = url != NULL ? g_strcmp0 (section->url, url) == 0 : section->name == NULL;
      const MsSetting *setting = here ? ms_section_setting (section, key) : NULL;

      if (setting == NULL || (url != NULL && *setting->value == '\0')) /* an empty one of a server leaves it to the others */
        continue;
      *ret_section = section;
      return setting;
    }
  return NULL;
}

/* ---- problems ------------------------------------------------------------------------------------------------- */

static MsProblem *
problem_new (const char *file, guint line, char *message)
{
  MsProblem *problem = g_new0 (MsProblem, 1);

  problem->file = g_strdup (file);
  problem->line = line;
  problem->message = message;
  return problem;
}

static void
problem_free (MsProblem *problem)
{
  g_free (problem->file);
  g_free (problem->message);
  g_free (problem);
}

/* The first that is too many is the place where the rest begins. */
static void G_GNUC_PRINTF (3, 4) complain (Reader *reader, guint line, const char *format, ...)
{
  va_list arguments;

  if (reader->problems++ > MAX_PROBLEMS)
    return;
  va_start (arguments, format);
  g_ptr_array_add (reader->all->problems, problem_new (reader->file, line, g_strdup_vprintf (format, arguments)));
  va_end (arguments);
}

static void
count_the_rest (Reader *reader)
{
  guint more = reader->problems > MAX_PROBLEMS ? reader->problems - MAX_PROBLEMS : 0;
  MsProblem *last = more > 1 ? g_ptr_array_index (reader->all->problems, MAX_PROBLEMS) : NULL;

  if (last == NULL)
    return;
  g_free (last->message);
  last->message = g_strdup_printf (
    ngettext ("There is %u more problem, from here on.", "There are %u more problems, from here on.", more), more);
}

/* ---- lines ---------------------------------------------------------------------------------------------------- */

static MsSetting *
add_setting (Reader *reader, const MsKey *key, const MsIniEvent *event)
{
  MsSetting *setting = g_new0 (MsSetting, 1);

  setting->key = key;
  setting->line = event->line;
  setting->begin = event->begin;
  setting->end = event->end;
  g_ptr_array_add (reader->current->settings, setting);
  return setting;
}

static void
complain_of_value (Reader *reader, const MsKey *key, const MsIniEvent *event, const char *fault)
{
  g_autofree char *shown = ms_shown (event->value, -1, 100);

  if (key->kind == MS_KIND_TARGET)
    complain (reader, event->line, "%s", fault);
  else
    complain (reader, event->line, _ ("%s=%s %s; %s is used instead."), key->name, shown, fault,
              *key->value != '\0'               ? key->value
              : key->kind == MS_KIND_ACCEPTANCE ? _ ("nothing")
                                                : _ ("what holds for all servers"));
}

static void
read_key (Reader *reader, const MsIniEvent *event)
{
  const MsKey *key = ms_key_find (reader->current->name != NULL, event->key);
  MsSetting *setting = add_setting (reader, key, event);
  g_autofree char *fault = NULL;

  if (key == NULL)
    {
      g_autofree char *name = ms_shown (event->key, -1, 60);
      complain (reader, event->line, _ ("“%s” is no setting of this section; it is ignored."), name);
      return;
    }
  fault = *event->value != '\0' ? ms_key_fault (key, event->value, reader->file) : NULL;
  if (fault != NULL)
    complain_of_value (reader, key, event, fault);
  if (fault == NULL && key->kind == MS_KIND_FILE && *event->value != '\0')
    setting->value = ms_key_path (event->value, reader->file);
  else if (fault == NULL || key->kind == MS_KIND_TARGET)
    setting->value = g_strdup (fault == NULL ? event->value : ""); /* the section of a wrong one is nobody else's */
}

static void
count_server (Reader *reader, MsSection *section)
{
  if (g_hash_table_size (reader->urls) < MAX_SERVERS || g_hash_table_contains (reader->urls, section->url))
    {
      g_hash_table_add (reader->urls, section->url);
      return;
    }
  if (!reader->crowded)
    complain (reader, section->line, _ ("These are more than %d servers; those from here on are not watched."), MAX_SERVERS);
  reader->crowded = TRUE;
  g_clear_pointer (&section->url, g_free);
}

/* Of a server: which one it is. */
static void
end_section (Reader *reader)
{
  MsSection *section = reader->current;
  const MsSetting *target = section != NULL && section->name != NULL ? ms_section_setting (section, "Target") : NULL;

  reader->current = NULL;
  if (section == NULL || section->name == NULL)
    return;
  if (target == NULL)
    complain (reader, section->line, _ ("[Server %s] has no Target; it is ignored."), section->name);
  else if (*target->value != '\0')
    {
      section->target = ms_target_parse_one (target->value, NULL);
      section->url = ms_target_url (section->target);
      count_server (reader, section);
    }
}

static void
begin_section (Reader *reader, const char *name, const MsIniEvent *event)
{
  MsSection *section = g_new0 (MsSection, 1);

  section->name = g_strdup (name);
  section->file = g_strdup (reader->file);
  section->line = event->line;
  section->begin = event->begin;
  section->end = event->end;
  section->settings = g_ptr_array_new_with_free_func ((GDestroyNotify) setting_free);
  g_ptr_array_add (reader->all->sections, section);
  reader->current = section;
}

static void
read_section (Reader *reader, const MsIniEvent *event)
{
  g_autofree char *whole = ms_visible (event->section, -1, 200);
  gboolean server = g_ascii_strncasecmp (whole, "Server ", 7) == 0 && *g_strstrip (whole + 7) != '\0';
  const char *written = server ? whole + 7 : whole;
  g_autofree char *name = ms_free_text (written);

  if (!g_str_equal (name, written))
    complain (reader, event->line, _ ("The name of this section holds a user name or a password; leave that out."));
  reader->begun = TRUE;
  if (server)
    begin_section (reader, name, event);
  else if (g_ascii_strcasecmp (name, "Mailseal") == 0)
    begin_section (reader, NULL, event);
  else
    complain (reader, event->line, _ ("The section [%s] is not known; its lines are ignored ([Mailseal] and [Server NAME] are)."),
              name);
}

static void
read_other (Reader *reader, const MsIniEvent *event)
{
  g_autofree char *shown = ms_shown (event->value, -1, 60);

  complain (reader, event->line, _ ("“%s” is no setting; it is ignored."), shown);
  if (reader->current != NULL)
    add_setting (reader, NULL, event);
}

static void
found_cb (const MsIniEvent *event, gpointer data)
{
  Reader *reader = data;

  reader->all->cut = reader->lines >= MAX_LINES;
  if (reader->lines++ == MAX_LINES)
    complain (reader, event->line, _ ("The settings have more than %d lines; those from here on are not read."), MAX_LINES);
  if (reader->lines > MAX_LINES)
    return;
  switch (event->kind)
    {
    case MS_INI_SECTION:
      end_section (reader);
      read_section (reader, event);
      break;
    case MS_INI_KEY:
      if (reader->current != NULL)
        read_key (reader, event);
      else if (!reader->begun)
        complain (reader, event->line, _ ("A setting before the first section is ignored; put it below [Mailseal]."));
      break;
    case MS_INI_OTHER:
      read_other (reader, event);
      break;
    }
}

/* ---- files ---------------------------------------------------------------------------------------------------- */

/* What a file holds; of the one that is about to be written that is known already. */
typedef struct
{
  const char *path;
  const GString *text;
} Instead;

static void
read_file (Reader *reader, const char *path, const Instead *instead)
{
  gboolean known = g_strcmp0 (instead->path, path) == 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (MsFile) file = known ? NULL : ms_ini_load (path, &error);

  reader->file = path;
  reader->begun = FALSE;
  if (error != NULL)
    complain (reader, 0, _ ("The settings file cannot be read: %s."), error->message);
  if (known)
    ms_ini_read (instead->text->str, instead->text->len, found_cb, reader);
  if (file != NULL)
    ms_ini_read (file->bytes, file->length, found_cb, reader);
  end_section (reader);
  if (known || file != NULL || error != NULL)
    g_ptr_array_add (reader->all->files, g_strdup (path));
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
read_folder (Reader *reader, const char *folder, const Instead *instead)
{
  g_autofree char *main_file = g_build_filename (folder, "mailseal.conf", NULL);
  g_autofree char *drop_ins = g_build_filename (folder, "mailseal.conf.d", NULL);
  g_autoptr (GDir) dir = g_dir_open (drop_ins, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  read_file (reader, main_file, instead);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".conf") && *name != '.')
      g_ptr_array_add (paths, g_build_filename (drop_ins, name, NULL));
  if (instead->path != NULL && g_str_has_prefix (instead->path, drop_ins)
      && !g_ptr_array_find_with_equal_func (paths, instead->path, g_str_equal, NULL))
    g_ptr_array_add (paths, g_strdup (instead->path));
  g_ptr_array_sort (paths, by_name);
  for (guint i = 0; i < MIN (paths->len, MAX_FILES); i++)
    read_file (reader, g_ptr_array_index (paths, i), instead);
  reader->file = drop_ins;
  if (paths->len > MAX_FILES)
    complain (reader, 0, _ ("There are more than %d settings files; those after %s are not read."), MAX_FILES,
              (char *) g_ptr_array_index (paths, MAX_FILES - 1));
}

MsSections *
ms_sections_load (const char *const *folders, const char *path, const GString *text)
{
  const Instead instead = { path, text };
  MsSections *all = g_new0 (MsSections, 1);
  g_autoptr (GHashTable) urls = g_hash_table_new (g_str_hash, g_str_equal);
  Reader reader = { .all = all, .urls = urls };

  all->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  all->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) problem_free);
  all->files = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; folders[i] != NULL; i++)
    read_folder (&reader, folders[i], &instead);
  count_the_rest (&reader);
  return all;
}
