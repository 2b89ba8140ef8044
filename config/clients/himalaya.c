/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Himalaya, three generations of settings. Passwords and commands may stand in the same file; neither is looked at. */
#include "config/clients/readers.h"
#include "config/clients/toml.h"

#include <string.h>

#define MAX_ACCOUNTS 500

typedef enum
{
  UNSAID,
  YES,
  NO
} Flag;

/* One server of an account, as far as it was said. */
typedef struct
{
  const char *kind, *host, *encryption, *server;
  guint port;
  Flag ssl, starttls, insecure;
} Half;

typedef struct
{
  const char *name;
  Half imap, smtp;
  const char *jmap, *email;
} Account;

typedef enum
{
  TEXT,
  PORT,
  FLAG
} Kind;

/* Key below the account -> field; "imap-host" of the first generation is written as "imap.host" here. */
#define IMAP(field) G_STRUCT_OFFSET (Account, imap.field)
#define SMTP(field) G_STRUCT_OFFSET (Account, smtp.field)
static const struct
{
  const char *key;
  Kind kind;
  gsize offset;
} fields[] = {
  { "backend", TEXT, IMAP (kind) },
  { "backend.type", TEXT, IMAP (kind) },
  { "backend.host", TEXT, IMAP (host) },
  { "backend.port", PORT, IMAP (port) },
  { "backend.encryption", TEXT, IMAP (encryption) },
  { "backend.encryption.type", TEXT, IMAP (encryption) },
  { "imap.host", TEXT, IMAP (host) },
  { "imap.port", PORT, IMAP (port) },
  { "imap.encryption", TEXT, IMAP (encryption) },
  { "imap.encryption.type", TEXT, IMAP (encryption) },
  { "imap.ssl", FLAG, IMAP (ssl) },
  { "imap.starttls", FLAG, IMAP (starttls) },
  { "imap.insecure", FLAG, IMAP (insecure) },
  { "imap.server", TEXT, IMAP (server) },
  { "sender", TEXT, SMTP (kind) },
  { "message.send.backend", TEXT, SMTP (kind) },
  { "message.send.backend.type", TEXT, SMTP (kind) },
  { "message.send.backend.host", TEXT, SMTP (host) },
  { "message.send.backend.port", PORT, SMTP (port) },
  { "message.send.backend.encryption", TEXT, SMTP (encryption) },
  { "message.send.backend.encryption.type", TEXT, SMTP (encryption) },
  { "smtp.host", TEXT, SMTP (host) },
  { "smtp.port", PORT, SMTP (port) },
  { "smtp.encryption", TEXT, SMTP (encryption) },
  { "smtp.encryption.type", TEXT, SMTP (encryption) },
  { "smtp.ssl", FLAG, SMTP (ssl) },
  { "smtp.starttls", FLAG, SMTP (starttls) },
  { "smtp.insecure", FLAG, SMTP (insecure) },
  { "smtp.server", TEXT, SMTP (server) },
  { "email", TEXT, G_STRUCT_OFFSET (Account, email) },
  { "jmap.server", TEXT, G_STRUCT_OFFSET (Account, jmap) },
};
#undef IMAP
#undef SMTP

static Account *
account_of (GArray *accounts, const char *name)
{
  const Account fresh = { .name = name };

  for (guint i = accounts->len; i > 0; i--)
    if (g_str_equal (g_array_index (accounts, Account, i - 1).name, name))
      return &g_array_index (accounts, Account, i - 1);
  if (accounts->len >= MAX_ACCOUNTS)
    return NULL;
  g_array_append_val (accounts, fresh);
  return &g_array_index (accounts, Account, accounts->len - 1);
}

/* "a.b.c" below the account; FALSE if it is too long to be a key of ours. */
static gboolean
join (const char *const *path, guint from, guint depth, char *key, gsize size)
{
  *key = '\0';
  for (guint i = from; i < depth; i++)
    if (g_strlcat (key, path[i], size) >= size || (i + 1 < depth && g_strlcat (key, ".", size) >= size))
      return FALSE;
  if (g_str_has_prefix (key, "imap-") || g_str_has_prefix (key, "smtp-"))
    key[4] = '.';
  return TRUE;
}

static void
set (Account *account, guint field, const char *value, gboolean string)
{
  gsize offset = fields[field].offset;

  switch (fields[field].kind)
    {
    case TEXT:
      if (string)
        G_STRUCT_MEMBER (const char *, account, offset) = value;
      break;
    case PORT:
      G_STRUCT_MEMBER (guint, account, offset) = ms_port (value);
      break;
    case FLAG:
      G_STRUCT_MEMBER (Flag, account, offset) = ms_is_true (value, FALSE) ? YES : NO;
      break;
    }
}

static void
take (const char *const *path, guint depth, const char *value, gboolean string, gpointer data)
{
  GArray *accounts = data;
  guint name = depth > 1 && g_str_equal (path[0], "accounts") ? 1 : 0;
  char key[64];

  if (depth < name + 2 || !join (path, name + 1, depth, key, sizeof key))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].key, key))
      {
        Account *account = account_of (accounts, path[name]);
        if (account != NULL)
          set (account, i, value, string);
      }
}

static MsEncryption
encryption_of (const Half *half)
{
  static const struct
  {
    const char *word;
    MsEncryption encryption;
  } words[] = { { "start-tls", MS_ENCRYPTION_STARTTLS }, { "starttls", MS_ENCRYPTION_STARTTLS }, { "none", MS_ENCRYPTION_NONE } };

  for (guint i = 0; half->encryption != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (half->encryption, words[i].word) == 0)
      return words[i].encryption;
  if (half->starttls == YES)
    return MS_ENCRYPTION_STARTTLS;
  return half->ssl == NO ? MS_ENCRYPTION_NONE : MS_ENCRYPTION_TLS;
}

/* The third generation: a URL, or host[:port] for TLS. */
static void
read_server (const Half *half, MsEntry *entry, MsUrl *url)
{
  static const MsScheme schemes[] = {
    { "imaps", MS_PROTOCOL_IMAP, MS_ENCRYPTION_TLS, 0 },
    { "imap", MS_PROTOCOL_IMAP, MS_ENCRYPTION_NONE, 143 },
    { "smtps", MS_PROTOCOL_SMTP, MS_ENCRYPTION_TLS, 0 },
    { "smtp", MS_PROTOCOL_SMTP, MS_ENCRYPTION_NONE, 0 },
    { .scheme = NULL },
  };

  if (strstr (half->server, "://") == NULL)
    entry->host = half->server;
  else if (ms_entry_from_url (entry, schemes, half->server, url) && entry->encryption == MS_ENCRYPTION_NONE
           && half->starttls == YES)
    entry->encryption = MS_ENCRYPTION_STARTTLS;
}

static void
add (MsImport *import, const Half *half, guint account, MsProtocol protocol, const char *kind)
{
  MsEntry entry = { .account = account, .protocol = protocol, .unchecked = half->insecure == YES };
  MsUrl url;

  entry.encryption = encryption_of (half);
  entry.host = half->host;
  entry.port = half->port;
  if (half->server != NULL)
    read_server (half, &entry, &url);
  else if (half->kind != NULL && g_ascii_strcasecmp (half->kind, kind) != 0)
    return; /* a folder, a program */
  if (entry.protocol == protocol)
    ms_import_add (import, &entry);
}

void
ms_read_himalaya (MsImport *import, const MsRoot *root, const char *path)
{
  static const MsScheme schemes[] = { { "https", MS_PROTOCOL_HTTPS, MS_ENCRYPTION_TLS, 0 }, { .scheme = NULL } };
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GArray) accounts = g_array_new (FALSE, FALSE, sizeof (Account));

  if (text != NULL)
    ms_toml_read (text, take, accounts);
  for (guint i = 0; i < accounts->len; i++)
    {
      const Account *account = &g_array_index (accounts, Account, i);
      MsEntry entry = { .account = ms_import_account (import), .protocol = MS_PROTOCOL_HTTPS, .encryption = MS_ENCRYPTION_TLS };
      MsUrl url;

      ms_import_address (import, entry.account, account->email);
      add (import, &account->imap, entry.account, MS_PROTOCOL_IMAP, "imap");
      add (import, &account->smtp, entry.account, MS_PROTOCOL_SMTP, "smtp");
      entry.host = account->jmap;
      if (account->jmap != NULL
          && (strstr (account->jmap, "://") == NULL || ms_entry_from_url (&entry, schemes, account->jmap, &url)))
        ms_import_add (import, &entry);
    }
}
