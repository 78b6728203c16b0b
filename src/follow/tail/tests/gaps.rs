//! Nothing is missed and nothing counts twice, whatever happens to a log between two rounds.

use super::*;

impl Logs {
    /// Rewrites a file in place.
    fn rewrite(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    /// Runs a round, and returns what it says about files that were cut.
    fn cut(&mut self) -> Vec<String> {
        let round = round(&mut self.tails, &mut self.triage, |_| true);
        let message = |problem: &Problem| {
            assert!(problem.file.ends_with("mail.log"));
            problem.message.clone()
        };
        round.cut.iter().map(message).collect()
    }
}

/// A line that is as long as all others, and reports another message.
fn line(number: usize) -> String {
    LINE.replace("4QwZ02", &format!("4QwZ{number:02}"))
}

fn lines(numbers: std::ops::Range<usize>) -> String {
    numbers.map(line).collect()
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
fn a_file_that_is_copied_and_cut_several_times_between_two_looks_is_read_from_all_copies() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &lines(0..3));
    assert_eq!(logs.failed(), 3);
    for from in [3, 6, 9] {
        logs.write("mail.log", &lines(from..from + 3));
        for number in (1..3).rev() {
            let name = format!("mail.log.{number}");
            if logs.path(&name).exists() {
                logs.rename(&name, &format!("mail.log.{}", number + 1));
            }
        }
        fs::copy(logs.path("mail.log"), logs.path("mail.log.1")).expect("a copy");
        logs.rewrite("mail.log", "");
    }
    logs.write("mail.log", &lines(12..14));
    assert_eq!(logs.cut(), [""; 0]);
    assert_eq!(logs.failed_in_all(), (14, 14));
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
    // The writer may notice the new file late.
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
    // The clock of the file system advances in steps.
    while made("mail.log").ok().is_none_or(|made| made <= older) {
        let _ = fs::remove_file(logs.path("mail.log"));
        logs.write("mail.log", &lines(0..2));
    }
    logs.write("mail.log.5", &line(2));
    assert_eq!(logs.failed(), 3);
    // Its writer is late.
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
    // Three files are opened, two are read.
    assert_eq!((looked, logs.triage.tally.status.bounced), (6, 2));
    assert_eq!(logs.failed(), 3);
}

#[test]
fn a_file_at_rest_keeps_no_memory_to_read_with() {
    let mut logs = Logs::new(&["mail.log"]);
    logs.write("mail.log", &(lines(0..9) + &LINE[..100]));
    assert_eq!(logs.failed(), 9);
    assert_eq!(logs.tails[0].files[0].lines.release().len(), 100);
}
