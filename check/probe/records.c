/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/records.h"

#include "model/file.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

#define MAX_ANSWER    65535
#define MAX_RECORDS   16
#define MAX_HOSTS     (1024 * 1024)
#define ASK_TIMEOUT_S 2

/* What is asked, which records of the answer count, and where in them the name stands (-1: it is an address). */
static const struct
{
  ns_type asked, wanted;
  int name_at;
} records[] = {
  [MS_RECORD_A] = { ns_t_a, ns_t_a, -1 },          [MS_RECORD_AAAA] = { ns_t_aaaa, ns_t_aaaa, -1 },
  [MS_RECORD_CNAME] = { ns_t_a, ns_t_cname, 0 },   [MS_RECORD_MX] = { ns_t_mx, ns_t_mx, 2 },
  [MS_RECORD_PTR] = { ns_t_ptr, ns_t_ptr, 0 },     [MS_RECORD_SRV] = { ns_t_srv, ns_t_srv, 6 },
  [MS_RECORD_SERVICE] = { ns_t_srv, ns_t_srv, 6 },
};

static char *
address_text (ns_rr *record)
{
  char text[INET6_ADDRSTRLEN];
  int family = ns_rr_type (*record) == ns_t_a ? AF_INET : AF_INET6;

  if (ns_rr_rdlen (*record) != (family == AF_INET ? 4 : 16)
      || inet_ntop (family, ns_rr_rdata (*record), text, sizeof text) == NULL)
    return NULL;
  return g_strdup (text);
}

static gboolean
is_host_name (const char *name)
{
  gsize length = strlen (name);
  return length > 0 && length <= 253 && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == length && *name != '.'
         && *name != '-' && strstr (name, "..") == NULL;
}

static char *
name_text (ns_msg *message, ns_rr *record, int at)
{
  char text[NS_MAXDNAME];
  g_autofree char *name = NULL;

  if (ns_rr_rdlen (*record) <= at
      || ns_name_uncompress (ns_msg_base (*message), ns_msg_end (*message), ns_rr_rdata (*record) + at, text, sizeof text) < 0)
    return NULL;
  name = g_ascii_strdown (text, -1);
  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';
  return is_host_name (name) ? g_steal_pointer (&name) : NULL;
}

static char *
service_text (ns_msg *message, ns_rr *record, int at)
{
  g_autofree char *name = name_text (message, record, at);
  const guchar *data = ns_rr_rdata (*record);

  if (name == NULL && ns_rr_rdlen (*record) == at + 1 && data[at] == 0)
    name = g_strdup (".");
  return name != NULL ? g_strdup_printf ("%u %u %u %s", ns_get16 (data), ns_get16 (data + 2), ns_get16 (data + 4), name) : NULL;
}

static char *
record_text (ns_msg *message, ns_rr *record, MsRecord kind)
{
  if (kind == MS_RECORD_SERVICE)
    return service_text (message, record, records[kind].name_at);
  return records[kind].name_at < 0 ? address_text (record) : name_text (message, record, records[kind].name_at);
}

GPtrArray *
ms_records_read (const guchar *answer, gsize length, MsRecord kind)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  ns_msg message;

  if (length > MAX_ANSWER || ns_initparse (answer, (int) length, &message) < 0)
    return found;
  for (int i = 0; i < ns_msg_count (message, ns_s_an) && found->len < MAX_RECORDS; i++)
    {
      ns_rr record;
      char *text = NULL;

      if (ns_parserr (&message, ns_s_an, i, &record) < 0)
        break;
      if (ns_rr_type (record) != records[kind].wanted)
        continue;
      text = record_text (&message, &record, kind);
      if (text != NULL)
        g_ptr_array_add (found, text);
    }
  return found;
}

static GPtrArray *
query (const char *name, int type, char **ret_error)
{
  MsRecord kind = (MsRecord) type;
  g_autofree guchar *answer = g_malloc (MAX_ANSWER);
  struct __res_state state = { 0 };
  GPtrArray *found = NULL;
  int length;

  (void) ret_error;
  if (res_ninit (&state) != 0)
    return NULL;
  state.retrans = ASK_TIMEOUT_S;
  state.retry = 1;
  length = res_nquery (&state, name, ns_c_in, records[kind].asked, answer, MAX_ANSWER);
  if (length > 0)
    found = ms_records_read (answer, (gsize) MIN (length, MAX_ANSWER), kind);
  res_nclose (&state);
  return found;
}

MsResolve *
ms_records_ask (const char *name, MsRecord record, MsResolved resolved, gpointer data)
{
  return ms_resolve_ask (query, name, record, resolved, data);
}

char *
ms_records_reverse_name (const char *address)
{
  g_autoptr (GInetAddress) parsed = g_inet_address_new_from_string (address);
  const guint8 *bytes;
  GString *name;

  if (parsed == NULL)
    return NULL;
  bytes = g_inet_address_to_bytes (parsed);
  name = g_string_new (NULL);
  if (g_inet_address_get_family (parsed) == G_SOCKET_FAMILY_IPV4)
    {
      g_string_printf (name, "%u.%u.%u.%u.in-addr.arpa", bytes[3], bytes[2], bytes[1], bytes[0]);
      return g_string_free (name, FALSE);
    }
  for (int i = 15; i >= 0; i--)
    g_string_append_printf (name, "%x.%x.", bytes[i] & 15, bytes[i] >> 4);
  g_string_append (name, "ip6.arpa");
  return g_string_free (name, FALSE);
}

/* ---- the hosts file -------------------------------------------------------------------------------------------- */

GStrv
ms_hosts_addresses (const char *path, const char *host)
{
  g_autoptr (MsFile) file = ms_file_read (path, MAX_HOSTS, FALSE, NULL);
  g_auto (GStrv) lines = g_strsplit (file != NULL ? file->bytes : "", "\n", -1);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; lines[i] != NULL && found->len < MAX_RECORDS; i++)
    {
      g_auto (GStrv) words = NULL;
      g_autoptr (GInetAddress) address = NULL;

      lines[i][strcspn (lines[i], "#")] = '\0';
      words = g_strsplit_set (lines[i], " \t\r", -1);
      for (guint w = 0; words[w] != NULL; w++)
        {
          if (address == NULL && *words[w] != '\0' && (address = g_inet_address_new_from_string (words[w])) == NULL)
            break;
          if (address != NULL && g_ascii_strcasecmp (words[w], host) == 0)
            {
              g_ptr_array_add (found, g_inet_address_to_string (address));
              break;
            }
        }
    }
  g_ptr_array_add (found, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&found), FALSE);
}
