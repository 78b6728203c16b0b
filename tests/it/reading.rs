//! The bounces that readers find in a text, for other tests to compare.

use bouncedex::bounce::cut::Cut;
use bouncedex::bounce::{Bounce, read};

/// Each bounce of an input with its line, and what was too long to be read whole.
pub(crate) fn found(input: impl AsRef<[u8]>) -> (Vec<(usize, Bounce<'static>)>, Vec<Cut>) {
    judged(input, read::CREDULOUS)
}

/// The same, with words believed as far as a judge says.
pub(crate) fn judged(
    input: impl AsRef<[u8]>,
    judge: read::Judge<'_>,
) -> (Vec<(usize, Bounce<'static>)>, Vec<Cut>) {
    let mut found = Vec::new();
    let cuts = read::bounces(input.as_ref(), judge, |(line, bounce)| {
        found.push((line, bounce.into_owned()));
    });
    (found, cuts.expect("memory can be read"))
}

/// The bounces of an input, all of which is read.
#[track_caller]
pub(crate) fn bounces(input: impl AsRef<[u8]>) -> Vec<Bounce<'static>> {
    let (found, cuts) = found(input);
    assert_eq!(cuts, []);
    found.into_iter().map(|(_, bounce)| bounce).collect()
}

/// Each bounce of a text in memory with its line.
pub(crate) fn found_at_hand(text: &[u8]) -> Vec<(usize, Bounce<'static>)> {
    let mut found = Vec::new();
    read::text(text, read::CREDULOUS, &mut |(line, bounce)| {
        found.push((line, bounce.into_owned()));
    });
    found
}
