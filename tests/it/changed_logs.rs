//! What the screen shows of logs that change while it is open and that it reads again: what was counted stays.

use crate::terminal::{ESC, Terminal, explorer, log_file};
use std::fs;
use std::io::Write;

/// How the screen ends what it says of a changed log. The name of the log before it may be of any length.
const CHANGED: &str = "--follow";

/// What becomes of a log.
type Change = fn(&str);

/// A screen on a log with two unknown users and a full mailbox, and the log.
fn opened(name: &str, options: &[&str]) -> (Terminal, String) {
    let file = log_file(name);
    let arguments = [&["triage"], options, &[&*file]].concat();
    let terminal = Terminal::open(explorer(&arguments), 120, 36);
    terminal.wait_for("a cause", |seen| seen.has_selected("5.1.1"));
    (terminal, file)
}

fn wait_for_text(terminal: &Terminal, text: &str) {
    terminal.wait_for(text, |seen| {
        seen.rows().iter().any(|row| row.contains(text))
    });
}

fn append(file: &str, text: &str) {
    let file = fs::File::options().append(true).create(true).open(file);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .expect("a file");
}

#[test]
fn a_log_that_is_no_longer_what_was_counted_changes_no_count() {
    let changes: [(&str, Change); 5] = [
        ("rotated", |file| {
            fs::rename(file, format!("{file}.1")).expect("another name");
            fs::write(file, "").expect("a file");
        }),
        ("truncated", |file| fs::write(file, "").expect("a file")),
        ("shorter", |file| {
            let text = fs::read_to_string(file).expect("a log");
            let line = text.lines().next().expect("a line");
            fs::write(file, line).expect("a file");
        }),
        ("removed", |file| fs::remove_file(file).expect("a file")),
        ("another", |file| {
            let text = fs::read_to_string(file).expect("a log");
            fs::write(file, text.replace("10:00", "11:00").repeat(2)).expect("a file");
        }),
    ];
    for (name, change) in changes {
        let (mut terminal, file) = opened(&format!("{name}.log"), &[]);
        change(&file);
        terminal.press("\r");
        wait_for_text(&terminal, CHANGED);
        wait_for_text(&terminal, "2 failed attempts");
        // What would have to be counted says why it is not; what was counted is still there.
        terminal.press(ESC);
        terminal.wait_for("the list", |seen| seen.has_key("Esc quit"));
        for asked in ["from:me", "since:10:00"] {
            terminal.press(asked);
            wait_for_text(&terminal, "Nothing matches");
            wait_for_text(&terminal, CHANGED);
            terminal.press(ESC);
            terminal.wait_for("all counts", |seen| {
                seen.has_selected("5.1.1") && seen.rows()[0].contains("bounced 3")
            });
        }
        terminal.quit();
    }
}

#[test]
fn a_view_of_what_was_not_counted_gives_way_to_what_was() {
    let (mut terminal, file) = opened("grouped.log", &[]);
    fs::write(&file, "").expect("a file");
    // By provider, domain, action, and what has to be counted.
    terminal.press("\x07\x07\x07\x07");
    wait_for_text(&terminal, CHANGED);
    terminal.wait_for("the causes", |seen| {
        seen.has_selected("5.1.1") && seen.rows()[2].contains("by cause")
    });
    terminal.press("\rl");
    wait_for_text(&terminal, "The logs do not hold these lines any more.");
    wait_for_text(&terminal, CHANGED);
    terminal.quit();
}

#[test]
fn a_range_of_a_log_that_has_changed_leaves_what_is_read() {
    let (mut terminal, file) = opened("ranged.log", &[]);
    terminal.press("\r");
    wait_for_text(&terminal, "2 failed attempts");
    fs::write(&file, "").expect("a file");
    terminal.press("[");
    wait_for_text(&terminal, CHANGED);
    wait_for_text(&terminal, "2 failed attempts");
    terminal.quit();
}

#[test]
fn a_log_that_only_grows_is_read_as_far_as_it_was_counted() {
    let (mut terminal, file) = opened("grown.log", &[]);
    let text = fs::read_to_string(&file).expect("a log");
    append(&file, &text);
    terminal.press("\r");
    wait_for_text(&terminal, "2 failed attempts");
    terminal.press("l");
    terminal.wait_for("its lines", |seen| seen.rows()[0].contains(" 2 of 2"));
    // An escape that something follows at once would be another key.
    terminal.press(ESC);
    wait_for_text(&terminal, "2 failed attempts");
    terminal.press(ESC);
    terminal.wait_for("the list", |seen| seen.has_key("Esc quit"));
    terminal.press("since:10:00");
    terminal.wait_for("the same counts", |seen| seen.rows()[0].contains("3 of 3"));
    terminal.quit();
}

#[test]
fn lines_that_a_followed_log_no_longer_holds_are_told_of() {
    let (mut terminal, file) = opened("followed.log", &["--follow"]);
    let text = fs::read_to_string(&file).expect("a log");
    let line = text.lines().next().expect("a line");
    fs::remove_file(&file).expect("a file");
    append(&file, &format!("{line}\n"));
    terminal.wait_for("what came", |seen| {
        seen.rows()[0].contains("following: 4 failed")
    });
    terminal.press("\rl");
    wait_for_text(
        &terminal,
        "The logs do not hold 2 of these 3 lines any more.",
    );
    terminal.quit();
}
