//! The bounces of an input, and why it could not be read whole.

use crate::bounce::Bounce;
use crate::bounce::read;
use crate::catalogue::Problem;
use crate::inputs;
use std::io::Read;

/// Calls `on_bounce` with the line and each bounce of an input; `name` is how errors name the input.
pub fn bounces(
    name: Option<&str>,
    input: impl Read,
    mut on_bounce: impl FnMut(usize, &Bounce<'_>),
) -> Result<(), Problem> {
    let cuts = read::bounces(input, |(line, bounce)| on_bounce(line, &bounce));
    let cuts = cuts.map_err(|error| inputs::broken(name, &error))?;
    inputs::too_long(name, &cuts).map_or(Ok(()), Err)
}
