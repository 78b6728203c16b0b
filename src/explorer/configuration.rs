//! `config.toml`: keys, styles, and how much the terminal can show.
//!
//! ```toml
//! color = "never"            # auto, always, never
//! ascii = true
//! history = false
//!
//! [keys]
//! "Ctrl-G" = "guide"         # a command of the key table
//! "F2" = "none"
//!
//! [theme]
//! permanent = "bold bright-red"
//! ```

use super::bindings::{Bindings, TABLE};
use super::keys::Key;
use super::styles::{parse_style, style_words};
use super::theme::Meaning;
use crate::catalogue::{Position, Problem};
use crate::order;
use crate::spelling::unknown;
use ratatui::style::Style;
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Unless `NO_COLOR` is set or the terminal is dumb.
    #[default]
    Auto,
    Always,
    Never,
}

impl Colour {
    /// Parses `auto`, `always` or `never`.
    pub fn parse(text: &str) -> Option<Colour> {
        match text {
            "auto" => Some(Colour::Auto),
            "always" => Some(Colour::Always),
            "never" => Some(Colour::Never),
            _ => None,
        }
    }
}

/// What a configuration file asks for.
#[derive(Clone, Debug)]
pub struct Configuration {
    pub colour: Colour,
    /// `None` lets the locale decide.
    pub ascii: Option<bool>,
    /// Whether queries are kept for later sessions.
    pub history: bool,
    pub bindings: Bindings,
    pub styles: Vec<(Meaning, Style)>,
}

impl Default for Configuration {
    fn default() -> Configuration {
        Configuration {
            colour: Colour::default(),
            ascii: None,
            history: true,
            bindings: Bindings::default(),
            styles: Vec::new(),
        }
    }
}

/// The keys of the file itself, and what each must be.
const KEYS: [(&str, &str); 5] = [
    ("color", "\"auto\", \"always\" or \"never\""),
    ("ascii", "true or false"),
    ("history", "true or false"),
    ("keys", "a table: write `\"F3\" = \"guide\"` under `[keys]`"),
    (
        "theme",
        "a table: write `permanent = \"bold red\"` under `[theme]`",
    ),
];

/// A key or a value, and where it is.
type Name<'a> = Spanned<Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

/// The byte at which a mistake is, and what to do about it.
type Mistake = (usize, String);

impl Configuration {
    /// Reads a configuration; `file` is its name in errors.
    pub fn read(file: &str, text: &str) -> Result<Configuration, Vec<Problem>> {
        let table =
            DeTable::parse(text).map_err(|error| vec![Problem::from_toml(file, text, &error)])?;
        let mut configuration = Configuration::default();
        let mut mistakes = Vec::new();
        for (key, value) in table.get_ref() {
            let name = &**key.get_ref();
            match (name, value.get_ref().as_table()) {
                ("keys", Some(keys)) => {
                    let bound = keys
                        .iter()
                        .map(|(key, command)| configuration.bind(key, command));
                    mistakes.extend(bound.filter_map(Result::err));
                }
                ("theme", Some(styles)) => {
                    let set = styles
                        .iter()
                        .map(|(meaning, style)| configuration.restyle(meaning, style));
                    mistakes.extend(set.filter_map(Result::err));
                }
                _ => mistakes.extend(configuration.set(key, value).err()),
            }
        }
        if mistakes.is_empty() {
            return Ok(configuration);
        }
        order::sort(&mut mistakes);
        let problem = |(at, message)| Problem {
            file: file.to_owned(),
            at: Some(Position::of(text, at)),
            message,
        };
        Err(mistakes.into_iter().map(problem).collect())
    }

    /// Sets a key of the file itself.
    fn set(&mut self, key: &Name<'_>, value: &Value<'_>) -> Result<(), Mistake> {
        let (name, given) = (&**key.get_ref(), value.get_ref());
        let set = match name {
            "color" => given
                .as_str()
                .and_then(Colour::parse)
                .map(|colour| self.colour = colour),
            "ascii" => given.as_bool().map(|ascii| self.ascii = Some(ascii)),
            "history" => given.as_bool().map(|history| self.history = history),
            _ => None,
        };
        set.ok_or_else(|| match KEYS.iter().find(|(known, _)| *known == name) {
            Some(("theme", allowed)) => {
                let names: Vec<_> = Meaning::ALL.iter().map(|(name, ..)| *name).collect();
                let names = names.join(", ");
                must_be(name, &format!("{allowed}; there are {names}"), value)
            }
            Some((_, allowed)) => must_be(name, allowed, value),
            None => (
                key.span().start,
                unknown("key", name, KEYS.map(|(known, _)| known)),
            ),
        })
    }

    fn bind(&mut self, key: &Name<'_>, command: &Value<'_>) -> Result<(), Mistake> {
        let (text, at) = (&**key.get_ref(), key.span().start);
        let key = Key::parse(text).ok_or_else(|| {
            let message = format!(
                "`{text}` is not a key; write `Ctrl-G`, `Alt-1`, `F2`, `PgUp` or a character"
            );
            (at, message)
        })?;
        if key.is_reserved() {
            let message =
                format!("`{text}` cannot be bound: terminals send it for another key, or keep it");
            return Err((at, message));
        }
        let name = command.get_ref().as_str().ok_or_else(|| {
            must_be(
                text,
                "the name of a command, such as \"guide\", or \"none\"",
                command,
            )
        })?;
        if name == "none" {
            self.bindings.unbind(key);
            return Ok(());
        }
        let names = TABLE.iter().map(|binding| binding.name);
        let row = names
            .clone()
            .position(|known| known == name)
            .ok_or_else(|| {
                (
                    command.span().start,
                    unknown("command", name, names.chain(["none"])),
                )
            })?;
        self.bindings.bind(key, row);
        Ok(())
    }

    fn restyle(&mut self, meaning: &Name<'_>, style: &Value<'_>) -> Result<(), Mistake> {
        let name = &**meaning.get_ref();
        let found = Meaning::ALL.iter().find(|(known, ..)| *known == name);
        let (_, meaning, _) = found.ok_or_else(|| {
            let names = Meaning::ALL.iter().map(|(name, ..)| *name);
            (meaning.span().start, unknown("meaning", name, names))
        })?;
        let text = style.get_ref().as_str();
        let text = text.ok_or_else(|| must_be(name, "a style, such as \"bold red\"", style))?;
        let parsed = parse_style(text).map_err(|word| {
            (
                style.span().start,
                unknown("colour or modifier", word, style_words()),
            )
        })?;
        self.styles.push((*meaning, parsed));
        Ok(())
    }
}

fn must_be(name: &str, allowed: &str, value: &Value<'_>) -> Mistake {
    (value.span().start, format!("`{name}` must be {allowed}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::bindings::{Command, When};

    fn problems(text: &str) -> Vec<String> {
        let problems = Configuration::read("config.toml", text).expect_err("problems");
        problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn keys_are_bound_moved_and_taken_away() {
        let text = "[keys]\n\"Ctrl-G\" = \"guide\"\n\"F2\" = \"none\"\n";
        let configuration = Configuration::read("config.toml", text).expect("configuration");
        let command = |key: &str| {
            configuration
                .bindings
                .command(Key::parse(key)?, &[When::Always])
        };
        assert_eq!(command("Ctrl-G"), Some(Command::Guide));
        assert_eq!(command("F2"), None);
        assert_eq!(command("F1"), Some(Command::Help));
    }

    #[test]
    fn mistakes_are_named_with_their_place_and_a_remedy() {
        assert_eq!(
            problems("[keys]\n\"Ctrl-G\" = \"giude\"\n"),
            ["config.toml:2:12: unknown command `giude`; did you mean `guide`?"]
        );
        assert_eq!(
            problems("[keys]\n\"Ctrl-H\" = \"help\"\n"),
            [
                "config.toml:2:1: `Ctrl-H` cannot be bound: terminals send it for another key, or keep it"
            ]
        );
        assert_eq!(
            problems("[theme]\npermanent = \"bold rde\"\npermament = \"red\"\n"),
            [
                "config.toml:2:13: unknown colour or modifier `rde`; did you mean `red`?",
                "config.toml:3:1: unknown meaning `permament`; did you mean `permanent`?",
            ]
        );
        assert_eq!(
            problems("theme = \"light\"\nhistory = 100\ncolor = \"nver\"\n"),
            [
                "config.toml:1:9: `theme` must be a table: write `permanent = \"bold red\"` under `[theme]`; there are text, faint, title, heading, permanent, temporary, accepted, match, selection, rule, server, evidence, link, key, notice, caution",
                "config.toml:2:11: `history` must be true or false",
                "config.toml:3:9: `color` must be \"auto\", \"always\" or \"never\"",
            ]
        );
        assert_eq!(
            problems("font = 1\nkeys.F2 = 3\ntheme.link = []\n"),
            [
                "config.toml:1:1: unknown key `font`; use one of: color, ascii, history, keys, theme",
                "config.toml:2:11: `F2` must be the name of a command, such as \"guide\", or \"none\"",
                "config.toml:3:14: `link` must be a style, such as \"bold red\"",
            ]
        );
        assert_eq!(
            problems("colour = \"never\"\n"),
            ["config.toml:1:1: unknown key `colour`; did you mean `color`?"]
        );
    }
}
