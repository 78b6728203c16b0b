//! Replies that are only mentioned: a pattern matches them, a command searches for them, a program notes them.

use crate::bounce::{library, log, mail_start};
use crate::reply::Reply;

/// Programs that search for a text.
const SEARCHING: [&str; 7] = ["awk", "egrep", "fgrep", "grep", "rg", "sed", "zgrep"];

/// What occurs in patterns, but rarely elsewhere.
const OF_PATTERNS: [&str; 8] = [".*", ".+", "[^", "\\[", "\\.", "\\d+", "<HOST>", "%("];

/// The most replies of a text that are remembered.
const MOST: usize = 100;

/// The fewest words before a reply within a sentence.
const SENTENCE: usize = 3;

/// The first replies of a text without a recipient. Somebody who writes about a reply quotes it in more than one
/// paragraph.
pub(super) struct Quoted<'t> {
    /// The text, if it has paragraphs.
    text: Option<&'t str>,
    /// Each reply, with the line at which it starts, and all that is said there.
    known: Vec<(usize, &'t str, Reply<'t>)>,
}

impl<'t> Quoted<'t> {
    pub(super) fn of(text: &'t str) -> Quoted<'t> {
        Quoted {
            text: Some(text).filter(|text| text.contains("\n\n")),
            known: Vec::new(),
        }
    }

    /// Whether another paragraph has the same reply among other words, or in the same sentence.
    pub(super) fn is_again(&mut self, line: usize, diagnostic: &'t str, reply: &Reply<'t>) -> bool {
        let is_plain = || reply.class().is_some() && !diagnostic.contains('@');
        let Some(text) = self.text.filter(|_| is_plain()) else {
            return false;
        };
        let mut known = self.known.iter();
        let Some((first, said, _)) = known.find(|(_, _, known)| known == reply) else {
            if self.known.len() < MOST {
                self.known.push((line, diagnostic, reply.clone()));
            }
            return false;
        };
        let mut between = text.lines().take(line).skip(*first);
        let words = || diagnostic.split(' ').take(SENTENCE);
        let is_sentence = || !words().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let is_same = || {
            if *said == diagnostic {
                is_sentence()
            } else {
                !are_listed(said, diagnostic, reply)
            }
        };
        between.any(|line| line.trim().is_empty()) && is_same()
    }
}

/// Whether two lines with the same reply report two failures: the words before it start alike, or name different hosts or
/// times.
fn are_listed(one: &str, other: &str, reply: &Reply<'_>) -> bool {
    let code = reply.code.map(|code| code.to_string()).unwrap_or_default();
    let [one, other] = [one, other].map(|line| line.split(&*code).next().unwrap_or_default());
    let first = one.split(' ').next().unwrap_or_default();
    let starts_alike = !first.is_empty() && other.split(' ').next() == Some(first);
    starts_alike || has_another_name(one, other) && has_another_name(other, one)
}

/// Whether a text has a name with digits, of a host, a time or a message, that the other does not have.
fn has_another_name(text: &str, other: &str) -> bool {
    let has_digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | ':' | '-');
    let mut names = text.split(|c| !is_of_name(c)).filter(has_digit);
    names.any(|name| !other.contains(name))
}

/// Whether a reply after this text is only quoted.
pub(super) fn is_quoted(before: &str, text: &str) -> bool {
    log::is_noted(without_codes(before))
        || is_search(text)
        || is_pattern(text)
        || is_empty(text)
        || sets_code(text)
        || compares(text)
        || calls(text)
        || mail_start::is_mute(text.as_bytes())
        || library::is_frame(text)
        || is_web_status(before, &text[before.len()..])
}

/// Whether a sentence only mentions the codes: `Since May we get 550 5.7.1 errors.`, `It returns error 550.`
pub(super) fn is_mentioned(before: &str, reply: &Reply<'_>) -> bool {
    if reply.code.is_none() || !is_in_sentence(before) {
        return false;
    }
    let own = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = own.rsplit(' ').next().unwrap_or_default();
    let next = reply.text.split(|c: char| !c.is_alphanumeric()).next();
    LEADING.contains(&last)
        || last == "with" && reply.text.is_empty()
        || reply.text.ends_with('?')
        || reply.text.starts_with(['.', ',', '?', '!', ')', '"', '”'])
        || next.is_some_and(|next| MENTIONED.contains(&next))
}

/// Returns the codes whose meaning a sentence tells or asks for: `550 5.1.1 means that …`.
pub(super) fn defined(text: &str) -> Option<&str> {
    text.match_indices(" mean").find_map(|(at, word)| {
        let (before, behind) = (&text[..at], &text[at + word.len()..]);
        let (lead, codes) = before.split_at(without_codes(before).len());
        let codes = codes.trim_start_matches(['.', ' ', '-']);
        let behind = behind.trim_start_matches("ing").trim_start_matches('s');
        let is_word = !behind.starts_with(char::is_alphabetic);
        // `550 5.1.1 User unknown. Error 550 means …` is a reply.
        let is_first = !Reply::parse(lead).is_refusal();
        (is_word && is_first && Reply::parse(codes).class().is_some()).then_some(codes)
    })
}

/// Whether a sentence ends in codes, without what the server said: `We are back to SMTP error 550 5.7.1`.
pub(super) fn is_only_code(before: &str, reply: &Reply<'_>) -> bool {
    reply.text.is_empty() && is_in_sentence(before)
}

/// Whether there are enough words before codes for a sentence.
fn is_in_sentence(before: &str) -> bool {
    before.split_whitespace().nth(SENTENCE - 1).is_some()
}

/// Words before codes in a sentence.
const LEADING: [&str; 8] = ["a", "an", "get", "gets", "getting", "of", "the", "this"];
/// Words after codes that are only mentioned.
const MENTIONED: [&str; 12] = [
    "and",
    "code",
    "codes",
    "error",
    "errors",
    "for",
    "from",
    "or",
    "reply",
    "response",
    "responses",
    "when",
];

/// Whether this is a web server's answer to a program, `"code":500,"msg":"…"` (RFC 9110 §15.6), which a mail server
/// hardly sends.
fn is_web_status(before: &str, code: &str) -> bool {
    let is_of_key = before.trim_end().ends_with("\":");
    is_of_key && code.starts_with("50") && code[2..].starts_with(['0', '1', '2', '3', '4'])
}

/// Strips the codes at the end of a text.
fn without_codes(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | '-'))
}

/// Whether a command searches for the reply: `grep "550 5.1.1`, `zgrep -i 'user unknown'`, perhaps in a crontab.
fn is_search(text: &str) -> bool {
    let mut arguments = memchr::memchr3_iter(b'-', b'"', b'\'', text.as_bytes());
    arguments.any(|at| {
        let before = text[..at].strip_suffix(' ');
        let command = before.and_then(|before| before.rsplit([' ', '/']).next());
        command.is_some_and(|command| SEARCHING.contains(&command))
    })
}

/// Whether this is a pattern, `^.*: 550 5\.1\.1 .*$`; a single mark may also be that of a page.
fn is_pattern(text: &str) -> bool {
    let text = text.trim();
    let ends = usize::from(text.starts_with('^')) + usize::from(text.ends_with('$'));
    // Hardly any text contains the first of these bytes.
    let may_be = || memchr::memchr3(b'*', b'\\', b'%', text.as_bytes()).is_some();
    let marks = || OF_PATTERNS.iter().filter(|mark| text.contains(**mark));
    ends > 1 || (ends > 0 || may_be()) && ends + marks().count() > 1
}

/// Whether a line of source code calls a method: a name, an arrow or colons, and another name before a bracket,
/// `$this->fail('got an empty response');`. A message that only names a call is not one.
fn calls(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut marks = memchr::memchr2_iter(b'>', b':', text.as_bytes());
    marks.any(|at| {
        let (object, call) = text.split_at(at + 1);
        let object = object
            .strip_suffix("->")
            .or_else(|| object.strip_suffix("::"));
        let arguments = call.trim_start_matches(is_name);
        // PHP names the method that failed, and then says why: `Mailer::send(): 550 …`.
        let is_message = || arguments.starts_with("(): ");
        object.is_some_and(|object| object.ends_with(is_name))
            && arguments.len() < call.len()
            && arguments.starts_with('(')
            && !is_message()
    })
}

/// Whether a line of source code compares something: `if ($code === '5.4.5') {`.
fn compares(text: &str) -> bool {
    const COMPARING: [&str; 8] = [
        " || ", " && ", " === ", " !== ", " == '", " == \"", " != '", " != \"",
    ];
    // Hardly any text contains the first of these bytes.
    memchr::memchr3(b'=', b'|', b'&', text.as_bytes()).is_some()
        && COMPARING.iter().any(|mark| text.contains(mark))
}

/// Whether a setting of Postfix is a reply code: `unknown_local_recipient_reject_code = 550`.
fn sets_code(text: &str) -> bool {
    let set = text.split_once(" = ");
    set.is_some_and(|(name, code)| {
        name.trim_end().ends_with("_reject_code") && code.trim().parse::<u16>().is_ok()
    })
}

/// Whether this is an empty list: `rejected: [],`.
fn is_empty(text: &str) -> bool {
    let text = text.trim_end_matches([',', ' ']);
    let key = text.strip_suffix("[]").or(text.strip_suffix("{}"));
    key.is_some_and(|key| key.is_empty() || key.trim_end().ends_with([':', '=', '(', '>']))
}
