//! Links that the terminal itself can follow (OSC 8), if it is known to support them.

use super::layout;
use super::state::{Overlay, State};
use super::view::{self, Link};
use crate::sanitize::is_harmless;
use ratatui::backend::Backend;
use ratatui::buffer::{Buffer, Cell};
use std::env;
use std::io::{self, Write};

/// Terminals that support links, by their `TERM` or `TERM_PROGRAM`.
const TERMINALS: [&str; 9] = [
    "alacritty",
    "contour",
    "foot",
    "ghostty",
    "iTerm.app",
    "vscode",
    "WezTerm",
    "xterm-ghostty",
    "xterm-kitty",
];
/// The first version of VTE (GNOME Terminal and others) whose links are reliable.
const VTE: u32 = 5001;

/// Whether the terminal is known to support links. What a multiplexer makes of them is unknown, whatever terminal it
/// runs in.
pub(super) fn are_known() -> bool {
    let is_set = |name| env::var_os(name).is_some();
    let is_named = |name| env::var(name).is_ok_and(|value| TERMINALS.contains(&&*value));
    let vte = env::var("VTE_VERSION").ok();
    let vte = vte.and_then(|version| version.parse().ok());
    let is_multiplexed = is_set("TMUX") || is_set("STY");
    !is_multiplexed
        && (is_named("TERM")
            || is_named("TERM_PROGRAM")
            || is_set("WT_SESSION")
            || vte.is_some_and(|version: u32| version >= VTE))
}

/// Tells the terminal where the links that it shows lead: their cells are written once more, as they are.
pub(super) fn mark<B>(backend: &mut B, state: &State, frame: &Buffer) -> io::Result<()>
where
    B: Backend<Error = io::Error> + Write,
{
    let shown = shown(state, frame);
    if shown.is_empty() {
        return Ok(());
    }
    backend.write_all(b"\x1b7")?;
    for (url, cells) in shown {
        write!(backend, "\x1b]8;;{url}\x1b\\")?;
        backend.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))?;
        backend.write_all(b"\x1b]8;;\x1b\\")?;
    }
    backend.write_all(b"\x1b8")?;
    Write::flush(backend)
}

/// Cells of a frame with their positions.
type Cells = Vec<(u16, u16, Cell)>;

/// Returns the web links that a frame shows, with the cells of each. They are the catalogue's and the user's own:
/// nothing that servers said is ever a link.
pub fn shown(state: &State, frame: &Buffer) -> Vec<(String, Cells)> {
    let (area, top) = match state.view.overlay {
        Some(Overlay::Diagnosis) => (layout::overlay(state.size), state.view.overlay_top),
        Some(Overlay::Help | Overlay::Guide | Overlay::Providers | Overlay::Found) => {
            return Vec::new();
        }
        Some(Overlay::Export) | None => (state.layout().detail, state.view.detail_top),
    };
    let area = area.intersection(frame.area);
    let links = view::links(state).into_iter();
    let shown = links.filter_map(|(link, lines)| {
        let Link::Url(url) = link else { return None };
        let is_of_web = url.starts_with("https://") || url.starts_with("http://");
        if !is_of_web || !url.is_ascii() || !is_harmless(&url) {
            return None;
        }
        let rows = area.rows().enumerate();
        let rows = rows.filter(|(row, _)| lines.contains(&(row + top)));
        let cells = rows.flat_map(|(_, row)| {
            let cells = row.positions().map(|at| (at.x, at.y, frame[at].clone()));
            let is_blank = |(.., cell): &(u16, u16, Cell)| cell.symbol() == " ";
            let mut cells: Cells = cells.skip_while(is_blank).collect();
            while cells.last().is_some_and(is_blank) {
                cells.pop();
            }
            cells
        });
        Some((url, cells.collect::<Cells>()))
    });
    shown.filter(|(_, cells)| !cells.is_empty()).collect()
}
