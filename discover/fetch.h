/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One small file over https: verified, bounded in size and time, never led to another domain. The only file with an HTTP
 * client.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MsFetch MsFetch;

typedef struct
{
  const char *domain;          /* redirects stay below what was registered of this */
  const char *const *ca_files; /* trusted beside the system's authorities; may be NULL */
  gsize max;                   /* bytes */
  guint timeout_ms;            /* for all of it */
} MsFetchOptions;

/*
 * `bytes`: the file, lent, and `url` where it was at last. Else NULL, and `error` says in a sentence what was refused, or is NULL
 * too: there simply is no such file, or nobody to ask. `usual`: that is so at many web servers, and only worth a word if nothing
 * else is found.
 */
typedef void (*MsFetched) (const char *bytes, gsize length, const char *url, const char *error, gboolean usual, gpointer data);

/* `fetched` is called once, from the main loop, unless cancelled. `url` is an https one; it is all that is sent. */
MsFetch *ms_fetch_start (const char *url, const MsFetchOptions *options, MsFetched fetched, gpointer data);
void ms_fetch_cancel (MsFetch *fetch); /* NULL is fine */

G_END_DECLS
