//! How many keys it takes to answer ten tasks, in a real pseudo-terminal. The command line does not count.

use crate::terminal::{Terminal, explorer, log_file};

/// A task: what the program is opened on, the keys, and what the screen says once it is done.
type Task = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

const ENTER: &str = "\r";
const LOG: &str = "LOG";

const TASKS: [Task; 10] = [
    (
        "what a code means",
        &["5.7.26", "gmail"],
        &[],
        "✗ PERMANENT",
    ),
    (
        "copying the answer",
        &["5.7.26", "gmail"],
        &["\x19"],
        "the answer as Markdown",
    ),
    (
        "reading in the whole width",
        &["5.2.2"],
        &[ENTER],
        "z split",
    ),
    (
        "a related entry",
        &["5.2.2"],
        &[ENTER, "3"],
        "Backspace page back",
    ),
    ("one provider's entries", &["5.7.26"], &["\t"], "[Gmail "),
    ("how to read a code", &[], &["\x1bOQ"], "Esc close"),
    (
        "the next query while reading",
        &[],
        &[ENTER, "t", "s", "s", "0", "4"],
        "› tss04",
    ),
    (
        "what fails most in a log",
        &["triage", LOG],
        &[],
        "User unknown / mailbox not found",
    ),
    (
        "the lines behind it",
        &["triage", LOG],
        &[ENTER, "l"],
        "2 of 2",
    ),
    (
        "its entry",
        &["triage", LOG],
        &["\x12"],
        "Backspace page back",
    ),
];

#[test]
fn ten_tasks_take_these_keys() {
    let log = log_file("tasks.log");
    for (task, arguments, keys, answer) in TASKS {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|word| if *word == LOG { &log } else { *word })
            .collect();
        let mut terminal = Terminal::open(explorer(&arguments), 120, 50);
        terminal.wait_for("the first frame", |seen| {
            seen.rows().iter().any(|row| row.starts_with('▌'))
        });
        for key in keys {
            terminal.press(key);
        }
        terminal.wait_for(task, |seen| {
            seen.rows().iter().any(|row| row.contains(answer))
        });
        terminal.quit();
    }
}
