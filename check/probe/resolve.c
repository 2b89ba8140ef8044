/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/probe/resolve.h"

#include "check/probe/room.h"
#include "model/url.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

#define MAX_THREADS   4
#define MAX_ADDRESSES 16
#define ROOM_TRIES    20
#define ROOM_US       100000 /* between them */

/* Shared by the caller, who may leave, and the thread, which cannot be stopped. */
struct _MsResolve
{
  gint references;
  MsLookUp look_up;
  char *name;
  int type;
  GMainContext *context;
  MsResolved resolved; /* NULL once cancelled; only touched in the caller's context */
  gpointer data;
  GPtrArray *found;
  char *error;
  gint64 answered; /* monotonic, us */
  gint is_short;   /* atomic: the last try failed for want of room */
};

static void
unref (gpointer data)
{
  MsResolve *resolve = data;

  if (!g_atomic_int_dec_and_test (&resolve->references))
    return;
  g_free (resolve->name);
  g_main_context_unref (resolve->context);
  g_clear_pointer (&resolve->found, g_ptr_array_unref);
  g_free (resolve->error);
  g_free (resolve);
}

static gboolean
deliver_cb (gpointer data)
{
  MsResolve *resolve = data;

  if (resolve->resolved != NULL)
    resolve->resolved (resolve->found != NULL && resolve->found->len > 0 ? resolve->found : NULL, resolve->error, resolve->data);
  resolve->resolved = NULL;
  return G_SOURCE_REMOVE;
}

static void
deliver (MsResolve *resolve)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  resolve->answered = g_get_monotonic_time ();
  g_source_set_priority (source, G_PRIORITY_HIGH); /* before whatever says that there is no answer */
  g_source_set_callback (source, deliver_cb, resolve, unref);
  g_source_attach (source, resolve->context);
}

/* TRUE: something was found. */
static gboolean
try_once (MsResolve *resolve)
{
  g_clear_pointer (&resolve->found, g_ptr_array_unref);
  g_clear_pointer (&resolve->error, g_free);
  errno = 0;
  resolve->found = resolve->look_up (resolve->name, resolve->type, &resolve->error);
  if (resolve->found != NULL && resolve->found->len > 0)
    return TRUE;
  g_atomic_int_set (&resolve->is_short, ms_room_is_short (errno));
  return FALSE;
}

static void
work (gpointer data, gpointer user_data)
{
  MsResolve *resolve = data;

  (void) user_data;
  for (guint i = 0; !try_once (resolve) && ms_resolve_is_short (resolve) && i < ROOM_TRIES; i++)
    g_usleep (ROOM_US);
  if ((resolve->found == NULL || resolve->found->len == 0) && resolve->error == NULL)
    resolve->error = g_strdup (gai_strerror (EAI_NONAME));
  deliver (resolve);
}

/* Never freed: a thread stuck in the resolver would be waited for. Its threads end when they are idle (g_thread_pool). */
static GThreadPool *
pool (void)
{
  static GThreadPool *instance;
  if (g_once_init_enter (&instance))
    g_once_init_leave (&instance, g_thread_pool_new (work, NULL, MAX_THREADS, FALSE, NULL));
  return instance;
}

static MsResolve *
resolve_new (MsLookUp look_up, const char *name, int type, MsResolved resolved, gpointer data)
{
  MsResolve *resolve = g_new0 (MsResolve, 1);

  resolve->references = 2; /* the caller's and the look-up's */
  resolve->look_up = look_up;
  resolve->name = g_strdup (name);
  resolve->type = type;
  resolve->context = g_main_context_ref_thread_default ();
  resolve->resolved = resolved;
  resolve->data = data;
  return resolve;
}

MsResolve *
ms_resolve_ask (MsLookUp look_up, const char *name, int type, MsResolved resolved, gpointer data)
{
  MsResolve *resolve = resolve_new (look_up, name, type, resolved, data);

  if (!ms_host_is_onion (name))
    {
      g_thread_pool_push (pool (), resolve, NULL);
      return resolve;
    }
  resolve->error = g_strdup ("a name of the Tor network, not looked up");
  deliver (resolve);
  return resolve;
}

gint64
ms_resolve_answered (const MsResolve *resolve)
{
  return resolve->answered;
}

gboolean
ms_resolve_is_short (const MsResolve *resolve)
{
  return g_atomic_int_get (&resolve->is_short) != 0;
}

void
ms_resolve_cancel (MsResolve *resolve)
{
  if (resolve == NULL)
    return;
  resolve->resolved = NULL;
  unref (resolve);
}

/* ---- a host's addresses --------------------------------------------------------------------------------------- */

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

static GPtrArray *
look_host_up (const char *host, int type, char **ret_error)
{
  /* no AI_ADDRCONFIG: it fails every name where only loopback exists; an address of a family without route says so itself */
  const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);
  int result = getaddrinfo (host, NULL, &hints, &found), fault = errno;

  (void) type;
  if (result != 0)
    *ret_error = g_strdup (result == EAI_SYSTEM || ms_room_is_short (fault) ? g_strerror (fault) : gai_strerror (result));
  for (const struct addrinfo *at = found; at != NULL && addresses->len < MAX_ADDRESSES; at = at->ai_next)
    {
      g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (at->ai_addr, at->ai_addrlen);
      if (address != NULL && G_IS_INET_SOCKET_ADDRESS (address))
        add_once (addresses, g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))));
    }
  if (found != NULL)
    freeaddrinfo (found);
  errno = fault; /* glibc says “no such name” where it could not open a file */
  return addresses;
}

MsResolve *
ms_resolve_start (const char *host, MsResolved resolved, gpointer data)
{
  GInetAddress *literal = g_inet_address_new_from_string (host);
  MsResolve *resolve;

  if (literal == NULL)
    return ms_resolve_ask (look_host_up, host, 0, resolved, data);
  resolve = resolve_new (NULL, host, 0, resolved, data);
  resolve->found = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (resolve->found, literal);
  deliver (resolve);
  return resolve;
}
