//! Whose mail fails, where it was sent from, and how many of how many: in reports, on the screen, and with the lines of
//! servers in any order.

use crate::program::{folder, run};
use bouncedex::CATALOGUE;
use bouncedex::diagnose::Diagnoser;
use bouncedex::triage::time::Clock;
use bouncedex::triage::{Facet, Triage};
use serde_json::{Value, json};
use std::fmt::Write;

const LIMIT: &str = "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail. gsmtp";

/// Of 50 messages so many are of one account that was broken into, by several of its addresses.
const HACKED: usize = 30;

/// Who hands in a message, its sender, and the source it leaves by.
fn who(number: usize) -> (String, String, usize) {
    if number < HACKED {
        let sender = format!("info{}@lindqvist.example", number % 3);
        ("lindqvist".to_owned(), sender, 1 + number % 2)
    } else {
        let customer = number % 5;
        let sender = format!("news@customer{customer}.example");
        (format!("customer{customer}"), sender, 3)
    }
}

/// Whether a message fails: all but two of that account, and one in five of the others.
fn fails(number: usize) -> bool {
    if number < HACKED {
        number > 1
    } else {
        number.is_multiple_of(5)
    }
}

/// The messages as Postfix logs them, their lines interleaved: all come in before any is delivered.
pub(crate) fn postfix() -> String {
    let mut log = String::new();
    for step in 0..3 {
        for number in 0..50 {
            let (user, sender, out) = who(number);
            let head = format!("Mar 14 09:{step:02}:{number:02} mx1");
            let queue = format!("4A1B{number:04}");
            let _ = match step {
                0 => writeln!(
                    log,
                    "{head} postfix/submission/smtpd[9]: {queue}: client=c.example.com[192.0.2.9], sasl_method=PLAIN, sasl_username={user}"
                ),
                1 => writeln!(
                    log,
                    "{head} postfix/qmgr[3]: {queue}: from=<{sender}>, size=900, nrcpt=1 (queue active)"
                ),
                _ => {
                    let status = if fails(number) {
                        format!(
                            "dsn=4.7.28, status=deferred (host gmail-smtp-in.l.google.com[192.0.2.7] said: {LIMIT} (in reply to end of DATA command))"
                        )
                    } else {
                        "dsn=2.0.0, status=sent (250 2.0.0 OK)".to_owned()
                    };
                    writeln!(
                        log,
                        "{head} postfix-out{out}/smtp[7]: {queue}: to=<jo{number}@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.7]:25, delay=1, {status}"
                    )
                }
            };
        }
    }
    log
}

/// The same as Exim logs them.
pub(crate) fn exim() -> String {
    let mut log = String::new();
    for number in 0..50 {
        let (user, sender, _) = who(number);
        let _ = writeln!(
            log,
            "2026-03-14 09:00:{number:02} 1t00R3-000000{number:05}-5bpj <= {sender} H=c.example.com [192.0.2.9]:48881 P=esmtpsa A=plain_server:{user} S=900 id=x@example.com T=\"Re: A=login:nobody\""
        );
    }
    for number in 0..50 {
        let (_, _, out) = who(number);
        let head = format!("2026-03-14 09:02:{number:02} 1t00R3-000000{number:05}-5bpj");
        let _ = if fails(number) {
            writeln!(
                log,
                "{head} == jo{number}@gmail.com R=dnslookup T=out{out}_smtp defer (-46) H=gmail-smtp-in.l.google.com [192.0.2.7]: SMTP error from remote mail server after end of data: {LIMIT}"
            )
        } else {
            writeln!(
                log,
                "{head} => jo{number}@gmail.com R=dnslookup T=out{out}_smtp H=gmail-smtp-in.l.google.com [192.0.2.7] C=\"250 2.0.0 OK\""
            )
        };
    }
    log
}

/// The same as Sendmail logs them: who logged in stands in a line of the process, each of a source of its own.
pub(crate) fn sendmail() -> String {
    let mut log = String::new();
    for number in 0..50 {
        let (user, sender, out) = who(number);
        let head = format!(
            "Mar 14 09:00:{number:02} out{out} sm-mta[{}]:",
            100 + number
        );
        let relay = "c.example.com [192.0.2.9]";
        let _ = writeln!(
            log,
            "{head} AUTH=server, relay={relay}, authid={user}, mech=PLAIN, bits=0\n\
             {head} 62E9QP{number:08}: from=<{sender}>, size=900, class=0, nrcpts=1, proto=ESMTPSA, daemon=MSA, relay={relay}"
        );
    }
    for number in 0..50 {
        let (_, _, out) = who(number);
        let stat = if fails(number) {
            format!("dsn=4.7.28, reply={LIMIT}, stat=Deferred: {LIMIT}")
        } else {
            "dsn=2.0.0, stat=Sent (2.0.0 OK)".to_owned()
        };
        let _ = writeln!(
            log,
            "Mar 14 09:02:{number:02} out{out} sm-mta[7]: 62E9QP{number:08}: to=<jo{number}@gmail.com>, delay=00:00:04, xdelay=00:00:01, mailer=esmtp, pri=1, relay=gmail-smtp-in.l.google.com. [192.0.2.7], {stat}"
        );
    }
    log
}

fn report(log: &str, arguments: &[&str]) -> String {
    let here = folder(&[("mail.log", log.as_bytes())]);
    let ended = run(
        here.path(),
        &[&["triage", "mail.log"], arguments].concat(),
        "",
    );
    assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
    ended.out
}

fn tally(log: &str, arguments: &[&str]) -> Value {
    serde_json::from_str(&report(log, &[&["--json"], arguments].concat())).expect("JSON")
}

#[test]
fn one_account_is_found_whichever_server_logs_it() {
    for (log, source) in [
        (postfix(), "postfix-out1/smtp"),
        (exim(), "out1_smtp"),
        (sendmail(), "out1"),
    ] {
        let by = &tally(&log, &["--by", "user"])["by"];
        let hacked = json!({"attempted": 30, "sent": 2, "deferred": 28, "bounced": 0});
        assert_eq!(by["user"]["names"]["lindqvist"], hacked, "{}", &log[..40]);
        assert_eq!(
            by["sender_domain"]["names"]["lindqvist.example"],
            hacked,
            "{}",
            &log[..40]
        );
        assert_eq!(
            by["provider"]["names"]["gmail"],
            json!({"attempted": 50, "sent": 18, "deferred": 32, "bounced": 0})
        );
        assert_eq!(
            by["domain"]["names"]["gmail.com"],
            by["provider"]["names"]["gmail"]
        );
        let of_one = json!({"attempted": 10, "sent": 1, "deferred": 9, "bounced": 0});
        assert_eq!(
            by["sender"]["names"]["info1@lindqvist.example"],
            of_one,
            "{}",
            &log[..40]
        );
        assert_eq!(
            by["source"]["names"][source],
            json!({"attempted": 15, "sent": 1, "deferred": 14, "bounced": 0}),
            "{}",
            &log[..40]
        );
        let nothing = json!({"attempted": 0, "sent": 0, "deferred": 0, "bounced": 0});
        for facet in ["user", "sender", "sender_domain", "source"] {
            assert_eq!(by[facet]["unknown"], nothing, "{facet} {}", &log[..40]);
        }
        let table = report(&log, &["--by", "user", "--format", "csv"]);
        assert!(
            table.contains("\n28,88,lindqvist,lindqvist,,,,30\n"),
            "{table}"
        );
    }
}

#[test]
fn reports_say_how_many_of_how_many() {
    let log = postfix();
    let text = report(&log, &["--by", "user", "--top", "2"]);
    assert!(
        text.contains("       28  88%  lindqvist\n                28 of 30 attempts (93%)\n"),
        "{text}"
    );
    // Four attempts tell no rate.
    assert!(
        text.contains("4 of 4 attempts (100%?)") || text.contains("of 4 attempts ("),
        "{text}"
    );
    let markdown = report(&log, &["--by", "source", "--format", "markdown"]);
    assert!(markdown.contains("| of how many |\n"), "{markdown}");
    assert!(
        markdown.contains("| `postfix-out2/smtp` |  |  | 14 of 15 attempts (93%?) |"),
        "{markdown}"
    );
    let page = report(&log, &["--by", "user", "--format", "html"]);
    assert!(
        page.contains("<small>28 of 30 attempts (93%)</small>"),
        "{page}"
    );
    // Without being asked whose messages they are, what is known of every line.
    let by = &tally(&log, &[])["by"];
    assert_eq!(by["domain"]["names"]["gmail.com"]["attempted"], 50);
    assert_eq!(by["user"], Value::Null);
}

/// One account's mail fails as often as everybody's, another's as never before.
#[test]
fn senders_are_compared_with_their_own_attempts() {
    let log = |info: usize, fails: usize| {
        let mut log = String::new();
        for number in 0..200 {
            let user = if number < info { "info" } else { "news" };
            let status = if number < fails || number % 10 == 0 {
                "dsn=5.1.1, status=bounced (550 5.1.1 no such user)"
            } else {
                "dsn=2.0.0, status=sent (250 ok)"
            };
            log += &format!(
                "Mar 14 09:00:00 mx1 postfix/smtpd[7]: 4A1B{number:04}: client=c[192.0.2.1], sasl_method=PLAIN, sasl_username={user}\n\
                 Mar 14 09:00:00 mx1 postfix/smtp[7]: 4A1B{number:04}: to=<jo@example.org>, relay=none, {status}\n"
            );
        }
        log
    };
    let (old, new) = (log(20, 0), log(100, 90));
    let here = folder(&[("old.log", old.as_bytes()), ("new.log", new.as_bytes())]);
    let compare = |options: &[&str]| {
        let arguments = [
            &["triage", "--no-config", "--compare", "old.log", "new.log"],
            options,
        ];
        run(here.path(), &arguments.concat(), "").out
    };
    let text = compare(&["--by", "user"]);
    assert!(
        text.ends_with("up           2 → 91          10% → 91%    <0.1%  info\n"),
        "{text}"
    );
    // All are of one sender domain: of none.
    let json: Value = serde_json::from_str(&compare(&["--by", "user", "--json"])).expect("JSON");
    let change = &json["changes"][0];
    assert_eq!(
        [
            &change["name"],
            &change["before_attempted"],
            &change["after_attempted"]
        ],
        [&Value::from("info"), &Value::from(20), &Value::from(100)]
    );
    assert!(
        change["chance"]
            .as_f64()
            .is_some_and(|chance| chance < 0.001)
    );
    let domains = compare(&["--by", "domain"]);
    assert!(
        domains.contains("20 → 101         10% → 51%    <0.1%  example.org"),
        "{domains}"
    );
    let csv = compare(&["--by", "user", "--format", "csv"]);
    assert!(csv.contains("up,2,91,info,info,20,100,0.00"), "{csv}");
    for by in ["action", "hour", "day", "host", "client"] {
        let refused = run(
            here.path(),
            &["triage", "--compare", "old.log", "--by", by, "new.log"],
            "",
        );
        assert_eq!(refused.status, 2, "{by}");
        assert!(
            refused.err.contains("not --by action, hour, day or host"),
            "{}",
            refused.err
        );
    }
}

#[test]
fn what_is_left_out_of_failures_is_attempted_all_the_same() {
    let log = postfix();
    let tally = tally(&log, &["--by", "user", "--provider", "yahoo"]);
    assert_eq!(
        (&tally["attempts"], &tally["attempted"]),
        (&json!(0), &json!(50))
    );
    assert_eq!(tally["by"]["user"]["names"]["lindqvist"]["attempted"], 30);
}

#[test]
fn names_choose_what_is_counted_whichever_server_logs_it() {
    for log in [postfix(), exim(), sendmail()] {
        for (options, attempted, failed) in [
            (&["--user", "lindqvist"][..], 30, 28),
            (&["--from", "lindqvist.example"], 30, 28),
            (&["--from", "info1@"], 10, 9),
            (&["--domain", "gmail.com"], 50, 32),
            (&["--relay", "gmail-smtp-in.l.google.com"], 50, 32),
        ] {
            let tally = tally(&log, options);
            let counted = [&tally["attempted"], &tally["attempts"]];
            assert_eq!(counted, [&json!(attempted), &json!(failed)], "{options:?}");
        }
        let of_source = tally(&log, &["--source", "out1", "--by", "source"]);
        let names = &of_source["by"]["source"]["names"];
        assert!(
            names.as_object().is_some_and(|names| names.len() == 1),
            "{names}"
        );
    }
    let text = report(&postfix(), &["--user", "lindqvist", "--provider", "gmail"]);
    let expected = "only --provider gmail --user lindqvist: deferred 28,";
    assert!(text.contains(expected), "{text}");
    let expired = "Mar 14 10:00:00 mx1 postfix/qmgr[3]: 4A1B0005: from=<info2@lindqvist.example>, status=expired, returned to sender\n";
    for (user, count) in [("lindqvist", 1), ("customer1", 0)] {
        let tally = tally(&(postfix() + expired), &["--user", user]);
        assert_eq!(tally["status"]["expired"], count, "{user}");
    }
    // The line itself names the sender, even if the message came in before the log starts.
    let tally = tally(expired, &["--from", "info2@lindqvist.example"]);
    assert_eq!(tally["status"]["expired"], 1);
}

/// More senders than are counted by name, as with addresses made for each recipient.
#[test]
fn of_very_many_senders_all_that_are_asked_for_are_counted() {
    let mut log = String::new();
    for number in 0..31_000 {
        let sender = if number % 31 == 0 { "jo" } else { "bounces" };
        let _ = write!(
            log,
            "Mar 14 09:00:00 mx1 postfix/qmgr[3]: 4A1B{number:05}: from=<{sender}+{number}@example.com>, size=900, nrcpt=1 (queue active)\n\
             Mar 14 09:00:01 mx1 postfix/smtp[7]: 4A1B{number:05}: to=<al@example.org>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.7]:25: Connection timed out)\n"
        );
    }
    for (from, attempts) in [("bounces+", 30_000), ("jo+", 1000)] {
        let tally = tally(&log, &["--from", from]);
        assert_eq!(tally["attempts"], attempts);
    }
}

#[test]
fn a_queue_id_that_is_used_again_is_another_message() {
    let again = "Mar 14 10:00:00 mx1 postfix/smtpd[9]: 4A1B0005: client=other.example.com[192.0.2.10]\n\
                 Mar 14 10:00:01 mx1 postfix/qmgr[3]: 4A1B0005: from=<>, size=900, nrcpt=1 (queue active)\n\
                 Mar 14 10:00:02 mx1 postfix-out1/smtp[7]: 4A1B0005: to=<jo5@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.7]:25, delay=1, dsn=4.7.28, status=deferred (host gmail-smtp-in.l.google.com[192.0.2.7] said: 421 4.7.28 no (in reply to end of DATA command))\n";
    let by = &tally(&(postfix() + again), &["--by", "sender"])["by"];
    assert_eq!(by["user"]["names"]["lindqvist"]["attempted"], 30);
    assert_eq!(by["user"]["unknown"]["attempted"], 1);
    assert_eq!(by["sender"]["names"]["<>"]["deferred"], 1);
    assert_eq!(by["sender_domain"]["names"]["<>"]["deferred"], 1);
}

#[test]
fn messages_that_nothing_is_known_of_are_counted_and_reported() {
    // As if the log had begun while they were in the queue.
    let log = postfix();
    let half: String = log
        .lines()
        .filter(|line| !line.contains("4A1B0010") || line.contains("status="))
        .map(|line| format!("{line}\n"))
        .collect();
    let by = &tally(&half, &["--by", "sender"])["by"];
    assert_eq!(
        by["sender"]["unknown"],
        json!({"attempted": 1, "sent": 0, "deferred": 1, "bounced": 0})
    );
    let text = report(&half, &["--by", "sender"]);
    assert!(
        text.contains(
            "\n1 failed attempt: sender not known, as no earlier line says whose message it is.\n"
        ),
        "{text}"
    );
    assert!(!report(&log, &["--by", "sender"]).contains("sender not known"));
}

#[test]
fn of_very_many_messages_the_latest_are_known_and_those_still_tried() {
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_800_000_000)).by_message();
    let arrival = |number: usize| {
        format!(
            "Mar 14 09:00:00 mx1 postfix/qmgr[3]: 4A{number:08}: from=<a@c{}.example>, size=900, nrcpt=1 (queue active)\n",
            number % 3
        )
    };
    let deferred = |number: usize| {
        format!(
            "Mar 14 09:00:00 mx1 postfix/smtp[7]: 4A{number:08}: to=<jo@example.org>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.7]:25: Connection timed out)\n"
        )
    };
    let mut log = String::new();
    for number in 0..500_000 {
        log += &arrival(number);
        if number % 50_000 == 0 {
            // The first is tried again and again, the third is not.
            log += &deferred(0);
        }
    }
    log += &deferred(2);
    log += &deferred(499_999);
    triage.read(log.as_bytes()).expect("a log in memory");
    let unknown = triage.tally.attempts.nameless(Facet::Sender);
    assert_eq!(unknown.deferred, 1);
    let known: u64 = triage
        .tally
        .attempts
        .by(Facet::Sender)
        .map(|(_, attempt_counts)| attempt_counts.deferred)
        .sum();
    assert_eq!(known, 11);
}

#[test]
fn what_a_line_itself_says_of_the_sender_counts() {
    let kumo = r#"{"type":"TransientFailure","id":"9d1","sender":"news@shop.example","recipient":"jo@example.org","queue":"example.org","site":"mx","egress_source":"ip-3","peer_address":{"name":"mx.example.org.","addr":"192.0.2.7"},"response":{"code":450,"content":"4.2.0 Greylisted","command":"RCPT TO"},"timestamp":1773480413}
"#;
    let powermta = "type,timeLogged,orig,rcpt,dsnStatus,dsnDiag,dsnMta,vmta,jobId\n\
                    b,2026-03-14 09:26:53+0000,news@shop.example,jo@example.org,5.1.1 (bad destination),smtp;550 5.1.1 no,mx.example.org (192.0.2.7),vmta-7,spring-sale\n";
    let exim = "2026-03-14 09:26:53 1jmKso-0009d4-Uf ** jo@example.org F=<news@shop.example> R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 550 5.1.1 no\n";
    let zone = "15d5f4c2a4a000f1a2.001 REJECTED[other] from=news@shop.example[news@shop.example] to=jo@example.org mx=mx.example.org (550 5.1.1 no)\n";
    let zone = format!("2026-03-14T09:26:53 mx zone-mta[7]: INFO Sender/default/9 {zone}");
    for (log, facet, name) in [
        (kumo, "source", "ip-3"),
        (powermta, "source", "vmta-7"),
        (powermta, "campaign", "spring-sale"),
        (exim, "source", "remote_smtp"),
        (&zone, "sender_domain", "shop.example"),
    ] {
        let by = &tally(log, &["--by", "sender"])["by"];
        assert_eq!(
            by["sender"]["names"]["news@shop.example"]["attempted"],
            1,
            "{}",
            &log[..40]
        );
        assert_eq!(by[facet]["names"][name]["attempted"], 1, "{}", &log[..40]);
    }
}

#[cfg(feature = "explorer")]
mod on_screen {
    use super::{exim, postfix, sendmail};
    use crate::support::{keys, pictures, press, triaged};
    use bouncedex::explorer::lists::{Heading, Row};
    use bouncedex::explorer::print::{play, text_of};
    use bouncedex::explorer::state::State;
    use bouncedex::triage::By;

    /// Failed attempts that are listed.
    fn listed(state: &State) -> u64 {
        let breakdown = state.breakdown().expect("failures");
        let rows = state.view.rows.iter();
        rows.map(|row| match row {
            Row::Failure(key) => breakdown.attempts(*key),
            Row::Heading(..) | Row::Entry(_) | Row::Bounce(_) | Row::Change(_) => 0,
        })
        .sum()
    }

    #[test]
    fn fields_name_senders_users_sources_and_hosts_together() {
        for log in [postfix(), exim(), sendmail()] {
            for (query, count) in [
                ("", 32),
                ("from:lindqvist", 28),
                ("from:info1@lindqvist.example", 9),
                ("!from:lindqvist", 4),
                ("user:lindqvist", 28),
                ("user:customer0", 4),
                ("source:out2", 14),
                ("source:out3", 4),
                ("user:lindqvist source:out3", 0),
                ("from:info1 source:out1", 5),
                ("relay:gmail-smtp-in domain:gmail.com user:customer", 4),
                ("relay:mx.example.org", 0),
            ] {
                let (_, mut state) = triaged(&log);
                play(&mut state, &keys(query), 200, 40);
                assert_eq!(listed(&state), count, "{query}: {}", &log[..40]);
            }
        }
    }

    #[test]
    fn groups_have_the_rate_of_all_their_attempts() {
        let (_, mut state) = triaged(&postfix());
        let user = (0..10).find(|_| {
            press(&mut state, "<Ctrl-G>");
            state
                .breakdown()
                .is_some_and(|breakdown| breakdown.by == By::User)
        });
        assert!(user.is_some());
        let text = text_of(&play(&mut state, &[], 120, 36));
        assert!(text.contains(" lindqvist ─"), "{text}");
        assert!(text.contains("28 of 30 attempts (93%)"), "{text}");
        let headings = state.view.rows.iter();
        let headings = headings.filter(|row| matches!(row, Row::Heading(Heading::Group(_), _)));
        assert_eq!(headings.count(), 2);
        // What all of a group has in common says the same; it is said once.
        let text = text_of(&play(&mut state, &keys("<Enter>"), 120, 36));
        assert_eq!(text.matches("28 of 30 attempts (93%)").count(), 1, "{text}");
    }

    #[test]
    fn names_that_are_nowhere_are_answered_with_the_nearest() {
        for (query, said) in [
            ("user:lindqvst", "Showing user:lindqvist for user:lindqvst"),
            ("from:zzyzx", "Nothing failed for a sender called “zzyzx”."),
            (
                "source:zzyzx",
                "Nothing failed from a source called “zzyzx”.",
            ),
            ("relay:zzyzx", "Nothing failed at a host called “zzyzx”."),
        ] {
            let (_, mut state) = triaged(&postfix());
            let text = text_of(&play(&mut state, &keys(query), 160, 30));
            assert!(text.contains(said), "{query}: {text}");
        }
    }

    pictures! {
        triaged(&postfix()).1;

        whose_mail_fails_side_by_side: 120 x 36, "";
        whose_mail_fails_by_user: 80 x 24, "<Ctrl-G><Ctrl-G><Ctrl-G><Ctrl-G><Ctrl-G><Ctrl-G>";
        whose_mail_fails_in_one_pane: 40 x 12, "<Ctrl-G><Ctrl-G><Ctrl-G><Ctrl-G><Ctrl-G>";
    }
}

/// What is sent or given up counts alike however much of a line is read, whatever its queue id looks like.
#[test]
fn whoever_counts_it_as_much_is_sent() {
    let mut log = String::new();
    for (number, queue) in ["S0", "S1", "7", "4A1B2C3D01"].into_iter().enumerate() {
        let _ = writeln!(
            log,
            "Mar 14 09:00:00 mx1 postfix/smtpd[9]: {queue}: client=c.example.com[192.0.2.9], sasl_method=PLAIN, sasl_username=jo\n\
             Mar 14 09:00:01 mx1 postfix/qmgr[3]: {queue}: from=<jo@example.com>, size=900, nrcpt=1 (queue active)\n\
             Mar 14 09:00:02 mx1 postfix/smtp[7]: {queue}: to=<ann{number}@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=1, dsn=2.0.0, status=sent (250 ok)"
        );
    }
    log += "Mar 14 09:00:03 mx1 postfix/qmgr[3]: 4A1B2C3D02: from=<jo@example.com>, status=expired, returned to sender\n";
    let here = folder(&[("mail.log", log.as_bytes())]);
    for by in ["cause", "sender"] {
        let report = run(
            here.path(),
            &["triage", "--json", "--by", by, "mail.log"],
            "",
        )
        .out;
        let report: Value = serde_json::from_str(&report).expect("JSON");
        assert_eq!(report["status"]["sent"], 4, "{by}");
        assert_eq!(report["status"]["expired"], 1, "{by}");
        if by == "sender" {
            let jo = &report["by"]["user"]["names"]["jo"];
            assert_eq!(jo["sent"], 4, "{report}");
        }
    }
}
