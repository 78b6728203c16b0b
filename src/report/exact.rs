//! Which addresses can be written exactly: a suppression list that names another address does harm.

use super::{Format, csv, markdown};
use crate::sanitize::sanitize;

/// Whether this format holds the address just as it is, not escaped and not defused.
pub fn is_exact(format: Format, address: &str) -> bool {
    let is_plain = sanitize(address) == address;
    match format {
        Format::Json => true,
        Format::Text => is_plain,
        Format::Csv => is_plain && !csv::is_formula(address),
        Format::Markdown => is_plain && markdown::fits_cell(address),
    }
}

/// What to say of so many addresses that a list leaves out because of that.
pub fn left_out(count: u64) -> String {
    let addresses = if count == 1 {
        "1 address"
    } else {
        &format!("{count} addresses")
    };
    format!(
        "{addresses} left out that this format cannot hold exactly; --json writes every address"
    )
}
