//! Rotated logs: `mail.log.1`, `mail.log-20260314` and `mail-20260314.log` beside `mail.log`.

use crate::order;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

/// The names in folders, each of which is listed once.
#[derive(Default)]
pub(super) struct Folders(HashMap<PathBuf, Vec<OsString>>);

impl Folders {
    /// The files whose names say that they are rotations of this log.
    pub(super) fn rotated(&mut self, log: &Path) -> Vec<(PathBuf, Metadata)> {
        let (Some(folder), Some(stem)) = (log.parent(), log.file_stem()) else {
            return Vec::new();
        };
        let names = match self.0.get(folder) {
            Some(names) => names,
            None => self.0.entry(folder.to_owned()).or_insert(listed(folder)),
        };
        let stem = stem.as_encoded_bytes();
        let start = names.partition_point(|name| name.as_encoded_bytes() < stem);
        names[start..]
            .iter()
            .take_while(|name| name.as_encoded_bytes().starts_with(stem))
            .map(|name| folder.join(name))
            .filter(|path| is_rotated(path, log))
            .filter_map(|path| Some((fs::symlink_metadata(&path).ok()?, path)))
            .filter(|(metadata, _)| metadata.is_file())
            .map(|(metadata, path)| (path, metadata))
            .collect()
    }
}

/// The names in a folder, in order; none if it cannot be listed.
fn listed(folder: &Path) -> Vec<OsString> {
    // The folder of a bare name.
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    order::sort(&mut names);
    names
}

/// Whether the name is the log's with a number or a date, at the end or before the extension.
fn is_rotated(path: &Path, log: &Path) -> bool {
    let bytes = |path: &Path| {
        path.file_name()
            .map(|name| name.as_encoded_bytes().to_vec())
    };
    let (Some(name), Some(of_log)) = (bytes(path), bytes(log)) else {
        return false;
    };
    if name.strip_prefix(&*of_log).is_some_and(is_number) {
        return true;
    }
    let stem = log.file_stem().unwrap_or_default().as_encoded_bytes();
    let (stem, ending) = of_log.split_at(stem.len());
    let middle = name
        .strip_prefix(stem)
        .and_then(|rest| rest.strip_suffix(ending));
    middle.is_some_and(is_number)
}

fn is_number(text: &[u8]) -> bool {
    matches!(text, [b'.' | b'-' | b'_', digit, ..] if digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_number_or_a_date_are_of_the_log_and_others_are_not() {
        let is = |name: &str| is_rotated(Path::new(name), Path::new("logs/mail.log"));
        for name in [
            "mail.log.1",
            "mail.log-20260314",
            "mail.log_2",
            "mail.1.log",
            "mail-2026.log",
        ] {
            assert!(is(name), "{name}");
        }
        for name in [
            "mail.log",
            "mail.err",
            "mail.err.1",
            "mail.log.offset",
            "mail.log2",
            "mailer-1.log",
            "mail",
        ] {
            assert!(!is(name), "{name}");
        }
    }

    #[test]
    fn a_folder_is_listed_for_each_of_its_logs() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "a", "a.1", "a.log", "a.log.1", "a.log.2", "b.log-3", "c.log",
        ] {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        fs::create_dir(folder.path().join("a.log.3")).expect("a folder");
        let mut folders = Folders::default();
        let mut names = |log: &str| {
            let found = folders.rotated(&folder.path().join(log));
            let name = |(path, _): &(PathBuf, Metadata)| path.file_name().map(OsString::from);
            found.iter().filter_map(name).collect::<Vec<_>>()
        };
        assert_eq!(names("a.log"), ["a.log.1", "a.log.2"]);
        assert_eq!(names("b.log"), ["b.log-3"]);
        assert_eq!(names("a"), ["a.1"]);
        assert_eq!(names("c.log"), [""; 0]);
    }
}
