//! Pictures of the screen, drawn by the real loop from keys as people write them.

use crate::support::{appearance, keys, picture, pictures, state, state_with};
use bouncedex::explorer::print::{play, play_events, text_of};
use bouncedex::explorer::theme::{Glyphs, Theme};
use bouncedex::explorer::update::{Event, update};
use ratatui::style::Color;

pictures! {
    state();

    the_first_screen: 120 x 36, "";
    a_query_side_by_side: 120 x 36, "gmail dmarc";
    reading_side_by_side: 120 x 36, "5.7.26<Enter>";
    reading_beside_the_list: 120 x 36, "5.7.26<Enter>z";
    a_link_selected: 120 x 36, "5.2.2<Enter><Shift-Tab>";
    a_page_that_a_link_led_to: 80 x 24, "5.2.2<Enter><Shift-Tab><Enter>";
    the_help: 120 x 36, "<F1>";
    the_guide: 120 x 36, "<F2>";
    a_code_stacked: 80 x 24, "5.7.26";
    reading_stacked_to_the_end: 80 x 24, "5.7.26<Enter>G";
    a_tab_stacked: 80 x 24, "<Tab><Tab>";
    fewer_words_stacked: 80 x 24, "gmail quoat";
    nothing_to_offer: 80 x 24, "xyzzy";
    an_unknown_field_value: 80 x 24, "provider:gmial";
    nothing_under_this_tab: 80 x 24, "<Tab>full";
    the_help_scrolled_in_a_small_window: 80 x 24, "<F1>G";
    a_list_in_one_pane: 40 x 12, "full";
    reading_in_one_pane: 40 x 12, "full<Enter>";
    a_link_in_one_pane: 40 x 12, "5.2.2<Enter><Tab>";
    reading_in_the_smallest_window: 24 x 4, "5.1.1<Enter>";
    the_best_answer: 24 x 4, "5.1.1";
    the_picker_over_a_query: 120 x 36, "mailbox<Ctrl-T>";
    the_picker_narrowed: 80 x 24, "mailbox<Ctrl-T>mai";
    the_picker_in_one_pane: 40 x 12, "mailbox<Ctrl-T>a<Down>";
    the_picker_with_nothing_left: 80 x 24, "<Ctrl-T>xyzzy";
    wide_characters_keep_their_columns: 60 x 12, "apple";
    reading_wide_characters: 60 x 12, "受信<Enter>";
}

/// What a person pastes, as a terminal sends it.
const PASTED: &str = "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r550-5.7.26 \
    Gmail requires all senders to authenticate with either SPF or DKIM.\r550 5.7.26 x17si - gsmtp\r";

#[test]
fn a_pasted_reply_is_explained() {
    let mut state = state();
    let frame = play_events(&mut state, [Event::Paste(PASTED.to_owned())], 80, 24);
    insta::assert_snapshot!(picture(&state, &frame));
}

#[test]
fn escape_leaves_a_pasted_reply_to_the_untouched_search() {
    let mut state = state();
    let mut events: Vec<_> = keys("5.1.1<Down>").into_iter().map(Event::Key).collect();
    let before = text_of(&play_events(&mut state, events.clone(), 80, 24));
    events = vec![Event::Paste(PASTED.to_owned())];
    events.extend(keys("jjk<Esc>").into_iter().map(Event::Key));
    assert_eq!(text_of(&play_events(&mut state, events, 80, 24)), before);
}

#[test]
fn a_pasted_reply_cannot_act_on_the_terminal() {
    let mut state = state();
    let paste = Event::Paste("550 5.1.1 user unknown \x1b[2J\u{202e}\x07 no such user".to_owned());
    let text = text_of(&play_events(&mut state, [paste], 80, 24));
    assert!(
        text.contains("user unknown ␛[2J\\u{202e}␇ no such user"),
        "{text}"
    );
    assert!(
        text.chars()
            .all(|c| c == '\n' || !bouncedex::sanitize::is_unsafe(c))
    );
}

#[test]
fn monochrome_names_no_colour_but_keeps_glyphs_and_words() {
    let mut appearance = appearance();
    appearance.theme = Theme::monochrome();
    let mut state = state_with("", appearance);
    let frame = play(&mut state, &keys("full"), 80, 24);
    insta::assert_snapshot!(picture(&state, &frame));
}

#[test]
fn ascii_draws_nothing_else() {
    let mut appearance = appearance();
    appearance.glyphs = Glyphs::ASCII;
    let mut state = state_with("", appearance);
    for keys_text in [
        "",
        "5.7.26",
        "<Enter>",
        "<Esc><F1>",
        "<Esc><Ctrl-T>",
        "mail",
        "<Esc><F1>",
        "<F2>",
        "<Esc><Esc>quoat",
    ] {
        let frame = play(&mut state, &keys(keys_text), 120, 36);
        let text = text_of(&frame);
        // The catalogue's own words may hold other characters; the program's must not.
        let foreign: Vec<_> = text
            .chars()
            .filter(|c| !c.is_ascii() && !"überfüllt受信拒否".contains(*c))
            .collect();
        assert!(foreign.is_empty(), "{foreign:?} in\n{text}");
    }
}

#[test]
fn every_size_draws() {
    for (keys_text, step) in [
        ("", 1),
        ("5.7.26<Enter>", 1),
        ("quoat", 7),
        ("<F1>", 7),
        ("<Ctrl-T>o", 3),
        ("<F2>G", 7),
    ] {
        let mut state = state();
        play(&mut state, &keys(keys_text), 80, 24);
        for width in (1..=145).step_by(step) {
            for height in (1..=45).step_by(step) {
                play(&mut state, &[], width, height);
            }
        }
    }
}

#[test]
fn a_terminal_without_columns_or_rows_draws_nothing() {
    for (width, height) in [(0, 0), (0, 24), (80, 0)] {
        let mut state = state();
        let frame = play(&mut state, &keys("5.7.26<Enter>G<F1>"), width, height);
        assert_eq!(text_of(&frame).trim(), "");
    }
}

#[test]
fn a_heading_is_never_the_last_visible_row() {
    for height in 5..=45 {
        for width in [40, 80, 120] {
            let mut state = state();
            let frame = play(&mut state, &[], width, height);
            let results = state.layout().results;
            if results.height < 2 {
                continue;
            }
            let text = text_of(&frame);
            let last = text
                .lines()
                .nth(usize::from(results.bottom() - 1))
                .unwrap_or_default();
            let last: String = last.chars().take(usize::from(results.width)).collect();
            assert!(!last.contains("─"), "{width}x{height}: {last}");
        }
    }
}

#[test]
fn pasted_control_characters_never_reach_the_screen() {
    let mut state = state();
    let paste = Event::Paste("mailbox\x1b[2J\u{202e}\rfull\u{9b}31m\x07".to_owned());
    let frame = play_events(&mut state, [paste], 120, 36);
    let text = text_of(&frame);
    assert!(
        text.chars()
            .all(|c| c == '\n' || !bouncedex::sanitize::is_unsafe(c)),
        "{text:?}"
    );
    assert!(text.starts_with(" › mailbox[2J full31m"), "{text}");
}

/// What is to be read has the terminal's own colour; others are for signs, whose shape says the same.
#[test]
fn only_signs_have_colours() {
    for pressed in [
        "",
        "5.7.26",
        "5.7.26<Enter>",
        "5.7.26<Enter>z<Tab><Tab>",
        "421<Alt-m>",
        "zzzqqq",
        "<F1>",
        "<F2>",
        "<Ctrl-T>",
    ] {
        let mut state = state();
        let frame = play(&mut state, &keys(pressed), 120, 60);
        for cell in frame.content() {
            let is_sign = ["✗", "↻", "✓", " "].contains(&cell.symbol());
            let is_plain = (cell.fg, cell.bg) == (Color::Reset, Color::Reset);
            assert!(is_plain || is_sign, "{pressed}: {cell:?}");
        }
    }
}

#[test]
fn the_smallest_screen_says_which_of_how_many_it_shows() {
    let mut state = state();
    let text = text_of(&play(&mut state, &keys("5.7.26<Down>"), 24, 4));
    assert!(text.starts_with(" › 5.7.26           2/3"), "{text}");
}

#[test]
fn help_starts_with_the_keys_that_work_now() {
    for (pressed, first) in [("<F1>", "Down, Ctrl-N"), ("<Enter><F1>", "j, ")] {
        for (width, height) in [(40, 12), (80, 24)] {
            let text = text_of(&play(&mut state(), &keys(pressed), width, height));
            let line = text.lines().nth(2).unwrap_or_default();
            assert!(line.contains(first), "{text}");
        }
    }
}

#[test]
fn help_leads_back_to_what_it_covers() {
    for pressed in ["<F1><Esc>", "<F1><F1>", "<F1><F2><F1><Esc>", "<F2>g<Esc>"] {
        let mut state = state();
        let paste = Event::Paste("550 5.1.1 <jo@example.org>: user unknown".to_owned());
        update(&mut state, paste);
        let shown = text_of(&play(&mut state, &[], 80, 24));
        let again = text_of(&play(&mut state, &keys(pressed), 80, 24));
        assert_eq!(shown, again, "{pressed}");
    }
}
