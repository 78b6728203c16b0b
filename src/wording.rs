//! Replies that differ only in what varies from one to the next: each wording is diagnosed once.
//!
//! A server says the same sentence to everybody; addresses, queue ids and times in it differ. A [`Wording`] is the
//! first reply of its kind with the parts that may vary marked as gaps. Another reply with the same text between the
//! gaps is the same wording if nothing in its own gaps could speak for anything: no clue of the catalogue touches
//! them, no code, no address at a domain of another provider. So a reply that is found here has the diagnosis that it
//! would have been given by itself.

use crate::catalogue::Entry;
use crate::diagnose::{Confidence, Diagnoser, MOST_ADDRESSES, Origin, Reading, Suffix};
use crate::reply::{EnhancedCode, Reply};
use foldhash::HashMap;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use std::ops::Range;

/// Diagnoses replies, each wording once.
pub struct Wordings {
    diagnoser: Diagnoser,
    wordings: Vec<Wording>,
    /// Those that start alike and have the same origin, the likeliest first.
    alike: HashMap<Key, Vec<u32>>,
    /// Where there is no room for a wording of its own: one for each diagnosis.
    shared: HashMap<Diagnosed, u32>,
}

/// Replies that say the same.
#[derive(Debug)]
pub struct Wording {
    /// The first reply that said it, as the input has it.
    pub said: Box<str>,
    /// The codes of the reply itself.
    pub code: Option<u16>,
    pub enhanced: Option<EnhancedCode>,
    /// `None` where nothing tells anything.
    pub explained: Option<Explained>,
    /// The house with whose codes and words it is read, even if they tell nothing.
    told_by: Option<usize>,
    /// What varies, by place in `said`, in order.
    gaps: Box<[Gap]>,
}

/// What explains a wording, in places of the catalogue: as much of a [`Reading`] as is needed of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Explained {
    pub entry: u32,
    /// The house that wrote it, if it can be told.
    pub provider: Option<u32>,
    pub confidence: Confidence,
}

/// A part that varies.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Gap {
    span: Range<usize>,
    /// How many bytes of the part behind the gap do not vary.
    tail: usize,
    /// Of an address, the known domain.
    domain: Option<Suffix>,
    /// With what the part must not go on: a clue would stand there.
    heads: Box<[&'static str]>,
}

/// Codes that stand beside a reply: they count where it has none.
pub type Beside = (Option<u16>, Option<EnhancedCode>);

/// How a reply starts, what stands beside it, where it is from.
type Key = (u64, Beside, Origin);

/// Its codes, and what explains it.
type Diagnosed = (Option<u16>, Option<EnhancedCode>, Option<Explained>);

/// A longer reply, in bytes, is diagnosed by itself.
const LONGEST: usize = 4096;
/// So much of a clue, in bytes, is enough to look at the reply by itself.
const HEAD: usize = 8;
/// So many bytes behind the codes are enough to tell most wordings apart.
const MOST_COMPARED: usize = 48;
/// No more wordings are kept.
const MOST: usize = 1 << 16;
/// No more wordings that start alike are compared with.
const MOST_ALIKE: usize = 256;

impl Wordings {
    pub fn new(diagnoser: Diagnoser) -> Wordings {
        Wordings {
            diagnoser,
            wordings: Vec::new(),
            alike: HashMap::default(),
            shared: HashMap::default(),
        }
    }

    pub fn diagnoser(&self) -> &Diagnoser {
        &self.diagnoser
    }

    /// All wordings so far, in the order in which they came up.
    pub fn all(&self) -> &[Wording] {
        &self.wordings
    }

    /// The place of a reply's wording among all.
    pub fn find(&mut self, said: &str, beside: Beside, origin: Origin) -> usize {
        let key = (start(said), beside, origin);
        if let Some(alike) = self.alike.get_mut(&key) {
            let says = |place: &u32| self.wordings[*place as usize].says(said, &self.diagnoser);
            if let Some(known) = alike.iter().position(says) {
                let place = alike[known];
                // What is said often is soon found first.
                alike.swap(known, known / 2);
                return place as usize;
            }
        }
        self.add(said, key)
    }

    fn add(&mut self, said: &str, key: Key) -> usize {
        let reply = Reply::parse(said);
        let (_, (code, enhanced), origin) = key;
        let completed = Reply {
            code: reply.code.or(code),
            enhanced: reply.enhanced.or(enhanced),
            text: reply.text.as_ref().into(),
        };
        let reading = self.diagnoser.read(&completed, origin);
        let told_by = match &reading {
            Some(reading) => reading.told_by,
            None => self.diagnoser.told_by(&completed, origin),
        };
        let explained = reading.as_ref().map(Explained::by);
        let place = self.wordings.len() as u32;
        let alike = self.alike.entry(key).or_default();
        let gaps =
            if self.wordings.len() < MOST && said.len() <= LONGEST && alike.len() < MOST_ALIKE {
                alike.push(place);
                gaps(said, &reply, told_by, &self.diagnoser)
            } else {
                let diagnosed = (reply.code, reply.enhanced, explained);
                let known = *self.shared.entry(diagnosed).or_insert(place);
                if known != place {
                    return known as usize;
                }
                Vec::new()
            };
        self.wordings.push(Wording {
            code: reply.code,
            enhanced: reply.enhanced,
            explained,
            told_by,
            gaps: gaps.into(),
            said: said[..said.floor_char_boundary(LONGEST)].into(),
        });
        place as usize
    }
}

impl Wording {
    /// The text with an ellipsis for each part that may vary: all with digits, at signs or dots within, but the codes
    /// with which it starts. Replies that nothing explains are of one kind if they have this in common.
    pub fn masked(&self) -> String {
        let (mut masked, mut from) = (String::new(), 0);
        let mut codes: Vec<&str> = Vec::new();
        for (place, span) in parts(&self.said).enumerate() {
            let part = &self.said[span.clone()];
            if is_code(part.as_bytes())
                && (place < 2 || codes.iter().any(|code| code.contains(part)))
            {
                codes.push(part);
            } else if varies(part) {
                masked.push_str(&self.said[from..span.start]);
                masked.push('…');
                from = span.end;
            }
        }
        masked + &self.said[from..]
    }

    /// Whether nothing but its codes tells anything.
    pub fn is_unexplained(&self, entry: &Entry) -> bool {
        let guessed = |explained: Explained| explained.confidence == Confidence::Guess;
        self.explained.is_none_or(guessed) && (self.enhanced.is_none() || entry.is_fallback())
    }

    /// Whether another reply of the same origin says the same.
    fn says(&self, other: &str, diagnoser: &Diagnoser) -> bool {
        let (said, bytes) = (self.said.as_bytes(), other.as_bytes());
        let (mut from, mut at) = (0, 0);
        for gap in &self.gaps {
            let same = &said[from..gap.span.start];
            if !bytes[at..].starts_with(same) {
                return false;
            }
            at += same.len();
            from = gap.span.end;
            let Some(length) = token(&bytes[at..]).checked_sub(gap.tail) else {
                return false;
            };
            let span = at..at + length;
            at = span.end;
            // The very same part needs no second look.
            let same = bytes[span.clone()] == said[gap.span.clone()];
            if !same && !gap.fits(&self.said, other, span, self.told_by, diagnoser) {
                return false;
            }
        }
        bytes[at..] == said[from..]
    }
}

impl Explained {
    fn by(reading: &Reading) -> Explained {
        Explained {
            entry: reading.entry as u32,
            provider: reading.provider.map(|place| place as u32),
            confidence: reading.confidence,
        }
    }
}

impl Gap {
    /// Whether what stands in the gap of another reply speaks for nothing.
    fn fits(
        &self,
        said: &str,
        text: &str,
        span: Range<usize>,
        provider: Option<usize>,
        diagnoser: &Diagnoser,
    ) -> bool {
        let (known, part) = (&said[self.span.clone()], &text[span.clone()]);
        // What does not vary behind it starts a word only if the last byte before it lets it.
        let ends_alike = self.tail == 0 || known.as_bytes().last() == part.as_bytes().last();
        let goes_on = |head: &&str| {
            let length = head.len().min(HEAD);
            let text = text.as_bytes()[span.start..].get(..length);
            text.is_some_and(|text| text.eq_ignore_ascii_case(&head.as_bytes()[..length]))
        };
        !part.is_empty()
            && ends_alike
            && !self.heads.iter().any(goes_on)
            && !is_code(part.as_bytes())
            && domain(part, diagnoser) == self.domain
            && diagnoser.is_silent(text, span, provider)
    }
}

/// A number for the words with which a text starts, up to the first part that may vary: the same for all replies of a
/// wording.
fn start(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut codes = 0;
    while let Some(part @ 1..) = bytes.get(codes..).map(token)
        && is_code(&bytes[codes..codes + part])
    {
        codes += part + 1;
    }
    let codes = codes.min(bytes.len());
    let may_vary = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'@' | b'.');
    let most = bytes.len().min(codes + MOST_COMPARED);
    let compared = bytes[codes..most].iter().position(may_vary);
    let mut end = compared.map_or(most, |length| codes + length);
    if end < bytes.len() {
        let open = bytes[codes..end].iter().rev();
        end -= open.take_while(|byte| is_part(byte)).count();
    }
    FixedState::default().hash_one(&bytes[..end])
}

/// How long the part is with which a text starts: an address, a host's name, a number, a word.
fn token(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| is_part(byte)).count()
}

fn is_part(byte: &u8) -> bool {
    PARTS[usize::from(*byte)]
}

/// The bytes of which parts are.
const PARTS: [bool; 256] = {
    let mut parts = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        parts[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'.' | b'_' | b'-' | b'@' | b'+' | b'~' | b'%');
        byte += 1;
    }
    parts
};

/// All parts of a text, in order.
fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let span = at..at + token(&text.as_bytes()[at..]);
            at = span.end.max(at + 1);
            if !span.is_empty() {
                return Some(span);
            }
        }
        None
    })
}

/// All parts of a text that may vary.
fn varying(text: &str) -> Vec<Range<usize>> {
    let varying = |span: &Range<usize>| {
        let part = &text[span.clone()];
        varies(part) && !is_code(part.as_bytes())
    };
    parts(text).filter(varying).collect()
}

/// Whether a part is, or holds, what could be read as a reply code or an enhanced status code.
fn is_code(bytes: &[u8]) -> bool {
    let reply = matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'])
        || matches!(bytes, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9', b'-', ..]);
    let enhanced = |at: usize| matches!(bytes[at..], [b'2' | b'4' | b'5', b'.', b'0'..=b'9', ..]);
    let after_hyphens = memchr::memchr_iter(b'-', bytes).map(|hyphen| hyphen + 1);
    reply || enhanced(0) || after_hyphens.into_iter().any(enhanced)
}

/// Of a part that holds an address, the known domain.
fn domain(part: &str, diagnoser: &Diagnoser) -> Option<Suffix> {
    let at = memchr::memchr(b'@', part.as_bytes())?;
    Some(diagnoser.domain(&part[at + 1..]))
}

/// What may vary without another diagnosis, by place in a text that was read as a reply.
fn gaps(said: &str, reply: &Reply<'_>, provider: Option<usize>, diagnoser: &Diagnoser) -> Vec<Gap> {
    let text = &reply.text;
    let (in_said, in_text) = (varying(said), varying(text));
    // What stands before the reply code is not looked at.
    let before = in_said.len().saturating_sub(in_text.len());
    let same = in_said[before..].iter().map(|span| &said[span.clone()]);
    let many = memchr::memchr_iter(b'@', said.as_bytes()).count() > MOST_ADDRESSES;
    if many || !same.eq(in_text.iter().map(|span| &text[span.clone()])) {
        return Vec::new();
    }
    let touched = diagnoser.touched(text, &in_text);
    let free = in_said[before..]
        .iter()
        .zip(&in_text)
        .map(|(in_said, span)| {
            // What follows within a window's length has to be the same, lines joined or not.
            let next = |text: &str, end: usize| {
                text.as_bytes()
                    .iter()
                    .skip(end)
                    .take(8)
                    .copied()
                    .collect::<Vec<_>>()
            };
            if next(said, in_said.end) != next(text, span.end) {
                return in_said.start..in_said.start;
            }
            let touched = touched
                .iter()
                .filter(|touched| touched.head.is_none() && overlap(&touched.span, span));
            let free = touched
                .map(|touched| touched.span.start.max(span.start) - span.start)
                .min();
            in_said.start..in_said.start + free.unwrap_or(span.len())
        });
    let gaps = free
        .zip(&in_text)
        .zip(&in_said[before..])
        .map(|((part, span), whole)| {
            let heads = touched
                .iter()
                .filter(|touched| overlap(&touched.span, span));
            Gap {
                domain: domain(&said[part.clone()], diagnoser),
                tail: whole.end - part.end,
                heads: heads.filter_map(|touched| touched.head).collect(),
                span: part,
            }
        });
    let unread = in_said[..before].iter().map(|span| Gap {
        domain: domain(&said[span.clone()], diagnoser),
        tail: 0,
        heads: Box::default(),
        span: span.clone(),
    });
    let all = unread.chain(gaps);
    let varies = |gap: &Gap| {
        let part = &said[gap.span.clone()];
        varies(part)
            && part.matches('@').count() < 2
            && diagnoser.is_silent(said, gap.span.clone(), provider)
    };
    all.filter(varies).collect()
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Whether a part may vary: it has a digit, an at sign, or a dot within.
fn varies(part: &str) -> bool {
    part.contains(|c: char| c == '@' || c.is_ascii_digit())
        || part.trim_end_matches('.').contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::CATALOGUE;

    /// Whether two replies are one wording.
    #[track_caller]
    fn check(first: &str, second: &str, same: bool) {
        let mut wordings = Wordings::new(Diagnoser::new(CATALOGUE));
        let [one, two] =
            [first, second].map(|said| wordings.find(said, Beside::default(), Origin::default()));
        assert_eq!(
            one == two,
            same,
            "{first}\n{second}\n{}",
            wordings.all()[one].masked()
        );
    }

    #[test]
    fn addresses_ids_and_times_vary() {
        check(
            "550 5.1.1 <a@example.com>: unknown",
            "550 5.1.1 <bob@example.net>: unknown",
            true,
        );
        check(
            "451 try again at 10:15, id 17af.22-x",
            "451 try again at 9:00, id 0f-b1",
            true,
        );
        check(
            "connect to mx1.example.com[192.0.2.1]:25: Connection timed out",
            "connect to a.example.org[192.0.2.77]:25: Connection timed out",
            true,
        );
        check(
            "550-5.1.1 no a1b2 such here\n550 5.1.1 user q17 here",
            "550-5.1.1 no b2 such here\n550 5.1.1 user q9 here",
            true,
        );
    }

    #[test]
    fn what_speaks_for_something_is_no_variation() {
        check(
            "421 4.7.0 [TSS04] Messages deferred",
            "421 4.7.0 [TSS09] Messages deferred",
            false,
        );
        check(
            "550 5.1.1 <a@example.com>: unknown",
            "550 5.1.2 <a@example.com>: unknown",
            false,
        );
        check(
            "550 blocked, see x1.example.net",
            "550 blocked, see zen.spamhaus.org",
            false,
        );
        check("550 blocked for 17q", "550 blocked for 5.7.1", false);
        check(
            "550 <a@example.com>: not here",
            "550 <a@gmail.com>: not here",
            false,
        );
        check("550 cannot find 17q", "550 cannot find 17q, sorry", false);
    }

    #[test]
    fn replies_that_nothing_explains_have_their_kind_in_common() {
        let mut wordings = Wordings::new(Diagnoser::new(CATALOGUE));
        for (said, masked) in [
            (
                "550 5.9.9 gnome 17 sulks at a.example",
                "550 5.9.9 gnome … sulks at …",
            ),
            (
                "550 5.9.9 gnome 450 sulks at b.example",
                "550 5.9.9 gnome … sulks at …",
            ),
            (
                "550-5.9.9 7 gnomes\n550 5.9.9 sulk",
                "550-5.9.9 … gnomes\n550 5.9.9 sulk",
            ),
        ] {
            let place = wordings.find(said, Beside::default(), Origin::default());
            assert_eq!(wordings.all()[place].masked(), masked);
        }
    }
}
