/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/probe/resolve.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

#define MAX_THREADS   4
#define MAX_ADDRESSES 16

/* Shared by the caller, who may leave, and the thread, which cannot be stopped. */
struct _MsResolve
{
  gint references;
  char *host;
  GMainContext *context;
  MsResolved resolved; /* NULL once cancelled; only touched in the caller's context */
  gpointer data;
  GPtrArray *addresses;
  char *error;
};

static void
unref (gpointer data)
{
  MsResolve *resolve = data;

  if (!g_atomic_int_dec_and_test (&resolve->references))
    return;
  g_free (resolve->host);
  g_main_context_unref (resolve->context);
  g_ptr_array_unref (resolve->addresses);
  g_free (resolve->error);
  g_free (resolve);
}

static void
add_once (GPtrArray *addresses, GInetAddress *address)
{
  for (guint i = 0; i < addresses->len; i++)
    if (g_inet_address_equal (g_ptr_array_index (addresses, i), address))
      {
        g_object_unref (address);
        return;
      }
  g_ptr_array_add (addresses, address);
}

static gboolean
deliver_cb (gpointer data)
{
  MsResolve *resolve = data;

  if (resolve->resolved != NULL)
    resolve->resolved (resolve->addresses->len > 0 ? resolve->addresses : NULL, resolve->error, resolve->data);
  resolve->resolved = NULL;
  return G_SOURCE_REMOVE;
}

static void
deliver (MsResolve *resolve)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, resolve, unref);
  g_source_attach (source, resolve->context);
}

static void
look_up (gpointer data, gpointer user_data)
{
  MsResolve *resolve = data;
  /* no AI_ADDRCONFIG: it fails every name where only loopback exists; an address of a family without route says so itself */
  const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;
  int result = getaddrinfo (resolve->host, NULL, &hints, &found);

  (void) user_data;
  if (result != 0)
    resolve->error = g_strdup (result == EAI_SYSTEM ? g_strerror (errno) : gai_strerror (result));
  for (const struct addrinfo *at = found; at != NULL && resolve->addresses->len < MAX_ADDRESSES; at = at->ai_next)
    {
      g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (at->ai_addr, at->ai_addrlen);
      if (address != NULL && G_IS_INET_SOCKET_ADDRESS (address))
        add_once (resolve->addresses, g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))));
    }
  if (found != NULL)
    freeaddrinfo (found);
  if (resolve->addresses->len == 0 && resolve->error == NULL)
    resolve->error = g_strdup (gai_strerror (EAI_NONAME));
  deliver (resolve);
}

/* Never freed: a thread stuck in the resolver would be waited for. Its threads end when they are idle (g_thread_pool). */
static GThreadPool *
pool (void)
{
  static GThreadPool *instance;
  if (g_once_init_enter (&instance))
    g_once_init_leave (&instance, g_thread_pool_new (look_up, NULL, MAX_THREADS, FALSE, NULL));
  return instance;
}

MsResolve *
ms_resolve_start (const char *host, MsResolved resolved, gpointer data)
{
  MsResolve *resolve = g_new0 (MsResolve, 1);
  GInetAddress *literal = g_inet_address_new_from_string (host);

  resolve->references = 2; /* the caller's and the look-up's */
  resolve->host = g_strdup (host);
  resolve->context = g_main_context_ref_thread_default ();
  resolve->resolved = resolved;
  resolve->data = data;
  resolve->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  if (literal != NULL)
    {
      g_ptr_array_add (resolve->addresses, literal);
      deliver (resolve);
    }
  else
    g_thread_pool_push (pool (), resolve, NULL);
  return resolve;
}

void
ms_resolve_cancel (MsResolve *resolve)
{
  if (resolve == NULL)
    return;
  resolve->resolved = NULL;
  unref (resolve);
}
