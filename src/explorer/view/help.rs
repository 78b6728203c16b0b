//! The help: every key, drawn from the key table.

use super::text::{line, wrap};
use crate::explorer::bindings::{Binding, Command, When};
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

const KEY_COLUMNS: usize = 18;

/// What the search line understands.
const QUERIES: &[(&str, &str)] = &[
    (
        "550  5.7  5726",
        "the start of a reply code or enhanced status code",
    ),
    ("TSS04  S3140", "a provider's own code"),
    ("mailbox full", "words, all of which must match"),
    ("\"mailbox full\"", "exactly this text; 'full for one word"),
    ("!greylist", "not this"),
    (
        "provider:gmail",
        "also category: reason: action: is:; in lists domain:",
    ),
    (
        "from:news@example.com",
        "in lists, whose mail and where it goes: also user: source: relay:",
    ),
    (
        "is:rejected",
        "in lists, what happened: also is:deferred is:bounced; !is:rejected leaves out what your server rejected",
    ),
    (
        "is:spike",
        "causes with a spike; while logs are followed also is:new and is:rising",
    ),
    (
        "@example.org",
        "in a list of bounces: a part of an address, of a host, of what was said; of causes: a domain",
    ),
];

/// The signs in rows of failures.
const MARKS: &[(&str, &str)] = &[
    (
        "!",
        "spike: for a while at least four times as often as in the rest of the log, and at least 20 times",
    ),
    (
        "1min  5min  1h",
        "while logs are followed: recent failed attempts, to within ten seconds, by the log's clock",
    ),
    (
        "new",
        "not seen in what was there when you started to follow",
    ),
    (
        "▴",
        "rising: at least ten failures in five minutes, and at least twice the hour's rate",
    ),
];

/// Keys come first, those that work at the moment before the others.
pub(super) fn lines(state: &State, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let is_edit = |binding: &Binding| matches!(binding.command, Command::Edit(_));
    let reading = |binding: &Binding| binding.when == When::Reading;
    let always = |binding: &Binding| binding.when == When::Always;
    let typing = |binding: &Binding| !reading(binding) && !always(binding) && !is_edit(binding);
    let mut keys = |title, holds: &dyn Fn(&Binding) -> bool| {
        heading(state, &mut lines, title);
        for (binding, keys) in state.bindings.rows() {
            if holds(binding) && !binding.does.is_empty() && !keys.is_empty() {
                let keys: Vec<_> = keys.iter().map(ToString::to_string).collect();
                item(state, &mut lines, width, &keys.join(", "), binding.does);
            }
        }
    };
    if state.view.reading || state.view.covered.is_some() {
        keys("While you read", &reading);
        keys("While you type", &typing);
    } else {
        keys("While you type", &typing);
        keys("While you read", &reading);
    }
    keys("Anywhere", &always);
    keys("To edit the query", &is_edit);
    for (title, items) in [
        ("What you can type", QUERIES),
        ("In the rows of failures", MARKS),
    ] {
        heading(state, &mut lines, title);
        for (text, means) in items {
            item(state, &mut lines, width, text, means);
        }
    }
    lines
}

pub(super) fn heading(state: &State, lines: &mut Vec<Line<'static>>, title: &str) {
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines.push(line(
        title.to_owned(),
        state.appearance.theme.style(Meaning::Heading),
    ));
}

/// A label and what it means, in two columns if they fit.
pub(super) fn item(
    state: &State,
    lines: &mut Vec<Line<'static>>,
    width: u16,
    label: &str,
    text: &str,
) {
    let theme = &state.appearance.theme;
    let indent = (KEY_COLUMNS + 2).min(usize::from(width) / 3);
    let text = state.appearance.glyphs.spell(text);
    let label = state.appearance.glyphs.spell(label);
    let wrapped = wrap(&text, usize::from(width).saturating_sub(indent));
    let fits = label.width() < indent;
    if !fits {
        lines.push(line(label.clone(), theme.style(Meaning::Key)));
    }
    for (number, line) in wrapped.into_iter().enumerate() {
        let label = if number == 0 && fits {
            label.as_str()
        } else {
            ""
        };
        let padding = " ".repeat(indent.saturating_sub(label.width()));
        lines.push(Line::from(vec![
            Span::styled(format!("{label}{padding}"), theme.style(Meaning::Key)),
            Span::styled(line, theme.style(Meaning::Text)),
        ]));
    }
}
