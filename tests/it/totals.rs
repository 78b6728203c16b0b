//! How much mail came in and went out (`--totals`): messages, sizes, senders and recipients, as far as the log says.

use crate::program::{Ended, PROGRAM, folder, run};
use assert_cmd::Command;
use serde_json::{Value, json};

/// A message that is put off once and then delivered to two, one that a milter refuses once it is all there, a local
/// one, a notification, and one that came in before the log began.
const POSTFIX: &str = "\
Mar 14 09:00:00 mx1 postfix/smtpd[9]: 4A1B2C3D01: client=c.example.com[192.0.2.9], sasl_method=PLAIN, sasl_username=jo
Mar 14 09:00:01 mx1 postfix/qmgr[3]: 4A1B2C3D01: from=<Jo@Example.com>, size=1000, nrcpt=2 (queue active)
Mar 14 09:00:02 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<ann@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=1, dsn=2.0.0, status=sent (250 ok)
Mar 14 09:00:02 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<bo@example.net>, relay=mx.example.net[192.0.2.7]:25, delay=1, dsn=4.2.2, status=deferred (host mx.example.net[192.0.2.7] said: 452 4.2.2 mailbox full (in reply to RCPT TO command))
Mar 14 09:00:03 mx1 postfix/smtpd[9]: 4A1B2C3D02: client=c.example.com[192.0.2.9]
Mar 14 09:00:04 mx1 postfix/cleanup[9]: 4A1B2C3D02: milter-reject: END-OF-MESSAGE from c.example.com[192.0.2.9]: 5.7.1 spam; from=<eve@example.com> to=<ann@example.org> proto=ESMTP helo=<c>
Mar 14 09:00:05 mx1 postfix/pickup[4]: 4A1B2C3D03: uid=0 from=<root>
Mar 14 09:00:05 mx1 postfix/qmgr[3]: 4A1B2C3D03: from=<root@mx1.example.com>, size=200, nrcpt=1 (queue active)
Mar 14 09:00:05 mx1 postfix/local[7]: 4A1B2C3D03: to=<jo@example.com>, relay=local, delay=1, dsn=2.0.0, status=sent (delivered to mailbox)
Mar 14 09:10:00 mx1 postfix/qmgr[3]: 4A1B2C3D01: from=<jo@example.com>, size=1000, nrcpt=2 (queue active)
Mar 14 09:10:01 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<bo@example.net>, relay=mx.example.net[192.0.2.7]:25, delay=601, dsn=2.0.0, status=sent (250 ok)
Mar 14 09:10:02 mx1 postfix/qmgr[3]: 4A1B2C3D04: from=<>, size=3000, nrcpt=1 (queue active)
Mar 14 09:10:02 mx1 postfix/local[7]: 4A1B2C3D04: to=<jo@example.com>, relay=local, delay=1, dsn=2.0.0, status=sent (delivered to mailbox)
Mar 14 09:10:03 mx1 postfix/smtp[7]: 4A1B2C3D99: to=<ann@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=9000, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 no such user (in reply to RCPT TO command))
Mar 14 09:10:04 mx1 postfix/smtp[7]: 4A1B2C3D98: to=<ANN@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=9000, dsn=2.0.0, status=sent (250 ok)
";

#[track_caller]
fn report(arguments: &[&str], log: &str) -> Ended {
    let here = folder(&[("mail.log", log.as_bytes())]);
    run(
        here.path(),
        &[&["triage"], arguments, &["mail.log"]].concat(),
        "",
    )
}

#[track_caller]
fn totals(arguments: &[&str], log: &str) -> Value {
    let ended = report(&[&["--totals", "--json"], arguments].concat(), log);
    let report: Value = serde_json::from_str(&ended.out).expect("JSON");
    report["totals"].clone()
}

fn volume(count: u64, bytes: impl Into<Value>, without_size: u64) -> Value {
    json!({"count": count, "bytes": bytes.into(), "without_size": without_size})
}

fn ranked(name: &str, count: u64, bytes: impl Into<Value>, without_size: u64) -> Value {
    json!({"name": name, "count": count, "bytes": bytes.into(), "without_size": without_size})
}

#[test]
fn what_comes_in_counts_once_and_what_goes_out_by_recipient() {
    let senders = [
        ranked("jo@example.com", 1, 1000, 0),
        ranked("root@mx1.example.com", 1, 200, 0),
    ];
    let sender_domains = [
        ranked("example.com", 1, 1000, 0),
        ranked("mx1.example.com", 1, 200, 0),
    ];
    // Of one of two messages to her no size is known.
    let ann = ranked("ann@example.org", 2, 1000, 1);
    let jo = ranked("jo@example.com", 2, 3200, 0);
    let bo = ranked("bo@example.net", 1, 1000, 0);
    let [com, org, net] = [
        ("example.com", &jo),
        ("example.org", &ann),
        ("example.net", &bo),
    ]
    .map(|(name, of)| {
        let mut domain = of.clone();
        domain["name"] = name.into();
        domain
    });
    let expected = json!({
        "received": volume(2, 1200, 0),
        "delivered": volume(5, 5200, 1),
        "deferred": {"messages": 1, "attempts": 1},
        "bounced": 1,
        "expired": 0,
        "rejected": 1,
        "senders": {"different": 2, "by_count": senders, "by_bytes": senders},
        "sender_domains": {"different": 2, "by_count": sender_domains, "by_bytes": sender_domains},
        "recipients": {"different": 3, "by_count": [ann, jo, bo], "by_bytes": [jo, ann, bo]},
        "recipient_domains": {"different": 3, "by_count": [com, org, net], "by_bytes": [com, net, org]},
    });
    assert_eq!(totals(&[], POSTFIX), expected);
    // Filters choose failures, and change none of it.
    for filter in [["--event", "rejected"], ["--provider", "gmail"]] {
        assert_eq!(totals(&filter, POSTFIX), expected);
    }
    assert_eq!(totals(&["--by", "domain"], POSTFIX), expected);
    let top = totals(&["--top", "1"], POSTFIX);
    assert_eq!(top["recipients"]["different"], 3);
    assert_eq!(
        top["recipients"]["by_count"].as_array().map(Vec::len),
        Some(1)
    );
    let report = report(&["--json"], POSTFIX).out;
    assert!(!report.contains("totals"), "{report}");
}

#[test]
fn only_a_part_of_the_time_is_counted_and_sizes_are_known_from_before() {
    let late = totals(&["--since", "Mar 14 09:05"], POSTFIX);
    assert_eq!(late["received"], volume(0, 0, 0));
    assert_eq!(late["delivered"], volume(3, 4000, 1));
    let early = totals(&["--until", "Mar 14 09:05"], POSTFIX);
    assert_eq!(early["received"], volume(2, 1200, 0));
    assert_eq!(early["delivered"], volume(2, 1200, 0));
}

/// A message, what is put off, a notification that names what it is about, and one from outside.
const EXIM: &str = "\
2026-03-14 09:00:00 1t00R3-00000000001-5bpj <= jo@example.com H=c.example.com [192.0.2.9]:48881 P=esmtpsa A=plain_server:jo S=900 id=x@example.com T=\"S=5\"
2026-03-14 09:00:01 1t00R3-00000000001-5bpj == ann@example.org R=dnslookup T=remote_smtp defer (-46) H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after end of data: 452 4.2.2 full
2026-03-14 09:00:02 1t00R3-00000000001-5bpj == ann@example.org R=dnslookup T=remote_smtp defer (-46) H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after end of data: 452 4.2.2 full
2026-03-14 09:00:03 1t00R3-00000000001-5bpj => bo@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.7] C=\"250 OK\"
2026-03-14 09:00:04 1t00R3-00000000002-5bpj <= <> R=1t00R3-00000000001-5bpj U=Debian-exim P=local S=2000
2026-03-14 09:00:05 1t00R3-00000000002-5bpj => jo <jo@example.com> R=local_user T=mail_spool
2026-03-14 09:00:06 1t00R3-00000000003-5bpj <= <> H=mx.example.org [192.0.2.7] P=esmtp S=50
2026-03-14 09:00:07 1T00R3-00000000003-5bpj == ann@example.org R=dnslookup T=remote_smtp defer (-46) H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after end of data: 452 4.2.2 full
";

/// A message to two, one of which all recipients were refused, and a notification, which has no line of its own.
const SENDMAIL: &str = "\
Mar 14 09:00:00 mx1 sm-mta[101]: 62E9QP00000001: from=<jo@example.com>, size=900, class=0, nrcpts=2, proto=ESMTP, daemon=MTA, relay=c.example.com [192.0.2.9]
Mar 14 09:00:01 mx1 sm-mta[102]: 62E9QP00000001: to=<ann@example.org>,<bo@example.org>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.example.org. [192.0.2.7], dsn=2.0.0, stat=Sent (ok)
Mar 14 09:00:02 mx1 sm-mta[103]: 62E9QP00000002: from=<eve@example.com>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=c.example.com [192.0.2.9]
Mar 14 09:00:03 mx1 sm-mta[102]: 62E9QP00000003: to=<jo@example.com>, delay=00:00:00, mailer=local, pri=1, dsn=2.0.0, stat=Sent
";

#[test]
fn other_servers_say_it_in_a_line() {
    let exim = totals(&[], EXIM);
    assert_eq!(exim["received"], volume(2, 950, 0));
    assert_eq!(exim["senders"]["by_bytes"][1], ranked("<>", 1, 50, 0));
    assert_eq!(exim["sender_domains"]["different"], 2);
    assert_eq!(exim["delivered"], volume(2, 2900, 0));
    // Letter case counts in queue ids.
    assert_eq!(exim["deferred"], json!({"messages": 2, "attempts": 3}));
    let sendmail = totals(&[], SENDMAIL);
    assert_eq!(sendmail["received"], volume(1, 900, 0));
    assert_eq!(sendmail["delivered"], volume(3, 1800, 1));
    assert_eq!(sendmail["senders"]["different"], 1);
}

#[test]
fn what_a_log_does_not_say_is_not_known() {
    let log: String = POSTFIX
        .lines()
        .filter(|line| line.contains("postfix/smtp["))
        .map(|line| format!("{line}\n"))
        .collect();
    let found = totals(&[], &log);
    for unknown in ["received", "senders", "sender_domains"] {
        assert_eq!(found[unknown], Value::Null, "{unknown}");
    }
    assert_eq!(found["delivered"], volume(3, Value::Null, 3));
    assert_eq!(found["recipients"]["by_bytes"], json!([]));
    let text = report(&["--totals"], &log).out;
    assert!(
        text.contains(
            "Totals\n   received  n/a\n  delivered  3 deliveries        size n/a\n   deferred  1 message           1 attempt\n"
        ),
        "{text}"
    );
    assert!(!text.contains("by size"), "{text}");
}

#[test]
fn every_format_for_people_has_the_totals() {
    let text = report(&["--totals"], POSTFIX).out;
    let section = "\nTotals\n   received  2 messages          1.2 KiB\n  delivered  5 deliveries        5.1 KiB, without 1 of unknown size\n";
    let list = "\nRecipients by size\n        2  3.1 KiB     jo@example.com\n        2  >1.0 KiB    ann@example.org\n";
    assert!(text.contains(section) && text.contains(list), "{text}");
    // Of all mail, whatever the filters.
    for format in ["text", "markdown", "html"] {
        let options = ["--totals", "--domain", "example.com", "--format", format];
        let filtered = report(&options, POSTFIX).out;
        assert!(filtered.contains("Totals of all mail"), "{filtered}");
    }
    let markdown = report(&["--totals", "--format", "markdown"], POSTFIX).out;
    let (section, list) = (
        "| received | 2 messages | 1.2 KiB |\n",
        "### Senders by messages\n\n| how many | size | who |\n|---:|---:|---|\n| 1 | 1.0 KiB | `jo@example.com` |\n",
    );
    assert!(
        markdown.contains(section) && markdown.contains(list),
        "{markdown}"
    );
    let page = report(&["--totals", "--format", "html"], POSTFIX).out;
    let section = "<tr><td>received</td><td class=\"number\">2 messages</td><td>1.2 KiB</td></tr>";
    let list = "<h2>Senders by messages</h2>\n<table>\n<tbody>\n<tr><td class=\"number\">1</td><td class=\"number\">1.0 KiB</td><td><bdi>jo@example.com</bdi></td></tr>";
    assert!(page.contains(section) && page.contains(list), "{page}");
}

#[test]
fn where_nothing_of_it_can_be_shown_it_is_refused() {
    for other in [
        &["--format", "csv"][..],
        &["--format", "prometheus"],
        &["--lines"],
        &["--recipients"],
        &["--by", "sender"],
        &["--by", "source"],
        &["--compare", "mail.log"],
    ] {
        let ended = report(&[&["--totals"], other].concat(), POSTFIX);
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{other:?}");
        assert!(ended.err.contains("--totals"), "{ended:?}");
    }
}

#[test]
fn tallies_hold_totals_and_add_up() {
    let logs = [POSTFIX, EXIM, SENDMAIL];
    let here = folder(&[]);
    let mut names = Vec::new();
    for (number, log) in logs.iter().enumerate() {
        let command = ["triage", "--totals", "--format", "tally"];
        let tally = Command::new(PROGRAM)
            .args(command)
            .write_stdin(*log)
            .output();
        let name = format!("mx{number}.tally");
        std::fs::write(here.path().join(&name), tally.expect("a process").stdout).expect("a file");
        names.push(name);
    }
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let ended = run(
        here.path(),
        &[&["triage", "--totals", "--json"], &names[..]].concat(),
        "",
    );
    assert_eq!(ended.err, "");
    let sum: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(sum["totals"], totals(&[], &logs.concat()));

    let plain = ["triage", "--format", "tally"];
    let plain = Command::new(PROGRAM).args(plain).write_stdin(EXIM).output();
    std::fs::write(
        here.path().join("plain.tally"),
        plain.expect("a process").stdout,
    )
    .expect("a file");
    let asked = ["triage", "--totals", "--json", "mx0.tally", "plain.tally"];
    let ended = run(here.path(), &asked, "");
    assert_eq!(ended.status, 2);
    assert!(
        ended
            .err
            .contains("plain.tally: it is a tally made without --totals"),
        "{ended:?}"
    );
    let asked = ["triage", "--json", "mx0.tally", "plain.tally"];
    let ended = run(here.path(), &asked, "");
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
}

/// Sizes that no message has, and names that no server has.
#[test]
fn no_number_or_name_is_out_of_bounds() {
    let mut log = String::new();
    for (number, size) in [
        (u64::MAX - 2).to_string(),
        (u64::MAX - 2).to_string(),
        "9".repeat(40),
        "-1".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        let queue = format!("4A1B2C3D0{number}");
        let sender = format!("{}@example.com", "a".repeat(300));
        log += &format!(
            "Mar 14 09:00:00 mx1 postfix/smtpd[9]: {queue}: client=c.example.com[192.0.2.9]\n\
             Mar 14 09:00:01 mx1 postfix/qmgr[3]: {queue}: from=<{sender}>, size={size}, nrcpt=1 (queue active)\n\
             Mar 14 09:00:02 mx1 postfix/smtp[7]: {queue}: to=<ann@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=1, dsn=2.0.0, status=sent (250 ok)\n"
        );
    }
    let found = totals(&[], &log);
    assert_eq!(found["received"], volume(4, u64::MAX, 2));
    assert_eq!(found["senders"]["by_count"][0]["name"], "(others)");
    assert_eq!(found["delivered"], volume(4, u64::MAX, 2));
}
