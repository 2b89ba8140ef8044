/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/service/timeline.h"

#include "model/text.h"
#include "daemon/service/history.h"
#include "check/verdict-json.h"
#include "check/x509/certificate.h"

static gboolean
is_shown (const MsVerdict *verdict, const char *sha256)
{
  for (guint i = 0; verdict != NULL && i < verdict->observation->sightings->len; i++)
    {
      const MsCertificate *leaf = ms_sighting_leaf (g_ptr_array_index (verdict->observation->sightings, i));
      if (leaf != NULL && g_str_equal (leaf->sha256, sha256))
        return TRUE;
    }
  return FALSE;
}

/* One certificate, wherever it was seen: the first of `memory` at `at` and all like it after that. */
static MsPastCertificate
gather (const GPtrArray *memory, guint at, GPtrArray *addresses)
{
  const MsSeen *first = g_ptr_array_index (memory, at);
  MsPastCertificate past = { .leaf = first->leaf, .first_seen = first->first_seen, .last_seen = first->last_seen };

  for (guint i = at; i < memory->len; i++)
    {
      const MsSeen *seen = g_ptr_array_index (memory, i);
      if (!g_str_equal (seen->leaf->sha256, first->leaf->sha256))
        continue;
      past.first_seen = MIN (past.first_seen, seen->first_seen);
      past.last_seen = MAX (past.last_seen, seen->last_seen);
      g_ptr_array_add (addresses, seen->address);
    }
  g_ptr_array_add (addresses, NULL);
  past.addresses = (const char *const *) addresses->pdata;
  return past;
}

static void
add_certificates (JsonBuilder *json, const MsStanding *standing, const GPtrArray *memory)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  json_builder_begin_array (json);
  for (guint i = 0; i < memory->len; i++)
    {
      const MsSeen *seen = g_ptr_array_index (memory, i);
      g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
      MsPastCertificate past;

      if (!g_hash_table_add (done, seen->leaf->sha256))
        continue;
      past = gather (memory, i, addresses);
      past.current = is_shown (standing->verdict, seen->leaf->sha256);
      json_builder_add_value (json, ms_past_certificate_json (&past));
    }
  json_builder_end_array (json);
}

static void
add_time (JsonBuilder *json, const char *key, gint64 time)
{
  g_autofree char *text = ms_time_string (time);
  json_builder_set_member_name (json, key);
  json_builder_add_string_value (json, text);
}

char *
ms_timeline_json (MsStore *store, const GPtrArray *standings, const MsStanding *standing, gint64 now)
{
  char *urls[] = { standing->server->url, NULL };
  g_autoptr (MsHistory) history = ms_store_history (store, standing->server->url, ms_certificate_parse);
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  add_time (json, "now", now);
  if (standing->verdict != NULL && standing->verdict->renewal != 0)
    add_time (json, "renewal", standing->verdict->renewal);
  json_builder_set_member_name (json, "certificates");
  add_certificates (json, standing, history->seen);
  json_builder_set_member_name (json, "events");
  json_builder_add_value (json, ms_history_json (store, standings, urls));
  json_builder_end_object (json);
  return ms_json_line (json_builder_get_root (json));
}
