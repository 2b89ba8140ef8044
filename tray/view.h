/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon says, as the tray needs it. Pure: JSON (B2, B6) in, values and labels out. */
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

typedef struct
{
  char *name;
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
  gboolean critical;
  gboolean tell;
  gboolean told; /* the daemon knows that this step was told */
  gboolean open; /* not resolved */
} MsNotice;

typedef struct
{
  gboolean running; /* the daemon is there */
  char *state;
  char *summary;
  GStrv own_notices;  /* about Mailseal itself; never NULL */
  char *welcome;      /* to be shown once: a title, a line end, a text; "" or NULL: nothing */
  GPtrArray *rows;    /* MsRow*, worst first */
  GPtrArray *notices; /* MsNotice* */
} MsView;

MsView *ms_view_new (void);
void ms_view_free (MsView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsView, ms_view_free)

/* Replace what the view holds; FALSE (and nothing changed) if the text is not what the contract says. */
gboolean ms_view_set_status (MsView *view, const char *json);
gboolean ms_view_set_alerts (MsView *view, const char *json);

MsLook ms_view_look (const MsView *view);
const char *ms_look_icon (MsLook look); /* "org.mailseal.Mailseal-ok" */
char *ms_row_label (const MsRow *row);  /* "● imap.example.org – 41 days left"; free it */

G_END_DECLS
