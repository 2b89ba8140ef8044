/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/autoconfig.h"

#include "model/url.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_DEPTH    16
#define MAX_FIELD    300
#define SERVER_DEPTH 3 /* clientConfig / emailProvider / incomingServer */

typedef enum
{
  FIELD_HOST,
  FIELD_PORT,
  FIELD_SOCKET,
  N_FIELDS
} Field;

static const char *const field_names[N_FIELDS] = { "hostname", "port", "socketType" };

static const struct
{
  const char *element, *type;
  MsService tls, starttls;
} kinds[] = {
  { "incomingServer", "imap", MS_SERVICE_IMAPS, MS_SERVICE_IMAP },
  { "incomingServer", "pop3", MS_SERVICE_POP3S, MS_SERVICE_POP3 },
  { "outgoingServer", "smtp", MS_SERVICE_SMTPS, MS_SERVICE_SUBMISSION },
  { "incomingServer", "exchange", MS_SERVICE_HTTPS, MS_SERVICE_ANY },
};

typedef struct
{
  GPtrArray *found;
  const char *domain, *from;
  guint depth;
  gboolean provider; /* inside of emailProvider */
  int kind;          /* of the server we are in, a row of kinds; -1: in none that we know */
  int field;         /* of the server, a Field; -1: in none */
  GString *fields[N_FIELDS];
} Reader;

char *
ms_autoconfig_url (guint i, const char *domain)
{
  switch (i)
    {
    case 0:
      return g_strdup_printf ("https://autoconfig.%s/mail/config-v1.1.xml", domain);
    case 1:
      return g_strdup_printf ("https://%s/.well-known/autoconfig/mail/config-v1.1.xml", domain);
    default:
      return NULL;
    }
}

static void
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, MS_TARGET_ERROR, MS_TARGET_ERROR_INVALID, why);
}

/* ---- a server ------------------------------------------------------------------------------------------------- */

static MsService
service_of (int kind, const char *socket)
{
  if (g_ascii_strcasecmp (socket, "SSL") == 0 || g_ascii_strcasecmp (socket, "TLS") == 0)
    return kinds[kind].tls;
  if (g_ascii_strcasecmp (socket, "STARTTLS") == 0 || g_ascii_strcasecmp (socket, "plain") == 0)
    return kinds[kind].starttls;
  return MS_SERVICE_ANY;
}

static void
end_server (Reader *reader)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *host = NULL;
  guint64 port;
  MsService service;

  for (guint i = 0; i < N_FIELDS; i++)
    g_strstrip (reader->fields[i]->str);
  service = service_of (reader->kind, reader->fields[FIELD_SOCKET]->str);
  parts = g_strsplit (reader->fields[FIELD_HOST]->str, "%EMAILDOMAIN%", -1);
  host = g_strjoinv (reader->domain, parts);
  if (service != MS_SERVICE_ANY && g_ascii_string_to_unsigned (reader->fields[FIELD_PORT]->str, 10, 1, 65535, &port, NULL))
    ms_found_add (reader->found, service, host, (guint16) port, MS_SOURCE_AUTOCONFIG, reader->from);
}

static int
kind_of (const char *element, const char **names, const char **values)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "type"))
      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        if (g_str_equal (kinds[k].element, element) && g_ascii_strcasecmp (kinds[k].type, values[i]) == 0)
          return (int) k;
  return -1;
}

static int
field_of (const char *element)
{
  for (guint i = 0; i < N_FIELDS; i++)
    if (g_str_equal (field_names[i], element))
      return (int) i;
  return -1;
}

/* ---- the file -------------------------------------------------------------------------------------------------- */

static void
start_element (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer data,
               GError **error)
{
  Reader *reader = data;

  (void) context;
  if (++reader->depth > MAX_DEPTH)
    refuse (error, _ ("it is nested too deeply"));
  else if (reader->depth == 1 && !g_str_equal (element, "clientConfig"))
    refuse (error, _ ("it is no file with settings for mail programs"));
  else if (reader->depth == 2)
    reader->provider = g_str_equal (element, "emailProvider");
  else if (reader->depth == SERVER_DEPTH && reader->provider)
    {
      reader->kind = kind_of (element, names, values);
      for (guint i = 0; i < N_FIELDS; i++)
        g_string_truncate (reader->fields[i], 0);
    }
  else if (reader->depth == SERVER_DEPTH + 1 && reader->kind >= 0)
    {
      reader->field = field_of (element);
      if (reader->field >= 0)
        g_string_truncate (reader->fields[reader->field], 0);
    }
}

static void
end_element (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Reader *reader = data;

  (void) context;
  (void) element;
  (void) error;
  if (reader->depth == SERVER_DEPTH && reader->kind >= 0)
    {
      end_server (reader);
      reader->kind = -1;
    }
  if (reader->depth == SERVER_DEPTH + 1)
    reader->field = -1;
  reader->depth--;
}

static void
text (GMarkupParseContext *context, const char *bytes, gsize length, gpointer data, GError **error)
{
  Reader *reader = data;

  (void) context;
  if (reader->field < 0 || reader->depth != SERVER_DEPTH + 1)
    return;
  if (reader->fields[reader->field]->len + length > MAX_FIELD)
    refuse (error, _ ("a name in it is too long"));
  else
    g_string_append_len (reader->fields[reader->field], bytes, (gssize) length);
}

/* GMarkup expands nothing but &amp; and its kin; a file that wants more is not from a mail provider. */
static void
passthrough (GMarkupParseContext *context, const char *bytes, gsize length, gpointer data, GError **error)
{
  (void) context;
  (void) data;
  if (length > 3 && strncmp (bytes, "<!", 2) == 0 && strncmp (bytes, "<!--", 4) != 0
      && g_strstr_len (bytes, (gssize) length, "[") != NULL)
    refuse (error, _ ("it declares entities"));
}

static gboolean
parse (Reader *reader, const char *bytes, gsize length, GError **error)
{
  const GMarkupParser parser = { start_element, end_element, text, passthrough, NULL };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, reader, NULL);
  g_autoptr (GError) fault = NULL;
  int line;

  if (g_markup_parse_context_parse (context, bytes, (gssize) length, &fault)
      && g_markup_parse_context_end_parse (context, &fault))
    return TRUE;
  g_markup_parse_context_get_position (context, &line, NULL);
  if (fault->domain == G_MARKUP_ERROR) /* whose sentences repeat what stands there */
    g_set_error (error, MS_TARGET_ERROR, MS_TARGET_ERROR_INVALID, _ ("it is no XML (line %d)"), line);
  else
    g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

gboolean
ms_autoconfig_read (GPtrArray *found, const char *domain, const char *from, const char *bytes, gsize length, GError **error)
{
  g_autoptr (GPtrArray) own = ms_found_list_new ();
  Reader reader = { .found = own, .domain = domain, .from = from, .kind = -1, .field = -1 };
  gboolean parsed;

  if (length > MS_AUTOCONFIG_MAX)
    {
      g_set_error (error, MS_TARGET_ERROR, MS_TARGET_ERROR_INVALID, _ ("it is larger than %d KiB"), MS_AUTOCONFIG_MAX / 1024);
      return FALSE;
    }
  if (length >= 3 && memcmp (bytes, "\xEF\xBB\xBF", 3) == 0)
    {
      bytes += 3;
      length -= 3;
    }
  for (guint i = 0; i < N_FIELDS; i++)
    reader.fields[i] = g_string_new (NULL);
  parsed = parse (&reader, bytes, length, error);
  for (guint i = 0; i < N_FIELDS; i++)
    g_string_free (reader.fields[i], TRUE);
  if (!parsed)
    return FALSE;
  if (own->len == 0)
    refuse (error, _ ("it names no mail server that could be used"));
  for (guint i = 0; i < own->len; i++)
    {
      const MsFound *one = g_ptr_array_index (own, i);
      ms_found_add (found, one->target->service, one->target->host, one->target->port, one->source, one->from);
    }
  return own->len > 0;
}
