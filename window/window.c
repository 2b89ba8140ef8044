/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/window.h"

#include "window/deeds.h"
#include "window/row.h"
#include "window/server-page.h"
#include "window/data/words.h"

#include <glib/gi18n.h>

#define PATIENCE    500 /* ms: an answer that comes at once needs no word that it is waited for */
#define FIRST_ROWS  13  /* more than fit into the window as it opens */
#define MAX_NOTICES 3
#define MORE_ROWS   32

struct _MsWindow
{
  AdwApplicationWindow parent_instance;
  MsClient *client;
  MsServerItem *shown;      /* on the page; NULL: none yet */
  char *wanted;             /* to be shown as soon as it is known */
  gboolean showing;         /* what is selected now was not selected by the user */
  gboolean chosen;          /* somebody has; until then it is the worst that is shown */
  char *notice_seen;        /* closed by the user: not shown again until it is another one */
  GtkSliceListModel *slice; /* as much of the list as was scrolled to: rows are dear */
  guint growing;            /* idle source */
  guint patience;           /* timeout source; 0: it is over */
  GtkSingleSelection *selection;
  AdwLeaflet *leaflet;
  GtkStack *stack, *check_stack;
  GtkWidget *list, *page, *list_side, *server_side, *separator, *list_header, *server_header, *back;
  GtkWidget *stale_bar, *notice_bar, *notice_label;
  GtkWidget *status_spinner, *status_add, *status_choose, *status_start, *status_problem;
  AdwStatusPage *status;
  AdwWindowTitle *server_title;
};

G_DEFINE_FINAL_TYPE (MsWindow, ms_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- one server --------------------------------------------------------------------------------------------------- */

static gboolean
is_on_page (MsWindow *window)
{
  return adw_leaflet_get_visible_child (window->leaflet) == window->server_side;
}

/* Somebody acts on the page, and waits for what comes of it. */
static gboolean
is_in_use (MsWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  return window->shown != NULL && focus != NULL && gtk_widget_is_ancestor (focus, window->page);
}

static void
show_server (MsWindow *window, MsServerItem *server)
{
  g_autofree char *service = ms_words_service (server);

  g_set_object (&window->shown, server);
  ms_server_page_show (MS_SERVER_PAGE (window->page), window->client, server);
  adw_window_title_set_title (window->server_title, ms_server_item_get_account (server));
  adw_window_title_set_subtitle (window->server_title, service);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.check", ms_client_get_phase (window->client) == MS_REMOTE_READY);
}

static MsServerItem *
server_of (gpointer item)
{
  return MS_IS_ACCOUNT_ITEM (item) ? ms_account_item_get_worst (item) : item;
}

static void
selected_cb (MsWindow *window)
{
  gpointer item = gtk_single_selection_get_selected_item (window->selection);

  if (item != NULL && !adw_leaflet_get_folded (window->leaflet))
    show_server (window, server_of (item));
}

static void
selection_cb (MsWindow *window)
{
  if (!window->showing && gtk_single_selection_get_selected_item (window->selection) != NULL)
    window->chosen = TRUE;
  selected_cb (window);
}

static void
activated_cb (MsWindow *window, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (window->selection), position);

  window->chosen = TRUE;
  show_server (window, server_of (item));
  adw_leaflet_set_visible_child (window->leaflet, window->server_side);
  gtk_widget_child_focus (window->server_side, GTK_DIR_TAB_FORWARD);
}

static void
select_server (MsWindow *window, MsServerItem *server)
{
  GListModel *rows = ms_state_get_rows (ms_client_get_state (window->client));

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (rows, i);
      if ((gpointer) item != (gpointer) server)
        continue;
      gtk_slice_list_model_set_size (window->slice, MAX (gtk_slice_list_model_get_size (window->slice), i + FIRST_ROWS));
      gtk_single_selection_set_selected (window->selection, i);
      gtk_widget_activate_action (window->list, "list.scroll-to-item", "u", i);
    }
}

static void
open_wanted (MsWindow *window)
{
  MsServerItem *server = window->wanted != NULL ? ms_state_find (ms_client_get_state (window->client), window->wanted) : NULL;

  if (server == NULL && window->wanted != NULL && ms_client_get_phase (window->client) == MS_REMOTE_READY)
    {
      g_autofree char *shown = g_utf8_make_valid (window->wanted, -1);
      g_autofree char *sentence = g_strdup_printf (_ ("“%s” is not watched."), shown);
      g_clear_pointer (&window->wanted, g_free);
      ms_toast (window->page, sentence);
    }
  if (server == NULL)
    return;
  window->chosen = TRUE;
  g_clear_pointer (&window->wanted, g_free);
  select_server (window, server);
  show_server (window, server);
  adw_leaflet_set_visible_child (window->leaflet, window->server_side);
}

void
ms_window_open (MsWindow *window, const char *words)
{
  g_free (window->wanted);
  window->wanted = g_strdup (words);
  open_wanted (window);
}

/* In a wide window there is always something on the page: at first what is worst. */
static void
show_something (MsWindow *window)
{
  g_autoptr (GObject) first = g_list_model_get_item (G_LIST_MODEL (window->selection), 0);
  MsState *state = ms_client_get_state (window->client);
  gboolean is_there = window->shown != NULL && ms_state_find (state, ms_server_item_get_url (window->shown)) == window->shown;

  if (first == NULL)
    g_clear_object (&window->shown);
  if (first == NULL || (is_there && (window->chosen || is_in_use (window) || window->shown == server_of (first))))
    return;
  if (is_on_page (window) && adw_leaflet_get_folded (window->leaflet))
    adw_leaflet_set_visible_child (window->leaflet, window->list_side);
  window->showing = TRUE;
  gtk_single_selection_set_selected (window->selection, 0);
  window->showing = FALSE;
  gtk_widget_activate_action (window->list, "list.scroll-to-item", "u", 0);
  show_server (window, server_of (first));
}

/* ---- how it is laid out ------------------------------------------------------------------------------------------- */

/* Folded, one click opens a page, as on a telephone; else it selects, and the arrow keys look from one to the next. */
static void
folded_cb (MsWindow *window)
{
  gboolean folded = adw_leaflet_get_folded (window->leaflet), alone = !gtk_widget_get_visible (window->server_side);

  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (window->list), folded);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (window->list_header), folded || alone);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (window->server_header), folded);
  gtk_widget_set_visible (window->back, folded);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.back", folded && is_on_page (window));
  if (!folded && !is_in_use (window))
    selected_cb (window);
}

/* A bar that was never shown takes no part in the layout. */
static void
reveal (GtkWidget *bar, gboolean shown)
{
  if (shown)
    gtk_widget_set_visible (bar, TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (bar), shown);
}

static void
show_notices (MsWindow *window)
{
  const char *const *notices = ms_client_get_notices (window->client);
  guint n = g_strv_length ((char **) notices), left_out = n > MAX_NOTICES ? n - MAX_NOTICES : 0;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, MAX_NOTICES); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", notices[i]);
  if (left_out > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("And %u more.", "And %u more.", left_out), left_out);
    }
  gtk_label_set_label (GTK_LABEL (window->notice_label), text->str);
  reveal (window->notice_bar, n > 0 && g_strcmp0 (text->str, window->notice_seen) != 0);
}

static void
notice_closed_cb (MsWindow *window)
{
  g_free (window->notice_seen);
  window->notice_seen = g_strdup (gtk_label_get_label (GTK_LABEL (window->notice_label)));
  show_notices (window);
}

/* Instead of a list: what there is to know, and to do. */
static void
show_status (MsWindow *window, MsRemotePhase phase)
{
  static const struct
  {
    const char *icon, *title, *description;
  } words[] = {
    [MS_REMOTE_STARTING] = { NULL, N_ ("Asking Mailseal’s Service…"), NULL },
    [MS_REMOTE_READY] = { "mail-unread-symbolic", N_ ("No Mail Server Is Watched Yet"),
                          N_ ("Enter your e-mail address, and Mailseal finds your mail servers. It needs no password.") },
    [MS_REMOTE_MISSING] = { "mailseal-unknown-symbolic", N_ ("Mailseal’s Service Is Not Running"),
                            N_ ("Nothing is watched without it. Start it here. If that does not help, log out and in again.") },
  };

  adw_status_page_set_icon_name (window->status, words[phase].icon);
  adw_status_page_set_title (window->status, _ (words[phase].title));
  adw_status_page_set_description (window->status, words[phase].description != NULL ? _ (words[phase].description) : NULL);
  gtk_widget_set_visible (window->status_spinner, phase == MS_REMOTE_STARTING);
  gtk_widget_set_visible (window->status_add, phase == MS_REMOTE_READY);
  gtk_widget_set_visible (window->status_choose, phase == MS_REMOTE_READY);
  gtk_widget_set_visible (window->status_start, phase == MS_REMOTE_MISSING);
  gtk_widget_set_visible (window->status_problem, phase == MS_REMOTE_MISSING);
  gtk_label_set_label (GTK_LABEL (window->status_problem), ms_client_get_problem (window->client));
}

static void
changed_cb (MsWindow *window)
{
  MsRemotePhase phase = ms_client_get_phase (window->client);
  gboolean any = ms_state_count (ms_client_get_state (window->client)) > 0, ready = phase == MS_REMOTE_READY;

  show_something (window);
  gtk_widget_set_visible (window->server_side, any);
  gtk_widget_set_visible (window->separator, any);
  gtk_widget_set_hexpand (window->list_side, !any);
  show_status (window, phase);
  gtk_stack_set_visible_child_name (window->stack, any                                                    ? "list"
                                                   : phase == MS_REMOTE_STARTING && window->patience != 0 ? "blank"
                                                                                                          : "status");
  reveal (window->stale_bar, any && phase == MS_REMOTE_MISSING);
  gtk_stack_set_visible_child_name (window->check_stack, ms_client_is_checking (window->client) ? "spinner" : "button");
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.check-all", any && ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.check", any && ready);
  ms_server_page_set_reachable (MS_SERVER_PAGE (window->page), phase != MS_REMOTE_MISSING);
  show_notices (window);
  folded_cb (window);
  open_wanted (window);
}

static gboolean
patience_cb (gpointer data)
{
  MsWindow *window = data;

  window->patience = 0;
  if (ms_client_get_phase (window->client) == MS_REMOTE_STARTING)
    changed_cb (window);
  return G_SOURCE_REMOVE;
}

static void
refused_cb (MsWindow *window, const char *sentence)
{
  ms_toast (GTK_WIDGET (window->page), sentence);
}

static void
start_cb (MsWindow *window)
{
  ms_client_start (window->client);
}

/* ---- actions ------------------------------------------------------------------------------------------------------ */

static void
check_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ms_client_check (MS_WINDOW (widget)->client, NULL);
}

static void
check_one_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MsWindow *window = MS_WINDOW (widget);

  if (window->shown != NULL)
    ms_client_check (window->client, window->shown);
}

/* Not GTK's own help overlay, which is made with each window, whether somebody asks for it or not. */
static void
shortcuts_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/mailseal/Mailseal/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

static void
back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MsWindow *window = MS_WINDOW (widget);

  adw_leaflet_set_visible_child (window->leaflet, window->list_side);
  gtk_widget_grab_focus (window->list);
}

/* From the list, Tab goes on to what is beside it: of GTK's own it would visit each row. */
static gboolean
list_key_cb (MsWindow *window, guint key, guint code, GdkModifierType modifiers)
{
  gboolean back = key == GDK_KEY_ISO_Left_Tab || (modifiers & GDK_SHIFT_MASK) != 0;
  gboolean alone = adw_leaflet_get_folded (window->leaflet);

  if (key != GDK_KEY_Tab && key != GDK_KEY_ISO_Left_Tab)
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_child_focus (back || alone ? window->list_header : window->page,
                                 back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
}

/* ---- rows --------------------------------------------------------------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, ms_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  ms_row_bind (MS_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  ms_row_bind (MS_ROW (gtk_list_item_get_child (item)), NULL);
}

static gboolean
grow_cb (gpointer data)
{
  MsWindow *window = data;

  window->growing = 0;
  gtk_slice_list_model_set_size (window->slice, gtk_slice_list_model_get_size (window->slice) + MORE_ROWS);
  return G_SOURCE_REMOVE;
}

/* Near the end of what is in the list, more of it is put there. */
static void
scrolled_cb (MsWindow *window)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (window->list));
  double page = gtk_adjustment_get_page_size (adjustment);
  guint all = g_list_model_get_n_items (ms_state_get_rows (ms_client_get_state (window->client)));

  if (window->growing == 0 && page > 0 && gtk_slice_list_model_get_size (window->slice) < all
      && gtk_adjustment_get_value (adjustment) + 1.05 * page > gtk_adjustment_get_upper (adjustment))
    window->growing = g_idle_add (grow_cb, window);
}

static void
fill_list (MsWindow *window)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GListModel *rows = g_object_ref (ms_state_get_rows (ms_client_get_state (window->client)));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (GTK_LIST_VIEW (window->list), factory);
  g_object_unref (factory);
  window->slice = gtk_slice_list_model_new (rows, 0, FIRST_ROWS);
  window->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (window->slice)));
  gtk_single_selection_set_autoselect (window->selection, FALSE);
  g_signal_connect_object (window->selection, "notify::selected-item", G_CALLBACK (selection_cb), window, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (GTK_LIST_VIEW (window->list), GTK_SELECTION_MODEL (window->selection));
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (window->list)), "value-changed",
                           G_CALLBACK (scrolled_cb), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (window->list)), "changed", G_CALLBACK (scrolled_cb),
                           window, G_CONNECT_SWAPPED);
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

static void
ms_window_dispose (GObject *object)
{
  MsWindow *window = MS_WINDOW (object);

  g_clear_handle_id (&window->growing, g_source_remove);
  g_clear_handle_id (&window->patience, g_source_remove);
  g_clear_object (&window->selection);
  g_clear_object (&window->slice);
  g_clear_object (&window->shown);
  g_clear_object (&window->client);
  g_clear_pointer (&window->wanted, g_free);
  g_clear_pointer (&window->notice_seen, g_free);
  G_OBJECT_CLASS (ms_window_parent_class)->dispose (object);
}

static void
ms_window_class_init (MsWindowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ms_window_dispose;
  g_type_ensure (MS_TYPE_SERVER_PAGE);
  gtk_widget_class_set_template_from_resource (widget, "/org/mailseal/Mailseal/window.ui");
  gtk_widget_class_install_action (widget, "win.check-all", NULL, check_all_cb);
  gtk_widget_class_install_action (widget, "win.check", NULL, check_one_cb);
  gtk_widget_class_install_action (widget, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (widget, "win.shortcuts", NULL, shortcuts_cb);
  gtk_widget_class_bind_template_callback (widget, folded_cb);
  gtk_widget_class_bind_template_callback (widget, activated_cb);
  gtk_widget_class_bind_template_callback (widget, notice_closed_cb);
  gtk_widget_class_bind_template_callback (widget, start_cb);
  gtk_widget_class_bind_template_callback (widget, list_key_cb);
#define BIND(name) gtk_widget_class_bind_template_child (widget, MsWindow, name)
  BIND (leaflet);
  BIND (stack);
  BIND (check_stack);
  BIND (list);
  BIND (page);
  BIND (list_side);
  BIND (server_side);
  BIND (separator);
  BIND (list_header);
  BIND (server_header);
  BIND (back);
  BIND (server_title);
  BIND (stale_bar);
  BIND (notice_bar);
  BIND (notice_label);
  BIND (status);
  BIND (status_spinner);
  BIND (status_add);
  BIND (status_choose);
  BIND (status_start);
  BIND (status_problem);
#undef BIND
}

static void
ms_window_init (MsWindow *window)
{
  gtk_widget_init_template (GTK_WIDGET (window));
}

GtkWidget *
ms_window_new (AdwApplication *application, MsClient *client)
{
  MsWindow *window = g_object_new (MS_TYPE_WINDOW, "application", application, NULL);

  window->client = g_object_ref (client);
  fill_list (window);
  window->patience = g_timeout_add (PATIENCE, patience_cb, window);
  g_signal_connect_object (client, "changed", G_CALLBACK (changed_cb), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "refused", G_CALLBACK (refused_cb), window, G_CONNECT_SWAPPED);
  changed_cb (window);
  return GTK_WIDGET (window);
}
