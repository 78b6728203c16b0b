//! What may vary in a reply without another diagnosis.

use super::parts::{is_code, varies, varying};
use crate::diagnose::{Diagnoser, MOST_ADDRESSES, Suffix};
use crate::reply::Reply;
use std::ops::Range;

/// A part that varies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub span: Range<usize>,
    /// How many bytes of the part behind the gap do not vary.
    pub tail: usize,
    /// Of an address, the known domain.
    domain: Option<Suffix>,
    /// With what the part must not go on: a clue would stand there.
    heads: Box<[&'static str]>,
}

/// So much of a clue, in bytes, is enough to look at the reply by itself.
const HEAD: usize = 8;
impl Gap {
    /// Whether what stands in the gap of another reply speaks for nothing.
    pub fn fits(
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

/// Of a part that holds an address, the known domain.
fn domain(part: &str, diagnoser: &Diagnoser) -> Option<Suffix> {
    let at = memchr::memchr(b'@', part.as_bytes())?;
    Some(diagnoser.domain(&part[at + 1..]))
}

/// What may vary without another diagnosis, by place in a text that was read as a reply.
pub fn gaps(
    said: &str,
    reply: &Reply<'_>,
    provider: Option<usize>,
    diagnoser: &Diagnoser,
) -> Vec<Gap> {
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
