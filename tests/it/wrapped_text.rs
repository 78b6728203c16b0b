//! Replies that break off at the end of a line, or stand in several lines or places of a text: each is one answer.

use crate::copied::check;

/// A line that begins within a sentence is no reply of its own, least of all one that gives an address up.
#[test]
fn a_sentence_goes_on_in_the_next_line() {
    for (text, recipient, codes, reason) in [
        (
            "answer: 550 5.1.1 <me@example.com>: Sender\naddress rejected: User unknown\n",
            "",
            "550 5.1.1",
            "sender-rejected",
        ),
        (
            "554 5.7.1 <jo@example.org>: Relay access\ndenied\n",
            "jo@example.org",
            "554 5.7.1",
            "relay-denied",
        ),
        (
            "535 Authentication failed:\nNo such account.\n",
            "",
            "535",
            "smtp-auth",
        ),
        (
            "SMTP error: 550 User unknown: your IP has been\nblocked, see zen.spamhaus.org\n",
            "",
            "550",
            "blocklisted",
        ),
        (
            "{'jo@example.org': (450,\nb'4.1.2 <jo@example.org>: Recipient address rejected:\nDomain not found')}\n",
            "jo@example.org",
            "450 4.1.2",
            "domain-unknown",
        ),
    ] {
        check(text, &[(recipient, codes, reason)]);
    }
    let notice = "<jo@example.org>: host mx.example.org[192.0.2.7] said: 553 5.1.8\n    <mailer@mail.example.com>... Domain of sender address\n    mailer@mail.example.com does not exist (in reply to MAIL FROM\n    command)\n";
    let both = format!("{notice}\n{}", notice.replace("jo@", "al@"));
    check(
        &both,
        &[
            ("jo@example.org", "553 5.1.8", "sender-domain"),
            ("al@example.org", "553 5.1.8", "sender-domain"),
        ],
    );
    // These are complete.
    check(
        "550 5.1.1 user unknown\nmailbox full\n",
        &[("", "550 5.1.1", "user-unknown"), ("", "", "mailbox-full")],
    );
}

/// A program logs each line of a reply.
#[test]
fn a_reply_of_several_log_lines() {
    check(
        "app[71]: 554-mx.example.org Service not available\napp[71]: 554-No SMTP service\napp[71]: 554 Bad DNS PTR resource record.\n",
        &[("", "554", "reverse-dns")],
    );
}

#[test]
fn a_reply_that_is_quoted_again() {
    let refused = [("", "554 5.7.1", "policy")];
    check(
        "It ignores \"554 5.7.1 Message refused\" always\n\nServer said \"554 5.7.1 Message refused\"\n",
        &refused,
    );
    // Each line of a log counts, and so does each of two like records.
    let line = "error 554 5.7.1 Message refused\n";
    check(&format!("{line}{line}"), &[refused[0], refused[0]]);
    check(&format!("{line}\n{line}"), &[refused[0], refused[0]]);
}

/// What was accepted on the way to a failure is no answer.
#[test]
fn replies_that_accept_beside_one_that_refuses() {
    check(
        "550 5.2.2 mailbox full\n\nSERVER 1:\n220 2.0.0 SMTP server ready\n",
        &[("", "550 5.2.2", "mailbox-full")],
    );
    assert_eq!(bouncedex::explain("250 2.1.5 Ok\n").len(), 1);
}

/// Only a failed check explains a failure.
#[test]
fn checks_that_a_mail_failed() {
    check(
        "Received-SPF: fail (example.org: domain of me@example.com does not designate 192.0.2.7 as permitted sender)\n",
        &[("", "", "spf")],
    );
    check(
        "Authentication-Results: mx.example.org; spf=fail smtp.mailfrom=example.com; dmarc=fail (p=reject)\n",
        &[("", "", "dmarc")],
    );
    for passed in [
        "Received-SPF: pass (example.org: domain of me@example.com designates 192.0.2.7)\n",
        "Authentication-Results: mx.example.org; spf=fail; dkim=pass; dmarc=pass\n",
    ] {
        check(passed, &[]);
    }
}

/// Labels may be named like fields of a mail.
#[test]
fn labels_around_a_reply() {
    let jo = [("jo@example.org", "550 5.1.1", "user-unknown")];
    check(
        "from: me@example.com\nto: jo@example.org\nerror: 550 5.1.1 User unknown\n",
        &jo,
    );
    check(
        "Message: Test\nTo: jo@example.org\nFrom: me@example.com\nError: 550 5.1.1 User unknown\n",
        &jo,
    );
    check("orig_to=jo@example.org 550 5.1.1 User unknown\n", &jo);
    for recipient in ["jo@example.org\"", "\"jo@example.org\""] {
        check(
            &format!(
                "Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n"
            ),
            &jo,
        );
    }
}

/// The sentence above a reply names the recipient, if mail was to go there.
#[test]
fn a_sentence_introduces_the_reply_below_it() {
    let reply = "550 5.1.1 User unknown";
    for sentence in [
        "Mail to jo@example.org failed.",
        "Sending email to \"jo@example.org\" failed:",
        "Could not send mail to 'jo@example.org':",
        "Couldn't send mail to jo@example.org:",
        "Couldn’t send mail to jo@example.org:",
        "Error sending to jo@example.org:\n",
        "Mail to jo@example.org bounced.\n",
        "Mail from me@example.com to jo@example.org failed.",
    ] {
        check(
            &format!("{sentence}\n{reply}\n"),
            &[("jo@example.org", "550 5.1.1", "user-unknown")],
        );
    }
    // These tell who wrote, or how things are with somebody else.
    for sentence in [
        "My address me@example.com fails to send:",
        "The user me@example.com gets this error:",
        "I cannot send to anybody from my account me@example.com:",
        "Logging in as me@example.com fails with this error:",
        "Mail to al@example.org works.",
        "Mail to me@example.com is not rejected, but:",
        "Mail to me@example.com no longer fails.",
        "Login to me@example.com failed:",
        "All mail except to me@example.com failed:",
        "If it fails, mail to help@example.com:",
        "Please report errors to help@example.com:",
    ] {
        let found = bouncedex::explain(&format!("{sentence}\n{reply}\n"));
        let told = found.iter().find(|found| found.bounce.code == Some(550));
        let told = told.or(found.last()).expect("an answer");
        assert_eq!(told.bounce.recipient, None, "{sentence}");
    }
}

/// What a post says again is one answer; two lines of a log are two.
#[test]
fn a_post_says_it_again() {
    for post in [
        "Program says \"sent\" though rejected with SMTP error 550 5.7.1\n\n### Actual behaviour\nIt says \"sent\" although the server rejected with SMTP error 550 5.7.1\n",
        "message sending failed: 550 5.7.1 We do not accept this (12)\n\nI use a forum, and get this:\nmessage sending failed: 550 5.7.1 We do not accept this (12)\n\nWhy?\n",
        "Make a list \"test 550 5.7.1\".\n\nThen select \"test 550 5.7.1\" as list.\n\nServer: 550 5.7.1 We do not accept this (12)\n",
    ] {
        check(post, &[("", "550 5.7.1", "policy")]);
    }
    let guess = |line: &str| format!("procmail: Quota exceeded while writing \"/home/{line}\"\n");
    let log = format!("My log:\n\n{}{}", guess("1"), guess("2"));
    check(&log, &[("", "", "mailbox-full"), ("", "", "mailbox-full")]);
    let apart = format!("{}\n{}", guess("1"), guess("2"));
    check(&apart, &[("", "", "mailbox-full")]);
}

/// An address beside a failure is given up only if the failure is its own.
#[test]
fn addresses_of_others_beside_a_failure() {
    let jo = ("jo@example.org", "550 5.1.1", "user-unknown");
    let notice = "Could not deliver to jo@example.org:\n550 5.1.1 User unknown\n";
    check(
        &format!("{notice}Could not deliver to al@example.org:\n552 5.2.2 Mailbox full\n"),
        &[jo, ("al@example.org", "552 5.2.2", "mailbox-full")],
    );
    for other in [
        "Delivered to al@example.org",
        "Forwarded to al@example.org",
        "al@example.org: delivered",
        "al@example.org works.",
        "Kopie an al@example.org",
        "Use the address al@example.org instead.",
        "The mailbox al@example.org exists.",
        "Other recipients: al@example.org",
        "Thanks,\nAnn\n<me@example.com>",
    ] {
        check(&format!("{notice}\n{other}\n"), &[jo]);
    }
    let said = "host mx.example.org[192.0.2.7] said: 550 5.1.1";
    for text in [
        format!(
            "me@example.com\n\n<jo@example.org>: {said} User unknown (in reply to RCPT TO command)\n"
        ),
        format!(
            "To: me@example.com\n\n{said} <jo@example.org>: User unknown (in reply to RCPT TO command)\n"
        ),
        "me@example.com,\n\nYour message to jo@example.org could not be delivered:\n\n550 5.1.1 User unknown\n".to_owned(),
    ] {
        check(&text, &[jo]);
    }
    for text in [
        "My address me@example.com fails: 550 5.1.1 User unknown\n",
        "user=me@example.com SMTP code: 550 5.1.1 User unknown\n",
    ] {
        check(text, &[("", "550 5.1.1", "user-unknown")]);
    }
    // Two hosts, two users: two failures, wherever a blank line stands.
    let policy = ("", "550 5.7.1", "policy");
    let hosts = ["mx1.example.org[192.0.2.1]", "mx2.example.org[192.0.2.2]"];
    let hosts = hosts.map(|host| format!("host {host} said: 550 5.7.1 Message rejected\n"));
    check(&hosts.join("\n"), &[policy, policy]);
    check(
        "Hello,\n\nUser jo: SMTP error 550 5.7.1\nUser al: SMTP error 550 5.7.1\n\nThanks\n",
        &[policy, policy],
    );
}
