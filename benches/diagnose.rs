//! What it costs to explain a reply, on one thread.
//!
//! The replies are the catalogue's examples, or the lines of the file that `REPLIES` names.

mod replies;

use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::{Context, Diagnoser, Origin};
use bouncedex::reply::Reply;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use replies::replies;

fn main() {
    divan::main();
}

/// Runs a step over all replies.
fn each(bencher: Bencher<'_, '_>, replies: &[String], mut step: impl FnMut(&str)) {
    bencher
        .counter(ItemsCount::new(replies.len()))
        .bench_local(|| replies.iter().for_each(|reply| step(black_box(reply))));
}

/// Undoing line breaks and flattening, finding the codes.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    each(bencher, &replies(), |reply| {
        black_box(Reply::parse(reply));
    });
}

/// Finding every literal of the catalogue.
#[divan::bench]
fn clues(bencher: Bencher<'_, '_>) {
    let replies: Vec<_> = replies().iter().map(|reply| reply.to_lowercase()).collect();
    each(bencher, &replies, |reply| {
        let tell = |place, _: &_, span| {
            black_box((place, span));
        };
        CATALOGUE.clues.standing_in(reply, tell);
    });
}

/// Reading a reply, in indices of the catalogue, if one like it occurred before.
#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let diagnoser = Diagnoser::new(CATALOGUE);
    each(bencher, &replies(), |reply| {
        black_box(diagnoser.read(&Reply::parse(reply), Origin::default()));
    });
}

/// The whole diagnosis of a reply, as it would be shown.
#[divan::bench]
fn diagnose(bencher: Bencher<'_, '_>) {
    let diagnoser = Diagnoser::new(CATALOGUE);
    each(bencher, &replies(), |reply| {
        black_box(diagnoser.diagnose(Reply::parse(reply), Context::default()));
    });
}
