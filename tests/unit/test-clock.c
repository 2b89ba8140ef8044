/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What speaks for and against this computer's clock. */
#include "model/observation.h"
#include "model/server.h"
#include "model/target.h"
#include "model/verdict.h"
#include "check/judge/clock.h"

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* rows leave out what they do not need */

#define NOW ((gint64) 1800000000)
#define DAY ((gint64) 86400)

/* One server: from when to when (days from NOW) its certificate is good. */
typedef struct
{
  const char *host; /* NULL: the end */
  int begin, end;
  MsTrust trust;  /* left out: OK */
  gboolean stale; /* last seen long ago */
} Shown;

typedef struct
{
  const char *title;
  Shown shown[5];
  MsClock clock;
  int jump; /* days */
  MsBelief belief;
  guint servers;
} Row;

#define UNSET MS_CLOCK_UNSYNCHRONISED
#define SET   MS_CLOCK_SYNCHRONISED
#define OVER  -95, -5
#define GOOD  -20, 60
#define NEXT  5, 95

static const Row rows[] = {
  { "nobody is seen", { { NULL } }, UNSET, 0, MS_BELIEF_OPEN },
  { "that nobody sets it is no evidence", { { "a.one.org", OVER } }, UNSET, 0, MS_BELIEF_OPEN },
  { "nor that two hosts of one provider are over", { { "a.one.org", OVER }, { "b.one.org", OVER } }, UNSET, 0, MS_BELIEF_OPEN },
  { "two providers agree",
    { { "a.one.org", GOOD }, { "b.two.org", GOOD }, { "c.three.org", OVER } },
    UNSET,
    0,
    MS_BELIEF_AGREES },
  { "two hosts of one do not", { { "a.one.org", GOOD }, { "b.one.org", GOOD } }, UNSET, 0, MS_BELIEF_OPEN },
  { "nor does what nobody vouches for",
    { { "a.one.org", GOOD, MS_TRUST_SELF_SIGNED }, { "b.two.org", GOOD } },
    UNSET,
    0,
    MS_BELIEF_OPEN },
  { "nor what was seen long ago", { { "a.one.org", GOOD, .stale = TRUE }, { "b.two.org", GOOD } }, UNSET, 0, MS_BELIEF_OPEN },
  { "time servers agree, whatever is shown", { { "a.one.org", NEXT }, { "b.two.org", NEXT } }, SET, 300, MS_BELIEF_PROVEN },

  { "two of the future", { { "a.one.org", NEXT }, { "b.two.org", NEXT } }, .belief = MS_BELIEF_BEHIND, .servers = 2 },
  { "one of the future", { { "a.one.org", NEXT } }, .belief = MS_BELIEF_OPEN },
  { "one, where nobody sets the clock", { { "a.one.org", NEXT } }, UNSET, 0, MS_BELIEF_BEHIND, 1 },
  { "one that anybody may have made", { { "a.one.org", NEXT, MS_TRUST_SELF_SIGNED } }, UNSET, 0, MS_BELIEF_OPEN },
  { "a future that was seen already", { { "a.one.org", NEXT, .stale = TRUE } }, UNSET, 0, MS_BELIEF_BEHIND, 1 },

  { "two are over where nobody sets the clock", { { "a.one.org", OVER }, { "b.two.org", OVER } }, UNSET, 0, MS_BELIEF_AHEAD, 2 },
  { "two are over", { { "a.one.org", OVER }, { "b.two.org", OVER } }, .belief = MS_BELIEF_OPEN },
  { "three are over",
    { { "a.one.org", OVER }, { "b.two.org", OVER }, { "c.three.org", OVER } },
    .belief = MS_BELIEF_AHEAD,
    .servers = 3 },
  { "they were seen long ago, and may have been renewed",
    { { "a.one.org", OVER, .stale = TRUE }, { "b.two.org", OVER, .stale = TRUE }, { "c.three.org", OVER } },
    UNSET,
    0,
    MS_BELIEF_OPEN },

  { "only by the jump it is over", { { "a.one.org", OVER } }, UNSET, 30, MS_BELIEF_JUMPED, 1 },
  { "it was over before", { { "a.one.org", OVER } }, UNSET, 3, MS_BELIEF_OPEN },
  { "only by the jump it ends soon", { { "a.one.org", -80, 10 } }, UNSET, 30, MS_BELIEF_JUMPED, 1 },
  { "the jump changes nothing", { { "a.one.org", GOOD } }, UNSET, 3, MS_BELIEF_OPEN },
  { "an authority is over since", { { "a.one.org", -40, 80, MS_TRUST_EXPIRED_AUTHORITY } }, UNSET, 30, MS_BELIEF_JUMPED, 1 },
  { "who is good by both times is no witness of the new one",
    { { "a.one.org", OVER }, { "b.two.org", -50, 60 }, { "c.three.org", -50, 60 } },
    UNSET,
    30,
    MS_BELIEF_JUMPED,
    1 },
  { "a jump that a new certificate explains", { { "a.one.org", OVER }, { "b.two.org", GOOD } }, UNSET, 30, MS_BELIEF_PROVEN },
  { "one that anybody may have made does not",
    { { "a.one.org", OVER }, { "b.two.org", GOOD, MS_TRUST_PRIVATE_CA } },
    UNSET,
    30,
    MS_BELIEF_JUMPED,
    1 },
  { "a clock of 1970 is set right", { { "a.one.org", OVER } }, UNSET, 20000, MS_BELIEF_PROVEN },
  { "set back before it begins", { { "a.one.org", NEXT } }, MS_CLOCK_UNKNOWN, -30, MS_BELIEF_JUMPED, 1 },
  { "set back, and it is good still", { { "a.one.org", GOOD } }, MS_CLOCK_UNKNOWN, -30, MS_BELIEF_OPEN },
};

static void
check_row (const Row *row)
{
  g_autoptr (GPtrArray) standings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_verdict_free);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
  g_autoptr (MsSurroundings) surroundings = ms_surroundings_new ();
  guint doubting;

  surroundings->clock = row->clock;
  surroundings->clock_jump = row->jump * DAY;
  for (guint i = 0; row->shown[i].host != NULL; i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, row->shown[i].host, 0);
      MsStanding *standing = g_new0 (MsStanding, 1);
      MsVerdict *verdict = ms_verdict_new ();
      MsSighting *sighting = ms_sighting_new ("192.0.2.1");
      MsCertificate *leaf = g_new0 (MsCertificate, 1);

      leaf->not_before = NOW + row->shown[i].begin * DAY;
      leaf->not_after = sighting->path_not_after = NOW + row->shown[i].end * DAY;
      leaf->names = g_new0 (char *, 1);
      sighting->trust = row->shown[i].trust != MS_TRUST_NONE ? row->shown[i].trust : MS_TRUST_OK;
      g_ptr_array_add (sighting->chain, leaf);
      verdict->observation = ms_observation_new (target, NOW);
      g_ptr_array_add (verdict->observation->sightings, sighting);
      g_ptr_array_add (verdicts, verdict);
      g_ptr_array_add (servers, ms_server_new (target));
      standing->server = g_ptr_array_index (servers, i);
      standing->verdict = verdict;
      standing->stale = row->shown[i].stale;
      g_ptr_array_add (standings, standing);
    }
  g_assert_cmpint (ms_clock_judge (standings, surroundings, NOW, &doubting), ==, row->belief);
  g_assert_cmpuint (doubting, ==, row->servers);
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

/* What is held back is said, and what to do. */
static void
test_words (void)
{
  for (guint i = MS_BELIEF_OPEN; i <= MS_BELIEF_JUMPED; i++)
    {
      gboolean doubt = i >= MS_BELIEF_BEHIND;
      g_assert_cmpint (ms_belief_is_doubt ((MsBelief) i), ==, doubt);
      g_assert_cmpint (ms_belief_notice ((MsBelief) i) != NULL, ==, doubt);
      g_assert_cmpint (ms_belief_evidence ((MsBelief) i) != NULL, ==, doubt);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/rows", test_rows);
  g_test_add_func ("/clock/words", test_words);
  return g_test_run ();
}
