//! Files that are read several times: always the same ones, and only as far as the first time, so that all counts
//! agree.

use super::extent::Extent;
use super::{Files, Input, Inputs, opened};
use crate::catalogue::Problem;
use crate::user_files::{name, unreadable};
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Why a file cannot be read again.
const CHANGED: &str = "has changed since it was read; restart, or use --follow";

/// The files that arguments name, as they were when they were first opened. Clones share what they know.
#[derive(Clone, Debug)]
pub struct Originals {
    arguments: Vec<String>,
    files: Arc<OnceLock<Vec<Result<Original, Problem>>>>,
}

#[derive(Debug)]
struct Original {
    path: PathBuf,
    /// Its content when it was first opened, or why it could not be opened.
    held: OnceLock<Result<Extent, Problem>>,
}

impl Originals {
    pub fn of(arguments: &[String]) -> Originals {
        Originals {
            arguments: arguments.to_vec(),
            files: Arc::default(),
        }
    }

    /// Opens all of them, in order. A file that no longer contains what it did at first is a problem.
    pub fn inputs(&self) -> Inputs<'_> {
        let files = self.files().iter();
        Box::new(files.map(|file| file.as_ref().map_err(Clone::clone)?.open()))
    }

    /// Returns the problem with the first file that no longer contains what was read from it, if there is one.
    pub fn changed(&self) -> Option<Problem> {
        let files = self.files().iter().flatten();
        let mut read = files.filter_map(|file| Some((file, file.held.get()?.as_ref().ok()?)));
        read.find_map(|(file, held)| file.again(*held).err())
    }

    fn files(&self) -> &[Result<Original, Problem>] {
        self.files.get_or_init(|| {
            let paths = self
                .arguments
                .iter()
                .flat_map(|argument| Files::of(argument));
            let original = |path| Original {
                path,
                held: OnceLock::new(),
            };
            paths.map(|path| path.map(original)).collect()
        })
    }
}

impl Original {
    fn open(&self) -> Result<Input, Problem> {
        let held = self
            .held
            .get_or_init(|| Extent::of(&self.path).map_err(|error| unreadable(&self.path, &error)));
        let held = held.clone()?;
        opened(&self.path, self.again(held)?, Some(held.length), true)
    }

    /// Opens the file again, if it still contains this.
    fn again(&self, held: Extent) -> Result<File, Problem> {
        let file = File::open(&self.path).ok();
        let file = file.and_then(|mut file| held.is_in(&mut file).then_some(file));
        file.ok_or_else(|| Problem {
            file: name(&self.path),
            at: None,
            message: CHANGED.to_owned(),
        })
    }
}
