//! Tallies in files: what one host counted, to be added up elsewhere or later.
//!
//! A file starts with [`START`], the version and a line end; the rest is gzip, whose checksum shows whether it is
//! complete. It contains the counts as `wire` writes them. Ids of the catalogue are texts, names are numbered by their
//! order. A file may contain several tallies, one after the other. Whatever a file contains, it takes no more memory
//! than a log could.

mod add;
mod totals;
mod wire;

use super::attempts::MOST_PROVIDERS;
use super::distinct::{Distinct, Mark};
use super::facet::{Facet, Facets, NameId};
use super::hosts::Hosts;
use super::replies::{MOST_ENHANCED, MOST_KINDS};
use super::spill::Record;
use super::tally::MOST_FAILURES;
use super::{Failure, FailureKey, Sample, Status, Tally};
use crate::bounce::Event;
use crate::catalogue::{Catalogue, Outcome, ProviderId};
use crate::diagnose::Diagnoser;
use crate::inputs;
use crate::reply::EnhancedCode;
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use wire::{In, Out, wrong};

/// How a tally starts, whatever its version.
pub const START: &[u8] = b"bouncedex tally ";
/// The version that is written.
const VERSION: &[u8] = b"4\n";
/// The versions before it, which are read as well: they do not tell what your server rejected for now, and the first
/// marks no failure as forwarded.
const OLDER: [&[u8]; 2] = [b"2\n", b"3\n"];
/// The marks of a failure.
const GUESS: usize = 1;
const FORWARDED: usize = 2;
const TEMPORARY: usize = 4;
/// The most ids or times that a report names.
const MOST_NAMED: usize = 3;

/// Whether a file contains tallies.
pub fn is_tally(path: &Path) -> bool {
    inputs::open(path).is_ok_and(|mut input| input.starts_with(START).unwrap_or(false))
}

/// Writes everything that can be added up; recent failures and kept lines cannot.
pub fn write(out: &mut impl Write, tally: &mut Tally) -> io::Result<()> {
    out.write_all(START)?;
    out.write_all(VERSION)?;
    let packed = GzEncoder::new(out, Compression::default());
    let mut out = Out(BufWriter::new(packed));
    write_totals(&mut out, tally)?;
    write_names(&mut out, tally)?;
    write_failures(&mut out, tally)?;
    write_replies(&mut out, tally)?;
    write_distinct(&mut out, &mut tally.deliveries)?;
    write_distinct(&mut out, &mut tally.recipients)?;
    totals::write(&mut out, &mut tally.totals)?;
    let packed = out.0.into_inner().map_err(io::IntoInnerError::into_error)?;
    packed.finish()?;
    Ok(())
}

/// A tally that was read.
struct Found {
    tally: Tally,
    /// Ids of causes and providers that the catalogue does not have.
    unknown: Few,
}

/// A few of any number of texts.
#[derive(Default)]
struct Few {
    texts: BTreeSet<String>,
    is_more: bool,
}

impl Few {
    fn add(&mut self, text: &str) {
        if self.texts.len() < MOST_NAMED {
            self.texts.insert(text.to_owned());
        } else {
            self.is_more |= !self.texts.contains(text);
        }
    }

    fn extend(&mut self, other: Few) {
        other.texts.iter().for_each(|text| self.add(text));
        self.is_more |= other.is_more;
    }

    /// Lists them, if there are any.
    fn in_words(&self) -> Option<String> {
        let texts: Vec<_> = self.texts.iter().map(String::as_str).collect();
        let more = if self.is_more { ", …" } else { "" };
        (!texts.is_empty()).then(|| texts.join(", ") + more)
    }
}

/// Reads the next tally of a file completely, before any of it counts.
fn read(input: &mut impl BufRead, catalogue: Catalogue) -> io::Result<Found> {
    let mut input = In::new(input);
    let start: [u8; START.len() + VERSION.len()] = input.bytes()?;
    if !start.starts_with(START) {
        return Err(wrong("what follows a tally is none"));
    }
    let is_older = OLDER.iter().any(|version| start.ends_with(version));
    if !start.ends_with(VERSION) && !is_older {
        return Err(wrong("it is of another version of bouncedex"));
    }
    let mut input = In::new(BufReader::new(GzDecoder::new(input.input)));
    let mut tally = Tally::new(Diagnoser::new(catalogue));
    let mut unknown = Few::default();
    read_totals(&mut input, &mut tally)?;
    read_names(&mut input, &mut tally, &mut unknown)?;
    read_failures(&mut input, &mut tally, &mut unknown, is_older)?;
    read_replies(&mut input, &mut tally)?;
    tally.deliveries = read_distinct(&mut input)?;
    tally.recipients = read_distinct(&mut input)?;
    tally.totals = totals::read(&mut input)?;
    // Only its end shows whether it is complete.
    if input.input.read(&mut [0])? > 0 {
        return Err(wrong("it goes on behind its end"));
    }
    Ok(Found { tally, unknown })
}

fn write_totals(out: &mut Out<impl Write>, tally: &Tally) -> io::Result<()> {
    out.numbers(&[tally.bytes, tally.lines])?;
    out.time(tally.first)?;
    out.time(tally.last)?;
    out.time(tally.covered.map(|(first, _)| first))?;
    out.time(tally.covered.map(|(_, last)| last))?;
    write_status(out, tally.status)?;
    out.timeline(&tally.timeline)?;
    let hosts = tally.by_host();
    out.count(hosts.len())?;
    for (host, attempt_counts) in hosts {
        out.text(&host)?;
        out.attempts(attempt_counts)?;
    }
    Ok(())
}

fn read_totals(input: &mut In<impl Read>, tally: &mut Tally) -> io::Result<()> {
    (tally.bytes, tally.lines) = (input.log_bytes()?, input.number()?);
    (tally.first, tally.last) = (input.time()?, input.time()?);
    tally.covered = input.time()?.zip(input.time()?);
    for (first, last) in [tally.span(), tally.covered].into_iter().flatten() {
        if first > last {
            return Err(wrong("it ends before it starts"));
        }
    }
    tally.status = read_status(input)?;
    tally.timeline = input.timeline()?;
    for _ in 0..input.count(Hosts::MOST)? {
        let host = input.text()?;
        let attempt_counts = input.attempts()?;
        tally.hosts.add(host, attempt_counts);
    }
    Ok(())
}

fn write_status(out: &mut Out<impl Write>, status: Status) -> io::Result<()> {
    out.numbers(&status.counts().map(|(_, count)| count))
}

fn read_status(input: &mut In<impl Read>) -> io::Result<Status> {
    Ok(Status {
        sent: input.number()?,
        deferred: input.number()?,
        bounced: input.number()?,
        expired: input.number()?,
        rejected: input.number()?,
    })
}

/// Writes providers and names, with the outcomes of attempts.
fn write_names(out: &mut Out<impl Write>, tally: &Tally) -> io::Result<()> {
    let attempts = &tally.attempts;
    out.count(attempts.providers.len())?;
    for (provider, attempt_counts) in &attempts.providers {
        out.text(provider_id(tally.catalogue(), *provider))?;
        out.attempts(*attempt_counts)?;
    }
    out.flag(attempts.counts(Facet::Sender))?;
    for facet in Facet::ALL
        .into_iter()
        .filter(|facet| attempts.counts(*facet))
    {
        out.attempts(attempts.nameless(facet))?;
        let names = attempts.in_order(facet);
        out.count(names.len())?;
        for (name, attempt_counts) in names {
            out.text(name)?;
            out.attempts(attempt_counts)?;
        }
    }
    Ok(())
}

fn read_names(input: &mut In<impl Read>, tally: &mut Tally, unknown: &mut Few) -> io::Result<()> {
    for _ in 0..input.count(MOST_PROVIDERS)? {
        let provider = provider_of(tally.catalogue(), &input.text()?, unknown);
        let sum = tally.attempts.providers.entry(provider).or_default();
        sum.merge(input.attempts()?);
    }
    if input.flag()? {
        tally.attempts.remember_messages();
    }
    for facet in Facet::ALL {
        if tally.attempts.counts(facet) {
            let names = tally.attempts.names_mut(facet);
            names.nameless = input.attempts()?;
            for _ in 0..input.count(names.room() + 1)? {
                let name = input.text()?;
                names
                    .push(&name, input.attempts()?)
                    .ok_or_else(|| wrong("a name stands there twice"))?;
            }
        }
    }
    Ok(())
}

fn write_failures(out: &mut Out<impl Write>, tally: &Tally) -> io::Result<()> {
    out.count(tally.failures.len())?;
    for (key, failure) in &tally.failures {
        out.text(tally.catalogue().entry_at(key.entry).id)?;
        out.text(provider_id(tally.catalogue(), key.said_by))?;
        out.text(key.event.id())?;
        let marks = [
            (key.is_guess, GUESS),
            (key.is_forwarded, FORWARDED),
            (key.is_temporary, TEMPORARY),
        ];
        let marks = marks.into_iter().filter(|(is_set, _)| *is_set);
        out.count(marks.map(|(_, mark)| mark).sum())?;
        out.number(failure.attempts)?;
        for sample in [&failure.first, &failure.latest] {
            out.time(sample.time)?;
            out.text(&sample.line)?;
        }
        out.timeline(&failure.timeline)?;
        out.count(failure.parts.len())?;
        for (facets, count) in &failure.parts {
            for facet in Facet::ALL {
                out.count(facets[facet].map_or(0, |name| name.index() + 1))?;
            }
            out.number(*count)?;
        }
    }
    Ok(())
}

fn read_failures(
    input: &mut In<impl Read>,
    tally: &mut Tally,
    unknown: &mut Few,
    is_older: bool,
) -> io::Result<()> {
    // Those beyond the limit are counted under their entry's provider.
    for _ in 0..input.count(2 * MOST_FAILURES)? {
        let entry = input.text()?;
        let said_by = provider_of(tally.catalogue(), &input.text()?, unknown);
        let event: Event = input.text()?.parse().map_err(|_| wrong("no such event"))?;
        let known = tally.catalogue().index_of(&entry);
        let marks = input.count(GUESS | FORWARDED | TEMPORARY)?;
        let is_temporary = |entry| {
            let of_entry = tally.catalogue().codes_at(entry).outcome == Outcome::Temporary;
            event == Event::Deferred || of_entry
        };
        let key = FailureKey {
            is_temporary: marks & TEMPORARY > 0 || is_older && known.is_some_and(is_temporary),
            entry: known.or_else(|| tally.entry_of(event)).unwrap_or_default(),
            said_by,
            event,
            is_guess: marks & GUESS > 0 || known.is_none(),
            is_forwarded: marks & FORWARDED > 0,
        };
        if known.is_none() {
            unknown.add(&entry);
        }
        let mut failure = Failure {
            attempts: input.number()?,
            first: sample(input)?,
            latest: sample(input)?,
            timeline: input.timeline()?,
            ..Failure::default()
        };
        for _ in 0..input.count(Failure::MOST_PARTS)? {
            let mut facets = Facets::default();
            for facet in Facet::ALL {
                let names = tally.attempts.names_mut(facet).len();
                let number = input.count(names)?;
                facets[facet] = number.checked_sub(1).map(NameId::new);
            }
            failure.parts.insert(facets, input.number()?);
        }
        tally.add_failure(key, failure, |facets| facets);
    }
    Ok(())
}

fn sample(input: &mut In<impl Read>) -> io::Result<Sample> {
    let time = input.time()?;
    let line = input.text()?;
    Ok(Sample { time, line })
}

fn write_replies(out: &mut Out<impl Write>, tally: &Tally) -> io::Result<()> {
    let replies = &tally.replies;
    out.count(replies.codes.len())?;
    for (code, count) in &replies.codes {
        out.numbers(&[code.map_or(0, |code| u64::from(code) + 1), *count])?;
    }
    out.count(replies.enhanced.len())?;
    for (code, count) in &replies.enhanced {
        out.text(&code.map_or_else(String::new, |code| code.to_string()))?;
        out.number(*count)?;
    }
    out.numbers(&[replies.other_enhanced, replies.other_unexplained])?;
    out.count(replies.unexplained().count())?;
    for kind in replies.unexplained() {
        out.text(kind.text)?;
        out.text(kind.sample)?;
        out.number(kind.count)?;
    }
    Ok(())
}

fn read_replies(input: &mut In<impl Read>, tally: &mut Tally) -> io::Result<()> {
    let replies = &mut tally.replies;
    for _ in 0..input.count(usize::from(u16::MAX) + 2)? {
        let code = input.count(usize::from(u16::MAX) + 1)?;
        let code = code.checked_sub(1).map(|code| code as u16);
        *replies.codes.entry(code).or_default() += input.number()?;
    }
    for _ in 0..input.count(MOST_ENHANCED)? {
        let code = input.text()?;
        let code: Option<EnhancedCode> = match &*code {
            "" => None,
            code => Some(code.parse().map_err(|_| wrong("no enhanced code"))?),
        };
        replies.add_enhanced(code, input.number()?);
    }
    replies.other_enhanced += input.number()?;
    replies.other_unexplained += input.number()?;
    for _ in 0..input.count(MOST_KINDS)? {
        let (text, sample) = (input.text()?, input.text()?);
        replies.add_kind(&text, &sample, input.number()?);
    }
    Ok(())
}

/// Writes each key after a one, and a zero at the end, because only then is it known how many there are. If they were
/// lost, just a zero.
fn write_distinct(out: &mut Out<impl Write>, distinct: &mut Distinct) -> io::Result<()> {
    out.flag(distinct.is_lost())?;
    distinct.each(|mark| {
        out.flag(true)?;
        mark.write(&mut out.0)
    })?;
    out.flag(false)
}

fn read_distinct(input: &mut In<impl Read>) -> io::Result<Distinct> {
    let mut distinct = Distinct::default();
    if input.flag()? {
        distinct.lose();
    }
    while input.flag()? {
        distinct.add(Mark(u128::from_le_bytes(input.bytes()?)))?;
    }
    Ok(distinct)
}

/// Empty if the provider is unknown.
fn provider_id(catalogue: &Catalogue, provider: Option<ProviderId>) -> &'static str {
    provider.map_or("", |provider| catalogue.provider(provider).id)
}

fn provider_of(catalogue: &Catalogue, id: &str, unknown: &mut Few) -> Option<ProviderId> {
    let mut providers = catalogue.providers.iter();
    let index = providers.position(|provider| provider.id == id);
    if index.is_none() && !id.is_empty() {
        unknown.add(id);
    }
    index.map(ProviderId::new)
}
