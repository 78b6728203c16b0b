//! Keys as people write them: `Ctrl-Y`, `Alt-1`, `Shift-Tab`, `F2`, `?`.

use std::fmt;

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
    pub alt: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyCode {
    Char(char),
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Space", KeyCode::Char(' ')),
];

impl Key {
    pub const fn plain(code: KeyCode) -> Key {
        Key {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// Parses a key as [`Display`](fmt::Display) writes it; the case of names does not matter.
    pub fn parse(text: &str) -> Option<Key> {
        let strip = |name: &str| {
            let start = text
                .get(..name.len())
                .filter(|start| start.eq_ignore_ascii_case(name));
            start
                .map(|start| &text[start.len()..])
                .filter(|rest| !rest.is_empty())
        };
        if let Some(rest) = strip("Ctrl-") {
            let key = Key::parse(rest)?;
            let code = if let KeyCode::Char(c) = key.code {
                KeyCode::Char(c.to_ascii_lowercase())
            } else {
                key.code
            };
            return Some(Key {
                code,
                ctrl: true,
                ..key
            });
        }
        if let Some(rest) = strip("Alt-") {
            return Some(Key {
                alt: true,
                ..Key::parse(rest)?
            });
        }
        let named = NAMES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text))
            .map(|(_, code)| *code);
        let function = || match strip("F").and_then(|digits| digits.parse().ok()) {
            Some(number @ 1..=12) => Some(KeyCode::F(number)),
            _ => None,
        };
        let mut chars = text.chars();
        let single = chars
            .next()
            .filter(|c| chars.next().is_none() && !c.is_control())
            .map(KeyCode::Char);
        named.or_else(function).or(single).map(Key::plain)
    }

    /// Parses keys written one after the other: characters as they are, others in angle brackets, `gmail<Tab><Ctrl-Y>`;
    /// `<lt>` is an opening bracket. The error is the name that is not a key.
    pub fn parse_all(text: &str) -> Result<Vec<Key>, &str> {
        let mut keys = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (key, length) = match rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
                Some(("lt", _)) => (Some(Key::plain(KeyCode::Char('<'))), 4),
                Some((name, _)) => (Some(Key::parse(name).ok_or(name)?), name.len() + 2),
                None => (Some(Key::plain(KeyCode::Char(c))), c.len_utf8()),
            };
            keys.extend(key);
            rest = &rest[length..];
        }
        Ok(keys)
    }

    /// Terminals send Backspace, Tab, Enter, Esc or nothing at all for these: binding them would break keys that people
    /// need.
    pub fn is_reserved(self) -> bool {
        self.ctrl
            && matches!(
                self.code,
                KeyCode::Char('h' | 'i' | 'j' | 'm' | '[' | 's' | 'q')
            )
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alt = if self.alt { "Alt-" } else { "" };
        let ctrl = if self.ctrl { "Ctrl-" } else { "" };
        let named = NAMES.iter().find(|(_, code)| *code == self.code);
        match (named, self.code) {
            (Some((name, _)), _) => write!(f, "{alt}{ctrl}{name}"),
            (None, KeyCode::Char(c)) if self.ctrl => write!(f, "{alt}{ctrl}{}", c.to_uppercase()),
            (None, KeyCode::Char(c)) => write!(f, "{alt}{c}"),
            (None, KeyCode::F(number)) => write!(f, "{alt}{ctrl}F{number}"),
            (None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_as_they_are_written() {
        for text in [
            "Ctrl-Y",
            "Alt-1",
            "Alt-B",
            "Shift-Tab",
            "F12",
            "?",
            "Space",
            "Esc",
            "é",
            "Alt-Ctrl-A",
        ] {
            assert_eq!(
                Key::parse(text).map(|key| key.to_string()).as_deref(),
                Some(text)
            );
        }
        assert_eq!(Key::parse("ctrl-y"), Key::parse("Ctrl-Y"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "Ctrl-", "F13", "Entr", "ab", "\x07"] {
            assert_eq!(Key::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_string_of_keys_is_played_in_order() {
        let keys = Key::parse_all("a<Tab><lt>é<").expect("keys");
        assert_eq!(
            keys.iter().map(Key::to_string).collect::<Vec<_>>(),
            ["a", "Tab", "<", "é", "<"]
        );
        assert_eq!(Key::parse_all("x<Nope>"), Err("Nope"));
    }
}
