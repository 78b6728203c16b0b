//! The replies that are measured: the catalogue's examples, or the lines of the file that `REPLIES` names.

use bouncedex::builtin::CATALOGUE;
use std::{env, fs};

pub(crate) fn replies() -> Vec<String> {
    let text = env::var_os("REPLIES").map(|file| fs::read_to_string(file).expect("a file"));
    match text {
        Some(text) => text.lines().map(str::to_owned).collect(),
        None => {
            let examples = CATALOGUE.entries().flat_map(|entry| entry.examples.iter());
            examples.map(str::to_owned).collect()
        }
    }
}
