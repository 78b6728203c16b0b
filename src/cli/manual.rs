//! The manual: a page for the program and for each command, made from their help, and what the help leaves out.

use super::parse::documented;
use clap::Command;
use clap_mangen::Man;
use std::io::{self, Write};
use std::iter;

/// What can be named and what it means, in turn.
const QUERIES: &str = "\
550, 5.7, 5726, 55x
the start of a reply code or enhanced status code; 5726 is 5.7.26
TSS04, S3140
a provider's own code
mailbox full
words, all of which must match: the title (whole, in part or fuzzily), the provider, the reason, what servers say, or the explanation
o365, rdns, auto reply
what else people call providers and causes; words that are misspelt are respelt, and a line says so
\"mailbox full\", 'full
exactly this text
!greylist
not this
provider:, category:, reason:, action:, is:
a field and the start of its value; is: takes permanent, temporary or accepted; in lists of bounces and causes also deferred, bounced, rejected
@example.org, mx1.example.net
in a list of bounces: a part of an address, of a host's name, of what the server said";

const FILES: &str = "\
$XDG_CONFIG_HOME/bouncedex/codes.toml
entries that are added to the built-in catalogue or replace parts of it, by id
$XDG_CONFIG_HOME/bouncedex/config.toml
how the screen looks and which keys it has: see CONFIGURATION
$XDG_STATE_HOME/bouncedex/history
the last 500 queries that found something, without those that hold an @ or are long; see --no-history";

#[cfg(feature = "explorer")]
const CONFIGURATION: &str = "\
color
when to use colour: auto, always, never
ascii
true draws with ASCII characters only; by default that depends on the locale
history
false neither recalls queries nor keeps them for later sessions
[keys]
a key and what it does, \"F3\" = \"guide\"; the names stand in brackets under KEYS, and none takes a key away
[theme]
a meaning and how it looks, permanent = \"bold bright-red on-black\"; both are listed under THEME";

/// Every page by its name, in roff: the program's own and one for each command.
pub fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut root = documented().disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    add_pages(&root, &root, &mut pages)?;
    Ok(pages)
}

fn add_pages(
    root: &Command,
    command: &Command,
    pages: &mut Vec<(String, Vec<u8>)>,
) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let mut page = Vec::new();
    write(root, command, &mut page)?;
    pages.push((name.to_owned(), page));
    let mut below = command.get_subcommands();
    below.try_for_each(|below| add_pages(root, below, pages))
}

fn write(root: &Command, command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    let is_root = command.get_name() == root.get_name();
    let page = Man::new(command.clone().override_usage(usage)).source(SOURCE);
    page.render_title(out)?;
    // No hyphenation and no justification: names of options and values stay whole.
    writeln!(out, ".nh\n.ad l")?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    if command.has_subcommands() {
        page.render_subcommands_section(out)?;
    }
    let after = root.get_after_help().map(ToString::to_string);
    let called = command.get_bin_name().unwrap_or_default();
    for part in after.unwrap_or_default().split("\n\n") {
        verbatim(out, part, |line| is_root || line.contains(called))?;
    }
    if !is_root {
        return section(out, "SEE ALSO", [("bouncedex(1)".to_owned(), "")]);
    }
    section(out, "QUERIES", rows(QUERIES))?;
    #[cfg(feature = "explorer")]
    {
        section(out, "KEYS", keys())?;
        section(out, "CONFIGURATION", rows(CONFIGURATION))?;
        section(out, "THEME", theme())?;
    }
    section(out, "FILES", rows(FILES))
}

const SOURCE: &str = concat!("bouncedex ", env!("CARGO_PKG_VERSION"));

/// The wanted lines verbatim, under their heading, if there are any.
fn verbatim(out: &mut dyn Write, part: &str, is_wanted: impl Fn(&str) -> bool) -> io::Result<()> {
    let Some((title, lines)) = part.split_once(":\n") else {
        return Ok(());
    };
    let mut wanted = lines.lines().filter(|line| is_wanted(line)).peekable();
    if wanted.peek().is_none() {
        return Ok(());
    }
    writeln!(out, ".SH {}\n.nf", title.to_uppercase())?;
    for line in wanted {
        writeln!(out, "{}", escaped(line.strip_prefix("  ").unwrap_or(line)))?;
    }
    writeln!(out, ".fi")
}

fn rows(text: &'static str) -> impl Iterator<Item = (String, &'static str)> {
    let mut lines = text.lines();
    iter::from_fn(move || Some((lines.next()?.to_owned(), lines.next()?)))
}

#[cfg(feature = "explorer")]
fn keys() -> impl Iterator<Item = (String, &'static str)> {
    let rows = crate::explorer::bindings::TABLE.iter();
    let rows = rows.filter(|binding| !binding.does.is_empty());
    rows.map(|binding| {
        let keys = binding.keys.join(", ");
        (format!("{keys} ({})", binding.name), binding.does)
    })
}

/// The meanings that a theme can change, and the words for it.
#[cfg(feature = "explorer")]
fn theme() -> impl Iterator<Item = (String, &'static str)> {
    use crate::explorer::styles::style_words;
    use crate::explorer::theme::Meaning;

    let meanings = Meaning::ALL
        .iter()
        .map(|(name, _, what)| ((*name).to_owned(), *what));
    let words = style_words().collect::<Vec<_>>().join(", ");
    meanings.chain([(
        words,
        "the words of a style; on- in front of a colour makes it that of the background",
    )])
}

fn section(
    out: &mut dyn Write,
    title: &str,
    rows: impl IntoIterator<Item = (String, &'static str)>,
) -> io::Result<()> {
    writeln!(out, ".SH {title}")?;
    for (name, text) in rows {
        writeln!(out, ".TP\n\\fB{}\\fR\n{}", escaped(&name), escaped(text))?;
    }
    Ok(())
}

/// In roff, hyphens are soft, backslashes start commands, and a dot or apostrophe at the start of a line is a request.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) {
        format!("\\&{text}")
    } else {
        text
    }
}
