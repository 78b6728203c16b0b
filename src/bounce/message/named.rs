//! The recipient that a single line names: before a reply, above it, at its start, or in a sentence without one.

use super::address::{addresses, alone, is_joined};
use super::announcement::{announces, denies, speaks_of_mail};
use super::around::{BEHIND, OTHERS};
use super::failures::FAILURES;
use super::label_names::FROM;
use super::role::{
    Role, announced, ends_with_word, is_account_label, is_daemon, is_failed_label, is_stranger,
    role,
};
use super::words;
use super::writer::{ENDS, is_mine};
use crate::reply::{EnhancedCode, Reply};

/// How much before a reply may name the recipient, in bytes.
const LONGEST: usize = 1024;
/// The most addresses of a sentence that are looked at.
const MOST_SPANS: usize = 16;

/// Returns the recipient that a line names before a reply: `Delivery to someone@example.org failed: 550 …`,
/// `someone@example.org: 550 …`; none if it names several.
pub fn named_before_reply(line: &str) -> Option<&str> {
    let said = || line.find(&Reply::parse(line).code?.to_string());
    let at = words::code_at(line).map_or_else(said, |(at, _)| Some(at))?;
    let before = words::end(&line[..at], LONGEST);
    // Most replies start their lines.
    memchr::memchr(b'@', before.as_bytes())?;
    // What is above the line with the reply may be about anybody.
    let own = before.rsplit('\n').next().unwrap_or(before);
    let before = if own.contains('@') { own } else { before };
    if is_mine(before) {
        return None;
    }
    let before = behind_arrow(before).unwrap_or(before);
    let mut named = announced(&[before], &[])
        .into_iter()
        .filter(|(address, role)| {
            // People who write that they got a reply also start their lines like this.
            let behind = before.rsplit(&**address).next().unwrap_or_default();
            let goes_on = |words: &[&str]| {
                let mut words = words.iter();
                words.any(|word| behind.trim_start().starts_with(word))
            };
            let lead = before.split(&**address).next().unwrap_or_default();
            let lead = lead.trim_end();
            let is_user = ends_with_word(lead, "user")
                && !["to user", "for user"].iter().any(|to| lead.ends_with(to));
            // `Account jo@example.org: 550 …`
            let is_account = is_account_label(&format!("{lead}:"));
            if goes_on(&WORKS) || is_user && goes_on(&GETS) || is_account {
                return false;
            }
            // `jo@example.org: mailbox does not exist (550 …`
            let cause = behind.strip_suffix(" (").unwrap_or_default();
            let is_cause = || cause.starts_with([':', '>']) && is_cause(cause);
            // `jo@example.org   BOUNCE   550 …`, `jo@example.org   5.0   disabled (550 …`
            let status = behind.trim_matches([' ', ':', '"', '\'']);
            let is_row = status.contains("  ") && lead.is_empty();
            let is_status = || {
                let is_known = || STATUS.contains(&&*status.to_lowercase());
                behind.starts_with("  ") && (is_row || is_known())
            };
            let is_prose = behind.contains(char::is_alphabetic)
                && behind.contains(' ')
                && !is_cause()
                && !is_status();
            // `invalid=[jo@example.org] reason='550 …`, `invitee=jo@example.org err="550 …`
            let is_closed = behind.starts_with([']', '"', '\'']) || lead.ends_with('=');
            // `<jo@example.org>, remote server said: 550 …`
            let is_said = behind.trim_end() == ">, remote server said:";
            *role == Role::Named && !(is_prose && !is_closed && is_failed_label(lead))
                || *role == Role::Listed && (!is_prose || is_said || words::host(behind).is_some())
        });
    let Some((address, _)) = named.next() else {
        return handed(before);
    };
    if is_joined(before, address) {
        return None;
    }
    if named.all(|(other, _)| other.eq_ignore_ascii_case(address)) {
        return Some(address);
    }
    // `Mail to al@example.org is fine. Mail to jo@example.org: 550 …`
    let ends = ENDS.iter();
    let last = ends.filter_map(|end| Some(before.rfind(end)? + end.len()));
    named_before_reply(&line[at - before.len() + last.max()?..])
}

/// Returns what is behind an arrow between two addresses: `me@example.com -> jo@example.org: 550 …`.
fn behind_arrow(before: &str) -> Option<&str> {
    let arrows = ["->", "=>", "→"].iter();
    let parts = arrows.filter_map(|arrow| before.rsplit_once(arrow));
    let mut parts = parts.map(|(from, to)| (from.trim_end(), to.trim_start()));
    let parts = parts.find(|(from, to)| {
        let last = addresses(from).last();
        let first = addresses(to).next();
        last.is_some_and(|span| matches!(&from[span.end..], "" | ">"))
            && first.is_some_and(|span| matches!(&to[..span.start], "" | "<"))
    });
    parts.map(|(_, to)| to)
}

/// How a sentence goes on about an address that works, or about whoever was told.
const WORKS: [&str; 8] = [
    "about ",
    "that ",
    "works",
    "is fine",
    "is ok",
    "is working",
    "was accepted",
    "was delivered",
];

/// What a list has between its columns for a recipient and a reply.
const STATUS: [&str; 7] = [
    "bounce",
    "bounced",
    "error",
    "failed",
    "hard bounce",
    "reason",
    "rejected",
];

/// Returns the recipient whose address a server's words start with, after any codes: `550 5.1.1 <someone@example.org>:
/// Recipient address rejected`; or that the cause names: `550 5.1.1 User unknown: someone@example.org`, `550 5.1.1 User
/// unknown for someone@example.org`. The address is the sender's if the reply is about a login or about sending.
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
    if memchr::memchr(b'@', words.as_bytes()).is_none()
        || code.starts_with("53")
        || is_of_sender(enhanced, words)
    {
        return None;
    }
    if !word.contains('@') {
        return of_cause(words).filter(|_| !code.is_empty());
    }
    let span = addresses(word).next()?;
    let is_of_folder = code.is_empty() && names_folder(&words[span.end..]);
    (matches!(&word[..span.start], "" | "<") && !is_of_folder).then(|| &word[span])
}

/// Lists the recipients that replies start with, unless a recipient is listed above: the reply may be about whom its mail
/// was passed on to, or about the sender.
pub(super) fn prefer_refused<'a>(
    found: &mut Vec<(&'a str, Role)>,
    lines: &[&'a str],
    strangers: &[String],
) {
    let refused = named_in_replies(lines, strangers);
    // Replies in a list are no notice.
    let is_notice = || lines.iter().any(|line| announces(line));
    let Some((first, _)) = refused.first().copied().filter(|_| is_notice()) else {
        return;
    };
    let above = lines[..=first]
        .iter()
        .flat_map(|line| addresses(line).map(|span| &line[span]));
    let above: Vec<_> = above.collect();
    let is_in = |all: &[&str], address: &str| all.iter().any(|it| it.eq_ignore_ascii_case(address));
    let refused: Vec<_> = refused.into_iter().map(|(_, refused)| refused).collect();
    let mut recipients = found.iter().filter(|(address, role)| {
        *role == Role::Listed || *role == Role::Named && !is_in(&refused, address)
    });
    if recipients.any(|(address, _)| is_in(&above, address)) {
        return;
    }
    found.retain(|(address, _)| !is_in(&refused, address));
    if found.iter().all(|(_, role)| *role < Role::Listed) {
        found.clear();
    }
    found.extend(refused.into_iter().map(|refused| (refused, Role::Listed)));
}

/// Returns the addresses that replies start with, each with the index of its line: a server knows best whom it refuses.
pub(super) fn named_in_replies<'a>(
    lines: &[&'a str],
    strangers: &[String],
) -> Vec<(usize, &'a str)> {
    let named = lines.iter().enumerate().filter_map(|(number, line)| {
        let (before, reply) = line.split_at(words::code_at(line)?.0);
        let named = named_first(reply).filter(|_| !OTHERS.occur_in(&before.to_lowercase()))?;
        (!is_stranger(named, strangers)).then_some((number, named))
    });
    named.collect()
}

/// Returns the recipient behind an enhanced status code, wherever that is: `The server response was: 5.1.1
/// <someone@example.org> User unknown`.
fn named_behind_status(text: &str) -> Option<&str> {
    let mut spans = addresses(text).take(MOST_SPANS);
    spans.find_map(|span| {
        let before = text[..span.start].strip_suffix(" <")?;
        let status = before.rsplit([' ', '\'', '"', '(']).next()?;
        let status: EnhancedCode = status.parse().ok()?;
        let is_of_sender = is_of_sender(Some(status), &text[span.end..]);
        // `Recipient address 'jo@example.org' not accepted: 4.3.0 <me@example.com>: …`
        let named = announced(&[before], &[]);
        let mut named = named.iter().filter(|(_, role)| *role == Role::Named);
        let recipient = named.next_back().map_or(&text[span], |(named, _)| *named);
        (!is_of_sender).then_some(recipient)
    })
}

/// The last words of a cause that names its recipient behind a colon, or behind `for`.
const CAUSES: [&str; 10] = [
    "exist",
    "found",
    "mailbox",
    "notfound",
    "recipient",
    "rejected",
    "server",
    "unavailable",
    "unknown",
    "user",
];

/// Returns the recipient whom a cause names: nothing but words is before the address.
fn of_cause(words: &str) -> Option<&str> {
    let line = words.lines().next()?;
    let span = addresses(line).next()?;
    let before = line[..span.start].trim_end_matches(['<', ' ']);
    let cause = before.strip_suffix(':').or(before.strip_suffix(" for"))?;
    let is_plain = cause
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | ':' | '-'));
    let is_sentence = ENDS.iter().any(|end| cause.contains(end));
    (is_plain && !is_sentence && is_cause(cause)).then(|| &line[span])
}

/// Whether words end as a cause does: `Mailbox not found`. They may also say where to ask.
fn is_cause(words: &str) -> bool {
    let lower = words.to_lowercase();
    CAUSES.iter().any(|last| lower.ends_with(last)) && !OTHERS.occur_in(&lower)
}

/// Whether a server's words are about the sender.
fn is_of_sender(enhanced: Option<EnhancedCode>, words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    enhanced.is_some_and(EnhancedCode::is_of_sender)
        || lower.contains("send")
        || lower.contains("mail from")
}

/// Returns the only address before a reply, if the reply follows directly, and something was to go there or the address
/// starts a value: `mail to someone@example.org: 550 …`, `mail to someone@example.org failed, 550 …`, whatever else asks
/// to send mail there; `error="someone@example.org: 550 …`.
fn handed(before: &str) -> Option<&str> {
    let mut spans = addresses(before);
    let span = spans.next().filter(|_| spans.next().is_none())?;
    let lead = before[..span.start].trim_end_matches(|c: char| !c.is_alphabetic());
    let is_value = before[..span.start].ends_with("=\"");
    let behind = before[span.end..].trim_matches(|c: char| !c.is_alphanumeric());
    let has_failed = ends_with_word(lead, "to") && FAILED.contains(&behind);
    ((ends_with_word(lead, "to") || is_value) && behind.is_empty() || has_failed)
        .then(|| &before[span])
}

/// How a sentence goes on about a user who gets a reply.
const GETS: [&str; 4] = ["gets ", "got ", "has got ", "has received "];

/// Words before an address to which mail was to go.
const GOING: [&str; 11] = [
    "mail to",
    "mails to",
    "email to",
    "emails to",
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
    if let Some(to) = behind_arrow(line).filter(|_| denies(&line.to_lowercase())) {
        return addresses(to).next().map(|span| &to[span]);
    }
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
        denies(&words) || words.contains("error")
    } else {
        FAILED.contains(&&*behind)
    };
    let goes_there = GOING.iter().any(|going| ends_with_word(&words, going));
    // `Съобщението не може да бъде доставено до: someone@example.org`
    let last = words.rsplit(' ').next().unwrap_or_default();
    let is_announced = || {
        behind.is_empty()
            && FAILURES.occur_in(&words)
            && !FROM.contains(&last)
            && !OTHERS.occur_in(&words)
    };
    let is_recipient = goes_there && has_failed || is_announced();
    (is_recipient && !words.contains(',')).then(|| &line[span.clone()])
}

/// Strips the marks before an address.
fn lead(before: &str) -> &str {
    before.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// Returns the recipients that a sentence lists to its end: `Found inactive addresses: jo@example.org, al@example.org.`
pub fn listed_in_sentence(text: &str) -> Vec<&str> {
    let starts = ["addresses: ", "recipients: ", "recipients failed: "]
        .map(|label| Some(text.find(label)? + label.len()));
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
/// one that is just a list. None if another program means a user of its own, or a server a missing folder.
pub fn named_in_sentence(line: &str) -> Option<&str> {
    if let Some(named) = named_behind_status(line) {
        return Some(named);
    }
    let sentence = line.trim_end_matches([' ', '.', '!', '。']);
    let is_one = !sentence.contains('\n') && !ENDS.iter().any(|end| sentence.contains(end));
    if Reply::parse(line).code.is_some() || is_of_login(line) {
        return None;
    }
    let mut spans = addresses(line);
    let span = spans.next()?;
    let (before, after) = (&line[..span.start], line[span.end..].trim_start());
    if names_folder(after) || spans.next().is_some() || is_daemon(&line[span.clone()]) {
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
        // Exim's statistics: `1 jo@example.org R=dnslookup T=remote_smtp : Unrouteable address`
        || role == Role::Listed && after.starts_with("R=")
        || BEHIND.iter().any(|word| after.starts_with(word));
    is_named.then(|| &line[span])
}

/// Whether the user is not a mailbox: another program names itself first, or POP3 refuses a login:
/// `su: user jo@example.org does not exist`, `-ERR Unknown user jo@example.org`.
fn is_of_login(line: &str) -> bool {
    const PROGRAMS: [&str; 20] = [
        "auth", "chown", "ftp", "ftpd", "git", "id", "imap", "imapd", "ldap", "login", "pam",
        "passwd", "pop3", "pop3d", "rsync", "ssh", "sshd", "su", "sudo", "svn",
    ];
    let program = line.split_once(": ").map(|(name, _)| name);
    program.is_some_and(|name| PROGRAMS.contains(&name)) || line.starts_with("-ERR ")
}

/// Whether words behind an address say that a folder is missing: `: Mailbox doesn't exist: Sent`.
fn names_folder(after: &str) -> bool {
    let cause = after
        .strip_prefix(": ")
        .and_then(|said| said.split_once(": "));
    cause.is_some_and(|(cause, folder)| {
        let is_name = folder.starts_with(char::is_uppercase) && !folder.contains([' ', '@']);
        cause.to_lowercase().starts_with("mailbox ") && is_name && folder != "INBOX"
    })
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
