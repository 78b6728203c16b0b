//! Failed recipients beside living addresses: what programs print and send names them in a form of its own.

use crate::bystanders::spares_everybody;
use crate::copied::check;
use bouncedex::Action;

/// Checks that each failure of a text gives up Jo, and nobody else.
#[track_caller]
fn gives_jo_up(texts: &[&str]) {
    for text in texts {
        let found = bouncedex::explain(text);
        let mut failed = found
            .iter()
            .filter(|found| found.action() == Action::Suppress);
        let is_jo = failed.clone().next().is_some()
            && failed.all(|found| found.bounce.recipient.as_deref() == Some("jo@example.org"));
        assert!(is_jo, "{text}\n{found:#?}");
    }
}

#[test]
fn keys_of_values() {
    gives_jo_up(&[
        "09:12:44 WARN  o.a.MailJob  from=no-reply@example.com validSent=[ann@example.com] invalid=[jo@example.org] reason='550 5.1.1 User unknown'",
        "nodemailer { accepted: [ 'ann@example.com' ], rejected: [ 'jo@example.org' ], response: '550 5.1.1 User unknown', envelope: { from: 'no-reply@example.com' } }",
        "[mail] account=\"info@example.com\" login=\"admin@example.com\" rcpt=\"jo@example.org\" -> 550 5.1.1 recipient not found",
        "2026-05-02T08:11:09Z ERROR mailer user=ann@example.com action=send_invite invitee=jo@example.org err=\"550 5.1.1 User unknown\"",
        "%ASA-4-108004: ESMTP from dmz: sender=<prn@example.com> recipient=<jo@example.org> reply \"550 5.1.1 User unknown\"",
        "Failed:    jo@example.org       550 5.1.1 User unknown\nDelivered: ann@example.com      250 OK\nCopied to: archive@example.com",
    ]);
    spares_everybody(&[
        "Login failed: me@example.com 550 5.1.1 User unknown",
        "account=\"me@example.com\" -> 550 5.1.1 User unknown",
    ]);
}

/// Data of any form: a code, an enhanced code and words may have lines of their own.
#[test]
fn members_and_elements() {
    gives_jo_up(&[
        r#"{"event":"bounce","type":"hard","smtp":"550 5.1.1 User unknown","recipient":"jo@example.org","sender":"hi@example.com"}"#,
        "bounce:\n  recipient: jo@example.org\n  code: 550\n  enhanced: 5.1.1\n  text: User unknown\nmeta:\n  list_owner: lists@example.com\n  operator: greta@example.com",
        "- to: ann@example.com\n  result: \"250 2.0.0 OK\"\n- to: jo@example.org\n  result: \"550 5.1.1 User unknown\"\n- to: al@example.com\n  result: \"250 2.0.0 OK\"",
        "<bounce code=\"550\" status=\"5.1.1\">\n  <sender>news@example.com</sender>\n  <recipient>jo@example.org</recipient>\n  <text>User unknown</text>\n</bounce>",
        "<bounce>\n  <recipient>jo@example.org</recipient>\n  <text>550 5.1.1 User unknown</text>\n  <contact>tech@example.com</contact>\n</bounce>",
        "Contact form\nName: Rolf Benz\nYour e-mail: rolf@example.com\nRecipient that fails: jo@example.org\nError text: 550 5.1.1 User unknown",
        "Mailman bounce action notification\nList: gardeners@lists.example.com\nMember: jo@example.org\nAction: Subscription disabled (550 5.1.1 User unknown)\nQuestions? mailman-owner@lists.example.com",
    ]);
    spares_everybody(&[
        "To: support@example.com\nText: 550 5.1.1 User unknown",
        "from: info@example.com\nerror: \"550 5.1.1 <info@example.com>: User unknown\"",
        "dn: uid=vik,ou=people,dc=example,dc=com\nmail: vik@example.com\nmailAlternateAddress: viktor@example.com\ndescription: private forward removed, was 550 5.1.1 User unknown",
    ]);
}

#[test]
fn commands_above_a_reply() {
    gives_jo_up(&[
        "$ swaks -t jo@example.org -f qa@example.com --auth-user qa-login@example.com\n<** 550 5.1.1 User unknown",
        "VRFY dean@example.com\n250 2.1.5 Dean <dean@example.com>\nVRFY jo@example.org\n550 5.1.1 jo@example.org... User unknown",
        "VRFY jo@example.org\n550 5.1.1 User unknown",
        // What was typed counts, not what a later command names.
        "$ swaks -t al@example.com -f qa@example.com\n -> RCPT TO:<jo@example.org>\n<** 550 5.1.1 User unknown",
        "Message-ID: <1@example.com>\nFrom: vera@example.com\n550 5.1.1 <jo@example.org>: user unknown",
    ]);
    spares_everybody(&[
        "$ swaks --from info@example.com --to al@example.com\n<** 550 5.1.1 <info@example.com>: User unknown",
        "MAIL FROM:<lotte@example.com>\n250 ok\nRCPT TO:<[hidden]>\n550 5.1.1 User unknown, questions to postmaster@example.com\nQUIT",
    ]);
}

/// Sendmail's own words, even if somebody shortened the id.
#[test]
fn short_ids() {
    let found = bouncedex::explain(
        "May 3 10:22:04 sm sendmail[210]: x43: <jo@example.org>... User unknown\nMay 3 10:22:04 sm sendmail[210]: x43: from=<dive@example.com>, size=0, nrcpts=0, proto=ESMTP",
    );
    let recipients: Vec<_> = found
        .iter()
        .map(|found| found.bounce.recipient.as_deref())
        .collect();
    assert_eq!(recipients, [Some("jo@example.org")]);
}

/// The cause names the recipient.
#[test]
fn replies_that_name_the_recipient_behind_the_cause() {
    gives_jo_up(&[
        "550 5.1.1 User unknown: jo@example.org\n___\nIf you are not the intended recipient, please notify privacy@example.com",
        "550 5.1.1 Unknown user: jo@example.org. Contact ben@example.com",
        "550 5.1.6 recipient no longer on server: jo@example.org. New address on file: al@example.com",
        "Several reporters get 550 5.1.1 User unknown for jo@example.org; ann@example.com works.",
        "OPS-4472  Hard bounce in invoice run\nReporter: nadia@example.com\nDescription: SMTP 550 5.1.1 User unknown for jo@example.org",
    ]);
    spares_everybody(&[
        "550 5.1.1 User unknown. Contact: me@example.com",
        "550 5.1.1 User unknown contact for this mailbox: me@example.com",
        "550 5.1.1 User unknown\nMailbox: me@example.com",
        "554 delivery error: dd This user doesn't have a yahoo.com account - sent from our relay for me@example.com",
    ]);
}

/// PHPMailer names who failed, with a reply or without.
#[test]
fn recipients_of_phpmailer() {
    gives_jo_up(&[
        "PHPMailer: SMTP Error: The following recipients failed: jo@example.org: 550 5.1.1 User unknown\nFrom: wordpress@example.com / admin_email: keeper@example.com",
    ]);
    for text in [
        "SMTP Error: The following recipients failed: jo@example.org, al@example.org",
        "Mailer Error: SMTP Error: The following recipients failed: jo@example.org, al@example.org",
        "SMTP Error: The following recipients failed: jo@example.org\nSMTP Error: The following recipients failed: al@example.org",
    ] {
        let found = bouncedex::explain(text);
        let recipients: Vec<_> = found
            .iter()
            .map(|found| found.bounce.recipient.as_deref())
            .collect();
        assert_eq!(
            recipients,
            [Some("jo@example.org"), Some("al@example.org")],
            "{text}"
        );
    }
}

#[test]
fn sentences_about_several() {
    gives_jo_up(&[
        "Test 1 to becky@example.com ok. Test 2 to shared@example.com ok. Test 3 to jo@example.org 550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        "wp-contact-form-7: mail to jo@example.org failed, 550 5.1.1 User unknown\n[your-email] patient@example.com\n[your-message] Hello",
        "Le message n'a pas pu être remis à jo@example.org (550 5.1.1 utilisateur inconnu). Il a été remis à rh@example.com et direction@example.com.",
    ]);
    spares_everybody(&[
        "Address probe from verify@example.org: (550 5.1.1 User unknown); karin@example.com -> deliverable",
        "Zoom: registration confirmation could not be delivered (550 5.1.1 mailbox not found). Host: flo@example.com, alternative host: gabi@example.com",
        "Abuse report to abuse@example.com was accepted; the copy to security@example.com was not (550 5.1.1 User unknown).",
    ]);
    let found = bouncedex::explain(
        "User import finished with errors (run by admin@example.com)\nLine 14: jo@example.org: mailbox does not exist (550 5.1.1)\nLine 15: ann@example.com: imported",
    );
    let recipients: Vec<_> = found
        .iter()
        .map(|found| found.bounce.recipient.as_deref())
        .collect();
    assert_eq!(recipients, [Some("jo@example.org")]);
}

/// One failure is one answer, whatever tells it.
#[test]
fn failures_that_are_told_twice() {
    let refused = [("", "553 5.7.1", "sender-account")];
    // By an error and the session below it.
    check(
        "Unexpected return code: 553 | 553 5.7.1 Sender address rejected: not owned by user\n\nSent: MAIL FROM:<me@example.net>\n\
         Got: 553 5.7.1 Sender address rejected: not owned by user\n",
        &refused,
    );
    // By two parts of a program, in the same second.
    let first = "2026/03/14 09:26:53 sendSmtp: failure: 530 5.7.0 Authentication Required\n";
    let again = "2026/03/14 09:26:53 530 5.7.0 Authentication Required\n";
    let login = ("", "530 5.7.0", "smtp-auth");
    check(&format!("{first}{again}"), &[login]);
    // A line of a log counts each time that it is logged.
    check(&format!("{first}{first}"), &[login, login]);
    check(
        &format!("{first}{}", again.replace(":53", ":54")),
        &[login, login],
    );
}
