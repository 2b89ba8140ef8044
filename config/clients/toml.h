/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of TOML that settings need: tables, dotted keys, strings, numbers, booleans, inline tables; arrays are passed over. */
#pragma once

#include "config/clients/text.h"

G_BEGIN_DECLS

#define MS_TOML_DEPTH 12

/*
 * path: the names of the tables and the key, outermost first. value: a string unescaped, which lives as long as the text;
 * or (string is FALSE) a number or word as written, which does not outlive the call.
 */
typedef void (*MsTomlFound) (const char *const *path, guint depth, const char *value, gboolean string, gpointer data);

/* A bad line is passed over. Cuts the text up. */
void ms_toml_read (MsText *text, MsTomlFound found, gpointer data);

G_END_DECLS
