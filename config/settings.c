/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/settings.h"

#include "model/text.h"
#include "config/sections.h"

#include <glib/gi18n.h>
#include <string.h>

char *
ms_problem_text (const MsProblem *p)
{
  g_autofree char *file = ms_visible (p->file, -1, 500);
  return p->line > 0 ? g_strdup_printf ("%s:%u: %s", file, p->line, p->message) : g_strdup_printf ("%s: %s", file, p->message);
}

/* ---- sections into settings ---------------------------------------------------------------------------------- */

/* The written value, else the default; NULL if it is empty. */
static const char *
general_value (const MsSections *all, const char *name)
{
  const MsSection *section;
  const MsSetting *setting = ms_sections_setting (all, NULL, name, &section);
  const char *value = setting != NULL && *setting->value != '\0' ? setting->value : ms_key_find (FALSE, name)->value;
  return *value != '\0' ? value : NULL;
}

static void
apply_general (MsSettings *settings, const MsSections *all)
{
  ms_key_duration (ms_key_find (FALSE, "Interval"), general_value (all, "Interval"), &settings->interval);
  ms_key_duration (ms_key_find (FALSE, "ConfirmDelay"), general_value (all, "ConfirmDelay"), &settings->confirm_delay);
  ms_boolean_parse (general_value (all, "ImportAccounts"), &settings->import_accounts);
  settings->import_clients = g_strdup (general_value (all, "ImportClients"));
  settings->ca_file = g_strdup (general_value (all, "CaFile"));
  ms_boolean_parse (general_value (all, "Notify"), &settings->notify);
  settings->tray_icon = g_strdup (general_value (all, "TrayIcon"));
}

/* What was written; NULL if nothing was, or nothing of one's own. */
static const char *
server_value (const MsSection *section, const char *name)
{
  const MsSetting *setting = ms_section_setting (section, name);
  return setting != NULL && *setting->value != '\0' ? setting->value : NULL;
}

/* Only what was written changes a server that an earlier section of the same target has made. */
static void
apply_section (MsServer *server, const MsSection *section)
{
  const char *role = server_value (section, "Role"), *watch = server_value (section, "Watch");
  const char *notify = server_value (section, "Notify"), *interval = server_value (section, "Interval");
  const char *ca_file = server_value (section, "CaFile");

  if (role != NULL)
    server->role = g_str_equal (role, "admin") ? MS_ROLE_ADMIN : MS_ROLE_USER;
  if (watch != NULL)
    ms_boolean_parse (watch, &server->watch);
  if (notify != NULL)
    ms_boolean_parse (notify, &server->notify);
  if (interval != NULL)
    ms_key_duration (ms_key_find (TRUE, "Interval"), interval, &server->interval);
  if (ca_file != NULL)
    {
      g_free (server->ca_file);
      server->ca_file = g_strdup (ca_file);
    }
  for (guint i = 0; i < section->settings->len; i++)
    {
      const MsSetting *setting = g_ptr_array_index (section->settings, i);
      gboolean accepts = setting->key != NULL && setting->key->kind == MS_KIND_ACCEPTANCE && setting->value != NULL;
      MsAcceptance *acceptance = accepts ? ms_acceptance_parse (setting->value) : NULL;
      if (acceptance != NULL)
        g_ptr_array_add (server->accepted, acceptance); /* each line is one more */
    }
}

static MsServer *
add_server (MsSettings *settings, const MsSection *section)
{
  MsServer *server = ms_server_new (section->target);

  server->interval = settings->interval;
  server->notify = settings->notify;
  server->ca_file = g_strdup (settings->ca_file);
  g_ptr_array_add (settings->servers, server);
  return server;
}

static void
apply_servers (MsSettings *settings, const MsSections *all)
{
  g_autoptr (GHashTable) by_url = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < all->sections->len; i++)
    {
      const MsSection *section = g_ptr_array_index (all->sections, i);
      MsServer *server = section->url != NULL ? g_hash_table_lookup (by_url, section->url) : NULL;

      if (section->url == NULL)
        continue;
      if (server == NULL)
        {
          server = add_server (settings, section);
          g_hash_table_insert (by_url, server->url, server);
        }
      g_free (server->name);
      server->name = g_strdup (section->name);
      apply_section (server, section);
    }
}

MsSettings *
ms_sections_apply (MsSections *all)
{
  MsSettings *settings = g_new0 (MsSettings, 1);

  settings->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
  settings->problems = g_steal_pointer (&all->problems);
  settings->files = g_ptr_array_ref (all->files);
  apply_general (settings, all);
  apply_servers (settings, all);
  return settings;
}

MsSettings *
ms_settings_load (const char *const *folders)
{
  g_autoptr (MsSections) all = ms_sections_load (folders, NULL, NULL);
  return ms_sections_apply (all);
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
  g_ptr_array_unref (settings->files);
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
