//! The screen over the catalogue: an event loop around [`State`], [`update()`] and [`view()`](view::view).
//!
//! ```text
//!  › dmarc▏                                   9 of 812    search line
//!  [All 9]  Gmail 5  Microsoft 365 1  Yahoo 1        ›    tabs
//! ──────────────────────────────┬──────────────────────   top rule
//!  Policy … ─────────────────── 7│ 550 5.7.26 · Gmail     heading; detail
//! ▌✗ 550 5.7.26 Gmail  DMARC …  │ DMARC policy rejected …  row, selected
//!  ✗ 550 5.7.509 Micr… DMARC …  │                         divider
//!            results            │ ✗ PERMANENT  Do not …   verdict
//! ──────────────────────────────┴─────── 12 more lines    bottom rule
//!  ↑↓ select   Tab provider   Enter read      Esc clear   key line
//! ```
//!
//! The rows are entries of the catalogue, or bounces: failed recipients that were read from files, a pipe or a paste,
//! under the heading of the entry that explains them; the detail is then the diagnosis. Or they are what fails in mail
//! logs: the entries that occur, with their counts.
//!
//! One thread owns the [`State`]. Events reach it over a channel; it drains all that are queued, then draws.
//!
//! Only [`update()`] changes the state; [`view()`](view::view) draws it and changes nothing; [`layout`] is pure, and
//! both call it. Each of the [`lists`] finds, counts and makes its rows, and does not know the state. [`bindings`] is
//! the only table of keys: `update`, key line, help, manual page and tests read it. Of a listed bounce, only the entry
//! is kept: the selected one is diagnosed again.
//!
//! | module | what it does |
//! |---|---|
//! | `listing` | keeps rows and tabs in step with the query |
//! | [`steps`] | opens views over others, and leads back |
//! | `behind`, `recount` | request what is read again from logs: lines, and counts of part of their time or by whose mail it is |
//! | `overlays` | what commands do while help, guide, diagnosis or picker is open |
//! | `links` | follows links to other pages |
//! | [`history`], `recall` | earlier queries, and the walk through them |
//! | `marks`, `export`, [`file`] | copy and write many rows at once |
//! | [`scroll`] | scrolls, within what is drawn |

mod behind;
pub mod bindings;
mod burst;
pub mod clip;
pub mod configuration;
mod export;
pub mod file;
pub mod history;
pub mod hyperlinks;
mod keyboard;
pub mod keys;
pub mod layout;
mod links;
mod listing;
pub mod lists;
mod marks;
mod overlays;
pub mod picker;
pub mod print;
mod recall;
mod recount;
pub mod reread;
pub mod scroll;
pub mod state;
pub mod steps;
pub mod styles;
pub mod terminal;
pub mod theme;
mod typing;
pub mod update;
pub mod view;

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::buffer::Buffer;
use state::State;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;
use update::{Effect, Event, update};

/// How long the terminal is left alone after the first frame, before what the first key will need is prepared.
const REST: Duration = Duration::from_millis(20);

/// Adds to a frame that was drawn.
type Mark<B> = fn(&mut B, &State, &Buffer) -> Result<(), <B as Backend>::Error>;

/// Draws, waits, drains events and updates, until an event ends it or no more can come. Returns the signal that ended
/// it, if one did.
///
/// `listen` starts the flow of events; it is called once the first frame is visible. `mark` adds to each frame.
/// `perform` carries out what only the terminal can do, and says what it did.
pub fn run<B: Backend>(
    terminal: &mut Terminal<B>,
    state: &mut State,
    listen: impl FnOnce() -> Receiver<Event>,
    mark: Option<Mark<B>>,
    mut perform: impl FnMut(&mut Terminal<B>, &mut State, Effect) -> Result<Option<String>, B::Error>,
) -> Result<Option<i32>, B::Error> {
    draw(terminal, state, mark)?;
    let events = listen();
    let mut next = match events.recv_timeout(REST) {
        Err(RecvTimeoutError::Timeout) => {
            state.search.prepare();
            events.recv().ok()
        }
        first => first.ok(),
    };
    while let Some(event) = next {
        for event in std::iter::once(event).chain(std::iter::from_fn(|| events.try_recv().ok())) {
            match update(state, event) {
                Some(Effect::Quit(signal)) => return Ok(signal),
                Some(effect) => {
                    let notice = perform(terminal, state, effect)?;
                    state.notice = notice.or(state.notice.take());
                }
                None => {}
            }
        }
        draw(terminal, state, mark)?;
        next = events.recv().ok();
    }
    Ok(None)
}

fn draw<B: Backend>(
    terminal: &mut Terminal<B>,
    state: &mut State,
    mark: Option<Mark<B>>,
) -> Result<(), B::Error> {
    state.search_if_stale();
    let drawn = terminal.draw(|frame| {
        let area = frame.area();
        if state.size != (area.width, area.height) {
            scroll::resize(state, area.width, area.height);
        }
        view::view(state, frame);
    })?;
    let Some(mark) = mark else { return Ok(()) };
    let frame = drawn.buffer.clone();
    mark(terminal.backend_mut(), state, &frame)
}
