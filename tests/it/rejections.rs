//! What your own server rejects: whom and at which stage, in reports and on the screen.

use crate::program::{folder, run};
use serde_json::{Value, json};
use std::fmt::Write;

const UNKNOWN: &str = "550 5.1.1 <cy@here.example>: Recipient address rejected: User unknown in local recipient table";
const RESOLVER: &str = "554 5.7.1 Service unavailable; Client host [192.0.2.41] blocked using zen.spamhaus.org; \
     Error: open resolver; https://check.spamhaus.org/returnc/pub/192.0.2.53/";

/// A refusal as Postfix logs it, of which `client` is `name[address]`.
fn refused(minute: usize, stage: &str, client: &str, sender: &str, said: &str) -> String {
    format!(
        "2026-03-14T10:{minute:02}:00+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: {stage} from {client}: {said}; \
         from=<{sender}> to=<cy@here.example> proto=ESMTP helo=<x>\n"
    )
}

/// Six guesses by one client, three clients that a resolver keeps out, of which one greets badly first, and a failure of
/// one's own.
fn log() -> String {
    let mut log = String::new();
    for minute in 0..6 {
        log += &refused(
            minute,
            "RCPT",
            "unknown[192.0.2.66]",
            "x@spam.example",
            UNKNOWN,
        );
    }
    for (minute, sender) in [(10, "jo@good.example"), (11, "jo@good.example"), (12, "")] {
        let client = format!("mail{minute}.good.example[192.0.2.41]");
        log += &refused(minute, "RCPT", &client, sender, RESOLVER);
    }
    log += "2026-03-14T10:20:00+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: HELO from unknown[192.0.2.66]: 504 5.5.2 <x>: \
            Helo command rejected: need fully-qualified hostname; proto=SMTP helo=<x>\n";
    log + "2026-03-14T10:30:00+00:00 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<ed@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 user unknown (in reply to RCPT TO command))\n"
}

#[track_caller]
fn triage(arguments: &[&str], log: &str) -> String {
    let here = folder(&[]);
    let arguments = [&["triage"], arguments].concat();
    let run = run(here.path(), &arguments, log.as_bytes());
    assert_eq!(run.status, 0, "{arguments:?}: {}", run.err);
    run.out
}

#[test]
fn rejections_are_counted_by_client_sender_and_stage() {
    let report: Value = serde_json::from_str(&triage(&["--json"], &log())).expect("JSON");
    assert_eq!(
        report["rejected_by"],
        json!({
            "client": {
                "192.0.2.66": 7,
                "mail10.good.example": 1,
                "mail11.good.example": 1,
                "mail12.good.example": 1,
            },
            "rejected_sender": {"x@spam.example": 6, "jo@good.example": 2, "<>": 1},
            "stage": {"RCPT": 9, "HELO": 1},
        })
    );
    // Strangers are nobody whose mail was to be delivered.
    assert_eq!(report["attempted"], 1);
    assert_eq!(
        report["by"]["relay"]["names"]
            .as_object()
            .map(|names| names.len()),
        Some(1)
    );
    for (by, title, first) in [
        (
            "client",
            "Which clients your server rejects most",
            "        7  70%  192.0.2.66\n",
        ),
        (
            "rejected-sender",
            "Whose mail your server rejects most",
            "        6  60%  x@spam.example\n",
        ),
        (
            "stage",
            "At which stage your server rejects",
            "        9  90%  RCPT\n        1  10%  HELO\n",
        ),
    ] {
        let report = triage(&["--by", by], &log());
        let table = format!("\n\n{title}\n{first}");
        assert!(report.contains(&table), "{table}: {report}");
        assert!(!report.contains("What to do first"), "{report}");
        let cells = triage(&["--by", by, "--format", "csv"], &log());
        let row = cells.lines().nth(1).expect("a row");
        assert!(row.ends_with(",,,rejected,"), "{row}");
    }
    let page = triage(&["--by", "client", "--format", "html"], &log());
    assert!(
        page.contains("<th class=\"number\">rejected</th>"),
        "{page}"
    );
}

#[test]
fn the_report_says_whom_each_cause_hits_and_what_to_do_here() {
    let report = triage(&[], &log());
    for said in [
        "           Clients: 192.0.2.66 100%. Senders: x@spam.example 100%\n",
        "Senders: jo@good.example 67%, <> 33%\n",
        "\nReceiver's resolver may not ask Spamhaus: Your own resolver may not ask Spamhaus: ",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    // Whoever sent it is told otherwise.
    let here = folder(&[]);
    let sent = run(here.path(), &["explain", RESOLVER], b"").out;
    assert!(sent.contains("Your address is not listed."), "{sent}");
    assert!(!sent.contains("Your own resolver"), "{sent}");
}

#[test]
fn where_nothing_was_rejected_the_report_says_so() {
    let log = log();
    let (_, failed) = log.trim_end().rsplit_once('\n').expect("lines");
    let here = folder(&[]);
    let report = run(
        here.path(),
        &["triage", "--by", "client"],
        failed.as_bytes(),
    )
    .out;
    assert!(
        report.ends_with("\nYour server rejected nothing.\n"),
        "{report}"
    );
}

#[test]
fn exim_and_sendmail_name_whom_they_reject_too() {
    let log = "\
2026-03-14 10:05:00 H=(x) [192.0.2.66] F=<a@spam.example> rejected RCPT <di@here.example>: Unrouteable address
Mar 14 10:06:53 mx2 sm-mta[71]: 62E9QPxR001903: ruleset=check_mail, arg1=<b@spam.example>, relay=[192.0.2.67], reject=553 5.1.8 <b@spam.example>... Domain of sender address b@spam.example does not exist
";
    let report: Value = serde_json::from_str(&triage(&["--json"], log)).expect("JSON");
    assert_eq!(
        report["rejected_by"],
        json!({
            "client": {"192.0.2.66": 1, "192.0.2.67": 1},
            "rejected_sender": {"a@spam.example": 1, "b@spam.example": 1},
            "stage": {"RCPT": 1, "check_mail": 1},
        })
    );
}

/// Whoever guesses addresses may be any number of clients and senders: of one's own mail all stays known.
#[test]
fn strangers_without_number_take_no_room_from_ones_own_mail() {
    let mut strangers = String::new();
    let many = 30_000;
    for number in 0..many {
        let client = format!(
            "unknown[2001:db8::{:x}:{:x}]",
            number / 65536,
            number % 65536
        );
        let sender = format!("x{number}@spam{number}.example");
        strangers += &refused(number % 60, "RCPT", &client, &sender, UNKNOWN);
    }
    for number in 0..100 {
        let _ = writeln!(
            strangers,
            "2026-03-14T11:00:00+00:00 mx1 postfix/qmgr[3]: 4A1B{number:04}: from=<own{number}@own.example>, size=900, nrcpt=1 (queue active)\n\
             2026-03-14T11:00:00+00:00 mx1 postfix/smtp[7]: 4A1B{number:04}: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 user unknown (in reply to RCPT TO command))"
        );
    }
    let report = triage(&["--json", "--by", "sender"], &strangers);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let senders = report["by"]["sender"]["names"]
        .as_object()
        .expect("senders");
    assert_eq!(senders.len(), 100);
    assert!(!senders.contains_key("(others)"), "{senders:?}");
    for facet in ["client", "rejected_sender", "stage"] {
        let names = report["rejected_by"][facet].as_object().expect("names");
        let counted: u64 = names.values().filter_map(Value::as_u64).sum();
        assert_eq!(counted, many as u64, "{facet}");
    }
}

#[cfg(feature = "explorer")]
mod screen {
    use super::{log, refused};
    use crate::support::{press, triaged};
    use bouncedex::explorer::lists::Row;
    use bouncedex::explorer::print::{play, text_of};
    use bouncedex::explorer::state::State;
    use bouncedex::explorer::update::{Event, update};
    use bouncedex::triage::By;

    fn opened(log: &str) -> State {
        let (_, mut state) = triaged(log);
        update(&mut state, Event::Resize(120, 36));
        state
    }

    fn screen(state: &mut State) -> String {
        text_of(&play(state, &[], 120, 36))
    }

    /// How many rows are failed attempts, and how many were rejected.
    fn counts(state: &State) -> [usize; 2] {
        let of = |is_rejected: bool| {
            let rows = state.view.rows.iter();
            let rows = rows
                .filter(|row| matches!(row, Row::Failure(key) if key.is_rejected() == is_rejected));
            rows.count()
        };
        [of(false), of(true)]
    }

    #[test]
    fn a_key_shows_what_was_rejected_and_esc_leads_back() {
        let mut state = opened(&log());
        assert_eq!(counts(&state), [1, 3]);
        press(&mut state, "<Ctrl-X>");
        assert_eq!(counts(&state), [0, 3]);
        let shown = screen(&mut state);
        for said in [
            "10 rejected by your server",
            " RCPT ",
            " HELO ",
            "6 rejected by your server, 60% of all it rejected",
            "Ctrl-X failed",
            "Esc back",
        ] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        for view in [By::Client, By::RejectedSender, By::Stage] {
            press(&mut state, "<Ctrl-G>");
            assert_eq!(state.breakdown().map(|breakdown| breakdown.by), Some(view));
            assert_eq!(counts(&state)[0], 0);
        }
        // A query means what is shown: clients and senders have names.
        press(&mut state, "from:jo@good");
        assert_eq!(counts(&state), [0, 1]);
        press(&mut state, "<Ctrl-U>relay:192.0.2.66");
        assert_eq!(counts(&state), [0, 2]);
        press(&mut state, "<Esc>");
        assert_eq!(counts(&state), [0, 3]);
        press(&mut state, "<Esc>");
        assert_eq!(counts(&state), [1, 3]);
        assert_eq!(
            state.breakdown().map(|breakdown| breakdown.by),
            Some(By::Cause)
        );
    }

    #[test]
    fn where_nothing_was_rejected_the_key_says_so() {
        let log = log();
        let (_, failed) = log.trim_end().rsplit_once('\n').expect("lines");
        let mut state = opened(failed);
        press(&mut state, "<Ctrl-X>");
        assert_eq!(
            state.notice.as_deref(),
            Some("Your server rejected nothing in these logs.")
        );
        assert_eq!(counts(&state), [1, 0]);
    }

    #[test]
    fn a_failure_in_the_view_of_rejections_is_never_counted() {
        let refusal = refused(
            1,
            "RCPT",
            "unknown[192.0.2.66]",
            "x@spam.example",
            super::UNKNOWN,
        );
        let mut state = opened(&(log() + &refusal));
        press(&mut state, "<Ctrl-X>user");
        let listed = state.breakdown().map(|breakdown| breakdown.total());
        assert_eq!(listed, Some(11));
        assert_eq!(counts(&state)[0], 0);
    }
}

#[test]
fn whoever_is_one_of_many_is_not_named() {
    let line = |client: usize, stage: &str| {
        format!(
            "Mar 14 09:26:53 mx1 postfix/smtpd[9]: NOQUEUE: reject: {stage} from unknown[192.0.2.{client}]: 554 5.7.1 <cy@example.com>: Relay access denied; from=<x@example.net> to=<cy@example.com> proto=ESMTP helo=<x>\n"
        )
    };
    let many: String = (1..=20).map(|client| line(client, "RCPT")).collect();
    let report = triage(&[], &many);
    assert!(
        report.contains("           Senders: x@example.net 100%\n"),
        "{report}"
    );
    assert!(
        !report.contains("Clients:") && !report.contains("Stages:"),
        "{report}"
    );
    let two = many + &line(1, "MAIL").repeat(20);
    let report = triage(&[], &two);
    let who = "Clients: 192.0.2.1 53%. Senders: x@example.net 100%. Stages: RCPT 50%, MAIL 50%\n";
    assert!(report.contains(who), "{report}");
}

/// Of rejections, a domain that is asked for is that of the recipient.
#[test]
fn rejections_for_one_domain() {
    for (domain, rejected) in [("here.example", 9), ("example.org", 0)] {
        let report = triage(&["--json", "--domain", domain], &log());
        let report: Value = serde_json::from_str(&report).expect("JSON");
        assert_eq!(report["status"]["rejected"], rejected, "{report}");
    }
}
