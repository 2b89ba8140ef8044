/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * KMail: Akonadi resources and mail transports; an identity ties the two together. KDE leaves out keys that have their
 * default, so the defaults matter here.
 */
#include "config/clients/readers.h"

#include <string.h>

static const char *const keys[] = { "ImapServer",
                                    "ImapPort",
                                    "Safety",
                                    "OverrideEncryption",
                                    "SieveSupport",
                                    "SieveReuseConfig",
                                    "SievePort",
                                    "SieveAlternateUrl",
                                    "host",
                                    "port",
                                    "useSSL",
                                    "useTLS",
                                    "BaseUrl",
                                    "encryption",
                                    "identifier",
                                    "type",
                                    "AccountIdentity",
                                    "UseDefaultIdentity",
                                    NULL };

static MsEncryption
imap_encryption (const MsIniSection *network)
{
  static const struct
  {
    const char *word;
    MsEncryption encryption;
  } words[] = {
    { "SSL", MS_ENCRYPTION_TLS },
    { "SSLV2", MS_ENCRYPTION_TLS },
    { "SSLV3", MS_ENCRYPTION_TLS },
    { "TLSV1", MS_ENCRYPTION_TLS },
    { "STARTTLS", MS_ENCRYPTION_STARTTLS },
    { "UNENCRYPTED", MS_ENCRYPTION_NONE },
    { "None", MS_ENCRYPTION_NONE },
    { "0", MS_ENCRYPTION_NONE },
    { "1", MS_ENCRYPTION_TLS }, /* before 2010 */
    { "2", MS_ENCRYPTION_STARTTLS },
  };
  const char *override = ms_section_get (network, "OverrideEncryption"), *safety = ms_section_get (network, "Safety");
  const char *word = override != NULL && *override != '\0' ? override : safety;

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (word, words[i].word) == 0)
      return words[i].encryption;
  return MS_ENCRYPTION_TLS;
}

static guint
port_or (const MsIniSection *section, const char *key, guint otherwise)
{
  guint port = ms_port (ms_section_get (section, key));
  return port != 0 ? port : otherwise;
}

static void
add_sieve (MsImport *import, MsEntry *entry, const MsIniSection *network, const MsIniSection *siever)
{
  static const MsScheme schemes[] = { { "sieve", MS_PROTOCOL_SIEVE, MS_ENCRYPTION_STARTTLS, 0 }, { .scheme = NULL } };
  MsUrl url;

  if (!ms_section_is (siever, "SieveSupport", FALSE))
    return;
  entry->protocol = MS_PROTOCOL_SIEVE;
  entry->encryption = MS_ENCRYPTION_STARTTLS;
  entry->host = ms_section_get (network, "ImapServer");
  entry->port = port_or (siever, "SievePort", 0);
  if (ms_section_is (siever, "SieveReuseConfig", TRUE)
      || ms_entry_from_url (entry, schemes, ms_section_get (siever, "SieveAlternateUrl"), &url))
    ms_import_add (import, entry);
}

static void
read_imap (MsImport *import, const GPtrArray *sections, const char *path)
{
  const MsIniSection *network = ms_sections_find (sections, "network"), *cache = ms_sections_find (sections, "cache");
  const char *identity = ms_section_is (cache, "UseDefaultIdentity", FALSE) ? NULL : ms_section_get (cache, "AccountIdentity");
  MsEntry entry = { .protocol = MS_PROTOCOL_IMAP };

  entry.account = identity != NULL ? ms_import_named_account (import, identity) : ms_import_account (import);
  entry.encryption = imap_encryption (network);
  entry.host = ms_section_get (network, "ImapServer");
  entry.port = port_or (network, "ImapPort", 993);
  ms_import_add (import, &entry);
  add_sieve (import, &entry, network, ms_sections_find (sections, "siever"));
}

static void
read_pop3 (MsImport *import, const GPtrArray *sections, const char *path)
{
  const MsIniSection *general = ms_sections_find (sections, "General");
  MsEntry entry = { .account = ms_import_account (import), .protocol = MS_PROTOCOL_POP3 };

  if (ms_section_is (general, "useTLS", FALSE))
    entry.encryption = MS_ENCRYPTION_STARTTLS;
  if (ms_section_is (general, "useSSL", FALSE))
    entry.encryption = MS_ENCRYPTION_TLS;
  entry.host = ms_section_get (general, "host");
  entry.port = port_or (general, "port", 110);
  ms_import_add (import, &entry);
}

static void
read_ews (MsImport *import, const GPtrArray *sections, const char *path)
{
  static const MsScheme schemes[] = { { "https", MS_PROTOCOL_HTTPS, MS_ENCRYPTION_TLS, 0 }, { .scheme = NULL } };
  const char *url = ms_section_get (ms_sections_find (sections, "General"), "BaseUrl");
  MsEntry entry = { .account = ms_import_account (import) };
  MsUrl parts;

  if (ms_entry_from_url (&entry, schemes, url != NULL ? url : "https://outlook.office365.com/", &parts))
    ms_import_add (import, &entry);
}

/* "TLS" means STARTTLS here. Numbers are from before 2010. */
static MsEncryption
transport_encryption (const MsIniSection *section)
{
  const char *word = ms_section_get (section, "encryption");

  if (word != NULL && (g_ascii_strcasecmp (word, "SSL") == 0 || g_str_equal (word, "1")))
    return MS_ENCRYPTION_TLS;
  return word != NULL && (g_ascii_strcasecmp (word, "TLS") == 0 || g_str_equal (word, "2")) ? MS_ENCRYPTION_STARTTLS
                                                                                            : MS_ENCRYPTION_NONE;
}

static gboolean
is_smtp (const MsIniSection *section)
{
  const char *identifier = ms_section_get (section, "identifier"), *type = ms_section_get (section, "type");

  return g_str_has_prefix (section->name, "Transport ") && (identifier == NULL || g_ascii_strcasecmp (identifier, "SMTP") == 0)
         && (type == NULL || g_ascii_strcasecmp (type, "SMTP") == 0 || g_str_equal (type, "0"));
}

/* Once for each identity that sends with it, or once. */
static void
add_transport (MsImport *import, const MsIniSection *section, const GPtrArray *identities)
{
  const char *id = section->name + strlen ("Transport ");
  MsEntry entry = { .protocol = MS_PROTOCOL_SMTP,
                    .encryption = transport_encryption (section),
                    .host = ms_section_get (section, "host"),
                    .port = port_or (section, "port", 25) };

  for (guint i = 0; identities != NULL && i < identities->len; i++)
    {
      const MsIniSection *identity = g_ptr_array_index (identities, i);
      const char *uoid = ms_section_get (identity, "uoid");

      if (uoid == NULL || g_strcmp0 (ms_section_get (identity, "Transport"), id) != 0)
        continue;
      entry.account = ms_import_named_account (import, uoid);
      ms_import_add (import, &entry);
    }
  if (entry.account != 0)
    return;
  entry.account = ms_import_account (import);
  ms_import_add (import, &entry);
}

static void
read_transports (MsImport *import, const GPtrArray *sections, const char *path)
{
  static const char *const identity_keys[] = { "uoid", "Transport", "Email Address", NULL };
  g_autofree char *folder = g_path_get_dirname (path), *file = g_build_filename (folder, "emailidentities", NULL);
  g_autoptr (MsText) text = ms_import_load (import, file);
  g_autoptr (GPtrArray) identities = text != NULL ? ms_sections_read (text, MS_INI_KDE, identity_keys) : NULL;

  for (guint i = 0; identities != NULL && i < identities->len; i++)
    {
      const MsIniSection *identity = g_ptr_array_index (identities, i);
      const char *uoid = ms_section_get (identity, "uoid");
      if (uoid != NULL)
        ms_import_address (import, ms_import_named_account (import, uoid), ms_section_get (identity, "Email Address"));
    }
  for (guint i = 0; i < sections->len; i++)
    if (is_smtp (g_ptr_array_index (sections, i)))
      add_transport (import, g_ptr_array_index (sections, i), identities);
}

void
ms_read_kmail (MsImport *import, const MsRoot *root, const char *path)
{
  static const struct
  {
    const char *name; /* how the file's begins */
    void (*read) (MsImport *import, const GPtrArray *sections, const char *path);
  } kinds[] = {
    { "akonadi_imap_resource_", read_imap },
    { "akonadi_pop3_resource_", read_pop3 },
    { "akonadi_ews_resource_", read_ews },
    { "mailtransports", read_transports },
  };
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_KDE, keys) : NULL;
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; sections != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (name, kinds[i].name))
      kinds[i].read (import, sections, path);
}
