//! Opens the explorer as the command line, the configuration and the environment want it.

use crate::commands::{FOUND, Failure, NOTHING_FOUND};
use bouncedex::arguments::Arguments;
use bouncedex::catalogue::Catalogue;
use bouncedex::explorer::configuration::{Colour, Configuration};
use bouncedex::explorer::keys::Key;
use bouncedex::explorer::state::State;
use bouncedex::explorer::theme::{Appearance, Glyphs, Theme};
use bouncedex::explorer::{print, terminal};
use bouncedex::user_files;
use bouncedex::visible::visible;
use std::env;
use std::io::{self, IsTerminal, Write};

/// Whether there is a screen to draw on, or a frame was asked for.
pub fn is_wanted(arguments: &Arguments) -> bool {
    arguments.screen.print.is_some() || io::stdout().is_terminal()
}

/// Opens the screen, or prints a frame of it.
pub fn open(arguments: &Arguments, catalogue: Catalogue, query: &str) -> Result<u8, Failure> {
    let configuration = configuration(arguments)?;
    let keys = arguments.screen.keys.as_deref().unwrap_or_default();
    let keys = Key::parse_all(keys).map_err(|name| {
        Failure::Screen(format!(
            "`<{}>` is no key; write characters and names such as <Tab>, <Ctrl-Y>, <F2>",
            visible(name)
        ))
    })?;
    let appearance = appearance(arguments, &configuration);
    let mut state = State::new(catalogue, query, configuration.bindings, appearance);
    if let Some((width, height)) = arguments.screen.print {
        let frame = print::play(&mut state, &keys, width, height);
        io::stdout().write_all(print::text_of(&frame).as_bytes())?;
        return Ok(if state.rows.is_empty() {
            NOTHING_FOUND
        } else {
            FOUND
        });
    }
    terminal::explore(&mut state, &keys).map_err(|error| {
        Failure::Screen(format!(
            "no terminal to work with ({error}); pipe the output to print the matches instead"
        ))
    })?;
    // The process ends now: to free everything piece by piece would only delay the shell's prompt.
    std::mem::forget(state);
    Ok(FOUND)
}

fn configuration(arguments: &Arguments) -> Result<Configuration, Failure> {
    let directory = user_files::configuration_directory().filter(|_| !arguments.filters.no_config);
    let Some(path) = directory.map(|directory| directory.join("config.toml")) else {
        return Ok(Configuration::default());
    };
    match user_files::read_if_there(&path).map_err(|problem| Failure::Files(vec![problem]))? {
        Some(text) => Configuration::read(&user_files::name(&path), &text).map_err(Failure::Files),
        None => Ok(Configuration::default()),
    }
}

/// The command line over the configuration over the environment.
fn appearance(arguments: &Arguments, configuration: &Configuration) -> Appearance {
    let colour = match arguments.screen.color.as_deref() {
        Some("always") => Colour::Always,
        Some("never") => Colour::Never,
        Some(_) => Colour::Auto,
        None => configuration.colour,
    };
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    let coloured = match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => !set("NO_COLOR") && !dumb,
    };
    let mut theme = if coloured {
        Theme::colour()
    } else {
        Theme::monochrome()
    };
    for (meaning, style) in configuration.styles.iter().filter(|_| coloured) {
        theme.set(*meaning, *style);
    }
    let ascii = arguments.screen.ascii || configuration.ascii;
    Appearance {
        theme,
        glyphs: if ascii {
            Glyphs::ASCII
        } else {
            Glyphs::UNICODE
        },
    }
}
