/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/data/remedy.h"

#include "faces/json.h"

#include <glib/gi18n.h>

static gint64
port_of (JsonObject *finding)
{
  gint64 port = 0;
  return ms_member_number (ms_member_object (finding, "facts"), "use_port", &port) && port > 0 && port < 65536 ? port : 0;
}

/* Something the daemon would still remind of. */
static gboolean
is_pending (const MsServerItem *server, JsonObject *finding)
{
  JsonObject *alert = ms_server_item_get_alert (server, ms_member_text (finding, "code"));
  return alert != NULL && !ms_member_flag (alert, "acknowledged");
}

gboolean
ms_remedy_applies (MsRemedy remedy, const MsServerItem *server, JsonObject *finding)
{
  JsonObject *facts = ms_member_object (finding, "facts");

  switch (remedy)
    {
    case MS_REMEDY_COPY_HOST:
      return *ms_member_text (facts, "use_host") != '\0';
    case MS_REMEDY_COPY_PORT:
      return port_of (finding) != 0;
    case MS_REMEDY_REPORT:
      return g_str_equal (ms_member_text (finding, "who"), "provider")
             && !g_str_equal (ms_member_text (finding, "severity"), "info");
    case MS_REMEDY_CHECK:
      return TRUE;
    case MS_REMEDY_SNOOZE:
      return is_pending (server, finding)
             && *ms_member_text (ms_server_item_get_alert (server, ms_member_text (finding, "code")), "snoozed_until") == '\0';
    case MS_REMEDY_KNOW:
      return is_pending (server, finding);
    case MS_REMEDY_ACCEPT:
      return ms_member_flag (finding, "acceptable");
    case MS_N_REMEDIES:
      break;
    }
  return FALSE;
}

MsRemedy
ms_remedy_suggested (const MsServerItem *server, JsonObject *finding)
{
  for (MsRemedy remedy = 0; remedy < MS_N_REMEDIES; remedy++)
    if (ms_remedy_applies (remedy, server, finding))
      return remedy;
  return MS_REMEDY_CHECK;
}

char *
ms_remedy_label (MsRemedy remedy, JsonObject *finding)
{
  switch (remedy)
    {
    case MS_REMEDY_COPY_HOST:
      /* TRANSLATORS: a server name, to be entered in the mail program */
      return g_strdup_printf (_ ("Copy “%s”"), ms_member_text (ms_member_object (finding, "facts"), "use_host"));
    case MS_REMEDY_COPY_PORT:
      return g_strdup_printf (_ ("Copy Port %d"), (int) port_of (finding));
    case MS_REMEDY_REPORT:
      return g_strdup (_ ("Copy a Message to the Provider"));
    case MS_REMEDY_CHECK:
      return g_strdup (_ ("Check Again"));
    case MS_REMEDY_SNOOZE:
      return g_strdup (_ ("Remind Me Tomorrow"));
    case MS_REMEDY_KNOW:
      return g_strdup (_ ("I Know, Do Not Remind Me"));
    case MS_REMEDY_ACCEPT:
      return g_strdup (_ ("Compare the Number and Remember…"));
    case MS_N_REMEDIES:
      break;
    }
  return NULL;
}

const char *
ms_remedy_icon (MsRemedy remedy)
{
  static const char *const icons[] = {
    [MS_REMEDY_COPY_HOST] = "edit-copy-symbolic",  [MS_REMEDY_COPY_PORT] = "edit-copy-symbolic",
    [MS_REMEDY_REPORT] = "edit-copy-symbolic",     [MS_REMEDY_CHECK] = "view-refresh-symbolic",
    [MS_REMEDY_SNOOZE] = "alarm-symbolic",         [MS_REMEDY_KNOW] = "object-select-symbolic",
    [MS_REMEDY_ACCEPT] = "security-high-symbolic",
  };
  return icons[remedy];
}

char *
ms_remedy_text (MsRemedy remedy, JsonObject *finding)
{
  if (remedy == MS_REMEDY_COPY_HOST)
    return g_strdup (ms_member_text (ms_member_object (finding, "facts"), "use_host"));
  if (remedy == MS_REMEDY_COPY_PORT)
    return g_strdup_printf ("%d", (int) port_of (finding));
  return NULL;
}
