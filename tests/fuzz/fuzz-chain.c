/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chain put together of the pool's certificates, changed, and signed again or not, by records of five bytes: what is believed
 * of it GnuTLS must believe as well, in some order. And whatever it is, its JSON and its report are clean.
 */
#include "check/judge/assess.h"
#include "check/judge/report.h"
#include "check/verdict-json.h"
#include "check/x509/trust.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/oracle.h"
#include "tests/fuzz/pool.h"

#include <string.h>

#define DAY         ((gint64) 86400)
#define RECORD      5
#define MAX_RECORDS 40
#define MAX_SENT    6
#define MAX_TAUGHT  3

/* The anchors are the pool's alone, whatever this computer believes: our own stands in the library's place. */
int
gnutls_x509_trust_list_add_system_trust (gnutls_x509_trust_list_t list, unsigned flags, unsigned verify_flags)
{
  (void) list;
  (void) flags;
  (void) verify_flags;
  return 0;
}

typedef struct
{
  GPtrArray *sent;   /* GByteArray* */
  GPtrArray *taught; /* GBytes* */
  gint64 now;
} Case;

/* ---- the chain --------------------------------------------------------------------------------------------------- */

static void
send_one (Case *c, guint i)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (pool_get (i)->der, &size);

  if (c->sent->len < MAX_SENT)
    g_ptr_array_add (c->sent, g_byte_array_append (g_byte_array_new (), der, (guint) size));
}

static void
take_record (Case *c, FuzzInput *record)
{
  guint what = fuzz_byte (record) % 8;
  GByteArray *last = c->sent->len > 0 ? g_ptr_array_index (c->sent, c->sent->len - 1) : NULL;

  if (what <= 1)
    send_one (c, fuzz_byte (record));
  else if (what == 2 && c->taught->len < MAX_TAUGHT)
    g_ptr_array_add (c->taught, g_bytes_ref (pool_get (fuzz_byte (record))->der));
  else if (what == 3)
    c->now = POOL_NOW + ((gint64) fuzz_byte (record) - 128) * DAY;
  else if (what <= 5 && last != NULL)
    fuzz_change (record, last);
  else if (what == 6 && last != NULL)
    pool_sign (last, fuzz_byte (record));
  else if (what == 7 && c->sent->len > 1)
    {
      gpointer moved = g_ptr_array_steal_index (c->sent, c->sent->len - 1);
      g_ptr_array_insert (c->sent, (int) (fuzz_byte (record) % (c->sent->len + 1)), moved);
    }
}

static MsObservation *
observe (const Case *c)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, POOL_HOST, 0);
  MsObservation *observation = ms_observation_new (target, c->now);
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");

  sighting->connected = TRUE;
  sighting->outcome = MS_OUTCOME_OK;
  sighting->tls_version = g_strdup ("1.3");
  sighting->cipher = g_strdup ("TLS_AES_128_GCM_SHA256");
  for (guint i = 0; i < c->sent->len; i++)
    {
      const GByteArray *der = g_ptr_array_index (c->sent, i);
      g_ptr_array_add (sighting->der, g_bytes_new (der->data, der->len));
    }
  g_ptr_array_add (observation->sightings, sighting);
  return observation;
}

static MsTrustStore *
new_store (const Case *c)
{
  static char *path;
  g_autoptr (GString) pem = g_string_new (NULL);
  MsTrustStore *store;

  for (guint i = 0; path == NULL && i < pool_size (); i++)
    if (pool_is_anchor (i))
      {
        g_autofree char *one = pki_pem (pool_get (i));
        g_string_append (pem, one);
      }
  if (path == NULL)
    {
      path = g_build_filename (fuzz_folder (), "anchors.pem", NULL);
      fuzz_write (path, pem->str, pem->len);
    }
  store = ms_trust_store_new ((const char *const[]){ path, NULL }, NULL);
  ms_trust_store_learn (store, c->taught);
  return store;
}

/* ---- what is said of it ------------------------------------------------------------------------------------------ */

static gboolean
is_critical (const MsVerdict *verdict)
{
  for (guint i = 0; i < verdict->findings->len; i++)
    if (((MsFinding *) g_ptr_array_index (verdict->findings, i))->severity == MS_SEVERITY_CRITICAL)
      return TRUE;
  return FALSE;
}

static void check_node (const char *member, JsonNode *node);

static void
check_element_cb (JsonArray *array, guint i, JsonNode *node, gpointer member)
{
  (void) array;
  (void) i;
  check_node (member, node);
}

static void
check_member_cb (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  (void) object;
  (void) data;
  fuzz_check_line (name);
  check_node (name, node);
}

static void
check_node (const char *member, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), check_member_cb, NULL);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), check_element_cb, (gpointer) member);
  else if (json_node_get_value_type (node) == G_TYPE_STRING && g_str_equal (member, "pem"))
    fuzz_check_text (json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    fuzz_check_line (json_node_get_string (node));
}

static void
check_words (const MsVerdict *verdict)
{
  g_autofree char *json = ms_verdict_json (verdict, &(MsJsonOptions){ .show = TRUE, .verbose = TRUE });
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  gboolean well;
  g_autofree char *report = ms_report_text (verdict, &well);

  g_assert_nonnull (root);
  fuzz_check_line (json);
  check_node ("", root);
  fuzz_check_text (report);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref),
                        taught = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Case c = { .sent = sent, .taught = taught, .now = POOL_NOW };
  g_autoptr (MsTrustStore) store = NULL;
  g_autoptr (MsObservation) observation = NULL;
  g_autoptr (MsVerdict) verdict = NULL;
  MsSighting *sighting;

  for (guint i = 0; i < MAX_RECORDS && (i + 1) * RECORD <= size; i++)
    take_record (&c, &(FuzzInput){ bytes + i * RECORD, RECORD });
  observation = observe (&c);
  sighting = g_ptr_array_index (observation->sightings, 0);
  store = new_store (&c);
  ms_trust_examine (store, sighting, c.now);
  verdict = ms_assess (NULL, observation, NULL, c.now);
  g_assert_true (is_critical (verdict) || oracle_vouches (sighting->der, c.taught, c.now));
  check_words (verdict);
  return 0;
}
