//! Email addresses in running text and in fields.

use std::ops::Range;

/// The longest address that SMTP can carry, in bytes (RFC 5321 §4.5.3.1), with room for quoting.
const LONGEST: usize = 330;

/// Returns the range of each address in a line.
pub(crate) fn addresses(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + memchr::memchr(b'@', line.as_bytes().get(from..)?)?;
            let at = behind_quotes(line, from, at);
            let start = local_part(line, at, from);
            let end = domain(line, at);
            from = end.max(at + 1);
            let is_in_braces = line[start..].starts_with('{') && line[end..].starts_with('}');
            let start = start + usize::from(is_in_braces);
            let is_address = start < at && end > at + 1 && end - start <= LONGEST;
            let (before, after) = (&line[..start], &line[end..]);
            if is_address && !hides_rest(&line[at + 1..end], after) && !is_prompt(before, after) {
                return Some(start..end);
            }
        }
    })
}

/// Whether somebody has made the rest of a domain unreadable: `jo@m▲.example.org`, `jo@ex…`.
fn hides_rest(domain: &str, after: &str) -> bool {
    let is_sign = |c: char| {
        !c.is_ascii()
            && !c.is_alphanumeric()
            && !c.is_whitespace()
            && !"«»‹›“”‘’，。、；：！？）》」』】".contains(c)
    };
    after.starts_with(is_sign) && !domain.contains(['.', ']'])
}

/// The longest folder in a prompt, in bytes, with what is around it.
const LONGEST_PROMPT: usize = 100;

/// Whether what looks like an address between these is a shell's prompt: `ann@mail:~$ swaks`, `[root@mail postfix]# exim`.
fn is_prompt(before: &str, after: &str) -> bool {
    let after = &after[..after.floor_char_boundary(LONGEST_PROMPT)];
    let is_sign = |sign: char| matches!(sign, '$' | '#' | '%');
    let has_sign = |rest: &str| rest.trim_start().starts_with(is_sign);
    let is_followed = |folder: &str| {
        let is_path = folder.starts_with(['~', '/']);
        is_path && has_sign(folder.trim_start_matches(|c| c != ' ' && !is_sign(c)))
    };
    if let Some(folder) = after.strip_prefix(':') {
        return is_followed(folder);
    }
    match after.strip_prefix(' ') {
        Some(folder) if before.ends_with('[') => folder
            .split_once(']')
            .is_some_and(|(_, rest)| has_sign(rest)),
        Some(folder) => is_followed(folder),
        None => before.is_empty() && (after.starts_with("# ") || after.starts_with("$ ")),
    }
}

/// Words between the addresses of a list.
const JOINING: [&str; 9] = ["and", "bcc", "cc", "e", "et", "i", "und", "y", "и"];

/// Whether another address is listed behind this one: `ann@example.org and jo@example.org`. One in brackets may be
/// another address of the same recipient.
pub(super) fn is_joined(text: &str, address: &str) -> bool {
    let behind = text.split_once(address).map_or("", |(_, behind)| behind);
    let Some(next) = addresses(behind).next() else {
        return false;
    };
    let between = &behind[..next.start];
    let mut words = between
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .peekable();
    let is_separate = words.peek().is_some() || between.contains([',', ';', '/', '&']);
    is_separate
        && words.all(|word| JOINING.contains(&word))
        && !behind[next].eq_ignore_ascii_case(address)
}

/// Returns the `@` after a quoted string that contains this one: `"a@b"@example.org` (RFC 5321 §4.1.2).
fn behind_quotes(line: &str, from: usize, at: usize) -> usize {
    let end = line[at..].find(char::is_whitespace);
    let word = end.map_or(&line[at..], |end| &line[at..at + end]);
    match word.find("\"@") {
        Some(quote) if line[from..at].contains('"') => at + quote + 1,
        _ => at,
    }
}

/// Returns the first address in a text.
pub(crate) fn first(text: &str) -> Option<&str> {
    addresses(text).next().and_then(|span| text.get(span))
}

/// Whether an address has one of these local parts, in any case.
pub(super) fn has_local_part(address: &str, names: &[&str]) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    names.iter().any(|name| local.eq_ignore_ascii_case(name))
}

/// Returns where the local part before `@` starts.
fn local_part(line: &str, at: usize, from: usize) -> usize {
    let before = &line[from..at];
    if let Some(inside) = before.strip_suffix('"') {
        // A quoted string (RFC 5321 §4.1.2).
        let nearest = inside
            .rfind('"')
            .filter(|quote| inside.len() - quote < LONGEST);
        return nearest.map_or(at, |quote| from + quote);
    }
    let kept = before
        .char_indices()
        .rev()
        .take(LONGEST)
        .take_while(|(_, c)| is_local(*c))
        .last();
    let start = kept.map_or(at, |(index, _)| from + index);
    let local = &line[start..at];
    // `RCPT=someone@…`, `{'someone@…'`; but a local part may be an encoded word.
    let local = if local.starts_with("=?") {
        local
    } else {
        // In a table, a mark separates cells.
        let local = local.rsplit('|').next().unwrap_or(local);
        let local = behind_key(behind_prose(local));
        local.trim_start_matches(['.', '\'', '=', '*', '`', '|', '{'])
    };
    at - local.len()
}

/// Strips the name of a value in front: `rcpt=jo@example.org`. Other local parts may contain the sign, too.
fn behind_key(local: &str) -> &str {
    const KEYS: [&str; 17] = [
        "account",
        "addr",
        "address",
        "email",
        "envelope_from",
        "from",
        "invitee",
        "login",
        "mail",
        "mail_from",
        "orig_to",
        "rcpt",
        "rcpt_to",
        "recipient",
        "sender",
        "to",
        "user",
    ];
    let named = local.split_once('=');
    // `MAIL_FROM_ADDRESS=`
    let is_variable = |key: &str| {
        key.starts_with(|c: char| c.is_ascii_uppercase())
            && key.contains('_')
            && !key.contains(|c: char| c.is_lowercase())
    };
    let named = named
        .filter(|(key, _)| is_variable(key) || KEYS.contains(&key.to_ascii_lowercase().as_str()));
    named.map_or(local, |(_, address)| address)
}

/// Strips unspaced words in front: `收件人jo@example.org`.
fn behind_prose(local: &str) -> &str {
    let ascii = local.trim_end_matches(|c: char| c.is_ascii());
    match ascii.chars().next_back() {
        Some(last) if is_unspaced(last) && ascii.len() < local.len() => &local[ascii.len()..],
        Some(_) | None => local,
    }
}

/// Whether this is a letter of Chinese, Japanese or Korean, which are written without blanks.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

/// Returns where the domain after `@` ends.
fn domain(line: &str, at: usize) -> usize {
    let after = &line[at + 1..];
    let literal = after.starts_with('[').then(|| after.find(']')).flatten();
    let length = literal.map(|end| end + 1).unwrap_or_else(|| {
        after
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '*')))
            .unwrap_or(after.len())
    });
    at + 1
        + before_prose(&after[..length])
            .trim_end_matches(['.', '-', '_', '*'])
            .len()
}

/// Strips unspaced words behind: the last label of an ASCII domain ends where ASCII does.
fn before_prose(domain: &str) -> &str {
    let label = domain.rfind('.').map_or(0, |dot| dot + 1);
    let (others, last) = domain.split_at(label);
    let end = last.find(is_unspaced).unwrap_or(last.len());
    if others.is_ascii() && !others.is_empty() && end > 0 {
        &domain[..label + end]
    } else {
        domain
    }
}

/// Returns the address of a field such as `Final-Recipient: rfc822; <someone@example.org>` (RFC 3464 §2.3.1), whose
/// type may be missing; `utf-8` addresses are decoded (RFC 6533 §3).
pub(super) fn of_field(value: &str) -> Option<String> {
    let (kind, address) = match value.split_once(';') {
        Some((kind, address)) if is_type(kind.trim()) => (kind.trim(), address),
        _ => ("", value),
    };
    let address = address.trim().trim_matches(['<', '>', ' ']);
    let address = without_quotes(without_comment(address));
    if address.is_empty() || address.contains(' ') && first(address).is_none() {
        return None;
    }
    let is_encoded = kind.is_empty() && address.contains("\\x{");
    if is_encoded || kind.to_ascii_lowercase().starts_with("utf-8") {
        return Some(unicode(address));
    }
    if !address.contains('@') && address.contains("+40") {
        return Some(xtext(address));
    }
    // An address may contain another one in a quoted string; no part of it is the recipient.
    let has_words = address.contains(char::is_whitespace) && !address.starts_with('"');
    let found = first(address).filter(|found| has_words || is_dressed(address, found));
    Some(found.unwrap_or(address).to_owned())
}

/// Returns the address that is all of a line, perhaps in brackets or before a colon: `<jo@example.org>:`.
pub fn alone(line: &str) -> Option<&str> {
    let bare = line.trim_matches(['<', '>', ':', '\'', '"', ' ', '\t']);
    let is_one_word = !bare.contains(' ');
    (is_one_word && first(bare) == Some(bare)).then_some(bare)
}

/// Strips the name in front of an address: `Jo <jo@example.org>`.
pub(crate) fn without_name(text: &str) -> &str {
    let named = text
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'));
    named.map_or(text, |(_, address)| address)
}

/// Strips quotes around an address, or one that ends the string that it was copied from. A local part may be quoted.
fn without_quotes(address: &str) -> &str {
    let Some(bare) = address.strip_suffix('"') else {
        return address;
    };
    bare.strip_prefix('"').unwrap_or(bare)
}

/// Whether only brackets and the like surround an address, as in `[jo@example.org](mailto:jo@example.org)`.
fn is_dressed(text: &str, address: &str) -> bool {
    let mut around = text
        .split(address)
        .flat_map(|around| around.split("mailto:"))
        .flat_map(|around| around.split("rfc822;"));
    around.all(|around| around.chars().all(|c| "<>()[],;:'|".contains(c)))
}

/// Whether this may be an address type, or is empty: `rfc822`, `utf-8` (RFC 3464 §2.1.2).
fn is_type(kind: &str) -> bool {
    kind.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// `someone@example.org (Some One)`
fn without_comment(address: &str) -> &str {
    address
        .split_once(" (")
        .map_or(address, |(address, _)| address)
        .trim_end_matches(['>', ' '])
}

/// Undoes `\x{E9}` (RFC 6533 §3, utf-8-addr-xtext).
fn unicode(address: &str) -> String {
    let mut parts = address.split("\\x{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap_or((part, ""));
        let c = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        text.push(c.filter(|c| !c.is_control()).unwrap_or('\u{fffd}'));
        text.push_str(rest);
    }
    text
}

/// Undoes `+40` (RFC 3461 §4, xtext).
fn xtext(address: &str) -> String {
    let mut parts = address.split('+');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part
            .get(..2)
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(u8::is_ascii_graphic) {
            Some(code) => {
                text.push(char::from(code));
                text.push_str(part.get(2..).unwrap_or_default());
            }
            None => {
                text.push('+');
                text.push_str(part);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_in_many_dresses() {
        let found =
            |line: &'static str| addresses(line).map(|span| &line[span]).collect::<Vec<_>>();
        assert_eq!(found("<a@example.org>: no"), ["a@example.org"]);
        assert_eq!(
            found("To 'a@example.org', b+c@example.net."),
            ["a@example.org", "b+c@example.net"]
        );
        assert_eq!(found("\"a b\"@example.org x"), ["\"a b\"@example.org"]);
        assert_eq!(found("a@[192.0.2.1] @ @@ x@"), ["a@[192.0.2.1]"]);
        assert_eq!(found("ü@例え.example"), ["ü@例え.example"]);
        assert_eq!(
            found("<\"a@b.example\"@example.org>: no"),
            ["\"a@b.example\"@example.org"]
        );
    }

    #[test]
    fn fields_hold_typed_encoded_and_bare_addresses() {
        for (value, address) in [
            ("rfc822; a@example.org", "a@example.org"),
            ("RFC822;<a@example.org>", "a@example.org"),
            ("a@example.org (Ann)", "a@example.org"),
            ("utf-8; \\x{E9}t\\x{E9}@example.org", "été@example.org"),
            ("rfc822; a+40example.org", "a@example.org"),
            ("local; ann", "ann"),
            (
                "rfc822; \"<ann@example.org>\"@example.net",
                "\"<ann@example.org>\"@example.net",
            ),
            (
                "rfc822; \"ann@example.org>\"@example.net",
                "\"ann@example.org>\"@example.net",
            ),
            (
                "\"rfc822;ann@example.org\"@example.net",
                "\"rfc822;ann@example.org\"@example.net",
            ),
            (
                "rfc822; 'ann@example.org'@example.net",
                "'ann@example.org'@example.net",
            ),
            ("rfc822; \\x{61}nn@example.org", "\\x{61}nn@example.org"),
        ] {
            assert_eq!(of_field(value).as_deref(), Some(address), "{value}");
        }
        assert_eq!(of_field("rfc822;"), None);
    }
}
