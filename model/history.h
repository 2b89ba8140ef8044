/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of a server. */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

/* A certificate that one address of a server showed. */
typedef struct
{
  char *address;
  MsCertificate *leaf;
  gboolean trusted; /* ms_trust_is_trusted() when it was first seen here */
  gint64 first_seen;
  gint64 last_seen; /* of the one that is current: the last check */
  gint64 returned;  /* when it was last shown again after something else; 0: never */
  gint64 absent;    /* s: for how long it had not been seen then */
  GStrv networks;   /* private ids of the networks it was seen in; never NULL */
} MsSeen;

/* `networks`: ids with a blank between, NULL: none. */
MsSeen *ms_seen_new (const char *address, const MsCertificate *leaf, gboolean trusted, gint64 first_seen, gint64 last_seen,
                     const char *networks);
void ms_seen_free (MsSeen *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSeen, ms_seen_free)

/* STARTTLS worked in this network, for the last time (to the day) then. */
typedef struct
{
  char *network;
  gint64 last;
} MsOffer;

/* All that is remembered of one server. */
typedef struct
{
  GPtrArray *seen;   /* MsSeen*, in the order in which they were first seen; never NULL */
  GPtrArray *offers; /* MsOffer*; never NULL */
} MsHistory;

MsHistory *ms_history_new (void);
void ms_history_add_offer (MsHistory *history, const char *network, gint64 last);
void ms_history_free (MsHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsHistory, ms_history_free)

G_END_DECLS
