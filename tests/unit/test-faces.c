/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/json.h"
#include "faces/states.h"
#include "faces/failure.h"
#include "model/finding.h"
#include "model/target.h"

static void
test_states (void)
{
  static const MsLevel levels[]
    = { MS_LEVEL_OK, MS_LEVEL_OK, MS_LEVEL_NOTICE, MS_LEVEL_UNKNOWN, MS_LEVEL_WARNING, MS_LEVEL_CRITICAL };

  for (MsSeverity severity = MS_SEVERITY_OK; severity <= MS_SEVERITY_CRITICAL; severity++)
    g_assert_cmpint (ms_level_of (ms_severity_name (severity)), ==, levels[severity]);
  for (MsLevel level = MS_LEVEL_CRITICAL; level <= MS_LEVEL_OK; level++)
    g_assert_cmpint (ms_level_of (ms_level_name (level)), ==, level);
  g_assert_cmpint (ms_level_of ("brand new"), ==, MS_LEVEL_UNKNOWN);
  g_assert_cmpint (ms_direction_of (ms_direction_name (MS_SERVICE_IMAPS)), ==, MS_DIRECTION_RECEIVING);
  g_assert_cmpint (ms_direction_of (ms_direction_name (MS_SERVICE_SMTPS)), ==, MS_DIRECTION_SENDING);
  g_assert_cmpint (ms_direction_of (ms_direction_name (MS_SERVICE_SIEVE)), ==, MS_DIRECTION_OTHER);
  g_assert_cmpint (ms_direction_of (""), ==, MS_DIRECTION_OTHER);
}

static void
test_members (void)
{
  g_autoptr (JsonObject) object = ms_parse_object ("{\"t\":\"x\",\"f\":true,\"n\":7,\"when\":\"1970-01-02T00:00:00Z\","
                                                   "\"list\":[\"a\",1,\"b\"],\"objects\":[{\"t\":\"y\"},5]}");
  g_autofree char *joined = ms_member_join (object, "list", "+");
  gint64 number = 0, seconds = 0;

  g_assert_cmpstr (ms_member_text (object, "t"), ==, "x");
  g_assert_true (ms_member_flag (object, "f") && ms_member_number (object, "n", &number) && number == 7);
  g_assert_true (ms_member_time (object, "when", &seconds) && seconds == 86400);
  g_assert_cmpstr (joined, ==, "a+b");
  g_assert_cmpuint (ms_member_length (object, "objects"), ==, 2);
  g_assert_cmpstr (ms_member_text (ms_member_at (object, "objects", 0), "t"), ==, "y");
  g_assert_null (ms_member_at (object, "objects", 1));
}

/* What is missing or of another type is as if it were empty. */
static void
test_nonsense (void)
{
  static const char *const texts[] = { "", "nonsense", "[", "5", "null", "\"x\"" };
  g_autoptr (JsonObject) object
    = ms_parse_object ("{\"t\":7,\"f\":\"true\",\"n\":\"7\",\"when\":\"x\",\"list\":{},\"addresses\":[5,"
                       "{\"certificate\":[]},{\"certificate\":{\"days_left\":null}}]}");
  JsonObject *const objects[] = { object, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (ms_parse_array (texts[i]) == NULL && ms_parse_object (texts[i]) == NULL);
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autofree char *joined = ms_member_join (objects[i], "list", "+");
      gint64 number;

      g_assert_cmpstr (ms_member_text (objects[i], "t"), ==, "");
      g_assert_false (ms_member_flag (objects[i], "f") || ms_member_number (objects[i], "n", &number)
                      || ms_member_time (objects[i], "when", &number));
      g_assert_cmpstr (joined, ==, "");
      g_assert_cmpuint (ms_member_length (objects[i], "list"), ==, 0);
      g_assert_null (ms_first_end (objects[i]));
    }
}

static void
test_troubles (void)
{
  static const struct
  {
    const char *name, *sentence;
    gboolean refusal, ambiguous, silence;
  } rows[] = {
    { "org.mailseal.Mailseal1.Error.Failed", "Not now.", TRUE, FALSE, FALSE },
    { "org.mailseal.Mailseal1.Error.Ambiguous", "Not now.", TRUE, TRUE, FALSE },
    { "org.freedesktop.DBus.Error.NoReply", "Mailseal’s service does not answer.", FALSE, FALSE, TRUE },
    { "org.freedesktop.DBus.Error.ServiceUnknown", "Mailseal’s service is not installed, or not completely.", FALSE, FALSE,
      FALSE },
    { "org.freedesktop.DBus.Error.Spawn.ChildExited", "Mailseal’s service cannot be started.", FALSE, FALSE, FALSE },
    { "org.freedesktop.DBus.Error.UnknownMethod", "Not now.", FALSE, FALSE, FALSE },
  };
  g_autoptr (GError) late = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Timeout was reached");
  g_autofree char *sentence = ms_failure_sentence (late);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_dbus_error_new_for_dbus_error (rows[i].name, "Not now.");
      g_autofree char *said = ms_failure_sentence (error);
      gboolean ambiguous;

      g_assert_cmpstr (said, ==, rows[i].sentence);
      g_assert_cmpint (ms_failure_is_refusal (error, &ambiguous), ==, rows[i].refusal);
      g_assert_cmpint (ambiguous, ==, rows[i].ambiguous);
      g_assert_cmpint (ms_failure_is_silence (error), ==, rows[i].silence);
    }
  g_assert_true (ms_failure_is_silence (late));
  g_assert_cmpstr (sentence, ==, "Mailseal’s service does not answer.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/states", test_states);
  g_test_add_func ("/faces/members", test_members);
  g_test_add_func ("/faces/nonsense", test_nonsense);
  g_test_add_func ("/faces/failures", test_troubles);
  return g_test_run ();
}
