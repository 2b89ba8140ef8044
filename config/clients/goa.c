/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GNOME Online Accounts: accounts.conf. Its secrets are in the keyring. */
#include "config/clients/readers.h"

static const char *const keys[] = { "Provider",
                                    "Enabled",
                                    "MailEnabled",
                                    "ImapHost",
                                    "ImapUseSsl",
                                    "ImapUseTls",
                                    "SmtpHost",
                                    "SmtpUseSsl",
                                    "SmtpUseTls",
                                    "Host",
                                    "ImapAcceptSslErrors",
                                    "AcceptSslErrors",
                                    "SmtpAcceptSslErrors",
                                    "EmailAddress",
                                    "PresentationIdentity",
                                    NULL };

typedef struct
{
  const char *host, *ssl, *tls, *unchecked;
} Half;

static void
add_half (MsImport *import, MsEntry *entry, const MsIniSection *section, const Half *half)
{
  entry->encryption = MS_ENCRYPTION_NONE;
  if (ms_section_is (section, half->tls, FALSE))
    entry->encryption = MS_ENCRYPTION_STARTTLS;
  if (ms_section_is (section, half->ssl, FALSE)) /* wins over the other */
    entry->encryption = MS_ENCRYPTION_TLS;
  entry->host = ms_section_get (section, half->host);
  entry->unchecked = ms_section_is (section, half->unchecked, FALSE);
  /* Who reads this file takes 587 for whatever is no SSL. */
  entry->port = entry->protocol == MS_PROTOCOL_SMTP && entry->encryption == MS_ENCRYPTION_NONE ? 587 : 0;
  ms_import_add (import, entry);
}

static void
read_imap_smtp (MsImport *import, MsEntry *entry, const MsIniSection *section)
{
  static const Half imap = { "ImapHost", "ImapUseSsl", "ImapUseTls", "ImapAcceptSslErrors" };
  static const Half smtp = { "SmtpHost", "SmtpUseSsl", "SmtpUseTls", "SmtpAcceptSslErrors" };

  entry->off = !ms_section_is (section, "Enabled", TRUE) || !ms_section_is (section, "MailEnabled", TRUE);
  entry->protocol = MS_PROTOCOL_IMAP;
  add_half (import, entry, section, &imap);
  entry->protocol = MS_PROTOCOL_SMTP;
  add_half (import, entry, section, &smtp);
}

static void
read_exchange (MsImport *import, MsEntry *entry, const MsIniSection *section)
{
  entry->protocol = MS_PROTOCOL_HTTPS;
  entry->encryption = MS_ENCRYPTION_TLS;
  entry->host = ms_section_get (section, "Host");
  entry->unchecked = ms_section_is (section, "AcceptSslErrors", FALSE);
  ms_import_add (import, entry);
}

/* What the provider modules have built in: IMAP by TLS, and for sending: */
static void
add_builtin (MsImport *import, MsEntry *entry, const char *imap, const char *smtp, MsEncryption encryption)
{
  entry->protocol = MS_PROTOCOL_IMAP;
  entry->encryption = MS_ENCRYPTION_TLS;
  entry->host = imap;
  ms_import_add (import, entry);
  entry->protocol = MS_PROTOCOL_SMTP;
  entry->encryption = encryption;
  entry->host = smtp;
  ms_import_add (import, entry);
}

static void
read_google (MsImport *import, MsEntry *entry, const MsIniSection *section)
{
  add_builtin (import, entry, "imap.gmail.com", "smtp.gmail.com", MS_ENCRYPTION_TLS);
}

static void
read_outlook (MsImport *import, MsEntry *entry, const MsIniSection *section)
{
  add_builtin (import, entry, "imap-mail.outlook.com", "smtp-mail.outlook.com", MS_ENCRYPTION_STARTTLS);
}

static const struct
{
  const char *provider;
  gboolean feature; /* mail is one of several things that can be switched off: then it is none of our business */
  void (*read) (MsImport *import, MsEntry *entry, const MsIniSection *section);
} providers[] = {
  { "imap_smtp", FALSE, read_imap_smtp },
  { "exchange", TRUE, read_exchange },
  { "google", TRUE, read_google },
  { "windows_live", TRUE, read_outlook },
};

static void
read_account (MsImport *import, const MsIniSection *section)
{
  const char *provider = ms_section_get (section, "Provider");
  MsEntry entry = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_strcmp0 (provider, providers[i].provider) == 0
        && (!providers[i].feature || ms_section_is (section, "MailEnabled", TRUE)))
      {
        entry.account = ms_import_account (import);
        ms_import_address (import, entry.account, ms_section_get (section, "PresentationIdentity"));
        ms_import_address (import, entry.account, ms_section_get (section, "EmailAddress"));
        providers[i].read (import, &entry, section);
      }
}

void
ms_read_goa (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_PLAIN, keys) : NULL;

  for (guint i = 0; sections != NULL && i < sections->len; i++)
    {
      const MsIniSection *section = g_ptr_array_index (sections, i);
      if (g_str_has_prefix (section->name, "Account "))
        read_account (import, section);
    }
}
