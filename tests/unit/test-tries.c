/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/tries.h"
#include "tests/lib/fault-server.h"

#define NOW 1800000000

/* Letters for what a target does: Good, Silent, Closed port. */
typedef struct
{
  GPtrArray *servers, *targets, *known;
  GString *came;   /* digits: targets, as they came in */
  guint enough_at; /* so many are enough; 0: never */
  guint ok, over;
} World;

static void
add (World *world, char what)
{
  const PkiSpec pki_spec = { .cn = "good" };
  static Pki *pki;
  const Pki *chain[] = { pki != NULL ? pki : (pki = pki_make (&pki_spec, NULL)), NULL };
  const FaultServerSpec spec = { .service = MS_SERVICE_IMAPS, .chain = chain, .fault = what == 'S' ? FAULT_SILENT : FAULT_NONE };
  FaultServer *server = what != 'C' ? fault_server_new (&spec, NULL) : NULL;

  g_ptr_array_add (world->servers, server);
  g_ptr_array_add (world->targets,
                   ms_target_new (MS_SERVICE_IMAPS, "127.0.0.1", server != NULL ? fault_server_port (server) : 1));
}

static void
world_open (World *world, const char *targets)
{
  *world = (World){ .servers = g_ptr_array_new (), .came = g_string_new (NULL) };
  world->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_target_free);
  world->known = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_observation_free);
  for (const char *what = targets; *what != '\0'; what++)
    add (world, *what);
}

static void
world_close (World *world)
{
  ms_probe_drain (0);
  for (guint i = 0; i < world->servers->len; i++)
    g_clear_pointer ((FaultServer **) &world->servers->pdata[i], fault_server_free);
  g_ptr_array_unref (world->servers);
  g_ptr_array_unref (world->targets);
  g_ptr_array_unref (world->known);
  g_string_free (world->came, TRUE);
}

static gboolean
tried_cb (MsObservation *observation, guint i, gpointer data)
{
  World *world = data;
  const MsTarget *target = g_ptr_array_index (world->targets, i);

  g_assert_cmpuint (observation->target->port, ==, target->port);
  g_assert_cmpuint (world->over, ==, 0);
  g_string_append_c (world->came, (char) ('0' + i));
  world->ok += ms_observation_has (observation, MS_OUTCOME_OK);
  ms_observation_free (observation);
  return world->came->len == world->enough_at;
}

static void
over_cb (gpointer data)
{
  ((World *) data)->over++;
}

static MsTries *
start (World *world, guint timeout_ms, guint in_turn_ms)
{
  const MsTriesOptions options = { .check.probe.timeout_ms = timeout_ms, .in_turn_ms = in_turn_ms, .known = world->known };
  MsTries *tries = ms_tries_start (world->targets, NULL, &options, NOW, tried_cb, over_cb, world);

  g_assert_cmpuint (world->came->len + world->over, ==, 0); /* never from within */
  return tries;
}

static void
wait_for_end (World *world)
{
  while (world->over == 0)
    g_main_context_iteration (NULL, TRUE);
  ms_probe_drain (0);
  g_assert_cmpuint (world->over, ==, 1);
}

static void
test_rows (void)
{
  static const struct
  {
    const char *title, *targets;
    guint timeout_ms, in_turn_ms, enough_at;
    const char *came; /* NULL: each, in any order */
    guint ok;
  } rows[] = {
    { "none", "", 1000, 0, 0, "", 0 },
    { "none, in turn", "", 1000, 1000, 0, "", 0 },
    { "all at once: the silent one comes last", "SGC", 1000, 0, 0, NULL, 1 },
    { "in turn: each has its share", "SGC", 60000, 3000, 0, "012", 1 },
    { "in turn, but no longer than this", "SG", 300, 60000, 0, "01", 1 },
    { "the first is enough", "GGG", 20000, 60000, 1, "0", 1 },
    { "the second is enough", "CGG", 20000, 60000, 2, "01", 1 },
    { "no time", "GG", 20000, 40, 0, "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      World world;
      gint64 begin = g_get_monotonic_time ();

      g_test_message ("%s", rows[i].title);
      world_open (&world, rows[i].targets);
      world.enough_at = rows[i].enough_at;
      start (&world, rows[i].timeout_ms, rows[i].in_turn_ms);
      wait_for_end (&world);
      if (rows[i].came != NULL)
        g_assert_cmpstr (world.came->str, ==, rows[i].came);
      else
        g_assert_cmpuint (world.came->len, ==, world.targets->len);
      g_assert_cmpuint (world.ok, ==, rows[i].ok);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 15 * G_USEC_PER_SEC);
      world_close (&world);
    }
}

/* What is known comes as well, and nobody is asked. */
static void
test_known (void)
{
  World world;

  world_open (&world, "GG");
  g_ptr_array_add (world.known, ms_observation_new (g_ptr_array_index (world.targets, 0), NOW));
  start (&world, 20000, 60000);
  wait_for_end (&world);
  g_assert_cmpstr (world.came->str, ==, "01");
  g_assert_cmpuint (fault_server_accepted (g_ptr_array_index (world.servers, 0)), ==, 0);
  g_assert_cmpuint (fault_server_accepted (g_ptr_array_index (world.servers, 1)), ==, 1);
  world_close (&world);
}

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Whenever that is: nothing is called any more, and nothing is left. */
static void
test_cancel (void)
{
  for (guint i = 0; i < 40; i++)
    {
      World world;
      MsTries *tries;
      gboolean late = FALSE;
      guint came;

      world_open (&world, i % 2 == 0 ? "SGC" : "CSG");
      tries = start (&world, 60000, i % 3 == 0 ? 60000 : 0);
      if (i > 0)
        g_timeout_add (i / 2, late_cb, &late);
      while (i > 0 && !late)
        g_main_context_iteration (NULL, TRUE);
      came = world.came->len;
      ms_tries_cancel (tries);
      ms_probe_drain (10000);
      g_assert_cmpuint (world.came->len, ==, came);
      g_assert_cmpuint (world.over, ==, 0);
      world_close (&world);
    }
  ms_tries_cancel (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tries/rows", test_rows);
  g_test_add_func ("/tries/known", test_known);
  g_test_add_func ("/tries/cancel", test_cancel);
  return g_test_run ();
}
