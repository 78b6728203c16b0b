//! Styles as spelled in the configuration: `bold bright-red on-black`.

use ratatui::style::{Color, Modifier, Style};

/// Parses a style as spelled in the configuration: colours and modifiers, `bold red`, `on-blue`, `underlined`. The
/// error is the word that is neither.
pub fn parse_style(text: &str) -> Result<Style, &str> {
    text.split_whitespace()
        .try_fold(Style::new(), |style, word| {
            if let Some((_, modifier)) = MODIFIERS.iter().find(|(name, _)| *name == word) {
                return Ok(style.add_modifier(*modifier));
            }
            let colour = |word: &str| {
                COLOURS
                    .iter()
                    .find(|(name, _)| *name == word)
                    .map(|(_, colour)| *colour)
            };
            let background = word
                .strip_prefix("on-")
                .and_then(colour)
                .map(|colour| style.bg(colour));
            background
                .or_else(|| colour(word).map(|colour| style.fg(colour)))
                .ok_or(word)
        })
}

/// The words that a style may consist of.
pub fn style_words() -> impl Iterator<Item = &'static str> {
    COLOURS
        .iter()
        .map(|(name, _)| *name)
        .chain(MODIFIERS.iter().map(|(name, _)| *name))
}

/// The colours that every terminal has.
const COLOURS: &[(&str, Color)] = &[
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

const MODIFIERS: &[(&str, Modifier)] = &[
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_made_of_colours_and_modifiers() {
        let style = Style::new()
            .fg(Color::Red)
            .bg(Color::Blue)
            .add_modifier(Modifier::BOLD);
        assert_eq!(parse_style("bold red on-blue"), Ok(style));
        assert_eq!(parse_style("bold redd"), Err("redd"));
    }
}
