/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/judge/assess.h"
#include "check/verdict-json.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define NOW ((gint64) 1800000000)
#define DAY ((gint64) 86400)

static MsSighting *
good_sighting (const char *address)
{
  const char *names[] = { "mail.example.org", "192.0.2.1", NULL };
  MsSighting *sighting = ms_sighting_new (address);
  MsCertificate *leaf = g_new0 (MsCertificate, 1);

  sighting->duration_ms = 34;
  sighting->tls_version = g_strdup ("1.3");
  sighting->cipher = g_strdup ("TLS_AES_128_GCM_SHA256");
  leaf->der = g_bytes_new_static ("x", 1);
  leaf->sha256 = g_strdup ("00");
  leaf->spki_sha256 = g_strdup ("11");
  leaf->subject = g_strdup ("CN=m");
  leaf->issuer = g_strdup ("CN=i");
  leaf->serial = g_strdup ("0a");
  leaf->names = g_strdupv ((GStrv) names);
  leaf->n_dns = 1;
  leaf->not_before = NOW - DAY;
  leaf->not_after = sighting->path_not_after = NOW + 90 * DAY;
  leaf->key = g_strdup ("EC 256");
  leaf->signature = g_strdup ("ECDSA-SHA256");
  g_ptr_array_add (sighting->chain, leaf);
  sighting->trust = MS_TRUST_OK;
  return sighting;
}

static JsonObject *
parse (const char *json, JsonParser *parser)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (strchr (json, '\n'));
  g_assert_true (json_parser_load_from_data (parser, json, -1, &error));
  return json_node_get_object (json_parser_get_root (parser));
}

static JsonObject *
first (JsonObject *object, const char *member)
{
  return json_array_get_object_element (json_object_get_array_member (object, member), 0);
}

static void
test_good (void)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, "mail.example.org", 0);
  g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
  g_autoptr (MsVerdict) verdict = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  const MsJsonOptions options = { .target = "  IMAPS://Mail.Example.org \"x\"\t", .at = TRUE, .show = TRUE };
  g_autofree char *json = NULL;
  JsonObject *root, *address, *certificate;

  g_ptr_array_add (observation->sightings, good_sighting ("192.0.2.1"));
  verdict = ms_assess (NULL, observation, NULL, NOW);
  json = ms_verdict_json (verdict, &options);
  root = parse (json, parser);
  g_assert_cmpstr (json_object_get_string_member (root, "target"), ==, options.target);
  g_assert_cmpstr (json_object_get_string_member (root, "url"), ==, "imaps://mail.example.org");
  g_assert_cmpint (json_object_get_int_member (root, "port"), ==, 993);
  g_assert_cmpstr (json_object_get_string_member (root, "protocol"), ==, "imap");
  g_assert_cmpstr (json_object_get_string_member (root, "security"), ==, "tls");
  g_assert_cmpstr (json_object_get_string_member (root, "checked"), ==, "2027-01-15T08:00:00Z");
  g_assert_cmpstr (json_object_get_string_member (root, "at"), ==, "2027-01-15T08:00:00Z");
  g_assert_true (json_object_get_boolean_member (root, "answers"));
  g_assert_cmpstr (json_object_get_string_member (root, "state"), ==, "ok");
  g_assert_cmpstr (json_object_get_string_member (root, "safe_to_continue"), ==, "yes");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "findings")), ==, 0);
  address = first (root, "addresses");
  g_assert_cmpstr (json_object_get_string_member (address, "outcome"), ==, "ok");
  g_assert_false (json_object_has_member (address, "detail")); /* unknown is absent */
  g_assert_cmpint (json_object_get_int_member (address, "duration_ms"), ==, 34);
  certificate = json_object_get_object_member (address, "certificate");
  g_assert_cmpint (json_object_get_int_member (certificate, "days_left"), ==, 90);
  g_assert_false (json_object_get_boolean_member (certificate, "self_signed"));
  g_assert_nonnull (strstr (json_object_get_string_member (first (address, "chain"), "pem"), "BEGIN CERTIFICATE"));
}

static void
test_faults (void)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_SUBMISSION, "2001:db8::1", 2587);
  g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
  g_autoptr (MsVerdict) verdict = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  MsSighting *sighting = good_sighting ("2001:db8::1");
  MsCertificate *leaf = g_ptr_array_index (sighting->chain, 0);
  g_autofree char *json = NULL;
  JsonObject *root, *finding, *facts;

  leaf->not_after = sighting->path_not_after = NOW - 1;
  leaf->not_before = NOW - 90 * DAY;
  g_ptr_array_add (observation->sightings, sighting);
  verdict = ms_assess (NULL, observation, NULL, NOW);
  json = ms_verdict_json (verdict, NULL);
  root = parse (json, parser);
  g_assert_cmpstr (json_object_get_string_member (root, "url"), ==, "submission://[2001:db8::1]:2587");
  g_assert_cmpstr (json_object_get_string_member (root, "target"), ==, "submission://[2001:db8::1]:2587");
  g_assert_cmpstr (json_object_get_string_member (root, "protocol"), ==, "smtp");
  g_assert_cmpstr (json_object_get_string_member (root, "state"), ==, "critical");
  g_assert_false (json_object_has_member (root, "at"));
  finding = first (root, "findings");
  g_assert_cmpstr (json_object_get_string_member (finding, "code"), ==, "name-mismatch");
  facts = json_object_get_object_member (finding, "facts");
  g_assert_cmpstr (json_object_get_string_member (facts, "asked"), ==, "2001:db8::1");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (facts, "names")), ==, 2);
  finding = json_array_get_object_element (json_object_get_array_member (root, "findings"), 1);
  g_assert_cmpstr (json_object_get_string_member (finding, "code"), ==, "expired");
  facts = json_object_get_object_member (finding, "facts");
  g_assert_cmpstr (json_object_get_string_member (facts, "since"), ==, "2027-01-15T07:59:59Z");
  g_assert_cmpint (json_object_get_int_member (facts, "days"), ==, 0);
  g_assert_cmpint (
    json_object_get_int_member (json_object_get_object_member (first (root, "addresses"), "certificate"), "days_left"), ==, -1);
}

static void
test_unresolved (void)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, "mail.example.org", 0);
  g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
  g_autoptr (MsVerdict) verdict = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  MsSighting *sighting = ms_sighting_new ("");
  const MsJsonOptions options = { .target = "\xff\x1b[31m" };
  g_autofree char *json = NULL;
  JsonObject *root;

  sighting->outcome = MS_OUTCOME_UNREACHABLE;
  sighting->reason = MS_REASON_DNS;
  sighting->trust = MS_TRUST_NO_CHAIN;
  g_ptr_array_add (observation->sightings, sighting);
  verdict = ms_assess (NULL, observation, NULL, NOW);
  json = ms_verdict_json (verdict, &options);
  root = parse (json, parser);
  g_assert_cmpstr (json_object_get_string_member (root, "target"), ==, "\\xFF\\x1B[31m");
  g_assert_false (json_object_get_boolean_member (root, "answers"));
  g_assert_cmpstr (json_object_get_string_member (root, "state"), ==, "unknown");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "addresses")), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (first (root, "findings"), "facts"), "reason"),
                   ==, "dns");
}

static void
test_no_expiry (void)
{
  g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, "mail.example.org", 0);
  g_autoptr (MsObservation) observation = ms_observation_new (target, NOW);
  g_autoptr (MsVerdict) verdict = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  MsSighting *sighting = good_sighting ("192.0.2.1");
  g_autofree char *json = NULL;
  JsonObject *certificate;

  ((MsCertificate *) g_ptr_array_index (sighting->chain, 0))->not_after = sighting->path_not_after = G_MAXINT64;
  g_ptr_array_add (observation->sightings, sighting);
  verdict = ms_assess (NULL, observation, NULL, NOW);
  json = ms_verdict_json (verdict, NULL);
  certificate = json_object_get_object_member (first (parse (json, parser), "addresses"), "certificate");
  g_assert_cmpstr (json_object_get_string_member (certificate, "not_after"), ==, "9999-12-31T23:59:59Z");
  g_assert_true (json_object_get_null_member (certificate, "days_left"));
}

/* What may mean that somebody is reading the mail, and nothing else, breaks through "do not disturb". */
static void
test_grave (void)
{
  static const struct
  {
    MsCode code;
    MsSeverity severity;
    gboolean grave;
  } rows[] = {
    { MS_CODE_INTERCEPTED, MS_SEVERITY_CRITICAL, TRUE },       { MS_CODE_INTERCEPTED, MS_SEVERITY_WARNING, FALSE },
    { MS_CODE_STARTTLS_VANISHED, MS_SEVERITY_CRITICAL, TRUE }, { MS_CODE_STARTTLS_MISSING, MS_SEVERITY_CRITICAL, TRUE },
    { MS_CODE_STARTTLS_MISSING, MS_SEVERITY_WARNING, FALSE }, /* mail between servers */
    { MS_CODE_CHANGED, MS_SEVERITY_CRITICAL, TRUE },           { MS_CODE_CHANGED, MS_SEVERITY_WARNING, FALSE },
    { MS_CODE_REVOKED, MS_SEVERITY_CRITICAL, TRUE },           { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, FALSE },
    { MS_CODE_NAME_MISMATCH, MS_SEVERITY_CRITICAL, FALSE },    { MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, FALSE },
    { MS_CODE_CLOCK_WRONG, MS_SEVERITY_CRITICAL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsAlert) alert = ms_alert_new ("a", rows[i].code);
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autofree char *json = NULL;

      alert->severity = rows[i].severity;
      json = ms_json_line (ms_alert_json (alert));
      g_assert_cmpint (json_object_has_member (parse (json, parser), "grave"), ==, rows[i].grave);
    }
}

/* What no face has to know codes for. */
static void
test_judged (void)
{
  static const struct
  {
    MsCode code;
    MsSeverity severity;
    const char *fact;
    const char *time_state;
    gboolean grave, acceptable;
  } rows[] = {
    { MS_CODE_SELF_SIGNED, MS_SEVERITY_CRITICAL, NULL, "ok", FALSE, TRUE },
    { MS_CODE_SELF_SIGNED, MS_SEVERITY_INFO, "accepted", "ok", FALSE, FALSE },
    { MS_CODE_UNTRUSTED_ISSUER, MS_SEVERITY_CRITICAL, "replaced", "ok", TRUE, FALSE }, /* a stranger may have put it there */
    { MS_CODE_EXPIRED, MS_SEVERITY_CRITICAL, NULL, "critical", FALSE, FALSE },
    { MS_CODE_EXPIRING, MS_SEVERITY_WARNING, NULL, "warning", FALSE, FALSE },
    { MS_CODE_OVERDUE, MS_SEVERITY_WARNING, NULL, "warning", FALSE, FALSE },
    { MS_CODE_NOT_YET_VALID, MS_SEVERITY_CRITICAL, NULL, "critical", FALSE, FALSE },
    { MS_CODE_EXPIRED_INTERMEDIATE, MS_SEVERITY_CRITICAL, NULL, "ok", FALSE, FALSE }, /* not the server's own */
    { MS_CODE_REVOKED, MS_SEVERITY_CRITICAL, NULL, "ok", TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MsTarget) target = ms_target_new (MS_SERVICE_IMAPS, "mail.example.org", 0);
      g_autoptr (MsVerdict) verdict = ms_verdict_new ();
      g_autoptr (JsonParser) parser = json_parser_new ();
      MsFinding *finding = ms_finding_new (rows[i].code, rows[i].severity, MS_WHO_PROVIDER);
      g_autofree char *json = NULL;
      JsonObject *root, *first_one;

      verdict->observation = ms_observation_new (target, NOW);
      verdict->now = NOW;
      if (rows[i].fact != NULL)
        ms_finding_set_string (finding, rows[i].fact, "yes");
      g_ptr_array_add (verdict->findings, finding);
      json = ms_verdict_json (verdict, NULL);
      root = parse (json, parser);
      first_one = first (root, "findings");
      g_assert_cmpstr (json_object_get_string_member (root, "time_state"), ==, rows[i].time_state);
      g_assert_cmpstr (json_object_get_string_member (root, "safe_text"), ==, "Safe to go on: yes.");
      g_assert_cmpstr (json_object_get_string_member (first_one, "family"), ==, ms_code_info (rows[i].code)->family);
      g_assert_cmpstr (json_object_get_string_member (first_one, "who_text"), ==, "Whose move it is: the provider’s.");
      g_assert_cmpint (json_object_has_member (first_one, "grave"), ==, rows[i].grave);
      g_assert_cmpint (json_object_has_member (first_one, "acceptable"), ==, rows[i].acceptable);
    }
}

static void
test_alert (void)
{
  g_autoptr (MsAlert) alert = ms_alert_new ("expiry-0123456789", MS_CODE_EXPIRED);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *json = NULL;
  JsonObject *root;

  alert->severity = MS_SEVERITY_CRITICAL;
  alert->step = MS_STEP_EXPIRED;
  alert->since = NOW;
  alert->tell = TRUE;
  json = ms_json_line (ms_alert_json (alert));
  root = parse (json, parser);
  g_assert_cmpstr (json_object_get_string_member (root, "code"), ==, "expired");
  g_assert_cmpstr (json_object_get_string_member (root, "step"), ==, "expired");
  g_assert_true (json_object_get_null_member (root, "told"));
  g_assert_true (json_object_get_null_member (root, "snoozed_until"));
  g_assert_true (json_object_get_boolean_member (root, "tell"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "servers")), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/good", test_good);
  g_test_add_func ("/json/faults", test_faults);
  g_test_add_func ("/json/unresolved", test_unresolved);
  g_test_add_func ("/json/no-expiry", test_no_expiry);
  g_test_add_func ("/json/grave", test_grave);
  g_test_add_func ("/json/judged", test_judged);
  g_test_add_func ("/json/alert", test_alert);
  return g_test_run ();
}
