/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/deeds.h"

#include "faces/json.h"
#include "faces/failure.h"
#include "window/data/words.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  GtkWidget *near;
  MsDBusMailseal1 *proxy;
  char *url;
  char *text; /* to be written */
  GFile *file;
} Deed;

static Deed *
deed_new (GtkWidget *near, MsClient *client, MsServerItem *server)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->near = g_object_ref (near);
  deed->proxy = g_object_ref (ms_client_get_proxy (client));
  deed->url = g_strdup (ms_server_item_get_url (server));
  return deed;
}

static void
deed_free (Deed *deed)
{
  g_object_unref (deed->near);
  g_object_unref (deed->proxy);
  g_clear_object (&deed->file);
  g_free (deed->url);
  g_free (deed->text);
  g_free (deed);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_free)

void
ms_toast (GtkWidget *near, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (near, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (escaped));
}

void
ms_copy (GtkWidget *near, const char *text, const char *toast)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (near), text);
  ms_toast (near, toast);
}

static void
refused (GtkWidget *near, const GError *error)
{
  g_autofree char *sentence = ms_failure_sentence (error);
  ms_toast (near, sentence);
}

/* ---- the provider ------------------------------------------------------------------------------------------------- */

static void
report_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Deed) deed = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (ms_dbus_mailseal1_call_report_finish (deed->proxy, &text, result, &error))
    ms_copy (deed->near, text, _ ("Copied. Paste it into a message to your mail provider."));
  else
    refused (deed->near, error);
}

/* ---- reminders ---------------------------------------------------------------------------------------------------- */

static void
snooze_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Deed) deed = data;
  g_autoptr (GError) error = NULL;

  if (ms_dbus_mailseal1_call_snooze_finish (deed->proxy, result, &error))
    ms_toast (deed->near, _ ("You will be reminded tomorrow."));
  else
    refused (deed->near, error);
}

static void
know_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Deed) deed = data;
  g_autoptr (GError) error = NULL;

  if (ms_dbus_mailseal1_call_acknowledge_finish (deed->proxy, result, &error))
    ms_toast (deed->near, _ ("You will not be reminded unless it gets worse."));
  else
    refused (deed->near, error);
}

/* ---- vouching for a certificate ----------------------------------------------------------------------------------- */

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Deed) deed = data;
  g_autoptr (GError) error = NULL;

  if (ms_dbus_mailseal1_call_accept_finish (deed->proxy, result, &error))
    ms_toast (deed->near, _ ("Mailseal remembers this certificate. It tells you if the server shows another one."));
  else
    refused (deed->near, error);
}

static void
accept_response_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Deed *deed = data;

  if (g_str_equal (response, "accept"))
    ms_dbus_mailseal1_call_accept (deed->proxy, deed->url, g_variant_new ("a{sv}", NULL), NULL, accepted_cb, deed);
  else
    deed_free (deed);
}

static const char *
fingerprint_of (MsServerItem *server)
{
  JsonObject *verdict = ms_server_item_get_verdict (server);

  for (guint i = 0; i < ms_member_length (verdict, "addresses"); i++)
    {
      JsonObject *certificate = ms_member_object (ms_member_at (verdict, "addresses", i), "certificate");
      if (certificate != NULL)
        return ms_member_text (certificate, "sha256");
    }
  return "";
}

static void
ask_accept (Deed *deed, MsServerItem *server)
{
  GtkWidget *dialog
    = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (deed->near)), _ ("Remember This Certificate?"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  g_autofree char *number = ms_words_fingerprint (fingerprint_of (server));
  GtkWidget *label = gtk_label_new (number);

  adw_message_dialog_set_body (
    message, _ ("Telephone the person who runs the server, or ask in person, and compare this number (SHA-256). "
                "Go on only if every character is the same. If nobody can tell you the number, cancel."));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "fingerprint");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ ("Number to compare"), -1);
  adw_message_dialog_set_extra_child (message, label);
  adw_message_dialog_add_responses (message, "cancel", _ ("_Cancel"), "accept", _ ("_It Is the Same: Remember"), NULL);
  adw_message_dialog_set_response_appearance (message, "accept", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (message, "cancel");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (accept_response_cb), deed);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- all of them -------------------------------------------------------------------------------------------------- */

void
ms_deed_remedy (GtkWidget *near, MsClient *client, MsServerItem *server, MsRemedy remedy, JsonObject *finding)
{
  const char *alert = ms_member_text (ms_server_item_get_alert (server, ms_member_text (finding, "code")), "id");
  g_autofree char *text = ms_remedy_text (remedy, finding);
  Deed *deed;

  if (text != NULL)
    {
      ms_copy (near, text, _ ("Copied. Paste it into the account settings of your mail program."));
      return;
    }
  if (remedy == MS_REMEDY_CHECK)
    {
      ms_client_check (client, server);
      return;
    }
  deed = deed_new (near, client, server);
  if (remedy == MS_REMEDY_REPORT)
    ms_dbus_mailseal1_call_report (deed->proxy, deed->url, NULL, report_cb, deed);
  else if (remedy == MS_REMEDY_SNOOZE)
    ms_dbus_mailseal1_call_snooze (deed->proxy, alert, "tomorrow", NULL, snooze_cb, deed);
  else if (remedy == MS_REMEDY_KNOW)
    ms_dbus_mailseal1_call_acknowledge (deed->proxy, alert, NULL, know_cb, deed);
  else
    ask_accept (deed, server);
}

/* ---- export ------------------------------------------------------------------------------------------------------- */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Deed) deed = data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (deed->file, result, NULL, &error))
    ms_toast (deed->near, _ ("The certificate is saved."));
  else
    refused (deed->near, error);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Deed) deed = data;
  g_autoptr (GError) error = NULL;
  Deed *writing;

  if (!ms_dbus_mailseal1_call_export_finish (deed->proxy, &deed->text, result, &error))
    {
      refused (deed->near, error);
      return;
    }
  writing = g_steal_pointer (&deed);
  g_file_replace_contents_async (writing->file, writing->text, strlen (writing->text), NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                 written_cb, writing);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
  Deed *deed = data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      deed->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      ms_dbus_mailseal1_call_export (deed->proxy, deed->url, NULL, exported_cb, deed);
    }
  else
    deed_free (deed);
  g_object_unref (chooser);
}

void
ms_deed_export (GtkWidget *near, MsClient *client, MsServerItem *server)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
    _ ("Save the Certificate"), GTK_WINDOW (gtk_widget_get_root (near)), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = g_strconcat (ms_server_item_get_host (server), ".pem", NULL);

  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), deed_new (near, client, server));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
