//! Every address with a failed attempt, ready for a suppression list.

use crate::catalogue::Action;
use crate::report::Format;
use crate::report::csv::row;
use crate::report::is_exact;
use crate::report::json;
use crate::report::markdown::code_in_cell;
use crate::sanitize::sanitize;
use crate::triage::Tally;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Record<'a> {
    address: &'a str,
    /// The entry that explains the last failure.
    entry: &'a str,
    /// Failed attempts.
    count: u64,
    /// What the server said last.
    reply: &'a str,
}

/// How many addresses were written, and how many were not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    pub written: u64,
    /// Those that the format cannot hold exactly.
    pub left_out: u64,
    /// Those that were to be suppressed, had mail not been delivered to them later.
    pub delivered: u64,
}

/// Writes a line for each address, in order. An address that the format cannot hold exactly is left out, and so is one
/// to suppress that got mail later.
pub fn recipients(out: &mut dyn Write, format: Format, tally: &mut Tally) -> io::Result<Listed> {
    let mut listed = Listed::default();
    match format {
        Format::Csv => writeln!(out, "address,entry,count,reply")?,
        Format::Markdown => writeln!(
            out,
            "| address | entry | count | reply |\n|---|---|---:|---|"
        )?,
        Format::Text | Format::Json => {}
    }
    tally.each_address(|catalogue, recipient| {
        let (address, reply) = (&*recipient.address, &*recipient.last.reply);
        let is_to_suppress = || catalogue.action_of(recipient.last.entry) == Action::Suppress;
        if recipient.is_delivered && is_to_suppress() {
            listed.delivered += 1;
            return Ok(());
        }
        if !is_exact(format, address) {
            listed.left_out += 1;
            return Ok(());
        }
        listed.written += 1;
        let entry = catalogue.entry_at(recipient.last.entry).id;
        let count = recipient.count;
        match format {
            Format::Text => writeln!(out, "{address}\t{entry}\t{count}\t{}", sanitize(reply)),
            Format::Markdown => {
                let [address, reply] = [address, reply].map(code_in_cell);
                writeln!(out, "| {address} | {entry} | {count} | {reply} |")
            }
            Format::Json => {
                let record = Record {
                    address,
                    entry,
                    count,
                    reply,
                };
                json::line(out, &record)
            }
            Format::Csv => row(out, &[address, entry, &count.to_string(), reply]),
        }
    })?;
    Ok(listed)
}
