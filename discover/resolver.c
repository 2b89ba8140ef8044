/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/resolver.h"

#include "check/probe/resolve.h"

#define MS_TYPE_RESOLVER (ms_resolver_get_type ())
G_DECLARE_FINAL_TYPE (MsResolver, ms_resolver, MS, RESOLVER, GResolver)

struct _MsResolver
{
  GResolver parent;
};

G_DEFINE_FINAL_TYPE (MsResolver, ms_resolver, G_TYPE_RESOLVER)

typedef struct
{
  MsResolve *resolve;
  GSocketFamily family; /* G_SOCKET_FAMILY_INVALID: any */
} Question;

static void
resolved_cb (const GPtrArray *found, const char *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GList *addresses = NULL;

  g_clear_pointer (&question->resolve, ms_resolve_cancel);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      GInetAddress *address = g_ptr_array_index (found, i);
      if (question->family == G_SOCKET_FAMILY_INVALID || g_inet_address_get_family (address) == question->family)
        addresses = g_list_append (addresses, g_object_ref (address));
    }
  if (addresses != NULL)
    g_task_return_pointer (task, addresses, (GDestroyNotify) g_resolver_free_addresses);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s", error != NULL ? error : "");
}

static void
look_up_async (GResolver *resolver, const char *host, GResolverNameLookupFlags flags, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, data);
  Question *question = g_new0 (Question, 1);

  question->family = flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY   ? G_SOCKET_FAMILY_IPV4
                     : flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY ? G_SOCKET_FAMILY_IPV6
                                                                       : G_SOCKET_FAMILY_INVALID;
  g_task_set_task_data (task, question, g_free);
  question->resolve = ms_resolve_start (host, resolved_cb, task);
}

static void
look_up_any_async (GResolver *resolver, const char *host, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  look_up_async (resolver, host, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, data);
}

static GList *
look_up_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  (void) resolver;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ms_resolver_class_init (MsResolverClass *class)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (class);

  resolver_class->lookup_by_name_async = look_up_any_async;
  resolver_class->lookup_by_name_finish = look_up_finish;
  resolver_class->lookup_by_name_with_flags_async = look_up_async;
  resolver_class->lookup_by_name_with_flags_finish = look_up_finish;
}

static void
ms_resolver_init (MsResolver *resolver)
{
  (void) resolver;
}

void
ms_resolver_use (void)
{
  g_autoptr (GResolver) present = g_resolver_get_default ();
  g_autoptr (GResolver) own = NULL;

  if (MS_IS_RESOLVER (present))
    return;
  own = g_object_new (MS_TYPE_RESOLVER, NULL);
  g_resolver_set_default (own);
}
