/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the tray's menu: how it is, the accounts, what can be done. Pure. */
#pragma once

#include "tray/view.h"

G_BEGIN_DECLS

/* What `action` of an entry starts with; behind "open:" stands the URL of a server, or nothing. */
#define MS_ACTION_OPEN        "open:"
#define MS_ACTION_CHECK       "check"
#define MS_ACTION_LATER       "later"
#define MS_ACTION_PREFERENCES "preferences"
#define MS_ACTION_QUIT        "quit"

typedef struct
{
  char *label;  /* NULL: a separator */
  char *action; /* NULL: only to be read */
} MsMenuEntry;

void ms_menu_entry_free (MsMenuEntry *entry);

const char *ms_headline (const MsView *view);   /* one sentence for all of it */
GPtrArray *ms_entries_new (const MsView *view); /* MsMenuEntry*; worst accounts first */

G_END_DECLS
