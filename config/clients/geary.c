/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geary: account_NN/geary.ini; also what versions before 3.32 wrote. */
#include "config/clients/readers.h"

static const char *const keys[]
  = { "status",        "service_provider", "host",          "port",      "transport_security", "imap_host",
      "imap_port",     "imap_ssl",         "imap_starttls", "smtp_host", "smtp_port",          "smtp_ssl",
      "smtp_starttls", "sender_mailboxes", "primary_email", NULL };

/* What is built in for the large providers. */
static const struct
{
  const char *provider;
  const char *imap, *smtp; /* both by TLS at the usual port, but: */
  MsEncryption smtp_encryption;
} providers[] = {
  { "gmail", "imap.gmail.com", "smtp.gmail.com", MS_ENCRYPTION_TLS },
  { "outlook", "imap-mail.outlook.com", "smtp-mail.outlook.com", MS_ENCRYPTION_STARTTLS },
  { "yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", MS_ENCRYPTION_TLS },
};

static gboolean
add_provider (MsImport *import, MsEntry *entry, const char *provider)
{
  for (guint i = 0; provider != NULL && i < G_N_ELEMENTS (providers); i++)
    if (g_ascii_strcasecmp (provider, providers[i].provider) == 0)
      {
        entry->protocol = MS_PROTOCOL_IMAP;
        entry->encryption = MS_ENCRYPTION_TLS;
        entry->host = providers[i].imap;
        ms_import_add (import, entry);
        entry->protocol = MS_PROTOCOL_SMTP;
        entry->encryption = providers[i].smtp_encryption;
        entry->host = providers[i].smtp;
        ms_import_add (import, entry);
        return TRUE;
      }
  return FALSE;
}

static void
add_service (MsImport *import, MsEntry entry, MsProtocol protocol, const MsIniSection *section)
{
  const char *security = ms_section_get (section, "transport_security");

  entry.protocol = protocol;
  entry.encryption = MS_ENCRYPTION_TLS;
  if (g_strcmp0 (security, "start-tls") == 0)
    entry.encryption = MS_ENCRYPTION_STARTTLS;
  if (g_strcmp0 (security, "none") == 0)
    entry.encryption = MS_ENCRYPTION_NONE;
  entry.host = ms_section_get (section, "host");
  entry.port = ms_port (ms_section_get (section, "port"));
  ms_import_add (import, &entry);
}

static MsEncryption
legacy_encryption (const MsIniSection *section, const char *ssl, gboolean ssl_default, const char *starttls,
                   gboolean starttls_default)
{
  if (ms_section_is (section, ssl, ssl_default))
    return MS_ENCRYPTION_TLS;
  return ms_section_is (section, starttls, starttls_default) ? MS_ENCRYPTION_STARTTLS : MS_ENCRYPTION_NONE;
}

static void
read_legacy (MsImport *import, MsEntry *entry, const MsIniSection *section)
{
  if (add_provider (import, entry, ms_section_get (section, "service_provider")))
    return;
  entry->protocol = MS_PROTOCOL_IMAP;
  entry->encryption = legacy_encryption (section, "imap_ssl", TRUE, "imap_starttls", FALSE);
  entry->host = ms_section_get (section, "imap_host");
  entry->port = ms_port (ms_section_get (section, "imap_port"));
  ms_import_add (import, entry);
  entry->protocol = MS_PROTOCOL_SMTP;
  entry->encryption = legacy_encryption (section, "smtp_ssl", FALSE, "smtp_starttls", TRUE);
  entry->host = ms_section_get (section, "smtp_host");
  entry->port = ms_port (ms_section_get (section, "smtp_port"));
  ms_import_add (import, entry);
}

void
ms_read_geary (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_PLAIN, keys) : NULL;
  const MsIniSection *legacy;
  const char *status;
  MsEntry entry = { 0 };

  if (sections == NULL)
    return;
  status = ms_section_get (ms_sections_find (sections, "Metadata"), "status");
  entry.account = ms_import_account (import);
  entry.off = status != NULL && g_ascii_strcasecmp (status, "enabled") != 0;
  ms_import_address (import, entry.account, ms_section_get (ms_sections_find (sections, "AccountInformation"), "primary_email"));
  ms_import_address (import, entry.account, ms_section_get (ms_sections_find (sections, "Account"), "sender_mailboxes"));
  if ((legacy = ms_sections_find (sections, "AccountInformation")) != NULL)
    read_legacy (import, &entry, legacy);
  else if (!add_provider (import, &entry, ms_section_get (ms_sections_find (sections, "Account"), "service_provider")))
    {
      add_service (import, entry, MS_PROTOCOL_IMAP, ms_sections_find (sections, "Incoming"));
      add_service (import, entry, MS_PROTOCOL_SMTP, ms_sections_find (sections, "Outgoing"));
    }
}
