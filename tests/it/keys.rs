//! How keys change the state, through the same entry point as in the terminal: `update`.

use crate::support::{appearance, keys, press, state};
use bouncedex::CATALOGUE;
use bouncedex::catalogue::ProviderId;
use bouncedex::diagnose::Diagnoser;
use bouncedex::explorer::bindings::{Bindings, Command, TABLE};
use bouncedex::explorer::keys::{Key, KeyCode};
use bouncedex::explorer::lists::Row;
use bouncedex::explorer::print::play;
use bouncedex::explorer::scroll;
use bouncedex::explorer::state::{Overlay, State};
use bouncedex::explorer::steps::StepBack;
use bouncedex::explorer::update::{Effect, Event, update};
use bouncedex::triage::By;
use bouncedex::triage::Triage;
use bouncedex::triage::breakdown::{Breakdown, Snapshot};
use bouncedex::triage::time::Clock;

fn selected(state: &State) -> &'static str {
    state.entry().map_or("nothing", |entry| entry.id)
}

#[test]
fn letters_type_and_the_results_follow_at_once() {
    let mut state = state();
    press(&mut state, "gmail unauth");
    assert_eq!(state.view.input.value(), "gmail unauth");
    assert_eq!(selected(&state), "gmail-unauthenticated");
}

#[test]
fn what_is_typed_after_a_spelling_is_kept_is_another_word() {
    let mut state = state();
    press(&mut state, "5.7.26 gmial");
    assert_eq!(state.view.respelt.as_deref(), Some("5.7.26 gmail"));
    press(&mut state, "<Enter>dmarc");
    assert_eq!(state.view.input.value(), "5.7.26 gmail dmarc");
    let mut state = crate::support::state();
    press(&mut state, "gmail xyzzy");
    press(&mut state, "<Enter>dmarc");
    assert_eq!(state.view.input.value(), "gmail dmarc");
}

#[test]
fn escape_goes_one_step_back_at_a_time() {
    let mut state = state();
    press(&mut state, "<Tab>full<Alt-1><Enter><F1>");
    assert_eq!(state.view.overlay, Some(Overlay::Help));
    press(&mut state, "<Esc>");
    assert_eq!((state.view.overlay, state.view.reading), (None, true));
    press(&mut state, "<Esc>");
    assert_eq!(
        (state.view.reading, state.view.input.value()),
        (false, "full")
    );
    press(&mut state, "<Esc>");
    assert_eq!(state.view.input.value(), "");
    assert_eq!(press(&mut state, "<Esc>"), Some(Effect::Quit(None)));
}

#[test]
fn escape_leaves_a_tab_before_it_leaves_the_program() {
    let mut state = state();
    press(&mut state, "<Tab>");
    assert!(state.view.tab.is_some());
    assert_eq!(press(&mut state, "<Esc>"), None);
    assert_eq!(state.view.tab, None);
}

#[test]
fn selection_stops_at_both_ends_and_skips_headings() {
    let mut state = state();
    press(&mut state, "<Up><Up>");
    assert_eq!(state.view.selected, Some(1));
    press(&mut state, "<PgDn><PgDn><PgDn><PgDn><PgDn>");
    assert_eq!(state.view.selected, Some(state.view.rows.len() - 1));
    for _ in 0..state.view.rows.len() {
        press(&mut state, "<Up>");
        assert!(matches!(
            state.view.rows[state.view.selected.expect("a selection")],
            Row::Entry(_)
        ));
    }
}

#[test]
fn tab_steps_through_providers_with_results_only() {
    let mut state = state();
    press(&mut state, "5.1.1");
    let mut seen = Vec::new();
    for _ in 0..3 {
        press(&mut state, "<Tab>");
        seen.push(
            state
                .view
                .tab
                .map_or("All", |tab| state.catalogue().provider(tab).name),
        );
        assert!(state.view.count(state.view.tab) > 0);
    }
    assert_eq!(seen, ["Gmail", "Standard", "All"]);
}

#[test]
fn changing_the_tab_keeps_the_selected_entry_where_it_is_listed() {
    let mut state = state();
    press(&mut state, "5.7.26<Down>");
    assert_eq!(selected(&state), "gmail-unauthenticated");
    press(&mut state, "<Alt-2>");
    assert_eq!(selected(&state), "gmail-unauthenticated");
    press(&mut state, "<Alt-1>");
    assert_eq!(selected(&state), "gmail-unauthenticated");
}

#[test]
fn letters_command_while_reading() {
    let mut state = state();
    press(&mut state, "5.7.26<Enter>");
    assert!(state.view.reading);
    press(&mut state, "n");
    assert_eq!(selected(&state), "gmail-unauthenticated");
    press(&mut state, "pzG");
    assert_eq!(
        (state.view.input.value(), selected(&state)),
        ("5.7.26", "std-5-7-26")
    );
    assert!(state.view.detail_top > 0);
    press(&mut state, "gg/!");
    assert_eq!(
        (
            state.view.detail_top,
            state.view.reading,
            state.view.input.value()
        ),
        (0, false, "5.7.26!")
    );
}

/// No word repeats the letter that scrolls.
#[test]
fn a_command_soon_after_scrolling_is_no_word() {
    let mut state = state();
    press(&mut state, "5.7.26 <Enter>");
    let copied = press(&mut state, "jjjkkjjy");
    assert!(copied.is_some(), "y copies");
    assert_eq!(
        (state.view.reading, state.view.input.value()),
        (true, "5.7.26 ")
    );
}

#[test]
fn a_letter_that_means_nothing_while_reading_is_typed() {
    let mut state = state();
    press(&mut state, "5.7.26 <Enter>icloud");
    assert_eq!(
        (state.view.reading, state.view.input.value()),
        (false, "5.7.26 icloud")
    );
    for word in [
        "gmail",
        "godaddy",
        "gnu g",
        "outlook",
        "yahoo",
        "google",
        "postfix",
        "network",
        "web.de",
        "blocked",
        "zoho",
        "comcast",
        "exchange",
        "limit",
        "mailbox",
        "421",
        "550 5.1.1",
        "5.4.4",
    ] {
        press(&mut state, "<Ctrl-U>5.7.26 <Enter>");
        let before = (state.below.len(), state.is_enlarged);
        press(&mut state, word);
        assert_eq!(state.view.input.value(), format!("5.7.26 {word}"));
        assert_eq!((state.below.len(), state.is_enlarged), before, "{word}");
        assert_eq!((state.view.overlay, state.view.reading), (None, false));
    }
    press(&mut state, "<Ctrl-U>");
    // The help and a pasted reply make way as well.
    for overlay in ["<F1>", "<F2>"] {
        press(&mut state, &format!("<Ctrl-U>{overlay}full"));
        assert_eq!(
            (state.view.overlay, state.view.input.value()),
            (None, "full")
        );
    }
    update(&mut state, Event::Paste(REPLY.to_owned()));
    assert_eq!(state.view.overlay, Some(Overlay::Diagnosis));
    press(&mut state, "<Ctrl-Y>x");
    assert_eq!(
        (state.view.overlay, state.view.input.value()),
        (None, "full x")
    );
}

#[test]
fn a_pasted_reply_over_which_a_query_was_typed_is_a_step_back() {
    for typed in ["x", "<Ctrl-Y>x<Enter><Esc>", "yen", "/x<F1><F1>", "/<Tab>"] {
        let mut state = state();
        update(&mut state, Event::Paste(REPLY.to_owned()));
        press(&mut state, typed);
        assert_eq!(state.view.overlay, None, "{typed}");
        // The query and the tab are cleared first.
        while state.step_back() != StepBack::ShowPasted {
            press(&mut state, "<Esc>");
            assert_eq!(state.view.overlay, None, "{typed}");
        }
        press(&mut state, "<Esc>");
        assert_eq!(state.view.overlay, Some(Overlay::Diagnosis), "{typed}");
        assert!(state.shown_bounce().is_some());
        press(&mut state, "<Esc>");
        assert_eq!(state.step_back(), StepBack::Quit, "{typed}");
    }
}

/// Two bounces, as `explain` lists them and `triage` counts them.
const LOG: &str = "\
Mar 14 00:07:10 mx1 postfix/smtp[811]: 4F1A2B: to=<ann@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.1]:25, \
dsn=5.1.1, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.1] said: 550-5.1.1 The email account that you tried \
to reach does not exist. gsmtp)
Mar 14 00:07:11 mx1 postfix/smtp[811]: 4F1A2C: to=<bob@yahoo.com>, relay=mta5.am0.yahoodns.net[192.0.2.2]:25, \
dsn=4.7.0, status=deferred (host mta5.am0.yahoodns.net[192.0.2.2] said: 421 4.7.0 [TSS04] Messages temporarily deferred)
";

#[test]
fn a_letter_whose_command_has_no_use_here_is_typed() {
    type Open = fn(&mut State);
    let cases: [(&str, Open, &str); 5] = [
        (
            "catalogue",
            |state| drop(press(state, "<Enter>")),
            "elcQ[]{}",
        ),
        (
            "list of bounces",
            |state| {
                update(state, Event::Paste(LOG.to_owned()));
                press(state, "<Enter>");
            },
            "lcQ[]{}",
        ),
        (
            "pasted reply",
            |state| drop(update(state, Event::Paste(REPLY.to_owned()))),
            "lcQ[]{}mwz",
        ),
        (
            "help",
            |state| drop(press(state, "<F1>")),
            "elcQ[]{}mwzyYo1",
        ),
        (
            "guide",
            |state| drop(press(state, "<F2>")),
            "elcQ[]{}mwzyYo1",
        ),
    ];
    for (name, open, letters) in cases {
        for letter in letters.chars() {
            let mut state = state();
            open(&mut state);
            let [typed, paused] = [Event::Key(Key::plain(KeyCode::Char(letter))), Event::Paused];
            update(&mut state, typed);
            update(&mut state, paused);
            let now = (state.view.input.value(), state.letters_command());
            assert_eq!(now, (letter.to_string().as_str(), false), "{name}");
        }
    }
}

const REPLY: &str =
    "550-5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp";

#[test]
fn enter_gives_what_is_read_the_whole_width_and_takes_it_back() {
    for (width, height) in [(120, 36), (80, 24)] {
        let mut state = state();
        update(&mut state, Event::Resize(width, height));
        press(&mut state, "5.7.26<Enter>");
        let whole = state.layout();
        assert!(whole.results.is_empty() && whole.detail.width >= width - 6);
        for key in ["<Enter>", "z"] {
            press(&mut state, key);
            assert!(!state.layout().results.is_empty(), "{key}");
            press(&mut state, key);
            assert_eq!(state.layout(), whole, "{key}");
        }
        // The size that was chosen is kept for what is read next.
        press(&mut state, "z<Esc><Down><Enter>");
        assert!(state.view.reading && !state.layout().results.is_empty());
    }
}

#[test]
fn a_related_entry_is_two_keys_away_and_backspace_comes_back() {
    let mut state = state();
    press(&mut state, "5.2.2");
    let (first, related) = (selected(&state), state.entry().expect("an entry").related);
    let (sources, related) = (
        state.entry().expect("an entry").sources.iter().count(),
        related.iter().next().expect("a related entry"),
    );
    press(&mut state, &format!("<Enter>{}", sources + 1));
    assert_eq!((selected(&state), state.view.reading), (related, true));
    press(&mut state, "<Backspace>");
    assert_eq!((selected(&state), state.view.reading), (first, true));
    assert_eq!(state.view.input.value(), "5.2.2");
    // Where no page led here, letters are typed again.
    press(&mut state, "<Backspace><Backspace>");
    assert_eq!(
        (state.view.reading, state.view.input.value()),
        (false, "5.2.")
    );
}

#[test]
fn tab_walks_the_links_of_what_is_read_and_enter_follows_them() {
    let mut state = state();
    press(&mut state, "5.2.2<Enter><Tab>");
    assert_eq!(state.view.link, Some(0));
    let Some(Effect::Open(url)) = press(&mut state, "<Enter>") else {
        panic!("no link")
    };
    assert!(url.starts_with("https://"), "{url}");
    press(&mut state, "<Shift-Tab>");
    let text = shown(&mut state).0;
    assert!(
        state.view.link > Some(0) && text.contains("See also"),
        "{text}"
    );
    let before = selected(&state);
    press(&mut state, "<Enter>");
    assert_ne!(selected(&state), before);
    assert_eq!((state.view.link, state.view.reading), (None, true));
    press(&mut state, "<Backspace><Tab>");
    assert_eq!((selected(&state), state.view.link), (before, Some(0)));
}

#[test]
fn links_followed_for_ever_leave_the_way_back_to_the_start() {
    let mut state = state();
    press(&mut state, "5.2.2<Enter>");
    for _ in 0..100 {
        press(&mut state, "<Shift-Tab><Enter>");
    }
    assert!(state.below.len() <= 40);
    for _ in 0..state.below.len() {
        press(&mut state, "<Backspace>");
    }
    assert_eq!(
        (state.view.input.value(), state.view.reading),
        ("5.2.2", true)
    );
}

#[test]
fn the_query_is_edited_like_a_line_of_the_shell() {
    let mut state = state();
    press(
        &mut state,
        "one two three<Ctrl-W><Ctrl-A>x<Ctrl-E><Left><Backspace>",
    );
    assert_eq!(state.view.input.value(), "xone tw ");
    press(&mut state, "<Ctrl-U>");
    assert_eq!(state.view.input.value(), " ");
    press(&mut state, "<Ctrl-A><Ctrl-K>");
    assert_eq!(state.view.input.value(), "");
}

#[test]
fn a_question_mark_is_help_only_while_the_query_is_empty() {
    let mut state = state();
    press(&mut state, "?");
    assert_eq!(state.view.overlay, Some(Overlay::Help));
    press(&mut state, "<Esc>a?");
    assert_eq!((state.view.overlay, state.view.input.value()), (None, "a?"));
}

#[test]
fn the_lines_of_a_message_are_copied() {
    let mut state = state();
    let found = state.view.found.insert(Box::default());
    found.lines = vec![
        "4A1B: from=<me@example.com>".to_owned(),
        "4A1B: removed".to_owned(),
    ];
    state.view.overlay = Some(Overlay::Found);
    for key in ["y", "Y", "<Ctrl-Y>"] {
        let Some(Effect::Copy(copy, what)) = press(&mut state, key) else {
            panic!("{key} copies")
        };
        assert_eq!(&*copy, "4A1B: from=<me@example.com>\n4A1B: removed");
        assert_eq!(what, "the message's lines");
        assert_eq!(state.view.overlay, Some(Overlay::Found));
    }
}

#[test]
fn copying_answers_with_markdown_or_the_server_text() {
    let mut state = state();
    let Some(Effect::Copy(text, _)) = press(&mut state, "gmail unauth<Ctrl-Y>") else {
        panic!("no copy")
    };
    assert!(
        text.starts_with("### 550 5.7.26 · Gmail · Unauthenticated email\n"),
        "{text}"
    );
    assert!(
        text.contains("**PERMANENT.**") && text.contains("\n1. ") && text.contains("<https://"),
        "{text}"
    );
    let Some(Effect::Copy(text, _)) = press(&mut state, "<Enter>Y") else {
        panic!("no copy")
    };
    assert!(
        text.starts_with("550-5.7.26") || text.starts_with("550 5.7.26"),
        "{text}"
    );
}

#[test]
fn your_own_runbook_is_opened_first() {
    const ADDED: &str =
        "[[code]]\nid = \"gmail-unauthenticated\"\nrunbook = \"https://wiki.example.com/gmail\"";
    let catalogue = CATALOGUE.with("own.toml", ADDED).expect("a catalogue");
    let mut state = State::new(catalogue, "", Bindings::default(), appearance());
    for keys in ["gmail unauthenticated 5.7.26<Ctrl-O>", "<Enter>1"] {
        let opened = press(&mut state, keys);
        let page = "https://wiki.example.com/gmail".to_owned();
        assert_eq!(opened, Some(Effect::Open(page)), "{keys}");
    }
}

#[test]
fn links_open_by_number_and_a_missing_one_is_said() {
    let mut state = state();
    let Some(Effect::Open(url)) = press(&mut state, "5.1.1<Enter>2") else {
        panic!("no link")
    };
    assert_eq!(url, "https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3");
    assert_eq!(press(&mut state, "9"), None);
    assert_eq!(
        state.notice.as_deref(),
        Some("There are only 3 links here.")
    );
}

#[test]
fn enter_takes_the_way_out_of_an_empty_list() {
    let mut state = state();
    press(&mut state, "mailbax<Enter>");
    assert_eq!(state.view.input.value(), "mailbox ");
    press(&mut state, "<Esc><Tab>5.3.4<Enter>");
    assert_eq!((state.view.tab, selected(&state)), (None, "std-5-3-4"));
}

#[test]
fn a_paste_joins_the_query_on_one_line_and_is_bounded() {
    let mut state = state();
    update(&mut state, Event::Resize(80, 24));
    update(&mut state, Event::Paste("5.7.26\r\ngmail\r".to_owned()));
    assert_eq!(state.view.input.value(), "5.7.26 gmail");
    update(&mut state, Event::Paste("x".repeat(1 << 20)));
    assert_eq!(state.view.input.value().chars().count(), 500);
    assert!(state.notice.is_some());
}

#[test]
fn every_key_of_the_table_does_something_somewhere() {
    let starts = [
        "",
        "<Enter>",
        "quoat",
        "x<Left>",
        "one two",
        "<Enter>G",
        "<Down><Tab>",
        "<Enter>n",
        "<PgDn>",
        "5.2.2<Enter><Tab>",
        "5.2.2<Enter>4",
    ];
    const REPLIES: &str = "550 5.1.1 user unknown\n552 5.2.2 mailbox full";
    let of_bounces = || {
        let mut state = state();
        update(&mut state, Event::Paste(REPLIES.to_owned()));
        state
    };
    let of_causes = || {
        let mut state = state();
        state.open_on_failures(Breakdown::awaited(By::Cause));
        let log = "Nov 23 10:00:00 mx postfix/smtp[1]: 4A1B2C3D4E: to=<jo@example.org>, dsn=5.1.1, \
                   status=bounced (user unknown)\n";
        let mut triage = Triage::new(Diagnoser::new(*state.catalogue()), Clock::at(1_800_000_000));
        triage.read(log.as_bytes()).expect("a log in memory");
        update(
            &mut state,
            Event::Counted(Box::new(Snapshot::of(&triage.tally))),
        );
        state
    };
    for binding in TABLE {
        let done = starts.iter().any(|start| {
            let (mut before, mut after) = match binding.command {
                Command::VisitEntry => (of_bounces(), of_bounces()),
                Command::NextView => (of_causes(), of_causes()),
                _ => (state(), state()),
            };
            press(&mut before, start);
            press(&mut after, start);
            let key = format!("<{}>", binding.keys[0]);
            let effect = press(&mut after, &key);
            effect.is_some() || after.notice.is_some() || shown(&mut before) != shown(&mut after)
        });
        assert!(done, "{}", binding.name);
    }
}

fn shown(state: &mut State) -> (String, Option<usize>, usize) {
    let (cursor, selected) = (state.view.input.cursor(), state.view.selected);
    let frame = play(state, &[], 80, 24);
    (
        bouncedex::explorer::print::text_of(&frame),
        selected,
        cursor,
    )
}

#[test]
fn random_keys_never_panic_and_leave_the_selection_valid() {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let known: Vec<Key> = TABLE
        .iter()
        .flat_map(|binding| binding.keys)
        .filter_map(|key| Key::parse(key))
        .collect();
    let typed: Vec<char> = "5.7.26 gmail !\"':xprovider:é受\u{301}".chars().collect();
    for _ in 0..40 {
        let mut state = state();
        update(&mut state, Event::Resize(80, 24));
        for _ in 0..250 {
            match random(20) {
                10 if random(4) == 0 => drop(update(
                    &mut state,
                    Event::Paste("550 5.1.1 user unknown\r552 5.2.2 full".to_owned()),
                )),
                0 => scroll::resize(&mut state, random(150) as u16, random(50) as u16),
                1 => drop(update(
                    &mut state,
                    Event::Paste("full\r\n\x1b[2J".to_owned()),
                )),
                2..=9 => drop(update(&mut state, Event::Key(known[random(known.len())]))),
                _ => {
                    let key = Key::plain(KeyCode::Char(typed[random(typed.len())]));
                    drop(update(&mut state, Event::Key(key)));
                }
            }
            state.search_if_stale();
            let valid = match state.view.selected {
                Some(row) => matches!(
                    state.view.rows.get(row),
                    Some(Row::Entry(_) | Row::Bounce(_))
                ),
                None => state.view.rows.is_empty(),
            };
            assert!(
                valid,
                "{:?} of {} rows for {:?}",
                state.view.selected,
                state.view.rows.len(),
                state.view.input.value()
            );
        }
        let (width, height) = state.size;
        play(&mut state, &[], width, height);
    }
}

/// The names that the picker offers, the selected one first.
fn picked(state: &State) -> Vec<&'static str> {
    let catalogue = state.catalogue();
    let name =
        |tab: &Option<ProviderId>| tab.map_or("All", |provider| catalogue.provider(provider).name);
    let mut names: Vec<_> = state.picker.tabs.iter().map(name).collect();
    if state.picker.selected < names.len() {
        names.rotate_left(state.picker.selected);
    }
    names
}

#[test]
fn a_few_letters_lead_to_a_providers_tab() {
    let mut state = state();
    press(&mut state, "5.1.1<Ctrl-T>");
    assert_eq!(state.view.overlay, Some(Overlay::Providers));
    assert_eq!(picked(&state).len(), state.view.providers.len() + 1);
    press(&mut state, "gmai");
    assert_eq!(picked(&state), ["Gmail"]);
    press(&mut state, "<Enter>");
    let gmail = state
        .catalogue()
        .provider(state.view.tab.expect("a tab"))
        .id;
    assert_eq!((state.view.overlay, gmail), (None, "gmail"));
    assert_eq!(state.view.input.value(), "5.1.1");
    press(&mut state, "<Ctrl-T>");
    assert_eq!(picked(&state)[0], "Gmail");
    press(&mut state, "all<Enter>");
    assert_eq!(state.view.tab, None);
}

#[test]
fn escape_leaves_the_picker_to_the_untouched_search() {
    for start in ["full<Down>", "full<Tab><Enter>j"] {
        let (mut before, mut after) = (state(), state());
        press(&mut before, start);
        press(&mut after, start);
        press(&mut after, "<Ctrl-T>yahoo?<Ctrl-W>x<Down><PgDn><Esc>");
        assert_eq!(shown(&mut after), shown(&mut before), "{start}");
        assert_eq!(after.view.reading, before.view.reading);
        press(&mut after, "<Ctrl-T><Ctrl-T>");
        assert_eq!(after.view.overlay, None);
    }
}

#[test]
fn the_picker_knows_names_domains_and_scattered_letters() {
    for (typed, best) in [
        ("stan", "Standard"),
        ("APPLE", "Apple"),
        ("googlemail", "Gmail"),
        ("outlok", "Outlook.com"),
        ("hotm", "Outlook.com"),
        ("com out", "Outlook.com"),
    ] {
        let mut state = state();
        press(&mut state, &format!("<Ctrl-T>{typed}"));
        assert_eq!(picked(&state).first(), Some(&best), "{typed}");
    }
    let mut state = state();
    press(&mut state, "<Ctrl-T>nobody at all<Enter>");
    assert_eq!(
        (picked(&state).len(), state.view.overlay),
        (0, Some(Overlay::Providers))
    );
}

#[test]
fn the_picker_stops_at_both_ends_and_shows_what_is_selected_at_every_size() {
    for (width, height) in [(120, 36), (80, 24), (40, 12), (24, 4), (10, 3)] {
        let mut state = state();
        for key in [
            "<Ctrl-T><Up>",
            "<Down>",
            "<Tab><PgDn><PgDn><PgDn><PgDn>",
            "<Shift-Tab>",
        ] {
            let frame = play(&mut state, &keys(key), width, height);
            let text = bouncedex::explorer::print::text_of(&frame);
            let name: String = picked(&state)[0].chars().take(8).collect();
            assert!(
                text.contains(&format!("▌{name}")),
                "{width}x{height} {key}\n{text}"
            );
        }
        press(
            &mut state,
            "<PgUp><PgUp><PgUp><PgUp><PgUp><PgUp><PgUp><PgUp><PgUp><PgUp><PgUp><PgUp>",
        );
        assert_eq!(picked(&state)[0], "All");
    }
}

#[test]
fn a_paste_into_the_picker_narrows_it() {
    let mut state = state();
    press(&mut state, "full<Ctrl-T>");
    update(&mut state, Event::Paste("gma\r".to_owned()));
    assert_eq!(
        (picked(&state), state.view.input.value()),
        (vec!["Gmail"], "full")
    );
    update(&mut state, Event::Paste("x".repeat(1 << 20)));
    assert_eq!(state.picker.input.value().chars().count(), 500);
}

#[test]
fn keys_for_lists_of_failures_say_so_elsewhere() {
    for (key, said) in [
        ("<Ctrl-G>", "Failures in logs are grouped"),
        ("<Ctrl-R>", "Bounces and failures have an entry"),
    ] {
        let mut state = state();
        press(&mut state, key);
        let notice = state.notice.unwrap_or_default();
        assert!(notice.starts_with(said), "{key}: {notice}");
    }
}

#[test]
fn letters_that_command_do_so_at_once_and_after_a_pause_for_themselves() {
    let mut state = state();
    press(&mut state, "5.7.26<Enter>jjkG");
    assert!(state.view.reading && state.view.detail_top > 0);
    press(&mut state, "g");
    assert_eq!(state.view.detail_top, 0);
    let selected = state.view.selected;
    for (keys, moved) in [("n", true), ("p", false), ("npnnpp", false)] {
        press(&mut state, keys);
        assert_eq!(state.view.selected != selected, moved, "{keys}");
    }
    // Between them somebody looked.
    for keys in ["n", "y"] {
        let effect = press(&mut state, keys);
        assert_eq!(effect.is_some(), keys == "y");
    }
    assert!(matches!(press(&mut state, "yy"), Some(Effect::Copy(..))));
    press(&mut state, "n");
    press(&mut state, "d");
    assert_eq!(state.view.input.value(), "5.7.26 d");
}
