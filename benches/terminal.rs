//! How long a person waits: for the first frame, for a query on screen, and for the exit, in a real pseudo-terminal,
//! next to the least that a ratatui program can do and to `less`.
//!
//! `cargo bench --bench terminal` builds what it needs in release mode.

use bouncedex::quantity::grouped;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};
use vt100::Parser;

const RUNS: usize = 40;
const SIZE: PtySize = PtySize {
    rows: 24,
    cols: 80,
    pixel_width: 0,
    pixel_height: 0,
};
/// Longer than anything that is measured.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program, what its first frame shows, keys to send and what they show, and the key that ends it.
struct Subject {
    name: &'static str,
    command: Vec<String>,
    first: String,
    keys: &'static str,
    then: String,
    quit: &'static str,
}

fn main() {
    let bare = build_example("bare");
    let lines = env::temp_dir().join(format!("bouncedex-bench-{}.txt", process::id()));
    let text: String = (1..=1000)
        .map(|number| format!("{number} a line of text\n"))
        .collect();
    fs::write(&lines, text).expect("a temporary file");
    let program = env!("CARGO_BIN_EXE_bouncedex").to_owned();
    let count = |query: &str| {
        let list = process::Command::new(&program)
            .args(["catalogue", "list", query])
            .output()
            .expect("a list");
        String::from_utf8_lossy(&list.stdout).lines().count()
    };
    let [all, found] = ["", "quota"].map(|query| grouped(count(query)));
    let subjects = [
        Subject {
            name: "bouncedex",
            command: vec![program.clone(), "--no-config".to_owned()],
            first: format!("of {all}"),
            keys: "quota",
            then: format!(" {found} of {all}"),
            quit: "\x03",
        },
        Subject {
            name: "bare ratatui",
            command: vec![bare],
            first: "bare".to_owned(),
            keys: "quota",
            then: "bare quota".to_owned(),
            quit: "\x1b",
        },
        Subject {
            name: "less",
            command: vec!["less".to_owned(), lines.to_string_lossy().into_owned()],
            first: "20 a line".to_owned(),
            keys: "",
            then: String::new(),
            quit: "q",
        },
    ];
    let mut times = vec![Vec::new(); subjects.len()];
    // Taking turns, so that other load on the machine affects all of them alike.
    for _ in 0..RUNS {
        for (subject, times) in subjects.iter().zip(&mut times) {
            times.push(measure(subject));
        }
    }
    println!(
        "{:14} {:>10} {:>10} {:>10}   median of {RUNS}, ms",
        "", "frame", "query", "quit"
    );
    for (subject, times) in subjects.iter().zip(&times) {
        let column = |place: usize| median(times.iter().map(|time| time[place]).collect());
        println!(
            "{:14} {:10.2} {:10.2} {:10.2}",
            subject.name,
            column(0),
            column(1),
            column(2)
        );
    }
    let _ = fs::remove_file(lines);
}

/// Returns the milliseconds to the first frame, from the keys to what they show, and from the last key to the end.
fn measure(subject: &Subject) -> [f64; 3] {
    let pty = native_pty_system()
        .openpty(SIZE)
        .expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(&subject.command[0]);
    command.args(&subject.command[1..]);
    command.env("TERM", "xterm-256color");
    let output = read_on_thread(pty.master.try_clone_reader().expect("its output"));
    let mut input = pty.master.take_writer().expect("its input");
    let size = |length| NonZero::new(length).unwrap_or(NonZero::<u16>::MIN);
    let mut screen = Parser::new(size(SIZE.rows), size(SIZE.cols), 0);

    let start = Instant::now();
    let mut child = pty.slave.spawn_command(command).expect("the program");
    drop(pty.slave);
    let frame = wait(&output, &mut screen, &subject.first) - start;
    thread::sleep(Duration::from_millis(60));
    let mut query = Duration::ZERO;
    if !subject.keys.is_empty() {
        let start = Instant::now();
        input.write_all(subject.keys.as_bytes()).expect("keys");
        query = wait(&output, &mut screen, &subject.then) - start;
        thread::sleep(Duration::from_millis(20));
    }
    let start = Instant::now();
    input.write_all(subject.quit.as_bytes()).expect("a key");
    child.wait().expect("an end");
    [frame, query, start.elapsed()].map(|time| time.as_secs_f64() * 1e3)
}

/// Chunks of output, stamped when they were read.
fn read_on_thread(mut output: Box<dyn Read + Send>) -> Receiver<(Instant, Vec<u8>)> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut chunk = [0; 1 << 16];
        while let Ok(length @ 1..) = output.read(&mut chunk) {
            if sender
                .send((Instant::now(), chunk[..length].to_vec()))
                .is_err()
            {
                return;
            }
        }
    });
    receiver
}

/// Returns when the text appeared on the screen.
fn wait(output: &Receiver<(Instant, Vec<u8>)>, screen: &mut Parser, text: &str) -> Instant {
    loop {
        let (stamp, chunk) = output
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("`{text}` never showed"));
        screen.process(&chunk);
        if screen.screen().contents().contains(text) {
            return stamp;
        }
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Builds an example in release mode; returns its path.
fn build_example(name: &str) -> String {
    let built = process::Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--example", name])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "the example {name} builds"
    );
    let program = env::current_exe().expect("this program");
    let release = program.ancestors().nth(2).expect("target/release");
    release
        .join("examples")
        .join(name)
        .to_string_lossy()
        .into_owned()
}
