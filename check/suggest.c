/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/suggest.h"

#include "model/address.h"
#include "check/judge/assess.h"
#include "check/judge/candidates.h"
#include "check/judge/names.h"
#include "check/probe/patience.h"
#include "check/probe/records.h"

#include <string.h>

#define MAX_NAMES   8 /* B3: look-ups for a better name */
#define DNS_MS      1000
#define MIN_LEFT_MS 50
#define HOSTS       "/etc/hosts"
#define MAX_ADVICE  64 /* names that DNS gives */

typedef enum
{
  STAGE_CHECK,
  STAGE_RECORDS, /* what DNS gives, to know better names by */
  STAGE_NAMES,
  STAGE_PORTS,
  STAGE_SIBLINGS,
  STAGE_OVERRIDE, /* only DNS's word on the hosts file is still to come */
  STAGE_DONE,
} Stage;

struct _MsDoctor
{
  MsTrustStore *store;
  MsDoctorOptions options;
  gint64 now, judged_at, deadline; /* deadline: monotonic, us */
  MsTarget *target;
  MsObservation *observation; /* of the check; handed over with `done` */
  MsVerdict *verdict;         /* of it, before any hint */
  MsObservation *previous;    /* NULL: none that counts */
  GPtrArray *known;           /* MsObservation*: looked at already */
  Stage stage;
  Stage trying;       /* what the tries are for: the stage, or ports while the check meets silence */
  GPtrArray *targets; /* MsTarget*: still to be tried */
  GPtrArray *tries;   /* Try* that are not gone */
  guint waiting;      /* tries of this round without a result */
  guint round;        /* results of earlier rounds come too late */
  guint16 use_port;   /* a port that works */
  MsSecurity use_security;
  GPtrArray *questions; /* Question* to DNS without an answer */
  GPtrArray *published; /* char*: names that DNS gives */
  GStrv pinned;         /* what the hosts file gives, NULL if nothing of interest */
  GPtrArray *in_dns;    /* char*: addresses that DNS gives */
  GSource *end;         /* the deadline */
  GSource *moment;      /* what else is waited for */
  MsCheckDone done;
  MsProbeGone gone;
  gpointer data;
};

/* A check in the doctor's service. */
typedef struct
{
  MsDoctor *doctor;
  MsCheck *check;
  Stage stage; /* that asked for it */
  guint round;
} Try;

typedef struct
{
  MsDoctor *doctor;
  MsResolve *resolve;
  GPtrArray *into; /* the doctor's */
} Question;

static void go_on (MsDoctor *doctor);
static void judge_check (MsDoctor *doctor, MsObservation *observation);

/* ---- life ------------------------------------------------------------------------------------------------------- */

static guint
left_ms (const MsDoctor *doctor)
{
  gint64 left = (doctor->deadline - g_get_monotonic_time ()) / 1000;
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
fire_in (guint ms, GSourceFunc fired, MsDoctor *doctor)
{
  GSource *source = ms_patience_timer (ms, fired, doctor);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
question_free (Question *question)
{
  ms_resolve_cancel (question->resolve);
  g_free (question);
}

static void
leave_if_over (MsDoctor *doctor)
{
  MsProbeGone gone = doctor->gone;
  gpointer data = doctor->data;

  if (doctor->stage != STAGE_DONE || doctor->tries->len > 0)
    return;
  clear_source (&doctor->end);
  clear_source (&doctor->moment);
  g_ptr_array_unref (doctor->questions);
  g_ptr_array_unref (doctor->targets);
  g_ptr_array_unref (doctor->tries);
  g_ptr_array_unref (doctor->published);
  g_ptr_array_unref (doctor->in_dns);
  g_ptr_array_unref (doctor->known);
  g_strfreev (doctor->pinned);
  ms_verdict_free (doctor->verdict);
  ms_observation_free (doctor->previous);
  ms_observation_free (doctor->observation);
  ms_target_free (doctor->target);
  g_free (doctor);
  if (gone != NULL)
    gone (data);
}

/* Those of this stage or a later one; the check's own goodbye is not cut short. */
static void
cancel_tries (MsDoctor *doctor, Stage from)
{
  for (guint i = 0; i < doctor->tries->len; i++)
    {
      Try *try = g_ptr_array_index (doctor->tries, i);
      if (try->stage >= from)
        ms_check_cancel (try->check);
    }
}

/* The observation goes out with what is known by now. May free the doctor. */
static void
finish (MsDoctor *doctor)
{
  doctor->stage = STAGE_DONE;
  clear_source (&doctor->end);
  clear_source (&doctor->moment);
  g_ptr_array_set_size (doctor->questions, 0);
  cancel_tries (doctor, STAGE_RECORDS);
  doctor->done (g_steal_pointer (&doctor->observation), doctor->data);
  leave_if_over (doctor);
}

/* ---- what the observation says ---------------------------------------------------------------------------------- */

static const MsFinding *
finding_of (const MsDoctor *doctor, MsCode code)
{
  for (guint i = 0; i < doctor->verdict->findings->len; i++)
    {
      const MsFinding *finding = g_ptr_array_index (doctor->verdict->findings, i);
      if (finding->code == code)
        return finding;
    }
  return NULL;
}

static const MsSighting *
sighting_at (const MsObservation *observation, const char *address)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsSighting *sighting = g_ptr_array_index (observation->sightings, i);
      if (g_str_equal (sighting->address, address))
        return sighting;
    }
  return NULL;
}

/* The sighting that is wrong in one of these ways, or NULL. */
static const MsSighting *
faulty (const MsDoctor *doctor, const MsCode *codes, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const MsFinding *finding = finding_of (doctor, codes[i]);
      if (finding != NULL && finding->addresses[0] != NULL)
        return sighting_at (doctor->observation, finding->addresses[0]);
    }
  return NULL;
}

static const MsSighting *
mismatched (const MsDoctor *doctor)
{
  static const MsCode code = MS_CODE_NAME_MISMATCH;
  return faulty (doctor, &code, 1);
}

static const MsSighting *
out_of_date (const MsDoctor *doctor)
{
  static const MsCode codes[] = { MS_CODE_EXPIRED, MS_CODE_EXPIRING, MS_CODE_NAME_MISMATCH };
  return faulty (doctor, codes, G_N_ELEMENTS (codes));
}

/* Nothing can be had on this port in this way; a fault of the moment or an attack is no reason to look elsewhere. */
static gboolean
wants_another_port (const MsDoctor *doctor)
{
  static const MsCode codes[] = { MS_CODE_WRONG_SECURITY_MODE, MS_CODE_STARTTLS_MISSING, MS_CODE_STARTTLS_FAILED,
                                  MS_CODE_TLS_FAILED, MS_CODE_PROTOCOL_ERROR };
  const MsFinding *unreachable = finding_of (doctor, MS_CODE_UNREACHABLE);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const MsFinding *finding = finding_of (doctor, codes[i]);
      const char *reason = finding != NULL ? ms_finding_string (finding, "reason") : NULL;
      if (finding != NULL)
        return g_strcmp0 (reason, "preauth") != 0 && g_strcmp0 (reason, "injection") != 0;
    }
  return unreachable != NULL && unreachable->severity == MS_SEVERITY_UNKNOWN
         && (ms_finding_string (unreachable, "reason") == NULL
             || (strcmp (ms_finding_string (unreachable, "reason"), "dns") != 0
                 && strcmp (ms_finding_string (unreachable, "reason"), "no-route") != 0
                 && strcmp (ms_finding_string (unreachable, "reason"), "network") != 0));
}

/* ---- evaluating a try ------------------------------------------------------------------------------------------- */

static gboolean
same_server (const MsObservation *a, const MsObservation *b)
{
  for (guint i = 0; i < a->sightings->len; i++)
    for (guint j = 0; j < b->sightings->len; j++)
      {
        const MsSighting *x = g_ptr_array_index (a->sightings, i), *y = g_ptr_array_index (b->sightings, j);
        const MsCertificate *p = ms_sighting_leaf (x), *q = ms_sighting_leaf (y);
        if ((*x->address != '\0' && g_str_equal (x->address, y->address))
            || (p != NULL && q != NULL && g_str_equal (p->sha256, q->sha256)))
          return TRUE;
      }
  return FALSE;
}

static gboolean
is_good (const MsDoctor *doctor, const MsObservation *observation)
{
  g_autoptr (MsVerdict) verdict = ms_assess (NULL, observation, NULL, doctor->judged_at);
  return verdict->state == MS_SEVERITY_OK || verdict->state == MS_SEVERITY_NOTICE;
}

static gboolean
works (const MsObservation *observation)
{
  for (guint i = 0; i < observation->sightings->len; i++)
    if (((MsSighting *) g_ptr_array_index (observation->sightings, i))->outcome == MS_OUTCOME_OK)
      return TRUE;
  return FALSE;
}

static void
evaluate_name (MsDoctor *doctor, const MsObservation *observation)
{
  MsHints *hints = doctor->observation->hints;

  if (hints->use_host == NULL && same_server (doctor->observation, observation) && is_good (doctor, observation))
    {
      hints->use_host = g_strdup (observation->target->host);
      g_ptr_array_set_size (doctor->targets, 0); /* one is enough */
    }
}

static void
evaluate_port (MsDoctor *doctor, const MsObservation *observation)
{
  gboolean good = is_good (doctor, observation);

  if (!works (observation) || (doctor->use_port != 0 && !good))
    return;
  doctor->use_port = observation->target->port;
  doctor->use_security = ms_service_info (observation->target->service)->security;
  if (good)
    g_ptr_array_set_size (doctor->targets, 0); /* none can be better */
}

static void
evaluate_sibling (MsDoctor *doctor, const MsObservation *observation)
{
  const MsSighting *ours = out_of_date (doctor);
  MsHints *hints = doctor->observation->hints;

  if (hints->newer_on != NULL || ours == NULL || !is_good (doctor, observation))
    return;
  for (guint i = 0; i < observation->sightings->len; i++)
    {
      const MsCertificate *other = ms_sighting_leaf (g_ptr_array_index (observation->sightings, i));
      if (other == NULL || !ms_is_renewed_elsewhere (ms_sighting_leaf (ours), other, doctor->target->host))
        continue;
      hints->newer_on = ms_target_url (observation->target);
      return;
    }
}

static void
evaluate (MsDoctor *doctor, Stage stage, const MsObservation *observation)
{
  if (stage == STAGE_NAMES)
    evaluate_name (doctor, observation);
  else if (stage == STAGE_PORTS)
    evaluate_port (doctor, observation);
  else if (stage == STAGE_SIBLINGS)
    evaluate_sibling (doctor, observation);
}

/* ---- trying ----------------------------------------------------------------------------------------------------- */

static void
tried_cb (MsObservation *taken, gpointer data)
{
  Try *try = data;
  MsDoctor *doctor = try->doctor;
  g_autoptr (MsObservation) observation = taken;

  if (doctor->stage == STAGE_DONE)
    return;
  if (try->stage == STAGE_CHECK)
    judge_check (doctor, g_steal_pointer (&observation));
  else if (try->round == doctor->round)
    {
      evaluate (doctor, try->stage, observation);
      doctor->waiting--;
      go_on (doctor);
    }
}

static void
try_gone_cb (gpointer data)
{
  Try *try = data;
  MsDoctor *doctor = try->doctor;

  g_ptr_array_remove_fast (doctor->tries, try); /* frees it */
  leave_if_over (doctor);
}

/* A name that a certificate or DNS gave leads to the server itself, or out into the world. */
static gboolean
admits_cb (const char *address, gconstpointer data)
{
  const MsDoctor *doctor = data;
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (guint i = 0; i < doctor->observation->sightings->len; i++)
    g_ptr_array_add (own, ((const MsSighting *) g_ptr_array_index (doctor->observation->sightings, i))->address);
  g_ptr_array_add (own, NULL);
  return ms_candidate_address (address, (const char *const *) own->pdata);
}

static void
begin_try (MsDoctor *doctor, Stage stage, const MsTarget *target, const char *address, guint timeout_ms)
{
  Try *try = g_new0 (Try, 1);
  MsCheckOptions options = doctor->options.check;

  options.probe.timeout_ms = timeout_ms;
  options.probe.address = address;
  if (stage == STAGE_NAMES)
    {
      options.probe.admits = admits_cb;
      options.probe.admits_data = doctor;
    }
  options.probe.transcript = options.probe.transcript && stage == STAGE_CHECK;
  try->doctor = doctor;
  try->stage = stage;
  try->round = doctor->round;
  g_ptr_array_add (doctor->tries, try);
  try->check = ms_check_start (target, doctor->store, &options, doctor->now, tried_cb, try_gone_cb, try);
}

static const MsObservation *
known_of (const MsDoctor *doctor, const MsTarget *target)
{
  for (guint i = 0; i < doctor->known->len; i++)
    {
      const MsObservation *observation = g_ptr_array_index (doctor->known, i);
      if (observation->target->port == target->port && observation->target->service == target->service
          && g_str_equal (observation->target->host, target->host))
        return observation;
    }
  return NULL;
}

/* Where the tries of this stage go: the address that is in question; names are resolved. */
static const char *
address_to_try (const MsDoctor *doctor)
{
  const MsSighting *sighting = NULL;

  if (doctor->trying == STAGE_NAMES || doctor->observation == NULL)
    return NULL;
  sighting = doctor->trying == STAGE_SIBLINGS ? out_of_date (doctor) : NULL;
  for (guint i = 0; sighting == NULL && i < doctor->observation->sightings->len; i++)
    {
      const MsSighting *other = g_ptr_array_index (doctor->observation->sightings, i);
      if (g_strcmp0 (other->reason, "no-route") != 0)
        sighting = other;
    }
  return sighting != NULL && *sighting->address != '\0' ? sighting->address : NULL;
}

/* Begins the next try, or all of them. FALSE: nothing is left to wait for. */
static gboolean
try_next (MsDoctor *doctor)
{
  gboolean all_at_once = doctor->trying == STAGE_SIBLINGS;
  guint room;

  while (doctor->targets->len > 0 && (doctor->waiting == 0 || all_at_once) && (room = left_ms (doctor)) > 0)
    {
      guint share = all_at_once ? room : MAX (room / doctor->targets->len, MIN_LEFT_MS);
      g_autoptr (MsTarget) target = g_ptr_array_steal_index (doctor->targets, 0);
      const MsObservation *known = known_of (doctor, target);

      if (known != NULL)
        evaluate (doctor, doctor->trying, known);
      else
        {
          doctor->waiting++;
          begin_try (doctor, doctor->trying, target, address_to_try (doctor), share);
        }
    }
  return doctor->waiting > 0;
}

/* A new round of tries for this purpose; what is still under way of the last one is let go. */
static void
begin_round (MsDoctor *doctor, Stage purpose, GPtrArray *targets)
{
  cancel_tries (doctor, STAGE_RECORDS);
  doctor->round++;
  doctor->waiting = 0;
  doctor->trying = purpose;
  g_ptr_array_unref (doctor->targets);
  doctor->targets = targets;
}

/* ---- asking DNS ------------------------------------------------------------------------------------------------- */

static void
answered_cb (const GPtrArray *found, const char *error, gpointer data)
{
  Question *question = data;
  MsDoctor *doctor = question->doctor;

  (void) error;
  for (guint i = 0; found != NULL && i < found->len && question->into->len < MAX_ADVICE; i++)
    g_ptr_array_add (question->into, g_strdup (g_ptr_array_index (found, i)));
  g_ptr_array_remove_fast (doctor->questions, question); /* frees it */
  go_on (doctor);
}

static void
ask (MsDoctor *doctor, const char *name, MsRecord record, GPtrArray *into)
{
  Question *question;

  if (name == NULL || strchr (name, '.') == NULL)
    return;
  question = g_new0 (Question, 1);
  question->doctor = doctor;
  question->into = into;
  g_ptr_array_add (doctor->questions, question);
  question->resolve = ms_records_ask (name, record, answered_cb, question);
}

static gboolean
is_asking (const MsDoctor *doctor, const GPtrArray *into)
{
  for (guint i = 0; i < doctor->questions->len; i++)
    if (((Question *) g_ptr_array_index (doctor->questions, i))->into == into)
      return TRUE;
  return FALSE;
}

static void
stop_asking (MsDoctor *doctor, const GPtrArray *into)
{
  for (guint i = doctor->questions->len; i > 0; i--)
    if (((Question *) g_ptr_array_index (doctor->questions, i - 1))->into == into)
      g_ptr_array_remove_index_fast (doctor->questions, i - 1);
}

/* RFC 6186 and RFC 8314 5.1: the label under which a provider publishes this service; NULL if there is none. */
static const char *
srv_label (MsService service)
{
  switch (service)
    {
    case MS_SERVICE_IMAPS:
      return "_imaps._tcp";
    case MS_SERVICE_IMAP:
      return "_imap._tcp";
    case MS_SERVICE_POP3S:
      return "_pop3s._tcp";
    case MS_SERVICE_POP3:
      return "_pop3._tcp";
    case MS_SERVICE_SMTPS:
      return "_submissions._tcp";
    case MS_SERVICE_SUBMISSION:
      return "_submission._tcp";
    case MS_SERVICE_SIEVE:
      return "_sieve._tcp"; /* RFC 5804 1.8 */
    case MS_SERVICE_SMTP:
    case MS_SERVICE_HTTPS:
    case MS_SERVICE_ANY:
      break;
    }
  return NULL;
}

/* The mail servers that this domain publishes. */
static void
ask_domain (MsDoctor *doctor, const char *domain)
{
  const char *label = srv_label (doctor->target->service);
  g_autofree char *srv = domain != NULL && label != NULL ? g_strconcat (label, ".", domain, NULL) : NULL;

  ask (doctor, domain, MS_RECORD_MX, doctor->published);
  ask (doctor, srv, MS_RECORD_SRV, doctor->published);
}

/*
 * Only where the certificate alone does not say which name is the one: a wildcard, or too many names. Asked are the name itself,
 * what it is below, and the first wildcard's domain: eight questions at most.
 */
static void
ask_for_names (MsDoctor *doctor)
{
  const MsSighting *sighting = mismatched (doctor);
  const MsCertificate *leaf = ms_sighting_leaf (sighting);
  const char *host = g_hostname_is_ip_address (doctor->target->host) ? NULL : doctor->target->host, *wild = NULL;
  const char *above = host != NULL && strchr (host, '.') != NULL ? strchr (host, '.') + 1 : NULL;
  g_autofree char *reverse = ms_records_reverse_name (sighting->address);

  for (guint i = 0; wild == NULL && i < leaf->n_dns; i++)
    wild = g_str_has_prefix (leaf->names[i], "*.") ? leaf->names[i] + 2 : NULL;
  if (wild == NULL && leaf->n_dns <= MAX_NAMES)
    return;
  ask (doctor, host, MS_RECORD_CNAME, doctor->published);
  ask_domain (doctor, host);
  ask_domain (doctor, above);
  if (g_strcmp0 (wild, host) != 0 && g_strcmp0 (wild, above) != 0)
    ask_domain (doctor, wild);
  ask (doctor, reverse, MS_RECORD_PTR, doctor->published);
}

/* A pin matters if the name has a dot and is not led to this computer itself (B3). */
static void
ask_about_pin (MsDoctor *doctor)
{
  const char *host = doctor->target->host;
  g_auto (GStrv) pinned = NULL;

  if (g_hostname_is_ip_address (host) || strchr (host, '.') == NULL)
    return;
  pinned = ms_hosts_addresses (HOSTS, host);
  for (guint i = 0; pinned[i] != NULL; i++)
    if (ms_address_is_loopback (pinned[i]))
      return;
  if (pinned[0] == NULL)
    return;
  doctor->pinned = g_steal_pointer (&pinned);
  ask (doctor, host, MS_RECORD_A, doctor->in_dns);
  ask (doctor, host, MS_RECORD_AAAA, doctor->in_dns);
}

static void
judge_pin (MsDoctor *doctor)
{
  MsHints *hints = doctor->observation->hints;

  if (doctor->pinned == NULL || doctor->in_dns->len == 0)
    return;
  for (guint i = 0; i < doctor->in_dns->len; i++)
    if (g_strv_contains ((const char *const *) doctor->pinned, g_ptr_array_index (doctor->in_dns, i)))
      return;
  hints->pinned = g_strdup (doctor->pinned[0]);
  hints->published = g_strdup (g_ptr_array_index (doctor->in_dns, 0));
}

/* ---- from stage to stage ---------------------------------------------------------------------------------------- */

static GPtrArray *
names_to_try (const MsDoctor *doctor)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  g_autoptr (GPtrArray) published = g_ptr_array_new ();
  g_auto (GStrv) names = NULL;

  g_ptr_array_extend (published, doctor->published, NULL, NULL);
  g_ptr_array_add (published, NULL);
  names = ms_candidate_names (ms_sighting_leaf (mismatched (doctor)), doctor->target, (const char *const *) published->pdata,
                              MAX_NAMES);
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (targets, ms_target_new (doctor->target->service, names[i], doctor->target->port));
  return targets;
}

static gboolean
moment_over_cb (gpointer data)
{
  MsDoctor *doctor = data;

  clear_source (&doctor->moment);
  stop_asking (doctor, doctor->stage == STAGE_RECORDS ? doctor->published : doctor->in_dns);
  go_on (doctor);
  return G_SOURCE_REMOVE;
}

static void
enter (MsDoctor *doctor, Stage stage)
{
  doctor->stage = stage;
  clear_source (&doctor->moment);
  if (stage == STAGE_RECORDS && mismatched (doctor) != NULL)
    {
      ask_for_names (doctor);
      doctor->moment = fire_in (MIN (DNS_MS, left_ms (doctor) / 3), moment_over_cb, doctor);
    }
  else if (stage == STAGE_NAMES && mismatched (doctor) != NULL)
    begin_round (doctor, stage, names_to_try (doctor));
  else if (stage == STAGE_PORTS && doctor->use_port == 0 && wants_another_port (doctor))
    begin_round (doctor, stage, ms_candidate_ports (doctor->target, finding_of (doctor, MS_CODE_WRONG_SECURITY_MODE) != NULL));
  else if (stage == STAGE_SIBLINGS && out_of_date (doctor) != NULL)
    begin_round (doctor, stage, ms_candidate_siblings (doctor->target));
  else if (stage == STAGE_OVERRIDE)
    doctor->moment = fire_in (MIN (2 * DNS_MS, left_ms (doctor)), moment_over_cb, doctor);
}

/* Is something still to come in this stage? Begins what can be begun. */
static gboolean
is_busy (MsDoctor *doctor)
{
  switch (doctor->stage)
    {
    case STAGE_RECORDS:
      return is_asking (doctor, doctor->published);
    case STAGE_OVERRIDE:
      return is_asking (doctor, doctor->in_dns);
    case STAGE_NAMES:
    case STAGE_PORTS:
    case STAGE_SIBLINGS:
      return doctor->trying == doctor->stage && try_next (doctor);
    case STAGE_CHECK:
      if (doctor->trying == STAGE_PORTS)
        try_next (doctor);
      return TRUE;
    case STAGE_DONE:
      break;
    }
  return TRUE;
}

/* Everything is tried, or there is no more time. May free the doctor. */
static void
conclude (MsDoctor *doctor)
{
  judge_pin (doctor);
  if (doctor->use_port != 0 && wants_another_port (doctor))
    {
      doctor->observation->hints->use_port = doctor->use_port;
      doctor->observation->hints->use_security = doctor->use_security;
    }
  finish (doctor);
}

static void
go_on (MsDoctor *doctor)
{
  while (!is_busy (doctor))
    {
      if (doctor->stage == STAGE_OVERRIDE)
        {
          conclude (doctor);
          return;
        }
      enter (doctor, doctor->options.suggest ? doctor->stage + 1 : STAGE_OVERRIDE);
    }
}

static gboolean
end_cb (gpointer data)
{
  MsDoctor *doctor = data;

  clear_source (&doctor->end);
  conclude (doctor);
  return G_SOURCE_REMOVE;
}

static gboolean
same_codes (const MsVerdict *a, const MsVerdict *b)
{
  gboolean same = a->findings->len == b->findings->len;

  for (guint i = 0; same && i < a->findings->len; i++)
    same = ((MsFinding *) g_ptr_array_index (a->findings, i))->code == ((MsFinding *) g_ptr_array_index (b->findings, i))->code;
  return same;
}

/* The same certificates at the same addresses with the same faults (but for what the hints themselves make)? */
static gboolean
is_old_trouble (const MsDoctor *doctor)
{
  const MsObservation *now = doctor->observation;
  g_autoptr (MsObservation) then = doctor->previous != NULL ? ms_observation_copy (doctor->previous) : NULL;
  g_autoptr (MsVerdict) verdict = NULL;
  gboolean same = then != NULL && then->sightings->len == now->sightings->len;

  for (guint i = 0; same && i < now->sightings->len; i++)
    {
      const MsSighting *a = g_ptr_array_index (now->sightings, i), *b = sighting_at (then, a->address);
      const MsCertificate *p = ms_sighting_leaf (a), *q = b != NULL ? ms_sighting_leaf (b) : NULL;
      same = b != NULL && a->outcome == b->outcome && g_strcmp0 (a->reason, b->reason) == 0 && (p == NULL) == (q == NULL)
             && (p == NULL || g_str_equal (p->sha256, q->sha256));
    }
  if (!same)
    return FALSE;
  ms_hints_free (then->hints);
  then->hints = ms_hints_new ();
  verdict = ms_assess (NULL, then, NULL, then->checked);
  return same_codes (verdict, doctor->verdict);
}

static void
diagnose (MsDoctor *doctor)
{
  doctor->verdict = ms_assess (NULL, doctor->observation, NULL, doctor->judged_at);
  if (is_old_trouble (doctor))
    {
      const MsHints *hints = doctor->previous->hints;
      doctor->options.suggest = FALSE;
      doctor->observation->hints->use_host = g_strdup (hints->use_host);
      doctor->observation->hints->newer_on = g_strdup (hints->newer_on);
      doctor->use_port = hints->use_port;
      doctor->use_security = hints->use_security;
    }
  begin_round (doctor, STAGE_CHECK, g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free));
  doctor->end = fire_in (left_ms (doctor), end_cb, doctor);
  enter (doctor, doctor->options.suggest ? STAGE_RECORDS : STAGE_OVERRIDE);
  go_on (doctor);
}

static void
judge_check (MsDoctor *doctor, MsObservation *observation)
{
  doctor->observation = observation;
  for (guint i = 0; i < observation->sightings->len; i++)
    if (((MsSighting *) g_ptr_array_index (observation->sightings, i))->outcome == MS_OUTCOME_CANCELLED)
      {
        finish (doctor);
        return;
      }
  ms_target_free (doctor->target); /* the service may have been found out */
  doctor->target = ms_target_copy (observation->target);
  diagnose (doctor);
}

/* Half of the time is over in silence: another port can only be tried now. */
static gboolean
silence_cb (gpointer data)
{
  MsDoctor *doctor = data;

  clear_source (&doctor->moment);
  begin_round (doctor, STAGE_PORTS, ms_candidate_ports (doctor->target, FALSE));
  go_on (doctor);
  return G_SOURCE_REMOVE;
}

/* ---- from outside ----------------------------------------------------------------------------------------------- */

static MsDoctor *
doctor_new (const MsTarget *target, MsTrustStore *store, const MsDoctorOptions *options, guint left_ms, gint64 now,
            MsCheckDone done, MsProbeGone gone, gpointer data)
{
  MsDoctor *doctor = g_new0 (MsDoctor, 1);

  doctor->store = store;
  doctor->options = *options;
  doctor->options.previous = NULL;
  doctor->previous = options->previous != NULL ? ms_observation_copy (options->previous) : NULL;
  doctor->now = now;
  doctor->judged_at = options->check.at != 0 ? options->check.at : now;
  doctor->deadline = g_get_monotonic_time () + (gint64) left_ms * 1000;
  doctor->target = ms_target_copy (target);
  doctor->known = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_observation_free);
  doctor->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  doctor->tries = g_ptr_array_new_with_free_func (g_free);
  doctor->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) question_free);
  doctor->published = g_ptr_array_new_with_free_func (g_free);
  doctor->in_dns = g_ptr_array_new_with_free_func (g_free);
  doctor->done = done;
  doctor->gone = gone;
  doctor->data = data;
  ask_about_pin (doctor);
  return doctor;
}

MsDoctor *
ms_doctor_visit (const MsTarget *target, MsTrustStore *store, const MsDoctorOptions *options, gint64 now, MsCheckDone done,
                 MsProbeGone gone, gpointer data)
{
  MsDoctor *doctor = doctor_new (target, store, options, options->check.probe.timeout_ms, now, done, gone, data);

  begin_try (doctor, STAGE_CHECK, target, options->check.probe.address, options->check.probe.timeout_ms);
  if (options->suggest && (options->previous == NULL || works (options->previous)))
    doctor->moment = fire_in (options->check.probe.timeout_ms / 2, silence_cb, doctor);
  return doctor;
}

static gboolean
consult_cb (gpointer data)
{
  MsDoctor *doctor = data;

  clear_source (&doctor->moment);
  diagnose (doctor);
  return G_SOURCE_REMOVE;
}

MsDoctor *
ms_doctor_consult (MsObservation *observation, const GPtrArray *known, MsTrustStore *store, const MsDoctorOptions *options,
                   guint left_ms, gint64 now, MsCheckDone done, MsProbeGone gone, gpointer data)
{
  MsDoctor *doctor = doctor_new (observation->target, store, options, left_ms, now, done, gone, data);

  doctor->observation = observation;
  for (guint i = 0; i < known->len; i++)
    g_ptr_array_add (doctor->known, ms_observation_copy (g_ptr_array_index (known, i)));
  doctor->moment = fire_in (0, consult_cb, doctor); /* never from within this call */
  return doctor;
}

void
ms_doctor_cancel (MsDoctor *doctor)
{
  if (doctor->observation != NULL)
    {
      clear_source (&doctor->moment);
      clear_source (&doctor->end);
      doctor->end = fire_in (0, end_cb, doctor);
    }
  else
    cancel_tries (doctor, STAGE_CHECK); /* the check comes as CANCELLED; goodbyes are cut short */
}
