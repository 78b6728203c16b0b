//! A record by itself: what the classifier answers is what `explain` finds.

use bouncedex::bounce::{Bounce, read};
use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::{Diagnoser, Explained, Location};
use bouncedex::{Answer, Classifier, Record};
use serde_json::{Value, json};

/// What `explain --json` prints first for a text alone: read as any input, by the reader that all commands share.
fn explained(diagnoser: &Diagnoser, text: &[u8]) -> Option<Value> {
    let mut found: Vec<Bounce<'static>> = Vec::new();
    read::bounces(text, |(_, bounce)| found.push(bounce.into_owned())).expect("memory is read");
    found
        .iter()
        .filter(|bounce| !bounce.is_routine())
        .find_map(|bounce| {
            Some(json!(Explained {
                input: Location {
                    file: None,
                    line: 1
                },
                bounce,
                diagnosis: &diagnoser.bounce(bounce)?,
            }))
        })
}

fn fields(answer: &Answer) -> Value {
    json!({
        "reply": answer.reply.map(|code| code.to_string()),
        "enhanced": answer.enhanced,
        "provider": answer.provider,
        "entry": answer.entry,
        "title": answer.title,
        "reason": answer.reason,
        "category": answer.category,
        "action": answer.action,
        "outcome": answer.outcome,
        "confidence": answer.confidence,
        "event": answer.event,
    })
}

/// Texts that stand in one cell of a table: every example of the catalogue in each of the forms in which programs pass
/// replies on, without codes, over several lines, in logs and JSON, cut off, and with hostile bytes.
pub(crate) fn records() -> Vec<Vec<u8>> {
    let mut records: Vec<Vec<u8>> = [
        "",
        " ",
        "\n",
        "\u{feff}",
        "550",
        "5.1.1",
        "hello, world",
        "OK",
        "\\N",
        "[]",
        "{",
        "{}",
        "\0\x01\x02",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    for (number, example) in CATALOGUE
        .entries()
        .flat_map(|entry| entry.examples.iter())
        .enumerate()
    {
        let codeless = example
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | '-'));
        let code = example.get(..3).unwrap_or_default();
        let (before, behind) = example.split_at(example.floor_char_boundary(example.len() / 2));
        let forms = [
            example.to_owned(),
            example.replace('\n', " "),
            codeless.to_owned(),
            format!("smtp; {example}"),
            format!("host mx.example.org[192.0.2.7] said: {example} (in reply to RCPT TO command)"),
            format!("<jo@example.org>: host gmail-smtp-in.l.google.com said: {example}"),
            format!("{code}-{codeless}\n{code} {codeless}"),
            format!("{code}-{before} {code} {behind}"),
            format!("> {example}\r\n\r\n"),
            format!("\"{example}\""),
            format!("('jo@example.org', ({code}, b'{codeless}'))"),
            format!("\u{feff}{example}"),
            format!(
                "Mar 14 09:26:53 mx postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: {})",
                example.replace('\n', " ")
            ),
            json!({"event": "bounce", "email": "jo@example.org", "reason": example}).to_string(),
            before.to_owned(),
            behind.to_owned(),
            format!("{example}\n{example}"),
            format!("{before}\x1b[31m\u{202e}\0{behind}"),
        ];
        // Each form of some examples, some forms of each.
        records.extend(
            forms
                .into_iter()
                .enumerate()
                .filter(|(form, _)| number % 8 == 0 || form % 18 == number % 18 || *form < 3)
                .map(|(_, text)| text.into_bytes()),
        );
    }
    records
}

#[test]
fn a_record_is_answered_as_explain_answers_it_alone() {
    let (classifier, diagnoser) = (Classifier::new(CATALOGUE), Diagnoser::new(CATALOGUE));
    let (mut count, mut known) = (0, 0);
    for record in records() {
        let shown = String::from_utf8_lossy(&record);
        let wanted = explained(&diagnoser, &record);
        let answer = classifier.classify(&record[..]);
        // Once more, from what is remembered.
        assert_eq!(classifier.classify(&record[..]), answer, "{shown:?}");
        assert_eq!(answer.is_some(), wanted.is_some(), "{shown:?}");
        count += 1;
        let (Some(answer), Some(wanted)) = (answer, wanted) else {
            continue;
        };
        known += 1;
        for (name, value) in fields(&answer).as_object().expect("an object") {
            assert_eq!(value, &wanted[name], "{name} of {shown:?}");
        }
        let (bounce, diagnosis) = classifier.explain(&record[..]).expect("the same");
        let input = Location {
            file: None,
            line: 1,
        };
        let again = json!(Explained {
            input,
            bounce: &bounce,
            diagnosis: &diagnosis
        });
        assert_eq!(again, wanted, "{shown:?}");
    }
    assert!(known > count / 2, "{known} of {count}");
}

/// What is known beside a text counts as if the text had said it.
#[test]
fn host_and_recipient_count_where_the_text_names_none() {
    let classifier = Classifier::new(CATALOGUE);
    let said = "550 5.7.1 Message rejected";
    let by = |host, recipient| {
        classifier
            .classify(Record {
                host,
                recipient,
                ..Record::from(said)
            })
            .and_then(|answer| answer.provider)
    };
    assert_eq!(by(None, None), None);
    assert_eq!(by(Some("gmail-smtp-in.l.google.com"), None), Some("gmail"));
    assert_eq!(by(Some("mx.example.org"), Some("jo@example.org")), None);
    let named = "Mar 14 09:26:53 mx postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=2, dsn=5.7.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.7.1 Message rejected)";
    let named = Record {
        host: Some("gmail-smtp-in.l.google.com"),
        ..Record::from(named)
    };
    assert_eq!(
        classifier
            .classify(named)
            .and_then(|answer| answer.provider),
        None
    );
}

/// The reader of a text at hand finds what the reader of an input finds, with lines of logs beyond the number at which
/// those are only scanned, and texts that are read in several pieces.
#[test]
fn a_text_at_hand_is_read_as_an_input_is() {
    let line = |number: usize| {
        format!(
            "Mar 14 09:26:53 mx postfix/smtp[71]: {number:X}4A1B2C3D4E: to=<jo{number}@example.org>, relay=none, delay=2, dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.7]:25: Connection timed out)\n"
        )
    };
    for count in [1, 99, 100, 101, 250, 3000] {
        for tail in [
            "",
            "552 5.2.2 full",
            "552 5.2.2 full\r",
            "From jo@example.org Thu Jan  1 00:00:00 2026",
        ] {
            let text: String = (0..count).map(line).collect::<String>() + tail;
            let (mut input, mut at_hand) = (Vec::new(), Vec::new());
            read::bounces(text.as_bytes(), |(line, bounce)| {
                input.push((line, bounce.into_owned()))
            })
            .expect("memory is read");
            read::text(text.as_bytes(), |(line, bounce)| {
                at_hand.push((line, bounce.into_owned()))
            });
            assert_eq!(at_hand, input, "{count} {tail}");
        }
    }
}
