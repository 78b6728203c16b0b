//! What a command is asked to read: files, folders and all in them, standard input, or the text itself.

use crate::catalogue::Problem;
use crate::user_files::{name, unreadable};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// One input.
pub struct Input {
    /// How errors name it; `None` for text among the arguments.
    pub name: Option<String>,
    pub reader: Box<dyn Read>,
    /// How long it is, in bytes, where that is known.
    pub length: Option<u64>,
}

/// The inputs that these arguments name, in order, files of a folder by name; standard input if there are none. An
/// argument that names no file is text itself.
pub fn inputs(arguments: &[String]) -> impl Iterator<Item = Result<Input, Problem>> + '_ {
    let standard = arguments.is_empty().then(|| Ok(standard_input()));
    let named = arguments.iter().flat_map(|argument| {
        let path = Path::new(argument);
        match path.exists() {
            true => Either::Files(files(path)),
            false => Either::Text(Some(text(argument)).into_iter()),
        }
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

/// Two kinds of iterators over inputs.
enum Either {
    Files(Files),
    Text(std::option::IntoIter<Input>),
}

impl Iterator for Either {
    type Item = Result<Input, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Either::Files(files) => files.next().map(|path| open(&path?)),
            Either::Text(text) => text.next().map(Ok),
        }
    }
}

fn standard_input() -> Input {
    Input {
        name: None,
        reader: Box::new(io::stdin().lock()),
        length: None,
    }
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
    let length = file.metadata().ok().filter(fs::Metadata::is_file);
    Ok(Input {
        name: Some(path.to_string_lossy().into_owned()),
        length: length.map(|metadata| metadata.len()),
        reader: Box::new(file),
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
