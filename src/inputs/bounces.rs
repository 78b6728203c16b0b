//! The bounces of an input, and why it could not be read as a whole.

use crate::bounce::Bounce;
use crate::bounce::read::{self, Cut};
use crate::catalogue::Problem;
use crate::inputs;
use std::io::Read;

/// Tells each bounce of an input with its line; `name` is how errors name the input.
pub fn bounces(
    name: Option<&str>,
    input: impl Read,
    mut tell: impl FnMut(usize, &Bounce<'_>),
) -> Result<(), Problem> {
    let cuts = read::bounces(input, |(line, bounce)| tell(line, &bounce));
    let cuts = cuts.map_err(|error| inputs::broken(name, &error))?;
    match cuts.as_slice() {
        [] => Ok(()),
        [cut, others @ ..] => Err(too_long(name, *cut, others.len())),
    }
}

/// What of an input was too long to be read as a whole.
fn too_long(input: Option<&str>, cut: Cut, others: usize) -> Problem {
    let more = match others {
        0 => String::new(),
        more => format!(", and {more} more places"),
    };
    let Cut { line, what, most } = cut;
    let mebibytes = most >> 20;
    inputs::problem(
        input,
        format!(
            "line {line}: this {what} is too long, only its first {mebibytes} MiB were read{more}"
        ),
    )
}
