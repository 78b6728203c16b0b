//! `triage --follow` without a screen: counting logs that grow, are rotated or are truncated while it runs.

use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Anything takes a fraction of this.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
pub(crate) const A_WHILE: Duration = Duration::from_millis(20);

pub(crate) fn program(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bouncedex"));
    command.args(["--no-config", "triage"]).args(arguments);
    command.current_dir(folder).env("TZ", "UTC");
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    command
}

/// The program while it follows logs.
pub(crate) struct Follower {
    child: Child,
    errors: BufReader<ChildStderr>,
}

impl Follower {
    /// Starts it, and waits until it has read all that is there.
    pub(crate) fn start(command: &mut Command) -> (Follower, Vec<String>) {
        let mut child = command.spawn().expect("a process");
        let errors = BufReader::new(child.stderr.take().expect("its errors"));
        let mut follower = Follower { child, errors };
        let mut told = Vec::new();
        loop {
            let mut line = String::new();
            let count = follower.errors.read_line(&mut line).expect("a message");
            assert!(count > 0, "it ended: {told:?}");
            if line.starts_with("bouncedex: following") {
                return (follower, told);
            }
            told.push(line);
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.expect("a shell").success(), "{kill}");
    }

    /// Its exit status, the report and further messages.
    pub(crate) fn end(mut self) -> (i32, String, String) {
        let mut out = String::new();
        let output = self.child.stdout.take().expect("its output");
        BufReader::new(output)
            .read_to_string(&mut out)
            .expect("text");
        let mut errors = String::new();
        self.errors.read_to_string(&mut errors).expect("text");
        let status = self.child.wait().expect("a status");
        (status.code().expect("no signal"), out, errors)
    }
}

impl Follower {
    /// Stops it while this happens: it looks at the logs before and after, and not in between.
    fn between_looks(&self, happens: impl FnOnce()) {
        self.signal("STOP");
        let state = || {
            let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
            stat.expect("the state of the process")
        };
        let start = Instant::now();
        while !state().contains(") T ") {
            assert!(start.elapsed() < PATIENCE, "it does not stop");
            sleep(A_WHILE);
        }
        happens();
        self.signal("CONT");
    }
}

/// What a signal makes it report.
fn reported(follower: Follower, signal: &str) -> Value {
    follower.signal(signal);
    let (status, out, errors) = follower.end();
    assert_eq!((status, errors.as_str()), (0, ""), "{out}");
    serde_json::from_str(&out).expect("JSON")
}

/// What is told of a log that does not change.
fn told_at_rest(folder: &Path, log: &str) -> Value {
    let path = folder.join("all.log");
    fs::write(&path, log).expect("a file");
    let output = program(&["--json", "all.log"], folder).output();
    serde_json::from_slice(&output.expect("a process").stdout).expect("JSON")
}

/// Lines of a log, of which every fifth tells of another reply.
fn log(lines: std::ops::Range<usize>) -> String {
    let line = |number: usize| {
        let (status, said) = [
            ("bounced", "550 5.1.1 user unknown"),
            ("deferred", "452 4.2.2 mailbox full"),
            ("sent", "250 2.0.0 Ok"),
            ("bounced", "550 5.7.26 This mail is unauthenticated. gsmtp"),
            ("deferred", "451 4.7.1 greylisted, please try again"),
        ][number % 5];
        let code = said.split(' ').nth(1).unwrap_or_default();
        format!(
            "2026-03-14T09:{:02}:{:02}.000000+00:00 mx1 postfix/smtp[7]: 4QwZ{number:06}: to=<user{}@example.{}>, \
             relay=mx.example.org[192.0.2.7]:25, delay=1, delays=0/0/0/1, dsn={code}, status={status} \
             (host mx.example.org[192.0.2.7] said: {said} (in reply to RCPT TO command))\n",
            number / 60 % 60,
            number % 60,
            number % 700,
            ["org", "net", "com"][number % 3],
        )
    };
    lines.map(line).collect()
}

pub(crate) fn append(path: &Path, bytes: &[u8]) {
    let file = File::options().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(bytes))
        .expect("a file");
}

/// Waits until the program has read a file to its end.
fn wait_until_read(follower: &Follower, path: &Path) {
    let process = PathBuf::from(format!("/proc/{}", follower.child.id()));
    let path = path.canonicalize().expect("a path");
    let length = fs::metadata(&path).expect("a length").len();
    let wanted = format!("pos:\t{length}\n");
    let is_read = || {
        let open = fs::read_dir(process.join("fd")).expect("open files");
        open.filter_map(Result::ok).any(|open| {
            let information = process.join("fdinfo").join(open.file_name());
            fs::read_link(open.path()).is_ok_and(|name| name == path)
                && fs::read_to_string(information).is_ok_and(|text| text.starts_with(&wanted))
        })
    };
    let start = Instant::now();
    while !is_read() {
        assert!(start.elapsed() < PATIENCE, "it does not read on");
        sleep(A_WHILE);
    }
}

#[test]
fn the_tally_is_exact_however_a_log_grows_and_rotates() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("mail.log");
    let all = log(0..6000);
    // Pieces that end anywhere.
    let pieces: Vec<_> = all.as_bytes().chunks(9973).collect();
    append(&path, pieces[0]);
    let arguments = ["--follow", "--json", "mail.log", "mail.log.1"];
    let (follower, told) = Follower::start(&mut program(&arguments, folder.path()));
    assert_eq!(
        told,
        ["bouncedex: mail.log.1: no such file; waiting for it\n"]
    );
    let mut at = pieces[0].len();
    for (number, piece) in pieces.iter().enumerate().skip(1) {
        let renamed = folder.path().join("mail.log.1");
        match number % 30 {
            // A writer that goes on writing to the renamed file ends its line there.
            10 => {
                fs::rename(&path, &renamed).expect("another name");
                let end = all[at..].find('\n').expect("a line's end") + 1;
                append(&renamed, &all.as_bytes()[at..at + end]);
                sleep(A_WHILE);
                append(&path, &piece[end..]);
            }
            // What is cut off was read before, and the next piece starts a line.
            20 => {
                let end = all[at..].find('\n').expect("a line's end") + 1;
                append(&path, &piece[..end]);
                wait_until_read(&follower, &path);
                // Nothing is missing, so nothing is said of it.
                let copy = folder.path().join(format!("mail.log-{number}"));
                fs::copy(&path, copy).expect("a copy");
                File::options()
                    .write(true)
                    .truncate(true)
                    .open(&path)
                    .expect("no content");
                // It may be as long as before at once.
                wait_until_read(&follower, &path);
                append(&path, &piece[end..]);
            }
            _ => append(&path, piece),
        }
        at += piece.len();
        sleep(Duration::from_millis(number as u64 % 3 * 10));
    }
    let found = reported(follower, "INT");
    assert_eq!(found, told_at_rest(folder.path(), &all));
    assert_eq!(found["lines"], 6000);
}

/// A log that the program follows, and what happens to it between two looks: the lines that are to be counted.
type Happening = fn(&Path) -> std::ops::Range<usize>;

fn rewrite(path: &Path, lines: std::ops::Range<usize>) {
    fs::write(path, log(lines)).expect("a file");
}

fn rename(path: &Path, number: usize) {
    fs::rename(path, path.with_extension(format!("log.{number}"))).expect("another name");
}

#[test]
fn whatever_happens_between_two_looks_every_line_counts_once() {
    let happenings: [(&str, Happening); 6] = [
        ("cut, and as long as before", |path| {
            rewrite(path, 30..60);
            0..60
        }),
        ("cut, and longer than before", |path| {
            rewrite(path, 30..100);
            0..100
        }),
        ("copied and cut after another line", |path| {
            append(path, log(30..31).as_bytes());
            fs::copy(path, path.with_extension("log.1")).expect("a copy");
            rewrite(path, 31..100);
            0..100
        }),
        ("rotated twice", |path| {
            append(path, log(30..40).as_bytes());
            rename(path, 2);
            append(path, log(40..50).as_bytes());
            rename(path, 1);
            append(path, log(50..60).as_bytes());
            0..60
        }),
        ("rotated twice, and not yet there", |path| {
            rename(path, 2);
            append(path, log(30..50).as_bytes());
            rename(path, 1);
            0..50
        }),
        ("removed, and made anew", |path| {
            append(path, log(30..40).as_bytes());
            fs::remove_file(path).expect("no file");
            append(path, log(40..50).as_bytes());
            0..50
        }),
    ];
    for (what, happens) in happenings {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("mail.log");
        append(&path, log(0..30).as_bytes());
        let arguments = ["--follow", "--json", "mail.log"];
        let (follower, told) = Follower::start(&mut program(&arguments, folder.path()));
        assert!(told.is_empty(), "{told:?}");
        wait_until_read(&follower, &path);
        let mut all = 0..0;
        follower.between_looks(|| all = happens(&path));
        follower.signal("INT");
        let (status, out, _) = follower.end();
        assert_eq!(status, 0, "{what}: {out}");
        let found: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(found["lines"], all.len(), "{what}");
        assert_eq!(found, told_at_rest(folder.path(), &log(all)), "{what}");
    }
}

#[test]
fn that_a_log_was_cut_is_said_where_something_may_be_missing() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("mail.log");
    append(&path, log(0..30).as_bytes());
    let (mut follower, _) = Follower::start(&mut program(&["--follow", "mail.log"], folder.path()));
    wait_until_read(&follower, &path);
    rewrite(&path, 30..60);
    let mut line = String::new();
    follower.errors.read_line(&mut line).expect("a message");
    assert_eq!(
        line,
        "bouncedex: mail.log: was truncated or rewritten, and is read from its start; what was written to it just before \
         may be missing\n"
    );
    follower.signal("INT");
    let (status, _, errors) = follower.end();
    assert_eq!((status, errors.as_str()), (0, ""));
}

#[test]
fn a_signal_before_all_was_read_that_was_there_gets_what_was_read_and_the_status_of_the_signal() {
    for (signal, wanted) in [("INT", 130), ("TERM", 143)] {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("mail.log");
        append(&path, log(0..10).as_bytes());
        // Nobody reads so much in the time of this test.
        let file = File::options().write(true).open(&path);
        file.and_then(|file| file.set_len(1 << 43)).expect("a hole");
        let arguments = ["--follow", "--json", "mail.log", "nosuch.log"];
        let mut command = program(&arguments, folder.path());
        let mut child = command.spawn().expect("a process");
        let errors = BufReader::new(child.stderr.take().expect("its errors"));
        let mut follower = Follower { child, errors };
        let mut line = String::new();
        // After a first round it waits for signals since long.
        follower.errors.read_line(&mut line).expect("a message");
        follower.signal(signal);
        let (status, out, errors) = follower.end();
        assert_eq!(status, wanted, "{out}");
        // The hole is one line, of which more or less was read before the signal came.
        let too_long =
            "bouncedex: mail.log: line 11: this line is too long; only its first 1 MiB were read\n";
        assert_eq!(
            errors.replacen(too_long, "", 1),
            "bouncedex: nosuch.log: no such file\nbouncedex: interrupted before everything that was there was read\n"
        );
        let found: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(found["attempts"], 8, "{out}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_thousand_logs_take_little_memory() {
    const BASE: u64 = 64 << 10;
    const EACH: u64 = 4;
    let folder = TempDir::new().expect("a folder");
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).expect("a folder");
    for number in 0..1000 {
        append(&logs.join(format!("{number}.log")), log(0..10).as_bytes());
    }
    let (follower, _) =
        Follower::start(&mut program(&["--follow", "--json", "logs"], folder.path()));
    let status = fs::read_to_string(format!("/proc/{}/status", follower.child.id()));
    let status = status.expect("the state of the process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes: u64 = peak
        .and_then(|peak| peak.trim().strip_suffix(" kB")?.parse().ok())
        .expect("a figure");
    assert_eq!(reported(follower, "INT")["attempts"], 8000);
    assert!(kibibytes < BASE + 1000 * EACH, "{kibibytes} KiB");
}

#[test]
fn each_signal_that_asks_for_the_end_gets_the_report() {
    for signal in ["INT", "TERM"] {
        let folder = TempDir::new().expect("a folder");
        fs::write(folder.path().join("mail.log"), log(0..10)).expect("a file");
        let arguments = ["--follow", "--json", "mail.log"];
        let (follower, told) = Follower::start(&mut program(&arguments, folder.path()));
        assert!(told.is_empty(), "{told:?}");
        assert_eq!(reported(follower, signal)["attempts"], 8);
    }
}

#[test]
fn a_pipe_ends_it_too_and_its_last_line_counts() {
    let folder = TempDir::new().expect("a folder");
    let mut command = program(&["--follow", "--json"], folder.path());
    command.stdin(Stdio::piped());
    let mut child = command.spawn().expect("a process");
    let mut input = child.stdin.take().expect("its input");
    let all = log(0..10);
    for piece in all.trim_end().as_bytes().chunks(500) {
        input.write_all(piece).expect("a pipe");
        sleep(A_WHILE);
    }
    drop(input);
    let output = child.wait_with_output().expect("an end");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&found["lines"], &found["attempts"]),
        (&10.into(), &8.into())
    );
}

#[test]
fn what_is_compressed_is_read_once_beside_what_grows() {
    let folder = TempDir::new().expect("a folder");
    let mut archive = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    archive.write_all(log(0..10).as_bytes()).expect("memory");
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).expect("a folder");
    fs::write(
        logs.join("mail.log.2.gz"),
        archive.finish().expect("memory"),
    )
    .expect("a file");
    fs::write(logs.join("mail.log"), log(10..20)).expect("a file");
    let arguments = ["--follow", "--json", "logs"];
    let (follower, _) = Follower::start(&mut program(&arguments, folder.path()));
    append(&logs.join("mail.log"), log(20..30).as_bytes());
    assert_eq!(reported(follower, "INT")["attempts"], 24);
}

#[test]
fn an_archive_that_is_damaged_spoils_nothing_else() {
    let folder = TempDir::new().expect("a folder");
    let mut archive = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    archive.write_all(log(0..10).as_bytes()).expect("memory");
    let archive = archive.finish().expect("memory");
    let cut = &archive[..archive.len() - 20];
    fs::write(folder.path().join("old.gz"), cut).expect("a file");
    fs::write(folder.path().join("mail.log"), log(10..20)).expect("a file");
    let arguments = ["--follow", "--json", "old.gz", "mail.log"];
    let (follower, told) = Follower::start(&mut program(&arguments, folder.path()));
    let cut_off = "bouncedex: old.gz: could not be read any further: the archive is truncated\n";
    assert_eq!(told, [cut_off]);
    append(&folder.path().join("mail.log"), log(20..30).as_bytes());
    follower.signal("INT");
    let (status, out, errors) = follower.end();
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((status, errors.as_str()), (2, ""));
    assert!(found["attempts"].as_u64() >= Some(16), "{out}");
}

#[test]
fn a_file_that_never_comes_is_a_problem_at_the_end() {
    let folder = TempDir::new().expect("a folder");
    let (follower, told) =
        Follower::start(&mut program(&["--follow", "nosuch.log"], folder.path()));
    assert_eq!(
        told,
        ["bouncedex: nosuch.log: no such file; waiting for it\n"]
    );
    follower.signal("INT");
    let (status, out, errors) = follower.end();
    assert_eq!((status, out.as_str()), (2, ""));
    assert_eq!(errors, "bouncedex: nosuch.log: no such file\n");
}

#[test]
fn a_byte_order_mark_hides_no_line_of_a_log_that_is_followed() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("mail.log");
    append(&path, format!("\u{feff}{}", log(0..5)).as_bytes());
    let arguments = ["--follow", "--json", "mail.log"];
    let (follower, _) = Follower::start(&mut program(&arguments, folder.path()));
    append(&path, log(5..10).as_bytes());
    wait_until_read(&follower, &path);
    let told = reported(follower, "INT");
    assert_eq!(told, told_at_rest(folder.path(), &log(0..10)));
}

#[test]
fn lines_that_are_too_long_are_named_in_files_and_pipes() {
    let here = TempDir::new().expect("a folder");
    let endless = ["x".repeat(3 << 20), "\n".to_owned(), log(0..1)].concat();
    fs::write(here.path().join("mail.log"), &endless).expect("a log");
    let arguments = ["--follow", "--json", "mail.log"];
    let (follower, _) = Follower::start(&mut program(&arguments, here.path()));
    follower.signal("INT");
    let (status, out, err) = follower.end();
    let told = "mail.log: line 1: this line is too long; only its first 1 MiB were read";
    assert!(err.contains(told), "{err}");
    let tally: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((status, &tally["bytes"]), (2, &endless.len().into()));
    let piped = assert_cmd::Command::new(env!("CARGO_BIN_EXE_bouncedex"))
        .args(["--no-config", "triage", "--follow", "--json"])
        .write_stdin(endless)
        .output()
        .expect("a report");
    let err = String::from_utf8_lossy(&piped.stderr);
    assert!(
        err.contains("standard input: line 1: this line is too long"),
        "{err}"
    );
    assert_eq!(piped.status.code(), Some(2));
}

#[test]
fn metrics_are_whole_when_following_starts_and_at_the_end() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("mail.log");
    append(&path, log(0..30).as_bytes());
    let metrics = folder.path().join("mail.prom");
    let written = || fs::read_to_string(&metrics).expect("metrics");
    let at_rest = || {
        let output = program(&["--format", "prometheus", "mail.log"], folder.path()).output();
        String::from_utf8(output.expect("a process").stdout).expect("text")
    };
    for format in ["text", "prometheus"] {
        let arguments = [
            "--follow",
            "--metrics",
            "mail.prom",
            "--format",
            format,
            "mail.log",
        ];
        let (follower, _) = Follower::start(&mut program(&arguments, folder.path()));
        assert_eq!(written(), at_rest());
        append(&path, log(30..60).as_bytes());
        wait_until_read(&follower, &path);
        follower.signal("TERM");
        let (status, out, errors) = follower.end();
        assert_eq!((status, errors.as_str()), (0, ""), "{out}");
        assert_eq!(written(), at_rest());
        assert_eq!(format == "prometheus", out == written(), "{out}");
    }
    // A collector has an account of its own, and nothing is left beside the file.
    let mode = fs::metadata(&metrics)
        .expect("metrics")
        .permissions()
        .mode();
    assert_eq!(mode & 0o444, 0o444);
    let names = fs::read_dir(folder.path()).expect("a folder");
    assert_eq!(names.count(), 2);
}

#[test]
fn metrics_that_cannot_be_written_are_a_problem() {
    let folder = TempDir::new().expect("a folder");
    append(&folder.path().join("mail.log"), log(0..30).as_bytes());
    let metrics = folder.path().join("metrics");
    fs::create_dir(&metrics).expect("a folder");
    let arguments = ["--follow", "--metrics", "metrics/mail.prom", "mail.log"];
    let (follower, _) = Follower::start(&mut program(&arguments, folder.path()));
    fs::remove_dir_all(&metrics).expect("no folder");
    follower.signal("TERM");
    let (status, out, errors) = follower.end();
    assert_eq!(status, 2, "{errors}");
    assert!(out.starts_with("30 lines"), "{out}");
    assert!(
        errors.starts_with("bouncedex: metrics/mail.prom: cannot be written: No such file"),
        "{errors}"
    );
    // Nobody asked for the file that is written aside.
    assert!(!errors.contains(".bouncedex-"), "{errors}");
}

/// Each command of the documentation, with its paths in a folder of the test.
#[test]
fn the_commands_of_the_documentation_write_metrics() {
    let docs = include_str!("../../docs/monitoring.md");
    let shell = docs.split("```sh\n").skip(1);
    let shell = shell.filter_map(|block| block.split("```").next());
    let services = docs
        .lines()
        .filter_map(|line| line.strip_prefix("ExecStart=/usr/bin/"));
    let commands: Vec<_> = shell.flat_map(str::lines).chain(services).collect();
    let is_triage = |command: &&str| command.starts_with("bouncedex triage ");
    assert_eq!(commands.len(), 3, "{commands:?}");
    assert!(commands.iter().all(is_triage), "{commands:?}");
    for command in commands {
        let folder = TempDir::new().expect("a folder");
        append(&folder.path().join("mail.log"), log(0..30).as_bytes());
        let words = command.split(' ').skip(2);
        let words: Vec<_> = words
            .map(|word| word.rsplit('/').next().unwrap_or(word))
            .collect();
        let is_followed = words.contains(&"--follow");
        let mut command = program(&words, folder.path());
        let metrics = if is_followed {
            let (follower, _) = Follower::start(&mut command);
            follower.signal("TERM");
            assert_eq!(follower.end().0, 0);
            fs::read_to_string(folder.path().join("mail.prom")).expect("metrics")
        } else {
            let output = command.output().expect("a process");
            String::from_utf8(output.stdout).expect("text")
        };
        assert!(metrics.contains("bouncedex_lines_total 30\n"), "{metrics}");
    }
}
