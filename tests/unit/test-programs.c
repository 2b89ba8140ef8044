/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/programs.h"
#include "config/clients/clients.h"

#include <string.h>

#define NOW ((gint64) 1800000000)
#define DAY ((gint64) 86400)

/* What one address shows; all is well where nothing is said. */
typedef struct
{
  MsService service; /* 0: IMAPS */
  MsOutcome outcome;
  MsReason reason;
  const char *tls, *cipher;
  gboolean insecure_renegotiation, no_certificate;
  MsTrust trust; /* 0: OK */
  MsOddity odd;
  const char *name, *common_name; /* name NULL: that of the server; "": none */
  gint64 begin, end;              /* days from now; 0: -10 and 80 */
} Look;

static MsObservation *
observation_of (const Look *look)
{
  g_autoptr (MsTarget) target
    = ms_target_new (look->service != MS_SERVICE_ANY ? look->service : MS_SERVICE_IMAPS, "mail.example.org", 0);
  MsObservation *observation = ms_observation_new (target, NOW);
  MsSighting *sighting = ms_sighting_new ("192.0.2.1");
  MsCertificate *leaf = g_new0 (MsCertificate, 1);
  const char *name = look->name != NULL ? look->name : "mail.example.org";

  sighting->outcome = look->outcome;
  sighting->reason = look->reason;
  sighting->tls_version = g_strdup (look->tls != NULL ? look->tls : "1.3");
  sighting->cipher = g_strdup (look->cipher != NULL ? look->cipher : "TLS_AES_128_GCM_SHA256");
  sighting->insecure_renegotiation = look->insecure_renegotiation;
  sighting->trust = look->trust != MS_TRUST_NONE ? look->trust : MS_TRUST_OK;
  sighting->odd = look->odd;
  leaf->names = *name != '\0' ? g_strsplit (name, ",", -1) : g_new0 (char *, 1);
  leaf->n_dns = g_strv_length (leaf->names);
  leaf->common_name = g_strdup (look->common_name);
  leaf->not_before = NOW + (look->begin != 0 ? look->begin : -10) * DAY;
  leaf->not_after = NOW + (look->end != 0 ? look->end : 80) * DAY;
  if (look->no_certificate)
    ms_certificate_free (leaf);
  else
    g_ptr_array_add (sighting->chain, leaf);
  g_ptr_array_add (observation->sightings, sighting);
  return observation;
}

/* "accepts", or "asks: self-signed" */
static char *
forecast_of (const char *program, const Look *look)
{
  g_autoptr (MsObservation) observation = observation_of (look);
  MsForecast forecast = ms_program_forecast (ms_program (program), observation, NOW);
  const char *because = ms_forecast_because (&forecast);

  return because == NULL ? g_strdup (ms_reaction_name (forecast.reaction))
                         : g_strdup_printf ("%s: %s", ms_reaction_name (forecast.reaction), because);
}

static void
test_table (void)
{
  static const struct
  {
    Look look;
    const char *expected[6]; /* of these programs */
  } rows[] = {
#include "test-programs-rows.h"
  };
  static const char *const programs[] = { "thunderbird", "evolution", "msmtp", "mbsync", "offlineimap", "aerc" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint p = 0; p < G_N_ELEMENTS (programs); p++)
      {
        g_autofree char *forecast = forecast_of (programs[p], &rows[i].look);
        g_test_message ("row %u, %s", i, programs[p]);
        g_assert_cmpstr (forecast, ==, rows[i].expected[p]);
      }
}

/* The worst of several addresses is what somebody will meet. */
static void
test_addresses (void)
{
  const Look good = { 0 }, odd = { .odd = MS_ODD_KEY_ED25519 };
  g_autoptr (MsObservation) observation = observation_of (&good), second = observation_of (&odd);
  MsForecast forecast;

  g_ptr_array_add (observation->sightings, ms_sighting_copy (g_ptr_array_index (second->sightings, 0)));
  forecast = ms_program_forecast (ms_program ("thunderbird"), observation, NOW);
  g_assert_cmpint (forecast.reaction, ==, MS_REACTION_REFUSES);
  g_assert_cmpint (forecast.refusal, ==, MS_REFUSAL_KEY_TYPE);
}

/* Every program whose settings can be read has its row, under the same names. */
static void
test_clients (void)
{
  const char *title, *id;

  for (guint i = 0; (id = ms_clients_name (i, &title)) != NULL; i++)
    {
      g_assert_nonnull (ms_program (id));
      g_assert_true (ms_program (id) == ms_program (title));
      g_assert_cmpstr (ms_program (id)->name, ==, title);
    }
}

static void
test_called (void)
{
  const char *const called[] = { "msmtp", "Thunderbird", "nobody", NULL };
  g_autoptr (GPtrArray) two = ms_programs (called, FALSE), every = ms_programs (called, TRUE), all = ms_programs (NULL, TRUE);

  g_assert_cmpuint (two->len, ==, 2);
  g_assert_true (g_ptr_array_index (two, 0) == ms_program ("thunderbird")); /* in the order of the table */
  g_assert_true (g_ptr_array_index (two, 1) == ms_program ("msmtp"));
  g_assert_cmpuint (every->len, ==, all->len);
  g_assert_true (g_ptr_array_index (every, 1) == ms_program ("msmtp"));
  g_assert_null (ms_program ("nobody"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/programs/table", test_table);
  g_test_add_func ("/programs/addresses", test_addresses);
  g_test_add_func ("/programs/clients", test_clients);
  g_test_add_func ("/programs/called", test_called);
  return g_test_run ();
}
