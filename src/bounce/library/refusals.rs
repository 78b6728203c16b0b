//! Refusals in which the library's words surround the code.

use super::Failure;
use super::forms::{is_of_sender, string};
use crate::bounce::message::{address, is_account_label, listed_in_sentence, named_before_reply};
use crate::reply::Reply;
use std::ops::Range;

/// Returns refusals in which the library's words surround the code.
pub(super) fn refusals(diagnostic: &str) -> Vec<Failure> {
    let forms = [phpmailer, textproto, roundcube, pear, lettre, msmtp];
    if let Some(failure) = forms.iter().find_map(|read| read(diagnostic)) {
        return vec![failure];
    }
    let failures = listed(diagnostic);
    if !failures.is_empty() {
        return failures;
    }
    let mut lines = diagnostic.lines().map(str::trim).peekable();
    if lines
        .peek()
        .is_none_or(|line| labelled_code(line).is_none())
    {
        return Vec::new();
    }
    lines.filter_map(labelled).collect()
}

/// Parses a reply code of a refusal.
fn refusing(digits: &str) -> Option<u16> {
    let code = digits.parse().ok();
    code.filter(|code| (400..600).contains(code))
}

/// PHPMailer: `SMTP server error: RCPT TO command failed Detail: 5.1.1 … SMTP code: 550 Additional SMTP info: 5.1.1`.
fn phpmailer(diagnostic: &str) -> Option<Failure> {
    let (before, after) = diagnostic.split_once("SMTP code:")?;
    let code = refusing(after.trim_start().get(..3)?)?;
    let detail = before.rsplit_once("Detail:");
    let info = after.split_once("Additional SMTP info:");
    if detail.is_none() && info.is_none() {
        return None;
    }
    let detail = detail.map_or(before, |(_, detail)| detail);
    let info = info.map_or("", |(_, info)| info);
    let info = info.split(" in /").next().unwrap_or_default().trim();
    // Programs put whom they wrote to in front.
    let head = before.split("SMTP ").next().unwrap_or_default();
    Some(Failure {
        recipient: named_before_reply(&format!("{head}{code}")).map(str::to_owned),
        code: Some(code),
        diagnostic: format!("{code} {info} {}", detail.trim()).replace("  ", " "),
        ..Failure::default()
    })
}

/// Symfony and Swift Mailer: `Expected response code "354" but got code "250", with message "250 2.1.5 Ok"`;
/// nodemailer: `responseCode: 250`.
pub(super) fn out_of_step(text: &str) -> Option<Failure> {
    let lines = || text.lines().enumerate();
    let unexpected = lines().find_map(|(line, words)| {
        let start = words.find("Expected response code ")?;
        let (_, got) = words[start..].split_once("but got code \"")?;
        let end = words.len() - got.len() + got.find('"')? + 1;
        got.starts_with(['2', '3'])
            .then(|| (line, &words[start..end]))
    });
    let (line, words) = unexpected.or_else(|| {
        let is_accepted = |(_, words): (_, &str)| {
            let code = words.trim().strip_prefix("responseCode: ");
            code.is_some_and(|code| code.starts_with(['2', '3']))
        };
        let first = lines().find(|(_, words)| !words.trim().is_empty())?;
        lines().any(is_accepted).then_some(first)
    })?;
    Some(Failure {
        line,
        diagnostic: words.to_owned(),
        is_without_refusal: true,
        ..Failure::default()
    })
}

/// PHPMailer, in any language: `SMTP Error: The following recipients failed: jo@example.org: No such user,
/// al@example.org: Mailbox full`.
fn listed(diagnostic: &str) -> Vec<Failure> {
    let spans: Vec<_> = address::addresses(diagnostic).collect();
    let is_item = |span: &Range<usize>| {
        let before = diagnostic[..span.start].trim_end();
        before.ends_with([':', ',']) && diagnostic[span.end..].starts_with(": ")
    };
    let items: Vec<_> = spans.into_iter().filter(is_item).collect();
    let is_list = items.first().is_some_and(|first| {
        let head = &diagnostic[..first.start];
        head.contains("SMTP") && head.trim_end().ends_with(':') && Reply::parse(head).code.is_none()
    });
    if !is_list {
        return Vec::new();
    }
    let ends = items.iter().skip(1).map(|next| next.start);
    let ends = ends.chain([diagnostic.len()]);
    let failures = items.iter().zip(ends).map(|(item, end)| Failure {
        recipient: Some(diagnostic[item.clone()].to_owned()),
        diagnostic: diagnostic[item.end..end]
            .trim_start_matches(':')
            .trim_matches([' ', ','])
            .to_owned(),
        is_certain: true,
        ..Failure::default()
    });
    failures.collect()
}

/// PHPMailer's list of several recipients about which it says no more, or a line for each: `SMTP Error: The following
/// recipients failed: jo@example.org, al@example.org`.
pub(super) fn unexplained(text: &str) -> Vec<Failure> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, words)| words.contains("recipients failed: "));
    let failures = lines.flat_map(|(line, words)| {
        let of = move |recipient: &str| Failure {
            line,
            recipient: Some(recipient.to_owned()),
            diagnostic: words.to_owned(),
            is_without_refusal: true,
            ..Failure::default()
        };
        listed_in_sentence(words).into_iter().map(of)
    });
    // A single one is read as a notice.
    let failures = Some(failures.collect::<Vec<_>>());
    failures.filter(|all| all.len() > 1).unwrap_or_default()
}

/// PEAR's Net_SMTP: `Failed to add recipient: jo@example.org [SMTP: Invalid response code received from server (code:
/// 550, response: 5.1.1 …)]`.
fn pear(diagnostic: &str) -> Option<Failure> {
    let (before, after) = diagnostic.split_once("(code: ")?;
    let (code, words) = after.split_once(", response: ")?;
    let code = refusing(code)?;
    let words = words.trim_end().trim_end_matches(']');
    let is_of_recipient = before.to_ascii_lowercase().contains("add recipient");
    let recipient = address::first(before).filter(|_| is_of_recipient);
    Some(Failure {
        code: Some(code),
        recipient: recipient.map(str::to_owned),
        diagnostic: format!("{code} {}", words.strip_suffix(')').unwrap_or(words)),
        is_certain: true,
        ..Failure::default()
    })
}

/// Roundcube's log: `SMTP Error: Failed to add recipient 'jo@example.org'. 5.1.1 … (Code: 550)`.
fn roundcube(diagnostic: &str) -> Option<Failure> {
    let (before, after) = diagnostic.split_once(" (Code: ")?;
    let code = refusing(after.get(..3)?)?;
    let (_, words) = before.split_once("SMTP Error: ")?;
    labelled(&format!("SMTP Error ({code}): {words}"))
}

/// msmtp's log: `recipients=jo@example.org smtpstatus=550 smtpmsg='550 5.1.1 …' errormsg='…' exitcode=…`. Without a
/// reply, only `errormsg` says what went wrong.
fn msmtp(diagnostic: &str) -> Option<Failure> {
    let (before, after) = diagnostic
        .split_once("smtpmsg='")
        .or_else(|| diagnostic.split_once("errormsg='"))?;
    let words = after.split("' errormsg=").next().unwrap_or_default();
    let words = words.split("' exitcode=").next().unwrap_or_default();
    let (_, recipients) = before.split_once("recipients=")?;
    let recipient = recipients
        .split(' ')
        .next()
        .filter(|name| !name.contains(','));
    Some(Failure {
        code: Reply::parse(words).code,
        diagnostic: words.replace("\\n", "\n"),
        recipient: recipient.map(str::to_owned),
        is_certain: true,
        ..Failure::default()
    })
}

/// Outlook Express and Windows Mail, in any language: `The rejected e-mail address was 'jo@example.org'. …, Protocol:
/// SMTP, Server Response: '550 5.1.1 …', Port: 25, …, Error Number: 0x800CCC79`.
pub(super) fn windows_mail(text: &str) -> Option<Failure> {
    let (told, number) = text.split_once("0x800CCC")?;
    let (before, after) = told.split_once("SMTP,")?;
    let quoted = after.split_once(':')?.1.trim_start();
    let mark = quoted.strip_prefix(['\'', '"']).map(|_| &quoted[..1])?;
    let (said, _) = quoted[1..].rsplit_once(&format!("{mark},"))?;
    let (digits, words) = said.split_at_checked(3)?;
    let code = refusing(digits)?;
    let is_of_recipient = number.starts_with("79");
    let is_named = |span: &Range<usize>| {
        let lead = &before[..span.start];
        lead.ends_with(['\'', '"']) && !is_account_label(lead)
    };
    let named = address::addresses(before).find(is_named);
    let recipient = named.filter(|_| is_of_recipient).map(|span| &before[span]);
    Some(Failure {
        code: Some(code),
        recipient: recipient.map(str::to_owned),
        diagnostic: format!("{code} {}", words.trim_start_matches(['.', ':', ' '])),
        is_of_sender: !is_of_recipient,
        is_certain: true,
        ..Failure::default()
    })
}

/// Go: `&textproto.Error{Code:550, Msg:"5.1.1 …"}`.
fn textproto(diagnostic: &str) -> Option<Failure> {
    let (_, fields) = diagnostic.split_once("Error{Code:")?;
    let (digits, rest) = fields.split_at_checked(3)?;
    let code = refusing(digits)?;
    let (words, _) = string(rest.split_once("Msg:")?.1)?;
    Some(Failure {
        code: Some(code),
        diagnostic: format!("{code} {words}"),
        ..Failure::default()
    })
}

/// Rust's lettre (`response.rs` of <https://github.com/lettre/lettre>):
/// `Error { kind: Permanent(Code { severity: PermanentNegativeCompletion, category: Unspecified3, detail: Four }), source: "5.7.8 …" }`,
/// or a response with its lines: `…, detail: Four }, message: ["5.7.1 …"] }`.
fn lettre(diagnostic: &str) -> Option<Failure> {
    const CATEGORIES: [&str; 6] = [
        "Syntax",
        "Information",
        "Connections",
        "Unspecified3",
        "Unspecified4",
        "MailSystem",
    ];
    const DETAILS: [&str; 10] = [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine",
    ];
    let (_, fields) = diagnostic.split_once("Code { severity: ")?;
    let (severity, rest) = fields.split_once(", category: ")?;
    let (category, rest) = rest.split_once(", detail: ")?;
    let (detail, rest) = rest.split_once(' ')?;
    let severity = if severity.starts_with("Permanent") {
        5
    } else {
        4
    };
    let category = CATEGORIES.iter().position(|name| *name == category)?;
    let detail = DETAILS.iter().position(|name| *name == detail)?;
    let code = refusing(&format!("{severity}{category}{detail}"))?;
    let source = rest
        .split_once("source: ")
        .or_else(|| rest.split_once("message: ["))
        .and_then(|(_, source)| string(source));
    let words = source.map_or("", |(words, _)| words);
    Some(Failure {
        code: Some(code),
        diagnostic: format!("{code} {words}").trim_end().to_owned(),
        ..Failure::default()
    })
}

/// Returns the code in brackets after `SMTP` and one word, and the end of the brackets: `SMTP Error (550): …`, `SMTP
/// Error: [550] …`.
pub(super) fn labelled_code(line: &str) -> Option<(u16, &str)> {
    let at = line.find("SMTP ")? + "SMTP ".len();
    let open = at + line[at..].find(['(', '['])?;
    let word = line[at..open].trim().trim_end_matches(':');
    let digits = line.get(open + 1..open + 4)?;
    let rest = line[open + 4..].strip_prefix([')', ']'])?;
    let is_word = !word.is_empty() && word.chars().all(char::is_alphabetic);
    let code = refusing(digits)?;
    is_word.then(|| (code, rest.trim_start_matches([':', ' '])))
}

/// `Failed to add recipient "jo@example.org" (5.1.1 …).`: the server's words are in the brackets.
fn labelled(line: &str) -> Option<Failure> {
    let (code, rest) = labelled_code(line)?;
    let inner = rest.split_once('(').and_then(|(_, inner)| {
        let inner = inner.trim_end().trim_end_matches('.');
        inner.strip_suffix(')')
    });
    let quoted = address::first(rest).filter(|address| {
        let at = rest.find(address).unwrap_or_default();
        rest[..at].ends_with(['"', '\'', '“', '„', '«'])
    });
    let words = inner
        .filter(|inner| inner.contains(char::is_alphabetic))
        .unwrap_or(rest);
    // After the sentence that names the recipient.
    let behind = quoted
        .filter(|_| inner.is_none())
        .and_then(|address| rest.split_once(address));
    let behind = behind.map(|(_, words)| words.trim_start_matches(['"', '\'', '.', ' ', '”']));
    let words = behind.filter(|words| words.contains(' ')).unwrap_or(words);
    let diagnostic = if words.starts_with(&code.to_string()) {
        words.to_owned()
    } else {
        format!("{code} {words}")
    };
    let is_of_sender = is_of_sender(rest) || rest.to_ascii_lowercase().contains("sender");
    Some(Failure {
        code: Some(code),
        recipient: quoted.filter(|_| !is_of_sender).map(str::to_owned),
        diagnostic,
        is_certain: true,
        ..Failure::default()
    })
}
