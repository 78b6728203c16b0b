//! What the screen reads again from logs, and only on demand: part of their time, and whose mail it is.

use crate::failure_lines::{screen, spike};
use crate::program::{folder, run};
use crate::support::{keys, opened_on, press};
use bouncedex::CATALOGUE;
use bouncedex::diagnose::Diagnoser;
use bouncedex::explorer::print::{play, text_of};
use bouncedex::explorer::reread::What;
use bouncedex::explorer::state::State;
use bouncedex::explorer::update::Effect;
use bouncedex::triage::Triage;
use bouncedex::triage::time::Clock;
use serde_json::Value;

/// Two messages, of which one user's fails twice.
const SENDERS: &str = "\
2026-03-14T09:00:00+00:00 mx1 postfix/smtpd[7]: 4A1B01: client=c[192.0.2.1], sasl_method=PLAIN, sasl_username=ann
2026-03-14T09:00:01+00:00 mx1 postfix/qmgr[7]: 4A1B01: from=<ann@example.com>, size=9, nrcpt=2 (queue active)
2026-03-14T09:00:02+00:00 mx1 postfix/smtp[7]: 4A1B01: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)
2026-03-14T10:00:02+00:00 mx1 postfix/smtp[7]: 4A1B01: to=<al@example.org>, relay=none, dsn=4.2.2, status=deferred (452 4.2.2 mailbox full)
2026-03-14T11:00:00+00:00 mx1 postfix/qmgr[7]: 4A1B02: from=<bob@example.com>, size=9, nrcpt=1 (queue active)
2026-03-14T11:00:01+00:00 mx1 postfix/smtp[7]: 4A1B02: to=<cy@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)
";

/// The screen on a log that was counted without its senders.
fn counted(log: &str, can_reread: bool) -> State {
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_800_000_000));
    triage.read(log.as_bytes()).expect("a log in memory");
    let mut state = opened_on(&triage);
    state.can_reread = can_reread;
    play(&mut state, &[], 120, 36);
    state
}

/// The screen on a pipe that holds a log, after these keys.
pub(crate) fn screen_of_pipe(log: &str, keys: &str) -> String {
    let print = ["triage", "--no-config", "--print", "120x36", "--keys", keys];
    run(folder(&[]).path(), &print, log).out
}

/// Whether an effect reads the logs again by whose mail it is.
fn reads_senders(effect: Option<&Effect>) -> bool {
    let Some(Effect::Reread(request)) = effect else {
        return false;
    };
    matches!(request.what, What::Counts(asked) if asked.by_message)
}

#[test]
fn whose_mail_it_is_is_read_only_once_a_view_or_a_field_asks_for_it() {
    let mut state = counted(SENDERS, true);
    for (pressed, is_asked) in [
        ("5.1.1", false),
        ("<Ctrl-U>rel", false),
        ("<Ctrl-U>domain:example.org", false),
        ("<Ctrl-U>relay:", false),
        ("m", true),
        ("<Ctrl-U>user:", false),
        ("a", true),
        // That is under way.
        ("n", false),
        ("<Ctrl-U>", false),
        ("<Ctrl-G><Ctrl-G><Ctrl-G>", false),
        ("<Ctrl-G>", true),
        ("<Ctrl-G>", false),
    ] {
        let effect = press(&mut state, pressed);
        assert_eq!(reads_senders(effect.as_ref()), is_asked, "{pressed}");
    }
    let shown = text_of(&play(&mut state, &[], 120, 36));
    assert!(
        shown.contains("Reading senders…") && shown.contains("reading again… 0%"),
        "{shown}"
    );
}

/// What cannot be read again offers no view that would be empty.
#[test]
fn senders_of_a_pipe_that_were_not_counted_are_not_offered() {
    let mut state = counted(SENDERS, false);
    for _ in 0..12 {
        assert_eq!(press(&mut state, "<Ctrl-G>"), None);
        let by = state.breakdown().map(|breakdown| breakdown.by);
        assert!(by.is_some_and(|by| !by.is_of_message()), "{by:?}");
    }
}

#[test]
fn whose_mail_fails_is_shown_once_it_is_read() {
    let files = [("mail.log", SENDERS.as_bytes())];
    let by_user = "<Ctrl-G>".repeat(6);
    let shown = screen(&files, "120x36", &by_user);
    assert!(
        shown.contains(" ann ─") && shown.contains("2 of 2 attempts"),
        "{shown}"
    );
    for (query, count) in [
        ("user:ann", "2 of 3"),
        ("from:bob", "1 of 3"),
        ("from:example.com", "3 of 3"),
    ] {
        let shown = screen(&files, "120x36", query);
        assert!(shown.contains(count), "{query}: {shown}");
    }
    // A pipe is counted so from the start.
    let shown = screen_of_pipe(SENDERS, "user:ann");
    assert!(shown.contains("2 of 3"), "{shown}");
}

/// One cause at two domains, at different times.
const DOMAINS: &str = "\
2026-03-14T09:00:02+00:00 mx1 postfix/smtp[7]: 4A1B01: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)
2026-03-14T09:30:02+00:00 mx1 postfix/smtp[7]: 4A1B02: to=<al@example.net>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)
2026-03-14T10:00:02+00:00 mx1 postfix/smtp[7]: 4A1B03: to=<bo@example.net>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)
2026-03-14T11:00:01+00:00 mx1 postfix/smtp[7]: 4A1B04: to=<cy@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)
";

#[test]
fn the_timeline_of_what_is_read_is_that_of_the_domain_in_the_query() {
    let files = [("mail.log", DOMAINS.as_bytes())];
    let of_both = "first 2026-03-14 09:00, latest 2026-03-14 11:00, at all";
    let of_one = "first 2026-03-14 09:30, latest 2026-03-14 10:00";
    let shown = screen(&files, "140x50", "domain:example.net");
    assert!(shown.contains(of_both), "{shown}");
    for read in [
        screen(&files, "140x50", "domain:example.net<Enter>"),
        // A pipe's lines are kept as far as there is room.
        screen_of_pipe(DOMAINS, "domain:example.net<Enter>"),
        // The same by domain: the first row is of either.
        screen(&files, "140x50", "example.net<Ctrl-G><Ctrl-G><Enter>"),
    ] {
        assert!(read.contains(of_one), "{read}");
        assert!(!read.contains("at all"), "{read}");
        assert!(
            read.contains("4A1B02") && !read.contains("4A1B04"),
            "{read}"
        );
    }
    // The chart is of all the log's time, and the rest of the range.
    let read = screen(&files, "140x50", "domain:example.net since:09:45<Enter>");
    assert!(
        read.contains("first 2026-03-14 10:00, latest 2026-03-14 10:00"),
        "{read}"
    );
    assert!(read.contains("When, since 2026-03-14 09:45"), "{read}");
    // Of another domain nothing is left of it.
    let read = screen(
        &files,
        "140x50",
        "domain:example.net<Enter>/<Ctrl-U>domain:example.org",
    );
    assert!(
        read.contains("first 2026-03-14 09:00, latest 2026-03-14 11:00, of all"),
        "{read}"
    );
}

/// How many attempts failed in a part of the log's time, as the report has it.
fn reported(log: &str, options: &[&str]) -> u64 {
    let here = folder(&[("mail.log", log.as_bytes())]);
    let arguments = [&["triage", "--no-config", "--json", "mail.log"], options].concat();
    let report = run(here.path(), &arguments, "").out;
    let report: Value = serde_json::from_str(&report).expect("JSON");
    report["attempts"].as_u64().expect("a number")
}

#[test]
fn a_part_of_the_time_holds_what_the_report_of_it_holds() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    for (query, options) in [
        ("since:14:00", &["--since", "2026-03-14 14:00"][..]),
        ("until:10:30", &["--until", "2026-03-14 10:30"]),
        (
            "since:10:00 until:12:00",
            &["--since", "2026-03-14 10:00", "--until", "2026-03-14 12:00"],
        ),
        (
            "since:2026-03-14T13:59 until:\"Mar 14 14:01:00\"",
            &[
                "--since",
                "2026-03-14 13:59",
                "--until",
                "2026-03-14 14:01:00",
            ],
        ),
        // Before the end of the log.
        ("since:1h", &["--since", "2026-03-14 13:59"]),
        ("!until:1h", &["--since", "2026-03-14 13:59"]),
    ] {
        let count = reported(&log, options);
        assert!(count > 0, "{query}");
        let shown = screen(&files, "120x36", query);
        assert!(
            shown.contains(&format!("{count} of {count}\n")),
            "{query}, {count}: {shown}"
        );
    }
    // Groups, other fields and lines are of that time, too.
    let shown = screen(&files, "120x36", "since:14:00 is:bounced 5.1.1<Enter>");
    assert!(shown.contains("6 failed attempts"), "{shown}");
    let lines = screen(&files, "120x36", "since:14:00 5.1.1<Enter>l");
    assert!(lines.contains("6 of 6"), "{lines}");
}

#[test]
fn a_time_without_a_day_is_of_the_last_day_that_has_it() {
    let line = |stamp: &str| {
        format!(
            "{stamp}+00:00 mx1 postfix/smtp[7]: 4A1B01: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n"
        )
    };
    let log = [
        "2026-03-13T22:00:00",
        "2026-03-13T23:30:00",
        "2026-03-14T00:30:00",
        "2026-03-14T01:00:00",
    ]
    .map(line)
    .concat();
    let files = [("mail.log", log.as_bytes())];
    for (query, count) in [
        ("since:23:00", 3),
        ("since:00:15", 2),
        ("since:23:00 until:00:45", 2),
        ("until:23:00", 1),
        ("until:00:30", 2),
    ] {
        let shown = screen(&files, "120x36", query);
        assert!(
            shown.contains(&format!("{count} of {count}\n")),
            "{query}: {shown}"
        );
    }
}

#[test]
fn what_is_no_time_is_said_and_finds_nothing() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    for (query, says) in [
        (
            "since:teatime",
            "since: takes a time, not “teatime”: 2026-03-14,",
        ),
        ("since:teatime", "last line is now"),
        (
            "since:20:00",
            "Nothing since 2026-03-14 20:00: the log covers 2026-03-14 09:00 to 2026-03-14",
        ),
    ] {
        let shown = screen(&files, "160x36", query);
        assert!(shown.contains(says), "{query}: {shown}");
    }
    // Of a pipe no part can be counted, and lines behind a failure are of the time that their list is of.
    let shown = screen_of_pipe(&log, "since:14:00");
    assert!(shown.contains("A pipe is read only once"), "{shown}");
    let shown = screen(&files, "120x36", "5.1.1<Enter>lsince:14:00");
    assert!(
        shown.contains("since: is for the failures in logs."),
        "{shown}"
    );
}

#[test]
fn brackets_move_the_ends_of_the_range() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    for (pressed, query) in [
        ("[", "since:09:15"),
        ("[[[", "since:09:45"),
        ("]", "until:14:45"),
        ("[]", "since:09:15 until:14:45"),
        ("]][", "since:09:15 until:14:30"),
        ("[[{", "since:09:15"),
        ("[[{{]}", ""),
        ("{", ""),
        (
            "/<Ctrl-U>is:bounced since:14:07:30 until:14:20<Enter>[",
            "is:bounced since:14:15 until:14:20",
        ),
        (
            "/<Ctrl-U>since:14:07:30 until:14:20<Enter>]",
            "since:14:07:30 until:14:15",
        ),
        ("/<Ctrl-U>since:14:07:30<Enter>{", "since:14:00"),
    ] {
        let shown = screen(&files, "120x36", &format!("<Enter>{pressed}"));
        let line = shown.lines().next().unwrap_or_default();
        let line = line.trim_start_matches([' ', '›']);
        let shown_query = line.split("  ").next().unwrap_or_default();
        let is_shown = if query.is_empty() {
            shown_query.starts_with("type a domain")
        } else {
            shown_query == query
        };
        assert!(is_shown, "{pressed}: {shown}");
        let is_read = shown.contains("What to do first");
        assert!(is_read, "{pressed}: {shown}");
    }
    // They never leave less than a bar.
    let shown = screen(&files, "120x36", &format!("<Enter>{}", "[".repeat(40)));
    assert!(
        shown.contains("since:14:45") && shown.contains("The range has only this bar."),
        "{shown}"
    );
    // Where letters are typed, so are brackets.
    let shown = screen(&files, "120x36", "[");
    assert!(shown.starts_with(" › [ "), "{shown}");
}

#[test]
fn that_what_is_read_did_not_fail_then_is_said() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    let says = "What you read did not fail in that time.";
    for (times, is_said) in [(13, false), (14, true)] {
        let pressed = format!("<Down><Enter>{}", "[".repeat(times));
        let shown = screen(&files, "120x36", &pressed);
        assert_eq!(shown.contains(says), is_said, "{shown}");
    }
}

#[test]
fn a_range_is_compared_with_what_came_before_it() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    let shown = screen(&files, "120x36", "5.1.1 since:12:20 until:14:00<Enter>c");
    assert!(
        shown.contains("from 2026-03-14 12:20 to 14:00, compared with before"),
        "{shown}"
    );
    assert!(shown.contains("\n Gone ─"), "{shown}");
}

#[test]
fn pictures_of_a_range() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    for size in ["120x36", "80x24", "40x12", "24x4"] {
        insta::assert_snapshot!(
            format!("range_{size}"),
            screen(&files, size, "<Enter>[[[[]]]")
        );
    }
    let mut state = counted(&log, true);
    let frame = play(&mut state, &keys("since:14:00"), 120, 36);
    insta::assert_snapshot!("range_is_read", crate::support::picture(&state, &frame));
}

/// Which logs, what part of their time, how they are grouped: on the rule, where there is one.
#[test]
fn the_rule_says_what_is_shown() {
    let log = spike();
    let one = [("mail.log", log.as_bytes())];
    let two = [("mail.log", log.as_bytes()), ("mail.log.1", log.as_bytes())];
    let whole = "mail.log · 2026-03-14 09:00 to 14:59 · by cause ──";
    for (files, size, keys, expected) in [
        (&one[..], "120x36", "", whole),
        (&one, "80x24", "", whole),
        (&one, "80x24", "<Ctrl-G>", "14:59 · by provider ──"),
        (
            &one,
            "80x24",
            "since:14:00",
            "2026-03-14 14:00 to 14:59 · by cause ──",
        ),
        (
            &two,
            "140x36",
            "",
            "─ mail.log and 1 more · 2026-03-14 09:00 to",
        ),
        (
            &one,
            "60x16",
            "",
            "─ mail.log · 2026-03-14 09:00 to 14:59 · by cause ──",
        ),
    ] {
        let shown = screen(files, size, keys);
        let rule = shown.lines().nth(2).unwrap_or_default();
        assert!(rule.contains(expected), "{size} {keys}: {shown}");
    }
    // A name that would not fit goes first; a small screen has no rule, and all its rows are for the list.
    let long = "a".repeat(60);
    let shown = screen(&[(long.as_str(), log.as_bytes())], "80x24", "");
    assert!(
        shown.contains("── 2026-03-14 09:00 to 14:59 · by cause ──"),
        "{shown}"
    );
    assert!(!screen(&one, "40x12", "").contains("by cause"));
    let piped = screen_of_pipe(&log, "");
    assert!(piped.contains("stdin · 2026-03-14"), "{piped}");
}
