/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/tries.h"

#include "check/probe/patience.h"

#define MIN_LEFT_MS 50

typedef struct
{
  MsTries *tries;
  guint i;
  MsCheck *check;
} Try;

struct _MsTries
{
  GPtrArray *targets;
  MsTrustStore *trust;
  MsTriesOptions options;
  gint64 now, end;      /* end: of those in turn; monotonic, us */
  guint next;           /* target to begin with */
  GPtrArray *under_way; /* Try* */
  GSource *start;       /* NULL once it has begun */
  MsTried tried;
  void (*over) (gpointer data);
  gpointer data;
};

static void
tries_free (MsTries *tries)
{
  g_ptr_array_unref (tries->under_way);
  g_ptr_array_unref (tries->targets);
  g_free (tries);
}

static void
report (MsTries *tries, MsObservation *observation, guint i)
{
  if (tries->tried (observation, i, tries->data))
    tries->next = tries->targets->len;
}

static const MsObservation *
known_of (const GPtrArray *known, const MsTarget *target)
{
  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const MsObservation *observation = g_ptr_array_index (known, i);
      if (observation->target->port == target->port && observation->target->service == target->service
          && g_str_equal (observation->target->host, target->host))
        return observation;
    }
  return NULL;
}

static void go_on (MsTries *tries);

static void
checked_cb (MsObservation *observation, gpointer data)
{
  g_autofree Try *try = data;
  MsTries *tries = try->tries;

  g_ptr_array_remove_fast (tries->under_way, try);
  report (tries, observation, try->i);
  go_on (tries);
}

static void
begin (MsTries *tries, guint i, guint timeout_ms)
{
  const MsTarget *target = g_ptr_array_index (tries->targets, i);
  const MsObservation *known = known_of (tries->options.known, target);
  MsCheckOptions options = tries->options.check;
  Try *try;

  if (known != NULL)
    {
      report (tries, ms_observation_copy (known), i);
      return;
    }
  options.probe.timeout_ms = timeout_ms;
  try = g_new0 (Try, 1);
  try->tries = tries;
  try->i = i;
  g_ptr_array_add (tries->under_way, try);
  try->check = ms_check_start (target, tries->trust, &options, tries->now, checked_cb, try);
}

/* How long the next one may take, 0: it cannot be begun now. */
static guint
share_of_next (const MsTries *tries)
{
  gint64 left = (tries->end - g_get_monotonic_time ()) / 1000;

  if (tries->options.in_turn_ms == 0)
    return tries->options.check.probe.timeout_ms;
  if (tries->under_way->len > 0 || left <= MIN_LEFT_MS)
    return 0;
  return CLAMP ((guint) left / (tries->targets->len - tries->next), MIN_LEFT_MS, tries->options.check.probe.timeout_ms);
}

/* Begins what can begin now. Frees it when nothing is left. */
static void
go_on (MsTries *tries)
{
  void (*over) (gpointer data) = tries->over;
  gpointer data = tries->data;
  guint share;

  while (tries->next < tries->targets->len && (share = share_of_next (tries)) > 0)
    begin (tries, tries->next++, share);
  if (tries->under_way->len > 0)
    return;
  tries_free (tries);
  over (data);
}

static gboolean
start_cb (gpointer data)
{
  MsTries *tries = data;

  g_clear_pointer (&tries->start, g_source_unref);
  go_on (tries);
  return G_SOURCE_REMOVE;
}

MsTries *
ms_tries_start (GPtrArray *targets, MsTrustStore *trust, const MsTriesOptions *options, gint64 now, MsTried tried,
                void (*over) (gpointer data), gpointer data)
{
  MsTries *tries = g_new0 (MsTries, 1);

  tries->targets = g_ptr_array_ref (targets);
  tries->trust = trust;
  tries->options = *options;
  tries->now = now;
  tries->end = g_get_monotonic_time () + (gint64) options->in_turn_ms * 1000;
  tries->under_way = g_ptr_array_new ();
  tries->tried = tried;
  tries->over = over;
  tries->data = data;
  tries->start = ms_patience_timer (0, start_cb, tries);
  g_source_attach (tries->start, g_main_context_get_thread_default ());
  return tries;
}

void
ms_tries_cancel (MsTries *tries)
{
  if (tries == NULL)
    return;
  for (guint i = 0; i < tries->under_way->len; i++)
    {
      g_autofree Try *try = g_ptr_array_index (tries->under_way, i);
      ms_check_cancel (try->check);
    }
  if (tries->start != NULL)
    g_source_destroy (tries->start);
  g_clear_pointer (&tries->start, g_source_unref);
  tries_free (tries);
}
