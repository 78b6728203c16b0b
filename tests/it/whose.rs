//! Whose address a text names: the failed recipient's, or that of an alias, a sender or somebody else.

use crate::copied::check;
use bouncedex::Action;

/// What a server says about the address to which mail is passed on does not give the alias up.
#[test]
fn an_alias_is_not_given_up_for_one_of_its_targets() {
    for (text, action) in [
        (
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, orig_to=<team@example.net>, \
             relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 \
             5.1.1 User unknown)",
            Action::ContactRecipient,
        ),
        (
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@store.example.net>, orig_to=<jo@example.net>, \
             relay=store[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host store[192.0.2.7] said: 550 5.1.1 User unknown)",
            Action::Suppress,
        ),
        (
            "2026-03-14 09:26:53 1rkT8l-0001aB-2C ** jo@example.org <team@example.net> R=dnslookup T=remote_smtp \
             H=mx.example.org [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<jo@example.org>: 550 5.1.1 User \
             unknown",
            Action::ContactRecipient,
        ),
        (
            "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@mail.example>, orig_to=<jo@example.net>, \
             relay=mx.mail.example[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.mail.example[192.0.2.7] said: \
             550 5.1.1 User unknown)",
            Action::ContactRecipient,
        ),
        (
            "Mar 14 09:26:53 mx1 postfix/virtual[7]: 4A1B2C3D01: to=<jo+news@example.net>, orig_to=<\"jo\"@example.net>, \
             relay=virtual, delay=2, dsn=5.1.1, status=bounced (unknown user: \"jo@example.net\")",
            Action::Suppress,
        ),
        (
            "2026-03-14 09:26:53 1rkT8l-0001aB-2C ** team <team@example.net> R=localuser: Unrouteable address",
            Action::Suppress,
        ),
        (
            "Original-Recipient: rfc822;team@example.net\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: \
             5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown",
            Action::ContactRecipient,
        ),
        (
            "smtpd[123]: 5a1b2c3d4e5f6071 mta delivery evpid=aa result=\"PermFail\" from=<me@example.net> to=<jo@example.org> \
             rcpt=<team@example.net> source=\"192.0.2.1\" relay=\"192.0.2.7 (mx.example.org)\" delay=1s stat=\"550 5.1.1 User \
             unknown\"",
            Action::ContactRecipient,
        ),
    ] {
        let found = bouncedex::explain(text);
        let told: Vec<_> = found.iter().map(|each| each.action()).collect();
        assert_eq!(told, [action], "{text}");
    }
}

/// Of several recipients it is not known who failed, and whoever owns, reports or invites is none.
#[test]
fn columns_and_labels_that_do_not_name_who_failed() {
    for text in [
        "time,to,cc,error\n10:11,jo@example.org,al@example.org,550 5.1.1 User unknown\n",
        "invited_by,id,error\njo@example.org,3,550 5.1.1 User unknown\n",
        "owner,id,error\njo@example.org,3,550 5.1.1 User unknown\n",
        "admin_email,error_message\njo@example.org,550 5.1.1 User unknown\n",
        "Return-Path,Diagnostic\njo@example.org,550 5.1.1 User unknown\n",
        "{\"to\":\"jo@example.org\",\"cc\":\"al@example.org\",\"error\":\"550 5.1.1 User unknown\"}\n",
        "To: jo@example.org\nCc: al@example.org\nError: 550 5.1.1 User unknown\n",
    ] {
        check(text, &[("", "550 5.1.1", "user-unknown")]);
    }
    for text in [
        "{\"to\":\"jo@example.org\",\"error\":\"550 5.1.1 User unknown\"}\n",
        "{\"to\":\"jo@example.org\",\"cc\":[],\"error\":\"550 5.1.1 User unknown\"}\n",
        "{\"to\":\"al@example.org\",\"cc\":\"me@example.net\",\"failed_recipients\":[\"jo@example.org\"],\"error\":\"550 5.1.1 \
         User unknown\"}\n",
        "Sender,Recipient,CC,Error\nme@example.net,jo@example.org,al@example.org,550 5.1.1 User unknown\n",
    ] {
        check(text, &[("jo@example.org", "550 5.1.1", "user-unknown")]);
    }
}

/// A server that asks whether the sender exists repeats the sender's address.
#[test]
fn replies_that_repeat_the_address_of_a_known_sender() {
    for (text, recipient) in [
        (
            "From: me@example.net\nTo: jo@example.org\nError: 550 5.1.1 <me@example.net>: User unknown\n",
            "",
        ),
        (
            "{\"from\":\"me@example.net\",\"to\":\"jo@example.org\",\"error\":\"550 5.1.1 User unknown: me@example.net\"}\n",
            "jo@example.org",
        ),
        (
            "Reporting-MTA: dns; mx.example.net\nX-Postfix-Sender: rfc822; me@example.net\n\nFinal-Recipient: rfc822; \
             jo@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <me@example.net>: User unknown\n",
            "jo@example.org",
        ),
    ] {
        check(text, &[(recipient, "550 5.1.1", "sender-rejected")]);
    }
    for text in [
        "From: jo@example.org\nError: 550 5.1.1 <jo@example.org>: User unknown\n",
        "MAIL FROM:<me@example.net>\n250 ok\nRCPT TO:<jo@example.org>\n550 5.1.1 User unknown. For help, contact me@example.net\n",
        "From: me@example.net\nTo: jo@example.org\nError: 550 5.1.1 <jo@example.org>: User unknown\n",
        "From: jo@example.org\nTo: Jo <jo@example.org>\nError: 550 5.1.1 <jo@example.org>: User unknown\n",
    ] {
        check(text, &[("jo@example.org", "550 5.1.1", "user-unknown")]);
    }
}
