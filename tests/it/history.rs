//! Earlier queries: what recalls them, which ones are kept, and the file that keeps them.

use crate::support::{keys, press, state, triaged};
use crate::terminal::{PROGRAM, Terminal, command};
use bouncedex::explorer::history::History;
use bouncedex::explorer::print::{play, text_of};
use bouncedex::explorer::state::State;
use bouncedex::explorer::update::{Event, update};
use portable_pty::CommandBuilder;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const UP: &str = "\x1b[A";
const ENTER: &str = "\r";

fn state_after(queries: &str) -> State {
    let mut state = state();
    state.history = Some(History::of_lines(queries));
    state
}

fn asked(state: &State) -> &[String] {
    state.history.as_ref().map_or(&[], History::asked)
}

fn query(state: &State) -> &str {
    state.view.input.value()
}

#[test]
fn up_on_an_empty_query_walks_to_older_ones_and_down_back() {
    let mut state = state_after("mailbox full\n5.7.26\n");
    for (key, recalled) in [
        ("<Up>", "5.7.26"),
        ("<Up>", "mailbox full"),
        ("<Up>", "mailbox full"),
        ("<Down>", "5.7.26"),
        ("<Down>", ""),
        ("<Up>", "5.7.26"),
    ] {
        press(&mut state, key);
        assert_eq!(query(&state), recalled, "{key}");
    }
    assert_eq!(
        state.entry().map(|entry| entry.id),
        Some("std-5-7-26"),
        "its results are shown"
    );
}

#[test]
fn the_key_line_names_a_key_for_one_thing_only() {
    for (pressed, shown, not_shown) in [
        ("", "↓ select   ↑ recent", "↑↓"),
        ("<Up>", "Ctrl-N select   ↑ older   ↓ newer", "/↑"),
        ("full<Down>", "↑↓ select", "older"),
    ] {
        let mut state = state_after("mailbox full\n5.7.26\n");
        let text = text_of(&play(&mut state, &keys(pressed), 120, 36));
        let line = text.lines().last().unwrap_or_default();
        assert!(line.contains(shown) && !line.contains(not_shown), "{line}");
    }
}

#[test]
fn what_is_recalled_is_edited_and_read_like_any_other() {
    let mut state = state_after("5.7.26\n");
    press(&mut state, "<Up> gmail");
    assert_eq!(query(&state), "5.7.26 gmail");
    press(&mut state, "<Esc><Up><Up><Ctrl-N>");
    let second = state.view.selected;
    press(&mut state, "<Up>");
    assert_eq!(query(&state), "5.7.26", "Up selects again");
    assert_ne!(state.view.selected, second);
    press(&mut state, "<Enter>");
    assert!(state.view.reading);
    press(&mut state, "<Esc><Esc>");
    assert_eq!(query(&state), "");
}

#[test]
fn up_selects_wherever_it_did() {
    let mut state = state_after("5.7.26\n");
    let first = state.view.selected;
    press(&mut state, "<Down><Down><Up><Up>");
    assert_eq!((query(&state), state.view.selected), ("", first));
    press(&mut state, "<Ctrl-P>");
    assert_eq!(query(&state), "");
    press(&mut state, "full<Up>");
    assert_eq!(query(&state), "full");
    press(&mut state, "<Ctrl-U><Tab><Up>");
    assert_eq!(query(&state), "", "another tab");
    let line = "Mar 14 00:00:01 mx1 postfix/smtp[7]: 4Q: to=<jo@example.org>, dsn=5.1.1, status=bounced (host \
                mx.example.org said: 550 5.1.1 user unknown)\n";
    let (_, mut failures) = triaged(line);
    failures.history = Some(History::of_lines("5.7.26\n"));
    press(&mut failures, "<Up>");
    assert_eq!(query(&failures), "", "a list of failures");
    let mut without = state_after("");
    press(&mut without, "<Up>");
    assert_eq!(query(&without), "");
}

#[test]
fn a_query_is_kept_once_somebody_has_used_what_it_found() {
    for (keys, kept) in [
        ("5.7.26<Enter>", "5.7.26"),
        ("5.7.26<Ctrl-Y>", "5.7.26"),
        ("5.7.26<Ctrl-O>", "5.7.26"),
        ("5.7.26<Esc>", "5.7.26"),
        ("5.7.26<Ctrl-U>", "5.7.26"),
        ("  5.7.26  <Esc>", "5.7.26"),
        ("5.7.26", ""),
        ("zzzqqq<Enter><Esc>", ""),
        ("@example.org<Enter><Esc>", ""),
    ] {
        let mut state = state_after("");
        press(&mut state, keys);
        assert_eq!(asked(&state).join(","), kept, "{keys}");
    }
}

#[test]
fn what_was_pasted_is_not_kept() {
    let mut state = state_after("");
    let bounce = "550 5.1.1 <jo@example.org>: user unknown";
    update(&mut state, Event::Paste(bounce.to_owned()));
    press(&mut state, "<Esc>");
    let long = "full ".repeat(30);
    update(&mut state, Event::Paste(long));
    press(&mut state, "<Enter><Esc><Esc>");
    assert_eq!(asked(&state), [""; 0]);
    let mut recalled = state_after("5.7.26\n");
    press(&mut recalled, "<Up>");
    update(&mut recalled, Event::Paste("gmail".to_owned()));
    press(&mut recalled, "<Up>");
    assert_eq!(query(&recalled), "5.7.26gmail");
}

#[test]
fn a_history_is_bounded_and_holds_each_query_once() {
    let many: String = (0..700).map(|number| format!("query {number}\n")).collect();
    let mut history = History::of_lines(&many);
    history.extend(&["query 650".to_owned()]);
    let lines = history.to_lines();
    assert_eq!(lines.lines().count(), 500);
    assert_eq!(lines.lines().next(), Some("query 200"));
    assert_eq!(lines.lines().last(), Some("query 650"));
}

/// The program with a state directory of its own.
fn explorer_at(home: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = command(PROGRAM, &[&["--no-config"], arguments].concat());
    command.env("XDG_STATE_HOME", home);
    command
}

fn file(home: &Path) -> String {
    fs::read_to_string(home.join("bouncedex/history")).unwrap_or_default()
}

/// Opens the program, presses keys, and leaves it once this is seen.
fn session(home: &Path, arguments: &[&str], keys: &str, seen: &str) {
    let mut terminal = Terminal::open(explorer_at(home, arguments), 80, 24);
    terminal.wait_for("the program", |seen| seen.rows()[0].starts_with(" › "));
    terminal.press(keys);
    terminal.wait_for(seen, |screen| screen.rows()[0].contains(seen));
    terminal.quit();
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn the_next_session_recalls_the_queries_of_the_last() {
    let home = home();
    session(home.path(), &[], &format!("5.7.26{ENTER}"), "5.7.26");
    session(home.path(), &["mailbox", "full"], "", "mailbox full");
    assert_eq!(file(home.path()), "5.7.26\nmailbox full\n");
    session(home.path(), &[], UP, "› mailbox full");
    session(home.path(), &[], &format!("{UP}{UP}"), "› 5.7.26");
    // What was recalled and left on the screen is the newest now.
    assert_eq!(file(home.path()), "mailbox full\n5.7.26\n");
}

#[test]
fn sessions_side_by_side_lose_nothing() {
    let home = home();
    let queries = ["5.1.1", "5.2.2", "5.4.4", "5.7.1", "5.7.26"];
    let mut open = Vec::new();
    for query in queries {
        let terminal = Terminal::open(explorer_at(home.path(), &[query]), 80, 24);
        terminal.wait_for(query, |seen| seen.rows()[0].contains(query));
        open.push(terminal);
    }
    for terminal in &open {
        terminal.signal("TERM");
    }
    for terminal in open {
        terminal.end();
    }
    let file = file(home.path());
    let mut kept: Vec<_> = file.lines().collect();
    kept.sort_unstable();
    assert_eq!(kept, queries);
}

#[test]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let home = home();
    session(home.path(), &["5.7.26"], "", "5.7.26");
    for (name, mode) in [("bouncedex", 0o700), ("bouncedex/history", 0o600)] {
        let about = fs::metadata(home.path().join(name)).expect(name);
        assert_eq!(about.permissions().mode() & 0o777, mode, "{name}");
    }
}

#[test]
fn what_else_stands_in_the_file_reaches_no_screen() {
    let home = home();
    fs::create_dir(home.path().join("bouncedex")).expect("a folder");
    let hostile = b"\x1b]52;c;cm0=\x07full\n\xff\xfe\x9b31mbox\n\n   \njo@example.org\nmail\xe2\x80\xaebox\0\n";
    let path = home.path().join("bouncedex/history");
    fs::write(&path, hostile).expect("a history");
    let ups = UP.repeat(9);
    session(home.path(), &[], &ups, "› ]52;c;cm0=full");
    let kept = file(home.path());
    assert!(
        kept.chars().all(|c| c == '\n' || !c.is_control()),
        "{kept:?}"
    );
    assert!(!kept.contains(['@', '\u{202e}']), "{kept:?}");
    // Neither a pipe nor a folder in its place keeps anybody waiting.
    fs::remove_file(&path).expect("no history");
    fs::create_dir(&path).expect("a folder");
    let terminal = Terminal::open(explorer_at(home.path(), &["5.7.26"]), 80, 24);
    terminal.wait_for("5.7.26", |seen| seen.rows()[0].contains("5.7.26"));
    let left = terminal.quit().rows().join("");
    let said = left
        .matches("the queries of this session are not kept")
        .count();
    assert_eq!(said, 1, "{left}");
}

#[test]
fn nothing_is_kept_or_recalled_where_that_is_not_wanted() {
    let home = home();
    session(home.path(), &["--no-history", "5.7.26"], "", "5.7.26");
    assert!(!home.path().join("bouncedex").exists());
    let configuration = home.path().join("config/bouncedex");
    fs::create_dir_all(&configuration).expect("a folder");
    fs::write(configuration.join("config.toml"), "history = false\n").expect("a configuration");
    let mut configured = command(PROGRAM, &["5.7.26"]);
    configured.env("XDG_STATE_HOME", home.path());
    configured.env("XDG_CONFIG_HOME", home.path().join("config"));
    let terminal = Terminal::open(configured, 80, 24);
    terminal.wait_for("5.7.26", |seen| seen.rows()[0].contains("5.7.26"));
    terminal.quit();
    assert!(!home.path().join("bouncedex").exists());
}
