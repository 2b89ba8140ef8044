/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first thing that each program does: it speaks its user's language. */
#pragma once

#include <glib.h>
#include <libintl.h>
#include <locale.h>

/* $MAILSEAL_LOCALE_DIR, if set, is where the translations are: a build tree has its own. */
static inline void
ms_locale_init (void)
{
  const char *own = g_getenv ("MAILSEAL_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, own != NULL ? own : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
