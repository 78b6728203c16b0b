//! Text cut and wrapped to columns.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use textwrap::Options;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cuts a text to this many columns; an ellipsis replaces what does not fit.
pub(super) fn cut<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    let room = columns.saturating_sub(ellipsis.width());
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or_default();
        used <= room
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    if columns >= ellipsis.width() {
        kept.push_str(ellipsis);
    }
    Cow::Owned(kept)
}

/// The same for a host name, whose end says whose it is: the ellipsis replaces its start.
pub(super) fn cut_start<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    let backwards = |text: &str| text.chars().rev().collect::<String>();
    Cow::Owned(backwards(&cut(&backwards(text), columns, ellipsis)))
}

/// Wraps a text to this many columns. Only words that are longer are broken: dates, hosts and commands stay whole.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    crate::wrap::wrap(text, Options::new(columns.max(1)))
}

/// Says "12 more lines" if this many lines, shown from `top` on, do not fit into an area.
pub(super) fn more_below(lines: usize, top: usize, area: Rect) -> Option<String> {
    match lines.saturating_sub(top + usize::from(area.height)) {
        0 => None,
        1 => Some("1 more line".to_owned()),
        below => Some(format!("{below} more lines")),
    }
}

/// A line of one style, only as wide as its characters: a styled [`Line`] would style its whole row.
pub(super) fn line<'a>(text: impl Into<Cow<'a, str>>, style: Style) -> Line<'a> {
    Line::from(Span::styled(text, style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_columns_not_to_characters() {
        assert_eq!(cut("日本語", 5, "…"), "日本…");
        assert_eq!(cut("日本語", 6, "…"), "日本語");
        assert_eq!(cut("mailbox full", 7, "..."), "mail...");
        assert_eq!(cut("mailbox", 0, "…"), "");
    }

    #[test]
    fn only_longer_words_are_broken() {
        assert_eq!(wrap("on 2026-03-14 at", 8), ["on", "2026-03-", "14 at"]);
        assert_eq!(wrap("on 2026-03-14 at", 12), ["on", "2026-03-14", "at"]);
    }
}
