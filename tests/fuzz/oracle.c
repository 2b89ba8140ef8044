/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/oracle.h"

#include "check/x509/path.h"
#include "tests/fuzz/pool.h"

#include <string.h>

#define MAX_WAY 8

typedef struct
{
  gnutls_x509_trust_list_t anchors;
  GPtrArray *others; /* gnutls_x509_crt_t */
  gnutls_x509_crt_t way[MAX_WAY];
  guint length;
} Search;

static gnutls_x509_trust_list_t
anchors (void)
{
  static gnutls_x509_trust_list_t list;

  if (list != NULL)
    return list;
  gnutls_x509_trust_list_init (&list, 0);
  for (guint i = 0; i < pool_size (); i++)
    if (pool_is_anchor (i))
      g_assert_cmpint (gnutls_x509_trust_list_add_cas (list, &pool_get (i)->crt, 1, GNUTLS_TL_NO_DUPLICATES), ==, 1);
  return list;
}

static void
add (GPtrArray *crts, GBytes *der)
{
  gsize size;
  gnutls_datum_t datum = { (guchar *) g_bytes_get_data (der, &size), 0 };
  gnutls_x509_crt_t crt;

  datum.size = (unsigned) size;
  gnutls_x509_crt_init (&crt);
  if (gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER) >= 0)
    g_ptr_array_add (crts, crt);
  else
    gnutls_x509_crt_deinit (crt);
}

static gboolean
verifies (const Search *search)
{
  gnutls_typed_vdata_st of[] = { { .type = GNUTLS_DT_DNS_HOSTNAME, .data = (guchar *) POOL_HOST },
                                 { .type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (guchar *) GNUTLS_KP_TLS_WWW_SERVER } };
  gnutls_x509_crt_t way[MAX_WAY];
  unsigned status = 0;

  memcpy (way, search->way, sizeof way);
  return gnutls_x509_trust_list_verify_crt2 (search->anchors, way, search->length, of, G_N_ELEMENTS (of), 0, &status, NULL) >= 0
         && status == 0;
}

/* Does it name this one as its issuer? */
static gboolean
names (gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer)
{
  gnutls_datum_t named = { NULL, 0 }, subject = { NULL, 0 };
  gboolean same = gnutls_x509_crt_get_raw_issuer_dn (crt, &named) >= 0 && gnutls_x509_crt_get_raw_dn (issuer, &subject) >= 0
                  && named.size == subject.size && memcmp (named.data, subject.data, named.size) == 0;

  gnutls_free (named.data);
  gnutls_free (subject.data);
  return same;
}

static gboolean
is_on_way (const Search *search, gnutls_x509_crt_t crt)
{
  for (guint i = 0; i < search->length; i++)
    if (search->way[i] == crt)
      return TRUE;
  return FALSE;
}

static gboolean
climb (Search *search)
{
  gnutls_x509_crt_t top = search->way[search->length - 1];
  gboolean vouched = verifies (search);

  for (guint i = 0; !vouched && search->length < MAX_WAY && i < search->others->len; i++)
    {
      gnutls_x509_crt_t next = g_ptr_array_index (search->others, i);
      if (is_on_way (search, next) || !names (top, next))
        continue;
      search->way[search->length++] = next;
      vouched = climb (search);
      search->length--;
    }
  return vouched;
}

gboolean
oracle_vouches (const GPtrArray *chain, const GPtrArray *known, gint64 now)
{
  g_autoptr (GPtrArray) leaf = g_ptr_array_new_with_free_func ((GDestroyNotify) gnutls_x509_crt_deinit),
                        others = g_ptr_array_new_with_free_func ((GDestroyNotify) gnutls_x509_crt_deinit);
  Search search = { .anchors = anchors (), .others = others };
  gboolean vouched;

  if (chain->len > 0)
    add (leaf, g_ptr_array_index (chain, 0));
  if (leaf->len == 0)
    return FALSE;
  for (guint i = 1; i < chain->len; i++)
    add (others, g_ptr_array_index (chain, i));
  for (guint i = 0; i < known->len; i++)
    add (others, g_ptr_array_index (known, i));
  search.way[search.length++] = g_ptr_array_index (leaf, 0);
  ms_path_pretend (now);
  vouched = climb (&search);
  ms_path_pretend (0);
  return vouched;
}
