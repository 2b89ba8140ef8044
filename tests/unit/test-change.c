/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/change.h"

#define NOW  ((gint64) 1800000000)
#define DAY  ((gint64) 86400)
#define HOST "mail.example.org"

/* A certificate by what the rules look at. Dates in days from NOW. */
typedef struct
{
  const char *id, *key, *organization, *name, *other_name;
  int begin, end;
  gboolean trusted;
} Shown;

static MsSeen *
memory_of (const Shown *shown, const char *address, gint64 first, gint64 last)
{
  const char *names[] = { shown->name, shown->other_name, NULL };
  MsCertificate leaf = { .sha256 = (char *) shown->id,
                         .spki_sha256 = (char *) shown->key,
                         .subject = (char *) "CN=leaf",
                         .issuer = (char *) "CN=R11",
                         .issuer_organization = (char *) shown->organization,
                         .names = (GStrv) names,
                         .n_dns = shown->other_name != NULL ? 2 : 1,
                         .not_before = NOW + shown->begin * DAY,
                         .not_after = NOW + shown->end * DAY };
  return ms_seen_new (address, &leaf, shown->trusted, first, last, NULL);
}

#define OLD                                                                                                                      \
  {                                                                                                                              \
    "a", "k1", "LE", HOST, NULL, -65, 25, TRUE                                                                                   \
  }

static const struct
{
  const char *title;
  Shown old, new_;
  const char *code, *severity, *because;
} rows[] = {
  { "the same", OLD, OLD, NULL, NULL, NULL },
  { "renewal", OLD, { "b", "k2", "LE", HOST, NULL, 0, 90, TRUE }, "renewed", "info", NULL },
  { "renewal, same key", OLD, { "b", "k1", "LE", HOST, NULL, 0, 90, TRUE }, "renewed", "info", NULL },
  { "renewal with a further name", OLD, { "b", "k2", "LE", HOST, "imap.example.org", 0, 90, TRUE }, "renewed", "info", NULL },
  { "renewal after the end",
    { "a", "k1", "LE", HOST, NULL, -95, -5, TRUE },
    { "b", "k2", "LE", HOST, NULL, 0, 90, TRUE },
    "renewed",
    "info",
    NULL },
  { "other public authority", OLD, { "b", "k2", "Other", HOST, NULL, 0, 90, TRUE }, "changed", "info", "key issuer" },
  { "back to an older one", OLD, { "b", "k2", "LE", HOST, NULL, -80, 10, TRUE }, "changed", "info", "key" },
  { "public to private", OLD, { "b", "k2", "Me", HOST, NULL, 0, 900, FALSE }, "changed", "critical", "private-ca key issuer" },
  { "our name kept, others lost",
    { "a", "k1", "LE", HOST, "imap.example.org", -65, 25, TRUE },
    { "b", "k2", "LE", HOST, NULL, 0, 90, TRUE },
    "changed",
    "warning",
    "key names-lost" },
  { "our name lost", OLD, { "b", "k2", "LE", "www.example.org", NULL, 0, 90, TRUE }, "changed", "info", "key names-lost" },
  { "self-made, other key far from its end",
    { "a", "k1", "Me", HOST, NULL, -65, 3000, FALSE },
    { "b", "k2", "Me", HOST, NULL, 0, 3600, FALSE },
    "changed",
    "critical",
    "key early" },
  { "self-made, same key",
    { "a", "k1", "Me", HOST, NULL, -65, 3000, FALSE },
    { "b", "k1", "Me", HOST, NULL, 0, 3600, FALSE },
    "changed",
    "info",
    "early" },
  { "self-made, renewed in time",
    { "a", "k1", "Me", HOST, NULL, -3600, 20, FALSE },
    { "b", "k2", "Me", HOST, NULL, 0, 3600, FALSE },
    "changed",
    "info",
    "key" },
  { "repaired",
    { "a", "k1", "Me", HOST, NULL, -65, 25, FALSE },
    { "b", "k2", "LE", HOST, NULL, 0, 90, TRUE },
    "changed",
    "info",
    "key issuer" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsSeen) old = memory_of (&rows[i].old, "192.0.2.1", NOW - 65 * DAY, NOW - 1);
      g_autoptr (MsSeen) new_ = memory_of (&rows[i].new_, "192.0.2.1", NOW, NOW);
      g_autoptr (MsFinding) finding = ms_change_classify (old, new_, HOST);

      g_test_message ("%s", rows[i].title);
      if (rows[i].code == NULL)
        {
          g_assert_null (finding);
          continue;
        }
      g_assert_nonnull (finding);
      g_assert_cmpstr (ms_code_info (finding->code)->name, ==, rows[i].code);
      g_assert_cmpstr (ms_severity_name (finding->severity), ==, rows[i].severity);
      if (rows[i].because != NULL)
        {
          g_autofree char *because = g_strjoinv (" ", ms_finding_fact (finding, "because")->list);
          g_assert_cmpstr (because, ==, rows[i].because);
        }
    }
}

/* ---- with memory ---------------------------------------------------------------------------------------------- */

static const Shown first = OLD, second = { "b", "k2", "LE", HOST, NULL, 0, 90, TRUE };

/* What the addresses show now, and what is remembered -> number of findings. */
static guint
assess (const GPtrArray *memory, gint64 now, const char *address, const Shown *shown)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, HOST, 0);
  g_autoptr (MsObservation) observation = ms_observation_new (target, now);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_finding_free);
  g_autoptr (MsSeen) leaf = memory_of (shown, address, 0, 0);
  MsSighting *sighting = ms_sighting_new (address);

  g_ptr_array_add (sighting->chain, ms_certificate_copy (leaf->leaf));
  g_ptr_array_add (observation->sightings, sighting);
  ms_change_assess (observation, memory, now, findings);
  return findings->len;
}

static void
test_memory (void)
{
  g_autoptr (GPtrArray) memory = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_seen_free);

  g_assert_cmpuint (assess (memory, NOW, "192.0.2.1", &first), ==, 0); /* first sight is no change */
  g_ptr_array_add (memory, memory_of (&first, "192.0.2.1", NOW - 65 * DAY, NOW - 1));
  g_assert_cmpuint (assess (memory, NOW, "192.0.2.1", &first), ==, 0);
  g_assert_cmpuint (assess (memory, NOW, "192.0.2.1", &second), ==, 1);
  g_assert_cmpuint (assess (memory, NOW, "192.0.2.9", &first), ==, 0);  /* moved, same certificate */
  g_assert_cmpuint (assess (memory, NOW, "192.0.2.9", &second), ==, 1); /* moved and renewed */
  g_ptr_array_add (memory, memory_of (&second, "192.0.2.1", NOW, NOW));
  g_assert_cmpuint (assess (memory, NOW + DAY, "192.0.2.1", &second), ==, 1);      /* still worth a word */
  g_assert_cmpuint (assess (memory, NOW + 15 * DAY, "192.0.2.1", &second), ==, 0); /* history by then */
  g_assert_cmpuint (assess (memory, NOW + DAY, "192.0.2.1", &first), ==, 0);       /* they take turns: a pool */
}

/* A certificate that had been replaced comes back: a pool's turn, a roll-back after a long time, or one that is over. */
static void
test_rolled_back (void)
{
  static const struct
  {
    const char *title;
    int old_begin, old_end;
    int gone_for; /* days since the old one was last seen, when it is seen again now */
    gboolean recorded;
    gboolean rolled_back;
  } cases[] = {
    { "a pool takes turns", -60, 30, 1, FALSE, FALSE },   { "gone for long", -60, 30, 20, FALSE, TRUE },
    { "gone for long, learnt", -60, 30, 20, TRUE, TRUE }, { "a turn, learnt", -60, 30, 2, TRUE, FALSE },
    { "back and over", -95, -1, 1, FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Shown old = { "a", "k1", "LE", HOST, NULL, cases[i].old_begin, cases[i].old_end, TRUE };
      const Shown new_ = { "b", "k2", "LE", HOST, NULL, -30, 60, TRUE };
      g_autoptr (GPtrArray) memory = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_seen_free);
      MsSeen *first_one = memory_of (&old, "192.0.2.1", NOW - 50 * DAY, cases[i].recorded ? NOW : NOW - cases[i].gone_for * DAY);

      if (cases[i].recorded)
        {
          first_one->returned = NOW - 3600;
          first_one->absent = cases[i].gone_for * DAY;
        }
      g_ptr_array_add (memory, first_one);
      g_ptr_array_add (memory, memory_of (&new_, "192.0.2.1", NOW - 30 * DAY, NOW - 7200));
      g_test_message ("%s", cases[i].title);
      g_assert_cmpuint (assess (memory, NOW, "192.0.2.1", &old), ==, cases[i].rolled_back);
    }
}

/* Weaker, and seen in one network only. */
static void
test_because (void)
{
  static const struct
  {
    const char *old_key, *new_key, *old_networks, *new_networks, *because;
  } cases[] = {
    { "RSA 2048", "RSA 1024", NULL, NULL, "key issuer weaker" },
    { "RSA 4096", "RSA 2048", NULL, NULL, "key issuer" },
    { "EC 256", "RSA 2048", NULL, NULL, "key issuer" },
    { "EC 256", "EC 192", NULL, NULL, "key issuer weaker" },
    { "EC 256", "EC 256", "home", "hotel", "key issuer new-network" },
    { "EC 256", "EC 256", "home hotel", "hotel", "key issuer" },
    { "EC 256", "EC 256", "home", "home hotel", "key issuer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Shown new_ = { "b", "k2", "Other", HOST, NULL, 0, 90, TRUE };
      g_autoptr (MsSeen) a = memory_of (&first, "192.0.2.1", NOW - 65 * DAY, NOW - 1),
                         b = memory_of (&new_, "192.0.2.1", NOW, NOW);
      g_autoptr (MsFinding) finding = NULL;
      g_autofree char *because = NULL;

      a->leaf->key = g_strdup (cases[i].old_key);
      b->leaf->key = g_strdup (cases[i].new_key);
      g_strfreev (a->networks);
      g_strfreev (b->networks);
      a->networks = g_strsplit (cases[i].old_networks != NULL ? cases[i].old_networks : "", " ", -1);
      b->networks = g_strsplit (cases[i].new_networks != NULL ? cases[i].new_networks : "", " ", -1);
      finding = ms_change_classify (a, b, HOST);
      because = g_strjoinv (" ", ms_finding_fact (finding, "because")->list);
      g_assert_cmpstr (because, ==, cases[i].because);
      g_assert_cmpstr (ms_finding_fact (finding, "old")->list[0], ==, "sha256");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change/rows", test_rows);
  g_test_add_func ("/change/memory", test_memory);
  g_test_add_func ("/change/rolled-back", test_rolled_back);
  g_test_add_func ("/change/because", test_because);
  return g_test_run ();
}
