//! Timestamps as logs write them.

/// Splits off the timestamp at the start of a text, as written.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(' ');
    let bytes = text.as_bytes();
    let length = match bytes.first()? {
        b'0'..=b'9' => iso(bytes).or_else(|| unix(bytes))?,
        b'@' => tai64n(bytes)?,
        b'[' => slashed(bytes)?,
        _ => {
            let name = word(text)?;
            weekday(text, name)
                .or_else(|| month(bytes, name))
                .or_else(|| ctime(text, name))?
        }
    };
    let (stamp, rest) = (text.get(..length)?, text.get(length..)?);
    let free = rest.is_empty() || rest.starts_with([' ', '\t']);
    free.then(|| (stamp, rest.trim_start_matches([' ', '\t'])))
}

/// Returns the timestamp at the start of a text, in brackets (`[2026-03-14 09:26:53] app.ERROR: …`) or as a value
/// (`t=2026-03-14T09:26:53+0000 lvl=eror …`, `time="2026-03-14T09:26:53Z" level=error …`).
pub fn leading(text: &str) -> Option<&str> {
    let marks = [
        ("[", ']'),
        ("time=\"", '"'),
        ("time=", ' '),
        ("ts=", ' '),
        ("t=", ' '),
    ];
    let marked = marks.iter().find_map(|(start, end)| {
        let (marked, _) = text.strip_prefix(start)?.split_once(*end)?;
        Some(marked)
    });
    split(marked.unwrap_or(text)).map(|(stamp, _)| stamp)
}

/// `2026-03-14T09:26:53.589793+00:00`, `2026-03-14 09:26:53 +0100` (RFC 3339, RFC 5424, Exim, `journalctl -o short-iso`).
fn iso(bytes: &[u8]) -> Option<usize> {
    let is_date = fits(bytes, b"0000-00-00") || fits(bytes, b"0000/00/00");
    let is_separated = is_date && matches!(bytes.get(10), Some(b'T' | b' '));
    let time = is_separated.then(|| clock(bytes.get(11..)?))??;
    let end = 11 + time;
    Some(end + zone(bytes.get(end..)?))
}

/// `[14/Mar/2026 09:26:53]` (Kerio Connect).
fn slashed(bytes: &[u8]) -> Option<usize> {
    let is_month = bytes.get(4..7)?.iter().all(u8::is_ascii_alphabetic);
    let is_date = fits(bytes.get(1..)?, b"00/") && fits(bytes.get(7..)?, b"/0000 00:00:00]");
    (is_date && is_month).then_some(22)
}

/// `Sat Mar 14 09:26:53 2026` (ctime(3), Cisco IronPort).
fn ctime(text: &str, name: usize) -> Option<usize> {
    let start = name + 1;
    let rest = text.get(start..)?;
    let end = start + month(rest.as_bytes(), word(rest)?)?;
    fits(text.as_bytes().get(end..)?, b" 0000").then_some(end + 5)
}

/// `Mon 2026-11-23 10:00:00 CET` (`journalctl -o short-full`).
fn weekday(text: &str, name: usize) -> Option<usize> {
    let start = name + 1;
    let end = start + iso(text.as_bytes().get(start..)?)?;
    let name = text.get(end..)?.strip_prefix(' ')?;
    let length = name
        .bytes()
        .take_while(|byte| byte.is_ascii_uppercase() || matches!(byte, b'+' | b'-' | b'0'..=b'9'))
        .count();
    Some(
        end + if (1..=6).contains(&length) {
            1 + length
        } else {
            0
        },
    )
}

/// `Mar 14 09:26:53`, `Mar  4 09:26:53.123`, `Mar 14 2026 09:26:53` (RFC 3164 §4.1.2), months in any language.
fn month(bytes: &[u8], name: usize) -> Option<usize> {
    let mut at = name;
    at += count(bytes.get(at..)?, |byte| byte == b' ');
    let day = count(bytes.get(at..)?, |byte| byte.is_ascii_digit());
    at += day + 1;
    if fits(bytes.get(at..)?, b"0000 ") {
        at += 5;
    }
    let time = clock(bytes.get(at..)?)?;
    (1..=2).contains(&day).then_some(at + time)
}

/// `1773480413.589793`: seconds since 1970 (qmail's `splogger`, `journalctl -o short-unix`).
fn unix(bytes: &[u8]) -> Option<usize> {
    let fraction = fits(bytes, b"0000000000.").then(|| bytes.get(11..))??;
    let digits = count(fraction, |byte| byte.is_ascii_digit());
    (digits > 0).then_some(11 + digits)
}

/// `@4000000065a1b2c30a1b2c3d` (multilog's `t`).
fn tai64n(bytes: &[u8]) -> Option<usize> {
    let digits = count(bytes.get(1..)?, |byte| byte.is_ascii_hexdigit());
    matches!(digits, 16 | 24).then_some(1 + digits)
}

/// `09:26:53`, perhaps with a fraction.
fn clock(bytes: &[u8]) -> Option<usize> {
    let fraction = match bytes.get(8) {
        Some(b'.' | b',') => 1 + count(bytes.get(9..)?, |byte| byte.is_ascii_digit()),
        _ => 0,
    };
    fits(bytes, b"00:00:00").then_some(8 + fraction)
}

/// The length of `Z`, `+01:00`, `+0100`, ` +0100`.
fn zone(bytes: &[u8]) -> usize {
    let shapes: [&[u8]; 7] = [
        b"Z", b"+00:00", b"-00:00", b"+0000", b"-0000", b" +0000", b" -0000",
    ];
    let found = shapes.iter().find(|shape| fits(bytes, shape));
    found.map_or(0, |shape| shape.len())
}

/// The length of a short word of letters followed by a blank, such as the name of a day or month.
fn word(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // `Mar `, as nearly all logs have it.
    if let [name @ .., b' '] = bytes.get(..4)?
        && name.iter().all(u8::is_ascii_alphabetic)
    {
        return Some(3);
    }
    let may_be = |byte: u8| byte.is_ascii_alphabetic() || byte == b'.' || !byte.is_ascii();
    let length = count(&bytes[..bytes.len().min(9)], may_be);
    let letters = text.get(..length)?.chars();
    let is_name =
        bytes.get(length) == Some(&b' ') && letters.clone().all(|c| c.is_alphabetic() || c == '.');
    (is_name && (2..=5).contains(&letters.count())).then_some(length)
}

fn count(bytes: &[u8], counts: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| counts(**byte)).count()
}

/// Whether a text starts with this shape, in which `0` stands for any digit.
fn fits(bytes: &[u8], shape: &[u8]) -> bool {
    let fit = |(byte, shape): (&u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        _ => byte == shape,
    };
    bytes.len() >= shape.len() && bytes.iter().zip(shape).all(fit)
}
