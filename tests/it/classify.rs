//! Single records: the classifier answers what `explain` finds.

use crate::program::{Ended, PROGRAM, folder, run};
use crate::reading::{found, found_at_hand, judged};
use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::{Context, Diagnoser, Explained, Location};
use bouncedex::reply::Reply;
use bouncedex::{Answer, Classifier, Record};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// What `explain --json` prints first for a text alone: read as any input, by the reader that all commands share.
fn explained(diagnoser: &Diagnoser, text: &[u8]) -> Option<Value> {
    let (found, _) = judged(text, &|bounce| diagnoser.trust(bounce));
    found
        .iter()
        .filter(|(_, bounce)| !bounce.is_routine())
        .find_map(|(_, bounce)| {
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

/// The same to somebody else, about another message: other digits in longer words, and other letters in addresses.
fn varied(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let next = |c: char| match c {
        '9' => '0',
        'z' => 'a',
        'Z' => 'A',
        c if is_word(c) => char::from(c as u8 + 1),
        c => c,
    };
    let parts = text.split_inclusive([' ', '\n', '<', '>', '[', ']', ':', ',']);
    let words = parts.flat_map(|part| {
        let words = part.split_inclusive(|c: char| !is_word(c));
        words.map(|word| (word, part.contains('@')))
    });
    words
        .map(|(word, is_address)| {
            let is_varied = |c: char| is_address || c.is_ascii_digit() && word.len() > 4;
            let letters = word.chars().map(|c| if is_varied(c) { next(c) } else { c });
            letters.collect::<String>()
        })
        .collect()
}

/// What is remembered of a reply is the answer to those that differ from it in nothing that counts, and to no others.
#[test]
fn the_same_reply_to_somebody_else_is_answered_as_it_would_be_alone() {
    let (classifier, diagnoser) = (Classifier::new(CATALOGUE), Diagnoser::new(CATALOGUE));
    let mut answered = 0;
    for record in records() {
        let text = String::from_utf8_lossy(&record).into_owned();
        classifier.classify(&*text);
        let other = varied(&text);
        if other == text {
            continue;
        }
        let wanted = explained(&diagnoser, other.as_bytes());
        let answer = classifier.classify(&*other);
        assert_eq!(answer.is_some(), wanted.is_some(), "{other:?}");
        let (Some(answer), Some(wanted)) = (answer, wanted) else {
            continue;
        };
        answered += 1;
        for (name, value) in fields(&answer).as_object().expect("an object") {
            assert_eq!(value, &wanted[name], "{name} of {other:?}");
        }
    }
    assert!(answered > 1000, "{answered}");
}

/// A word right after a code and a hyphen may be anything but a telephone number.
#[test]
fn a_word_after_a_code_and_a_hyphen_is_answered_as_explain_does() {
    let (classifier, diagnoser) = (Classifier::new(CATALOGUE), Diagnoser::new(CATALOGUE));
    for reply in ["334-VXNlcm5hbWU6 334 ", "550-abcd1234 550 no such user"] {
        let answer = classifier.classify(reply).expect("an answer");
        let wanted = explained(&diagnoser, reply.as_bytes()).expect("an answer");
        assert_eq!(fields(&answer)["reply"], wanted["reply"], "{reply}");
        assert_eq!(fields(&answer)["entry"], wanted["entry"], "{reply}");
    }
}

/// Digits that belong to an escape are no number of a message.
#[test]
fn what_readers_undo_is_undone_before_a_reply_is_compared_with_others() {
    let (classifier, diagnoser) = (Classifier::new(CATALOGUE), Diagnoser::new(CATALOGUE));
    let mut answered = 0;
    for example in CATALOGUE.entries().flat_map(|entry| entry.examples.iter()) {
        let Some(at) = example
            .char_indices()
            .map(|(at, _)| at)
            .nth(example.chars().count() * 2 / 3)
        else {
            continue;
        };
        let (before, behind) = example.split_at(at);
        for escape in [
            "\x1b[31m",
            "\\u00e9",
            "&#8217;",
            "\0",
            "\u{202e}",
            "\u{9b}31m",
            "=?utf-8?q?",
            "%2520",
            "=2021",
            "\u{feff}",
            "\u{a0}",
            "\u{200b}",
        ] {
            let record = format!("{before}{escape}{behind}");
            let wanted = explained(&diagnoser, record.as_bytes());
            let answer = classifier.classify(&*record);
            assert_eq!(answer.is_some(), wanted.is_some(), "{record:?}");
            let (Some(answer), Some(wanted)) = (answer, wanted) else {
                continue;
            };
            answered += 1;
            for (name, value) in fields(&answer).as_object().expect("an object") {
                assert_eq!(value, &wanted[name], "{name} of {record:?}");
            }
        }
    }
    assert!(answered > 1000, "{answered}");
}

#[test]
fn what_a_number_counts_is_no_reply() {
    let (classifier, diagnoser) = (Classifier::new(CATALOGUE), Diagnoser::new(CATALOGUE));
    let text = "550 people attended the conference, and no such user was found";
    assert_eq!(explained(&diagnoser, text.as_bytes()), None);
    assert_eq!(classifier.classify(text), None);
    // A tag is found where it was copied from a page.
    let tag = "550 5.5.0 Authentification requise. Authentication Required. L\u{feff}PN105_402";
    let answer = classifier.classify(tag).expect("an answer");
    assert_eq!(answer.provider, Some("laposte"));
}

/// A text that is known to be a reply is one, whatever else it looks like, and what is remembered of the one is no answer to
/// the other.
#[test]
fn a_reply_is_answered_as_the_diagnoser_reads_it() {
    let (classifier, diagnoser) = (Classifier::new(CATALOGUE), Diagnoser::new(CATALOGUE));
    let mut known = 0;
    for record in records() {
        let text = String::from_utf8_lossy(&record);
        let wanted = diagnoser.diagnose(Reply::parse(&text), Context::default());
        for _ in 0..2 {
            let answer = classifier.reply(&record[..]);
            assert_eq!(
                answer.map(|answer| (
                    answer.entry,
                    answer.confidence,
                    answer.outcome,
                    answer.action
                )),
                wanted.as_ref().map(|wanted| {
                    (
                        wanted.entry.id,
                        wanted.confidence,
                        wanted.outcome(),
                        wanted.action(),
                    )
                }),
                "{text:?}"
            );
        }
        known += usize::from(wanted.is_some());
    }
    assert!(known > 1000, "{known}");
    let both = "delivered: 250 2.0.0 OK\n550 5.1.1 User unknown";
    let (reply, any) = (classifier.reply(both), classifier.classify(both));
    assert_ne!(reply, any);
    assert_eq!(
        (classifier.reply(both), classifier.classify(both)),
        (reply, any)
    );
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
            let at_hand = found_at_hand(text.as_bytes());
            assert_eq!(at_hand, found(&text).0, "{count} {tail}");
        }
    }
}

/// What makes a reply more than a bare one, wherever in it that stands.
const INSERTED: [&str; 30] = [
    "",
    " ",
    "\t",
    "  x",
    "\r",
    "\n",
    "\r\n",
    "\u{a0}",
    "\u{feff}",
    "\0",
    "\x01\x02\x03",
    "\x1b[31m",
    "\u{9b}31m",
    "&lt;br&gt;",
    "&quot;",
    "&",
    "SMTP error (550): ",
    "exception: ",
    "('jo@example.org', (550, b'no'))",
    "jo@example.org",
    "<jo@example.org>: ",
    "Final-Recipient: rfc822; jo@example.org",
    "580 x",
    "550-",
    "550 ",
    "smtp; 550 5.1.1 no",
    " bytes",
    "said: ",
    "-> 550 5.1.1 no",
    "{\"a\": 1}",
];

/// A line by itself is read by short cuts, which no reader may notice.
#[test]
fn short_cuts_find_what_all_readers_find() {
    let bases = [
        "550 5.1.1 User unknown",
        "452-4.2.2 Mailbox full",
        "580 5.1.1 User unknown",
        "599 no",
        "450",
        "550 5.7.1",
        "host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown",
        "smtp; 550 5.1.1 User unknown",
    ];
    let mut texts = records();
    for base in bases {
        for at in [0, 3, 4, 9, base.len() / 2, base.len()].map(|at| at.min(base.len())) {
            let (before, behind) = base.split_at(at);
            texts.extend(
                INSERTED
                    .iter()
                    .map(|inserted| [before, inserted, behind].concat().into_bytes()),
            );
            texts.push([before.as_bytes(), b"\xff\xc3", behind.as_bytes()].concat());
        }
    }
    for text in texts {
        let shown = String::from_utf8_lossy(&text);
        assert_eq!(found_at_hand(&text), found(&text).0, "{shown:?}");
    }
}

/// Every column that there is.
const COLUMNS: &str = "reply,enhanced,provider,entry,reason,category,action,outcome,confidence,title,evidence,template,event";

fn classify(arguments: &[&str], input: impl Into<Vec<u8>>) -> Ended {
    let here = folder(&[]);
    run(
        here.path(),
        &[&["--no-config", "classify"], arguments].concat(),
        input,
    )
}

/// What a run answers; it says nothing else.
#[track_caller]
fn answers(arguments: &[&str], input: impl Into<Vec<u8>>) -> String {
    let Ended { status, out, err } = classify(arguments, input);
    assert_eq!((status, err.as_str()), (0, ""));
    out
}

/// A cell as databases escape it.
fn escaped(text: &[u8]) -> Vec<u8> {
    let escape = |byte: &u8| match byte {
        b'\\' => br"\\".to_vec(),
        b'\n' => br"\n".to_vec(),
        b'\t' => br"\t".to_vec(),
        b'\r' => br"\r".to_vec(),
        0 => br"\0".to_vec(),
        byte => vec![*byte],
    };
    text.iter().flat_map(escape).collect()
}

/// As many lines out as in, in their order, each as `explain` answers it alone, however they come.
#[test]
fn a_line_is_answered_as_explain_answers_it_alone() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let records = records();
    let wanted: Vec<Value> = records
        .iter()
        .map(|record| match explained(&diagnoser, record) {
            Some(explained) => COLUMNS
                .split(',')
                .filter(|name| *name != "template")
                .map(|name| (name.to_owned(), explained[name].clone()))
                .collect(),
            None => json!({"reason": "unknown", "evidence": []}),
        })
        .collect();
    let tsv: Vec<_> = (0..)
        .zip(&records)
        .map(|(number, record)| {
            [
                format!("{number}\tx\\y\t").as_bytes(),
                &escaped(record),
                b"\n",
            ]
            .concat()
        })
        .collect();
    // JSON is text: bytes that are none come as what stands for them.
    let jsonl: String = records
        .iter()
        .map(|record| json!({"said": String::from_utf8_lossy(record)}).to_string() + "\n")
        .collect();
    let from_tsv = answers(&["--columns", COLUMNS, "--to", "jsonl"], tsv.concat());
    let from_jsonl = answers(
        &["--columns", COLUMNS, "--from", "jsonl", "--field", "said"],
        jsonl,
    );
    for (name, out) in [("tsv", from_tsv), ("jsonl", from_jsonl)] {
        assert_eq!(out.lines().count(), records.len(), "{name}");
        for ((number, wanted), line) in wanted.iter().enumerate().zip(out.lines()) {
            let object: Value = serde_json::from_str(line).expect("JSON");
            if name == "tsv" {
                assert_eq!(
                    (&object["c1"], &object["c2"]),
                    (&json!(number.to_string()), &json!("x\\y"))
                );
            }
            for (column, value) in object["bounce"].as_object().expect("an object") {
                if column != "template" {
                    assert_eq!(value, &wanted[column], "{name} {column}: {line}");
                }
            }
        }
    }
    let cells = answers(&[], tsv.concat());
    for ((number, wanted), line) in wanted.iter().enumerate().zip(cells.lines()) {
        let names = COLUMNS.split(',').take(9);
        let cells: Vec<_> = names
            .map(|name| wanted[name].as_str().unwrap_or_default())
            .collect();
        assert_eq!(line, format!("{number}\tx\\y\t{}", cells.join("\t")));
    }
    assert_eq!(cells.lines().count(), records.len());
}

/// The first commands of the documentation, with what they print.
#[test]
fn the_documentation_shows_what_is_printed() {
    let shown = include_str!("../../docs/engines.md");
    let table = "a\t550 5.1.1 User unknown\nb\t452 4.2.2 Mailbox full\nc\thello\n";
    let command = format!(
        "printf '{}' | bouncedex classify --columns reply,reason,action\n",
        table.replace('\t', "\\t").replace('\n', "\\n")
    );
    let printed = answers(&["--columns", "reply,reason,action"], table);
    assert!(
        shown.contains(&format!("```sh\n{command}```\n\n```text\n{printed}```\n")),
        "{command}{printed}"
    );
    for engine in ["clickhouse", "spark", "duckdb"] {
        let definition = answers(
            &["--schema", engine, "--columns", "reply,reason,action"],
            "",
        );
        assert!(shown.contains(&definition), "{definition}");
    }
}

const UNKNOWN: &str = "\t\t\t\tunknown\t\t\t\t\n";

#[test]
fn ends_of_lines_marks_and_bytes_that_are_no_text() {
    let known = answers(&[], "552 5.2.2 Mailbox full\n");
    assert!(known.starts_with("552\t5.2.2\t\t"), "{known}");
    for (what, input, wanted) in [
        ("nothing", &b""[..], String::new()),
        ("an empty line", b"\n", UNKNOWN.to_owned()),
        ("no end", b"552 5.2.2 Mailbox full", known.clone()),
        (
            "CR before LF",
            b"552 5.2.2 Mailbox full\r\n\r\n",
            known.clone() + UNKNOWN,
        ),
        (
            "a byte order mark",
            b"\xef\xbb\xbf552 5.2.2 Mailbox full\n",
            known.clone(),
        ),
        (
            "one behind a key",
            b"\xef\xbb\xbfk\t552 5.2.2 Mailbox full\n",
            format!("k\t{known}"),
        ),
        ("NULL", b"\\N\n", UNKNOWN.to_owned()),
        ("an empty reply", b"k\t\n", format!("k\t{UNKNOWN}")),
        (
            "several lines",
            b"552-5.2.2 Mailbox\\r\\n552 5.2.2 full\n",
            known.clone(),
        ),
        (
            "a line that goes on is none",
            b"552-5.2.2 Mailbox full\n552 5.2.2 Mailbox full\n",
            known.repeat(2),
        ),
        (
            "an indented line is one of its own",
            b"552 5.2.2 Mailbox full\n  hello\n",
            known.clone() + UNKNOWN,
        ),
        (
            "quotes as ClickHouse writes them",
            b"552 5.2.2 Mailbox full for \\'jo\\'\n",
            known.clone(),
        ),
    ] {
        assert_eq!(answers(&[], input), wanted, "{what}");
    }
    // Bytes that are no UTF-8 go through, and hide no reply.
    let Ended { status, out, .. } = classify(
        &["--to", "jsonl"],
        &b"\xff\t552 5.2.2 Mailbox \xff full\n"[..],
    );
    assert_eq!(status, 0);
    assert!(
        out.starts_with("{\"c1\":\"\u{fffd}\",\"bounce\":{\"reply\":\"552\""),
        "{out}"
    );
    let long = format!(
        "key\t552 5.2.2 Mailbox full {}\n{known}",
        "x".repeat(1 << 17)
    );
    assert!(answers(&[], long).starts_with(&format!("key\t{known}")));
}

#[test]
fn keys_go_out_byte_by_byte() {
    let keys = b"\xff\x00\\\x1b\t \t\xc2\t";
    let mut command = assert_cmd::Command::new(PROGRAM);
    let input = [&keys[..], b"550 5.1.1 User unknown\r\n"].concat();
    let out = command
        .args(["--no-config", "classify", "--columns", "reply"])
        .write_stdin(input)
        .output()
        .expect("a process")
        .stdout;
    assert_eq!(out, [&keys[..], b"550\n"].concat());
}

#[test]
fn objects_go_out_as_they_are_written_with_the_answer() {
    let line = r#"{ "n":1.50, "big":123456789012345678901,"b\u00e9":[1 , {"x":null}],"bounce":7,"said":"552 5.2.2 Mailbox full"}"#;
    let out = answers(
        &["--from", "jsonl", "--field", "said", "--columns", "reason"],
        line,
    );
    assert_eq!(
        out,
        "{\"n\":1.50,\"big\":123456789012345678901,\"bé\":[1 , {\"x\":null}],\"said\":\"552 5.2.2 Mailbox full\",\"bounce\":{\"reason\":\"mailbox-full\"}}\n"
    );
    let reason = |field: &str, line: &str| {
        let out = answers(
            &["--from", "jsonl", "--field", field, "--columns", "reason"],
            line,
        );
        let object: Value = serde_json::from_str(&out).expect("JSON");
        (
            object["bounce"]["reason"]
                .as_str()
                .expect("a reason")
                .to_owned(),
            object,
        )
    };
    for (field, line) in [
        ("a.1.b", r#"{"a":[0,{"b":"552 5.2.2 Mailbox full"}]}"#),
        ("/a.b/c~1d", r#"{"a.b":{"c/d":"552 5.2.2 Mailbox full"}}"#),
        ("a", "{\"a\":\"552 5.2.2\tMailbox full\"}"),
        (
            "a",
            r#"{"a":{"event":"bounce","email":"jo@example.org","reason":"552 5.2.2 Mailbox full"}}"#,
        ),
    ] {
        assert_eq!(reason(field, line).0, "mailbox-full", "{line}");
    }
    for line in [
        r#"{"a":null}"#,
        r#"{"a":"hello"}"#,
        "{}",
        r#"{"b":"552 5.2.2 Mailbox full"}"#,
        r#"{"a":true}"#,
    ] {
        assert_eq!(reason("a", line).0, "unknown", "{line}");
    }
    for torn in ["552 5.2.2 Mailbox full", "[]", "", "{\"a\":", "null"] {
        let (reason, object) = reason("a", &format!("{torn}\n"));
        assert_eq!(
            (reason.as_str(), &object["record"]),
            ("unknown", &json!(torn))
        );
    }
    // Half a character is repaired to be read, and goes out as it came.
    let half = r#"{"a":"552 5.2.2 Mailbox full \ud83d"}"#;
    let out = answers(
        &["--from", "jsonl", "--field", "a", "--columns", "reason"],
        half,
    );
    assert_eq!(
        out,
        half.replace('}', r#","bounce":{"reason":"mailbox-full"}}"#) + "\n"
    );
    // The event of a sending service as a whole.
    let event = r#"{"event":"bounce","email":"jo@example.org","reason":"552 5.2.2 Mailbox full"}"#;
    assert!(answers(&["--from", "jsonl"], event).contains(r#""reason":"mailbox-full""#));
}

#[test]
fn clickhouse_reads_tuples_objects_and_chunks() {
    let input = "2\n552 5.2.2 Mailbox full\n\n0\n1\nhello\n";
    assert_eq!(
        answers(
            &[
                "--chunk-header",
                "--to",
                "tuple",
                "--columns",
                "reply reason evidence title"
            ],
            input
        ),
        "('552','mailbox-full',['Mailbox full'],'Mailbox full (over quota)')\n(NULL,'unknown',[],NULL)\n(NULL,'unknown',[],NULL)\n"
    );
    assert_eq!(
        answers(
            &[
                "--from",
                "jsonl",
                "--field",
                "reply",
                "--to",
                "result",
                "--columns",
                "enhanced,provider"
            ],
            "{\"reply\":\"552 5.2.2 Mailbox full\"}\n{}\n"
        ),
        "{\"result\":{\"enhanced\":\"5.2.2\",\"provider\":null}}\n{\"result\":{\"enhanced\":null,\"provider\":null}}\n"
    );
    assert_eq!(
        answers(
            &["--to", "tuple", "--columns", "evidence,template"],
            "552 5.2.2 it's mailbox full \\\\ for jo\u{202e}\n"
        ),
        "(['mailbox full'],'552 5.2.2 it\\'s mailbox full \\\\ for jo\\\\u{202e}')\n"
    );
    let Ended { status, out, err } = classify(&["--chunk-header"], "1\nhello\nhello\nhello\n");
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("line 3: no number of rows"), "{err}");
}

#[test]
fn a_chunk_that_breaks_off_is_not_read_to_its_end() {
    let Ended { status, out, err } = classify(&["--chunk-header"], "3\nhello\nhello\n");
    assert_eq!((status, out.lines().count()), (2, 2));
    assert!(err.contains("lacks 1 of its lines"), "{err}");
}

/// Of two members with the same name most readers keep one.
#[test]
fn members_have_names_of_their_own() {
    let named = |header: &str, cells: &str| {
        let input = format!("{header}\n{cells}\n");
        let out = answers(&["--header", "--columns", "reply", "--to", "jsonl"], input);
        out.trim_end().to_owned()
    };
    assert_eq!(
        named(
            "id\tid\tid_2\tbounce\tid\treply",
            "1\t2\t3\t4\t5\t550 5.1.1 no"
        ),
        r#"{"id":"1","id_2":"2","id_2_2":"3","bounce_2":"4","id_3":"5","bounce":{"reply":"550"}}"#
    );
    assert_eq!(
        named("c2\treply", "1\t2\t550 5.1.1 no"),
        r#"{"c2":"1","c2_":"2","bounce":{"reply":"550"}}"#
    );
    // However many there are.
    let many = "id\t".repeat(50_000);
    let object: serde_json::Value = serde_json::from_str(&named(&many, &many)).expect("JSON");
    assert_eq!(object.as_object().map(serde_json::Map::len), Some(50_001));
}

#[test]
fn a_column_that_the_header_does_not_have_is_wrong_usage() {
    let input = "host\treply\nmx.example.org\t550 5.1.1 no\n";
    for (option, status) in [("1", 0), ("2", 2), ("3", 2)] {
        let arguments = ["--header", "--columns", "reply", "--host-column", option];
        let Ended {
            status: ended,
            out,
            err,
        } = classify(&arguments, input);
        assert_eq!(ended, status, "{option}: {err}");
        assert_eq!(
            err.contains("--host-column asks for number"),
            status == 2,
            "{err}"
        );
        assert_eq!(out.is_empty(), status == 2, "{out}");
    }
    // Lines by themselves may have as many as they like.
    let arguments = ["--columns", "reply", "--host-column", "9"];
    assert_eq!(answers(&arguments, "550 5.1.1 no\n"), "550\n");
}

#[test]
fn the_header_names_what_is_added() {
    let input = "id\tsaid\n7\t552 5.2.2 Mailbox full\n";
    assert_eq!(
        answers(&["--header", "--columns", "reply,reason"], input),
        "id\treply\treason\n7\t552\tmailbox-full\n"
    );
    assert_eq!(
        answers(&["--header", "--columns", "reply", "--to", "jsonl"], input),
        "{\"id\":\"7\",\"bounce\":{\"reply\":\"552\"}}\n"
    );
    assert_eq!(
        answers(
            &["--from", "lines", "--header", "--columns", "reply"],
            "said\tof\n550 no\tof\n"
        ),
        "reply\n550\n"
    );
}

#[test]
fn lines_go_out_in_objects() {
    assert_eq!(
        answers(
            &["--from", "lines", "--to", "jsonl", "--columns", "reply"],
            &b"550 5.1.1 no\t\"\xff\"\n"[..]
        ),
        "{\"record\":\"550 5.1.1 no\\t\\\"\u{fffd}\\\"\",\"bounce\":{\"reply\":\"550\"}}\n"
    );
}

#[test]
fn cells_tell_host_and_recipient() {
    let input = "jo@example.org\tgmail-smtp-in.l.google.com\t550 5.7.1 Message rejected\n\t\\N\t550 5.7.1 Message rejected\nx\n";
    let out = answers(
        &[
            "--recipient-column",
            "1",
            "--host-column",
            "2",
            "--columns",
            "provider",
        ],
        input,
    );
    assert_eq!(
        out,
        "jo@example.org\tgmail-smtp-in.l.google.com\tgmail\n\t\\N\t\n\n"
    );
}

/// No answer waits for what has not come: each is read before the next line is written.
#[test]
fn a_line_is_answered_while_the_pipe_is_open() {
    let mut command = Command::new(PROGRAM);
    command.args(["--no-config", "classify", "--columns", "reply"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut program = command.spawn().expect("a process");
    let mut input = program.stdin.take().expect("a pipe");
    let mut out = BufReader::new(program.stdout.take().expect("a pipe")).lines();
    write!(input, "55").expect("a reader");
    // Half of the next line stands there already.
    for number in 400..600 {
        write!(input, "0 {number} 5.0.0 no\n55").expect("a reader");
        let answer = out.next().expect("an answer").expect("text");
        assert_eq!(answer, "550", "{number}");
    }
    drop(input);
    assert_eq!(out.next().expect("an answer").expect("text"), "");
    assert!(program.wait().expect("an end").success());
}

/// A closed reader is a normal end.
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut command = Command::new(PROGRAM);
    command.args(["--no-config", "classify"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut program = command.spawn().expect("a process");
    let mut input = program.stdin.take().expect("a pipe");
    drop(program.stdout.take());
    // The program may be gone before all is written.
    let _ = input.write_all("552 5.2.2 Mailbox full\n".repeat(10_000).as_bytes());
    drop(input);
    let output = program.wait_with_output().expect("an end");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

/// Each line is confirmed, behind its answer; answers are appended.
#[test]
fn rsyslog_is_told_that_a_line_was_answered() {
    let here = folder(&[("out.tsv", b"before\n")]);
    let file = here.path().join("out.tsv");
    let name = file.to_str().expect("text");
    let mut command = Command::new(PROGRAM);
    command.args([
        "--no-config",
        "classify",
        "--confirm",
        "--output",
        name,
        "--columns",
        "reply",
    ]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut program = command.spawn().expect("a process");
    let mut input = program.stdin.take().expect("a pipe");
    let mut out = BufReader::new(program.stdout.take().expect("a pipe")).lines();
    let mut confirmed = || assert_eq!(out.next().expect("a line").expect("text"), "OK");
    confirmed();
    let mut wanted = "before\n".to_owned();
    for line in ["552 5.2.2 Mailbox full", "hello"] {
        writeln!(input, "{line}").expect("a reader");
        confirmed();
        wanted += if line == "hello" { "\n" } else { "552\n" };
        assert_eq!(fs::read_to_string(&file).expect("a file"), wanted);
    }
    drop(input);
    assert!(out.next().is_none() && program.wait().expect("an end").success());
}

#[test]
fn usage_and_unreadable_input_end_with_2() {
    for (arguments, said) in [
        (
            &["--columns", "reply,zork"][..],
            "there is no column `zork`",
        ),
        (
            &["--columns", "reply,reply"],
            "column `reply` is named twice",
        ),
        (&["--columns", ""], "names no column"),
        (&["--confirm"], "--output <FILE>"),
        (&["--host-column", "0"], "invalid value '0'"),
        (&["--json"], "see --to"),
        (&["--action", "suppress"], "--action has no effect on"),
        (&["--field", "x"], "--field is for --from jsonl"),
        (
            &["--from", "lines", "--host-column", "1"],
            "are for --from tsv",
        ),
        (&["--from", "jsonl", "--header"], "--header is for"),
        (&["--output", "/nowhere/at/all"], "/nowhere/at/all: "),
    ] {
        let Ended { status, out, err } = classify(arguments, "550 no\n");
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(said), "{arguments:?}: {err}");
    }
    let folder = fs::File::open("/").expect("a folder");
    let output = Command::new(PROGRAM)
        .args(["--no-config", "classify"])
        .stdin(folder)
        .output()
        .expect("a process");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.starts_with("bouncedex: standard input: "), "{said}");
}

/// Of a line that is longer than can be held the start is answered, and that is said.
#[test]
fn a_line_beyond_all_bounds_is_cut_and_named() {
    let long = format!(
        "k\t552 5.2.2 Mailbox full {}\nhello\n",
        "x".repeat(17 << 20)
    );
    let Ended { status, out, err } = classify(&["--columns", "reason"], long);
    assert_eq!((status, out.as_str()), (2, "k\tmailbox-full\nunknown\n"));
    assert_eq!(
        err,
        "bouncedex: line 1: longer than 16 MiB; the rest of it was not read\n"
    );
}

#[test]
fn definitions_name_the_columns_and_the_options() {
    let clickhouse = answers(
        &[
            "--schema",
            "clickhouse",
            "--columns",
            "reason,evidence",
            "--recipient-column",
            "2",
            "--chunk-header",
        ],
        "",
    );
    for part in [
        "<return_type>Tuple(reason Nullable(String), evidence Array(String))</return_type>",
        "<command>bouncedex classify --to tuple --columns reason,evidence --recipient-column 2 --chunk-header</command>",
        "<name>c1</name>",
        "<name>recipient</name>",
        "<name>reply</name>",
        "<send_chunk_header>1</send_chunk_header>",
        "<format>TabSeparated</format>",
    ] {
        assert!(clickhouse.contains(part), "{clickhouse}");
    }
    let json = answers(&["--schema", "clickhouse", "--to", "result"], "");
    assert!(
        json.contains("<format>JSONEachRow</format>")
            && json.contains("classify --from jsonl --field reply --to result</command>"),
        "{json}"
    );
    assert!(
        answers(&["--schema", "spark", "--columns", "reason"], "").contains("\"reason STRING\"")
    );
    assert!(
        answers(&["--schema", "duckdb", "--columns", "reason"], "")
            .contains("columns = {'reason': 'VARCHAR'}")
    );
}
