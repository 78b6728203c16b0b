//! What a command is asked to read: files, folders and all in them, standard input, or the text itself. What is
//! compressed is unpacked.

mod unpack;

use crate::catalogue::Problem;
use crate::user_files::{name, unreadable};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use unpack::unpacked;

/// One input.
pub struct Input {
    /// How errors name it; `None` for text among the arguments.
    pub name: Option<String>,
    pub reader: Box<dyn Read>,
    /// How long it is, in bytes, where that is known; of what is compressed it is not.
    pub length: Option<u64>,
}

/// The inputs that these arguments name, in order, files of a folder by name; standard input if there are none. An
/// argument that names no file is text itself.
pub fn inputs(arguments: &[String]) -> impl Iterator<Item = Result<Input, Problem>> + '_ {
    named(arguments, |argument| Ok(text(argument)))
}

/// The same, but an argument that names no file is a mistake.
pub fn logs(arguments: &[String]) -> impl Iterator<Item = Result<Input, Problem>> + '_ {
    named(arguments, |argument| {
        Err(unreadable(
            Path::new(argument),
            &io::ErrorKind::NotFound.into(),
        ))
    })
}

fn named<'a>(
    arguments: &'a [String],
    missing: fn(&str) -> Result<Input, Problem>,
) -> impl Iterator<Item = Result<Input, Problem>> + 'a {
    let standard = arguments.is_empty().then(standard_input);
    let named = arguments.iter().flat_map(move |argument| {
        let path = Path::new(argument);
        let (files, other) = match path.exists() {
            true => (Some(files(path)), None),
            false => (None, Some(missing(argument))),
        };
        let opened = files.into_iter().flatten().map(|path| open(&path?));
        opened.chain(other)
    });
    standard.into_iter().chain(named)
}

/// How long these arguments' inputs are together, in bytes, where that is known beforehand: not of pipes and folders.
pub fn length(arguments: &[String]) -> Option<u64> {
    let length = |argument: &String| {
        let metadata = fs::metadata(argument).ok();
        let file = metadata.filter(fs::Metadata::is_file);
        file.map(|file| file.len())
    };
    let lengths = arguments.iter().map(length);
    lengths.sum::<Option<u64>>().filter(|length| *length > 0)
}

fn standard_input() -> Result<Input, Problem> {
    let (reader, _) = unpacked(io::stdin().lock()).map_err(|error| broken(None, &error))?;
    Ok(Input {
        name: None,
        reader,
        length: None,
    })
}

fn text(argument: &str) -> Input {
    Input {
        name: None,
        length: Some(argument.len() as u64),
        reader: Box::new(io::Cursor::new(argument.to_owned().into_bytes())),
    }
}

fn open(path: &Path) -> Result<Input, Problem> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let metadata = file.metadata().ok().filter(fs::Metadata::is_file);
    let (reader, is_packed) = unpacked(file).map_err(|error| unreadable(path, &error))?;
    let length = metadata.filter(|_| !is_packed);
    Ok(Input {
        name: Some(path.to_string_lossy().into_owned()),
        length: length.map(|metadata| metadata.len()),
        reader,
    })
}

/// The file itself, or those of a folder and its folders, hidden ones left out.
fn files(path: &Path) -> Files {
    Files {
        open: vec![path.to_owned()],
    }
}

/// Files still to come, the next one last.
struct Files {
    open: Vec<PathBuf>,
}

impl Iterator for Files {
    type Item = Result<PathBuf, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(path) = self.open.pop() {
            // A link to a folder may lead in circles.
            let is_link = self.open.len() > 1 && path.is_symlink();
            if !path.is_dir() || is_link {
                if path.is_dir() {
                    continue;
                }
                return Some(Ok(path));
            }
            let within = match fs::read_dir(&path) {
                Ok(within) => within.filter_map(Result::ok),
                Err(error) => return Some(Err(unreadable(&path, &error))),
            };
            let is_hidden = |path: &PathBuf| {
                path.file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with('.'))
            };
            let within: BTreeSet<_> = within
                .map(|entry| entry.path())
                .filter(|path| !is_hidden(path))
                .collect();
            self.open.extend(within.into_iter().rev());
        }
        None
    }
}

/// A problem with an input that was being read.
pub fn broken(input: Option<&str>, error: &io::Error) -> Problem {
    Problem {
        file: input.map_or_else(
            || "standard input".to_owned(),
            |input| name(Path::new(input)),
        ),
        at: None,
        message: format!("cannot be read on: {error}"),
    }
}
