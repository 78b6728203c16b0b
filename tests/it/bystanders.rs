//! Living addresses beside a failure: whoever chats about it, fills in a form or logs in somewhere is not the recipient.

use crate::copied::check;
use bouncedex::{Action, Explanation};

/// Checks that no text gives an address up.
#[track_caller]
pub(crate) fn spares_everybody(texts: &[&str]) {
    for text in texts {
        for found in bouncedex::explain(text) {
            let is_spared = found.bounce.recipient.is_none() || found.action() != Action::Suppress;
            assert!(is_spared, "{text}");
        }
    }
}

/// Checks that each failure of a text gives up Jo.
#[track_caller]
fn gives_jo_up(texts: &[&str]) {
    for text in texts {
        let found: Vec<Explanation> = bouncedex::explain(text);
        let is_jo = |each: &Explanation| {
            each.bounce.recipient.as_deref() == Some("jo@example.org")
                && each.action() == Action::Suppress
        };
        let is_given_up = !found.is_empty() && found.iter().all(is_jo);
        assert!(is_given_up, "{text}");
    }
}

/// Users of a machine, a mailbox or an account elsewhere, and folders of a mailbox.
#[test]
fn what_other_programs_do_not_know_is_no_recipient() {
    spares_everybody(&[
        "ssh: Unknown user me@example.com",
        "su: user me@example.com does not exist",
        "rsync: unknown user me@example.com",
        "passwd: user 'me@example.com' does not exist",
        "-ERR Unknown user me@example.com",
        "authentication error: Unknown user: me@example.com",
        r#"{"event": "login", "error": "user not found", "email": "me@example.com"}"#,
        r#"{"action": "sign_in", "email": "me@example.com", "error": "user not found"}"#,
        "me@example.com: mailbox does not exist: Archive",
        "me@example.com: Mailbox doesn't exist: INBOX.Sent",
    ]);
    gives_jo_up(&[
        "sendmail: unknown user jo@example.org",
        "mail: user unknown jo@example.org",
        "local: unknown user: jo@example.org",
        "lmtp: user jo@example.org does not exist",
        "status: User jo@example.org does not exist",
        "jo@example.org: mailbox does not exist",
        r#"{"event": "bounce", "error": "user not found", "email": "jo@example.org"}"#,
    ]);
}

/// Somebody asks about a reply, or several people talk.
#[test]
fn speakers_are_no_recipients() {
    spares_everybody(&[
        "Please stop sending to me@example.com\n550 5.1.1 User unknown",
        "me@example.com: 550 5.1.1 User unknown?",
        "<me@example.com>: 550 5.1.1 User unknown, what does it mean?",
        "<me@example.com> 550 5.1.1 User unknown - anybody?\n<al@example.com> mailbox is gone",
        "me@example.com: \"550 5.1.1 User unknown\" what is this?",
        "me@example.com: 550 5.1.1 User unknown when I write to Jo",
        "- me@example.com: 550 5.1.1 User unknown, who can help?",
        "me@example.com: hi\nal@example.com: what's the error?\nme@example.com: 550 5.1.1 User unknown",
        "me@example.com: my mails come back with\nme@example.com: 550 5.1.1 User unknown",
        "me@example.com (10:12): 550 5.1.1 User unknown\nal@example.com (10:13): which address?",
        "me@example.com | 550 5.1.1 User unknown\nal@example.com | which address?",
        "me@example.com > 550 5.1.1 User unknown\nal@example.com > which address?",
    ]);
    gives_jo_up(&[
        "jo@example.org: 550 5.1.1 User unknown",
        "jo@example.org: 550 5.1.1 User unknown, see https://example.org/mail/?p=NoSuchUser",
        "<jo@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown. Typo? (in reply to RCPT TO command)",
        "me@example.com: what's this?\nal@example.com: 550 5.1.1 <jo@example.org>: User unknown",
    ]);
    let list = "jo@example.org: 550 5.1.1 User unknown\nal@example.org: mailbox full\nlu@example.org: ok\n";
    let found = bouncedex::explain(list);
    let named = found
        .iter()
        .filter_map(|each| each.bounce.recipient.as_deref());
    let named: Vec<_> = named.collect();
    assert_eq!(named[..2], ["jo@example.org", "al@example.org"]);
}

/// Forms name whoever fills them in, labels whoever sends, and a letter whoever is to help.
#[test]
fn people_in_forms_are_no_recipients() {
    spares_everybody(&[
        "Name: Lea\nE-mail: me@example.com\nPhone: 0123\nMessage: 550 5.1.1 User unknown. What can I do?\n",
        "Email: me@example.com\nSubject: newsletter\nMessage: 550 5.1.1 User unknown\n",
        "Mailbox: me@example.com\nProblem: sending to a customer fails with 550 5.1.1 User unknown\n",
        "Email: me@example.com\nTicket: 4711\nError: 550 5.1.1 User unknown\n",
        "Email: me@example.com\nOutgoing server: smtp.example.com\nError: 550 5.1.1 User unknown\n",
        "E-mail: me@example.com\nSMTP: smtp.example.com:587\nUsername: me\nResult: 550 5.1.1 User unknown\n",
        "Affected mailbox: me@example.com\nError: 550 5.1.1 User unknown\n",
        "Mailbox: me@example.com\nSending to: a customer\nError: 550 5.1.1 User unknown\n",
        "To: help@example.com\nProblem: mail to a customer fails with 550 5.1.1 User unknown\n",
        "To: help@example.com\nError: customers get 550 5.1.1 User unknown\n",
        "My address:\nme@example.com\nError:\n550 5.1.1 User unknown\n",
        "My settings:\nme@example.com\nsmtp.example.com:587\nError: 550 5.1.1 User unknown\n",
        "I use this account:\nme@example.com\n550 5.1.1 User unknown\n",
        "logged in as:\nme@example.com\n550 5.1.1 User unknown\n",
        "Hi, this is\nme@example.com\n550 5.1.1 User unknown\n",
        "De:\nme@example.com\n550 5.1.1 User unknown\n",
        r#"{"email": "me@example.com", "ticket": 4711, "description": "550 5.1.1 User unknown"}"#,
        "Our user me@example.com got 550 5.1.1 User unknown",
        "user me@example.com has got a bounce 550 5.1.1 User unknown",
    ]);
    gives_jo_up(&[
        "Email: jo@example.org\nError: 550 5.1.1 User unknown\n",
        "Mailbox: jo@example.org\nError: 550 5.1.1 User unknown\n",
        "Recipient email: jo@example.org\nMessage: 550 5.1.1 User unknown\n",
        "To: jo@example.org\nMessage: 550 5.1.1 User unknown\n",
        "Recipient: jo@example.org\nTicket: 4711\nError: 550 5.1.1 User unknown\n",
        "[email] => jo@example.org\n[message] => 550 5.1.1 User unknown\n",
        "I cannot reach this address:\njo@example.org\n550 5.1.1 User unknown\n",
        "I sent a mail to this address:\njo@example.org\n550 5.1.1 User unknown\n",
        r#"{"to": "jo@example.org", "ticket_id": 4711, "error": "550 5.1.1 User unknown"}"#,
        "Mail to user jo@example.org: 550 5.1.1 User unknown",
        "Mail to jo@example.org gets 550 5.1.1 User unknown",
        "Your message to:\njo@example.org\n550 5.1.1 User unknown\n",
    ]);
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
        "To: Jo <jo@example.org>, Al <al@example.org>\nError: 550 5.1.1 User unknown\n",
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

/// What servers and services write about a failure may look like what people write.
#[test]
fn what_looks_like_people_keeps_the_recipient() {
    let unknown = [("jo@example.org", "550 5.1.1", "user-unknown")];
    for text in [
        "Email: jo@example.org\nMessage: 550 5.1.1 User unknown\n",
        "Name: Jo\nEmail: jo@example.org\nPhone: 555-1234\nBounce reason: 550 5.1.1 User unknown\n",
        "Email: jo@example.org\nError: 550 5.1.1 User unknown\n-- \nPhone: 555-1234\n",
        "{\"event\":\"bounce\",\"email\":\"jo@example.org\",\"reason\":\"550 5.1.1 User unknown\",\"ticket_id\":7}\n",
        "{\"type\":\"auth\",\"recipient\":\"jo@example.org\",\"error\":\"550 5.1.1 User unknown\"}\n",
        "jo@example.org: 550 5.1.1 User unknown (see www.example.com/?)\n",
        "To: jo@example.org\nProblem: 550 5.1.1 User unknown\n",
    ] {
        check(text, &unknown);
    }
    check(
        "jo@example.org: 550 5.1.1 User unknown\nal@example.org: I/O error\n",
        &[
            ("jo@example.org", "550 5.1.1", "user-unknown"),
            ("al@example.org", "", "system-error"),
        ],
    );
    check(
        "warning: user jo@example.org does not exist\n",
        &[("jo@example.org", "", "user-unknown")],
    );
}

/// Whoever answers a bounce, or passes it on with words of their own, names others than the failed recipient.
#[test]
fn letters_about_a_bounce() {
    let postmaster =
        "From: Postmaster <postmaster@example.org>\nTo: al@example.org\nSubject: Re: question\n\n";
    let anna =
        "From: Anna <anna@example.org>\nTo: al@example.org\nSubject: Undeliverable: question\n\n";
    for head in [postmaster, anna] {
        for body in [
            "I get \"550 5.1.1 User unknown\". My address: live@example.org.\n",
            "I get \"550 5.1.1 User unknown\" all the time. Please answer here: live@example.org\n",
            "The customer gets \"550 5.1.1 User unknown\". Reach him at live@example.org.\n",
            "Der Kunde bekommt \"550 5.1.1 User unknown\". Er ist erreichbar unter: live@example.org.\n",
        ] {
            check(
                &format!("{head}{body}"),
                &[("", "550 5.1.1", "user-unknown")],
            );
        }
    }
    // A mail system names the recipient.
    check(
        "From: Postmaster <postmaster@example.org>\nTo: al@example.net\nSubject: Undeliverable: question\n\n\
         Your message did not reach jo@example.org:\n550 5.1.1 User unknown\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
}

/// Whoever shows a notice as a mail client does got it: in whatever language, its `To` is not the failed recipient.
#[test]
fn whoever_got_a_notice_did_not_fail() {
    for header in [
        "Von: Mail Delivery System <MAILER-DAEMON@mail.example.de>\nAn: ann@example.com\nBetreff: Undelivered Mail\n",
        "De : Mail Delivery System\nÀ : ann@example.com\nObjet : Undelivered Mail Returned to Sender\n",
        "De: MAILER-DAEMON@example.com\nPara:\nann@example.com\nAsunto: Undelivered Mail Returned to Sender\n",
        "Od: Mail Delivery System <MAILER-DAEMON@example.pl>\nDo: ann@example.com\nTemat: Undelivered Mail\n",
        "See what I got:\n\nFra: postmaster@example.no\nTil: ann@example.com\nEmne: Undelivered Mail\n",
    ] {
        check(
            &format!("{header}\nWe are sorry: 550 5.1.1 User unknown\n"),
            &[("", "550 5.1.1", "user-unknown")],
        );
        check(
            &format!("{header}\n<jo@example.org>: 550 5.1.1 User unknown\n"),
            &[("jo@example.org", "550 5.1.1", "user-unknown")],
        );
    }
    // Who failed has a label of its own.
    check(
        "Sender: postmaster@example.com\nRecipient: jo@example.org\nReason: 550 5.1.1 User unknown\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
    // A paste may have lost the blank line below the header.
    check(
        "From: MAILER-DAEMON@mx.example.com\nTo: ann@example.com\nSubject: Mail delivery failed\n\
         Date: Mon, 2 Mar 2026 10:00:00 +0100\nThis message was created automatically by mail delivery software.\n\
         A message that you sent could not be delivered to one or more of its\n\
         recipients. The following address(es) failed:\n  jo@example.org\n    550 5.1.1 User unknown\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
}

/// A list names all to whom a message went, and the reply names the one who failed.
#[test]
fn a_reply_names_one_of_a_list() {
    check(
        "Recipients:\n  ann@example.com\n  jo@example.org\nError: 550 5.1.1 <jo@example.org> User unknown\n",
        &[("jo@example.org", "550 5.1.1", "user-unknown")],
    );
}

/// What a sentence calls an account, or whom it tells, did not fail.
#[test]
fn accounts_and_whoever_was_told() {
    for text in [
        "Account ann@example.com: 550 5.1.1 User unknown when sending\n",
        "I wrote to ann@example.com that mail is refused with 550 5.1.1 User unknown\n",
        "postfix/smtp[1]: to=<...>, relay=mx.example.org[192.0.2.1]:25, status=bounced (host mx.example.org[192.0.2.1] \
         said: 550 5.1.1 User unknown (in reply to RCPT TO command))\n",
    ] {
        check(text, &[("", "550 5.1.1", "user-unknown")]);
    }
}

/// Whoever asks or tells what a code means names nobody who failed, and no cause either.
#[test]
fn the_meaning_of_a_code() {
    for text in [
        "550 5.1.1 means that the user does not exist\n",
        "As far as I know 550 5.1.1 means that the mailbox of jo@example.org was deleted.\n",
        "What does 550 5.1.1 mean? jo@example.org exists.\n",
    ] {
        let found = crate::reading::bounces(text);
        let [bounce] = &found[..] else {
            panic!("{text}: {found:#?}")
        };
        assert_eq!(
            (bounce.recipient.as_deref(), bounce.diagnostic.trim()),
            (None, "550 5.1.1"),
            "{text}"
        );
    }
}

/// An address alone above what somebody says is the speaker's.
#[test]
fn speakers_above_their_words() {
    check(
        "ann@example.com:\nI got put under review. All \"550 5.1.1 User unknown\" at one school district.\n",
        &[("", "550 5.1.1", "user-unknown")],
    );
}

/// A label of a failure, or an arrow, names nobody if a sentence about somebody else is behind or before it.
#[test]
fn sentences_behind_labels_and_arrows() {
    spares_everybody(&[
        "Error: me@example.com could not send mail: 550 5.1.1 User unknown",
        "Got this bounce, me@example.com: 550 5.1.1 User unknown",
        "we got a bounce me@example.com says: 550 5.1.1 User unknown",
        "2026-03-14 ERROR: me@example.com: could not send invoice: 550 5.1.1 User unknown",
        "error=\"me@example.com could not reach Jo\" 550 5.1.1 User unknown",
        "ndr: me@example.com got 550 5.1.1 User unknown",
        "bounced: me@example.com was told 550 5.1.1 User unknown",
        "jo@example.org failed; return notice -> me@example.com: 550 5.1.1 User unknown",
        "notify -> me@example.com: 550 5.1.1 User unknown",
        "To: me@example.com, <three others>\nSMTP session failed: 550 5.1.1 User unknown\n",
    ]);
    gives_jo_up(&[
        "Error: jo@example.org: 550 5.1.1 User unknown",
        "BOUNCE jo@example.org 550 5.1.1 User unknown",
        "Bounce: me@example.com sent to jo@example.org: 550 5.1.1 User unknown",
        "me@example.com -> jo@example.org: 550 5.1.1 User unknown",
    ]);
}

/// A reply explains itself, too: only a sentence without another reply tells what a code means.
#[test]
fn replies_that_explain_their_codes() {
    gives_jo_up(&[
        "jo@example.org: 550 5.1.1 User unknown. Error 550 means the mailbox does not exist.",
        "550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown; 5.1.1 means no user",
        "Remote host said: 550 5.1.1 jo@example.org User unknown. What does 550 mean?",
    ]);
}

/// A server knows best whom it refuses; who got the message is not to be given up.
#[test]
fn whom_a_reply_in_a_notice_names() {
    gives_jo_up(&[
        "Wiadomość e-mail od me@example.com nie została dostarczona\n\nAdresat: jo@example.org\n\
         Odpowiedź serwera docelowego:\n  550 5.1.1 <jo@example.org>: Konto usunięte / User unknown\n\n\
         Adresaci, do których wiadomość dotarła:\n  al@example.org\n",
        "The message was not delivered\n\n550 5.1.1 <jo@example.org>: User unknown\n\nOther people:\n  al@example.org\n",
    ]);
}

/// The labels and sentences of notices in further languages.
#[test]
fn recipients_in_further_languages() {
    gives_jo_up(&[
        "Dobrý den,\nodeslaný e-mail se nepodařilo doručit.\n\nPříjemce: jo@example.org\nDůvod: 550 5.1.1 Uživatel neexistuje\n",
        "A levél kézbesítése meghiúsult\n\nFeladó: me@example.com\nSikertelen címzett: jo@example.org\n\
         A távoli kiszolgáló válasza: 550 5.1.1 Ismeretlen felhasználó\nSikeres címzett: al@example.org\n",
        "Posta sunucumuz iletinizi teslim edemedi.\n\n  Alıcı.....: jo@example.org\n  Yanıt.....: 550 5.1.1 mailbox not found\n",
        "Не вдалося доставити повідомлення.\nВідповідь віддаленого сервера: 550 5.1.1 Такої скриньки не існує, user unknown\n\
         Одержувач: jo@example.org\nТема: Макет\n",
        "Здравейте,\nСъобщението Ви не може да бъде доставено до: jo@example.org\n550 5.1.1 Няма такъв потребител (user unknown)\n\
         Подател: me@example.com\n",
        "تعذّر تسليم رسالتك إلى jo@example.org\nالسبب: 550 5.1.1 user unknown\n",
        "Thư của bạn không được gửi đến jo@example.org vì không tìm thấy địa chỉ.\nPhản hồi: 550 5.1.1 user unknown\n",
        "Το μήνυμά σας δεν παραδόθηκε στον παραλήπτη jo@example.org\n550 5.1.1 User unknown\n",
        "No s'ha pogut lliurar: jo@example.org (550 5.1.1 user unknown)\n",
    ]);
    // To whom mail clients in these languages show that a notice went.
    for header in [
        "Mittente: @\nDestinatario: me@example.com\nOggetto: #",
        "Afzender: @\nOntvanger: me@example.com\nOnderwerp: #",
        "Expéditeur: @\nDestinataire: me@example.com\nObjet: #",
        "Feladó: @\nCímzett: me@example.com\nTárgy: #",
    ] {
        let header = header.replace('@', "Mail Delivery System <MAILER-DAEMON@example.net>");
        let header = header.replace('#', "Undelivered Mail Returned to Sender");
        spares_everybody(&[&format!(
            "{header}\n\nYour message could not be delivered.\n\n550 5.1.1 User unknown\n"
        )]);
    }
}

/// Checks which recipients a text has, in order, with the reply code of each; `-` stands for none.
#[track_caller]
fn tells(text: &str, wanted: &str) {
    let found = bouncedex::explain(text);
    let told = found.iter().map(|Explanation { bounce, .. }| {
        let code = bounce.reply().code.map(|code| code.to_string());
        let recipient = bounce.recipient.as_deref().unwrap_or("-");
        format!("{recipient} {}", code.as_deref().unwrap_or("-"))
    });
    assert_eq!(told.collect::<Vec<_>>().join(", "), wanted, "{text}");
}

/// A notice may be in two languages, or show the session below; a reply that follows a recipient is about that one.
#[test]
fn notices_with_several_replies() {
    for rest in [
        "Ihre Nachricht an jo@example.org konnte nicht zugestellt werden.\n\n550 5.1.1 Benutzer unbekannt\n",
        "The full session:\n\n250 ok\n\n550 5.1.1 <jo@example.org>: User unknown\n",
        "550 5.1.1 <jo@example.org>: Recipient address rejected\n",
    ] {
        let text = format!(
            "Your message to jo@example.org could not be delivered.\n\n550 5.1.1 User unknown\n\n{rest}"
        );
        tells(&text, "jo@example.org 550");
    }
    tells(
        "<alias@example.org>: host mx[192.0.2.7] said: 550 5.1.1 <jo@example.org>: User unknown\n\n\
         <jo@example.org>: host mx[192.0.2.7] said: 550 5.1.1 <jo@example.org>: User unknown\n",
        "alias@example.org 550, jo@example.org 550",
    );
    tells(
        "From: MAILER-DAEMON@example.net\nSubject: Undelivered Mail\n\n\
         <al@example.org>: 550 5.7.1 <jo@example.org>: you may not write to both\n\n\
         <jo@example.org>: 552 5.2.2 Mailbox full\n",
        "al@example.org 550, jo@example.org 552",
    );
    tells(
        "A message could not be delivered:\n\n  alias@example.org\n    550 5.1.1 <jo@example.org>: User unknown\n\n  \
         jo@example.org\n    552 5.2.2 <jo@example.org>: Mailbox full\n",
        "alias@example.org 550, jo@example.org 552",
    );
}

/// qmail speaks of itself.
#[test]
fn what_qmail_says_of_itself() {
    for said in [
        "I couldn't find any host named example.org. (#5.1.2)",
        "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)",
        "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)",
    ] {
        tells(&format!("<jo@example.org>:\n{said}\n"), "jo@example.org -");
    }
}

/// The third part of a tuple is the sender, unless an error, or the reply itself, says that it is the recipient.
#[test]
fn tuples_that_name_the_recipient() {
    tells(
        "ERROR could not send mail to jo@example.org: (550, '5.1.1 <jo@example.org>: User unknown', 'jo@example.org')",
        "jo@example.org 550",
    );
    tells(
        "[SMTPRecipientRefused(550, '5.1.1 User unknown', 'jo@example.org'), (552, '5.2.2 Full', 'al@example.org')]",
        "jo@example.org 550, al@example.org 552",
    );
    tells(
        "Recipient jo@example.org failed: SMTPSenderRefused: (550, b'5.1.1 User unknown', 'me@example.com')",
        "- 550",
    );
}

/// Members of a list are the recipients only if no other column names those.
#[test]
fn columns_of_members() {
    for head in [
        "contact,recipient,response",
        "subscriber,email,response",
        "Member,Mail,Bounce Reason",
    ] {
        let table = format!("{head}\nann@example.com,jo@example.org,550 5.1.1 User unknown\n");
        tells(&table, "jo@example.org 550");
    }
    tells(
        "contact,response\njo@example.org,550 5.1.1 User unknown\n",
        "jo@example.org 550",
    );
    // Another server refuses the sender.
    tells(
        "From,To,Response\nme@example.com,al@example.org,550 5.1.1 callback: user unknown <me@example.com>\n",
        "- 550",
    );
}

/// Mail servers say in words of web servers, too, what happened; their codes are their own.
#[test]
fn codes_that_no_web_server_gives() {
    tells("jo@example.org: 550 not found", "jo@example.org 550");
    tells(
        "jo@example.org: 550 unauthorized relay",
        "jo@example.org 550",
    );
    tells(
        "jo@example.org: 421 too many requests",
        "jo@example.org 421",
    );
    tells("host mx.example.org said: 450 too many requests", "- 450");
    tells(
        "Nov 14 09:26:53 mx1 app: send to jo@example.org failed: 451 internal server error",
        "jo@example.org 451",
    );
    tells(
        "ERROR POST /api/mail: 451 <jo@example.org> Greylisted",
        "jo@example.org 451",
    );
    tells("smtp://mx.example.org:25 responded 421 too busy", "- 421");
    tells("mail of 12345 bytes 552 message too big", "- 552");
}

/// Who failed, in rows, below arrows, and behind a status code without a reply code.
#[test]
fn recipients_of_rows_and_sentences() {
    gives_jo_up(&[
        "Mailbox unavailable. The server response was: 5.1.1 <jo@example.org> User unknown",
        "(1,'jo@example.org','me@example.com',550,'5.1.1 <jo@example.org> User unknown')",
        "1 jo@example.org R=virtual_aliases T= : Unrouteable address",
        "Failed      me@example.com → jo@example.org 'humidity low'\n    Server response: 550 5.1.1 No such user\n",
        "jo@example.org   5.0   2024-05-19    disabled by bounces (550 5.1.1 User unknown)",
        "550 5.1.1 User unknown: mailbox unavailable: jo@example.org",
    ]);
    spares_everybody(&[
        "Mailbox unavailable. The server response was: 5.1.8 <me@example.com> User unknown",
        "Delivered   me@example.com → ann@example.org 'hello'\n    Server response: 550 5.1.1 No such user\n",
    ]);
}

/// Examples of replies are a list, though one of them reads like a notice.
#[test]
fn lists_of_examples() {
    tells(
        "  • 550 Unknown User: The address is wrong.\n  • 550 Quota Exceeded: The mailbox is full.\n  \
         • 535 Authentication failure\n  • Your message couldn't be delivered to 'jo@example.org' 550 \n",
        "- 550, - 550, - 535, jo@example.org 550",
    );
    tells(
        "An address that does not exist:\nhost mx.example.org[192.0.2.7] said: 550 #5.1.0 Address rejected.\n\
         A temporary error:\n\
         host mx.example.org[192.0.2.7] said: 451 4.7.1 Service unavailable - try again later\n\
         host mx.example.org[192.0.2.7] said: 450 4.7.1 <jo@example.org>: Recipient address rejected: please try later\n",
        "- 550, - 451, jo@example.org 450",
    );
}

/// Of a session in a notice, only a refusal names who failed; a label beats an address in the reply.
#[test]
fn labels_beside_the_senders_address() {
    tells(
        "Recipient address 'jo@example.org' not accepted: 4.3.0 <me@example.com>: Temporary lookup failure",
        "jo@example.org -",
    );
    tells(
        "milter-reject: END-OF-MESSAGE from mx.example.net[192.0.2.9]: 450 4.7.1 try again later; from=<me@example.com> to=<jo@example.org> \
         proto=ESMTP helo=<mx>",
        "jo@example.org 450",
    );
    tells(
        "date;fournisseur;destinataire;retour\n12/03/2016;Free;jo@example.org;\"host mx1.free.fr[192.0.2.7] said: 550 spam \
         detected (in reply to end of DATA command\"\n",
        "jo@example.org 550",
    );
}

/// However many lines have labels, none is lost.
#[test]
fn long_lists_with_labels() {
    let text: String = (0..5000)
        .map(|user| format!("Recipient: u{user}@example.org\nReason: 550 5.1.1 user unknown\n"))
        .collect();
    assert_eq!(bouncedex::explain(&text).len(), 5000);
}

/// Replies that are listed are no notice, though one of them names its recipient behind the cause.
#[test]
fn replies_in_paragraphs_stay_apart() {
    tells(
        "smtp;550 virus detected\n\n550 5.7.1 mailbox for jo@example.org is full\n\nhost mx.example.net [192.0.2.2] SMTP error from \
         remote mail server after MAIL FROM:<me@example.com> SIZE=2022: 553 Mail from 192.0.2.9 not allowed\n",
        "- 550, jo@example.org 550, - 553",
    );
}
