//! The output of `explain` for the bounces that it finds, byte for byte.

use crate::program::{Ended, ended, folder, found, run};
use serde_json::{Value, json};

/// Entries that do not depend on the built-in catalogue's texts.
const OWN: &str = r#"
[[provider]]
id = "postbox"
name = "Postbox"
kind = "mailbox"
hosts = ["mx.postbox.example"]
sources = ["https://postbox.example/"]

[[code]]
id = "postbox-parcel"
provider = "postbox"
reply = [552]
enhanced = ["5.2.2"]
tag = ["PB7"]
reason = "mailbox-full"
title = "Parcel shelf is full"
meaning = "The shelf holds no more parcels."
steps = ["Wait for the postman."]
match = ["parcel shelf full"]
sources = ["https://postbox.example/pb7"]

[[code]]
id = "postbox-gone"
provider = "postbox"
reply = [550]
enhanced = ["5.1.1"]
tag = ["PB1"]
reason = "user-unknown"
title = "Nobody of that name"
meaning = "The house has no such tenant."
steps = ["Suppress the address."]
match = ["moved away"]
sources = ["https://postbox.example/pb1"]
"#;

const LOG: &str = "\
Nov 23 10:00:00 mail postfix/smtp[71]: 4A1B2C3D4E: to=<Ann@example.org>, relay=mx.postbox.example[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.postbox.example[192.0.2.7] said: 550 5.1.1 PB1 moved away (in reply to RCPT TO command))
Nov 23 10:00:01 mail postfix/smtp[71]: 4A1B2C3D4F: to=<bob@example.org>, relay=mx.postbox.example[192.0.2.7]:25, delay=2, dsn=4.2.2, status=deferred (host mx.postbox.example[192.0.2.7] said: 552 5.2.2 PB7 parcel shelf full (in reply to RCPT TO command))
Nov 23 10:00:02 mail postfix/smtp[71]: 4A1B2C3D4A: to=<cy@example.org>, relay=mx.postbox.example[192.0.2.7]:25, delay=2, dsn=2.0.0, status=sent (250 2.0.0 Ok)
Nov 23 10:00:03 mail postfix/smtp[71]: 4A1B2C3D4B: to=<ANN@example.org>, relay=mx.postbox.example[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.postbox.example[192.0.2.7] said: 550 5.1.1 PB1 moved away (in reply to RCPT TO command))
";

/// `bouncedex explain …` over a file, which standard input is too.
fn explain(arguments: &str, (name, text): (&str, &str)) -> Ended {
    let folder = folder(&[("own.toml", OWN.as_bytes()), (name, text.as_bytes())]);
    let mut all = vec!["--no-config", "--catalogue", "own.toml", "explain"];
    all.extend(arguments.split_whitespace());
    run(folder.path(), &all, text)
}

fn of_log(arguments: &str) -> Ended {
    explain(&format!("mail.log {arguments}"), ("mail.log", LOG))
}

#[test]
fn a_code_that_the_text_starts_with_is_quoted_once() {
    for (reply, quoted) in [
        ("5.1.1 user unknown", "> 5.1.1 [user unknown]"),
        ("550 (#5.1.1) user unknown", "> 550 (#5.1.1) [user unknown]"),
        ("550 5.1.1 user unknown", "> 550 5.1.1 [user unknown]"),
        (
            "550 user unknown (#5.1.1)",
            "> 550 5.1.1 [user unknown] (#5.1.1)",
        ),
    ] {
        let run = run(folder(&[]).path(), &["--no-config", "explain", reply], "");
        assert_eq!(run.out.lines().next(), Some(quoted), "{reply}");
    }
}

#[test]
fn as_text_an_entry_is_told_in_full_once() {
    let out = "\
Recipient: Ann@example.org
Remote host: mx.postbox.example
Event: bounced
Time: Nov 23 10:00:00
Found in: mail.log, line 1
> 550 5.1.1 PB1 [moved away]
Confidence: certain   Said by: Postbox

550 5.1.1 PB1 · Postbox
Nobody of that name
PERMANENT  Do not retry. Suppress the address.
Hard bounce: No such mailbox (user-unknown)

The house has no such tenant.

What to do
  1  Suppress the address.

Read more
  https://postbox.example/pb1

Other possible causes
  550 5.1.1  User unknown / mailbox not found  (user-unknown)
  551 5.1.1  User not local / try forward-path  (mailbox-moved)
  5.1.x  Bad address (5.1)  (recipient-rejected)

--------------------------------------------------------------------------------

Recipient: bob@example.org
Remote host: mx.postbox.example
Event: deferred, to be tried again
Time: Nov 23 10:00:01
Found in: mail.log, line 2
> 552 5.2.2 PB7 [parcel shelf full]
Confidence: certain   Said by: Postbox   The report itself says 4.2.2

552 5.2.2 PB7 · Postbox
Parcel shelf is full
TEMPORARY  Retry with growing pauses. Keep the address.
Soft bounce: Mailbox full (mailbox-full)

The shelf holds no more parcels.

What to do
  1  Wait for the postman.

Read more
  https://postbox.example/pb7

Other possible causes
  552 5.2.2  Mailbox full (over quota)  (mailbox-full)
  550/554 5.2.2  Over quota, refused outright  (mailbox-full)
  5.2.x  Mailbox accepts no mail (5.2)  (mailbox-disabled)

--------------------------------------------------------------------------------

Recipient: ANN@example.org
Remote host: mx.postbox.example
Event: bounced
Time: Nov 23 10:00:03
Found in: mail.log, line 4
> 550 5.1.1 PB1 [moved away]
Confidence: certain   Said by: Postbox

550 5.1.1 PB1 · Postbox
Nobody of that name: as above
PERMANENT
";
    assert_eq!(of_log(""), found(out));
}

/// A log's line, and the first step that is shown for it.
#[track_caller]
fn first_step(line: &str) -> String {
    let folder = folder(&[]);
    let Ended { status, out, err } = run(folder.path(), &["explain", "--brief"], line);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    out.lines().nth(1).expect("a second line").to_owned()
}

/// Verdict and steps in each form ask for the action that programs read: no address is suppressed on a guess, nor while
/// delivery is still tried.
#[test]
fn steps_ask_for_nothing_that_the_action_does_not() {
    let bounced = LOG.lines().next().expect("a line");
    let bounced = bounced.replace("PB1 moved away", "User unknown");
    let deferred = bounced.replace("bounced", "deferred");
    let guess = "550 5.1.1 x".to_owned();
    let suppress = "Suppress the address.";
    for (line, action, before) in [
        (bounced, "suppress", None),
        (deferred, "retry", Some("Delivery is still being tried: ")),
        (
            guess,
            "contact-recipient",
            Some("Codes alone do not say that an address is dead: "),
        ),
    ] {
        let folder = folder(&[("mail.log", line.as_bytes())]);
        let explain = |form: &[&str]| {
            let all = [&["--no-config", "explain", "mail.log"], form].concat();
            let Ended { status, out, err } = run(folder.path(), &all, "");
            assert_eq!((status, err.as_str()), (0, ""), "{out}");
            out
        };
        let json: Value = serde_json::from_str(&explain(&["--json"])).expect("JSON");
        assert_eq!(json["action"], action);
        let text = explain(&[]);
        let brief = explain(&["--brief"]);
        let markdown = explain(&["--format", "markdown"]);
        let steps = bouncedex::explain(&line)[0].steps();
        let firsts = [
            text.split_once("  1  ").expect("a step").1,
            brief.lines().nth(1).expect("a step"),
            markdown.split_once("\n1. ").expect("a step").1,
            &*steps[0],
        ];
        for said in [&text, &brief, &markdown] {
            assert_eq!(said.contains(suppress), before.is_none(), "{said}");
        }
        for first in firsts {
            match before {
                Some(before) => assert!(first.starts_with(before), "{first}"),
                None => assert!(!first.contains("before you suppress"), "{first}"),
            }
        }
    }
}

#[test]
fn steps_hold_the_facts_of_the_bounce() {
    let log = |host: &str, to: &str, said: &str| {
        format!(
            "Nov 23 10:00:00 mail postfix/smtp[71]: 4A1B2C3D4E: to=<{to}>, relay={host}[192.0.2.7]:25, delay=2, dsn=5.0.0, status=bounced (host {host}[192.0.2.7] said: {said} (in reply to RCPT TO command))\n"
        )
    };
    let listed =
        "554 5.7.1 Service unavailable; Client host [203.0.113.25] blocked using zen.spamhaus.org";
    let step = first_step(&log("mx.example.org", "jo@example.org", listed));
    assert!(
        step.ends_with("https://www.spamhaus.org/query/ip/203.0.113.25"),
        "{step}"
    );
    let reverse = "550 5.7.25 No PTR record for 2001:db8::25, see [192.0.2.7]";
    let step = first_step(&log("192.0.2.7", "jo@example.org", reverse));
    assert!(step.contains("`dig -x 2001:db8::25`,"), "{step}");
    // Two addresses: nobody knows which.
    let both = "550 5.7.25 No PTR record for 203.0.113.25 or 203.0.113.26";
    let step = first_step(&log("mx.example.org", "jo@example.org", both));
    assert!(step.contains("`dig -x 192.0.2.1`,"), "{step}");
    let step = first_step("connect to mx.example.net[203.0.113.9]:25: Connection timed out\n");
    assert!(step.ends_with(" `nc -v mx.example.net 25`."), "{step}");
    let step = first_step(
        "550 5.1.2 <jo@exmaple.org>: Host or domain name not found. Name service error for name=exmaple.org type=MX: Host not found\n",
    );
    assert!(!step.contains('{'), "{step}");
}

/// Names that would do something where the step is pasted, or lead elsewhere.
#[test]
fn no_stranger_writes_a_command() {
    for host in [
        "mx.example.org;reboot",
        "$(reboot).example.org",
        "-oProxyCommand=x",
        "mx/../x",
        "a b",
    ] {
        let line = format!("connect to {host}[203.0.113.9]:25: Connection timed out\n");
        let step = first_step(&line);
        assert!(step.ends_with(" `nc -v mx.example.com 25`."), "{step}");
    }
}

#[test]
fn as_markdown() {
    let out = "\
`Ann@example.org`:

```
550 5.1.1 PB1 moved away
```

### 550 5.1.1 PB1 · Postbox · Nobody of that name

**PERMANENT.** Do not retry. Suppress the address.

The house has no such tenant.

1. Suppress the address.

- <https://postbox.example/pb1>

`bob@example.org`:

```
552 5.2.2 PB7 parcel shelf full
```

### 552 5.2.2 PB7 · Postbox · Parcel shelf is full

**TEMPORARY.** Retry with growing pauses. Keep the address.

The shelf holds no more parcels.

1. Wait for the postman.

- <https://postbox.example/pb7>

`ANN@example.org`:

```
550 5.1.1 PB1 moved away
```

*Nobody of that name*, as above.

";
    assert_eq!(of_log("--format markdown"), found(out));
}

#[test]
fn as_csv() {
    let out = "\
recipient,reply,enhanced,provider,remote,entry,reason,category,action,outcome,event,confidence,time,text,file,line
Ann@example.org,550,5.1.1,postbox,mx.postbox.example,postbox-gone,user-unknown,hard-bounce,suppress,permanent,bounced,certain,Nov 23 10:00:00,PB1 moved away,mail.log,1
bob@example.org,552,5.2.2,postbox,mx.postbox.example,postbox-parcel,mailbox-full,soft-bounce,retry,permanent,deferred,certain,Nov 23 10:00:01,PB7 parcel shelf full,mail.log,2
ANN@example.org,550,5.1.1,postbox,mx.postbox.example,postbox-gone,user-unknown,hard-bounce,suppress,permanent,bounced,certain,Nov 23 10:00:03,PB1 moved away,mail.log,4
";
    assert_eq!(of_log("--format csv"), found(out));
}

#[test]
fn as_json_with_every_key() {
    let Ended { status, out, err } = of_log("--json");
    let objects = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"));
    let objects: Vec<Value> = objects.collect();
    assert_eq!((status, objects.len(), &*err), (0, 3, ""));
    let bob = json!({
        "reply": "552", "enhanced": "5.2.2", "text": "PB7 parcel shelf full", "provider": "postbox",
        "entry": "postbox-parcel", "title": "Parcel shelf is full", "reason": "mailbox-full",
        "category": "soft-bounce", "action": "retry", "outcome": "permanent",
        "recipient": "bob@example.org", "remote": "mx.postbox.example", "confidence": "certain",
        "evidence": ["parcel shelf full"], "reported": "4.2.2", "event": "deferred",
        "time": "Nov 23 10:00:01", "queue": "4A1B2C3D4F", "stage": null, "input": {"file": "mail.log", "line": 2},
    });
    assert_eq!(objects[1], bob);
    let Ended { out, .. } = explain("--json", ("replies.txt", "\n550 gone\n"));
    let gone: Value = serde_json::from_str(&out).expect("an object");
    assert_eq!(gone["input"], json!({"file": null, "line": 2}));
    for absent in [
        "enhanced",
        "provider",
        "recipient",
        "remote",
        "reported",
        "time",
        "queue",
    ] {
        assert!(gone[absent].is_null(), "{absent}");
    }
}

#[test]
fn recipients_are_written_once_whatever_their_case() {
    assert_eq!(
        of_log("--recipients"),
        found("Ann@example.org\nbob@example.org\n")
    );
    assert_eq!(
        of_log("--recipients --action suppress"),
        found("Ann@example.org\n")
    );
    let objects = "{\"recipient\":\"Ann@example.org\"}\n{\"recipient\":\"bob@example.org\"}\n";
    assert_eq!(of_log("--recipients --json"), found(objects));
    let Ended { status, out, err } = of_log("--recipients --format csv");
    assert_eq!((status, &*out), (2, ""));
    assert!(
        err.starts_with("error: explain --recipients prints text or, with --json, objects"),
        "{err}"
    );
}

/// What one's own server refused: Postfix to Google and to a stranger, Exim, Sendmail, OpenSMTPD, Haraka and KumoMTA.
const REFUSALS: &str = r#"Mar 14 09:26:50 mail postfix/smtpd[71]: NOQUEUE: reject: RCPT from mail-wr1-f41.google.com[192.0.2.41]: 550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown; from=<a@gmail.com> to=<ada@example.org> proto=ESMTP helo=<mail-wr1-f41.google.com>
Mar 14 09:26:51 mail postfix/smtpd[71]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 450 4.7.1 <a@gmail.com>: Sender address rejected: Domain not found; from=<a@gmail.com> to=<bob@example.org> proto=ESMTP helo=<x>
2026-03-14 09:26:52 H=c.example.net [192.0.2.9] F=<a@example.net> rejected RCPT <cy@example.org>: Unrouteable address
Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: ruleset=check_rcpt, arg1=<di@example.org>, relay=[192.0.2.9], reject=550 5.1.1 <di@example.org>... User unknown
Mar 14 09:26:54 mail smtpd[71]: 0a1b2c3d4e5f6071 smtp failed-command command="RCPT TO:<ed@example.org>" result="550 Invalid recipient: <ed@example.org>"
{"type":"Rejection","id":"9d1","sender":"me@example.com","recipient":"fay@example.org","queue":"example.org","site":"mx","peer_address":{"name":"mail-wr1-f41.google.com","addr":"192.0.2.7"},"response":{"code":550,"enhanced_code":{"class":5,"subject":1,"detail":1},"content":"User unknown","command":"RCPT TO"},"timestamp":1773480413}
"#;

fn of_refusals(arguments: &str) -> Ended {
    explain(&format!("mail.log {arguments}"), ("mail.log", REFUSALS))
}

#[test]
fn whom_ones_own_server_rejected_is_not_to_be_suppressed() {
    let left_out = "bouncedex: 6 rejected by your server, left out: these are not failed recipients of yours\n";
    assert_eq!(of_refusals("--recipients"), ended(1, "", left_out));
    assert_eq!(
        of_refusals("--recipients --event rejected"),
        ended(1, "", left_out)
    );
    let none = "bouncedex: no bounce matches --provider, --category, --action and --event\n";
    assert_eq!(
        of_refusals("--recipients --action suppress"),
        ended(1, "", none)
    );
    assert_eq!(of_refusals("--json --action suppress"), ended(1, "", none));
    let Ended { out, .. } = of_refusals("--json --action none");
    let objects = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"));
    let objects: Vec<Value> = objects.collect();
    assert_eq!(objects.len(), 6);
    for object in objects {
        assert_eq!(object["event"], "rejected", "{object}");
        assert_eq!(object["action"], "none", "{object}");
        assert_eq!(object["provider"], json!(null), "{object}");
    }
}

#[test]
fn a_refusal_is_explained_to_whoever_refused() {
    let Ended { out, .. } = of_refusals("--event rejected");
    let (first, second) = out.split_once(&"-".repeat(80)).expect("two refusals");
    for said in [
        "Recipient: ada@example.org\nClient: mail-wr1-f41.google.com\nEvent: rejected by your server\nStage: RCPT\n",
        "Said by: your server\n",
        "\nREJECTED by your server  Permanently. Nothing to suppress: none of your own deliveries failed.\n",
        "\nWhat to do\nNo mailbox or alias here has this address.",
        "\nFor the sender\n",
        "\nWhat the sender does\n  1  ",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    let temporary =
        "\nREJECTED by your server  Temporarily: the client may try again. Nothing to suppress";
    assert!(second.contains(temporary), "{second}");
    let Ended { out, .. } = of_refusals("--format markdown");
    assert!(
        out.contains("\n**REJECTED by your server.** Permanently. "),
        "{out}"
    );
    assert!(!out.contains("PERMANENT"), "{out}");
}

/// The same entry explains what others refused to us, and what we refused to others: each in full once.
#[test]
fn events_narrow_and_are_summed_apart() {
    let both = LOG.to_owned() + REFUSALS;
    let all = |arguments: &str| explain(&format!("mail.log {arguments}"), ("mail.log", &both));
    let events = |event: &str| {
        let Ended { out, .. } = all(&format!("--json --event {event}"));
        let events = out.lines().map(|line| {
            let object: Value = serde_json::from_str(line).expect("an object");
            object["event"].as_str().expect("an event").to_owned()
        });
        events.collect::<Vec<_>>()
    };
    assert_eq!(events("rejected"), ["rejected"; 6]);
    assert_eq!(events("!rejected"), ["bounced", "deferred", "bounced"]);
    assert_eq!(events("deferred"), ["deferred"]);
    let Ended { status, err, .. } = explain("mail.log", ("mail.log", &both.repeat(2)));
    assert_eq!(status, 0);
    let sum = "bouncedex: 18 explained: 4 hard-bounce, 2 soft-bounce, 12 rejected by your server\n";
    assert_eq!(err, sum);
    let Ended { status, err, .. } = all("--event refused");
    assert_eq!(status, 2);
    let known = "'--event <EVENT>': use one of: delivered, deferred, bounced, expired, not-sent, rejected, ";
    assert!(err.contains(known), "{err}");
}

/// What a sending service does not send is no refusal to others: its advice is the sender's.
#[test]
fn a_host_that_does_not_answer_says_nothing() {
    let attribution = |domain: &str, said: &str| {
        let line = format!(
            "Mar 14 09:26:53 mx postfix/smtp[1]: 4QwZ02: to=<jo@{domain}>, relay=none, delay=1, dsn=4.4.1, \
             status=deferred ({said})\n"
        );
        let out = explain("mail.log", ("mail.log", &line)).out;
        let (_, rest) = out.split_once("Confidence: ").expect("a diagnosis");
        rest.lines()
            .next()
            .and_then(|line| line.split_once("   "))
            .expect("who said it")
            .1
            .to_owned()
    };
    let timeout = |host: &str| format!("connect to {host}[192.0.2.7]:25: Connection timed out");
    assert_eq!(
        attribution("orange.fr", &timeout("smtp-in.orange.fr")),
        "Host of: Orange"
    );
    assert_eq!(
        attribution("example.org", &timeout("mx.example.org")),
        "Said by: the sending system"
    );
    let full = "host smtp-in.orange.fr[192.0.2.7] said: 452 4.2.2 Mailbox full";
    assert!(attribution("orange.fr", full).starts_with("Said by: Orange"));
}

#[test]
fn what_a_sending_service_does_not_send_is_not_rejected_by_ones_own_server() {
    let event = r#"{"eventType":"Reject","mail":{"messageId":"1","timestamp":"2026-03-14T09:26:53Z","destination":["jo@example.org"]},"reject":{"reason":"Bad content"}}"#;
    let Ended { out, .. } = explain("--json", ("event.json", event));
    let object: Value = serde_json::from_str(&out).expect("an object");
    assert_eq!(object["event"], "not-sent");
    assert_ne!(object["action"], "none");
}

#[test]
fn filters_narrow_by_who_said_it_and_what_it_is() {
    for (filter, recipients) in [
        ("--provider postbox", "Ann@example.org\nbob@example.org\n"),
        (
            "--provider Postbox --category soft-bounce",
            "bob@example.org\n",
        ),
        (
            "--category hard-bounce --action suppress",
            "Ann@example.org\n",
        ),
    ] {
        assert_eq!(
            of_log(&format!("--recipients {filter}")),
            found(recipients),
            "{filter}"
        );
    }
    let err = "bouncedex: no bounce matches --provider, --category, --action and --event\n";
    assert_eq!(of_log("--category policy"), ended(1, "", err));
}

#[test]
fn of_many_the_sum_is_told_on_standard_error() {
    let many = LOG.repeat(4) + "what is this\n";
    let Ended { status, out, err } = explain("mail.log --recipients", ("mail.log", &many));
    assert_eq!((status, &*out), (1, "Ann@example.org\nbob@example.org\n"));
    assert_eq!(
        err,
        "bouncedex: 12 explained: 8 hard-bounce, 4 soft-bounce; 1 not recognised, at mail.log:17\n"
    );
}

#[test]
fn what_strangers_write_acts_on_no_terminal() {
    let hostile = "Nov 23 10:00:00 mail postfix/smtp[71]: 4A1B2C3D4E: to=<a\u{1b}]0;x\u{7}\u{202e}@example.org>, \
                   relay=mx\u{9b}2J.example.org[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host \
                   mx\u{9b}2J.example.org[192.0.2.7] said: 550 5.1.1 \u{1b}[31mno such user\u{202e}\u{8} (in reply to RCPT TO command))\n";
    let is_harmless = |c: char| c == '\n' || !bouncedex::sanitize::is_unsafe(c);
    for format in [
        "--format text",
        "--format markdown",
        "--format csv",
        "--json",
    ] {
        let Ended { status, out, err } =
            explain(&format!("{format} mail.log"), ("mail.log", hostile));
        assert_eq!((status, &*err), (0, ""), "{format}");
        assert!(out.contains("@example.org"), "{format}: {out}");
        assert!(out.chars().all(is_harmless), "{format}: {out:?}");
    }
    let left_out = "bouncedex: 1 address left out that cannot be written exactly in this format; `explain --json` writes them as they are\n";
    let listed = explain("--recipients mail.log", ("mail.log", hostile));
    assert_eq!(listed, ended(0, "", left_out));
    let Ended { status, err, .. } = explain("mail.log \u{1b}[31m/x.eml", ("mail.log", hostile));
    assert_eq!(
        (status, &*err),
        (2, "bouncedex: ␛[31m/x.eml: no such file\n")
    );
}

#[test]
fn where_nothing_could_be_read_nothing_is_written() {
    let err = "bouncedex: missing.eml: no such file\n";
    for format in ["text", "json", "markdown", "csv"] {
        let run = explain(&format!("--format {format} missing.eml"), ("a.txt", ""));
        assert_eq!(run, ended(2, "", err), "{format}");
    }
    let run = explain("--recipients missing.eml", ("a.txt", ""));
    assert_eq!(run, ended(2, "", err));
}

/// Of what could not be read nobody knows that it holds no bounce.
#[cfg(feature = "explorer")]
#[test]
fn the_screen_tells_nothing_read_from_nothing_found() {
    let (unread, unknown) = (
        "Nothing could be read.",
        "No reply or bounce was recognised.",
    );
    for (files, said, unsaid) in [
        ("missing.eml", unread, unknown),
        ("missing.eml a.txt", unknown, unread),
        ("a.txt", unknown, unread),
    ] {
        let Ended { out, err, .. } = explain(&format!("--print 80x24 {files}"), ("a.txt", ""));
        assert!(
            out.contains(said) && !out.contains(unsaid),
            "{files}: {out}"
        );
        for told in [&out, &err] {
            let is_named = told.contains("missing.eml: no such file");
            assert_eq!(is_named, files.contains("missing"), "{files}: {told}");
        }
    }
}

#[test]
fn cells_are_no_formulas() {
    for formula in ["=1+", "+", "-", "@", "＝1+", "＋", "－", "＠"] {
        let log = LOG.replace("bob@", &format!("{formula}bob@"));
        let Ended { out, .. } = explain("mail.log --format csv", ("mail.log", &log));
        let defused = format!("\n'{formula}bob@example.org,");
        assert!(out.contains(&defused), "{formula}: {out}");
    }
}

/// What a step says of the sender is what the log does.
#[test]
fn steps_have_the_domain_of_the_sender() {
    let said = "550 5.1.2 Illegal MX record for host shop.example";
    let line = format!(
        "2026-03-14 09:26:53 1jmKso-0009d4-Uf ** jo@example.org F=<ann@shop.example> R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after MAIL FROM:<ann@shop.example>: {said}\n"
    );
    let here = folder(&[]);
    let steps = |input: &str| {
        let out = run(here.path(), &["explain", "-"], input.as_bytes()).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let known = steps(&line);
    assert!(known.contains("dig MX shop.example"), "{known}");
    // Where the log names nobody, the step is an example; and no name reaches a shell that means something there.
    let unknown = steps(said);
    assert!(unknown.contains("dig MX example.com"), "{unknown}");
    let hostile = steps(&line.replace("F=<ann@shop.example>", "F=<ann@$(reboot).example>"));
    assert!(hostile.contains("dig MX example.com"), "{hostile}");
}
