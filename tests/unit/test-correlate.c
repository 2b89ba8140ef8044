/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/assess.h"

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* rows leave out what they do not need */

#define NOW ((gint64) 1800000000)
#define DAY ((gint64) 86400)

/* One server: what it shows. */
typedef struct
{
  const char *host; /* NULL: the end */
  MsTrust trust;
  const char *issuer;
  int begin, end; /* days from NOW */
} Shown;

typedef struct
{
  const char *title;
  Shown shown[5];
  MsConnectivity connectivity;
  MsClock clock;
  guint interceptions;
  const char *kind;
  gboolean clock_wrong;
  const char *known; /* issuer of an open alert that says that he intercepts */
} Row;

#define GOOD    MS_TRUST_OK, "CN=R10,O=LE", -10, 80
#define STRANGE MS_TRUST_PRIVATE_CA, "CN=Somebody", -10, 80
#define AVAST   MS_TRUST_UNKNOWN_ISSUER, "CN=Avast Web/Mail Shield Root", -10, 80
#define FORTI   MS_TRUST_PRIVATE_CA, "CN=FG100,O=Fortinet", -10, 80
#define RESET   MS_TRUST_PRIVATE_CA, "CN=Reset Certificates", -10, 80
#define TO_COME MS_TRUST_OK, "CN=R10,O=LE", 5, 95
#define OVER    MS_TRUST_OK, "CN=R10,O=LE", -95, -5

static const Row rows[] = {
  { "nothing", { { "a.one.org", GOOD }, { "b.two.org", GOOD } }, .interceptions = 0 },
  { "one issuer on unrelated servers", { { "a.one.org", STRANGE }, { "b.two.org", STRANGE } }, .interceptions = 1 },
  { "one issuer at one provider", { { "a.one.org", STRANGE }, { "b.one.org", STRANGE } }, .interceptions = 0 },
  { "at one provider below a country's level", { { "a.one.co.uk", STRANGE }, { "b.one.co.uk", STRANGE } }, .interceptions = 0 },
  { "at two of them", { { "a.one.co.uk", STRANGE }, { "b.two.co.uk", STRANGE } }, .interceptions = 1 },
  { "short names", { { "imap.gmx.de", STRANGE }, { "smtp.gmx.de", STRANGE } }, .interceptions = 0 },
  { "antivirus", { { "a.one.org", AVAST }, { "b.two.org", AVAST } }, .interceptions = 1, .kind = "antivirus" },
  { "an antivirus by its name, at one server", { { "a.one.org", AVAST }, { "b.two.org", GOOD } }, .interceptions = 0 },
  { "a known interceptor, at one server", { { "a.one.org", STRANGE } }, .interceptions = 1, .known = "CN=Somebody" },
  { "another one, at one server", { { "a.one.org", STRANGE } }, .interceptions = 0, .known = "CN=Somebody else" },
  { "proxy", { { "a.one.org", FORTI }, { "b.two.org", FORTI } }, .interceptions = 1, .kind = "proxy" },
  { "a word within a word", { { "a.one.org", RESET } }, .interceptions = 0 },
  { "portal",
    { { "a.one.org", STRANGE }, { "b.two.org", STRANGE } },
    .connectivity = MS_CONNECTIVITY_PORTAL,
    .interceptions = 1,
    .kind = "captive-portal" },
  { "future at two", { { "a.one.org", TO_COME }, { "b.two.org", TO_COME } }, .clock_wrong = TRUE },
  { "future at one", { { "a.one.org", TO_COME }, { "b.two.org", GOOD } }, .clock_wrong = FALSE },
  { "future at one, not synchronised",
    { { "a.one.org", TO_COME }, { "b.two.org", GOOD } },
    .clock = MS_CLOCK_UNSYNCHRONISED,
    .clock_wrong = TRUE },
  { "future at two, synchronised",
    { { "a.one.org", TO_COME }, { "b.two.org", TO_COME } },
    .clock = MS_CLOCK_SYNCHRONISED,
    .clock_wrong = FALSE },
  { "one is over", { { "a.one.org", OVER }, { "b.two.org", GOOD } }, .clock_wrong = FALSE },
  { "two are over", { { "a.one.org", OVER }, { "b.two.org", OVER } }, .clock_wrong = FALSE },
  { "three are over", { { "a.one.org", OVER }, { "b.two.org", OVER }, { "c.three.org", OVER } }, .clock_wrong = TRUE },
  { "three at one provider", { { "a.one.org", OVER }, { "b.one.org", OVER }, { "c.one.org", OVER } }, .clock_wrong = FALSE },
  { "two are over, not synchronised",
    { { "a.one.org", OVER }, { "b.two.org", OVER } },
    .clock = MS_CLOCK_UNSYNCHRONISED,
    .clock_wrong = TRUE },
};

static MsVerdict *
verdict_of (const Shown *shown, const MsContext *context)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, shown->host, 0);
  g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");
  MsCertificate *leaf = g_new0 (MsCertificate, 1);

  leaf->sha256 = g_strdup (shown->host);
  leaf->spki_sha256 = g_strdup ("k");
  leaf->issuer = g_strdup (shown->issuer);
  leaf->names = g_strsplit (shown->host, " ", -1);
  leaf->n_dns = 1;
  leaf->not_before = NOW + shown->begin * DAY;
  leaf->not_after = sighting->path_not_after = NOW + shown->end * DAY;
  sighting->trust = shown->trust;
  g_ptr_array_add (sighting->chain, leaf);
  g_ptr_array_add (observation->sightings, sighting);
  return ms_assess_within (context, NULL, observation, NULL, NOW);
}

static void
check_row (const Row *row)
{
  g_autoptr (GPtrArray) standings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_verdict_free);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
  g_autoptr (MsSurroundings) surroundings = ms_surroundings_new ();
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  MsAlert *alert = ms_alert_new ("a", MS_CODE_INTERCEPTED);
  g_autoptr (MsContext) context = NULL;

  surroundings->connectivity = row->connectivity;
  surroundings->clock = row->clock;
  for (guint i = 0; row->shown[i].host != NULL; i++)
    {
      MsStanding *standing = g_new0 (MsStanding, 1);
      MsVerdict *verdict = verdict_of (&row->shown[i], NULL);

      g_ptr_array_add (verdicts, verdict);
      g_ptr_array_add (servers, ms_server_new (verdict->observation->target));
      standing->server = g_ptr_array_index (servers, i);
      standing->verdict = verdict;
      g_ptr_array_add (standings, standing);
    }
  alert->cause = g_strdup (row->known);
  alert->severity = MS_SEVERITY_CRITICAL;
  g_ptr_array_add (alerts, alert);
  context = ms_correlate (standings, surroundings, alerts, NOW);
  g_assert_cmpuint (context->interceptions->len, ==, row->interceptions);
  g_assert_cmpint (ms_belief_is_doubt (context->clock), ==, row->clock_wrong);
  if (row->interceptions > 0)
    g_assert_cmpstr (((MsInterception *) g_ptr_array_index (context->interceptions, 0))->kind, ==, row->kind);
  for (guint i = 0; row->shown[i].host != NULL; i++)
    {
      /* what is common comes first, and nothing of it is blamed on the server */
      g_autoptr (MsVerdict) verdict = verdict_of (&row->shown[i], context);
      gboolean dates = row->shown[i].begin > 0 || row->shown[i].end < 0;

      for (guint f = 0; f < verdict->findings->len; f++)
        {
          MsCode code = ((MsFinding *) g_ptr_array_index (verdict->findings, f))->code;
          if (row->clock_wrong)
            g_assert_true (code != MS_CODE_EXPIRED && code != MS_CODE_NOT_YET_VALID && (code == MS_CODE_CLOCK_WRONG) == dates);
          if (row->interceptions > 0)
            g_assert_cmpint (code, ==, MS_CODE_INTERCEPTED);
        }
    }
}

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].title);
      check_row (&rows[i]);
    }
}

/* ---- a captive portal without anybody's word for it ---------------------------------------------------------- */

/* What one server answers. Each was seen before, with a good certificate at 192.0.2.1. */
typedef struct
{
  const char *url; /* NULL: the end */
  const char *address, *leaf, *name;
  MsTrust trust;
  MsOutcome outcome;
  const char *speaks;
  int later; /* s, looked at after the first */
} Answer;

#define SIGNED MS_TRUST_SELF_SIGNED
#define HTTP   MS_OUTCOME_PROTOCOL_ERROR, "http"
#define SILENT MS_OUTCOME_UNREACHABLE, NULL
#define PAGE   "10.0.0.1", "p", "login.hotel.example"
#define A      "imaps://a.one.org"
#define B      "imaps://b.two.org"

static const struct
{
  const char *title;
  Answer answers[4];
  gboolean portal;
} portals[] = {
  { "a page for everybody", { { A, PAGE, SIGNED, SILENT }, { B, PAGE, SIGNED, SILENT } }, TRUE },
  { "a page with a good certificate of its own", { { A, PAGE, MS_TRUST_OK, SILENT }, { B, PAGE, MS_TRUST_OK, HTTP } }, TRUE },
  { "of a private authority", { { A, PAGE, MS_TRUST_PRIVATE_CA, SILENT }, { B, PAGE, MS_TRUST_PRIVATE_CA, HTTP } }, TRUE },
  { "one that speaks HTTP to the only provider",
    { { A, PAGE, SIGNED, HTTP }, { "smtps://c.one.org", PAGE, SIGNED, HTTP } },
    TRUE },
  { "to the only server", { { A, PAGE, SIGNED, HTTP } }, TRUE },
  { "one that says nothing to the only provider",
    { { A, PAGE, SIGNED, SILENT }, { "smtps://c.one.org", PAGE, SIGNED, SILENT } },
    FALSE },
  { "some ports are closed", { { A, PAGE, SIGNED, HTTP }, { B, "10.0.0.1", NULL, NULL, 0, SILENT } }, TRUE },
  { "and some speak HTTP without TLS",
    { { A, PAGE, SIGNED, HTTP }, { "imap://b.two.org", "10.0.0.1", NULL, NULL, 0, HTTP } },
    TRUE },
  { "the web server of a provider, too",
    { { A, PAGE, SIGNED, HTTP }, { "https://b.two.org", PAGE, SIGNED, MS_OUTCOME_OK, NULL } },
    TRUE },
  { "web servers alone",
    { { "https://a.one.org", PAGE, SIGNED, MS_OUTCOME_OK, "http" },
      { "https://b.two.org", PAGE, SIGNED, MS_OUTCOME_OK, "http" } },
    FALSE },
  /* what pretends to be a mail server */
  { "it has the name of one server", { { A, "10.0.0.1", "p", "a.one.org", SIGNED, HTTP }, { B, PAGE, SIGNED, HTTP } }, FALSE },
  { "it has all the names",
    { { A, "10.0.0.1", "p", "*.one.org", SIGNED, HTTP }, { B, "10.0.0.1", "q", "*.two.org", SIGNED, HTTP } },
    FALSE },
  { "it greets as a mail server", { { A, PAGE, SIGNED, MS_OUTCOME_OK, NULL }, { B, PAGE, SIGNED, SILENT } }, FALSE },
  { "it says that it is too busy", { { A, PAGE, SIGNED, MS_OUTCOME_SERVER_REFUSED, NULL }, { B, PAGE, SIGNED, HTTP } }, FALSE },
  { "it speaks another mail protocol",
    { { A, PAGE, SIGNED, MS_OUTCOME_PROTOCOL_ERROR, "smtp" }, { B, PAGE, SIGNED, HTTP } },
    FALSE },
  { "it offers STARTTLS", { { "submission://a.one.org", PAGE, SIGNED, SILENT }, { B, PAGE, SIGNED, HTTP } }, FALSE },
  { "it offers no STARTTLS",
    { { "imap://a.one.org", "10.0.0.1", NULL, NULL, 0, MS_OUTCOME_STARTTLS_MISSING, NULL }, { B, PAGE, SIGNED, HTTP } },
    FALSE },
  /* where the servers really are, or at more than one place */
  { "at the address of one of them",
    { { A, "192.0.2.1", "p", "login.hotel.example", SIGNED, HTTP }, { B, PAGE, SIGNED, HTTP } },
    FALSE },
  { "at the address of all of them",
    { { A, "192.0.2.1", "p", "login.hotel.example", SIGNED, HTTP },
      { B, "192.0.2.1", "p", "login.hotel.example", SIGNED, HTTP } },
    FALSE },
  { "at two addresses", { { A, PAGE, SIGNED, HTTP }, { B, "10.0.0.2", "p", "login.hotel.example", SIGNED, HTTP } }, FALSE },
  { "with two certificates", { { A, PAGE, SIGNED, HTTP }, { B, "10.0.0.1", "q", "login.hotel.example", SIGNED, HTTP } }, FALSE },
  /* one of them answers as ever */
  { "another server is as ever",
    { { A, PAGE, SIGNED, HTTP }, { B, "192.0.2.1", "good", "b.two.org", 0, MS_OUTCOME_OK, NULL, 9 } },
    FALSE },
  { "it was as ever before",
    { { A, PAGE, SIGNED, HTTP }, { B, "192.0.2.1", "good", "b.two.org", 0, MS_OUTCOME_OK, NULL, -9 } },
    TRUE },
  { "a server of this computer is as ever",
    { { A, PAGE, SIGNED, HTTP }, { "imaps://127.0.0.1", "127.0.0.1", "good", "127.0.0.1", 0, MS_OUTCOME_OK, NULL, 9 } },
    TRUE },
  { "one that goes by its address is as ever",
    { { A, PAGE, SIGNED, HTTP }, { "imaps://198.51.100.1", "198.51.100.1", "g", "x", 0, MS_OUTCOME_OK, NULL, 9 } },
    TRUE },
  { "nothing of it",
    { { A, "192.0.2.1", "good", "a.one.org", 0, MS_OUTCOME_OK, NULL }, { B, "10.0.0.1", NULL, NULL, 0, SILENT } },
    FALSE },
};

static MsCertificate *
certificate (const char *sha256, const char *name)
{
  MsCertificate *leaf = g_new0 (MsCertificate, 1);

  leaf->sha256 = g_strdup (sha256);
  leaf->spki_sha256 = g_strdup (sha256);
  leaf->subject = g_strdup ("CN=x");
  leaf->issuer = g_strdup_printf ("CN=%s", sha256);
  leaf->names = g_strsplit (name, " ", -1);
  leaf->n_dns = 1;
  leaf->not_before = NOW - 10 * DAY;
  leaf->not_after = NOW + 80 * DAY;
  return leaf;
}

static MsVerdict *
answered (const Answer *answer, const MsContext *context)
{
  g_auto (GStrv) parts = g_strsplit (answer->url, "://", 2);
  MsService service = MS_SERVICE_ANY;
  g_autoptr (MsTarget) target = NULL;
  g_autoptr (MsObservation) observation = NULL;
  g_autoptr (MsHistory) history = ms_history_new ();
  g_autoptr (MsCertificate) good = NULL;
  MsSighting *sighting = ms_sighting_new (answer->address);

  for (MsService s = 0; s < MS_SERVICE_ANY; s++)
    service = g_str_equal (ms_service_info (s)->scheme, parts[0]) ? s : service;
  target = ms_target_new (service, parts[1], 0);
  good = certificate ("good", parts[1]);
  observation = ms_observation_new (target, NOW + answer->later);
  sighting->outcome = answer->outcome;
  sighting->speaks = g_strdup (answer->speaks);
  sighting->trust = answer->leaf != NULL ? answer->trust : MS_TRUST_NO_CHAIN;
  sighting->connected = answer->outcome != MS_OUTCOME_UNREACHABLE;
  if (answer->leaf != NULL)
    g_ptr_array_add (sighting->chain, certificate (answer->leaf, answer->name));
  sighting->path_not_after = NOW + 80 * DAY;
  g_ptr_array_add (observation->sightings, sighting);
  g_ptr_array_add (history->seen, ms_seen_new ("192.0.2.1", good, TRUE, NOW - 9 * DAY, NOW - DAY, NULL));
  return ms_assess_within (context, NULL, observation, history, NOW);
}

static void
check_portal (const Answer *answers, gboolean portal)
{
  g_autoptr (GPtrArray) standings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_verdict_free);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
  g_autoptr (MsContext) context = NULL;
  gboolean calm = FALSE;

  for (guint i = 0; answers[i].url != NULL; i++)
    {
      MsStanding *standing = g_new0 (MsStanding, 1);

      g_ptr_array_add (verdicts, answered (&answers[i], NULL));
      standing->verdict = g_ptr_array_index (verdicts, i);
      g_ptr_array_add (servers, ms_server_new (standing->verdict->observation->target));
      standing->server = g_ptr_array_index (servers, i);
      g_ptr_array_add (standings, standing);
    }
  context = ms_correlate (standings, NULL, NULL, NOW);
  for (guint i = 0; answers[i].url != NULL; i++)
    {
      g_autoptr (MsVerdict) verdict = answered (&answers[i], context);
      const MsFinding *first = verdict->findings->len > 0 ? g_ptr_array_index (verdict->findings, 0) : NULL;

      if (first != NULL && first->code == MS_CODE_INTERCEPTED && first->severity == MS_SEVERITY_WARNING)
        {
          calm = TRUE;
          g_assert_cmpstr (ms_finding_string (first, "kind"), ==, "captive-portal");
          g_assert_cmpint (first->who, ==, MS_WHO_NETWORK);
          g_assert_cmpint (verdict->safe, ==, MS_SAFE_NO);
        }
    }
  g_assert_cmpint (calm, ==, portal);
}

static void
test_portals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (portals); i++)
    for (guint turned = 0; turned < 2; turned++)
      {
        Answer answers[4] = { portals[i].answers[0], portals[i].answers[1] };

        if (turned && answers[1].url != NULL) /* whoever is looked at first */
          {
            answers[0] = portals[i].answers[1];
            answers[1] = portals[i].answers[0];
          }
        g_test_message ("%s", portals[i].title);
        check_portal (answers, portals[i].portal);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/correlate/rows", test_rows);
  g_test_add_func ("/correlate/portals", test_portals);
  return g_test_run ();
}
