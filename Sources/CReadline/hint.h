// A line below the one that is being edited. readline knows nothing of it and offers nothing for it, so this draws around
// readline's own display and leaves cursor and picture as readline left them.
#pragma once

// Which screen row of the edited text is the last, and on which the cursor stands, counted from the prompt's row. The
// library exports both (display.c) and declares neither; every other way to know them would repeat how it wraps a line.
extern int _rl_vis_botlin;
extern int _rl_last_v_pos;

// With another function than its own in this place readline takes the terminal for one that knows no commands
// (terminal.c), and a new size for somebody else's business. So it is there between those two only: NULL takes it away.
static inline void sysh_hint_install(void (*redisplay)(void)) {
  rl_redisplay_function = redisplay ? redisplay : rl_redisplay;
}

static inline int sysh_hint_last_row(void) { return _rl_vis_botlin; }
static inline int sysh_hint_cursor_row(void) { return _rl_last_v_pos; }

// Whether the text that is shown is a search or a count and not the line.
static inline int sysh_hint_is_elsewhere(void) {
  return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG) || rl_done ||
         (rl_display_prompt && rl_prompt && rl_display_prompt != rl_prompt);
}

static inline void sysh_hint_screen(int *rows, int *columns) { rl_get_screen_size(rows, columns); }

static inline void sysh_hint_write(const char *text) {
  fputs(text, rl_outstream);
  fflush(rl_outstream);
}
