/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aerc: accounts.conf. Passwords may stand in the URLs. */
#include "config/clients/readers.h"

#include <string.h>

static const char *const keys[] = { "source", "outgoing", "smtp-starttls", "from", NULL };

/* "imaps+oauthbearer" -> "imaps"; "imap+insecure" stays, since it says something of the connection. */
static void
strip_mechanisms (MsUrl *url)
{
  gboolean insecure = strstr (url->scheme, "+insecure") != NULL;
  char *plus = strchr (url->scheme, '+');

  if (plus == NULL)
    return;
  *plus = '\0';
  if (insecure)
    g_strlcat (url->scheme, "+insecure", sizeof url->scheme);
}

static void
add (MsImport *import, MsEntry *entry, const char *text, gboolean starttls)
{
  static const MsScheme schemes[] = {
    { "imaps", MS_PROTOCOL_IMAP, MS_ENCRYPTION_TLS, 0 },          { "imap", MS_PROTOCOL_IMAP, MS_ENCRYPTION_STARTTLS, 0 },
    { "imap+insecure", MS_PROTOCOL_IMAP, MS_ENCRYPTION_NONE, 0 }, { "smtps", MS_PROTOCOL_SMTP, MS_ENCRYPTION_TLS, 0 },
    { "smtp", MS_PROTOCOL_SMTP, MS_ENCRYPTION_STARTTLS, 587 },    { "smtp+insecure", MS_PROTOCOL_SMTP, MS_ENCRYPTION_NONE, 587 },
    { "jmap", MS_PROTOCOL_HTTPS, MS_ENCRYPTION_TLS, 0 },          { .scheme = NULL },
  };
  MsUrl url;

  if (text == NULL || !ms_url_read (text, &url)) /* a program, a folder */
    return;
  strip_mechanisms (&url);
  for (const MsScheme *scheme = schemes; scheme->scheme != NULL; scheme++)
    if (g_str_equal (scheme->scheme, url.scheme))
      {
        entry->protocol = scheme->protocol;
        entry->encryption = scheme->encryption;
        if (!starttls && g_str_equal (url.scheme, "smtp"))
          entry->encryption = MS_ENCRYPTION_NONE;
        entry->host = url.host;
        entry->port = url.port != 0 ? url.port : scheme->port;
        ms_import_add (import, entry);
      }
}

void
ms_read_aerc (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_QUOTED, keys) : NULL;

  for (guint i = 0; sections != NULL && i < sections->len; i++)
    {
      const MsIniSection *section = g_ptr_array_index (sections, i);
      MsEntry entry = { 0 };

      if (section->pairs->len == 0)
        continue;
      entry.account = ms_import_account (import);
      ms_import_address (import, entry.account, ms_section_get (section, "from"));
      add (import, &entry, ms_section_get (section, "source"), TRUE);
      /* Newer versions always use STARTTLS, older ones if told to. */
      add (import, &entry, ms_section_get (section, "outgoing"), ms_section_is (section, "smtp-starttls", TRUE));
    }
}
