/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/suggest.h"

#include "check/inquiry.h"
#include "check/tries.h"
#include "check/judge/assess.h"
#include "check/judge/candidates.h"
#include "check/judge/trouble.h"
#include "check/probe/patience.h"

#define MAX_NAMES   8 /* B3: look-ups for a better name */
#define DNS_MS      1000
#define MIN_LEFT_MS 50
#define AGAIN_MS    3000 /* for another look at what answered at once */
#define LOOKS_BAD   2    /* others, at what is wrong */
#define LOOKS_GOOD  3    /* others, at what was wrong sometimes and is not now */

/* One after the other. */
typedef enum
{
  STAGE_CHECK,
  STAGE_AGAIN,   /* is it always so? */
  STAGE_RECORDS, /* what DNS gives, to know better names by */
  STAGE_NAMES,
  STAGE_PORTS,
  STAGE_SIBLINGS,
  STAGE_PIN, /* only DNS's word on the hosts file is still to come */
} Stage;

/* What a round of tries is for. Ports are also tried while the check still meets silence. */
typedef enum
{
  FOR_AGAIN,
  FOR_NAMES,
  FOR_PORTS,
  FOR_SIBLINGS,
} Purpose;

struct _MsSuggest
{
  MsTrustStore *trust;
  MsSuggestOptions options;
  gint64 now, judged_at, deadline; /* deadline: monotonic, us */
  MsTarget *target;
  MsObservation *observation; /* of the check; handed over with `done` */
  MsVerdict *verdict;         /* of it, before any hint */
  MsObservation *previous;    /* NULL: none that counts */
  GPtrArray *known;           /* MsObservation*: looked at already */
  MsInquiry *inquiry;
  Stage stage;
  MsCheck *check;   /* NULL once it is done */
  MsTries *tries;   /* NULL: none is under way */
  Purpose purpose;  /* of these */
  guint16 use_port; /* a port that works */
  MsSecurity use_security;
  GSource *end;    /* the deadline */
  GSource *moment; /* what else is waited for */
  MsCheckDone done;
  gpointer data;
};

static void go_on (MsSuggest *suggest);

/* ---- life ------------------------------------------------------------------------------------------------------- */

static guint
left_ms (const MsSuggest *suggest)
{
  gint64 left = (suggest->deadline - g_get_monotonic_time ()) / 1000;
  return left > MIN_LEFT_MS ? (guint) left : 0;
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
fire_in (guint ms, GSourceFunc fired, MsSuggest *suggest)
{
  GSource *source = ms_patience_timer (ms, fired, suggest);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
suggest_free (MsSuggest *suggest)
{
  g_clear_pointer (&suggest->check, ms_check_cancel);
  ms_tries_cancel (suggest->tries);
  clear_source (&suggest->end);
  clear_source (&suggest->moment);
  ms_inquiry_free (suggest->inquiry);
  g_ptr_array_unref (suggest->known);
  ms_verdict_free (suggest->verdict);
  ms_observation_free (suggest->observation);
  ms_observation_free (suggest->previous);
  ms_target_free (suggest->target);
  g_free (suggest);
}

/* The observation goes out with what is known by now; the last that it does. */
static void
finish (MsSuggest *suggest)
{
  MsObservation *observation = g_steal_pointer (&suggest->observation);
  MsCheckDone done = suggest->done;
  gpointer data = suggest->data;

  suggest_free (suggest);
  done (observation, data);
}

/* ---- evaluating a try ------------------------------------------------------------------------------------------- */

/* TRUE: no other one can be better. */
static gboolean
evaluate_name (MsSuggest *suggest, const MsObservation *observation)
{
  if (!ms_is_same_server (suggest->observation, observation) || !ms_is_fine (observation, suggest->judged_at))
    return FALSE;
  suggest->observation->hints->use_host = g_strdup (observation->target->host);
  return TRUE;
}

/* Where it is wrong now, or was wrong sometimes; NULL: nowhere. */
static const char *
address_in_doubt (const MsSuggest *suggest)
{
  const char *now = ms_trouble_may_pass (suggest->verdict);
  return now == NULL && suggest->previous != NULL ? suggest->previous->hints->sometimes : now;
}

/* What is wrong counts, whether it was seen first or later. */
static void
take_worse (MsSuggest *suggest, const MsObservation *worse)
{
  g_autoptr (MsObservation) copy = ms_observation_copy (worse);
  GPtrArray *sightings = suggest->observation->sightings;

  for (guint i = 0; i < sightings->len; i++)
    {
      gpointer *place = &g_ptr_array_index (sightings, i);
      if (!g_str_equal (((MsSighting *) *place)->address, suggest->observation->hints->sometimes))
        continue;
      ms_sighting_free (*place);
      *place = g_ptr_array_steal_index (copy->sightings, 0);
      break;
    }
  ms_verdict_free (suggest->verdict);
  suggest->verdict = ms_assess (NULL, suggest->observation, NULL, suggest->judged_at);
}

/* Two that differ are enough. */
static gboolean
evaluate_again (MsSuggest *suggest, const MsObservation *observation)
{
  gboolean wrong = ms_trouble_may_pass (suggest->verdict) != NULL;
  g_autoptr (MsVerdict) verdict = ms_assess (NULL, observation, NULL, suggest->judged_at);
  gboolean differs = wrong ? ms_is_fine (observation, suggest->judged_at) : ms_trouble_may_pass (verdict) != NULL;

  if (!differs || observation->sightings->len != 1)
    return FALSE;
  suggest->observation->hints->sometimes = g_strdup (address_in_doubt (suggest));
  if (!wrong)
    take_worse (suggest, observation);
  return TRUE;
}

static gboolean
evaluate_port (MsSuggest *suggest, const MsObservation *observation)
{
  gboolean fine = ms_is_fine (observation, suggest->judged_at);

  if (!ms_observation_has (observation, MS_OUTCOME_OK) || (suggest->use_port != 0 && !fine))
    return FALSE;
  suggest->use_port = observation->target->port;
  suggest->use_security = ms_service_info (observation->target->service)->security;
  return fine;
}

static gboolean
evaluate_sibling (MsSuggest *suggest, const MsObservation *observation)
{
  const MsSighting *ours = ms_trouble_out_of_date (suggest->verdict);
  MsHints *hints = suggest->observation->hints;

  for (guint i = 0; hints->newer_on == NULL && ms_is_fine (observation, suggest->judged_at) && i < observation->sightings->len;
       i++)
    {
      const MsCertificate *other = ms_sighting_leaf (g_ptr_array_index (observation->sightings, i));
      if (other != NULL && ms_is_renewed_elsewhere (ms_sighting_leaf (ours), other, suggest->target->host))
        hints->newer_on = ms_target_url (observation->target);
    }
  return hints->newer_on != NULL;
}

/* ---- trying ----------------------------------------------------------------------------------------------------- */

static gboolean
tried_cb (MsObservation *taken, guint i, gpointer data)
{
  static gboolean (*const evaluate[]) (MsSuggest * suggest, const MsObservation *observation) = {
    [FOR_AGAIN] = evaluate_again,
    [FOR_NAMES] = evaluate_name,
    [FOR_PORTS] = evaluate_port,
    [FOR_SIBLINGS] = evaluate_sibling,
  };
  MsSuggest *suggest = data;
  g_autoptr (MsObservation) observation = taken;

  (void) i;
  return evaluate[suggest->purpose](suggest, observation);
}

static void
tries_over_cb (gpointer data)
{
  MsSuggest *suggest = data;

  suggest->tries = NULL;
  go_on (suggest);
}

/* A name that a certificate or DNS gave leads to the server itself, or out into the world. */
static gboolean
admits_cb (const char *address, gconstpointer data)
{
  const MsSuggest *suggest = data;
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (guint i = 0; i < suggest->observation->sightings->len; i++)
    g_ptr_array_add (own, ((const MsSighting *) g_ptr_array_index (suggest->observation->sightings, i))->address);
  g_ptr_array_add (own, NULL);
  return ms_candidate_address (address, (const char *const *) own->pdata);
}

/* Where the tries of this round go: the address that is in question; names are resolved. */
static const char *
address_to_try (const MsSuggest *suggest)
{
  const MsSighting *sighting = NULL;

  if (suggest->purpose == FOR_NAMES || suggest->observation == NULL)
    return NULL;
  if (suggest->purpose == FOR_AGAIN)
    return address_in_doubt (suggest);
  sighting = suggest->purpose == FOR_SIBLINGS ? ms_trouble_out_of_date (suggest->verdict) : NULL;
  for (guint i = 0; sighting == NULL && i < suggest->observation->sightings->len; i++)
    {
      const MsSighting *other = g_ptr_array_index (suggest->observation->sightings, i);
      if (other->reason != MS_REASON_NO_ROUTE)
        sighting = other;
    }
  return sighting != NULL && *sighting->address != '\0' ? sighting->address : NULL;
}

/* Siblings are independent of each other; of names and ports, the first that is good is the best. */
static void
begin_round (MsSuggest *suggest, Purpose purpose, GPtrArray *taken)
{
  g_autoptr (GPtrArray) targets = taken;
  MsTriesOptions options = { .check = suggest->options.check, .known = suggest->known };

  suggest->purpose = purpose;
  options.check.probe.timeout_ms = left_ms (suggest);
  options.check.probe.transcript = FALSE;
  options.check.probe.patient = FALSE;
  options.check.probe.address = address_to_try (suggest);
  if (purpose == FOR_NAMES)
    {
      options.check.probe.admits = admits_cb;
      options.check.probe.admits_data = suggest;
    }
  if (purpose == FOR_AGAIN)
    options.known = NULL;
  if (purpose != FOR_SIBLINGS)
    options.in_turn_ms = options.check.probe.timeout_ms;
  if (purpose == FOR_AGAIN)
    options.check.probe.timeout_ms = MIN (options.check.probe.timeout_ms, AGAIN_MS);
  if (options.check.probe.timeout_ms > 0)
    suggest->tries = ms_tries_start (targets, suggest->trust, &options, suggest->now, tried_cb, tries_over_cb, suggest);
}

static GPtrArray *
same_again (const MsSuggest *suggest)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  guint n = ms_trouble_may_pass (suggest->verdict) != NULL ? LOOKS_BAD : LOOKS_GOOD;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (targets, ms_target_copy (suggest->target));
  return targets;
}

static GPtrArray *
names_to_try (const MsSuggest *suggest)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  g_auto (GStrv) published = ms_inquiry_names (suggest->inquiry), names = NULL;

  names = ms_candidate_names (ms_sighting_leaf (ms_trouble_misnamed (suggest->verdict)), suggest->target,
                              (const char *const *) published, MAX_NAMES);
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (targets, ms_target_new (suggest->target->service, names[i], suggest->target->port));
  return targets;
}

/* ---- from stage to stage ---------------------------------------------------------------------------------------- */

static gboolean
moment_over_cb (gpointer data)
{
  MsSuggest *suggest = data;

  clear_source (&suggest->moment);
  ms_inquiry_stop (suggest->inquiry, suggest->stage == STAGE_RECORDS ? MS_INQUIRY_NAMES : MS_INQUIRY_PIN);
  go_on (suggest);
  return G_SOURCE_REMOVE;
}

static void
enter (MsSuggest *suggest, Stage stage)
{
  const MsVerdict *verdict = suggest->verdict;
  const MsSighting *misnamed = ms_trouble_misnamed (verdict);

  suggest->stage = stage;
  clear_source (&suggest->moment);
  if (stage == STAGE_AGAIN && address_in_doubt (suggest) != NULL)
    begin_round (suggest, FOR_AGAIN, same_again (suggest));
  else if (stage == STAGE_RECORDS && misnamed != NULL)
    {
      ms_inquiry_ask_names (suggest->inquiry, suggest->target->service, misnamed, MAX_NAMES);
      suggest->moment = fire_in (MIN (DNS_MS, left_ms (suggest) / 3), moment_over_cb, suggest);
    }
  else if (stage == STAGE_NAMES && misnamed != NULL)
    begin_round (suggest, FOR_NAMES, names_to_try (suggest));
  else if (stage == STAGE_PORTS && suggest->use_port == 0 && ms_trouble_wants_another_port (verdict))
    begin_round (suggest, FOR_PORTS,
                 ms_candidate_ports (suggest->target, ms_verdict_finding (verdict, MS_CODE_WRONG_SECURITY_MODE) != NULL));
  else if (stage == STAGE_SIBLINGS && ms_trouble_out_of_date (verdict) != NULL)
    begin_round (suggest, FOR_SIBLINGS, ms_candidate_siblings (suggest->target));
  else if (stage == STAGE_PIN)
    suggest->moment = fire_in (MIN (2 * DNS_MS, left_ms (suggest)), moment_over_cb, suggest);
}

/* Is something still to come in this stage? */
static gboolean
is_waiting (const MsSuggest *suggest)
{
  switch (suggest->stage)
    {
    case STAGE_RECORDS:
      return ms_inquiry_waits (suggest->inquiry, MS_INQUIRY_NAMES);
    case STAGE_PIN:
      return ms_inquiry_waits (suggest->inquiry, MS_INQUIRY_PIN);
    case STAGE_AGAIN:
    case STAGE_NAMES:
    case STAGE_PORTS:
    case STAGE_SIBLINGS:
      return suggest->tries != NULL;
    case STAGE_CHECK:
      break;
    }
  return TRUE;
}

/* Everything is tried, or there is no more time. Frees it. */
static void
conclude (MsSuggest *suggest)
{
  ms_inquiry_judge_pin (suggest->inquiry, suggest->observation->hints);
  if (suggest->use_port != 0 && ms_trouble_wants_another_port (suggest->verdict))
    {
      suggest->observation->hints->use_port = suggest->use_port;
      suggest->observation->hints->use_security = suggest->use_security;
    }
  finish (suggest);
}

static void
go_on (MsSuggest *suggest)
{
  for (;;)
    {
      if (is_waiting (suggest))
        return;
      if (suggest->stage == STAGE_PIN)
        {
          conclude (suggest);
          return;
        }
      enter (suggest, suggest->options.suggest ? suggest->stage + 1 : STAGE_PIN);
    }
}

static void
answered_cb (gpointer suggest)
{
  go_on (suggest);
}

static gboolean
end_cb (gpointer data)
{
  MsSuggest *suggest = data;

  clear_source (&suggest->end);
  conclude (suggest);
  return G_SOURCE_REMOVE;
}

static void
diagnose (MsSuggest *suggest)
{
  suggest->verdict = ms_assess (NULL, suggest->observation, NULL, suggest->judged_at);
  if (ms_trouble_is_old (suggest->verdict, suggest->previous))
    {
      const MsHints *hints = suggest->previous->hints;
      suggest->options.suggest = FALSE;
      suggest->observation->hints->use_host = g_strdup (hints->use_host);
      suggest->observation->hints->newer_on = g_strdup (hints->newer_on);
      suggest->observation->hints->sometimes = g_strdup (hints->sometimes);
      suggest->use_port = hints->use_port;
      suggest->use_security = hints->use_security;
    }
  g_clear_pointer (&suggest->tries, ms_tries_cancel);
  suggest->end = fire_in (left_ms (suggest), end_cb, suggest);
  enter (suggest, suggest->options.suggest ? STAGE_AGAIN : STAGE_PIN);
  go_on (suggest);
}

static void
checked_cb (MsObservation *observation, gpointer data)
{
  MsSuggest *suggest = data;

  suggest->check = NULL;
  suggest->observation = observation;
  if (ms_observation_has (observation, MS_OUTCOME_CANCELLED))
    {
      finish (suggest);
      return;
    }
  ms_target_free (suggest->target); /* the service may have been found out */
  suggest->target = ms_target_copy (observation->target);
  diagnose (suggest);
}

/* Half of the time is over in silence: another port can only be tried now. */
static gboolean
silence_cb (gpointer data)
{
  MsSuggest *suggest = data;

  clear_source (&suggest->moment);
  begin_round (suggest, FOR_PORTS, ms_candidate_ports (suggest->target, FALSE));
  return G_SOURCE_REMOVE;
}

/* ---- from outside ----------------------------------------------------------------------------------------------- */

static MsSuggest *
suggest_new (const MsTarget *target, MsTrustStore *trust, const MsSuggestOptions *options, guint left_ms, gint64 now,
             MsCheckDone done, gpointer data)
{
  MsSuggest *suggest = g_new0 (MsSuggest, 1);

  suggest->trust = trust;
  suggest->options = *options;
  suggest->options.previous = NULL;
  suggest->previous = options->previous != NULL ? ms_observation_copy (options->previous) : NULL;
  suggest->now = now;
  suggest->judged_at = options->check.at != 0 ? options->check.at : now;
  suggest->deadline = g_get_monotonic_time () + (gint64) left_ms * 1000;
  suggest->target = ms_target_copy (target);
  suggest->known = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_observation_free);
  suggest->inquiry = ms_inquiry_new (target->host, answered_cb, suggest);
  suggest->done = done;
  suggest->data = data;
  return suggest;
}

MsSuggest *
ms_suggest_start (const MsTarget *target, MsTrustStore *trust, const MsSuggestOptions *options, gint64 now, MsCheckDone done,
                  gpointer data)
{
  MsSuggest *suggest = suggest_new (target, trust, options, options->check.probe.timeout_ms, now, done, data);

  suggest->check = ms_check_start (target, trust, &options->check, now, checked_cb, suggest);
  if (options->suggest && (options->previous == NULL || ms_observation_has (options->previous, MS_OUTCOME_OK)))
    suggest->moment = fire_in (options->check.probe.timeout_ms / 2, silence_cb, suggest);
  return suggest;
}

static gboolean
resume_cb (gpointer data)
{
  MsSuggest *suggest = data;

  clear_source (&suggest->moment);
  diagnose (suggest);
  return G_SOURCE_REMOVE;
}

MsSuggest *
ms_suggest_resume (MsObservation *observation, const GPtrArray *known, MsTrustStore *trust, const MsSuggestOptions *options,
                   guint left_ms, gint64 now, MsCheckDone done, gpointer data)
{
  MsSuggest *suggest = suggest_new (observation->target, trust, options, left_ms, now, done, data);

  suggest->observation = observation;
  for (guint i = 0; i < known->len; i++)
    g_ptr_array_add (suggest->known, ms_observation_copy (g_ptr_array_index (known, i)));
  suggest->moment = fire_in (0, resume_cb, suggest); /* never from within this call */
  return suggest;
}

void
ms_suggest_cancel (MsSuggest *suggest)
{
  suggest_free (suggest);
}
