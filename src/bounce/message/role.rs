//! The role of an address in running text: a failed recipient, or somebody else.

use super::address::{addresses, alone, has_local_part};
use super::announcement::{announces, denies, is_sign_off};
use super::around::{OTHERS, OTHERS_LAST, RECIPIENTS};
use super::labels::labels_sender;
use super::phrases::DAEMONS;
use super::words;
use super::writer::{Notice, is_login, is_own, is_personal, is_said_to_work, is_served, tells};

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
    // The last line that reports a failure, looked for where a signature may start.
    let mut last_told = None;
    for (number, line) in lines.iter().enumerate() {
        // A signature follows (RFC 3676 §4.3), unless a failure is reported below.
        let tells = |line: &&str| words::has_refusal(line) || announces(line);
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
                    Role::Listed | Role::Named if is_served(after) => false,
                    Role::Listed => !is_signed() && !is_own(line, span.clone()) && opens(),
                    Role::Named => !is_login(lines, before) && !is_said_to_work(line, span.clone()),
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
        if words::has_refusal(line) {
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
/// whoever wrote this: then it must be marked, start a paragraph that says more, or continue a list. Below the label of a
/// sender, it is none.
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
    let above = number.checked_sub(1).map_or("", |above| lines[above]);
    // Somebody speaks below: `jo@example.org:`.
    let is_speaker = || lines.get(number + 1).is_some_and(|next| is_personal(next));
    if after.trim() == ":" && is_speaker() {
        return false;
    }
    if after.trim().is_empty() && labels_sender(above) {
        return false;
    }
    let Some(last) = last else { return true };
    let line = lines[number];
    let is_marked = line.trim_start().starts_with('<')
        || after.starts_with([':', '：'])
        || after.starts_with(">:")
        || after.starts_with("...");
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let is_below = indentation(above) > indentation(line) && last.number < number;
    let is_item = |line: &str| line.trim_start().starts_with(['-', '*', '•']);
    let next = lines.get(number + 1).copied().unwrap_or_default();
    let is_told = after.trim().is_empty() && (announces(next) || words::has_refusal(next));
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

/// Keeps the addresses that sentences mention where they report the failure, if there are few.
pub(super) fn keep_reported(found: &mut Vec<(&str, Role)>, lines: &[&str]) {
    let is_crowded = found.len() > MOST_MENTIONED;
    found.retain(|(address, _)| !is_crowded && lines.iter().any(|line| tells(line, address)));
}

/// The most addresses that a text mentions without any sign whose they are.
const MOST_MENTIONED: usize = 16;

/// Whether a few words and a colon after an address say that somebody wrote what follows: `jo@example.org wrote:`.
fn is_attribution(after: &str) -> bool {
    let words = after.trim_matches(['>', ':', '：', ' ']);
    after.trim_start_matches('>').starts_with(' ')
        && words.contains(char::is_alphabetic)
        && words.split(' ').count() <= 3
        && !announces(words)
}

/// Whether an address is the one from which another was generated, or a file or program that got the message. In Exim:
/// `(generated from someone@example.org)`, `generated by someone@example.org`.
pub(super) fn is_origin(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '<']);
    before.ends_with("generated from") || before.trim_start() == "generated by"
}

/// Sendmail: `550 <someone@example.org>... User unknown`.
fn is_sendmails(before: &str, after: &str) -> bool {
    words::is_coded(before)
        && words::has_refusal(before)
        && after.trim_start_matches('>').starts_with("...")
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

pub(super) fn is_stranger(address: &str, strangers: &[String]) -> bool {
    is_daemon(address) || is_among(address, strangers)
}

/// Whether an address is that of a mail system.
pub fn is_daemon(address: &str) -> bool {
    has_local_part(address, &DAEMONS)
}

fn is_among(address: &str, strangers: &[String]) -> bool {
    let mut strangers = strangers.iter();
    strangers.any(|stranger| stranger.eq_ignore_ascii_case(address))
}

/// Labels of the account with which a mail program sends.
const ACCOUNTS: [&str; 8] = [
    "account",
    "conta",
    "compte",
    "cuenta",
    "fiók",
    "konto",
    "учетная запись",
    "учётная запись",
];

/// Words before what could not be done.
const UNABLE: [&str; 10] = [
    "could not",
    "couldn't",
    "cannot",
    "can not",
    "can't",
    "failed to",
    "unable to",
    "not able to",
    "trying to",
    "tried to",
];

/// Words directly before an address to which something was being sent.
const SENDING: [&str; 8] = [
    "delivering to",
    "delivering mail to",
    "delivering message to",
    "sending to",
    "sending mail to",
    "sending email to",
    "sending message to",
    "sending the message to",
];

/// What failed to be sent, in the last two words before that: `failed while`.
const FAILING: [&str; 5] = ["error", "failed", "failure", "problem", "trouble"];

/// Returns the role that the text before an address gives it.
pub(super) fn role(before: &str, is_first: bool) -> Option<Role> {
    let marks =
        |c: char| c.is_whitespace() || "<>\"'`()[]{}:;,*-•・·|=#\u{a0}“”«»「」（".contains(c);
    let bare = before.trim_matches(marks);
    // `1. someone@example.org`, `Line 14: someone@example.org`
    let number = bare.strip_prefix("Line ").unwrap_or(bare);
    let number = number.trim_end_matches('.');
    let is_numbered = number.len() < 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_numbered {
        let is_summary = before.trim_start().starts_with(':');
        return (!is_summary).then_some(if is_first {
            Role::Listed
        } else {
            Role::Mentioned
        });
    }
    if follows_server(before) || is_account_label(before) {
        return None;
    }
    let lower = bare.to_lowercase();
    let lower = words::end(&lower, 60);
    let key = before.trim_end_matches(OPENING);
    let is_label = matches!(lower, "bounce" | "recipient" | "recipients") && !key.ends_with('=');
    if ends_with_word(lower, "rcpt to") || is_label {
        return Some(Role::Listed);
    }
    // `from=jo@example.org to=al@example.org`
    let is_key = before.trim_end_matches('<').ends_with("to=");
    let is_field = matches!(lower, "to" | "an");
    let is_login = ["account=", "login=", "user="]
        .iter()
        .any(|name| key.ends_with(name));
    if is_field && !is_key || is_login || is_delivered(lower) || lower.ends_with("message-id") {
        return None;
    }
    if fails_to_send(lower) || is_failed_key(key, lower) {
        return Some(Role::Named);
    }
    let is_last = |word: &&str| ends_with_word(lower, word);
    if OTHERS_LAST.iter().any(is_last) || OTHERS.occur_in(lower) {
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

/// Marks between a key and its value, or the first of several: `rejected: [ 'jo@example.org' ]`.
const OPENING: [char; 5] = ['<', '"', '\'', '[', ' '];

/// Keys of those to whom something could not be sent, in lower case.
const FAILED_KEYS: [&str; 7] = [
    "bounced", "error", "failed", "invalid", "invitee", "ndr", "rejected",
];

/// Whether a key says that what follows has failed: `invalid=[`, `rejected: [ '`. Before a colon, words may be a
/// sentence: `Login failed: `.
fn is_failed_key(key: &str, lower: &str) -> bool {
    let is_alone = |name: &&str| {
        let lead = lower.strip_suffix(*name);
        lead.is_some_and(|lead| !lead.trim_end().ends_with(char::is_alphabetic))
    };
    key.ends_with('=') && FAILED_KEYS.iter().any(|name| ends_with_word(lower, name))
        || key.ends_with(':') && FAILED_KEYS.iter().any(is_alone)
}

/// Whether a text ends with the label of a failure, behind which a sentence may start: `Error:`, `Got this bounce,`.
pub(super) fn is_failed_label(before: &str) -> bool {
    let lower = before
        .trim_end_matches(|c: char| !c.is_alphabetic())
        .to_lowercase();
    let mut labels = FAILED_KEYS.iter().chain(&["bounce"]);
    labels.any(|name| ends_with_word(&lower, name))
}

/// Whether these words are the label of the account with which a mail program sends: `Account: '`.
pub fn is_account_label(before: &str) -> bool {
    let label = before.trim_end_matches(['\'', '"', '<', ' ', '\u{a0}']);
    let Some(label) = label.strip_suffix([':', '：']) else {
        return false;
    };
    let label = words::end(label.trim_end(), 30).to_lowercase();
    let mut leads = ACCOUNTS.iter().filter_map(|name| label.strip_suffix(name));
    leads.any(|lead| {
        let lead = lead.trim_end();
        lead.is_empty() || lead.ends_with(['.', ',', ';', '|'])
    })
}

/// Whether a message arrived at the address behind these words: `Delivered to`.
fn is_delivered(lower: &str) -> bool {
    ends_with_word(lower, "delivered to") && !denies(lower)
        || ends_with_word(lower, "remis à") && !lower.contains(" pas ")
}

/// Whether lower-case text says that nothing could be sent to what follows: it does not ask to send mail there. What a
/// failure is called says nothing about the address: `authentication error delivering to`.
fn fails_to_send(lower: &str) -> bool {
    let tells = ["send mail to", "send a message to"].map(|asks| lower.strip_suffix(asks));
    let is_unable = tells.into_iter().flatten().any(|before| {
        let before = before.trim_end();
        UNABLE.iter().any(|words| before.ends_with(words)) && !OTHERS.occur_in(before)
    });
    is_unable
        || SENDING.iter().any(|words| {
            let before = lower.strip_suffix(words).unwrap_or_default();
            let mut last = before.trim_end().rsplit(' ').take(2);
            last.any(|word| FAILING.contains(&word))
        })
}

/// Whether a server's name and a colon precede an address directly: then it is the account there, as in Apple Mail
/// (`using the server smtp.example.org:someone@example.org`).
fn follows_server(before: &str) -> bool {
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let name = before
        .strip_suffix(':')
        .and_then(|before| before.rsplit(' ').next());
    name.is_some_and(|name| name.contains('.') && name.chars().all(is_of_host))
}

pub(super) fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric) || !word.is_ascii())
}
