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
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    /// Unless `NO_COLOR` is set or the terminal is dumb.
    #[default]
    Auto,
    Always,
    Never,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    #[serde(default)]
    color: Colour,
    ascii: Option<bool>,
    history: Option<bool>,
    #[serde(default)]
    keys: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    theme: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl Configuration {
    /// Reads a configuration; `file` is its name in errors.
    pub fn read(file: &str, text: &str) -> Result<Configuration, Vec<Problem>> {
        let draft: Draft =
            toml::from_str(text).map_err(|error| vec![Problem::from_toml(file, text, &error)])?;
        let mut configuration = Configuration {
            colour: draft.color,
            ascii: draft.ascii,
            history: draft.history.unwrap_or(true),
            ..Configuration::default()
        };
        let mut problems = Vec::new();
        for (key, command) in &draft.keys {
            if let Err((at, message)) = configuration.bind(key, command) {
                problems.push((at, message));
            }
        }
        for (meaning, style) in &draft.theme {
            match read_style(meaning, style) {
                Ok(style) => configuration.styles.push(style),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            return Ok(configuration);
        }
        order::sort(&mut problems);
        let problem = |(at, message)| Problem {
            file: file.to_owned(),
            at: Some(Position::of(text, at)),
            message,
        };
        Err(problems.into_iter().map(problem).collect())
    }

    fn bind(
        &mut self,
        key: &Spanned<String>,
        command: &Spanned<String>,
    ) -> Result<(), (usize, String)> {
        let (text, name) = (key.get_ref(), command.get_ref().as_str());
        let at = key.span().start;
        let Some(key) = Key::parse(text) else {
            return Err((
                at,
                format!(
                    "`{text}` is not a key; write `Ctrl-G`, `Alt-1`, `F2`, `PgUp` or a character"
                ),
            ));
        };
        if key.is_reserved() {
            return Err((
                at,
                format!("`{text}` cannot be bound: terminals send it for another key, or keep it"),
            ));
        }
        if name == "none" {
            self.bindings.unbind(key);
            return Ok(());
        }
        match TABLE.iter().position(|binding| binding.name == name) {
            Some(row) => self.bindings.bind(key, row),
            None => {
                let names = TABLE.iter().map(|binding| binding.name).chain(["none"]);
                return Err((command.span().start, unknown("command", name, names)));
            }
        }
        Ok(())
    }
}

fn read_style(
    name: &Spanned<String>,
    style: &Spanned<String>,
) -> Result<(Meaning, Style), (usize, String)> {
    let found = Meaning::ALL
        .iter()
        .find(|(known, ..)| known == name.get_ref());
    let Some((_, meaning, _)) = found else {
        let names = Meaning::ALL.iter().map(|(name, ..)| *name);
        return Err((name.span().start, unknown("meaning", name.get_ref(), names)));
    };
    match parse_style(style.get_ref()) {
        Ok(parsed) => Ok((*meaning, parsed)),
        Err(word) => Err((
            style.span().start,
            unknown("colour or modifier", word, style_words()),
        )),
    }
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
            problems("colour = \"never\"\n"),
            ["config.toml:1:1: unknown key `colour`; did you mean `color`?"]
        );
    }
}
