//! From what a server says to the entry that explains it.

use crate::program::{folder, run};
use bouncedex::bounce::{Bounce, Event};
use bouncedex::builtin::CATALOGUE;
use bouncedex::catalogue::{Action, Kind, Outcome, Reason};
use bouncedex::diagnose::{Confidence, Context, Diagnoser, Diagnosis};
use bouncedex::reply::{EnhancedCode, Reply};

fn diagnose(diagnoser: &Diagnoser, text: &str) -> Diagnosis {
    diagnoser
        .diagnose(Reply::parse(text), Context::default())
        .unwrap_or_else(|| panic!("nothing for {text}"))
}

/// What one thread reads leaves nothing behind for another.
#[test]
fn threads_share_a_diagnoser() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let all = || {
        let read = |(text, ..): &(&str, &str, Option<&str>)| {
            let diagnosis = diagnose(&diagnoser, text);
            (diagnosis.entry.id, diagnosis.evidence)
        };
        REPLIES.iter().map(read).collect::<Vec<_>>()
    };
    let alone = all();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(all)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("no panic"), alone);
        }
    });
}

/// Texts that no example holds: first the entry's reason, then the provider, or nobody.
const REPLIES: &[(&str, &str, Option<&str>)] = &[
    (
        "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address.",
        "throttled",
        Some("gmail"),
    ),
    (
        "550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.",
        "authentication",
        Some("gmail"),
    ),
    (
        "550 5.1.1 <jo@example.com>: user unknown here, sorry",
        "user-unknown",
        None,
    ),
    (
        "550 5.1.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org",
        "blocklisted",
        None,
    ),
    ("552 mailbox for jo is over quota", "mailbox-full", None),
    ("SMTP Error: Could not authenticate.", "smtp-auth", None),
    (
        "socket.gaierror: [Errno -2] Name or service not known",
        "dns",
        None,
    ),
    ("Error: connect ECONNREFUSED 127.0.0.1:587", "network", None),
    (
        "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number",
        "tls",
        None,
    ),
    (
        "530 5.7.57 Client not authenticated to send mail. [AM0PR01CA0123.eurprd01.prod.exchangelabs.com]",
        "smtp-auth",
        Some("exchange-online"),
    ),
    (
        "421-4.7.28 unusual rate of mail. 421 4.7.28 see https://support.google.com/mail/?p=X - gsmtp",
        "throttled",
        Some("gmail"),
    ),
    (
        "421 4.7.0 [TSS04] Messages from 203.0.113.9 temporarily deferred",
        "throttled",
        Some("yahoo"),
    ),
    (
        "550 5.7.1 part of their network is on our block list (S3150). [AM1.prod.protection.outlook.com]",
        "blocklisted",
        None,
    ),
    (
        "450 4.2.0 Greylisted, come back in 5 minutes",
        "greylisted",
        None,
    ),
    (
        "554 5.7.1 Relay access denied for you",
        "relay-denied",
        None,
    ),
    ("550 5.7.999 something new", "policy", None),
    ("577", "unspecified-permanent", None),
];

#[test]
fn words_beat_numbers_and_nobody_is_named_without_a_mark() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, reason, provider) in REPLIES {
        let diagnosis = diagnose(&diagnoser, text);
        assert_eq!(
            diagnosis.entry.reason.id, *reason,
            "{text}: {}",
            diagnosis.entry.id
        );
        if provider.is_some() {
            assert_eq!(
                diagnosis.provider.map(|provider| provider.id),
                *provider,
                "{text}"
            );
        }
    }
    assert_eq!(
        diagnose(&diagnoser, "550 5.1.1 User unknown")
            .provider
            .map(|provider| provider.id),
        None
    );
}

/// What a reply says, and the cause that a reader of it would name; nobody is named by any of them.
const CAUSES: &[(&str, &str)] = &[
    // What was refused, and behind it why.
    (
        "451 4.7.1 <news@example.com>: Sender address rejected: rate limit exceeded",
        "throttled",
    ),
    (
        "421 Connection refused - too many sessions from your IP",
        "too-many-connections",
    ),
    (
        "554 Connection refused - your IP is listed at zen.spamhaus.org",
        "blocklisted",
    ),
    (
        "550 5.7.1 <a@example.com>: Sender address rejected: Access denied",
        "sender-rejected",
    ),
    // Underlines for blanks.
    (
        "550_5.1.1_The_email_account_that_you_tried_to_reach_does_not_exist._-_psmtp",
        "user-unknown",
    ),
    // Whoever should get the mail, and however it is said that there is nobody.
    ("550 The e-mail account could not be found", "user-unknown"),
    ("550 5.1.1 The user name isn't valid", "user-unknown"),
    (
        "554 5.7.1 this alias is not in our directory",
        "user-unknown",
    ),
    ("550 the email account has been revoked", "mailbox-disabled"),
    (
        "552 jo@example.org inbox does not have enough space",
        "mailbox-full",
    ),
    // What a recipient or a list does not take from you is another's to get.
    ("550 recipient blocked you", "restricted"),
    ("550 list address is closed to non-members", "restricted"),
    (
        "550 account exceeded the number of recipients",
        "too-many-recipients",
    ),
    // The same of the sender is no recipient's fault.
    ("550 sender's mailbox does not exist", "sender-rejected"),
    ("553 your address is unknown", "sender-rejected"),
    ("550 5.1.1 MAIL FROM does not exist", "sender-rejected"),
    ("550 sender address is not known", "sender-rejected"),
    ("550 your account has been suspended", "sender-account"),
    // A stock sentence in front, the cause behind it.
    (
        "550 5.7.1 <kim@example.org>: Recipient address rejected: no such person here",
        "user-unknown",
    ),
    (
        "554 5.7.1 <kim@example.org>: Recipient address rejected: mailbox limit reached",
        "mailbox-full",
    ),
    (
        "554 Message rejected: the user is over quota",
        "mailbox-full",
    ),
    (
        "550 Message rejected because the sending host has a poor reputation",
        "reputation",
    ),
    ("550 Mail rejected: DKIM verification failed", "dkim"),
    ("550 Message rejected, too many hops", "routing"),
    (
        "554 5.7.1 Service unavailable; sender domain fails DMARC",
        "dmarc",
    ),
    (
        "550 5.7.1 Requested action not taken: mailbox unavailable, quota exceeded",
        "mailbox-full",
    ),
    (
        "552 5.2.2 User limit exceeded: mailbox is full",
        "mailbox-full",
    ),
    (
        "550 5.7.1 Access denied: your address is listed at dnsbl.example.net",
        "blocklisted",
    ),
    (
        "554 5.7.1 Blocked: the attachment type is not allowed",
        "attachment",
    ),
    // Words against codes.
    ("550 5.1.1 the mailbox of this user is full", "mailbox-full"),
    ("550 5.3.0 there is no such user", "user-unknown"),
    (
        "550 5.7.1 relaying to that domain is not permitted",
        "relay-denied",
    ),
    ("450 4.1.1 user unknown for now", "user-unknown"),
    // Causes that only words tell.
    (
        "421 too many sessions from your network",
        "too-many-connections",
    ),
    ("554 too many concurrent sessions", "too-many-connections"),
    (
        "450 this user is receiving mail too quickly",
        "recipient-busy",
    ),
    ("550 the address is on our suppression list", "suppressed"),
    ("451 your host has a bad reputation here", "reputation"),
    ("550 executable attachment found", "attachment"),
    ("550 directory harvest attack", "harvesting"),
    (
        "550 too many invalid recipients in this session",
        "harvesting",
    ),
    (
        "550 you exceeded the daily sending quota of your account",
        "sending-quota",
    ),
    // The sender is refused, whatever is wrong with the address.
    (
        "550 Sender verify failed for <kim@example.net>: no such mailbox",
        "sender-rejected",
    ),
    (
        "550 5.1.8 <kim@example.net>: domain not found",
        "sender-domain",
    ),
    (
        "550 5.1.7 <kim@example.net>: unknown user",
        "sender-rejected",
    ),
    (
        "450 4.1.8 <kim@example.net>: Sender address rejected: Domain not found",
        "sender-domain",
    ),
    // Greylisting beats the list that led to it.
    (
        "450 4.7.1 Greylisted, your host is listed at zen.spamhaus.org",
        "greylisted",
    ),
    // The receiver's resolver is refused, nothing is listed.
    (
        "554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/returnc/pub/198.51.100.7/",
        "system-error",
    ),
    // Something stands within the phrase.
    (
        "550 5.7.1 the mailbox for kim@example.org is full",
        "mailbox-full",
    ),
    ("550 user <kim@example.org> not found", "user-unknown"),
    ("550 User kim unknown", "user-unknown"),
    (
        "550 domain nowhere.example.org does not exist",
        "domain-unknown",
    ),
    ("550 account 'kim' is disabled", "mailbox-disabled"),
    // Other languages.
    ("550 Benutzer unbekannt", "user-unknown"),
    ("552 Das Postfach ist voll", "mailbox-full"),
    ("550 La boîte aux lettres est pleine", "mailbox-full"),
    ("550 El usuario no existe", "user-unknown"),
    ("552 La casella di posta è piena", "mailbox-full"),
    ("550 Usuário inexistente", "user-unknown"),
    ("550 Gebruiker onbekend", "user-unknown"),
    ("552 Skrzynka jest pełna", "mailbox-full"),
    ("550 Пользователь не найден", "user-unknown"),
    ("550 宛先不明です", "user-unknown"),
    ("552 收件人邮箱已满", "mailbox-full"),
];

#[test]
fn words_that_tell_a_cause_beat_stock_sentences_and_codes() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let wrong = CAUSES.iter().filter_map(|(text, reason)| {
        let found = diagnose(&diagnoser, text);
        let provider = found.provider.map(|provider| provider.id);
        let is_right = (found.entry.reason.id, provider) == (*reason, None);
        (!is_right).then(|| format!("{text}: {} {provider:?}, not {reason}", found.entry.id))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Replies that name nobody: sentences of the standards, of mail servers and of many providers, and addresses and hosts
/// that belong to others than who speaks.
const NOBODYS: &[&str] = &[
    "554 5.7.1 <kim@example.org>: Recipient address rejected: Access denied",
    "550 Message rejected",
    "550 Invalid recipient",
    "421 Service not available, closing transmission channel",
    "554 Service unavailable",
    "535 authentication failed",
    "550 rejected by DMARC policy for example.net",
    "452 Too many recipients received this hour",
    "550 5.2.1 Requested action not taken: mailbox unavailable",
    "421 Service temporarily not available",
    "550 this account is over quota",
    "550 5.7.1 SPF: 192.0.2.9 is not allowed to send mail from example.net",
    "450 queue unavailable",
    "550 authentication is required",
    "554 5.7.1 <kim@gmail.com>: Relay access denied",
    "451 4.3.5 <kim@yahoo.com>: Recipient address rejected: Server configuration problem",
    "554 5.7.1 <mail-x.google.com[192.0.2.47]>: Client host rejected: Access denied",
    "550 5.7.1 Service unavailable; client [mail-x.google.com] blocked using dnsbl.example.net",
];

#[test]
fn nobody_is_named_by_what_many_say_nor_by_whom_a_reply_is_about() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in NOBODYS {
        let found = diagnose(&diagnoser, text);
        assert_eq!(found.provider.map(|provider| provider.id), None, "{text}");
        let kind = found.entry.provider.kind;
        assert!(
            matches!(kind, Kind::Standard | Kind::Server),
            "{text}: {}",
            found.entry.id
        );
    }
}

/// Replies that name their provider: by a code of its own, a tag, a mark, or a fragment and an address there.
const NAMED: &[(&str, &str, &str)] = &[
    (
        "550 5.7.515 example.net is refused",
        "exchange-online",
        "authentication",
    ),
    (
        "550 5.7.708 traffic from this address is refused",
        "exchange-online",
        "sender-account",
    ),
    (
        "550 5.1.8 Access denied, bad outbound sender",
        "exchange-online",
        "sender-account",
    ),
    ("553 5.7.1 [TSS09] no, not today", "yahoo", "reputation"),
    (
        "550 5.7.0 see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.9",
        "proofpoint",
        "blocklisted",
    ),
    (
        "550 5.1.1 <kim@comcast.net> recipient mailbox unallocated",
        "comcast",
        "mailbox-disabled",
    ),
];

#[test]
fn codes_tags_and_marks_of_its_own_name_a_provider() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, provider, reason) in NAMED {
        let found = diagnose(&diagnoser, text);
        let named = found.provider.map(|provider| provider.id);
        assert_eq!(
            (named, found.entry.reason.id),
            (Some(*provider), *reason),
            "{text}: {}",
            found.entry.id
        );
    }
}

/// People cut off what stands behind the words: `… a1si1234 - gsmtp`.
#[test]
fn a_sentence_of_its_own_names_a_provider() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, entry) in [
        (
            "550-5.7.1 Our system has detected an unusual rate of unsolicited mail originating from your IP address. To protect our \
             users from spam, mail sent from your IP address has been blocked.",
            "gmail-rate-ip-blocked",
        ),
        (
            "421-4.7.0 This message is suspicious due to the very low reputation of the sending IP address. To protect our users \
             from spam, mail sent from your IP address has been temporarily rate limited.",
            "gmail-reputation-ip-temp",
        ),
        (
            "421 4.7.30 Your email has been rate limited because DKIM authentication didn't pass for this message. Gmail requires \
             all email bulk senders to authenticate their email with DKIM.",
            "gmail-dkim-failed-bulk-temp",
        ),
        (
            "550-5.7.1 The IP you're using to send email is not authorized to send email directly to our servers.",
            "gmail-direct-sending",
        ),
        (
            "450 4.2.1 The user is receiving email at a rate that prevents additional messages from being delivered.",
            "gmail-recipient-rate",
        ),
        (
            "4.7.26 Access denied, a message sent over IPv6 [2001:db8::1] must pass either SPF or DKIM validation, this message is \
             not signed",
            "exchange-online-ipv6-unauthenticated",
        ),
    ] {
        assert_eq!(diagnose(&diagnoser, text).entry.id, entry, "{text}");
    }
}

/// The name in HELO is no address, and DMARC has failed wherever the code stands.
#[test]
fn what_is_refused_of_the_client_is_no_fault_of_an_address() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, reason) in [
        (
            "501 5.5.4 Invalid domain name [AM6PR03CA0010.eurprd03.prod.outlook.com]",
            "helo",
        ),
        (
            "code 550 (5.7.255) 'Access denied, sending domain [example.org] does not pass DMARC verification and has a DMARC policy of reject.",
            "dmarc",
        ),
        (
            "550 Access denied, sending domain example.org does not pass SPF",
            "spf",
        ),
        (
            "Failed to resolve MX for [example.org]: Invalid domain name",
            "domain-unknown",
        ),
        (
            "550 5.7.1 Username info@example.com and sender jo@example.org doesn't match",
            "sender-rejected",
        ),
    ] {
        let found = diagnose(&diagnoser, text);
        assert_eq!(found.entry.reason.id, reason, "{text}: {}", found.entry.id);
        assert_ne!(found.confidence, Confidence::Certain, "{text}");
    }
}

#[test]
fn the_client_of_a_refusal_is_not_who_refuses() {
    let bounce = Bounce {
        event: Event::Rejected,
        remote: Some("mail-wm1-f47.google.com".into()),
        diagnostic: "550 5.1.1 <kim@example.org>: Recipient address rejected: User unknown".into(),
        ..Bounce::default()
    };
    let found = Diagnoser::new(CATALOGUE)
        .bounce(&bounce)
        .expect("a diagnosis");
    assert_eq!(found.provider.map(|provider| provider.id), None);
}

#[test]
fn what_is_refused_at_mail_from_is_the_senders_fault() {
    for said in [
        "SMTP error from remote mail server after MAIL FROM:<kim@example.net>: 550 5.1.0 mailbox not found",
        "550 5.1.0 mailbox not found (in reply to MAIL FROM command)",
        "550 rejected (in reply to MAIL FROM command)",
    ] {
        let bounce = Bounce {
            diagnostic: said.into(),
            ..Bounce::default()
        };
        let found = Diagnoser::new(CATALOGUE)
            .bounce(&bounce)
            .expect("a diagnosis");
        assert_eq!(
            found.entry.category().id,
            "policy",
            "{said}: {}",
            found.entry.id
        );
        assert_ne!(found.action(), Action::Suppress, "{said}");
    }
}

#[test]
fn who_is_unknown_before_a_recipient_is_named_is_no_recipient() {
    for text in [
        "AUTH LOGIN\n334 VXNlcm5hbWU6\nam8=\n550 5.1.1 User unknown",
        "EHLO mail.example.com\n550 5.1.2 Host unknown",
        "MAIL FROM:<me@example.com>\n550 5.1.1 <me@example.com>: User unknown",
        "525 5.7.13 User account disabled",
        "525 5.7.13 Account disabled, contact your recipient",
        "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx[192.0.2.7]:25, dsn=5.1.1, \
         status=bounced (host mx[192.0.2.7] said: 550 5.1.1 User unknown (in reply to MAIL FROM command))",
        "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx[192.0.2.7]:25, dsn=5.1.2, \
         status=bounced (host mx[192.0.2.7] said: 550 5.1.2 Unknown host (in reply to EHLO command))",
        "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx[192.0.2.7]:25, dsn=5.1.1, \
         status=bounced (SASL authentication failed; server mx[192.0.2.7] said: 550 5.1.1 user unknown)",
        "2026-03-14 09:26:53 1tAAAA-000000000AA-0000 ** jo@example.org R=d T=remote_smtp H=mx [192.0.2.7]: SMTP error from \
         remote mail server after pipelined MAIL FROM:<me@example.com>: 550 5.1.1 User unknown",
        "Error: Mail command failed: 550 5.1.1 <me@example.com>: User unknown",
        "{ Error: Invalid login: 550 5.1.1 User unknown, code: 'EAUTH', responseCode: 550, command: 'AUTH PLAIN' }",
        "SMTP ERROR: MAIL FROM command failed: 550 5.1.1 User unknown",
        "550 发信人邮箱不存在",
    ] {
        for found in bouncedex::explain(text) {
            assert_ne!(found.action(), Action::Suppress, "{text}");
        }
    }
}

#[test]
fn a_525_that_names_the_recipient_is_about_the_recipient() {
    for text in [
        "525 5.7.13 <jo@example.org>: Recipient address rejected: User account disabled",
        "525 5.7.13 Disabled recipient address",
    ] {
        let found = bouncedex::explain(text);
        assert_eq!(
            found[0].diagnosis.entry.reason.id, "mailbox-disabled",
            "{text}"
        );
    }
}

/// Whatever would give an address up gives none up where the sender or the client was refused.
#[test]
fn what_stands_behind_a_refusal_of_another_gives_no_address_up() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let gives_up = |reason: &&Reason| reason.action == Action::Suppress;
    // What a sending service refuses is of the sender, too.
    let of_recipients = CATALOGUE.reasons.iter().filter(gives_up);
    let of_recipients = of_recipients.filter(|reason| reason.of_sender.is_some());
    let phrases: Vec<_> = of_recipients
        .flat_map(|reason| reason.phrases.iter())
        .collect();
    assert!(phrases.len() > 500);
    for heading in [
        "550 5.1.8 Sender address rejected:",
        "550 Sender rejected:",
        "550 Sender refused -",
        "550 5.5.2 Helo command rejected:",
        "554 5.7.1 Client host rejected:",
        "550 The sender's domain could not be verified in DNS:",
        "550 SPF check failed for your domain:",
        "535 5.7.8 Authentication failed:",
    ] {
        let given_up = phrases.iter().filter(|phrase| {
            let text = format!("{heading} {phrase}");
            diagnose(&diagnoser, &text).action() == Action::Suppress
        });
        // Some name another refusal.
        let given_up: Vec<_> = given_up.collect();
        assert!(given_up.len() < 5, "{heading} {given_up:?}");
    }
}

/// Whose address is not known is said in any language.
#[test]
fn an_unknown_sender_is_the_senders_fault_in_any_language() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        "550 Die Domain des Absenders existiert nicht",
        "550 Absender unbekannt",
        "550 L'indirizzo del mittente è sconosciuto",
        "550 Adres nadawcy nie istnieje",
        "550 Domena nadawcy nie istnieje",
        "550 Het domein van de afzender bestaat niet",
        "550 Адрес отправителя не найден",
        "550 Avsändarens domän finns inte",
        "550 送信元ドメインが存在しません",
        "550 发件人地址不存在",
        "550 No such sender",
    ] {
        let found = diagnose(&diagnoser, text);
        let reason = found.entry.reason.id;
        assert!(
            matches!(reason, "sender-rejected" | "sender-domain"),
            "{text}: {reason}"
        );
    }
}

/// Whoever may send no more is over a quota of his own, not of the recipient's mailbox.
#[test]
fn a_sender_over_quota_is_not_a_full_mailbox() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        "550 5.7.1 Sender's mailbox is over quota; you may not send mail",
        "451 4.7.1 Sender has exceeded quota, try again in 1 hour",
        "552 Ihr Postfach ist voll, Sie können keine Nachrichten senden",
        "550 User news@example.com has exceeded its 24-hour sending limit. Relay quota will reset in 3.5 hours.",
    ] {
        let found = diagnose(&diagnoser, text);
        assert_eq!(found.entry.reason.id, "sending-quota", "{text}");
    }
}

/// Where the words tell the cause, the entry is the one whose codes are closest, and of equally close ones the plainest.
#[test]
fn codes_choose_among_the_entries_of_a_cause() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, entry) in [
        ("525 5.7.13 Disabled recipient address", "std-5-2-1"),
        (
            "554 5.7.1 Recipient address rejected: Not in recipient list",
            "std-5-1-1",
        ),
        (
            "450 4.2.0 <jo@example.org>: Recipient address rejected: Greylisted",
            "std-4-7-1-greylisted",
        ),
        ("554 5.7.0 No such user", "std-5-1-1"),
        ("Bad recipient address syntax", "std-5-1-3"),
    ] {
        assert_eq!(diagnose(&diagnoser, text).entry.id, entry, "{text}");
    }
}

/// Accounts of applications and of other protocols are no mailboxes.
#[test]
fn what_programs_log_gives_no_address_up() {
    for text in [
        "2026-03-14 09:26:53 ERROR [main] com.app.UserService - user not found: jo@example.org",
        "HTTP/1.1 550 user not found",
        "SIP/2.0 500 user unknown",
        "SIP/2.0 604 Does Not Exist Anywhere",
        "550 Callout failed: sender's server says: 550 No such user here",
    ] {
        for found in bouncedex::explain(text) {
            assert_ne!(found.action(), Action::Suppress, "{text}");
        }
    }
}

/// Whatever words are told of it.
#[test]
fn what_was_accepted_has_not_failed() {
    for text in [
        "250 OK no such user will be told",
        r#"{"RecordType":"Delivery","Recipient":"jo@example.org","Details":"Test delivery 550 no such user"}"#,
        r#"{"event":"delivered","recipient":"jo@example.org","delivery-status":{"code":250,"message":"OK no such user"}}"#,
    ] {
        let found = bouncedex::explain(text);
        assert_eq!(found[0].diagnosis.entry.reason.id, "accepted", "{text}");
        assert_eq!(found[0].action(), Action::Nothing, "{text}");
    }
}

/// A delivery that failed was not accepted, whatever the server answered last.
#[test]
fn a_success_that_failed_is_no_acceptance() {
    for (text, reason) in [
        (
            "Expected response code \"354\" but got code \"250\", with message \"250 2.1.5 Ok\".",
            "protocol",
        ),
        (
            "Swift_TransportException: Expected response code 250 but got code \"334\", with message \"334 VXNlcm5hbWU6\"",
            "protocol",
        ),
        (
            "smtplib.SMTPDataError: (250, b'2.1.5 Ok')",
            "unspecified-permanent",
        ),
        (
            "Error: Invalid greeting. response=250 OK: 250 OK\n  code: 'EPROTOCOL',\n  response: '250 OK',\n  responseCode: 250,\n  command: 'CONN'",
            "unspecified-permanent",
        ),
    ] {
        let found = bouncedex::explain(text);
        let [only] = found.as_slice() else {
            panic!("{text}\n{found:#?}")
        };
        assert_eq!(only.diagnosis.entry.reason.id, reason, "{text}");
        assert_eq!(only.diagnosis.outcome(), Outcome::Permanent, "{text}");
        assert_ne!(only.action(), Action::Suppress, "{text}");
    }
}

#[test]
fn evidence_of_a_second_look_holds_what_stands_between() {
    let found = diagnose(
        &Diagnoser::new(CATALOGUE),
        "550 sorry, mailbox for é@example.org is full.",
    );
    let evidence = found
        .evidence
        .iter()
        .map(|range| &found.reply.text[range.clone()]);
    assert_eq!(
        evidence.collect::<Vec<_>>(),
        ["mailbox for é@example.org is full"]
    );
}

/// Words that would give an address up, if they were about the recipient.
#[test]
fn what_is_anothers_gives_no_address_up() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        // Of the sender, a client, or who logs in.
        "550 sender's account has been terminated",
        "550 the sending user does not exist",
        "550 originator address does not exist",
        "550 the return mailbox does not exist",
        "550 relay user unknown",
        "550 SMTP user unknown, please log in",
        "550 client address does not exist in DNS",
        "550 5.7.1 Your message to the user was rejected because your host is unknown",
        "550 5.1.1 The address you are sending from does not exist",
        "550 Sender refused - no such user",
        "517 Sender rejected: non-existent domain",
        "550 5.5.2 Helo command rejected: no such domain",
        "550 Too many unrouteable addresses, go away",
        "550 Your IP address 192.0.2.7 was refused: no such domain",
        "504 5.7.4 Unrecognized authentication type: user unknown",
        "530 5.5.1 Account disabled. Log in with your web browser first",
        "550 5.7.1 Bounce verification failed: recipient address signature invalid (BATV)",
        "550 Service refused: no such host [192.0.2.7]",
        "550 Gönderen adresi bulunamadı",
        "550 Votre compte est désactivé",
        // Quoted.
        "550 5.7.1 Message rejected: the subject \"user unknown\" is used by backscatter",
        // Of a thing.
        "550 Rejected: no such user-agent is allowed",
        "550 5.6.0 The Reply-To address in the header is invalid: no such user",
        "550 5.7.1 PTR does not exist",
        "550 Message-ID does not exist",
        "550 PGP key for recipient not found",
        "550 license for user has expired",
        // Not at all, but for somebody.
        "550 recipient no longer accepts mail from free providers",
        "550 recipient is not listed in your sending profile",
        "550 recipient has been blocked by your administrator",
        "550 address has been blocked by sender's policy",
        "550 address is not valid for this session",
        "550 this user is disabled for sending",
        "550 5.7.1 no such user agent allowed",
        "550 host not found for your IP",
    ] {
        let diagnosis = diagnose(&diagnoser, text);
        assert_ne!(diagnosis.action(), Action::Suppress, "{text}");
    }
    for text in [
        "550 5.1.1 SMTP: user unknown",
        "550 check your recipient address: user unknown",
        "550 server says: no such user",
        "550 Unknown user for domain example.org",
        "550 Recipient mailbox no longer exists on this server",
        "550 jo@example.org user unknown from local database",
        "550 mailbox of the user was deleted by the administrator",
        "550 5.1.1 The email account that you tried to reach does not exist",
    ] {
        let diagnosis = diagnose(&diagnoser, text);
        assert_eq!(diagnosis.action(), Action::Suppress, "{text}");
    }
}

/// A word that is written otherwise for the second look stands as it was, at the end of a text too.
#[test]
fn evidence_of_a_second_look_lies_within_the_text() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, evidence) in [
        ("550 the recipient isn't known", "recipient isn't known"),
        ("550 5.2.1 the user is unavailable", ""),
        ("Service Temporarily Unavailable", "Temporarily Unavailable"),
        ("552 jo's inbox can't be unavailable", ""),
    ] {
        let diagnosis = diagnose(&diagnoser, text);
        let spoken = diagnosis
            .evidence
            .iter()
            .map(|span| &diagnosis.reply.text[span.clone()]);
        let spoken: Vec<_> = spoken.collect();
        assert!(
            evidence.is_empty() || spoken.iter().any(|spoken| spoken.contains(evidence)),
            "{text}: {spoken:?}"
        );
    }
}

/// That retries are used up is said beside what kept the message from arriving, which is the cause.
#[test]
fn a_cause_beats_that_retries_are_used_up() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, reason) in [
        ("mailbox is full: retry timeout exceeded", "mailbox-full"),
        (
            "TLS connect failed: unable to verify certificate. I'm not going to try again; this message has been in the queue too long.",
            "tls",
        ),
        ("Message expired: greylisted", "greylisted"),
        ("retry timeout exceeded", "expired"),
        (
            "I'm not going to try again; this message has been in the queue too long.",
            "expired",
        ),
    ] {
        let found = diagnoser.diagnose(Reply::parse(text), Context::default());
        assert_eq!(
            found.map(|found| found.entry.reason.id),
            Some(reason),
            "{text}"
        );
    }
}

/// What a filter says by default names no provider, and a command that does not exist is no mailbox.
#[test]
fn stock_words_of_programs_are_nobodys() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let found = |text| diagnoser.diagnose(Reply::parse(text), Context::default());
    let spam = found("554 5.7.1 Spam message rejected").expect("an entry");
    assert_eq!(spam.provider.map(|provider| provider.id), None);
    assert_eq!(spam.entry.reason.id, "spam-content");
    let pipe = found(
        "Child process of address_pipe transport returned 127 (could mean unable to exec or command does not exist)",
    );
    let pipe = pipe.expect("an entry");
    assert_eq!(pipe.entry.reason.id, "system-error");
    assert_ne!(pipe.action(), Action::Suppress);
}

/// Numbers alone are a guess, words are likely, words and a code that agree are certain; `x.7.1` agrees with everything.
#[test]
fn a_diagnosis_is_as_sure_as_what_it_rests_on() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, confidence, action) in [
        (
            "550 5.1.1 gone fishing",
            Confidence::Guess,
            Action::ContactRecipient,
        ),
        ("550 5.2.1", Confidence::Guess, Action::ContactRecipient),
        (
            "550 message rejected",
            Confidence::Guess,
            Action::ContactRecipient,
        ),
        ("550 no such user", Confidence::Likely, Action::Suppress),
        (
            "550 5.7.1 no such user",
            Confidence::Likely,
            Action::Suppress,
        ),
        (
            "550 5.7.1 looks like spam",
            Confidence::Likely,
            Action::FixContent,
        ),
        (
            "550 5.1.1 no such user",
            Confidence::Certain,
            Action::Suppress,
        ),
        (
            "421 4.7.0 [TSS04] later",
            Confidence::Certain,
            Action::SlowDown,
        ),
    ] {
        let found = diagnose(&diagnoser, text);
        assert_eq!(
            (found.confidence, found.action()),
            (confidence, action),
            "{text}: {}",
            found.entry.id
        );
    }
}

/// No example of any entry is answered with "suppress the address" on a guess, and what is understood is said.
#[test]
fn nobody_is_suppressed_on_a_guess() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let mut guesses = 0;
    for example in CATALOGUE.entries().flat_map(|entry| entry.examples.iter()) {
        let reply = Reply::parse(example);
        let Some(found) = diagnoser.diagnose(reply, Context::default()) else {
            continue;
        };
        let is_guess = found.confidence == Confidence::Guess;
        assert!(!is_guess || found.action() != Action::Suppress, "{example}");
        let is_failure = found.outcome() != Outcome::Accepted;
        assert_eq!(
            found.caution().is_some(),
            is_guess && is_failure,
            "{example}"
        );
        guesses += usize::from(is_guess);
    }
    assert!(guesses > 20, "{guesses} guesses");
}

/// Words that tell another cause beside "user unknown" give nobody up, whichever comes first: 5.1.1 does not outvote them.
#[test]
fn an_address_is_not_given_up_where_words_tell_another_cause() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let gives_up = |reason: &&Reason| reason.action == Action::Suppress;
    let unknown = CATALOGUE.reasons.iter().find(gives_up).expect("a reason");
    assert_eq!(unknown.id, "user-unknown");
    let others = CATALOGUE
        .reasons
        .iter()
        .filter(|other| other.action != Action::Suppress && !unknown.beside.contains(&other.id));
    let words = others.flat_map(|other| {
        let all = [other.decisive, other.phrases, other.vague];
        all.into_iter().flatten()
    });
    let mut tried = 0;
    for words in words {
        for text in [
            format!("550 5.1.1 user unknown: {words} (jo)"),
            format!("550 5.1.1 {words}; no such user"),
        ] {
            let action = diagnose(&diagnoser, &text).action();
            assert_ne!(action, Action::Suppress, "{text}");
            tried += 1;
        }
    }
    assert!(tried > 2_000, "{tried} texts");
    for text in [
        "550 5.1.1 <jo@example.org> too many unknown users from your IP",
        "550 Your IP is blacklisted, user unknown rate too high",
        "550 5.1.1 User unknown (LDAP lookup failed)",
        "550 5.1.1 Unknown user: server under maintenance",
        "550 5.1.1 User not found; you must authenticate first",
        "550 MAIL FROM: user unknown",
        "550 The account has been disabled temporarily, try later",
        "535 5.7.8 user unknown",
    ] {
        let action = diagnose(&diagnoser, text).action();
        assert_ne!(action, Action::Suppress, "{text}");
    }
}

/// A hedge is no statement, in any language: another cause behind "or", a condition, or the end of a closure.
#[test]
fn what_is_only_one_possibility_gives_no_address_up() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        "550 5.7.1 User unknown or policy prevents delivery",
        "550 5.1.1 recipient does not exist or rejects your message",
        "550 5.1.1 User not found or not authorised",
        "550 Blocked or invalid recipient",
        "550 5.1.1 Message refused or recipient unknown",
        "550 5.1.1 Either the user does not exist or the message was blocked",
        "550 5.1.1 If the user does not exist, contact support",
        "550 5.1.1 The user may not exist",
        "550 5.1.1 No such user unless you use the new server",
        "550 5.1.1 User unknown, possibly because our directory is down",
        "550 5.1.1 User unknown until the migration has finished",
        "550 5.2.1 jo@example.com: mailbox suspended for non-payment, will be reactivated",
        "550 5.2.1 The account is suspended until 2025-01-01",
        "550 5.2.1 account suspended, pending verification",
        "550 5.2.1 Mailbox disabled, it will be available again on Monday",
        "550 5.1.1 User unknown, please retry",
        "550 5.1.1 Adresse unbekannt oder durch Richtlinie gesperrt",
        "550 5.2.1 Postfach gesperrt bis die Rechnung bezahlt ist",
        "550 5.1.1 utilisateur inconnu ou message refusé",
        "550 5.2.1 Compte suspendu jusqu’au 1er mars",
        "550 5.1.1 usuario desconocido o mensaje no permitido",
        "550 5.1.1 usuário desconhecido ou mensagem recusada",
        "550 5.1.1 utente sconosciuto o posta non accettata dal server",
        "550 nieznany użytkownik lub odrzucone przez politykę",
        "550 5.1.1 пользователь не найден или доступ запрещён",
        "550 收件人不存在，或暂时不可用，导致邮件被系统退回。",
        "550 宛先不明、または受信拒否",
        "550 Callback verification failed: <jo@example.org> user unknown",
        "550 sender callout: user unknown",
    ] {
        let found = diagnose(&diagnoser, text);
        assert_ne!(
            found.action(),
            Action::Suppress,
            "{text}: {}",
            found.entry.id
        );
    }
}

/// What is beside the cause names none: a line of a program's source, a check that passed.
#[test]
fn what_is_beside_the_cause_names_none() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, reason) in [
        ("550 [/srv/mail/dkim.go:95] virus found", "virus"),
        ("550 (com.example.SpfCheck.java:123) virus found", "virus"),
        (
            "550 5.7.1 spf=pass dkim=pass dmarc=fail (p=REJECT)",
            "dmarc",
        ),
        ("550 dmarc=pass (p=REJECT); virus found", "virus"),
    ] {
        let found = diagnose(&diagnoser, text);
        assert_eq!(found.entry.reason.id, reason, "{text}: {}", found.entry.id);
    }
}

/// A name that was not found is gone; one whose lookup failed for now may be there, whatever else the reply says.
#[test]
fn a_lookup_that_failed_for_now_gives_no_address_up() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let dns = CATALOGUE.reasons.iter().find(|reason| reason.id == "dns");
    let failures = dns.expect("a reason").decisive;
    let mut tried = 0;
    for words in [
        "Unrouteable address",
        "Host not found",
        "5.1.2 No such domain",
    ] {
        for failure in failures {
            for text in [
                format!("550 {words} ({failure})"),
                format!("550 {failure}: {words}"),
            ] {
                let action = diagnose(&diagnoser, &text).action();
                assert_ne!(action, Action::Suppress, "{text}");
                tried += 1;
            }
        }
        let gone = format!("550 {words} (NXDOMAIN)");
        assert_eq!(diagnose(&diagnoser, &gone).action(), Action::Suppress);
    }
    assert!(tried > 200, "{tried} texts");
    let found = diagnose(&diagnoser, "550 Unrouteable address (DNS timeout)");
    assert_eq!(found.entry.reason.id, "dns");
}

/// "Does not accept mail" and "does not exist" are said of much that is no recipient: what goes on with them decides.
#[test]
fn what_only_some_mail_is_refused_for_gives_no_address_up() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, category) in [
        (
            "550 This domain does not accept mail larger than 10 MB",
            "message",
        ),
        (
            "550 5.7.1 This server does not accept mail over unencrypted connections",
            "policy",
        ),
        (
            "550 This domain doesn't accept mail without a valid signature",
            "policy",
        ),
        (
            "550 5.7.1 We do not accept mail from dynamic IPs (dul.example)",
            "policy",
        ),
        (
            "550 5.2.0 Mailbox store offline; database does not exist",
            "soft-bounce",
        ),
        (
            "451 4.3.0 mail server temporarily rejected message, user database not found",
            "soft-bounce",
        ),
        (
            "451 4.5.0 Error in processing, virus_scan FAILED: ALL VIRUS SCANNERS FAILED",
            "soft-bounce",
        ),
        (
            "554 Outgoing mail from this account has been suspended",
            "policy",
        ),
        (
            "550 5.3.2 System not accepting network messages",
            "hard-bounce",
        ),
        (
            "550 You have reached your hourly mail limit of 200",
            "rate-limit",
        ),
    ] {
        let found = diagnose(&diagnoser, text);
        assert_eq!(
            found.entry.category().id,
            category,
            "{text}: {}",
            found.entry.id
        );
        assert_ne!(found.action(), Action::Suppress, "{text}");
    }
    for text in [
        "550 5.1.1 jo@example.org does not exist",
        "521 5.3.2 mx.example.org does not accept mail",
    ] {
        assert_eq!(
            diagnose(&diagnoser, text).action(),
            Action::Suppress,
            "{text}"
        );
    }
}

/// A provider's own words that only say that a recipient was refused give nobody up where the cause stands beside them.
#[test]
fn a_cause_beside_a_providers_own_words_decides() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let said = "550 Message was not accepted -- invalid mailbox.  Local mailbox jo@mail.ru is unavailable: ";
    for (cause, action) in [
        ("user not found", Action::Suppress),
        ("user is over quota", Action::Retry),
    ] {
        let found = diagnose(&diagnoser, &format!("{said}{cause}"));
        assert_eq!(found.action(), action, "{cause}: {}", found.entry.id);
    }
}

/// Words that only say that a server refuses, and a provider's own, leave no doubt.
#[test]
fn an_address_is_given_up_where_nothing_else_is_said() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        "550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
        "550 Requested action not taken: mailbox unavailable; user does not exist",
        "554 5.7.1 Message refused by policy: no such user here",
        "550 5.1.2 Host unknown (Name server: mx.example.invalid: host not found)",
        "550 5.4.4 DNS query for MX failed: domain does not exist",
        "554 delivery error: dd This user doesn't have a yahoo.com account (jo@yahoo.com) [0]",
        // Typographic marks, as editors put them into what a server said.
        "554 delivery error: dd This user doesn’t have a yahoo.com account (jo@yahoo.com) [0]",
        "550 5.1.1 L’utilisateur n’existe pas",
        "550 5.1.1 « utilisateur inconnu »",
        // Alternatives that all give the address up, and what is no alternative.
        "550 5.1.1 user does not exist or is disabled",
        "550 5.1.1 User unknown or no longer active",
        "550 5.1.1 No such user or mailbox here",
        "550 5.1.2 Domain or user does not exist",
        "550 5.1.1 The recipient's address is invalid or does not exist",
        "550 5.1.1 Empfänger unbekannt oder ungültig",
        "550 5.1.1 No such user. Check the spelling or call us.",
        "550 5.1.1 User unknown, please check the address or ask the recipient",
    ] {
        let found = diagnose(&diagnoser, text);
        assert_eq!(
            found.action(),
            Action::Suppress,
            "{text}: {}",
            found.entry.id
        );
    }
}

#[test]
fn evidence_points_at_the_words_that_spoke() {
    let diagnosis = diagnose(
        &Diagnoser::new(CATALOGUE),
        "550-5.1.1 no such 550-5.1.1 user 550 5.1.1 here",
    );
    let evidence: Vec<_> = diagnosis
        .evidence
        .iter()
        .map(|range| &diagnosis.reply.text[range.clone()])
        .collect();
    assert_eq!(evidence, ["no such user here"]);
}

/// `K` (Kelvin) is shorter in lower case, `Ⱥ` longer: together they keep the length, but not the places between them.
#[test]
fn letters_that_are_longer_in_lower_case_move_no_evidence() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        "550 \u{212a} é user unknown é \u{23a}\u{23a}",
        "550 \u{23a}\u{23a}é user unknown é \u{212a}",
        "550 İ User Unknown",
    ] {
        let diagnosis = diagnose(&diagnoser, text);
        let evidence = diagnosis.evidence.iter();
        let evidence: Vec<_> = evidence
            .map(|range| diagnosis.reply.text.get(range.clone()))
            .map(|words| words.map(str::to_lowercase))
            .collect();
        assert_eq!(evidence, [Some("user unknown".to_owned())], "{text}");
    }
}

#[test]
fn the_host_tells_who_says_it() {
    let context = Context {
        host: Some("gmail-smtp-in.l.google.com"),
        ..Context::default()
    };
    let diagnosis = Diagnoser::new(CATALOGUE)
        .diagnose(Reply::parse("550 5.1.1 unknown"), context)
        .expect("a diagnosis");
    assert_eq!(
        diagnosis.provider.map(|provider| provider.id),
        Some("gmail")
    );
}

#[test]
fn hostile_replies_neither_panic_nor_hang() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        "",
        "\0",
        "550",
        "550-",
        "5.1.",
        "İ550 5.1.1 İser unknown",
        "\u{202e}550 no",
        &"550 5.1.1 ".repeat(10_000),
        &"é".repeat(10_000),
    ] {
        let _ = diagnoser.diagnose(Reply::parse(text), Context::default());
    }
}

/// Two addresses bounced, one by words and one by a number: only the first is for a suppression list, whoever asks.
#[test]
fn lists_of_addresses_to_suppress_leave_guesses_out() {
    let line = |queue: &str, to: &str, said: &str| {
        format!(
            "Nov 23 10:00:00 mail postfix/smtp[71]: {queue}: to=<{to}>, relay=mx.example.net[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.7] said: 550 5.1.1 {said} (in reply to RCPT TO command))\n"
        )
    };
    let log = line("4A1B2C3D4E", "al@example.net", "user unknown")
        + &line("4A1B2C3D4F", "jo@example.net", "not on Sundays");
    let here = folder(&[("mail.log", log.as_bytes())]);
    for command in ["explain", "triage"] {
        let all = [
            "--no-config",
            command,
            "mail.log",
            "--recipients",
            "--action",
            "suppress",
        ];
        let out = run(here.path(), &all, "").out;
        assert!(out.starts_with("al@example.net"), "{command}: {out}");
        assert_eq!(out.lines().count(), 1, "{command}: {out}");
    }
    let out = run(
        here.path(),
        &["--no-config", "triage", "mail.log", "--json"],
        "",
    )
    .out;
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["recipients"]["suppress"], 1);
    assert_eq!(report["action"]["suppress"], 1);
    assert_eq!(report["action"]["contact-recipient"], 1);
    for format in ["text", "markdown", "json", "csv"] {
        let all = ["--no-config", "explain", "mail.log", "--format", format];
        let out = run(here.path(), &all, "").out;
        let (_, guessed) = out.split_once("jo@example.net").expect("both");
        // Nor by reference to what was said of the other.
        for said in [
            "Do not retry. Suppress",
            "suppress,",
            "\"suppress\"",
            "as above",
        ] {
            assert!(!guessed.contains(said), "{format}: {out}");
        }
    }
}

/// A mark that a phrase holds, and a cause that words tell but nothing explains.
#[test]
fn a_catalogue_check_finds_marks_that_many_say_and_causes_without_an_entry() {
    let file = r#"
[[reason]]
id = "sulking"
category = "policy"
action = "contact-recipient"
title = "The server sulks"
match = ["sulking today"]

[[provider]]
id = "gnome"
name = "Gnome"
kind = "mailbox"
marks = ["user unknown"]
sources = ["RFC 5321"]
"#;
    let here = folder(&[("own.toml", file.as_bytes())]);
    let ended = run(
        here.path(),
        &["--no-config", "catalogue", "check", "own.toml"],
        "",
    );
    for problem in [
        "own.toml:3:6: the reason `sulking` has phrases, but no entry of the standard explains it when it is temporary",
        "own.toml:3:6: the reason `sulking` has phrases, but no entry of the standard explains it when it is permanent",
        "own.toml:10:6: the mark `user unknown` of `gnome` is also in a phrase of the reason `user-unknown`",
    ] {
        assert!(ended.err.contains(problem), "{problem}\n{}", ended.err);
    }
}

/// A relay that DNS does not know says nothing of the recipients.
#[test]
fn a_name_that_is_not_the_recipients_domain_gives_no_address_up() {
    let action = |domain: &str, said: &str| {
        let line = format!(
            "Mar 14 09:26:53 mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@{domain}>, relay=none, delay=1, dsn=5.4.4, \
             status=bounced ({said})"
        );
        let bounce = bouncedex::bounces(line.as_bytes()).next();
        let bounce = bounce.expect("a bounce").expect("memory can be read");
        let diagnosis = Diagnoser::new(CATALOGUE).bounce(&bounce);
        diagnosis.expect("a diagnosis").action()
    };
    let said = "Host or domain name not found. Name service error for name=example.org type=A: Host not found";
    assert_eq!(action("example.org", said), Action::Suppress);
    assert_eq!(action("EXAMPLE.ORG", said), Action::Suppress);
    assert_ne!(action("example.net", said), Action::Suppress);
    for said in [
        "Host unknown (Name server: smtp.example.com: host not found)",
        "unable to look up host smtp.example.com: Name or service not known",
    ] {
        assert_ne!(action("example.net", said), Action::Suppress, "{said}");
    }
}

/// Whoever refuses for now may find the address later.
#[test]
fn a_temporary_reply_gives_no_address_up() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        "450 5.1.1 No such user here",
        "450 4.1.1 <jo@example.org>: Recipient address rejected: User unknown in local recipient table",
        "450 4.1.2 <jo@example.org>: Recipient address rejected: Domain not found",
    ] {
        assert_ne!(
            diagnose(&diagnoser, text).action(),
            Action::Suppress,
            "{text}"
        );
    }
    let gone = "550 5.1.1 No such user here";
    assert_eq!(diagnose(&diagnoser, gone).action(), Action::Suppress);
}

/// A reply in a Postfix log, a pasted notice, a report, a webhook and a library's error.
fn containers(reply: &str, code: u16, enhanced: &str) -> [String; 5] {
    let (code, words) = (code.to_string(), reply.replace('"', "'"));
    let status = if code.starts_with('4') {
        "deferred"
    } else {
        "bounced"
    };
    let action = if code.starts_with('4') {
        "delayed"
    } else {
        "failed"
    };
    let rest = words[code.len() + 1..].to_owned();
    [
        format!(
            "Nov 28 10:00:00 mx1 postfix/smtp[12]: A00001: to=<ann@example.org>, relay=mx.example.net[192.0.2.9]:25, \
             delay=1, delays=0/0/0/1, dsn={enhanced}, status={status} (host mx.example.net[192.0.2.9] said: {words} \
             (in reply to RCPT TO command))\n"
        ),
        format!(
            "<ann@example.org>: host mx.example.net[192.0.2.9] said: {words} (in reply to RCPT TO command)\n"
        ),
        format!(
            "Reporting-MTA: dns; mx1.example.com\n\nFinal-Recipient: rfc822; ann@example.org\nAction: {action}\n\
             Status: {enhanced}\nRemote-MTA: dns; mx.example.net\nDiagnostic-Code: smtp; {words}\n"
        ),
        format!(
            "{{\"notificationType\":\"Bounce\",\"bounce\":{{\"bounceType\":\"Permanent\",\"bouncedRecipients\":\
             [{{\"emailAddress\":\"ann@example.org\",\"status\":\"{enhanced}\",\"diagnosticCode\":\"smtp; {words}\"}}],\
             \"timestamp\":\"2026-11-28T10:00:00Z\"}},\"mail\":{{\"source\":\"me@example.com\"}}}}\n"
        ),
        format!("smtplib.SMTPRecipientsRefused: {{'ann@example.org': ({code}, b\"{rest}\")}}\n"),
    ]
}

/// Whatever a reply comes in, it gets the answer that it gets alone, for the recipient that the input names.
#[test]
fn a_reply_means_the_same_in_whatever_it_comes() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let examples = CATALOGUE.entries().flat_map(|entry| entry.examples.iter());
    let mut tried = 0;
    for example in examples {
        let reply = Reply::parse(example);
        let (Some(code @ 400..), Some(enhanced)) = (reply.code, reply.enhanced) else {
            continue;
        };
        // A name that is not the recipient's domain says nothing of the recipient.
        if example.contains(['\\', '\'', '\n']) || example.contains("(Name server: ") {
            continue;
        }
        let Some(alone) = diagnoser.diagnose(reply.clone(), Context::default()) else {
            continue;
        };
        if !example.starts_with(&format!("{code} {enhanced} ")) {
            continue;
        }
        for text in containers(example, code, &enhanced.to_string()) {
            let found = bouncedex::explain(&text);
            let [one] = &*found else {
                panic!("{} answers: {text}", found.len());
            };
            assert_eq!(
                one.bounce.recipient.as_deref(),
                Some("ann@example.org"),
                "{text}"
            );
            let got = &one.diagnosis;
            let answer = |found: &Diagnosis| (found.entry.id, found.confidence, found.action());
            assert_eq!(answer(got), answer(&alone), "{text}");
            tried += 1;
        }
    }
    assert!(tried > 2_000, "{tried} texts");
}

/// What a library or a mailer says of itself, rather than of a reply, blames no recipient.
#[test]
fn errors_of_ones_own_program_tell_their_cause() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    for (text, reason) in [
        ("Error: No recipients defined", "protocol"),
        (
            "smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.",
            "smtp-auth",
        ),
        (
            "smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server.",
            "tls",
        ),
        ("Error: Missing credentials for \"PLAIN\"", "smtp-auth"),
        ("client TLS configuration problem", "tls"),
        ("Error: Greeting never received", "network"),
        ("Error: queryA ETIMEOUT smtp.example.org", "dns"),
        ("Error: Unexpected socket close", "network"),
        ("Error: unable to verify the first certificate", "tls"),
        (
            "You must provide at least one recipient email address.",
            "protocol",
        ),
        ("Message body empty", "message-format"),
        (
            "Expected response code \"250\" but got an empty response",
            "network",
        ),
        (
            "Expected response code 250 but got code \"\", with message \"\"",
            "network",
        ),
        ("552 sending quota exceeded", "throttled"),
        ("452 4.3.1 Daily quota exceeded", "throttled"),
        (
            "471 4.7.1 The limits for your account are exceeded.",
            "throttled",
        ),
        (
            "An email must have a \"From\" or a \"Sender\" header.",
            "message-format",
        ),
        (
            "jakarta.mail.AuthenticationFailedException: failed to connect, no password specified?",
            "smtp-auth",
        ),
        ("javax.mail.MessagingException: [EOF]", "network"),
        (
            "smtplib.SMTPServerDisconnected: please run connect() first",
            "network",
        ),
        (
            "System.Net.Mail.SmtpException: Server does not support secure connections.",
            "tls",
        ),
        (
            "MailKit.ServiceNotAuthenticatedException: The SmtpClient is not authenticated.",
            "smtp-auth",
        ),
        (
            "MailKit.Net.Smtp.SmtpProtocolException: The SMTP server has unexpectedly disconnected.",
            "network",
        ),
        (
            "System.InvalidOperationException: No recipients have been specified.",
            "protocol",
        ),
        ("smtp: server doesn't support AUTH", "smtp-auth"),
        (
            "gomail: unknown authentication mechanisms: \"XOAUTH2\"",
            "smtp-auth",
        ),
        (
            "x509: certificate is valid for *.example.com, not mail.example.org",
            "tls",
        ),
        ("Net::OpenTimeout: execution expired", "network"),
        (
            "msmtp: account default not found: no configuration file available",
            "protocol",
        ),
        (
            "msmtp: the server does not support authentication",
            "smtp-auth",
        ),
        (
            "msmtp: the server does not support TLS via the STARTTLS command",
            "tls",
        ),
        ("ssmtp: STARTTLS not working", "tls"),
        ("curl: (67) Login denied", "smtp-auth"),
        ("*** Host did not advertise authentication", "smtp-auth"),
    ] {
        let found = diagnose(&diagnoser, text);
        assert_eq!(found.entry.reason.id, reason, "{text}: {}", found.entry.id);
        assert_ne!(found.action(), Action::Suppress, "{text}");
        assert_ne!(found.confidence, Confidence::Guess, "{text}");
    }
}

/// `Status: 5.0.0` is what servers report of whatever they were told: it says nothing more than the reply's code.
#[test]
fn a_status_that_says_nothing_changes_no_answer() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let examples = CATALOGUE.entries().flat_map(|entry| entry.examples.iter());
    let mut tried = 0;
    for example in examples {
        let reply = Reply::parse(example);
        let (Some(code @ 400..), None) = (reply.code, reply.enhanced) else {
            continue;
        };
        let answer = |enhanced| {
            let reply = Reply {
                enhanced,
                ..reply.clone()
            };
            let found = diagnoser.diagnose(reply, Context::default());
            found.map(|found| (found.entry.id, found.confidence, found.action()))
        };
        let undefined = EnhancedCode {
            class: (code / 100) as u8,
            subject: 0,
            detail: 0,
        };
        assert_eq!(answer(Some(undefined)), answer(None), "{example}");
        tried += 1;
    }
    assert!(tried > 200, "{tried} replies");
}

/// NetEase and others: the server is for its own users.
#[test]
fn a_server_for_its_own_users_refuses_the_sender() {
    for text in [
        "553 Local user only,163 smtp5,HdxpCgA3f+63sTNhtiNZDA--.2001S2 1630777785",
        "Error: Mail command failed: 553 Local user only,163 smtp5",
        "550 5.8.1 Local user only",
    ] {
        let found = bouncedex::explain(text);
        let [told] = &found[..] else { panic!("{text}") };
        assert_eq!(told.diagnosis.entry.reason.id, "sender-rejected", "{text}");
        assert_ne!(told.diagnosis.confidence, Confidence::Guess, "{text}");
    }
}
