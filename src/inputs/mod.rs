//! The inputs of a command: files, folders with everything in them, standard input, or the text itself. Compressed
//! inputs are unpacked.

mod copies;
mod extent;
mod originals;
mod pausing;
mod unpack;

use crate::bounce::cut::Cut;
use crate::bounce::{Bounce, read};
use crate::catalogue::Problem;
use crate::diagnose::Diagnoser;
use crate::order;
use crate::quantity::counted;
use crate::user_files::{name, unreadable};
pub use copies::copies;
pub use originals::Originals;
use pausing::Pausing;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::iter;
use std::path::{Path, PathBuf};
use std::slice;
use unpack::unpacked;

/// The argument that stands for standard input.
pub const STANDARD: &str = "-";

pub struct Input {
    /// How errors name it; `None` for text among the arguments.
    pub name: Option<String>,
    pub reader: Box<dyn Read + Send>,
    /// Its length in bytes, if known; that of a compressed input is not.
    pub length: Option<u64>,
}

/// Inputs in order, each opened when it is its turn.
pub type Inputs<'a> = Box<dyn Iterator<Item = Result<Input, Problem>> + Send + 'a>;

impl Input {
    /// Whether it starts with this. Reads only as many bytes as needed, and puts them back.
    pub fn starts_with(&mut self, start: &[u8]) -> io::Result<bool> {
        let mut read = Vec::new();
        while read.len() < start.len() && start.starts_with(&read) {
            let mut byte = [0];
            match self.reader.read(&mut byte) {
                Ok(0) => break,
                Ok(_) => read.extend(byte),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let is_so = read == start;
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(io::Cursor::new(read).chain(rest));
        Ok(is_so)
    }

    /// Returns its reader. The reader of a pipe fails with [`io::ErrorKind::WouldBlock`] if nothing arrives for a
    /// moment.
    pub fn pausing(self) -> Box<dyn Read + Send> {
        if self.length.is_some() {
            self.reader
        } else {
            Box::new(Pausing::new(self.reader))
        }
    }
}

/// Returns the inputs that these arguments name, in order, and the files of a folder by name; standard input without
/// arguments. An argument that names no file is itself text; successive words are one text.
pub fn inputs(arguments: &[String]) -> Inputs<'_> {
    if arguments.is_empty() {
        return standard();
    }
    let is_word = |argument: &String| {
        !argument.contains(char::is_whitespace) && !is_file(argument) && argument != STANDARD
    };
    let groups = arguments.chunk_by(move |one, next| is_word(one) && is_word(next));
    Box::new(groups.flat_map(|group| match group {
        [name] if name == STANDARD => standard(),
        [path] if is_file(path) => files(path),
        names if names.iter().all(|name| is_name(name)) => missing(names),
        words => Box::new(iter::once(Ok(text(words.join(" "))))),
    }))
}

/// Does the same for files only: an argument that names none is a mistake.
pub fn logs(arguments: &[String]) -> Inputs<'_> {
    if arguments.is_empty() {
        return standard();
    }
    Box::new(arguments.iter().flat_map(|argument| {
        if argument == STANDARD {
            standard()
        } else if is_file(argument) {
            files(argument)
        } else {
            missing(slice::from_ref(argument))
        }
    }))
}

fn standard<'a>() -> Inputs<'a> {
    Box::new(iter::once_with(standard_input))
}

fn files(path: &str) -> Inputs<'_> {
    Box::new(Files::of(path).map(|path| open(&path?)))
}

/// Returns, for each name, why it cannot be opened.
fn missing(names: &[String]) -> Inputs<'_> {
    Box::new(names.iter().map(|name| open(Path::new(name))))
}

/// What the arguments name, sorted by how it is followed; each file of a folder counts separately.
#[derive(Debug, Default)]
pub struct Sources {
    /// Files that may grow, whether they exist yet or not.
    pub growing: Vec<PathBuf>,
    /// Archives, pipes and devices, which are read to their end; `None` is standard input.
    pub once: Vec<Option<PathBuf>>,
    /// Folders that cannot be read.
    pub problems: Vec<Problem>,
}

impl Sources {
    pub fn of(arguments: &[String]) -> Sources {
        let mut sources = Sources::default();
        if arguments.is_empty() {
            sources.once.push(None);
        }
        let (standard, named): (Vec<_>, Vec<_>) =
            arguments.iter().partition(|argument| *argument == STANDARD);
        sources.once.extend(standard.first().map(|_| None));
        for path in named.into_iter().flat_map(|argument| Files::of(argument)) {
            match path {
                Ok(path) if is_read_once(&path) => sources.once.push(Some(path)),
                Ok(path) => sources.growing.push(path),
                Err(problem) => sources.problems.push(problem),
            }
        }
        sources
    }

    /// Returns their total length in bytes, if known beforehand: with pipes and archives it is not.
    pub fn length(&self) -> Option<u64> {
        let lengths = self
            .growing
            .iter()
            .map(|path| Some(fs::metadata(path).ok()?.len()));
        let length = lengths.sum::<Option<u64>>();
        length.filter(|length| self.once.is_empty() && *length > 0)
    }
}

/// Returns the files that the arguments name, and those of folders; `None` if one of them can't be read twice or does
/// not exist, or if there are more than `most`.
pub fn files_among(arguments: &[String], most: usize) -> Option<Vec<PathBuf>> {
    let files = arguments
        .iter()
        .flat_map(|argument| Files::of(argument))
        .take(most + 1);
    let files = files.map(|file| file.ok().filter(|file| file.is_file()));
    let files: Vec<_> = files.collect::<Option<_>>()?;
    (files.len() <= most).then_some(files)
}

/// Whether this is not followed: archives, pipes and devices are not.
pub fn is_read_once(path: &Path) -> bool {
    let Ok(metadata) = fs::metadata(path) else {
        return false;
    };
    let is_packed = |file| unpacked(file).is_ok_and(|(_, is_packed)| is_packed);
    !metadata.is_file() || File::open(path).is_ok_and(is_packed)
}

/// Whether there is a file or a folder of that name.
pub fn is_file(argument: &str) -> bool {
    Path::new(argument).exists()
}

/// Whether this can only be meant as a file: it has a folder or an extension.
fn is_name(argument: &str) -> bool {
    let ending = Path::new(argument).extension().and_then(OsStr::to_str);
    let is_ending = |ending: &str| {
        ending.len() < 6
            && ending.chars().all(char::is_alphanumeric)
            && ending.contains(char::is_alphabetic)
    };
    !argument.contains(|c: char| c.is_whitespace() || c == '@')
        && (argument.contains('/') || ending.is_some_and(is_ending))
}

/// Endings of the names of files that people read with this program. No domain has them.
const ENDINGS: [&str; 15] = [
    "bz2", "csv", "eml", "gz", "json", "jsonl", "log", "mbox", "msg", "ndjson", "tally", "tsv",
    "txt", "xz", "zst",
];

/// Whether a word is more likely the name of a file than part of a query: it has the ending of one, also before the
/// number of a rotated log, or a folder that exists.
pub fn is_likely_name(word: &str) -> bool {
    let is_ending = |ending: &str| {
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = word.rsplit('.').filter(|part| !is_number(part));
    let last = parts.next().filter(|_| parts.next().is_some());
    let path = Path::new(word);
    let has_folder = word.contains('/') && path.parent().is_some_and(Path::is_dir);
    !word.contains(|c: char| c.is_whitespace() || c == '@')
        && (path.is_absolute() || has_folder || last.is_some_and(is_ending))
}

pub fn standard_input() -> Result<Input, Problem> {
    let (reader, _) = unpacked(io::stdin()).map_err(|error| broken(None, &error))?;
    Ok(Input {
        name: None,
        reader,
        length: None,
    })
}

fn text(text: String) -> Input {
    Input {
        name: None,
        length: Some(text.len() as u64),
        reader: Box::new(io::Cursor::new(text.into_bytes())),
    }
}

pub fn open(path: &Path) -> Result<Input, Problem> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let metadata = file.metadata().ok().filter(fs::Metadata::is_file);
    let length = metadata.map(|metadata| metadata.len());
    opened(path, file, length, false)
}

/// Makes an input of a file; if `is_bounded`, only of its first `length` bytes.
fn opened(
    path: &Path,
    file: File,
    length: Option<u64>,
    is_bounded: bool,
) -> Result<Input, Problem> {
    let file = Whole {
        file,
        left: length.unwrap_or_default(),
        is_bounded,
    };
    let (reader, is_packed) = unpacked(file).map_err(|error| unreadable(path, &error))?;
    Ok(Input {
        name: Some(path.to_string_lossy().into_owned()),
        length: length.filter(|_| !is_packed),
        reader,
    })
}

/// A file that must not end before everything was read that it contained when it was opened.
struct Whole {
    file: File,
    /// How many of these bytes are still to be read.
    left: u64,
    /// Whether what was added since then is left out.
    is_bounded: bool,
}

impl Read for Whole {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = if self.is_bounded {
            buffer
                .len()
                .min(usize::try_from(self.left).unwrap_or(usize::MAX))
        } else {
            buffer.len()
        };
        let count = self.file.read(&mut buffer[..most])?;
        if count == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::Error::other(
                "it became shorter while it was being read",
            ));
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

/// The file itself, or the files in a folder and its subfolders. Hidden files are left out, and so is what may lead in
/// circles or never end: links to folders, pipes, devices.
struct Files {
    named: Option<PathBuf>,
    /// The files that are still to come, the next one last.
    within: Vec<PathBuf>,
}

impl Files {
    fn of(path: &str) -> Files {
        Files {
            named: Some(path.into()),
            within: Vec::new(),
        }
    }
}

impl Iterator for Files {
    type Item = Result<PathBuf, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (path, is_named) = match self.named.take() {
                Some(path) => (path, true),
                None => (self.within.pop()?, false),
            };
            if path.is_dir() && (is_named || !path.is_symlink()) {
                match files_in(&path) {
                    Ok(files) => self.within.extend(files.into_iter().rev()),
                    Err(error) => return Some(Err(unreadable(&path, &error))),
                }
            } else if is_named || path.is_file() {
                return Some(Ok(path));
            }
        }
    }
}

/// Returns the contents of a folder, sorted by name. Of a Maildir, only the mails, not what the server keeps beside
/// them.
fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mails = ["cur", "new"].map(|part| folder.join(part));
    if mails.iter().all(|part| part.is_dir()) {
        return Ok(mails.into());
    }
    let is_hidden = |entry: &fs::DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".");
    let entries = fs::read_dir(folder)?.filter_map(Result::ok);
    let shown = entries.filter(|entry| !is_hidden(entry));
    let mut files: Vec<_> = shown.map(|entry| entry.path()).collect();
    order::sort(&mut files);
    Ok(files)
}

/// Skips a UTF-8 byte order mark at the start of a file, and returns its length in bytes.
pub fn skip_mark(file: &mut File) -> io::Result<u64> {
    let mut start = Vec::new();
    file.take(3).read_to_end(&mut start)?;
    let length = if start == b"\xef\xbb\xbf" { 3 } else { 0 };
    file.seek(SeekFrom::Start(length))
}

/// Calls `on_bounce` with the line and each bounce of an input; `name` is how errors name the input.
pub fn bounces(
    name: Option<&str>,
    input: impl Read,
    diagnoser: &Diagnoser,
    mut on_bounce: impl FnMut(usize, &Bounce<'_>),
) -> Result<(), Problem> {
    let judge = |bounce: &Bounce<'_>| diagnoser.trust(bounce);
    let cuts = read::bounces(input, &judge, |(line, bounce)| on_bounce(line, &bounce));
    let cuts = cuts.map_err(|error| broken(name, &error))?;
    too_long(name, &cuts).map_or(Ok(()), Err)
}

/// Describes a problem with an input that was being read.
pub fn broken(input: Option<&str>, error: &io::Error) -> Problem {
    problem(input, format!("could not be read any further: {error}"))
}

pub fn problem(input: Option<&str>, message: String) -> Problem {
    Problem {
        file: input.map_or("standard input".to_owned(), |input| name(Path::new(input))),
        at: None,
        message,
    }
}

/// Describes what was too long to be read completely, if anything.
pub fn too_long(input: Option<&str>, cuts: &[Cut]) -> Option<Problem> {
    let (Cut { line, limit }, others) = cuts.split_first()?;
    let mut message = format!("line {line}: {limit}");
    if !others.is_empty() {
        let count = others.len() as u64;
        let more = counted(count, "more such problem", "more such problems");
        let input = if input.is_some() { "file" } else { "input" };
        message.push_str(&format!(" (and {more} in this {input})"));
    }
    Some(problem(input, message))
}
