/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon says, as the tray needs it. Pure: JSON (B2, B6) in, values out. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MS_LOOK_OK,
  MS_LOOK_ATTENTION,
  MS_LOOK_PROBLEM,
  MS_LOOK_UNKNOWN
} MsLook;

typedef enum
{
  MS_HALF_RECEIVING,
  MS_HALF_SENDING,
  MS_HALF_OTHER
} MsHalf;

typedef struct
{
  char *name;
  char *account; /* servers of equal account are one account */
  MsHalf half;
  char *url;
  char *state;
  char *summary;
  gboolean has_days;
  gint64 days; /* until the first certificate ends */
} MsRow;

typedef struct
{
  char *id;
  char *step;
  char *title;
  char *text;
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
  GPtrArray *rows;    /* MsRow*, worst first */
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
char *ms_notice_text (const MsNotice *notice);                       /* what it means, short; free it */
MsLook ms_view_look (const MsView *view);
gboolean ms_view_calls (const MsView *view); /* is there a problem that the user has not answered to? */
MsLook ms_state_look (const char *state);
int ms_state_weight (const char *state); /* 0: the worst */
const char *ms_look_icon (MsLook look);  /* "org.mailseal.Mailseal-ok" */

G_END_DECLS
