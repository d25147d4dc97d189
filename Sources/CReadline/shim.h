// readline.h needs FILE declared first and does not include <stdio.h> itself.
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <readline/readline.h>
#include <readline/history.h>

// readline is steered by global variables, which Swift 6 does not let one touch (they are shared mutable state to it).
// These functions are the only way by which the shell reaches them; all run on the one thread that owns the prompt.

// Between two lines the terminal keeps readline's modes: in canonical mode a Ctrl-D typed ahead would be taken by the
// line discipline and lost.
static inline void sysh_readline_keep_modes(void) {}

// The terminal as it was before, for a program that runs in the foreground or a question; and readline's modes again.
static inline void sysh_readline_restore_terminal(void) { rl_deprep_terminal(); }
static inline void sysh_readline_take_terminal(void) { rl_prep_terminal(1); }

static inline void sysh_readline_configure(char **(*complete)(const char *, int, int),
                                           void (*list)(char **, int, int)) {
  rl_readline_name = "sysh";
  rl_attempted_completion_function = complete;
  rl_completion_display_matches_hook = list;
  rl_attempted_completion_over = 0;
  rl_deprep_term_function = sysh_readline_keep_modes;
  // Signals arrive through the shell's signalfd.
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  // The whole line is one word to readline: where words begin is for the shell's grammar to say.
  rl_completer_word_break_characters = "";
  rl_completer_quote_characters = "";
  rl_bind_key('\t', rl_complete);
}

static inline const char *sysh_readline_line(void) { return rl_line_buffer ? rl_line_buffer : ""; }
static inline int sysh_readline_point(void) { return rl_point; }

// No file names when we have nothing to offer, and no space behind a match that goes on.
static inline void sysh_readline_matches_end(int append_space) {
  rl_attempted_completion_over = 1;
  rl_completion_suppress_append = !append_space;
  rl_sort_completion_matches = 0;
}

// Lets a completion take the place of so many bytes behind the cursor as well.
static inline void sysh_readline_skip(int bytes) {
  if (bytes > 0 && rl_point + bytes <= rl_end) rl_point += bytes;
}

// Throws the half-typed line away: Ctrl-C.
static inline void sysh_readline_discard(void) {
  rl_free_line_state();
  rl_callback_sigcleanup();
  rl_replace_line("", 0);
  rl_crlf();
  rl_on_new_line();
  rl_redisplay();
}

// Text can be printed between these two while a line is being edited; the line is drawn again below it.
// The clearing is flushed: readline writes through stdio, and the text that follows does not.
static inline void sysh_readline_hide(void) {
  rl_clear_visible_line();
  fflush(rl_outstream);
}
static inline void sysh_readline_show(void) {
  rl_on_new_line();
  rl_redisplay();
}

// The newest line of the history, NULL when it is empty.
static inline const char *sysh_history_last(void) {
  HIST_ENTRY *entry = history_length > 0 ? history_get(history_base + history_length - 1) : 0;
  return entry ? entry->line : 0;
}

static inline void sysh_readline_resize(void) { rl_resize_terminal(); }
static inline void sysh_readline_next_line(void) { rl_on_new_line(); }

#include "hint.h"
