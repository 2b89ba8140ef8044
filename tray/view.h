/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon says, as the tray needs it. Pure: JSON (B2, B6) in, values out. */
#pragma once

#include "faces/states.h"

G_BEGIN_DECLS

typedef enum
{
  MS_LOOK_OK,
  MS_LOOK_ATTENTION,
  MS_LOOK_PROBLEM,
  MS_LOOK_UNKNOWN
} MsLook;

typedef struct
{
  char *name;
  char *account; /* servers of equal account are one account */
  MsDirection direction;
  char *url;
  MsLevel level;
  char *summary;
  gboolean has_days;
  gint64 days; /* until the first certificate ends */
} MsViewServer;

typedef struct
{
  char *id;
  char *step;
  char *title;
  char *about, *what; /* the title in two: whom it speaks of, and a sentence; "": it is about nobody */
  char *text;         /* what it means, short */
  char *advice;
  char *url; /* of a server that it is about; "": none */
  MsLook look;
  gboolean grave; /* somebody may be reading the mail */
  gboolean tell;
  gboolean told;     /* the daemon knows that this step was told */
  gboolean open;     /* not resolved */
  gboolean silenced; /* the user knows, or is reminded later */
} MsNotice;

typedef struct
{
  gboolean running;  /* the daemon is there */
  gboolean checking; /* it looks because the user wanted it */
  char *state;
  char *summary;
  GStrv own_notices;  /* about Mailseal itself; never NULL */
  char *welcome;      /* to be shown once: a title, a line end, a text; "" or NULL: nothing */
  char *tray_icon;    /* auto, symbolic or color; NULL while unknown */
  GPtrArray *servers; /* MsViewServer*, worst first */
  GPtrArray *notices; /* MsNotice* */
} MsView;

MsView *ms_view_new (void);
void ms_view_free (MsView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsView, ms_view_free)

/* Replace what the view holds; FALSE (and nothing changed) if the text is not what the contract says. */
gboolean ms_view_set_status (MsView *view, const char *json);
gboolean ms_view_set_alerts (MsView *view, const char *json);
gboolean ms_view_set_settings (MsView *view, const char *json);

const MsNotice *ms_view_notice (const MsView *view, const char *id); /* NULL: there is none */
MsLook ms_view_look (const MsView *view);
gboolean ms_view_calls (const MsView *view); /* is there a problem that the user has not answered to? */
MsLook ms_level_look (MsLevel level);
const char *ms_look_icon (MsLook look); /* "org.mailseal.Mailseal-ok" */

G_END_DECLS
