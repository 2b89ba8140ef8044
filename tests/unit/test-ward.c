/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon decides about its servers, with a real store and a clock of our own. */
#include "daemon/ward.h"

#include "daemon/judge/attention.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define NOW    ((gint64) 1800000000)
#define MINUTE ((gint64) 60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define END    (NOW + 80 * DAY) /* of every certificate of LE */
#define ALPHA  "imaps://mail.alpha.example"
#define BETA   "imaps://mail.beta.example"

typedef struct
{
  char *folder;
  MsStore *store;
  MsWard *ward;
  GPtrArray *servers;
} Fixture;

/* The bytes that stand for DER here: "host issuer"; the issuer Next made it shortly before the others end. */
static MsCertificate *
parse (GBytes *der)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  MsCertificate *leaf = g_new0 (MsCertificate, 1);

  leaf->der = g_bytes_ref (der);
  leaf->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  leaf->spki_sha256 = g_strdup (leaf->sha256);
  leaf->subject = g_strdup ("CN=x");
  leaf->issuer = g_strconcat ("CN=", words[1], NULL);
  leaf->issuer_organization = g_strdup (words[1]);
  leaf->names = g_new0 (char *, 2);
  leaf->names[0] = g_strdup (words[0]);
  leaf->n_dns = 1;
  leaf->not_before = NOW - 10 * DAY;
  leaf->not_after = g_str_equal (words[1], "LE") ? END : NOW + 5000 * DAY;
  if (g_str_equal (words[1], "Next"))
    {
      leaf->not_before = END - 10 * DAY;
      leaf->not_after = END + 80 * DAY;
    }
  return leaf;
}

static void
examine (const MsServer *server, MsSighting *sighting, gint64 now, gpointer data)
{
  g_ptr_array_set_size (sighting->chain, 0);
  sighting->trust = MS_TRUST_NO_CHAIN;
  if (sighting->der->len == 0)
    return;
  g_ptr_array_add (sighting->chain, parse (g_ptr_array_index (sighting->der, 0)));
  sighting->trust = MS_TRUST_OK;
  sighting->trust = strstr (ms_sighting_leaf (sighting)->issuer, "Stranger") != NULL ? MS_TRUST_PRIVATE_CA : MS_TRUST_OK;
  sighting->path_not_after = ms_sighting_leaf (sighting)->not_after;
}

static const MsWardHelp help = { .parse = parse, .examine = examine };

static void
begin (Fixture *f, gint64 now)
{
  g_auto (GStrv) notices = NULL;

  f->store = ms_store_open (f->folder, now);
  notices = ms_store_notices (f->store);
  g_assert_null (notices[0]);
  f->ward = ms_ward_new (f->store, 1, &help, NULL);
  ms_ward_watch (f->ward, f->servers, 60, now);
}

static void
end (Fixture *f)
{
  g_clear_pointer (&f->ward, ms_ward_free);
  g_clear_pointer (&f->store, ms_store_free);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const hosts[] = { "mail.alpha.example", "mail.beta.example" };

  f->folder = g_dir_make_tmp ("mailseal-ward-XXXXXX", NULL);
  f->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_server_free);
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, hosts[i], 0);
      g_ptr_array_add (f->servers, ms_server_new (target));
    }
  begin (f, NOW);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  static const char *const files[] = { "mailseal.db", "mailseal.db-wal", "mailseal.db-shm", "mailseald.lock" };

  end (f);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, files[i], NULL);
      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_ptr_array_unref (f->servers);
}

/* Server n shows a certificate of this issuer; NULL: it is away. */
static void
look (Fixture *f, guint n, const char *issuer, gint64 now)
{
  const MsServer *server = g_ptr_array_index (f->servers, n);
  g_autoptr (MsObservation) observation = ms_observation_new (server->target, now);
  MsSighting *sighting = ms_sighting_new (n == 0 ? "192.0.2.1" : "192.0.2.2");
  g_autofree char *text = g_strdup_printf ("%s %s", server->target->host, issuer);

  if (issuer != NULL)
    g_ptr_array_add (sighting->der, g_bytes_new (text, strlen (text)));
  else
    sighting->outcome = MS_OUTCOME_UNREACHABLE;
  examine (server, sighting, now, NULL);
  g_ptr_array_add (observation->sightings, sighting);
  ms_ward_looked (f->ward, observation, now);
  ms_ward_attend (f->ward, now);
}

static gboolean
tell (Fixture *f, const MsAlert *alert, gint64 now, GError **error)
{
  return ms_ward_told (f->ward, alert->id, alert->step, now, error);
}

/* The first server shows a certificate for that name by that issuer; what is to be told is told. Gives how much that was. */
static guint
glance (Fixture *f, const char *name, const char *issuer, gint64 now)
{
  const MsServer *server = g_ptr_array_index (f->servers, 0);
  g_autoptr (MsObservation) observation = ms_observation_new (server->target, now);
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");
  g_autofree char *text = g_strdup_printf ("%s %s", name, issuer);
  guint told = 0;

  g_ptr_array_add (sighting->der, g_bytes_new (text, strlen (text)));
  examine (server, sighting, now, NULL);
  g_ptr_array_add (observation->sightings, sighting);
  ms_ward_looked (f->ward, observation, now);
  ms_ward_attend (f->ward, now);
  for (guint i = 0; i < ms_ward_alerts (f->ward)->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (ms_ward_alerts (f->ward), i);
      if (!alert->tell)
        continue;
      g_assert_true (alert->grave);
      g_assert_true (tell (f, alert, now, NULL));
      told++;
    }
  return told;
}

static guint
remembered (Fixture *f, const char *url)
{
  g_autoptr (MsHistory) history = ms_store_history (f->store, url, parse);
  return history->seen->len;
}

static void
surround (Fixture *f, MsConnectivity connectivity, const char *network, gint64 now)
{
  g_autoptr (MsSurroundings) surroundings = ms_surroundings_new ();

  surroundings->connectivity = connectivity;
  g_free (surroundings->network);
  surroundings->network = g_strdup (network);
  ms_ward_set_surroundings (f->ward, surroundings, now);
  ms_ward_attend (f->ward, now);
}

static const MsAlert *
only_alert (Fixture *f)
{
  g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 1);
  return g_ptr_array_index (ms_ward_alerts (f->ward), 0);
}

/* An alarming certificate is learnt and told only when it is seen twice; the others are asked for their word meanwhile. */
static void
test_glimpse (Fixture *f, gconstpointer data)
{
  look (f, 0, "LE", NOW);
  look (f, 1, "LE", NOW);
  g_assert_cmpuint (remembered (f, ALPHA), ==, 1);
  g_assert_cmpint (ms_ward_due (f->ward, BETA), >, NOW + 4 * HOUR);
  look (f, 0, "Stranger", NOW + 4 * HOUR);
  g_assert_cmpuint (remembered (f, ALPHA), ==, 1);
  g_assert_false (only_alert (f)->tell);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), ==, NOW + 4 * HOUR + 5);
  g_assert_cmpint (ms_ward_due (f->ward, BETA), <=, NOW + 4 * HOUR + MINUTE);
  look (f, 0, "Stranger", NOW + 4 * HOUR + 5);
  g_assert_cmpuint (remembered (f, ALPHA), ==, 2);
  g_assert_true (only_alert (f)->tell);
}

/* A glimpse that passes leaves nothing behind. */
static void
test_passing_glimpse (Fixture *f, gconstpointer data)
{
  look (f, 0, "LE", NOW);
  look (f, 0, "Stranger", NOW + HOUR);
  look (f, 0, "LE", NOW + HOUR + 5);
  g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
  g_assert_cmpuint (remembered (f, ALPHA), ==, 1);
  end (f);
  begin (f, NOW + HOUR + 9);
  g_assert_cmpint (ms_ward_standing (f->ward, ALPHA)->verdict->observation->checked, ==,
                   NOW + HOUR + 5); /* what was seen is kept */
}

/* Both show the same stranger: one alert of the network, nothing learnt, and one of them is looked at more often. */
static void
test_interception (Fixture *f, gconstpointer data)
{
  look (f, 0, "LE", NOW);
  look (f, 1, "LE", NOW);
  look (f, 0, "Stranger", NOW + HOUR);
  look (f, 1, "Stranger", NOW + HOUR + 2);
  look (f, 0, "Stranger", NOW + HOUR + 5);
  look (f, 1, "Stranger", NOW + HOUR + 8);
  for (guint i = 0; i < ms_ward_alerts (f->ward)->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (ms_ward_alerts (f->ward), i);
      g_assert_true (!alert->tell || alert->code == MS_CODE_INTERCEPTED);
    }
  g_assert_cmpuint (remembered (f, ALPHA), ==, 1);
  g_assert_cmpuint (remembered (f, BETA), ==, 1);
  g_assert_cmpint (MIN (ms_ward_due (f->ward, ALPHA), ms_ward_due (f->ward, BETA)), <=, NOW + HOUR + 8 + 20 * MINUTE);
  look (f, 0, "LE", NOW + 2 * HOUR);
  g_assert_cmpint (ms_ward_due (f->ward, BETA), <=, NOW + 2 * HOUR + MINUTE);
  look (f, 1, "LE", NOW + 2 * HOUR + 30);
  g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
}

/* Server n is answered for by a network's page, at an address of its own, with a certificate for nobody's name. */
static void
look_at_page (Fixture *f, guint n, gint64 now)
{
  const MsServer *server = g_ptr_array_index (f->servers, n);
  g_autoptr (MsObservation) observation = ms_observation_new (server->target, now);
  MsSighting *sighting = ms_sighting_new ("10.0.0.1");

  g_ptr_array_add (sighting->der, g_bytes_new_static ("login.hotel.example Hotel", 25));
  sighting->outcome = MS_OUTCOME_UNREACHABLE;
  examine (server, sighting, now, NULL);
  g_ptr_array_add (observation->sightings, sighting);
  ms_ward_looked (f->ward, observation, now);
  ms_ward_attend (f->ward, now);
}

/* A page that nobody calls one: a calm word, nothing learnt, not even at the first glimpse, and silence when it is left. */
static void
test_page (Fixture *f, gconstpointer data)
{
  for (guint way = 0; way < 2; way++)
    {
      gint64 now = NOW + way * 2 * DAY;

      surround (f, MS_CONNECTIVITY_FULL, "home", now);
      look (f, 0, "LE", now);
      look (f, 1, "LE", now);
      look_at_page (f, 0, now + HOUR);
      g_assert_cmpint (ms_ward_due (f->ward, BETA), ==, now + HOUR); /* is it the same with the others? */
      look_at_page (f, 1, now + HOUR + 3);
      look_at_page (f, 0, now + HOUR + 5);
      look_at_page (f, 1, now + HOUR + 8);
      look_at_page (f, 0, now + HOUR + 9);
      g_assert_cmpint (only_alert (f)->tell, ==, way == 0); /* the same page is told once */
      g_assert_cmpint (only_alert (f)->code, ==, MS_CODE_INTERCEPTED);
      g_assert_cmpint (only_alert (f)->severity, ==, MS_SEVERITY_WARNING);
      g_assert_cmpuint (remembered (f, ALPHA), ==, 1);
      g_assert_cmpuint (remembered (f, BETA), ==, 1);
      if (way == 0)
        g_assert_true (tell (f, only_alert (f), now + HOUR + 10, NULL));
      g_assert_cmpint (MIN (ms_ward_due (f->ward, ALPHA), ms_ward_due (f->ward, BETA)), <=, now + HOUR + 9 + 5 * MINUTE);
      if (way == 0) /* the user signs in; else he leaves */
        {
          look (f, 0, "LE", now + HOUR + 8 + MINUTE);
          g_assert_false (only_alert (f)->tell); /* what the other shows is of before */
          g_assert_cmpint (ms_ward_due (f->ward, BETA), ==, now + HOUR + 8 + MINUTE);
        }
      else
        {
          surround (f, MS_CONNECTIVITY_FULL, "elsewhere", now + HOUR + 20);
          g_assert_cmpint (ms_ward_due (f->ward, ALPHA), <=, now + HOUR + 20 + MINUTE);
          g_assert_cmpint (ms_ward_due (f->ward, BETA), <=, now + HOUR + 20 + MINUTE);
          look (f, 0, "LE", now + HOUR + 30);
        }
      look (f, 1, "LE", now + HOUR + 9 + MINUTE);
      g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
    }
}

/*
 * Who stands between may show another certificate at each connection, with another fault, or the good one in turn. He is told
 * once, at the second look that sees him, whatever he shows then and after it, also when the daemon is started anew.
 */
static void
test_shifty (Fixture *f, gconstpointer data)
{
  static const char *const good[] = { "mail.alpha.example", "LE" }, *const a[] = { "mail.alpha.example", "StrangerA" },
                           *const b[] = { "mail.alpha.example", "StrangerB" }, *const c[] = { "mail.alpha.example", "StrangerC" },
                           *const d[] = { "other.example", "StrangerD" }, *const e[] = { "another.example", "StrangerE" };
  static const char *const *const ways[][6]
    = { { a, b, c, a, b, c }, { a, d, b, e, c, d }, { a, good, b, good, c, good }, { d, good, b, good, e, a } };

  for (guint way = 0; way < G_N_ELEMENTS (ways); way++)
    {
      gint64 now = NOW + way * 3 * DAY;
      guint told = 0, bad = 0;

      look (f, 0, "LE", now);
      look (f, 0, "LE", now + MINUTE);
      for (guint i = 0; i < G_N_ELEMENTS (ways[way]); i++)
        {
          g_autofree char *issuer
            = ways[way][i] == good ? g_strdup ("LE") : g_strdup_printf ("%s%u", ways[way][i][1], way); /* others each time */

          now += i < 4 ? 6 : HOUR;
          bad += ways[way][i] != good;
          told += glance (f, ways[way][i][0], issuer, now);
          g_test_message ("way %u, look %u: %u bad, %u told", way, i, bad, told);
          g_assert_cmpuint (told, ==, bad >= 2);
          if (i == 4)
            {
              end (f);
              begin (f, now + 1);
            }
        }
      look (f, 0, "LE", now + HOUR);
      g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
    }
}

/* Who knows of one certificate does not know of the next. */
static void
test_shifty_again (Fixture *f, gconstpointer data)
{
  look (f, 0, "LE", NOW);
  g_assert_cmpuint (glance (f, "mail.alpha.example", "StrangerA", NOW + 10), ==, 0);
  g_assert_cmpuint (glance (f, "mail.alpha.example", "StrangerA", NOW + 20), ==, 1);
  g_assert_true (ms_ward_acknowledge (f->ward, only_alert (f)->id, NOW + 30, NULL));
  g_assert_cmpuint (glance (f, "mail.alpha.example", "StrangerB", NOW + HOUR), ==, 0);
  g_assert_cmpuint (glance (f, "mail.alpha.example", "StrangerC", NOW + HOUR + 10), ==, 1);
  g_assert_cmpuint (glance (f, "mail.alpha.example", "StrangerD", NOW + 2 * HOUR), ==, 0);
}

/* Behind a portal nothing is looked at, learnt or told. */
static void
test_portal (Fixture *f, gconstpointer data)
{
  look (f, 0, "LE", NOW);
  surround (f, MS_CONNECTIVITY_PORTAL, "hotel", NOW + HOUR);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), ==, G_MAXINT64);
  look (f, 0, "Stranger", NOW + HOUR + 1); /* the user's own wish */
  look (f, 0, "Stranger", NOW + HOUR + 9);
  g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
  g_assert_cmpuint (remembered (f, ALPHA), ==, 1);
  surround (f, MS_CONNECTIVITY_FULL, "hotel", NOW + 2 * HOUR);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), <=, NOW + 2 * HOUR + MINUTE);
}

/* Another network is a reason to look soon, but not twice within a quarter of an hour. */
static void
test_network (Fixture *f, gconstpointer data)
{
  look (f, 0, "LE", NOW);
  surround (f, MS_CONNECTIVITY_FULL, "home", NOW + HOUR);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), <=, NOW + HOUR + MINUTE);
  look (f, 0, "LE", NOW + HOUR + MINUTE);
  surround (f, MS_CONNECTIVITY_FULL, "office", NOW + HOUR + 5 * MINUTE);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), >, NOW + 3 * HOUR);
}

/* What was seen in a former session is shown, and nobody is told anything by it before a look of today. */
static void
test_restart (Fixture *f, gconstpointer data)
{
  look (f, 0, "Stranger", NOW);
  look (f, 0, "Stranger", NOW + 5);
  g_assert_true (only_alert (f)->tell);
  end (f);
  begin (f, NOW + 3 * DAY);
  ms_ward_attend (f->ward, NOW + 3 * DAY);
  g_assert_cmpint (ms_ward_standing (f->ward, ALPHA)->verdict->state, ==, MS_SEVERITY_CRITICAL);
  g_assert_false (only_alert (f)->tell);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), <=, NOW + 3 * DAY + MINUTE);
  look (f, 0, "Stranger", NOW + 3 * DAY + 9);
  g_assert_true (only_alert (f)->tell);
}

/* An observation whose certificate the database has lost is none: it is not blamed on the server. */
static void
test_lost (Fixture *f, gconstpointer data)
{
  const MsServer *server = g_ptr_array_index (f->servers, 0);
  g_autoptr (MsObservation) observation = ms_observation_new (server->target, NOW);

  g_ptr_array_add (observation->sightings, ms_sighting_new ("192.0.2.1"));
  g_assert_true (ms_store_record (f->store, observation, NULL));
  look (f, 1, "Authority", NOW);
  end (f);
  begin (f, NOW + MINUTE);
  g_assert_null (ms_ward_standing (f->ward, ALPHA)->verdict);
  g_assert_nonnull (ms_ward_standing (f->ward, BETA)->verdict);
}

/* What was not told before the end is looked at right after the start; what was told can wait. */
static void
test_owed (Fixture *f, gconstpointer data)
{
  look (f, 0, "Stranger", NOW);
  look (f, 0, "Stranger", NOW + 5);
  end (f);
  begin (f, NOW + 10 * MINUTE);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), <=, NOW + 11 * MINUTE);
  look (f, 0, "Stranger", NOW + 11 * MINUTE);
  g_assert_true (tell (f, only_alert (f), NOW + 11 * MINUTE, NULL));
  end (f);
  begin (f, NOW + 20 * MINUTE);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), >, NOW + 30 * MINUTE);
}

/* The lines of the journal of this kind. */
static guint
journalled (Fixture *f, const char *what)
{
  g_autoptr (GPtrArray) lines = ms_store_journal_of (f->store, ALPHA);
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    n += g_str_equal (((MsJournalLine *) g_ptr_array_index (lines, i))->what, what);
  return n;
}

/* A backup that is put back again and again, over years, with restarts and with many other problems between: told once. */
static void
test_comes_and_goes (Fixture *f, gconstpointer data)
{
  static const gint64 days[] = { 0, 2, 9, 50, 400, 1500 };
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_alert_free);
  g_autoptr (GError) error = NULL;

  for (guint d = 0; d < G_N_ELEMENTS (days); d++)
    {
      gint64 now = NOW + days[d] * DAY;

      look (f, 0, "Stranger", now);
      look (f, 0, "Stranger", now + 5);
      g_assert_cmpint (only_alert (f)->tell, ==, d == 0);
      if (d == 0)
        g_assert_true (tell (f, only_alert (f), now + 6, NULL));
      look (f, 0, "Ages", now + HOUR);
      g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
      g_assert_cmpuint (journalled (f, "noticed"), ==, 1);
      g_assert_cmpuint (journalled (f, "returned"), ==, d);
      for (guint i = 0; d == 3 && i < 200; i++)
        {
          g_autofree char *id = g_strdup_printf ("expiry-%u", i);
          MsAlert *alert = ms_alert_new (id, MS_CODE_EXPIRED);
          alert->step = MS_STEP_RESOLVED;
          alert->since = alert->told = alert->resolved = now;
          g_ptr_array_add (others, alert);
        }
      g_assert_true (ms_store_save (f->store, others, NULL, &error));
      end (f);
      begin (f, now + DAY);
    }
}

/* A clock set back does not put the next look off for years, and a laptop that slept for weeks does not look all at once. */
static void
test_clock (Fixture *f, gconstpointer data)
{
  look (f, 0, "LE", NOW);
  look (f, 1, "LE", NOW);
  ms_ward_catch_up (f->ward, NOW - 400 * DAY);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), <=, NOW - 400 * DAY + MINUTE);
  ms_ward_catch_up (f->ward, NOW + 40 * DAY);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), >=, NOW + 40 * DAY);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), <=, NOW + 40 * DAY + MINUTE);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), !=, ms_ward_due (f->ward, BETA));
}

/* ---- the moment of expiry ---------------------------------------------------------------------------------------- */

static void
tell_all (Fixture *f, gint64 now)
{
  for (guint i = 0; i < ms_ward_alerts (f->ward)->len; i++)
    {
      const MsAlert *alert = g_ptr_array_index (ms_ward_alerts (f->ward), i);
      if (alert->tell)
        tell (f, alert, now, NULL);
    }
}

/* Looks whenever one is due, until then; gives the moment at which something of this step is to be told, 0: at none. */
static gint64
live (Fixture *f, const char *issuer, gint64 from, gint64 until, MsStep step)
{
  for (gint64 now = from; now <= until; now = MAX (now + 1, ms_ward_due (f->ward, ALPHA)))
    {
      look (f, 0, issuer, now);
      for (guint i = 0; i < ms_ward_alerts (f->ward)->len; i++)
        {
          const MsAlert *alert = g_ptr_array_index (ms_ward_alerts (f->ward), i);
          if (alert->tell && alert->step == step)
            return now;
        }
      tell_all (f, now);
    }
  return 0;
}

/* Each stage is told in the second in which it begins, whenever the last look was; a certificate that was renewed is not. */
static void
test_moment (Fixture *f, gconstpointer data)
{
  static const gint64 last[] = { 3 * HOUR, 14 * MINUTE, 2 * MINUTE, 1 };

  g_ptr_array_set_size (f->servers, 1);
  for (guint i = 0; i < G_N_ELEMENTS (last); i++)
    {
      end (f);
      begin (f, END - 30 * DAY);
      look (f, 0, "LE", END - last[i]);
      tell_all (f, END - last[i]);
      g_assert_cmpint (live (f, "LE", ms_ward_due (f->ward, ALPHA), END + HOUR, MS_STEP_EXPIRED), ==, END + 1);
      look (f, 0, "Next", END + 2);
    }
  look (f, 0, "LE", END - MINUTE);
  tell_all (f, END - MINUTE);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), ==, END + 1);
  look (f, 0, "Next", END + 1);
  g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
}

/* ---- a clock that nobody sets, and one that jumps ---------------------------------------------------------------- */

static void
surround_clock (Fixture *f, MsClock clock, gint64 now)
{
  g_autoptr (MsSurroundings) surroundings = ms_surroundings_new ();

  surroundings->clock = clock;
  ms_ward_set_surroundings (f->ward, surroundings, now);
  ms_ward_attend (f->ward, now);
}

static const MsFinding *
first_finding (Fixture *f)
{
  return g_ptr_array_index (ms_ward_standing (f->ward, ALPHA)->verdict->findings, 0);
}

/* That nobody sets the clock holds nothing back, it is only mentioned; who has others asks them first, for a minute. */
static void
test_unsynchronised (Fixture *f, gconstpointer data)
{
  g_autoptr (MsServer) beta = g_ptr_array_steal_index (f->servers, 1);

  end (f);
  begin (f, END + HOUR);
  surround_clock (f, MS_CLOCK_UNSYNCHRONISED, END + HOUR);
  look (f, 0, "LE", END + HOUR);
  g_assert_true (only_alert (f)->tell && only_alert (f)->code == MS_CODE_EXPIRED);
  g_assert_cmpstr (ms_finding_string (first_finding (f), "clock"), ==, "unsynchronised");

  end (f);
  g_ptr_array_add (f->servers, g_steal_pointer (&beta));
  begin (f, END + 2 * HOUR);
  surround_clock (f, MS_CLOCK_UNSYNCHRONISED, END + 2 * HOUR);
  look (f, 0, "LE", END + 2 * HOUR);
  g_assert_false (only_alert (f)->tell);
  look (f, 1, NULL, END + 2 * HOUR + 2); /* it is away, and says nothing */
  g_assert_true (only_alert (f)->tell);
}

/* Uptimes are counted from NOW. The clock goes from `now` to `now + jump`. */
static void
jump (Fixture *f, const char *boot, gint64 now, gint64 by)
{
  g_assert_false (ms_ward_set_uptime (f->ward, boot, now - NOW, now));
  ms_ward_attend (f->ward, now);
  g_assert_true (ms_ward_set_uptime (f->ward, boot, now - NOW + 1, now + by));
  ms_ward_attend (f->ward, now + by);
}

/* The same certificate, 400 days on within a second: the clock is doubted, not the server; also by a daemon that began since. */
static void
test_jump (Fixture *f, gconstpointer data)
{
  gint64 then = NOW + HOUR, after = then + 400 * DAY;

  g_ptr_array_set_size (f->servers, 1);
  end (f);
  begin (f, NOW);
  look (f, 0, "LE", NOW);
  jump (f, "boot", then, 400 * DAY);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), <=, after + MINUTE);
  look (f, 0, "LE", after + 5);
  g_assert_cmpint (ms_ward_clock (f->ward), ==, MS_BELIEF_JUMPED);
  g_assert_cmpint (only_alert (f)->code, ==, MS_CODE_CLOCK_WRONG);
  g_assert_cmpstr (ms_finding_string (first_finding (f), "reason"), ==, "jump");
  g_assert_cmpuint (remembered (f, ALPHA), ==, 1);

  end (f);
  begin (f, after + MINUTE);
  ms_ward_set_uptime (f->ward, "boot", HOUR + MINUTE, after + MINUTE);
  look (f, 0, "LE", after + MINUTE);
  look (f, 0, "LE", after + 2 * MINUTE);
  g_assert_cmpint (ms_ward_clock (f->ward), ==, MS_BELIEF_JUMPED);
  g_assert_true (only_alert (f)->tell && only_alert (f)->code == MS_CODE_CLOCK_WRONG);
  g_assert_true (ms_ward_doubts_dates (f->ward));
  g_assert_cmpint (ms_ward_next_attention (f->ward), <=, after + 8 * MINUTE); /* somebody may have set it by then */

  /* set back: as if nothing had been */
  g_assert_true (ms_ward_set_uptime (f->ward, "boot", HOUR + 3 * MINUTE, then + 3 * MINUTE));
  look (f, 0, "LE", then + 3 * MINUTE);
  g_assert_cmpint (ms_ward_clock (f->ward), ==, MS_BELIEF_OPEN);
  g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
}

/* What ends the doubt, and is remembered: time servers, or a certificate of today; not that it was switched off and on. */
static void
test_jump_believed (Fixture *f, gconstpointer data)
{
  g_ptr_array_set_size (f->servers, 1);
  for (guint how = 0; how < 3; how++)
    {
      gint64 after = END + HOUR;
      g_autofree char *boot = g_strdup_printf ("boot-%u", how);
      g_autofree char *other = g_strdup_printf ("another-%u", how);

      end (f);
      begin (f, END - 20 * DAY);
      look (f, 0, "LE", END - 20 * DAY);
      g_assert_false (ms_ward_set_uptime (f->ward, boot, END - 20 * DAY - NOW, END - 20 * DAY));
      g_assert_true (ms_ward_set_uptime (f->ward, boot, END - 20 * DAY - NOW + 1, after));
      look (f, 0, "LE", after);
      g_assert_cmpint (ms_ward_clock (f->ward), ==, MS_BELIEF_JUMPED);
      if (how == 0)
        surround_clock (f, MS_CLOCK_SYNCHRONISED, after + 1);
      else if (how == 1)
        look (f, 0, "Next", after + 1);
      end (f);
      begin (f, after + 2);
      ms_ward_set_uptime (f->ward, how == 2 ? other : boot, END - 20 * DAY - NOW + 3, after + 2);
      look (f, 0, "LE", after + 2);
      g_assert_cmpint (ms_ward_clock (f->ward), ==, how == 2 ? MS_BELIEF_JUMPED : MS_BELIEF_OPEN);
      g_assert_cmpint (first_finding (f)->code, ==, how == 2 ? MS_CODE_CLOCK_WRONG : MS_CODE_EXPIRED);
      look (f, 0, "Next", after + 3);
    }
}

/* After the computer was off its clock is earlier than at the last look, and a certificate begins in its future. */
static void
test_clock_lost (Fixture *f, gconstpointer data)
{
  g_ptr_array_set_size (f->servers, 1);
  end (f);
  begin (f, NOW);
  ms_ward_set_uptime (f->ward, "yesterday", HOUR, NOW);
  look (f, 0, "LE", NOW);
  end (f);
  begin (f, NOW - 400 * DAY);
  ms_ward_set_uptime (f->ward, "today", MINUTE, NOW - 400 * DAY);
  look (f, 0, "LE", NOW - 400 * DAY + MINUTE);
  g_assert_cmpint (ms_ward_clock (f->ward), ==, MS_BELIEF_JUMPED);
}

/* However many reasons there are, a host is looked at 12 times an hour at most. */
static void
test_bounds (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 12; i++)
    look (f, 0, "LE", NOW + i * MINUTE);
  surround (f, MS_CONNECTIVITY_FULL, "home", NOW + 30 * MINUTE);
  surround (f, MS_CONNECTIVITY_FULL, "office", NOW + 40 * MINUTE);
  g_assert_cmpint (ms_ward_due (f->ward, ALPHA), >=, NOW + HOUR);
}

/* ---- a store that cannot be written ---------------------------------------------------------------------------- */

static sqlite3 *
stranger (Fixture *f, const char *sql)
{
  g_autofree char *path = g_build_filename (f->folder, "mailseal.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  return db;
}

static guint
stored (Fixture *f)
{
  g_autoptr (GPtrArray) alerts = ms_store_alerts (f->store, TRUE);
  return alerts->len;
}

/* What cannot be saved is open and told all the same, and what was decided counts; later all of it is saved, by itself. */
static void
test_unsaved (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;
  sqlite3 *db;

  look (f, 0, "LE", NOW);
  db = stranger (f, "BEGIN IMMEDIATE");
  look (f, 0, "Stranger", NOW + HOUR);
  look (f, 0, "Stranger", NOW + HOUR + 5);
  g_assert_true (only_alert (f)->tell);
  g_assert_true (only_alert (f)->grave);
  all = ms_ward_all_alerts (f->ward);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_true (tell (f, only_alert (f), NOW + HOUR + 6, &error));
  g_assert_error (error, MS_STORE_ERROR, MS_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (ms_ward_acknowledge (f->ward, only_alert (f)->id, NOW + HOUR + 7, &error));
  g_assert_nonnull (error);
  g_assert_false (only_alert (f)->tell);
  g_assert_cmpint (ms_ward_next_attention (f->ward), <=, NOW + HOUR + MINUTE);
  sqlite3_close (db);
  ms_ward_attend (f->ward, NOW + HOUR + MINUTE);
  end (f);
  begin (f, NOW + 2 * HOUR);
  g_assert_true (only_alert (f)->acknowledged);
  g_assert_cmpint (only_alert (f)->told, ==, NOW + HOUR + 6);
  g_assert_true (only_alert (f)->grave);
  g_assert_cmpuint (remembered (f, ALPHA), ==, 2);
}

/* Opens it while nobody can even read it. */
static sqlite3 *
begin_blind (Fixture *f, gint64 now)
{
  sqlite3 *db;

  end (f);
  db = stranger (f, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE x (y); ROLLBACK; SELECT * FROM keys");
  f->store = ms_store_open (f->folder, now);
  f->ward = ms_ward_new (f->store, 1, &help, NULL);
  ms_ward_watch (f->ward, f->servers, 60, now);
  return db;
}

/* Who does not know what was told holds his tongue for a minute; it was told, as he hears then. */
static void
test_awaited (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  sqlite3 *db;

  look (f, 0, "Stranger", NOW);
  look (f, 0, "Stranger", NOW + 5);
  id = g_strdup (only_alert (f)->id);
  g_assert_true (ms_ward_acknowledge (f->ward, id, NOW + 6, NULL));
  db = begin_blind (f, NOW + HOUR);
  look (f, 0, "Stranger", NOW + HOUR);
  look (f, 0, "Stranger", NOW + HOUR + 9);
  g_assert_cmpuint (ms_ward_alerts (f->ward)->len, ==, 0);
  sqlite3_close (db);
  ms_ward_attend (f->ward, NOW + HOUR + 40);
  g_assert_cmpstr (only_alert (f)->id, ==, id);
  g_assert_true (only_alert (f)->acknowledged);
  g_assert_false (only_alert (f)->tell);
}

/* After that minute it is told; and what was known before and what was done meanwhile is one in the end. */
static void
test_united (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  sqlite3 *db;

  look (f, 0, "LE", NOW);
  look (f, 0, "Stranger", NOW + HOUR);
  look (f, 0, "Stranger", NOW + HOUR + 5);
  id = g_strdup (only_alert (f)->id);
  db = begin_blind (f, NOW + 2 * HOUR);
  look (f, 0, "Stranger", NOW + 2 * HOUR + 2 * MINUTE);
  look (f, 0, "Stranger", NOW + 2 * HOUR + 3 * MINUTE);
  g_assert_true (only_alert (f)->tell);
  g_assert_cmpstr (only_alert (f)->id, !=, id);
  tell (f, only_alert (f), NOW + 2 * HOUR + 4 * MINUTE, NULL);
  sqlite3_close (db);
  ms_ward_attend (f->ward, NOW + 2 * HOUR + 5 * MINUTE);
  g_assert_cmpstr (only_alert (f)->id, ==, id);
  g_assert_cmpint (only_alert (f)->told, !=, 0);
  g_assert_false (only_alert (f)->tell);
  look (f, 0, "Stranger", NOW + 3 * HOUR);
  g_assert_false (only_alert (f)->tell);
  g_assert_cmpuint (stored (f), ==, 2); /* the one that was opened meanwhile is over */
  g_assert_cmpuint (remembered (f, ALPHA), ==, 2);
  end (f);
  begin (f, NOW + 4 * HOUR);
  g_assert_cmpstr (only_alert (f)->id, ==, id);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/ward/glimpse", test_glimpse },
    { "/ward/passing-glimpse", test_passing_glimpse },
    { "/ward/interception", test_interception },
    { "/ward/page", test_page },
    { "/ward/shifty", test_shifty },
    { "/ward/shifty-again", test_shifty_again },
    { "/ward/portal", test_portal },
    { "/ward/network", test_network },
    { "/ward/restart", test_restart },
    { "/ward/lost", test_lost },
    { "/ward/owed", test_owed },
    { "/ward/comes-and-goes", test_comes_and_goes },
    { "/ward/clock", test_clock },
    { "/ward/moment", test_moment },
    { "/ward/unsynchronised", test_unsynchronised },
    { "/ward/jump", test_jump },
    { "/ward/jump-believed", test_jump_believed },
    { "/ward/clock-lost", test_clock_lost },
    { "/ward/bounds", test_bounds },
    { "/ward/unsaved", test_unsaved },
    { "/ward/awaited", test_awaited },
    { "/ward/united", test_united },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
