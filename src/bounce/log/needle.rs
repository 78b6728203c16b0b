//! What is searched for in every line of a log, in the order that is searched fastest.
//!
//! `aho_corasick::packed` (the algorithm Teddy) compares the first four bytes of all texts at once. It files text `n` in
//! bucket `n % 8`, or `n % 16` if there are more than 32 texts, and of each bucket only knows which high and low halves
//! of a byte may stand at each of the four places. The wider a bucket, the more lines are compared in vain. So each
//! needle is searched for by the end of it that is rarest in logs, and needles that look alike share a bucket. Without
//! this, the order in which formats are listed would decide how fast a log is read.

use std::cmp::Ordering;
use std::sync::LazyLock;

/// Judges a line by what stands before and behind a needle.
type Judge = fn(&[u8], &[u8]) -> bool;

/// A text that a line of some format holds if it reports a delivery.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needle {
    pub text: &'static str,
    /// Whether a line reports a delivery to one recipient, and nothing else worth knowing.
    pub is_sent: Option<Judge>,
}

impl Needle {
    pub(super) const fn new(text: &'static str) -> Needle {
        Needle {
            text,
            is_sent: None,
        }
    }

    pub(super) const fn or_sent(text: &'static str, is_sent: Judge) -> Needle {
        Needle {
            text,
            is_sent: Some(is_sent),
        }
    }

    /// The same needle, searched for by its rarest end. One that recognises a plain delivery is searched for as a whole.
    fn rarest(self) -> Needle {
        if self.is_sent.is_some() {
            return self;
        }
        let last = self.text.len().saturating_sub(SHORTEST);
        let ends = (0..=last).filter_map(|at| self.text.get(at..));
        let rarest = ends.min_by(|one, other| by_odds(&[one], &[other]));
        Needle::new(rarest.unwrap_or(self.text))
    }
}

/// How many bytes of a text are compared at once.
const COMPARED: usize = 4;
/// A shorter end of a needle stands in many a word: `ient` in `client`.
const SHORTEST: usize = 6;

/// A log of any busy server is mostly made of such lines.
const TYPICAL: &[u8] = b"Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, \
    relay=mx.example.org[192.0.2.7]:25, delay=2, delays=0/0/1/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4A1B2C)\
    2026-03-14T09:26:53.589793+00:00 mail postfix/qmgr[4711]: from=<me@example.com>, size=1204, nrcpt=1 (queue active) \
    Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: to=<jo@example.org>, ctladdr=<me@example.com> (1000/100), \
    delay=00:00:04, xdelay=00:00:04, mailer=esmtp, pri=120000, relay=mx.example.org. [192.0.2.7], dsn=2.0.0, stat=Sent (OK) \
    connect from disconnect message-id= client= removed";

/// How often each half of a byte occurs in such lines, of one: the low ones, and the high ones.
static ODDS: LazyLock<[[f32; 16]; 2]> = LazyLock::new(|| {
    // No half is impossible.
    let mut counts = [[0.5; 16]; 2];
    for byte in TYPICAL {
        counts[0][usize::from(byte & 15)] += 1.0;
        counts[1][usize::from(byte >> 4)] += 1.0;
    }
    counts.map(|half: [f32; 16]| half.map(|count| count / half.iter().sum::<f32>()))
});

/// How likely four bytes of a log fit a bucket of these texts.
fn odds(texts: &[&str]) -> f32 {
    let at_index = |index: usize| {
        let mut halves = [0_u16; 2];
        for byte in texts.iter().filter_map(|text| text.as_bytes().get(index)) {
            halves[0] |= 1 << (byte & 15);
            halves[1] |= 1 << (byte >> 4);
        }
        let [low, high] = [0, 1].map(|half| {
            let possible = (0..16).filter(|value| halves[half] >> value & 1 == 1);
            possible.map(|value| ODDS[half][value]).sum::<f32>()
        });
        low * high
    };
    (0..COMPARED).map(at_index).product()
}

fn by_odds(one: &[&str], other: &[&str]) -> Ordering {
    odds(one).total_cmp(&odds(other))
}

/// The needles of all formats as they are searched for, each text once.
pub(super) fn arranged(needles: impl Iterator<Item = Needle>) -> Vec<Needle> {
    let mut needles: Vec<_> = needles.map(Needle::rarest).collect();
    // What a shorter needle finds need not be searched for again.
    needles.sort_by_key(|needle| (needle.text.len(), needle.is_sent.is_none()));
    let mut distinct: Vec<Needle> = Vec::new();
    for needle in needles {
        let is_found = |known: &Needle| needle.text.starts_with(known.text);
        if needle.is_sent.is_some() || !distinct.iter().any(is_found) {
            distinct.push(needle);
        }
    }
    in_buckets(distinct)
}

/// The needles in an order that puts those into one bucket that look alike.
fn in_buckets(mut needles: Vec<Needle>) -> Vec<Needle> {
    let count = if needles.len() > 32 { 16 } else { 8 };
    let room = needles.len().div_ceil(count);
    let mut buckets: Vec<Vec<Needle>> = vec![Vec::new(); count];
    // The most frequent first: for those it matters most what they share a bucket with.
    needles.sort_by(|one, other| by_odds(&[other.text], &[one.text]));
    for needle in needles {
        let growth = |bucket: &Vec<Needle>| {
            let mut texts: Vec<_> = bucket.iter().map(|needle| needle.text).collect();
            let before = if texts.is_empty() { 0.0 } else { odds(&texts) };
            texts.push(needle.text);
            odds(&texts) - before
        };
        let free = buckets.iter_mut().filter(|bucket| bucket.len() < room);
        let best = free.min_by(|one, other| growth(one).total_cmp(&growth(other)));
        best.into_iter().for_each(|bucket| bucket.push(needle));
    }
    while swap_needles(&mut buckets) {}
    // Only the last round may leave buckets out.
    buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket.len()));
    let rounds = 0..room;
    rounds
        .flat_map(|round| buckets.iter().filter_map(move |bucket| bucket.get(round)))
        .copied()
        .collect()
}

/// Swaps needles of two buckets where both together are rarer then. Whether any was.
fn swap_needles(buckets: &mut [Vec<Needle>]) -> bool {
    let mut is_better = false;
    for second in 1..buckets.len() {
        let (before, rest) = buckets.split_at_mut(second);
        for first in before {
            is_better |= swap_between(first, &mut rest[0]);
        }
    }
    is_better
}

fn swap_between(first: &mut [Needle], second: &mut [Needle]) -> bool {
    let together = |first: &[Needle], second: &[Needle]| {
        [first, second]
            .map(|bucket| odds(&bucket.iter().map(|needle| needle.text).collect::<Vec<_>>()))
            .iter()
            .sum::<f32>()
    };
    let (mut least, mut is_better) = (together(first, second), false);
    for one in 0..first.len() {
        for other in 0..second.len() {
            std::mem::swap(&mut first[one], &mut second[other]);
            let odds = together(first, second);
            // A rounding error is no reason to swap again and again.
            if odds < least * 0.999 {
                (least, is_better) = (odds, true);
            } else {
                std::mem::swap(&mut first[one], &mut second[other]);
            }
        }
    }
    is_better
}
