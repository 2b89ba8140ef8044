/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/judge/assess.h"

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
  { "antivirus at one server", { { "a.one.org", AVAST }, { "b.two.org", GOOD } }, .interceptions = 1, .kind = "antivirus" },
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
  context = ms_correlate (standings, surroundings, NOW);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/correlate/rows", test_rows);
  return g_test_run ();
}
