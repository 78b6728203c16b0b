//! Every address that did not get its message, ready for a suppression list.

use crate::report::Format;
use crate::report::csv::row;
use crate::report::json;
use crate::report::markdown::cell;
use crate::triage::Tally;
use crate::visible::visible;
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

/// Writes a line for each address, in their order, and tells how many there are.
pub fn recipients(out: &mut impl Write, format: Format, tally: &mut Tally) -> io::Result<u64> {
    let mut told = 0;
    match format {
        Format::Csv => writeln!(out, "address,entry,count,reply")?,
        Format::Markdown => writeln!(
            out,
            "| address | entry | count | reply |\n|---|---|---:|---|"
        )?,
        Format::Text | Format::Json => {}
    }
    tally.each_address(|catalogue, recipient| {
        told += 1;
        let (address, reply) = (visible(&recipient.address), visible(&recipient.last.reply));
        let entry = catalogue.entry_at(recipient.last.entry).id;
        let count = recipient.count;
        let record = Record {
            address: &address,
            entry,
            count,
            reply: &reply,
        };
        match format {
            Format::Text => writeln!(out, "{address}\t{entry}\t{count}\t{reply}"),
            Format::Markdown => {
                let [address, reply] = [address, reply].map(|text| cell(&text));
                writeln!(out, "| {address} | {entry} | {count} | {reply} |")
            }
            Format::Json => json::line(out, &record),
            Format::Csv => {
                let count = count.to_string();
                let mut table = csv::Writer::from_writer(&mut *out);
                row(&mut table, [record.address, entry, &count, record.reply])?;
                table.flush()
            }
        }
    })?;
    Ok(told)
}
