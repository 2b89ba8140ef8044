/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/observation.h"
#include "model/server.h"
#include "model/target.h"
#include "model/verdict.h"
#include "daemon/judge/attention.h"

#include <string.h>

#define NOW     ((gint64) 1800000000)
#define DAY     ((gint64) 86400)
#define CONFIRM 60

/* ---- a small world ------------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *servers, *verdicts, *standings, *alerts;
  MsAttentionRules rules;
  gint64 next;
  gboolean remembers; /* what was resolved at the last turn */
} World;

static World *
world_new (void)
{
  World *world = g_new0 (World, 1);
  world->rules.confirm_delay = CONFIRM;
  world->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
  world->verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_verdict_free);
  world->standings = g_ptr_array_new_with_free_func (g_free);
  world->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  return world;
}

static void
world_free (World *world)
{
  g_ptr_array_unref (world->servers);
  g_ptr_array_unref (world->verdicts);
  g_ptr_array_unref (world->standings);
  g_ptr_array_unref (world->alerts);
  g_free (world);
}

static MsServer *
watch (World *world, MsService service, const char *host)
{
  g_autoptr (MsTarget) target = ms_target_new (service, host, 0);
  MsStanding *standing = g_new0 (MsStanding, 1);
  MsServer *server = ms_server_new (target);

  standing->server = server;
  g_ptr_array_add (world->servers, server);
  g_ptr_array_add (world->standings, standing);
  return server;
}

/* Each certificate ends on another day, unless its name says which: "a/3", "b/3". */
static gint64
end_of (const char *leaf)
{
  const char *day = strchr (leaf, '/');
  return NOW + (gint64) (g_str_hash (day != NULL ? day : leaf) % 10000) * DAY;
}

/* The n-th server shows certificate `leaf` ("" none) with this finding; severity OK: all is well. */
static void
shows (World *world, guint n, const char *leaf, MsCode code, MsSeverity severity, gint64 checked)
{
  MsStanding *standing = g_ptr_array_index (world->standings, n);
  MsVerdict *verdict = ms_verdict_new ();
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");

  verdict->now = checked;
  verdict->state = severity;
  verdict->observation = ms_observation_new (standing->server->target, checked);
  g_ptr_array_add (verdict->observation->sightings, sighting);
  if (*leaf != '\0')
    {
      MsCertificate *certificate = g_new0 (MsCertificate, 1);
      certificate->sha256 = g_strdup (leaf);
      certificate->subject = g_strdup ("CN=x");
      certificate->issuer = g_strdup ("CN=y");
      certificate->spki_sha256 = g_strdup (leaf);
      certificate->not_after = sighting->path_not_after = end_of (leaf);
      sighting->trust = code == MS_CODE_SELF_SIGNED ? MS_TRUST_SELF_SIGNED : MS_TRUST_OK;
      certificate->names = g_new0 (char *, 1);
      g_ptr_array_add (sighting->chain, certificate);
    }
  else
    {
      sighting->trust = MS_TRUST_NO_CHAIN;
      sighting->outcome = code == MS_CODE_STARTTLS_MISSING ? MS_OUTCOME_STARTTLS_MISSING : MS_OUTCOME_UNREACHABLE;
    }
  if (severity != MS_SEVERITY_OK)
    {
      MsFinding *finding = ms_finding_new (code, severity, MS_WHO_PROVIDER);
      ms_finding_add_address (finding, "192.0.2.1");
      g_ptr_array_add (verdict->findings, finding);
    }
  g_ptr_array_add (world->verdicts, verdict);
  standing->verdict = verdict;
}

/*
 * One turn; gives the number of alerts to tell, and tells them (as the tray does). Resolved ones leave the world, unless it
 * remembers.
 */
static guint
turn (World *world, gint64 now, guint *ret_open, guint *ret_resolved)
{
  GPtrArray *after = ms_attention (world->standings, world->alerts, &world->rules, now, &world->next);
  guint told = 0, resolved = 0, open = 0;

  g_ptr_array_set_size (world->alerts, 0);
  for (guint i = 0; i < after->len; i++)
    {
      MsAlert *alert = g_ptr_array_index (after, i);
      if (alert->tell)
        {
          told++;
          ms_attention_told (alert, alert->step, now);
        }
      resolved += alert->step == MS_STEP_RESOLVED;
      open += alert->step != MS_STEP_RESOLVED;
      if (alert->step != MS_STEP_RESOLVED || world->remembers)
        g_ptr_array_add (world->alerts, ms_alert_copy (alert));
    }
  g_ptr_array_unref (after);
  *ret_open = open;
  *ret_resolved = resolved;
  return told;
}

static void
expect (World *world, gint64 now, guint told, guint open, guint resolved)
{
  guint is_open, is_resolved, is_told = turn (world, now, &is_open, &is_resolved);

  g_assert_cmpuint (is_told, ==, told);
  g_assert_cmpuint (is_open, ==, open);
  g_assert_cmpuint (is_resolved, ==, resolved);
}

static MsAlert *
only (World *world)
{
  g_assert_cmpuint (world->alerts->len, ==, 1);
  return g_ptr_array_index (world->alerts, 0);
}

/* ---- tests --------------------------------------------------------------------------------------------------- */

static void
test_once (void)
{
  World *world = world_new ();

  watch (world, MS_SERVICE_IMAPS, "imap.example.org");
  expect (world, NOW, 0, 0, 0);
  shows (world, 0, "aa", MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, NOW);
  expect (world, NOW, 0, 1, 0); /* a glimpse may be wrong */
  g_assert_cmpint (ms_attention_look_again (only (world), &world->rules), ==, NOW + 5);
  shows (world, 0, "aa", MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, NOW + 5);
  expect (world, NOW + 5, 1, 1, 0);
  g_assert_nonnull (strstr (only (world)->title, "imap.example.org"));
  for (guint i = 1; i < 50; i++)
    expect (world, NOW + i * DAY, 0, 1, 0); /* seen again for weeks: silence */
  shows (world, 0, "", MS_CODE_UNREACHABLE, MS_SEVERITY_UNKNOWN, NOW + 60 * DAY);
  expect (world, NOW + 60 * DAY, 0, 1, 0); /* away is neither solved nor new */
  shows (world, 0, "aa", MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, NOW + 61 * DAY);
  expect (world, NOW + 61 * DAY, 0, 1, 0);
  shows (world, 0, "bb", MS_CODE_SELF_SIGNED, MS_SEVERITY_OK, NOW + 62 * DAY);
  expect (world, NOW + 62 * DAY, 0, 0, 1);
  shows (world, 0, "cc", MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, NOW + 63 * DAY);
  expect (world, NOW + 63 * DAY, 0, 1, 0);
  shows (world, 0, "cc", MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, NOW + 64 * DAY);
  expect (world, NOW + 64 * DAY, 1, 1, 0); /* a new incident */
  world_free (world);
}

static void
test_steps (void)
{
  World *world = world_new ();
  static const struct
  {
    MsCode code;
    MsSeverity severity;
    guint told;
    MsStep step;
  } rows[] = {
    { MS_CODE_EXPIRING, MS_SEVERITY_WARNING, 1, MS_STEP_NOTICED },  { MS_CODE_EXPIRING, MS_SEVERITY_WARNING, 0, MS_STEP_NOTICED },
    { MS_CODE_EXPIRING, MS_SEVERITY_CRITICAL, 1, MS_STEP_URGENT },  { MS_CODE_EXPIRING, MS_SEVERITY_CRITICAL, 0, MS_STEP_URGENT },
    { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, 1, MS_STEP_EXPIRED },  { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, 0, MS_STEP_EXPIRED },
    { MS_CODE_EXPIRING, MS_SEVERITY_CRITICAL, 0, MS_STEP_EXPIRED },
  };

  watch (world, MS_SERVICE_IMAPS, "imap.example.org");
  shows (world, 0, "aa", MS_CODE_EXPIRING, MS_SEVERITY_NOTICE, NOW);
  expect (world, NOW, 0, 0, 0); /* a notice colours the tray, no more */
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      shows (world, 0, "aa", rows[i].code, rows[i].severity, NOW + i);
      expect (world, NOW + i, rows[i].told, 1, 0);
      g_assert_cmpint (only (world)->step, ==, rows[i].step);
    }
  world_free (world);
}

/* A stranger's certificate is no more than self-signed by itself; that it came in the place of another is what must be said. */
static void
test_swap (void)
{
  World *world = world_new ();
  MsStanding *standing;

  watch (world, MS_SERVICE_IMAPS, "imap.example.org");
  standing = g_ptr_array_index (world->standings, 0);
  for (guint look = 0; look < 2; look++)
    {
      shows (world, 0, "bb", MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, NOW + 5 * look);
      ms_finding_set_string (g_ptr_array_index (((MsVerdict *) standing->verdict)->findings, 0), "replaced", "yes");
      expect (world, NOW + 5 * look, look, 1, 0);
    }
  g_assert_true (only (world)->grave);
  g_assert_cmpint (only (world)->code, ==, MS_CODE_SELF_SIGNED); /* one problem, whatever comes of it */
  g_assert_nonnull (strstr (only (world)->title, "replaced by a home-made one"));
  shows (world, 0, "bb", MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, NOW + DAY);
  expect (world, NOW + DAY, 0, 1, 0);
  g_assert_false (only (world)->grave);
  world_free (world);
}

static void
test_one_cause (void)
{
  World *world = world_new ();

  watch (world, MS_SERVICE_IMAPS, "mail.example.org");
  watch (world, MS_SERVICE_SUBMISSION, "mail.example.org");
  watch (world, MS_SERVICE_IMAPS, "other.example.org");
  watch (world, MS_SERVICE_IMAPS, "unrelated.example.net");
  for (guint i = 0; i < 3; i++)
    shows (world, i, i == 1 ? "bb/1" : "aa/1", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW);
  shows (world, 3, "zz/1", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW);
  /* what ends on one day at one provider is one problem; a stranger with the same fault is another */
  expect (world, NOW, 2, 2, 0);
  g_assert_cmpuint (g_strv_length (((MsAlert *) g_ptr_array_index (world->alerts, 0))->servers), ==, 3);
  shows (world, 0, "new", MS_CODE_EXPIRED, MS_SEVERITY_OK, NOW + 1);
  expect (world, NOW + 1, 0, 2, 0);
  shows (world, 1, "new", MS_CODE_EXPIRED, MS_SEVERITY_OK, NOW + 2);
  shows (world, 2, "new", MS_CODE_EXPIRED, MS_SEVERITY_OK, NOW + 2);
  expect (world, NOW + 2, 0, 1, 1);
  world_free (world);
}

/* Receiving and sending of one provider, without encryption since today: told once. */
static void
test_one_provider (void)
{
  World *world = world_new ();

  watch (world, MS_SERVICE_IMAP, "imap.example.org");
  watch (world, MS_SERVICE_SUBMISSION, "smtp.example.org");
  watch (world, MS_SERVICE_SUBMISSION, "smtp.example.net");
  for (gint64 now = NOW; now <= NOW + CONFIRM; now += CONFIRM)
    {
      for (guint i = 0; i < 3; i++)
        shows (world, i, "", MS_CODE_STARTTLS_VANISHED, MS_SEVERITY_CRITICAL, now);
      expect (world, now, now == NOW ? 0 : 2, 2, 0);
    }
  world_free (world);
}

static void
test_confirmed (void)
{
  World *world = world_new ();

  watch (world, MS_SERVICE_IMAP, "imap.example.org");
  shows (world, 0, "", MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL, NOW);
  expect (world, NOW, 0, 1, 0);
  g_assert_cmpint (ms_attention_look_again (only (world), &world->rules), ==, NOW + CONFIRM);
  expect (world, NOW + CONFIRM, 0, 1, 0); /* time alone confirms nothing */
  shows (world, 0, "", MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL, NOW + CONFIRM);
  expect (world, NOW + CONFIRM, 1, 1, 0);
  g_assert_cmpint (ms_attention_look_again (only (world), &world->rules), ==, G_MAXINT64);
  expect (world, NOW + 2 * CONFIRM, 0, 1, 0);
  world_free (world);
}

/* Noticed with a clock that was two years ahead, and set right since. */
static void
test_clock_set_back (void)
{
  World *world = world_new ();

  watch (world, MS_SERVICE_IMAP, "imap.example.org");
  shows (world, 0, "", MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL, NOW + 700 * DAY);
  expect (world, NOW + 700 * DAY, 0, 1, 0);
  for (guint i = 0; i < 3; i++)
    {
      shows (world, 0, "", MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL, NOW + i * CONFIRM);
      expect (world, NOW + i * CONFIRM, i == 1, 1, 0);
    }
  world_free (world);
}

static void
test_never (void)
{
  static const MsCode codes[] = { MS_CODE_UNREACHABLE, MS_CODE_SERVER_REFUSED, MS_CODE_PROTOCOL_ERROR, MS_CODE_RENEWED };
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    for (MsSeverity severity = MS_SEVERITY_INFO; severity <= MS_SEVERITY_CRITICAL; severity++)
      {
        World *world = world_new ();
        watch (world, MS_SERVICE_IMAP, "imap.example.org");
        shows (world, 0, "aa", codes[i], severity, NOW);
        expect (world, NOW, 0, 0, 0);
        world_free (world);
      }
}

static void
test_replies (void)
{
  World *world = world_new ();

  watch (world, MS_SERVICE_IMAPS, "imap.example.org");
  shows (world, 0, "aa", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW);
  expect (world, NOW, 1, 1, 0);
  ms_attention_snooze (only (world), NOW + DAY);
  expect (world, NOW + 5, 0, 1, 0);
  g_assert_cmpint (world->next, ==, NOW + DAY);
  expect (world, NOW + DAY, 1, 1, 0); /* reminded, once */
  expect (world, NOW + DAY + 1, 0, 1, 0);
  ms_attention_snooze (only (world), G_MAXINT64);
  expect (world, NOW + 100 * DAY, 0, 1, 0);
  ms_attention_acknowledge (only (world));
  shows (world, 0, "aa", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW + 101 * DAY);
  expect (world, NOW + 101 * DAY, 1, 1, 0); /* worse is told in spite of both */
  ms_attention_acknowledge (only (world));
  expect (world, NOW + 102 * DAY, 0, 1, 0);
  world_free (world);
}

static void
test_quiet (void)
{
  World *world = world_new ();
  MsServer *server = watch (world, MS_SERVICE_IMAPS, "imap.example.org");

  server->notify = FALSE;
  shows (world, 0, "aa", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW);
  expect (world, NOW, 0, 1, 0); /* listed, not told */
  g_ptr_array_set_size (world->standings, 0);
  expect (world, NOW + 1, 0, 0, 1); /* no longer watched */
  world_free (world);
}

/* Three a day, critical ones not counted; the rest waits. */
static void
test_enough_for_a_day (void)
{
  World *world = world_new ();

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *host = g_strdup_printf ("mail.example%u.org", i), *leaf = g_strdup_printf ("a%u", i);
      watch (world, MS_SERVICE_IMAPS, host);
      shows (world, i, leaf, MS_CODE_EXPIRING, i == 5 ? MS_SEVERITY_CRITICAL : MS_SEVERITY_WARNING, NOW);
    }
  expect (world, NOW, 4, 6, 0);
  world->rules.told_today = 3;
  expect (world, NOW + 3600, 0, 6, 0);
  g_assert_cmpint (world->next, ==, NOW + 2 * 3600);
  world->rules.told_today = 0;
  expect (world, NOW + DAY, 2, 6, 0);
  world_free (world);
}

/* Through a portal nothing is noticed and nothing told; while the clock is wrong, what is open about dates stays open. */
static void
test_held (void)
{
  World *world = world_new ();

  watch (world, MS_SERVICE_IMAPS, "imap.example.org");
  world->rules.hold = TRUE;
  shows (world, 0, "aa", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW);
  expect (world, NOW, 0, 0, 0);
  world->rules.hold = FALSE;
  expect (world, NOW + 1, 1, 1, 0);
  world->rules.dates_held = TRUE;
  shows (world, 0, "aa", MS_CODE_EXPIRED, MS_SEVERITY_OK, NOW + 2);
  expect (world, NOW + 2, 0, 1, 0);
  world->rules.dates_held = FALSE;
  shows (world, 0, "bb", MS_CODE_EXPIRED, MS_SEVERITY_OK, NOW + 3);
  expect (world, NOW + 3, 0, 0, 1);
  world_free (world);
}

/* ---- whatever happens ------------------------------------------------------------------------------------------ */

typedef struct
{
  GHashTable *said; /* "id step": told already */
  guint told;
} Log;

static gboolean
has_alert (const GPtrArray *alerts, const char *id)
{
  for (guint i = 0; i < alerts->len; i++)
    if (g_str_equal (((const MsAlert *) g_ptr_array_index (alerts, i))->id, id))
      return TRUE;
  return FALSE;
}

/* What ended before is kept in mind, not for ever, unless it is open again. */
static void
keep_past (GPtrArray *alerts, const GPtrArray *after)
{
  for (guint i = alerts->len; i > 0; i--)
    {
      const MsAlert *alert = g_ptr_array_index (alerts, i - 1);
      if (alert->step != MS_STEP_RESOLVED || has_alert (after, alert->id) || g_test_rand_int_range (0, 50) == 0)
        g_ptr_array_remove_index (alerts, i - 1);
    }
}

/* One turn in which the tray shows what it is to show, or dies before it can say so (then the daemon does not know). */
static void
random_turn (World *world, Log *log, gint64 now)
{
  GPtrArray *after = ms_attention (world->standings, world->alerts, &world->rules, now, &world->next);

  keep_past (world->alerts, after);
  for (guint i = 0; i < after->len; i++)
    {
      MsAlert *alert = g_ptr_array_index (after, i);

      if (alert->tell && g_test_rand_int_range (0, 4) > 0)
        {
          g_autofree char *key = g_strdup_printf ("%s %s", alert->id, ms_step_name (alert->step));
          g_assert_true (alert->step != MS_STEP_RESOLVED && !alert->acknowledged && alert->snoozed_until == 0);
          g_assert_true (g_hash_table_add (log->said, g_steal_pointer (&key))); /* never twice */
          log->told++;
          ms_attention_told (alert, alert->step, now);
        }
      if (g_test_rand_int_range (0, 200) == 0)
        ms_attention_acknowledge (alert);
      g_ptr_array_add (world->alerts, ms_alert_copy (alert)); /* what a restart finds */
    }
  g_ptr_array_unref (after);
}

/* Does one of its servers show the problem now? */
static gboolean
is_seen (World *world, const MsAlert *alert)
{
  for (guint i = 0; i < world->standings->len; i++)
    {
      const MsStanding *standing = g_ptr_array_index (world->standings, i);
      const MsFinding *first = standing->verdict != NULL && standing->verdict->findings->len > 0
                                 ? g_ptr_array_index (standing->verdict->findings, 0)
                                 : NULL;
      if (first != NULL && first->code == alert->code
          && g_strv_contains ((const char *const *) alert->servers, standing->server->url))
        return TRUE;
    }
  return FALSE;
}

/* A server whose finding lasts over looks enough is told, unless somebody said that he knows. */
static void
assert_all_told (World *world, Log *log, gint64 now)
{
  for (guint i = 0; i < 40; i++)
    {
      now += CONFIRM;
      for (guint n = 0; n < world->standings->len; n++)
        {
          const MsStanding *standing = g_ptr_array_index (world->standings, n);
          if (standing->verdict != NULL)
            standing->verdict->observation->checked = now;
        }
      random_turn (world, log, now);
    }
  for (guint i = 0; i < world->alerts->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (world->alerts, i);

      if (alert->step == MS_STEP_RESOLVED || !is_seen (world, alert))
        continue; /* over; or its servers are away: what was a glimpse stays one */
      g_assert_true (alert->severity != MS_SEVERITY_CRITICAL || alert->told != 0 || alert->acknowledged
                     || ms_code_info (alert->code)->tell == MS_TELL_NEVER);
    }
}

static void
test_random (void)
{
  static const struct
  {
    MsCode code;
    MsSeverity severity;
  } shown[] = {
    { MS_CODE_EXPIRED, MS_SEVERITY_OK },
    { MS_CODE_EXPIRED, MS_SEVERITY_OK },
    { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL },
    { MS_CODE_EXPIRING, MS_SEVERITY_NOTICE },
    { MS_CODE_EXPIRING, MS_SEVERITY_WARNING },
    { MS_CODE_EXPIRING, MS_SEVERITY_CRITICAL },
    { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL },
    { MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL },
    { MS_CODE_UNREACHABLE, MS_SEVERITY_UNKNOWN },
    { MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL },
    { MS_CODE_INTERCEPTED, MS_SEVERITY_CRITICAL },
    { MS_CODE_CLOCK_WRONG, MS_SEVERITY_CRITICAL },
    { MS_CODE_CHANGED, MS_SEVERITY_CRITICAL },
    { MS_CODE_OLD_TLS, MS_SEVERITY_WARNING },
  };

  for (guint round = 0; round < 60; round++)
    {
      World *world = world_new ();
      Log log = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };
      gint64 now = NOW;

      for (guint i = 0; i < 5; i++)
        {
          g_autofree char *host = g_strdup_printf ("mail%u.example%u.org", i, i / 2);
          watch (world, i % 2 == 0 ? MS_SERVICE_IMAPS : MS_SERVICE_SUBMISSION, host);
        }
      for (guint event = 0; event < 150; event++)
        {
          guint what = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (shown));
          g_autofree char *leaf = g_strdup_printf ("leaf%d", g_test_rand_int_range (0, 4));

          now += g_test_rand_int_range (0, 30) == 0 ? g_test_rand_int_range (-400, 400) * DAY : g_test_rand_int_range (0, 7200);
          world->rules.hold = g_test_rand_int_range (0, 20) == 0;
          world->rules.dates_held = g_test_rand_int_range (0, 20) == 0;
          world->rules.told_today = (guint) g_test_rand_int_range (0, 4);
          shows (world, (guint) g_test_rand_int_range (0, 5), shown[what].code == MS_CODE_UNREACHABLE ? "" : leaf,
                 shown[what].code, shown[what].severity, now);
          random_turn (world, &log, now);
        }
      world->rules.hold = world->rules.dates_held = FALSE;
      world->rules.told_today = 0;
      assert_all_told (world, &log, MAX (now, NOW) + 500 * DAY);
      g_hash_table_unref (log.said);
      world_free (world);
    }
}

static void
test_told_of_the_past (void)
{
  g_autoptr (MsAlert) alert = ms_alert_new ("a", MS_CODE_EXPIRED);

  alert->step = MS_STEP_EXPIRED;
  ms_attention_told (alert, MS_STEP_NOTICED, NOW); /* what the tray showed has been overtaken */
  g_assert_cmpint (alert->told, ==, 0);
  ms_attention_told (alert, MS_STEP_EXPIRED, NOW);
  g_assert_cmpint (alert->told, ==, NOW);
  ms_attention_told (alert, MS_STEP_EXPIRED, NOW + 9);
  g_assert_cmpint (alert->told, ==, NOW);
}

/* What was opened before it was known who is to blame is withdrawn if nobody heard of it, and stays open if somebody did. */
static void
test_somebody_else (void)
{
  for (guint heard = 0; heard < 2; heard++)
    {
      World *world = world_new ();

      watch (world, MS_SERVICE_IMAPS, "a.example.org");
      shows (world, 0, "x", MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, NOW);
      expect (world, NOW, 0, 1, 0);
      if (heard)
        {
          shows (world, 0, "x", MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, NOW + 9);
          expect (world, NOW + 9, 1, 1, 0);
        }
      shows (world, 0, "x", MS_CODE_INTERCEPTED, MS_SEVERITY_CRITICAL, NOW + 20);
      expect (world, NOW + 20, 0, heard ? 2 : 1, heard ? 0 : 1);
      if (!heard) /* on the next day nothing is known of it: it is seen for the first time again */
        {
          shows (world, 0, "x", MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, NOW + DAY / 2);
          expect (world, NOW + DAY / 2, 0, 1, 1);
        }
      world_free (world);

      world = world_new ();
      watch (world, MS_SERVICE_IMAPS, "a.example.org");
      shows (world, 0, "x", MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NOW);
      expect (world, NOW, 0, 1, 0);
      if (heard)
        {
          shows (world, 0, "x", MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NOW + 9);
          expect (world, NOW + 9, 1, 1, 0);
        }
      shows (world, 0, "x", MS_CODE_CLOCK_WRONG, MS_SEVERITY_CRITICAL, NOW + 20);
      world->rules.dates_held = TRUE;
      expect (world, NOW + 20, 0, heard ? 2 : 1, heard ? 0 : 1);
      shows (world, 0, "x", MS_CODE_CLOCK_WRONG, MS_SEVERITY_CRITICAL, NOW + 20 + CONFIRM);
      expect (world, NOW + 20 + CONFIRM, 1, heard ? 2 : 1, 0);
      world_free (world);
    }
}

static void
test_why_held (void)
{
  World *world = world_new ();
  MsServer *server = watch (world, MS_SERVICE_IMAPS, "a.example.org");
  MsStanding *standing = g_ptr_array_index (world->standings, 0);

#define HELD ms_attention_held (only (world), world->standings, &world->rules, NOW)
  shows (world, 0, "x", MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NOW);
  expect (world, NOW, 0, 1, 0);
  g_assert_cmpint (HELD, ==, MS_HELD_SECOND_LOOK);
  world->rules.dates_held = TRUE;
  g_assert_cmpint (HELD, ==, MS_HELD_CLOCK);
  world->rules.hold = TRUE;
  g_assert_cmpint (HELD, ==, MS_HELD_NETWORK);
  world->rules = (MsAttentionRules){ .confirm_delay = CONFIRM, .dates_wait = TRUE };
  shows (world, 0, "x", MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NOW + CONFIRM);
  expect (world, NOW + CONFIRM, 0, 1, 0);
  g_assert_cmpint (HELD, ==, MS_HELD_SECOND_LOOK);
  world->rules.dates_wait = FALSE;
  shows (world, 0, "x", MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NOW);
  server->notify = FALSE;
  g_assert_cmpint (HELD, ==, MS_HELD_NOT_WANTED);
  standing->stale = TRUE;
  g_assert_cmpint (HELD, ==, MS_HELD_NOT_SEEN);
  standing->stale = FALSE;
  server->notify = TRUE;
  shows (world, 0, "x", MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NOW + CONFIRM);
  expect (world, NOW + CONFIRM, 1, 1, 0);
  g_assert_cmpint (HELD, ==, MS_HELD_NOT);
  world_free (world);

  world = world_new ();
  world->rules.told_today = 3;
  watch (world, MS_SERVICE_IMAPS, "a.example.org");
  shows (world, 0, "x", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW);
  expect (world, NOW, 0, 1, 0);
  g_assert_cmpint (HELD, ==, MS_HELD_ENOUGH);
#undef HELD
  world_free (world);
}

/* The same certificate, over, replaced and shown again: told once. Another step of it is told. */
static void
test_back_again (void)
{
  World *world = world_new ();

  world->remembers = TRUE;
  watch (world, MS_SERVICE_IMAPS, "a.example.org");
  shows (world, 0, "x", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW);
  for (guint round = 0; round < 6; round++)
    {
      gint64 now = NOW + round * 600;

      if (round >= 1)
        shows (world, 0, "x", MS_CODE_EXPIRING, MS_SEVERITY_CRITICAL, now);
      if (round >= 3)
        shows (world, 0, "x", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, now);
      expect (world, now, round == 0 || round == 1 || round == 3, 1, 0);
      shows (world, 0, "y", MS_CODE_EXPIRED, MS_SEVERITY_OK, now + 60);
      expect (world, now + 60, 0, 0, 1);
    }
  world_free (world);
}

/* It got worse, which was told, then better, then went and came back: that it is worse again is not told again. */
static void
test_worse_once (void)
{
  World *world = world_new ();

  world->remembers = TRUE;
  watch (world, MS_SERVICE_IMAPS, "a.example.org");
  for (guint round = 0; round < 3; round++)
    {
      gint64 now = NOW + round * 600;

      shows (world, 0, "x", MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_WARNING, now);
      expect (world, now, round == 0, 1, 0);
      shows (world, 0, "x", MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_CRITICAL, now + 60);
      expect (world, now + 60, round == 0, 1, 0);
      shows (world, 0, "x", MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_WARNING, now + 120);
      expect (world, now + 120, 0, 1, 0);
      shows (world, 0, "x", MS_CODE_INSECURE_ACCOUNT, MS_SEVERITY_OK, now + 180);
      expect (world, now + 180, 0, 0, 1);
    }
  world_free (world);
}

/* What the n-th server shows is signed by an authority of this name, which is sent if it has a key. */
static void
is_signed_by (World *world, guint n, const char *name, const char *key)
{
  MsStanding *standing = g_ptr_array_index (world->standings, n);
  MsSighting *sighting = g_ptr_array_index (standing->verdict->observation->sightings, 0);
  MsCertificate *leaf = g_ptr_array_index (sighting->chain, 0), *authority;

  g_free (leaf->issuer);
  leaf->issuer = g_strdup (name);
  if (key == NULL)
    return;
  authority = g_new0 (MsCertificate, 1);
  authority->subject = g_strdup (name);
  authority->spki_sha256 = g_strdup (key);
  g_ptr_array_add (sighting->chain, authority);
}

static void
is_swapped (World *world, guint n)
{
  MsStanding *standing = g_ptr_array_index (world->standings, n);
  ms_finding_set_string (g_ptr_array_index (standing->verdict->findings, 0), "replaced", "yes");
}

/* Five hosts of one provider with certificates of one authority nobody knows: one alert. Another authority is another one. */
static void
test_one_authority (void)
{
  static const struct
  {
    const char *host, *name, *key;
    gboolean swapped;
    guint alerts; /* how many there are once this one is looked at, too */
  } rows[] = {
    { "a.example.org", "CN=Own", "k1", FALSE, 1 },
    { "b.example.org", "CN=Own", "k1", FALSE, 1 },
    { "c.example.org", "CN=Own", "k1", FALSE, 1 },
    { "d.example.org", "CN=Own", "k1", FALSE, 1 },
    { "e.example.org", "CN=Own", "k1", FALSE, 1 },
    { "f.example.org", "CN=Own", "k2", FALSE, 2 }, /* a name is anybody's */
    { "g.example.org", "CN=Own", NULL, FALSE, 3 },
    { "h.example.org", "CN=Own", NULL, FALSE, 3 },
    { "i.example.org", "CN=Other", NULL, FALSE, 4 },
    { "a.one.me.uk", "CN=Own", "k1", FALSE, 5 },
    { "a.two.me.uk", "CN=Own", "k1", FALSE, 6 },
    { "j.example.org", "CN=Own", "k1", TRUE, 7 }, /* in the place of another */
    { "k.example.org", "CN=Own", "k1", TRUE, 7 },
    { "l.example.org", "CN=Bad\nCN=Own", NULL, TRUE, 8 },
    { "m.example.org", "CN=Bad\nCN=Own", NULL, TRUE, 8 },
  };
  World *world = world_new ();

  for (guint n = 0; n < G_N_ELEMENTS (rows); n++)
    watch (world, MS_SERVICE_IMAPS, rows[n].host);
  for (guint n = 0; n < G_N_ELEMENTS (rows); n++)
    {
      guint open, resolved;

      for (guint look = 0; look < 2; look++)
        {
          shows (world, n, rows[n].host, MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, NOW + 60 * n + 9 * look);
          is_signed_by (world, n, rows[n].name, rows[n].key);
          if (rows[n].swapped)
            is_swapped (world, n);
          g_test_message ("%s", rows[n].host);
          g_assert_cmpuint (turn (world, NOW + 60 * n + 9 * look, &open, &resolved), ==,
                            look == 1 && rows[n].alerts > (n > 0 ? rows[n - 1].alerts : 0));
          g_assert_cmpuint (open, ==, rows[n].alerts);
        }
    }
  world_free (world);
}

/* Two hosts of one provider whose certificates end on one day are one problem; another day is another, as is another provider. */
static void
test_one_day (void)
{
  World *world = world_new ();

  world->remembers = TRUE;
  watch (world, MS_SERVICE_IMAPS, "imap.example.org");
  watch (world, MS_SERVICE_SUBMISSION, "smtp.example.org");
  watch (world, MS_SERVICE_IMAPS, "imap.example.net");
  shows (world, 0, "a/3", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW);
  expect (world, NOW, 1, 1, 0);
  shows (world, 1, "b/3", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW + 30);
  expect (world, NOW + 30, 0, 1, 0);
  shows (world, 2, "c/3", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW + 40);
  expect (world, NOW + 40, 1, 2, 0);
  for (guint n = 0; n < 2; n++)
    {
      shows (world, n, n == 0 ? "a/3" : "b/3", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW + DAY + n);
      expect (world, NOW + DAY + n, n == 0, 2, 0); /* each step once */
    }
  /* one is renewed, with a certificate that ends soon itself: that is another problem, and nobody heard of it */
  shows (world, 0, "d/4", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW + 2 * DAY);
  expect (world, NOW + 2 * DAY, 1, 3, 0);
  shows (world, 1, "d/4", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW + 2 * DAY + 1);
  expect (world, NOW + 2 * DAY + 1, 0, 2, 1);
  world_free (world);
}

/*
 * Two certificates of one host, for two services: the second is not told beside the first, but is when it is the worse, or
 * alone.
 */
static void
test_two_days_at_a_host (void)
{
  for (guint worse = 0; worse < 2; worse++)
    {
      World *world = world_new ();

      world->remembers = TRUE;
      watch (world, MS_SERVICE_IMAPS, "mail.example.org");
      watch (world, MS_SERVICE_SUBMISSION, "mail.example.org");
      shows (world, 0, "a/3", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW);
      shows (world, 1, "b/4", MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NOW);
      expect (world, NOW, 1, 1, 0);
      g_assert_cmpuint (g_strv_length (only (world)->servers), ==, 2);
      if (worse)
        shows (world, 1, "b/4", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW + DAY);
      else
        shows (world, 0, "new", MS_CODE_EXPIRED, MS_SEVERITY_OK, NOW + DAY);
      expect (world, NOW + DAY, 1, worse ? 2 : 1, worse ? 0 : 1);
      expect (world, NOW + 2 * DAY, 0, worse ? 2 : 1, 0);
      world_free (world);
    }
}

/* A certificate with its old fault is told once for good, however often and however late it returns; what passes is not. */
static void
test_comes_and_goes (void)
{
  static const struct
  {
    MsCode code;
    MsSeverity severity;
    gboolean swapped;
    gboolean for_a_month, for_good;
  } rows[] = {
    { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, FALSE, TRUE, TRUE },
    { MS_CODE_EXPIRING, MS_SEVERITY_WARNING, FALSE, TRUE, TRUE },
    { MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, FALSE, TRUE, TRUE },
    { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, FALSE, TRUE, TRUE },
    { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, FALSE, TRUE, TRUE },
    { MS_CODE_WEAK, MS_SEVERITY_WARNING, FALSE, TRUE, TRUE },
    { MS_CODE_ROLLED_BACK, MS_SEVERITY_WARNING, FALSE, TRUE, TRUE },
    { MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, TRUE, TRUE, FALSE }, /* somebody is there again */
    { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, TRUE, TRUE, FALSE },
    { MS_CODE_STARTTLS_VANISHED, MS_SEVERITY_CRITICAL, FALSE, TRUE, FALSE },
    { MS_CODE_TLS_FAILED, MS_SEVERITY_CRITICAL, FALSE, FALSE, FALSE },
  };
  static const gint64 days[] = { 0, 3, 10, 35, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      World *world = world_new ();

      world->remembers = TRUE;
      watch (world, MS_SERVICE_IMAPS, "imap.example.org");
      for (guint d = 0; d < G_N_ELEMENTS (days); d++)
        {
          gboolean again = d == 0 || (d < 3 ? !rows[i].for_a_month : !rows[i].for_good && d == 4);
          gint64 now = NOW + days[d] * DAY;
          guint told = 0, open, resolved;

          for (guint look = 0; look < 2; look++)
            {
              shows (world, 0, "x", rows[i].code, rows[i].severity, now + CONFIRM * look);
              if (rows[i].swapped)
                is_swapped (world, 0);
              told += turn (world, now + CONFIRM * look, &open, &resolved);
            }
          g_test_message ("%s %u, day %d", ms_code_info (rows[i].code)->name, rows[i].swapped, (int) days[d]);
          if (d != 3 || rows[i].for_a_month) /* within a month of the last time */
            g_assert_cmpuint (told, ==, again);
          shows (world, 0, "good", rows[i].code, MS_SEVERITY_OK, now + 2 * CONFIRM);
          expect (world, now + 2 * CONFIRM, 0, 0, 1);
        }
      world_free (world);
    }
}

/* What nobody heard of was a glimpse, and wants a second look whenever it is glimpsed again. */
static void
test_unheard_again (void)
{
  World *world = world_new ();

  world->remembers = TRUE;
  watch (world, MS_SERVICE_IMAPS, "imap.example.org");
  for (guint round = 0; round < 3; round++)
    {
      gint64 now = NOW + round * 10 * DAY;
      shows (world, 0, "x", MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, now);
      if (round == 2)
        is_swapped (world, 0);
      expect (world, now, 0, 1, 0);
      shows (world, 0, "y", MS_CODE_SELF_SIGNED, MS_SEVERITY_OK, now + 1);
      expect (world, now + 1, 0, 0, 1);
    }
  world_free (world);
}

/* One that was there before, and told, in the place of a good one: that was not told. */
static void
test_swap_is_more (void)
{
  World *world = world_new ();

  world->remembers = TRUE;
  watch (world, MS_SERVICE_IMAPS, "imap.example.org");
  for (guint look = 0; look < 2; look++)
    {
      shows (world, 0, "x/1", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW + look);
      expect (world, NOW + look, look == 0, 1, 0);
    }
  shows (world, 0, "z/1", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW + 60); /* of the same day, by somebody else */
  is_swapped (world, 0);
  expect (world, NOW + 60, 1, 1, 1);
  g_assert_true (((MsAlert *) g_ptr_array_index (world->alerts, 0))->grave
                 || ((MsAlert *) g_ptr_array_index (world->alerts, 1))->grave);
  shows (world, 0, "z/1", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL,
         NOW + 120); /* he is known by now, and it is still that problem */
  expect (world, NOW + 120, 0, 1, 0);
  world_free (world);
}

/*
 * Alerts of a version that knew a certificate by its fingerprint: nothing of them is told again, and those of one cause become
 * one.
 */
static void
test_from_before (void)
{
  for (guint over = 0; over < 2; over++)
    {
      World *world = world_new ();

      world->remembers = TRUE;
      for (guint n = 0; n < 2; n++)
        {
          const MsServer *server = watch (world, MS_SERVICE_IMAPS, n == 0 ? "a.example.org" : "b.example.org");
          MsAlert *alert = ms_alert_new (n == 0 ? "expiry-1" : "expiry-2", MS_CODE_EXPIRED);

          alert->severity = MS_SEVERITY_CRITICAL;
          alert->step = over ? MS_STEP_RESOLVED : MS_STEP_EXPIRED;
          alert->reached = MS_STEP_EXPIRED;
          alert->resolved = over ? NOW - 20 * DAY : 0;
          alert->since = alert->told = NOW - 90 * DAY;
          alert->cause = g_strdup (n == 0 ? "a/3" : "b/3");
          g_free (alert->servers);
          alert->servers = g_strsplit (server->url, " ", -1);
          g_ptr_array_add (world->alerts, alert);
        }
      shows (world, 0, "a/3", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW);
      shows (world, 1, "b/3", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW);
      expect (world, NOW, 0, 1, over ? 0 : 1);
      for (guint i = 0; i < world->alerts->len; i++)
        {
          const MsAlert *alert = g_ptr_array_index (world->alerts, i);
          if (alert->step != MS_STEP_RESOLVED)
            g_assert_cmpuint (g_strv_length (alert->servers), ==, 2);
        }
      shows (world, 0, "c/4", MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NOW + 1); /* one they did not know */
      expect (world, NOW + 1, 1, 2, 0);
      world_free (world);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attention/once", test_once);
  g_test_add_func ("/attention/steps", test_steps);
  g_test_add_func ("/attention/swap", test_swap);
  g_test_add_func ("/attention/one-cause", test_one_cause);
  g_test_add_func ("/attention/one-provider", test_one_provider);
  g_test_add_func ("/attention/confirmed", test_confirmed);
  g_test_add_func ("/attention/never", test_never);
  g_test_add_func ("/attention/replies", test_replies);
  g_test_add_func ("/attention/quiet", test_quiet);
  g_test_add_func ("/attention/enough-for-a-day", test_enough_for_a_day);
  g_test_add_func ("/attention/held", test_held);
  g_test_add_func ("/attention/clock-set-back", test_clock_set_back);
  g_test_add_func ("/attention/worse-once", test_worse_once);
  g_test_add_func ("/attention/random", test_random);
  g_test_add_func ("/attention/told-of-the-past", test_told_of_the_past);
  g_test_add_func ("/attention/somebody-else", test_somebody_else);
  g_test_add_func ("/attention/why-held", test_why_held);
  g_test_add_func ("/attention/back-again", test_back_again);
  g_test_add_func ("/attention/one-authority", test_one_authority);
  g_test_add_func ("/attention/one-day", test_one_day);
  g_test_add_func ("/attention/two-days-at-a-host", test_two_days_at_a_host);
  g_test_add_func ("/attention/comes-and-goes", test_comes_and_goes);
  g_test_add_func ("/attention/unheard-again", test_unheard_again);
  g_test_add_func ("/attention/swap-is-more", test_swap_is_more);
  g_test_add_func ("/attention/from-before", test_from_before);
  return g_test_run ();
}
