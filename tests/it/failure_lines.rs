//! The lines behind the counts, in `triage --lines` and on the screen.

use crate::program::{Ended, folder, run};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::Write;

/// Of two messages: tried three times, the last time in the newer log.
const OLD: &str = "\
2026-03-14T09:26:53.000000+00:00 mx1 postfix/smtp[7]: 4A1B01: to=<jo@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.7]:25, delay=2, dsn=5.7.26, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.7] said: 550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy. - gsmtp (in reply to end of DATA command))
2026-03-14T09:27:00.000000+00:00 mx1 postfix/smtp[7]: 4A1B02: to=<al@example.net>, relay=mx.example.net[192.0.2.8]:25, delay=2, dsn=4.2.2, status=deferred (host mx.example.net[192.0.2.8] said: 452 4.2.2 <al@example.net> mailbox full (in reply to RCPT TO command))
2026-03-14T09:27:00.000000+00:00 mx1 postfix/smtp[7]: 4A1B03: to=<bo@example.com>, relay=mx.example.com[192.0.2.9]:25, delay=2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 77)
2026-03-14T09:27:00.000000+00:00 mx1 postfix/smtp[7]: 4A1B02: to=<bea@example.net>, relay=mx.example.net[192.0.2.8]:25, delay=2, dsn=4.2.2, status=deferred (host mx.example.net[192.0.2.8] said: 452 4.2.2 <bea@example.net> mailbox full (in reply to RCPT TO command))
";
const NEW: &str = "\
2026-03-14T10:27:00.000000+00:00 mx1 postfix/smtp[7]: 4A1B02: to=<al@example.net>, relay=none, delay=3602, dsn=4.4.1, status=deferred (connect to mx.example.net[192.0.2.8]:25: Connection timed out)
2026-03-14T10:28:00.000000+00:00 mx1 postfix/qmgr[8]: 4A1B04: from=<me@example.com>, status=expired, returned to sender
2026-03-14T10:29:00.000000+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.66]: 554 5.7.1 <cy@example.com>: Relay access denied; from=<x@example.net> to=<cy@example.com> proto=ESMTP helo=<x>
";

/// What `triage --lines` prints of a log and of an older one that is compressed, with these options behind it.
fn lines(options: &str) -> Ended {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(OLD.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let here = folder(&[("mail.log", NEW.as_bytes()), ("mail.log.1.gz", &packed)]);
    let arguments = ["triage", "--lines", "mail.log", "mail.log.1.gz"];
    let options: Vec<_> = options.split_whitespace().collect();
    run(here.path(), &[&arguments[..], &options].concat(), "")
}

/// The values of one member of all objects, in their order.
fn listed(options: &str, member: &str) -> Vec<String> {
    let objects = lines(&format!("--json {options}")).out;
    let values = objects.lines().map(|line| {
        let object: Value = serde_json::from_str(line).expect("JSON");
        object[member].as_str().unwrap_or("null").to_owned()
    });
    values.collect()
}

#[test]
fn lines_are_printed_newest_first_across_logs_and_archives() {
    let Ended { status, out, err } = lines("");
    assert_eq!((status, &*err), (0, ""));
    let expected = "\
2026-03-14 10:29:00  -               cy@example.com                192.0.2.66                    554 5.7.1 <cy@example.com>: Relay access denied
2026-03-14 10:28:00  4A1B04          -                             -                             expired, returned to sender
2026-03-14 10:27:00  4A1B02          al@example.net                mx.example.net                connect to mx.example.net[192.0.2.8]:25: Connection timed out
2026-03-14 09:27:00  4A1B02          bea@example.net               mx.example.net                452 4.2.2 <bea@example.net> mailbox full
2026-03-14 09:27:00  4A1B02          al@example.net                mx.example.net                452 4.2.2 <al@example.net> mailbox full
2026-03-14 09:26:53  4A1B01          jo@gmail.com                  gmail-smtp-in.l.google.com    550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy. - gsmtp
";
    assert_eq!(out, expected);
}

#[test]
fn options_choose_the_lines_as_they_choose_what_is_counted() {
    for (options, recipients) in [
        ("--provider gmail --reason dmarc", &["jo@gmail.com"][..]),
        (
            "--reason mailbox-full",
            &["bea@example.net", "al@example.net"],
        ),
        (
            "--event deferred --top 2",
            &["al@example.net", "bea@example.net"],
        ),
        ("--event expired", &["null"]),
        (
            "--event !deferred",
            &["cy@example.com", "null", "jo@gmail.com"],
        ),
        ("--event rejected", &["cy@example.com"]),
        (
            "--domain example.net --event deferred --until 2026-03-14T10:00",
            &["bea@example.net", "al@example.net"],
        ),
        ("--domain gmail", &["jo@gmail.com"]),
        ("--domain mail", &[]),
        ("--from EXAMPLE.net", &["cy@example.com"]),
        ("--relay 192.0.2.66", &["cy@example.com"]),
        ("--relay google.com", &["jo@gmail.com"]),
        ("--user ann", &[]),
        ("--action suppress", &[]),
        ("--until 2026-03-14T09:27:00", &["jo@gmail.com"]),
    ] {
        assert_eq!(listed(options, "recipient"), recipients, "{options}");
    }
}

#[test]
fn every_format_but_text_has_the_line_as_it_stands_in_the_log() {
    let mut written: Vec<_> = listed("", "line");
    written.reverse();
    let failed = |line: &&str| !line.contains("status=sent");
    let log: Vec<_> = OLD.lines().chain(NEW.lines()).filter(failed).collect();
    assert_eq!(written, log);
    let tsv = lines("--format tsv").out;
    let rows: Vec<Vec<_>> = tsv.lines().map(|row| row.split('\t').collect()).collect();
    assert_eq!(
        rows[0].join(" "),
        "time event entry provider queue recipient remote reply line"
    );
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    assert!(
        rows[1..]
            .iter()
            .rev()
            .map(|row| row[8])
            .eq(log.iter().copied())
    );
    let csv = lines("--format csv").out;
    let mut csv = csv::Reader::from_reader(csv.as_bytes());
    let cells: Vec<_> = csv
        .records()
        .map(|row| row.expect("CSV")[8].to_owned())
        .collect();
    assert!(cells.iter().rev().eq(&log));
}

#[test]
fn no_line_is_said_and_has_a_status() {
    let Ended { status, out, err } = lines("--reason virus");
    assert_eq!(
        (status, &*out, &*err),
        (1, "", "bouncedex: no line reports such a failure\n")
    );
    let Ended { status, out, err } = lines("--since 2030-01-01");
    assert_eq!((status, &*out), (1, ""));
    assert!(
        err.contains("the log covers 2026-03-14 09:26 to 2026-03-14 10:29"),
        "{err}"
    );
}

#[test]
fn what_lines_cannot_be_combined_with_is_refused() {
    for (options, says) in [
        (
            "--format html",
            "neither --recipients nor --lines nor --compare",
        ),
        (
            "--format prometheus",
            "neither --recipients nor --lines nor --compare",
        ),
        ("--event delivered", "of what was delivered there are none"),
        ("--recipients", "cannot be used with"),
        ("--by domain", "cannot be used with"),
    ] {
        let Ended { status, out, err } = lines(options);
        assert_eq!((status, &*out), (2, ""), "{options}");
        assert!(err.contains(says), "{options}: {err}");
    }
    let here = folder(&[]);
    for arguments in [["triage", "--format=tsv"], ["explain", "--format=tsv"]] {
        let Ended { status, err, .. } = run(here.path(), &arguments, "");
        assert_eq!(status, 2);
        assert!(err.contains("--lines"), "{err}");
    }
}

/// What the screen shows of these logs after these keys.
#[cfg(feature = "explorer")]
pub(crate) fn screen(files: &[(&str, &[u8])], size: &str, keys: &str) -> String {
    let here = folder(files);
    let names = files.iter().map(|(name, _)| *name);
    let print = ["triage", "--no-config", "--print", size, "--keys", keys];
    let arguments: Vec<_> = print.into_iter().chain(names).collect();
    run(here.path(), &arguments, "").out
}

/// The two logs, the older one behind the newer.
#[cfg(feature = "explorer")]
const LOGS: [(&str, &[u8]); 2] = [("mail.log", NEW.as_bytes()), ("mail.log.1", OLD.as_bytes())];

/// Keys that lead to the lines of a full mailbox.
#[cfg(feature = "explorer")]
const FULL: &str = "mailbox full<Enter>l";

#[test]
#[cfg(feature = "explorer")]
fn pictures_of_the_lines_behind_a_failure() {
    for size in ["120x36", "80x24", "40x12"] {
        let lines = screen(&LOGS, size, FULL);
        insta::assert_snapshot!(format!("lines_{size}"), lines);
        let message = screen(&LOGS, size, &format!("{FULL}<Enter>Q"));
        insta::assert_snapshot!(format!("message_{size}"), message);
    }
    let by_recipient = screen(&LOGS, "80x24", &format!("{FULL}<Ctrl-G><Ctrl-G><Ctrl-G>"));
    insta::assert_snapshot!("lines_by_recipient", by_recipient);
}

#[test]
#[cfg(feature = "explorer")]
fn the_lines_of_a_row_are_those_that_it_counts() {
    // By domain, the row of one domain only.
    let other = OLD
        .replace("@example.net", "@example.com")
        .replace("4A1B", "5A1B");
    let files = [LOGS[0], LOGS[1], ("other.log", other.as_bytes())];
    let by_cause = screen(&files, "120x36", FULL);
    assert!(by_cause.contains("4 of 4"), "{by_cause}");
    let by_domain = screen(
        &files,
        "120x36",
        "<Ctrl-G><Ctrl-G>domain:example.com full<Enter>l",
    );
    assert!(by_domain.contains("2 of 2"), "{by_domain}");
    assert!(!by_domain.contains("@example.net"), "{by_domain}");
    // What is typed there filters them.
    let filtered = screen(&files, "120x36", &format!("{FULL}bea"));
    assert!(filtered.contains("2 of 4"), "{filtered}");
    let rejected = screen(&files, "120x36", "is:rejected<Enter>l");
    assert!(
        rejected.contains("1 of 1") && rejected.contains("cy@example.com"),
        "{rejected}"
    );
}

/// The lines of deliveries do not name the sender: they are joined with those that do.
#[test]
#[cfg(feature = "explorer")]
fn rows_of_one_sender_list_nobody_elses_lines() {
    let message = |number: usize, user: &str| {
        format!(
            "2026-03-14T09:00:0{number}+00:00 mx1 postfix/smtpd[7]: 4A1B0{number}: client=a.example.com[192.0.2.8], sasl_username={user}\n\
             2026-03-14T09:00:0{number}+00:00 mx1 postfix/qmgr[7]: 4A1B0{number}: from=<{user}@example.com>, size=9, nrcpt=1 (queue active)\n\
             2026-03-14T09:01:0{number}+00:00 mx{number} postfix-out{number}/smtp[7]: 4A1B0{number}: to=<jo{number}@example.org>, relay=mx{number}.example.org[192.0.2.7]:25, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n"
        )
    };
    let log = message(1, "ann") + &message(2, "bob");
    let files = [("mail.log", log.as_bytes())];
    let of_all = screen(&files, "120x36", "<Enter>l");
    assert!(of_all.contains("2 of 2"), "{of_all}");
    for query in [
        "from:ann@example.com",
        "user:ann",
        "source:postfix-out1",
        "relay:mx1",
        "!from:bob",
        "from:ann user:ann source:postfix-out1",
    ] {
        let keys = format!("{query}<Enter>l");
        for shown in [
            screen(&files, "120x36", &keys),
            crate::ranges::screen_of_pipe(&log, &keys),
        ] {
            assert!(shown.contains("1 of 1"), "{query}: {shown}");
            assert!(
                shown.contains("jo1@") && !shown.contains("jo2@"),
                "{query}: {shown}"
            );
        }
    }
    // The first row by user, too.
    let by_user = screen(
        &files,
        "120x36",
        &format!("{}<Enter>l", "<Ctrl-G>".repeat(6)),
    );
    assert!(by_user.contains("1 of 1"), "{by_user}");
}

#[test]
#[cfg(feature = "explorer")]
fn the_newest_lines_are_listed_and_all_are_counted() {
    let line = |number: usize| {
        format!(
            "2026-03-14T{:02}:{:02}:{:02}+00:00 mx1 postfix/smtp[7]: 4A1B{number:04}: to=<jo{number}@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n",
            number / 3600,
            number / 60 % 60,
            number % 60
        )
    };
    let log: String = (0..2500).map(line).collect();
    let shown = screen(&[("mail.log", log.as_bytes())], "120x36", "<Enter>l");
    assert!(
        shown.contains("The newest 2,000 of 2,500 lines."),
        "{shown}"
    );
    assert!(
        shown.contains("jo2499@") && shown.contains("jo2498@"),
        "{shown}"
    );
    let oldest = screen(&[("mail.log", log.as_bytes())], "120x36", "<Enter>ljo500@");
    assert!(oldest.contains("1 of 2,500"), "{oldest}");
    let cut = screen(&[("mail.log", log.as_bytes())], "120x36", "<Enter>ljo499@");
    assert!(!cut.contains("1 of 2,500"), "{cut}");
}

#[test]
#[cfg(feature = "explorer")]
fn a_message_has_all_lines_with_its_queue_id_and_no_others() {
    let message = |time: &str, queue: &str, what: &str| {
        format!("2026-03-14T{time}+00:00 mx1 postfix/qmgr[8]: {queue}: {what}\n")
    };
    let old = message("09:00:00", "4A1B02", "from=<me@example.com>, size=1")
        + &message("09:00:01", "4A1B02X", "longer")
        + &message("09:00:02", "X4A1B02", "other start")
        + OLD;
    let new = NEW.to_owned() + &message("11:00:00", "4A1B02", "removed");
    // Named in any order, they are in the order of time.
    let files = [("mail.log", new.as_bytes()), ("mail.log.1", old.as_bytes())];
    let shown = screen(&files, "200x60", &format!("{FULL}<Enter>Q"));
    assert!(
        shown.contains("Message 4A1B02") && shown.contains("5 lines"),
        "{shown}"
    );
    let at = |what: &str| {
        shown
            .find(what)
            .unwrap_or_else(|| panic!("{what}: {shown}"))
    };
    let order = ["size=1", "to=<al@", "to=<bea@", "delay=3602", "removed"].map(at);
    assert!(order.is_sorted(), "{shown}");
    assert!(
        !shown.contains("longer") && !shown.contains("other start"),
        "{shown}"
    );
}

/// A log of six hours in which one failure comes now and then, one ends, and one spikes in the last hour.
#[cfg(feature = "explorer")]
pub(crate) fn spike() -> String {
    let line = |minute: usize, queue: usize, said: &str| {
        format!(
            "2026-03-14T{:02}:{:02}:00+00:00 mx1 postfix/smtp[7]: 4A1B{queue:04}: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn={}, status=bounced (host mx.example.org[192.0.2.7] said: {said})\n",
            9 + minute / 60,
            minute % 60,
            &said[4..9]
        )
    };
    let mut log = String::new();
    for minute in 0..360 {
        if minute % 10 == 0 {
            log += &line(minute, minute, "550 5.1.1 no such user");
        }
        if minute < 200 && minute % 5 == 0 {
            log += &line(minute, minute, "552 5.2.2 mailbox full");
        }
        let times = if minute >= 300 {
            6
        } else {
            usize::from(minute % 60 == 0)
        };
        for _ in 0..times {
            log += &line(
                minute,
                minute,
                "554 5.7.1 Service unavailable; Client host [192.0.2.200] blocked using zen.spamhaus.org",
            );
        }
    }
    log
}

/// The screen on a pipe that holds this log, after these keys.
fn piped(log: &str, keys: &str) -> String {
    let here = folder(&[]);
    let arguments = ["triage", "--no-config", "--print", "120x36", "--keys", keys];
    run(here.path(), &arguments, log).out
}

#[test]
fn the_last_lines_of_a_pipe_are_those_of_a_file() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    for keys in [
        "<Enter>l",
        "<Enter>l<Ctrl-G>",
        "<Ctrl-G><Ctrl-G><Enter>l",
        "<Enter>lgmail<Enter>",
    ] {
        let [piped, read] = [piped(&log, keys), screen(&files, "120x36", keys)];
        // Beside the name of the logs.
        let rows = |frame: &str| frame.lines().skip(3).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(rows(&piped), rows(&read), "{keys}");
    }
    let shown = piped(&(OLD.to_owned() + NEW), "4.2.2<Enter>l<Enter>Q");
    assert!(
        shown.contains("Message 4A1B02, what failed of it"),
        "{shown}"
    );
    // What was sent has no line of a failure.
    let lines = shown
        .lines()
        .filter(|line| line.contains("postfix/smtp[7]: 4A1B02"));
    assert_eq!(lines.count(), 3, "{shown}");
}

#[test]
fn only_so_many_lines_of_a_pipe_are_kept() {
    let line = |second: usize, recipient: &str, reply: &str| {
        let (minute, second) = (second / 60, second % 60);
        format!(
            "2026-03-14T{:02}:{:02}:{second:02}+00:00 mx1 postfix/smtp[7]: 4A1B{minute:04}{second:02}: to=<{recipient}>, relay=mx.example.org[192.0.2.7]:25, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.7] said: {reply})\n",
            minute / 60,
            minute % 60
        )
    };
    let mut log = String::new();
    for second in 0..3 {
        log += &line(second, "old@example.org", "552 5.2.2 mailbox full");
    }
    for second in 3..5004 {
        log += &line(second, "jo@example.org", "550 5.1.1 no such user");
    }
    log += &line(5004, "new@example.org", "552 5.2.2 mailbox full");
    let shown = piped(&log, "5.2.2<Enter>l");
    let notice = "Of a pipe only the last 5,000 failures (or 4 MiB) keep their lines: 1 of these.";
    assert!(shown.contains(notice), "{shown}");
    assert!(
        shown.contains("new@example.org") && !shown.contains("old@"),
        "{shown}"
    );
    // Whoever wants to fill the memory has to send other lines.
    let long = "x".repeat(60_000);
    let huge: String = (0..2000)
        .map(|second| line(second, "jo@example.org", &format!("550 5.1.1 {long}")))
        .collect();
    let shown = piped(&huge, "<Enter>l");
    assert!(
        shown.contains("keep their lines: 1,024 of these."),
        "{shown}"
    );
}

/// Each list says what it is of, where it was opened, and what its columns are.
#[test]
fn pictures_of_what_is_looked_at() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    for size in ["120x36", "80x24", "40x12", "24x4"] {
        for (name, keys) in [
            ("failures", ""),
            ("lines", "<Enter>l"),
            ("change", "<Enter>c<Enter>"),
        ] {
            insta::assert_snapshot!(format!("context_{name}_{size}"), screen(&files, size, keys));
        }
    }
    // How many entries there are is not of this picture.
    let entry = screen(&files, "120x36", "<Enter>l<Enter><Ctrl-R>");
    let way = " mail.log › 550 5.7.1 › lines › jo@example.org › entry ━━";
    assert!(entry.contains(way), "{entry}");
}

/// In the smallest windows the name of the logs, or of their file, is what stays.
#[test]
fn names_of_providers_are_whole_if_titles_have_room() {
    let log = "\
Mar 14 09:00:00 mx1 postfix/smtp[811]: 4F1A2B: to=<ann@example.net>, \
relay=example-net.mail.protection.outlook.com[192.0.2.1]:25, dsn=5.4.1, status=bounced \
(host example-net.mail.protection.outlook.com[192.0.2.1] said: \
550 5.4.1 Recipient address rejected: Access denied. AS(201806281))
";
    let here = folder(&[("mail.log", log.as_bytes())]);
    for (size, shown) in [
        (
            "120x36",
            " 5.4.1   Microsoft 365 Recipient unknown, refused at",
        ),
        ("100x36", " Microsoft 365 Recipient unknown, refused at"),
        (
            "80x24",
            " 5.4.1   Microsoft 365 Recipient unknown, refused at",
        ),
    ] {
        let print = ["triage", "--no-config", "--print", size, "mail.log"];
        let frame = run(here.path(), &print, "").out;
        assert!(frame.contains(shown), "{size}: {frame}");
    }
    // Beside recent failures it is named, too; under its own heading it is not repeated.
    for (arguments, size, shown) in [
        (
            &["--follow"][..],
            "120x36",
            " Microsoft 365 Recipient unknown,",
        ),
        (
            &["--by", "provider"],
            "40x12",
            " 5.4.1   Recipient unknown, ",
        ),
    ] {
        let print = ["triage", "--no-config", "--print", size, "mail.log"];
        let frame = run(here.path(), &[&print, arguments].concat(), "").out;
        assert!(frame.contains(shown), "{size}: {frame}");
    }
}

#[test]
fn small_windows_name_the_logs() {
    let log = spike();
    let name = "var/log/postfix/of/mx1/mail.log";
    let files = [(name, log.as_bytes())];
    for (size, shown) in [
        (
            "160x36",
            "── var/log/postfix/of/mx1/mail.log · 2026-03-14 09:00 to 14:59 · by cause ──",
        ),
        (
            "120x36",
            "── var/log/postfix/of/mx1/mail.log · 2026-03-14 09:00 to 14:59 · by cause ──",
        ),
        (
            "60x20",
            "── mail.log · 2026-03-14 09:00 to 14:59 · by cause ──",
        ),
        ("40x12", " › mail.log"),
        ("24x4", " › mail.log"),
        ("12x4", " › mail.log"),
        ("9x4", " › mail.…"),
    ] {
        let here = folder(&files);
        let print = ["triage", "--no-config", "--print", size, name];
        let frame = run(here.path(), &print, "").out;
        assert!(frame.contains(shown), "{size}: {frame}");
    }
}

/// Where lines of several days are listed, each shows its day.
#[test]
fn lines_of_several_days_show_the_day() {
    let line = |day: u8| {
        format!(
            "2026-03-{day}T09:26:53.000000+00:00 mx1 postfix/smtp[7]: 4A1B{day}: to=<jo@example.org>, relay=none, \
             delay=2, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n"
        )
    };
    for (log, shown) in [
        (line(14) + &line(15), "03-14 09:26 jo@example.org"),
        (line(14) + &line(14), " 09:26:53 jo@example.org"),
    ] {
        let print = [
            "triage",
            "--no-config",
            "--print",
            "100x20",
            "--keys",
            "<Enter>l",
        ];
        let frame = run(folder(&[]).path(), &print, log).out;
        assert!(frame.contains(shown), "{frame}");
    }
}
