//! The manual page: the command line's own help, and what it does not say.

use crate::cli::arguments::Arguments;
use clap::CommandFactory;
use std::io::{self, Write};

const QUERIES: &[(&str, &str)] = &[
    (
        "550, 5.7, 5726, 55x",
        "the start of a reply code or enhanced status code; 5726 is 5.7.26",
    ),
    ("TSS04, S3140", "a provider's own code"),
    (
        "mailbox full",
        "words, all of which must match: the title (whole, in part or fuzzily), the provider, the reason, what servers say, or the explanation",
    ),
    (
        "o365, rdns, auto reply",
        "what else people call providers and causes; words that are misspelt are respelt, and a line says so",
    ),
    ("\"mailbox full\", 'full", "exactly this text"),
    ("!greylist", "not this"),
    (
        "provider:, category:, reason:, action:, is:",
        "a field and the start of its value; is: takes permanent, temporary or accepted; in lists of bounces and causes also deferred, bounced, rejected",
    ),
    (
        "@example.org, mx1.example.net",
        "in a list of bounces: a part of an address, of a host's name, of what the server said",
    ),
];

const FILES: &[(&str, &str)] = &[
    (
        "$XDG_CONFIG_HOME/bouncedex/codes.toml",
        "entries that are added to the built-in catalogue or replace parts of it, by id",
    ),
    (
        "$XDG_CONFIG_HOME/bouncedex/config.toml",
        "color, ascii, [keys] and [theme]",
    ),
];

/// Writes the manual page in roff.
pub fn write(out: &mut impl Write) -> io::Result<()> {
    let manual = clap_mangen::Man::new(Arguments::command());
    manual.render(out)?;
    section(
        out,
        "QUERIES",
        QUERIES
            .iter()
            .map(|(name, text)| ((*name).to_owned(), *text)),
    )?;
    #[cfg(feature = "explorer")]
    section(out, "KEYS", keys())?;
    section(
        out,
        "FILES",
        FILES.iter().map(|(name, text)| ((*name).to_owned(), *text)),
    )
}

#[cfg(feature = "explorer")]
fn keys() -> impl Iterator<Item = (String, &'static str)> {
    let rows = crate::explorer::bindings::TABLE
        .iter()
        .filter(|binding| !binding.does.is_empty());
    rows.map(|binding| {
        (
            format!("{} ({})", binding.keys.join(", "), binding.name),
            binding.does,
        )
    })
}

fn section(
    out: &mut impl Write,
    title: &str,
    rows: impl Iterator<Item = (String, &'static str)>,
) -> io::Result<()> {
    writeln!(out, ".SH {title}")?;
    for (name, text) in rows {
        writeln!(out, ".TP\n\\fB{}\\fR\n{}", escaped(&name), escaped(text))?;
    }
    Ok(())
}

/// roff takes hyphens for soft ones, backslashes for commands, and a dot or apostrophe in front for a request.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) {
        format!("\\&{text}")
    } else {
        text
    }
}
