/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One daemon a folder: a lock of the kernel's, so that it ends with its process, however that ends. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Takes the lock of this folder, if it is not had yet. *fd: -1 at first, then what holds it; close it to let go. FALSE: another
 * process has it, *ret_holder (0: not known).
 */
gboolean ms_lock_claim (const char *folder, int *fd, int *ret_holder);

G_END_DECLS
