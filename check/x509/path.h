/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways from a leaf to an anchor (RFC 5280 6). GnuTLS verifies each; which ones there are is found here. Room of trust.c. */
#pragma once

#include "model/observation.h"

#include <gnutls/x509.h>

G_BEGIN_DECLS

/* A certificate of a chain: GnuTLS's view and ours. */
typedef struct
{
  gnutls_x509_crt_t crt;
  MsCertificate *certificate;
  gboolean bounded; /* signatures can be verified with its key in a moment (check/der.h); else it signs nothing here */
} MsLink;

MsLink *ms_link_new (GBytes *der);          /* NULL if it cannot be read */
MsLink *ms_link_of (gnutls_x509_crt_t crt); /* the same certificate as we see it; NULL likewise */
void ms_link_free (MsLink *link);

/* Who is believed, and who may stand between them and a leaf. */
typedef struct
{
  gnutls_x509_trust_list_t anchors;
  GHashTable *known; /* sha256 -> MsLink*: authorities that are no anchors but lead to one */
} MsAuthorities;

typedef struct
{
  GPtrArray *links; /* MsLink* (lent): the leaf first, up to just below the anchor, or as far as it leads */
  unsigned status;  /* GnuTLS's verdict on it, dates left aside; 0: it has verified all of it, up to an anchor */
  gboolean valid;   /* and all its authorities, the anchor too, are in date */
  gint64 end;       /* the earliest end on it, the leaf's included, a root's not */
} MsPath;

/*
 * The best way from sent[0] (MsLink*, the leaf; `bounded`) over what was sent and, if `with_known`, what is known here: a valid
 * one if there is any, of these the one that lasts longest; else the one that leads farthest. It is asked as of `moment`, at
 * which the leaf was in date, and also as of `now`, for authorities whose certificates were reissued since the leaf ended. The
 * work is bounded: some dozens of signatures.
 */
MsPath *ms_path_find (const MsAuthorities *authorities, const GPtrArray *sent, gboolean with_known, gint64 moment, gint64 now);
/*
 * Do programs find a valid way that try one issuer only? OpenSSL takes the first that fits and is in date, GnuTLS the first that
 * fits; neither turns back. FALSE: both end elsewhere, although there is this valid `path` over what was sent.
 */
gboolean ms_path_is_plain (const MsAuthorities *authorities, const GPtrArray *sent, const MsPath *path, gint64 moment);
void ms_path_free (MsPath *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsPath, ms_path_free)

/* The anchor above this path, a copy (gnutls_x509_crt_deinit); NULL: none, or the path ends with it. */
gnutls_x509_crt_t ms_path_anchor (const MsAuthorities *authorities, const MsPath *path);

/* The authorities whose dates stand in the way: subjects (NULL: none), the one that ended first and the one that begins last. */
typedef struct
{
  char *expired, *future;
  gint64 until, from;
} MsPathDates;

void ms_path_dates_clear (MsPathDates *dates);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MsPathDates, ms_path_dates_clear)

/*
 * The dates of the authorities on this path, its anchor included: EXPIRED_AUTHORITY, FUTURE_AUTHORITY. *ret_dates, which need
 * not be set before, is the caller's to clear.
 */
MsTrust ms_path_dates (const MsAuthorities *authorities, const MsPath *path, gint64 moment, MsPathDates *ret_dates);

/* What GnuTLS takes for the present in this thread, from now on; 0: the clock's. */
void ms_path_pretend (gint64 moment);

G_END_DECLS
