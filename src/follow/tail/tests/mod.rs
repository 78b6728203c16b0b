//! Logs that grow step by step, without waiting for a clock.

use super::*;
use crate::builtin::CATALOGUE;
use crate::diagnose::Diagnoser;
use crate::triage::Facet;
use crate::triage::recent::Recent;
use crate::triage::time::Clock;
use std::fs::File;
use std::io::Write;
use tempfile::TempDir;

mod gaps;

/// Logs in a folder of their own, and what was counted of them.
struct Logs {
    folder: TempDir,
    triage: Triage,
    tails: Vec<Tail>,
}

impl Logs {
    fn new(names: &[&str]) -> Logs {
        let folder = tempfile::tempdir().expect("a folder");
        let tails = names
            .iter()
            .map(|name| Tail::new(&folder.path().join(name), Depth::default()));
        Logs {
            tails: tails.collect(),
            triage: Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_800_000_000)),
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let mut options = File::options();
        let file = options.append(true).create(true).open(self.path(name));
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .expect("a file");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("another name");
    }

    /// Runs rounds until nothing is left to read; returns how many deliveries have failed so far.
    fn failed(&mut self) -> u64 {
        while round(&mut self.tails, &mut self.triage, |_| true).read > 0 {}
        self.triage.tally.status.bounced
    }

    /// The same after the end of all logs.
    fn failed_in_all(mut self) -> (u64, u64) {
        let failed = self.failed();
        self.tails
            .iter_mut()
            .for_each(|tail| tail.end(&mut self.triage));
        assert!(self.triage.tally.status.bounced >= failed);
        let tally = &self.triage.tally;
        (tally.status.bounced, tally.lines)
    }
}

const LINE: &str = "Nov 23 10:00:02 mx1 postfix/smtp[1]: 4QwZ02: to=<ben@example.net>, \
    relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced \
    (host mx.example.net[192.0.2.1] said: 550 5.1.1 user unknown (in reply to RCPT TO command))\n";

#[test]
fn a_line_counts_once_it_is_whole() {
    let mut logs = Logs::new(&["mail.log"]);
    let (start, rest) = LINE.split_at(60);
    logs.write("mail.log", &[LINE, start].concat());
    assert_eq!(logs.failed(), 1);
    logs.write("mail.log", &rest[..20]);
    assert_eq!(logs.failed(), 1);
    logs.write("mail.log", &rest[20..]);
    assert_eq!(logs.failed(), 2);
    logs.write("mail.log", LINE.trim_end());
    assert_eq!(logs.failed(), 2);
    assert_eq!(logs.failed_in_all(), (3, 3));
}

#[test]
fn a_renamed_file_is_read_to_its_end_and_then_the_new_one() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 1);
    logs.write("mail.log", LINE);
    logs.rename("mail.log", "mail.log.1");
    logs.write("mail.log.1", LINE);
    assert_eq!(logs.failed(), 3);
    logs.write("mail.log", LINE);
    // The writer may notice the new file late.
    logs.write("mail.log.1", LINE.trim_end());
    assert_eq!(logs.failed(), 4);
    logs.write("mail.log.1", "\n");
    assert_eq!(logs.failed(), 5);
    logs.write("mail.log.1", LINE.trim_end());
    assert_eq!(logs.failed_in_all(), (6, 6));
}

#[test]
fn after_a_while_a_renamed_file_is_left_and_its_last_line_counts() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", LINE.trim_end());
    assert_eq!(logs.failed(), 0);
    logs.rename("mail.log", "mail.log.1");
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 1);
    assert_eq!(logs.tails[0].files.len(), 2);
    logs.tails[0].files[0].replaced = Instant::now().checked_sub(GRACE);
    assert_eq!(logs.failed(), 2);
    assert_eq!(logs.tails[0].files.len(), 1);
}

#[test]
fn a_file_that_became_shorter_is_read_from_its_start() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &[LINE, LINE, "the start of a line"].concat());
    assert_eq!(logs.failed(), 2);
    fs::write(logs.path("mail.log"), "").expect("a file");
    assert_eq!(logs.failed(), 2);
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 3);
    fs::write(logs.path("mail.log"), "no mail\n").expect("a file");
    assert_eq!(logs.failed(), 3);
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 4);
    assert_eq!(logs.failed_in_all(), (4, 6));
}

#[test]
fn a_file_that_is_missing_is_waited_for() {
    let mut logs = Logs::new(&["mail.log", "other.log"]);
    logs.write("other.log", LINE);
    let first = round(&mut logs.tails, &mut logs.triage, |_| true);
    let missing: Vec<_> = first
        .missing
        .iter()
        .map(|one| one.message.clone())
        .collect();
    assert_eq!(missing, ["no such file"]);
    assert!(
        round(&mut logs.tails, &mut logs.triage, |_| true)
            .missing
            .is_empty()
    );
    assert!(logs.tails[0].missing().is_some());
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 2);
    assert!(logs.tails[0].missing().is_none());
    fs::remove_file(logs.path("mail.log")).expect("no file");
    assert_eq!(logs.failed(), 2);
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 3);
    assert!(logs.tails[0].missing().is_none());
}

#[test]
fn a_file_that_moves_to_another_name_that_is_followed_counts_once() {
    for names in [["mail.log", "mail.log.1"], ["mail.log.1", "mail.log"]] {
        let mut logs = Logs::new(&names);
        logs.write("mail.log.1", LINE);
        logs.write("mail.log", LINE);
        assert_eq!(logs.failed(), 2);
        logs.rename("mail.log.1", "mail.log.2");
        logs.rename("mail.log", "mail.log.1");
        logs.write("mail.log", LINE);
        assert_eq!(logs.failed(), 3);
        logs.write("mail.log.1", &LINE[..50]);
        assert_eq!(logs.failed(), 3);
        // The second name continues where the first one stops.
        let old = logs.tails.iter_mut().flat_map(|tail| &mut tail.files);
        for old in old.filter(|old| old.replaced.is_some()) {
            old.replaced = Instant::now().checked_sub(GRACE);
        }
        assert_eq!(logs.failed(), 3);
        assert!(logs.tails.iter().all(|tail| tail.files.len() == 1));
        logs.write("mail.log.1", &LINE[50..]);
        assert_eq!(logs.failed(), 4);
        assert_eq!(logs.failed_in_all(), (4, 4));
    }
}

#[test]
fn a_rotation_that_is_undone_counts_nothing_twice() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 1);
    logs.rename("mail.log", "mail.log.1");
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 2);
    logs.rename("mail.log.1", "mail.log");
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 3);
}

#[test]
fn logs_are_followed_side_by_side_each_with_its_own_table() {
    let mut logs = Logs::new(&["a.csv", "b.csv", "mail.log"]);
    let heads = [
        "type,timeLogged,rcpt,dsnStatus,dsnDiag\n",
        "type,timeLogged,dsnStatus,dsnDiag,rcpt\n",
    ];
    logs.write("a.csv", heads[0]);
    logs.write("b.csv", heads[1]);
    assert_eq!(logs.failed(), 0);
    let (stamp, end) = ("2026-11-23 10:00:00", "5.1.1 (bad),smtp;550 5.1.1 unknown");
    logs.write("a.csv", &format!("b,{stamp},a@example.org,{end}\n"));
    logs.write("b.csv", &format!("b,{stamp},{end},b@example.net\n"));
    logs.write("mail.log", LINE);
    assert_eq!(logs.failed(), 3);
    let domains = logs.triage.tally.attempts.by(Facet::Domain);
    let mut domains: Vec<_> = domains
        .map(|(name, attempt_counts)| (name, attempt_counts.failed()))
        .collect();
    domains.sort_unstable();
    assert_eq!(domains, [("example.net", 2), ("example.org", 1)]);
}

#[test]
fn a_file_that_goes_and_comes_is_reported_once_each() {
    let mut logs = Logs::new(&["mail.log"]);
    let start = Instant::now();
    let error = io::Error::from(io::ErrorKind::NotFound);
    let tail = &mut logs.tails[0];
    assert!(tail.goes(&error, start).is_none());
    // A rotation creates another one at once.
    assert_eq!(tail.comes(), None);
    assert!(tail.goes(&error, start).is_none());
    let problem = tail.goes(&error, start + GONE);
    assert!(problem.is_some_and(|problem| problem.message == "no such file"));
    assert!(tail.goes(&error, start + 2 * GONE).is_none());
    assert!(tail.comes().is_some_and(|file| file.ends_with("mail.log")));
    assert_eq!(tail.comes(), None);
}

#[test]
fn what_a_file_that_comes_late_starts_with_is_not_new() {
    let mut logs = Logs::new(&["mail.log", "late.log"]);
    logs.write("mail.log", LINE);
    let start = Instant::now();
    logs.triage.tally.recent = Some(Recent::new(1_800_000_000, start));
    logs.failed();
    logs.triage.tally.go_live();
    let full = LINE.replace("550 5.1.1 user unknown", "552 5.2.2 mailbox full");
    let slow = LINE.replace("550 5.1.1 user unknown", "450 4.7.1 greylisted");
    logs.write("late.log", &full);
    assert_eq!(logs.failed(), 2);
    logs.write("late.log", &slow);
    logs.failed();
    let recent = logs.triage.tally.recent.as_ref().expect("followed");
    let new = recent.counts().filter(|(key, _)| recent.is_new(*key));
    assert_eq!(new.count(), 1);
}
