//! How fast logs are counted, next to other programs that people run over them.
//!
//! `LOG=mail.log cargo bench --bench triage`; by default a small log of our own, repeated. Programs that are not installed
//! are skipped. The log is also compressed with gzip, to measure how fast it is read then.

use bouncedex::inputs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, process};

/// The best of this many runs counts, because other load on the machine only makes a run slower.
const RUNS: usize = 7;
/// A program that takes this long is run fewer times.
const ENOUGH: Duration = Duration::from_secs(60);
/// The length of our own log, in bytes.
const LENGTH: usize = 200 << 20;
const LOG: &str = include_str!("../tests/fixtures/quiet.log");

/// In the commands, `$LOG` is the log and `$BOUNCEDEX` the program. GNU `grep` stops at the first match if nobody reads
/// its output.
const SUBJECTS: [(&str, &str); 8] = [
    (
        "triage, one core",
        "taskset -c 0 \"$BOUNCEDEX\" triage --json \"$LOG\"",
    ),
    ("triage", "\"$BOUNCEDEX\" triage --json \"$LOG\""),
    (
        "triage of a pipe",
        "cat \"$LOG\" | \"$BOUNCEDEX\" triage --json",
    ),
    ("a pipe alone", "cat \"$LOG\" | cat"),
    ("wc -l", "wc -l \"$LOG\""),
    (
        "grep -c status=bounced",
        "LC_ALL=C grep -c status=bounced \"$LOG\" | cat",
    ),
    (
        "grep | sort | uniq -c",
        "LC_ALL=C grep -o 'status=[a-z]*' \"$LOG\" | LC_ALL=C sort | uniq -c",
    ),
    ("pflogsumm", "command -v pflogsumm && pflogsumm \"$LOG\""),
];

fn main() {
    let folder = env::temp_dir().join(format!("bouncedex-bench-{}", process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder");
    let log = env::var_os("LOG").map_or_else(|| ours(&folder), PathBuf::from);
    let length = fs::metadata(&log).expect("a log").len();
    println!("{} MB, the best of {RUNS} runs", length / 1_000_000);
    let mut grep = Duration::MAX;
    let runs = SUBJECTS.map(|(name, command)| {
        let best = best(|| run(command, &log));
        if name.starts_with("grep -c") {
            grep = best.unwrap_or(grep);
        }
        (name, best)
    });
    for (name, best) in runs {
        let Some(best) = best else { continue };
        let times = grep.as_secs_f64() / best.as_secs_f64();
        println!(
            "{name:<24} {:6.3} GB/s  {times:6.2} times grep -c",
            speed(length, best)
        );
    }
    packed(&log, length, &folder);
    let _ = fs::remove_dir_all(folder);
}

/// One archive, and two at once, next to unpacking alone.
fn packed(log: &Path, length: u64, folder: &Path) {
    let archives = [1, 2].map(|number| folder.join(format!("{number}.gz")));
    for archive in &archives {
        let to = fs::File::create(archive).expect("a temporary file");
        let gzip = Command::new("gzip").arg("-c").arg(log).stdout(to).status();
        if !gzip.is_ok_and(|status| status.success()) {
            return;
        }
    }
    let unpack = || {
        let mut input = inputs::open(&archives[0]).expect("an archive");
        io::copy(&mut input.reader, &mut io::sink()).is_ok()
    };
    let one = "\"$BOUNCEDEX\" triage --json \"$LOG\"/1.gz";
    let two = "\"$BOUNCEDEX\" triage --json \"$LOG\"/1.gz \"$LOG\"/2.gz";
    let alone = best(unpack).expect("an archive that can be unpacked");
    let runs = [
        ("unpacking alone", length, Some(alone)),
        ("triage of an archive", length, best(|| run(one, folder))),
        (
            "triage of two archives",
            2 * length,
            best(|| run(two, folder)),
        ),
    ];
    for (name, length, best) in runs {
        let Some(best) = best else { continue };
        let times = speed(length, best) / speed(runs[0].1, alone);
        println!(
            "{name:<24} {:6.3} GB/s  {times:6.2} times unpacking",
            speed(length, best)
        );
    }
}

/// A log of our own.
fn ours(folder: &Path) -> PathBuf {
    let log = folder.join("mail.log");
    fs::write(&log, LOG.repeat(LENGTH / LOG.len())).expect("a temporary file");
    log
}

/// Returns how long the fastest run takes; `None` if one fails.
fn best(mut run: impl FnMut() -> bool) -> Option<Duration> {
    let timed = || {
        let start = Instant::now();
        run().then(|| start.elapsed())
    };
    let start = Instant::now();
    let runs = std::iter::repeat_with(timed).take(RUNS);
    runs.take_while(|_| start.elapsed() < ENOUGH)
        .min()
        .flatten()
}

fn run(command: &str, log: &Path) -> bool {
    let status = Command::new("sh")
        .args(["-c", command])
        .env("LOG", log)
        .env("BOUNCEDEX", env!("CARGO_BIN_EXE_bouncedex"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// In billions of bytes a second.
fn speed(length: u64, time: Duration) -> f64 {
    length as f64 / time.as_secs_f64() / 1e9
}
