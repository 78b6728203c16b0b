//! `docs/formats.md` is correct: every example is read as the line below it says.

use crate::program::{folder, run};
use bouncedex::bounce::{json, log};
use serde_json::Value;

const PAGE: &str = include_str!("../../docs/formats.md");
/// Readers that are in no list of the library, by their headings.
const READERS: [&str; 10] = [
    "Mail servers' logs",
    "Prefixes",
    "SMTP sessions",
    "Mail queues",
    "Messages",
    "Without a header",
    "Errors of mail libraries",
    "Replies that are passed on",
    "What people copy along",
    "Mailboxes",
];

/// An example, under its chapter and its heading, and what stands beneath it.
struct Example {
    chapter: &'static str,
    heading: &'static str,
    input: String,
    found: &'static str,
}

fn examples() -> Vec<Example> {
    let (mut chapter, mut heading, mut examples) = ("", "", Vec::new());
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            (chapter, heading) = (name, name);
        } else if let Some(name) = line.strip_prefix("### ") {
            heading = name;
        } else if let "```text" | "```json" = line {
            let input: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            assert_eq!(lines.next(), Some(""), "{heading}: a blank line");
            examples.push(Example {
                chapter,
                heading,
                input: input.join("\n") + "\n",
                found: lines.next().unwrap_or_default(),
            });
        }
    }
    examples
}

/// `1 answer: …`: of each the event, the codes and the recipient.
fn found(input: &str) -> String {
    let here = folder(&[]);
    let ended = run(here.path(), &["--no-config", "explain", "--json"], input);
    let answers = ended.out.lines().map(|line| {
        let answer: Value = serde_json::from_str(line).expect("JSON");
        let fields = ["event", "reply", "enhanced", "recipient"];
        let known = fields.iter().filter_map(|field| answer[*field].as_str());
        format!("`{}`", known.collect::<Vec<_>>().join(" "))
    });
    let answers: Vec<_> = answers.collect();
    let plural = if answers.len() == 1 { "" } else { "s" };
    format!("{} answer{plural}: {}", answers.len(), answers.join(", "))
}

#[test]
fn examples_are_found_as_the_page_says() {
    for example in examples() {
        assert_eq!(
            found(&example.input),
            example.found,
            "{}: {}",
            example.heading,
            example.input
        );
    }
}

#[test]
fn every_input_has_an_example() {
    let examples = examples();
    let has = |chapter: &str, heading: &str| {
        examples.iter().any(|example| {
            (example.chapter == chapter || chapter.is_empty())
                && example.heading.starts_with(heading)
        })
    };
    for format in &log::FORMATS {
        assert!(has("Mail servers' logs", format.name), "{}", format.name);
    }
    for vendor in json::VENDORS {
        assert!(
            has("Webhooks and JSON logs", vendor.name),
            "{}",
            vendor.name
        );
    }
    for reader in READERS {
        assert!(has("", reader), "{reader}");
    }
}
