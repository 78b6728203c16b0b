//! Replies that differ only in what varies from one to the next: each wording is diagnosed once.
//!
//! A server says the same sentence to everybody; addresses, queue ids and times in it differ. A [`Wording`] is the
//! first reply of its kind with the parts that may vary marked as gaps. Another reply with the same text between the
//! gaps is the same wording if nothing in its own gaps could speak for anything: no clue of the catalogue touches
//! them, no code, no address at a domain of another provider. So a reply that is found here has the diagnosis that it
//! would have been given by itself.

mod gaps;
mod parts;

use crate::catalogue::Entry;
use crate::diagnose::{Confidence, Diagnoser, Origin, Reading};
use crate::reply::{EnhancedCode, Reply};
use foldhash::HashMap;
use foldhash::fast::FixedState;
use gaps::{Gap, gaps};
use parts::{is_code, is_part, parts, token, varies};
use std::hash::BuildHasher;

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
    pub reading: Option<Reading>,
    /// The house with whose codes and words it is read, even if they tell nothing.
    told_by: Option<usize>,
    /// What varies, by place in `said`, in order.
    gaps: Box<[Gap]>,
}

/// Codes that stand beside a reply: they count where it has none.
pub type Beside = (Option<u16>, Option<EnhancedCode>);

/// How a reply starts, what stands beside it, where it is from.
type Key = (u64, Beside, Origin);

/// Its codes; entry, provider, how sure.
type Diagnosed = (
    Option<u16>,
    Option<EnhancedCode>,
    Option<(usize, Option<usize>, Confidence)>,
);

/// A longer reply, in bytes, is diagnosed by itself.
const LONGEST: usize = 4096;
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
        let place = self.wordings.len() as u32;
        let alike = self.alike.entry(key).or_default();
        let gaps =
            if self.wordings.len() < MOST && said.len() <= LONGEST && alike.len() < MOST_ALIKE {
                alike.push(place);
                gaps(said, &reply, told_by, &self.diagnoser)
            } else {
                let told = |reading: Reading| (reading.entry, reading.provider, reading.confidence);
                let diagnosed = (reply.code, reply.enhanced, reading.map(told));
                let known = *self.shared.entry(diagnosed).or_insert(place);
                if known != place {
                    return known as usize;
                }
                Vec::new()
            };
        self.wordings.push(Wording {
            code: reply.code,
            enhanced: reply.enhanced,
            reading,
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
        let guessed = |reading: Reading| reading.confidence == Confidence::Guess;
        self.reading.is_none_or(guessed) && (self.enhanced.is_none() || entry.is_fallback())
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
