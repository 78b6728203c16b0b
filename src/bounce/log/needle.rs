//! The texts that every line of a log is searched for.
//!
//! `aho_corasick::packed` (the algorithm Teddy) compares the first four bytes of all texts at once. It puts text `n`
//! into bucket `n % 8`. All it knows of a bucket is which high and low halves of a byte may occur in each of the four
//! positions. The more varied a bucket, the more lines are compared in vain; so needles that look alike share a bucket,
//! and each is searched for by a part at its end that is rare in logs.

use super::FORMATS;

/// Judges a line by what comes before and after a needle.
type Judge = fn(&[u8], &[u8]) -> bool;

/// A text that a line of some format contains if it reports a delivery.
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
}

/// What is searched for: an end of each needle of all formats, in buckets. Longer buckets come first. After a change,
/// `cargo bench --bench triage` shows whether another position is better.
const BUCKETS: [&[&str]; 8] = [
    &[
        "eturn to sender: ",
        "erral: ",
        "esult=",
        "cipient",
        "ed\t{\"",
    ],
    &["retval=DENY", " ** ", "... ", " *> "],
    &["tify: ", "ailure: ", ".MAI\t", "imeLogged"],
    &["Result: ", " == ", " => ", " -> "],
    &["utbound] ", ",from=<", "RCPT error\t{\""],
    &[" mx=", "r verify ", "reject"],
    &["stat=", "status=", "ccess: "],
    &["(delivery.", ": DCID", ": \"('"],
];

/// Returns what is searched for, in the order of the search. A needle that recognises a plain delivery is searched for
/// as a whole.
pub(super) fn searched() -> Vec<Needle> {
    let rounds = 0..BUCKETS[0].len();
    let texts = rounds.flat_map(|round| BUCKETS.iter().filter_map(move |bucket| bucket.get(round)));
    let needle = |text: &&'static str| {
        let mut whole = FORMATS.iter().flat_map(|format| format.needles);
        let sent = whole.find(|needle| needle.text == *text && needle.is_sent.is_some());
        sent.copied().unwrap_or(Needle::new(text))
    };
    texts.map(needle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_needle_of_a_format_is_searched_for_and_nothing_else() {
        let searched = searched();
        let needles: Vec<_> = FORMATS.iter().flat_map(|format| format.needles).collect();
        for needle in &needles {
            let finds = |searched: &&Needle| match needle.is_sent {
                Some(_) => searched.text == needle.text,
                None => needle.text.ends_with(searched.text),
            };
            assert!(searched.iter().any(|it| finds(&it)), "{needle:?}");
        }
        for it in &searched {
            let is_of = |needle: &&&Needle| needle.text.ends_with(it.text);
            assert!(needles.iter().any(|needle| is_of(&needle)), "{it:?}");
        }
    }

    #[test]
    fn no_bucket_is_longer_than_one_before() {
        assert!(BUCKETS.is_sorted_by_key(|bucket| std::cmp::Reverse(bucket.len())));
    }
}
