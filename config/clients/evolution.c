/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evolution: a file a source, tied together by their names; the children of a collection lie in the cache. */
#include "config/clients/readers.h"

#include <string.h>

#define MAX_SOURCES 1000
#define MAX_DEPTH   8

static const char *const keys[]
  = { "Enabled",         "Parent",      "BackendName",  "Host",        "Port",    "Method", "Hosturl",
      "UseShellCommand", "IdentityUid", "TransportUid", "MailEnabled", "Address", NULL };

typedef struct
{
  char *uid; /* the file's name without ".source" */
  MsText *text;
  GPtrArray *sections;
  guint account; /* 0: not yet known */
} Source;

static void
source_free (Source *source)
{
  g_free (source->uid);
  g_ptr_array_unref (source->sections);
  ms_text_free (source->text);
  g_free (source);
}

static void
load_sources (MsImport *import, GHashTable *sources, GPtrArray *order, const char *folder, const char *pattern)
{
  g_autoptr (GPtrArray) paths = ms_import_glob (folder, pattern);

  for (guint i = 0; i < paths->len && order->len < MAX_SOURCES; i++)
    {
      MsText *text = ms_import_load (import, g_ptr_array_index (paths, i));
      Source *source;

      if (text == NULL)
        continue;
      source = g_new0 (Source, 1);
      source->uid = g_path_get_basename (g_ptr_array_index (paths, i));
      source->uid[strlen (source->uid) - strlen (".source")] = '\0';
      source->text = text;
      source->sections = ms_sections_read (text, MS_INI_PLAIN, keys);
      g_ptr_array_add (order, source);
      g_hash_table_insert (sources, source->uid, source);
    }
}

static const char *
value_of (const Source *source, const char *section, const char *key)
{
  return ms_section_get (ms_sections_find (source->sections, section), key);
}

static const Source *
parent_of (GHashTable *sources, const Source *source)
{
  const char *parent = value_of (source, "Data Source", "Parent");
  return parent != NULL ? g_hash_table_lookup (sources, parent) : NULL;
}

/* A source counts if it and all above it are switched on. */
static gboolean
is_enabled (GHashTable *sources, const Source *source)
{
  for (guint depth = 0; source != NULL && depth < MAX_DEPTH; depth++, source = parent_of (sources, source))
    if (!ms_is_true (value_of (source, "Data Source", "Enabled"), TRUE))
      return FALSE;
  return TRUE;
}

/* Mail switched off in a collection of mail, calendar and contacts. */
static gboolean
is_without_mail (GHashTable *sources, const Source *source)
{
  for (guint depth = 0; source != NULL && depth < MAX_DEPTH; depth++, source = parent_of (sources, source))
    if (!ms_is_true (value_of (source, "Collection", "MailEnabled"), TRUE))
      return TRUE;
  return FALSE;
}

static MsEncryption
encryption_of (const Source *source, guint port)
{
  const char *method = value_of (source, "Security", "Method");
  gboolean tls_port = port == 993 || port == 995 || port == 465;

  if (g_strcmp0 (method, "ssl-on-alternate-port") == 0)
    return MS_ENCRYPTION_TLS;
  if (g_strcmp0 (method, "starttls-on-standard-port") == 0)
    return MS_ENCRYPTION_STARTTLS;
  if (method == NULL || g_str_equal (method, "tls")) /* not what Evolution writes for mail: the port tells what is meant */
    return tls_port ? MS_ENCRYPTION_TLS : method != NULL ? MS_ENCRYPTION_STARTTLS : MS_ENCRYPTION_NONE;
  return MS_ENCRYPTION_NONE;
}

static void
add_server (MsImport *import, GHashTable *sources, const Source *source, MsProtocol protocol)
{
  guint port = ms_port (value_of (source, "Authentication", "Port"));
  MsEntry entry = { .account = source->account,
                    .protocol = protocol,
                    .encryption = encryption_of (source, port),
                    .host = value_of (source, "Authentication", "Host"),
                    .port = port,
                    .off = !is_enabled (sources, source) };

  if (!is_without_mail (sources, source))
    ms_import_add (import, &entry);
}

static void
read_account (MsImport *import, GHashTable *sources, Source *source)
{
  static const struct
  {
    const char *backend;
    MsProtocol protocol;
  } backends[] = { { "imapx", MS_PROTOCOL_IMAP }, { "imap", MS_PROTOCOL_IMAP }, { "pop", MS_PROTOCOL_POP3 } };
  const char *backend = value_of (source, "Mail Account", "BackendName");
  const char *identity = value_of (source, "Mail Account", "IdentityUid"), *transport = NULL;
  Source *next;

  for (guint i = 0; backend != NULL && i < G_N_ELEMENTS (backends); i++)
    {
      /* A shell command stands for the connection. */
      if (!g_str_equal (backend, backends[i].backend)
          || ms_is_true (value_of (source, "Imapx Backend", "UseShellCommand"), FALSE))
        continue;
      source->account = source->account != 0 ? source->account : ms_import_account (import);
      add_server (import, sources, source, backends[i].protocol);
    }
  next = identity != NULL ? g_hash_table_lookup (sources, identity) : NULL;
  if (next != NULL && source->account != 0)
    ms_import_address (import, source->account, value_of (next, "Mail Identity", "Address"));
  if (next != NULL)
    transport = value_of (next, "Mail Submission", "TransportUid");
  if ((next = transport != NULL ? g_hash_table_lookup (sources, transport) : NULL) != NULL && next->account == 0)
    next->account = source->account;
}

static void
read_transport (MsImport *import, GHashTable *sources, Source *source)
{
  if (g_strcmp0 (value_of (source, "Mail Transport", "BackendName"), "smtp") != 0)
    return;
  source->account = source->account != 0 ? source->account : ms_import_account (import);
  add_server (import, sources, source, MS_PROTOCOL_SMTP);
}

static void
read_exchange (MsImport *import, GHashTable *sources, Source *source)
{
  static const MsScheme schemes[] = { { "https", MS_PROTOCOL_HTTPS, MS_ENCRYPTION_TLS, 0 }, { .scheme = NULL } };
  const char *url = value_of (source, "Ews Backend", "Hosturl");
  MsEntry entry = { .off = !is_enabled (sources, source) };
  MsUrl parts;

  if (ms_sections_find (source->sections, "Ews Backend") == NULL || is_without_mail (sources, source))
    return;
  if (!ms_entry_from_url (&entry, schemes, url, &parts))
    {
      if (url != NULL && *url != '\0')
        return;
      entry.protocol = MS_PROTOCOL_HTTPS;
      entry.encryption = MS_ENCRYPTION_TLS;
      entry.host = value_of (source, "Authentication", "Host");
    }
  entry.account = ms_import_account (import);
  ms_import_add (import, &entry);
}

void
ms_read_evolution (MsImport *import, const MsRoot *root, const char *path)
{
  g_autoptr (GHashTable) sources = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) order = g_ptr_array_new_with_free_func ((GDestroyNotify) source_free);

  load_sources (import, sources, order, path, "*.source");
  if (order->len == 0)
    return;
  load_sources (import, sources, order, root->cache, "evolution/sources/*/*.source");
  for (guint i = 0; i < order->len; i++)
    read_account (import, sources, g_ptr_array_index (order, i));
  for (guint i = 0; i < order->len; i++)
    read_transport (import, sources, g_ptr_array_index (order, i));
  for (guint i = 0; i < order->len; i++)
    read_exchange (import, sources, g_ptr_array_index (order, i));
}
