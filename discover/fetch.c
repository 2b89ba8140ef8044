/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/fetch.h"

#include "model/text.h"
#include "discover/resolver.h"
#include "discover/rules.h"
#include "check/probe/patience.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#define MAX_REDIRECTS 3

struct _MsFetch
{
  SoupSession *session;
  SoupMessage *message; /* the request under way */
  GInputStream *body;
  GCancellable *cancellable;
  GPtrArray *authorities; /* GTlsDatabase* */
  char *domain;
  gsize max;
  guint8 *buffer; /* max + 1 bytes: one more than may be */
  guint timer;
  gboolean late;
  guint redirects;
  MsFetched fetched; /* NULL once cancelled */
  gpointer data;
};

static void request (MsFetch *fetch, GUri *uri);

/* ---- the end --------------------------------------------------------------------------------------------------- */

static void
fetch_free (MsFetch *fetch)
{
  g_clear_handle_id (&fetch->timer, g_source_remove);
  g_clear_object (&fetch->body);
  g_clear_object (&fetch->message);
  g_object_unref (fetch->cancellable);
  g_object_unref (fetch->session);
  g_ptr_array_unref (fetch->authorities);
  g_free (fetch->domain);
  g_free (fetch->buffer);
  g_free (fetch);
}

static char *
address_of (MsFetch *fetch)
{
  g_autofree char *url = g_uri_to_string_partial (soup_message_get_uri (fetch->message), G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY);
  return ms_visible (url, -1, 300);
}

/* The last call of each fetch. */
static void
finish_as (MsFetch *fetch, gsize length, const char *error, gboolean usual)
{
  g_autofree char *url = address_of (fetch);
  g_autofree char *sentence = error != NULL ? g_strdup_printf (_ ("%s was not read: %s."), url, error) : NULL;

  if (fetch->fetched != NULL)
    fetch->fetched (length > 0 ? (const char *) fetch->buffer : NULL, length, url, sentence, usual, fetch->data);
  fetch_free (fetch);
}

static void
finish (MsFetch *fetch, gsize length, const char *error)
{
  finish_as (fetch, length, error, FALSE);
}

/* Nobody there is no news: most domains have no such host. */
static void
finish_failed (MsFetch *fetch, const GError *error)
{
  if (fetch->late)
    finish (fetch, 0, _ ("the answer took too long"));
  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    finish (fetch, 0, _ ("its certificate cannot be trusted"));
  else
    finish (fetch, 0, NULL);
}

static gboolean
late_cb (gpointer data)
{
  MsFetch *fetch = data;

  fetch->timer = 0;
  fetch->late = TRUE;
  g_cancellable_cancel (fetch->cancellable);
  return G_SOURCE_REMOVE;
}

void
ms_fetch_cancel (MsFetch *fetch)
{
  if (fetch == NULL)
    return;
  fetch->fetched = NULL;
  g_cancellable_cancel (fetch->cancellable);
}

/* ---- trust ----------------------------------------------------------------------------------------------------- */

/* The system's authorities have said no already; only an unknown issuer is made up for. */
static gboolean
accept_certificate_cb (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  MsFetch *fetch = data;
  g_autoptr (GSocketConnectable) host = g_network_address_new (g_uri_get_host (soup_message_get_uri (message)), 443);

  for (guint i = 0; flags == G_TLS_CERTIFICATE_UNKNOWN_CA && i < fetch->authorities->len; i++)
    if (g_tls_database_verify_chain (g_ptr_array_index (fetch->authorities, i), certificate,
                                     G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, host, NULL, G_TLS_DATABASE_VERIFY_NONE,
                                     fetch->cancellable, NULL)
        == 0)
      return TRUE;
  return FALSE;
}

static void
load_authorities (MsFetch *fetch, const char *const *files)
{
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (files[i], NULL);
      GTlsDatabase *database = g_tls_file_database_new (path, NULL);
      if (database != NULL)
        g_ptr_array_add (fetch->authorities, database);
    }
}

/* ---- redirects ------------------------------------------------------------------------------------------------- */

static gboolean
is_same_domain (const char *domain, const char *host)
{
  const char *own = soup_tld_get_base_domain (domain, NULL), *other = soup_tld_get_base_domain (host, NULL);
  return ms_discover_is_own (domain, host) || (own != NULL && other != NULL && g_ascii_strcasecmp (own, other) == 0);
}

static void
follow (MsFetch *fetch)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (fetch->message), "Location");
  g_autoptr (GUri) uri
    = location != NULL ? g_uri_parse_relative (soup_message_get_uri (fetch->message), location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    finish (fetch, 0, _ ("the redirect leads nowhere"));
  else if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0)
    finish (fetch, 0, _ ("the redirect leads to an address without encryption"));
  else if (g_uri_get_userinfo (uri) != NULL || !is_same_domain (fetch->domain, g_uri_get_host (uri)))
    finish (fetch, 0, _ ("the redirect leads to another domain"));
  else if (++fetch->redirects > MAX_REDIRECTS)
    finish (fetch, 0, _ ("the redirect leads from one address to the next"));
  else
    request (fetch, uri);
}

/* ---- one request ----------------------------------------------------------------------------------------------- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  MsFetch *fetch = data;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error))
    finish_failed (fetch, error);
  else if (length > fetch->max)
    {
      g_autofree char *why = g_strdup_printf (_ ("the answer is larger than %u KiB"), (guint) (fetch->max / 1024));
      finish (fetch, 0, why);
    }
  else
    finish (fetch, length, NULL);
}

static gboolean
is_page (MsFetch *fetch)
{
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (fetch->message), NULL);
  return g_strcmp0 (type, "text/html") == 0;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  MsFetch *fetch = data;
  g_autoptr (GError) error = NULL;
  guint status;

  g_clear_object (&fetch->body);
  fetch->body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  status = soup_message_get_status (fetch->message);
  if (fetch->body == NULL)
    finish_failed (fetch, error);
  else if (SOUP_STATUS_IS_REDIRECTION (status))
    follow (fetch);
  else if (status != SOUP_STATUS_OK)
    finish (fetch, 0, NULL);
  else if (is_page (fetch)) /* many a web server has a page for everything, and many a domain has a web server for every name */
    finish_as (fetch, 0, _ ("it is a web page, and no file with settings"), TRUE);
  else
    g_input_stream_read_all_async (fetch->body, fetch->buffer, fetch->max + 1, G_PRIORITY_DEFAULT, fetch->cancellable, read_cb,
                                   fetch);
}

static void
request (MsFetch *fetch, GUri *uri)
{
  g_clear_object (&fetch->message);
  fetch->message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (fetch->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  g_signal_connect (fetch->message, "accept-certificate", G_CALLBACK (accept_certificate_cb), fetch);
  soup_session_send_async (fetch->session, fetch->message, G_PRIORITY_DEFAULT, fetch->cancellable, sent_cb, fetch);
}

MsFetch *
ms_fetch_start (const char *url, const MsFetchOptions *options, MsFetched fetched, gpointer data)
{
  MsFetch *fetch = g_new0 (MsFetch, 1);
  g_autoptr (GSource) timer = NULL;
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  g_return_val_if_fail (uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https"), NULL);
  ms_resolver_use ();
  fetch->session = soup_session_new_with_options ("timeout", options->timeout_ms / 1000 + 1, "user-agent", "mailseal", NULL);
  soup_session_set_proxy_resolver (fetch->session, NULL); /* direct, as probes are: to find a proxy others might be asked */
  soup_session_remove_feature_by_type (fetch->session, SOUP_TYPE_CONTENT_DECODER); /* what is small must not become large */
  soup_session_remove_feature_by_type (fetch->session, SOUP_TYPE_AUTH_MANAGER);
  fetch->cancellable = g_cancellable_new ();
  fetch->authorities = g_ptr_array_new_with_free_func (g_object_unref);
  load_authorities (fetch, options->ca_files);
  fetch->domain = g_strdup (options->domain);
  fetch->max = options->max;
  fetch->buffer = g_malloc (options->max + 1);
  timer = ms_patience_timer (options->timeout_ms, late_cb, fetch);
  fetch->timer = g_source_attach (timer, NULL);
  fetch->fetched = fetched;
  fetch->data = data;
  request (fetch, uri);
  return fetch;
}
