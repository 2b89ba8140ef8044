/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room of trust.c: which authority on a way did what it may not, for words. That something is wrong, path.c has found out. */
#pragma once

#include "check/x509/path.h"

G_BEGIN_DECLS

/*
 * Of a path whose status says that a signer is no authority or breaks a limit: the gravest of what there is, and the subject of
 * whom it is said (*ret_who, free it), the lowest first. BE_SAID and NULL: neither of these. Proves nothing, and excuses nothing.
 */
MsMayNot ms_limits_broken (const MsAuthorities *authorities, const MsPath *path, char **ret_who);

G_END_DECLS
