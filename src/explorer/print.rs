//! Plays keys into the real loop, and shows the last frame as text: for bug reports, pictures and tests.

use super::keys::Key;
use super::reread::{Answer, Request};
use super::run;
use super::state::State;
use super::update::{Effect, Event, update};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::convert::Infallible;
use std::sync::mpsc;
use unicode_width::UnicodeWidthStr;

/// Returns the frame that the explorer shows in a terminal of this size after these keys.
pub fn play(state: &mut State, keys: &[Key], width: u16, height: u16) -> Buffer {
    play_on_logs(state, keys, (width, height), |_| Vec::new())
}

/// [`play`] with logs that can be read again: each answer arrives before the next key.
pub fn play_on_logs(
    state: &mut State,
    keys: &[Key],
    size: (u16, u16),
    reread: impl Fn(Request) -> Vec<Answer>,
) -> Buffer {
    let mut keys = keys.iter().flat_map(|key| Event::for_itself(*key));
    drive(state, &mut keys, size, &reread)
}

/// [`play`] for events of any kind.
pub fn play_events(
    state: &mut State,
    events: impl IntoIterator<Item = Event>,
    width: u16,
    height: u16,
) -> Buffer {
    drive(state, &mut events.into_iter(), (width, height), &|_| {
        Vec::new()
    })
}

fn drive(
    state: &mut State,
    events: &mut dyn Iterator<Item = Event>,
    (width, height): (u16, u16),
    reread: &dyn Fn(Request) -> Vec<Answer>,
) -> Buffer {
    let (sender, receiver) = mpsc::channel();
    events.for_each(|event| drop(sender.send(event)));
    drop(sender);
    let Ok(mut terminal) = Terminal::new(TestBackend::new(width, height));
    let Ok(_): Result<_, Infallible> = run(
        &mut terminal,
        state,
        || receiver,
        None,
        |_, state, effect| {
            let mut next = Some(effect);
            while let Some(Effect::Reread(request)) = next.take() {
                for answer in reread(request) {
                    next = update(state, Event::Reread(answer)).or(next);
                }
            }
            Ok(None)
        },
    );
    terminal.backend().buffer().clone()
}

/// Returns the characters of a frame, one line for each row, without trailing blanks.
pub fn text_of(frame: &Buffer) -> String {
    let mut text = String::new();
    for row in frame.area.rows() {
        let mut line = String::new();
        let mut columns = row.columns();
        while let Some(cell) = columns.next() {
            let symbol = frame[cell.as_position()].symbol();
            line.push_str(symbol);
            // The cell under the second column of a wide character is invisible.
            for _ in 1..symbol.width() {
                columns.next();
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
