//! Lists of bounces as services export them, whatever the names of their columns.

use crate::program::{folder, run};
use crate::reading::found;
use bouncedex::bounce::cut::{Cut, Limit};

/// Line, event, recipient, codes, and what was said.
type Expected<'a> = (usize, &'a str, &'a str, &'a str, &'a str);

#[track_caller]
fn check(text: &str, expected: &[Expected<'_>]) {
    let (found, _) = found(text);
    let shown: Vec<_> = found
        .iter()
        .map(|(line, bounce)| {
            let codes = bounce.reply().codes().trim().to_owned();
            let recipient = bounce.recipient.as_deref().unwrap_or_default();
            (
                *line,
                format!("{:?}", bounce.event),
                recipient,
                codes,
                &*bounce.diagnostic,
            )
        })
        .collect();
    let shown: Vec<_> = shown
        .iter()
        .map(|(line, event, recipient, codes, said)| (*line, &**event, *recipient, &**codes, *said))
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn columns_are_found_by_what_their_names_mean() {
    for (text, expected) in [
        // Brevo, in French.
        (
            "Date;Sujet;Destinataire;Expéditeur;Statut;Raison\n14/03/2026 09:26;Bonjour;jo@example.org;me@example.com;Hard bounce;550 5.1.1 No such user",
            (
                2,
                "Bounced",
                "jo@example.org",
                "550 5.1.1",
                "550 5.1.1 No such user",
            ),
        ),
        // Its logs have no reason.
        (
            "st_text,ts,sub,frm,email,tag,mid,link\nHard bounce,14-03-2026 09:26:53,Hello,me@example.com,jo@example.org,,<m1@x>,NA",
            (2, "Bounced", "jo@example.org", "", ""),
        ),
        // Postmark.
        (
            "\"Recipient\",\"Bounce Type\",\"Bounced At\",\"From\",\"Description\",\"Details\"\n\"jo@example.org\",\"Transient\",\"2026-03-14T09:26:53Z\",\"me@example.com\",\"The server is busy.\",\"smtp;451 4.7.1 Greylisted\"",
            (
                2,
                "Deferred",
                "jo@example.org",
                "451 4.7.1",
                "smtp;451 4.7.1 Greylisted",
            ),
        ),
        // HubSpot's contacts.
        (
            "Email,First Name,Email hard bounce reason\njo@example.org,Jo,UNKNOWN_USER\nal@example.org,Al,",
            (2, "Bounced", "jo@example.org", "", "unknown user"),
        ),
        // SendGrid.
        (
            "status,reason,email,created\n5.1.1,no such user,jo@example.org,1773480413",
            (2, "Bounced", "jo@example.org", "5.1.1", "no such user"),
        ),
        // SparkPost: what the server said, rather than what is made of it.
        (
            "type,rcpt_to,reason,raw_reason\nbounce,jo@example.org,550 5.1.1 User ...,\"550 5.1.1 User <jo@example.org> unknown\"",
            (
                2,
                "Bounced",
                "jo@example.org",
                "550 5.1.1",
                "550 5.1.1 User <jo@example.org> unknown",
            ),
        ),
        // Mailgun.
        (
            "event,severity,recipient,message\nfailed,temporary,jo@example.org,Try later",
            (2, "Deferred", "jo@example.org", "", "Try later"),
        ),
        // The events of Amazon SES.
        (
            "Send timestamp,Message ID,Subject,From,To,ISP,Delivery event,Bounce type,Diagnostic code\n2026-03-14T09:26:53Z,m1,Hi,me@example.com,jo@example.org,Gmail,BOUNCE,Permanent,smtp; 550 5.1.1 No such user",
            (
                2,
                "Bounced",
                "jo@example.org",
                "550 5.1.1",
                "smtp; 550 5.1.1 No such user",
            ),
        ),
        (
            "sep=;\nE-Mail;Fehlermeldung\njo@example.org;550 5.1.1 No such user",
            (
                3,
                "Bounced",
                "jo@example.org",
                "550 5.1.1",
                "550 5.1.1 No such user",
            ),
        ),
        (
            "email\treason\njo@example.org\t550 5.1.1 No such user",
            (
                2,
                "Bounced",
                "jo@example.org",
                "550 5.1.1",
                "550 5.1.1 No such user",
            ),
        ),
    ] {
        check(text, &[expected]);
    }
}

#[test]
fn a_cell_may_go_on_in_the_next_lines() {
    let text = "email,reason,status
jo@example.org,\"550-5.1.1 The account does not exist.

550 5.1.1 Try \"\"al@example.org\"\"\",bounce
al@example.org,552 5.2.2 Mailbox full,bounce
";
    let said = "550-5.1.1 The account does not exist.\n\n550 5.1.1 Try \"al@example.org\"";
    check(
        text,
        &[
            (2, "Bounced", "jo@example.org", "550 5.1.1", said),
            (
                5,
                "Bounced",
                "al@example.org",
                "552 5.2.2",
                "552 5.2.2 Mailbox full",
            ),
        ],
    );
    let here = folder(&[("list.csv", text.as_bytes())]);
    let counted = run(here.path(), &["triage", "list.csv"], "");
    assert!(counted.out.contains("2 failed"), "{}", counted.out);
}

/// What it swallows would be lost.
#[test]
fn a_quote_that_nothing_closes_is_reported() {
    let rows = "al@example.org,452 4.2.2 Mailbox full\nbo@example.org,550 5.1.1 No such user\n";
    let text = format!("email,reason\n\"jo@example.org,550 5.1.1 No such user\n{rows}");
    let others: [Expected<'_>; 3] = [
        (
            2,
            "Bounced",
            "jo@example.org",
            "550 5.1.1",
            "550 5.1.1 No such user",
        ),
        (
            3,
            "Deferred",
            "al@example.org",
            "452 4.2.2",
            "452 4.2.2 Mailbox full",
        ),
        (
            4,
            "Bounced",
            "bo@example.org",
            "550 5.1.1",
            "550 5.1.1 No such user",
        ),
    ];
    check(&text, &others);
    let quotes = Cut {
        line: 2,
        limit: Limit::Quotes,
    };
    assert_eq!(found(&text).1, [quotes]);
    let here = folder(&[("list.csv", text.as_bytes())]);
    let ended = run(here.path(), &["triage", "list.csv"], "");
    assert!(ended.out.contains("3 failed"), "{}", ended.out);
    assert!(ended.err.contains("line 2: the quotes"), "{}", ended.err);

    let endless = format!(
        "email,reason\n\"jo@example.org,550 5.1.1 no\n{}",
        "more\n".repeat(300)
    );
    assert_eq!(found(&endless).1, [quotes]);
    let last = "email,reason\nal@example.org,\"550 5.1.1 no";
    assert_eq!(found(last).1, [quotes]);
    check(
        last,
        &[(2, "Bounced", "al@example.org", "550 5.1.1", "550 5.1.1 no")],
    );
}

#[test]
fn words_that_nobody_quoted_may_hold_commas() {
    check(
        "reason,email\n550 5.1.1 Sorry, no such user, really,jo@example.org\n",
        &[(
            2,
            "Bounced",
            "jo@example.org",
            "550 5.1.1",
            "550 5.1.1 Sorry, no such user, really",
        )],
    );
}

/// Names and values on a line are a row with its own header.
#[test]
fn lines_of_names_and_values() {
    check(
        "event=failed,severity=temporary,recipient=jo@example.org,code=450,message=Greylisted
level=error msg=\"550 5.1.1 No such user\" to=jo@example.org
to=<jo@example.org>, relay=none, delay=0, status=deferred (connect to mx.example.org: Connection refused)
",
        &[
            (1, "Deferred", "jo@example.org", "450", "Greylisted"),
            (2, "Bounced", "jo@example.org", "550 5.1.1", "550 5.1.1 No such user"),
            (3, "Deferred", "jo@example.org", "", "connect to mx.example.org: Connection refused"),
        ],
    );
}

/// Words that could be the names of columns.
#[test]
fn sentences_are_no_header() {
    for text in [
        "No such address, unknown error",
        "Sorry, the mail address has an error",
        "delivery error; try to reply later",
    ] {
        let (found, _) = found(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].1.diagnostic, text);
    }
}

/// What stands below a header may be no row of it, though it has as many commas.
#[test]
fn replies_below_a_header_are_read() {
    check(
        "To,Error,Date,Status
452 4.2.2 <al@example.org> mailbox full, sorry, bye, ok
",
        &[(
            2,
            "Unknown",
            "al@example.org",
            "452 4.2.2",
            "452 4.2.2 <al@example.org> mailbox full, sorry, bye, ok",
        )],
    );
}

/// Consoles and PowerShell pad columns with blanks.
#[test]
fn columns_that_are_padded_with_blanks() {
    use crate::copied::check;
    let jo = [("jo@example.org", "550 5.1.1", "user-unknown")];
    for table in [
        "Sender          Recipient       Error\nme@example.com  jo@example.org  550 5.1.1 User unknown\n",
        "Sender         Recipients       RecipientStatus\n------         ----------       ---------------\nme@example.com \
         {jo@example.org} {550 5.1.1 User unknown}\n",
        "SenderAddress  RecipientAddress Status\n-------------  ---------------- ------\nme@example.com jo@example.org   Failed \
         550 5.1.1 User unknown\n",
        "Recipient       Error message\njo@example.org  550 5.1.1 User unknown\n",
    ] {
        check(table, &jo);
    }
    check(
        "Recipient       Status\njo@example.org  user unknown\nal@example.org  mailbox full\n",
        &[
            ("jo@example.org", "", "user-unknown"),
            ("al@example.org", "", "mailbox-full"),
        ],
    );
    check(
        "Sender          Error\nme@example.com  550 5.1.1 User unknown\n",
        &[("", "550 5.1.1", "user-unknown")],
    );
}
