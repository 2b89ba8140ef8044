/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is true of each user, from what the world did to him: which problem he could see from when, by when he must have
 * heard of it, and until when it is right to tell him. The stages of expiry are this file's own reading of B4.
 */
#include "tests/year/world-parts.h"

#include <string.h>

#define AT_LOGIN  HOUR       /* a wrong clock */
#define SAME      (30 * DAY) /* the same proxy again within that time is the same problem */
#define MAX_A_DAY 3          /* warnings; more than that may stay in the tray */

static const char *const kinds[] = { "expiring",
                                     "urgent",
                                     "expired",
                                     "overdue",
                                     "name-mismatch",
                                     "names-lost",
                                     "changed-hostile",
                                     "rolled-back",
                                     "self-signed",
                                     "incomplete-chain",
                                     "starttls-vanished",
                                     "intercepted",
                                     "intercepted-alone",
                                     "clock-wrong",
                                     "renewal",
                                     "reissue",
                                     "early-change",
                                     "hosting-move",
                                     "outage",
                                     "portal",
                                     "habit",
                                     "nothing" };

const char *
world_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i], name))
      return kinds[i];
  return NULL;
}

WorldTruth *
world_truth_new (const char *kind, guint user, const char *cause)
{
  WorldTruth *truth = g_new0 (WorldTruth, 1);

  truth->kind = kind;
  truth->user = user;
  truth->cause = g_strdup (cause);
  truth->told_by = G_MAXINT64;
  return truth;
}

void
world_truth_free (WorldTruth *truth)
{
  g_strfreev (truth->servers);
  g_free (truth->cause);
  g_free (truth);
}

/* ---- rows ---------------------------------------------------------------------------------------------------- */

static GStrv
urls_of (const Site *site, gboolean starttls_only)
{
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();

  for (guint i = 0; i < site->urls->len; i++)
    {
      const MsTarget *target = g_ptr_array_index (site->targets, i);
      if (!starttls_only || ms_service_info (target->service)->security == MS_SECURITY_STARTTLS)
        g_strv_builder_add (urls, g_ptr_array_index (site->urls, i));
    }
  return g_strv_builder_end (urls);
}

static WorldTruth *
add (World *world, const Circumstances *c, const char *kind, const char *cause, gint64 from, gint64 until)
{
  WorldTruth *truth = world_truth_new (kind, c->number, cause);

  truth->seen_from = MAX (from, world->begin);
  truth->right_until = until;
  if (c->site != NULL)
    truth->servers = urls_of (c->site, g_str_equal (kind, "starttls-vanished"));
  g_ptr_array_add (world->truth, truth);
  return truth;
}

static void
add_problem (World *world, const Circumstances *c, const char *kind, const char *cause, gint64 from, gint64 until, gint64 slack,
             gboolean must)
{
  WorldTruth *truth;

  if (until <= MAX (from, world->begin) || from >= world->end)
    return;
  truth = add (world, c, kind, cause, from, world_right_until (c, until));
  if (must)
    truth->told_by = world_deadline (c, from, until, slack);
}

/* ---- expiry -------------------------------------------------------------------------------------------------- */

/* A certificate from when the first address shows it until the last one does not any more. */
typedef struct
{
  const Shown *shown;
  gint64 from, until;
  gint64 partial_from; /* from then on not all addresses show it */
} Run;

static gboolean
same (const Shown *a, const Shown *b)
{
  return g_str_equal (a->leaf->sha256, b->leaf->sha256);
}

/* Does this address show it then? Bit 0: some do; bit 1: some do not. */
static guint
who_shows (const Site *site, const Shown *shown, gint64 when)
{
  guint64 home = site_home_at (site, when);
  guint who = 0;

  for (guint i = 0; i < site->addresses->len; i++)
    {
      const Show *show = (home >> i & 1) != 0 ? site_show_at (site, i, when) : NULL;
      if (show != NULL)
        who |= same (show->shown, shown) || (show->twin != NULL && same (show->twin, shown)) ? 1 : 2;
    }
  return who;
}

static gint64
next_show (const Site *site, gint64 when)
{
  gint64 next = spans_next (site->homes, when);

  for (guint i = 0; i < site->shows->len; i++)
    if (g_array_index (site->shows, Show, i).from > when)
      return MIN (next, g_array_index (site->shows, Show, i).from);
  return next;
}

static gint64
stage_warning (const MsCertificate *leaf)
{
  return MIN (14 * DAY, (leaf->not_after - leaf->not_before) / 6);
}

static gint64
stage_critical (const MsCertificate *leaf)
{
  return MIN (3 * DAY, (leaf->not_after - leaf->not_before) / 20);
}

static MsRole
role_of (const Circumstances *c)
{
  for (guint i = 0; i < c->user->watched->len; i++)
    {
      const MsServer *server = g_ptr_array_index (c->user->watched, i);
      if (g_str_equal (server->url, g_ptr_array_index (c->site->urls, 0)))
        return server->role;
    }
  return MS_ROLE_USER;
}

static void
add_overdue (World *world, const Circumstances *c, const Run *run, const char *cause)
{
  const MsCertificate *leaf = run->shown->leaf;
  gint64 life = leaf->not_after - leaf->not_before, slack = MAX (life / 30, 12 * HOUR);
  gint64 by_contract = MIN (30 * DAY, life / 3 - slack), usual = run->shown->usual_left;
  gint64 may = leaf->not_after - MAX (by_contract, usual), must = leaf->not_after - MIN (by_contract, usual - 2 * slack);
  gint64 until = MIN (run->until, leaf->not_after + 1);
  Circumstances here = *c;
  WorldTruth *truth;

  if (until <= MAX (may, MAX (run->from, world->begin)))
    return;
  truth = add (world, &here, "overdue", cause, MAX (may, run->from), world_right_until (c, until));
  if (until > must && !run->shown->late)
    truth->told_by = world_deadline (c, MAX (must, run->from), until, SLOW);
}

/* B4: warning, critical, expired; each once. A habit known from two renewals silences the warning. */
static void
add_expiry (World *world, const Circumstances *c, const Run *run)
{
  const MsCertificate *leaf = run->shown->leaf;
  gint64 moments[]
    = { leaf->not_after - stage_warning (leaf), leaf->not_after - stage_critical (leaf), leaf->not_after + 1, G_MAXINT64 / 2 };
  static const char *const stages[] = { "expiring", "urgent", "expired" };
  g_autofree char *cause = g_strdup_printf ("%s %.8s", c->site->name, leaf->sha256);
  gboolean admin = role_of (c) == MS_ROLE_ADMIN;

  if (admin)
    add_overdue (world, c, run, cause);
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      gint64 from = MAX (moments[i], run->from), until = MIN (moments[i + 1], run->until);
      gboolean partial = run->partial_from <= from, habit = i == 0 && run->shown->late && run->shown->generation >= 2;
      gboolean known = run->from < moments[0] - SLOW; /* its thresholds were known before */

      if (habit && run->shown->generation >= 4 && until > from && from < world->end)
        add (world, c, "habit", cause, from, until)->never = TRUE;
      else
        add_problem (world, c, stages[i], cause, from, until, known ? QUICK : SLOW,
                     !habit && !(partial && i == 2) && !(admin && i == 0));
    }
}

static void
add_runs (World *world, const Circumstances *c)
{
  const Site *site = c->site;

  for (guint i = 0; i < site->all->len; i++)
    {
      Run run = { g_ptr_array_index (site->all, i), 0, 0, G_MAXINT64 };
      gboolean on = FALSE, is_copy = FALSE;

      for (guint n = 0; n < i; n++)
        is_copy = is_copy || same (g_ptr_array_index (site->all, n), run.shown);
      for (gint64 at = world->begin; !is_copy && at < world->end; at = next_show (site, at))
        {
          guint who = who_shows (site, run.shown, at);
          if (on && (who & 1) == 0)
            {
              run.until = at;
              add_expiry (world, c, &run);
            }
          if (!on && (who & 1) != 0)
            {
              run.from = at == world->begin ? G_GINT64_CONSTANT (-1000000000000) : at;
              run.partial_from = G_MAXINT64;
            }
          if ((who & 2) != 0)
            run.partial_from = MIN (run.partial_from, at);
          else
            run.partial_from = G_MAXINT64;
          on = (who & 1) != 0;
        }
      if (on)
        {
          run.until = G_MAXINT64 / 2;
          add_expiry (world, c, &run);
        }
    }
}

/* ---- what was done to a site ---------------------------------------------------------------------------------- */

static const MsAcceptance *
acceptance (const Circumstances *c)
{
  for (guint i = 0; i < c->user->watched->len; i++)
    {
      const MsServer *server = g_ptr_array_index (c->user->watched, i);
      if (server->accepted->len > 0 && g_ptr_array_find_with_equal_func (c->site->urls, server->url, g_str_equal, NULL))
        return g_ptr_array_index (server->accepted, 0);
    }
  return NULL;
}

static gboolean
is_hostile (const Site *site, gint64 when)
{
  for (guint i = 0; i < site->marks->len; i++)
    {
      const Mark *mark = &g_array_index (site->marks, Mark, i);
      if (g_str_equal (mark->kind, "changed-hostile") && when >= mark->from && when < mark->until)
        return TRUE;
    }
  return FALSE;
}

/* The user vouched for one key. From when on does the server show another one, which he did not vouch for? */
static gint64
accepted_until (const Circumstances *c)
{
  const MsAcceptance *accepted = acceptance (c);

  if (accepted == NULL)
    return EARLIEST;
  for (guint i = 0; i < c->site->shows->len; i++)
    {
      const Show *show = &g_array_index (c->site->shows, Show, i);
      if (show->shown->class == CLASS_SELF && !g_str_equal (show->shown->leaf->spki_sha256, accepted->hash)
          && !is_hostile (c->site, show->from))
        return show->from;
    }
  return G_MAXINT64;
}

/* To be played back, a certificate must have been seen before, and what replaced it too. */
static gboolean
saw_both (const Circumstances *c, const Mark *mark)
{
  for (guint i = 0; i < c->site->marks->len; i++)
    {
      const Mark *reissue = &g_array_index (c->site->marks, Mark, i);
      if (g_str_equal (reissue->kind, "reissue"))
        return world_deadline (c, c->world->begin, reissue->from, SLOW) != G_MAXINT64
               && world_deadline (c, reissue->from, mark->from, SLOW) != G_MAXINT64;
    }
  return TRUE;
}

static gboolean
must_be_told (const Circumstances *c, const Mark *mark)
{
  gboolean self_signed = ((Shown *) g_ptr_array_index (c->site->all, 0))->class == CLASS_SELF;

  if (g_str_equal (mark->kind, "rolled-back"))
    return saw_both (c, mark);
  if (g_str_equal (mark->kind, "names-lost"))
    return world_deadline (c, c->world->begin, mark->from, SLOW) != G_MAXINT64;
  if (g_str_equal (mark->kind, "changed-hostile") && self_signed)
    return mark->from < accepted_until (c); /* else it is known as bad already */
  return TRUE;
}

static void
add_marks (World *world, const Circumstances *c)
{
  for (guint i = 0; i < c->site->marks->len; i++)
    {
      const Mark *mark = &g_array_index (c->site->marks, Mark, i);
      gint64 fine = g_str_equal (mark->kind, "self-signed") ? CLAMP (accepted_until (c), mark->from, mark->until) : mark->from;
      g_autofree char *cause = g_strdup_printf ("%s %s %u", c->site->name, mark->kind, i);

      if (!mark->problem)
        fine = mark->until;
      if (fine > mark->from)
        add (world, c, mark->kind, cause, mark->from, fine)->never = TRUE;
      if (fine < mark->until)
        add_problem (world, c, mark->kind, cause, fine, mark->until, SLOW, must_be_told (c, mark));
    }
}

/* ---- what was done to a user ---------------------------------------------------------------------------------- */

static GStrv
all_urls (const User *user, gboolean starttls_only, guint *ret_domains)
{
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();
  g_autoptr (GHashTable) domains = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < user->sites->len; i++)
    {
      const Site *site = g_ptr_array_index (user->sites, i);
      g_auto (GStrv) some = urls_of (site, starttls_only);
      g_strv_builder_addv (urls, (const char **) some);
      if (some[0] != NULL)
        g_hash_table_add (domains, site->domain);
    }
  *ret_domains = g_hash_table_size (domains);
  return g_strv_builder_end (urls);
}

/*
 * Spans of one line with the same text that follow each other within a month are one problem; of another kind if he watches
 * servers of one domain only.
 */
static void
add_spans (World *world, const Circumstances *c, const char *kind, const char *kind_alone)
{
  const GArray *spans = c->within;
  gboolean strip = g_str_equal (kind, "starttls-vanished");

  for (guint i = 0, last; i < spans->len; i = last + 1)
    {
      const Span *first = &g_array_index (spans, Span, i);
      g_autofree char *cause = g_strdup_printf ("%s %s", kind, first->text != NULL ? first->text : "");
      guint domains;
      gint64 until;
      WorldTruth *truth;

      for (last = i; last + 1 < spans->len && g_array_index (spans, Span, last + 1).text == first->text
                     && g_array_index (spans, Span, last + 1).from < g_array_index (spans, Span, last).until + SAME;)
        last++;
      until = g_array_index (spans, Span, last).until;
      truth = add (world, c, kind, cause, first->from, world_right_until (c, until));
      truth->servers = all_urls (c->user, strip, &domains);
      if (domains == 1)
        truth->kind = kind_alone;
      if (domains > 0)
        truth->told_by = world_deadline (c, first->from, until, SLOW);
    }
}

/* Years off, every certificate is wrong; some days off, perhaps none is: then it may be told. */
static void
add_clock (World *world, const Circumstances *c)
{
  for (guint i = 0; i < c->user->clock->len; i++)
    {
      const Span *span = &g_array_index (c->user->clock, Span, i);
      g_autoptr (GArray) one = spans_new ();
      Circumstances here = *c;

      if (clock_is_right (span))
        continue;
      g_array_append_val (one, *span);
      here.within = c->user->clock;
      {
        g_autofree char *cause = g_strdup_printf ("clock %u", i);
        guint domains;
        WorldTruth *truth = add (world, c, "clock-wrong", cause, span->from, world_right_until (c, span->until));
        truth->servers = all_urls (c->user, FALSE, &domains);
        if (domains >= 3 && (span->number < -2 * 365 * DAY || span->number >= 400 * DAY))
          truth->told_by = world_deadline (&here, span->from, span->until, AT_LOGIN);
      }
    }
}

static void
add_user (World *world, guint number)
{
  Circumstances c = { .world = world, .user = g_ptr_array_index (world->users, number), .number = number };

  for (guint i = 0; i < c.user->sites->len; i++)
    {
      c.site = g_ptr_array_index (c.user->sites, i);
      add_runs (world, &c);
      add_marks (world, &c);
    }
  c.site = NULL;
  add_clock (world, &c);
  c.within = c.user->intercept;
  add_spans (world, &c, "intercepted", "intercepted-alone");
  c.within = c.user->strip;
  add_spans (world, &c, "starttls-vanished", "starttls-vanished");
  for (guint i = 0; i < c.user->link->len; i++)
    {
      const Span *link = &g_array_index (c.user->link, Span, i);
      guint domains;
      WorldTruth *truth
        = add (world, &c, link->what == WORLD_LINK_PORTAL ? "portal" : "outage", "network", link->from, link->until);
      truth->never = TRUE;
      truth->servers = all_urls (c.user, FALSE, &domains);
    }
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  const WorldTruth *x = *(const WorldTruth *const *) a, *y = *(const WorldTruth *const *) b;
  int order = (x->seen_from > y->seen_from) - (x->seen_from < y->seen_from);

  if (order == 0)
    order = (int) x->user - (int) y->user;
  if (order == 0)
    order = strcmp (x->cause, y->cause);
  return order != 0 ? order : strcmp (x->kind, y->kind);
}

void
world_sort_truth (World *world)
{
  g_ptr_array_sort (world->truth, by_time);
}

/* At most three warnings a day: where more come together, none of them must be told on that day. */
static void
spare_busy_days (World *world)
{
  static const char *const warnings[] = { "expiring", "overdue", "names-lost", "rolled-back", "incomplete-chain", NULL };

  for (guint i = 0; i < world->truth->len; i++)
    {
      WorldTruth *truth = g_ptr_array_index (world->truth, i);
      guint close = 0;

      if (truth->told_by == G_MAXINT64 || !g_strv_contains (warnings, truth->kind))
        continue;
      for (guint n = 0; n < world->truth->len; n++)
        {
          const WorldTruth *other = g_ptr_array_index (world->truth, n);
          if (other->user == truth->user && !other->never && ABS (other->seen_from - truth->seen_from) < 2 * DAY)
            close++;
        }
      if (close > MAX_A_DAY)
        truth->told_by = G_MAXINT64;
    }
}

void
world_find_truth (World *world)
{
  g_ptr_array_set_size (world->truth, 0);
  for (guint i = 0; i < world->users->len; i++)
    add_user (world, i);
  world_sort_truth (world);
  spare_busy_days (world);
}
