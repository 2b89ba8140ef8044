/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The watched servers, and all that is decided about them: when to look, what is learnt, what concerns them all, what is told.
 * It touches no network, no clock and no bus: `now` (s, this computer's clock) is an argument, so that a simulated year drives
 * the same code as the daemon.
 */
#pragma once

#include "model/server.h"
#include "model/verdict.h"
#include "daemon/judge/attention.h"
#include "check/judge/correlate.h"
#include "daemon/store.h"

G_BEGIN_DECLS

typedef struct _MsWard MsWard;

/* What others do for it; all take `data`. */
typedef struct
{
  MsParse parse; /* DER -> certificate */
  /* Says of a sighting that comes out of the store what x509 says of it today. */
  void (*examine) (const MsServer *server, MsSighting *sighting, gint64 now, gpointer data);
  /* An alert is new, another, or over; it is saved, if that could be. May be NULL. */
  void (*alert_changed) (const MsAlert *alert, gpointer data);
} MsWardHelp;

/* `store` and `help` are lent. `seed`: of this machine, it spreads the looks. */
MsWard *ms_ward_new (MsStore *store, guint32 seed, const MsWardHelp *help, gpointer data);
void ms_ward_free (MsWard *ward);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsWard, ms_ward_free)

/*
 * From now on these (MsServer*; those with `watch`) are watched, and nothing else. The same server with other wishes keeps its
 * verdict, a new one is judged by what the store remembers. `confirm_delay`: s, see judge/attention.h.
 */
void ms_ward_watch (MsWard *ward, const GPtrArray *servers, guint confirm_delay, gint64 now);

/* The surroundings are these now: another network, or the first one, is a reason to look soon; a portal is one not to. */
void ms_ward_set_surroundings (MsWard *ward, const MsSurroundings *surroundings, gint64 now);
/*
 * To be told before anything is judged: how long (s) the computer has been running, asleep or not, in this `boot` (any word for
 * it). TRUE: its clock was set since it was said last; what is known of its synchronisation counts no more. The time that it
 * jumped over is remembered until something agrees with the new time.
 */
gboolean ms_ward_set_uptime (MsWard *ward, const char *boot, gint64 uptime, gint64 now);
/* The computer has slept, or its clock was set: what is due since then is spread over the next minute. */
void ms_ward_catch_up (MsWard *ward, gint64 now);

const GPtrArray *ms_ward_standings (const MsWard *ward);                  /* MsStanding* */
const MsStanding *ms_ward_standing (const MsWard *ward, const char *url); /* NULL if it is not watched */
MsHeld ms_ward_held (const MsWard *ward, const MsAlert *alert, gint64 now);
const GPtrArray *ms_ward_alerts (const MsWard *ward); /* MsAlert*: the open ones */
GPtrArray *ms_ward_all_alerts (const MsWard *ward);   /* MsAlert* (the caller's): these and those that ended, newest last */
gboolean ms_ward_doubts_dates (const MsWard *ward);   /* some date is wrong: whether the clock is synchronised is worth asking */
const char *const *ms_ward_programs (const MsWard *ward); /* names of the mail programs that use its servers */
MsBelief ms_ward_clock (const MsWard *ward);              /* a doubt: what is about dates is held back */

gint64 ms_ward_due (const MsWard *ward, const char *url); /* when to look at it; G_MAXINT64: not watched, or not now */
gint64 ms_ward_next_attention (const MsWard *ward);       /* when ms_ward_attend() has something to tell, or to save, by itself */

/* What was found in mail clients is not looked at before then (s). */
void ms_ward_hold_imported (MsWard *ward, gint64 until);
/* May the user have it looked at now? Not too often; on this machine nobody minds. It counts as asked. */
gboolean ms_ward_may_ask (MsWard *ward, const char *url, gint64 now);
/*
 * A look at it begins, asked for by the user or not. What it showed last (lent) if trouble that is still the same is not to be
 * looked into anew: that is done once a day, or when the user asks. NULL: it is.
 */
const MsObservation *ms_ward_begin_look (MsWard *ward, const char *url, gboolean asked, gint64 now);
/*
 * Why it could not be looked at, which says nothing about it, but that it is not tried again at once; NULL: it was. TRUE: that
 * is new.
 */
gboolean ms_ward_set_excuse (MsWard *ward, const char *url, const char *excuse, gint64 now);
const char *ms_ward_excuse (const MsWard *ward); /* the first server's that has one, NULL: none has; lent */

/* It was looked at (examined, its network said): judged, learnt, and planned when to look again. */
void ms_ward_looked (MsWard *ward, const MsObservation *observation, gint64 now);
/* What is to be told now? To be called after looks, and at ms_ward_next_attention(). */
void ms_ward_attend (MsWard *ward, gint64 now);
/*
 * That was not done for some seconds. While many looks go on it is not to be done after each, so that one cause is one message.
 */
gboolean ms_ward_is_attention_due (const MsWard *ward, gint64 now);

/* What is said to an open alert. FALSE: there is none of that id. *error: it counts, but could not be saved yet (see store.h). */
gboolean ms_ward_acknowledge (MsWard *ward, const char *id, gint64 now, GError **error);
gboolean ms_ward_snooze (MsWard *ward, const char *id, gint64 until, gint64 now, GError **error); /* until (s) */
gboolean ms_ward_told (MsWard *ward, const char *id, MsStep step, gint64 now, GError **error);    /* the tray showed it */

G_END_DECLS
