//! The guide: how to read a bounce code, for somebody who has never seen one.

use super::help::{heading, item};
use super::text::{line, wrap};
use crate::catalogue::Outcome;
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use ratatui::text::{Line, Span};

/// RFC 3463 §3.
const SUBJECTS: &[(&str, &str)] = &[
    ("x.0.x", "not stated"),
    ("x.1.x", "the address: unknown, malformed, moved"),
    ("x.2.x", "the mailbox: full, disabled"),
    ("x.3.x", "the receiving mail system: trouble, size limits"),
    (
        "x.4.x",
        "network and routing: no connection, DNS, loops, expired",
    ),
    (
        "x.5.x",
        "the SMTP dialogue: commands, syntax, too many recipients",
    ),
    ("x.6.x", "the message's content: MIME, encoding"),
    (
        "x.7.x",
        "security or policy: authentication, reputation, blocklists",
    ),
];

pub(super) fn lines(state: &State, width: u16) -> Vec<Line<'static>> {
    let theme = &state.appearance.theme;
    let glyphs = &state.appearance.glyphs;
    let mut lines = Vec::new();
    heading(state, &mut lines, "How to read a bounce code");
    let intro = "A server answers with a reply code of three digits (550) and usually an enhanced status code of \
                 three numbers (5.7.26): class, subject, detail. The words behind them often say more than the \
                 numbers; a provider's own tag such as TSS04 or S3140 says most.";
    lines.extend(
        wrap(intro, usize::from(width))
            .into_iter()
            .map(|part| line(part, theme.style(Meaning::Text))),
    );

    heading(
        state,
        &mut lines,
        "The first digit: temporary or permanent?",
    );
    for (outcome, digit, text) in [
        (Outcome::Accepted, "2", "accepted. Nothing to do."),
        (
            Outcome::Temporary,
            "4",
            "temporary. Retry with growing pauses, for two to five days.",
        ),
        (
            Outcome::Permanent,
            "5",
            "permanent. Don't keep retrying: suppress or fix first.",
        ),
    ] {
        lines.push(Line::from(vec![
            Span::styled(
                format!("{} ", glyphs.outcome(outcome)),
                theme.style(outcome.into()),
            ),
            Span::styled(format!("{digit}xx {digit}.x.x"), theme.style(Meaning::Key)),
            Span::styled(format!("  {text}"), theme.style(Meaning::Text)),
        ]));
    }
    heading(state, &mut lines, "The second number: what is it about?");
    for (code, text) in SUBJECTS {
        item(state, &mut lines, width, code, text);
    }
    heading(state, &mut lines, "What to do about each kind");
    for category in state.catalogue().categories {
        let text = format!("{} {}", category.summary, category.advice);
        item(state, &mut lines, width, category.short, &text);
    }
    lines
}
