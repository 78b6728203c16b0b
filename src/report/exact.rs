//! Which addresses can be written exactly: a suppression list that names another address does harm.

use super::{Format, csv, markdown};
use crate::quantity::counted;
use crate::sanitize::sanitize;

/// Whether this format can hold the address unchanged, neither escaped nor defused. No format can hold one that was not
/// valid UTF-8: replacement characters would make different addresses the same.
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

/// Says how many addresses a list leaves out for that reason, and which command writes them.
pub fn left_out(count: u64, instead: Option<&str>) -> String {
    let addresses = counted(count, "address", "addresses");
    match instead {
        Some(command) => format!(
            "{addresses} left out that cannot be written exactly in this format; `{command}` writes them as they are"
        ),
        None => format!("{addresses} left out that are not valid UTF-8"),
    }
}
