/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/clock.h"

#include "model/observation.h"
#include "model/verdict.h"
#include "check/judge/domain.h"
#include "check/judge/expiry.h"

#include <glib/gi18n.h>

#define HOUR ((gint64) 3600)

/* Sets of providers: what one provider's servers show counts once. */
typedef struct
{
  GHashTable *all, *good, *future, *past;
  GHashTable *moved; /* judged otherwise before the jump */
  gboolean newer;    /* a certificate was made after the time that the old clock would show: it was behind */
  gboolean vouched;  /* one of the future is of an authority, and not of somebody who writes any date */
} Witnesses;

/* Only the time that was jumped over makes this certificate over, closer to its end, or not begun. */
static gboolean
is_moved (const MsSighting *sighting, const MsCertificate *leaf, gint64 jump, gint64 now)
{
  gint64 end = MIN (leaf->not_after, sighting->path_not_after);

  if (jump < 0)
    return leaf->not_before > now && leaf->not_before <= now - jump;
  return jump > 0
         && ((sighting->trust & MS_TRUST_EXPIRED_AUTHORITY) != 0
             || ms_expiry_judge (leaf->not_before, end, now) > ms_expiry_judge (leaf->not_before, end, now - jump));
}

static void
hear (Witnesses *witnesses, const MsStanding *standing, const MsSighting *sighting, gint64 jump, gint64 now)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);
  char *provider = (char *) ms_domain_of (standing->server->target->host);

  if (leaf == NULL)
    return;
  if (leaf->not_before > now + HOUR)
    {
      g_hash_table_add (witnesses->future, provider);
      witnesses->vouched
        = witnesses->vouched || ms_trust_is_trusted (sighting->trust) || sighting->trust == MS_TRUST_FUTURE_AUTHORITY;
    }
  if (standing->stale)
    return; /* it may have been renewed since */
  g_hash_table_add (witnesses->all, provider);
  if (leaf->not_after < now)
    g_hash_table_add (witnesses->past, provider);
  else if (leaf->not_before <= now && ms_trust_is_trusted (sighting->trust))
    g_hash_table_add (witnesses->good, provider);
  if (is_moved (sighting, leaf, jump, now))
    g_hash_table_add (witnesses->moved, provider);
  if (jump > 0 && leaf->not_before > now - jump + HOUR && leaf->not_before <= now && ms_trust_is_trusted (sighting->trust))
    witnesses->newer = TRUE;
}

/*
 * A certificate of the future is nearly always a clock that is behind; several that ran out are a clock that is ahead only if
 * they are many, since servers are neglected, too. Where it is known that nobody sets the clock, fewer are enough.
 */
static MsBelief
weigh (const Witnesses *witnesses, MsClock clock, guint *ret_servers)
{
  guint fewer = clock == MS_CLOCK_UNSYNCHRONISED ? 1 : 0, future = g_hash_table_size (witnesses->future);
  guint past = g_hash_table_size (witnesses->past), moved = g_hash_table_size (witnesses->moved);

  if (clock == MS_CLOCK_SYNCHRONISED)
    return MS_BELIEF_PROVEN;
  *ret_servers = future;
  if (future >= 2 || (future > 0 && fewer > 0 && witnesses->vouched))
    return MS_BELIEF_BEHIND;
  *ret_servers = past;
  if (past >= 3 - fewer && past * 2 >= g_hash_table_size (witnesses->all))
    return MS_BELIEF_AHEAD;
  *ret_servers = moved;
  if (moved > 0 && !witnesses->newer)
    return MS_BELIEF_JUMPED; /* who is good by both times says nothing */
  *ret_servers = 0;
  if (witnesses->newer)
    return MS_BELIEF_PROVEN;
  return g_hash_table_size (witnesses->good) >= 2 ? MS_BELIEF_AGREES : MS_BELIEF_OPEN;
}

MsBelief
ms_clock_judge (const GPtrArray *standings, const MsSurroundings *surroundings, gint64 now, guint *ret_servers)
{
  g_autoptr (GHashTable) all = g_hash_table_new (g_str_hash, g_str_equal), good = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) future = g_hash_table_new (g_str_hash, g_str_equal), past = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) moved = g_hash_table_new (g_str_hash, g_str_equal);
  Witnesses witnesses = { all, good, future, past, moved, FALSE, FALSE };

  for (guint i = 0; i < standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (standings, i);
      const GPtrArray *sightings = standing->verdict != NULL ? standing->verdict->observation->sightings : NULL;

      for (guint s = 0; sightings != NULL && s < sightings->len; s++)
        hear (&witnesses, standing, g_ptr_array_index (sightings, s), surroundings != NULL ? surroundings->clock_jump : 0, now);
    }
  *ret_servers = 0;
  return weigh (&witnesses, surroundings != NULL ? surroundings->clock : MS_CLOCK_UNKNOWN, ret_servers);
}

/* ---- what is said of it ------------------------------------------------------------------------------------------ */

static const struct
{
  const char *evidence, *notice;
} doubts[] = {
  [MS_BELIEF_BEHIND]
  = { N_ ("certificates begin in the future"), N_ ("Messages about dates of certificates are held back, since certificates begin "
                                                   "in the future of this computer’s clock: set "
                                                   "the clock, or let it be set automatically.") },
  [MS_BELIEF_AHEAD]
  = { N_ ("the certificates of unrelated servers are over"),
      N_ (
        "Messages about dates of certificates are held back, since by this computer’s clock those of several servers ran out at "
        "once: set the clock, or let it be set automatically.") },
  [MS_BELIEF_JUMPED]
  = { N_ ("the clock jumped while the computer ran"), N_ ("Messages about dates of certificates are held back, since this "
                                                          "computer’s clock jumped while it ran: check the date, and "
                                                          "let it be set automatically.") },
};

gboolean
ms_belief_is_doubt (MsBelief belief)
{
  return belief >= MS_BELIEF_BEHIND;
}

const char *
ms_belief_evidence (MsBelief belief)
{
  return doubts[belief].evidence;
}

const char *
ms_belief_notice (MsBelief belief)
{
  return doubts[belief].notice != NULL ? _ (doubts[belief].notice) : NULL;
}
