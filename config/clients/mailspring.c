/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mailspring: config.json. Passwords stood in the same file before it used a keyring. */
#include "config/clients/json.h"
#include "config/clients/readers.h"

static const char *const keys[]
  = { "imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security", "emailAddress", NULL };

static MsEncryption
encryption_of (const char *security)
{
  if (security != NULL && g_ascii_strcasecmp (security, "STARTTLS") == 0)
    return MS_ENCRYPTION_STARTTLS;
  return security != NULL && g_ascii_strcasecmp (security, "none") == 0 ? MS_ENCRYPTION_NONE : MS_ENCRYPTION_TLS;
}

static void
read_account (MsImport *import, JsonObject *account, JsonObject *settings)
{
  MsEntry entry = { .account = ms_import_account (import) };

  ms_import_address (import, entry.account, ms_json_text (account, "emailAddress"));
  entry.protocol = MS_PROTOCOL_IMAP;
  entry.encryption = encryption_of (ms_json_text (settings, "imap_security"));
  entry.host = ms_json_text (settings, "imap_host");
  entry.port = ms_json_port (settings, "imap_port");
  entry.unchecked = ms_json_is (settings, "imap_allow_insecure_ssl", FALSE);
  ms_import_add (import, &entry);
  entry.protocol = MS_PROTOCOL_SMTP;
  entry.encryption = encryption_of (ms_json_text (settings, "smtp_security"));
  entry.host = ms_json_text (settings, "smtp_host");
  entry.port = ms_json_port (settings, "smtp_port");
  entry.unchecked = ms_json_is (settings, "smtp_allow_insecure_ssl", FALSE);
  ms_import_add (import, &entry);
}

void
ms_read_mailspring (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (JsonNode) node = text != NULL ? ms_json_read (text, keys) : NULL;
  JsonObject *top = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *accounts = ms_json_list (ms_json_object (top, "*"), "accounts");

  for (guint i = 0; accounts != NULL && i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = ms_json_item (accounts, i), *settings = ms_json_object (account, "settings");
      if (settings != NULL)
        read_account (import, account, settings);
    }
}
