//! How the screen looks and what its keys do, by the command line, the configuration and the environment.

use super::outcome::Failure;
use crate::cli::arguments::Arguments;
use crate::explorer::configuration::{Colour, Configuration};
use crate::explorer::theme::{Appearance, Glyphs, Theme};
use crate::user_files;
use std::env;

pub(super) fn configuration(arguments: &Arguments) -> Result<Configuration, Failure> {
    let directory = user_files::configuration_directory().filter(|_| !arguments.common.no_config);
    let Some(path) = directory.map(|directory| directory.join("config.toml")) else {
        return Ok(Configuration::default());
    };
    match user_files::read_if_there(&path).map_err(|problem| Failure::Files(vec![problem]))? {
        Some(text) => Configuration::read(&user_files::name(&path), &text).map_err(Failure::Files),
        None => Ok(Configuration::default()),
    }
}

/// Whether the terminal is known to have no colours.
fn is_colourless() -> bool {
    let colourless = ["dumb", "vt52", "vt100", "vt102", "vt220"];
    env::var_os("TERM").is_some_and(|terminal| colourless.iter().any(|known| terminal == *known))
}

/// Whether the locale names an encoding other than UTF-8. Many containers name none; their terminals are assumed to be
/// UTF-8.
fn is_locale_ascii() -> bool {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
    let named = named.filter_map(env::var_os).find(|name| !name.is_empty());
    named.is_some_and(|name| {
        let name = name.to_string_lossy().to_ascii_lowercase();
        !name.contains("utf-8") && !name.contains("utf8")
    })
}

/// The command line wins over the configuration, and that over the environment.
pub(super) fn appearance(arguments: &Arguments, configuration: &Configuration) -> Appearance {
    let asked = arguments.screen.color.as_deref().and_then(Colour::parse);
    let colour = asked.unwrap_or(configuration.colour);
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let coloured = match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => !set("NO_COLOR") && !is_colourless(),
    };
    let mut theme = if coloured {
        Theme::colour()
    } else {
        Theme::monochrome()
    };
    for (meaning, style) in configuration.styles.iter().filter(|_| coloured) {
        theme.set(*meaning, *style);
    }
    let ascii = arguments.screen.ascii || configuration.ascii.unwrap_or_else(is_locale_ascii);
    Appearance {
        theme,
        glyphs: if ascii {
            Glyphs::ASCII
        } else {
            Glyphs::UNICODE
        },
    }
}
