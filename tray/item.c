/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/item.h"

#include "tray/pixmaps.h"
#include "tray/tray-dbus.h"

#include <glib/gi18n.h>
#include <string.h>

#define ITEM_PATH    "/StatusNotifierItem"
#define WATCHER      "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define CHECK_S      5 /* some hosts lose an item in a race at login */
#define MAX_TRIES    3

struct _MsItem
{
  MsSniOrgKdeStatusNotifierItem *skeleton;
  GDBusConnection *bus;
  GCancellable *cancellable;
  guint watch, check, tries;
  char *token; /* of the click that comes next */
  void (*activated) (const char *token, gpointer data);
  gpointer data;
};

/* ---- registering --------------------------------------------------------------------------------------------- */

static void
register_with_watcher (MsItem *item)
{
  g_dbus_connection_call (item->bus, WATCHER, WATCHER_PATH, WATCHER, "RegisterStatusNotifierItem",
                          g_variant_new ("(s)", ITEM_PATH), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000, NULL, NULL, NULL);
}

static gboolean
is_listed (MsItem *item, GVariant *reply)
{
  const char *us = g_dbus_connection_get_unique_name (item->bus);
  g_autoptr (GVariant) boxed = NULL;
  GVariantIter iter;
  const char *entry;

  g_variant_get (reply, "(v)", &boxed);
  if (!g_variant_is_of_type (boxed, G_VARIANT_TYPE_STRING_ARRAY))
    return TRUE;
  g_variant_iter_init (&iter, boxed);
  while (g_variant_iter_next (&iter, "&s", &entry)) /* ":1.2/path" or ":1.2@/path" */
    if (g_str_has_prefix (entry, us) && (entry[strlen (us)] == '/' || entry[strlen (us)] == '@' || entry[strlen (us)] == '\0'))
      return TRUE;
  return FALSE;
}

static gboolean check_cb (gpointer data);

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  MsItem *item = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL || is_listed (item, reply) || ++item->tries > MAX_TRIES)
    return;
  register_with_watcher (item);
  item->check = g_timeout_add_seconds (CHECK_S, check_cb, item);
}

static gboolean
check_cb (gpointer data)
{
  MsItem *item = data;

  item->check = 0;
  g_dbus_connection_call (item->bus, WATCHER, WATCHER_PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", WATCHER, "RegisteredStatusNotifierItems"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000, item->cancellable, listed_cb, item);
  return G_SOURCE_REMOVE;
}

static void
watcher_appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  MsItem *item = data;

  item->tries = 0;
  register_with_watcher (item);
  g_clear_handle_id (&item->check, g_source_remove);
  item->check = g_timeout_add_seconds (CHECK_S, check_cb, item);
}

/* ---- methods ------------------------------------------------------------------------------------------------- */

static void
activate (MsItem *item)
{
  g_autofree char *token = g_steal_pointer (&item->token); /* good for one window */
  item->activated (token, item->data);
}

static gboolean
activate_cb (MsSniOrgKdeStatusNotifierItem *skeleton, GDBusMethodInvocation *call, int x, int y, MsItem *item)
{
  ms_sni_org_kde_status_notifier_item_complete_activate (skeleton, call);
  activate (item);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
secondary_activate_cb (MsSniOrgKdeStatusNotifierItem *skeleton, GDBusMethodInvocation *call, int x, int y, MsItem *item)
{
  ms_sni_org_kde_status_notifier_item_complete_secondary_activate (skeleton, call);
  activate (item);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
context_menu_cb (MsSniOrgKdeStatusNotifierItem *skeleton, GDBusMethodInvocation *call, int x, int y, MsItem *item)
{
  ms_sni_org_kde_status_notifier_item_complete_context_menu (skeleton, call); /* hosts draw the menu themselves */
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
scroll_cb (MsSniOrgKdeStatusNotifierItem *skeleton, GDBusMethodInvocation *call, int delta, const char *orientation, MsItem *item)
{
  ms_sni_org_kde_status_notifier_item_complete_scroll (skeleton, call);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
token_cb (MsSniOrgKdeStatusNotifierItem *skeleton, GDBusMethodInvocation *call, const char *token, MsItem *item)
{
  g_free (item->token);
  item->token = *token != '\0' ? g_strdup (token) : NULL;
  ms_sni_org_kde_status_notifier_item_complete_provide_xdg_activation_token (skeleton, call);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* ---- the item ------------------------------------------------------------------------------------------------ */

static GVariant *
no_pixmap (void)
{
  return g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);
}

/* For hosts that do not find the icon by its name. Always in colour: that can be seen on every panel. */
static GVariant *
pixmap_of (MsLook look)
{
  static const guint8 *const pixels[] = {
    [MS_LOOK_OK] = pixmap_ok,
    [MS_LOOK_ATTENTION] = pixmap_attention,
    [MS_LOOK_PROBLEM] = pixmap_problem,
    [MS_LOOK_UNKNOWN] = pixmap_unknown,
  };
  const guint8 *at = pixels[look];
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(iiay)"));
  for (guint i = 0; i < G_N_ELEMENTS (pixmap_sizes); i++)
    {
      guint width = pixmap_sizes[i], size = width * width * 4;
      g_variant_builder_add (&builder, "(ii@ay)", width, width, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, at, size, 1));
      at += size;
    }
  return g_variant_builder_end (&builder);
}

MsItem *
ms_item_new (GDBusConnection *bus, const char *theme_path, const char *menu_path,
             void (*activated) (const char *token, gpointer data), gpointer data)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } methods[] = {
    { "handle-activate", G_CALLBACK (activate_cb) },
    { "handle-secondary-activate", G_CALLBACK (secondary_activate_cb) },
    { "handle-context-menu", G_CALLBACK (context_menu_cb) },
    { "handle-scroll", G_CALLBACK (scroll_cb) },
    { "handle-provide-xdg-activation-token", G_CALLBACK (token_cb) },
  };
  MsItem *item = g_new0 (MsItem, 1);
  MsSniOrgKdeStatusNotifierItem *s = item->skeleton = ms_sni_org_kde_status_notifier_item_skeleton_new ();

  item->bus = g_object_ref (bus);
  item->cancellable = g_cancellable_new ();
  item->activated = activated;
  item->data = data;
  ms_sni_org_kde_status_notifier_item_set_category (s, "ApplicationStatus");
  ms_sni_org_kde_status_notifier_item_set_id (s, "mailseal");
  ms_sni_org_kde_status_notifier_item_set_title (s, _ ("Mail certificates"));
  ms_sni_org_kde_status_notifier_item_set_icon_theme_path (s, theme_path != NULL ? theme_path : "");
  ms_sni_org_kde_status_notifier_item_set_overlay_icon_pixmap (s, no_pixmap ());
  ms_sni_org_kde_status_notifier_item_set_overlay_icon_name (s, "");
  ms_sni_org_kde_status_notifier_item_set_attention_movie_name (s, "");
  ms_sni_org_kde_status_notifier_item_set_menu (s, menu_path);
  ms_sni_org_kde_status_notifier_item_set_item_is_menu (s, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    g_signal_connect (s, methods[i].signal, methods[i].callback, item);
  ms_item_set (item, MS_LOOK_UNKNOWN, FALSE, FALSE, "");
  /* first the object, then the registration: hosts ask for everything at once */
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (s), bus, ITEM_PATH, NULL);
  item->watch
    = g_bus_watch_name_on_connection (bus, WATCHER, G_BUS_NAME_WATCHER_FLAGS_NONE, watcher_appeared_cb, NULL, item, NULL);
  return item;
}

void
ms_item_free (MsItem *item)
{
  if (item == NULL)
    return;
  g_cancellable_cancel (item->cancellable);
  g_object_unref (item->cancellable);
  g_bus_unwatch_name (item->watch);
  g_clear_handle_id (&item->check, g_source_remove);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (item->skeleton));
  g_signal_handlers_disconnect_by_data (item->skeleton, item);
  g_object_unref (item->skeleton);
  g_object_unref (item->bus);
  g_free (item->token);
  g_free (item);
}

/* Waybar reads the tooltip as markup, Plasma does not: what both show as it is has neither & nor <. */
static char *
plain (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  g_auto (GStrv) parts = g_strsplit (copy, "&", -1);
  g_autofree char *joined = g_strjoinv (_ (" and "), parts);
  return g_strdup (g_strdelimit (joined, "<>", '|'));
}

void
ms_item_set (MsItem *item, MsLook look, gboolean calls, gboolean symbolic, const char *text)
{
  MsSniOrgKdeStatusNotifierItem *s = item->skeleton;
  g_autofree char *icon = g_strconcat (ms_look_icon (look), symbolic ? "-symbolic" : NULL, NULL);
  g_autofree char *safe = plain (text);
  const char *status = calls ? "NeedsAttention" : "Active"; /* Plasma's icon pulses as long as it does */
  gboolean other_icon = g_strcmp0 (ms_sni_org_kde_status_notifier_item_get_icon_name (s), icon) != 0;
  gboolean other_status = g_strcmp0 (ms_sni_org_kde_status_notifier_item_get_status (s), status) != 0;
  gboolean other_text = g_strcmp0 (ms_sni_org_kde_status_notifier_item_get_icon_accessible_desc (s), safe) != 0;

  /* not every host shows AttentionIconName, and one shows nothing when it is empty: both are always the same */
  ms_sni_org_kde_status_notifier_item_set_icon_name (s, icon);
  ms_sni_org_kde_status_notifier_item_set_attention_icon_name (s, icon);
  if (other_icon)
    {
      ms_sni_org_kde_status_notifier_item_set_icon_pixmap (s, pixmap_of (look));
      ms_sni_org_kde_status_notifier_item_set_attention_icon_pixmap (s, pixmap_of (look));
    }
  ms_sni_org_kde_status_notifier_item_set_status (s, status);
  ms_sni_org_kde_status_notifier_item_set_icon_accessible_desc (s, safe);
  ms_sni_org_kde_status_notifier_item_set_attention_accessible_desc (s, safe);
  if (other_icon || other_text)
    ms_sni_org_kde_status_notifier_item_set_tool_tip (
      s, g_variant_new ("(s@a(iiay)ss)", icon, no_pixmap (), _ ("Mail certificates"), safe));
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (s));
  if (other_icon)
    {
      ms_sni_org_kde_status_notifier_item_emit_new_icon (s);
      ms_sni_org_kde_status_notifier_item_emit_new_attention_icon (s);
    }
  if (other_status)
    ms_sni_org_kde_status_notifier_item_emit_new_status (s, status);
  if (other_icon || other_text)
    ms_sni_org_kde_status_notifier_item_emit_new_tool_tip (s);
}
