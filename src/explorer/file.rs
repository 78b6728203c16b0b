//! A file for what is listed: its name, as it is asked for, and what becomes of it.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tui_input::Input;

/// The name of a file, as it is asked for.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    pub input: Input,
    /// A file that is there already, and which is replaced if the same name is given again.
    pub(super) replaced: Option<String>,
}

/// A text for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// As it was typed.
    pub name: String,
    pub text: Vec<u8>,
    pub replaces: bool,
    /// What the text holds, in words.
    pub(super) what: String,
}

/// What became of a text for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Done(Export),
    /// A file of that name is there, and nobody said that it may be replaced.
    IsThere(Export),
    Failed(Export, String),
}

/// Writes a text to its file. What is there is replaced only where somebody said so.
pub(super) fn write(export: Export) -> Written {
    let path = path(&export.name);
    // What is written to a pipe or a device waits for whoever reads it.
    let is_other = fs::metadata(&path).is_ok_and(|about| !about.is_file());
    if is_other {
        return Written::Failed(export, "no file".to_owned());
    }
    let file = if export.replaces {
        File::create(&path)
    } else {
        File::create_new(&path)
    };
    match file.and_then(|mut file| file.write_all(&export.text)) {
        Ok(()) => Written::Done(export),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Written::IsThere(export),
        Err(error) => Written::Failed(export, why(&error)),
    }
}

/// A shell would know what `~` is.
fn path(name: &str) -> PathBuf {
    let home = || env::var_os("HOME").filter(|home| !home.is_empty());
    match name
        .strip_prefix("~/")
        .and_then(|rest| Some((rest, home()?)))
    {
        Some((rest, home)) => Path::new(&home).join(rest),
        None => PathBuf::from(name),
    }
}

fn why(error: &io::Error) -> String {
    let kind = error.kind();
    if kind == io::ErrorKind::NotFound {
        "no such folder".to_owned()
    } else if kind == io::ErrorKind::PermissionDenied {
        "no permission to write it".to_owned()
    } else {
        format!("cannot be written: {error}")
    }
}
