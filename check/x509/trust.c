/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/trust.h"

#include "model/file.h"
#include "model/text.h"
#include "check/x509/limits.h"
#include "check/x509/oddities.h"
#include "check/x509/path.h"
#include "check/x509/purpose.h"
#include "check/x509/staple.h"

#include <glib/gi18n.h>
#include <malloc.h>
#include <string.h>

#define MAX_CHAIN 16
#define MAX_KNOWN 512 /* intermediates remembered in one round */

#define TLS_FEATURE "1.3.6.1.5.5.7.1.24"

struct _MsTrustStore
{
  MsAuthorities authorities;
};

/* ---- facts --------------------------------------------------------------------------------------------------- */

static gboolean
has_aia (gnutls_x509_crt_t crt)
{
  for (unsigned i = 0; i < 16; i++)
    {
      gnutls_datum_t data;
      int result = gnutls_x509_crt_get_authority_info_access (crt, i, GNUTLS_IA_CAISSUERS_URI, &data, NULL);
      if (result >= 0)
        {
          gnutls_free (data.data);
          return TRUE;
        }
      if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return FALSE;
    }
  return FALSE;
}

/* Is there a verified way from it to an anchor, over what is known? Dates are left aside: they are asked for with each chain. */
static gboolean
leads_to_anchor (const MsTrustStore *store, MsLink *link)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (MsPath) path = NULL;

  g_ptr_array_add (one, link);
  path = ms_path_find (&store->authorities, one, TRUE, link->certificate->not_before, link->certificate->not_before);
  return path->status == 0;
}

/*
 * Takes over `link` if it is an authority that was verified itself, no anchor, and new; else FALSE. So nobody fills this memory
 * but those whom an anchor vouches for.
 */
static gboolean
remember (MsTrustStore *store, MsLink *link)
{
  GHashTable *known = store->authorities.known;

  if (link->certificate->self_issued || !link->bounded || g_hash_table_size (known) >= MAX_KNOWN
      || g_hash_table_contains (known, link->certificate->sha256) || gnutls_x509_crt_get_ca_status (link->crt, NULL) <= 0
      || !leads_to_anchor (store, link))
    return FALSE;
  g_hash_table_insert (known, g_strdup (link->certificate->sha256), link);
  return TRUE;
}

/* Those of a valid path: each was verified with it. */
static void
remember_authorities (MsTrustStore *store, const GPtrArray *links)
{
  GHashTable *known = store->authorities.known;

  for (guint i = 1; i < links->len; i++)
    {
      const MsLink *link = g_ptr_array_index (links, i);
      const char *id = link->certificate->sha256;
      if (!link->certificate->self_issued && g_hash_table_size (known) < MAX_KNOWN && !g_hash_table_contains (known, id))
        g_hash_table_insert (known, g_strdup (id), ms_link_new (link->certificate->der));
    }
}

/* A step down from the anchors at a time, as long as there is one. Takes out of `links` what it remembers. */
static void
remember_all (MsTrustStore *store, GPtrArray *links)
{
  gboolean more = TRUE;

  for (guint round = 0; more && round < MAX_CHAIN; round++)
    {
      more = FALSE;
      for (guint i = links->len; i > 0; i--)
        if (remember (store, g_ptr_array_index (links, i - 1)))
          {
            g_ptr_array_steal_index_fast (links, i - 1);
            more = TRUE;
          }
    }
}

void
ms_trust_store_learn (MsTrustStore *store, const GPtrArray *ders)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_link_free);

  for (guint i = 0; i < MIN (ders->len, MAX_KNOWN); i++)
    {
      MsLink *link = ms_link_new (g_ptr_array_index (ders, i));
      if (link != NULL)
        g_ptr_array_add (links, link);
    }
  remember_all (store, links);
}

guint
ms_trust_store_known (const MsTrustStore *store)
{
  return g_hash_table_size (store->authorities.known);
}

/* The sent chain ends open, and this path over what is known here is whole: whose issuer was not sent? */
static const char *
first_gap (const GPtrArray *sent, const MsPath *path)
{
  for (guint i = 1; i < path->links->len; i++)
    if (!g_ptr_array_find ((GPtrArray *) sent, g_ptr_array_index (path->links, i), NULL))
      return ((MsLink *) g_ptr_array_index (path->links, i - 1))->certificate->issuer;
  return NULL;
}

/* No anchor signs this chain: which of the four kinds is it? (B3) */
static MsTrust
without_anchor (const GPtrArray *sent, const MsPath *path, MsSighting *sighting)
{
  const MsLink *leaf = g_ptr_array_index (sent, 0), *top = g_ptr_array_index (path->links, path->links->len - 1);

  if (leaf->certificate->self_signed)
    return MS_TRUST_SELF_SIGNED;
  if (leaf->certificate->self_issued)
    return MS_TRUST_INVALID; /* it names itself as its issuer, and did not sign it */
  if (top->certificate->self_issued)
    return MS_TRUST_PRIVATE_CA;
  sighting->missing = g_strdup (top->certificate->issuer);
  return has_aia (leaf->crt) || has_aia (top->crt) ? MS_TRUST_INCOMPLETE | MS_TRUST_UNKNOWN_ISSUER : MS_TRUST_UNKNOWN_ISSUER;
}

static MsTrust
from_status (unsigned status)
{
  static const struct
  {
    unsigned flag;
    MsTrust trust;
  } rows[] = {
    { GNUTLS_CERT_SIGNER_NOT_CA, MS_TRUST_BAD_AUTHORITY }, { GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, MS_TRUST_BAD_AUTHORITY },
    { GNUTLS_CERT_SIGNATURE_FAILURE, MS_TRUST_INVALID },   { GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, MS_TRUST_INVALID },
    { GNUTLS_CERT_INSECURE_ALGORITHM, MS_TRUST_WEAK },
  };
  MsTrust trust = MS_TRUST_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((status & rows[i].flag) != 0)
      trust |= rows[i].trust;
  return trust != MS_TRUST_NONE ? trust : MS_TRUST_INVALID; /* for another reason: that is one, and so is a flag of tomorrow */
}

/* The key's strength as RSA, EC and DSA are judged; of another kind GnuTLS has said in verifying that it knows it. */
static gboolean
weak_key (gnutls_x509_crt_t crt, gboolean *ret_refused)
{
  unsigned bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (crt, &bits);

  *ret_refused = bits < (algorithm == GNUTLS_PK_ECDSA ? 224 : 2048);
  if (algorithm == GNUTLS_PK_RSA || algorithm == GNUTLS_PK_RSA_PSS || algorithm == GNUTLS_PK_ECDSA)
    return *ret_refused;
  return algorithm == GNUTLS_PK_DSA; /* few clients take it at any length */
}

/* The name of a hash that can be forged, NULL if there is none in it. */
static const char *
weak_hash (const char *signature)
{
  static const char *const hashes[][2] = { { "MD5", "MD5" }, { "MD2", "MD2" }, { "SHA1", "SHA-1" } };

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    if (strstr (signature, hashes[i][0]) != NULL)
      return hashes[i][1];
  return NULL;
}

/*
 * What is weak on this path (free it), and whether today's clients refuse it: MD5 and SHA-1 signatures below the root, RSA
 * under 2048, EC under 224 bits. A root's own signature proves nothing and harms nothing; that of a leaf which signed itself
 * is only pointed out.
 */
static char *
weakness (const GPtrArray *path, gboolean *ret_refused)
{
  g_autofree char *lesser = NULL;

  *ret_refused = FALSE;
  for (guint i = 0; i < path->len; i++)
    {
      const MsLink *link = g_ptr_array_index (path, i);
      const char *hash = weak_hash (link->certificate->signature);
      gboolean refused = FALSE, weak = weak_key (link->crt, &refused);

      if ((weak && refused) || (hash != NULL && !link->certificate->self_signed))
        {
          *ret_refused = TRUE;
          return g_strdup (weak && refused ? link->certificate->key : hash);
        }
      if (lesser == NULL && (weak || (hash != NULL && i == 0)))
        lesser = g_strdup (weak ? link->certificate->key : hash);
    }
  return g_steal_pointer (&lesser);
}

static void
note_weakness (MsSighting *sighting, const GPtrArray *links, gnutls_x509_crt_t anchor)
{
  gboolean refused = FALSE, above = FALSE;

  sighting->weak = weakness (links, &refused);
  if (!refused && anchor != NULL && weak_key (anchor, &above) && above)
    {
      MsLink *link = ms_link_of (anchor);
      g_free (sighting->weak);
      sighting->weak = g_strdup (link != NULL ? link->certificate->key : "?");
      g_clear_pointer (&link, ms_link_free);
      refused = TRUE;
    }
  if (refused)
    sighting->trust |= MS_TRUST_WEAK;
}

static void
note_revocation (MsSighting *sighting, const GPtrArray *links, gnutls_x509_crt_t anchor, gint64 now)
{
  const MsLink *leaf = g_ptr_array_index (links, 0), *above = links->len > 1 ? g_ptr_array_index (links, 1) : NULL;

  if (sighting->ocsp == NULL || (above == NULL && anchor == NULL))
    return;
  ms_path_pretend (now);
  if (ms_staple_revokes (sighting->ocsp, leaf->crt, above != NULL ? above->crt : anchor, &sighting->revoked))
    sighting->trust |= MS_TRUST_REVOKED;
  ms_path_pretend (0);
}

static void
note_path_end (MsSighting *sighting, const MsPath *path)
{
  for (guint i = 1; i < path->links->len; i++)
    {
      const MsCertificate *certificate = ((MsLink *) g_ptr_array_index (path->links, i))->certificate;
      if (certificate->self_issued || certificate->not_after >= sighting->path_not_after)
        continue;
      sighting->path_not_after = certificate->not_after;
      g_free (sighting->path_subject);
      sighting->path_subject = g_strdup (certificate->subject);
    }
}

/* Who demands a staple, and marks that as critical, is not to be taken without one (RFC 7633 4.2.3). */
static gboolean
misses_staple (const GPtrArray *links, const GBytes *staple)
{
  for (guint i = 0; staple == NULL && i < links->len; i++)
    {
      gnutls_x509_crt_t crt = ((MsLink *) g_ptr_array_index (links, i))->crt;
      gnutls_datum_t data;
      unsigned critical = 0;

      if (gnutls_x509_crt_get_extension_by_oid2 (crt, TLS_FEATURE, 0, &data, &critical) < 0)
        continue;
      gnutls_free (data.data);
      if (critical != 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_for_servers (const GPtrArray *links)
{
  for (guint i = 0; i < links->len; i++)
    {
      const MsLink *link = g_ptr_array_index (links, i);
      if ((i == 0 || !link->certificate->self_issued) && !ms_purpose_serves (link->crt, i == 0))
        return FALSE;
    }
  return TRUE;
}

static MsTrust
trust_of (MsTrustStore *store, const GPtrArray *sent, const MsPath *path, gint64 now, MsSighting *sighting)
{
  g_auto (MsPathDates) found = { 0 };
  MsTrust dates = ms_path_dates (&store->authorities, path, now, &found);

  sighting->expired_authority = g_steal_pointer (&found.expired);
  sighting->future_authority = g_steal_pointer (&found.future);
  sighting->authority_until = found.until;
  sighting->authority_from = found.from;

  if (path->status == 0)
    return MS_TRUST_OK | (dates != MS_TRUST_NONE ? dates : MS_TRUST_EXPIRED_AUTHORITY); /* only the dates stand in the way */
  if ((path->status & GNUTLS_CERT_SIGNER_NOT_FOUND) != 0)
    return without_anchor (sent, path, sighting) | dates
           | ((path->status & GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS) != 0 ? MS_TRUST_INVALID : MS_TRUST_NONE);
  if ((from_status (path->status) & MS_TRUST_BAD_AUTHORITY) != 0)
    sighting->may_not = ms_limits_broken (&store->authorities, path, &sighting->limited);
  return from_status (path->status) | dates;
}

static void
examine_chain (MsTrustStore *store, MsSighting *sighting, const GPtrArray *sent, gint64 now)
{
  const MsLink *leaf = g_ptr_array_index (sent, 0);
  const MsPath *judged;
  gnutls_x509_crt_t anchor;
  gint64 moment = MAX (MIN (now, leaf->certificate->not_after), leaf->certificate->not_before);
  g_autoptr (MsPath) path = ms_path_find (&store->authorities, sent, FALSE, moment, now);
  gboolean open = (path->status & GNUTLS_CERT_SIGNER_NOT_FOUND) != 0;
  g_autoptr (MsPath) completed = open ? ms_path_find (&store->authorities, sent, TRUE, moment, now) : NULL;

  judged = completed != NULL && completed->valid ? completed : path;
  if (path->valid)
    {
      sighting->trust
        = MS_TRUST_OK | (ms_path_is_plain (&store->authorities, sent, path, moment) ? MS_TRUST_NONE : MS_TRUST_DETOUR);
      remember_authorities (store, path->links);
    }
  else if (completed != NULL && completed->valid)
    {
      sighting->trust = MS_TRUST_OK | MS_TRUST_INCOMPLETE;
      sighting->missing = g_strdup (first_gap (sent, completed));
    }
  else
    sighting->trust = trust_of (store, sent, path, now, sighting);
  if (judged->valid)
    note_path_end (sighting, judged);
  if (!is_for_servers (judged->links))
    sighting->trust |= MS_TRUST_WRONG_PURPOSE;
  if (misses_staple (judged->links, sighting->ocsp))
    sighting->trust |= MS_TRUST_INVALID;
  anchor = ms_path_anchor (&store->authorities, judged);
  note_weakness (sighting, judged->links, anchor);
  sighting->odd = ms_oddities (judged->links, sighting->ocsp != NULL);
  note_revocation (sighting, judged->links, anchor, now);
  g_clear_pointer (&anchor, gnutls_x509_crt_deinit);
}

static gboolean
all_bounded (const GPtrArray *chain)
{
  for (guint i = 0; i < chain->len; i++)
    if (!((MsLink *) g_ptr_array_index (chain, i))->bounded)
      return FALSE;
  return TRUE;
}

static void
forget_examination (MsSighting *sighting)
{
  g_ptr_array_set_size (sighting->chain, 0);
  sighting->trust = MS_TRUST_NO_CHAIN;
  sighting->odd = MS_ODD_NONE;
  sighting->path_not_after = 0;
  g_clear_pointer (&sighting->path_subject, g_free);
  g_clear_pointer (&sighting->missing, g_free);
  g_clear_pointer (&sighting->weak, g_free);
  g_clear_pointer (&sighting->expired_authority, g_free);
  g_clear_pointer (&sighting->future_authority, g_free);
  g_clear_pointer (&sighting->limited, g_free);
  sighting->may_not = MS_MAY_NOT_BE_SAID;
  sighting->revoked = sighting->authority_from = sighting->authority_until = 0;
}

void
ms_trust_examine (MsTrustStore *store, MsSighting *sighting, gint64 now)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_link_free);
  gboolean damaged = FALSE;

  forget_examination (sighting);
  for (guint i = 0; i < MIN (sighting->der->len, MAX_CHAIN); i++)
    {
      MsLink *link = ms_link_new (g_ptr_array_index (sighting->der, i));
      if (link == NULL && i == 0)
        {
          sighting->trust = MS_TRUST_INVALID;
          return;
        }
      if (link == NULL)
        damaged = TRUE;
      else
        {
          g_ptr_array_add (chain, link);
          g_ptr_array_add (sighting->chain, ms_certificate_copy (link->certificate));
        }
    }
  if (chain->len == 0)
    return;
  sighting->trust = MS_TRUST_NONE;
  sighting->path_not_after = ((MsLink *) g_ptr_array_index (chain, 0))->certificate->not_after;
  if (((MsLink *) g_ptr_array_index (chain, 0))->bounded)
    examine_chain (store, sighting, chain, now);
  if (damaged)
    sighting->trust |= MS_TRUST_INVALID; /* also beside a good path: TLS libraries read all of it, and end the handshake there */
  if ((sighting->trust & MS_TRUST_OK) == 0 && !all_bounded (chain))
    sighting->trust |= MS_TRUST_INVALID | MS_TRUST_OVERSIZED;
}

/* ---- the store ----------------------------------------------------------------------------------------------- */

/* Takes over `crt`. */
static void
add_anchor (MsTrustStore *store, gnutls_x509_crt_t crt)
{
  if (gnutls_x509_trust_list_add_cas (store->authorities.anchors, &crt, 1, 0) != 1)
    gnutls_x509_crt_deinit (crt);
}

/*
 * Roots first, then what stands below them, a step at a time: an intermediate below an anchor is none itself, it only helps to
 * complete a chain (B3, incomplete-chain). What is below nothing of these is an anchor by the user's wish. Takes over the `crts`.
 */
static void
add_authorities (MsTrustStore *store, gnutls_x509_crt_t *crts, unsigned n)
{
  g_autoptr (GPtrArray) below = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_link_free);

  for (unsigned i = 0; i < n; i++)
    {
      MsLink *link = gnutls_x509_crt_check_issuer (crts[i], crts[i]) == 0 ? ms_link_of (crts[i]) : NULL;
      if (link != NULL)
        g_ptr_array_add (below, link);
      if (link == NULL)
        add_anchor (store, crts[i]);
      else
        gnutls_x509_crt_deinit (crts[i]);
    }
  remember_all (store, below);
  for (guint i = 0; i < below->len; i++)
    {
      MsLink *link = g_ptr_array_index (below, i);
      if (!leads_to_anchor (store, link))
        add_anchor (store, g_steal_pointer (&link->crt));
    }
}

/* One sentence naming the file if nothing could be taken from it; free it. */
static char *
add_ca_file (MsTrustStore *store, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MsFile) file = ms_file_read (path, MS_CA_FILE_MAX, TRUE, &error);
  g_autofree char *shown = ms_shown (path, -1, 300);
  gnutls_x509_crt_t *crts = NULL;
  gnutls_datum_t data;
  unsigned n = 0;
  int result;

  if (file == NULL)
    return g_strdup_printf (_ ("The CA file %s cannot be read: %s."), shown, error->message);
  data = (gnutls_datum_t){ (guchar *) file->bytes, (unsigned) file->length };
  result = gnutls_x509_crt_list_import2 (&crts, &n, &data, GNUTLS_X509_FMT_PEM, 0);
  if (result < 0 && strstr (file->bytes, "-----BEGIN CERTIFICATE-----") != NULL)
    return g_strdup_printf (_ ("A certificate in the CA file %s cannot be read (%s). Take it out."), shown,
                            gnutls_strerror (result));
  if (result < 0 || n == 0)
    return g_strdup_printf (_ ("The CA file %s holds no certificate (PEM is expected)."), shown);
  add_authorities (store, crts, n);
  gnutls_free (crts);
  return NULL;
}

MsTrustStore *
ms_trust_store_new (const char *const *ca_files, GPtrArray **ret_problems)
{
  MsTrustStore *store = g_new0 (MsTrustStore, 1);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  store->authorities.known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ms_link_free);
  gnutls_x509_trust_list_init (&store->authorities.anchors, 0);
  gnutls_x509_trust_list_add_system_trust (store->authorities.anchors, 0, 0);
  for (guint i = 0; ca_files != NULL && ca_files[i] != NULL; i++)
    {
      char *problem = add_ca_file (store, ca_files[i]);
      if (problem != NULL)
        g_ptr_array_add (problems, problem);
    }
  if (ret_problems != NULL)
    *ret_problems = g_steal_pointer (&problems);
  return store;
}

void
ms_trust_store_free (MsTrustStore *store)
{
  if (store == NULL)
    return;
  g_hash_table_unref (store->authorities.known);
  gnutls_x509_trust_list_deinit (store->authorities.anchors, 1);
  g_free (store);
  malloc_trim (0); /* 144 anchors leave 4 MB that malloc would keep */
}
