//! What it costs to look through a log, line by line.
//!
//! The log is the file that `LOG` names.

use bouncedex::bounce::log::Reader;
use bouncedex::bounce::read;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::{env, fs};

fn main() {
    divan::main();
}

fn log() -> String {
    let file = env::var_os("LOG").expect("LOG names a file");
    fs::read_to_string(file).expect("a file")
}

/// Counting lines: what any reader pays.
#[divan::bench]
fn lines(bencher: Bencher<'_, '_>) {
    let log = log();
    bencher
        .counter(BytesCount::of_str(&log))
        .bench_local(|| black_box(memchr::memchr_iter(b'\n', black_box(&log).as_bytes()).count()));
}

/// Reading each line.
#[divan::bench]
fn reader(bencher: Bencher<'_, '_>) {
    let log = log();
    bencher.counter(BytesCount::of_str(&log)).bench_local(|| {
        let mut reader = Reader::default();
        for line in log.lines() {
            reader.read(line, &mut |bounce| {
                black_box(bounce);
            });
        }
    });
}

/// Recognising the input and reading it.
#[divan::bench]
fn bounces(bencher: Bencher<'_, '_>) {
    let log = log();
    bencher.counter(BytesCount::of_str(&log)).bench_local(|| {
        let _ = black_box(read::bounces(log.as_bytes(), |bounce| {
            black_box(bounce);
        }));
    });
}
