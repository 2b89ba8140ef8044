/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/details.h"

#include "window/deeds.h"
#include "faces/json.h"
#include "faces/failure.h"
#include "window/label-row.h"
#include "window/rows.h"
#include "window/data/words.h"

#include <glib/gi18n.h>

struct _MsDetails
{
  AdwPreferencesGroup parent_instance;
  MsClient *client;
  MsServerItem *server;
  GPtrArray *rows; /* all that is shown */
  char *shown;     /* what it was made from */
  GtkWidget *why;  /* the label for the answer of Why */
  gboolean wanted; /* somebody asked for them: from then on they are there, for each server */
};

G_DEFINE_FINAL_TYPE (MsDetails, ms_details, ADW_TYPE_PREFERENCES_GROUP)

/* ---- rows --------------------------------------------------------------------------------------------------------- */

static GtkWidget *
expander (MsDetails *details, const char *title, const char *subtitle)
{
  GtkWidget *row = ms_expander_new (title, subtitle);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (details), row);
  g_ptr_array_add (details->rows, row);
  return row;
}

/* A name and its value; nothing if there is no value. */
static GtkWidget *
value_row (GtkWidget *in, const char *name, const char *value)
{
  GtkWidget *row;

  if (value == NULL || *value == '\0')
    return NULL;
  row = ms_value_row_new (name, value);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (in), row);
  return row;
}

/* Something to be done. */
static void
add_deed (MsDetails *details, const char *title, const char *what, const char *icon, GCallback deed)
{
  GtkWidget *row = ms_label_row_new (title);

  ms_label_row_set_value (MS_LABEL_ROW (row), what);
  ms_label_row_add_suffix (MS_LABEL_ROW (row), ms_icon_new (icon));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", deed, details, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (details), row);
  g_ptr_array_add (details->rows, row);
}

static void
copy_cb (GtkButton *button, gpointer text)
{
  ms_copy (GTK_WIDGET (button), text, _ ("Copied."));
}

static void
fingerprint_row (GtkWidget *in, const char *hex)
{
  g_autofree char *grouped = ms_words_fingerprint (hex);
  GtkWidget *row = value_row (in, _ ("Fingerprint (SHA-256)"), grouped), *button;

  if (row == NULL)
    return;
  button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Copy the fingerprint"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy the fingerprint"), -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (copy_cb), g_strdup (hex), (GClosureNotify) (GCallback) g_free, 0);
  gtk_widget_add_css_class (row, "fingerprint");
  ms_label_row_add_suffix (MS_LABEL_ROW (row), button);
}

/* ---- certificates ------------------------------------------------------------------------------------------------- */

static void
add_certificate (MsDetails *details, JsonObject *certificate)
{
  g_autofree char *names = ms_member_join (certificate, "names", "\n");
  g_autofree char *begin = ms_words_certificate_time (certificate, "not_before");
  g_autofree char *end = ms_words_certificate_time (certificate, "not_after");
  g_auto (GStrv) each = g_strsplit (names, "\n", 2);
  GtkWidget *row = expander (details, _ ("Certificate"), each[0] != NULL ? each[0] : ms_member_text (certificate, "subject"));

  value_row (row, _ ("Good for these names"), names);
  value_row (row, _ ("Made for"), ms_member_text (certificate, "subject"));
  value_row (row, _ ("Issued by"), ms_member_text (certificate, "issuer"));
  value_row (row, _ ("Good from"), begin);
  value_row (row, _ ("Good until"), end);
  fingerprint_row (row, ms_member_text (certificate, "sha256"));
  value_row (row, _ ("Key"), ms_member_text (certificate, "key"));
  value_row (row, _ ("Signature"), ms_member_text (certificate, "signature"));
  value_row (row, _ ("Serial number"), ms_member_text (certificate, "serial"));
}

static void
add_chain (MsDetails *details, JsonObject *address)
{
  guint n = ms_member_length (address, "chain");
  g_autofree char *count = g_strdup_printf (ngettext ("%u certificate", "%u certificates", n), n);
  GtkWidget *row;

  if (n == 0)
    return;
  row = expander (details, _ ("Chain That the Server Sends"), count);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *link = ms_member_at (address, "chain", i);
      g_autofree char *end = ms_words_certificate_time (link, "not_after");
      g_autofree char *text
        = g_strdup_printf (_ ("Issued by %s\nGood until %s"), ms_member_text (link, "issuer"), end != NULL ? end : "–");
      value_row (row, ms_member_text (link, "subject"), text);
    }
}

/* Addresses mostly show the same certificate: each is listed once. */
static void
add_certificates (MsDetails *details, JsonObject *verdict)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ms_member_length (verdict, "addresses"); i++)
    {
      JsonObject *address = ms_member_at (verdict, "addresses", i), *certificate = ms_member_object (address, "certificate");
      if (certificate == NULL || !g_hash_table_add (seen, (gpointer) ms_member_text (certificate, "sha256")))
        continue;
      add_certificate (details, certificate);
      add_chain (details, address);
    }
}

/* ---- addresses ---------------------------------------------------------------------------------------------------- */

static void
add_addresses (MsDetails *details, JsonObject *verdict)
{
  for (guint i = 0; i < ms_member_length (verdict, "addresses"); i++)
    {
      JsonObject *address = ms_member_at (verdict, "addresses", i);
      const char *tls = ms_member_text (address, "tls_version"), *outcome = ms_member_text (address, "outcome");
      /* TRANSLATORS: a numeric address; then e.g. "TLS 1.3" */
      g_autofree char *title = g_strdup_printf (_ ("Address %s"), ms_member_text (address, "address"));
      g_autofree char *version = *tls != '\0' ? g_strdup_printf ("TLS %s", tls) : NULL;
      gboolean ok = g_str_equal (outcome, "ok");
      GtkWidget *row = expander (details, title, ok ? version != NULL ? version : _ ("Connected") : outcome);

      value_row (row, _ ("Outcome"), ok ? _ ("Connected") : outcome);
      value_row (row, _ ("The server’s own words"), ms_member_text (address, "detail"));
      value_row (row, _ ("Encryption"), version);
      value_row (row, _ ("Cipher"), ms_member_text (address, "cipher"));
    }
}

static void
add_terms (MsDetails *details, JsonObject *verdict)
{
  GtkWidget *row = NULL;

  for (guint i = 0; i < ms_member_length (verdict, "findings"); i++)
    {
      JsonObject *finding = ms_member_at (verdict, "findings", i);
      if (*ms_member_text (finding, "details") == '\0')
        continue;
      if (row == NULL)
        row = expander (details, _ ("In Technical Terms"), "");
      value_row (row, ms_member_text (finding, "title"), ms_member_text (finding, "details"));
    }
}

/* ---- why ---------------------------------------------------------------------------------------------------------- */

static void
why_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkLabel) label = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *sentence = NULL;

  if (!ms_dbus_mailseal1_call_why_finish (MS_DBUS_MAILSEAL1 (source), &text, result, &error))
    sentence = ms_failure_sentence (error);
  gtk_label_set_label (label, text != NULL ? g_strchomp (text) : sentence);
}

static void
why_expanded_cb (MsDetails *details, GParamSpec *property, AdwExpanderRow *row)
{
  MsDBusMailseal1 *proxy = ms_client_get_proxy (details->client);

  if (adw_expander_row_get_expanded (row) && proxy != NULL)
    ms_dbus_mailseal1_call_why (proxy, ms_server_item_get_url (details->server), NULL, why_cb, g_object_ref (details->why));
}

static void
add_why (MsDetails *details)
{
  GtkWidget *row = expander (details, _ ("Why?"), _ ("How Mailseal came to this result"));

  details->why = ms_paragraph_new (_ ("Please wait"));
  gtk_label_set_selectable (GTK_LABEL (details->why), TRUE);
  gtk_widget_add_css_class (details->why, "why");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), ms_plain_row_new (details->why));
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (why_expanded_cb), details, G_CONNECT_SWAPPED);
}

/* ---- all of it ---------------------------------------------------------------------------------------------------- */

static void
export_cb (MsDetails *details)
{
  ms_deed_export (GTK_WIDGET (details), details->client, details->server);
}

static void
add_export (MsDetails *details)
{
  add_deed (details, _ ("Save the Certificate…"), _ ("As a PEM file, for an administrator"), "document-save-symbolic",
            G_CALLBACK (export_cb));
}

static void wanted_cb (MsDetails *details);

/* Few people look for them: they are made for those who do. */
static void
add_offer (MsDetails *details)
{
  add_deed (details, _ ("Show Technical Details"), _ ("Certificate, encryption, addresses, and why"), "pan-down-symbolic",
            G_CALLBACK (wanted_cb));
}

static void
add_all (MsDetails *details)
{
  JsonObject *verdict = ms_server_item_get_verdict (details->server);

  add_certificates (details, verdict);
  if (details->rows->len > 0)
    add_export (details);
  add_addresses (details, verdict);
  add_terms (details, verdict);
  add_why (details);
}

static void
clear (MsDetails *details)
{
  for (guint i = 0; i < details->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (details), g_ptr_array_index (details->rows, i));
  g_ptr_array_set_size (details->rows, 0);
}

static void
wanted_cb (MsDetails *details)
{
  details->wanted = TRUE;
  clear (details);
  add_all (details);
  gtk_widget_child_focus (GTK_WIDGET (details), GTK_DIR_TAB_FORWARD);
}

/* What the rows depend on: all that stays the same from one look to the next. */
static char *
signature_of (MsServerItem *server)
{
  JsonObject *verdict = ms_server_item_get_verdict (server);
  GString *text = g_string_new (ms_server_item_get_url (server));
  static const char *const members[] = { "address", "outcome", "detail", "tls_version", "cipher" };

  for (guint i = 0; i < ms_member_length (verdict, "findings"); i++)
    g_string_append_printf (text, "\n%s", ms_member_text (ms_member_at (verdict, "findings", i), "details"));
  for (guint i = 0; i < ms_member_length (verdict, "addresses"); i++)
    {
      JsonObject *address = ms_member_at (verdict, "addresses", i);
      for (gsize k = 0; k < G_N_ELEMENTS (members); k++)
        g_string_append_printf (text, "\n%s", ms_member_text (address, members[k]));
      g_string_append_printf (text, "\n%s %u", ms_member_text (ms_member_object (address, "certificate"), "sha256"),
                              ms_member_length (address, "chain"));
    }
  return g_string_free (text, FALSE);
}

void
ms_details_show (MsDetails *details, MsClient *client, MsServerItem *server)
{
  g_autofree char *signature = signature_of (server);

  if (g_strcmp0 (signature, details->shown) == 0)
    return;
  g_free (details->shown);
  details->shown = g_steal_pointer (&signature);
  details->client = client;
  g_set_object (&details->server, server);
  if (details->rows->len > 0 && !details->wanted)
    return;
  clear (details);
  if (details->wanted)
    add_all (details);
  else
    add_offer (details);
}

static void
ms_details_dispose (GObject *object)
{
  MsDetails *details = MS_DETAILS (object);

  g_clear_object (&details->server);
  g_clear_pointer (&details->rows, g_ptr_array_unref);
  g_clear_pointer (&details->shown, g_free);
  G_OBJECT_CLASS (ms_details_parent_class)->dispose (object);
}

static void
ms_details_class_init (MsDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ms_details_dispose;
}

static void
ms_details_init (MsDetails *details)
{
  details->rows = g_ptr_array_new ();
}
