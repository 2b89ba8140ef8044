/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One problem, told once per step, however many servers it touches. */
#pragma once

#include "model/finding.h"

G_BEGIN_DECLS

typedef enum
{
  MS_STEP_NOTICED,
  MS_STEP_WORSE,
  MS_STEP_URGENT,
  MS_STEP_EXPIRED,
  MS_STEP_RESOLVED,
} MsStep;

const char *ms_step_name (MsStep step);
gboolean ms_step_from_name (const char *name, MsStep *ret_step);

typedef struct
{
  char *id; /* [a-z0-9-]+ */
  MsCode code;
  MsSeverity severity;
  MsWho who;
  MsStep step;
  char *cause;   /* what makes it one problem: lines of daemon/judge/cause.h */
  GStrv servers; /* URLs, sorted */
  char *title;   /* as said */
  char *text;
  char *advice;
  char *about; /* of whom the title speaks, "mail.example.org and 2 more"; NULL: of no server. Not stored, as the next two */
  char *what;  /* what the title says of it, as a sentence; NULL until it is said anew */
  char *brief; /* the text in one sentence; likewise */
  gint64 since;
  gint64 told;    /* when this step was told; 0 = not yet */
  gboolean tell;  /* somebody who can should tell it now */
  gboolean grave; /* whatever its code: somebody may be reading along */
  gboolean acknowledged;
  gint64 snoozed_until; /* 0 = not snoozed; G_MAXINT64 = until renewed */
  gint64 resolved;      /* when; 0 = open */
  MsStep reached;       /* resolved: the step before that */
} MsAlert;

MsAlert *ms_alert_new (const char *id, MsCode code);
MsAlert *ms_alert_copy (const MsAlert *alert);
void ms_alert_free (MsAlert *alert);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsAlert, ms_alert_free)

G_END_DECLS
