/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notifications on the screen: one an id, however often it is shown. Which number the server gave to which id is kept in the
 * runtime folder, so that a restarted tray still closes and replaces instead of stacking.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _MsBubbles MsBubbles;

typedef enum
{
  MS_ANSWER_DETAILS,
  MS_ANSWER_LATER, /* "Remind me tomorrow" */
  MS_ANSWER_KNOWN, /* "I know" */
  MS_ANSWER_CHOOSE /* what is to be watched */
} MsAnswer;

typedef struct
{
  const char *id, *title, *body;
  const char *about, *what; /* the title in two, for where it must be short; or NULL */
  const char *advice;       /* the next step; or NULL */
  const char *icon;         /* its name */
  gboolean grave;           /* breaks through "do not disturb" */
  gboolean a_problem;       /* one can be reminded of it, or know */
  gboolean a_choice;        /* one can choose what is watched */
} MsBubble;

typedef struct
{
  void (*ready) (gpointer data); /* there is a notification server (now, or again) */
  /* `token` lets a window of ours take the focus; NULL if the server gave none. The bubble is gone. */
  void (*answered) (const char *id, MsAnswer answer, const char *token, gpointer data);
} MsBubbleEvents;

/* `theme_path`: a hicolor tree beside the system's, or NULL. `events` must live as long. */
MsBubbles *ms_bubbles_new (GDBusConnection *bus, const char *theme_path, const MsBubbleEvents *events, gpointer data);
void ms_bubbles_free (MsBubbles *bubbles);

gboolean ms_bubbles_ready (const MsBubbles *bubbles);
GStrv ms_bubbles_ids (const MsBubbles *bubbles); /* of those that stand there; free it */
gboolean ms_bubbles_show (MsBubbles *bubbles, const MsBubble *bubble);
void ms_bubbles_close (MsBubbles *bubbles, const char *id);
/* An answer to a click: replaces the one before, kept nowhere. */
void ms_bubbles_say (MsBubbles *bubbles, const char *text, const char *icon);

G_END_DECLS
