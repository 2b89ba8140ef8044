/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/failure.h"

#include <glib/gi18n.h>

#define ERROR_FAILED    "org.mailseal.Mailseal1.Error.Failed"
#define ERROR_AMBIGUOUS "org.mailseal.Mailseal1.Error.Ambiguous"

#define SILENT N_ ("Mailseal’s service does not answer.")
#define BROKEN N_ ("Mailseal’s service cannot be started.")

/* What the bus itself says is English, and about names and files. */
static const struct
{
  GQuark (*domain) (void);
  int code;
  gboolean silence;
  const char *sentence;
} failures[] = {
  { g_dbus_error_quark, G_DBUS_ERROR_SERVICE_UNKNOWN, FALSE, N_ ("Mailseal’s service is not installed, or not completely.") },
  { g_dbus_error_quark, G_DBUS_ERROR_NAME_HAS_NO_OWNER, FALSE, N_ ("Mailseal’s service has ended.") },
  { g_dbus_error_quark, G_DBUS_ERROR_NO_REPLY, TRUE, SILENT },
  { g_dbus_error_quark, G_DBUS_ERROR_TIMEOUT, TRUE, SILENT },
  { g_dbus_error_quark, G_DBUS_ERROR_TIMED_OUT, TRUE, SILENT },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, TRUE, SILENT },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_EXEC_FAILED, FALSE, BROKEN },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_CHILD_EXITED, FALSE, BROKEN },
  { g_dbus_error_quark, G_DBUS_ERROR_SPAWN_FILE_INVALID, FALSE, BROKEN },
};

static gboolean
find (const GError *error, guint *ret_at)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    if (g_error_matches (error, failures[i].domain (), failures[i].code))
      {
        *ret_at = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
ms_failure_is_refusal (const GError *error, gboolean *ret_ambiguous)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  *ret_ambiguous = g_strcmp0 (remote, ERROR_AMBIGUOUS) == 0;
  return *ret_ambiguous || g_strcmp0 (remote, ERROR_FAILED) == 0;
}

gboolean
ms_failure_is_silence (const GError *error)
{
  guint at;
  return find (error, &at) && failures[at].silence;
}

char *
ms_failure_sentence (const GError *error)
{
  g_autoptr (GError) copy = g_error_copy (error);
  guint at;

  if (find (error, &at))
    return g_strdup (_ (failures[at].sentence));
  g_dbus_error_strip_remote_error (copy);
  return g_strdup (copy->message);
}
