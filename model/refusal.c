/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/refusal.h"

#include "model/text.h"

static const char *const names[MS_N_REFUSALS] = {
  NULL,        "chain",       "must-staple",   "ca-as-server", "key-type",   "key-usage",
  "signature", "tls-version", "cipher", "renegotiation", "distrusted",   "hello-size",
};

const char *
ms_refusal_name (MsRefusal refusal)
{
  return names[refusal];
}

MsRefusal
ms_refusal_from_name (const char *name)
{
  guint i;
  return name != NULL && ms_name_index (names, G_N_ELEMENTS (names), name, &i) ? (MsRefusal) i : MS_REFUSAL_NONE;
}
