/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray/menu.h"

#include "tray/tray-dbus.h"

#include <string.h>

#define MAX_RETIRED 200

/*
 * An entry's id is `first_id` and its place; 0 is the menu itself. While only words change, ids stay. Otherwise all are new,
 * since GNOME's extension leaves entries that move where they are. A click on what was shown a moment ago still means that.
 */
struct _MsMenu
{
  MsSniComCanonicalDbusmenu *skeleton;
  GPtrArray *entries; /* MsMenuEntry* */
  int first_id;
  GHashTable *retired; /* id -> action, of entries that are gone */
  guint revision;
  MsMenuClicked clicked;
  gpointer data;
};

static const MsMenuEntry *
entry_of (const MsMenu *menu, int id)
{
  gboolean ours = id >= menu->first_id && id - menu->first_id < (int) menu->entries->len;
  return ours ? g_ptr_array_index (menu->entries, (guint) (id - menu->first_id)) : NULL;
}

/* An underscore marks a key for the keyboard; a real one is doubled. */
static char *
escaped (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  return g_strjoinv ("__", parts);
}

/* The properties of an entry, those of `names` only if there are any. */
static GVariant *
properties (const MsMenu *menu, int id, const char *const *names)
{
  const MsMenuEntry *entry = entry_of (menu, id);
  GVariantDict all;
  GVariantBuilder builder;
  GVariantIter iter;
  g_autoptr (GVariant) every = NULL;
  const char *key;
  GVariant *value;

  g_variant_dict_init (&all, NULL);
  if (id == 0)
    g_variant_dict_insert (&all, "children-display", "s", "submenu");
  if (entry != NULL && entry->label == NULL)
    g_variant_dict_insert (&all, "type", "s", "separator");
  else if (entry != NULL)
    {
      g_autofree char *label = escaped (entry->label);
      g_variant_dict_insert (&all, "label", "s", label);
      g_variant_dict_insert (&all, "enabled", "b", entry->action != NULL);
    }
  every = g_variant_ref_sink (g_variant_dict_end (&all));
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_iter_init (&iter, every);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      if (names == NULL || names[0] == NULL || g_strv_contains (names, key))
        g_variant_builder_add (&builder, "{sv}", key, value);
      g_variant_unref (value);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
layout (const MsMenu *menu, int id, int depth, const char *const *names)
{
  GVariantBuilder children;

  g_variant_builder_init (&children, G_VARIANT_TYPE ("av"));
  if (depth != 0 && id == 0)
    for (guint i = 0; i < menu->entries->len; i++)
      g_variant_builder_add (&children, "v", layout (menu, menu->first_id + (int) i, 0, names));
  return g_variant_new ("(i@a{sv}av)", id, properties (menu, id, names), &children);
}

/* ---- methods ------------------------------------------------------------------------------------------------- */

static void
refuse (GDBusMethodInvocation *call)
{
  g_dbus_method_invocation_return_error_literal (call, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "There is no such entry");
}

static gboolean
get_layout_cb (MsSniComCanonicalDbusmenu *skeleton, GDBusMethodInvocation *call, int parent, int depth, const char *const *names,
               MsMenu *menu)
{
  if (parent != 0 && entry_of (menu, parent) == NULL)
    refuse (call);
  else
    ms_sni_com_canonical_dbusmenu_complete_get_layout (skeleton, call, menu->revision, layout (menu, parent, depth, names));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
get_group_properties_cb (MsSniComCanonicalDbusmenu *skeleton, GDBusMethodInvocation *call, GVariant *ids,
                         const char *const *names, MsMenu *menu)
{
  gsize n = g_variant_n_children (ids);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ia{sv})"));
  for (gsize i = 0; i < n; i++)
    {
      int id;
      g_variant_get_child (ids, i, "i", &id);
      if (id == 0 || entry_of (menu, id) != NULL)
        g_variant_builder_add (&builder, "(i@a{sv})", id, properties (menu, id, names));
    }
  if (n == 0) /* none named: all */
    g_variant_builder_add (&builder, "(i@a{sv})", 0, properties (menu, 0, names));
  for (guint i = 0; n == 0 && i < menu->entries->len; i++)
    {
      int id = menu->first_id + (int) i;
      g_variant_builder_add (&builder, "(i@a{sv})", id, properties (menu, id, names));
    }
  ms_sni_com_canonical_dbusmenu_complete_get_group_properties (skeleton, call, g_variant_builder_end (&builder));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
get_property_cb (MsSniComCanonicalDbusmenu *skeleton, GDBusMethodInvocation *call, int id, const char *name, MsMenu *menu)
{
  const char *names[] = { name, NULL };
  g_autoptr (GVariant) all = id == 0 || entry_of (menu, id) != NULL ? g_variant_ref_sink (properties (menu, id, names)) : NULL;
  g_autoptr (GVariant) value = all != NULL ? g_variant_lookup_value (all, name, NULL) : NULL;

  if (value == NULL)
    refuse (call);
  else
    ms_sni_com_canonical_dbusmenu_complete_get_property (skeleton, call, g_variant_new_variant (value));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
event (MsMenu *menu, int id, const char *what)
{
  const MsMenuEntry *entry = entry_of (menu, id);
  g_autofree char *action = g_strdup (entry != NULL ? entry->action : g_hash_table_lookup (menu->retired, GINT_TO_POINTER (id)));

  if (g_strcmp0 (what, "clicked") == 0 && action != NULL)
    menu->clicked (action, menu->data); /* may replace the entries */
}

static gboolean
event_cb (MsSniComCanonicalDbusmenu *skeleton, GDBusMethodInvocation *call, int id, const char *what, GVariant *data, guint when,
          MsMenu *menu)
{
  ms_sni_com_canonical_dbusmenu_complete_event (skeleton, call);
  event (menu, id, what);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static GVariant *
no_ids (void)
{
  return g_variant_new_array (G_VARIANT_TYPE_INT32, NULL, 0);
}

static gboolean
event_group_cb (MsSniComCanonicalDbusmenu *skeleton, GDBusMethodInvocation *call, GVariant *events, MsMenu *menu)
{
  g_autoptr (GVariant) kept = g_variant_ref (events);
  GVariantIter iter;
  const char *what;
  int id;

  ms_sni_com_canonical_dbusmenu_complete_event_group (skeleton, call, no_ids ());
  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_next (&iter, "(i&s@vu)", &id, &what, NULL, NULL))
    event (menu, id, what);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
about_to_show_cb (MsSniComCanonicalDbusmenu *skeleton, GDBusMethodInvocation *call, int id, MsMenu *menu)
{
  ms_sni_com_canonical_dbusmenu_complete_about_to_show (skeleton, call, FALSE);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
about_to_show_group_cb (MsSniComCanonicalDbusmenu *skeleton, GDBusMethodInvocation *call, GVariant *ids, MsMenu *menu)
{
  ms_sni_com_canonical_dbusmenu_complete_about_to_show_group (skeleton, call, no_ids (), no_ids ());
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* ---- the menu ------------------------------------------------------------------------------------------------ */

MsMenu *
ms_menu_new (GDBusConnection *bus, MsMenuClicked clicked, gpointer data)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } methods[] = {
    { "handle-get-layout", G_CALLBACK (get_layout_cb) },
    { "handle-get-group-properties", G_CALLBACK (get_group_properties_cb) },
    { "handle-get-property", G_CALLBACK (get_property_cb) },
    { "handle-event", G_CALLBACK (event_cb) },
    { "handle-event-group", G_CALLBACK (event_group_cb) },
    { "handle-about-to-show", G_CALLBACK (about_to_show_cb) },
    { "handle-about-to-show-group", G_CALLBACK (about_to_show_group_cb) },
  };
  static const char *const no_paths[] = { NULL };
  MsMenu *menu = g_new0 (MsMenu, 1);

  menu->clicked = clicked;
  menu->data = data;
  menu->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ms_menu_entry_free);
  menu->first_id = 1;
  menu->retired = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  menu->revision = 1;
  menu->skeleton = ms_sni_com_canonical_dbusmenu_skeleton_new ();
  ms_sni_com_canonical_dbusmenu_set_version (menu->skeleton, 3);
  ms_sni_com_canonical_dbusmenu_set_status (menu->skeleton, "normal");
  ms_sni_com_canonical_dbusmenu_set_text_direction (menu->skeleton, "ltr");
  ms_sni_com_canonical_dbusmenu_set_icon_theme_path (menu->skeleton, no_paths);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    g_signal_connect (menu->skeleton, methods[i].signal, methods[i].callback, menu);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (menu->skeleton), bus, MS_MENU_PATH, NULL);
  return menu;
}

void
ms_menu_free (MsMenu *menu)
{
  if (menu == NULL)
    return;
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (menu->skeleton));
  g_signal_handlers_disconnect_by_data (menu->skeleton, menu);
  g_object_unref (menu->skeleton);
  g_ptr_array_unref (menu->entries);
  g_hash_table_unref (menu->retired);
  g_free (menu);
}

/* Do they differ in words at most? */
static gboolean
same_purposes (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const MsMenuEntry *first = g_ptr_array_index (a, i), *second = g_ptr_array_index (b, i);
      if ((first->label == NULL) != (second->label == NULL) || g_strcmp0 (first->action, second->action) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
retire (MsMenu *menu)
{
  if (g_hash_table_size (menu->retired) > MAX_RETIRED)
    g_hash_table_remove_all (menu->retired);
  for (guint i = 0; i < menu->entries->len; i++)
    {
      const MsMenuEntry *entry = g_ptr_array_index (menu->entries, i);
      if (entry->action != NULL)
        g_hash_table_insert (menu->retired, GINT_TO_POINTER (menu->first_id + (int) i), g_strdup (entry->action));
    }
  menu->first_id += (int) menu->entries->len;
}

/* Hosts ask for the words of an entry once, when it is new. Takes the entries. */
static gboolean
reword (MsMenu *menu, GPtrArray *entries)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&menu->entries);
  GVariantBuilder changed;
  gboolean any = FALSE;

  menu->entries = entries;
  g_variant_builder_init (&changed, G_VARIANT_TYPE ("a(ia{sv})"));
  for (guint i = 0; i < entries->len; i++)
    {
      const MsMenuEntry *old = g_ptr_array_index (before, i), *new = g_ptr_array_index (entries, i);
      int id = menu->first_id + (int) i;
      if (g_strcmp0 (old->label, new->label) == 0)
        continue;
      any = TRUE;
      g_variant_builder_add (&changed, "(i@a{sv})", id, properties (menu, id, NULL));
    }
  if (any)
    ms_sni_com_canonical_dbusmenu_emit_items_properties_updated (menu->skeleton, g_variant_builder_end (&changed),
                                                                 g_variant_new_array (G_VARIANT_TYPE ("(ias)"), NULL, 0));
  else
    g_variant_builder_clear (&changed);
  return any;
}

void
ms_menu_set (MsMenu *menu, GPtrArray *entries)
{
  if (same_purposes (menu->entries, entries))
    {
      if (!reword (menu, entries))
        return;
    }
  else
    {
      retire (menu);
      g_ptr_array_unref (menu->entries);
      menu->entries = entries;
    }
  menu->revision++;
  ms_sni_com_canonical_dbusmenu_emit_layout_updated (menu->skeleton, menu->revision, 0);
}
