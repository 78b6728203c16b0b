//! What a key press costs without a terminal: search, and drawing a frame.

use bouncedex::builtin::CATALOGUE;
use bouncedex::explorer::bindings::Bindings;
use bouncedex::explorer::keys::Key;
use bouncedex::explorer::print::play;
use bouncedex::explorer::state::State;
use bouncedex::explorer::theme::{Appearance, Glyphs, Theme};
use bouncedex::query::Query;
use bouncedex::search::{Findings, Search};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Preparing the catalogue for searching.
#[divan::bench]
fn prepare() {
    let search = Search::new(CATALOGUE);
    search.prepare();
    black_box(&search);
}

#[divan::bench(args = ["q", "quota", "5.7.26", "gmail dmarc spf", "mailbx ful", "zqxjk"])]
fn find(bencher: Bencher, query: &str) {
    let search = Search::new(CATALOGUE);
    search.prepare();
    bencher.bench_local(|| -> Findings { search.find(&Query::parse(black_box(query))) });
}

/// From nothing to a frame with the results of a query.
#[divan::bench(args = ["", "gmail dmarc"])]
fn frame(bencher: Bencher, keys: &str) {
    let keys = Key::parse_all(keys).unwrap_or_default();
    let appearance = Appearance {
        theme: Theme::colour(),
        glyphs: Glyphs::UNICODE,
    };
    bencher.bench_local(|| {
        let mut state = State::new(CATALOGUE, "", Bindings::default(), appearance.clone());
        play(&mut state, &keys, 120, 36)
    });
}
