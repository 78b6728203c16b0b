//! The role of an address in running text: a failed recipient, or somebody else.

use super::address::{addresses, alone};
use super::announcement::{announces, is_sign_off, speaks_of_mail};
use super::around::{BEHIND, OTHERS, OTHERS_LAST, RECIPIENTS};
use super::wordings::DAEMONS;
use super::words;
use super::writer::{ENDS, Notice, is_login, is_mine, is_own, is_served, is_told_well, tells};
use crate::reply::{EnhancedCode, Reply};

/// How sure it is that an address is a failed recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// It just occurs.
    Mentioned,
    /// A word or a reply code before it says so.
    Named,
    /// It starts a line, or a command to a server contains it.
    Listed,
}

/// Returns the addresses that the lines announce as failed, and how surely.
pub(super) fn announced<'a>(lines: &[&'a str], strangers: &[String]) -> Vec<(&'a str, Role)> {
    let (mut found, mut names) = (Vec::new(), Vec::new());
    // After an announcement without an address, a line may be the recipient's local part.
    let mut is_list = false;
    // Whatever its language, a colon before a line announces it.
    let mut is_announced = false;
    // The last line with a recipient or a reply.
    let mut last = None;
    let mut signed = None;
    // The last line that tells a failure, looked for where a signature may start.
    let mut last_told = None;
    for (number, line) in lines.iter().enumerate() {
        // A signature follows (RFC 3676 §4.3), unless a failure is told below.
        let tells = |line: &&str| is_reply(line) || announces(line);
        let find_last = || lines.iter().rposition(tells);
        if number > 0
            && line.trim_end() == "--"
            && *last_told.get_or_insert_with(find_last) < Some(number)
        {
            break;
        }
        if let Some(name) = local_part(line).filter(|_| is_list) {
            names.push((name, Role::Listed));
            continue;
        }
        is_list = announces_names(line) || is_list && line.trim().is_empty();
        if is_sign_off(line) {
            signed = Some(number);
        }
        let is_signature = signed.is_some_and(|signed| number - signed <= LONGEST_SIGNATURE);
        if is_signature && strangers.is_empty() && alone(line).is_some() {
            continue;
        }
        let mut from = 0;
        for span in addresses(line) {
            let (before, address) = (&line[from..span.start], &line[span.clone()]);
            let (is_first, after) = (from == 0, &line[span.end..]);
            from = span.end;
            // Postfix names a postmaster in this way only if mail to it fails.
            let is_cited = after.starts_with(">:") && !is_among(address, strangers);
            if is_stranger(address, strangers) && !is_cited || is_refused_sender(after) {
                continue;
            }
            let is_signed = || before.ends_with('(') && after.starts_with(')');
            let role = if is_origin(before) {
                // It replaces what it was rewritten to, if that is not an address.
                let rewritten = number.checked_sub(1).and_then(|above| lines.get(above));
                let is_address = rewritten.is_some_and(|line| addresses(line).next().is_some());
                (!is_address).then_some(Role::Listed)
            } else if is_sendmails(before, after) || is_said(after) {
                Some(Role::Listed)
            } else if is_announced && before.ends_with('(') && after.trim_end() == ")" {
                // Exchange: `Jo (jo@example.org)`.
                Some(Role::Listed)
            } else {
                let opens = || opens(lines, number, after, last, is_announced);
                role(before, is_first).filter(|role| match role {
                    Role::Listed => {
                        !is_signed() && !is_served(after) && !is_own(line, span.clone()) && opens()
                    }
                    Role::Named => !is_login(lines, before) && !is_told_well(line, span.clone()),
                    Role::Mentioned => true,
                })
            };
            if role.is_some_and(|role| role > Role::Mentioned) {
                last = Some(Last {
                    number,
                    is_listed: role == Some(Role::Listed),
                });
            }
            found.extend(role.map(|role| (number, address, role)));
        }
        if is_reply(line) {
            last = Some(Last {
                number,
                is_listed: false,
            });
        }
        is_announced =
            line.trim_end().ends_with([':', '：']) || is_announced && line.trim().is_empty();
    }
    let is_listed = found.iter().any(|(.., role)| *role == Role::Listed);
    if strangers.is_empty() && lines.len() > 1 {
        drop_writers(&mut found, lines);
    }
    let found = found.into_iter().map(|(_, address, role)| (address, role));
    found
        .chain(names.into_iter().filter(|_| !is_listed))
        .collect()
}

/// Drops the addresses of whoever pasted a notice.
fn drop_writers(found: &mut Vec<(usize, &str, Role)>, lines: &[&str]) {
    let is_recipient = |role: &Role| *role > Role::Mentioned;
    let recipients = found.iter().filter(|(.., role)| is_recipient(role));
    let recipients: Vec<_> = recipients
        .map(|(number, address, _)| (*number, *address))
        .collect();
    if let Some(notice) = Notice::find(lines, &recipients) {
        found.retain(|(number, address, role)| {
            !is_recipient(role)
                || !notice.is_beside(lines, *number, address)
                    && !notice.is_elsewhere(lines, *number, address)
        });
    }
}

/// The most lines between the end of a letter and its writer's address.
const LONGEST_SIGNATURE: usize = 3;

/// The last line with a recipient or a reply.
#[derive(Clone, Copy)]
struct Last {
    number: usize,
    /// Whether it is an item of a list, and no reply.
    is_listed: bool,
}

/// The next recipient of a list is at most so many lines below the last.
const MOST_APART: usize = 3;

/// Whether an address that starts a line is a recipient. Below another recipient or a reply, it may as well belong to
/// whoever wrote this: then it must be marked, start a paragraph that says more, or continue a list.
fn opens(
    lines: &[&str],
    number: usize,
    after: &str,
    last: Option<Last>,
    is_announced: bool,
) -> bool {
    if after.trim_end().ends_with([':', '：']) && is_attribution(after) {
        return false;
    }
    let Some(last) = last else { return true };
    let line = lines[number];
    let is_marked = line.trim_start().starts_with('<')
        || after.starts_with([':', '：'])
        || after.starts_with(">:")
        || after.starts_with("...");
    let above = number.checked_sub(1).map_or("", |above| lines[above]);
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let is_below = indentation(above) > indentation(line) && last.number < number;
    let is_item = |line: &str| line.trim_start().starts_with(['-', '*', '•']);
    let next = lines.get(number + 1).copied().unwrap_or_default();
    let is_told = after.trim().is_empty() && (announces(next) || is_reply(next));
    let says_more = !next.trim().is_empty();
    let starts = above.trim().is_empty() && (says_more || after.contains(char::is_alphabetic));
    let is_blank = |line: &&str| line.trim().is_empty();
    let between = lines.get(last.number + 1..number).unwrap_or_default();
    let follows = last.number < number
        && last.is_listed
        && between.len() < MOST_APART
        && between.iter().all(is_blank);
    let goes_on = is_item(line) && is_item(above) || follows;
    is_marked || is_announced || is_below || is_told || starts || goes_on
}

/// Keeps the addresses that sentences mention where they tell the failure, if there are few.
pub(super) fn keep_told(found: &mut Vec<(&str, Role)>, lines: &[&str]) {
    let is_crowded = found.len() > MOST_MENTIONED;
    found.retain(|(address, _)| !is_crowded && lines.iter().any(|line| tells(line, address)));
}

/// The most addresses that a text mentions without any sign whose they are.
const MOST_MENTIONED: usize = 16;

/// Whether a line contains a server's refusal.
fn is_reply(line: &str) -> bool {
    words::code_at(line).is_some_and(|(_, code)| code >= 400)
}

/// Whether a few words and a colon after an address say that somebody wrote what follows: `jo@example.org wrote:`.
fn is_attribution(after: &str) -> bool {
    let words = after.trim_matches(['>', ':', '：', ' ']);
    after.trim_start_matches('>').starts_with(' ')
        && words.contains(char::is_alphabetic)
        && words.split(' ').count() <= 3
        && !announces(words)
}

/// Returns the recipient that a line names before a reply: `Delivery to someone@example.org failed: 550 …`,
/// `someone@example.org: 550 …`; none if it names several.
pub fn named_before_reply(line: &str) -> Option<&str> {
    let said = || line.find(&Reply::parse(line).code?.to_string());
    let at = words::code_at(line).map_or_else(said, |(at, _)| Some(at))?;
    let before = &line[..at];
    // Most replies start their lines.
    memchr::memchr(b'@', before.as_bytes())?;
    if is_mine(before) {
        return None;
    }
    let mut named = announced(&[before], &[])
        .into_iter()
        .filter(|(address, role)| {
            // People who write that they got a reply also start their lines like this.
            let behind = before.rsplit(&**address).next().unwrap_or_default();
            let is_prose = behind.contains(char::is_alphabetic) && behind.contains(' ');
            *role == Role::Named
                || *role == Role::Listed && (!is_prose || words::host(behind).is_some())
        });
    let Some((address, _)) = named.next() else {
        return handed(before);
    };
    named
        .all(|(other, _)| other.eq_ignore_ascii_case(address))
        .then_some(address)
}

/// Returns the recipient whose address a server's words start with, after any codes: `550 5.1.1 <someone@example.org>:
/// Recipient address rejected`. The address is the sender's if the reply is about a login or about sending.
pub fn named_first(reply: &str) -> Option<&str> {
    let coded = reply.split_at_checked(3);
    let (code, said) = coded
        .filter(|(code, _)| code.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or(("", reply));
    let said = said.trim_start_matches([' ', '-']);
    let (first, rest) = said.split_once(' ').unwrap_or((said, ""));
    let enhanced = first.parse::<EnhancedCode>().ok();
    let words = enhanced.map_or(said, |_| rest.trim_start());
    // Few replies start like this: most are dismissed here.
    let (word, _) = words.split_once(' ').unwrap_or((words, ""));
    if !word.contains('@') || code.starts_with("53") || is_of_sender(enhanced, words) {
        return None;
    }
    let span = addresses(word).next()?;
    matches!(&word[..span.start], "" | "<").then(|| &word[span])
}

/// Whether a server's words are about the sender.
fn is_of_sender(enhanced: Option<EnhancedCode>, words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    enhanced.is_some_and(EnhancedCode::is_of_sender)
        || lower.contains("send")
        || lower.contains("mail from")
}

/// Returns the only address before a reply, if the reply follows directly, and something was to go there or the address
/// starts a value: `mail to someone@example.org: 550 …`, whatever else asks to send mail there;
/// `error="someone@example.org: 550 …`.
fn handed(before: &str) -> Option<&str> {
    let mut spans = addresses(before);
    let span = spans.next().filter(|_| spans.next().is_none())?;
    let lead = before[..span.start].trim_end_matches(|c: char| !c.is_alphabetic());
    let is_value = before[..span.start].ends_with("=\"");
    ((ends_with_word(lead, "to") || is_value)
        && !before[span.end..].contains(char::is_alphanumeric))
    .then(|| &before[span])
}

/// Words before an address to which mail was to go.
const GOING: [&str; 13] = [
    "mail to",
    "mails to",
    "email to",
    "emails to",
    "e-mail to",
    "e-mails to",
    "message to",
    "messages to",
    "send to",
    "sending to",
    "deliver to",
    "delivery to",
    "recipient",
];
/// What a sentence says behind such an address, if no more than that it failed.
const FAILED: [&str; 10] = [
    "bounced",
    "bounces",
    "could not be delivered",
    "could not be sent",
    "failed",
    "fails",
    "is rejected",
    "was not delivered",
    "was refused",
    "was rejected",
];

/// Returns the recipient that a sentence names above a reply: `Could not send mail to someone@example.org:`. Its words
/// must say that mail was to go there, and failed: others speak of whoever wrote them.
pub fn named_above_reply(line: &str) -> Option<&str> {
    let spans: Vec<_> = addresses(line).take(3).collect();
    let (span, sender) = match spans.as_slice() {
        [only] => (only, 0..0),
        // `Mail from me@example.com to jo@example.org failed.`
        [sender, last] => (last, sender.clone()),
        _ => return None,
    };
    let from = lead(&line[..sender.start]);
    let from = from
        .strip_suffix("from")
        .or((from.is_empty()).then_some(""))?;
    let words = from.to_owned() + lead(&line[sender.end..span.start]).trim_start();
    let words = words.to_lowercase();
    let behind = line[span.end..].trim_matches(|c: char| !c.is_alphanumeric());
    let behind = behind.to_lowercase();
    let has_failed = if behind.is_empty() {
        let failing = ["cannot", "error", "fail", "not ", "unable"];
        failing.iter().any(|word| words.contains(word))
    } else {
        FAILED.contains(&&*behind)
    };
    let goes_there = GOING.iter().any(|going| ends_with_word(&words, going));
    (goes_there && has_failed && !words.contains(',')).then(|| &line[span.clone()])
}

/// Strips the marks before an address.
fn lead(before: &str) -> &str {
    before.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// Returns the recipients that a sentence lists to its end: `Found inactive addresses: jo@example.org, al@example.org.`
pub fn listed_in_sentence(text: &str) -> Vec<&str> {
    let starts = ["addresses: ", "recipients: "].map(|label| Some(text.find(label)? + label.len()));
    let Some(start) = starts.into_iter().flatten().next() else {
        return Vec::new();
    };
    let list = text[start..].lines().next().unwrap_or_default();
    let list = list.split_once(". ").map_or(list, |(list, _)| list);
    let items = list.trim_end_matches(['.', ' ']).split(", ");
    let addresses: Option<Vec<_>> = items.map(alone).collect();
    addresses.unwrap_or_default()
}

/// Returns the recipient that a sentence without a reply code names: the only address, in the first clause or after the
/// cause, `User unknown: someone@example.org`. If there are several sentences, each may be about somebody else, except
/// one that is just a list.
pub fn named_in_sentence(line: &str) -> Option<&str> {
    let sentence = line.trim_end_matches([' ', '.', '!', '。']);
    let is_one = !sentence.contains('\n') && !ENDS.iter().any(|end| sentence.contains(end));
    if Reply::parse(line).code.is_some() {
        return None;
    }
    let mut spans = addresses(line);
    let span = spans.next()?;
    let (before, after) = (&line[..span.start], line[span.end..].trim_start());
    if spans.next().is_some() || is_stranger(&line[span.clone()], &[]) {
        return None;
    }
    if let [only] = listed_in_sentence(line)[..] {
        return Some(only);
    }
    let role = role(before, true).filter(|_| is_one)?;
    let is_first_clause = !before.contains([',', ';', '，', '、']);
    let is_behind_cause = before.trim_end_matches([' ', '<']).ends_with([':', '：']);
    if is_behind_cause && is_subject(after) {
        return None;
    }
    let is_named = role == Role::Named && is_first_clause
        || is_behind_cause
        || role == Role::Listed && after.trim_start_matches('>').starts_with(": ")
        || BEHIND.iter().any(|word| after.starts_with(word));
    is_named.then(|| &line[span])
}

/// Whether an address is the subject of the rest of its sentence: `help@example.org knows more`. After a recipient, a
/// mark separates any words that follow, and they are about mail.
fn is_subject(after: &str) -> bool {
    let behind = after.trim_start_matches(['>', '"', '\'', ')', ' ']);
    if !behind.contains(char::is_alphanumeric) || behind.starts_with(['(', '[']) {
        return false;
    }
    let is_apart = !behind.starts_with(char::is_alphanumeric);
    !(announces(behind) || is_apart && speaks_of_mail(behind))
}

/// Whether an address is the one from which another was generated, or a file or program that got the message. In Exim:
/// `(generated from someone@example.org)`, `generated by someone@example.org`.
pub(super) fn is_origin(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '<']);
    before.ends_with("generated from") || before.trim_start() == "generated by"
}

/// Sendmail: `550 <someone@example.org>... User unknown`.
fn is_sendmails(before: &str, after: &str) -> bool {
    let is_code = words::code_at(before).is_some_and(|(at, _)| at == 0);
    is_code && after.trim_start_matches('>').starts_with("...")
}

/// Postfix: `<someone@example.org>: host mx.example.org[192.0.2.7] said: …`, whatever precedes it.
fn is_said(after: &str) -> bool {
    after.starts_with(">: host ") && words::host(after).is_some()
}

/// Postfix: `<someone@example.org>: Sender address rejected`.
fn is_refused_sender(after: &str) -> bool {
    let words = after.trim_start_matches(['>', ':', ' ']).get(..6);
    after.starts_with(">:") && words.is_some_and(|word| word.eq_ignore_ascii_case("sender"))
}

/// Whether a line announces recipients without an address.
fn announces_names(line: &str) -> bool {
    let lower = line.trim_end().to_lowercase();
    let names = [
        "recipients",
        "recipient(s)",
        "addresses",
        "address(es)",
        "users",
    ];
    lower.ends_with(':') && names.iter().any(|name| lower.contains(name))
}

/// Returns the local part that is all of a line, indented as in a list.
pub(super) fn local_part(line: &str) -> Option<&str> {
    let name = line.trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let is_indented = line.starts_with([' ', '\t']);
    let is_local =
        name.len() <= 64 && name.chars().all(is_name) && name.starts_with(char::is_alphanumeric);
    (is_indented && is_local).then_some(name)
}

fn is_stranger(address: &str, strangers: &[String]) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    DAEMONS
        .iter()
        .any(|daemon| local.eq_ignore_ascii_case(daemon))
        || is_among(address, strangers)
}

fn is_among(address: &str, strangers: &[String]) -> bool {
    let mut strangers = strangers.iter();
    strangers.any(|stranger| stranger.eq_ignore_ascii_case(address))
}

/// Returns the role that the text before an address gives it.
pub(super) fn role(before: &str, is_first: bool) -> Option<Role> {
    let marks =
        |c: char| c.is_whitespace() || "<>\"'`()[]{}:;,*-•・·|=#\u{a0}“”«»「」（".contains(c);
    let bare = before.trim_matches(marks);
    // `1. someone@example.org`
    let number = bare.trim_end_matches('.');
    let is_numbered = number.len() < 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_numbered {
        let is_summary = before.trim_start().starts_with(':');
        return (!is_summary).then_some(if is_first {
            Role::Listed
        } else {
            Role::Mentioned
        });
    }
    if is_account(before) {
        return None;
    }
    let lower = bare.to_lowercase();
    let lower = words::end(&lower, 60);
    if ends_with_word(lower, "rcpt to") || lower == "recipient" || lower == "recipients" {
        return Some(Role::Listed);
    }
    // `from=jo@example.org to=al@example.org`
    let is_key = before.trim_end_matches('<').ends_with("to=");
    let is_field = matches!(lower, "to" | "an" | "cc" | "bcc" | "from");
    let is_login = ["account=", "login=", "user="]
        .iter()
        .any(|key| before.ends_with(key));
    if is_field && !is_key || is_login || is_delivered(lower) || lower.ends_with("message-id") {
        return None;
    }
    let is_last = |word: &&str| ends_with_word(lower, word);
    if OTHERS_LAST.iter().any(is_last) || OTHERS.stand_in(lower) {
        return None;
    }
    let named = RECIPIENTS.iter().any(|word| ends_with_word(lower, word));
    let coded = words::code_at(bare).is_some();
    Some(if named || coded {
        Role::Named
    } else {
        Role::Mentioned
    })
}

/// Whether a message arrived at the address behind these words: `Delivered to`.
fn is_delivered(lower: &str) -> bool {
    const FAILING: [&str; 6] = ["not", "n't", "n’t", "fail", "unable", "never"];
    ends_with_word(lower, "delivered to") && !FAILING.iter().any(|word| lower.contains(word))
}

/// Whether a server's name and a colon precede an address directly: then it is the account there, as in Apple Mail
/// (`using the server smtp.example.org:someone@example.org`).
fn is_account(before: &str) -> bool {
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let name = before
        .strip_suffix(':')
        .and_then(|before| before.rsplit(' ').next());
    name.is_some_and(|name| name.contains('.') && name.chars().all(is_of_host))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric) || !word.is_ascii())
}
