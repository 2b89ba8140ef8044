/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mbsync (isync). Passwords may stand in the same file, and commands. */
#include "config/clients/readers.h"

#include <string.h>

typedef struct
{
  gboolean open; /* within an IMAPAccount or IMAPStore */
  const char *host, *port, *type, *certificates;
  gboolean tunnel, imaps, optional; /* optional: RequireSSL no */
  gboolean tls_off, tls_on;         /* UseTLSv1 no / yes */
} Account;

/* The next word of a line, unquoted in place; NULL at its end. `\x` is x, and # begins a comment where a word could begin. */
static char *
next_word (char **at)
{
  char *from = *at + strspn (*at, " \t\f\v"), *word = from, *to = from;
  gboolean quoted = FALSE;

  if (*from == '\0' || *from == '#')
    return NULL;
  for (; *from != '\0' && (quoted || !g_ascii_isspace (*from)); from++)
    if (*from == '"')
      quoted = !quoted;
    else if (*from == '\\' && from[1] != '\0')
      *to++ = *++from;
    else
      *to++ = *from;
  *at = *from != '\0' ? from + 1 : from;
  *to = '\0';
  return word;
}

static MsEncryption
encryption_of (const Account *account)
{
  if (account->type != NULL && g_ascii_strcasecmp (account->type, "IMAPS") == 0)
    return MS_ENCRYPTION_TLS;
  if (account->type != NULL)
    return g_ascii_strcasecmp (account->type, "None") == 0 ? MS_ENCRYPTION_NONE : MS_ENCRYPTION_STARTTLS;
  if (account->imaps)
    return MS_ENCRYPTION_TLS;
  return account->optional && account->tls_off && !account->tls_on ? MS_ENCRYPTION_NONE : MS_ENCRYPTION_STARTTLS;
}

static void
finish (MsImport *import, const MsRoot *root, const char *folder, Account *account)
{
  g_autofree char *pins = account->certificates != NULL ? ms_import_pins (import, root, folder, account->certificates) : NULL;
  MsEntry entry = { .protocol = MS_PROTOCOL_IMAP, .host = account->host, .port = ms_port (account->port), .pinned = pins };

  if (account->host != NULL && !account->tunnel)
    {
      entry.encryption = encryption_of (account);
      entry.account = ms_import_account (import);
      ms_import_add (import, &entry);
    }
  memset (account, 0, sizeof *account);
}

/* Before SSLType existed, the host said it: imaps:host, imaps://host. */
static void
set_host (Account *account, const char *host)
{
  if (g_ascii_strncasecmp (host, "imaps:", 6) == 0)
    account->imaps = TRUE;
  if (g_ascii_strncasecmp (host, "imap", 4) == 0 && host[strspn (host, "imapsIMAPS")] == ':')
    {
      host = strchr (host, ':') + 1;
      if (g_str_has_prefix (host, "//"))
        host += 2;
    }
  account->host = host;
}

static void
read_option (Account *account, const char *keyword, const char *value)
{
  if (g_ascii_strcasecmp (keyword, "Host") == 0)
    set_host (account, value);
  else if (g_ascii_strcasecmp (keyword, "Port") == 0)
    account->port = value;
  else if (g_ascii_strcasecmp (keyword, "SSLType") == 0 || g_ascii_strcasecmp (keyword, "TLSType") == 0)
    account->type = value;
  else if (g_ascii_strcasecmp (keyword, "CertificateFile") == 0)
    account->certificates = value;
  else if (g_ascii_strcasecmp (keyword, "Tunnel") == 0)
    account->tunnel = TRUE;
  else if (g_ascii_strcasecmp (keyword, "UseIMAPS") == 0)
    account->imaps = ms_is_true (value, FALSE);
  else if (g_ascii_strcasecmp (keyword, "RequireSSL") == 0)
    account->optional = !ms_is_true (value, TRUE);
  else if (g_ascii_strncasecmp (keyword, "UseTLSv", 7) == 0 || g_ascii_strncasecmp (keyword, "UseSSLv", 7) == 0)
    *(ms_is_true (value, TRUE) ? &account->tls_on : &account->tls_off) = TRUE;
}

static gboolean
begins_section (const char *keyword, gboolean *ret_imap)
{
  static const char *const words[] = { "IMAPAccount", "IMAPStore", "MaildirStore", "Channel", "Group" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (keyword, words[i]) == 0)
      {
        *ret_imap = i < 2;
        return TRUE;
      }
  return FALSE;
}

void
ms_read_mbsync (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autofree char *folder = g_path_get_dirname (path);
  Account account = { 0 };
  gsize at = 0;
  char *line;

  while (text != NULL && (line = ms_text_line (text, &at)) != NULL)
    {
      gboolean imap = FALSE, empty = line[strspn (line, " \t\f\v")] == '\0';
      char *keyword = next_word (&line), *value = keyword != NULL ? next_word (&line) : NULL;

      if (empty)
        finish (import, root, folder, &account);
      else if (value != NULL && begins_section (keyword, &imap))
        {
          finish (import, root, folder, &account);
          account.open = imap;
        }
      else if (value != NULL && account.open)
        read_option (&account, keyword, value);
    }
  finish (import, root, folder, &account);
}
