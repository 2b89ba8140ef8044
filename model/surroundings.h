/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What surrounds this computer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far the network reaches. FULL without NetworkManager means only that some router is there: it may be a portal's. */
typedef enum
{
  MS_CONNECTIVITY_UNKNOWN,
  MS_CONNECTIVITY_NONE,
  MS_CONNECTIVITY_PORTAL,  /* a sign-in page answers for everybody */
  MS_CONNECTIVITY_LIMITED, /* a network without a way to the Internet */
  MS_CONNECTIVITY_FULL,
} MsConnectivity;

/* Whether the system's clock is kept right by time servers. UNSYNCHRONISED need not be wrong. */
typedef enum
{
  MS_CLOCK_UNKNOWN,
  MS_CLOCK_SYNCHRONISED,
  MS_CLOCK_UNSYNCHRONISED,
} MsClock;

const char *ms_connectivity_name (MsConnectivity connectivity); /* "unknown", "none", "portal", ... */
const char *ms_clock_name (MsClock clock);                      /* "unknown", "synchronised", "unsynchronised" */

typedef struct
{
  MsConnectivity connectivity;
  gboolean metered; /* paid by volume, or guessed to be; FALSE if unknown */
  char *network;    /* which network: 16 hex digits that mean nothing elsewhere; "" if unknown; never NULL */
  MsClock clock;
  gint64 clock_jump; /* s that the clock went ahead (back: < 0) of how long the computer has been running; 0: none that counts */
} MsSurroundings;

MsSurroundings *ms_surroundings_new (void); /* everything unknown */
MsSurroundings *ms_surroundings_copy (const MsSurroundings *surroundings);
gboolean ms_surroundings_equal (const MsSurroundings *a, const MsSurroundings *b);
void ms_surroundings_free (MsSurroundings *surroundings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSurroundings, ms_surroundings_free)

G_END_DECLS
