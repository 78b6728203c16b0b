//! How long a file was, and enough about its content to notice that it is another one.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// How much of its start and of its end is compared, in bytes.
const EDGE: u64 = 1 << 16;

/// The content of a file up to some length. A file that has only grown still contains it, and so does a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Extent {
    /// In bytes.
    pub length: u64,
    edges: u64,
}

impl Extent {
    /// Returns what a file contains now.
    pub(super) fn of(path: &Path) -> io::Result<Extent> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        Extent::up_to(length, &mut file)
    }

    /// Returns what a file contains up to this length. Fails if it is shorter. Leaves the file at its start.
    fn up_to(length: u64, file: &mut File) -> io::Result<Extent> {
        let mut bytes = vec![0; length.min(EDGE) as usize];
        let mut edges = DefaultHasher::new();
        for start in [0, length.saturating_sub(EDGE)] {
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut bytes)?;
            edges.write(&bytes);
        }
        file.rewind()?;
        let edges = edges.finish();
        Ok(Extent { length, edges })
    }

    /// Whether a file still contains it. Leaves the file at its start.
    pub(super) fn is_in(self, file: &mut File) -> bool {
        Extent::up_to(self.length, file).is_ok_and(|extent| extent == self)
    }
}
