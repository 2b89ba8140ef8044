/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/batch.h"

#include "cli/lines.h"
#include "config/target.h"
#include "daemon/judge/assess.h"

#include <string.h>
#include <unistd.h>

#define GRACE_MS 500 /* B2: a target never takes longer than the timeout and this */

typedef struct
{
  const MsBatchOptions *options;
  MsBatchProgress *progress;
  const char *const *next; /* of options->targets */
  MsLines *lines;          /* while standard input is read */
  struct _Group *held;     /* read, but there is no room yet */
  GHashTable *live;        /* Job*: started and not gone */
  gint64 last_start;       /* monotonic, us */
  guint linger;            /* source: no goodbye may take longer */
  gboolean lingered;
  GMainLoop *loop;
} Batch;

/* One line: a target, or the services of a bare host. */
typedef struct _Group
{
  char *line;
  GPtrArray *targets;
  gboolean bare;
  guint waiting;       /* services without a result */
  gboolean given;      /* one that listens was given */
  MsVerdict *fallback; /* of the first service, given if none listens */
} Group;

typedef struct
{
  Batch *batch;
  Group *group;
  gboolean first;
  MsCheck *check;
} Job;

static void pump (Batch *batch);

static void
group_free (Group *group)
{
  g_free (group->line);
  g_ptr_array_unref (group->targets);
  ms_verdict_free (group->fallback);
  g_free (group);
}

char *
ms_batch_mask (const char *line)
{
  const char *scheme = strstr (line, "://");
  const char *start = scheme != NULL ? scheme + 3 : line;
  const char *at = strrchr (start, '@');
  const char *colon = strchr (start, ':');

  /* user@domain is an address and no secret; user:password@host is */
  if (at == NULL || (scheme == NULL && (colon == NULL || colon > at)))
    return g_strdup (line);
  return g_strdup_printf ("%.*s***%s", (int) (start - line), line, at);
}

/* ---- where lines come from ---------------------------------------------------------------------------------- */

/* The next line to work on; NULL if none is there now. */
static char *
next_line (Batch *batch, char **ret_fault)
{
  char *line;

  *ret_fault = NULL;
  for (;;)
    {
      if (batch->lines == NULL && *batch->next == NULL)
        return NULL;
      if (batch->lines == NULL && !g_str_equal (*batch->next, "-"))
        return g_strdup (*batch->next++);
      if (batch->lines == NULL)
        batch->lines = ms_lines_new (STDIN_FILENO, (MsLinesReady) pump, batch);
      switch (ms_lines_next (batch->lines, &line, ret_fault))
        {
        case MS_LINES_WAIT:
          return NULL;
        case MS_LINES_END:
          g_clear_pointer (&batch->lines, ms_lines_free);
          batch->next++;
          break;
        case MS_LINES_LINE:
          if (*ret_fault != NULL || (*line != '#' && line[strspn (line, " \t")] != '\0'))
            return line;
          g_free (line);
          break;
        }
    }
}

static void
refuse (Batch *batch, const char *line, const char *message)
{
  g_autofree char *masked = ms_batch_mask (line);
  batch->options->refused (masked, message, batch->options->data);
}

/* The next line that is a target; what is none is refused on the way. NULL if none is there now. */
static Group *
next_group (Batch *batch)
{
  for (;;)
    {
      g_autofree char *fault = NULL;
      g_autofree char *line = next_line (batch, &fault);
      g_autoptr (GError) error = NULL;
      gboolean bare = FALSE;
      GPtrArray *targets;
      Group *group;

      if (line == NULL)
        return NULL;
      targets = fault == NULL ? ms_target_parse (line, &bare, &error) : NULL;
      if (targets == NULL)
        {
          refuse (batch, line, fault != NULL ? fault : error->message);
          continue;
        }
      group = g_new0 (Group, 1);
      group->line = g_steal_pointer (&line);
      group->targets = targets;
      group->bare = bare;
      return group;
    }
}

/* ---- work --------------------------------------------------------------------------------------------------- */

static void
give (Batch *batch, Group *group, const MsVerdict *verdict)
{
  group->given = TRUE;
  batch->progress->done++;
  batch->options->result (group->line, verdict, batch->options->data);
}

static gboolean
listens (const MsVerdict *verdict)
{
  const GPtrArray *sightings = verdict->observation->sightings;

  for (guint i = 0; i < sightings->len; i++)
    if (((const MsSighting *) g_ptr_array_index (sightings, i))->outcome != MS_OUTCOME_UNREACHABLE)
      return TRUE;
  return FALSE;
}

static void
done_cb (MsObservation *observation, gpointer data)
{
  Job *job = data;
  Batch *batch = job->batch;
  Group *group = g_steal_pointer (&job->group);
  gint64 now = batch->options->check.at != 0 ? batch->options->check.at : g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (MsVerdict) verdict = ms_assess (NULL, observation, NULL, now);

  ms_observation_free (observation);
  if (!group->bare || listens (verdict))
    give (batch, group, verdict);
  else if (job->first)
    group->fallback = g_steal_pointer (&verdict);
  batch->progress->waiting--;
  if (--group->waiting == 0)
    {
      if (!group->given)
        give (batch, group, group->fallback);
      group_free (group);
    }
  pump (batch);
}

static void
gone_cb (gpointer data)
{
  Job *job = data;
  Batch *batch = job->batch;

  g_hash_table_remove (batch->live, job);
  g_free (job);
  pump (batch);
}

static void
start_group (Batch *batch, Group *group)
{
  group->waiting = group->targets->len;
  batch->progress->waiting += group->targets->len;
  batch->last_start = g_get_monotonic_time ();
  for (guint i = 0; i < group->targets->len; i++)
    {
      Job *job = g_new0 (Job, 1);
      job->batch = batch;
      job->group = group;
      job->first = i == 0;
      g_hash_table_add (batch->live, job);
      job->check = ms_check_start (g_ptr_array_index (group->targets, i), batch->options->store, &batch->options->check,
                                   g_get_real_time () / G_USEC_PER_SEC, done_cb, gone_cb, job);
    }
}

static gboolean
linger_over_cb (gpointer data)
{
  Batch *batch = data;
  guint n;
  g_autofree gpointer *jobs = g_hash_table_get_keys_as_array (batch->live, &n);

  batch->linger = 0;
  batch->lingered = TRUE;
  for (guint i = 0; i < n; i++)
    ms_check_cancel (((Job *) jobs[i])->check);
  return G_SOURCE_REMOVE;
}

/* Whatever can happen now: starts what there is room for, and ends the loop when nothing is left. */
static void
pump (Batch *batch)
{
  guint jobs = batch->options->jobs;
  gint64 left;

  for (;;)
    {
      Group *group = batch->held != NULL ? g_steal_pointer (&batch->held) : NULL;
      if (group == NULL && (batch->progress->waiting >= jobs || (group = next_group (batch)) == NULL))
        break;
      /* those that only say goodbye still hold a socket */
      if ((batch->progress->waiting > 0 && batch->progress->waiting + group->targets->len > jobs)
          || g_hash_table_size (batch->live) >= 2 * jobs)
        {
          batch->held = group;
          break;
        }
      start_group (batch, group);
    }
  if (batch->progress->waiting > 0 || batch->held != NULL || batch->lines != NULL)
    return;
  left = batch->options->check.probe.timeout_ms + GRACE_MS - (g_get_monotonic_time () - batch->last_start) / 1000;
  if (g_hash_table_size (batch->live) == 0)
    g_main_loop_quit (batch->loop);
  else if (batch->linger == 0 && !batch->lingered)
    batch->linger = g_timeout_add ((guint) MAX (left, 0), linger_over_cb, batch);
}

static gboolean
begin_cb (gpointer data)
{
  pump (data);
  return G_SOURCE_REMOVE;
}

void
ms_batch_run (const MsBatchOptions *options, MsBatchProgress *progress)
{
  Batch batch = { .options = options, .progress = progress, .next = options->targets };

  batch.live = g_hash_table_new (NULL, NULL);
  batch.loop = g_main_loop_new (NULL, FALSE);
  g_idle_add_full (G_PRIORITY_DEFAULT, begin_cb, &batch, NULL);
  g_main_loop_run (batch.loop);
  g_clear_handle_id (&batch.linger, g_source_remove);
  g_main_loop_unref (batch.loop);
  g_hash_table_unref (batch.live);
}
