//! Checks `codes.toml` and turns it into constants, so that the program starts without reading it. A mistake in the
//! file stops the build with its line and column.

#[path = "src/catalogue/mod.rs"]
#[allow(dead_code, unused_imports)]
mod catalogue;
#[path = "src/visible.rs"]
#[allow(dead_code)]
mod visible;

use catalogue::{Catalogue, Category, Entry, Provider, Reason};
use std::fmt::{self, Write};
use std::{env, fs, path::Path, process};

const FILE: &str = "codes.toml";

fn main() {
    for input in [FILE, "build.rs", "src/catalogue", "src/visible.rs"] {
        println!("cargo::rerun-if-changed={input}");
    }
    // The catalogue is mostly pointers: packed, their relocations take a tenth of the space and of the start-up time.
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux")
        && env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("gnu")
    {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    let text = fs::read_to_string(FILE).unwrap_or_else(|error| fail([format!("{FILE}: {error}")]));
    let catalogue = Catalogue::EMPTY
        .with(FILE, &text)
        .unwrap_or_else(|problems| fail(problems));
    let mut code = String::new();
    write_catalogue(&mut code, &catalogue).unwrap_or_else(|error| fail([error]));
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("catalogue.rs"), code).unwrap_or_else(|error| fail([error]));
}

fn fail<T: fmt::Display>(problems: impl IntoIterator<Item = T>) -> ! {
    for problem in problems {
        println!("cargo::error={problem}");
    }
    process::exit(1)
}

fn write_catalogue(code: &mut String, catalogue: &Catalogue) -> fmt::Result {
    let Catalogue {
        categories,
        reasons,
        providers,
        entries,
    } = catalogue;
    write_table(code, "CATEGORIES", "Category", categories, |category| {
        let Category {
            id,
            title,
            short,
            summary,
            advice,
        } = category;
        format!(
            "id: {id:?}, title: {title:?}, short: {short:?}, summary: {summary:?}, advice: {advice:?}"
        )
    })?;
    write_table(code, "REASONS", "Reason", reasons, |reason| {
        let Reason {
            id,
            title,
            category,
            action,
        } = reason;
        let category = place(categories, category);
        format!(
            "id: {id:?}, title: {title:?}, category: &CATEGORIES[{category}], action: Action::{action:?}"
        )
    })?;
    write_table(code, "PROVIDERS", "Provider", providers, |provider| {
        let Provider {
            id,
            name,
            kind,
            domains,
            hosts,
            marks,
            postmaster,
            sources,
        } = provider;
        format!(
            "id: {id:?}, name: {name:?}, kind: Kind::{kind:?}, domains: &{domains:?}, hosts: &{hosts:?}, \
             marks: &{marks:?}, postmaster: {postmaster:?}, sources: &{sources:?}"
        )
    })?;
    write_table(code, "ENTRIES", "Entry", entries, |entry| {
        let Entry {
            id,
            reply,
            enhanced,
            tags,
            outcome,
            action,
            title,
            meaning,
            steps,
            ..
        } = entry;
        let Entry {
            fragments,
            examples,
            related,
            sources,
            note,
            checked,
            ..
        } = entry;
        let (provider, reason) = (
            place(providers, entry.provider),
            place(reasons, entry.reason),
        );
        format!(
            "id: {id:?}, provider: &PROVIDERS[{provider}], reply: &{reply:?}, enhanced: &{enhanced:?}, tags: &{tags:?}, \
             outcome: Outcome::{outcome:?}, reason: &REASONS[{reason}], action: Action::{action:?}, title: {title:?}, \
             meaning: {meaning:?}, steps: &{steps:?}, fragments: &{fragments:?}, examples: &{examples:?}, \
             related: &{related:?}, sources: &{sources:?}, note: {note:?}, checked: {checked:?}"
        )
    })
}

/// One static slice; the derived `Debug` of strings, options and slices is Rust's own syntax for them.
fn write_table<T>(
    code: &mut String,
    name: &str,
    of: &str,
    items: &[T],
    fields: impl Fn(&T) -> String,
) -> fmt::Result {
    writeln!(code, "static {name}: [{of}; {}] = [", items.len())?;
    for item in items {
        writeln!(code, "    {of} {{ {} }},", fields(item))?;
    }
    writeln!(code, "];")
}

/// Where an item of a table stands in it.
fn place<T>(items: &[T], item: &T) -> usize {
    items
        .iter()
        .position(|known| std::ptr::eq(known, item))
        .unwrap_or_default()
}
