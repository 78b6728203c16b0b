//! From what a server says to the entry that explains it.

use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::{Context, Diagnoser, Diagnosis, Origin, Reading};
use bouncedex::reply::Reply;
use bouncedex::wording::{Beside, Wordings};

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

/// A reply in which every letter and digit of what may vary is another one.
fn varied(text: &str, seed: &mut u64) -> String {
    let mut next = |most: u8| {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) as u8 % most
    };
    let parts = text.split_inclusive([' ', '<', '>', '[', ']', '(', ')', ',', ':', '/']);
    let varied = parts.enumerate().map(|(place, part)| {
        // Another code is another wording.
        if place < 2 || next(3) == 0 || !part.contains(|c: char| c.is_ascii_digit() || c == '@') {
            return part.to_owned();
        }
        let other = part.chars().map(|c| match c {
            '0'..='9' => char::from(b'0' + next(10)),
            'a'..='z' if next(4) == 0 => char::from(b'a' + next(26)),
            c => c,
        });
        other.collect()
    });
    varied.collect()
}

#[test]
fn a_wording_has_the_diagnosis_of_each_reply_that_says_it() {
    let mut alone = Diagnoser::new(CATALOGUE);
    let mut wordings = Wordings::new(Diagnoser::new(CATALOGUE));
    let (mut seed, mut replies) = (7, 0);
    for round in 0..30 {
        for example in CATALOGUE.entries().flat_map(|entry| entry.examples.iter()) {
            let said = if round == 0 {
                example.to_owned()
            } else {
                varied(example, &mut seed)
            };
            let reply = Reply::parse(&said);
            let reading = alone.read(&reply, Origin::default());
            let found = wordings.find(&said, Beside::default(), Origin::default());
            let wording = &wordings.all()[found];
            let told = |reading: &Reading| (reading.entry, reading.provider, reading.confidence);
            assert_eq!(
                (
                    wording.code,
                    wording.enhanced,
                    wording.reading.as_ref().map(told)
                ),
                (reply.code, reply.enhanced, reading.as_ref().map(told)),
                "{said}\n{}",
                wording.masked()
            );
            replies += 1;
        }
    }
    assert!(
        wordings.all().len() * 3 < replies,
        "{} wordings",
        wordings.all().len()
    );
}

/// SparkPost numbers its classes of bounces: a number alone tells one, but only in SparkPost's replies.
#[test]
fn a_wording_that_tells_nothing_is_still_that_of_its_house() {
    let mut wordings = Wordings::new(Diagnoser::new(CATALOGUE));
    let mut alone = Diagnoser::new(CATALOGUE);
    for said in [
        "sparkpostmail.com: hello 8.0.4",
        "sparkpostmail.com: hello 1.3.7",
    ] {
        let found = wordings.find(said, Beside::default(), Origin::default());
        let entry = |reading: &Reading| reading.entry;
        let reading = alone.read(&Reply::parse(said), Origin::default());
        assert_eq!(
            wordings.all()[found].reading.as_ref().map(entry),
            reading.as_ref().map(entry),
            "{said}"
        );
    }
}
