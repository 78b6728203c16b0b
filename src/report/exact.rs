//! Which addresses can be written exactly: a suppression list that names another address does harm.

use super::{Format, csv, markdown};
use crate::quantity::counted;
use crate::sanitize::sanitize;

/// Whether this format holds the address just as it is, not escaped and not defused. None holds one that was no UTF-8:
/// what stands for its bytes would make different addresses one.
pub fn is_exact(format: Format, address: &str) -> bool {
    let is_plain = sanitize(address) == address;
    let is_held = match format {
        Format::Json => true,
        Format::Text => is_plain,
        Format::Csv => is_plain && !csv::is_formula(address),
        Format::Markdown => is_plain && markdown::fits_cell(address),
    };
    is_held && !address.contains(char::REPLACEMENT_CHARACTER)
}

/// What to say of so many addresses that a list leaves out because of that, and what writes them.
pub fn left_out(count: u64, instead: Option<&str>) -> String {
    let addresses = counted(count, "address", "addresses");
    match instead {
        Some(command) => format!(
            "{addresses} left out that cannot be written exactly in this format; `{command}` writes them as they are"
        ),
        None => format!("{addresses} left out that are not valid UTF-8"),
    }
}
