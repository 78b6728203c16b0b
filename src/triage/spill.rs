//! Keeps more records than memory holds: what does not fit is sorted, written to temporary files, and read back in
//! order.

use super::time::Seconds;
use crate::catalogue::Problem;
use std::cmp::Ordering;
use std::env;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// A record that can be kept in files, in order; equal records are about the same thing.
pub trait Record: Sized {
    /// About how many bytes of memory all records may take together.
    const MOST_BYTES: usize;

    fn order(&self, other: &Self) -> Ordering;

    /// Adds what a later record knows about the same thing.
    fn absorb(&mut self, later: &mut Self);

    /// How many bytes of memory it takes.
    fn size(&self) -> usize;

    fn write(&self, out: &mut impl Write) -> io::Result<()>;

    /// Reads a record back; `None` at the end of the file.
    fn read(input: &mut impl Read) -> io::Result<Option<Self>>;
}

/// Any number of records, one for each thing, in bounded memory.
pub struct Spill<R> {
    /// Those in memory, in the order in which they arrived.
    new: Vec<R>,
    /// How many bytes of memory they take, and may take.
    bytes: usize,
    most: usize,
    /// Files of sorted records, older before newer. Each file of a level was merged from [`MOST_RUNS`] files of the
    /// level below.
    levels: Vec<Vec<File>>,
    /// Whether a file could not be written: what was kept is gone, and nothing more is kept.
    is_lost: bool,
}

/// How many files of one level are merged into one.
const MOST_RUNS: usize = 16;

impl<R: Record> Default for Spill<R> {
    fn default() -> Spill<R> {
        Spill::of(R::MOST_BYTES)
    }
}

impl<R: Record> Spill<R> {
    /// Keeps at most `most` bytes of records in memory.
    pub const fn of(most: usize) -> Spill<R> {
        Spill {
            new: Vec::new(),
            bytes: 0,
            most,
            levels: Vec::new(),
            is_lost: false,
        }
    }

    /// Keeps a record. If there is no room for it, everything is lost: memory must not make up for a missing disk.
    pub fn add(&mut self, record: R) -> io::Result<()> {
        if self.is_lost {
            return Ok(());
        }
        self.bytes += record.size();
        self.new.push(record);
        if self.bytes < self.most {
            return Ok(());
        }
        self.make_room().inspect_err(|_| self.lose())
    }

    /// Adds all records of another one, as later records.
    pub fn merge(&mut self, mut other: Spill<R>) -> io::Result<()>
    where
        R: Clone,
    {
        if other.is_lost {
            self.lose();
        }
        other.each(|record| self.add(record.clone()))
    }

    /// Gives up: forgets all records, and ignores further ones.
    pub fn lose(&mut self) {
        *self = Spill {
            is_lost: true,
            ..Spill::of(self.most)
        };
    }

    /// How many bytes of memory the records take.
    pub fn size(&self) -> usize {
        self.bytes
    }

    /// Whether records could not be kept.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Emits each thing, in order.
    pub fn each(&mut self, mut emit: impl FnMut(&R) -> io::Result<()>) -> io::Result<()> {
        if self.levels.is_empty() {
            self.unite();
            return self.new.iter().try_for_each(emit);
        }
        self.write_run()
            .map_err(|error| io::Error::other(problem(&error).to_string()))?;
        merge(self.levels.iter().rev().flatten(), &mut emit)
    }

    fn make_room(&mut self) -> io::Result<()> {
        self.unite();
        // Many records were about the same thing.
        if self.bytes <= self.most / 2 {
            return Ok(());
        }
        self.write_run()
    }

    /// Merges all records that are about the same thing.
    fn unite(&mut self) {
        self.new.sort_by(R::order);
        self.new.dedup_by(|later, first| {
            let is_same = first.order(later).is_eq();
            if is_same {
                first.absorb(later);
            }
            is_same
        });
        self.bytes = self.new.iter().map(R::size).sum();
    }

    fn write_run(&mut self) -> io::Result<()> {
        self.unite();
        let mut run = temporary_file()?;
        self.new
            .iter()
            .try_for_each(|record| record.write(&mut run))?;
        self.new.clear();
        self.bytes = 0;
        self.push(0, finish(run)?)
    }

    fn push(&mut self, level: usize, run: File) -> io::Result<()> {
        if self.levels.len() == level {
            self.levels.push(Vec::new());
        }
        self.levels[level].push(run);
        if self.levels[level].len() < MOST_RUNS {
            return Ok(());
        }
        let mut merged = temporary_file()?;
        merge(&self.levels[level], &mut |record: &R| {
            record.write(&mut merged)
        })?;
        self.levels[level].clear();
        self.push(level + 1, finish(merged)?)
    }
}

/// Emits the contents of all files, each thing once, in order.
fn merge<'a, R: Record>(
    runs: impl IntoIterator<Item = &'a File>,
    emit: &mut impl FnMut(&R) -> io::Result<()>,
) -> io::Result<()> {
    let mut open = Vec::new();
    for mut run in runs {
        run.seek(SeekFrom::Start(0))?;
        let mut run = BufReader::new(run);
        if let Some(first) = R::read(&mut run)? {
            open.push((first, run));
        }
    }
    let mut united: Option<R> = None;
    // Of equal records, the oldest comes first.
    while let Some(least) = (0..open.len()).min_by(|one, other| open[*one].0.order(&open[*other].0))
    {
        let (head, run) = &mut open[least];
        let mut record = match R::read(run)? {
            Some(next) => std::mem::replace(head, next),
            None => open.remove(least).0,
        };
        match &mut united {
            Some(united) if united.order(&record).is_eq() => united.absorb(&mut record),
            _ => {
                if let Some(whole) = united.replace(record) {
                    emit(&whole)?;
                }
            }
        }
    }
    united.iter().try_for_each(emit)
}

/// Describes why records could not be kept, and what to do about it.
pub fn problem(error: &io::Error) -> Problem {
    Problem {
        file: env::temp_dir().display().to_string(),
        at: None,
        message: format!(
            "cannot write temporary files: {error}; set TMPDIR to a folder with free space"
        ),
    }
}

/// Compares addresses, ignoring the case of ASCII letters only: U+212A (Kelvin) in lower case is another letter, so the
/// result would be another address.
pub fn without_case(one: &str, other: &str) -> Ordering {
    let [one, other] = [one, other].map(|text| text.bytes().map(|byte| byte.to_ascii_lowercase()));
    one.cmp(other)
}

/// Writes a text after its length in bytes.
pub fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    write_number(out, text.len() as u64)?;
    out.write_all(text.as_bytes())
}

/// Reads what [`write_text`] wrote; `None` at the end of the file.
pub fn read_text(input: &mut impl Read) -> io::Result<Option<String>> {
    let Some(length) = read_bytes(input)?.map(u64::from_le_bytes) else {
        return Ok(None);
    };
    let mut text = String::new();
    input.by_ref().take(length).read_to_string(&mut text)?;
    Ok(Some(text))
}

/// Writes a number.
pub fn write_number(out: &mut impl Write, number: u64) -> io::Result<()> {
    out.write_all(&number.to_le_bytes())
}

/// Reads what [`write_number`] wrote.
pub fn read_number(input: &mut impl Read) -> io::Result<u64> {
    Ok(read_bytes(input)?.map_or(0, u64::from_le_bytes))
}

/// Represents an unknown time.
const NO_TIME: Seconds = Seconds::MIN;

/// Writes a time, if it is known.
pub fn write_time(out: &mut impl Write, time: Option<Seconds>) -> io::Result<()> {
    out.write_all(&time.unwrap_or(NO_TIME).to_le_bytes())
}

/// Reads what [`write_time`] wrote.
pub fn read_time(input: &mut impl Read) -> io::Result<Option<Seconds>> {
    let time = read_bytes(input)?.map(Seconds::from_le_bytes);
    Ok(time.filter(|time| *time != NO_TIME))
}

/// Reads `N` bytes; `None` at the end of the file.
pub fn read_bytes<const N: usize>(input: &mut impl Read) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match input.read_exact(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        read => read.map(|()| Some(bytes)),
    }
}

fn temporary_file() -> io::Result<BufWriter<File>> {
    tempfile::tempfile().map(BufWriter::new)
}

fn finish(run: BufWriter<File>) -> io::Result<File> {
    run.into_inner().map_err(io::IntoInnerError::into_error)
}
