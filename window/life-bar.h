/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a certificate as a bar: from its begin to its end, what is left in colour, a mark where a renewal is to be
 * expected.
 */
#pragma once

#include "window/data/state.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MS_TYPE_LIFE_BAR (ms_life_bar_get_type ())
G_DECLARE_FINAL_TYPE (MsLifeBar, ms_life_bar, MS, LIFE_BAR, GtkWidget)

void ms_life_bar_set (MsLifeBar *bar, const MsLife *life); /* hidden if the life is not known */

G_END_DECLS
