/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/add-dialog.h"

#include "faces/failure.h"
#include "window/data/lookup.h"
#include "window/rows.h"
#include "window/run.h"
#include "window/data/words.h"

#include <glib/gi18n.h>

#define MAX_FOUND 50

struct _MsAddDialog
{
  AdwWindow parent_instance;
  MsClient *client;
  GCancellable *cancellable; /* ends with the dialog */
  MsRun *run;                /* NULL if none is under way */
  char *error;               /* why a target could not be looked at */
  GtkWidget *toasts, *entry, *find, *watch, *status, *group, *busy;
  GPtrArray *rows; /* Row* */
  guint to_add;    /* the next one to be added */
};

G_DEFINE_FINAL_TYPE (MsAddDialog, ms_add_dialog, ADW_TYPE_WINDOW)

typedef struct
{
  MsLookupResult *found;
  GtkWidget *row, *check, *spinner, *icon;
  gboolean watched; /* already */
} Row;

static void
row_free (Row *row)
{
  ms_lookup_result_free (row->found);
  g_free (row);
}

/* ---- what is shown ------------------------------------------------------------------------------------------------ */

static gboolean
is_chosen (const Row *row)
{
  return !row->watched && gtk_check_button_get_active (GTK_CHECK_BUTTON (row->check));
}

static void
choice_cb (MsAddDialog *dialog)
{
  gboolean any = FALSE;

  for (guint i = 0; i < dialog->rows->len; i++)
    any = any || is_chosen (g_ptr_array_index (dialog->rows, i));
  gtk_widget_set_sensitive (dialog->watch, any && ms_client_get_phase (dialog->client) == MS_REMOTE_READY);
}

static void
set_busy (MsAddDialog *dialog, gboolean busy)
{
  gtk_spinner_set_spinning (GTK_SPINNER (dialog->busy), busy);
  gtk_widget_set_visible (dialog->busy, busy);
}

static void
show_status (MsAddDialog *dialog, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (dialog->status), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  gtk_widget_set_visible (dialog->status, *sentence != '\0');
}

static void
forget (MsAddDialog *dialog)
{
  g_clear_pointer (&dialog->run, ms_run_cancel);
  g_clear_pointer (&dialog->error, g_free);
  for (guint i = 0; i < dialog->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (dialog->group), ((Row *) g_ptr_array_index (dialog->rows, i))->row);
  g_ptr_array_set_size (dialog->rows, 0);
  gtk_widget_set_visible (dialog->group, FALSE);
  set_busy (dialog, FALSE);
  show_status (dialog, "");
  choice_cb (dialog);
}

static void
describe (Row *row)
{
  const MsLookupResult *found = row->found;
  g_autofree char *subtitle = g_strdup_printf ("%s%s%s%s%s", found->service, *found->source != '\0' ? "\n" : "", found->source,
                                               *found->summary != '\0' ? "\n" : "", found->summary);
  g_autofree char *name = g_strdup_printf (_ ("%s, %s"), found->host, found->service);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), row->watched ? _ ("It is watched already") : subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  row->watched ? _ ("It is watched already") : subtitle, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_visible (row->icon, *found->summary != '\0');
  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), ms_words_level_icon (found->level));
  gtk_widget_add_css_class (row->icon, ms_words_level_class (found->level));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, ms_words_level (found->level), -1);
}

static Row *
add_row (MsAddDialog *dialog, MsLookupResult *found)
{
  Row *row = g_new0 (Row, 1);
  MsServerItem *known = ms_state_find (ms_client_get_state (dialog->client), found->url);

  row->found = found;
  row->watched = known != NULL && g_str_equal (ms_server_item_get_url (known), found->url);
  row->row = adw_action_row_new ();
  row->check = gtk_check_button_new ();
  row->spinner = gtk_spinner_new ();
  row->icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), found->host);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row->row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row->row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row->row), row->check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), row->spinner);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), row->icon);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row->row), row->check);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row->check), GTK_ACCESSIBLE_RELATION_LABELLED_BY); /* it has a fuller name */
  gtk_widget_set_valign (row->check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check), found->wanted || row->watched);
  gtk_widget_set_sensitive (row->check, !row->watched);
  g_signal_connect_object (row->check, "toggled", G_CALLBACK (choice_cb), dialog, G_CONNECT_SWAPPED);
  describe (row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (dialog->group), row->row);
  gtk_widget_set_visible (dialog->group, TRUE);
  g_ptr_array_add (dialog->rows, row);
  choice_cb (dialog);
  return row;
}

static Row *
find_row (MsAddDialog *dialog, const char *url)
{
  for (guint i = 0; i < dialog->rows->len; i++)
    {
      Row *row = g_ptr_array_index (dialog->rows, i);
      if (g_str_equal (row->found->url, url))
        return row;
    }
  return NULL;
}

/* ---- looking ------------------------------------------------------------------------------------------------------ */

static void
verdict_cb (const char *line, gpointer data)
{
  MsAddDialog *dialog = data;
  g_autoptr (MsLookupResult) found = ms_lookup_read (line, &dialog->error);
  Row *row = found != NULL ? find_row (dialog, found->url) : NULL;

  if (row != NULL)
    {
      g_free (row->found->summary);
      row->found->summary = g_strdup (found->summary);
      row->found->level = found->level;
      gtk_spinner_stop (GTK_SPINNER (row->spinner));
      describe (row);
    }
  else if (found != NULL && dialog->rows->len < MAX_FOUND)
    add_row (dialog, g_steal_pointer (&found));
}

static void
looked_cb (const char *complaint, gpointer data)
{
  MsAddDialog *dialog = data;
  g_autofree char *sentence = dialog->rows->len == 0 && dialog->error == NULL ? ms_lookup_complaint (complaint) : NULL;

  dialog->run = NULL;
  set_busy (dialog, FALSE);
  for (guint i = 0; i < dialog->rows->len; i++)
    gtk_spinner_stop (GTK_SPINNER (((Row *) g_ptr_array_index (dialog->rows, i))->spinner));
  if (dialog->rows->len > 0)
    show_status (dialog, _ ("Choose what is to be watched."));
  else
    show_status (dialog, dialog->error != NULL ? dialog->error : sentence);
}

static void
look_at (MsAddDialog *dialog, const char *const *targets)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) arguments = NULL;

  g_strv_builder_add_many (words, "check", "--json", NULL);
  g_strv_builder_addv (words, (const char **) targets);
  arguments = g_strv_builder_end (words);
  set_busy (dialog, TRUE);
  dialog->run = ms_run ((const char *const *) arguments, verdict_cb, looked_cb, dialog);
}

static void
found_cb (const char *line, gpointer data)
{
  MsAddDialog *dialog = data;
  g_autoptr (MsLookupResult) found = ms_lookup_read (line, &dialog->error);

  if (found == NULL || find_row (dialog, found->url) != NULL || dialog->rows->len >= MAX_FOUND)
    return;
  gtk_spinner_start (GTK_SPINNER (add_row (dialog, g_steal_pointer (&found))->spinner));
}

/* What an address has was found; now it is looked at. */
static void
discovered_cb (const char *complaint, gpointer data)
{
  MsAddDialog *dialog = data;
  g_autoptr (GPtrArray) urls = g_ptr_array_new ();

  dialog->run = NULL;
  if (dialog->rows->len == 0)
    {
      looked_cb (complaint, dialog);
      return;
    }
  for (guint i = 0; i < dialog->rows->len; i++)
    g_ptr_array_add (urls, ((Row *) g_ptr_array_index (dialog->rows, i))->found->url);
  g_ptr_array_add (urls, NULL);
  show_status (dialog, _ ("Looking at them now…"));
  look_at (dialog, (const char *const *) urls->pdata);
}

static void
find_cb (MsAddDialog *dialog)
{
  g_autofree char *word = NULL, *sentence = NULL;
  MsLookup lookup = ms_lookup (gtk_editable_get_text (GTK_EDITABLE (dialog->entry)), &word);
  const char *const discover[] = { "discover", "--json", "--guess", "--exchange", word, NULL }, *const target[] = { word, NULL };

  forget (dialog);
  if (lookup == MS_LOOKUP_NOTHING)
    {
      show_status (dialog, word);
      return;
    }
  sentence
    = g_strdup_printf (lookup == MS_LOOKUP_ADDRESS ? _ ("Looking for the mail servers of %s…") : _ ("Looking at %s…"), word);
  show_status (dialog, sentence);
  set_busy (dialog, TRUE);
  if (lookup == MS_LOOKUP_ADDRESS)
    dialog->run = ms_run (discover, found_cb, discovered_cb, dialog);
  else
    look_at (dialog, target);
}

/* What is shown belongs to another word. */
static void
typed_cb (MsAddDialog *dialog)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (dialog->entry));

  gtk_widget_set_sensitive (dialog->find, *text != '\0');
  if (dialog->run != NULL || dialog->rows->len > 0 || gtk_widget_get_visible (dialog->status))
    forget (dialog);
}

/* ---- watching ----------------------------------------------------------------------------------------------------- */

static void add_next (MsAddDialog *dialog);

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MsAddDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *urls = NULL;

  if (ms_dbus_mailseal1_call_add_finish (MS_DBUS_MAILSEAL1 (source), &urls, result, &error))
    {
      add_next (dialog);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = ms_failure_sentence (error), *escaped = g_markup_escape_text (sentence, -1);
      adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (dialog->toasts), adw_toast_new (escaped));
      set_busy (dialog, FALSE);
      choice_cb (dialog);
    }
}

/* One after the other; after the last one there is nothing left to be done here. */
static void
add_next (MsAddDialog *dialog)
{
  while (dialog->to_add < dialog->rows->len)
    {
      const Row *row = g_ptr_array_index (dialog->rows, dialog->to_add++);
      if (!is_chosen (row))
        continue;
      ms_dbus_mailseal1_call_add (ms_client_get_proxy (dialog->client), row->found->url, dialog->cancellable, added_cb,
                                  g_object_ref (dialog));
      return;
    }
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
watch_cb (MsAddDialog *dialog)
{
  g_clear_pointer (&dialog->run, ms_run_cancel);
  gtk_widget_set_sensitive (dialog->watch, FALSE);
  set_busy (dialog, TRUE);
  dialog->to_add = 0;
  add_next (dialog);
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

/* Its label names it; told besides, GTK would name it twice, and with the underscore. */
static GtkWidget *
make_button (const char *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  return button;
}

static GtkWidget *
make_header (MsAddDialog *dialog)
{
  GtkWidget *header = adw_header_bar_new (), *cancel = make_button (_ ("_Cancel"));

  dialog->watch = make_button (_ ("_Watch These"));
  gtk_widget_add_css_class (dialog->watch, "suggested-action");
  gtk_widget_set_sensitive (dialog->watch, FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), dialog->watch);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog->watch, "clicked", G_CALLBACK (watch_cb), dialog, G_CONNECT_SWAPPED);
  return header;
}

/* Not a row of libadwaita: of that a screen reader does not learn that it has the focus. */
static GtkWidget *
make_entry (MsAddDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *title = ms_paragraph_new (_ ("E-mail address or server"));
  GtkWidget *promise = ms_paragraph_new (_ (
    "Of an address only the part after the @ is used and kept. Nothing is sent while you type, and no password is ever needed."));

  dialog->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (dialog->entry), _ ("me@example.org"));
  gtk_entry_set_input_purpose (GTK_ENTRY (dialog->entry), GTK_INPUT_PURPOSE_EMAIL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("E-mail address or server"),
                                  -1);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (promise, "caption");
  gtk_widget_add_css_class (promise, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), dialog->entry);
  gtk_box_append (GTK_BOX (box), promise);
  g_signal_connect_object (dialog->entry, "activate", G_CALLBACK (find_cb), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog->entry, "changed", G_CALLBACK (typed_cb), dialog, G_CONNECT_SWAPPED);
  return box;
}

static GtkWidget *
make_body (MsAddDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  dialog->find = make_button (_ ("_Find"));
  dialog->busy = gtk_spinner_new ();
  dialog->status = ms_paragraph_new ("");
  dialog->group = adw_preferences_group_new ();
  gtk_widget_set_halign (dialog->find, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (dialog->find, "pill");
  gtk_widget_set_sensitive (dialog->find, FALSE);
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), dialog->busy);
  gtk_box_append (GTK_BOX (line), dialog->status);
  gtk_box_append (GTK_BOX (box), make_entry (dialog));
  gtk_box_append (GTK_BOX (box), dialog->find);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), dialog->group);
  ms_name_lists (dialog->group, _ ("What was found"));
  g_signal_connect_object (dialog->find, "clicked", G_CALLBACK (find_cb), dialog, G_CONNECT_SWAPPED);
  return box;
}

static void
ms_add_dialog_dispose (GObject *object)
{
  MsAddDialog *dialog = MS_ADD_DIALOG (object);

  g_cancellable_cancel (dialog->cancellable);
  g_clear_pointer (&dialog->run, ms_run_cancel);
  g_clear_object (&dialog->client);
  G_OBJECT_CLASS (ms_add_dialog_parent_class)->dispose (object);
}

static void
ms_add_dialog_finalize (GObject *object)
{
  MsAddDialog *dialog = MS_ADD_DIALOG (object);

  g_object_unref (dialog->cancellable);
  g_ptr_array_unref (dialog->rows);
  g_free (dialog->error);
  G_OBJECT_CLASS (ms_add_dialog_parent_class)->finalize (object);
}

static gboolean
ms_add_dialog_close_request (GtkWindow *window)
{
  MsAddDialog *dialog = MS_ADD_DIALOG (window);

  g_cancellable_cancel (dialog->cancellable);
  g_clear_pointer (&dialog->run, ms_run_cancel);
  return GTK_WINDOW_CLASS (ms_add_dialog_parent_class)->close_request (window);
}

static void
ms_add_dialog_class_init (MsAddDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ms_add_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = ms_add_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = ms_add_dialog_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ms_add_dialog_init (MsAddDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scroller = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();

  dialog->cancellable = g_cancellable_new ();
  dialog->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  dialog->toasts = adw_toast_overlay_new ();
  gtk_widget_set_margin_top (clamp, 18);
  gtk_widget_set_margin_bottom (clamp, 18);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  gtk_box_append (GTK_BOX (box), make_header (dialog));
  adw_clamp_set_child (ADW_CLAMP (clamp), make_body (dialog));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (dialog->toasts), scroller);
  gtk_box_append (GTK_BOX (box), dialog->toasts);
  adw_window_set_content (ADW_WINDOW (dialog), box);
  gtk_window_set_title (GTK_WINDOW (dialog), _ ("Add a Server"));
  gtk_window_set_default_size (GTK_WINDOW (dialog), 480, 560);
}

GtkWidget *
ms_add_dialog_new (MsClient *client)
{
  MsAddDialog *dialog = g_object_new (MS_TYPE_ADD_DIALOG, NULL);

  dialog->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (choice_cb), dialog, G_CONNECT_SWAPPED);
  forget (dialog);
  gtk_widget_grab_focus (dialog->entry);
  return GTK_WIDGET (dialog);
}
