/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The D-Bus face (B8). The only file of the daemon with GVariant; knows nothing of the engine but this table. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MsBus MsBus;

/* Answers a call that takes its time; exactly one of the two is non-NULL. */
typedef struct _MsReply MsReply;
void ms_reply_ok (MsReply *reply, const char *text);           /* text is ignored by methods without a result */
void ms_reply_failed (MsReply *reply, const char *message);    /* one sentence for the user */
void ms_reply_ambiguous (MsReply *reply, const char *message); /* failed, because it must be said more exactly */

typedef struct
{
  gboolean key;       /* the key, not the certificate */
  const char *until;  /* "Nd" or a date; NULL: no end */
  const char *reason; /* NULL: none */
} MsAcceptOptions;

/* Of a method with one text: a server unless it says otherwise. */
typedef void (*MsBusMethod) (const char *text, MsReply *reply, gpointer data);

/* All take `data`. A method answers its reply once, now or later. */
typedef struct
{
  char *(*get_status) (gpointer data); /* JSON array of B2 objects */
  char *(*get_alerts) (gpointer data); /* JSON array of B6 objects, resolved ones too */
  MsBusMethod check;                   /* "": all */
  MsBusMethod add;                     /* a target */
  MsBusMethod remove;
  MsBusMethod acknowledge; /* an alert */
  void (*snooze) (const char *alert, const char *until, MsReply *reply, gpointer data);
  void (*accept) (const char *server, const MsAcceptOptions *options, MsReply *reply, gpointer data);
  MsBusMethod history;
  MsBusMethod why;
  MsBusMethod programs;
  char *(*get_settings) (gpointer data);                                                           /* a JSON object */
  void (*configure) (const char *server, const char *const *pairs, MsReply *reply, gpointer data); /* key, value, ..., NULL */
  MsBusMethod timeline;
  MsBusMethod export;
  MsBusMethod report;
  void (*told) (const char *alert, const char *step, MsReply *reply, gpointer data);
  MsBusMethod set_locale; /* a locale */
} MsBusOps;

typedef struct
{
  void (*owned) (gpointer data);                 /* the name is ours: the daemon may begin */
  void (*lost) (const char *why, gpointer data); /* the name or the bus is gone: the daemon ends */
} MsBusEvents;

/* Both tables are lent, each with its own data. */
MsBus *ms_bus_new (const MsBusOps *ops, gpointer ops_data, const MsBusEvents *events, gpointer data);
void ms_bus_free (MsBus *bus);
void ms_bus_set_state (MsBus *bus, const char *state, const char *summary); /* properties, only told when they change */
void ms_bus_set_notices (MsBus *bus, const char *const *notices);           /* sentences, valid UTF-8 */
void ms_bus_set_store (MsBus *bus, const char *const *notices);             /* those of them that are about the store */
void ms_bus_set_welcome (MsBus *bus, const char *text);                     /* "": nothing (more) to say */
void ms_bus_server_changed (MsBus *bus, const char *url);
void ms_bus_alert_changed (MsBus *bus, const char *id);

G_END_DECLS
