//! From what a server says to the entry that explains it.

use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::{Context, Diagnoser, Diagnosis};
use bouncedex::reply::Reply;

fn diagnose(diagnoser: &mut Diagnoser, text: &str) -> Diagnosis {
    diagnoser
        .diagnose(Reply::parse(text), Context::default())
        .unwrap_or_else(|| panic!("nothing for {text}"))
}

/// Texts that no example holds: first the entry's reason, then the provider, or nobody.
const REPLIES: &[(&str, &str, Option<&str>)] = &[
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
    let mut diagnoser = Diagnoser::new(CATALOGUE);
    for (text, reason, provider) in REPLIES {
        let diagnosis = diagnose(&mut diagnoser, text);
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
        diagnose(&mut diagnoser, "550 5.1.1 User unknown")
            .provider
            .map(|provider| provider.id),
        None
    );
}

#[test]
fn evidence_points_at_the_words_that_spoke() {
    let diagnosis = diagnose(
        &mut Diagnoser::new(CATALOGUE),
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
    let mut diagnoser = Diagnoser::new(CATALOGUE);
    for text in [
        "550 \u{212a} é user unknown é \u{23a}\u{23a}",
        "550 \u{23a}\u{23a}é user unknown é \u{212a}",
        "550 İ User Unknown",
    ] {
        let diagnosis = diagnose(&mut diagnoser, text);
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
    let mut diagnoser = Diagnoser::new(CATALOGUE);
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
