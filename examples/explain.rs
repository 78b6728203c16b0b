//! Explains what comes on standard input, a line of JSON for each bounce: `cargo run --example explain <mail.log`.

use bouncedex::{CATALOGUE, Diagnoser, bounces};
use std::io;

fn main() -> io::Result<()> {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for bounce in bounces(io::stdin()) {
        if let Some(diagnosis) = diagnoser.bounce(&bounce?) {
            println!("{}", serde_json::to_string(&diagnosis)?);
        }
    }
    Ok(())
}
