//! The catalogue: loading it, searching it without a screen, and `catalogue check`, `list` and `path`.

use super::arguments::CommonArguments;
use super::outcome::{FOUND, Failure, NOTHING_FOUND, say};
use crate::builtin;
use crate::catalogue::{Catalogue, Entry, EntryId};
use crate::lint::{lint, write_stale, write_weak};
use crate::query::fields_without_value;
use crate::report;
use crate::search::Search;
use crate::triage::time::{Clock, civil};
use crate::user_files::{self, CatalogueFiles};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::slice;

/// Prints what the words find, one entry per line.
pub(super) fn list(common: &CommonArguments, words: &[String]) -> Result<u8, Failure> {
    let catalogue = load(common)?;
    let query = query(common, words)?;
    let format = common.format().unwrap_or_default();
    print(&Search::new(catalogue), &query, |out, found| {
        report::list(out, format, &catalogue, found)
    })
}

/// Words and filters as one query. A field without a value is an error: it would be no condition at all.
pub(super) fn query(common: &CommonArguments, words: &[String]) -> Result<String, Failure> {
    if common.event.is_some() {
        let mistake = "--event is for explain and triage: entries of the catalogue have no event";
        return Err(Failure::Filters(mistake.to_owned()));
    }
    let query = common.filters().query(words);
    match fields_without_value(&query)[..] {
        [field, ..] => Err(Failure::NoValue(field)),
        [] => Ok(query),
    }
}

/// Buffered standard output.
pub(super) type Out = BufWriter<io::StdoutLock<'static>>;

/// Writes what a query finds, respelt or without some of its words if need be, and says so on standard error.
pub(super) fn print(
    search: &Search,
    query: &str,
    write: impl FnOnce(&mut Out, &[Entry]) -> io::Result<()>,
) -> Result<u8, Failure> {
    let answer = search.answer(query, search);
    let entry = |index| search.catalogue().entry_at(EntryId::new(index));
    let entries: Vec<_> = answer.findings.found.into_iter().map(entry).collect();
    if entries.is_empty() {
        let mistake = search.mistake(query);
        let why = mistake.map_or_else(String::new, |mistake| format!("; {mistake}"));
        say(format_args!("nothing matches `{query}`{why}"));
        return Ok(NOTHING_FOUND);
    }
    if let Some(respelt) = answer.respelt {
        say(format_args!("showing `{respelt}` for `{query}`"));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out, &entries)?;
    out.flush()?;
    Ok(FOUND)
}

/// The catalogue that these arguments ask for; a filter that names nothing in it is an error.
pub(super) fn load(common: &CommonArguments) -> Result<Catalogue, Failure> {
    let catalogue = files(common, &[]).load().map_err(Failure::Files)?;
    match common.filters().mistake(catalogue) {
        Some(mistake) => Err(Failure::Filters(mistake)),
        None => Ok(catalogue),
    }
}

/// Only the named catalogue files, or else all that these arguments ask for.
fn files(common: &CommonArguments, named: &[PathBuf]) -> CatalogueFiles {
    if !named.is_empty() {
        return CatalogueFiles {
            user: None,
            named: named.to_vec(),
        };
    }
    let own = CatalogueFiles::of_user();
    CatalogueFiles {
        user: own.user.filter(|_| !common.no_config),
        named: common.catalogue.clone(),
    }
}

/// Checks the named files one by one, or else all that would be used.
pub(super) fn check(common: &CommonArguments, named: &[PathBuf]) -> Result<u8, Failure> {
    let lint_all = |files: &CatalogueFiles| {
        let catalogue = files.load()?;
        let mut problems = Vec::new();
        for path in files.user.iter().chain(&files.named) {
            let text = user_files::read_if_there(path).map_err(|problem| vec![problem])?;
            let name = user_files::name(path);
            problems.extend(lint(&catalogue, &name, &text.unwrap_or_default()).err());
        }
        if problems.is_empty() {
            Ok(catalogue)
        } else {
            Err(problems.concat())
        }
    };
    let alone = |path: &PathBuf| lint_all(&files(common, slice::from_ref(path))).err();
    let problems: Vec<_> = named.iter().filter_map(alone).flatten().collect();
    if !problems.is_empty() {
        return Err(Failure::Files(problems));
    }
    let all = files(common, named);
    let catalogue = if named.is_empty() {
        lint_all(&all)
    } else {
        all.load()
    };
    let catalogue = catalogue.map_err(Failure::Files)?;
    let (entries, providers) = (catalogue.len(), catalogue.providers.len());
    writeln!(
        io::stdout(),
        "No problems: {entries} entries, {providers} providers."
    )?;
    Ok(FOUND)
}

/// Lists entries whose sources are weak.
pub(super) fn sources(common: &CommonArguments, named: &[PathBuf]) -> Result<u8, Failure> {
    let catalogue = files(common, named).load().map_err(Failure::Files)?;
    let mut out = BufWriter::new(io::stdout().lock());
    write_weak(&catalogue, &mut out)?;
    out.flush()?;
    Ok(FOUND)
}

/// Lists entries that nobody has checked for this many months.
pub(super) fn stale(
    common: &CommonArguments,
    named: &[PathBuf],
    months: u16,
) -> Result<u8, Failure> {
    let catalogue = files(common, named).load().map_err(Failure::Files)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let count = write_stale(&catalogue, &month_before(months), &mut out)?;
    out.flush()?;
    Ok(if count == 0 { NOTHING_FOUND } else { FOUND })
}

/// Returns the month this many months ago, written like `checked`.
fn month_before(months: u16) -> String {
    let today = civil(Clock::now().shows());
    let this = i32::from(today.year()) * 12 + i32::from(today.month()) - 1;
    let then = this - i32::from(months);
    format!("{:04}-{:02}", then.div_euclid(12), then.rem_euclid(12) + 1)
}

/// Prints where catalogues are read from.
pub(super) fn path(common: &CommonArguments) -> Result<u8, Failure> {
    let files = files(common, &[]);
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "used      built in ({} entries)",
        builtin::CATALOGUE.len()
    )?;
    for path in files.user.iter().chain(&files.named) {
        let used = if path.exists() { "used" } else { "not there" };
        writeln!(out, "{used:9} {}", user_files::name(path))?;
    }
    Ok(FOUND)
}
