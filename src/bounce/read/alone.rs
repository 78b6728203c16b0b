//! Texts that are in memory, such as the cells of a table: most are one line, and most of those a bare reply.

use super::quoted::defined;
use super::{Found, Judge, Pieces, Reading, texts};
use crate::bounce::lines::{self, Block, content};
use crate::bounce::{library, message};
use crate::reply::Reply;

/// Emits every bounce of a text, just as [`bounces`](super::bounces) does, but without copying the text or creating a
/// buffer.
pub fn text(text: &[u8], judge: Judge<'_>, emit: &mut dyn FnMut(Found<'_>)) {
    within(0, text, judge, emit);
}

/// Does the same for a text inside this many nested mails.
pub(super) fn within(mails: usize, text: &[u8], judge: Judge<'_>, emit: &mut dyn FnMut(Found<'_>)) {
    if let Some(reply) = bare_reply(text) {
        return emit((1, texts::bare(reply)));
    }
    if text.len() > lines::CHUNK {
        let mut reading = Reading::new(text, judge, Box::new(emit));
        reading.pieces.mails = mails;
        // Reading from memory cannot fail, and what is cut was emitted as far as it was read.
        while matches!(reading.read(), Ok(true)) {}
        return;
    }
    let mut pieces = Pieces::new(judge, Box::new(emit));
    pieces.mails = mails;
    // An input, too, ends with the line that has no end.
    let (whole, open) = text.split_at(lines::whole_lines(text));
    if memchr::memchr2(b'\n', b'\r', content(text)).is_none() {
        pieces.out.is_alone = true;
    }
    for (number, bytes) in [(1, whole), (1 + lines::count_lines(whole), open)] {
        if !bytes.is_empty() {
            pieces.add_block(Block::whole(number, bytes));
        }
    }
    pieces.end();
}

/// Returns a text that is one line with a reply as servers send it, and nothing else: every reader would leave it as it
/// is.
fn bare_reply(text: &[u8]) -> Option<&str> {
    // Several lines, colours, page source, Markdown, or bytes that are not text: all of these need a closer look.
    let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'&' && *byte != b'\\';
    // No early return, so that the compiler can vectorize this.
    if !texts::starts_bare(text) || !text.iter().fold(true, |all, byte| all & is_plain(byte)) {
        return None;
    }
    let text = str::from_utf8(text).ok()?;
    let is_reply = message::starts_with_code(text) && !library::is_library(text);
    // `550 people` is not a code; a server's own words usually start in upper case.
    let may_count = text.as_bytes().get(4).is_some_and(u8::is_ascii_lowercase);
    let is_reply = is_reply && (!may_count || Reply::parse(text).code.is_some());
    (is_reply && defined(text).is_none()).then(|| text.trim())
}
