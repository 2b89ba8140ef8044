/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/rules.h"

#include "discover/providers.h"
#include "model/address.h"
#include "model/server.h"
#include "model/url.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ADDRESS  1024
#define MAX_SERVICES 4 /* servers of one SRV name */

static const struct
{
  const char *label;
  MsService service;
} services[] = {
  { "_imaps", MS_SERVICE_IMAPS },           { "_imap", MS_SERVICE_IMAP },
  { "_pop3s", MS_SERVICE_POP3S },           { "_pop3", MS_SERVICE_POP3 },
  { "_submissions", MS_SERVICE_SMTPS },                                     /* RFC 8314 */
  { "_submission", MS_SERVICE_SUBMISSION }, { "_sieve", MS_SERVICE_SIEVE }, /* RFC 5804 */
  { "_autodiscover", MS_SERVICE_HTTPS }, /* [MS-OXDISCO]: where Outlook asks first, and where its warnings come from */
};

static const struct
{
  const char *label;
  MsService service;
} guesses[] = {
  { "imap", MS_SERVICE_IMAPS },      { "mail", MS_SERVICE_IMAPS },      { "pop", MS_SERVICE_POP3S },
  { "mail", MS_SERVICE_POP3S },      { "smtp", MS_SERVICE_SMTPS },      { "mail", MS_SERVICE_SMTPS },
  { "smtp", MS_SERVICE_SUBMISSION }, { "mail", MS_SERVICE_SUBMISSION }, { "autodiscover", MS_SERVICE_HTTPS },
};

/* ---- addresses ------------------------------------------------------------------------------------------------- */

static gboolean
is_domain (const char *host)
{
  return host != NULL && strchr (host, '.') != NULL && !g_hostname_is_ip_address (host);
}

char *
ms_discover_domain (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strndup (text, MAX_ADDRESS + 1));
  const char *at = strrchr (stripped, '@');
  g_autofree char *domain = NULL;

  if (strlen (stripped) <= MAX_ADDRESS && at != stripped && strstr (stripped, "://") == NULL)
    domain = ms_host_normal (at != NULL ? at + 1 : stripped);
  if (is_domain (domain) && !ms_host_is_onion (domain))
    return g_steal_pointer (&domain);
  if (is_domain (domain))
    {
      g_set_error (error, MS_TARGET_ERROR, MS_TARGET_ERROR_INVALID,
                   _ ("%s is only reachable through Tor, and so nothing was asked about it."), domain);
      return NULL;
    }
  g_set_error (error, MS_TARGET_ERROR, MS_TARGET_ERROR_INVALID,
               _ ("That is neither an e-mail address like me@example.org nor a domain like example.org."));
  return NULL;
}

gboolean
ms_discover_is_own (const char *domain, const char *host)
{
  gsize length = strlen (domain), whole = strlen (host);

  return whole >= length && g_str_equal (host + whole - length, domain) && (whole == length || host[whole - length - 1] == '.');
}

/* ---- the table ------------------------------------------------------------------------------------------------- */

static void
add_provider (GPtrArray *found, const MsProvider *provider, MsSource source, const char *from)
{
  g_auto (GStrv) urls = g_strsplit (provider->urls, " ", -1);

  for (guint i = 0; urls[i] != NULL; i++)
    {
      g_autoptr (MsTarget) target = ms_target_parse_one (urls[i], NULL);
      if (target != NULL)
        ms_found_add (found, target->service, target->host, target->port, source, from);
    }
}

void
ms_discover_provider (GPtrArray *found, const char *domain)
{
  const MsProvider *provider = ms_provider_of_domain (domain);

  if (provider != NULL)
    add_provider (found, provider, MS_SOURCE_PROVIDER, provider->source);
}

void
ms_discover_mx (GPtrArray *found, const char *domain, const GPtrArray *hosts)
{
  for (guint i = 0; i < hosts->len; i++)
    {
      const char *host = g_ptr_array_index (hosts, i);
      const MsProvider *provider = ms_provider_of_mx (host);
      if (provider != NULL)
        {
          g_autofree char *from = g_strdup_printf ("MX %s: %s", domain, host);
          add_provider (found, provider, MS_SOURCE_MX, from);
          return; /* a domain's mail is in one place */
        }
    }
}

/* ---- SRV ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint priority, weight, port;
  const char *host; /* lent */
} Record;

char *
ms_discover_srv_name (guint i, const char *domain)
{
  return i < G_N_ELEMENTS (services) ? g_strconcat (services[i].label, "._tcp.", domain, NULL) : NULL;
}

static gboolean
take_number (const char **at, guint *ret_number)
{
  guint64 number = 0;
  const char *digits = *at;

  for (; g_ascii_isdigit (*digits) && number <= G_MAXUINT16; digits++)
    number = number * 10 + (guint) (*digits - '0');
  if (digits == *at || *digits != ' ' || number > G_MAXUINT16)
    return FALSE;
  *ret_number = (guint) number;
  *at = digits + 1;
  return TRUE;
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  const Record *one = a, *other = b;

  if (one->priority != other->priority)
    return one->priority < other->priority ? -1 : 1;
  if (one->weight != other->weight)
    return one->weight > other->weight ? -1 : 1;
  return strcmp (one->host, other->host); /* the same list whatever the order of the answer */
}

void
ms_discover_srv (GPtrArray *found, const char *domain, guint i, const GPtrArray *records)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (Record));
  g_autofree char *name = ms_discover_srv_name (i, domain);

  for (guint k = 0; k < records->len; k++)
    {
      Record record = { 0 };
      const char *at = g_ptr_array_index (records, k);
      if (!take_number (&at, &record.priority) || !take_number (&at, &record.weight) || !take_number (&at, &record.port))
        continue;
      record.host = at;
      if (*at != '.' && !g_hostname_is_ip_address (at)) /* RFC 2782: ".": not offered; never an address */
        g_array_append_val (sorted, record);
    }
  g_array_sort (sorted, compare_records);
  for (guint k = 0; k < sorted->len && k < MAX_SERVICES; k++)
    {
      const Record *record = &g_array_index (sorted, Record, k);
      ms_found_add (found, services[i].service, record->host, (guint16) record->port, MS_SOURCE_SRV, name);
    }
}

gboolean
ms_discover_is_denied (const GPtrArray *records)
{
  for (guint k = 0; k < records->len; k++)
    if (!g_str_has_suffix (g_ptr_array_index (records, k), " ."))
      return FALSE;
  return records->len > 0;
}

MsService
ms_discover_srv_service (guint i)
{
  return services[i].service;
}

/* ---- guessing -------------------------------------------------------------------------------------------------- */

GPtrArray *
ms_discover_guesses (const char *domain)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);

  for (guint i = 0; i < G_N_ELEMENTS (guesses); i++)
    {
      g_autofree char *host = g_strconcat (guesses[i].label, ".", domain, NULL);
      g_ptr_array_add (targets, ms_target_new (guesses[i].service, host, 0));
    }
  return targets;
}

/* ---- what it comes to ------------------------------------------------------------------------------------------ */

static MsFound *
first_of (const GPtrArray *found, MsProtocol protocol)
{
  for (guint i = 0; i < found->len; i++)
    {
      MsFound *one = g_ptr_array_index (found, i);
      if (ms_service_info (one->target->service)->protocol == protocol && one->target->service != MS_SERVICE_SMTP)
        return one;
    }
  return NULL;
}

static MsFound *
receiving (const GPtrArray *found)
{
  MsFound *imap = first_of (found, MS_PROTOCOL_IMAP);
  return imap != NULL ? imap : first_of (found, MS_PROTOCOL_POP3);
}

gboolean
ms_discover_complete (const GPtrArray *found)
{
  return receiving (found) != NULL && first_of (found, MS_PROTOCOL_SMTP) != NULL;
}

const MsFound *
ms_discover_exchange (const GPtrArray *found)
{
  return first_of (found, MS_PROTOCOL_HTTPS);
}

GPtrArray *
ms_discover_choice (const GPtrArray *found)
{
  GPtrArray *choice = g_ptr_array_new ();
  MsFound *receives = receiving (found), *sends = first_of (found, MS_PROTOCOL_SMTP);

  if (receives != NULL)
    g_ptr_array_add (choice, receives);
  if (sends != NULL)
    g_ptr_array_add (choice, sends);
  return choice;
}

const MsFound *
ms_discover_moved (const GPtrArray *found, const MsServer *server)
{
  const MsTarget *watched = server->target;
  MsProtocol protocol = ms_service_info (watched->service)->protocol;
  const MsFound *use = NULL;

  if (protocol == MS_PROTOCOL_HTTPS || protocol == MS_PROTOCOL_UNKNOWN || watched->service == MS_SERVICE_SMTP
      || ms_address_is_loopback (watched->host) || g_hostname_is_ip_address (watched->host))
    return NULL;
  for (guint i = 0; i < found->len; i++)
    {
      const MsFound *one = g_ptr_array_index (found, i);
      if (ms_service_info (one->target->service)->protocol != protocol)
        continue;
      if (g_str_equal (one->target->host, watched->host))
        return NULL;
      if (use == NULL && one->source != MS_SOURCE_MX && one->source != MS_SOURCE_GUESS)
        use = one;
    }
  return use;
}
