/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What DNS, asked directly, says of a server: names that it is published under, to know better ones by, and whether the hosts
 * file leads elsewhere than everybody else is led. Room of suggest.
 */
#pragma once

#include "model/observation.h"

G_BEGIN_DECLS

typedef struct _MsInquiry MsInquiry;

typedef enum
{
  MS_INQUIRY_NAMES,
  MS_INQUIRY_PIN,
  MS_N_INQUIRIES,
} MsInquiryTopic;

/*
 * Asks about the pin at once, if the hosts file has this host, it has a dot and is not led to this computer itself (B3).
 * `answered` is called from the main loop after each answer.
 */
MsInquiry *ms_inquiry_new (const char *host, void (*answered) (gpointer data), gpointer data);
void ms_inquiry_free (MsInquiry *inquiry);

/*
 * For names, where this service shows this certificate of other names: only if that does not itself say which is the one (a
 * wildcard, or more than `max` names). Asked are the host, what it is below, and the first wildcard's domain: eight questions
 * at most.
 */
void ms_inquiry_ask_names (MsInquiry *inquiry, MsService service, const MsSighting *sighting, guint max);

/* Is an answer still to come? */
gboolean ms_inquiry_waits (const MsInquiry *inquiry, MsInquiryTopic topic);
void ms_inquiry_stop (MsInquiry *inquiry, MsInquiryTopic topic);

GStrv ms_inquiry_names (const MsInquiry *inquiry); /* what was published; free it */
/* Fills in the hints if the hosts file gives other addresses than DNS does, which must have given some. */
void ms_inquiry_judge_pin (const MsInquiry *inquiry, MsHints *hints);

G_END_DECLS
