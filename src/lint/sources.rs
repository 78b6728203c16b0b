//! How well a catalogue's claims can be verified: what their sources are, and when they were last read.

use crate::catalogue::{Catalogue, Entry};
use crate::order;
use std::io::{self, Write};

/// What is weak about an entry's sources, worst first.
#[derive(Clone, Copy)]
enum Weakness {
    /// Names a whole repository or folder, and leaves it to the reader to find the claim.
    Repository,
    /// Rests on collections of what others observed.
    Collected,
    /// Does not say when the source was read.
    Undated,
}

impl Weakness {
    const ALL: [Weakness; 3] = [Weakness::Repository, Weakness::Collected, Weakness::Undated];

    fn id(self) -> &'static str {
        match self {
            Weakness::Repository => "repository",
            Weakness::Collected => "collected",
            Weakness::Undated => "undated",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Weakness::Repository => "name a whole repository or folder",
            Weakness::Collected => "rest on collections of others' observations alone",
            Weakness::Undated => "do not say when they were checked",
        }
    }

    fn is_in(self, entry: &Entry) -> bool {
        match self {
            Weakness::Repository => entry.sources.iter().any(is_repository),
            Weakness::Collected => entry.sources.iter().all(is_collection),
            Weakness::Undated => entry.checked.is_none(),
        }
    }
}

/// Sites that host source code, as `host/owner/name`.
const FORGES: &[&str] = &["github.com/", "gitlab.com/", "codeberg.org/"];

/// Collections of replies by people who neither send them nor wrote the software.
const COLLECTIONS: &[&str] = &[
    "bentonow.com/",
    "biecuoliao.com/",
    "blog.csdn.net/",
    "blog.sina.com.cn/",
    "emailwarmup.com/",
    "git.trinitor.de/",
    "github.com/KumoCorp/kumomta/blob/main/assets/community/",
    "github.com/sisimai/",
    "github.com/zone-eu/zone-mta/",
    "it.i88.ca/",
    "jinmi8.com/",
    "note.com/",
    "qiao.yimirj.com/",
    "qqmailbox.com/",
    "smtp.codes/",
    "smtpfieldmanual.com/",
    "tamingdns.com/",
    "www.smtp-error-codes.info/",
    "www.suped.com/",
    "ydadm.com/",
];

fn without_scheme(source: &str) -> Option<&str> {
    source.split_once("://").map(|(_, rest)| rest)
}

/// Whether this is the root of a repository, or a folder in one.
fn is_repository(source: &str) -> bool {
    let path = without_scheme(source)
        .and_then(|rest| FORGES.iter().find_map(|forge| rest.strip_prefix(forge)));
    path.is_some_and(|path| {
        let mut parts = path.trim_end_matches('/').split('/').skip(2);
        parts.next().is_none_or(|kind| kind == "tree")
    })
}

/// A thread about a collection does not count as one: in it, the person who met the reply shows it.
fn is_collection(source: &str) -> bool {
    let is_in = |rest: &str| COLLECTIONS.iter().any(|known| rest.starts_with(known));
    let is_thread = |rest: &str| rest.contains("/issues/") || rest.contains("/pull/");
    without_scheme(source).is_some_and(|rest| is_in(rest) && !is_thread(rest))
}

/// Counts the entries with weak sources, then lists them by weakness, those unchecked for longest first.
pub(crate) fn write_weak(catalogue: &Catalogue, out: &mut dyn Write) -> io::Result<()> {
    let found = Weakness::ALL.map(|weakness| {
        let weak = catalogue.entries().filter(|entry| weakness.is_in(entry));
        let mut weak: Vec<_> = weak.collect();
        order::sort_by_key(&mut weak, |entry| entry.checked);
        (weakness, weak)
    });
    for (weakness, weak) in &found {
        let (count, id, title) = (weak.len(), weakness.id(), weakness.title());
        writeln!(out, "{count:>6}  {id:11} {title}")?;
    }
    for (weakness, weak) in &found {
        for entry in weak {
            write!(out, "{:11} ", weakness.id())?;
            line(entry, out)?;
        }
    }
    Ok(())
}

/// Lists the entries that were last checked before this month, or at an unknown time: by provider, the oldest
/// first.
pub(crate) fn write_stale(
    catalogue: &Catalogue,
    before: &str,
    out: &mut dyn Write,
) -> io::Result<usize> {
    let is_stale = |entry: &Entry| entry.checked.is_none_or(|checked| checked < before);
    let mut stale: Vec<_> = catalogue.entries().filter(is_stale).collect();
    let place = |id: &str| catalogue.providers.iter().position(|each| each.id == id);
    order::sort_by_key(&mut stale, |entry| {
        (place(entry.provider.id), entry.checked)
    });
    for entry in &stale {
        line(entry, out)?;
    }
    Ok(stale.len())
}

/// `2025-02  gmail-rate-ip  https://…`
fn line(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let checked = entry.checked.unwrap_or("never");
    let sources = entry.sources.join(" ");
    writeln!(out, "{checked:8} {:44} {sources}", entry.id)
}
