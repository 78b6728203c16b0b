//! Where the panes are, for each size of the terminal. Pure: `update` and `view` both call it.

use ratatui::layout::Rect;

/// The areas of all panes; a pane that is not shown has an empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub arrangement: Arrangement,
    pub search_line: Rect,
    pub tabs: Rect,
    /// Below the tabs.
    pub top_rule: Rect,
    pub results: Rect,
    /// Between results and detail.
    pub divider: Rect,
    pub detail: Rect,
    /// Above the key line.
    pub bottom_rule: Rect,
    pub key_line: Rect,
}

/// How results and detail share the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrangement {
    /// From 100 columns and 16 rows.
    SideBySide,
    /// From 60 columns and 16 rows.
    Stacked,
    /// One pane at a time.
    Single,
    /// Below 24 columns or 5 rows: the search line and the best answer.
    #[default]
    Tiny,
}

impl Arrangement {
    pub const fn of(width: u16, height: u16) -> Arrangement {
        match (width, height) {
            (..24, _) | (_, ..5) => Arrangement::Tiny,
            (..60, _) | (_, ..16) => Arrangement::Single,
            (..100, _) => Arrangement::Stacked,
            _ => Arrangement::SideBySide,
        }
    }
}

/// Which pane has the focus, and therefore the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The list: letters go to the query.
    #[default]
    List,
    /// The detail, beside or below what remains of the list.
    Detail,
    /// The detail alone.
    DetailAlone,
}

/// How many results stay in view above the detail.
const READING_ROWS: u16 = 3;
/// Columns on each side of a detail that has the whole width.
const ALONE_MARGIN: u16 = 3;

/// What is known of the list that decides its room.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    pub rows: usize,
    /// Whether it is of logs, with counts or times before what a row is about.
    pub is_of_logs: bool,
}

/// Returns the layout for a terminal of this size. `focus` decides which pane a small one shows; if the list has fewer
/// rows than would fit, the detail gets the remaining room.
pub fn layout(width: u16, height: u16, focus: Focus, listed: Listed) -> Layout {
    let arrangement = Arrangement::of(width, height);
    let row = |y: u16, height: u16| Rect::new(0, y, width, height);
    let search_line = row(0, height.min(1));
    let frame = Layout {
        arrangement,
        search_line,
        ..Layout::default()
    };
    let one_pane = |frame, body| {
        if focus == Focus::List {
            Layout {
                results: body,
                ..frame
            }
        } else {
            Layout {
                detail: body,
                ..frame
            }
        }
    };
    match arrangement {
        Arrangement::Tiny => one_pane(frame, row(1, height.saturating_sub(1))),
        Arrangement::Single => {
            let frame = Layout {
                tabs: row(1, 1),
                key_line: row(height - 1, 1),
                ..frame
            };
            one_pane(frame, row(2, height - 3))
        }
        Arrangement::Stacked if focus == Focus::DetailAlone => Layout {
            tabs: row(1, 1),
            top_rule: row(2, 1),
            detail: row(3, height - 4),
            key_line: row(height - 1, 1),
            ..frame
        },
        Arrangement::SideBySide if focus == Focus::DetailAlone => Layout {
            tabs: row(1, 1),
            top_rule: row(2, 1),
            detail: Rect::new(ALONE_MARGIN, 3, width - 2 * ALONE_MARGIN, height - 5),
            bottom_rule: row(height - 2, 1),
            key_line: row(height - 1, 1),
            ..frame
        },
        Arrangement::Stacked => {
            let most = if focus == Focus::List {
                (height - 5) * 2 / 5
            } else {
                READING_ROWS
            };
            let list = most
                .min(u16::try_from(listed.rows).unwrap_or(u16::MAX))
                .max(1);
            Layout {
                tabs: row(1, 1),
                top_rule: row(2, 1),
                results: row(3, list),
                divider: row(3 + list, 1),
                detail: row(4 + list, height - 5 - list),
                key_line: row(height - 1, 1),
                ..frame
            }
        }
        Arrangement::SideBySide => {
            let (top, body) = (3, height - 5);
            let left = width * if listed.is_of_logs { 57 } else { 52 } / 100;
            Layout {
                tabs: row(1, 1),
                top_rule: row(2, 1),
                results: Rect::new(0, top, left, body),
                divider: Rect::new(left, top, 1, body),
                detail: Rect::new(left + 2, top, width - left - 3, body),
                bottom_rule: row(height - 2, 1),
                key_line: row(height - 1, 1),
                ..frame
            }
        }
    }
}

/// The least height at which a rule separates the input from the tabs.
const ROOM_FOR_RULE: u16 = 7;

/// Everything between search line and key line, with a margin if there is room.
pub fn overlay((width, height): (u16, u16)) -> Rect {
    let margin = if width >= 60 { 3 } else { 0 };
    let top = 1.min(height);
    let bottom = if height >= 5 { 1 } else { 0 };
    Rect {
        x: margin,
        y: top,
        width: width - 2 * margin,
        height: height - top - bottom,
    }
}

/// Where the tabs are listed, in a terminal of this size.
pub fn picker_rows(size: (u16, u16)) -> Rect {
    let area = overlay(size);
    let above = match area.height {
        0 => 0,
        1..ROOM_FOR_RULE => 1,
        _ => 2,
    };
    Rect {
        y: area.y + above,
        height: area.height - above,
        ..area
    }
}

/// Returns how many rows a page of this height scrolls: all visible ones except one, which stays for orientation.
pub fn page(height: u16) -> usize {
    usize::from(height.saturating_sub(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_stay_on_the_screen_and_apart_at_every_size() {
        for width in 0..=200 {
            for height in 0..=60 {
                for focus in [Focus::List, Focus::Detail, Focus::DetailAlone] {
                    let screen = Rect {
                        x: 0,
                        y: 0,
                        width,
                        height,
                    };
                    let listed = Listed {
                        rows: usize::from(width),
                        is_of_logs: height % 2 == 0,
                    };
                    let l = layout(width, height, focus, listed);
                    let panes = [
                        l.search_line,
                        l.tabs,
                        l.top_rule,
                        l.results,
                        l.divider,
                        l.detail,
                    ];
                    let panes: Vec<_> = panes
                        .into_iter()
                        .chain([l.bottom_rule, l.key_line])
                        .filter(|pane| !pane.is_empty())
                        .collect();
                    for (at, pane) in panes.iter().enumerate() {
                        assert_eq!(screen.intersection(*pane), *pane, "{width}x{height}");
                        assert!(
                            panes[..at].iter().all(|other| !other.intersects(*pane)),
                            "{width}x{height}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn arrangements_change_at_the_documented_sizes() {
        assert_eq!(Arrangement::of(120, 36), Arrangement::SideBySide);
        assert_eq!(Arrangement::of(100, 16), Arrangement::SideBySide);
        assert_eq!(Arrangement::of(99, 16), Arrangement::Stacked);
        assert_eq!(Arrangement::of(120, 15), Arrangement::Single);
        assert_eq!(Arrangement::of(59, 24), Arrangement::Single);
        assert_eq!(Arrangement::of(24, 5), Arrangement::Single);
        assert_eq!(Arrangement::of(24, 4), Arrangement::Tiny);
        assert_eq!(Arrangement::of(23, 40), Arrangement::Tiny);
    }
}
