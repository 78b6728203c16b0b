//! The user's own files: catalogues that add to the built-in one, and the configuration.

use crate::builtin;
use crate::catalogue::{Catalogue, Position, Problem};
use etcetera::base_strategy::{BaseStrategy, Xdg};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A larger file is a mistake.
const MOST_BYTES: u64 = 64 << 20;

/// Where catalogues are read from, in order: each one adds to or replaces what came before.
#[derive(Clone, Debug, Default)]
pub(crate) struct CatalogueFiles {
    /// `codes.toml` in the configuration directory; used if it exists.
    pub user: Option<PathBuf>,
    /// Those named on the command line; they must exist.
    pub named: Vec<PathBuf>,
}

impl CatalogueFiles {
    /// The one in the configuration directory alone.
    pub(crate) fn of_user() -> CatalogueFiles {
        CatalogueFiles {
            user: configuration_directory().map(|directory| directory.join("codes.toml")),
            named: Vec::new(),
        }
    }

    /// The built-in catalogue with the additions of these files.
    pub(crate) fn load(&self) -> Result<Catalogue, Vec<Problem>> {
        let mut catalogue = builtin::CATALOGUE;
        let single = |problem| vec![problem];
        if let Some(path) = &self.user
            && let Some(text) = read_if_there(path).map_err(single)?
        {
            catalogue = catalogue.with(&name(path), &text)?;
        }
        for path in &self.named {
            let text = read(path).map_err(single)?;
            catalogue = catalogue.with(&name(path), &text)?;
        }
        Ok(catalogue)
    }
}

/// `$XDG_CONFIG_HOME/bouncedex`, by default `~/.config/bouncedex`, on every system alike.
pub(crate) fn configuration_directory() -> Option<PathBuf> {
    Xdg::new()
        .ok()
        .map(|directories| directories.config_dir().join("bouncedex"))
}

/// The text of a file, which must exist and be UTF-8.
pub(crate) fn read(path: &Path) -> Result<String, Problem> {
    String::from_utf8(bytes(path)?).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
        let at = Some(Position::of(&text, valid));
        let message = "not UTF-8 text from here on; this file should be TOML";
        problem(path, at, message.to_owned())
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let file = File::open(path);
    let read = file.and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        let mebibytes = MOST_BYTES >> 20;
        let message = format!("larger than {mebibytes} MiB; use a smaller one");
        return Err(problem(path, None, message));
    }
    Ok(bytes)
}

/// The text of a file that may be missing.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>, Problem> {
    match path.try_exists() {
        Ok(false) => Ok(None),
        _ => read(path).map(Some).map_err(|problem| Problem {
            message: format!("{}; --no-config does without it", problem.message),
            ..problem
        }),
    }
}

/// A path as it is shown in errors.
pub(crate) fn name(path: &Path) -> String {
    crate::sanitize::sanitize(&path.to_string_lossy()).into_owned()
}

/// Why a file cannot be read, in words.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let kind = error.kind();
    let why = if kind == io::ErrorKind::NotFound {
        "no such file".to_owned()
    } else if kind == io::ErrorKind::PermissionDenied {
        "no permission to read it".to_owned()
    } else if kind == io::ErrorKind::IsADirectory {
        "a directory; name a file".to_owned()
    } else {
        format!("cannot be read: {error}")
    };
    problem(path, None, why)
}

fn problem(path: &Path, at: Option<Position>, message: String) -> Problem {
    Problem {
        file: name(path),
        at,
        message,
    }
}
