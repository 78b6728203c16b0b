//! Marked rows, which are copied and written together, and the prompt for the file.

use crate::support::{keys, press, state, state_with, triaged};
use crate::terminal::{Terminal, explorer};
use bouncedex::builtin::CATALOGUE;
use bouncedex::explorer::file::{Content, Export, Written};
use bouncedex::explorer::print::{play, text_of};
use bouncedex::explorer::state::{Overlay, State};
use bouncedex::explorer::theme::{Appearance, Glyphs, Theme};
use bouncedex::explorer::update::{Effect, Event, update};
use portable_pty::CommandBuilder;
use std::fs;
use std::path::Path;

/// Three failed recipients of two causes.
const LOG: &str = "\
Mar 14 00:00:01 mx1 postfix/smtp[7]: 4QwZ1: to=<ada@example.org>, relay=mx.example.org[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.1] said: 550 5.1.1 user unknown (in reply to RCPT TO command))
Mar 14 00:00:02 mx1 postfix/smtp[7]: 4QwZ2: to=<ben@example.net>, relay=mx.example.net[192.0.2.2]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.2] said: 550 5.1.1 no such user (in reply to RCPT TO command))
Mar 14 00:00:03 mx1 postfix/smtp[7]: 4QwZ3: to=<dora@example.org>, relay=mx.example.org[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=4.2.2, status=deferred (host mx.example.org[192.0.2.1] said: 452 4.2.2 mailbox full (in reply to RCPT TO command))
";

fn bounces() -> State {
    let mut state = state();
    update(&mut state, Event::Resize(100, 30));
    update(&mut state, Event::Paste(LOG.to_owned()));
    state.search_if_stale();
    state
}

fn failures() -> State {
    triaged(LOG).1
}

fn copied(state: &mut State, key: &str) -> String {
    match press(state, key) {
        Some(Effect::Copy(text, _)) => text.to_string(),
        other => panic!("{key}: {other:?}"),
    }
}

fn frame(state: &mut State, pressed: &str, width: u16) -> String {
    text_of(&play(state, &keys(pressed), width, 24))
}

/// What would be written to a file of this name.
fn export(state: &mut State, name: &str) -> Export {
    match press(state, &format!("<Alt-w><Ctrl-U>{name}<Enter>")) {
        Some(Effect::Write(export)) => export,
        other => panic!("{name}: {other:?}, {:?}", state.notice),
    }
}

fn text(state: &mut State, name: &str) -> String {
    let export = export(state, name);
    let text = export.content.text(&CATALOGUE).expect("memory");
    String::from_utf8(text.into_owned()).expect("text")
}

#[test]
fn marked_rows_are_copied_together_in_the_order_of_the_list() {
    let mut entries = state();
    press(&mut entries, "5.7.26<Down><Alt-m><Up><Up><Alt-m>");
    let text = copied(&mut entries, "<Ctrl-Y>");
    let [first, second] =
        ["### 550 5.7.26 · Standard", "### 550 5.7.26 · Gmail"].map(|title| text.find(title));
    assert!(first.is_some() && first < second, "{text}");
    assert_eq!(copied(&mut entries, "<Enter>Y").lines().count(), 2);

    let mut bounces = bounces();
    press(&mut bounces, "<Alt-m><Down><Alt-m>");
    let text = copied(&mut bounces, "<Ctrl-Y>");
    assert!(text.contains("ada@") && text.contains("dora@"), "{text}");
    assert!(!text.contains("ben@"), "{text}");

    let mut failures = failures();
    press(&mut failures, "<Enter>mnm");
    let text = copied(&mut failures, "y");
    for part in ["**2 failed attempts", "**1 failed attempt"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let texts = copied(&mut failures, "Y");
    assert!(
        texts.contains("4QwZ2") && texts.contains("4QwZ3"),
        "{texts}"
    );
}

#[test]
fn a_mark_is_seen_without_colours_and_counted() {
    for (glyphs, theme) in [
        (Glyphs::UNICODE, Theme::colour()),
        (Glyphs::UNICODE, Theme::monochrome()),
        (Glyphs::ASCII, Theme::monochrome()),
    ] {
        let mut state = state_with("5.7.26", Appearance { theme, glyphs });
        let text = frame(&mut state, "<Alt-m>", 80);
        let is_marked = |line: &&str| line.starts_with('*');
        assert_eq!(text.lines().filter(is_marked).count(), 1, "{text}");
        assert!(
            text.lines()
                .next()
                .is_some_and(|line| line.contains("1 marked"))
        );
        let text = frame(&mut state, "<Up>", 80);
        assert_eq!(text.lines().filter(is_marked).count(), 1, "{text}");
        let text = frame(&mut state, "<Alt-m>", 80);
        assert_eq!(text.lines().filter(is_marked).count(), 0, "{text}");
        assert!(!text.contains("marked"), "{text}");
    }
    let text = frame(&mut state(), "5.7.26<Alt-m>", 80);
    let keys = text.lines().last().unwrap_or_default();
    assert!(keys.contains("Ctrl-Y copy   Alt-w write"), "{keys}");
    let text = frame(&mut state(), "5.7.26<Alt-m>", 40);
    assert!(
        text.lines()
            .next()
            .is_some_and(|line| line.ends_with("1 marked")),
        "{text}"
    );
}

#[test]
fn marks_outlive_queries_until_they_are_cleared() {
    let mut state = state();
    press(&mut state, "5.7.26<Alt-m><Ctrl-U>ts01<Alt-m>");
    let text = copied(&mut state, "<Ctrl-Y>");
    let [ts01, before] = ["TS01", "5.7.26"].map(|code| text.find(code));
    assert!(
        ts01.is_some() && ts01 < before,
        "what is listed comes first: {text}"
    );
    for (key, label) in [
        ("", "Esc clear"),
        ("<Esc>", "Esc unmark"),
        ("<Esc>", "Esc quit"),
    ] {
        let text = frame(&mut state, key, 80);
        assert!(
            text.lines().last().is_some_and(|line| line.contains(label)),
            "{key} {label}: {text}"
        );
    }
    assert_eq!(state.view.marked, []);
    // Another grouping has other rows.
    let mut failures = failures();
    press(&mut failures, "<Alt-m><Ctrl-G>");
    assert_eq!(failures.view.marked, []);
}

#[test]
fn a_word_that_begins_with_the_letter_of_a_mark_is_typed_whole() {
    for word in ["mailbox", "mx"] {
        let mut state = state();
        press(&mut state, "5.7.26<Enter>");
        press(&mut state, word);
        assert_eq!(state.view.input.value(), format!("5.7.26 {word}"));
        assert_eq!(state.view.marked, []);
    }
    let mut state = state();
    press(&mut state, "5.7.26<Enter>mnm");
    assert_eq!((state.view.reading, state.view.marked.len()), (true, 2));
    press(&mut state, "<Esc>m");
    assert_eq!(state.view.input.value(), "5.7.26m");
}

#[test]
fn what_is_listed_is_written_as_the_ending_says() {
    let mut entries = state();
    press(&mut entries, "5.7.26");
    assert!(text(&mut entries, "a.md").starts_with("### "));
    update(&mut entries, Event::Resize(80, 24));
    assert!(text(&mut entries, "a.CSV").starts_with("id,provider,"));
    assert!(text(&mut entries, "a.json").starts_with("{\"id\":"));

    let mut bounces = bounces();
    assert_eq!(text(&mut bounces, "b.json").lines().count(), 3);
    press(&mut bounces, "<Esc>dora");
    let csv = text(&mut bounces, "b.csv");
    assert_eq!(csv.lines().count(), 2, "as it is filtered: {csv}");
    assert!(csv.contains("\ndora@example.org,"), "{csv}");
    assert!(text(&mut bounces, "b.md").contains("`dora@example.org`"));

    let mut failures = failures();
    let csv = text(&mut failures, "c.csv");
    assert_eq!(
        csv.lines().next(),
        Some("attempts,share,id,what,action,since,event,attempted,group"),
        "the columns of the report first"
    );
    assert!(csv.contains("\n2,67,std-5-1-1,"), "{csv}");
    press(&mut failures, "<Esc><Ctrl-G>");
    let json = text(&mut failures, "c.json");
    let first: serde_json::Value =
        serde_json::from_str(json.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["attempts"], 2);
    assert!(first["group"].is_string(), "{first}");
    press(&mut failures, "<Esc><Alt-m>");
    let table = text(&mut failures, "c.md");
    assert_eq!(table.lines().count(), 3, "the marked row alone: {table}");
}

/// What takes its time is done on a thread of its own, and the screen goes on.
#[test]
fn that_many_rows_are_written_is_said_before() {
    let reply = |number| format!("550 5.1.1 <{number}@example.org> no such user\n");
    let mut state = state();
    let many: String = (0..6000).map(reply).collect();
    update(&mut state, Event::Paste(many));
    press(&mut state, "<Enter>");
    let export = export(&mut state, "many.csv");
    assert!(matches!(export.content, Content::Bounces(..)));
    assert_eq!(state.notice.as_deref(), Some("Writing 6,000 rows …"));
    let text = export.content.text(&CATALOGUE).expect("memory");
    assert_eq!(text.iter().filter(|byte| **byte == b'\n').count(), 6001);
    press(&mut state, "<Esc><F1>");
    update(&mut state, Event::Written(Written::Done(export)));
    let notice = state.notice.as_deref();
    assert_eq!(notice, Some("Wrote 6,000 rows to many.csv"));
    assert_eq!(
        state.view.overlay,
        Some(Overlay::Help),
        "what was opened since"
    );
}

#[test]
fn the_name_is_asked_for_and_a_file_is_replaced_only_if_that_is_meant() {
    let mut state = state();
    let text = frame(&mut state, "5.7.26<Enter>w", 80);
    let asks = text.lines().last().unwrap_or_default().to_owned();
    assert!(asks.starts_with(" Write 3 rows to codes.md"), "{text}");
    assert!(asks.ends_with(".md .csv .json"), "{text}");
    // What is typed replaces the name that is suggested, unless the cursor was moved.
    for (keys, name) in [
        ("x.md", "x.md"),
        ("<Home>my-", "my-codes.md"),
        ("<Backspace><Backspace>csv", "codes.csv"),
    ] {
        press(&mut state, &format!("<Esc><Alt-w>{keys}"));
        assert_eq!(state.prompt.input.value(), name);
    }
    for (name, notice) in [("a", "Use a name that ends in"), ("a.txt", "Use a name")] {
        assert_eq!(press(&mut state, &format!("<Ctrl-U>{name}<Enter>")), None);
        let said = state.notice.as_deref().unwrap_or_default();
        assert!(said.starts_with(notice), "{name}: {said}");
    }
    press(&mut state, "<Ctrl-U>m w.md");
    let Some(Effect::Write(export)) = press(&mut state, "<Enter>") else {
        panic!("nothing is written")
    };
    assert_eq!((export.name.as_str(), export.replaces), ("m w.md", false));
    update(&mut state, Event::Written(Written::IsThere(export)));
    assert_eq!(
        state.notice.as_deref(),
        Some("m w.md is there; Enter again replaces it.")
    );
    let Some(Effect::Write(other)) = press(&mut state, "<Backspace>d<Enter>") else {
        panic!("nothing is written")
    };
    assert!(other.replaces, "the same name");
    let Some(Effect::Write(other)) = press(&mut state, "<Ctrl-U>n.md<Enter>") else {
        panic!("nothing is written")
    };
    assert!(!other.replaces, "another name");
    update(&mut state, Event::Written(Written::Done(other)));
    assert_eq!(state.notice.as_deref(), Some("Wrote 3 rows to n.md"));
    assert_eq!((state.view.overlay, state.view.reading), (None, true));
    press(&mut state, "w<Esc>");
    assert_eq!((state.view.overlay, state.view.reading), (None, true));
    press(&mut state, "w<F1><Tab><Ctrl-Y>");
    assert_eq!(state.view.overlay, Some(Overlay::Export));
}

fn explorer_in(folder: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = explorer(arguments);
    command.cwd(folder);
    command.env("HOME", folder);
    command
}

#[test]
fn files_are_written_and_what_is_there_is_asked_about() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let here = tempfile::tempdir().expect("a folder");
    let path = |name: &str| here.path().join(name);
    let mode = |name: &str, mode| {
        let set = fs::set_permissions(path(name), PermissionsExt::from_mode(mode));
        set.expect("a file of one's own");
    };
    for name in ["there.csv", "linked.csv", "kept.csv"] {
        fs::write(path(name), "mine").expect("a file");
    }
    mode("there.csv", 0o640);
    mode("kept.csv", 0o400);
    symlink("linked.csv", path("link.csv")).expect("a link");
    symlink("/dev/null", path("device.csv")).expect("a link");
    fs::create_dir(here.path().join("folder.csv")).expect("a folder");
    let made = std::process::Command::new("mkfifo")
        .arg(here.path().join("pipe.csv"))
        .status();
    assert!(made.expect("mkfifo").success());
    let mut terminal = Terminal::open(explorer_in(here.path(), &["5.7.26"]), 80, 24);
    let see = |terminal: &Terminal, text: &str| {
        terminal.wait_for(text, |seen| {
            seen.rows().last().is_some_and(|line| line.contains(text))
        });
    };
    see(&terminal, "Esc clear");
    terminal.press("\r");
    for (keys, said) in [
        ("w", "Write 5 rows to codes.md"),
        (
            "\x15there.csv\r",
            "there.csv is there; Enter again replaces it.",
        ),
        ("\x15nowhere/a.csv\r", "nowhere/a.csv: no such folder"),
        ("\x15folder.csv\r", "folder.csv: is a folder"),
        ("\x15pipe.csv\r", "pipe.csv: is not a file"),
        ("\x15device.csv\r", "device.csv: is not a file"),
        ("\x15kept.csv\r", "kept.csv: write-protected"),
        ("\x15link.csv\r", "link.csv is there; Enter again"),
        ("\r", "Wrote 5 rows to link.csv"),
        ("w\x15nowhere/a.csv\r", "nowhere/a.csv: no such folder"),
        ("\x15~/home.csv\r", "Wrote 5 rows to ~/home.csv"),
    ] {
        terminal.press(keys);
        see(&terminal, said);
    }
    assert_eq!(
        fs::read(here.path().join("there.csv")).expect("a file"),
        b"mine"
    );
    terminal.press("w\x15there.csv\r");
    see(&terminal, "Enter again");
    terminal.press("\r");
    see(&terminal, "Wrote 5 rows to there.csv");
    terminal.quit();
    let [home, there] =
        ["home.csv", "there.csv"].map(|name| fs::read_to_string(here.path().join(name)));
    let (home, there) = (home.expect("a file"), there.expect("a file"));
    assert_eq!(home.lines().count(), 6);
    assert_eq!(home, there);
    // What a link led to is as it was; nothing is left of what was written aside.
    for name in ["linked.csv", "kept.csv"] {
        assert_eq!(fs::read(path(name)).expect(name), b"mine", "{name}");
    }
    let about = fs::symlink_metadata(path("link.csv")).expect("a file");
    assert!(about.is_file());
    let about = fs::metadata(path("there.csv")).expect("a file");
    assert_eq!(about.permissions().mode() & 0o777, 0o640);
    let names = fs::read_dir(here.path()).expect("a folder");
    let names = names.map(|entry| entry.expect("a file").file_name());
    let hidden = names.filter(|name| name.as_encoded_bytes().starts_with(b"."));
    assert_eq!(hidden.count(), 0);
}

#[test]
fn lines_behind_a_failure_are_written_as_lines() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("mail.log"), LOG).expect("a log");
    let mut terminal = Terminal::open(explorer_in(here.path(), &["triage", "mail.log"]), 80, 24);
    let see = |terminal: &Terminal, text: &str| {
        terminal.wait_for(text, |seen| {
            seen.rows().iter().any(|line| line.contains(text))
        });
    };
    see(&terminal, "User unknown");
    terminal.press("\r");
    see(&terminal, "Esc list");
    terminal.press("l");
    see(&terminal, "2 of 2");
    terminal.press("\x1bw\r");
    see(&terminal, "Wrote 2 rows to lines.csv");
    terminal.quit();
    let text = fs::read_to_string(here.path().join("lines.csv")).expect("a file");
    assert!(
        text.starts_with("time,event,entry,provider,queue,recipient,remote,reply,line\n"),
        "{text}"
    );
    assert!(
        text.contains(",4QwZ2,ben@example.net,mx.example.net"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 3, "{text}");
}

#[test]
fn another_tab_of_failures_starts_with_what_fails_most_there() {
    let mut state = failures();
    press(&mut state, "<Down><Tab>");
    assert_eq!(state.view.selected, state.view.next_item(0));
}
