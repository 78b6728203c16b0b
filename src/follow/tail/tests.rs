//! Logs that grow, step by step, without a clock that is waited for.

use super::*;
use crate::builtin::CATALOGUE;
use crate::diagnose::Diagnoser;
use crate::triage::recent::Recent;
use crate::triage::time::Clock;
use std::io::Write;
use tempfile::TempDir;

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
            .map(|name| Tail::new(&folder.path().join(name)));
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

    /// Writes a file anew, in its place.
    fn rewrite(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    /// What is said of files that were cut, when the logs are looked after once more.
    fn cut(&mut self) -> Vec<String> {
        let round = round(&mut self.tails, &mut self.triage, |_| true);
        let message = |problem: &Problem| {
            assert!(problem.file.ends_with("mail.log"));
            problem.message.clone()
        };
        round.cut.iter().map(message).collect()
    }

    /// Looks after the logs until nothing is left to read; how many deliveries failed so far.
    fn failed(&mut self) -> u64 {
        while round(&mut self.tails, &mut self.triage, |_| true).read > 0 {}
        self.triage.tally.status.bounced
    }

    /// The same when all has ended.
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

/// A line that is as long as all others and tells of another message.
fn line(number: usize) -> String {
    LINE.replace("4QwZ02", &format!("4QwZ{number:02}"))
}

fn lines(numbers: std::ops::Range<usize>) -> String {
    numbers.map(line).collect()
}

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
    // Who writes may learn of the new file late.
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
fn a_file_that_was_cut_is_read_from_its_start_however_long_it_is() {
    // As long as before, longer, and longer by less than a line.
    for (after, open) in [(3, 0), (5, 0), (3, 50)] {
        let mut logs = Logs::new(&["mail.log"]);
        logs.write("mail.log", &lines(0..3));
        assert_eq!(logs.failed(), 3);
        let next = line(30);
        logs.rewrite("mail.log", &(lines(10..10 + after) + &next[..open]));
        assert_eq!(logs.failed(), 3 + after as u64);
        logs.write("mail.log", &next[open..]);
        assert_eq!(logs.failed(), 4 + after as u64);
    }
}

#[test]
fn a_file_that_keeps_its_start_or_its_end_was_written_anew_all_the_same() {
    for anew in [lines(0..1) + &lines(7..9), lines(7..9) + &line(2)] {
        let mut logs = Logs::new(&["mail.log"]);
        logs.write("mail.log", &lines(0..3));
        assert_eq!(logs.failed(), 3);
        logs.rewrite("mail.log", &anew);
        assert_eq!(logs.failed(), 6);
    }
}

#[test]
fn a_file_that_was_written_anew_within_a_step_of_its_clock_is_noticed() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &lines(0..3));
    assert_eq!(logs.failed(), 3);
    let modified = fs::metadata(logs.path("mail.log")).and_then(|metadata| metadata.modified());
    logs.rewrite("mail.log", &lines(10..13));
    let file = File::options().write(true).open(logs.path("mail.log"));
    file.and_then(|file| file.set_modified(modified?))
        .expect("a time");
    assert_eq!(logs.failed(), 6);
}

#[test]
fn a_file_of_which_only_the_time_changes_counts_nothing_twice() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &lines(0..3));
    assert_eq!(logs.failed(), 3);
    logs.rewrite("mail.log", &lines(0..3));
    assert_eq!(logs.cut(), [""; 0]);
    assert_eq!(logs.failed(), 3);
}

#[test]
fn that_a_file_was_cut_is_reported_once() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &lines(0..3));
    assert_eq!(logs.failed(), 3);
    logs.rewrite("mail.log", &lines(10..13));
    assert_eq!(logs.cut(), [CUT]);
    assert_eq!(logs.failed(), 6);
    logs.rewrite("mail.log", &lines(20..23));
    assert_eq!(logs.cut(), [""; 0]);
    assert_eq!(logs.failed(), 9);
}

#[test]
fn what_was_written_between_a_look_and_the_cut_is_read_from_the_copy() {
    for copy in ["mail.log.1", "mail.log-20260314", "mail-20260314.log"] {
        let mut logs = Logs::new(&["mail.log"]);
        // An older copy, of other lines.
        logs.write("mail.log.2", &lines(50..60));
        logs.write("mail.log", &lines(0..3));
        assert_eq!(logs.failed(), 3);
        let (start, rest) = (line(3), line(4));
        logs.write("mail.log", &(start + &rest[..50]));
        assert_eq!(logs.failed(), 4);
        logs.write("mail.log", &(rest[50..].to_owned() + &lines(5..7)));
        fs::copy(logs.path("mail.log"), logs.path(copy)).expect("a copy");
        logs.rewrite("mail.log", &lines(7..17));
        assert_eq!(logs.cut(), [""; 0]);
        assert_eq!(logs.failed_in_all(), (17, 17), "{copy}");
    }
}

#[test]
fn files_that_a_path_has_named_between_two_looks_are_read_in_their_order() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &lines(0..2));
    assert_eq!(logs.failed(), 2);
    logs.write("mail.log", &line(2));
    for from in [3, 6, 9] {
        for number in (1..4).rev() {
            let name = format!("mail.log.{number}");
            if logs.path(&name).exists() {
                logs.rename(&name, &format!("mail.log.{}", number + 1));
            }
        }
        logs.rename("mail.log", "mail.log.1");
        logs.write("mail.log", &lines(from..from + 3));
    }
    assert_eq!(logs.failed(), 12);
    assert_eq!(logs.tails[0].files.len(), 4);
    // Who writes may learn late of the new file.
    logs.write("mail.log.1", &line(12));
    assert_eq!(logs.failed_in_all(), (13, 13));
}

#[test]
fn what_was_read_from_a_path_that_names_nothing_any_more_is_followed_by_what_it_has_named_since() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &lines(0..2));
    assert_eq!(logs.failed(), 2);
    logs.rename("mail.log", "mail.log.2");
    logs.write("mail.log", &lines(2..4));
    logs.rename("mail.log", "mail.log.1");
    assert_eq!(logs.failed(), 4);
    logs.write("mail.log", &lines(4..6));
    assert_eq!(logs.failed_in_all(), (6, 6));
}

#[test]
fn a_rotation_takes_in_no_older_log_no_copy_no_archive_and_no_other_log() {
    let mut logs = Logs::new(&["mail.log", "mail.log.5"]);
    let made = |name: &str| fs::metadata(logs.path(name)).and_then(|metadata| metadata.created());
    logs.write("mail.log.2", &line(50));
    let older = made("mail.log.2").expect("a time");
    // The clock of the file system goes on in steps.
    while made("mail.log").ok().is_none_or(|made| made <= older) {
        let _ = fs::remove_file(logs.path("mail.log"));
        logs.write("mail.log", &lines(0..2));
    }
    logs.write("mail.log.5", &line(2));
    assert_eq!(logs.failed(), 3);
    // Who writes to it is late.
    logs.write("mail.log.2", &line(51));
    logs.write("mail.err.1", &line(52));
    logs.write("mail.log.5", &line(3));
    fs::copy(logs.path("mail.log"), logs.path("mail.log-1")).expect("a copy");
    fs::write(logs.path("mail.log.3.gz"), b"\x1f\x8b\x08").expect("a file");
    logs.rename("mail.log", "mail.log.1");
    logs.write("mail.log", &lines(4..6));
    assert_eq!(logs.failed(), 6);
    assert_eq!(logs.failed_in_all(), (6, 6));
}

#[test]
fn a_file_that_is_removed_and_made_anew_between_two_looks_is_read_to_its_end() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &lines(0..2));
    assert_eq!(logs.failed(), 2);
    logs.write("mail.log", &line(2));
    fs::remove_file(logs.path("mail.log")).expect("no file");
    logs.write("mail.log", &lines(3..5));
    assert_eq!(logs.failed_in_all(), (5, 5));
}

#[test]
fn a_round_ends_between_two_files_when_nobody_wants_more() {
    let mut logs = Logs::new(&["a.log", "b.log", "c.log"]);
    for name in ["a.log", "b.log", "c.log"] {
        logs.write(name, LINE);
    }
    let mut looked = 0;
    let interrupted = round(&mut logs.tails, &mut logs.triage, |tally| {
        looked += 1;
        tally.status.bounced < 2
    });
    assert!(interrupted.is_interrupted);
    assert_eq!((looked, logs.triage.tally.status.bounced), (3, 2));
    assert_eq!(logs.failed(), 3);
}

#[test]
fn a_file_at_rest_keeps_no_memory_to_read_with() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &(lines(0..9) + &LINE[..100]));
    assert_eq!(logs.failed(), 9);
    assert_eq!(logs.tails[0].files[0].lines.release().len(), 100);
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
        // The second name goes on where the first one stops.
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
    let mut domains = logs.triage.tally.domains();
    domains.sort_unstable();
    assert_eq!(domains, [("example.net", 2), ("example.org", 1)]);
}

#[test]
fn a_file_that_goes_and_comes_is_told_once_each() {
    let mut logs = Logs::new(&["mail.log"]);
    let start = Instant::now();
    let error = io::Error::from(io::ErrorKind::NotFound);
    let tail = &mut logs.tails[0];
    assert!(tail.goes(&error, start).is_none());
    // Who rotates it makes another one at once.
    assert_eq!(tail.comes(), None);
    assert!(tail.goes(&error, start).is_none());
    let told = tail.goes(&error, start + GONE);
    assert!(told.is_some_and(|problem| problem.message == "no such file"));
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
