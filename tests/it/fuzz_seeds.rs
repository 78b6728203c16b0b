//! What must hold for any input, tested on the seeds of the fuzz targets and on a fixed number of mutations of them.

#[path = "../../fuzz/properties.rs"]
mod properties;

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, io};

/// How many mutations of each seed are tried.
const MUTATIONS: usize = 24;
/// How long a seed is repeated, in bytes.
const LONG: usize = 1 << 16;
/// Far more than that takes, far less than it would take in quadratic time.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn input() {
    check("input", properties::input);
}

#[test]
fn message() {
    check("message", properties::message);
}

#[test]
fn log_line() {
    check("log_line", properties::log_line);
}

#[test]
fn json() {
    check("json", properties::json);
}

#[test]
fn reply() {
    check("reply", properties::reply);
}

#[test]
fn tally() {
    check("tally", properties::tally);
}

/// The target's seeds, by name.
fn seeds(target: &str) -> io::Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let files = fs::read_dir(folder)?.map(|file| Ok(file?.path()));
    let mut files: Vec<_> = files.collect::<io::Result<_>>()?;
    files.sort();
    files.into_iter().map(fs::read).collect()
}

#[track_caller]
fn check(target: &str, property: fn(&[u8])) {
    let seeds = seeds(target).expect("seeds can be read");
    assert!(!seeds.is_empty(), "{target} has seeds");
    let mut random = Random(1);
    for seed in &seeds {
        property(seed);
        for _ in 0..MUTATIONS {
            property(&mutated(seed, &seeds, &mut random));
        }
        let start = Instant::now();
        property(&seed.repeat(LONG / seed.len().max(1)));
        let took = start.elapsed();
        let name = String::from_utf8_lossy(seed);
        assert!(took < PATIENCE, "{took:?} for many times {name}");
    }
}

/// A seed that is cut, changed, repeated or joined with another at a random place.
fn mutated(seed: &[u8], seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let at = random.below(seed.len() + 1);
    let (start, end) = seed.split_at(at);
    let other = &seeds[random.below(seeds.len())];
    let from = random.below(other.len() + 1);
    match random.below(6) {
        0 => start.to_vec(),
        1 => end.to_vec(),
        2 => [
            start,
            &[random.next() as u8],
            end.get(1..).unwrap_or_default(),
        ]
        .concat(),
        3 => [start, STRANGE[random.below(STRANGE.len())].as_bytes(), end].concat(),
        4 => [start, &other[from..], end].concat(),
        _ => [start, end, end].concat(),
    }
}

/// What readers stumble over.
const STRANGE: [&str; 16] = [
    "\0",
    "\r",
    "\n",
    "\n\n",
    "\u{1b}[2J",
    "\u{7f}",
    "\u{85}",
    "\u{202e}",
    "İ",
    "ẞ",
    "日本",
    "\"",
    "\\",
    "<",
    "5.7.1 ",
    "550-",
];

/// Xorshift64: the same numbers every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}
