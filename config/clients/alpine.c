/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alpine and Pine: .pinerc, whose folders carry {server:port/flag/flag}. */
#include "config/clients/readers.h"

#include <string.h>

#define MAX_FLAGS 500

static const char *const folder_keys[] = { "inbox-path",
                                           "incoming-folders",
                                           "folder-collections",
                                           "default-fcc",
                                           "default-saved-msg-folder",
                                           "postponed-folder",
                                           "read-message-folder",
                                           "form-letter-folder",
                                           "trash-folder",
                                           "pruned-folders",
                                           "incoming-archive-folders",
                                           "archived-folders",
                                           NULL };
static const char *const keys[] = { "inbox-path",
                                    "incoming-folders",
                                    "folder-collections",
                                    "default-fcc",
                                    "default-saved-msg-folder",
                                    "postponed-folder",
                                    "read-message-folder",
                                    "form-letter-folder",
                                    "trash-folder",
                                    "pruned-folders",
                                    "incoming-archive-folders",
                                    "archived-folders",
                                    "smtp-server",
                                    NULL };

typedef struct
{
  gboolean tls, none, starttls, submit, unchecked, skip;
  gboolean pop3;
} Flags;

static void
read_flag (Flags *flags, const char *flag)
{
  const struct
  {
    const char *name;
    gboolean *set;
  } rows[] = {
    { "ssl", &flags->tls },           { "tls1", &flags->tls },
    { "tls1_1", &flags->tls },        { "tls1_2", &flags->tls },
    { "tls1_3", &flags->tls },        { "tls", &flags->starttls },
    { "starttls", &flags->starttls }, { "notls", &flags->none },
    { "nostarttls", &flags->none },   { "submit", &flags->submit },
    { "pop3", &flags->pop3 },         { "service=pop3", &flags->pop3 },
    { "nntp", &flags->skip },         { "service=nntp", &flags->skip },
    { "news", &flags->skip },         { "novalidate-cert", &flags->unchecked },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (flag, rows[i].name) == 0)
      *rows[i].set = TRUE;
}

/* "host:port/flag/user=x/flag"; cuts it up. */
static void
read_server (MsImport *import, MsEntry *entry, char *text)
{
  Flags flags = { 0 };
  char *rest = strchr (text, '/');

  if (rest != NULL)
    *rest++ = '\0';
  for (guint i = 0; rest != NULL && i < MAX_FLAGS; i++)
    {
      char *flag = rest;
      rest = strchr (rest, '/');
      if (rest != NULL)
        *rest++ = '\0';
      read_flag (&flags, g_strstrip (flag));
    }
  if (flags.skip)
    return;
  if (flags.pop3)
    entry->protocol = MS_PROTOCOL_POP3;
  entry->encryption = flags.tls ? MS_ENCRYPTION_TLS : flags.none && !flags.starttls ? MS_ENCRYPTION_NONE : MS_ENCRYPTION_STARTTLS;
  entry->unchecked = flags.unchecked;
  text[strcspn (text, "\" \t")] = '\0';
  entry->host = text;
  if (entry->protocol == MS_PROTOCOL_SMTP)
    entry->port = flags.submit ? 587 : flags.tls ? 465 : 25;
  ms_import_add (import, entry);
}

static void
read_folders (MsImport *import, guint account, char *value)
{
  char *open, *close;

  while ((open = strchr (value, '{')) != NULL && (close = strchr (open, '}')) != NULL)
    {
      MsEntry entry = { .account = account, .protocol = MS_PROTOCOL_IMAP };

      *close = '\0';
      read_server (import, &entry, open + 1);
      value = close + 1;
    }
}

/* A list; a comma within quotes belongs to its item. */
static void
read_smtp (MsImport *import, guint account, char *value)
{
  while (*value != '\0')
    {
      char *end = value;
      gboolean quoted = FALSE, last;
      MsEntry entry = { .account = account, .protocol = MS_PROTOCOL_SMTP };

      for (; *end != '\0' && (quoted || *end != ','); end++)
        if (*end == '"')
          quoted = !quoted;
      last = *end == '\0';
      *end = '\0';
      value += strspn (value, " \t\"");
      read_server (import, &entry, value);
      value = last ? end : end + 1;
    }
}

void
ms_read_alpine (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (MsText) text = ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_CONTINUED, keys) : NULL;
  const MsIniSection *all = sections != NULL ? g_ptr_array_index (sections, 0) : NULL;
  guint account = all != NULL ? ms_import_account (import) : 0;

  for (guint i = 0; all != NULL && folder_keys[i] != NULL; i++)
    {
      char *value = (char *) ms_section_get (all, folder_keys[i]);
      if (value != NULL)
        read_folders (import, account, value);
    }
  if (ms_section_get (all, "smtp-server") != NULL)
    read_smtp (import, account, (char *) ms_section_get (all, "smtp-server"));
}
