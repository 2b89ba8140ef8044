/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message to send to the provider: `mailseal report`. Pure. */
#pragma once

#include "model/verdict.h"

G_BEGIN_DECLS

/*
 * What was served, when, from which address, what is wrong with it and what to do, ready to be sent; free it. Nothing in it is
 * private: no name or address of the user or of this computer. `all_is_well`: set when there is nothing to report.
 */
char *ms_report_text (const MsVerdict *verdict, gboolean *ret_all_is_well);

G_END_DECLS
