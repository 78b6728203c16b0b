//! What it costs to explain a reply, without a cache, on one thread.

use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::{Context, Diagnoser};
use bouncedex::reply::Reply;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// What the catalogue's own servers say.
fn replies() -> Vec<&'static str> {
    CATALOGUE
        .entries()
        .flat_map(|entry| entry.examples.iter())
        .collect()
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let replies = replies();
    bencher
        .counter(ItemsCount::new(replies.len()))
        .bench_local(|| {
            for reply in &replies {
                black_box(Reply::parse(black_box(reply)));
            }
        });
}

#[divan::bench]
fn clues(bencher: Bencher) {
    let replies: Vec<_> = replies().iter().map(|reply| reply.to_lowercase()).collect();
    bencher
        .counter(ItemsCount::new(replies.len()))
        .bench_local(|| {
            for reply in &replies {
                black_box(CATALOGUE.clues.standing_in(black_box(reply)));
            }
        });
}

#[divan::bench]
fn diagnose(bencher: Bencher) {
    let (replies, diagnoser) = (replies(), Diagnoser::new(CATALOGUE));
    bencher
        .counter(ItemsCount::new(replies.len()))
        .bench_local(|| {
            for reply in &replies {
                black_box(diagnoser.diagnose(Reply::parse(black_box(reply)), Context::default()));
            }
        });
}
