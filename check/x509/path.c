/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/x509/path.h"

#include "check/der.h"
#include "check/x509/certificate.h"
#include "check/x509/constraints.h"

#include <string.h>
#include <time.h>

#define MAX_CHAIN    16  /* GnuTLS copies a chain into 16 slots; more is never needed */
#define MAX_STEPS    400 /* a hostile chain signs itself in every order */
#define MAX_VERIFIED 48  /* certificates on the ways that are verified, some ms each where keys are as long as they may be */

/* ---- links ------------------------------------------------------------------------------------------------------- */

void
ms_link_free (MsLink *link)
{
  gnutls_x509_crt_deinit (link->crt);
  ms_certificate_free (link->certificate);
  g_free (link);
}

MsLink *
ms_link_new (GBytes *der)
{
  g_autoptr (MsCertificate) certificate = ms_certificate_parse (der);
  gsize size;
  gnutls_datum_t datum = { (guchar *) g_bytes_get_data (der, &size), 0 };
  MsLink *link;

  if (certificate == NULL)
    return NULL;
  datum.size = (unsigned) size;
  link = g_new0 (MsLink, 1);
  gnutls_x509_crt_init (&link->crt);
  gnutls_x509_crt_import (link->crt, &datum, GNUTLS_X509_FMT_DER);
  link->certificate = g_steal_pointer (&certificate);
  link->bounded = ms_der_key_is_bounded (datum.data, datum.size);
  return link;
}

MsLink *
ms_link_of (gnutls_x509_crt_t crt)
{
  gnutls_datum_t der;
  g_autoptr (GBytes) bytes = NULL;

  if (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_DER, &der) < 0)
    return NULL;
  bytes = g_bytes_new_with_free_func (der.data, der.size, (GDestroyNotify) gnutls_free, der.data);
  return ms_link_new (bytes);
}

static gboolean
is_in_date (const MsLink *link, gint64 moment)
{
  return link->certificate->not_before <= moment && moment <= link->certificate->not_after;
}

/* ---- verification at another time -------------------------------------------------------------------------------- */

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

void
ms_path_pretend (gint64 moment)
{
  static gsize once;
  if (g_once_init_enter (&once))
    {
      gnutls_global_set_time_function (clock_for_gnutls);
      g_once_init_leave (&once, 1);
    }
  pretended = (time_t) moment;
}

/* RFC 5280 4.2 and RFC 7633; what else is critical, nobody here can heed. GnuTLS itself does not know those of policies. */
static gboolean
has_unknown_critical (gnutls_x509_crt_t crt)
{
  static const char *const known[]
    = { "2.5.29.14", "2.5.29.15", "2.5.29.17",         "2.5.29.18",          "2.5.29.19",          "2.5.29.30",
        "2.5.29.31", "2.5.29.32", "2.5.29.33",         "2.5.29.35",          "2.5.29.36",          "2.5.29.37",
        "2.5.29.46", "2.5.29.54", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.14", "1.3.6.1.5.5.7.1.24", NULL };
  char oid[128];
  unsigned critical = 0;
  size_t size = sizeof oid;

  for (unsigned i = 0;; i++, size = sizeof oid)
    {
      int result = gnutls_x509_crt_get_extension_info (crt, i, oid, &size, &critical);
      if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return FALSE;
      if (result < 0 || (critical != 0 && !g_strv_contains (known, oid)))
        return TRUE; /* one that cannot be read, nobody heeds either */
    }
}

/*
 * Is it signed in a way that can be said to prove something? MD5 and SHA-1 are let through, since they are judged on their own
 * (weakness() in trust.c); whatever else GnuTLS thinks little of is not.
 */
static gboolean
has_known_signature (gnutls_x509_crt_t crt)
{
  int algorithm = gnutls_x509_crt_get_signature_algorithm (crt);
  gnutls_digest_algorithm_t hash;

  if (algorithm <= 0)
    return FALSE;
  hash = gnutls_sign_get_hash_algorithm ((gnutls_sign_algorithm_t) algorithm);
  return hash == GNUTLS_DIG_MD5 || hash == GNUTLS_DIG_SHA1
         || gnutls_sign_is_secure2 ((gnutls_sign_algorithm_t) algorithm, GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS) != 0;
}

/*
 * Do the first n keep to what this authority above them may? Names of self-issued ones are left aside (RFC 5280 6.1.3), but not
 * the leaf's.
 */
static gboolean
heed_limits (const GPtrArray *links, guint n, gnutls_x509_crt_t above)
{
  if (ms_constraints_allow_nothing (above))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const MsLink *link = g_ptr_array_index (links, i);
      if ((i == 0 || !link->certificate->self_issued) && !ms_constraints_permit_subject (above, link->crt))
        return FALSE;
    }
  return TRUE;
}

/*
 * What the path is as of `moment`, strength left aside (that is judged on its own). 0 is GnuTLS's own word that it has verified
 * this path; nothing here makes a 0 of anything else. "Cannot be verified for another reason" is GNUTLS_CERT_INVALID alone.
 */
static unsigned
verify (const MsAuthorities *authorities, const GPtrArray *links, gint64 moment, unsigned flags)
{
  gnutls_x509_crt_t crts[MAX_CHAIN];
  unsigned n = MIN (links->len, MAX_CHAIN), status = GNUTLS_CERT_INVALID;

  for (unsigned i = 0; i < n; i++)
    crts[i] = ((MsLink *) g_ptr_array_index (links, i))->crt;
  ms_path_pretend (moment);
  if (gnutls_x509_trust_list_verify_crt2 (authorities->anchors, crts, n, NULL, 0,
                                          flags | GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1
                                            | GNUTLS_VERIFY_IGNORE_UNKNOWN_CRIT_EXTENSIONS,
                                          &status, NULL)
      < 0)
    status = GNUTLS_CERT_INVALID;
  ms_path_pretend (0);
  for (unsigned i = 0; i < n; i++)
    {
      if (i > 0 && !heed_limits (links, i, crts[i]))
        status |= GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE;
      if (has_unknown_critical (crts[i]))
        status |= GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS;
      if (!((MsLink *) g_ptr_array_index (links, i))->certificate->self_signed && !has_known_signature (crts[i]))
        status |= GNUTLS_CERT_INVALID;
    }
  return status;
}

#define NO_TIME (GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS)

static gnutls_x509_crt_t
anchor_of (const MsAuthorities *authorities, const MsLink *link)
{
  gnutls_x509_crt_t issuer;
  return gnutls_x509_trust_list_get_issuer (authorities->anchors, link->crt, &issuer, GNUTLS_TL_GET_COPY) >= 0 ? issuer : NULL;
}

gnutls_x509_crt_t
ms_path_anchor (const MsAuthorities *authorities, const MsPath *path)
{
  return anchor_of (authorities, g_ptr_array_index (path->links, path->links->len - 1));
}

/* RFC 4514; free it. */
static char *
subject_of (gnutls_x509_crt_t crt)
{
  MsLink *link = ms_link_of (crt);
  char *subject = g_strdup (link != NULL ? link->certificate->subject : "?");

  g_clear_pointer (&link, ms_link_free);
  return subject;
}

void
ms_path_dates_clear (MsPathDates *dates)
{
  g_clear_pointer (&dates->expired, g_free);
  g_clear_pointer (&dates->future, g_free);
}

/* Of one authority; its subject (free it) is only asked for where that is needed. */
static MsTrust
note_dates (MsPathDates *dates, gnutls_x509_crt_t authority, gint64 moment)
{
  gint64 until = gnutls_x509_crt_get_expiration_time (authority), from = gnutls_x509_crt_get_activation_time (authority);

  if (until < moment && (dates->expired == NULL || until < dates->until))
    {
      g_free (dates->expired);
      dates->expired = subject_of (authority);
      dates->until = until;
    }
  if (from > moment && (dates->future == NULL || from > dates->from))
    {
      g_free (dates->future);
      dates->future = subject_of (authority);
      dates->from = from;
    }
  return (until < moment ? MS_TRUST_EXPIRED_AUTHORITY : MS_TRUST_NONE)
         | (from > moment ? MS_TRUST_FUTURE_AUTHORITY : MS_TRUST_NONE);
}

MsTrust
ms_path_dates (const MsAuthorities *authorities, const MsPath *path, gint64 moment, MsPathDates *ret_dates)
{
  gnutls_x509_crt_t anchor = ms_path_anchor (authorities, path);
  MsTrust trust = MS_TRUST_NONE;

  *ret_dates = (MsPathDates){ 0 };
  for (guint i = 1; i < path->links->len; i++)
    trust |= note_dates (ret_dates, ((MsLink *) g_ptr_array_index (path->links, i))->crt, moment);
  if (anchor == NULL)
    return trust;
  trust |= note_dates (ret_dates, anchor, moment);
  gnutls_x509_crt_deinit (anchor);
  return trust;
}

/* ---- the search -------------------------------------------------------------------------------------------------- */

/* From one certificate on. */
typedef struct
{
  gnutls_x509_crt_t anchor; /* NULL: none */
  GPtrArray *issuers;       /* MsLink* of the pool */
} Ways;

typedef struct
{
  const MsAuthorities *authorities;
  GPtrArray *pool;  /* MsLink*: who may stand between */
  GHashTable *ways; /* MsLink* -> Ways* */
  gint64 moment, now;
  guint steps, verified; /* verified: certificates */
  GPtrArray *at;         /* MsLink*: the way so far */
  MsPath *best;
} Search;

static gint64
end_of (const GPtrArray *links)
{
  gint64 end = G_MAXINT64;

  for (guint i = 0; i < links->len; i++)
    {
      const MsCertificate *certificate = ((MsLink *) g_ptr_array_index (links, i))->certificate;
      if (i == 0 || !certificate->self_issued)
        end = MIN (end, certificate->not_after);
    }
  return end;
}

static gboolean
leads_nowhere (const MsPath *path)
{
  return (path->status & GNUTLS_CERT_SIGNER_NOT_FOUND) != 0;
}

static gboolean
is_better (const MsPath *path, const MsPath *than)
{
  if (than == NULL || path->valid != than->valid)
    return than == NULL || path->valid;
  if (path->valid)
    return path->end > than->end;
  if (leads_nowhere (path) != leads_nowhere (than))
    return leads_nowhere (than);
  if (leads_nowhere (path))
    return path->links->len > than->links->len;
  return path->status == 0 && than->status != 0; /* only the dates are in its way */
}

static void
ways_free (Ways *ways)
{
  if (ways->anchor != NULL)
    gnutls_x509_crt_deinit (ways->anchor);
  g_ptr_array_unref (ways->issuers);
  g_free (ways);
}

/* May this one have issued it, by names and key ids? Whether it has, its signature says. */
static gboolean
fits (const MsLink *link, const MsLink *issuer)
{
  return g_str_equal (link->certificate->issuer, issuer->certificate->subject)
         && gnutls_x509_crt_check_issuer (link->crt, issuer->crt) != 0;
}

/* Who may stand above it; found out once, since a hostile chain leads past each of its certificates on every way. */
static const Ways *
ways_up (Search *search, const MsLink *link)
{
  Ways *ways = g_hash_table_lookup (search->ways, link);

  if (ways != NULL)
    return ways;
  ways = g_new0 (Ways, 1);
  ways->anchor = anchor_of (search->authorities, link);
  ways->issuers = g_ptr_array_new ();
  for (guint i = 0; !link->certificate->self_issued && i < search->pool->len; i++)
    {
      MsLink *issuer = g_ptr_array_index (search->pool, i);
      if (fits (link, issuer))
        g_ptr_array_add (ways->issuers, issuer);
    }
  g_hash_table_insert (search->ways, (gpointer) link, ways);
  return ways;
}

/* What GnuTLS does not heed of the anchor. */
static unsigned
faults_above (const GPtrArray *links, gnutls_x509_crt_t anchor)
{
  unsigned faults = 0;

  if (anchor != NULL && has_unknown_critical (anchor))
    faults |= GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS;
  if (anchor != NULL && !heed_limits (links, links->len, anchor))
    faults |= GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE;
  return faults;
}

/* The way so far is whole: what is it worth? */
static void
weigh (Search *search)
{
  const Ways *ways = ways_up (search, g_ptr_array_index (search->at, search->at->len - 1));
  unsigned above = faults_above (search->at, ways->anchor);
  MsPath *path;
  g_auto (MsPathDates) ignored = { 0 };

  if (search->verified >= MAX_VERIFIED && search->best != NULL)
    return;
  search->verified += search->at->len;
  path = g_new0 (MsPath, 1);
  path->links = g_ptr_array_copy (search->at, NULL, NULL);
  path->end = end_of (path->links);
  path->status = verify (search->authorities, path->links, search->moment, 0) | above;
  path->valid = path->status == 0;
  if (!path->valid)
    {
      path->status = verify (search->authorities, path->links, search->moment, NO_TIME) | above;
      path->valid = path->status == 0 && ms_path_dates (search->authorities, path, search->now, &ignored) == MS_TRUST_NONE;
    }
  if (!is_better (path, search->best))
    {
      ms_path_free (path);
      return;
    }
  ms_path_free (search->best);
  search->best = path;
}

static void
climb (Search *search)
{
  const Ways *ways = ways_up (search, g_ptr_array_index (search->at, search->at->len - 1));
  gboolean on = FALSE;

  if (search->steps++ >= MAX_STEPS)
    return;
  if (ways->anchor != NULL)
    {
      weigh (search);
      on = TRUE;
    }
  for (guint i = 0; search->at->len < MAX_CHAIN && i < ways->issuers->len; i++)
    {
      MsLink *issuer = g_ptr_array_index (ways->issuers, i);
      if (g_ptr_array_find (search->at, issuer, NULL))
        continue;
      g_ptr_array_add (search->at, issuer);
      climb (search);
      g_ptr_array_set_size (search->at, (int) search->at->len - 1);
      on = TRUE;
    }
  if (!on)
    weigh (search); /* it may be an anchor itself */
}

static gboolean
is_in (const GPtrArray *links, const char *sha256)
{
  for (guint i = 0; i < links->len; i++)
    if (g_str_equal (((MsLink *) g_ptr_array_index (links, i))->certificate->sha256, sha256))
      return TRUE;
  return FALSE;
}

MsPath *
ms_path_find (const MsAuthorities *authorities, const GPtrArray *sent, gboolean with_known, gint64 moment, gint64 now)
{
  g_autoptr (GPtrArray) at = g_ptr_array_new (), pool = g_ptr_array_new ();
  g_autoptr (GHashTable) ways = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ways_free);
  Search search = { .authorities = authorities, .pool = pool, .ways = ways, .moment = moment, .now = now, .at = at };
  GHashTableIter iter;
  gpointer sha256, link;

  g_ptr_array_add (at, g_ptr_array_index (sent, 0));
  for (guint i = 1; i < sent->len; i++)
    {
      MsLink *other = g_ptr_array_index (sent, i);
      if (other->bounded && !is_in (pool, other->certificate->sha256))
        g_ptr_array_add (pool, other);
    }
  g_hash_table_iter_init (&iter, authorities->known);
  while (with_known && g_hash_table_iter_next (&iter, &sha256, &link))
    if (!is_in (sent, sha256))
      g_ptr_array_add (pool, link);
  climb (&search);
  return search.best;
}

/* ---- as others search -------------------------------------------------------------------------------------------- */

static const MsLink *
first_issuer (const GPtrArray *sent, const GPtrArray *at, const MsLink *link, gint64 moment)
{
  const MsLink *latest = NULL;

  for (guint i = 1; !link->certificate->self_issued && i < sent->len; i++)
    {
      const MsLink *issuer = g_ptr_array_index (sent, i);
      if (!issuer->bounded || g_ptr_array_find ((GPtrArray *) at, issuer, NULL) || !fits (link, issuer))
        continue;
      if (is_in_date (issuer, moment))
        return issuer;
      if (latest == NULL || issuer->certificate->not_after > latest->certificate->not_after)
        latest = issuer;
    }
  return latest;
}

/* OpenSSL's way: x509_vfy.c, build_chain with X509_V_FLAG_TRUSTED_FIRST. */
static gboolean
first_issuers_lead_up (const MsAuthorities *authorities, const GPtrArray *sent, gint64 moment)
{
  g_autoptr (GPtrArray) at = g_ptr_array_new ();
  const MsLink *link = g_ptr_array_index (sent, 0);

  for (; link != NULL && at->len < MAX_CHAIN; link = first_issuer (sent, at, link, moment))
    {
      gnutls_x509_crt_t anchor = anchor_of (authorities, link);
      g_ptr_array_add (at, (gpointer) link);
      if (anchor == NULL)
        continue;
      gnutls_x509_crt_deinit (anchor);
      break;
    }
  return verify (authorities, at, moment, 0) == 0;
}

/* In the order in which they were sent, and nothing was passed over: everybody goes this way. */
static gboolean
is_as_sent (const GPtrArray *sent, const MsPath *path)
{
  for (guint i = 0; i < path->links->len; i++)
    if (i >= sent->len || g_ptr_array_index (sent, i) != g_ptr_array_index (path->links, i))
      return FALSE;
  return TRUE;
}

gboolean
ms_path_is_plain (const MsAuthorities *authorities, const GPtrArray *sent, const MsPath *path, gint64 moment)
{
  g_autoptr (GPtrArray) bounded = g_ptr_array_new ();

  if (is_as_sent (sent, path) || first_issuers_lead_up (authorities, sent, moment))
    return TRUE;
  for (guint i = 0; i < sent->len; i++)
    if (((MsLink *) g_ptr_array_index (sent, i))->bounded)
      g_ptr_array_add (bounded, g_ptr_array_index (sent, i));
  return verify (authorities, bounded, moment, 0) == 0;
}

void
ms_path_free (MsPath *path)
{
  if (path == NULL)
    return;
  g_ptr_array_unref (path->links);
  g_free (path);
}
