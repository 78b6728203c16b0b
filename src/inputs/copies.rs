//! Files that are counted twice because they are copies of each other.

use super::extent::Extent;
use super::{Files, STANDARD, is_file};
use crate::user_files::name;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Extensions of compressed files.
const PACKED: [&str; 4] = ["gz", "zst", "xz", "bz2"];

/// Says which files these arguments name twice, as they are or compressed, and which look like copies of others: each
/// is counted.
pub fn copies(arguments: &[String]) -> Vec<String> {
    let files = arguments
        .iter()
        .filter(|argument| *argument != STANDARD && is_file(argument));
    let files = files.flat_map(|argument| Files::of(argument)).flatten();
    let files: Vec<_> = files
        .map(|path| (length(&path).unwrap_or_default(), path))
        .collect();
    let mut of_length: HashMap<u64, usize> = HashMap::new();
    for (length, _) in &files {
        *of_length.entry(*length).or_default() += 1;
    }
    let mut by_name: HashMap<PathBuf, &Path> = HashMap::new();
    let mut by_content: HashMap<Extent, &Path> = HashMap::new();
    let mut copies = Vec::new();
    for (length, path) in &files {
        let Some(bare) = bare(path) else { continue };
        // Only files of the same length can be copies.
        let extent = (*length > 0 && of_length[length] > 1).then(|| Extent::of(path).ok());
        let extent = extent.flatten();
        let content = || by_content.get(extent.as_ref()?);
        if let Some(first) = by_name.get(&bare).or_else(content) {
            copies.push(sentence(first, path));
        } else {
            by_name.insert(bare, path);
            by_content.extend(extent.map(|extent| (extent, &**path)));
        }
    }
    copies
}

/// Returns the length of a file in bytes; pipes and devices have none.
fn length(path: &Path) -> Option<u64> {
    let metadata = fs::metadata(path).ok()?;
    metadata.is_file().then_some(metadata.len())
}

/// Returns the file that a path leads to, without the extension that says how it is compressed.
fn bare(path: &Path) -> Option<PathBuf> {
    let full = fs::canonicalize(path).ok()?;
    let ending = full.extension().and_then(OsStr::to_str);
    let is_packed = ending.is_some_and(|ending| PACKED.contains(&ending));
    Some(if is_packed {
        full.with_extension("")
    } else {
        full
    })
}

fn sentence(first: &Path, path: &Path) -> String {
    let [first, path] = [first, path].map(name);
    if first == path {
        format!("{path} is named twice, and counted twice")
    } else {
        format!("{path} looks like a copy of {first}; both are counted")
    }
}
