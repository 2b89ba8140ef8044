/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/alerts.h"

#include "model/finding.h"

#include <string.h>

#define MINUTE    ((gint64) 60)
#define DAY       ((gint64) 86400)
#define PAST      (30 * DAY)       /* ended alerts that are kept in mind */
#define HEARD     (10 * 365 * DAY) /* and those that somebody heard of: a certificate may come back after years */
#define MOST_PAST 500
#define DOUBT     (5 * MINUTE) /* while the clock is doubted, it is asked about so often */

struct _MsAlerts
{
  MsStore *store;
  MsAlertChanged changed;
  gpointer data;
  GPtrArray *open; /* MsAlert* */
  GPtrArray *past; /* MsAlert*: those that ended of late */
  gint64 next;
};

static gboolean
differs (const MsAlert *before, const MsAlert *after)
{
  return before->step != after->step || before->tell != after->tell || before->told != after->told
         || before->severity != after->severity || before->code != after->code || before->acknowledged != after->acknowledged
         || before->snoozed_until != after->snoozed_until || before->grave != after->grave
         || g_strcmp0 (before->title, after->title) != 0 || g_strcmp0 (before->text, after->text) != 0
         || !g_strv_equal ((const char *const *) before->servers, (const char *const *) after->servers);
}

static MsAlert *
find (const GPtrArray *alerts, const char *id)
{
  for (guint i = 0; i < alerts->len; i++)
    if (g_str_equal (((MsAlert *) g_ptr_array_index (alerts, i))->id, id))
      return g_ptr_array_index (alerts, i);
  return NULL;
}

/* ---- saving ----------------------------------------------------------------------------------------------------- */

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
changes_save (MsAlerts *alerts, Changes *changes, GError **error)
{
  gboolean nothing = changes->alerts->len == 0 && changes->lines->len == 0;
  gboolean saved = nothing || ms_store_save (alerts->store, changes->alerts, changes->lines, error);

  for (guint i = 0; alerts->changed != NULL && i < changes->alerts->len; i++)
    alerts->changed (g_ptr_array_index (changes->alerts, i), alerts->data);
  g_ptr_array_unref (changes->alerts);
  g_ptr_array_unref (changes->lines);
  return saved;
}

/* ---- from the store --------------------------------------------------------------------------------------------- */

static void
read_all (MsAlerts *alerts)
{
  g_autoptr (GPtrArray) all = ms_store_alerts (alerts->store, TRUE);

  g_clear_pointer (&alerts->open, g_ptr_array_unref);
  g_clear_pointer (&alerts->past, g_ptr_array_unref);
  alerts->open = ms_store_alerts (alerts->store, FALSE);
  alerts->past = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  for (guint i = 0; i < all->len; i++)
    if (((MsAlert *) g_ptr_array_index (all, i))->step == MS_STEP_RESOLVED)
      g_ptr_array_add (alerts->past, ms_alert_copy (g_ptr_array_index (all, i)));
}

MsAlerts *
ms_alerts_new (MsStore *store, MsAlertChanged changed, gpointer data)
{
  MsAlerts *alerts = g_new0 (MsAlerts, 1);

  alerts->store = store;
  alerts->changed = changed;
  alerts->data = data;
  alerts->next = G_MAXINT64;
  read_all (alerts);
  return alerts;
}

void
ms_alerts_free (MsAlerts *alerts)
{
  g_ptr_array_unref (alerts->open);
  g_ptr_array_unref (alerts->past);
  g_free (alerts);
}

const GPtrArray *
ms_alerts_open (const MsAlerts *alerts)
{
  return alerts->open;
}

gint64
ms_alerts_next (const MsAlerts *alerts)
{
  return alerts->next;
}

static int
by_beginning (gconstpointer a, gconstpointer b)
{
  const MsAlert *first = *(const MsAlert *const *) a, *second = *(const MsAlert *const *) b;
  return first->since != second->since ? (first->since > second->since) - (first->since < second->since)
                                       : strcmp (first->id, second->id);
}

GPtrArray *
ms_alerts_all (const MsAlerts *alerts)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  g_autoptr (GPtrArray) stored = ms_store_alerts (alerts->store, TRUE);

  for (guint i = 0; i < stored->len; i++)
    if (((MsAlert *) g_ptr_array_index (stored, i))->step == MS_STEP_RESOLVED)
      g_ptr_array_add (all, ms_alert_copy (g_ptr_array_index (stored, i)));
  for (guint i = 0; i < alerts->open->len; i++)
    g_ptr_array_add (all, ms_alert_copy (g_ptr_array_index (alerts->open, i)));
  g_ptr_array_sort (all, by_beginning);
  return all;
}

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

void
ms_alerts_reunite (MsAlerts *alerts, gint64 now)
{
  Changes changes = changes_new ();

  read_all (alerts);
  for (guint i = 0; i < alerts->open->len; i++)
    for (guint k = alerts->open->len - 1; k > i; k--)
      {
        MsAlert *old = g_ptr_array_index (alerts->open, i), *meanwhile = g_ptr_array_index (alerts->open, k);
        if (!is_one_problem (old, meanwhile))
          continue;
        unite (old, meanwhile, now);
        changes_add (&changes, old, NULL, now);
        changes_add (&changes, meanwhile, NULL, now);
        g_ptr_array_add (alerts->past, g_ptr_array_steal_index (alerts->open, k));
      }
  changes_save (alerts, &changes, NULL);
}

/* ---- attention --------------------------------------------------------------------------------------------------- */

/* Over again, or so long ago that it does not matter any more. */
static void
forget_past (MsAlerts *alerts, const char *over_again, gint64 now)
{
  for (guint i = alerts->past->len; i > 0; i--)
    {
      const MsAlert *alert = g_ptr_array_index (alerts->past, i - 1);
      if (g_strcmp0 (alert->id, over_again) == 0 || now - alert->resolved > (ms_attention_was_heard (alert) ? HEARD : PAST))
        g_ptr_array_remove_index (alerts->past, i - 1);
    }
  if (alerts->past->len > MOST_PAST)
    g_ptr_array_remove_range (alerts->past, 0, alerts->past->len - MOST_PAST);
}

/* Who has the problem again that he was rid of: no new one in the journal, nor a solved one. */
static void
add_returns (const MsAlerts *alerts, Changes *changes, const MsAlert *alert, const MsAlert *was, gint64 now)
{
  const MsAlert *old = find (alerts->past, alert->id);
  g_autofree char *text = old != NULL ? g_strdup_printf ("%s %s", alert->id, old->title) : NULL;

  for (guint i = 0; old != NULL && alert->servers[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) old->servers, alert->servers[i])
        && (was == NULL || !g_strv_contains ((const char *const *) was->servers, alert->servers[i])))
      g_ptr_array_add (changes->lines, ms_journal_line_new (now, alert->servers[i], "returned", text));
}

/* Is this step one that the journal does not know yet? */
static gboolean
is_new_step (const MsAlerts *alerts, const MsAlert *alert, const MsAlert *was)
{
  const MsAlert *old = was == NULL ? find (alerts->past, alert->id) : NULL;
  return was != NULL ? was->step != alert->step : old == NULL || old->reached != alert->step;
}

/* What it is now, as attention says it, after what it was (NULL: it is new, or was over). */
static void
take_over (MsAlerts *alerts, Changes *changes, MsAlert *alert, const MsAlert *was, gint64 now)
{
  gboolean stepped = is_new_step (alerts, alert, was);

  if (alert->step != MS_STEP_RESOLVED)
    {
      add_returns (alerts, changes, alert, was, now);
      g_ptr_array_add (alerts->open, ms_alert_copy (alert));
    }
  else if (was != NULL)
    {
      forget_past (alerts, alert->id, now);
      g_strfreev (alert->servers); /* those it was about: its own are gone with it */
      alert->servers = g_strdupv (was->servers);
      g_ptr_array_add (alerts->past, ms_alert_copy (alert));
    }
  if (was == NULL || stepped || differs (was, alert))
    changes_add (changes, alert, stepped ? ms_step_name (alert->step) : NULL, now);
}

void
ms_alerts_attend (MsAlerts *alerts, const GPtrArray *standings, const MsAttentionRules *rules, gint64 now)
{
  g_autoptr (GPtrArray) before = NULL, after = NULL, all = g_ptr_array_new ();
  Changes changes = changes_new ();

  forget_past (alerts, NULL, now);
  g_ptr_array_extend (all, alerts->open, NULL, NULL);
  g_ptr_array_extend (all, alerts->past, NULL, NULL);
  after = ms_attention (standings, all, rules, now, &alerts->next);
  if (rules->dates_held || rules->dates_wait)
    alerts->next = MIN (alerts->next, now + (rules->dates_held ? DOUBT : MINUTE));
  before = g_steal_pointer (&alerts->open);
  alerts->open = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  for (guint i = 0; i < after->len; i++)
    {
      MsAlert *alert = g_ptr_array_index (after, i);
      take_over (alerts, &changes, alert, find (before, alert->id), now);
    }
  changes_save (alerts, &changes, NULL);
}

/* ---- what is said to them ---------------------------------------------------------------------------------------- */

static gboolean
save_one (MsAlerts *alerts, MsAlert *alert, const char *what, gint64 now, GError **error)
{
  Changes changes = changes_new ();

  changes_add (&changes, alert, what, now);
  if (alert->snoozed_until > now)
    alerts->next = MIN (alerts->next, alert->snoozed_until);
  changes_save (alerts, &changes, error);
  return TRUE;
}

gboolean
ms_alerts_acknowledge (MsAlerts *alerts, const char *id, gint64 now, GError **error)
{
  MsAlert *alert = find (alerts->open, id);

  if (alert == NULL)
    return FALSE;
  ms_attention_acknowledge (alert);
  return save_one (alerts, alert, "acknowledged", now, error);
}

gboolean
ms_alerts_snooze (MsAlerts *alerts, const char *id, gint64 until, gint64 now, GError **error)
{
  MsAlert *alert = find (alerts->open, id);

  if (alert == NULL)
    return FALSE;
  ms_attention_snooze (alert, until);
  return save_one (alerts, alert, "snoozed", now, error);
}

gboolean
ms_alerts_told (MsAlerts *alerts, const char *id, MsStep step, gint64 now, GError **error)
{
  MsAlert *alert = find (alerts->open, id);

  if (alert == NULL)
    return FALSE;
  ms_attention_told (alert, step, now);
  return save_one (alerts, alert, "told", now, error);
}
