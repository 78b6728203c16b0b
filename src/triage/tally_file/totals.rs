//! How much mail came in and went out, in a tally that was made with totals.

use super::wire::{In, Out};
use super::{read_distinct, read_status, write_distinct, write_status};
use crate::triage::Volume;
use crate::triage::totals::Totals;
use crate::triage::volumes::Volumes;
use std::io::{self, Read, Write};

pub(super) fn write(out: &mut Out<impl Write>, totals: &mut Option<Totals>) -> io::Result<()> {
    out.flag(totals.is_some())?;
    let Some(totals) = totals else { return Ok(()) };
    out.flag(totals.has_arrivals)?;
    write_volume(out, totals.received)?;
    write_volumes(out, &mut totals.senders)?;
    write_volume(out, totals.delivered)?;
    write_volumes(out, &mut totals.recipients)?;
    write_status(out, totals.status)?;
    out.flag(totals.has_unnamed)?;
    write_distinct(out, &mut totals.deferred)
}

pub(super) fn read(input: &mut In<impl Read>) -> io::Result<Option<Totals>> {
    if !input.flag()? {
        return Ok(None);
    }
    let mut totals = Totals::default();
    totals.has_arrivals = input.flag()?;
    totals.received = read_volume(input)?;
    totals.senders = read_volumes(input)?;
    totals.delivered = read_volume(input)?;
    totals.recipients = read_volumes(input)?;
    totals.status = read_status(input)?;
    totals.has_unnamed = input.flag()?;
    totals.deferred = read_distinct(input)?;
    Ok(Some(totals))
}

fn write_volume(out: &mut Out<impl Write>, volume: Volume) -> io::Result<()> {
    out.numbers(&[volume.count, volume.bytes, volume.without_size])
}

fn read_volume(input: &mut In<impl Read>) -> io::Result<Volume> {
    Ok(Volume {
        count: input.number()?,
        bytes: input.sizes()?,
        without_size: input.number()?,
    })
}

/// Writes each name after a one, and a zero at the end. If they were lost, just a zero.
fn write_volumes(out: &mut Out<impl Write>, volumes: &mut Volumes) -> io::Result<()> {
    out.flag(volumes.is_lost())?;
    volumes.each(|name, volume| {
        out.flag(true)?;
        out.text(name)?;
        write_volume(out, volume)
    })?;
    out.flag(false)
}

fn read_volumes(input: &mut In<impl Read>) -> io::Result<Volumes> {
    let mut volumes = Volumes::default();
    if input.flag()? {
        volumes.lose();
    }
    while input.flag()? {
        let name = input.text()?;
        volumes.add(&name, read_volume(input)?)?;
    }
    Ok(volumes)
}
