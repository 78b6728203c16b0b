//! A file for what is listed: the prompt for its name, and writing it.

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

/// The prompt for a file's name.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    pub input: Input,
    /// Whether the name is only suggested: what is typed replaces it, unless the cursor moves first.
    pub(super) is_suggested: bool,
    /// An existing file, which is replaced if the same name is entered again.
    pub(super) replaced: Option<String>,
}

/// What is to be written to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// As it was typed.
    pub name: String,
    pub content: Content,
    pub replaces: bool,
    /// What it contains, in words.
    pub(super) what: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text(Vec<u8>),
    /// Bounces to be diagnosed again, for a file of this format.
    Bounces(Vec<Item>, Format),
}

impl Content {
    /// Returns what is written.
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

/// The result of writing a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Done(Export),
    /// A file with that name exists, and nobody has confirmed that it may be replaced.
    IsThere(Export),
    Failed(Export, String),
}

/// Diagnoses bounces again, which takes time, and writes what they mean.
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

/// Writes a file. An existing one is replaced only after confirmation.
pub(super) fn write(export: Export, catalogue: &Catalogue) -> Written {
    let path = path(&export.name);
    // This follows a link, so that a link to a pipe or a device is not replaced.
    let there = fs::metadata(&path).ok();
    if let Some(about) = there.as_ref().filter(|about| !about.is_file()) {
        let what = if about.is_dir() {
            "is a folder"
        } else {
            "is not a file"
        };
        return Written::Failed(export, what.to_owned());
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

/// Writes the text to a temporary file, and renames that when it is complete: nobody finds half of it, and the old file
/// stays if there is no room. A link of that name is replaced, and its target stays. The new file has the permissions
/// of the one that it replaces.
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

/// Returns the permissions of a new file, before the user's umask; temporary files are otherwise private to their
/// owner.
fn as_new() -> Option<Permissions> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    #[cfg(not(unix))]
    None
}

/// Expands `~`, as a shell would.
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
