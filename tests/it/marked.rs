//! Pastes with something in front of each line, or with marks of Markdown and pages in them: they are read as they
//! are without it.

type Told = (Option<String>, &'static str);

fn told(text: &str) -> Vec<Told> {
    let told = bouncedex::explain(text).into_iter().map(|each| {
        let recipient = each.bounce.recipient.as_deref().map(str::to_owned);
        (recipient, each.diagnosis.entry.reason.id)
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

/// Failures of two recipients each, in different ways.
const TEXTS: [&str; 6] = [
    "<al@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1\n    <al@example.org>: User unknown in virtual\n    mailbox table (in reply to RCPT TO command)\n\n<jo@example.org>: host mx.example.org[192.0.2.7] said: 552 5.2.2 Mailbox full\n    (in reply to end of DATA command)",
    "<al@example.org>:\n192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.7.\n\n<jo@example.org>:\n192.0.2.7 does not like recipient.\nRemote host said: 552 5.2.2 Mailbox full\nGiving up on 192.0.2.7.",
    "A message that you sent could not be delivered to one or more of its\nrecipients. The following address(es) failed:\n\n  al@example.org\n    host mx.example.org [192.0.2.7]\n    550 5.1.1 User unknown\n  jo@example.org\n    host mx.example.org [192.0.2.7]\n    552 5.2.2 Mailbox full",
    "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; al@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full",
    "RCPT TO:<al@example.org>\n550 5.1.1 User unknown\nRCPT TO:<jo@example.org>\n552 5.2.2 Mailbox full",
    "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n4A1B2C3D4E     1911 Sat Mar 14 09:26:53  me@example.com\n(host mx.example.org[192.0.2.7] said: 450 5.1.1 User unknown (in reply to RCPT TO command))\n                                         al@example.org\n\n4A1B2C3D4F     1911 Sat Mar 14 09:26:53  me@example.com\n(host mx.example.org[192.0.2.7] said: 452 5.2.2 Mailbox full (in reply to RCPT TO command))\n                                         jo@example.org",
];

#[track_caller]
fn check(name: &str, change: impl Fn(&str) -> String) {
    for text in TEXTS {
        let expected = told(text);
        let names: Vec<_> = expected.iter().map(|(name, _)| name.as_deref()).collect();
        assert_eq!(names, [Some("al@example.org"), Some("jo@example.org")]);
        let changed = change(text);
        assert_eq!(told(&changed), expected, "{name}\n{changed}");
    }
}

fn each(text: &str, change: impl Fn(usize, &str) -> String) -> String {
    let lines = text.lines().enumerate();
    lines
        .map(|(index, line)| change(index, line) + "\n")
        .collect()
}

#[test]
fn a_mark_before_each_line_is_left_out() {
    for mark in [
        "> ",
        ">",
        ">> ",
        "> > ",
        "\t",
        "| ",
        "# ",
        "- ",
        "* ",
        "09:26:53 ",
        "[09:26:53] ",
    ] {
        check(mark, |text| each(text, |_, line| format!("{mark}{line}")));
    }
    check("items", |text| {
        each(text, |index, line| format!("{}. {line}", index + 1))
    });
    check("numbers", |text| {
        each(text, |index, line| format!("{:4}  {line}", index + 1))
    });
    check("cat -n", |text| {
        each(text, |index, line| format!("{:6}\t{line}", index + 9))
    });
}

#[test]
fn a_list_item_may_have_several_lines() {
    check("item", |text| format!("- {}", text.replace('\n', "\n  ")));
}

#[test]
fn markdown_is_left_out() {
    check("code", |text| {
        each(text, |_, line| {
            if line.is_empty() {
                String::new()
            } else {
                format!("`{line}`")
            }
        })
    });
    check("breaks", |text| text.replace('\n', "\\\n"));
    check("escapes", |text| {
        text.replace('<', "\\<").replace('>', "\\>")
    });
}

/// The lines of a page's source, or of a string that a program prints.
#[test]
fn lines_that_became_one_are_told_apart() {
    for line_end in ["<br>", "<br />", "\\n", "\\r\\n"] {
        check(line_end, |text| text.replace('\n', line_end));
    }
    // A break within a reply does not end it.
    for reply in [
        "550 5.1.1 User unknown<br>See https://example.org/help",
        "550-5.1.1 User unknown\\n550 5.1.1 See https://example.org/help",
        "Mar 14 09:26:53 mx postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550-User unknown\\n550 See https://example.org/help (in reply to RCPT TO command))",
    ] {
        assert_eq!(bouncedex::explain(reply).len(), 1, "{reply}");
    }
}

#[test]
fn sessions_and_queues_may_come_from_a_container() {
    for text in &TEXTS[4..] {
        let logged = each(text, |_, line| format!("mail_1  | {line}"));
        assert_eq!(told(&logged), told(text), "{logged}");
    }
    assert_eq!(
        told("2026-03-14T09:26:53.589Z jo@example.org: 550 5.1.1 User unknown\n"),
        [(Some("jo@example.org".to_owned()), "user-unknown")],
    );
}

/// Pages show no indentation, or use blanks that do not break.
#[test]
fn a_queue_without_indentation() {
    let queue = TEXTS[5];
    let stripped = each(queue, |_, line| line.trim().to_owned());
    assert_eq!(told(&stripped), told(queue), "{stripped}");
    let fixed = queue.replace("    ", "\u{a0}\u{a0}\u{a0}\u{a0}");
    assert_eq!(told(&fixed), told(queue), "{fixed}");
    let signed = format!("{stripped}-- 2 Kbytes in 2 Requests.\n\nAnn\nann@example.com\n");
    assert_eq!(told(&signed), told(queue), "{signed}");
}

/// What looks like a mark may belong to the text.
#[test]
fn what_stands_in_front_of_a_single_line_is_no_mark() {
    let list = "1. al@example.org: success\n2. jo@example.org: SMTP error 551\n3. me@example.com: success\n";
    let told: Vec<_> = bouncedex::explain(list);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_ne!(told[0].bounce.recipient.as_deref(), Some("me@example.com"));
    let replies = "550 5.1.1 User unknown\n551 5.1.6 User not local\n552 5.2.2 Mailbox full\n";
    for mark in ["", "    ", "> "] {
        let replies = each(replies, |_, line| format!("{mark}{line}"));
        let codes: Vec<_> = bouncedex::explain(&replies)
            .iter()
            .map(|each| each.diagnosis.reply.code)
            .collect();
        assert_eq!(codes, [Some(550), Some(551), Some(552)], "{replies}");
    }
}

/// A line that a program prints as several keeps its number, and so do those below it.
#[test]
fn lines_that_are_shown_as_several_keep_their_number() {
    let one = "o\\n550 5.1.1 User unknown\n";
    for below in [
        "and\n<jo@example.org>: 552 5.2.2 Mailbox full\n",
        "\nsmtplib.SMTPDataError: (552, b'5.2.2 Mailbox full')\n",
    ] {
        let found = bouncedex::explain(&format!("Hello\n\n{one}{below}"));
        let lines: Vec<_> = found
            .iter()
            .map(|each| (each.diagnosis.reply.codes(), each.line))
            .collect();
        let line = |codes: &str, line| (codes.to_owned(), line);
        assert_eq!(
            lines,
            [line("550 5.1.1 ", 3), line("552 5.2.2 ", 5)],
            "{below}"
        );
    }
}
