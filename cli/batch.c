/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/batch.h"

#include "discover/search.h"
#include "cli/lines.h"
#include "model/text.h"
#include "model/url.h"
#include "model/verdict.h"
#include "check/tries.h"
#include "check/judge/assess.h"
#include "check/probe/patience.h"
#include "check/probe/room.h"

#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 1000 /* for what others of this run may show */
#define GRACE_MS    500  /* B2: a target never takes longer than the timeout and this */

typedef struct
{
  const MsBatchOptions *options;
  MsBatchProgress *progress;
  guint jobs;              /* at a time: what was asked for, and what there is room for */
  const char *const *next; /* of options->targets */
  GPtrArray *open;         /* Job*: looked at, but their chain ends open */
  guint known;             /* intermediates when they were last looked at */
  MsLines *lines;          /* while standard input is read */
  struct _Group *held;     /* read, but there is no room yet */
  GQueue found;            /* Group*: addresses whose servers were found */
  guint searching;         /* addresses whose servers are looked for */
  gint64 last_start;       /* monotonic, us */
  GMainLoop *loop;
} Batch;

/* One line: a target, or the services of a bare host. */
typedef struct _Group
{
  Batch *batch;
  char *line;
  GPtrArray *targets;
  GPtrArray *found; /* MsFound*: where each of them is from; NULL: the line names it */
  gboolean bare;
  gint64 started;      /* monotonic, us */
  guint waiting;       /* services without a result */
  gboolean given;      /* one that listens was given, or why one was not looked at */
  gboolean missed;     /* the latter */
  MsVerdict *fallback; /* of the first service, given if none listens */
  GPtrArray *seen;     /* MsObservation*: its services, as they come in */
  GPtrArray *held;     /* Job*: faulty ones that wait for the others, so that nothing is looked at twice */
  guint patience;      /* source: until then */
} Group;

/* A service of it. */
typedef struct
{
  Group *group;
  guint i;                    /* the i-th */
  MsObservation *observation; /* while it is held */
  guint patience;             /* source: how long an open chain waits for somebody who knows its issuer */
} Job;

static void pump (Batch *batch);

/* For a while, unless the time of the target itself is over before. */
static guint
wait_for_others (const Group *group, GSourceFunc over, gpointer data)
{
  gint64 past = (g_get_monotonic_time () - group->started) / 1000;
  gint64 left = group->batch->options->check.probe.timeout_ms + GRACE_MS / 2 - past;
  g_autoptr (GSource) timer = ms_patience_timer ((guint) CLAMP (left, 0, PATIENCE_MS), over, data);

  return g_source_attach (timer, NULL);
}

static void
group_free (Group *group)
{
  g_free (group->line);
  g_ptr_array_unref (group->targets);
  g_clear_pointer (&group->found, g_ptr_array_unref);
  ms_verdict_free (group->fallback);
  g_ptr_array_unref (group->seen);
  g_ptr_array_unref (group->held);
  g_clear_handle_id (&group->patience, g_source_remove);
  g_free (group);
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
  g_autofree char *masked = ms_without_userinfo (line);
  batch->options->refused (masked, message, batch->options->data);
}

static Group *
group_new (Batch *batch, char *line, GPtrArray *targets, gboolean bare)
{
  Group *group = g_new0 (Group, 1);

  group->batch = batch;
  group->line = line;
  group->targets = targets;
  group->bare = bare;
  group->seen = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_observation_free);
  group->held = g_ptr_array_new ();
  return group;
}

/* ---- addresses ------------------------------------------------------------------------------------------------ */

typedef struct
{
  Batch *batch;
  char *line, *domain;
} Search;

static void
searched_cb (GPtrArray *found, GPtrArray *notes, gpointer data)
{
  Search *search = data;
  Batch *batch = search->batch;
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);

  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (targets, ms_target_copy (((const MsFound *) g_ptr_array_index (found, i))->target));
  batch->searching--;
  if (targets->len > 0)
    {
      Group *group = group_new (batch, g_steal_pointer (&search->line), targets, FALSE);

      group->found = g_ptr_array_ref (found);
      g_queue_push_tail (&batch->found, group);
    }
  else
    {
      g_autofree char *nothing = ms_search_nothing (search->domain, notes);
      refuse (batch, search->line, nothing);
      g_ptr_array_unref (targets);
    }
  g_ptr_array_unref (found);
  g_ptr_array_unref (notes);
  g_free (search->line);
  g_free (search->domain);
  g_free (search);
  pump (batch);
}

static void
search (Batch *batch, const char *line)
{
  const MsSearchOptions options = { .ca_files = batch->options->ca_files, .timeout_ms = batch->options->check.probe.timeout_ms };
  g_autoptr (GError) error = NULL;
  g_autofree char *domain = ms_discover_domain (line, &error);
  Search *search;

  if (domain == NULL)
    {
      refuse (batch, line, error->message);
      return;
    }
  search = g_new0 (Search, 1);
  search->batch = batch;
  search->line = g_strdup (line);
  search->domain = g_steal_pointer (&domain);
  batch->searching++;
  ms_search_start (search->domain, &options, searched_cb, search);
}

/* ---- targets -------------------------------------------------------------------------------------------------- */

/*
 * The next line that is a target; what is none is refused, and addresses are looked into, on the way. NULL if none is there
 * now.
 */
static Group *
next_group (Batch *batch)
{
  if (!g_queue_is_empty (&batch->found))
    return g_queue_pop_head (&batch->found);
  while (batch->searching < batch->jobs)
    {
      g_autofree char *fault = NULL;
      g_autofree char *line = next_line (batch, &fault);
      g_autoptr (GError) error = NULL;
      gboolean bare = FALSE;
      GPtrArray *targets;

      if (line == NULL)
        return NULL;
      targets = fault == NULL ? ms_target_parse (line, &bare, &error) : NULL;
      if (targets != NULL)
        return group_new (batch, g_steal_pointer (&line), targets, bare);
      if (error != NULL && g_error_matches (error, MS_TARGET_ERROR, MS_TARGET_ERROR_ADDRESS))
        search (batch, line);
      else
        refuse (batch, line, fault != NULL ? fault : error->message);
    }
  return NULL;
}

/* ---- work --------------------------------------------------------------------------------------------------- */

static void
give (Group *group, const MsVerdict *verdict)
{
  Batch *batch = group->batch;

  group->given = TRUE;
  batch->progress->done++;
  batch->options->result (group->line, verdict, batch->options->data);
}

/* Said once a line, however many services it has. */
static void
miss (Group *group, const char *excuse)
{
  g_autofree char *masked = ms_without_userinfo (group->line);

  if (!group->missed)
    group->batch->options->missed (masked, excuse, group->batch->options->data);
  group->given = group->missed = TRUE;
}

static gboolean
listens (const MsVerdict *verdict)
{
  const GPtrArray *sightings = verdict->observation->sightings;

  for (guint i = 0; i < sightings->len; i++)
    if (((const MsSighting *) g_ptr_array_index (sightings, i))->connected)
      return TRUE;
  return FALSE;
}

/* The name is none that somebody typed: its provider publishes it. */
static void
note_source (const Job *job)
{
  const MsFound *found = job->group->found != NULL ? g_ptr_array_index (job->group->found, job->i) : NULL;

  if (found == NULL || (found->source != MS_SOURCE_SRV && found->source != MS_SOURCE_AUTOCONFIG))
    return;
  g_free (job->observation->hints->named_by);
  job->observation->hints->named_by = g_strdup (found->from);
}

/* The result is out, and if it was the line's last one, so is the line. Frees the job. */
static void
conclude (Job *job)
{
  Group *group = job->group;
  Batch *batch = group->batch;
  gint64 now = batch->options->check.at != 0 ? batch->options->check.at : g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *excuse = ms_check_excuse (job->observation);
  g_autoptr (MsVerdict) verdict = NULL;

  note_source (job);
  verdict = ms_assess (NULL, job->observation, NULL, now);
  g_clear_pointer (&job->observation, ms_observation_free);
  g_clear_handle_id (&job->patience, g_source_remove);
  g_ptr_array_remove (batch->open, job);
  if (excuse != NULL)
    miss (group, excuse);
  else if (!group->bare || listens (verdict))
    give (group, verdict);
  else if (job->i == 0)
    group->fallback = g_steal_pointer (&verdict);
  if (--group->waiting == 0)
    {
      if (!group->given)
        give (group, group->fallback);
      group_free (group);
    }
  g_free (job);
}

/* ---- chains that end open: another target of this run may show the missing certificate (B3) ------------------- */

static gboolean
is_open (const MsObservation *observation)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    if ((((const MsSighting *) g_ptr_array_index (observation->sightings, i))->trust & MS_TRUST_UNKNOWN_ISSUER) != 0)
      return TRUE;
  return FALSE;
}

static void
examine_again (Job *job)
{
  const MsBatchOptions *options = job->group->batch->options;
  gint64 now = options->check.at != 0 ? options->check.at : job->observation->checked;

  for (guint i = 0; i < job->observation->sightings->len; i++)
    ms_trust_examine (options->trust, g_ptr_array_index (job->observation->sightings, i), now);
}

/* Those that a newly seen intermediate completes, or for which nobody is left to wait, are concluded. */
static void
look_at_open (Batch *batch)
{
  gboolean news = ms_trust_store_known (batch->options->trust) != batch->known;
  gboolean nobody_left = batch->progress->waiting == 0 && batch->held == NULL && batch->searching == 0;
  g_autoptr (GPtrArray) ready = g_ptr_array_new ();

  batch->known = ms_trust_store_known (batch->options->trust);
  for (guint i = 0; i < batch->open->len; i++)
    {
      Job *job = g_ptr_array_index (batch->open, i);
      if (news)
        examine_again (job);
      if (nobody_left || !is_open (job->observation))
        g_ptr_array_add (ready, job);
    }
  for (guint i = 0; i < ready->len; i++)
    conclude (g_ptr_array_index (ready, i));
}

static gboolean
open_for_long_cb (gpointer data)
{
  Job *job = data;
  Batch *batch = job->group->batch;

  job->patience = 0;
  conclude (job);
  pump (batch);
  return G_SOURCE_REMOVE;
}

static void
settled_cb (MsObservation *observation, gpointer data)
{
  Job *job = data;
  Batch *batch = job->group->batch;

  job->observation = observation;
  batch->progress->waiting--;
  if (is_open (observation))
    {
      g_ptr_array_add (batch->open, job);
      job->patience = wait_for_others (job->group, open_for_long_cb, job);
      examine_again (job);
    }
  else
    conclude (job);
  pump (batch);
}

/* ---- looking ------------------------------------------------------------------------------------------------ */

static void
consult (Job *job)
{
  Batch *batch = job->group->batch;
  const MsSuggestOptions options = { .check = batch->options->check, .suggest = batch->options->suggest };
  gint64 past = (g_get_monotonic_time () - job->group->started) / 1000;
  gint64 left = batch->options->check.probe.timeout_ms - past;

  ms_suggest_resume (g_steal_pointer (&job->observation), job->group->seen, batch->options->trust, &options,
                     (guint) MAX (left, 0), g_get_real_time () / G_USEC_PER_SEC, settled_cb, job);
}

static void
release_held (Group *group)
{
  g_clear_handle_id (&group->patience, g_source_remove);
  for (guint i = 0; i < group->held->len; i++)
    consult (g_ptr_array_index (group->held, i));
  g_ptr_array_set_size (group->held, 0);
}

static gboolean
held_for_long_cb (gpointer data)
{
  Group *group = data;

  group->patience = 0;
  release_held (group);
  return G_SOURCE_REMOVE;
}

static Job *
job_new (Group *group, guint i)
{
  Job *job = g_new0 (Job, 1);

  job->group = group;
  job->i = i;
  return job;
}

/* A service of a bare host was looked at. */
static gboolean
seen_cb (MsObservation *observation, guint i, gpointer data)
{
  Group *group = data;
  Job *job = job_new (group, i);

  job->observation = observation;
  g_ptr_array_add (group->seen, ms_observation_copy (observation));
  g_ptr_array_add (group->held, job);
  if (group->patience == 0)
    group->patience = wait_for_others (group, held_for_long_cb, group);
  return FALSE;
}

static void
all_seen_cb (gpointer data)
{
  release_held (data);
}

static void
start_group (Group *group)
{
  Batch *batch = group->batch;
  const MsSuggestOptions options = { .check = batch->options->check, .suggest = batch->options->suggest };
  const MsTriesOptions tries = { .check = batch->options->check };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  group->waiting = group->targets->len;
  batch->progress->waiting += group->targets->len;
  batch->last_start = group->started = g_get_monotonic_time ();
  if (group->bare)
    ms_tries_start (group->targets, batch->options->trust, &tries, now, seen_cb, all_seen_cb, group);
  else
    for (guint i = 0; i < group->targets->len; i++)
      ms_suggest_start (g_ptr_array_index (group->targets, i), batch->options->trust, &options, now, settled_cb,
                        job_new (group, i));
}

/* Whatever can happen now: starts what there is room for, and ends the loop when nothing is left. */
static void
pump (Batch *batch)
{
  for (;;)
    {
      guint waiting = batch->progress->waiting;
      Group *group = batch->held != NULL ? g_steal_pointer (&batch->held) : NULL;

      if (group == NULL && (waiting >= batch->jobs || (group = next_group (batch)) == NULL))
        break;
      if (waiting > 0 && waiting + group->targets->len > batch->jobs)
        {
          batch->held = group;
          break;
        }
      start_group (group);
    }
  look_at_open (batch);
  if (batch->progress->waiting == 0 && batch->held == NULL && batch->lines == NULL && batch->searching == 0)
    g_main_loop_quit (batch->loop);
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
  Batch batch
    = { .options = options, .progress = progress, .jobs = MIN (options->jobs, ms_room_for_probes ()), .next = options->targets };
  gint64 left;

  batch.open = g_ptr_array_new ();
  batch.loop = g_main_loop_new (NULL, FALSE);
  g_idle_add_full (G_PRIORITY_DEFAULT, begin_cb, &batch, NULL);
  g_main_loop_run (batch.loop);
  left = options->check.probe.timeout_ms + GRACE_MS - (g_get_monotonic_time () - batch.last_start) / 1000;
  ms_probe_drain ((guint) MAX (left, 0)); /* no goodbye may take longer */
  g_main_loop_unref (batch.loop);
  g_ptr_array_unref (batch.open);
}
