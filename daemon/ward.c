/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/ward.h"

#include "model/address.h"
#include "check/judge/assess.h"
#include "check/judge/domain.h"
#include "check/judge/expiry.h"
#include "daemon/schedule.h"

#include <string.h>

#define MINUTE       ((gint64) 60)
#define DAY          ((gint64) 86400)
#define WITNESS_AGE  (10 * MINUTE) /* others are looked at again when one alarms, unless they were so lately */
#define WITNESSES    3 /* of them are looked at at once, before anybody is blamed; the others within the next minute */
#define NETWORK_AGE  (15 * MINUTE) /* and when the network is another one */
#define SENTINEL     (20 * MINUTE) /* while somebody stands between, one server is looked at so often to see when he leaves */
#define SIGN_IN      (5 * MINUTE)  /* and to see whether somebody has signed in to the network */
#define SPREAD_OVER  MINUTE
#define MOST_AN_HOUR 12 /* looks at one host that nobody asked for */
#define FUTURE       (5 * MINUTE)
#define PAST         (30 * DAY)       /* ended alerts that are kept in mind */
#define HEARD        (10 * 365 * DAY) /* and those that somebody heard of: a certificate may come back after years */
#define MOST_PAST    500
#define JUMP         (60 * MINUTE)    /* what the clock may be set by without a question */
#define DOUBT        (5 * MINUTE)     /* while the clock is doubted, it is asked about so often */
#define CLOCK        "clock-believed" /* the store's key: a boot, when it was by the clock that was believed, what is doubted (s) */

/* A watched server. `standing` is what the others see of it. */
typedef struct
{
  MsServer *server;
  MsVerdict *verdict;
  MsStanding standing;
  guint failures;   /* looks in a row that gave no verdict */
  gboolean refused; /* it sent us away: back off for a whole interval */
  gint64 due;
  gboolean fresh;     /* looked at in this session, or since the computer woke up */
  MsHistory *history; /* as the store has it, NULL: to be read */
  char *glimpse;      /* an alarming certificate that was seen once and is not learnt yet */
  GArray *looks;      /* gint64: within the last hour */
} Watched;

struct _MsWard
{
  MsStore *store;
  guint32 seed;
  const MsWardHelp *help;
  gpointer data;
  GPtrArray *watched;   /* Watched* */
  GHashTable *by_url;   /* char* -> the same, lent */
  GPtrArray *standings; /* MsStanding* of them */
  GPtrArray *alerts;    /* MsAlert*: the open ones */
  GPtrArray *past;      /* MsAlert*: those that ended of late */
  MsContext *context;   /* what concerns all of them */
  MsSurroundings *surroundings;
  MsAttentionRules rules;
  gint64 started, next_attention;
  char *boot;       /* NULL: nobody said */
  gint64 booted;    /* when that was by the clock as it was last */
  gint64 believed;  /* and by the clock that was believed */
  char *remembered; /* of all that, in the store */
};

static Watched *
find (const MsWard *ward, const char *url)
{
  return g_hash_table_lookup (ward->by_url, url);
}

/* ---- judging ----------------------------------------------------------------------------------------------------- */

static void
judge (MsWard *ward, Watched *watched, const MsObservation *observation, gint64 now)
{
  MsVerdict *verdict;

  if (watched->history == NULL)
    watched->history = ms_store_history (ward->store, watched->server->url, ward->help->parse);
  verdict = ms_assess_within (ward->context, watched->server, observation, watched->history, now);
  ms_verdict_free (watched->verdict);
  watched->verdict = verdict;
  watched->standing.verdict = verdict;
}

static void
judge_again (MsWard *ward, Watched *watched, gint64 now)
{
  g_autoptr (MsObservation) observation = NULL;

  if (watched->verdict == NULL)
    return;
  observation = ms_observation_copy (watched->verdict->observation);
  judge (ward, watched, observation, now);
}

void
ms_ward_judge_again (MsWard *ward, gint64 now)
{
  for (guint i = 0; i < ward->watched->len; i++)
    judge_again (ward, g_ptr_array_index (ward->watched, i), now);
}

/* Nothing but the time moves on in the history while the same is shown; else it is read anew. */
static void
update_history (Watched *watched, const MsObservation *observation, const MsObservation *before)
{
  gboolean same = before != NULL && before->sightings->len == observation->sightings->len
                  && g_str_equal (before->network, observation->network);

  for (guint i = 0; same && i < observation->sightings->len; i++)
    {
      const MsSighting *a = g_ptr_array_index (observation->sightings, i), *b = g_ptr_array_index (before->sightings, i);
      const MsCertificate *p = ms_sighting_leaf (a), *q = ms_sighting_leaf (b);
      same = g_str_equal (a->address, b->address) && a->outcome == b->outcome
             && g_strcmp0 (p != NULL ? p->sha256 : NULL, q != NULL ? q->sha256 : NULL) == 0;
      for (guint m = 0; same && p != NULL && m < watched->history->memory->len; m++)
        {
          MsMemory *memory = g_ptr_array_index (watched->history->memory, m);
          if (g_str_equal (memory->address, a->address) && g_str_equal (memory->leaf->sha256, p->sha256))
            memory->last_seen = observation->checked;
        }
    }
  if (!same)
    g_clear_pointer (&watched->history, ms_history_free);
}

static const MsFinding *
finding_of (const MsVerdict *verdict, MsCode code)
{
  for (guint i = 0; i < verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (verdict->findings, i);
      if (finding->code == code)
        return finding;
    }
  return NULL;
}

/* A certificate in the place of a better one: who it is that shows it is not sure. */
static const char *
alarming_leaf (const MsVerdict *verdict)
{
  const MsFinding *changed = finding_of (verdict, MS_CODE_CHANGED);

  if (changed == NULL || changed->severity != MS_SEVERITY_CRITICAL)
    changed = verdict->elsewhere ? finding_of (verdict, MS_CODE_NAME_MISMATCH) : NULL; /* or in another place altogether */
  if (changed == NULL)
    return NULL;
  for (guint i = 0; i < verdict->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (verdict->observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      if (leaf != NULL && g_strv_contains ((const char *const *) changed->addresses, sighting->address))
        return leaf->sha256;
    }
  return NULL;
}

static gboolean
is_loopback (const Watched *watched)
{
  const GPtrArray *sightings = watched->verdict != NULL ? watched->verdict->observation->sightings : NULL;

  if (ms_address_is_loopback (watched->server->target->host))
    return TRUE;
  for (guint i = 0; sightings != NULL && i < sightings->len; i++)
    if (!ms_address_is_loopback (((MsSighting *) g_ptr_array_index (sightings, i))->address))
      return FALSE;
  return sightings != NULL && sightings->len > 0;
}

static gboolean
is_portal (const MsWard *ward)
{
  return ward->surroundings->connectivity == MS_CONNECTIVITY_PORTAL;
}

/*
 * What was seen through a portal, an interceptor or with a wrong clock is shown, not learnt; nor is an alarming certificate that
 * was seen only once.
 */
static gboolean
is_to_be_learnt (const MsWard *ward, Watched *watched)
{
  const char *alarming = alarming_leaf (watched->verdict);
  gboolean confirmed = alarming == NULL || g_strcmp0 (alarming, watched->glimpse) == 0;

  g_free (watched->glimpse);
  watched->glimpse = g_strdup (alarming);
  if ((is_portal (ward) && !is_loopback (watched)) || ms_belief_is_doubt (ward->context->clock)
      || finding_of (watched->verdict, MS_CODE_INTERCEPTED) != NULL)
    return FALSE;
  return confirmed;
}

/* ---- the clock ----------------------------------------------------------------------------------------------------- */

static void look_at_all (MsWard *ward, gint64 age, gint64 now);

static gint64
latest_look (const MsWard *ward)
{
  gint64 latest = 0;

  for (guint i = 0; i < ward->standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (ward->standings, i);
      if (standing->verdict != NULL)
        latest = MAX (latest, standing->verdict->observation->checked);
    }
  return latest;
}

static void
remember_clock (MsWard *ward)
{
  gint64 doubted = ward->context->clock == MS_BELIEF_JUMPED ? ward->surroundings->clock_jump : 0;
  g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, ward->boot, ward->believed, doubted);

  if (g_strcmp0 (text, ward->remembered) == 0)
    return;
  g_free (ward->remembered);
  ward->remembered = g_steal_pointer (&text);
  ms_store_set (ward->store, CLOCK, ward->remembered, NULL);
}

/*
 * What was believed in this boot. In another one nothing is known but that it is not earlier than it was at the last look, and
 * that switching a computer off and on does not set its clock: a doubt stays one, unless that look was in a doubted future.
 */
static void
recall_clock (MsWard *ward, gint64 booted, gint64 now)
{
  gint64 behind = latest_look (ward) - now, doubted;
  g_auto (GStrv) words = NULL;

  ward->remembered = ms_store_get (ward->store, CLOCK);
  words = g_strsplit (ward->remembered != NULL ? ward->remembered : "", " ", 3);
  doubted = g_strv_length (words) == 3 ? g_ascii_strtoll (words[2], NULL, 10) : 0;
  if (*ward->boot != '\0' && g_strv_length (words) == 3 && g_str_equal (words[0], ward->boot))
    ward->believed = g_ascii_strtoll (words[1], NULL, 10);
  else if (behind <= JUMP)
    ward->believed = booted - doubted;
  else
    ward->believed = doubted > 0 ? booted : booted + behind;
}

static void
measure_jump (MsWard *ward)
{
  gint64 jump = ward->boot != NULL ? ward->booted - ward->believed : 0;
  ward->surroundings->clock_jump = ABS (jump) > JUMP ? jump : 0;
}

gboolean
ms_ward_set_uptime (MsWard *ward, const char *boot, gint64 uptime, gint64 now)
{
  gint64 booted = now - uptime, before = ward->booted;
  gboolean first = g_strcmp0 (boot, ward->boot) != 0;

  if (first)
    {
      g_free (ward->boot);
      g_free (ward->remembered);
      ward->boot = g_strdup (boot);
      recall_clock (ward, booted, now);
    }
  ward->booted = booted;
  measure_jump (ward);
  if (first)
    remember_clock (ward);
  if (first || ABS (booted - before) <= JUMP)
    return FALSE;
  ward->surroundings->clock = MS_CLOCK_UNKNOWN;
  ms_ward_catch_up (ward, now);
  return TRUE;
}

/* Something speaks for the time that it is now, however it came about; or against it: then the others are to say so, too. */
static void
judge_clock (MsWard *ward, gboolean doubted, gint64 now)
{
  if (!doubted && ms_belief_is_doubt (ward->context->clock))
    look_at_all (ward, WITNESS_AGE, now);
  if (ward->boot == NULL)
    return;
  if (ward->context->clock == MS_BELIEF_PROVEN && ABS (ward->booted - ward->believed) > MINUTE)
    ward->believed = ward->booted;
  measure_jump (ward);
  remember_clock (ward);
}

MsBelief
ms_ward_clock (const MsWard *ward)
{
  return ward->context->clock;
}

/* What concerns many is known only now that all are judged; if it is something else than before, all are judged again by it. */
static void
correlate (MsWard *ward, gint64 now)
{
  MsContext *context = ms_correlate (ward->standings, ward->surroundings, ward->alerts, now);
  gboolean doubted = ms_belief_is_doubt (ward->context->clock);
  gboolean same = ms_context_equal (context, ward->context);

  ms_context_free (ward->context);
  ward->context = context;
  judge_clock (ward, doubted, now);
  if (!same)
    ms_ward_judge_again (ward, now);
}

/* ---- when to look ------------------------------------------------------------------------------------------------ */

static gint64
checked_at (const Watched *watched)
{
  return watched->verdict != NULL ? watched->verdict->observation->checked : 0;
}

static guint
index_of (const MsWard *ward, const Watched *watched)
{
  guint index = 0;
  g_ptr_array_find (ward->watched, watched, &index);
  return index;
}

/* Some place within the next minute, the same for the same server. */
static gint64
soon (const MsWard *ward, const Watched *watched, gint64 now)
{
  return now + (gint64) ((g_str_hash (watched->server->url) ^ ward->seed) % SPREAD_OVER);
}

/* A problem that is to be confirmed before it is told wants a second look. */
static void
look_again (const MsWard *ward, Watched *watched)
{
  for (guint i = 0; i < ward->alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (ward->alerts, i);
      gint64 when = ms_attention_look_again (alert, &ward->rules);

      if (when != G_MAXINT64 && watched->verdict != NULL && checked_at (watched) < when
          && g_strv_contains ((const char *const *) alert->servers, watched->server->url))
        watched->due = MIN (watched->due, when);
    }
}

/* A problem nobody heard of yet is told when it was seen again; one of a former session would wait for that too long. */
static gboolean
is_owed (const MsWard *ward, const Watched *watched)
{
  for (guint i = 0; !watched->fresh && i < ward->alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (ward->alerts, i);
      if ((alert->tell || alert->told == 0) && g_strv_contains ((const char *const *) alert->servers, watched->server->url))
        return TRUE;
    }
  return FALSE;
}

/* No host is looked at too often, whatever the reasons; on our own machine nobody minds. */
static gint64
within_bounds (const Watched *watched, gint64 due)
{
  gint64 oldest = G_MAXINT64;

  if (watched->looks->len < MOST_AN_HOUR || is_loopback (watched))
    return due;
  for (guint i = 0; i < watched->looks->len; i++)
    oldest = MIN (oldest, g_array_index (watched->looks, gint64, i));
  return MAX (due, oldest + 60 * MINUTE);
}

static gboolean
is_intercepted (const Watched *watched)
{
  return watched->verdict != NULL && finding_of (watched->verdict, MS_CODE_INTERCEPTED) != NULL;
}

/* By nobody but the sign-in page of a network. */
static gboolean
is_at_page (const Watched *watched)
{
  const MsFinding *finding = watched->verdict != NULL ? finding_of (watched->verdict, MS_CODE_INTERCEPTED) : NULL;
  return finding != NULL && finding->severity < MS_SEVERITY_CRITICAL;
}

/* Those that somebody stands between: Watched*. */
static GPtrArray *
intercepted (const MsWard *ward)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < ward->watched->len; i++)
    if (is_intercepted (g_ptr_array_index (ward->watched, i)))
      g_ptr_array_add (all, g_ptr_array_index (ward->watched, i));
  return all;
}

/* The first of those that somebody stands between. */
static gboolean
is_sentinel (const MsWard *ward, const Watched *watched)
{
  for (guint i = 0; i < ward->watched->len; i++)
    if (is_intercepted (g_ptr_array_index (ward->watched, i)))
      return g_ptr_array_index (ward->watched, i) == watched;
  return FALSE;
}

static void
plan (MsWard *ward, Watched *watched, gint64 now)
{
  MsScheduleState state = { .checked = checked_at (watched),
                            .next_look = G_MAXINT64,
                            .failures = watched->refused ? MS_SCHEDULE_REFUSED : watched->failures,
                            .metered = ward->surroundings->metered,
                            .started = ward->started,
                            .index = index_of (ward, watched) };

  for (guint i = 0; watched->verdict != NULL && i < watched->verdict->observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (watched->verdict->observation->sightings, i);
      const MsCertificate *leaf = ms_sighting_leaf (sighting);
      if (leaf != NULL)
        state.next_look = MIN (state.next_look, ms_expiry_next_look (leaf->not_before, sighting->path_not_after, state.checked));
    }
  watched->due = ms_schedule_due (watched->server, &state, ward->seed);
  if (state.checked > now + FUTURE || (state.checked > 0 && watched->due < now - SPREAD_OVER))
    watched->due = soon (ward, watched, now); /* the clock was set, or we were not there */
  if (is_owed (ward, watched))
    watched->due = MIN (watched->due, soon (ward, watched, now));
  if (is_sentinel (ward, watched))
    watched->due = MIN (watched->due, state.checked + (is_at_page (watched) ? SIGN_IN : SENTINEL));
  look_again (ward, watched);
  watched->due = within_bounds (watched, watched->due);
}

/* Everybody whose last look is older than this is looked at within the next minute. */
static void
look_at_all (MsWard *ward, gint64 age, gint64 now)
{
  for (guint i = 0; i < ward->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (ward->watched, i);
      if (watched->verdict != NULL && !watched->refused && now - checked_at (watched) > age)
        watched->due = within_bounds (watched, MIN (watched->due, soon (ward, watched, now)));
    }
}

/*
 * Is it this server, or everything? Some servers of others are to say so before the second look at this one blames it, also those
 * that were looked at lately: that was before.
 */
static void
ask_witnesses (MsWard *ward, const Watched *alarming, gint64 now)
{
  look_at_all (ward, WITNESS_AGE, now);
  for (guint i = 0, asked = 0; i < ward->watched->len && asked < WITNESSES; i++)
    {
      Watched *watched = g_ptr_array_index (ward->watched, i);
      if (watched == alarming || watched->refused || (watched->verdict != NULL && now - checked_at (watched) < SPREAD_OVER)
          || ms_hosts_are_related (watched->server->target->host, alarming->server->target->host))
        continue;
      watched->due = within_bounds (watched, MIN (watched->due, now));
      asked++;
    }
}

void
ms_ward_catch_up (MsWard *ward, gint64 now)
{
  ward->started = now;
  for (guint i = 0; i < ward->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (ward->watched, i);
      if (ABS (now - checked_at (watched)) > NETWORK_AGE)
        watched->fresh = FALSE;
      plan (ward, watched, now);
    }
}

void
ms_ward_set_surroundings (MsWard *ward, const MsSurroundings *surroundings, gint64 now)
{
  gboolean other_network = *surroundings->network != '\0' && !g_str_equal (surroundings->network, ward->surroundings->network);
  gboolean there_again
    = surroundings->connectivity == MS_CONNECTIVITY_FULL && ward->surroundings->connectivity != MS_CONNECTIVITY_FULL;
  g_autoptr (GPtrArray) with_him = intercepted (ward);

  ms_surroundings_free (ward->surroundings);
  ward->surroundings = ms_surroundings_copy (surroundings);
  measure_jump (ward);
  if (other_network || there_again)
    for (guint i = 0; i < ward->watched->len; i++)
      ((Watched *) g_ptr_array_index (ward->watched, i))->failures = 0;
  if (other_network || there_again)
    look_at_all (ward, with_him->len > 0 ? -1 : NETWORK_AGE, now); /* he may be left behind */
}

gint64
ms_ward_due (const MsWard *ward, const char *url)
{
  const Watched *watched = find (ward, url);

  if (watched == NULL)
    return G_MAXINT64;
  if ((is_portal (ward) || ward->surroundings->connectivity == MS_CONNECTIVITY_NONE) && watched->verdict != NULL
      && !is_loopback (watched))
    return G_MAXINT64; /* nothing to be learnt there */
  return watched->due;
}

/* ---- looking ----------------------------------------------------------------------------------------------------- */

static gboolean
was_refused (const MsVerdict *verdict)
{
  return finding_of (verdict, MS_CODE_SERVER_REFUSED) != NULL;
}

static void
count_look (Watched *watched, gint64 now)
{
  for (guint i = 0; i < watched->looks->len;)
    if (g_array_index (watched->looks, gint64, i) <= now - 60 * MINUTE || g_array_index (watched->looks, gint64, i) > now)
      g_array_remove_index_fast (watched->looks, i);
    else
      i++;
  g_array_append_val (watched->looks, now);
}

/* Too old to tell anybody anything: of a former session, of before the computer slept, or of another time altogether. */
static gboolean
is_stale (const Watched *watched, gint64 now)
{
  gint64 checked = checked_at (watched);
  return !watched->fresh || checked > now + FUTURE || now - checked > 3 * (gint64) watched->server->interval + 60 * MINUTE;
}

/* What the others (Watched*) show that were with him is his: they are looked at again at once, and then everybody. */
static void
he_has_gone (MsWard *ward, const GPtrArray *with_him, const Watched *looked, gint64 now)
{
  for (guint i = 0; i < with_him->len; i++)
    {
      Watched *watched = g_ptr_array_index (with_him, i);
      if (watched == looked)
        continue;
      watched->fresh = FALSE;
      watched->due = within_bounds (watched, MIN (watched->due, now));
    }
  look_at_all (ward, MINUTE, now);
}

void
ms_ward_looked (MsWard *ward, const MsObservation *observation, gint64 now)
{
  g_autofree char *url = ms_target_url (observation->target);
  Watched *watched = find (ward, url);
  g_autofree char *glimpse = NULL;
  g_autoptr (MsObservation) before = NULL;
  g_autoptr (GPtrArray) with_him = intercepted (ward);

  if (watched == NULL)
    return;
  glimpse = g_strdup (watched->glimpse);
  before = watched->verdict != NULL ? ms_observation_copy (watched->verdict->observation) : NULL;
  judge (ward, watched, observation, now);
  watched->fresh = TRUE;
  watched->standing.stale = is_stale (watched, now);
  correlate (ward, now); /* before anything is learnt */
  watched->failures = watched->verdict->state == MS_SEVERITY_UNKNOWN ? watched->failures + 1 : 0;
  watched->refused = was_refused (watched->verdict);
  count_look (watched, now);
  if (is_to_be_learnt (ward, watched))
    {
      ms_store_record (ward->store, observation, NULL); /* the store keeps trying, and says so */
      update_history (watched, observation, before);
    }
  else
    g_clear_pointer (&watched->history, ms_history_free);
  if (watched->glimpse != NULL && g_strcmp0 (glimpse, watched->glimpse) != 0)
    ask_witnesses (ward, watched, now);
  if (g_ptr_array_find (with_him, watched, NULL) && !is_intercepted (watched))
    he_has_gone (ward, with_him, watched, now);
  plan (ward, watched, now);
}

/* ---- attention --------------------------------------------------------------------------------------------------- */

static gboolean
alert_differs (const MsAlert *before, const MsAlert *after)
{
  return before->step != after->step || before->tell != after->tell || before->told != after->told
         || before->severity != after->severity || before->code != after->code || before->acknowledged != after->acknowledged
         || before->snoozed_until != after->snoozed_until || before->grave != after->grave
         || g_strcmp0 (before->title, after->title) != 0 || g_strcmp0 (before->text, after->text) != 0
         || !g_strv_equal ((const char *const *) before->servers, (const char *const *) after->servers);
}

static MsAlert *
alert_of (const GPtrArray *alerts, const char *id)
{
  for (guint i = 0; i < alerts->len; i++)
    if (g_str_equal (((MsAlert *) g_ptr_array_index (alerts, i))->id, id))
      return g_ptr_array_index (alerts, i);
  return NULL;
}

/* What is to be saved at once, in the order in which it happened. */
typedef struct
{
  GPtrArray *alerts; /* MsAlert*, lent */
  GPtrArray *lines;  /* MsJournalLine* */
} Changes;

static Changes
changes_new (void)
{
  return (Changes){ g_ptr_array_new (), g_ptr_array_new_with_free_func ((GDestroyNotify) ms_journal_line_free) };
}

static void
changes_add (Changes *changes, MsAlert *alert, const char *what, gint64 now)
{
  g_ptr_array_add (changes->alerts, alert);
  for (guint i = 0; what != NULL && alert->servers[i] != NULL; i++)
    g_ptr_array_add (changes->lines, ms_journal_line_new (now, alert->servers[i], what, alert->title));
}

/* Whether it can be saved or not: what has changed is told. */
static gboolean
changes_save (MsWard *ward, Changes *changes, GError **error)
{
  gboolean nothing = changes->alerts->len == 0 && changes->lines->len == 0;
  gboolean saved = nothing || ms_store_save (ward->store, changes->alerts, changes->lines, error);

  for (guint i = 0; ward->help->alert_changed != NULL && i < changes->alerts->len; i++)
    ward->help->alert_changed (g_ptr_array_index (changes->alerts, i), ward->data);
  g_ptr_array_unref (changes->alerts);
  g_ptr_array_unref (changes->lines);
  return saved;
}

/* ---- another memory ---------------------------------------------------------------------------------------------- */

static gboolean
is_one_problem (const MsAlert *a, const MsAlert *b)
{
  if (!g_str_equal (ms_code_info (a->code)->family, ms_code_info (b->code)->family))
    return FALSE;
  for (guint i = 0; a->servers[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) b->servers, a->servers[i]))
      return TRUE;
  return g_strcmp0 (a->cause, b->cause) == 0;
}

/* `old` is what it was; what was told or decided of the same problem meanwhile counts as well. */
static void
unite (MsAlert *old, MsAlert *meanwhile, gint64 now)
{
  if (meanwhile->step > old->step)
    {
      old->step = meanwhile->step;
      old->told = meanwhile->told;
      old->acknowledged = meanwhile->acknowledged;
    }
  else if (meanwhile->step == old->step)
    {
      old->told = old->told != 0 ? old->told : meanwhile->told;
      old->acknowledged = old->acknowledged || meanwhile->acknowledged;
    }
  old->snoozed_until = MAX (old->snoozed_until, meanwhile->snoozed_until);
  old->tell = FALSE; /* until the next look says so */
  meanwhile->reached = meanwhile->step;
  meanwhile->step = MS_STEP_RESOLVED;
  meanwhile->resolved = now;
  meanwhile->tell = FALSE;
}

static void read_alerts (MsWard *ward);

/*
 * Only now the store knows what was before this session: what was opened meanwhile of the same problem is the problem it knew, and
 * what it was told or acknowledged of that stays.
 */
static void
remember (MsWard *ward, gint64 now)
{
  Changes changes = changes_new ();

  read_alerts (ward);
  for (guint i = 0; i < ward->alerts->len; i++)
    for (guint k = ward->alerts->len - 1; k > i; k--)
      {
        MsAlert *old = g_ptr_array_index (ward->alerts, i), *meanwhile = g_ptr_array_index (ward->alerts, k);
        if (!is_one_problem (old, meanwhile))
          continue;
        unite (old, meanwhile, now);
        changes_add (&changes, old, NULL, now);
        changes_add (&changes, meanwhile, NULL, now);
        g_ptr_array_add (ward->past, g_ptr_array_steal_index (ward->alerts, k));
      }
  changes_save (ward, &changes, NULL);
  for (guint i = 0; i < ward->watched->len; i++)
    g_clear_pointer (&((Watched *) g_ptr_array_index (ward->watched, i))->history, ms_history_free);
  ms_ward_judge_again (ward, now);
}

/* Over again, or so long ago that it does not matter any more. */
static void
forget_past (MsWard *ward, const char *over_again, gint64 now)
{
  for (guint i = ward->past->len; i > 0; i--)
    {
      const MsAlert *alert = g_ptr_array_index (ward->past, i - 1);
      if (g_strcmp0 (alert->id, over_again) == 0 || now - alert->resolved > (ms_attention_was_heard (alert) ? HEARD : PAST))
        g_ptr_array_remove_index (ward->past, i - 1);
    }
  if (ward->past->len > MOST_PAST)
    g_ptr_array_remove_range (ward->past, 0, ward->past->len - MOST_PAST);
}

/* Who has the problem again that he was rid of: no new one in the journal, nor a solved one. */
static void
add_returns (const MsWard *ward, Changes *changes, const MsAlert *alert, const MsAlert *was, gint64 now)
{
  const MsAlert *old = alert_of (ward->past, alert->id);
  g_autofree char *text = old != NULL ? g_strdup_printf ("%s %s", alert->id, old->title) : NULL;

  for (guint i = 0; old != NULL && alert->servers[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) old->servers, alert->servers[i])
        && (was == NULL || !g_strv_contains ((const char *const *) was->servers, alert->servers[i])))
      g_ptr_array_add (changes->lines, ms_journal_line_new (now, alert->servers[i], "returned", text));
}

/* Is this step one that the journal does not know yet? */
static gboolean
is_new_step (const MsWard *ward, const MsAlert *alert, const MsAlert *was)
{
  const MsAlert *old = was == NULL ? alert_of (ward->past, alert->id) : NULL;
  return was != NULL ? was->step != alert->step : old == NULL || old->reached != alert->step;
}

/*
 * Others may say within the next minute whether it is the clock that is wrong: what is about dates waits until they were heard.
 * A clock that is known to be right needs no witness.
 */
static gboolean
is_witness_expected (const MsWard *ward, gint64 now)
{
  for (guint i = 0; ward->context->clock == MS_BELIEF_OPEN && i < ward->watched->len; i++)
    {
      const Watched *watched = g_ptr_array_index (ward->watched, i);
      gint64 due = ms_ward_due (ward, watched->server->url);
      if (watched->standing.stale && ABS (due - now) <= SPREAD_OVER)
        return TRUE;
    }
  return FALSE;
}

void
ms_ward_attend (MsWard *ward, gint64 now)
{
  g_autoptr (GPtrArray) before = NULL, after = NULL, all = g_ptr_array_new ();
  Changes changes = changes_new ();

  if (ms_store_try (ward->store, now))
    remember (ward, now);
  for (guint i = 0; i < ward->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (ward->watched, i);
      watched->standing.stale = is_stale (watched, now);
    }
  correlate (ward, now);
  ward->rules.told_today = ms_store_told_since (ward->store, now - DAY);
  ward->rules.hold = is_portal (ward) || ms_store_is_awaited (ward->store, now);
  ward->rules.dates_held = ms_belief_is_doubt (ward->context->clock);
  ward->rules.dates_wait = is_witness_expected (ward, now);
  forget_past (ward, NULL, now);
  g_ptr_array_extend (all, ward->alerts, NULL, NULL);
  g_ptr_array_extend (all, ward->past, NULL, NULL);
  after = ms_attention (ward->standings, all, &ward->rules, now, &ward->next_attention);
  if (ward->rules.dates_held || ward->rules.dates_wait)
    ward->next_attention = MIN (ward->next_attention, now + (ward->rules.dates_held ? DOUBT : MINUTE));
  before = g_steal_pointer (&ward->alerts);
  ward->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  for (guint i = 0; i < after->len; i++)
    {
      MsAlert *alert = g_ptr_array_index (after, i), *was = alert_of (before, alert->id);
      gboolean stepped = is_new_step (ward, alert, was);

      if (alert->step != MS_STEP_RESOLVED)
        {
          add_returns (ward, &changes, alert, was, now);
          g_ptr_array_add (ward->alerts, ms_alert_copy (alert));
        }
      else if (was != NULL)
        {
          forget_past (ward, alert->id, now);
          g_strfreev (alert->servers); /* those it was about: its own are gone with it */
          alert->servers = g_strdupv (was->servers);
          g_ptr_array_add (ward->past, ms_alert_copy (alert));
        }
      if (was == NULL || stepped || alert_differs (was, alert))
        changes_add (&changes, alert, stepped ? ms_step_name (alert->step) : NULL, now);
    }
  changes_save (ward, &changes, NULL);
  for (guint i = 0; i < ward->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (ward->watched, i);
      look_again (ward, watched);
      watched->due = within_bounds (watched, watched->due);
    }
}

gboolean
ms_ward_change_alert (MsWard *ward, const char *id, const char *what, MsChangeAlert change, gpointer change_data, gint64 now,
                      GError **error)
{
  MsAlert *alert = alert_of (ward->alerts, id);
  Changes changes;

  if (alert == NULL)
    return FALSE;
  change (alert, now, change_data);
  changes = changes_new ();
  changes_add (&changes, alert, what, now);
  changes_save (ward, &changes, error);
  if (alert->snoozed_until > now)
    ward->next_attention = MIN (ward->next_attention, alert->snoozed_until);
  return TRUE;
}

gint64
ms_ward_next_attention (const MsWard *ward)
{
  return MIN (ward->next_attention, ms_store_next_try (ward->store));
}

gboolean
ms_ward_doubts_dates (const MsWard *ward)
{
  static const MsCode codes[] = { MS_CODE_CLOCK_WRONG, MS_CODE_EXPIRED, MS_CODE_NOT_YET_VALID };

  if (ms_belief_is_doubt (ward->context->clock))
    return TRUE;
  for (guint i = 0; i < ward->watched->len; i++)
    for (guint c = 0; c < G_N_ELEMENTS (codes); c++)
      {
        const MsVerdict *verdict = ((Watched *) g_ptr_array_index (ward->watched, i))->verdict;
        if (verdict != NULL && finding_of (verdict, codes[c]) != NULL)
          return TRUE;
      }
  return FALSE;
}

/* ---- what is watched --------------------------------------------------------------------------------------------- */

static void
watched_free (Watched *watched)
{
  ms_server_free (watched->server);
  ms_verdict_free (watched->verdict);
  ms_history_free (watched->history);
  g_free (watched->glimpse);
  g_array_unref (watched->looks);
  g_free (watched);
}

/* Judged by what was seen last, as x509 sees that today. */
static void
examine_again (MsWard *ward, Watched *watched, MsObservation *observation, gint64 now)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    ward->help->examine (watched->server, g_ptr_array_index (observation->sightings, i), now, ward->data);
  judge (ward, watched, observation, now);
}

/* Are its certificates still there? The database may have lost one; then only the next look can tell. */
static gboolean
is_whole (const MsObservation *observation)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      if (sighting->outcome == MS_OUTCOME_OK && sighting->der->len == 0)
        return FALSE;
    }
  return TRUE;
}

static Watched *
watched_new (MsWard *ward, const MsServer *server, gint64 now)
{
  Watched *watched = g_new0 (Watched, 1);
  g_autoptr (MsObservation) last = ms_store_last (ward->store, server->target);

  watched->server = ms_server_copy (server);
  watched->standing.server = watched->server;
  watched->looks = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (last != NULL && is_whole (last))
    {
      examine_again (ward, watched, last, now);
      watched->failures = watched->verdict->state == MS_SEVERITY_UNKNOWN ? 1 : 0;
      watched->refused = was_refused (watched->verdict);
    }
  return watched;
}

static gboolean
same_acceptances (const MsServer *a, const MsServer *b)
{
  gboolean same = a->accepted->len == b->accepted->len;

  for (guint i = 0; same && i < a->accepted->len; i++)
    {
      const MsAcceptance *x = g_ptr_array_index (a->accepted, i), *y = g_ptr_array_index (b->accepted, i);
      same = x->until == y->until && g_str_equal (x->hash, y->hash) && g_strcmp0 (x->reason, y->reason) == 0;
    }
  return same;
}

/* The same server, with what the user wants of it now. */
static void
wish (MsWard *ward, Watched *watched, const MsServer *server, gint64 now)
{
  const MsServer *before = watched->server;
  gboolean judged_otherwise = before->role != server->role || g_strcmp0 (before->ca_file, server->ca_file) != 0
                              || before->insecure != server->insecure || g_strcmp0 (before->moved, server->moved) != 0
                              || !same_acceptances (before, server);

  ms_server_free (watched->server);
  watched->server = ms_server_copy (server);
  watched->standing.server = watched->server;
  if (judged_otherwise && watched->verdict != NULL)
    {
      g_autoptr (MsObservation) last = ms_observation_copy (watched->verdict->observation);
      examine_again (ward, watched, last, now);
    }
}

void
ms_ward_watch (MsWard *ward, const GPtrArray *servers, guint confirm_delay, gint64 now)
{
  GPtrArray *watched_now = g_ptr_array_new_with_free_func ((GDestroyNotify) watched_free);

  ward->started = now;
  ward->rules.confirm_delay = confirm_delay;
  for (guint i = 0; i < servers->len; i++)
    {
      const MsServer *server = g_ptr_array_index (servers, i);
      Watched *watched = find (ward, server->url);

      if (!server->watch)
        continue;
      if (watched == NULL)
        watched = watched_new (ward, server, now);
      else
        {
          g_ptr_array_steal_index (ward->watched, index_of (ward, watched));
          g_hash_table_remove (ward->by_url, server->url);
          wish (ward, watched, server, now);
        }
      g_ptr_array_add (watched_now, watched);
    }
  g_ptr_array_unref (ward->watched);
  ward->watched = watched_now;
  g_ptr_array_set_size (ward->standings, 0);
  g_hash_table_remove_all (ward->by_url);
  for (guint i = 0; i < ward->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (ward->watched, i);
      g_ptr_array_add (ward->standings, &watched->standing);
      g_hash_table_insert (ward->by_url, g_strdup (watched->server->url), watched);
    }
  for (guint i = 0; i < ward->watched->len; i++)
    plan (ward, g_ptr_array_index (ward->watched, i), now);
}

const GPtrArray *
ms_ward_standings (const MsWard *ward)
{
  return ward->standings;
}

const MsStanding *
ms_ward_standing (const MsWard *ward, const char *url)
{
  const Watched *watched = find (ward, url);
  return watched != NULL ? &watched->standing : NULL;
}

gboolean
ms_ward_is_loopback (const MsWard *ward, const char *url)
{
  const Watched *watched = find (ward, url);
  return watched != NULL && is_loopback (watched);
}

MsHeld
ms_ward_held (const MsWard *ward, const MsAlert *alert, gint64 now)
{
  return ms_attention_held (alert, ward->standings, &ward->rules, now);
}

const GPtrArray *
ms_ward_alerts (const MsWard *ward)
{
  return ward->alerts;
}

static int
by_beginning (gconstpointer a, gconstpointer b)
{
  const MsAlert *first = *(const MsAlert *const *) a, *second = *(const MsAlert *const *) b;
  return first->since != second->since ? (first->since > second->since) - (first->since < second->since)
                                       : strcmp (first->id, second->id);
}

GPtrArray *
ms_ward_all_alerts (const MsWard *ward)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  g_autoptr (GPtrArray) stored = ms_store_alerts (ward->store, TRUE);

  for (guint i = 0; i < stored->len; i++)
    if (((MsAlert *) g_ptr_array_index (stored, i))->step == MS_STEP_RESOLVED)
      g_ptr_array_add (all, ms_alert_copy (g_ptr_array_index (stored, i)));
  for (guint i = 0; i < ward->alerts->len; i++)
    g_ptr_array_add (all, ms_alert_copy (g_ptr_array_index (ward->alerts, i)));
  g_ptr_array_sort (all, by_beginning);
  return all;
}

/* The open ones and those that ended of late, as the store has them. */
static void
read_alerts (MsWard *ward)
{
  g_autoptr (GPtrArray) all = ms_store_alerts (ward->store, TRUE);

  g_clear_pointer (&ward->alerts, g_ptr_array_unref);
  g_clear_pointer (&ward->past, g_ptr_array_unref);
  ward->alerts = ms_store_alerts (ward->store, FALSE);
  ward->past = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  for (guint i = 0; i < all->len; i++)
    if (((MsAlert *) g_ptr_array_index (all, i))->step == MS_STEP_RESOLVED)
      g_ptr_array_add (ward->past, ms_alert_copy (g_ptr_array_index (all, i)));
}

MsWard *
ms_ward_new (MsStore *store, guint32 seed, const MsWardHelp *help, gpointer data)
{
  MsWard *ward = g_new0 (MsWard, 1);

  ward->store = store;
  ward->seed = seed;
  ward->help = help;
  ward->data = data;
  ward->watched = g_ptr_array_new_with_free_func ((GDestroyNotify) watched_free);
  ward->by_url = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ward->standings = g_ptr_array_new ();
  read_alerts (ward);
  ward->context = ms_context_new ();
  ward->surroundings = ms_surroundings_new ();
  ward->next_attention = G_MAXINT64;
  return ward;
}

void
ms_ward_free (MsWard *ward)
{
  if (ward == NULL)
    return;
  g_ptr_array_unref (ward->standings);
  g_hash_table_unref (ward->by_url);
  g_ptr_array_unref (ward->watched);
  g_ptr_array_unref (ward->alerts);
  g_ptr_array_unref (ward->past);
  ms_context_free (ward->context);
  ms_surroundings_free (ward->surroundings);
  g_free (ward->boot);
  g_free (ward->remembered);
  g_free (ward);
}
