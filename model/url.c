/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/url.h"

#include "model/text.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define MAX_TARGET 1024
#define EXAMPLE    "imaps://imap.example.org"

G_DEFINE_QUARK (ms - target - error - quark, ms_target_error)

/* ---- hosts --------------------------------------------------------------------------------------------------- */

static gboolean
is_label (const char *label, gsize length)
{
  if (length == 0 || length > 63 || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
      return FALSE;
  return TRUE;
}

/* RFC 1123 2.1 with the underscore that real names have; an all-numeric last label is a mistyped address. */
static gboolean
is_host_name (const char *name)
{
  const char *at = name, *last = name;

  if (strlen (name) > 253)
    return FALSE;
  for (;;)
    {
      gsize length = strcspn (at, ".");
      if (!is_label (at, length))
        return FALSE;
      last = at;
      if (at[length] == '\0')
        break;
      at += length + 1;
    }
  return strspn (last, "0123456789") != strlen (last) && !(last == name && g_ascii_strncasecmp (name, "0x", 2) == 0)
         && g_ascii_strncasecmp (last, "0x", 2) != 0;
}

static char *
normal_address (const char *text)
{
  g_autoptr (GInetAddress) address = strchr (text, '%') == NULL ? g_inet_address_new_from_string (text) : NULL;
  return address != NULL ? g_inet_address_to_string (address) : NULL;
}

char *
ms_host_normal (const char *text)
{
  g_autofree char *address = normal_address (text);
  g_autofree char *ascii = NULL, *lower = NULL;
  gsize length;

  if (address != NULL)
    return g_steal_pointer (&address);
  ascii = g_utf8_validate (text, -1, NULL) ? g_hostname_to_ascii (text) : NULL;
  if (ascii == NULL)
    return NULL;
  lower = g_ascii_strdown (ascii, -1);
  length = strlen (lower);
  if (length > 1 && lower[length - 1] == '.')
    lower[length - 1] = '\0';
  return is_host_name (lower) ? g_steal_pointer (&lower) : NULL;
}

/* ---- parts --------------------------------------------------------------------------------------------------- */

/* host, host:port, [v6], [v6]:port, bare v6. *ret_port is NULL without a port. Changes `text`. */
static gboolean
split_port (char *text, char **ret_host, char **ret_port)
{
  char *colon;

  *ret_port = NULL;
  *ret_host = text;
  if (*text == '[')
    {
      char *close = strchr (text, ']');
      if (close == NULL || (close[1] != '\0' && close[1] != ':') || memchr (text, ':', (gsize) (close - text)) == NULL)
        return FALSE;
      *ret_port = close[1] == ':' ? close + 2 : NULL;
      *close = '\0';
      *ret_host = text + 1;
      return TRUE;
    }
  colon = strchr (text, ':');
  if (colon == NULL || strchr (colon + 1, ':') != NULL)
    return TRUE; /* no colon, or several: an IPv6 address without brackets */
  *colon = '\0';
  *ret_port = colon + 1;
  return TRUE;
}

static gboolean
parse_port (const char *text, guint16 *ret_port)
{
  guint64 port;

  if (strlen (text) > 5 || !g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL))
    return FALSE;
  *ret_port = (guint16) port;
  return TRUE;
}

static MsService
service_of_scheme (const char *scheme)
{
  for (guint i = 0; i < MS_SERVICE_ANY; i++)
    if (g_ascii_strcasecmp (ms_service_info ((MsService) i)->scheme, scheme) == 0)
      return (MsService) i;
  return MS_SERVICE_ANY;
}

static MsService
service_of_port (guint16 port)
{
  for (guint i = 0; i < MS_SERVICE_ANY; i++)
    if (ms_service_info ((MsService) i)->port == port)
      return (MsService) i;
  return MS_SERVICE_ANY;
}

static char *
known_schemes (void)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < MS_SERVICE_ANY; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", ms_service_info ((MsService) i)->scheme);
  return g_string_free (out, FALSE);
}

/* ---- whole targets ------------------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error, const char *shown, const char *why)
{
  g_set_error (error, MS_TARGET_ERROR, MS_TARGET_ERROR_INVALID, _ ("“%s” is no target: %s (a target looks like %s)."), shown, why,
               EXAMPLE);
  return FALSE;
}

/* What must be refused before anything of it may be shown again: it may hold a name or a password. */
static gboolean
is_secret (const char *text, GError **error)
{
  if (ms_has_userinfo (text, -1))
    g_set_error (error, MS_TARGET_ERROR, MS_TARGET_ERROR_USERINFO,
                 _ ("A target must not hold a user name or a password; write only the server, as in %s."), EXAMPLE);
  else if (strchr (text, '@') != NULL)
    g_set_error (error, MS_TARGET_ERROR, MS_TARGET_ERROR_ADDRESS,
                 _ ("That is an e-mail address and no server; `mailseal discover` finds its servers. A server looks like %s."),
                 EXAMPLE);
  else
    return FALSE;
  return TRUE;
}

typedef struct
{
  MsService service;
  char *host;
  guint16 port; /* 0: none was given */
} Parts;

static gboolean
parse_authority (char *authority, const char *shown, Parts *parts, GError **error)
{
  char *host, *port;

  if (!split_port (authority, &host, &port))
    return refuse (error, shown, _ ("the brackets of the IPv6 address are wrong"));
  if (port != NULL && !parse_port (port, &parts->port))
    return refuse (error, shown, _ ("the port must be a number from 1 to 65535"));
  parts->host = ms_host_normal (host);
  if (parts->host == NULL)
    return refuse (error, shown, _ ("that is no name of a server"));
  return TRUE;
}

static gboolean
parse_parts (const char *text, Parts *parts, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strndup (text, MAX_TARGET + 1));
  g_autofree char *shown = NULL;
  char *authority = stripped, *slashes = strstr (stripped, "://"), *slash;

  if (is_secret (text, error))
    return FALSE;
  shown = ms_visible (stripped, -1, 100);
  if (*stripped == '\0')
    return refuse (error, shown, _ ("it is empty"));
  if (strlen (stripped) > MAX_TARGET)
    return refuse (error, shown, _ ("it is too long"));
  parts->service = MS_SERVICE_ANY;
  if (slashes != NULL)
    {
      *slashes = '\0';
      authority = slashes + 3;
      parts->service = service_of_scheme (stripped);
      if (parts->service == MS_SERVICE_ANY)
        {
          g_autofree char *schemes = known_schemes ();
          g_autofree char *why = g_strdup_printf (_ ("its kind is unknown; known are %s"), schemes);
          return refuse (error, shown, why);
        }
      slash = strchr (authority, '/');
      if (slash != NULL && slash[1] != '\0')
        return refuse (error, shown, _ ("nothing may follow the server and its port"));
      if (slash != NULL)
        *slash = '\0';
    }
  return parse_authority (authority, shown, parts, error);
}

GPtrArray *
ms_target_parse (const char *text, gboolean *ret_bare, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  Parts parts = { MS_SERVICE_ANY, NULL, 0 };
  g_autofree char *host = NULL;
  gboolean parsed = parse_parts (text, &parts, error);

  host = parts.host;
  if (!parsed)
    return NULL;
  *ret_bare = parts.service == MS_SERVICE_ANY && parts.port == 0;
  if (parts.service == MS_SERVICE_ANY && parts.port != 0)
    parts.service = service_of_port (parts.port);
  if (!*ret_bare)
    g_ptr_array_add (targets, ms_target_new (parts.service, host, parts.port));
  else
    for (guint i = 0; i < MS_SERVICE_ANY; i++)
      if (ms_service_info ((MsService) i)->client)
        g_ptr_array_add (targets, ms_target_new ((MsService) i, host, 0));
  return g_steal_pointer (&targets);
}

MsTarget *
ms_target_parse_one (const char *text, GError **error)
{
  gboolean bare = FALSE;
  g_autoptr (GPtrArray) targets = ms_target_parse (text, &bare, error);
  MsTarget *first = targets != NULL ? g_ptr_array_index (targets, 0) : NULL;

  if (first == NULL)
    return NULL;
  if (bare || first->service == MS_SERVICE_ANY)
    {
      g_set_error (error, MS_TARGET_ERROR, MS_TARGET_ERROR_INVALID,
                   _ ("Say which service of %s is meant, as in imaps://%s or submission://%s."), first->host, first->host,
                   first->host);
      return NULL;
    }
  return ms_target_copy (first);
}

gboolean
ms_host_is_onion (const char *host)
{
  gsize length = strlen (host);

  length -= length > 0 && host[length - 1] == '.';
  return length >= strlen ("onion") && g_ascii_strncasecmp (host + length - strlen ("onion"), "onion", strlen ("onion")) == 0
         && (length == strlen ("onion") || host[length - strlen ("onion") - 1] == '.');
}
