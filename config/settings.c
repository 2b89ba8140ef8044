/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/settings.h"

#include "config/ini.h"
#include "config/target.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#define MINUTE 60u
#define HOUR   (60 * MINUTE)
#define DAY    86400u

/* ---- the keys ------------------------------------------------------------------------------------------------ */

typedef enum
{
  KIND_DURATION,
  KIND_DELAY,
  KIND_BOOLEAN,
  KIND_TEXT,
  KIND_FILE,
  KIND_CHOICE,
  KIND_TARGET,
  KIND_ACCEPTANCE
} Kind;

typedef struct
{
  gboolean server; /* of a [Server ...] section, else of [Mailseal] */
  const char *name;
  Kind kind;
  const char *value;   /* the default; for servers "" inherits */
  const char *choices; /* CHOICE: separated by | */
} Key;

/* One row a key (B5); config/mailseal.conf shows them all. */
static const Key keys[] = {
  { FALSE, "Interval", KIND_DURATION, "6h", NULL },
  { FALSE, "ImportAccounts", KIND_BOOLEAN, "true", NULL },
  { FALSE, "ImportClients", KIND_TEXT, "all", NULL },
  { FALSE, "CaFile", KIND_FILE, "", NULL },
  { FALSE, "Notify", KIND_BOOLEAN, "true", NULL },
  { FALSE, "TrayIcon", KIND_CHOICE, "auto", "auto|symbolic|color" },
  { FALSE, "ConfirmDelay", KIND_DELAY, "60s", NULL },
  { TRUE, "Target", KIND_TARGET, "", NULL },
  { TRUE, "Role", KIND_CHOICE, "user", "user|admin" },
  { TRUE, "Watch", KIND_BOOLEAN, "true", NULL },
  { TRUE, "Notify", KIND_BOOLEAN, "", NULL },
  { TRUE, "Interval", KIND_DURATION, "", NULL },
  { TRUE, "CaFile", KIND_FILE, "", NULL },
  { TRUE, "Accept", KIND_ACCEPTANCE, "", NULL },
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

static const Key *
key_of (gboolean server, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].server == server && g_ascii_strcasecmp (keys[i].name, name) == 0)
      return &keys[i];
  return NULL;
}

gboolean
ms_duration_parse (const char *text, guint min, guint max, guint *ret_seconds)
{
  static const struct
  {
    char unit;
    guint seconds;
  } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
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

static gboolean
boolean_parse (const char *text, gboolean *ret_value)
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

MsAcceptance *
ms_acceptance_parse (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 4);
  guint n = g_strv_length (words), rest = 1;
  gint64 until = G_MAXINT64;
  g_autofree char *reason = NULL, *hash = NULL;

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
  reason = n > rest ? g_strjoinv (" ", words + rest) : NULL;
  return ms_acceptance_new (hash, until, reason);
}

char *
ms_acceptance_text (const MsAcceptance *acceptance)
{
  g_autofree char *time = acceptance->until != G_MAXINT64 ? ms_time_string (acceptance->until) : NULL;
  g_autofree char *reason = acceptance->reason != NULL ? ms_visible (acceptance->reason, -1, 200) : NULL;
  return g_strconcat (acceptance->hash, time != NULL ? " until " : "", time != NULL ? time : "", reason != NULL ? " " : "",
                      reason != NULL ? reason : "", NULL);
}

/* ---- reading files into sections ----------------------------------------------------------------------------- */

/* A value as it was written, checked already. */
typedef struct
{
  const Key *key;
  char *value; /* FILE: absolute */
} Setting;

/* A section: [Mailseal] (name NULL) or one [Server NAME] of one file. */
typedef struct
{
  char *name;
  char *file;
  guint line;
  GPtrArray *settings; /* Setting* */
} Section;

typedef struct
{
  MsSettings *settings;
  const char *file;
  Section *general;
  GPtrArray *servers; /* Section* */
  Section *current;   /* NULL: lines of an unknown section are passed over */
} Reader;

static void
setting_free (Setting *setting)
{
  g_free (setting->value);
  g_free (setting);
}

static Section *
section_new (const char *name, const char *file, guint line)
{
  Section *section = g_new0 (Section, 1);
  section->name = g_strdup (name);
  section->file = g_strdup (file);
  section->line = line;
  section->settings = g_ptr_array_new_with_free_func ((GDestroyNotify) setting_free);
  return section;
}

static void
section_free (Section *section)
{
  g_free (section->name);
  g_free (section->file);
  g_ptr_array_unref (section->settings);
  g_free (section);
}

static void
problem_free (MsProblem *problem)
{
  g_free (problem->file);
  g_free (problem->message);
  g_free (problem);
}

static void G_GNUC_PRINTF (4, 5) problem (MsSettings *settings, const char *file, guint line, const char *format, ...)
{
  MsProblem *p = g_new0 (MsProblem, 1);
  va_list arguments;

  va_start (arguments, format);
  p->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  p->file = g_strdup (file);
  p->line = line;
  g_ptr_array_add (settings->problems, p);
}

char *
ms_problem_text (const MsProblem *p)
{
  g_autofree char *file = ms_visible (p->file, -1, 500);
  return p->line > 0 ? g_strdup_printf ("%s:%u: %s", file, p->line, p->message) : g_strdup_printf ("%s: %s", file, p->message);
}

static char *
absolute (const char *path, const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);

  if (g_str_has_prefix (path, "~/"))
    return g_build_filename (g_get_home_dir (), path + 2, NULL);
  return g_path_is_absolute (path) ? g_strdup (path) : g_build_filename (folder, path, NULL);
}

static gboolean
choice_parse (const char *text, const char *choices)
{
  g_auto (GStrv) all = g_strsplit (choices, "|", -1);
  return g_strv_contains ((const char *const *) all, text);
}

/* What is wrong with the value, one half sentence, or NULL; free it. */
static char *
fault_of (const Key *key, const char *value, const char *file)
{
  guint seconds;
  gboolean flag;
  g_autoptr (MsTarget) target = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MsAcceptance) acceptance = NULL;
  g_autofree char *path = NULL;
  int fd;

  switch (key->kind)
    {
    case KIND_DURATION:
      return ms_duration_parse (value, MINUTE, 30 * DAY, &seconds) ? NULL
                                                                   : g_strdup (_ ("must be a time from 1m to 30d, such as 6h"));
    case KIND_DELAY:
      return ms_duration_parse (value, 1, HOUR, &seconds) ? NULL : g_strdup (_ ("must be a time from 1s to 1h, such as 60s"));
    case KIND_BOOLEAN:
      return boolean_parse (value, &flag) ? NULL : g_strdup (_ ("must be true or false"));
    case KIND_CHOICE:
      return choice_parse (value, key->choices) ? NULL : g_strdup_printf (_ ("must be one of %s"), key->choices);
    case KIND_TARGET:
      target = ms_target_parse_one (value, &error);
      return target != NULL ? NULL : g_strdup (error->message);
    case KIND_FILE:
      path = absolute (value, file);
      fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
      if (fd < 0)
        return g_strdup_printf (_ ("cannot be read: %s"), g_strerror (errno));
      close (fd);
      break;
    case KIND_ACCEPTANCE:
      acceptance = ms_acceptance_parse (value);
      return acceptance != NULL
               ? NULL
               : g_strdup (_ ("must be a certificate’s or key’s SHA-256 in hex, then “until” and a date if you like"));
    case KIND_TEXT:
      break;
    }
  return NULL;
}

const char *
ms_settings_key_name (gboolean server, const char *key)
{
  const Key *row = key_of (server, key);
  return row != NULL ? row->name : NULL;
}

char *
ms_settings_fault (gboolean server, const char *key, const char *value)
{
  const Key *row = key_of (server, key);

  if (row == NULL || row->kind == KIND_TARGET || row->kind == KIND_ACCEPTANCE)
    return g_strdup (_ ("is no setting that can be changed here"));
  if (strpbrk (value, "\r\n") != NULL || !g_utf8_validate (value, -1, NULL))
    return g_strdup (_ ("must be one line of text"));
  return *value != '\0' ? fault_of (row, value, "/") : NULL;
}

static const Setting *
setting_of (const Section *section, const char *name)
{
  for (guint i = section->settings->len; i > 0; i--) /* the last one wins */
    {
      const Setting *setting = g_ptr_array_index (section->settings, i - 1);
      if (g_str_equal (setting->key->name, name))
        return setting;
    }
  return NULL;
}

static void
read_key (Reader *reader, const MsIniEvent *event)
{
  gboolean server = reader->current->name != NULL;
  const Key *key = key_of (server, event->key);
  g_autofree char *shown = ms_visible (event->value, -1, 100), *name = ms_visible (event->key, -1, 60), *fault = NULL;
  Setting *setting;

  if (key == NULL)
    {
      problem (reader->settings, reader->file, event->line, _ ("“%s” is no setting of this section; it is ignored."), name);
      return;
    }
  fault = *event->value != '\0' ? fault_of (key, event->value, reader->file) : NULL;
  if (fault != NULL && key->kind == KIND_TARGET)
    problem (reader->settings, reader->file, event->line, "%s", fault);
  else if (fault != NULL)
    problem (reader->settings, reader->file, event->line, _ ("%s=%s %s; %s is used instead."), key->name, shown, fault,
             *key->value != '\0'            ? key->value
             : key->kind == KIND_ACCEPTANCE ? _ ("nothing")
                                            : _ ("what holds for all servers"));
  if (fault != NULL && key->kind != KIND_TARGET)
    return;
  setting = g_new0 (Setting, 1);
  setting->key = key;
  setting->value
    = key->kind == KIND_FILE && *event->value != '\0' ? absolute (event->value, reader->file) : g_strdup (event->value);
  if (fault != NULL)
    *setting->value = '\0'; /* said already; the section must not be blamed for having no target, too */
  g_ptr_array_add (reader->current->settings, setting);
}

static void
read_section (Reader *reader, const MsIniEvent *event)
{
  g_autofree char *name = ms_visible (event->section, -1, 200);

  reader->current = NULL;
  if (g_ascii_strcasecmp (name, "Mailseal") == 0)
    reader->current = reader->general;
  else if (g_ascii_strncasecmp (name, "Server ", 7) == 0 && *g_strstrip (name + 7) != '\0')
    {
      reader->current = section_new (name + 7, reader->file, event->line);
      g_ptr_array_add (reader->servers, reader->current);
    }
  else
    problem (reader->settings, reader->file, event->line,
             _ ("The section [%s] is not known; its lines are ignored ([Mailseal] and [Server NAME] are)."), name);
}

static void
found_cb (const MsIniEvent *event, gpointer data)
{
  Reader *reader = data;
  g_autofree char *shown = ms_visible (event->value != NULL ? event->value : "", -1, 60);

  switch (event->kind)
    {
    case MS_INI_SECTION:
      read_section (reader, event);
      break;
    case MS_INI_KEY:
      if (reader->current != NULL)
        read_key (reader, event);
      else if (*event->section == '\0')
        problem (reader->settings, reader->file, event->line,
                 _ ("A setting before the first section is ignored; put it below [Mailseal]."));
      break;
    case MS_INI_OTHER:
      problem (reader->settings, reader->file, event->line, _ ("“%s” is no setting; it is ignored."), shown);
      break;
    }
}

static void
read_file (Reader *reader, const char *path)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = ms_ini_load (path, &length, &error);

  reader->file = path;
  reader->current = NULL;
  if (error != NULL)
    problem (reader->settings, path, 0, _ ("The settings file cannot be read: %s."), error->message);
  if (text != NULL)
    ms_ini_read (text, length, found_cb, reader);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
read_folder (Reader *reader, const char *folder)
{
  g_autofree char *main_file = g_build_filename (folder, "mailseal.conf", NULL);
  g_autofree char *drop_ins = g_build_filename (folder, "mailseal.conf.d", NULL);
  g_autoptr (GDir) dir = g_dir_open (drop_ins, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  read_file (reader, main_file);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".conf") && *name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (drop_ins, g_ptr_array_index (names, i), NULL);
      read_file (reader, path);
    }
}

/* ---- sections into settings ---------------------------------------------------------------------------------- */

/* The written value, else the default; NULL if it is empty. */
static const char *
value_of (const Section *section, const char *name)
{
  const Setting *setting = setting_of (section, name);
  const Key *key = key_of (section->name != NULL, name);
  const char *value = setting != NULL && *setting->value != '\0' ? setting->value : key->value;
  return *value != '\0' ? value : NULL;
}

static void
apply_general (MsSettings *settings, const Section *general)
{
  ms_duration_parse (value_of (general, "Interval"), MINUTE, 30 * DAY, &settings->interval);
  ms_duration_parse (value_of (general, "ConfirmDelay"), 1, HOUR, &settings->confirm_delay);
  boolean_parse (value_of (general, "ImportAccounts"), &settings->import_accounts);
  settings->import_clients = g_strdup (value_of (general, "ImportClients"));
  settings->ca_file = g_strdup (value_of (general, "CaFile"));
  boolean_parse (value_of (general, "Notify"), &settings->notify);
  settings->tray_icon = g_strdup (value_of (general, "TrayIcon"));
}

static gboolean
was_set (const Section *section, const char *name)
{
  const Setting *setting = setting_of (section, name);
  return setting != NULL && *setting->value != '\0';
}

/* Only what was written changes a server that an earlier section of the same target has made. */
static void
apply_section (MsServer *server, const Section *section, gboolean first)
{
  if (first || was_set (section, "Role"))
    server->role = g_str_equal (value_of (section, "Role"), "admin") ? MS_ROLE_ADMIN : MS_ROLE_USER;
  if (first || was_set (section, "Watch"))
    boolean_parse (value_of (section, "Watch"), &server->watch);
  if (was_set (section, "Notify"))
    boolean_parse (value_of (section, "Notify"), &server->notify);
  if (was_set (section, "Interval"))
    ms_duration_parse (value_of (section, "Interval"), MINUTE, 30 * DAY, &server->interval);
  if (was_set (section, "CaFile"))
    {
      g_free (server->ca_file);
      server->ca_file = g_strdup (value_of (section, "CaFile"));
    }
  for (guint i = 0; i < section->settings->len; i++)
    {
      const Setting *setting = g_ptr_array_index (section->settings, i);
      MsAcceptance *acceptance = setting->key->kind == KIND_ACCEPTANCE ? ms_acceptance_parse (setting->value) : NULL;
      if (acceptance != NULL)
        g_ptr_array_add (server->accepted, acceptance); /* each line is one more */
    }
}

static MsServer *
server_of (const MsSettings *settings, const char *url)
{
  for (guint i = 0; i < settings->servers->len; i++)
    if (g_str_equal (((MsServer *) g_ptr_array_index (settings->servers, i))->url, url))
      return g_ptr_array_index (settings->servers, i);
  return NULL;
}

static void
apply_server (MsSettings *settings, const Section *section)
{
  const char *text = value_of (section, "Target");
  g_autoptr (MsTarget) target = text != NULL ? ms_target_parse_one (text, NULL) : NULL;
  g_autofree char *url = target != NULL ? ms_target_url (target) : NULL;
  MsServer *server = url != NULL ? server_of (settings, url) : NULL;
  gboolean first = server == NULL;

  if (target == NULL)
    {
      if (setting_of (section, "Target") == NULL)
        problem (settings, section->file, section->line, _ ("[Server %s] has no Target; it is ignored."), section->name);
      return;
    }
  if (first)
    {
      server = ms_server_new (target);
      server->interval = settings->interval;
      server->notify = settings->notify;
      server->ca_file = g_strdup (settings->ca_file);
      g_ptr_array_add (settings->servers, server);
    }
  g_free (server->name);
  server->name = g_strdup (section->name);
  apply_section (server, section, first);
}

MsSettings *
ms_settings_load (const char *const *folders)
{
  MsSettings *settings = g_new0 (MsSettings, 1);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  Reader reader = { .settings = settings, .servers = servers };

  settings->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
  settings->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) problem_free);
  reader.general = section_new (NULL, "", 0);
  for (guint i = 0; folders[i] != NULL; i++)
    read_folder (&reader, folders[i]);
  apply_general (settings, reader.general);
  for (guint i = 0; i < servers->len; i++)
    apply_server (settings, g_ptr_array_index (servers, i));
  section_free (reader.general);
  return settings;
}

void
ms_settings_free (MsSettings *settings)
{
  if (settings == NULL)
    return;
  g_free (settings->import_clients);
  g_free (settings->ca_file);
  g_free (settings->tray_icon);
  g_ptr_array_unref (settings->servers);
  g_ptr_array_unref (settings->problems);
  g_free (settings);
}

/* ---- folders ------------------------------------------------------------------------------------------------- */

GStrv
ms_settings_folders (void)
{
  const char *own = g_getenv ("MAILSEAL_CONFIG_DIR");
  const char *const *system = g_get_system_config_dirs ();
  guint n = g_strv_length ((GStrv) system);
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();

  if (own != NULL && *own != '\0')
    g_ptr_array_add (folders, g_strdup (own));
  else
    {
      for (guint i = n; i > 0; i--) /* XDG lists the most important first */
        g_ptr_array_add (folders, g_build_filename (system[i - 1], "mailseal", NULL));
      g_ptr_array_add (folders, g_build_filename (g_get_user_config_dir (), "mailseal", NULL));
    }
  g_ptr_array_add (folders, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&folders), FALSE);
}

char *
ms_settings_user_folder (void)
{
  g_auto (GStrv) folders = ms_settings_folders ();
  return g_strdup (folders[g_strv_length (folders) - 1]);
}
