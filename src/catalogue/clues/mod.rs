//! The literals by which the catalogue recognises replies, and a table that finds all of them in one pass.
//!
//! The table is built at compile time. Each literal is filed under the first bytes of one of its words and of what
//! follows it: twelve, eight or four, whichever is rarest in replies. A text is read word by word, and compared with
//! what is filed there. So a literal that starts with a letter or digit counts only at the start of a word.

mod distinctive;
mod filing;

use super::words::words;
use std::ops::Range;

/// What a literal points to: an entry, a provider or a reason, by its index in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Fragment(u32),
    Tag(u32),
    /// A phrase that decides for a reason, whatever else is said.
    Decisive(u32),
    /// A phrase that means a reason.
    Phrase(u32),
    /// A phrase that occurs in replies for many reasons.
    Vague(u32),
    Mark(u32),
    Host(u32),
}

/// One thing that a literal is a clue to.
#[derive(Clone, Copy, Debug)]
pub struct Clue {
    pub what: What,
    /// Whether nobody else uses it, so that it identifies its provider.
    pub distinctive: bool,
    /// Whether the fragment is only a vague phrase, or a part of one.
    pub is_stock: bool,
    /// Whether the next clue belongs to another literal.
    pub is_last: bool,
}

/// A text that is a clue to one or more things. There are thousands, so its numbers are as small as can be.
#[derive(Clone, Copy, Debug)]
pub struct Literal {
    /// Where its text starts in that of all.
    pub start: u32,
    /// The length of its text, in bytes.
    pub length: u16,
    /// Where in its text the bytes are under which it is filed.
    pub filed: u16,
    /// Those bytes, as a number.
    pub window: u64,
    /// Its last bytes; most texts that contain the window lack them.
    pub end: [u8; SHORTEST],
    /// The first of its clues.
    pub clues: u32,
}

impl Literal {
    /// Returns where its text is in that of all.
    fn range(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.length)
    }
}

/// All clues, and the table that finds them.
#[derive(Clone, Copy, Debug)]
pub struct Clues {
    pub text: &'static str,
    pub clues: &'static [Clue],
    pub literals: &'static [Literal],
    /// Where the literals of each bucket start, with one more element for the end.
    pub buckets: &'static [u32],
    /// A Bloom-like filter of many small buckets: a bit is set for the first four bytes of everything filed, and for
    /// the window of what is filed under twelve or eight bytes. What is filed under four bytes sets the bit of their
    /// complement.
    pub filter: &'static [u64],
    /// A bit for each of many small buckets, set for every word of a literal or of a provider's domain.
    pub words: &'static [u64],
}

/// A clue in the text: its index among the clues, and its range in the text.
pub type Found = (u32, Range<usize>);

/// The shortest literal, in bytes; shorter ones occur in too many texts.
pub const SHORTEST: usize = 4;
/// Spreads numbers over all bits (2^64 divided by the golden ratio).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
/// The number of buckets, as a power of two.
const BUCKET_BITS: u32 = 13;
/// The number of bits in the filter, as a power of two.
const FILTER_BITS: u32 = 17;
/// The number of bits for words, as a power of two.
const WORD_BITS: u32 = 16;

impl Clues {
    pub const EMPTY: Clues = Clues {
        text: "",
        clues: &[],
        literals: &[],
        buckets: &[],
        filter: &[],
        words: &[],
    };

    fn text_of(&self, literal: &Literal) -> &'static str {
        &self.text[literal.range()]
    }

    /// Returns the range of a literal's clues.
    fn clues_of(&self, literal: &Literal) -> Range<usize> {
        let first = literal.clues as usize;
        let more = self.clues[first..].iter().take_while(|clue| !clue.is_last);
        first..first + more.count() + 1
    }

    /// Reports every clue in a lower-case text: its index among the clues, the clue, and its range.
    pub fn standing_in(&self, text: &str, mut report: impl FnMut(usize, &Clue, Range<usize>)) {
        self.find(text, |literal, start| {
            let span = start..start + usize::from(literal.length);
            let clues = self.clues_of(literal);
            for (index, clue) in clues.clone().zip(&self.clues[clues]) {
                if stands(clue.what, text, &span) {
                    report(index, clue, span.clone());
                }
            }
        });
    }

    /// Reports every occurrence of every literal, and where it starts.
    fn find(&self, text: &str, mut report: impl FnMut(&Literal, usize)) {
        let bytes = text.as_bytes();
        words(bytes, |at| {
            let rest = &bytes[at..];
            // Most words are dismissed here: the filter knows the first four bytes of everything that is filed.
            let Some(four) = four(rest).filter(|four| self.may_hold(*four)) else {
                return;
            };
            let mut look = |window: u64| {
                for literal in self.bucket(window) {
                    if literal.window == window
                        && let Some(start) = self.start(literal, bytes, at)
                    {
                        report(literal, start);
                    }
                }
            };
            let [twelve, eight] = longer(rest);
            if self.may_hold(twelve) {
                look(twelve);
            }
            if self.may_hold(eight) {
                look(eight);
            }
            if self.may_hold(!four) {
                look(four);
            }
        });
    }

    /// Returns where the literal whose window is here starts, if all of it is there.
    fn start(&self, literal: &Literal, bytes: &[u8], at: usize) -> Option<usize> {
        let start = at.checked_sub(literal.filed.into())?;
        let here = bytes.get(start..start + usize::from(literal.length))?;
        let all = &self.text.as_bytes()[literal.range()];
        (here.last_chunk() == Some(&literal.end) && here == all).then_some(start)
    }

    /// Whether the filter has the bit of a window.
    fn may_hold(&self, window: u64) -> bool {
        let bit = bucket(window, FILTER_BITS);
        let filter = self.filter.get(bit / 64).copied().unwrap_or_default();
        filter >> (bit % 64) & 1 == 1
    }

    /// Whether a word, in any case, is part of a literal or of a provider's domain. There are few false positives.
    pub fn knows(&self, word: &[u8]) -> bool {
        let bit = bucket(number(word), WORD_BITS);
        let words = self.words.get(bit / 64).copied().unwrap_or_default();
        words >> (bit % 64) & 1 == 1
    }

    /// Returns the literals filed under a window, and under others in the same bucket.
    fn bucket(&self, window: u64) -> &'static [Literal] {
        let bucket = bucket(window, BUCKET_BITS);
        &self.literals[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize]
    }
}

/// Returns the first twelve, eight and four bytes of a text as numbers; zero where it is shorter.
fn windows(text: &[u8]) -> [u64; 3] {
    let [twelve, eight] = longer(text);
    [twelve, eight, four(text).unwrap_or(0)]
}

/// Returns the first twelve and eight bytes as numbers.
fn longer(text: &[u8]) -> [u64; 2] {
    let eight = text.first_chunk().map(|eight| u64::from_le_bytes(*eight));
    let next = text.get(8..).and_then(four);
    let twelve = next.zip(eight);
    let twelve = twelve.map(|(next, eight)| eight.rotate_left(32) ^ next.wrapping_mul(MIX));
    [twelve.unwrap_or(0), eight.unwrap_or(0)]
}

fn four(text: &[u8]) -> Option<u64> {
    let four = text.first_chunk();
    four.map(|four| u32::from_le_bytes(*four).into())
}

/// Converts a word of letters and digits to a number, ignoring case.
fn number(word: &[u8]) -> u64 {
    let (eights, rest) = word.as_chunks();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let eights = eights
        .iter()
        .chain([&last])
        .map(|eight| u64::from_le_bytes(*eight) | u64::from_le_bytes([b' '; 8]));
    eights.fold(0, |all, eight| {
        (all ^ eight).wrapping_mul(MIX).rotate_left(32)
    })
}

fn bucket(window: u64, bits: u32) -> usize {
    (window.wrapping_mul(MIX) >> (64 - bits)) as usize
}

/// Whether a literal counts here: none does within a word; tags, phrases and hosts must be whole words.
fn stands(what: What, text: &str, span: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let before = span.start.checked_sub(1).map_or(b' ', |at| bytes[at]);
    let after = bytes.get(span.end).copied().unwrap_or(b' ');
    let cut =
        |at: usize, beside: u8| bytes[at].is_ascii_alphanumeric() && beside.is_ascii_alphanumeric();
    let starts = !cut(span.start, before);
    let ends = !cut(span.end - 1, after);
    match what {
        What::Fragment(_) | What::Mark(_) => starts,
        // A host in an address is the recipient's, and a client's name is that of the refused client: neither replied.
        What::Host(_) => {
            starts
                && ends
                && !matches!(before, b'@' | b'-')
                && after != b'-'
                && !is_of_client(&text[..span.start])
        }
        // `HardBounce@example.org` is an address, not a code.
        What::Tag(_) => starts && ends && after != b'@',
        What::Phrase(_) | What::Vague(_) | What::Decisive(_) => starts && ends,
    }
}

/// Whether the host name at the end of a text is that of the client or the sender: `<mail.example.com[192.0.2.1]>:
/// Client host rejected`, `client [mail.example.com]`, `helo=<mail.example.com`, `not allowed to send from
/// example.com`.
fn is_of_client(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let before = text.trim_end_matches(is_part);
    before.ends_with(['<', '='])
        || [
            "client [",
            "client host [",
            "client host ",
            "client ",
            "send from ",
        ]
        .iter()
        .any(|client| before.ends_with(client))
}
