/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A world of mail servers, certificates, laptops and networks, made up from a seed or read from a file of events. It knows
 * what is really wrong and when, since it did it; it knows nothing of the judge, and includes nothing of it. What it says of
 * expiry is its own reading of the contract (B4).
 * Times are true times (seconds since the epoch) unless they are said to be local: what a laptop's clock shows.
 */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

typedef struct _World World;

typedef struct
{
  guint64 seed;
  guint servers; /* machines or pools; most offer two or three services, each of which is a server to watch */
  guint users;
  guint days;
} WorldPlan;

World *world_new (const WorldPlan *plan);
/*
 * The world that a file of events describes (EVENTS.md). `problems`: char*, "name:line: sentence" for each line not understood.
 */
World *world_read (const WorldPlan *plan, const char *name, const char *text, GPtrArray *problems);
void world_free (World *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

gint64 world_begin (const World *world);
gint64 world_end (const World *world);
guint world_users (const World *world);
guint world_servers (const World *world); /* URLs, however many watch them */
const char *world_user_name (const World *world, guint user);
gboolean world_user_is_healthy (const World *world, guint user); /* all six servers only do what is ordinary */
const GPtrArray *world_watched (const World *world, guint user); /* MsServer* */

typedef enum
{
  WORLD_LINK_FULL,
  WORLD_LINK_PORTAL, /* a page wants to be clicked first */
  WORLD_LINK_NONE,
} WorldLink;

typedef struct
{
  gboolean awake; /* on, not suspended, and the user logged in */
  guint session;  /* another number: the daemon was started anew */
  gint64 offset;  /* local = true + offset */
  gboolean synchronized;
  int zone;            /* minutes east of UTC */
  const char *network; /* a private id */
  WorldLink link;
  gboolean metered;
} WorldSurroundings;

WorldSurroundings world_surroundings (const World *world, guint user, gint64 when);
gint64 world_next_change (const World *world, guint user, gint64 when); /* of the surroundings, > when; the end if none */

/* What a probe sees then, examined; `checked` is the local time. */
MsObservation *world_observe (const World *world, guint user, const MsTarget *target, gint64 when);

/* The bytes that stand for DER here, and what x509 would do with them. */
MsCertificate *world_parse (GBytes *der);
void world_examine (MsSighting *sighting); /* der -> chain, trust, path_not_after, missing */

/* One problem of one user, with one cause, in one stage; or what must not be told. */
typedef struct
{
  const char *kind; /* static; EVENTS.md lists them */
  guint user;
  GStrv servers;      /* URLs of his that it concerns */
  gint64 seen_from;   /* it can be seen from then on */
  gint64 told_by;     /* it must have been told by then; G_MAXINT64: it may be told */
  gint64 right_until; /* telling it is right until then */
  char *cause;
  gboolean never; /* nothing to tell: an ordinary renewal, an outage, ... */
} WorldTruth;

const GPtrArray *world_truth (const World *world); /* WorldTruth*, in the order of seen_from */

G_END_DECLS
