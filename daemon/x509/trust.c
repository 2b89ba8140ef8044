/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/x509/trust.h"

#include "daemon/x509/certificate.h"
#include "daemon/x509/staple.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <malloc.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_CHAIN   16  /* GnuTLS copies a chain into 16 slots; more is never needed */
#define MAX_KNOWN   512 /* intermediates remembered in one round */
#define MAX_CA_FILE (8 * 1024 * 1024)

struct _MsTrustStore
{
  gnutls_x509_trust_list_t anchors;
  GHashTable *known; /* sha256 -> Link*: authorities that are no anchors but lead to one */
};

/* A certificate of a chain: GnuTLS's view and ours. */
typedef struct
{
  gnutls_x509_crt_t crt;
  MsCertificate *certificate;
} Link;

static void
link_free (Link *link)
{
  gnutls_x509_crt_deinit (link->crt);
  ms_certificate_free (link->certificate);
  g_free (link);
}

static Link *
link_new (GBytes *der)
{
  g_autoptr (MsCertificate) certificate = ms_certificate_parse (der);
  gsize size;
  gnutls_datum_t datum = { (guchar *) g_bytes_get_data (der, &size), 0 };
  Link *link;

  if (certificate == NULL)
    return NULL;
  datum.size = (unsigned) size;
  link = g_new0 (Link, 1);
  gnutls_x509_crt_init (&link->crt);
  gnutls_x509_crt_import (link->crt, &datum, GNUTLS_X509_FMT_DER);
  link->certificate = g_steal_pointer (&certificate);
  return link;
}

/* ---- verification at another time ---------------------------------------------------------------------------- */

/*
 * GnuTLS has no argument for the time, only one function for the process; so that a verification can be asked "as of",
 * that function answers with the thread's pretended time while one is set.
 */
static _Thread_local time_t pretended;

static time_t
clock_for_gnutls (time_t *ret)
{
  time_t now = pretended != 0 ? pretended : time (NULL);
  if (ret != NULL)
    *ret = now;
  return now;
}

static void
install_clock (void)
{
  static gsize once;
  if (g_once_init_enter (&once))
    {
      gnutls_global_set_time_function (clock_for_gnutls);
      g_once_init_leave (&once, 1);
    }
}

/* What the chain is as of `moment`, strength left aside (that is judged on its own). `chain`: Link*, leaf first. */
static unsigned
verify (MsTrustStore *store, const GPtrArray *chain, gint64 moment, unsigned flags)
{
  gnutls_x509_crt_t crts[MAX_CHAIN];
  unsigned n = MIN (chain->len, MAX_CHAIN), status = 0;

  for (unsigned i = 0; i < n; i++)
    crts[i] = ((Link *) g_ptr_array_index (chain, i))->crt;
  pretended = (time_t) moment;
  if (gnutls_x509_trust_list_verify_crt2 (store->anchors, crts, n, NULL, 0,
                                          flags | GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1, &status, NULL)
      < 0)
    status = GNUTLS_CERT_INVALID;
  pretended = 0;
  return status;
}

#define NO_TIME (GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS)

static gboolean
in_date (const Link *link, gint64 moment)
{
  return link->certificate->not_before <= moment && moment <= link->certificate->not_after;
}

/* The leaf, and of the rest what is in date: a stale intermediate that is sent too must not hide the valid one. */
static GPtrArray *
without_stale (const GPtrArray *chain, gint64 moment)
{
  GPtrArray *kept = g_ptr_array_new ();
  for (guint i = 0; i < chain->len; i++)
    if (i == 0 || in_date (g_ptr_array_index (chain, i), moment))
      g_ptr_array_add (kept, g_ptr_array_index (chain, i));
  return kept;
}

/* ---- walking a chain ----------------------------------------------------------------------------------------- */

static gboolean
anchored (MsTrustStore *store, const Link *link)
{
  gnutls_x509_crt_t issuer;
  if (gnutls_x509_trust_list_get_issuer (store->anchors, link->crt, &issuer, GNUTLS_TL_GET_COPY) < 0)
    return FALSE;
  gnutls_x509_crt_deinit (issuer);
  return TRUE;
}

static Link *
issuer_in (const GPtrArray *chain, const Link *of)
{
  for (guint i = 0; i < chain->len; i++)
    {
      Link *link = g_ptr_array_index (chain, i);
      if (link != of && gnutls_x509_crt_check_issuer (of->crt, link->crt) != 0)
        return link;
    }
  return NULL;
}

/* From the leaf upwards as far as the sent certificates lead, or to just below an anchor. */
static GPtrArray *
walk (MsTrustStore *store, const GPtrArray *chain)
{
  GPtrArray *path = g_ptr_array_new ();
  Link *at = g_ptr_array_index (chain, 0);

  while (at != NULL && path->len < MAX_CHAIN && !g_ptr_array_find (path, at, NULL))
    {
      g_ptr_array_add (path, at);
      if (at->certificate->self_issued || anchored (store, at))
        break;
      at = issuer_in (chain, at);
    }
  return path;
}

/* Are all authorities of this path, its anchor included, in date at this moment? */
static gboolean
authorities_in_date (MsTrustStore *store, const GPtrArray *path, gint64 moment)
{
  const Link *top = g_ptr_array_index (path, path->len - 1);
  gnutls_x509_crt_t anchor;
  gboolean in = TRUE;

  for (guint i = 1; in && i < path->len; i++)
    in = in_date (g_ptr_array_index (path, i), moment);
  if (in && gnutls_x509_trust_list_get_issuer (store->anchors, top->crt, &anchor, GNUTLS_TL_GET_COPY) >= 0)
    {
      in = gnutls_x509_crt_get_activation_time (anchor) <= moment && gnutls_x509_crt_get_expiration_time (anchor) >= moment;
      gnutls_x509_crt_deinit (anchor);
    }
  return in;
}

static Link *
top_of (const GPtrArray *path)
{
  return g_ptr_array_index (path, path->len - 1);
}

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

static void
remember_authorities (MsTrustStore *store, const GPtrArray *path)
{
  for (guint i = 1; i < path->len; i++)
    {
      Link *link = g_ptr_array_index (path, i);
      const char *id = link->certificate->sha256;
      if (!link->certificate->self_issued && g_hash_table_size (store->known) < MAX_KNOWN
          && !g_hash_table_contains (store->known, id))
        g_hash_table_insert (store->known, g_strdup (id), link_new (link->certificate->der));
    }
}

void
ms_trust_store_learn (MsTrustStore *store, GBytes *der)
{
  Link *link = g_hash_table_size (store->known) < MAX_KNOWN ? link_new (der) : NULL;

  if (link == NULL)
    return;
  if (link->certificate->self_issued || gnutls_x509_crt_get_ca_status (link->crt, NULL) <= 0)
    link_free (link);
  else
    g_hash_table_replace (store->known, g_strdup (link->certificate->sha256), link);
}

guint
ms_trust_store_known (const MsTrustStore *store)
{
  return g_hash_table_size (store->known);
}

/* The sent chain and what is known here above its open end. The links stay their owners'. */
static GPtrArray *
completed (MsTrustStore *store, const GPtrArray *chain, Link *open_end)
{
  GPtrArray *whole = g_ptr_array_new ();
  gboolean found = TRUE;

  for (guint i = 0; i < chain->len; i++)
    g_ptr_array_add (whole, g_ptr_array_index (chain, i));
  for (Link *end = open_end; found && whole->len < MAX_CHAIN;)
    {
      GHashTableIter iter;
      gpointer value;

      found = FALSE;
      g_hash_table_iter_init (&iter, store->known);
      while (!found && g_hash_table_iter_next (&iter, NULL, &value))
        {
          Link *link = value;
          if (gnutls_x509_crt_check_issuer (end->crt, link->crt) != 0 && !g_ptr_array_find (whole, link, NULL))
            {
              g_ptr_array_add (whole, link);
              end = link;
              found = TRUE;
            }
        }
    }
  return whole;
}

/* No anchor signs this chain: which of the four kinds is it? (B3) */
static MsTrust
without_anchor (MsTrustStore *store, const GPtrArray *chain, gint64 moment, MsSighting *sighting)
{
  g_autoptr (GPtrArray) path = walk (store, chain);
  Link *leaf = g_ptr_array_index (chain, 0), *top = top_of (path);
  g_autoptr (GPtrArray) whole = NULL;

  if (leaf->certificate->self_signed)
    return MS_TRUST_SELF_SIGNED;
  if (top->certificate->self_issued)
    return MS_TRUST_PRIVATE_CA;
  sighting->missing = g_strdup (top->certificate->issuer);
  whole = completed (store, chain, top);
  if (whole->len > chain->len && verify (store, whole, moment, 0) == 0)
    return MS_TRUST_INCOMPLETE;
  return has_aia (leaf->crt) ? MS_TRUST_INCOMPLETE | MS_TRUST_UNKNOWN_ISSUER : MS_TRUST_UNKNOWN_ISSUER;
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
    { GNUTLS_CERT_EXPIRED, MS_TRUST_EXPIRED_AUTHORITY },   { GNUTLS_CERT_NOT_ACTIVATED, MS_TRUST_EXPIRED_AUTHORITY },
    { GNUTLS_CERT_SIGNATURE_FAILURE, MS_TRUST_INVALID },   { GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, MS_TRUST_INVALID },
    { GNUTLS_CERT_INSECURE_ALGORITHM, MS_TRUST_WEAK },
  };
  MsTrust trust = MS_TRUST_OK;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((status & rows[i].flag) != 0)
      trust |= rows[i].trust;
  return trust != MS_TRUST_OK ? trust : MS_TRUST_INVALID; /* a flag of tomorrow must not read as "fine" */
}

static gboolean
weak_key (const Link *link, gboolean *ret_refused)
{
  unsigned bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (link->crt, &bits);

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
      const Link *link = g_ptr_array_index (path, i);
      const char *hash = weak_hash (link->certificate->signature);
      gboolean refused = FALSE, weak = weak_key (link, &refused);

      if ((weak && refused) || (hash != NULL && !link->certificate->self_issued))
        {
          *ret_refused = TRUE;
          return g_strdup (weak && refused ? link->certificate->key : hash);
        }
      if (lesser == NULL && (weak || (hash != NULL && i == 0)))
        lesser = g_strdup (weak ? link->certificate->key : hash);
    }
  return g_steal_pointer (&lesser);
}

/* The certificate above the leaf, sent or an anchor; the caller's to free, or NULL. */
static gnutls_x509_crt_t
issuer_of_leaf (MsTrustStore *store, const GPtrArray *chain)
{
  Link *leaf = g_ptr_array_index (chain, 0), *sent = issuer_in (chain, leaf);
  gnutls_x509_crt_t issuer = NULL;
  gsize size;
  gnutls_datum_t der;

  if (gnutls_x509_trust_list_get_issuer (store->anchors, leaf->crt, &issuer, GNUTLS_TL_GET_COPY) >= 0)
    return issuer;
  if (sent == NULL)
    return NULL;
  der.data = (guchar *) g_bytes_get_data (sent->certificate->der, &size);
  der.size = (unsigned) size;
  gnutls_x509_crt_init (&issuer);
  gnutls_x509_crt_import (issuer, &der, GNUTLS_X509_FMT_DER);
  return issuer;
}

static void
note_revocation (MsTrustStore *store, MsSighting *sighting, const GPtrArray *chain, gint64 now)
{
  const Link *leaf = g_ptr_array_index (chain, 0);
  gnutls_x509_crt_t issuer = sighting->ocsp != NULL ? issuer_of_leaf (store, chain) : NULL;

  if (issuer == NULL)
    return;
  pretended = (time_t) now;
  if (ms_staple_revokes (sighting->ocsp, leaf->crt, issuer, &sighting->revoked))
    sighting->trust |= MS_TRUST_REVOKED;
  pretended = 0;
  gnutls_x509_crt_deinit (issuer);
}

static void
note_path_end (MsSighting *sighting, const GPtrArray *path)
{
  for (guint i = 0; i < path->len; i++)
    {
      const MsCertificate *certificate = ((Link *) g_ptr_array_index (path, i))->certificate;
      if (i > 0 && (certificate->self_issued || certificate->not_after >= sighting->path_not_after))
        continue;
      sighting->path_not_after = certificate->not_after;
      if (i > 0)
        {
          g_free (sighting->path_subject);
          sighting->path_subject = g_strdup (certificate->subject);
        }
    }
}

/*
 * Is there a path all of whose authorities are good? Asked as of a moment at which the leaf was in date, so that the leaf's
 * own end (judged elsewhere, with the time of the verdict) hides nothing; without the stale certificates that are sent too;
 * and as of now, for a leaf that ended before its authority's certificate was reissued.
 */
static gboolean
has_valid_path (MsTrustStore *store, const GPtrArray *chain, const GPtrArray *fresh, gint64 moment, gint64 now)
{
  g_autoptr (GPtrArray) path = NULL;

  if (verify (store, chain, moment, 0) == 0 || verify (store, fresh, moment, 0) == 0)
    return TRUE;
  if (moment == now || verify (store, chain, moment, NO_TIME) != 0)
    return FALSE;
  path = walk (store, chain);
  return authorities_in_date (store, path, now);
}

static MsTrust
structure_of (MsTrustStore *store, const GPtrArray *chain, gint64 moment, MsSighting *sighting)
{
  unsigned status = verify (store, chain, moment, NO_TIME) & ~(unsigned) GNUTLS_CERT_INVALID;

  if (status == 0)
    return MS_TRUST_EXPIRED_AUTHORITY; /* only the dates stand in the way */
  if (status == GNUTLS_CERT_SIGNER_NOT_FOUND)
    return without_anchor (store, chain, moment, sighting);
  return from_status (status);
}

static void
examine_chain (MsTrustStore *store, MsSighting *sighting, const GPtrArray *chain, gint64 now)
{
  const Link *leaf = g_ptr_array_index (chain, 0);
  gint64 moment = MAX (MIN (now, leaf->certificate->not_after), leaf->certificate->not_before);
  g_autoptr (GPtrArray) fresh = without_stale (chain, moment);
  gboolean refused, valid = has_valid_path (store, chain, fresh, moment, now);
  g_autoptr (GPtrArray) path = walk (store, valid && fresh->len > 1 ? fresh : chain);

  sighting->trust = valid ? MS_TRUST_OK : structure_of (store, chain, moment, sighting);
  sighting->path_not_after = leaf->certificate->not_after;
  if (valid)
    {
      remember_authorities (store, path);
      note_path_end (sighting, path);
    }
  if (gnutls_x509_crt_check_key_purpose (leaf->crt, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0)
    sighting->trust |= MS_TRUST_WRONG_PURPOSE;
  sighting->weak = weakness (path, &refused);
  if (refused)
    sighting->trust |= MS_TRUST_WEAK;
  note_revocation (store, sighting, chain, now);
}

static void
forget_examination (MsSighting *sighting)
{
  g_ptr_array_set_size (sighting->chain, 0);
  sighting->trust = MS_TRUST_NO_CHAIN;
  sighting->path_not_after = 0;
  g_clear_pointer (&sighting->path_subject, g_free);
  g_clear_pointer (&sighting->missing, g_free);
  g_clear_pointer (&sighting->weak, g_free);
  sighting->revoked = 0;
}

void
ms_trust_examine (MsTrustStore *store, MsSighting *sighting, gint64 now)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) link_free);
  gboolean damaged = FALSE;

  forget_examination (sighting);
  for (guint i = 0; i < MIN (sighting->der->len, MAX_CHAIN); i++)
    {
      Link *link = link_new (g_ptr_array_index (sighting->der, i));
      if (link == NULL && i == 0)
        {
          sighting->trust = MS_TRUST_INVALID;
          return;
        }
      if (link == NULL)
        damaged = TRUE; /* harms nothing while a valid path exists without it */
      else
        {
          g_ptr_array_add (chain, link);
          g_ptr_array_add (sighting->chain, ms_certificate_copy (link->certificate));
        }
    }
  if (chain->len == 0)
    return;
  examine_chain (store, sighting, chain, now);
  if (damaged && sighting->trust != MS_TRUST_OK)
    sighting->trust |= MS_TRUST_INVALID;
}

/* ---- the store ----------------------------------------------------------------------------------------------- */

static gboolean
read_bounded (const char *path, GByteArray *bytes, int *ret_errno)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a FIFO must not hang us */
  struct stat info;
  guint8 buffer[16384];
  gssize got = 0;

  *ret_errno = errno;
  if (fd < 0)
    return FALSE;
  *ret_errno = EISDIR;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    {
      while (bytes->len < MAX_CA_FILE && (got = read (fd, buffer, sizeof buffer)) > 0)
        g_byte_array_append (bytes, buffer, (guint) got);
      *ret_errno = got < 0 ? errno : 0;
    }
  close (fd);
  return *ret_errno == 0;
}

/* An anchor, unless it is an intermediate of an anchor: that one only helps to complete a chain (B3, incomplete-chain). */
static void
add_authority (MsTrustStore *store, gnutls_x509_crt_t crt)
{
  gnutls_datum_t der;
  g_autoptr (GBytes) bytes = NULL;
  Link *link;

  if (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_DER, &der) < 0)
    {
      gnutls_x509_crt_deinit (crt);
      return;
    }
  bytes = g_bytes_new_with_free_func (der.data, der.size, (GDestroyNotify) gnutls_free, der.data);
  link = link_new (bytes);
  if (link != NULL && !link->certificate->self_issued && anchored (store, link))
    {
      g_hash_table_replace (store->known, g_strdup (link->certificate->sha256), link);
      gnutls_x509_crt_deinit (crt);
      return;
    }
  if (link != NULL)
    link_free (link);
  if (gnutls_x509_trust_list_add_cas (store->anchors, &crt, 1, 0) != 1)
    gnutls_x509_crt_deinit (crt);
}

/* One sentence naming the file if nothing could be taken from it; free it. */
static char *
add_ca_file (MsTrustStore *store, const char *path)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *shown = ms_visible (path, -1, 300);
  gnutls_x509_crt_t *crts = NULL;
  gnutls_datum_t data;
  unsigned n = 0;
  int error;

  if (!read_bounded (path, bytes, &error))
    return g_strdup_printf (_ ("The CA file %s cannot be read: %s."), shown, g_strerror (error));
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  data = (gnutls_datum_t){ bytes->data, bytes->len - 1 };
  if (gnutls_x509_crt_list_import2 (&crts, &n, &data, GNUTLS_X509_FMT_PEM, 0) < 0 || n == 0)
    return g_strdup_printf (_ ("The CA file %s holds no certificate (PEM is expected)."), shown);
  /* roots first, so that an intermediate beside its root is seen to be one */
  for (unsigned pass = 0; pass < 2; pass++)
    for (unsigned i = 0; i < n; i++)
      if (crts[i] != NULL && (pass == 1 || gnutls_x509_crt_check_issuer (crts[i], crts[i]) != 0))
        {
          add_authority (store, crts[i]);
          crts[i] = NULL;
        }
  gnutls_free (crts);
  return NULL;
}

MsTrustStore *
ms_trust_store_new (const char *const *ca_files, GPtrArray **ret_problems)
{
  MsTrustStore *store = g_new0 (MsTrustStore, 1);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  install_clock ();
  store->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) link_free);
  gnutls_x509_trust_list_init (&store->anchors, 0);
  gnutls_x509_trust_list_add_system_trust (store->anchors, 0, 0);
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
  g_hash_table_unref (store->known);
  gnutls_x509_trust_list_deinit (store->anchors, 1);
  g_free (store);
  malloc_trim (0); /* 144 anchors leave 4 MB that malloc would keep */
}
