//! Failures in logs, in the explorer: how counting, keys and queries change the state, and how it looks.

use crate::support::{
    appearance, catalogue, keys, kind, picture, pictures, press, state, state_with, triaged,
};
use bouncedex::diagnose::Diagnoser;
use bouncedex::explorer::lists::{Heading, Row};
use bouncedex::explorer::print::{play, play_events, text_of};
use bouncedex::explorer::state::{Overlay, State};
use bouncedex::explorer::theme::{Glyphs, Theme};
use bouncedex::explorer::update::{Effect, Event, update};
use bouncedex::sanitize::is_unsafe;
use bouncedex::search::filters::{Filters, Selection};
use bouncedex::triage::By;
use bouncedex::triage::Triage;
use bouncedex::triage::breakdown::{Breakdown, Mark, Pulse, Snapshot};
use bouncedex::triage::recent::Recent;
use bouncedex::triage::time::Clock;
use std::time::Instant;

/// A failed delivery as Postfix writes it: minute after ten, recipient, what was said.
fn line(minute: usize, recipient: &str, relay: &str, said: &str) -> String {
    let mut words = said.splitn(3, ' ');
    let enhanced = words.nth(1).unwrap_or_default();
    let status = if said.starts_with('4') {
        "deferred"
    } else {
        "bounced"
    };
    format!(
        "2026-11-23T10:{minute:02}:00+00:00 mx1 postfix/smtp[811]: 4QwZ{minute:02}: to=<{recipient}>, \
         relay={relay}[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn={enhanced}, status={status} \
         (host {relay}[192.0.2.26] said: {said} (in reply to RCPT TO command))\n"
    )
}

const UNKNOWN: &str = "550 5.1.1 user unknown";
const FULL: &str = "452 4.2.2 mailbox full";
const GMAIL: &str =
    "550 5.7.26 This mail has been blocked because the sender is unauthenticated. gsmtp";

/// Unknown users at two domains, full mailboxes at one of them, and Gmail, which wants authentication.
fn log() -> String {
    let failures = [
        ("gmail.com", "gmail-smtp-in.l.google.com", GMAIL, 0..3),
        ("example.net", "mx.example.net", UNKNOWN, 5..10),
        ("example.org", "mx.example.org", UNKNOWN, 20..24),
        ("example.org", "mx.example.org", FULL, 30..32),
    ];
    let lines = failures
        .into_iter()
        .flat_map(|(domain, relay, said, minutes)| {
            minutes.map(move |minute| line(minute, &format!("user{minute}@{domain}"), relay, said))
        });
    lines.collect()
}

/// What is counted of logs that grow, a snapshot after each part.
fn counted(parts: &[&str]) -> Vec<Snapshot> {
    let mut triage = Triage::new(Diagnoser::new(catalogue()), Clock::at(1_800_000_000));
    let snapshots = parts.iter().map(|part| {
        triage.read(part.as_bytes()).expect("a log in memory");
        Snapshot::of(&triage.tally)
    });
    let mut snapshots: Vec<_> = snapshots.collect();
    if let Some(last) = snapshots.last_mut() {
        last.is_last = true;
    }
    snapshots
}

fn take(state: &mut State, snapshot: Snapshot) {
    update(state, Event::Counted(Box::new(snapshot)));
    state.search_if_stale();
}

/// A state that was opened on logs, in a terminal of 80 by 24.
fn opened(log: &str) -> State {
    opened_with(state(), log)
}

fn opened_with(mut state: State, log: &str) -> State {
    state.open_on_failures(Breakdown::awaited(By::Cause));
    update(&mut state, Event::Resize(80, 24));
    counted(&[log])
        .into_iter()
        .for_each(|snapshot| take(&mut state, snapshot));
    state
}

/// What is listed: headings with a colon, entries with their counts.
fn rows(state: &State) -> Vec<String> {
    let causes = state.breakdown().expect("causes");
    let name = |(row, what): (usize, &Row)| match what {
        Row::Heading(Heading::Group(group), count) => {
            format!("{}: {count}", causes.group_name(state.catalogue(), *group))
        }
        Row::Heading(Heading::Rejected, count) => format!("rejected: {count}"),
        Row::Heading(Heading::Respelt, _) => {
            format!(
                "showing {}",
                state.view.respelt.as_deref().unwrap_or_default()
            )
        }
        Row::Failure(key) => {
            let entry = state.entry_of(row).expect("an entry");
            format!("{} {}", entry.id, causes.attempts(*key))
        }
        other => panic!("{other:?}"),
    };
    state.view.rows.iter().enumerate().map(name).collect()
}

fn selected(state: &State) -> &'static str {
    state.entry().map_or("nothing", |entry| entry.id)
}

#[test]
fn entries_that_occur_are_listed_most_first() {
    let state = opened(&log());
    assert_eq!(kind(&state), "failures");
    assert_eq!(
        rows(&state),
        ["std-5-1-1 9", "gmail-unauthenticated 3", "std-4-2-2 2"]
    );
    assert_eq!(
        (
            state.view.list.total(state.catalogue()),
            state.view.count(None)
        ),
        (14, 14)
    );
    assert!(!state.view.list.is_filling());
}

#[test]
fn filters_leave_as_much_of_a_report_as_of_the_screen() {
    let named = |provider: &str| Filters {
        provider: Some(provider.to_owned()),
        ..Filters::default()
    };
    let all = [
        named("mail"),
        named("gmail"),
        named("nobody"),
        Filters {
            category: Some("soft-bounce".to_owned()),
            ..Filters::default()
        },
        Filters {
            reason: Some("user-unknown".to_owned()),
            ..Filters::default()
        },
        Filters {
            action: Some("suppress".to_owned()),
            ..Filters::default()
        },
        Filters {
            event: "!bounced".parse().ok(),
            ..named("standard")
        },
    ];
    for filters in all {
        let mut triage = Triage::new(Diagnoser::new(catalogue()), Clock::at(1_800_000_000));
        triage.tally.select(Selection::new(&filters, catalogue()));
        triage.read(log().as_bytes()).expect("a log in memory");
        let status = triage.tally.status;
        let reported = status.deferred + status.bounced;
        let mut state = opened(&log());
        state.view.set_query(&filters.query(&[]));
        state.search_if_stale();
        assert_eq!(state.view.count(None) as u64, reported, "{filters:?}");
    }
}

#[test]
fn what_a_field_can_be_is_said_where_nothing_matches() {
    for (query, said) in [
        (
            "is:expired",
            "is: takes permanent, temporary, accepted, deferred, bounced, rejected, new, rising, spike.",
        ),
        (
            "reason:xyzzy",
            "reason: takes user-unknown, mailbox-disabled, mailbox-moved,",
        ),
        (
            "provider:xyzzy",
            "provider: takes the name of a provider, such as provider:gmail.",
        ),
        (
            "provider:gmial",
            "Showing provider:gmail for provider:gmial",
        ),
        (
            "domain:exmaple.org",
            "Showing domain:example.org for domain:exmaple.org",
        ),
        ("gmal", "Showing gmail for gmal"),
        (
            "domain:example.com",
            "Nothing failed at a domain called “example.com”.",
        ),
        (
            "xyzzy provider:",
            "provider: needs a value, such as provider:gmail.",
        ),
        ("is:rejected", "Nothing here is rejected."),
        (
            "foo:bar",
            "foo: is not a field; the fields are provider:, category:, reason:, action:, domain:, from:, user:, source:, relay:,",
        ),
    ] {
        let mut state = opened(&log());
        let text = text_of(&play(&mut state, &keys(query), 240, 24));
        assert!(text.contains(said), "{query}: {text}");
    }
    // The domain is there: it is the other term that leaves nothing.
    let mut state = opened(&log());
    let text = text_of(&play(&mut state, &keys("domain:example.net 5.7"), 200, 24));
    assert!(!text.contains("Nothing failed at"), "{text}");
}

#[test]
fn a_key_steps_through_the_views_and_the_cause_stays_selected() {
    let mut state = opened(&log());
    press(&mut state, "<Down><Ctrl-G>");
    assert_eq!(
        rows(&state),
        [
            "unknown: 11",
            "std-5-1-1 9",
            "std-4-2-2 2",
            "Gmail: 3",
            "gmail-unauthenticated 3"
        ]
    );
    assert_eq!(selected(&state), "gmail-unauthenticated");
    press(&mut state, "<Ctrl-G>");
    assert_eq!(
        rows(&state),
        [
            "example.org: 6",
            "std-5-1-1 4",
            "std-4-2-2 2",
            "example.net: 5",
            "std-5-1-1 5",
            "gmail.com: 3",
            "gmail-unauthenticated 3"
        ]
    );
    press(&mut state, "<Ctrl-G>");
    assert_eq!(
        rows(&state)[..2],
        ["Suppress the address: 9", "std-5-1-1 9"]
    );
    press(&mut state, "<Ctrl-G>");
    assert_eq!(rows(&state).len(), 3);
    assert_eq!(selected(&state), "gmail-unauthenticated");
}

#[test]
fn words_fields_and_codes_filter_and_counts_follow() {
    for (query, expected) in [
        ("example.org", &["std-5-1-1 4", "std-4-2-2 2"][..]),
        ("@EXAMPLE.NET", &["std-5-1-1 5"]),
        ("provider:gmail", &["gmail-unauthenticated 3"]),
        ("gmail", &["gmail-unauthenticated 3"]),
        ("!gmail", &["std-5-1-1 9", "std-4-2-2 2"]),
        ("is:temporary", &["std-4-2-2 2"]),
        ("category:hard", &["std-5-1-1 9"]),
        ("action:suppress example.net", &["std-5-1-1 5"]),
        ("5726", &["gmail-unauthenticated 3"]),
        ("nobody.example.com", &[]),
        ("domain:example.org", &["std-5-1-1 4", "std-4-2-2 2"]),
        ("d:@Example.ORG is:temp", &["std-4-2-2 2"]),
        ("domain:net", &["std-5-1-1 5"]),
        ("!domain:example", &["gmail-unauthenticated 3"]),
        // Not in the middle of a word, as with all fields.
        ("domain:mail", &[]),
        // As long as there is no value yet, everything is kept.
        (
            "domain: is:",
            &["std-5-1-1 9", "gmail-unauthenticated 3", "std-4-2-2 2"],
        ),
    ] {
        let mut state = opened(&log());
        press(&mut state, query);
        assert_eq!(rows(&state), expected, "{query}");
    }
}

/// Two clients that one's own server refused for an unknown user, and one for a relay.
fn refusals() -> String {
    let line = |minute: u32, client: &str, said: &str| {
        format!(
            "2026-11-23T10:{minute:02}:30+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from {client}[192.0.2.66]: {said}; \
             from=<x@gmail.com> to=<cy@example.com> proto=ESMTP helo=<x>\n"
        )
    };
    let unknown = "550 5.1.1 <cy@example.com>: Recipient address rejected: User unknown";
    let google = "mail-wr1-f41.google.com";
    line(1, google, unknown)
        + &line(2, google, unknown)
        + &line(
            3,
            "unknown",
            "554 5.7.1 <cy@example.com>: Relay access denied",
        )
}

const REJECTED: [&str; 3] = ["rejected: 3", "std-5-1-1 2", "std-subject-5-7 1"];

#[test]
fn what_ones_own_server_rejected_is_a_group_of_its_own_in_every_view() {
    let mut state = opened(&(log() + &refusals()));
    let failed = ["std-5-1-1 9", "gmail-unauthenticated 3", "std-4-2-2 2"];
    assert_eq!(rows(&state), [failed, REJECTED].concat());
    assert_eq!(state.view.list.total(state.catalogue()), 17);
    for _ in 0..3 {
        press(&mut state, "<Ctrl-G>");
        let rows = rows(&state);
        assert_eq!(rows[rows.len() - 3..], REJECTED);
    }
    // Shares are of failed attempts: 9 of 14.
    let text = text_of(&play(&mut opened(&(log() + &refusals())), &[], 80, 24));
    assert!(text.contains(" 9  64% "), "{text}");
    assert!(text.contains("Rejected by your server"), "{text}");
}

#[test]
fn what_happened_filters_and_counts_follow() {
    for (query, expected) in [
        ("is:rejected", &REJECTED[..]),
        ("is:deferred", &["std-4-2-2 2"]),
        ("is:bounced", &["std-5-1-1 9", "gmail-unauthenticated 3"]),
        ("!is:rejected temp", &["std-4-2-2 2"]),
        ("action:suppress", &["std-5-1-1 9"]),
        ("action:none", &REJECTED),
        ("provider:gmail", &["gmail-unauthenticated 3"]),
    ] {
        let mut state = opened(&(log() + &refusals()));
        press(&mut state, query);
        assert_eq!(rows(&state), expected, "{query}");
    }
}

#[test]
fn a_rejection_is_explained_to_whoever_refused() {
    let mut state = opened(&refusals());
    let text = text_of(&play(&mut state, &keys("<Enter>"), 200, 60));
    for said in [
        "2 rejected by your server",
        "REJECTED by your server",
        "Nothing to suppress",
        "The address does not exist here",
        "For the sender",
        "f41.google.com[192.0.2.66]",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("failed attempts"), "{text}");
    let Some(Effect::Copy(copied, _)) = press(&mut state, "<Ctrl-Y>") else {
        panic!("nothing is copied");
    };
    assert!(copied.contains("**2 rejected by your server**"), "{copied}");
    assert!(copied.contains("**REJECTED by your server.**"), "{copied}");
}

/// What grows above the heading does not push a chosen row across it.
#[test]
fn a_chosen_rejection_stays_under_its_heading_while_counts_grow() {
    let few = log() + &refusals();
    let more = [UNKNOWN, FULL, GMAIL].map(|said| line(40, "a@example.com", "mx.example.com", said));
    let snapshots = counted(&[&few, &more.concat()]);
    let mut state = state();
    state.open_on_failures(Breakdown::awaited(By::Cause));
    update(&mut state, Event::Resize(80, 24));
    take(&mut state, snapshots[0].clone());
    press(&mut state, "<Down><Down><Down><Down>");
    assert_eq!(selected(&state), "std-subject-5-7");
    take(&mut state, snapshots[1].clone());
    assert_eq!(rows(&state)[3..], REJECTED);
    assert_eq!(selected(&state), "std-subject-5-7");
}

#[test]
fn tabs_count_failed_attempts_of_who_said_it() {
    let mut state = opened(&log());
    let counts = |state: &State| {
        state
            .view
            .tabs()
            .map(|tab| state.view.count(tab))
            .collect::<Vec<_>>()
    };
    // Most first.
    assert_eq!(counts(&state), [14, 11, 3]);
    press(&mut state, "example.org");
    // Whoever said nothing of it stands last.
    assert_eq!(counts(&state), [6, 6, 0]);
    press(&mut state, "<Esc><Tab><Tab>");
    assert_eq!(rows(&state), ["gmail-unauthenticated 3"]);
}

#[test]
fn the_picker_aligns_large_counts() {
    let many: String = (0..1204)
        .map(|number| line(number % 60, "user@example.org", "mx.example.org", FULL))
        .collect();
    let mut state = opened(&(many + &log()));
    let text = text_of(&play(&mut state, &keys("<Ctrl-T>"), 80, 24));
    for row in [" 1,218   every", "     3   mailbox", " 1,215   standard"] {
        assert!(text.contains(row), "{row}: {text}");
    }
}

#[test]
fn the_chart_says_when_it_was_worst_and_ends_with_the_log() {
    let worst = line(7, "user@example.org", "mx.example.org", FULL).repeat(3);
    let once = [5, 6, 20].map(|minute| line(minute, "user@example.org", "mx.example.org", FULL));
    let mut state = opened(&(worst + &once.concat()));
    let text = text_of(&play(&mut state, &keys("<Enter>"), 80, 60));
    assert!(text.contains("2026-11-23 10:20\n"), "{text}");
    let scale = "a bar is 1 min, the tallest 3 at 2026-11-23 10:07";
    assert!(text.contains(scale), "{text}");
}

#[test]
fn what_is_chosen_stays_selected_in_its_place_while_counts_grow() {
    let more = |domain: &str, said: &str| -> String {
        (40..59)
            .map(|minute| line(minute, &format!("u@{domain}"), "mx.example.com", said))
            .collect()
    };
    let parts = [
        log(),
        more("example.com", FULL),
        more("example.com", GMAIL),
        more("example.com", GMAIL),
    ];
    let parts: Vec<_> = parts.iter().map(String::as_str).collect();
    let mut state = state();
    state.open_on_failures(Breakdown::awaited(By::Cause));
    update(&mut state, Event::Resize(80, 24));
    let mut snapshots = counted(&parts).into_iter();
    take(&mut state, snapshots.next().expect("a snapshot"));
    press(&mut state, "<Down>");
    let place = state.view.selected;
    for snapshot in snapshots {
        take(&mut state, snapshot);
        assert_eq!(
            (selected(&state), state.view.selected),
            ("gmail-unauthenticated", place)
        );
    }
    assert_eq!(rows(&state).len(), 3);
}

#[test]
fn while_nobody_has_chosen_the_most_frequent_cause_leads() {
    let more: String = (0..20)
        .map(|_| line(40, "u@example.com", "mx.example.com", FULL))
        .collect();
    let mut state = state();
    state.open_on_failures(Breakdown::awaited(By::Cause));
    for snapshot in counted(&[&log(), &more]) {
        take(&mut state, snapshot);
    }
    assert_eq!(rows(&state)[0], "std-4-2-2 22");
    assert_eq!(selected(&state), "std-4-2-2");
}

#[test]
fn the_entry_opens_in_the_catalogue_and_escape_comes_back() {
    for way in ["<Ctrl-R>", "<Enter>e"] {
        let mut state = opened(&log());
        press(&mut state, "<Ctrl-G><Down>");
        press(&mut state, way);
        assert_eq!((kind(&state), selected(&state)), ("catalogue", "std-4-2-2"));
        press(&mut state, "<Esc>");
        assert_eq!((kind(&state), selected(&state)), ("failures", "std-4-2-2"));
    }
    // What was counted is not lost by one key too many.
    let mut state = opened(&log());
    assert_eq!(press(&mut state, "<Esc>"), None);
    let question = "Esc again quits and drops the counts.";
    assert_eq!(state.notice.as_deref(), Some(question));
    assert_eq!(press(&mut state, "<Down><Esc>"), None);
    assert_eq!(press(&mut state, "<Esc>"), Some(Effect::Quit(None)));
}

#[test]
fn copying_gives_a_summary_for_an_incident_channel() {
    let mut state = opened(&log());
    let Some(Effect::Copy(text, _)) = press(&mut state, "<Ctrl-Y>") else {
        panic!("no copy")
    };
    insta::assert_snapshot!(text);
    let Some(Effect::Copy(text, "the latest line")) = press(&mut state, "<Enter>Y") else {
        panic!("no copy")
    };
    assert!(text.contains("user23@example.org"), "{text}");
}

#[test]
fn a_paste_over_causes_opens_above_them() {
    let mut state = opened(&log());
    update(
        &mut state,
        Event::Paste("552 5.2.2 mailbox full\r".to_owned()),
    );
    assert_eq!(state.view.overlay, Some(Overlay::Diagnosis));
    press(&mut state, "<Esc>");
    assert_eq!((state.view.overlay, kind(&state)), (None, "failures"));
}

#[test]
fn problems_are_a_notice() {
    let mut state = opened("");
    let mut snapshot = Snapshot::default();
    snapshot.problem("mail.log: no permission to read it".to_owned());
    take(&mut state, snapshot);
    assert_eq!(
        state.notice.as_deref(),
        Some("mail.log: no permission to read it")
    );
}

#[test]
fn every_size_draws() {
    for start in [
        "",
        "<Enter>",
        "<Ctrl-G>",
        "<Ctrl-G><Ctrl-G><Down><Enter>",
        "example.org",
        "nothing",
    ] {
        let mut state = opened(&log());
        press(&mut state, start);
        for width in (1..=130).step_by(7) {
            for height in (1..=40).step_by(3) {
                play(&mut state, &[], width, height);
            }
        }
    }
    for log in ["", "what is no log\n"] {
        let mut state = opened(log);
        for (width, height) in [(1, 1), (10, 3), (40, 12), (80, 24), (120, 36)] {
            let pressed = keys("<Enter><Ctrl-R><Ctrl-G><Ctrl-Y><Down><PgUp>x<Esc>");
            play(&mut state, &pressed, width, height);
        }
    }
}

#[test]
fn what_strangers_wrote_cannot_act_on_the_terminal() {
    let hostile = line(
        1,
        "a@\u{1b}[2J\u{202e}x.example.org",
        "mx.example.org",
        "552 5.2.2 \u{7}mailbox \u{9b}2J full",
    );
    for start in ["", "<Enter>", "<Ctrl-G><Ctrl-G>"] {
        let mut state = opened(&hostile);
        let text = text_of(&play(&mut state, &keys(start), 120, 40));
        assert!(text.chars().all(|c| c == '\n' || !is_unsafe(c)), "{text:?}");
        let Some(Effect::Copy(text, _)) = press(&mut state, "<Ctrl-Y>") else {
            panic!("no copy")
        };
        assert!(text.chars().all(|c| c == '\n' || !is_unsafe(c)), "{text:?}");
    }
}

#[test]
fn ascii_draws_nothing_else() {
    let mut appearance = appearance();
    appearance.glyphs = Glyphs::ASCII;
    let mut state = opened_with(state_with("", appearance), &log());
    for start in ["", "<Ctrl-G>", "<Enter>", "<Esc>nothing"] {
        let text = text_of(&play(&mut state, &keys(start), 120, 50));
        assert!(text.is_ascii(), "{text}");
    }
}

/// A state that follows logs: what was there at the start, and what came since.
fn following(before: &str, since: &str) -> State {
    let start = Instant::now();
    let mut triage = Triage::new(Diagnoser::new(catalogue()), Clock::at(1_800_000_000));
    triage.tally.recent = Some(Recent::new(1_800_000_000, start));
    triage.read(before.as_bytes()).expect("a log in memory");
    triage.tally.go_live();
    triage.read(since.as_bytes()).expect("a log in memory");
    let mut state = state();
    state.open_on_failures(Breakdown::awaited(By::Cause));
    update(&mut state, Event::Resize(80, 24));
    take(&mut state, Snapshot::of(&triage.tally));
    state
}

/// Gmail refuses more and more, and somebody says something else.
fn trouble() -> String {
    let gmail = (0..12).map(|number| {
        let minute = 33 + number / 6;
        line(
            minute,
            "user@gmail.com",
            "gmail-smtp-in.l.google.com",
            GMAIL,
        )
    });
    let other = line(34, "user@example.com", "mx.example.com", NEW);
    let unknown = line(34, "user@example.com", "mx.example.com", UNKNOWN);
    gmail.chain([other, unknown]).collect()
}

const NEW: &str = "421 4.4.1 connection timed out";

/// The rows with what failed within a minute, five minutes and an hour, and their marks.
fn paces(state: &State) -> Vec<String> {
    let causes = state.breakdown().expect("causes");
    let item = |(row, what): (usize, &Row)| {
        let Row::Failure(key) = what else { return None };
        let entry = state.entry_of(row)?;
        let marks: Vec<_> = causes.marks(*key).map(Mark::name).collect();
        let [minute, few, hour] = causes.rates(*key)?;
        Some(format!(
            "{} {minute}/{few}/{hour} {}",
            entry.id,
            marks.join(" ")
        ))
    };
    state
        .view
        .rows
        .iter()
        .enumerate()
        .filter_map(item)
        .collect()
}

#[test]
fn while_logs_are_followed_rows_tell_what_is_new_and_what_rises() {
    let state = following(&log(), &trouble());
    assert!(!state.view.list.is_filling());
    assert_eq!(
        paces(&state),
        [
            "gmail-unauthenticated 6/12/15 rising",
            "std-5-1-1 1/1/10 ",
            "std-4-2-2 0/2/2 ",
            "std-4-4-1 1/1/1 new",
        ]
    );
}

#[test]
fn marks_are_those_of_the_rows_in_every_view() {
    for (view, query, expected) in [
        ("", "is:new", &["std-4-4-1 1/1/1 new"][..]),
        ("", "is:rising", &["gmail-unauthenticated 6/12/15 rising"]),
        (
            "",
            "!is:new !is:r",
            &["std-5-1-1 1/1/10 ", "std-4-2-2 0/2/2 "],
        ),
        // There it had not failed before.
        ("<Ctrl-G><Ctrl-G>", "is:new 5.1.1", &["std-5-1-1 1/1/1 new"]),
        (
            "",
            "is:new example.com",
            &["std-5-1-1 1/1/1 new", "std-4-4-1 1/1/1 new"],
        ),
        ("", "is:new is:rising", &[]),
        ("", "is:temporary is:new", &["std-4-4-1 1/1/1 new"]),
    ] {
        let mut state = following(&log(), &trouble());
        press(&mut state, view);
        press(&mut state, query);
        assert_eq!(paces(&state), expected, "{view} {query}");
    }
    let mut state = following(&log(), &trouble());
    press(&mut state, "is:new<Ctrl-G>");
    assert_eq!(paces(&state).len(), 1);
    press(&mut state, "<Ctrl-G>");
    assert_eq!(paces(&state).len(), 2);
    // Without following nothing has a mark.
    let mut state = opened(&log());
    press(&mut state, "is:new");
    assert_eq!(rows(&state), [""; 0]);
}

#[test]
fn a_copy_tells_what_failed_of_late() {
    let mut state = following(&log(), &trouble());
    let Some(Effect::Copy(text, _)) = press(&mut state, "<Ctrl-Y>") else {
        panic!("no copy")
    };
    let told = "6 in the last minute, 12 in five, 15 in the hour, **rising**";
    assert!(text.contains(told), "{text}");
}

/// What is told while a file is not there.
fn waiting() -> Snapshot {
    Snapshot {
        notice: Some("mail.log: no such file; waiting for it".to_owned()),
        ..Snapshot::default()
    }
}

#[test]
fn a_file_that_is_waited_for_is_a_notice_once() {
    let mut state = following(&log(), "");
    let snapshot = waiting();
    take(&mut state, snapshot.clone());
    assert_eq!(state.notice, snapshot.notice);
    press(&mut state, "<Down>");
    take(&mut state, snapshot);
    assert_eq!(state.notice, None);
}

#[test]
fn a_notice_goes_when_the_file_is_there() {
    let mut state = following(&log(), "");
    take(&mut state, waiting());
    take(&mut state, Snapshot::default());
    assert_eq!(state.notice, None);
    // Other notices stay.
    take(&mut state, waiting());
    state.notice = Some("Nothing is selected.".to_owned());
    take(&mut state, Snapshot::default());
    assert_eq!(state.notice.as_deref(), Some("Nothing is selected."));
}

#[test]
fn where_nothing_has_a_mark_that_is_said() {
    for (query, said) in [
        (
            "is:new",
            "Nothing new since 2026-11-23 10:31, when you started to follow.",
        ),
        ("is:rising", "Nothing is rising now."),
        ("is:spike", "No spikes: no cause failed far more often"),
    ] {
        let mut state = following(&log(), "");
        let text = text_of(&play(&mut state, &keys(query), 200, 24));
        assert!(text.contains(said), "{query}: {text}");
        assert!(!text.contains("Try a domain"), "{query}: {text}");
    }
    // There is something new, only not here.
    let mut state = following(&log(), &trouble());
    let text = text_of(&play(&mut state, &keys("is:new 5.7.26"), 200, 24));
    assert!(!text.contains("Nothing new"), "{text}");
}

pictures! {
    following(&log(), &trouble());

    following_side_by_side: 120 x 36, "";
    following_by_domain_stacked: 80 x 24, "<Ctrl-G><Ctrl-G><Down>";
    following_in_one_pane: 40 x 12, "<Down>";
    reading_while_following: 40 x 12, "<Enter>";
    searching_while_following: 80 x 24, "is:new";
}

#[test]
fn how_fresh_counts_are_is_shown_at_every_width() {
    let mut state = following(&log(), "");
    let mut snapshot = state.breakdown().expect("causes").snapshot.clone();
    for (idle, [wide, middle, narrow]) in [
        (
            9,
            [
                "as of 14:20:31  following: ",
                "as of 14:20:31  following ",
                "following ",
            ],
        ),
        (
            47,
            [
                "as of 14:20:31, idle 40 s  following: ",
                "as of 14:20:31, idle 40 s  ",
                "idle 40 s, ",
            ],
        ),
        (
            7_300,
            [
                "as of 14:20:31, idle 2 h  following: ",
                "as of 14:20:31, idle 2 h  ",
                "idle 2 h, ",
            ],
        ),
    ] {
        // 2026-11-23 14:20:31
        let as_of = 1_795_443_631;
        snapshot.pulse = Some(Pulse { as_of, idle });
        take(&mut state, snapshot.clone());
        for (size, shown) in [((120, 36), wide), ((80, 24), middle), ((40, 12), narrow)] {
            let text = text_of(&play(&mut state, &[], size.0, size.1));
            let line = text.lines().next().unwrap_or_default();
            assert!(line.contains(shown), "{size:?} {line:?}");
        }
    }
}

#[test]
fn the_counts_of_the_narrowest_window_add_up_to_those_of_the_tabs() {
    let mut state = opened(&(log() + &refusals()));
    let text = text_of(&play(&mut state, &[], 40, 12));
    let status = state.breakdown().expect("causes").snapshot.status;
    assert!(status.rejected > 0);
    let line = text.lines().next().unwrap_or_default();
    let counts = format!("{} failed, {} rejected", status.failed(), status.rejected);
    assert!(line.contains(&counts), "{line}");
    let all = format!("[All {}]", status.failed() + status.rejected);
    assert!(text.contains(&all), "{text}");
}

/// An hour in which unknown users fail all the time, and Gmail refuses for five minutes.
fn incident() -> String {
    let minutes = (0..60).map(|minute| {
        let unknown = line(minute, "user@example.net", "mx.example.net", UNKNOWN).repeat(2);
        let relay = "gmail-smtp-in.l.google.com";
        let times = if (30..35).contains(&minute) { 8 } else { 0 };
        unknown + &line(minute, "user@gmail.com", relay, GMAIL).repeat(times)
    });
    minutes.collect()
}

const SPIKE: &str = "Spike 10:30 to 10:35: 40 failed, none otherwise; over since 10:35";

#[test]
fn a_spike_is_selected_first_and_told_first() {
    let mut state = opened(&incident());
    assert_eq!(rows(&state), ["std-5-1-1 120", "gmail-unauthenticated 40"]);
    assert_eq!(selected(&state), "gmail-unauthenticated");
    let text = text_of(&play(&mut state, &[], 120, 36));
    assert!(text.contains("1 spike  sent 0"), "{text}");
    let detail = "Spike 10:30 to 10:35: 40 failed, none otherwise;";
    assert!(text.contains(detail), "{text}");
    let Some(Effect::Copy(copy, _)) = press(&mut state, "<Ctrl-Y>") else {
        panic!("no copy")
    };
    assert!(copy.contains(&format!("\n\n**{SPIKE}**\n\n")), "{copy}");
    for (query, expected) in [
        ("is:spike", &["gmail-unauthenticated 40"][..]),
        ("is:s domain:gmail.com", &["gmail-unauthenticated 40"]),
        ("!is:spike", &["std-5-1-1 120"]),
        ("is:spike example.net", &[]),
    ] {
        let mut state = opened(&incident());
        press(&mut state, query);
        assert_eq!(rows(&state), expected, "{query}");
    }
}

/// What fails most is on the screen, and the key is told that leads to the spike.
#[test]
fn a_spike_further_down_is_not_scrolled_to() {
    let others = [
        "552 5.2.2 mailbox full",
        "450 4.7.1 greylisted",
        "554 5.4.6 too many hops",
        "535 5.7.8 authentication failed",
    ];
    let minutes = (0..60).flat_map(|minute| {
        let reply = move |reply| line(minute, "user@example.net", "mx.example.net", reply);
        others.map(reply)
    });
    let log = incident() + &minutes.collect::<String>();
    for (size, expected) in [((120, 36), "gmail-unauthenticated"), ((40, 7), "std-5-1-1")] {
        let (_, mut state) = triaged(&log);
        let text = text_of(&play(&mut state, &[], size.0, size.1));
        assert_eq!(selected(&state), expected, "{text}");
        assert_eq!(state.view.top, 0, "{text}");
        let is_told = text.contains("A spike is further down: F3");
        assert_eq!(is_told, expected == "std-5-1-1", "{text}");
        press(&mut state, "<F3>");
        assert_eq!(selected(&state), "gmail-unauthenticated");
    }
    let (_, mut state) = triaged(&minutes_of_nothing());
    press(&mut state, "<F3>");
    let notice = state.notice.as_deref();
    assert_eq!(
        notice,
        Some("Nothing here failed far more often for a while.")
    );
}

/// One failure that never spikes.
fn minutes_of_nothing() -> String {
    let reply = "552 5.2.2 mailbox full";
    let minutes = 0..60;
    minutes
        .map(|minute| line(minute, "user@example.net", "mx.example.net", reply))
        .collect()
}

#[test]
fn nothing_jumps_to_a_spike_once_somebody_has_moved() {
    let incident = incident();
    let (before, since) = incident.split_at(incident.find("T10:31").unwrap_or_default() - 10);
    let mut state = state();
    state.open_on_failures(Breakdown::awaited(By::Cause));
    let mut snapshots = counted(&[before, since]).into_iter();
    take(&mut state, snapshots.next().expect("a snapshot"));
    assert_eq!(selected(&state), "std-5-1-1");
    press(&mut state, "<Down><Up>");
    take(&mut state, snapshots.next().expect("a snapshot"));
    assert!(!state.view.list.is_filling());
    assert_eq!(selected(&state), "std-5-1-1");
    // A query leads to what fits it best.
    let mut state = opened(&incident);
    press(&mut state, "5");
    assert_eq!(selected(&state), "std-5-1-1");
}

#[test]
fn a_spike_is_marked_wherever_its_cause_fails() {
    let elsewhere = line(33, "user@example.com", "gmail-smtp-in.l.google.com", GMAIL);
    let mut state = opened(&(incident() + &elsewhere));
    press(&mut state, "<Ctrl-G><Ctrl-G>is:spike");
    assert_eq!(
        rows(&state),
        [
            "gmail.com: 40",
            "gmail-unauthenticated 40",
            "example.com: 1",
            "gmail-unauthenticated 1"
        ]
    );
    let text = text_of(&play(&mut state, &keys("<Enter>"), 120, 36));
    assert!(text.contains("at all domains"), "{text}");
}

pictures! {
    opened(&incident());

    a_spike_side_by_side: 120 x 36, "";
    a_spike_stacked: 80 x 24, "";
    a_spike_in_one_pane: 40 x 12, "";
    reading_a_spike_in_one_pane: 40 x 12, "<Enter>";
}

pictures! {
    opened(&log());

    causes_side_by_side: 120 x 36, "";
    causes_by_domain_stacked: 80 x 24, "<Ctrl-G><Ctrl-G>";
    causes_in_one_pane: 40 x 12, "";
    reading_a_cause: 80 x 40, "<Enter>";
    reading_a_cause_in_one_pane: 40 x 12, "<Enter>";
    no_match_among_causes: 80 x 24, "nothing";
}

#[test]
fn causes_that_are_being_counted() {
    let mut state = opened(&log());
    let mut snapshot = counted(&[&log()]).remove(0);
    snapshot.is_last = false;
    (snapshot.bytes, snapshot.rate, snapshot.left) = (1_288_490_188, 850 << 20, Some(12));
    let frame = play_events(&mut state, [Event::Counted(Box::new(snapshot))], 120, 36);
    insta::assert_snapshot!(picture(&state, &frame));
}

#[test]
fn no_delivery_failed() {
    let sent =
        line(1, "a@example.org", "mx.example.org", "250 2.0.0 Ok").replace("bounced", "sent");
    let mut state = opened(&sent);
    let frame = play(&mut state, &[], 80, 24);
    insta::assert_snapshot!(picture(&state, &frame));
}

#[test]
fn monochrome_causes() {
    let mut appearance = appearance();
    appearance.theme = Theme::monochrome();
    let mut state = opened_with(state_with("", appearance), &log());
    let frame = play(&mut state, &[], 80, 24);
    insta::assert_snapshot!(picture(&state, &frame));
}

#[test]
fn guesses_alone_are_no_reason_to_suppress() {
    for (said, is_guess) in [("550 5.1.1 no", true), (UNKNOWN, false)] {
        let mut state = opened(&line(0, "jo@example.org", "mx.example.org", said));
        let text = text_of(&play(&mut state, &keys("<Enter>"), 200, 60));
        let warns = text.contains("Codes alone do not say that an address is dead");
        assert_eq!(warns, is_guess, "{text}");
    }
}
