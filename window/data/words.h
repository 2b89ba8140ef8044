/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, dates and icons for what the daemon says in codes. No sentence about a finding: those are the daemon's. */
#pragma once

#include "window/data/state.h"

G_BEGIN_DECLS

const char *ms_words_level (MsLevel level);       /* "Problem"; for those who do not see the icon */
const char *ms_words_level_icon (MsLevel level);  /* told apart by shape */
const char *ms_words_level_class (MsLevel level); /* of style.css: told apart by colour */
const char *ms_words_direction (MsDirection half);
const char *ms_words_protocol (const char *protocol); /* "imap" -> "IMAP"; "" if it is not known */

char *ms_words_days_left (const MsLife *life); /* "41 days left"; NULL: not known */
char *ms_words_life (const MsLife *life);      /* from when to when, for a tooltip; NULL: not known */
char *ms_words_renewal (const MsLife *life);   /* when it is usually renewed: what the mark is; NULL */
char *ms_words_date (gint64 seconds);          /* "13 February 2027", here */
/* What the user has said about an alert (NULL: there is none); NULL: nothing. */
char *ms_words_silence (JsonObject *alert);
char *ms_words_time (JsonObject *object, const char *member);             /* date and time, here; NULL: none */
char *ms_words_certificate_time (JsonObject *object, const char *member); /* the same; knows certificates without an end */
char *ms_words_service (const MsServerItem *server);                      /* "imap.example.org · IMAP" */
char *ms_words_fingerprint (const char *hex); /* in groups that can be compared by eye and by telephone */

G_END_DECLS
