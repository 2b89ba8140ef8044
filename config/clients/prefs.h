/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preference files of Mozilla programs. */
#pragma once

#include "config/clients/text.h"

G_BEGIN_DECLS

/* value: a string unescaped, a number or a word as written; both lie in the text. */
typedef void (*MsPrefFound) (const char *name, const char *value, gpointer data);

/*
 * Reads user_pref(), pref(), sticky_pref() and lock_pref(), in the order of the file; a bad line is passed over. Cuts the text
 * up.
 */
void ms_prefs_read (MsText *text, MsPrefFound found, gpointer data);

G_END_DECLS
