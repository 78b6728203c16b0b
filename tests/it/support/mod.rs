//! What the tests of the screen share.

pub(crate) mod svg;

use bouncedex::CATALOGUE;
use bouncedex::catalogue::Catalogue;
use bouncedex::diagnose::Diagnoser;
use bouncedex::explorer::bindings::Bindings;
use bouncedex::explorer::keys::Key;
use bouncedex::explorer::lists::List;
use bouncedex::explorer::print::text_of;
use bouncedex::explorer::state::State;
use bouncedex::explorer::theme::{Appearance, Glyphs, Meaning, Theme};
use bouncedex::explorer::update::{Effect, Event, update};
use bouncedex::triage::breakdown::{Breakdown, Snapshot};
use bouncedex::triage::time::Clock;
use bouncedex::triage::{By, Triage};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

/// The catalogue of the pictures.
pub(crate) fn catalogue() -> Catalogue {
    let text = include_str!("../../fixtures/codes.toml");
    Catalogue::EMPTY
        .with("codes.toml", text)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub(crate) fn appearance() -> Appearance {
    Appearance {
        theme: Theme::colour(),
        glyphs: Glyphs::UNICODE,
    }
}

pub(crate) fn state() -> State {
    state_with("", appearance())
}

pub(crate) fn state_with(query: &str, appearance: Appearance) -> State {
    State::new(catalogue(), query, Bindings::default(), appearance)
}

/// A log that was counted with its senders, and the screen on what failed in it.
pub(crate) fn triaged(log: &str) -> (Triage, State) {
    let triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_800_000_000));
    let mut triage = triage.by_message();
    triage.read(log.as_bytes()).expect("a log in memory");
    let state = opened_on(&triage);
    (triage, state)
}

/// The screen on what failed in logs that were counted.
pub(crate) fn opened_on(triage: &Triage) -> State {
    let mut state = State::new(CATALOGUE, "", Bindings::default(), appearance());
    state.open_on_failures(Breakdown::awaited(By::Cause));
    let snapshot = Snapshot {
        is_last: true,
        ..Snapshot::of(&triage.tally)
    };
    update(&mut state, Event::Counted(Box::new(snapshot)));
    state.search_if_stale();
    state
}

pub(crate) fn keys(text: &str) -> Vec<Key> {
    Key::parse_all(text).unwrap_or_else(|name| panic!("<{name}> is no key"))
}

/// Presses keys, by the same door as the terminal and quickly one after the other; it has 80 by 24 cells if nothing else is said; the last effect.
pub(crate) fn press(state: &mut State, text: &str) -> Option<Effect> {
    if state.size == (0, 0) {
        update(state, Event::Resize(80, 24));
    }
    let mut last = None;
    for key in keys(text) {
        last = update(state, Event::Key(key));
        state.search_if_stale();
    }
    update(state, Event::Paused);
    last
}

/// A test for each picture of a screen: its size, and the keys that lead to it from this state.
macro_rules! pictures {
    ($state:expr; $($name:ident: $width:literal x $height:literal, $keys:literal;)+) => {$(
        #[test]
        fn $name() {
            use $crate::support::{keys, picture};

            let mut state = $state;
            let keys = keys($keys);
            let frame = bouncedex::explorer::print::play(&mut state, &keys, $width, $height);
            insta::assert_snapshot!(picture(&state, &frame));
        }
    )+};
}
pub(crate) use pictures;

/// A frame as text, and beside it what each character means: a letter for each meaning, a dot for plain text.
pub(crate) fn picture(state: &State, frame: &Buffer) -> String {
    let mut meanings = String::new();
    for row in frame.area.rows() {
        let line: String = row
            .columns()
            .map(|cell| letter(state, &frame[cell.as_position()]))
            .collect();
        meanings.push_str(line.trim_end_matches('.'));
        meanings.push('\n');
    }
    let legend = "F faint or rule   H heading, key or notice   P permanent   T temporary   A accepted   M match   \
                  S selection   U match in the selection   L link   C caution   E evidence   ? other";
    format!("{}\n{meanings}\n{legend}\n", text_of(frame))
}

fn letter(state: &State, cell: &Cell) -> char {
    let theme = &state.appearance.theme;
    let style = style_of(cell);
    let selected_match = theme
        .style(Meaning::Selection)
        .add_modifier(Modifier::UNDERLINED);
    match theme.meaning_of(style) {
        Some(Meaning::Text | Meaning::Server) => '.',
        Some(Meaning::Faint | Meaning::Heading | Meaning::Rule) => 'F',
        Some(Meaning::Title | Meaning::Key | Meaning::Notice) => 'H',
        Some(Meaning::Permanent) => 'P',
        Some(Meaning::Temporary) => 'T',
        Some(Meaning::Accepted) => 'A',
        Some(Meaning::Match) => 'M',
        Some(Meaning::Selection) => 'S',
        Some(Meaning::Link) => 'L',
        Some(Meaning::Caution) => 'C',
        Some(Meaning::Evidence) => 'E',
        None if style == selected_match => 'U',
        None => '?',
    }
}

/// What was set: the terminal's own colours count as none.
pub(crate) fn style_of(cell: &Cell) -> Style {
    let set = |colour: Color| Some(colour).filter(|colour| *colour != Color::Reset);
    Style {
        fg: set(cell.fg),
        bg: set(cell.bg),
        ..Style::new()
    }
    .add_modifier(cell.modifier)
}

/// What the rows are of.
pub(crate) fn kind(state: &State) -> &'static str {
    match state.view.list {
        List::Catalogue => "catalogue",
        List::Bounces(_) => "bounces",
        List::Failures(_) => "failures",
        List::Changes(_) => "changes",
    }
}
