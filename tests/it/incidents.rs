//! Incidents in a real pseudo-terminal: from `bouncedex triage` to who, what, since when, how many of how many, and
//! what to do, in a few keys. `docs/incident.md` shows the screens; `UPDATE_ASSETS=1 cargo test --test it incidents::
//! -- --test-threads=1` draws them again.

use crate::terminal::{Terminal, explorer};
use std::fmt::Write;
use std::path::Path;
use std::thread;
use std::time::Duration;
use std::{env, fs};

/// More keys nobody has the patience for.
const MOST_KEYS: usize = 6;

/// A message of the day.
struct Message {
    minute: usize,
    number: usize,
    user: String,
    sender: String,
    /// By which of eight sources it leaves.
    out: usize,
    domain: &'static str,
}

/// What becomes of it: nothing if it is delivered, or else what Postfix logs behind the recipient.
type Fate = fn(&Message) -> Option<String>;

const DOMAINS: [&str; 5] = [
    "gmail.com",
    "example.org",
    "example.net",
    "outlook.com",
    "example.edu",
];

/// An answer as Postfix quotes it.
fn said(message: &Message, reply: &str) -> String {
    let host = host(message.domain);
    let enhanced = reply.split(' ').nth(1).unwrap_or_default();
    let status = if reply.starts_with('4') {
        "deferred"
    } else {
        "bounced"
    };
    format!(
        "relay={host}[192.0.2.80]:25, delay=1, delays=0/0/0/1, dsn={enhanced}, status={status} (host {host}[192.0.2.80] said: {reply} (in reply to end of DATA command))"
    )
}

fn host(domain: &str) -> String {
    match domain {
        "gmail.com" => "gmail-smtp-in.l.google.com".to_owned(),
        "outlook.com" => "outlook-com.olc.protection.outlook.com".to_owned(),
        domain => format!("mx.{domain}"),
    }
}

fn stamp(minute: usize, second: usize) -> String {
    let (hour, minute) = (8 + minute / 60, minute % 60);
    format!("2026-03-14T{hour:02}:{minute:02}:{second:02}+00:00 mx1")
}

/// A day from 8:00 to 16:00: four messages a minute by three users each of ten customers, and what else comes.
fn day(more: impl Fn(usize) -> Vec<Message>, fate: Fate) -> String {
    let (mut log, mut number) = (String::new(), 0);
    for minute in 0..480 {
        let mut messages: Vec<_> = (0..4)
            .map(|index| {
                let all = minute * 4 + index;
                let (customer, user) = (all % 10, all / 10 % 3);
                Message {
                    minute,
                    number: 0,
                    user: format!("user{user}@customer{customer}.example"),
                    sender: format!("user{user}@customer{customer}.example"),
                    out: all * 7 % 8,
                    domain: DOMAINS[all * 3 % 5],
                }
            })
            .collect();
        messages.extend(more(minute));
        for mut message in messages {
            number += 1;
            message.number = number;
            line(&mut log, &message, fate(&message));
        }
    }
    log
}

/// The three lines of a message's life.
fn line(log: &mut String, message: &Message, fate: Option<String>) {
    let Message {
        minute,
        number,
        user,
        sender,
        out,
        domain,
    } = message;
    let (head, queue) = (stamp(*minute, number % 60), format!("4A1B{number:06}"));
    let host = host(domain);
    let fate = fate.unwrap_or_else(|| {
        format!("relay={host}[192.0.2.80]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 OK)")
    });
    let _ = writeln!(
        log,
        "{head} postfix/submission/smtpd[9]: {queue}: client=c.example.com[192.0.2.9], sasl_method=PLAIN, sasl_username={user}\n\
         {head} postfix/qmgr[3]: {queue}: from=<{sender}>, size=900, nrcpt=1 (queue active)\n\
         {head} postfix-out{out}/smtp[7]: {queue}: to=<jo{number}@{domain}>, {fate}"
    );
}

fn at(hour: usize, minute: usize) -> usize {
    (hour - 8) * 60 + minute
}

/// A minute from which on this account sends a dozen messages a minute to Gmail, by senders that it makes up.
fn hacked(minute: usize) -> Vec<Message> {
    let is_hacked = minute >= at(14, 20);
    let messages = (0..12).map(|index| Message {
        minute,
        number: 0,
        user: "info@lindqvist.example".to_owned(),
        sender: format!("win{}@lindqvist.example", (minute * 12 + index) % 7),
        out: index % 8,
        domain: "gmail.com",
    });
    messages.filter(|_| is_hacked).collect()
}

/// A sender domain of three customers, whose DNS a deploy breaks.
fn shop(minute: usize) -> Vec<Message> {
    let messages = (0..2).map(|index| Message {
        minute,
        number: 0,
        user: format!("shop{}", (minute + index) % 3),
        sender: format!("orders{}@shop.example", (minute + index) % 9),
        out: (minute + index) % 8,
        domain: DOMAINS[(minute + index) % 5],
    });
    messages.collect()
}

fn nothing(_: usize) -> Vec<Message> {
    Vec::new()
}

fn over_limit(message: &Message) -> Option<String> {
    let is_over = message.minute >= at(14, 25) && message.domain == "gmail.com";
    // The limit is that of the whole server: others meet it now and then.
    let is_hit = message.user == "info@lindqvist.example" || message.number.is_multiple_of(25);
    (is_over && is_hit).then(|| {
        let reply = "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. gsmtp";
        said(message, reply)
    })
}

fn listed(message: &Message) -> Option<String> {
    let asks = matches!(
        message.domain,
        "example.org" | "example.net" | "example.edu"
    );
    (message.minute >= at(14, 22) && message.out == 3 && asks).then(|| {
        let reply = "554 5.7.1 Service unavailable; Client host [192.0.2.13] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.13";
        said(message, reply)
    })
}

fn unsigned(message: &Message) -> Option<String> {
    let is_broken = message.minute >= at(11, 5) && message.sender.ends_with("@shop.example");
    (is_broken && message.domain == "gmail.com").then(|| {
        let reply = "550 5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM. Authentication results: DKIM = did not pass SPF [shop.example] with ip: [192.0.2.13] = did not pass. gsmtp";
        said(message, reply)
    })
}

fn gone(message: &Message) -> Option<String> {
    (message.minute >= at(9, 40) && message.domain == "example.net").then(|| {
        "relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, status=deferred (connect to mx.example.net[192.0.2.80]:25: Connection timed out)".to_owned()
    })
}

/// From 13:10 on two clients a minute are refused as the resolver is; all day long addresses are guessed.
fn refused() -> String {
    let mut log = day(nothing, |_| None);
    for minute in 0..480 {
        let refusal = |client: &str, said: &str, sender: &str| {
            format!(
                "{} postfix/smtpd[5]: NOQUEUE: reject: RCPT from {client}: {said}; from=<{sender}> to=<me{minute}@here.example> proto=ESMTP helo=<x>\n",
                stamp(minute, 30)
            )
        };
        if minute % 4 == 0 {
            let said = format!(
                "550 5.1.1 <me{minute}@here.example>: Recipient address rejected: User unknown in local recipient table"
            );
            log += &refusal("unknown[203.0.113.66]", &said, "x@spam.example");
        }
        for index in (0..2).filter(|_| minute >= at(13, 10)) {
            let number = (minute * 2 + index) % 31;
            let client = format!("mail{number}.good.example[198.51.100.{number}]");
            let said = format!(
                "554 5.7.1 Service unavailable; Client host [198.51.100.{number}] blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/returnc/pub/192.0.2.53/"
            );
            log += &refusal(&client, &said, &format!("ann@good{}.example", number % 5));
        }
    }
    log
}

/// Opens the log in a terminal, presses the keys, waits for all of these words on the screen, and compares it with the
/// picture of this name.
#[track_caller]
fn drill(name: &str, log: &str, keys: &[&str], words: &[&str]) {
    assert!(keys.len() <= MOST_KEYS, "{keys:?}");
    let file = format!("{name}.log");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&file);
    fs::write(&path, log).expect("a file");
    let mut terminal = Terminal::open(explorer(&["triage", &file]), 100, 32);
    terminal.wait_for("what fails", |seen| {
        let rows = seen.rows();
        !rows[0].contains("reading") && rows.iter().any(|row| row.starts_with('▌'))
    });
    for key in keys {
        terminal.press(key);
    }
    // Where a line is wrapped, its words stand in two rows, beside those of the list.
    let text = |rows: &[String]| {
        let rows = rows
            .iter()
            .map(|row| row.rsplit('│').next().unwrap_or_default().trim());
        rows.collect::<Vec<_>>().join(" ")
    };
    for words in words {
        terminal.wait_for(words, |seen| text(&seen.rows()).contains(words));
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/incident.md");
    let written = fs::read_to_string(&page).expect("a page");
    let start = format!("<!-- {name} -->\n```text\n");
    let (before, after) = written.split_once(&start).expect("a picture of this name");
    let (picture, rest) = after.split_once("```\n").expect("its end");
    if env::var_os("UPDATE_ASSETS").is_some() {
        // What was read again is drawn by then.
        thread::sleep(Duration::from_millis(1500));
        let rows = terminal.seen_rows().join("\n");
        let drawn = format!("{before}{start}{rows}\n```\n{rest}");
        fs::write(&page, drawn).expect("the page is writable");
    } else {
        terminal.wait_for("the picture of docs/incident.md", |seen| {
            seen.rows().join("\n") + "\n" == picture
        });
    }
    terminal.quit();
}

#[test]
fn one_account_fills_the_limit_of_a_provider() {
    drill(
        "account",
        &day(hacked, over_limit),
        &["\r"],
        &[
            "since 14:25",
            "of user info@lindqvist.example: 1,140 of 1,200 attempts (95%)",
            "See what this account sends: if it was broken into, lock it",
        ],
    );
}

#[test]
fn one_of_eight_addresses_is_listed() {
    drill(
        "listed",
        &day(nothing, listed),
        &["\r"],
        &[
            "since 14:2",
            "all from source postfix-out3/smtp: ",
            "192.0.2.13",
        ],
    );
}

#[test]
fn signatures_of_one_domain_break() {
    drill(
        "signature",
        &day(shop, unsigned),
        &["\r"],
        &["since 11:05", "all of sender domain shop.example: ", "DKIM"],
    );
}

#[test]
fn a_destination_goes_away() {
    drill(
        "gone",
        &day(nothing, gone),
        &["\r"],
        &[
            "since 09:4",
            "all at domain example.net: ",
            "`nc -v mx.example.net 25`.",
        ],
    );
}

#[test]
fn ones_own_resolver_is_shut_out() {
    drill(
        "resolver",
        &refused(),
        &["\x18"],
        &[
            "rejected by your server since 13:10",
            "Your own resolver may not ask Spamhaus",
        ],
    );
}
