//! What it costs to find bounces in mails, mailboxes and logs, and to explain them, on one thread.
//!
//! The mails are the files in the folder that `MAILS` names, the log is the file that `LOG` names; by default a few of
//! our own, repeated.

use bouncedex::bounce::log::{self, Reader};
use bouncedex::bounce::{Event, message, read};
use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::Diagnoser;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::path::Path;
use std::{env, fs};

fn main() {
    divan::main();
}

const MAILS: [&str; 3] = [
    include_str!("../tests/fixtures/mails/report.eml"),
    include_str!("../tests/fixtures/mails/prose.eml"),
    include_str!("../tests/fixtures/mails/transcript.eml"),
];
/// Nine of ten lines report no failure.
const LOG: &str = include_str!("../tests/fixtures/quiet.log");

fn mails() -> Vec<Vec<u8>> {
    let mut mails = Vec::new();
    match env::var_os("MAILS") {
        Some(folder) => add_files(Path::new(&folder), &mut mails),
        None => mails.extend(MAILS.map(|mail| mail.as_bytes().to_vec())),
    }
    mails
}

fn add_files(folder: &Path, mails: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            add_files(&path, mails)
        } else {
            mails.push(fs::read(path).expect("a file"))
        }
    }
}

/// A mailbox of a few megabytes that contains all mails.
fn mailbox() -> Vec<u8> {
    let mut once = Vec::new();
    for mail in mails() {
        let mail = if mail.starts_with(b"From ") {
            &mail[mail.iter().position(|byte| *byte == b'\n').unwrap_or(0) + 1..]
        } else {
            &mail
        };
        once.extend_from_slice(b"From MAILER-DAEMON Mon Nov 23 10:00:00 2026\n");
        once.extend_from_slice(mail);
        once.extend_from_slice(b"\n\n");
    }
    once.repeat(((8 << 20) / once.len()).max(1))
}

fn text_of_log() -> String {
    match env::var_os("LOG") {
        Some(file) => fs::read_to_string(file).expect("a file"),
        None => LOG.repeat((8 << 20) / LOG.len()),
    }
}

/// Runs a step over all mails.
fn each(bencher: Bencher<'_, '_>, mut step: impl FnMut(&[u8])) {
    let mails = mails();
    bencher
        .counter(ItemsCount::new(mails.len()))
        .bench_local(|| mails.iter().for_each(|mail| step(black_box(mail))));
}

/// Finding the bounces of each mail.
#[divan::bench]
fn mails_read(bencher: Bencher<'_, '_>) {
    each(bencher, |mail| {
        black_box(message::read(mail));
    });
}

/// The same, with each bounce explained as it would be shown.
#[divan::bench]
fn mails_explained(bencher: Bencher<'_, '_>) {
    let diagnoser = Diagnoser::new(CATALOGUE);
    each(bencher, |mail| {
        for bounce in message::read(mail) {
            black_box(diagnoser.bounce(&bounce));
        }
    });
}

/// Splitting a mailbox, and reading and explaining its mails.
#[divan::bench]
fn mailbox_explained(bencher: Bencher<'_, '_>) {
    let (mailbox, diagnoser) = (mailbox(), Diagnoser::new(CATALOGUE));
    let counter = BytesCount::new(mailbox.len());
    bencher.counter(counter).bench_local(|| {
        let explain = |(_, bounce): read::Found<'_>| {
            black_box(diagnoser.bounce(&bounce));
        };
        let _ = black_box(read::bounces(&mailbox[..], read::CREDULOUS, explain));
    });
}

/// Counting lines, which any reader of a log has to do.
#[divan::bench]
fn log_lines(bencher: Bencher<'_, '_>) {
    let log = text_of_log();
    bencher
        .counter(BytesCount::of_str(&log))
        .bench_local(|| black_box(memchr::memchr_iter(b'\n', black_box(&log).as_bytes()).count()));
}

/// Reading each line of a log.
#[divan::bench]
fn log_read_by_line(bencher: Bencher<'_, '_>) {
    let log = text_of_log();
    bencher.counter(BytesCount::of_str(&log)).bench_local(|| {
        let mut reader = Reader::default();
        for line in log.lines() {
            reader.read(&log::LogLine::of(line), &mut |bounce| {
                black_box(bounce);
            });
        }
    });
}

/// Finding the bounces of a log as `explain` does.
#[divan::bench]
fn log_read(bencher: Bencher<'_, '_>) {
    let log = text_of_log();
    find_in(bencher, &log);
}

/// The same for a log in which no line reports a failure.
#[divan::bench]
fn idle_log_read(bencher: Bencher<'_, '_>) {
    let text = text_of_log();
    let is_idle =
        |line: &&str| log::read(line).is_none_or(|bounce| bounce.event == Event::Delivered);
    let idle: String = text.split_inclusive('\n').filter(is_idle).collect();
    find_in(bencher, &idle);
}

fn find_in(bencher: Bencher<'_, '_>, log: &str) {
    bencher.counter(BytesCount::of_str(log)).bench_local(|| {
        let _ = black_box(read::bounces(log.as_bytes(), read::CREDULOUS, |bounce| {
            black_box(bounce);
        }));
    });
}
