/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Thunderbird, Betterbird, SeaMonkey: profiles.ini, then prefs.js and user.js of each profile. What counts is what an
 * account leads to: preferences of deleted accounts and of deleted servers stay in the file for ever.
 */
#include "config/clients/prefs.h"
#include "config/clients/readers.h"

#include <string.h>

#define MAX_PREFS 20000
#define MAX_LIST  500

typedef struct
{
  MsImport *import;
  GHashTable *prefs; /* name -> value, both in the texts */
  GHashTable *used;  /* keys of the SMTP servers that an identity uses */
} Profile;

/* Last parts of the names that are looked at; all others, and so every password, are passed over. */
static gboolean
is_wanted (const char *name)
{
  static const char *const wanted[] = { "accounts", "smtpservers", "defaultserver", "server",    "identities", "smtpServer",
                                        "type",     "hostname",    "realhostname",  "port",      "socketType", "isSecure",
                                        "try_ssl",  "ews_url",     "owa_url",       "useremail", NULL };
  const char *last = strrchr (name, '.');
  return last != NULL && g_str_has_prefix (name, "mail.") && g_strv_contains (wanted, last + 1);
}

static void
take_pref (const char *name, const char *value, gpointer data)
{
  Profile *profile = data;

  if (is_wanted (name) && g_hash_table_size (profile->prefs) < MAX_PREFS)
    g_hash_table_replace (profile->prefs, (gpointer) name, (gpointer) value);
}

static const char *
pref (const Profile *profile, const char *kind, const char *key, const char *last)
{
  g_autofree char *name = g_strconcat ("mail.", kind, key, last, NULL);
  return g_hash_table_lookup (profile->prefs, name);
}

/* "a,b,c" -> its members without blanks around them; never NULL. */
static GStrv
list_of (const char *value)
{
  GStrv list = g_strsplit (value != NULL ? value : "", ",", MAX_LIST);

  for (guint i = 0; list[i] != NULL; i++)
    g_strstrip (list[i]);
  return list;
}

/* socketType and try_ssl: 0 none, 1 STARTTLS if offered (abolished, STARTTLS today), 2 STARTTLS, 3 TLS. */
static MsEncryption
encryption_of (const char *value)
{
  static const MsEncryption encryptions[]
    = { MS_ENCRYPTION_NONE, MS_ENCRYPTION_STARTTLS, MS_ENCRYPTION_STARTTLS, MS_ENCRYPTION_TLS };
  guint n = value != NULL && g_ascii_isdigit (*value) ? (guint) (*value - '0') : 0;

  return n < G_N_ELEMENTS (encryptions) ? encryptions[n] : MS_ENCRYPTION_NONE;
}

/* Exchange accounts of several kinds have an https address. */
static void
add_exchange (Profile *profile, MsEntry *entry, const char *kind, const char *key)
{
  static const MsScheme schemes[] = { { "https", MS_PROTOCOL_HTTPS, MS_ENCRYPTION_TLS, 0 }, { .scheme = NULL } };
  static const char *const names[] = { ".ews_url", ".owa_url" };
  MsUrl url;

  entry->protocol = MS_PROTOCOL_HTTPS;
  entry->encryption = MS_ENCRYPTION_TLS;
  entry->host = pref (profile, kind, key, ".hostname");
  entry->port = 0;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (ms_entry_from_url (entry, schemes, pref (profile, kind, key, names[i]), &url))
      break;
  ms_import_add (profile->import, entry);
}

static gboolean
is_exchange (const char *type)
{
  static const char *const types[] = { "ews", "graph", "exchange", "owl", NULL };
  return type != NULL && g_strv_contains (types, type);
}

static void
add_incoming (Profile *profile, guint account, const char *key)
{
  const char *type = pref (profile, "server.", key, ".type"), *host = pref (profile, "server.", key, ".realhostname");
  const char *socket = pref (profile, "server.", key, ".socketType");
  MsEntry entry = { .account = account, .port = ms_port (pref (profile, "server.", key, ".port")) };

  if (is_exchange (type))
    add_exchange (profile, &entry, "server.", key);
  if (g_strcmp0 (type, "imap") != 0 && g_strcmp0 (type, "pop3") != 0)
    return; /* local folders, news, feeds, chats */
  entry.protocol = *type == 'i' ? MS_PROTOCOL_IMAP : MS_PROTOCOL_POP3;
  entry.encryption = encryption_of (socket);
  if (socket == NULL && ms_is_true (pref (profile, "server.", key, ".isSecure"), FALSE))
    entry.encryption = MS_ENCRYPTION_TLS;
  /* In old profiles the first name stays that of the folder, and this one is where it moved to. */
  entry.host = host != NULL && *host != '\0' ? host : pref (profile, "server.", key, ".hostname");
  ms_import_add (profile->import, &entry);
}

static void
add_outgoing (Profile *profile, guint account, const char *key, gboolean off)
{
  const char *type = pref (profile, "smtpserver.", key, ".type");
  MsEntry entry = { .account = account,
                    .protocol = MS_PROTOCOL_SMTP,
                    .encryption = encryption_of (pref (profile, "smtpserver.", key, ".try_ssl")),
                    .host = pref (profile, "smtpserver.", key, ".hostname"),
                    .port = ms_port (pref (profile, "smtpserver.", key, ".port")),
                    .off = off };

  if (is_exchange (type))
    {
      add_exchange (profile, &entry, "smtpserver.", key);
      return;
    }
  if (type != NULL && !g_str_equal (type, "smtp"))
    return;
  if (entry.port == 0 && entry.encryption == MS_ENCRYPTION_NONE)
    entry.port = 587;
  ms_import_add (profile->import, &entry);
}

/* The server that an identity sends with: its own, else the default one. NULL: none. */
static const char *
server_of (const Profile *profile, const char *identity, const char *const *servers)
{
  const char *own = pref (profile, "identity.", identity, ".smtpServer");
  const char *usual = g_hash_table_lookup (profile->prefs, "mail.smtp.defaultserver");

  if (own != NULL && g_strv_contains (servers, own))
    return own;
  return usual != NULL && g_strv_contains (servers, usual) ? usual : servers[0];
}

static void
read_account (Profile *profile, const char *account, const char *const *servers)
{
  const char *incoming = pref (profile, "account.", account, ".server");
  g_auto (GStrv) identities = list_of (pref (profile, "account.", account, ".identities"));
  guint id = ms_import_account (profile->import);

  if (incoming != NULL)
    add_incoming (profile, id, incoming);
  for (guint i = 0; identities[i] != NULL; i++)
    {
      const char *server = *identities[i] != '\0' ? server_of (profile, identities[i], servers) : NULL;

      if (i == 0) /* the others are aliases */
        ms_import_address (profile->import, id, pref (profile, "identity.", identities[i], ".useremail"));
      if (server == NULL)
        continue;
      add_outgoing (profile, id, server, FALSE);
      g_hash_table_add (profile->used, (gpointer) server);
    }
}

static void
read_profile (MsImport *import, const char *folder)
{
  static const char *const files[] = { "prefs.js", "user.js" }; /* the second one wins */
  g_autoptr (GHashTable) prefs = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_text_free);
  g_auto (GStrv) accounts = NULL, servers = NULL;
  Profile profile = { import, prefs, used };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);
      MsText *text = ms_import_load (import, path);

      if (text == NULL)
        continue;
      g_ptr_array_add (texts, text);
      ms_prefs_read (text, take_pref, &profile);
    }
  accounts = list_of (g_hash_table_lookup (prefs, "mail.accountmanager.accounts"));
  servers = list_of (g_hash_table_lookup (prefs, "mail.smtpservers"));
  for (guint i = 0; accounts[i] != NULL; i++)
    read_account (&profile, accounts[i], (const char *const *) servers);
  for (guint i = 0; servers[i] != NULL; i++)
    if (!g_hash_table_contains (used, servers[i]))
      add_outgoing (&profile, ms_import_account (import), servers[i], TRUE);
}

void
ms_read_thunderbird (MsImport *import, const MsRoot *root, const char *path)
{
  static const char *const keys[] = { "Path", "IsRelative", NULL };
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_PLAIN, keys) : NULL;
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; sections != NULL && i < sections->len; i++)
    {
      const MsIniSection *section = g_ptr_array_index (sections, i);
      const char *name = ms_section_get (section, "Path");
      g_autofree char *profile = name != NULL ? ms_import_path (import, root, folder, name) : NULL;

      if (g_str_has_prefix (section->name, "Profile") && profile != NULL)
        read_profile (import, profile);
    }
}
