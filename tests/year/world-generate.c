/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sites and what happens to them in a year: an ordinary life, and for some a story. */
#include "tests/year/world-parts.h"

#define ALL G_MAXUINT64

/* ---- kinds of certificates ----------------------------------------------------------------------------------- */

/* When the usual tools renew: half of six days, a third, or 30 days before the end (certbot before 4.0, and people). */
static const struct
{
  gint64 lifetime, usual_left, jitter;
  guint weight;
  guint first_authority, last_authority;
} lives[] = {
  { 160 * HOUR, 80 * HOUR, 6 * HOUR, 10, 0, 0 }, { 45 * DAY, 15 * DAY, 12 * HOUR, 14, 0, 0 },
  { 64 * DAY, 64 * DAY / 3, DAY, 8, 0, 0 },      { 64 * DAY, 30 * DAY, 12 * HOUR, 4, 0, 0 },
  { 90 * DAY, 30 * DAY, DAY, 30, 0, 2 },         { 90 * DAY, 30 * DAY, DAY, 8, 4, 4 },
  { 200 * DAY, 66 * DAY, 2 * DAY, 6, 1, 3 },     { 200 * DAY, 30 * DAY, 2 * DAY, 8, 3, 5 },
  { 398 * DAY, 33 * DAY, 2 * DAY, 12, 3, 5 },
};

static guint
weighted (Dice *dice, const guint *weights, guint n)
{
  guint total = 0, at = 0;
  gint64 thrown;

  for (guint i = 0; i < n; i++)
    total += weights[i];
  for (thrown = dice_between (dice, 0, total - 1); thrown >= weights[at]; at++)
    thrown -= weights[at];
  return at;
}

static void
choose_life (Site *site, Dice *dice, gint64 least)
{
  guint weights[G_N_ELEMENTS (lives)], at;

  for (guint i = 0; i < G_N_ELEMENTS (lives); i++)
    weights[i] = lives[i].lifetime >= least ? lives[i].weight : 0;
  at = weighted (dice, weights, G_N_ELEMENTS (lives));
  site->lifetime = lives[at].lifetime;
  site->usual_left = lives[at].usual_left;
  site->jitter = lives[at].jitter;
  site->organization = authorities[dice_between (dice, lives[at].first_authority, lives[at].last_authority)].organization;
  site->keeps_key = dice_one_in (dice, 3);
}

static const char *
other_authority (const char *organization, Dice *dice)
{
  guint at = (guint) dice_between (dice, 0, n_authorities - 1);

  return g_str_equal (authorities[at].organization, organization) ? authorities[(at + 1) % n_authorities].organization
                                                                  : authorities[at].organization;
}

/* ---- an ordinary life ---------------------------------------------------------------------------------------- */

typedef enum
{
  MISS_NOTHING,
  MISS_WARNING,  /* renewed when it was already worth a warning */
  MISS_CRITICAL, /* in its last days */
  MISS_EXPIRED,  /* hours or days too late */
  MISS_FOREVER,
  MISS_ADDRESS, /* one machine of the pool is forgotten until it is too late */
} Miss;

static gint64
left_when_late (const Site *site, Dice *dice, Miss miss)
{
  gint64 warning = MIN (14 * DAY, site->lifetime / 6), critical = MIN (3 * DAY, site->lifetime / 20);

  if (miss == MISS_WARNING)
    return critical + dice_between (dice, (warning - critical) / 4, (warning - critical) * 3 / 4);
  if (miss == MISS_CRITICAL)
    return dice_between (dice, critical / 4, critical * 3 / 4);
  return -dice_between (dice, HOUR, 6 * DAY);
}

/* A long certificate of a site that misses its renewal ends within the year. */
static gint64
first_begin (const World *world, const Site *site, Dice *dice, gboolean misses)
{
  gint64 before_renewal = site->lifetime - site->usual_left;
  gint64 age = dice_between (dice, MIN (HOUR, before_renewal / 4), before_renewal - 2 * site->jitter);

  if (misses && world->begin - age + before_renewal > world->end - 45 * DAY)
    age = before_renewal - dice_between (dice, 20 * DAY, MAX (21 * DAY, world->end - world->begin - 60 * DAY));
  return world->begin - age;
}

static void
live (World *world, Site *site, Dice *dice, Class class, Miss miss, gboolean other_ca)
{
  const Shown *shown = site_issue (site, dice, class, first_begin (world, site, dice, miss != MISS_NOTHING)), *twin = NULL;
  gboolean missed = miss == MISS_NOTHING;

  if (site->dual)
    {
      Request request = { .class = class, .organization = shown->organization, .intermediate = shown->intermediate };
      request.names = (const char *const *) shown->leaf->names;
      request.not_before = shown->leaf->not_before;
      request.not_after = shown->leaf->not_after;
      request.key = "RSA 2048";
      twin = site_issue_as (site, dice, &request);
    }
  site_show (site, EARLIEST, ALL, shown, twin);
  for (;;)
    {
      gint64 when = site_renewal (site, dice, shown);
      gboolean now = !missed && when > world->begin + 15 * DAY && (site->lifetime > 80 * DAY || dice_one_in (dice, 3));

      if (now && miss == MISS_FOREVER)
        when = G_MAXINT64;
      else if (now && miss != MISS_ADDRESS)
        when = shown->leaf->not_after - left_when_late (site, dice, miss);
      missed = missed || now;
      if (when >= world->end)
        return;
      if (other_ca && site->generation == 1)
        site->organization = other_authority (site->organization, dice);
      site_renew (site, dice, when);
      if (now && miss == MISS_ADDRESS)
        g_array_index (site->shows, Show, site->shows->len - 1).from
          = shown->leaf->not_after - left_when_late (site, dice, dice_one_in (dice, 2) ? MISS_CRITICAL : MISS_EXPIRED);
      shown = site_show_at (site, 0, G_MAXINT64)->shown;
    }
}

static void
suffer_outages (World *world, Site *site, Dice *dice)
{
  static const char *const reasons[] = { "timeout", "refused", "dns" };

  for (gint64 n = dice_between (dice, 0, 6 * (world->end - world->begin) / (365 * DAY)); n > 0; n--)
    {
      gint64 from = dice_between (dice, world->begin, world->end), length = dice_between (dice, 3 * MINUTE, HOUR);
      Fault what = dice_one_in (dice, 4) ? FAULT_REFUSED : FAULT_DOWN;
      Span fault = { from, from, what, 0, reasons[dice_between (dice, 0, 2)] };

      if (dice_one_in (dice, 3))
        length = dice_one_in (dice, 3) ? dice_between (dice, DAY, 4 * DAY) : dice_between (dice, HOUR, 10 * HOUR);
      fault.until = from + length;
      spans_paint (site->faults, fault);
      site_mark (site, "outage", from, fault.until, FALSE);
    }
}

/* ---- stories ------------------------------------------------------------------------------------------------- */

/* A moment followed by `length` in which nothing else happens to this site; 0 if there is none. */
static gint64
quiet_moment (const World *world, const Site *site, Dice *dice, gint64 length)
{
  for (guint try = 0; try < 300; try++)
    {
      gint64 when = dice_between (dice, world->begin + 10 * DAY, world->end - length - 10 * DAY);
      const Show *show = site_show_at (site, 0, when);
      gint64 left = show->shown->leaf->not_after - when - length;
      gboolean quiet = when > world->begin && left > MIN (30 * DAY, site->lifetime / 4) + DAY;

      for (guint i = 0; quiet && i < site->shows->len; i++)
        {
          gint64 from = g_array_index (site->shows, Show, i).from;
          quiet = from < when - 2 * DAY || from > when + length + 2 * DAY;
        }
      if (quiet)
        return when;
    }
  return 0;
}

static Request
like (const Shown *shown, gint64 when)
{
  Request request = { .class = shown->class, .organization = shown->organization, .intermediate = shown->intermediate };

  request.names = (const char *const *) shown->leaf->names;
  request.not_before = when - HOUR;
  request.not_after = when - HOUR + (shown->leaf->not_after - shown->leaf->not_before);
  request.key = "EC 256";
  return request;
}

/* Another certificate for a while, then the one from before again. */
static void
show_for_a_while (Site *site, Dice *dice, const Request *request, gint64 when, gint64 length)
{
  const Shown *usual = site_show_at (site, 0, when)->shown;

  site_show (site, when, ALL, site_issue_as (site, dice, request), NULL);
  site_show (site, when + length, ALL, usual, NULL);
}

static void
tell_hostile (World *world, Site *site, Dice *dice)
{
  gint64 length = dice_between (dice, 8 * HOUR, 5 * DAY), when = quiet_moment (world, site, dice, length);
  gboolean self = dice_one_in (dice, 2);
  Request request;

  if (when == 0)
    return;
  request = like (site_show_at (site, 0, when)->shown, when);
  request.class = self ? CLASS_SELF : CLASS_PRIVATE;
  request.organization = self ? "" : "Example Widgets";
  request.intermediate = self ? "" : "Widgets Root CA";
  request.not_after = when + 365 * DAY;
  show_for_a_while (site, dice, &request, when, length);
  site_mark (site, "changed-hostile", when, when + length, TRUE);
}

static void
tell_wrong_name (World *world, Site *site, Dice *dice)
{
  gint64 length = dice_between (dice, 6 * HOUR, 6 * DAY), when = quiet_moment (world, site, dice, length);
  g_autofree char *other = g_strdup_printf ("www.customer%u.example", (guint) dice_between (dice, 1, 99999));
  const char *const names[] = { other, NULL };
  Request request;

  if (when == 0)
    return;
  request = like (site_show_at (site, 0, when)->shown, when);
  request.names = names;
  show_for_a_while (site, dice, &request, when, length);
  site_mark (site, "name-mismatch", when, when + length, TRUE);
}

static void
tell_names_lost (World *world, Site *site, Dice *dice)
{
  gint64 when = quiet_moment (world, site, dice, 5 * DAY);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Request request;
  gint64 until = world->end;

  if (when == 0)
    return;
  request = like (site_show_at (site, 0, when)->shown, when);
  for (guint i = 0; i < site->names->len - 1; i++) /* the last is one that nobody here asks for */
    g_ptr_array_add (names, g_ptr_array_index (site->names, i));
  g_ptr_array_add (names, NULL);
  request.names = (const char *const *) names->pdata;
  request.not_after = site_show_at (site, 0, when)->shown->leaf->not_after;
  for (guint i = site->shows->len; i > 0 && g_array_index (site->shows, Show, i - 1).from > when; i--)
    until = g_array_index (site->shows, Show, i - 1).from;
  site_show (site, when, ALL, site_issue_as (site, dice, &request), NULL);
  site_mark (site, "names-lost", when, until, TRUE);
}

/* A new certificate in between; weeks later a backup is played back, and noticed some days after that. */
static void
tell_rolled_back (World *world, Site *site, Dice *dice)
{
  gint64 weeks = dice_between (dice, 20 * DAY, 30 * DAY), length = dice_between (dice, 2 * DAY, 5 * DAY);
  gint64 when = quiet_moment (world, site, dice, weeks + length);
  const Shown *old, *fresh;
  Request request;

  if (when == 0)
    return;
  old = site_show_at (site, 0, when)->shown;
  request = like (old, when);
  fresh = site_issue_as (site, dice, &request);
  site_show (site, when, ALL, fresh, NULL);
  site_show (site, when + weeks, ALL, old, NULL);
  site_show (site, when + weeks + length, ALL, fresh, NULL);
  site_mark (site, "reissue", when, when + 14 * DAY, FALSE);
  site_mark (site, "rolled-back", when + weeks, when + weeks + length, TRUE);
}

static void
tell_early_change (World *world, Site *site, Dice *dice)
{
  gint64 when = quiet_moment (world, site, dice, 5 * DAY);
  Request request;

  if (when == 0)
    return;
  request = like (site_show_at (site, 0, when)->shown, when);
  request.organization = other_authority (request.organization, dice);
  request.intermediate = authority_find (request.organization)->intermediates[0];
  request.not_after = MAX (request.not_after, site_show_at (site, 0, when)->shown->leaf->not_after);
  site_show (site, when, ALL, site_issue_as (site, dice, &request), NULL);
  site_mark (site, "early-change", when, when + 14 * DAY, FALSE);
}

/* Other machines, another authority, another key. */
static void
tell_move (World *world, Site *site, Dice *dice)
{
  guint64 half = site->addresses->len / 2, first = (G_GUINT64_CONSTANT (1) << half) - 1;
  gint64 when = quiet_moment (world, site, dice, 5 * DAY);
  Span before = { EARLIEST, when != 0 ? when : G_MAXINT64, 0, (gint64) first, NULL };
  Span after = { when, G_MAXINT64, 0, (gint64) (first << half), NULL };

  spans_paint (site->homes, before);
  if (when == 0)
    return;
  spans_paint (site->homes, after);
  tell_early_change (world, site, dice); /* may be at another time: a move and a change of authority are two things */
  site_mark (site, "hosting-move", when, when + 14 * DAY, FALSE);
}

static void
tell_no_starttls (World *world, Site *site, Dice *dice)
{
  gint64 length = dice_between (dice, 8 * HOUR, 5 * DAY), when = quiet_moment (world, site, dice, length);
  Span fault = { when, when + length, FAULT_STARTTLS, 0, NULL };

  if (when == 0 || !site_has_starttls (site))
    return;
  spans_paint (site->faults, fault);
  site_mark (site, "starttls-vanished", when, when + length, TRUE);
}

static void
tell_incomplete (World *world, Site *site, Dice *dice)
{
  gint64 length = dice_between (dice, DAY, 8 * DAY), when = quiet_moment (world, site, dice, length);
  const Shown *usual;
  Shown *bare;

  if (when == 0)
    return;
  usual = site_show_at (site, 0, when)->shown;
  bare = g_memdup2 (usual, sizeof *usual);
  bare->leaf = ms_certificate_copy (usual->leaf);
  bare->bare = TRUE;
  g_ptr_array_add (site->all, bare);
  site_show (site, when, ALL, bare, NULL);
  site_show (site, when + length, ALL, usual, NULL);
  site_mark (site, "incomplete-chain", when, when + length, TRUE);
}

static void
tell_away (World *world, Site *site, Dice *dice)
{
  gint64 length = dice_between (dice, 3 * DAY, 15 * DAY), when = quiet_moment (world, site, dice, length);
  Span fault = { when, when + length, FAULT_DOWN, 0, "timeout" };

  if (when == 0)
    return;
  spans_paint (site->faults, fault);
  site_mark (site, "outage", when, when + length, FALSE);
}

static void
tell_self_signed (World *world, Site *site, Dice *dice)
{
  gint64 length = dice_between (dice, 2 * DAY, 5 * DAY), when = quiet_moment (world, site, dice, length);
  Request request;

  site_mark (site, "self-signed", EARLIEST, world->end, TRUE);
  if (when == 0 || dice_one_in (dice, 2))
    return;
  request = like (site_show_at (site, 0, when)->shown, when);
  request.class = CLASS_SELF;
  show_for_a_while (site, dice, &request, when, length);
  site_mark (site, "changed-hostile", when, when + length, TRUE);
}

typedef struct
{
  const char *name;
  guint weight;
  gboolean healthy;
  gint64 least_life;
  guint least_addresses;
  Miss miss;
  Class class;
  void (*tell) (World *world, Site *site, Dice *dice);
} Story;

static const Story stories[] = {
  { "plain", 44, TRUE, 0, 1, MISS_NOTHING, CLASS_PUBLIC, NULL },
  { "pool", 10, TRUE, 0, 2, MISS_NOTHING, CLASS_PUBLIC, NULL },
  { "dual", 6, TRUE, 0, 1, MISS_NOTHING, CLASS_PUBLIC, NULL },
  { "other-ca", 6, TRUE, 0, 1, MISS_NOTHING, CLASS_PUBLIC, NULL },
  { "early-change", 5, TRUE, 45 * DAY, 1, MISS_NOTHING, CLASS_PUBLIC, tell_early_change },
  { "move", 5, TRUE, 45 * DAY, 4, MISS_NOTHING, CLASS_PUBLIC, tell_move },
  { "away", 4, TRUE, 45 * DAY, 1, MISS_NOTHING, CLASS_PUBLIC, tell_away },
  { "own-ca", 5, TRUE, 0, 1, MISS_NOTHING, CLASS_LOCAL, NULL },
  { "late", 6, FALSE, 0, 1, MISS_WARNING, CLASS_PUBLIC, NULL },
  { "very-late", 6, FALSE, 0, 1, MISS_CRITICAL, CLASS_PUBLIC, NULL },
  { "too-late", 6, FALSE, 0, 1, MISS_EXPIRED, CLASS_PUBLIC, NULL },
  { "forgotten", 4, FALSE, 0, 1, MISS_FOREVER, CLASS_PUBLIC, NULL },
  { "forgotten-address", 4, FALSE, 64 * DAY, 2, MISS_ADDRESS, CLASS_PUBLIC, NULL },
  { "late-habit", 3, FALSE, 0, 1, MISS_NOTHING, CLASS_PUBLIC, NULL },
  { "hostile", 6, FALSE, 45 * DAY, 1, MISS_NOTHING, CLASS_PUBLIC, tell_hostile },
  { "wrong-name", 6, FALSE, 45 * DAY, 1, MISS_NOTHING, CLASS_PUBLIC, tell_wrong_name },
  { "names-lost", 4, FALSE, 45 * DAY, 1, MISS_NOTHING, CLASS_PUBLIC, tell_names_lost },
  { "rolled-back", 5, FALSE, 200 * DAY, 1, MISS_NOTHING, CLASS_PUBLIC, tell_rolled_back },
  { "no-starttls", 4, FALSE, 45 * DAY, 1, MISS_NOTHING, CLASS_PUBLIC, tell_no_starttls },
  { "incomplete", 4, FALSE, 45 * DAY, 1, MISS_NOTHING, CLASS_PUBLIC, tell_incomplete },
  { "self-signed", 3, FALSE, 0, 1, MISS_NOTHING, CLASS_SELF, tell_self_signed },
};

/* ---- sites --------------------------------------------------------------------------------------------------- */

/* The usual sets of services; a pair may live under two names. */
static void
add_services (Site *site, Dice *dice)
{
  static const MsService sets[][3] = {
    { MS_SERVICE_IMAPS, MS_SERVICE_SUBMISSION, MS_SERVICE_ANY }, { MS_SERVICE_IMAPS, MS_SERVICE_SMTPS, MS_SERVICE_ANY },
    { MS_SERVICE_IMAP, MS_SERVICE_SUBMISSION, MS_SERVICE_ANY },  { MS_SERVICE_IMAPS, MS_SERVICE_SUBMISSION, MS_SERVICE_SIEVE },
    { MS_SERVICE_POP3S, MS_SERVICE_SMTPS, MS_SERVICE_ANY },      { MS_SERVICE_IMAPS, MS_SERVICE_ANY, MS_SERVICE_ANY },
  };
  const MsService *set = sets[dice_between (dice, 0, G_N_ELEMENTS (sets) - 1)];
  gboolean two_names = dice_one_in (dice, 4);
  g_autofree char *mail = g_strdup_printf ("mail.%s", site->domain);
  g_autofree char *in = g_strdup_printf ("imap.%s", site->domain), *out = g_strdup_printf ("smtp.%s", site->domain);

  for (guint i = 0; i < 3 && set[i] != MS_SERVICE_ANY; i++)
    site_add_service (site, set[i], !two_names ? mail : ms_service_info (set[i])->protocol == MS_PROTOCOL_SMTP ? out : in, 0);
  g_ptr_array_add (site->names, g_strdup_printf ("autoconfig.%s", site->domain));
}

static Site *
make_site (World *world, Dice *dice, guint number)
{
  guint weights[G_N_ELEMENTS (stories)];
  g_autofree char *domain = g_strdup_printf ("provider%u.example", number);
  Site *site = site_new (domain, domain);
  const Story *story;
  guint addresses;

  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    weights[i] = stories[i].weight;
  /* every story is told in a world that has room for it */
  story = &stories[number < G_N_ELEMENTS (stories) ? number : weighted (dice, weights, G_N_ELEMENTS (stories))];
  site->healthy = story->healthy;
  choose_life (site, dice, story->least_life);
  site->dual = g_str_equal (story->name, "dual");
  if (story->class != CLASS_PUBLIC)
    {
      site->lifetime = 3650 * DAY;
      site->usual_left = 60 * DAY;
      site->organization = story->class == CLASS_LOCAL ? "Example Works" : "";
    }
  if (g_str_equal (story->name, "late-habit"))
    {
      site->lifetime = 45 * DAY;
      site->usual_left = 5 * DAY;
      site->jitter = 3 * HOUR;
      site->late = TRUE;
    }
  add_services (site, dice);
  addresses = MAX (story->least_addresses, (guint) dice_between (dice, 1, story->least_addresses > 1 ? 4 : 2));
  site_add_addresses (site, dice, addresses % 2 != 0 && story->least_addresses == 4 ? 4 : addresses);
  if (story->miss == MISS_ADDRESS) /* the last one: to be seen from every net, also from one without IPv6 */
    {
      g_ptr_array_set_size (site->addresses, (int) site->addresses->len - 1);
      site_add_addresses (site, dice, 1);
    }
  live (world, site, dice, story->class, story->miss, g_str_equal (story->name, "other-ca"));
  if (story->tell != NULL)
    story->tell (world, site, dice);
  suffer_outages (world, site, dice);
  return site;
}

World *
world_new (const WorldPlan *plan)
{
  World *world = world_empty (plan);

  for (guint i = 0; i < plan->servers; i++)
    {
      Dice dice = dice_new (plan->seed, "site", i);
      world_add_site (world, make_site (world, &dice, i));
    }
  world_people (world);
  world_find_truth (world);
  return world;
}
