/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The history of a server, laid out: the JSON of Timeline in, what stands where on an axis of time out. Pure; whatever the JSON
 * holds, the result is bounded. Times are seconds since 1970.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *subject, *issuer, *names, *serial, *key, *signature, *sha256, *spki_sha256, *addresses; /* never NULL */
  gint64 not_before, not_after;
  gboolean endless; /* no not_after */
  gint64 first_seen, last_seen;
  gboolean current;
} MsTimelineCertificate;

typedef enum
{
  MS_TIMELINE_CERTIFICATE,
  MS_TIMELINE_RENEWED,
  MS_TIMELINE_CHANGED,
  MS_TIMELINE_PROBLEM,
  MS_TIMELINE_SOLVED,
  MS_TIMELINE_NOTE,
  MS_TIMELINE_EXPECTED /* the next renewal */
} MsTimelineKind;

typedef struct
{
  MsTimelineKind kind;
  gint64 begin, end;                      /* what it covers; a mark stands at its begin */
  guint lane;                             /* 0 is the uppermost; MS_LANE_ABOVE: above all of them */
  const MsTimelineCertificate *now, *old; /* a certificate and the one before it; each may be NULL */
  GPtrArray *lines;                       /* char*: what happened, oldest first */
  guint left_out;                         /* lines that are not kept, being too many */
} MsTimelineEntry;

#define MS_LANE_ABOVE G_MAXUINT

typedef struct
{
  gint64 now, begin, end; /* the axis */
  guint lanes;
  gboolean above;          /* there are items above the lanes */
  guint width;             /* pixels below which items would hide each other */
  GPtrArray *certificates; /* MsTimelineCertificate*, oldest first */
  GPtrArray *items;        /* MsTimelineEntry*, by time */
} MsTimelineData;

/* Never NULL; empty if there is nothing to be shown. `now` is for a JSON that does not tell the time. */
MsTimelineData *ms_timeline_data_new (const char *json, gint64 now);
void ms_timeline_data_free (MsTimelineData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsTimelineData, ms_timeline_data_free)

/* ---- the axis ---- */

typedef struct
{
  gint64 when;
  char *label;
} MsTick;

/* At most `most` dates, evenly spread over the axis, in the user's time zone and language. */
GArray *ms_timeline_ticks (const MsTimelineData *data, guint most);

/* ---- in words ---- */

const char *ms_timeline_kind_word (MsTimelineKind kind);
char *ms_timeline_title (const MsTimelineEntry *item); /* one line: what it is, and when */
char *ms_timeline_name (const MsTimelineEntry *item);  /* the same with all that the drawing shows; for those who do not see it */

typedef struct
{
  const char *title;
  char *old, *now; /* "" if there is none */
  gboolean differs;
  gboolean a_number; /* that is copied rather than read */
} MsPair;

/* Two certificates, line by line; `old` may be NULL. Free it. */
GPtrArray *ms_timeline_compare (const MsTimelineCertificate *old, const MsTimelineCertificate *now);

G_END_DECLS
