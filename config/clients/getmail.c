/* SPDX-License-Identifier: GPL-3.0-or-later */
/* getmail: any file with a [retriever]. A password may stand in the same file. */
#include "config/clients/readers.h"

#include <string.h>

static const char *const keys[] = { "type", "server", "port", "ssl_fingerprints", NULL };

void
ms_read_getmail (MsImport *import, const MsRoot *root, const char *path)
{
  static const struct
  {
    const char *part; /* of the retriever's type: Simple..., Multidrop..., BrokenUIDL... */
    MsProtocol protocol;
    MsEncryption encryption;
  } types[] = {
    { "IMAPSSL", MS_PROTOCOL_IMAP, MS_ENCRYPTION_TLS },
    { "POP3SSL", MS_PROTOCOL_POP3, MS_ENCRYPTION_TLS },
    { "IMAP", MS_PROTOCOL_IMAP, MS_ENCRYPTION_NONE },
    { "POP3", MS_PROTOCOL_POP3, MS_ENCRYPTION_NONE },
  };
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (MsText) text = g_str_has_prefix (name, "oldmail-") ? NULL : ms_import_load (import, path);
  g_autoptr (GPtrArray) sections = text != NULL ? ms_sections_read (text, MS_INI_COLON | MS_INI_CONTINUED, keys) : NULL;
  const MsIniSection *retriever = sections != NULL ? ms_sections_find (sections, "retriever") : NULL;
  const char *type = ms_section_get (retriever, "type");

  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (types); i++)
    if (strstr (type, types[i].part) != NULL)
      {
        MsEntry entry = { .account = ms_import_account (import),
                          .protocol = types[i].protocol,
                          .encryption = types[i].encryption,
                          .host = ms_section_get (retriever, "server"),
                          .port = ms_port (ms_section_get (retriever, "port")),
                          .pinned = ms_section_get (retriever, "ssl_fingerprints") };
        ms_import_add (import, &entry);
        return;
      }
}
