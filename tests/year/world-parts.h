/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the world is made of; only the files of the world include this. */
#pragma once

#include "model/server.h"
#include "tests/year/dice.h"
#include "tests/year/world.h"

G_BEGIN_DECLS

#define EARLIEST G_GINT64_CONSTANT (-1000000000000) /* before everything */
#define MINUTE   ((gint64) 60)
#define HOUR     (60 * MINUTE)
#define DAY      (24 * HOUR)

/* ---- spans of time ------------------------------------------------------------------------------------------- */

/* One stretch of a line of time; the spans of a line are sorted and do not overlap, and between them all is as usual. */
typedef struct
{
  gint64 from, until; /* [from, until) */
  int what;
  gint64 number;
  const char *text; /* interned */
} Span;

GArray *spans_new (void);
void spans_paint (GArray *spans, Span span); /* over what was there */
void spans_clear (GArray *spans, gint64 from, gint64 until);
void spans_cut (GArray *spans, gint64 when);             /* the span there becomes two */
const Span *spans_at (const GArray *spans, gint64 when); /* NULL: as usual */
gint64 spans_next (const GArray *spans, gint64 when);    /* where something begins or ends, > when; G_MAXINT64: never */

/* ---- certificates -------------------------------------------------------------------------------------------- */

typedef enum
{
  CLASS_PUBLIC = 'p',
  CLASS_LOCAL = 'l',   /* of an authority of the user's own, installed on the laptop */
  CLASS_PRIVATE = 'c', /* the chain ends self-issued, and nobody knows it */
  CLASS_UNKNOWN = 'u', /* the chain ends open */
  CLASS_SELF = 's',
  CLASS_AUTHORITY = 'a',
} Class;

typedef struct
{
  Class class;
  const char *organization; /* of the issuer */
  const char *intermediate; /* its name */
  const char *const *names; /* DNS names */
  gint64 not_before, not_after;
  const char *key; /* "EC 256" */
  char *spki;      /* sha256 of it */
  char *serial;
} Request;

MsCertificate *certificate_new (const Request *request);
GBytes *certificate_of_authority (const char *intermediate, const char *organization, gint64 when);

typedef struct
{
  const char *organization;
  const char *intermediates[7]; /* any of them signs, at random */
} Authority;

extern const Authority authorities[];
extern const guint n_authorities;
const Authority *authority_find (const char *organization); /* NULL if it is none of them */

/* ---- sites --------------------------------------------------------------------------------------------------- */

/* A certificate as a site sends it. */
typedef struct
{
  MsCertificate *leaf;
  Class class;
  gboolean bare;                           /* without its intermediate */
  const char *organization, *intermediate; /* interned */
  gint64 usual_left;                       /* what is left of it when this site renews as it does usually */
  guint generation;                        /* ordinary renewals of this site since the world began, before this one */
  gboolean late;                           /* this site always renews inside the window of warnings: a habit */
} Shown;

/* From then on these addresses show it (and, every other time, its twin with the other kind of key). */
typedef struct
{
  gint64 from;
  guint64 addresses; /* a bit each */
  const Shown *shown, *twin;
} Show;

typedef enum
{
  FAULT_DOWN,     /* text: the reason of UNREACHABLE */
  FAULT_REFUSED,  /* 421 */
  FAULT_STARTTLS, /* not offered any more */
} Fault;

/* What the generator did to a site, in its own words. */
typedef struct
{
  const char *kind; /* static */
  gint64 from, until;
  gboolean problem;
} Mark;

/* One machine, or a pool behind one name: services that show the same certificates. */
typedef struct
{
  char *name, *domain;
  GPtrArray *targets;   /* MsTarget* */
  GPtrArray *urls;      /* char*, of the targets */
  GPtrArray *names;     /* char*: the hosts of the targets, and what else its certificates are for; NULL-terminated */
  GPtrArray *addresses; /* char* */
  GPtrArray *all;       /* Shown*: owns them */
  GArray *shows;        /* Show, by time */
  GArray *homes;        /* Span: number = the addresses in use; else all */
  GArray *faults;       /* Span: what = Fault */
  GArray *marks;        /* Mark */
  gint64 lifetime, usual_left, jitter;
  const char *organization; /* of its authority */
  gboolean keeps_key, dual, healthy, late;
  char *spki, *spki_twin;
  guint generation;
  guint watchers;
  gboolean renews;    /* by itself; in a world of events */
  gint64 busy;        /* until then it shows something unusual, and is not renewed */
  const Shown *usual; /* what it shows otherwise */
} Site;

Site *site_new (const char *name, const char *domain);
void site_free (Site *site);
void site_add_service (Site *site, MsService service, const char *host, guint16 port);
void site_add_addresses (Site *site, Dice *dice, guint n);
const Shown *site_issue (Site *site, Dice *dice, Class class, gint64 not_before); /* as is usual for it */
const Shown *site_issue_as (Site *site, Dice *dice, const Request *request);      /* spki NULL: a new key */
void site_show (Site *site, gint64 from, guint64 addresses, const Shown *shown, const Shown *twin);
void site_mark (Site *site, const char *kind, gint64 from, gint64 until, gboolean problem);
guint64 site_home_at (const Site *site, gint64 when); /* the addresses in use */
const Show *site_show_at (const Site *site, guint address, gint64 when);
gboolean site_has_starttls (const Site *site);
gint64 site_renewal (const Site *site, Dice *dice, const Shown *shown); /* when it is renewed, as usual */
void site_renew (Site *site, Dice *dice, gint64 when);                  /* one ordinary renewal, address by address */

/* ---- users --------------------------------------------------------------------------------------------------- */

typedef enum
{
  PLACE_HOME,
  PLACE_OFFICE,
  PLACE_HOTEL,
  PLACE_MOBILE
} Place;

typedef struct
{
  char *name;
  GPtrArray *sites;   /* Site* */
  GPtrArray *watched; /* MsServer* */
  GArray *power;      /* what: 1 = the daemon starts here, 0 = it goes on; number: the session */
  GArray *place;      /* what = Place, text = network; else at home */
  GArray *link;       /* what = WorldLink; else full */
  GArray *clock;      /* number = offset, what = synchronized; else right */
  GArray *zone;       /* number = minutes */
  GArray *intercept;  /* text = issuer, what = Class */
  GArray *strip;      /* STARTTLS is taken out of what servers say; text = network */
  const char *home;   /* network */
  int home_zone;
  gboolean healthy;
} User;

User *user_new (const char *name, guint number);
void user_free (User *user);
void user_watch (User *user, Site *site, MsRole role);
void user_accept (User *user, const Site *site, const char *spki);
/* Every day of the world in one of these ways: always, office, evening, sleeper, weekend. FALSE: no such way. */
gboolean user_spend_days (const World *world, User *user, Dice *dice, const char *days);
void user_number_sessions (User *user); /* once all of its power is painted */

struct _World
{
  WorldPlan plan;
  gint64 begin, end;
  GPtrArray *sites;   /* Site* */
  GPtrArray *users;   /* User* */
  GHashTable *by_url; /* char* -> Site* */
  GPtrArray *truth;   /* WorldTruth* */
};

/* ---- a file of events ---------------------------------------------------------------------------------------- */

/* One line that says what happens to whom. */
typedef struct
{
  guint line;
  gint64 when, until;
  GStrv words; /* [0] what, [1] to whom, then the rest without the options */
  gint64 by;   /* by=; 0: not given */
} Event;

/* FALSE and a sentence: it cannot be done. */
gboolean event_happen (World *world, const Event *event, Dice *dice, char **ret_problem);
void events_let_live (World *world, Site *site, Dice *dice, gint64 until); /* its own renewals until then */
/* expect and never: once the truth is found; `event_is_truth`: it is one of these. */
gboolean event_is_truth (const Event *event);
gboolean event_amend_truth (World *world, const Event *event, char **ret_problem);
Site *world_site_named (const World *world, const char *name);
User *world_user_named (const World *world, const char *name, guint *ret_number);
gboolean parse_duration (const char *text, gint64 *ret_duration); /* "90d", "-3h", "2w", "10y" */

gboolean clock_is_right (const Span *clock); /* synchronised or not */

/* ---- what can be seen ----------------------------------------------------------------------------------------- */

#define QUICK (30 * MINUTE)            /* after a login, a resume, a new network, a threshold that was known before */
#define SLOW  (7 * HOUR + 30 * MINUTE) /* an ordinary interval, its jitter, and a second look */

/* The circumstances in which a problem shows; what is NULL does not matter. */
typedef struct
{
  const World *world;
  const User *user;
  guint number;
  const Site *site;     /* must answer */
  const GArray *within; /* one of these spans must be on, and the others may be */
} Circumstances;

/*
 * By when what shows in [from, until) must have been told: the first moment of a stretch of good circumstances by which a
 * daemon that looks at logins and every six hours has looked twice. `slack`: how long after `from` that may take in a good
 * stretch. G_MAXINT64: there is no such stretch.
 */
gint64 world_deadline (const Circumstances *c, gint64 from, gint64 until, gint64 slack);
/* What was true at `end` may still be told until a daemon that stays awake has looked again. */
gint64 world_right_until (const Circumstances *c, gint64 end);

/* ---- the whole ------------------------------------------------------------------------------------------------ */

World *world_empty (const WorldPlan *plan);
void world_add_site (World *world, Site *site); /* once it has its services */
void world_people (World *world);               /* users with their laptops, watching the sites there are */
void world_find_truth (World *world);           /* once all has happened */
WorldTruth *world_truth_new (const char *kind, guint user, const char *cause);
void world_truth_free (WorldTruth *truth);
void world_sort_truth (World *world);
const char *world_kind (const char *name); /* the static name of a kind of truth, NULL if there is none of it */

G_END_DECLS
