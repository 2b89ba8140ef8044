/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balsa: ~/.balsa/config. Never config-private beside it, which holds the passwords. */
#include "config/clients/readers.h"

#include <stdlib.h>

static const char *const keys[] = { "Type", "Server", "Port", "Security", "SSL", "TLSMode", NULL };

static MsEncryption
encryption_of (const MsIniSection *section)
{
  /* Security: 1 TLS, 2 STARTTLS, 3 STARTTLS if offered, 4 none; before that SSL, and TLSMode 0 never, 1 if offered, 2 always. */
  static const MsEncryption securities[]
    = { MS_ENCRYPTION_STARTTLS, MS_ENCRYPTION_TLS, MS_ENCRYPTION_STARTTLS, MS_ENCRYPTION_STARTTLS, MS_ENCRYPTION_NONE };
  const char *security = ms_section_get (section, "Security"), *mode = ms_section_get (section, "TLSMode");
  int n = security != NULL ? atoi (security) : 0;

  if (n > 0 && n < (int) G_N_ELEMENTS (securities))
    return securities[n];
  if (ms_section_is (section, "SSL", FALSE))
    return MS_ENCRYPTION_TLS;
  return mode != NULL && atoi (mode) == 0 ? MS_ENCRYPTION_NONE : MS_ENCRYPTION_STARTTLS;
}

static gboolean
is_server (const MsIniSection *section, MsProtocol *ret_protocol)
{
  static const struct
  {
    const char *prefix;
    const char *type; /* NULL: needs none */
    MsProtocol protocol;
  } rows[] = {
    { "smtp-server-", NULL, MS_PROTOCOL_SMTP },
    { "mailbox-", "LibBalsaMailboxIMAP", MS_PROTOCOL_IMAP },
    { "mailbox-", "LibBalsaMailboxPOP3", MS_PROTOCOL_POP3 },
    { "mailbox-", "LibBalsaMailboxImap", MS_PROTOCOL_IMAP },
    { "mailbox-", "LibBalsaMailboxPop3", MS_PROTOCOL_POP3 },
    { "folder-", "LibBalsaMailboxPOP3", MS_PROTOCOL_POP3 },
    { "folder-", NULL, MS_PROTOCOL_IMAP },
  };
  const char *type = ms_section_get (section, "Type");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_has_prefix (section->name, rows[i].prefix) && (rows[i].type == NULL || g_strcmp0 (type, rows[i].type) == 0))
      {
        *ret_protocol = rows[i].protocol;
        return TRUE;
      }
  return FALSE;
}

void
ms_read_balsa (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_PLAIN, keys) : NULL;

  for (guint i = 0; sections != NULL && i < sections->len; i++)
    {
      const MsIniSection *section = g_ptr_array_index (sections, i);
      MsEntry entry = { .host = ms_section_get (section, "Server"),
                        .encryption = encryption_of (section),
                        .port = ms_port (ms_section_get (section, "Port")) };

      if (entry.host == NULL || !is_server (section, &entry.protocol))
        continue;
      entry.account = ms_import_account (import);
      ms_import_add (import, &entry);
    }
}
