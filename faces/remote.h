/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daemon, over the session bus, followed: what it says is asked for again whenever it tells that it is new. Nothing here
 * waits. A daemon that ends or comes back is followed, too; only ms_remote_start and ms_remote_check start one.
 */
#pragma once

#include "faces/mailseal-dbus.h"

G_BEGIN_DECLS

#define MS_REMOTE_NAME "org.mailseal.Mailseal1"
#define MS_REMOTE_PATH "/org/mailseal/Mailseal1"

typedef struct _MsRemote MsRemote;

typedef enum
{
  MS_REMOTE_STARTING, /* nothing is known yet */
  MS_REMOTE_READY,
  MS_REMOTE_MISSING /* it is not there, or does not answer; what it said last may still be shown */
} MsRemotePhase;

typedef struct
{
  /* What GetStatus, GetAlerts and GetSettings (NULL: not wanted) answered; FALSE if it is not understood. */
  gboolean (*status) (const char *json, gpointer data);
  gboolean (*alerts) (const char *json, gpointer data);
  gboolean (*settings) (const char *json, gpointer data);
  void (*changed) (gpointer data); /* all of that, the properties, the phase or the number of checks are others */
  /* A check of a server (NULL: of all) has ended; `refusal`: the sentence why there was none, or NULL. */
  void (*checked) (const char *url, const char *refusal, gpointer data);
} MsRemoteEvents;

/* Does nothing until it is started. `events` must live as long, and may not free it. */
MsRemote *ms_remote_new (const MsRemoteEvents *events, gpointer data);
void ms_remote_free (MsRemote *remote);

void ms_remote_start (MsRemote *remote); /* reaches for the daemon; D-Bus starts one that is not running */
/* Looks at a server now (NULL: at all), and starts the daemon if it is not there; nothing before there is a proxy. */
void ms_remote_check (MsRemote *remote, const char *url);

MsRemotePhase ms_remote_phase (const MsRemote *remote);
gboolean ms_remote_is_there (const MsRemote *remote);
guint ms_remote_checks (const MsRemote *remote);        /* checks under way */
const char *ms_remote_problem (const MsRemote *remote); /* why it is missing, a sentence; "" if nobody said */
MsDBusMailseal1 *
ms_remote_proxy (const MsRemote *remote); /* for its other methods and properties; NULL before the first answer */

/* Its texts are in the language of whoever asks last: ours. Handled before whatever is called after it. */
void ms_remote_tell_locale (MsDBusMailseal1 *proxy);

G_END_DECLS
