/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/inquiry.h"

#include "check/probe/records.h"
#include "model/address.h"

#include <string.h>

#define HOSTS      "/etc/hosts"
#define MAX_ADVICE 64 /* names that DNS gives */

struct _MsInquiry
{
  char *host;
  GPtrArray *questions;               /* Question* without an answer */
  GPtrArray *answers[MS_N_INQUIRIES]; /* char*: names, or addresses */
  GStrv pinned;                       /* what the hosts file gives, NULL if nothing of interest */
  void (*answered) (gpointer data);
  gpointer data;
};

typedef struct
{
  MsInquiry *inquiry;
  MsResolve *resolve;
  MsInquiryTopic topic;
} Question;

static void
question_free (Question *question)
{
  ms_resolve_cancel (question->resolve);
  g_free (question);
}

static void
answered_cb (const GPtrArray *found, const char *error, gpointer data)
{
  Question *question = data;
  MsInquiry *inquiry = question->inquiry;
  GPtrArray *into = inquiry->answers[question->topic];

  (void) error;
  for (guint i = 0; found != NULL && i < found->len && into->len < MAX_ADVICE; i++)
    g_ptr_array_add (into, g_strdup (g_ptr_array_index (found, i)));
  g_ptr_array_remove_fast (inquiry->questions, question); /* frees it */
  inquiry->answered (inquiry->data);
}

static void
ask (MsInquiry *inquiry, MsInquiryTopic topic, const char *name, MsRecord record)
{
  Question *question;

  if (name == NULL || strchr (name, '.') == NULL)
    return;
  question = g_new0 (Question, 1);
  question->inquiry = inquiry;
  question->topic = topic;
  g_ptr_array_add (inquiry->questions, question);
  question->resolve = ms_records_ask (name, record, answered_cb, question);
}

gboolean
ms_inquiry_waits (const MsInquiry *inquiry, MsInquiryTopic topic)
{
  for (guint i = 0; i < inquiry->questions->len; i++)
    if (((Question *) g_ptr_array_index (inquiry->questions, i))->topic == topic)
      return TRUE;
  return FALSE;
}

void
ms_inquiry_stop (MsInquiry *inquiry, MsInquiryTopic topic)
{
  for (guint i = inquiry->questions->len; i > 0; i--)
    if (((Question *) g_ptr_array_index (inquiry->questions, i - 1))->topic == topic)
      g_ptr_array_remove_index_fast (inquiry->questions, i - 1);
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

/* RFC 6186 and RFC 8314 5.1: the label under which a provider publishes this service; NULL if there is none. */
static const char *
srv_label (MsService service)
{
  switch (service)
    {
    case MS_SERVICE_IMAPS:
      return "_imaps._tcp";
    case MS_SERVICE_IMAP:
      return "_imap._tcp";
    case MS_SERVICE_POP3S:
      return "_pop3s._tcp";
    case MS_SERVICE_POP3:
      return "_pop3._tcp";
    case MS_SERVICE_SMTPS:
      return "_submissions._tcp";
    case MS_SERVICE_SUBMISSION:
      return "_submission._tcp";
    case MS_SERVICE_SIEVE:
      return "_sieve._tcp"; /* RFC 5804 1.8 */
    case MS_SERVICE_SMTP:
    case MS_SERVICE_HTTPS:
    case MS_SERVICE_ANY:
      break;
    }
  return NULL;
}

/* The mail servers that this domain publishes. */
static void
ask_domain (MsInquiry *inquiry, MsService service, const char *domain)
{
  const char *label = srv_label (service);
  g_autofree char *srv = domain != NULL && label != NULL ? g_strconcat (label, ".", domain, NULL) : NULL;

  ask (inquiry, MS_INQUIRY_NAMES, domain, MS_RECORD_MX);
  ask (inquiry, MS_INQUIRY_NAMES, srv, MS_RECORD_SRV);
}

void
ms_inquiry_ask_names (MsInquiry *inquiry, MsService service, const MsSighting *sighting, guint max)
{
  const MsCertificate *leaf = ms_sighting_leaf (sighting);
  const char *host = g_hostname_is_ip_address (inquiry->host) ? NULL : inquiry->host, *wild = NULL;
  const char *above = host != NULL && strchr (host, '.') != NULL ? strchr (host, '.') + 1 : NULL;
  g_autofree char *reverse = ms_records_reverse_name (sighting->address);

  for (guint i = 0; wild == NULL && i < leaf->n_dns; i++)
    wild = g_str_has_prefix (leaf->names[i], "*.") ? leaf->names[i] + 2 : NULL;
  if (wild == NULL && leaf->n_dns <= max)
    return;
  ask (inquiry, MS_INQUIRY_NAMES, host, MS_RECORD_CNAME);
  ask_domain (inquiry, service, host);
  ask_domain (inquiry, service, above);
  if (g_strcmp0 (wild, host) != 0 && g_strcmp0 (wild, above) != 0)
    ask_domain (inquiry, service, wild);
  ask (inquiry, MS_INQUIRY_NAMES, reverse, MS_RECORD_PTR);
}

GStrv
ms_inquiry_names (const MsInquiry *inquiry)
{
  const GPtrArray *names = inquiry->answers[MS_INQUIRY_NAMES];
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (list, g_ptr_array_index (names, i));
  return g_strv_builder_end (list);
}

/* ---- the hosts file ---------------------------------------------------------------------------------------------- */

static void
ask_about_pin (MsInquiry *inquiry)
{
  const char *host = inquiry->host;
  g_auto (GStrv) pinned = NULL;

  if (g_hostname_is_ip_address (host) || strchr (host, '.') == NULL)
    return;
  pinned = ms_hosts_addresses (HOSTS, host);
  for (guint i = 0; pinned[i] != NULL; i++)
    if (ms_address_is_loopback (pinned[i]))
      return;
  if (pinned[0] == NULL)
    return;
  inquiry->pinned = g_steal_pointer (&pinned);
  ask (inquiry, MS_INQUIRY_PIN, host, MS_RECORD_A);
  ask (inquiry, MS_INQUIRY_PIN, host, MS_RECORD_AAAA);
}

void
ms_inquiry_judge_pin (const MsInquiry *inquiry, MsHints *hints)
{
  const GPtrArray *in_dns = inquiry->answers[MS_INQUIRY_PIN];

  if (inquiry->pinned == NULL || in_dns->len == 0)
    return;
  for (guint i = 0; i < in_dns->len; i++)
    if (g_strv_contains ((const char *const *) inquiry->pinned, g_ptr_array_index (in_dns, i)))
      return;
  hints->pinned = g_strdup (inquiry->pinned[0]);
  hints->published = g_strdup (g_ptr_array_index (in_dns, 0));
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

MsInquiry *
ms_inquiry_new (const char *host, void (*answered) (gpointer data), gpointer data)
{
  MsInquiry *inquiry = g_new0 (MsInquiry, 1);

  inquiry->host = g_strdup (host);
  inquiry->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) question_free);
  for (guint i = 0; i < MS_N_INQUIRIES; i++)
    inquiry->answers[i] = g_ptr_array_new_with_free_func (g_free);
  inquiry->answered = answered;
  inquiry->data = data;
  ask_about_pin (inquiry);
  return inquiry;
}

void
ms_inquiry_free (MsInquiry *inquiry)
{
  if (inquiry == NULL)
    return;
  g_ptr_array_unref (inquiry->questions);
  for (guint i = 0; i < MS_N_INQUIRIES; i++)
    g_ptr_array_unref (inquiry->answers[i]);
  g_strfreev (inquiry->pinned);
  g_free (inquiry->host);
  g_free (inquiry);
}
