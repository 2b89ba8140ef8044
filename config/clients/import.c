/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/clients/import.h"

#include "model/address.h"
#include "model/url.h"

#include <string.h>

#define MAX_PINS    16 /* of one file */
#define MAX_FOUND   500
#define MAX_ENTRIES 2000 /* of one folder are looked at */
#define MAX_MATCHES 300  /* of one pattern are read */

/* ---- files --------------------------------------------------------------------------------------------------- */

MsText *
ms_import_load (MsImport *import, const char *path)
{
  g_autoptr (MsText) text = *import->budget > 0 ? ms_text_load (path) : NULL;
  g_autofree char *key = NULL;

  if (text == NULL)
    return NULL;
  *import->budget -= MIN (*import->budget, text->length);
  if (import->files != NULL)
    g_hash_table_add (import->files, g_strdup (path));
  key = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, text->file->device, text->file->inode);
  return g_hash_table_add (import->seen, g_steal_pointer (&key)) ? g_steal_pointer (&text) : NULL;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
match_component (GPtrArray *matches, const char *folder, const char *component)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPatternSpec) spec = g_pattern_spec_new (component);
  const char *name;

  for (guint i = 0; dir != NULL && i < MAX_ENTRIES && (name = g_dir_read_name (dir)) != NULL; i++)
    if ((*name != '.' || *component == '.') && matches->len < MAX_MATCHES && g_pattern_spec_match_string (spec, name))
      g_ptr_array_add (matches, g_build_filename (folder, name, NULL));
}

GPtrArray *
ms_import_glob (const char *folder, const char *pattern)
{
  g_auto (GStrv) components = g_strsplit (pattern, "/", -1);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (paths, g_strdup (folder));
  for (guint i = 0; components[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) next = g_ptr_array_new_with_free_func (g_free);

      for (guint k = 0; k < paths->len; k++)
        if (strchr (components[i], '*') != NULL)
          match_component (next, g_ptr_array_index (paths, k), components[i]);
        else
          g_ptr_array_add (next, g_build_filename (g_ptr_array_index (paths, k), components[i], NULL));
      g_ptr_array_unref (paths);
      paths = g_steal_pointer (&next);
    }
  g_ptr_array_sort (paths, compare_paths);
  return g_steal_pointer (&paths);
}

static gboolean
is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);
  return strncmp (path, folder, length) == 0 && path[length] == '/';
}

char *
ms_import_path (const MsImport *import, const MsRoot *root, const char *folder, const char *name)
{
  static const char *const homes[] = { "~/", "$HOME/", "${HOME}/" };
  g_autofree char *path = NULL, *plain = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (homes) && path == NULL; i++)
    if (g_str_has_prefix (name, homes[i]))
      path = g_build_filename (root->home, name + strlen (homes[i]), NULL);
  if (path == NULL)
    path = g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (folder, name, NULL);
  plain = g_canonicalize_filename (path, "/");
  return is_below (plain, import->home) ? g_steal_pointer (&plain) : NULL;
}

/* ---- certificates that are pinned ---------------------------------------------------------------------------- */

/* Of the PEM block that begins behind `at`; NULL if it is none. Free it. */
static char *
fingerprint_of (const char *at, const char *end)
{
  gsize length = (gsize) (end - at), size;
  g_autofree char *text = g_strndup (at, length);
  g_autofree guchar *der = g_base64_decode (text, &size);

  return size > 0 ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, size) : NULL;
}

char *
ms_import_pins (MsImport *import, const MsRoot *root, const char *folder, const char *name)
{
  static const char begin[] = "-----BEGIN CERTIFICATE-----", close[] = "-----END CERTIFICATE-----";
  g_autofree char *path = ms_import_path (import, root, folder, name);
  g_autoptr (MsText) text = path != NULL && *import->budget > 0 ? ms_text_load (path) : NULL;
  g_autoptr (GString) pins = g_string_new (NULL);
  const char *at = text != NULL ? text->bytes : NULL, *end;

  if (text != NULL)
    *import->budget -= MIN (*import->budget, text->length);
  if (text != NULL && import->files != NULL)
    g_hash_table_add (import->files, g_strdup (path));
  for (guint i = 0; i < MAX_PINS && at != NULL && (at = strstr (at, begin)) != NULL; i++, at = end)
    {
      g_autofree char *pin = NULL;

      at += strlen (begin);
      end = strstr (at, close);
      pin = end != NULL ? fingerprint_of (at, end) : NULL;
      if (pin != NULL)
        g_string_append_printf (pins, "%s%s", pins->len > 0 ? " " : "", pin);
    }
  return pins->len > 0 ? g_strdup (pins->str) : NULL;
}

/* ---- what is found ------------------------------------------------------------------------------------------- */

guint
ms_import_account (MsImport *import)
{
  return ++import->n_accounts;
}

guint
ms_import_named_account (MsImport *import, const char *name)
{
  guint account = GPOINTER_TO_UINT (g_hash_table_lookup (import->named, name));

  if (account != 0)
    return account;
  account = ms_import_account (import);
  g_hash_table_insert (import->named, g_strdup (name), GUINT_TO_POINTER (account));
  return account;
}

static guint
usual_port (MsProtocol protocol, MsEncryption encryption)
{
  static const guint ports[][3] = {
    [MS_PROTOCOL_IMAP] = { 143, 143, 993 },     [MS_PROTOCOL_POP3] = { 110, 110, 995 }, [MS_PROTOCOL_SMTP] = { 25, 587, 465 },
    [MS_PROTOCOL_SIEVE] = { 4190, 4190, 4190 }, [MS_PROTOCOL_HTTPS] = { 80, 80, 443 },
  };
  return ports[protocol][encryption];
}

/* host, host:port, [v6], [v6]:port, v6 -> the host alone. FALSE if it cannot be one. */
static gboolean
split_host (const char *text, char **ret_host, guint *ret_port)
{
  g_autofree char *copy = NULL;
  char *host, *close, *colon;

  if (text == NULL || strlen (text) > 300)
    return FALSE;
  copy = g_strstrip (g_strdup (text));
  host = copy;
  colon = strchr (copy, ':');
  if (*copy == '[')
    {
      if ((close = strchr (copy, ']')) == NULL || (close[1] != '\0' && close[1] != ':'))
        return FALSE;
      *close = '\0';
      host = copy + 1;
      colon = close[1] == ':' ? close + 1 : NULL;
    }
  else if (colon != NULL && strchr (colon + 1, ':') != NULL)
    colon = NULL; /* an IPv6 address */
  if (colon != NULL)
    *colon = '\0';
  *ret_port = colon != NULL ? ms_port (colon + 1) : 0;
  *ret_host = ms_host_normal (host);
  return *ret_host != NULL;
}

/* A name without a dot is more often junk ("msmtp", "xxx") than a server; found, but not in use. */
static gboolean
is_unsure (const char *host)
{
  return strpbrk (host, ".:") == NULL && !ms_address_is_loopback (host);
}

static MsAccount *
account_of (MsImport *import, const MsEntry *entry, const char *host, guint port)
{
  g_autofree char *key = g_strdup_printf ("%d %d %s %u", entry->protocol, entry->encryption, host, port);
  MsAccount *account = g_hash_table_lookup (import->index, key);

  if (account != NULL || import->found->len >= MAX_FOUND)
    return account;
  account = ms_account_new (entry->protocol, entry->encryption, host, (guint16) port);
  g_hash_table_insert (import->index, g_steal_pointer (&key), account);
  g_ptr_array_add (import->found, account);
  return account;
}

void
ms_import_add (MsImport *import, const MsEntry *entry)
{
  g_autofree char *host = NULL, *id = NULL;
  guint port = 0;
  MsAccount *account;
  MsOrigin *origin;

  if (!split_host (entry->host, &host, &port) || strchr (host, '_') != NULL)
    return;
  if (port == 0)
    port = entry->port;
  if (port == 0)
    port = usual_port (entry->protocol, entry->encryption);
  if (port > 65535 || (account = account_of (import, entry, host, port)) == NULL)
    return;
  id = g_strdup_printf ("%s/account%u", import->client, entry->account);
  origin = ms_account_add_origin (account, import->client, id, !entry->off && !is_unsure (host), !entry->unchecked);
  if (origin != NULL && entry->pinned != NULL)
    ms_origin_pin (origin, entry->pinned, entry->pinned_only);
}

static gsize
after_last_at (const char *text, gsize length)
{
  while (length > 0 && text[length - 1] != '@')
    length--;
  return length;
}

/* Where the first of several addresses ends; names may hold commas. */
static gsize
first_address (const char *text)
{
  gboolean at = FALSE;
  gsize i;

  for (i = 0; text[i] != '\0' && !(at && (text[i] == ',' || text[i] == ';')); i++)
    at = at || text[i] == '@';
  return i;
}

void
ms_import_address (MsImport *import, guint account, const char *address)
{
  gsize length = address != NULL ? first_address (address) : 0, at = address != NULL ? after_last_at (address, length) : 0;
  g_autofree char *text = NULL, *domain = NULL, *id = NULL;

  if (at == 0 || import->domains == NULL || g_hash_table_size (import->domains) >= MAX_FOUND)
    return;
  text = g_strndup (address + at, MIN (length - at, strcspn (address + at, "> \t\"'")));
  domain = ms_host_normal (text);
  if (domain == NULL || strchr (domain, '.') == NULL || g_hostname_is_ip_address (domain))
    return;
  id = g_strdup_printf ("%s/account%u", import->client, account);
  g_hash_table_insert (import->domains, g_steal_pointer (&id), g_steal_pointer (&domain));
}

/* ---- URLs ---------------------------------------------------------------------------------------------------- */

/* The host and port at text, which end at one of `ends`. FALSE if they do not fit, or the port is none. */
static gboolean
read_authority (const char *text, gsize length, MsUrl *url)
{
  gsize host = strcspn (text, "?#"), colon;
  char port[8] = "";
  const char *bracket;

  length = MIN (length, host);
  bracket = *text == '[' ? memchr (text, ']', length) : text;
  if (length == 0 || bracket == NULL)
    return FALSE;
  colon = (gsize) (bracket - text);
  while (colon < length && text[colon] != ':')
    colon++;
  if (colon >= sizeof url->host || length - colon > sizeof port)
    return FALSE;
  memcpy (url->host, text, colon);
  url->host[colon] = '\0';
  url->port = 0;
  if (colon + 1 >= length)
    return colon > 0;
  memcpy (port, text + colon + 1, length - colon - 1);
  port[length - colon - 1] = '\0';
  url->port = ms_port (port);
  return url->port != 0 && colon > 0;
}

gboolean
ms_url_read (const char *text, MsUrl *ret_url)
{
  const char *colon = strstr (text, "://"), *at;
  gsize scheme = colon != NULL ? (gsize) (colon - text) : 0, length, user;
  gboolean first;

  memset (ret_url, 0, sizeof *ret_url);
  if (scheme == 0 || scheme >= sizeof ret_url->scheme)
    return FALSE;
  for (gsize i = 0; i < scheme; i++)
    ret_url->scheme[i] = g_ascii_tolower (text[i]);
  at = colon + 3;
  length = strcspn (at, "/");
  user = after_last_at (at, length);
  first = read_authority (at + user, length - user, ret_url);
  if (first && strpbrk (ret_url->host, ".:") != NULL)
    return TRUE;
  user = after_last_at (at, strlen (at));
  if (user > length) /* a password may hold a slash; then what looked like a host was a name */
    first = read_authority (at + user, strcspn (at + user, "/"), ret_url);
  if (!first)
    explicit_bzero (ret_url, sizeof *ret_url);
  return first;
}

gboolean
ms_entry_from_url (MsEntry *entry, const MsScheme *schemes, const char *text, MsUrl *url)
{
  if (text == NULL || !ms_url_read (text, url))
    return FALSE;
  for (const MsScheme *scheme = schemes; scheme->scheme != NULL; scheme++)
    if (g_str_equal (scheme->scheme, url->scheme))
      {
        entry->protocol = scheme->protocol;
        entry->encryption = scheme->encryption;
        entry->host = url->host;
        entry->port = url->port != 0 ? url->port : scheme->port;
        return TRUE;
      }
  return FALSE;
}
