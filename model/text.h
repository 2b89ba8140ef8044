/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text from outside, and times as text. Times are seconds since the epoch, UTC, everywhere. Every string is valid UTF-8 without
 * control characters once it has passed ms_visible() (done where bytes enter: probe and x509).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Bytes of a stranger as one line of visible, valid UTF-8: controls, bidi overrides and invalid bytes become \xHH or
 * \u{HHHH}; at most `max` characters, then an ellipsis. Free the result. length -1: up to the NUL.
 */
char *ms_visible (const char *bytes, gssize length, guint max);

/*
 * What somebody typed or wrote down as a server may hold a user name and a password (RFC 3986 3.2.1), in any disguise: without a
 * scheme, percent-encoded, with a wide @. Whatever shows such a text again goes through one of these. An address holds none.
 */
gboolean ms_has_userinfo (const char *text, gssize length);
char *ms_without_userinfo (const char *text);                /* as it is, but *** in its place; free it */
char *ms_shown (const char *text, gssize length, guint max); /* the same, and as ms_visible() */

char *ms_time_string (gint64 time);                          /* RFC 3339, UTC, "2026-11-23T20:00:00Z"; free it */
gboolean ms_time_parse (const char *text, gint64 *ret_time); /* RFC 3339 (a zone is needed) */

/* Which of these n names is it? Its place in *ret_index; FALSE if none of them (NULL is none). */
gboolean ms_name_index (const char *const *names, guint n, const char *name, guint *ret_index);

G_END_DECLS
