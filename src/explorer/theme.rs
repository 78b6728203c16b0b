//! What each part of the screen means, and how each meaning looks: only the terminal's sixteen colours, on its own
//! background, and never a colour without a glyph or a word.

use crate::catalogue::Outcome;
use ratatui::style::{Color, Modifier, Style};

/// Why a piece of text looks different from its surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    Text,
    Faint,
    Title,
    Heading,
    Permanent,
    Temporary,
    Accepted,
    Match,
    Selection,
    Rule,
    Server,
    Evidence,
    Link,
    Key,
    Notice,
    Caution,
}

impl Meaning {
    /// All of them: the name in `[theme]` of the configuration, and what it applies to.
    pub const ALL: &[(&str, Meaning, &str)] = &[
        ("text", Meaning::Text, "everything else"),
        ("faint", Meaning::Faint, "counts, labels, empty values"),
        ("title", Meaning::Title, "an entry's title and its verdict"),
        (
            "heading",
            Meaning::Heading,
            "headings of groups and sections",
        ),
        (
            "permanent",
            Meaning::Permanent,
            "the sign of a permanent failure",
        ),
        (
            "temporary",
            Meaning::Temporary,
            "the sign of a temporary failure",
        ),
        ("accepted", Meaning::Accepted, "the sign of accepted mail"),
        ("match", Meaning::Match, "characters that the query matched"),
        (
            "selection",
            Meaning::Selection,
            "the selected row, the active tab",
        ),
        ("rule", Meaning::Rule, "lines between panes"),
        ("server", Meaning::Server, "what a server said"),
        (
            "evidence",
            Meaning::Evidence,
            "the part of the reply that shows the cause",
        ),
        ("link", Meaning::Link, "a link"),
        ("key", Meaning::Key, "a key that can be pressed"),
        ("notice", Meaning::Notice, "a message in the key line"),
        ("caution", Meaning::Caution, "a word of caution"),
    ];

    /// Its name in `[theme]` of the configuration.
    pub fn name(self) -> &'static str {
        Meaning::ALL
            .iter()
            .find(|(_, meaning, _)| *meaning == self)
            .map_or("text", |(name, ..)| name)
    }
}

impl From<Outcome> for Meaning {
    fn from(outcome: Outcome) -> Meaning {
        match outcome {
            Outcome::Permanent => Meaning::Permanent,
            Outcome::Temporary => Meaning::Temporary,
            Outcome::Accepted => Meaning::Accepted,
        }
    }
}

/// Styles by meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: Vec<Style>,
}

impl Theme {
    /// Colours that are visible on light and on dark backgrounds, and only for signs whose shape says the same. Text
    /// has the terminal's own colour: no other is legible on both.
    pub fn colour() -> Theme {
        let bold = |colour| Style::new().fg(colour).add_modifier(Modifier::BOLD);
        Theme::with(&[
            (Meaning::Permanent, bold(Color::Red)),
            (Meaning::Temporary, bold(Color::Magenta)),
            (Meaning::Accepted, bold(Color::LightBlue)),
            (
                Meaning::Match,
                Style::new().add_modifier(Modifier::UNDERLINED),
            ),
            (
                Meaning::Link,
                Style::new().add_modifier(Modifier::UNDERLINED),
            ),
        ])
    }

    /// No colour at all, only weight. With `NO_COLOR` set, crossterm turns every colour command into a reset of all
    /// attributes, so not even the default colour may be named here.
    pub fn monochrome() -> Theme {
        let weight = |modifier| Style::new().add_modifier(modifier);
        Theme::with(&[
            (Meaning::Permanent, weight(Modifier::BOLD)),
            (Meaning::Temporary, weight(Modifier::BOLD)),
            (Meaning::Accepted, weight(Modifier::BOLD)),
            (Meaning::Match, weight(Modifier::UNDERLINED)),
            (Meaning::Link, weight(Modifier::UNDERLINED)),
        ])
    }

    /// Changes some of the plain styles.
    fn with(styles: &[(Meaning, Style)]) -> Theme {
        let plain = Meaning::ALL.iter().map(|(_, meaning, _)| plain(*meaning));
        let mut theme = Theme {
            styles: plain.collect(),
        };
        for (meaning, style) in styles {
            theme.set(*meaning, *style);
        }
        theme
    }

    pub fn style(&self, meaning: Meaning) -> Style {
        self.styles[index(meaning)]
    }

    pub fn set(&mut self, meaning: Meaning, style: Style) {
        self.styles[index(meaning)] = style;
    }

    /// Returns the first meaning that looks like this, for tests that describe a frame.
    pub fn meaning_of(&self, style: Style) -> Option<Meaning> {
        let found = self.styles.iter().position(|known| *known == style);
        found.map(|index| Meaning::ALL[index].1)
    }
}

/// Returns the style of meanings that need no colour in either theme.
fn plain(meaning: Meaning) -> Style {
    match meaning {
        Meaning::Faint | Meaning::Heading | Meaning::Rule => {
            Style::new().add_modifier(Modifier::DIM)
        }
        Meaning::Title | Meaning::Key | Meaning::Notice | Meaning::Caution => {
            Style::new().add_modifier(Modifier::BOLD)
        }
        Meaning::Evidence => Style::new().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
        Meaning::Selection => Style::new().add_modifier(Modifier::REVERSED),
        Meaning::Text
        | Meaning::Permanent
        | Meaning::Temporary
        | Meaning::Accepted
        | Meaning::Match
        | Meaning::Server
        | Meaning::Link => Style::new(),
    }
}

fn index(meaning: Meaning) -> usize {
    Meaning::ALL
        .iter()
        .position(|(_, known, _)| *known == meaning)
        .unwrap_or_default()
}

/// The characters that the screen is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub permanent: &'static str,
    pub temporary: &'static str,
    pub accepted: &'static str,
    pub prompt: &'static str,
    /// Marks the selected row.
    pub bar: &'static str,
    /// Precedes a marked row.
    pub mark: &'static str,
    pub vertical: &'static str,
    pub horizontal: &'static str,
    /// Between list and detail if one is above the other.
    pub thick: &'static str,
    pub join_top: &'static str,
    pub join_bottom: &'static str,
    /// Precedes what a server says.
    pub quote: &'static str,
    pub more_left: &'static str,
    pub more_right: &'static str,
    pub ellipsis: &'static str,
    pub dot: &'static str,
    pub up: &'static str,
    pub down: &'static str,
}

impl Glyphs {
    /// None of these is two columns wide in a CJK terminal.
    pub const UNICODE: Glyphs = Glyphs {
        permanent: "✗",
        temporary: "↻",
        accepted: "✓",
        prompt: "›",
        bar: "▌",
        mark: "*",
        vertical: "│",
        horizontal: "─",
        thick: "━",
        join_top: "┬",
        join_bottom: "┴",
        quote: "┃",
        more_left: "‹",
        more_right: "›",
        ellipsis: "…",
        dot: "·",
        up: "↑",
        down: "↓",
    };

    pub const ASCII: Glyphs = Glyphs {
        permanent: "x",
        temporary: "~",
        accepted: "+",
        prompt: ">",
        bar: ">",
        mark: "*",
        vertical: "|",
        horizontal: "-",
        thick: "=",
        join_top: "+",
        join_bottom: "+",
        quote: "|",
        more_left: "<",
        more_right: ">",
        ellipsis: "...",
        dot: "-",
        up: "Up",
        down: "Down",
    };

    pub const fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Permanent => self.permanent,
            Outcome::Temporary => self.temporary,
            Outcome::Accepted => self.accepted,
        }
    }

    /// Respells text of the catalogue or of this program in the characters of this set: typographic marks and bars
    /// become ASCII, other characters stay.
    pub fn spell(&self, text: &str) -> String {
        if *self != Glyphs::ASCII {
            return text.to_owned();
        }
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '‘' | '’' => plain.push('\''),
                '“' | '”' => plain.push('"'),
                '–' | '—' | '·' => plain.push('-'),
                '…' => plain.push_str("..."),
                '→' => plain.push_str("->"),
                '▴' => plain.push('^'),
                '▁' | '▂' => plain.push('.'),
                '▃' => plain.push(':'),
                '▄' => plain.push('-'),
                '▅' | '▆' => plain.push('='),
                '▇' | '█' => plain.push('#'),
                '§' => plain.push_str("section "),
                c => plain.push(c),
            }
        }
        plain
    }
}

/// How the screen looks, whatever it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appearance {
    pub theme: Theme,
    pub glyphs: Glyphs,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The theme's colours as some terminals show them: xterm, Solarized, Terminal.app.
    const PALETTES: [(Color, [[u8; 3]; 3]); 3] = [
        (Color::Red, [[205, 0, 0], [220, 50, 47], [194, 54, 33]]),
        (
            Color::Magenta,
            [[205, 0, 205], [211, 54, 130], [211, 56, 211]],
        ),
        (
            Color::LightBlue,
            [[92, 92, 255], [131, 148, 150], [88, 51, 255]],
        ),
    ];

    /// Returns the contrast of a colour with white and with black (WCAG 2, relative luminance).
    fn contrasts(colour: [u8; 3]) -> [f64; 2] {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = colour.map(linear);
        let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        [1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05]
    }

    /// The two contrasts of a colour multiply to 21: hardly any colour has 4.5, the minimum for text, on both white and
    /// black. So text has the terminal's own colour, which has at least that on its own background. Signs, which only
    /// help to find what words say, have at least their minimum, 3.
    #[test]
    fn what_is_to_be_read_stands_out_on_light_and_on_dark_backgrounds() {
        let theme = Theme::colour();
        for (name, meaning, _) in Meaning::ALL {
            let style = theme.style(*meaning);
            let is_sign = matches!(
                meaning,
                Meaning::Permanent | Meaning::Temporary | Meaning::Accepted
            );
            let Some(colour) = style.fg else {
                assert!(!is_sign, "{name}");
                continue;
            };
            assert!(is_sign, "{name} is text in {colour}");
            let shown = PALETTES.iter().find(|(known, _)| *known == colour);
            let (_, shown) = shown.unwrap_or_else(|| panic!("{name}: {colour} in no palette"));
            for contrast in shown.iter().flat_map(|shown| contrasts(*shown)) {
                assert!(contrast >= 3.0, "{name}: {contrast:.1}");
            }
        }
    }

    #[test]
    fn bars_grow_in_ascii_too() {
        assert_eq!(Glyphs::ASCII.spell("▁▂▃▄▅▆▇█"), "..:-==##");
    }

    #[test]
    fn cautions_are_never_the_faintest() {
        for theme in [Theme::colour(), Theme::monochrome()] {
            for meaning in [
                Meaning::Caution,
                Meaning::Notice,
                Meaning::Server,
                Meaning::Text,
            ] {
                let style = theme.style(meaning);
                assert!(!style.add_modifier.contains(Modifier::DIM), "{meaning:?}");
                assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
            }
        }
    }

    #[test]
    fn the_monochrome_theme_names_no_colour() {
        for style in Theme::monochrome().styles {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }
}
