//! `--exec`: runs the user's command when something starts to fail while logs are followed.
//!
//! A shell runs it. Strangers' text reaches only its standard input; the environment holds only numbers and the
//! catalogue's words, so that nothing in a log can become a command.

use super::outcome::say;
use crate::catalogue::{Catalogue, EntryId};
use crate::report;
use crate::triage::breakdown::{Breakdown, Mark, RowKey};
use crate::triage::{By, Tally};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often the counts are checked.
const OFTEN: Duration = Duration::from_secs(1);
/// The time between the starts of two runs. The second one reports everything that started to fail in between.
const PAUSE: Duration = Duration::from_secs(60);
/// A run that takes longer is killed.
const LONGEST: Duration = Duration::from_secs(30);
/// A mark that was gone for this long is news again. Without the limit, a rate on the verge of rising would be news again
/// and again.
const FORGOTTEN: Duration = Duration::from_secs(3600);
/// This many causes are described in full.
const MOST: usize = 10;

/// What has to be reported, and the command that gets the report.
pub(super) struct Alerts {
    command: String,
    on: Vec<Mark>,
    looked: Option<Instant>,
    /// When a cause was last seen with a mark.
    seen: HashMap<(EntryId, Mark), Instant>,
    /// What the next run reports.
    pending: Vec<(RowKey, Mark)>,
    started: Option<Instant>,
    running: Option<Child>,
    has_failed: bool,
}

impl Alerts {
    pub(super) fn new(command: &str, on: &[Mark]) -> Alerts {
        Alerts {
            command: command.to_owned(),
            on: on.to_vec(),
            looked: None,
            seen: HashMap::new(),
            pending: Vec::new(),
            started: None,
            running: None,
            has_failed: false,
        }
    }

    /// Whether the last check was long enough ago.
    pub(super) fn is_due(&self) -> bool {
        self.looked.is_none_or(|looked| looked.elapsed() >= OFTEN)
    }

    /// Checks the counts, and reports what is new since the last check. Marks of the first check are not news.
    pub(super) fn look(&mut self, tally: &Tally) {
        let now = Instant::now();
        self.attend(now);
        let breakdown = self.note_all(tally, now);
        let paused = self.started.map(|time| now.saturating_duration_since(time));
        if self.running.is_none() && paused.is_none_or(|paused| paused >= PAUSE) {
            self.report(&breakdown, tally.catalogue(), now);
        }
    }

    /// Notes the marks of everything that was counted.
    fn note_all(&mut self, tally: &Tally, now: Instant) -> Breakdown {
        let (breakdown, sections) = Breakdown::of(tally, By::Cause, 0);
        let marked = sections.iter().flat_map(|section| &section.rows);
        let marked = marked.flat_map(|key| {
            let marks = breakdown.marks(*key).filter(|mark| {
                *mark != Mark::Spike || breakdown.spike(*key).is_some_and(|spike| !spike.is_over)
            });
            marks.map(|mark| (*key, mark))
        });
        self.note(marked.collect(), now);
        breakdown
    }

    /// Notes the marks that causes have now.
    fn note(&mut self, marked: Vec<(RowKey, Mark)>, now: Instant) {
        let is_first = self.looked.is_none();
        self.looked = Some(now);
        for (key, mark) in marked {
            if !self.on.contains(&mark) {
                continue;
            }
            let known = self.seen.insert((key.entry, mark), now);
            let is_known =
                known.is_some_and(|seen| now.saturating_duration_since(seen) < FORGOTTEN);
            if !is_first && !is_known {
                self.pending.push((key, mark));
            }
        }
    }

    /// Runs the command on what is pending, if anything is.
    fn report(&mut self, breakdown: &Breakdown, catalogue: &Catalogue, now: Instant) {
        if self.pending.is_empty() {
            return;
        }
        let news = News::of(breakdown, catalogue, &self.pending);
        self.pending.clear();
        self.started = Some(now);
        match start(&self.command, news) {
            Ok(child) => self.running = Some(child),
            Err(error) => self.fail(format!("--exec cannot be run: {error}")),
        }
    }

    /// Notices that a run has ended, or kills one that takes too long.
    fn attend(&mut self, now: Instant) {
        let Some(child) = &mut self.running else {
            return;
        };
        let started = self.started.unwrap_or(now);
        let is_late = now.saturating_duration_since(started) >= LONGEST;
        match child.try_wait() {
            Ok(None) if is_late => {
                end(child);
                self.running = None;
                let limit = LONGEST.as_secs();
                self.fail(format!(
                    "--exec took more than {limit} seconds and was ended"
                ));
            }
            Ok(None) => {}
            Ok(Some(status)) => {
                self.running = None;
                self.has_failed = false;
                if !status.success() {
                    self.fail(format!("--exec ended with {status}"));
                }
            }
            Err(error) => {
                self.running = None;
                self.fail(format!("--exec: {error}"));
            }
        }
    }

    fn fail(&mut self, why: String) {
        self.has_failed = true;
        say(why);
    }

    /// Reports what is pending and waits until the run has ended.
    pub(super) fn finish(&mut self, tally: &Tally) {
        self.wait();
        let now = Instant::now();
        let breakdown = self.note_all(tally, now);
        self.report(&breakdown, tally.catalogue(), now);
        self.wait();
    }

    /// Whether the last run failed.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    fn wait(&mut self) {
        while self.running.is_some() {
            self.attend(Instant::now());
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// What a run reports.
struct News {
    /// Markdown, with strangers' text as code.
    text: String,
    /// One line, in the catalogue's words.
    summary: String,
    /// The ids of the entries, and the mark of each, separated by blanks.
    entries: String,
    marks: String,
    count: usize,
}

impl News {
    fn of(breakdown: &Breakdown, catalogue: &Catalogue, marked: &[(RowKey, Mark)]) -> News {
        let mut text = String::new();
        for (key, _) in marked.iter().take(MOST) {
            let entry = catalogue.entry_at(key.entry);
            if let Some(detail) = breakdown.detail(catalogue, *key) {
                text += &report::failure(breakdown, &detail, &entry);
                text.push('\n');
            }
        }
        if let Some(more) = marked.len().checked_sub(MOST).filter(|more| *more > 0) {
            let _ = writeln!(text, "and {more} more");
        }
        let line = |(key, mark): &(RowKey, Mark)| {
            let entry = catalogue.entry_at(key.entry);
            let (label, title, mark) = (entry.label(), entry.title, mark.name());
            let attempts = breakdown.attempts(*key);
            format!("{mark}: {label}: {title} ({attempts})")
        };
        let lines: Vec<_> = marked.iter().take(MOST).map(line).collect();
        let id = |(key, _): &(RowKey, _)| catalogue.entry_at(key.entry).id;
        let ids: Vec<_> = marked.iter().map(id).collect();
        let marks: Vec<_> = marked.iter().map(|(_, mark)| mark.name()).collect();
        News {
            text,
            summary: lines.join("; "),
            entries: ids.join(" "),
            marks: marks.join(" "),
            count: marked.len(),
        }
    }
}

/// Starts the command. What it prints goes to standard error, as standard output has the report.
fn start(command: &str, news: News) -> io::Result<Child> {
    let mut shell = shell(command);
    shell
        .env("BOUNCEDEX_SUMMARY", news.summary)
        .env("BOUNCEDEX_ENTRIES", news.entries)
        .env("BOUNCEDEX_MARKS", news.marks)
        .env("BOUNCEDEX_COUNT", news.count.to_string())
        .stdin(Stdio::piped())
        .stdout(io::stderr());
    let mut child = shell.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // A command that does not read its input must not stop the counting. The thread ends with the command.
        thread::spawn(move || input.write_all(news.text.as_bytes()));
    }
    Ok(child)
}

/// In a process group of its own, so that everything it starts can be ended with it and Ctrl-C does not reach it.
#[cfg(unix)]
fn shell(command: &str) -> Command {
    use std::os::unix::process::CommandExt;
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(command).process_group(0);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.arg("/C").arg(command);
    shell
}

/// Ends a run and everything that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::breakdown::Group;

    fn marked(entry: usize, mark: Mark) -> (RowKey, Mark) {
        let key = RowKey {
            group: Group::Failed,
            entry: EntryId::new(entry),
        };
        (key, mark)
    }

    #[test]
    fn only_what_starts_is_news() {
        let mut alerts = Alerts::new("true", &[Mark::New, Mark::Spike]);
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let [old, new] = [marked(1, Mark::Spike), marked(2, Mark::New)];
        alerts.note(vec![old], start);
        assert_eq!(alerts.pending, []);
        // A mark that nobody asked for is not reported.
        alerts.note(vec![old, new, marked(2, Mark::Rising)], after(1));
        assert_eq!(alerts.pending, [new]);
        // It goes on, goes away for a while, and comes back.
        alerts.note(vec![new], after(2));
        alerts.note(Vec::new(), after(3));
        alerts.note(vec![old, new], after(3000));
        assert_eq!(alerts.pending, [new]);
        alerts.note(vec![new], after(3000 + 3601));
        assert_eq!(alerts.pending, [new, new]);
    }

    #[test]
    fn a_run_that_takes_too_long_is_ended() {
        let mut alerts = Alerts::new("true", &[Mark::New]);
        let news = News {
            text: "x".repeat(1 << 20),
            summary: String::new(),
            entries: String::new(),
            marks: String::new(),
            count: 0,
        };
        // This one neither reads nor ends.
        alerts.running = Some(start("sleep 1000 & wait", news).expect("a shell"));
        let now = Instant::now();
        alerts.started = Some(now);
        alerts.attend(now + LONGEST - Duration::from_millis(1));
        assert!(alerts.running.is_some());
        alerts.attend(now + LONGEST);
        assert!(alerts.running.is_none() && alerts.has_failed);
    }
}
