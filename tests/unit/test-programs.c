/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/assess.h"
#include "programs/programs.h"
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
  guint dh_bits;
  gboolean insecure_renegotiation, no_certificate;
  MsMayNot may_not;
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
  sighting->dh_bits = look->dh_bits;
  sighting->may_not = look->may_not;
  sighting->trust = look->trust != MS_TRUST_NONE ? look->trust : MS_TRUST_OK;
  sighting->odd = look->odd;
  leaf->names = *name != '\0' ? g_strsplit (name, ",", -1) : g_new0 (char *, 1);
  leaf->n_dns = g_strv_length (leaf->names);
  leaf->common_name = g_strdup (look->common_name != NULL ? look->common_name : "Somebody");
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
    const char *title;
    Look look;
    const char *expected[6]; /* of these programs */
  } rows[] = {
    { "all is well", { 0 }, { "accepts", "accepts", "accepts", "accepts", "accepts", "accepts" } },
    { "Ed25519", { .odd = MS_ODD_KEY_ED25519 }, { "refuses: key-type", "accepts", "accepts", "accepts", "accepts", "accepts" } },
    { "Ed448",
      { .odd = MS_ODD_KEY_ED448 },
      { "refuses: key-type", "accepts", "accepts", "accepts", "accepts", "refuses: key-type" } },
    { "an RSA key for PSS alone",
      { .odd = MS_ODD_KEY_PSS },
      { "refuses: key-type", "accepts", "accepts", "accepts", "accepts", "refuses: key-type" } },
    { "promises a staple",
      { .odd = MS_ODD_STAPLE },
      { "refuses: must-staple", "asks: must-staple", "refuses: must-staple", "accepts", "accepts", "accepts" } },
    { "an authority's", { .odd = MS_ODD_CA }, { "asks: ca-as-server", "accepts", "accepts", "accepts", "accepts", "accepts" } },
    { "may not sign",
      { .odd = MS_ODD_NO_SIGNING },
      { "accepts", "accepts", "refuses: key-usage", "accepts", "accepts", "accepts" } },
    { "may not sign, and did not",
      { .odd = MS_ODD_NO_SIGNING, .tls = "1.2", .cipher = "TLS_RSA_WITH_AES_128_GCM_SHA256" },
      { "accepts", "accepts", "accepts", "accepts", "accepts", "accepts" } },
    { "no use for TLS",
      { .trust = MS_TRUST_OK | MS_TRUST_WRONG_PURPOSE, .odd = MS_ODD_USAGE | MS_ODD_NO_SIGNING },
      { "refuses: wrong-purpose", "accepts", "refuses: wrong-purpose", "refuses: wrong-purpose", "refuses: wrong-purpose",
        "accepts" } },
    { "for clients",
      { .trust = MS_TRUST_OK | MS_TRUST_WRONG_PURPOSE },
      { "refuses: wrong-purpose", "accepts", "accepts", "refuses: wrong-purpose", "refuses: wrong-purpose",
        "refuses: wrong-purpose" } },
    { "for anything",
      { .odd = MS_ODD_ANY_PURPOSE },
      { "refuses: key-usage", "accepts", "accepts", "refuses: key-usage", "refuses: key-usage", "accepts" } },
    { "signed with EdDSA",
      { .odd = MS_ODD_SIGNED_EDWARDS },
      { "refuses: signature", "accepts", "accepts", "accepts", "accepts", "accepts" } },
    { "RSA 1024",
      { .odd = MS_ODD_KEY_UNDER_2048 },
      { "accepts", "accepts", "accepts", "refuses: weak", "refuses: weak", "accepts" } },
    { "SHA-1",
      { .odd = MS_ODD_SIGNED_SHA1 },
      { "asks: weak", "asks: weak", "refuses: weak", "refuses: weak", "refuses: weak", "refuses: weak" } },
    { "TLS 1.0",
      { .tls = "1.0" },
      { "refuses: tls-version", "accepts", "accepts", "refuses: tls-version", "refuses: tls-version", "refuses: tls-version" } },
    { "no RFC 5746",
      { .tls = "1.2", .insecure_renegotiation = TRUE },
      { "accepts", "accepts", "accepts", "refuses: renegotiation", "refuses: renegotiation", "accepts" } },
    { "a small Diffie-Hellman group",
      { .tls = "1.2", .dh_bits = 1024 },
      { "refuses: cipher", "accepts", "accepts", "refuses: cipher", "refuses: cipher", "refuses: cipher" } },
    { "a large one",
      { .tls = "1.2", .dh_bits = 2048 },
      { "refuses: cipher", "accepts", "accepts", "accepts", "accepts", "refuses: cipher" } },
    { "has ended",
      { .begin = -100, .end = -1 },
      { "asks: expired", "asks: expired", "refuses: expired", "refuses: expired", "refuses: expired", "refuses: expired" } },
    { "has not begun",
      { .begin = 1 },
      { "asks: not-yet-valid", "asks: not-yet-valid", "refuses: not-yet-valid", "refuses: not-yet-valid",
        "refuses: not-yet-valid", "refuses: not-yet-valid" } },
    { "another name",
      { .name = "www.example.org" },
      { "asks: name-mismatch", "asks: name-mismatch", "refuses: name-mismatch", "refuses: name-mismatch",
        "refuses: name-mismatch", "refuses: name-mismatch" } },
    { "another name, and the right CN",
      { .name = "www.example.org", .common_name = "mail.example.org" },
      { "asks: name-mismatch", "asks: name-mismatch", "refuses: name-mismatch", "accepts", "accepts",
        "refuses: name-mismatch" } },
    { "the CN alone",
      { .name = "", .common_name = "mail.example.org" },
      { "asks: name-mismatch", "accepts", "accepts", "accepts", "accepts", "refuses: name-mismatch" } },
    { "signed itself",
      { .trust = MS_TRUST_SELF_SIGNED },
      { "asks: self-signed", "asks: self-signed", "refuses: self-signed", "refuses: self-signed", "refuses: self-signed",
        "refuses: self-signed" } },
    { "an unknown issuer",
      { .trust = MS_TRUST_UNKNOWN_ISSUER },
      { "asks: untrusted-issuer", "asks: untrusted-issuer", "refuses: untrusted-issuer", "refuses: untrusted-issuer",
        "refuses: untrusted-issuer", "refuses: untrusted-issuer" } },
    { "an authority that may not issue this name",
      { .trust = MS_TRUST_BAD_AUTHORITY, .may_not = MS_MAY_NOT_ISSUE_NAME },
      { "refuses: untrusted-issuer", "asks: untrusted-issuer", "refuses: untrusted-issuer", "refuses: untrusted-issuer",
        "refuses: untrusted-issuer", "refuses: untrusted-issuer" } },
    { "none at all issued it",
      { .trust = MS_TRUST_BAD_AUTHORITY, .may_not = MS_MAY_NOT_ISSUE },
      { "asks: untrusted-issuer", "asks: untrusted-issuer", "refuses: untrusted-issuer", "refuses: untrusted-issuer",
        "refuses: untrusted-issuer", "refuses: untrusted-issuer" } },
    { "a gap",
      { .trust = MS_TRUST_OK | MS_TRUST_INCOMPLETE },
      { "asks: incomplete-chain", "asks: incomplete-chain", "refuses: incomplete-chain", "refuses: incomplete-chain",
        "refuses: incomplete-chain", "refuses: incomplete-chain" } },
    { "a detour",
      { .trust = MS_TRUST_OK | MS_TRUST_DETOUR },
      { "accepts", "asks: chain", "refuses: chain", "refuses: chain", "refuses: chain", "accepts" } },
    { "revoked",
      { .trust = MS_TRUST_OK | MS_TRUST_REVOKED },
      { "refuses: revoked", "asks: revoked", "refuses: revoked", "accepts", "accepts", "accepts" } },
    { "a bad signature",
      { .trust = MS_TRUST_INVALID },
      { "refuses: invalid", "asks: invalid", "refuses: invalid", "refuses: invalid", "refuses: invalid", "refuses: invalid" } },
    { "no STARTTLS",
      { .service = MS_SERVICE_IMAP, .outcome = MS_OUTCOME_STARTTLS_MISSING, .no_certificate = TRUE },
      { "refuses: starttls-missing", "refuses: starttls-missing", "refuses: starttls-missing", "refuses: starttls-missing",
        "refuses: starttls-missing", "refuses: starttls-missing" } },
    { "TLS where STARTTLS was expected",
      { .service = MS_SERVICE_IMAP, .outcome = MS_OUTCOME_WRONG_SECURITY_MODE, .no_certificate = TRUE },
      { "hangs: unreachable", "hangs: unreachable", "hangs: unreachable", "hangs: unreachable", "hangs: unreachable",
        "hangs: unreachable" } },
    { "silence",
      { .outcome = MS_OUTCOME_UNREACHABLE, .reason = MS_REASON_TIMEOUT, .no_certificate = TRUE },
      { "hangs: unreachable", "hangs: unreachable", "hangs: unreachable", "hangs: unreachable", "hangs: unreachable",
        "hangs: unreachable" } },
    { "no network",
      { .outcome = MS_OUTCOME_UNREACHABLE, .reason = MS_REASON_DNS, .no_certificate = TRUE },
      { "unknown: unreachable", "unknown: unreachable", "unknown: unreachable", "unknown: unreachable", "unknown: unreachable",
        "unknown: unreachable" } },
    { "a client certificate is demanded",
      { .reason = MS_REASON_CLIENT_CERTIFICATE },
      { "refuses: server-refused", "refuses: server-refused", "refuses: server-refused", "refuses: server-refused",
        "refuses: server-refused", "refuses: server-refused" } },
  };
  static const char *const programs[] = { "thunderbird", "evolution", "msmtp", "mbsync", "offlineimap", "aerc" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint p = 0; p < G_N_ELEMENTS (programs); p++)
      {
        g_autofree char *forecast = forecast_of (programs[p], &rows[i].look);
        g_test_message ("%s: %s", rows[i].title, programs[p]);
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

/* "client-refuses:warning key-type Thunderbird", of one address, on a computer with this program; NULL: nobody has looked. */
static char *
found_on (const char *program, const Look *look)
{
  g_autoptr (MsObservation) observation = observation_of (look);
  g_autoptr (MsContext) context = program != NULL ? ms_context_new () : NULL;
  g_autoptr (MsVerdict) verdict = NULL;
  const MsFinding *finding;
  g_autofree char *names = NULL;

  if (context != NULL)
    {
      g_strfreev (context->programs);
      context->programs = g_strdupv ((char *[]){ (char *) program, NULL });
    }
  verdict = ms_assess_within (context, NULL, observation, NULL, NOW);
  if (verdict->findings->len == 0)
    return g_strdup ("");
  finding = g_ptr_array_index (verdict->findings, 0);
  if (finding->code != MS_CODE_CLIENT_REFUSES)
    return g_strdup (ms_code_info (finding->code)->name);
  names = g_strjoinv (" ", ms_finding_fact (finding, "programs")->list);
  return g_strdup_printf ("%s:%s %s %s", ms_code_info (finding->code)->name, ms_severity_name (finding->severity),
                          ms_finding_string (finding, "because"), names);
}

/* Who uses a program that refuses is warned; who uses another one can read it; whatever is wrong anyway comes first. */
static void
test_concern (void)
{
  const Look odd = { .odd = MS_ODD_KEY_ED448 }, good = { 0 }, expired = { .odd = MS_ODD_KEY_ED448, .end = -1, .begin = -90 };
  const struct
  {
    const char *program;
    const Look *look;
    const char *found;
  } rows[] = {
    { "Thunderbird", &odd, "client-refuses:warning key-type Thunderbird" },
    { "aerc", &odd, "client-refuses:warning key-type aerc" },
    { "Evolution", &odd,
      "client-refuses:notice key-type Thunderbird aerc goimapnotify Himalaya K-9 Mail, Thunderbird for Android" },
    { NULL, &odd, "client-refuses:warning key-type Thunderbird aerc goimapnotify Himalaya" }, /* those that were asked */
    { "Thunderbird", &good, "" },
    { NULL, &good, "" },
    { "Thunderbird", &expired, "expired" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = found_on (rows[i].program, rows[i].look);
      g_assert_cmpstr (found, ==, rows[i].found);
    }
}

/* What GnuTLS says of the chain, Claws Mail heeds only as to the issuer; the end and the name it looks at by itself. */
static void
test_issuer_alone (void)
{
  static const struct
  {
    Look look;
    const char *claws_mail, *msmtp;
  } rows[] = {
    { { .trust = MS_TRUST_INVALID }, "accepts", "refuses: invalid" },
    { { .trust = MS_TRUST_FUTURE_AUTHORITY }, "accepts", "refuses: not-yet-valid" },
    { { .odd = MS_ODD_SIGNED_MD5 }, "accepts", "refuses: weak" },
    { { .trust = MS_TRUST_BAD_AUTHORITY, .may_not = MS_MAY_NOT_ISSUE }, "asks: untrusted-issuer", "refuses: untrusted-issuer" },
    { { .trust = MS_TRUST_BAD_AUTHORITY, .may_not = MS_MAY_NOT_ISSUE_NAME }, "accepts", "refuses: untrusted-issuer" },
    { { .trust = MS_TRUST_SELF_SIGNED }, "asks: self-signed", "refuses: self-signed" },
    { { .begin = -90, .end = -1 }, "asks: expired", "refuses: expired" },
    { { .name = "www.example.org" }, "asks: name-mismatch", "refuses: name-mismatch" },
    { { .trust = MS_TRUST_DETOUR }, "asks: chain", "refuses: chain" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *claws_mail = forecast_of ("claws-mail", &rows[i].look), *msmtp = forecast_of ("msmtp", &rows[i].look);
      g_assert_cmpstr (claws_mail, ==, rows[i].claws_mail);
      g_assert_cmpstr (msmtp, ==, rows[i].msmtp);
    }
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
  g_test_add_func ("/programs/concern", test_concern);
  g_test_add_func ("/programs/issuer-alone", test_issuer_alone);
  g_test_add_func ("/programs/clients", test_clients);
  g_test_add_func ("/programs/called", test_called);
  return g_test_run ();
}
