/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claws Mail and Sylpheed: accountrc. Passwords may stand in the same file. */
#include "config/clients/readers.h"

#include <stdlib.h>
#include <string.h>

static const char *const keys[]
  = { "protocol", "config_version", "receive_server", "smtp_server", "use_mail_command", "set_tunnelcmd", "ssl_imap",  "ssl_pop",
      "ssl_smtp", "set_imapport",   "imap_port",      "set_popport", "pop_port",         "set_smtpport",  "smtp_port", "address",
      NULL };

typedef enum
{
  POP3,
  IMAP,
  OTHER
} Kind;

static int
number (const MsIniSection *section, const char *key)
{
  const char *value = ms_section_get (section, key);
  return value != NULL ? atoi (value) : 0;
}

/* The numbers changed their meaning with config_version 1, which Sylpheed never writes. */
static Kind
kind_of (const MsIniSection *section)
{
  static const Kind old[] = { POP3, POP3 /* APOP */, POP3 /* RPOP */, IMAP }, now[] = { POP3, IMAP };
  int protocol = number (section, "protocol");

  if (protocol < 0)
    return OTHER;
  if (number (section, "config_version") < 1)
    return protocol < (int) G_N_ELEMENTS (old) ? old[protocol] : OTHER;
  return protocol < (int) G_N_ELEMENTS (now) ? now[protocol] : OTHER;
}

/* X_port means nothing unless set_Xport is 1. */
static void
add (MsImport *import, const MsIniSection *section, MsEntry *entry, const char *name)
{
  static const MsEncryption encryptions[] = { MS_ENCRYPTION_NONE, MS_ENCRYPTION_TLS, MS_ENCRYPTION_STARTTLS };
  g_autofree char *ssl_key = g_strconcat ("ssl_", name, NULL), *set_key = g_strconcat ("set_", name, "port", NULL),
                  *port_key = g_strconcat (name, "_port", NULL);
  int ssl = number (section, ssl_key);

  entry->encryption = ssl >= 0 && ssl < (int) G_N_ELEMENTS (encryptions) ? encryptions[ssl] : MS_ENCRYPTION_NONE;
  entry->port = ms_section_is (section, set_key, FALSE) ? ms_port (ms_section_get (section, port_key)) : 0;
  if (entry->port == 0 && entry->protocol == MS_PROTOCOL_SMTP && entry->encryption != MS_ENCRYPTION_TLS)
    entry->port = 25;
  ms_import_add (import, entry);
}

static void
read_account (MsImport *import, const MsIniSection *section)
{
  Kind kind = kind_of (section);
  MsEntry entry = { .account = ms_import_account (import) };

  ms_import_address (import, entry.account, ms_section_get (section, "address"));
  if (kind != OTHER && !ms_section_is (section, "set_tunnelcmd", FALSE))
    {
      entry.protocol = kind == IMAP ? MS_PROTOCOL_IMAP : MS_PROTOCOL_POP3;
      entry.host = ms_section_get (section, "receive_server");
      add (import, section, &entry, kind == IMAP ? "imap" : "pop");
    }
  if (!ms_section_is (section, "use_mail_command", FALSE))
    {
      entry.protocol = MS_PROTOCOL_SMTP;
      entry.host = ms_section_get (section, "smtp_server");
      add (import, section, &entry, "smtp");
    }
}

void
ms_read_claws (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_PLAIN, keys) : NULL;

  for (guint i = 0; sections != NULL && i < sections->len; i++)
    {
      const MsIniSection *section = g_ptr_array_index (sections, i);
      if (g_str_has_prefix (section->name, "Account:"))
        read_account (import, section);
    }
}
