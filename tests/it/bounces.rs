//! Failed recipients in the explorer: how pasting and reading change the state, and how it looks.

use crate::support::{
    appearance, catalogue, keys, kind, picture, pictures, press, state, state_with,
};
use bouncedex::bounce;
use bouncedex::catalogue::ProviderId;
use bouncedex::diagnose::Diagnoser;
use bouncedex::diagnose::intake::{Batch, ExplainedItem, Intake, MOST_BOUNCES};
use bouncedex::explorer::lists::bounces::Bounces;
use bouncedex::explorer::lists::{Heading, Row};
use bouncedex::explorer::print::{play, play_events, text_of};
use bouncedex::explorer::state::{Overlay, State};
use bouncedex::explorer::theme::{Glyphs, Theme};
use bouncedex::explorer::update::{Effect, Event, update};
use bouncedex::sanitize::is_unsafe;

/// Of one host, as Postfix writes it: three failed recipients, and one that got the message.
const LOG: &str = "\
Nov 23 10:00:01 mx1 postfix/smtp[811]: 4QwZ1: to=<ada@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.26, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.26 This mail has been blocked because the sender is unauthenticated. gsmtp (in reply to end of DATA command))
Nov 23 10:00:02 mx1 postfix/smtp[812]: 4QwZ2: to=<ben@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 <ben@example.net>: user unknown (in reply to RCPT TO command))
Nov 23 10:00:03 mx1 postfix/smtp[813]: 4QwZ3: to=<cleo@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9F)
Nov 23 10:00:04 mx1 postfix/smtp[814]: 4QwZ4: to=<dora@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.9] said: 550 5.1.1 user unknown (in reply to RCPT TO command))
Nov 23 10:00:05 mx1 postfix/smtp[815]: 4QwZ5: to=<emil@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=4.2.2, status=deferred (host mx.example.org[192.0.2.9] said: 452 4.2.2 mailbox full (in reply to RCPT TO command))
";

/// What a terminal sends for a paste: its line ends are carriage returns.
fn pasted(text: &str) -> Event {
    Event::Paste(text.replace('\n', "\r"))
}

/// A state with a pasted log, as a terminal of 80 by 24 shows it.
fn listed() -> State {
    let mut state = state();
    update(&mut state, Event::Resize(80, 24));
    update(&mut state, pasted(LOG));
    state
}

fn recipient(explained: Option<&ExplainedItem>) -> &str {
    let bounce = explained.map(|explained| &explained.item.bounce);
    bounce
        .and_then(|bounce| bounce.recipient.as_deref())
        .unwrap_or("nobody")
}

fn selected(state: &State) -> &str {
    recipient(state.view.explained.as_ref())
}

/// All recipients that are listed, from top to bottom.
fn recipients(state: &State) -> Vec<&str> {
    let item = |row: &Row| match row {
        Row::Bounce(index) => state.item(*index)?.bounce.recipient.as_deref(),
        Row::Heading(..) | Row::Entry(_) | Row::Failure(_) | Row::Change(_) => None,
    };
    state.view.rows.iter().filter_map(item).collect()
}

/// A batch of replies to so many recipients of a domain, from one number on.
fn batch(domain: &str, from: usize, count: usize, said: &str) -> Batch {
    let diagnoser = Diagnoser::new(catalogue());
    let mut intake = Intake::new(&diagnoser);
    for number in from..from + count {
        let bounce = bounce::Bounce {
            recipient: Some(format!("user{number}@{domain}").into()),
            diagnostic: said.into(),
            ..bounce::Bounce::default()
        };
        intake.take(None, number, &bounce);
    }
    intake.batch()
}

const UNKNOWN: &str = "550 5.1.1 user unknown";
const FULL: &str = "552 5.2.2 mailbox full";

/// A state that was opened on an input of which this was read so far, in a terminal of 80 by 24.
fn opened(batches: impl IntoIterator<Item = Batch>) -> State {
    let mut state = state();
    state.open_on(Bounces::awaited());
    update(&mut state, Event::Resize(80, 24));
    for batch in batches {
        read(&mut state, batch);
    }
    state
}

fn read(state: &mut State, batch: Batch) {
    update(state, Event::Read(batch));
    state.search_if_stale();
}

fn end() -> Batch {
    Batch {
        is_last: true,
        ..Batch::default()
    }
}

#[test]
fn a_pasted_log_opens_a_list_grouped_by_entry_most_bounces_first() {
    let state = listed();
    assert_eq!(kind(&state), "bounces");
    assert_eq!(
        recipients(&state),
        [
            "ben@example.net",
            "dora@example.org",
            "ada@gmail.com",
            "emil@example.org"
        ]
    );
    let headings = state.view.rows.iter().filter_map(|row| match row {
        Row::Heading(Heading::Entry(entry), count) => {
            Some((state.catalogue().entry_at(*entry).id, *count))
        }
        _ => None,
    });
    assert_eq!(
        headings.collect::<Vec<_>>(),
        [
            ("std-5-1-1", 2),
            ("gmail-unauthenticated", 1),
            ("std-4-2-2", 1)
        ]
    );
    assert_eq!(selected(&state), "ben@example.net");
}

#[test]
fn escape_leaves_a_pasted_list_to_the_untouched_search() {
    let mut state = state();
    update(&mut state, Event::Resize(80, 24));
    press(&mut state, "5.1.1<Down>");
    let before = text_of(&play(&mut state, &[], 80, 24));
    update(&mut state, pasted(LOG));
    press(&mut state, "gmail<Enter>j");
    for (reading, query) in [(false, "gmail"), (false, "")] {
        assert_eq!(press(&mut state, "<Esc>"), None);
        assert_eq!(
            (state.view.reading, state.view.input.value()),
            (reading, query)
        );
    }
    assert_eq!(press(&mut state, "<Esc>"), None);
    assert_eq!(kind(&state), "catalogue");
    assert_eq!(text_of(&play(&mut state, &[], 80, 24)), before);
}

#[test]
fn escape_leaves_the_program_that_was_opened_on_a_list() {
    let mut state = opened([batch("example.org", 0, 5, UNKNOWN), end()]);
    press(&mut state, "user3<Enter>");
    assert_eq!(press(&mut state, "<Esc><Esc>"), None);
    assert_eq!(state.notice, None);
    assert_eq!(press(&mut state, "<Esc>"), None);
    let question = "Esc again quits and drops the list.";
    assert_eq!(state.notice.as_deref(), Some(question));
    assert_eq!(press(&mut state, "<Esc>"), Some(Effect::Quit(None)));
}

#[test]
fn a_bounce_that_comes_alone_is_read_at_once_and_escape_closes_it() {
    let mut state = state();
    update(&mut state, Event::Resize(80, 24));
    let line = LOG.lines().nth(1).expect("a line");
    update(&mut state, pasted(line));
    assert_eq!(state.view.overlay, Some(Overlay::Diagnosis));
    assert_eq!(recipient(state.shown_bounce()), "ben@example.net");
    press(&mut state, "<Esc>");
    assert_eq!((state.view.overlay, kind(&state)), (None, "catalogue"));

    let mut state = opened([batch("example.org", 0, 1, UNKNOWN), end()]);
    assert_eq!(state.view.overlay, Some(Overlay::Diagnosis));
    assert_eq!(press(&mut state, "<Esc>"), Some(Effect::Quit(None)));
}

#[test]
fn a_paste_over_a_bounce_that_came_alone_closes_alone() {
    let mut state = opened([batch("example.org", 0, 1, UNKNOWN), end()]);
    update(&mut state, pasted("552 5.2.2 mailbox full\n"));
    assert_eq!(press(&mut state, "<Esc>"), None);
    assert_eq!(press(&mut state, "<Esc>"), Some(Effect::Quit(None)));
}

#[test]
fn words_fields_and_codes_filter_the_list() {
    for (query, expected) in [
        ("example.org", &["dora@example.org", "emil@example.org"][..]),
        ("DORA@", &["dora@example.org"]),
        ("192.0.2.9", &[]),
        ("mx.example.net", &["ben@example.net"]),
        ("unauthenticated", &["ada@gmail.com"]),
        ("gmail", &["ada@gmail.com"]),
        ("provider:gmail", &["ada@gmail.com"]),
        ("domain:gmail", &["ada@gmail.com"]),
        ("domain:example.net", &["ben@example.net"]),
        ("domain:ben", &[]),
        ("is:temporary", &["emil@example.org"]),
        ("!is:permanent", &["emil@example.org"]),
        (
            "category:hard 5.1",
            &["ben@example.net", "dora@example.org"],
        ),
        ("reason:mailbox-full", &["emil@example.org"]),
        ("55x !ben", &["ada@gmail.com", "dora@example.org"]),
        ("5726", &["ada@gmail.com"]),
        ("452", &["emil@example.org"]),
        ("\"mailbox full\"", &["emil@example.org"]),
        ("drora", &[]),
    ] {
        let mut state = listed();
        press(&mut state, query);
        assert_eq!(recipients(&state), expected, "{query}");
        assert_eq!(state.view.count(None), expected.len(), "{query}");
    }
}

/// Clients whom one's own server refused: two at a mailbox that does not exist, one for now.
const REFUSALS: &str = "\
Nov 23 10:01:01 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from mail-wr1-f41.google.com[192.0.2.41]: 550 5.1.1 <fay@example.com>: Recipient address rejected: User unknown; from=<a@gmail.com> to=<fay@example.com> proto=ESMTP helo=<mail-wr1-f41.google.com>
Nov 23 10:01:02 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.66]: 550 5.1.1 <gus@example.com>: Recipient address rejected: User unknown; from=<x@example.net> to=<gus@example.com> proto=ESMTP helo=<x>
Nov 23 10:01:03 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.67]: 452 4.2.2 <hal@example.com>: mailbox full; from=<x@example.net> to=<hal@example.com> proto=ESMTP helo=<x>
";

fn with_refusals() -> State {
    let mut state = state();
    update(&mut state, Event::Resize(80, 24));
    update(&mut state, pasted(&(REFUSALS.to_owned() + LOG)));
    state
}

#[test]
fn what_ones_own_server_rejected_is_a_section_behind_all_others() {
    let state = with_refusals();
    let headings = state.view.rows.iter().filter_map(|row| match row {
        Row::Heading(Heading::Entry(entry), count) => {
            let id = state.catalogue().entry_at(*entry).id;
            Some(format!("{id} {count}"))
        }
        Row::Heading(Heading::Rejected, count) => Some(format!("rejected {count}")),
        _ => None,
    });
    assert_eq!(
        headings.collect::<Vec<_>>(),
        [
            "std-5-1-1 2",
            "gmail-unauthenticated 1",
            "std-4-2-2 1",
            "rejected 3",
            "std-5-1-1 2",
            "std-4-2-2 1",
        ]
    );
    // The client is not who said it.
    let gmail = state.view.tabs().map(|tab| {
        let name = tab.map(|tab| state.catalogue().provider(tab).name);
        (name == Some("Gmail")).then(|| state.view.count(tab))
    });
    assert_eq!(gmail.flatten().collect::<Vec<_>>(), [1]);
}

#[test]
fn addresses_of_hosts_are_found_in_quotes_and_left_out_by_a_mark() {
    for (query, count) in [
        ("\"host 198.51.100.9 is listed\"", 1),
        ("198.51.100.9", 1),
        ("!198.51.100.9", 1),
        ("!198.51.100.9 !user", 0),
    ] {
        let mut state = state();
        let two = "550 5.7.1 host 198.51.100.9 is listed\n\n550 5.1.1 no such user\n";
        update(&mut state, Event::Paste(two.to_owned()));
        press(&mut state, query);
        assert_eq!(state.view.count(None), count, "{query}");
    }
}

#[test]
fn what_happened_filters_the_list() {
    let rejected = &["fay@example.com", "gus@example.com", "hal@example.com"][..];
    for (query, expected) in [
        ("is:rejected", rejected),
        ("is:rej is:temporary", &["hal@example.com"]),
        ("is:deferred", &["emil@example.org"]),
        (
            "is:bounced",
            &["ben@example.net", "dora@example.org", "ada@gmail.com"],
        ),
        ("!is:rejected !is:bounced", &["emil@example.org"]),
        ("is:expired", &[]),
        // Nobody is to be suppressed for it.
        ("action:suppress", &["ben@example.net", "dora@example.org"]),
        ("action:none", rejected),
    ] {
        let mut state = with_refusals();
        press(&mut state, query);
        assert_eq!(recipients(&state), expected, "{query}");
    }
    let mut state = with_refusals();
    let text = text_of(&play(&mut state, &keys("is:expired"), 120, 24));
    assert!(text.contains("Nothing here is expired."), "{text}");
}

#[test]
fn a_refusal_is_explained_to_whoever_refused() {
    let mut state = with_refusals();
    let text = text_of(&play(&mut state, &keys("fay<Enter>z"), 120, 50));
    for said in [
        "Rejected by your server",
        "from mail-wr1-f41.google.com",
        "rejected by your server at RCPT",
        "REJECTED by your server",
        "Permanently. Nothing to suppress: none of your own",
        "What your server said",
        "Said by: your server.",
        "The address does not exist here",
        "For the sender",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("Suppress the address."), "{text}");
    let Some(Effect::Copy(copied, _)) = press(&mut state, "<Ctrl-Y>") else {
        panic!("nothing is copied");
    };
    assert!(copied.contains("**REJECTED by your server.**"), "{copied}");
    assert!(copied.contains("does not exist here"), "{copied}");
}

#[test]
fn tabs_count_the_bounces_of_who_said_it() {
    let mut state = listed();
    let tabs = |state: &State| -> Vec<(&str, usize)> {
        let name =
            |tab: Option<ProviderId>| tab.map_or("All", |tab| state.catalogue().provider(tab).name);
        state
            .view
            .tabs()
            .map(|tab| (name(tab), state.view.count(tab)))
            .collect()
    };
    assert_eq!(tabs(&state), [("All", 4), ("Gmail", 1), ("Standard", 3)]);
    press(&mut state, "ben");
    assert_eq!(tabs(&state), [("All", 1), ("Standard", 1), ("Gmail", 0)]);
    press(&mut state, "<Esc><Tab>");
    assert_eq!(recipients(&state), ["ada@gmail.com"]);
    press(&mut state, "<Esc>");
    assert_eq!((kind(&state), state.view.tab), ("bounces", None));
}

#[test]
fn the_entry_opens_in_the_catalogue_and_escape_comes_back() {
    for start in [
        "<Down><Ctrl-R>",
        "<Down><Enter>e",
        "dora<Enter>je",
        "<Tab><Tab><Down><Ctrl-R>",
    ] {
        let mut state = listed();
        let (visit, way) = start.split_at(start.len() - if start.ends_with('e') { 1 } else { 8 });
        press(&mut state, visit);
        let before = text_of(&play(&mut state, &[], 80, 24));
        press(&mut state, way);
        assert_eq!(kind(&state), "catalogue", "{start}");
        assert_eq!(state.entry().map(|entry| entry.id), Some("std-5-1-1"));
        press(&mut state, "<Esc>");
        assert_eq!(text_of(&play(&mut state, &[], 80, 24)), before, "{start}");
        assert_eq!(selected(&state), "dora@example.org");
    }
}

#[test]
fn a_visit_can_search_the_catalogue_before_it_comes_back() {
    let mut state = listed();
    press(&mut state, "<Ctrl-R>/quota<Enter>");
    assert_eq!(state.view.input.value(), "quota");
    press(&mut state, "<Esc><Esc>");
    assert_eq!((kind(&state), state.view.input.value()), ("catalogue", ""));
    press(&mut state, "<Esc>");
    assert_eq!(kind(&state), "bounces");
}

#[test]
fn copying_takes_recipient_reply_and_answer() {
    let mut state = listed();
    for start in ["<Ctrl-Y>", "<Enter>y"] {
        let Some(Effect::Copy(text, _)) = press(&mut state, start) else {
            panic!("no copy")
        };
        assert!(
            text.starts_with(
                "`ben@example.net`:\n\n```\n550 5.1.1 <ben@example.net>: user unknown\n```\n"
            ),
            "{text}"
        );
        assert!(text.contains("### 550 5.1.1 · Standard"), "{text}");
    }
    let Some(Effect::Copy(text, _)) = press(&mut state, "Y") else {
        panic!("no copy")
    };
    assert!(text.starts_with("550 5.1.1 <ben@example.net>"), "{text}");
}

#[test]
fn several_replies_are_a_list_and_one_of_several_lines_is_not() {
    let mut state = state();
    update(&mut state, Event::Resize(80, 24));
    update(
        &mut state,
        pasted("550 5.1.1 user unknown\n552 5.2.2 mailbox full\n"),
    );
    assert_eq!(
        (kind(&state), state.view.list.total(state.catalogue())),
        ("bounces", 2)
    );
    press(&mut state, "<Esc>");
    update(&mut state, pasted("550-5.1.1 user\n550 5.1.1 unknown\n"));
    assert_eq!(
        (kind(&state), state.view.overlay),
        ("catalogue", Some(Overlay::Diagnosis))
    );
}

/// The screen tells of a reply what `explain` does, however the reply is broken.
#[test]
fn a_pasted_reply_keeps_what_is_known_about_it() {
    for text in [
        "Mail to jo@example.org failed:\n\n550 5.1.1 User unknown\n",
        "jo@example.org\n550 5.1.1 User unknown\n",
        "550 5.1.1 <jo@example.org>: User\nunknown\n",
    ] {
        let mut state = state();
        update(&mut state, pasted(text));
        assert_eq!(
            recipient(state.view.pasted.as_ref()),
            "jo@example.org",
            "{text}"
        );
    }
    let mut state = state();
    update(
        &mut state,
        pasted("host mx.example.org[192.0.2.7] said: 550 5.1.1 <jo@example.org>: User\nunknown\n"),
    );
    let item = &state.shown_bounce().expect("the reply").item;
    assert_eq!(item.bounce.remote.as_deref(), Some("mx.example.org"));
}

/// A sentence is explained, as `explain` does; few words are a query, and so is what tells no failure.
#[test]
fn a_pasted_sentence_is_explained() {
    for (text, is_explained) in [
        (
            "Your message could not be delivered because the mailbox of the recipient is full",
            true,
        ),
        ("mailbox full", false),
        (
            "why do so many of our messages go to spam since Monday",
            false,
        ),
    ] {
        let mut state = state();
        update(&mut state, pasted(text));
        assert_eq!(state.view.pasted.is_some(), is_explained, "{text}");
    }
}

#[test]
fn a_pasted_bounce_is_there_again_after_another_was_pasted_over_its_entry() {
    let mut state = state();
    update(&mut state, Event::Resize(80, 24));
    update(&mut state, pasted("550 5.1.1 user unknown"));
    press(&mut state, "e");
    assert_eq!((state.view.overlay, state.below.len()), (None, 1));
    update(&mut state, pasted("552 5.2.2 mailbox full"));
    press(&mut state, "<Esc><Esc>");
    let shown = state.shown_bounce().expect("the first bounce");
    assert_eq!(shown.item.bounce.diagnostic, "550 5.1.1 user unknown");
}

#[test]
fn what_is_typed_in_the_catalogue_is_there_again_behind_a_pasted_list() {
    let mut state = state();
    press(&mut state, "mailbox<Tab><Down><Down><Enter>j");
    let before = state.view.clone();
    update(
        &mut state,
        pasted("550 5.1.1 user unknown\n552 5.2.2 mailbox full\n"),
    );
    press(&mut state, "full<Enter><Esc><Esc><Esc>");
    let after = &state.view;
    assert_eq!(after.input.value(), "mailbox");
    assert_eq!((after.tab, after.selected), (before.tab, before.selected));
    assert_eq!(
        (after.top, after.detail_top, after.reading),
        (before.top, before.detail_top, true)
    );
}

#[test]
fn a_pasted_message_and_json_are_read() {
    let message = "\
From: MAILER-DAEMON@mx1.example.com\nTo: news@example.com\nSubject: Undelivered Mail Returned to Sender\n\
MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx1.example.com\n\n\
Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.example.org\n\
Diagnostic-Code: smtp; 550 5.1.1 user unknown\n\n\
Final-Recipient: rfc822; ben@example.org\nAction: failed\nStatus: 5.2.2\n\
Diagnostic-Code: smtp; 552 5.2.2 mailbox full\n\n--b--\n";
    let mut state = state();
    update(&mut state, Event::Resize(80, 24));
    update(&mut state, pasted(message));
    assert_eq!(recipients(&state), ["ada@example.org", "ben@example.org"]);
    press(&mut state, "<Esc>");
    let json = r#"{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General",
"bouncedRecipients":[{"emailAddress":"cleo@example.org","status":"5.1.1","action":"failed",
"diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"timestamp":"2026-11-23T10:00:00.000Z"},"mail":{"messageId":"1"}}"#;
    update(&mut state, pasted(json));
    assert_eq!(recipient(state.shown_bounce()), "cleo@example.org");
}

#[test]
fn what_is_chosen_stays_in_its_place_while_the_list_fills() {
    let mut state = opened([batch("example.org", 0, 30, UNKNOWN)]);
    press(&mut state, "<PgDn><PgDn><Down><Enter>jj");
    let before = (selected(&state).to_owned(), state.view.detail_top);
    let row = |state: &State| state.view.selected.expect("a selection") - state.view.top;
    let above = row(&state);
    for from in 0..5 {
        read(&mut state, batch("example.net", from * 50, 50, FULL));
        read(&mut state, batch("example.com", from * 50, 5, UNKNOWN));
        assert_eq!((selected(&state).to_owned(), state.view.detail_top), before);
        assert_eq!(row(&state), above);
    }
    read(&mut state, end());
    assert_eq!(
        (selected(&state).to_owned(), row(&state)),
        (before.0, above)
    );
    assert!(!state.view.list.is_filling() && state.view.reading);
}

#[test]
fn while_nobody_has_chosen_the_largest_group_leads() {
    let mut state = opened([batch("example.org", 0, 3, UNKNOWN)]);
    read(&mut state, batch("example.net", 0, 4, FULL));
    read(&mut state, end());
    assert_eq!((selected(&state), state.view.top), ("user0@example.net", 0));
}

#[test]
fn bounces_beyond_the_limit_are_counted_and_a_notice_says_so() {
    let mut state = opened([batch("example.org", 0, MOST_BOUNCES + 50, UNKNOWN)]);
    let notice = state.notice.as_deref().unwrap_or_default();
    assert!(
        notice.starts_with("Only the first 100,000 bounces"),
        "{notice}"
    );
    assert_eq!(state.view.list.total(state.catalogue()), MOST_BOUNCES + 50);
    assert_eq!(state.view.count(None), MOST_BOUNCES + 50);
    assert!(matches!(state.view.rows[0], Row::Heading(_, count) if count == MOST_BOUNCES + 50));
    press(&mut state, "user7@");
    assert_eq!(recipients(&state), ["user7@example.org"]);
}

#[test]
fn problems_are_a_notice_and_kept() {
    let problem = Batch {
        problems: vec!["mail.log: no permission to read it".to_owned()],
        ..end()
    };
    let state = opened([batch("example.org", 0, 2, UNKNOWN), problem]);
    assert_eq!(
        state.notice.as_deref(),
        Some("mail.log: no permission to read it")
    );
    assert_eq!(state.bounces().expect("a list").problems.len(), 1);
}

#[test]
fn a_paste_over_a_list_that_fills_leaves_it_filling() {
    let mut state = opened([batch("example.org", 0, 3, UNKNOWN)]);
    update(&mut state, pasted(LOG));
    assert_eq!(state.view.list.total(state.catalogue()), 4);
    read(&mut state, batch("example.net", 0, 4, FULL));
    assert_eq!(
        (
            state.view.list.total(state.catalogue()),
            state.view.list.is_filling()
        ),
        (4, false)
    );
    press(&mut state, "<Esc>");
    assert_eq!(
        (
            state.view.list.total(state.catalogue()),
            state.view.list.is_filling()
        ),
        (7, true)
    );
}

#[test]
fn every_size_draws() {
    for start in ["", "<Enter>", "example<Down>", "nobody", "<Ctrl-R>"] {
        let mut state = listed();
        press(&mut state, start);
        for width in (1..=130).step_by(7) {
            for height in (1..=40).step_by(3) {
                play(&mut state, &[], width, height);
            }
        }
    }
    for batches in [vec![], vec![end()]] {
        let mut state = opened(batches);
        for (width, height) in [(1, 1), (10, 3), (40, 12), (80, 24), (120, 36)] {
            play(
                &mut state,
                &keys("<Enter><Ctrl-R><Ctrl-Y><Down><PgUp>x<Esc>"),
                width,
                height,
            );
        }
    }
}

#[test]
fn the_key_line_leads_to_the_answer_and_back_in_any_width() {
    let opened = opened([batch("example.org", 0, 2, UNKNOWN)]);
    for mut state in [state(), listed(), opened] {
        for (pressed, leads_on) in [("", " Enter read "), ("<Enter>", " j/k scroll ")] {
            press(&mut state, pressed);
            for (width, height) in (40..=120).flat_map(|width| [(width, 12), (width, 24)]) {
                let text = text_of(&play(&mut state, &[], width, height));
                let last = text.lines().last().unwrap_or_default();
                assert!(
                    last.contains(leads_on) && last.contains(" Esc "),
                    "{width}: {last}"
                );
            }
        }
    }
}

#[test]
fn what_strangers_wrote_cannot_act_on_the_terminal() {
    let hostile = "552 5.2.2 <\u{1b}[2J\u{202e}x@example.org> mailbox \u{7}full\n550 5.1.1 user \u{9b}2J unknown\n";
    let mut state = state();
    for keys_text in ["", "<Enter>", "<Esc><Down>", "x"] {
        let mut events = vec![pasted(hostile)];
        events.extend(keys(keys_text).into_iter().map(Event::Key));
        let text = text_of(&play_events(&mut state, events, 120, 36));
        assert!(text.chars().all(|c| c == '\n' || !is_unsafe(c)), "{text:?}");
    }
}

#[test]
fn ascii_draws_nothing_else() {
    let mut appearance = appearance();
    appearance.glyphs = Glyphs::ASCII;
    let mut state = state_with("", appearance);
    update(&mut state, pasted(LOG));
    for keys_text in ["", "<Enter>", "<Esc>nobody", "<Esc><Down>"] {
        let text = text_of(&play(&mut state, &keys(keys_text), 120, 36));
        assert!(text.is_ascii(), "{text}");
    }
}

pictures! {
    listed();

    a_list_side_by_side: 120 x 36, "";
    a_filtered_list_stacked: 80 x 24, "example.org<Down>";
    a_list_in_one_pane: 40 x 12, "";
    reading_a_bounce_in_one_pane: 40 x 12, "<Enter>";
    reading_a_bounce_stacked: 80 x 24, "<Down><Enter>";
    a_visited_entry: 80 x 24, "<Ctrl-R>";
    no_match_in_a_list: 80 x 24, "nobody";
    the_best_answer_of_a_list: 24 x 4, "";
}

#[test]
fn a_list_that_fills() {
    let mut state = opened([batch("example.org", 0, 1204, UNKNOWN)]);
    let frame = play(&mut state, &keys("user12<Down>"), 80, 24);
    insta::assert_snapshot!(picture(&state, &frame));
}

#[test]
fn nothing_recognised() {
    let mut state = opened([end()]);
    let frame = play(&mut state, &[], 80, 24);
    insta::assert_snapshot!(picture(&state, &frame));
}

#[test]
fn monochrome_names_no_colour_but_keeps_glyphs_and_words() {
    let mut appearance = appearance();
    appearance.theme = Theme::monochrome();
    let mut state = state_with("", appearance);
    let frame = play_events(&mut state, [pasted(LOG)], 80, 24);
    insta::assert_snapshot!(picture(&state, &frame));
}
