/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trojitá: QSettings. A password may stand in the same file. */
#include "config/clients/readers.h"

static const char *const keys[]
  = { "imap.method",   "imap.host",         "imap.port", "imap.starttls", "msa.method", "msa.smtp.host",
      "msa.smtp.port", "msa.smtp.starttls", NULL };

/* The methods that talk to a server; the others run a program. starttls counts with the plain one only. */
static void
add (MsImport *import, const GPtrArray *sections, MsEntry *entry, const char *const names[6])
{
  const char *value[4] = { NULL }; /* method, host, port, starttls */

  for (guint i = 0; i < sections->len; i++)
    for (guint k = 0; k < 4; k++)
      {
        const char *found = ms_section_get (g_ptr_array_index (sections, i), names[k]);
        value[k] = found != NULL ? found : value[k];
      }
  if (g_strcmp0 (value[0], names[4]) == 0)
    entry->encryption = MS_ENCRYPTION_TLS;
  else if (g_strcmp0 (value[0], names[5]) == 0)
    entry->encryption = ms_is_true (value[3], TRUE) ? MS_ENCRYPTION_STARTTLS : MS_ENCRYPTION_NONE;
  else
    return;
  entry->host = value[1];
  entry->port = ms_port (value[2]);
  if (entry->port == 0 && entry->protocol == MS_PROTOCOL_SMTP && entry->encryption == MS_ENCRYPTION_NONE)
    entry->port = 587;
  ms_import_add (import, entry);
}

void
ms_read_trojita (MsImport *import, const MsRoot *root, const char *path)
{
  static const char *const imap[6] = { "imap.method", "imap.host", "imap.port", "imap.starttls", "SSL", "TCP" };
  static const char *const smtp[6] = { "msa.method", "msa.smtp.host", "msa.smtp.port", "msa.smtp.starttls", "SSMTP", "SMTP" };
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_QUOTED, keys) : NULL;
  MsEntry entry = { 0 };

  if (sections == NULL)
    return;
  entry.account = ms_import_account (import);
  entry.protocol = MS_PROTOCOL_IMAP;
  add (import, sections, &entry, imap);
  entry.protocol = MS_PROTOCOL_SMTP;
  add (import, sections, &entry, smtp);
}
