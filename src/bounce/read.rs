//! Any input, recognised by looking at it, and the bounces in it.

use super::{Bounce, json, log, message};
use crate::reply;

/// A bounce, and the line of the input at which it stands, counted from 1.
pub type Found<'a> = (usize, Bounce<'a>);

/// Tells every bounce of an input.
pub fn bounces(input: &[u8], mut tell: impl FnMut(Found<'_>)) {
    if is_message(input) {
        message::read(input)
            .into_iter()
            .for_each(|bounce| tell((1, bounce)));
        return;
    }
    let text = String::from_utf8_lossy(input);
    if let Some(bounces) = json::read(&text) {
        bounces.into_iter().for_each(|bounce| tell((1, bounce)));
        return;
    }
    let mut rest = String::new();
    let mut log = log::Reader::default();
    for (number, line) in (1..).zip(text.lines()) {
        let mut told = false;
        log.read(line, &mut |bounce| {
            told = true;
            tell((number, bounce));
        });
        if !told && !log::is_line(line) {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    for reply in reply::split(&rest) {
        let said = reply.into();
        tell((
            1,
            Bounce {
                said,
                ..Bounce::default()
            },
        ));
    }
}

/// Whether an input starts as a mail does: with a header field (RFC 5322 §2.2), and more of them.
fn is_message(input: &[u8]) -> bool {
    let head = &input[..input.len().min(4096)];
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split(['\r', '\n']).filter(|line| !line.is_empty());
    let is_field = |line: &&str| {
        line.split_once(':').is_some_and(|(name, _)| {
            name.len() > 1
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
    };
    let first = lines.next().unwrap_or_default();
    (first.starts_with("From ") || is_field(&first))
        && lines
            .take_while(|line| is_field(line) || line.starts_with([' ', '\t']))
            .count()
            >= 2
}
