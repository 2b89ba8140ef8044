/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OfflineIMAP: Python's ConfigParser. Passwords may stand in the same file; its Python expressions are never looked at. */
#include "config/clients/readers.h"

#include <string.h>

static const char *const keys[]
  = { "accounts", "localrepository", "remoterepository", "type",          "remotehost",      "remoteport",       "ssl",
      "starttls", "remotehosteval",  "remoteporteval",   "preauthtunnel", "transporttunnel", "cert_fingerprint", "sslcacertfile",
      NULL };

/* The section's value, or that of [DEFAULT]. */
static const char *
value_of (const GPtrArray *sections, const MsIniSection *section, const char *key)
{
  const char *value = ms_section_get (section, key);
  return value != NULL ? value : ms_section_get (ms_sections_find (sections, "DEFAULT"), key);
}

/* The same without a comment behind it, which old versions allowed. Cuts it in place. */
static const char *
word_of (const GPtrArray *sections, const MsIniSection *section, const char *key)
{
  char *value = (char *) value_of (sections, section, key);

  if (value != NULL)
    value[strcspn (value, " \t")] = '\0';
  return value;
}

static gboolean
is_listed (const char *list, const char *name)
{
  g_auto (GStrv) names = g_strsplit (list != NULL ? list : "", ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (g_strstrip (names[i]), name))
      return TRUE;
  return FALSE;
}

/* What the server is, a program or a piece of Python finds out. */
static gboolean
is_computed (const GPtrArray *sections, const MsIniSection *section)
{
  static const char *const by[] = { "remotehosteval", "remoteporteval", "preauthtunnel", "transporttunnel" };

  for (guint i = 0; i < G_N_ELEMENTS (by); i++)
    if (value_of (sections, section, by[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
read_repository (MsImport *import, const GPtrArray *sections, const char *name, MsEntry entry)
{
  g_autofree char *heading = name != NULL ? g_strconcat ("Repository ", name, NULL) : NULL;
  const MsIniSection *section = heading != NULL ? ms_sections_find (sections, heading) : NULL;
  const char *type = word_of (sections, section, "type");
  gboolean gmail = type != NULL && g_ascii_strcasecmp (type, "Gmail") == 0;

  if (type == NULL || (!gmail && g_ascii_strcasecmp (type, "IMAP") != 0) || is_computed (sections, section))
    return;
  entry.protocol = MS_PROTOCOL_IMAP;
  entry.encryption = ms_is_true (word_of (sections, section, "starttls"), TRUE) ? MS_ENCRYPTION_STARTTLS : MS_ENCRYPTION_NONE;
  if (gmail || ms_is_true (word_of (sections, section, "ssl"), TRUE))
    entry.encryption = MS_ENCRYPTION_TLS;
  entry.host = word_of (sections, section, "remotehost");
  if (gmail && entry.host == NULL)
    entry.host = "imap.gmail.com";
  entry.port = ms_port (word_of (sections, section, "remoteport"));
  entry.pinned = value_of (sections, section, "cert_fingerprint");
  entry.pinned_only = value_of (sections, section, "sslcacertfile") == NULL;
  ms_import_add (import, &entry);
}

void
ms_read_offlineimap (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_COLON | MS_INI_CONTINUED, keys) : NULL;
  const char *accounts;

  if (sections == NULL)
    return;
  accounts = ms_section_get (ms_sections_find (sections, "general"), "accounts");
  for (guint i = 0; i < sections->len; i++)
    {
      const MsIniSection *section = g_ptr_array_index (sections, i);
      MsEntry entry = { 0 };

      if (!g_str_has_prefix (section->name, "Account "))
        continue;
      entry.account = ms_import_account (import);
      entry.off = !is_listed (accounts, section->name + strlen ("Account "));
      read_repository (import, sections, ms_section_get (section, "remoterepository"), entry);
      read_repository (import, sections, ms_section_get (section, "localrepository"), entry);
    }
}
