//! What has to hold for any input: shared by the fuzz targets and `tests/it/fuzz_seeds.rs`.
//!
//! Nothing panics, no printed character acts on a terminal, and evidence is within the reply's text.
#![allow(dead_code, reason = "a fuzz target uses one of the properties")]

use bouncedex::bounce::cut::Cut;
use bouncedex::bounce::{Bounce, Event, json as events, log, message as messages, read};
use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::{Context, Diagnoser, Diagnosis, Explained, Location};
use bouncedex::inputs::Input;
use bouncedex::reply::{self as replies, EnhancedCode, Reply};
use bouncedex::report::{self, Diagnoses, Format, TriageOptions};
use bouncedex::sanitize::is_unsafe;
use bouncedex::triage::By;
use bouncedex::triage::time::{Clock, Seconds};
use bouncedex::triage::{Triage, tally_file};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Read, Write};
use std::sync::LazyLock;

/// The present, for stamps that name no year: 23 November 2026.
const NOW: Seconds = 1_795_392_000;
const FORMATS: [Format; 4] = [Format::Text, Format::Json, Format::Markdown, Format::Csv];
const ORDERS: [By; 4] = [By::Cause, By::Provider, By::Hour, By::Domain];
/// A host that names a provider, to read replies with and without an origin.
const HOST: &str = "gmail-smtp-in.l.google.com";
/// Codes beside replies.
const BESIDE: (Option<u16>, Option<EnhancedCode>) = (
    Some(550),
    Some(EnhancedCode {
        class: 5,
        subject: 1,
        detail: 1,
    }),
);

static DIAGNOSER: LazyLock<Diagnoser> = LazyLock::new(|| Diagnoser::new(CATALOGUE));

/// Any input, as `explain` reads it: however it arrives, the result is the same.
pub(super) fn input(bytes: &[u8]) {
    let (found, cuts) = told(bytes);
    let ends = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r'));
    let lines = 1..=ends.count() + 1;
    assert!(found.iter().all(|(line, _)| lines.contains(line)));
    let length = 1 + bytes.len() % 61;
    assert_eq!(
        told(Drops { bytes, length }),
        (found.clone(), cuts),
        "{length} bytes at a time"
    );
    let mut at_hand = Vec::new();
    read::text(bytes, read::CREDULOUS, &mut |(line, bounce)| {
        at_hand.push((line, bounce.into_owned()))
    });
    assert_eq!(at_hand, found, "as a text at hand");
    printed(&found);
}

fn told(input: impl Read) -> (Vec<(usize, Bounce<'static>)>, Vec<Cut>) {
    let mut found = Vec::new();
    let cuts = read::bounces(input, read::CREDULOUS, |(line, bounce)| {
        found.push((line, bounce.into_owned()))
    });
    (
        found,
        cuts.unwrap_or_else(|error| panic!("memory cannot be read: {error}")),
    )
}

/// A reader that returns a few bytes at a time, as a pipe may.
struct Drops<'a> {
    bytes: &'a [u8],
    length: usize,
}

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut drop = &self.bytes[..self.length.min(self.bytes.len())];
        let count = drop.read(buffer)?;
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

/// A bounce message.
pub(super) fn message(bytes: &[u8]) {
    printed(&numbered(messages::read(bytes)));
}

/// What ends a log, because a mail follows.
const MAIL_STARTS: [&str; 3] = ["From ", "Return-Path: ", "Received: "];

/// The lines of a log.
pub(super) fn log_line(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = log::Reader::default();
    let mut found = Vec::new();
    let text = text.replace("\r\n", "\n");
    let lines: Vec<_> = text.split(['\r', '\n']).collect();
    for (number, line) in (1..).zip(&lines) {
        reader.read(&log::LogLine::of(line), &mut |bounce| {
            found.push((number, bounce))
        });
        log::LogLine::of(line).is_of_log();
    }
    if !found.is_empty() {
        triaged(bytes);
    }
    let starts_a_mail = |line: &&str| MAIL_STARTS.iter().any(|start| line.starts_with(start));
    // Readers of inputs strip colours before they read a line.
    let is_coloured = text.contains('\x1b');
    if !reader.is_table() && !is_coloured && !lines.iter().any(starts_a_mail) {
        no_failure_is_lost_in_a_long_log(&lines, &found);
    }
    printed(&found);
}

/// A log, counted.
fn triaged(log: &[u8]) {
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(NOW));
    let read = triage.read(log);
    assert!(read.is_ok(), "memory can be read");
    reported(&mut triage);
}

/// In every format and order, nothing in the report acts on a terminal.
fn reported(triage: &mut Triage) {
    for (format, by) in FORMATS.into_iter().zip(ORDERS) {
        let options = TriageOptions {
            format,
            by,
            top: Some(5),
            ..TriageOptions::default()
        };
        let mut written = Vec::new();
        let told = report::triage(&mut written, options, &mut triage.tally);
        assert!(told.is_ok(), "memory can be written");
        harmless(&written);
    }
}

/// A tally file, or the contents behind its checksum: whatever it is, no report fails. What is written of it is read
/// back as the same, and added to what a log counts.
pub(super) fn tally(bytes: &[u8]) {
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(NOW)).with_totals();
    let mut file = bytes.to_vec();
    if !bytes.starts_with(tally_file::START) {
        file = [tally_file::START, b"2\n"].concat();
        let mut packed = GzEncoder::new(&mut file, Compression::fast());
        assert!(packed.write_all(bytes).is_ok() && packed.finish().is_ok());
    }
    let _ = triage.add_tallies(in_memory(file));
    reported(&mut triage);
    let expected = figures(&mut triage);
    let mut file = Vec::new();
    let written = tally_file::write(&mut file, &mut triage.tally);
    assert!(written.is_ok(), "memory can be written");
    let mut again = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(NOW)).with_totals();
    again
        .add_tallies(in_memory(file.clone()))
        .expect("what was written");
    assert_eq!(figures(&mut again), expected);
    let mut sum = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(NOW)).with_totals();
    assert!(sum.read(FAILURE.as_bytes()).is_ok(), "memory can be read");
    sum.add_tallies(in_memory(file)).expect("what was written");
    reported(&mut sum);
    let bounced = triage.tally.status.bounced + 1;
    assert_eq!(sum.tally.status.bounced, bounced);
}

const FAILURE: &str = "Mar 14 09:00:02 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced \
                       (550 5.1.1 no such user)\n";

fn in_memory(file: Vec<u8>) -> Input {
    Input {
        name: None,
        reader: Box::new(io::Cursor::new(file)),
        length: None,
    }
}

/// The report as JSON.
fn figures(triage: &mut Triage) -> String {
    let mut written = Vec::new();
    let options = TriageOptions {
        format: Format::Json,
        ..TriageOptions::default()
    };
    let told = report::triage(&mut written, options, &mut triage.tally);
    assert!(told.is_ok(), "memory can be written");
    String::from_utf8(written).expect("JSON is text")
}

/// In a long log, only lines that may report a failure are examined. It may miss lines that are cut before their words,
/// lines of Exim without their time, and lines that also say that something was sent.
fn no_failure_is_lost_in_a_long_log(lines: &[&str], expected: &[(usize, Bounce<'_>)]) {
    const BEFORE: usize = 100;
    const NOTHING: &str = "Mar 14 09:26:53 mail postfix/qmgr[71]: 4A1B2C3D4E: removed\n";
    const SENT: [&str; 4] = [" => ", " -> ", ", status=sent (", "stat=Sent ("];
    const CUT: [&str; 2] = ["== ", "** "];
    let (mut found, _) = told((NOTHING.repeat(BEFORE) + &lines.join("\n")).as_bytes());
    found.iter_mut().for_each(|(line, _)| *line -= BEFORE);
    let is_told = |(line, bounce): &(usize, Bounce<'_>)| {
        let text = lines[line - 1];
        let is_clear = || {
            !SENT.iter().any(|sent| text.contains(sent))
                && !CUT.iter().any(|cut| text.starts_with(cut))
        };
        let is_failure = matches!(
            bounce.event,
            Event::Deferred | Event::Bounced | Event::Expired | Event::Rejected
        );
        is_failure && !bounce.diagnostic.is_empty() && is_clear()
    };
    // A notice may stand among log lines.
    let is_notice = |(line, _): &(usize, Bounce<'_>)| {
        !expected.iter().any(|(known, _)| known == line)
            && !log::LogLine::of(lines[line - 1]).is_of_log()
    };
    found.retain(|each| is_told(each) && !is_notice(each));
    let mut expected = expected.to_vec();
    expected.retain(is_told);
    assert_eq!(found, expected, "{lines:#?}");
}

/// A JSON document.
pub(super) fn json(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let found = events::read(&text).unwrap_or_default();
    if !found.is_empty() {
        triaged(bytes);
    }
    printed(&numbered(found));
}

/// Replies, with a zero byte between one and the next.
pub(super) fn reply(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut said: Vec<_> = text.split('\0').map(str::to_owned).collect();
    for (line, reply) in replies::split(&text) {
        assert!(line <= text.len() && !reply.is_empty());
        said.push(reply);
    }
    for (host, (code, enhanced)) in [(None, (None, None)), (Some(HOST), BESIDE)] {
        let context = Context {
            host,
            ..Context::default()
        };
        for said in &said {
            let said = said.into();
            let bounce = Bounce {
                diagnostic: said,
                code,
                enhanced,
                ..Bounce::default()
            };
            diagnosed(bounce.reply(), context);
        }
    }
}

fn numbered(bounces: Vec<Bounce<'_>>) -> Vec<(usize, Bounce<'_>)> {
    (1..).zip(bounces).collect()
}

fn diagnosed(reply: Reply<'_>, context: Context<'_>) -> Option<Diagnosis> {
    let diagnosis = DIAGNOSER.diagnose(reply, context);
    diagnosis.inspect(evidence_is_in_the_text)
}

fn evidence_is_in_the_text(diagnosis: &Diagnosis) {
    let text = &diagnosis.reply.text;
    let mut end = 0;
    for range in &diagnosis.evidence {
        let part = text.get(range.clone());
        assert!(
            range.start >= end && part.is_some_and(|part| !part.is_empty()),
            "{range:?} of {text:?}"
        );
        end = range.end;
    }
}

/// Bounces, diagnosed and written in every format.
fn printed(bounces: &[(usize, Bounce<'_>)]) {
    let diagnosed: Vec<_> = bounces
        .iter()
        .map(|(line, bounce)| (*line, bounce, DIAGNOSER.bounce(bounce)))
        .collect();
    for format in FORMATS {
        let mut written = Vec::new();
        let mut out = Diagnoses::new(&mut written, format, &CATALOGUE);
        for (line, bounce, diagnosis) in &diagnosed {
            let Some(diagnosis) = diagnosis else { continue };
            evidence_is_in_the_text(diagnosis);
            let input = Location {
                file: None,
                line: *line,
            };
            let told = out.write(&Explained {
                input,
                bounce,
                diagnosis,
            });
            assert!(told.is_ok(), "memory can be written");
        }
        assert!(out.flush().is_ok(), "memory can be written");
        drop(out);
        harmless(&written);
    }
}

/// Apart from line ends, no printed character acts on a terminal.
fn harmless(written: &[u8]) {
    let text = std::str::from_utf8(written).unwrap_or_else(|error| panic!("no text: {error}"));
    let acts = text.lines().find(|line| line.contains(is_unsafe));
    assert_eq!(acts, None, "acts on a terminal");
}
