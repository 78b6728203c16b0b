//! What it costs to classify a record, on one thread.
//!
//! The records are the catalogue's examples, or the lines of the file that `REPLIES` names.

mod replies;

use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::Origin;
use bouncedex::{Classifier, Diagnoser, Reply, bounces};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use replies::replies;

fn main() {
    divan::main();
}

/// Classifies all records again and again, each in a form of its own.
fn each(bencher: Bencher<'_, '_>, form: impl Fn(usize, &str) -> String) {
    let classifier = Classifier::new(CATALOGUE);
    let (replies, mut number) = (replies(), 0);
    bencher
        .counter(ItemsCount::new(replies.len()))
        .with_inputs(|| {
            let records = replies.iter().map(|reply| {
                number += 1;
                form(number, reply)
            });
            records.collect::<Vec<_>>()
        })
        .bench_local_values(|records| {
            for record in &records {
                black_box(classifier.classify(black_box(record.as_str())));
            }
        });
}

/// Records that occurred before, like most of a log's.
#[divan::bench]
fn known(bencher: Bencher<'_, '_>) {
    each(bencher, |_, reply| reply.to_owned());
}

/// Replies as servers send them, no two alike.
#[divan::bench]
fn bare(bencher: Bencher<'_, '_>) {
    each(bencher, |number, reply| format!("{reply} [{number}]"));
}

/// The same after what a mail server writes before them.
#[divan::bench]
fn quoted(bencher: Bencher<'_, '_>) {
    each(bencher, |number, reply| {
        format!(
            "host mx.example.org[192.0.2.7] said: {reply} [{number}] (in reply to RCPT TO command)"
        )
    });
}

/// The same as whole lines of a log.
#[divan::bench]
fn log_line(bencher: Bencher<'_, '_>) {
    each(bencher, |number, reply| {
        format!(
            "Mar 14 09:26:53 mx postfix/smtp[71]: 4A1B2C3D4E: to=<jo{number}@example.org>, relay=mx.example.org[192.0.2.7]:25, \
             delay=2, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.7] said: {reply})"
        )
    });
}

/// The share of the diagnosis in that.
#[divan::bench]
fn diagnosis(bencher: Bencher<'_, '_>) {
    let (diagnoser, replies) = (Diagnoser::new(CATALOGUE), replies());
    let mut number = 0;
    bencher
        .counter(ItemsCount::new(replies.len()))
        .with_inputs(|| {
            number += replies.len();
            let records = replies.iter().enumerate();
            let records = records.map(|(index, reply)| format!("{reply} [{}]", number + index));
            records.collect::<Vec<_>>()
        })
        .bench_local_values(|records| {
            for record in &records {
                black_box(diagnoser.read(&Reply::parse(record), Origin::default()));
            }
        });
}

/// What it would cost to treat each record as an input.
#[divan::bench]
fn as_input(bencher: Bencher<'_, '_>) {
    let replies = replies();
    bencher
        .counter(ItemsCount::new(replies.len()))
        .bench_local(|| {
            for reply in &replies {
                black_box(bounces(black_box(reply.as_bytes())).next().is_some());
            }
        });
}
