//! The page that `triage --format html` writes, and how `docs/reports.md` mails it.

use crate::program::{Ended, PROGRAM, folder, run};
use mail_parser::{MessageParser, MimeHeaders};
use roxmltree::{Document, ParsingOptions};
use std::fs;
use std::path::Path;
use std::process::Command;

const LOG: &[u8] = include_bytes!("../fixtures/mail.log");

/// All that the page is made of.
const ELEMENTS: [&str; 34] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "p",
    "b",
    "bdi",
    "small",
    "code",
    "dl",
    "div",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "svg",
    "path",
    "rect",
    "text",
    "ol",
    "ul",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "section",
    "footer",
];
/// None of them loads or runs anything.
const ATTRIBUTES: [&str; 18] = [
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "class",
    "viewBox",
    "role",
    "aria-label",
    "aria-hidden",
    "d",
    "x",
    "y",
    "width",
    "height",
    "rx",
    "text-anchor",
    "preserveAspectRatio",
];

/// A page of a log by this name, of which every element and attribute is one of ours.
#[track_caller]
fn page(name: &str, log: &[u8], arguments: &[&str]) -> String {
    let here = folder(&[(name, log)]);
    let arguments = [&["triage", "--format", "html"], arguments, &[name]].concat();
    let Ended { out, err, .. } = run(here.path(), &arguments, "");
    assert_eq!(err, "");
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(&out, options).expect("well-formed markup");
    for element in document.descendants().filter(|node| node.is_element()) {
        let tag = element.tag_name().name();
        assert!(ELEMENTS.contains(&tag), "<{tag}>");
        for attribute in element.attributes() {
            assert!(ATTRIBUTES.contains(&attribute.name()), "{attribute:?}");
        }
    }
    let style = document
        .descendants()
        .find(|node| node.has_tag_name("style"));
    let style = style.and_then(|style| style.text()).expect("a style");
    assert!(
        !style.contains("url(") && !style.contains("@import"),
        "{style}"
    );
    assert!(out.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
    out
}

/// The text of what stands between two texts.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let rest = page.split_once(from).expect(from).1;
    rest.split_once(to).expect(to).0
}

#[test]
fn the_page_has_the_figures_of_the_report() {
    let page = page("mail.log", LOG, &[]);
    let here = folder(&[("mail.log", LOG)]);
    let told = run(here.path(), &["triage", "--format", "json", "mail.log"], "").out;
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    for (word, name) in [
        ("sent", "sent"),
        ("deferred", "deferred"),
        ("bounced", "bounced"),
    ] {
        let count = format!("<dt>{word}</dt><dd>{}</dd>", told["status"][name]);
        assert!(page.contains(&count), "{count}");
    }
    let attempts = format!(
        "{} failed attempts of {}",
        told["attempts"], told["deliveries"]
    );
    assert!(page.contains(&attempts), "{attempts}");
    // The table is that of the CSV.
    let csv = run(here.path(), &["triage", "--format", "csv", "mail.log"], "").out;
    let table = between(&page, "What fails most</h2>", "</table>");
    let counts = table.split("<tr><td class=\"number\">").skip(1);
    let counts: Vec<_> = counts.filter_map(|row| row.split('<').next()).collect();
    let rows = csv.lines().skip(1).filter(|row| !row.ends_with("rejected"));
    let expected: Vec<_> = rows.filter_map(|row| row.split(',').next()).collect();
    assert!(!counts.is_empty());
    assert_eq!(counts, expected);
    // As much is drawn as was counted.
    let drawn = between(&page, "<figure>", "</figure>")
        .split("<title>")
        .skip(1);
    let drawn = drawn.filter_map(|part| {
        part.split_once("</title>")?
            .0
            .rsplit_once(": ")?
            .1
            .parse::<u64>()
            .ok()
    });
    assert_eq!(Some(drawn.sum()), told["attempts"].as_u64());
}

#[test]
fn every_grouping_and_every_log_has_its_page() {
    for by in ["cause", "provider", "domain", "action", "hour"] {
        let text = page("mail.log", LOG, &["--by", by, "--top", "5"]);
        assert!(text.contains("<tbody>"), "{by}");
    }
    assert!(page("empty.log", b"", &[]).contains("Nothing was read: empty.log is empty."));
    assert!(page("a.log", b"nothing of note\n", &[]).contains("No delivery was recognised."));
    let only = page("mail.log", LOG, &["--provider", "gmail"]);
    assert!(only.contains("<p>only --provider gmail</p>"), "{only}");
}

#[test]
fn what_stands_in_a_log_is_text() {
    let markup =
        "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=x>]]>&lt;!--";
    let line = |to: &str, said: &str| {
        format!(
            "2026-03-14T09:26:53+00:00 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<{to}>, relay=mx.example.org[192.0.2.7]:25, \
             delay=2, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.7] said: 550 zork {said})\n"
        )
    };
    let log = line(&format!("jo@{markup}.example"), markup) + &line("jo@example.org", markup);
    let name = "<b onclick='x'>&.log";
    let page = page(name, log.as_bytes(), &["--by", "domain"]);
    assert!(
        page.contains("&#60;script&#62;alert(…)&#60;/script&#62;"),
        "{page}"
    );
    assert!(
        page.contains("&#60;b onclick&#61;&#39;x&#39;&#62;&#38;.log"),
        "{page}"
    );
}

#[test]
fn pages_are_refused_where_there_are_none() {
    let here = folder(&[("mail.log", LOG)]);
    for (arguments, why) in [
        ("--format html mailbox", "only triage writes html"),
        ("explain --format html mail.log", "only triage writes html"),
        ("catalogue list --format html", "only triage writes html"),
        (
            "triage --format html --recipients mail.log",
            "neither --recipients",
        ),
        (
            "triage --format html --compare mail.log mail.log",
            "nor --compare",
        ),
    ] {
        let arguments: Vec<_> = arguments.split(' ').collect();
        let Ended { status, out, err } = run(here.path(), &arguments, "");
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(why), "{err}");
    }
}

/// The script of the documentation, with a `sendmail` that keeps what it gets.
// It asks GNU's date for yesterday.
#[cfg(target_os = "linux")]
#[test]
fn yesterday_is_mailed_as_documented() {
    use std::os::unix::fs::PermissionsExt;

    let docs = include_str!("../../docs/reports.md");
    let script = between(docs, "```bash\n", "```");
    let day = Command::new("date")
        .args(["-d", "yesterday", "+%F"])
        .output();
    let day = String::from_utf8(day.expect("a date").stdout).expect("a day");
    let line = |day: &str| {
        format!(
            "{day}T12:00:00.000000 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, \
             delay=2, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 user unknown)\n"
        )
    };
    let log = line("2020-01-01").repeat(3) + &line(day.trim()).repeat(2);
    let here = folder(&[
        ("mail-report", script.as_bytes()),
        ("mail.log", log.as_bytes()),
        ("sendmail", b"#!/bin/sh\ncat > mail\n"),
    ]);
    for name in ["mail-report", "sendmail"] {
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(here.path().join(name), executable).expect("a permission");
    }
    let program = Path::new(PROGRAM).parent().expect("a folder");
    let path = format!(
        "{}:{}:/usr/bin:/bin",
        here.path().display(),
        program.display()
    );
    let arguments = ["./mail-report", "postmaster@example.com", "mail.log"];
    let output = Command::new("sh")
        .args(arguments)
        .current_dir(here.path())
        .env("PATH", path)
        .output()
        .expect("a shell");
    assert!(output.status.success(), "{output:?}");
    let mail = fs::read(here.path().join("mail")).expect("a mail");
    let mail = MessageParser::default().parse(&mail).expect("a mail");
    let text = mail.body_text(0).expect("a text");
    assert!(text.contains("2 failed attempts of 1 delivery"), "{text}");
    let page = mail.attachment(0).expect("a page");
    assert_eq!(page.attachment_name(), Some("report.html"));
    let page = page.text_contents().expect("a text");
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"),
        "{page}"
    );
    // Both ways to start it name the script and the same logs.
    let started =
        "/usr/local/bin/mail-report postmaster@example.com /var/log/mail.log.1 /var/log/mail.log\n";
    assert!(between(docs, "```crontab\n", "```").ends_with(&format!("root {started}")));
    assert!(between(docs, "[Service]\n", "```").contains(&format!("ExecStart={started}")));
}
