//! The provider tabs, each with its count for this query.

use super::text::line;
use crate::catalogue::ProviderId;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::grouped;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// ` 3 0 `: no tab is narrower.
const LEAST: usize = 5;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let active = state.view.tabs().position(|tab| tab == state.view.tab);
    let active = active.unwrap_or_default();
    // No more than these can be visible, of over a hundred.
    let most = active + 1 + usize::from(area.width) / LEAST;
    let tabs = state.view.tabs().take(most + 1);
    let labels: Vec<_> = tabs.map(|tab| (tab, label(state, tab))).collect();
    let widths: Vec<_> = labels.iter().map(|(_, label)| label.width()).collect();
    // One column at each end is kept for the signs that there is more.
    let room = usize::from(area.width).saturating_sub(2);
    let first = first_visible(&widths, active, room);

    let mut spans = vec![Span::styled(
        if first > 0 { glyphs.more_left } else { " " },
        theme.style(Meaning::Key),
    )];
    let mut used = 0;
    let mut last = first;
    for (tab, label) in &labels[first..] {
        if used + label.width() > room && last > first {
            break;
        }
        used += label.width();
        last += 1;
        let meaning = match *tab {
            tab if tab == state.view.tab => Meaning::Selection,
            tab if state.view.count(tab) == 0 => Meaning::Faint,
            _ => Meaning::Text,
        };
        spans.push(Span::styled(label.clone(), theme.style(meaning)));
    }
    frame.render_widget(Line::from(spans), area);
    if last < labels.len() {
        frame.render_widget(
            line(glyphs.more_right, theme.style(Meaning::Key)).right_aligned(),
            area,
        );
    }
}

/// `[Gmail 5]` if active, ` Gmail 5 ` otherwise.
fn label(state: &State, tab: Option<ProviderId>) -> String {
    let name = tab.map_or("All", |provider| state.catalogue().provider(provider).name);
    let count = grouped(state.view.count(tab));
    if tab == state.view.tab {
        format!("[{name} {count}]")
    } else {
        format!(" {name} {count} ")
    }
}

/// The first tab to show so that the active one fits, as far to the left as possible.
fn first_visible(widths: &[usize], active: usize, room: usize) -> usize {
    (0..=active)
        .find(|first| widths[*first..=active].iter().sum::<usize>() <= room)
        .unwrap_or(active)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_active_tab_is_always_in_view() {
        assert_eq!(first_visible(&[5, 5, 5], 1, 12), 0);
        assert_eq!(first_visible(&[5, 5, 5], 2, 12), 1);
        assert_eq!(first_visible(&[5, 5, 50], 2, 12), 2);
    }
}
