//! The order of the files of a log: servers rotate them, and a shell names the newest first (`mail.log*`).

use super::time::{Clock, Seconds};
use crate::bounce::log::LogLine;
use crate::inputs;
use crate::order;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The most files that are looked at before they are read.
const MOST_FILES: usize = 1000;
/// How much of each is looked at, in bytes.
const START: u64 = 1 << 16;

/// Puts files of logs in order, the oldest first, so that a message is known when its delivery is read: by the time of
/// their first lines. One without a time follows the one that it was named after. Standard input and what does not exist
/// come last. What cannot be read twice, such as a pipe, stays where it is, and so does everything else then.
pub fn oldest_first(arguments: &[String], clock: Clock) -> Vec<String> {
    let (existing, rest): (Vec<_>, Vec<_>) = arguments
        .iter()
        .cloned()
        .partition(|argument| inputs::is_file(argument));
    let Some(files) = inputs::files_among(&existing, MOST_FILES).filter(|files| files.len() > 1)
    else {
        return arguments.to_vec();
    };
    let mut last = None;
    let timed = files.into_iter().map(|file| {
        last = first_time(&file, clock).or(last);
        (last, file)
    });
    let mut timed: Vec<_> = timed.collect();
    if timed.is_sorted_by_key(|(time, _)| *time) {
        return arguments.to_vec();
    }
    order::sort_by_key(&mut timed, |(time, _)| *time);
    let names = timed
        .into_iter()
        .map(|(_, file)| file.into_os_string().into_string().ok());
    let names = names.chain(rest.into_iter().map(Some));
    let names: Option<Vec<_>> = names.collect();
    names.unwrap_or_else(|| arguments.to_vec())
}

/// Returns the time of the first line that has one. It was written before the file was changed for the last time, which
/// tells the year of a stamp that has none.
fn first_time(file: &Path, clock: Clock) -> Option<Seconds> {
    let input = inputs::open(file).ok()?;
    let changed = file.metadata().and_then(|metadata| metadata.modified());
    let clock = changed.map_or(clock, Clock::of);
    let lines = BufReader::new(input.reader.take(START)).split(b'\n');
    let mut times = lines.map_while(Result::ok).filter_map(|line| {
        let line = String::from_utf8_lossy(&line);
        clock.seconds(LogLine::of(&line).stamp()?)
    });
    times.next()
}
