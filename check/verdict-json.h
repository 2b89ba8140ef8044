/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model -> the JSON of B2 and B6: what stands alone as text, what is a part of something as a node. What is given is the
 * caller's.
 */
#pragma once

#include "model/alert.h"
#include "model/verdict.h"

#include "check/json.h"

G_BEGIN_DECLS

typedef struct
{
  const char *target;        /* the line as given; NULL: the URL */
  const MsServer *server;    /* add what only the daemon knows: what the user calls it, whose it is; NULL: no */
  gint64 due;                /* with it: when it is looked at next, G_MAXINT64: not planned */
  gboolean at;               /* add "at" = verdict->now */
  gboolean show;             /* add "pem" to each member of "chain" */
  gboolean verbose;          /* add "transcript" to each address */
  const GPtrArray *programs; /* MsProgram*: add what these do ("programs"); NULL: no */
} MsJsonOptions;

char *ms_verdict_json (const MsVerdict *verdict, const MsJsonOptions *options); /* one line, no newline; options may be NULL */
char *ms_waiting_json (const MsServer *server, const char *summary);            /* of a server not looked at yet */
JsonNode *ms_alert_json (const MsAlert *alert);
char *ms_target_error_json (const char *target, const char *message); /* {"target": ..., "error": ...} */
/* An entry of a history, of a kind as the interface Mailseal1 lists them; address and certificate (sha256) may be NULL. */
JsonNode *ms_event_json (gint64 when, const char *what, const char *kind, const char *text, const char *address,
                         const char *certificate);
/* What only the daemon knows of a server, as members of the object that is being built. */
void ms_json_add_server (JsonBuilder *json, const MsServer *server);

/* A certificate that a server showed, at these addresses, from first to last. */
typedef struct
{
  const MsCertificate *leaf;
  gint64 first_seen, last_seen;
  const char *const *addresses;
  gboolean current; /* it is shown now */
} MsPastCertificate;
JsonNode *ms_past_certificate_json (const MsPastCertificate *past);

G_END_DECLS
