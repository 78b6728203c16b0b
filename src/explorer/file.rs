//! A file for what is listed: its name, as it is asked for, and what becomes of it.

use crate::catalogue::Catalogue;
use crate::diagnose::Diagnoser;
use crate::diagnose::intake::{ExplainedItem, Item};
use crate::report::{Diagnoses, Format};
use std::borrow::Cow;
use std::env;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::PersistError;
use tui_input::Input;

/// The name of a file, as it is asked for.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    pub input: Input,
    /// Whether the name is only suggested: what is typed replaces it, unless the cursor moves first.
    pub(super) is_suggested: bool,
    /// A file that is there already, and which is replaced if the same name is given again.
    pub(super) replaced: Option<String>,
}

/// What is to be written to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// As it was typed.
    pub name: String,
    pub content: Content,
    pub replaces: bool,
    /// The same in words.
    pub(super) what: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text(Vec<u8>),
    /// Bounces that have yet to be diagnosed, for a file of this format.
    Bounces(Vec<Item>, Format),
}

impl Content {
    /// What is written.
    pub fn text(&self, catalogue: &Catalogue) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Content::Text(text) => Ok(Cow::Borrowed(text)),
            Content::Bounces(items, format) => {
                let mut text = Vec::new();
                let diagnoser = Diagnoser::new(*catalogue);
                write_bounces(
                    &mut text,
                    *format,
                    &diagnoser,
                    catalogue,
                    items.iter().cloned(),
                )?;
                Ok(Cow::Owned(text))
            }
        }
    }
}

/// What became of a text for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Done(Export),
    /// A file of that name is there, and nobody said that it may be replaced.
    IsThere(Export),
    Failed(Export, String),
}

/// Diagnoses bounces again, which takes its time, and writes what they mean.
pub(super) fn write_bounces(
    out: &mut Vec<u8>,
    format: Format,
    diagnoser: &Diagnoser,
    catalogue: &Catalogue,
    items: impl IntoIterator<Item = Item>,
) -> io::Result<()> {
    let mut out = Diagnoses::new(out, format, catalogue);
    for item in items {
        let Some(diagnosis) = diagnoser.bounce(&item.bounce) else {
            continue;
        };
        out.write(&ExplainedItem { item, diagnosis }.as_explained())?;
    }
    out.flush()
}

/// Writes to a file. What is there is replaced only where somebody said so.
pub(super) fn write(export: Export, catalogue: &Catalogue) -> Written {
    let path = path(&export.name);
    // A link is followed here, so that none to a pipe or a device is replaced.
    let there = fs::metadata(&path).ok();
    if there.as_ref().is_some_and(|about| !about.is_file()) {
        return Written::Failed(export, "no file".to_owned());
    }
    let permissions = there.map(|about| about.permissions());
    if permissions.as_ref().is_some_and(Permissions::readonly) {
        return Written::Failed(export, "write-protected".to_owned());
    }
    if permissions.is_some() && !export.replaces {
        return Written::IsThere(export);
    }
    match put(&path, &export, permissions, catalogue) {
        Ok(()) => Written::Done(export),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Written::IsThere(export),
        Err(error) => Written::Failed(export, why(&error)),
    }
}

/// Writes the text aside and gives it its name when it is whole: nobody finds half of it there, and what was there stays if
/// there is no room. A link of that name is replaced, and what it leads to stays. The file has the permissions of what it replaces.
fn put(
    path: &Path,
    export: &Export,
    permissions: Option<Permissions>,
    catalogue: &Catalogue,
) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut aside = tempfile::Builder::new();
    let new = as_new();
    if let Some(new) = &new {
        aside.permissions(new.clone());
    }
    let mut file = aside.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(&export.content.text(catalogue)?)?;
    let put = if export.replaces {
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions)?;
        }
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    put.map(drop).map_err(|PersistError { error, .. }| error)
}

/// What a new file may have, less what the user's mask takes away; temporary files are their owner's alone.
fn as_new() -> Option<Permissions> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    #[cfg(not(unix))]
    None
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
