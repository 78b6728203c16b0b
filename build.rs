//! Checks `codes.toml` and turns it into constants, so that the program starts without reading it. A mistake in the
//! file stops the build with its line and column.

#[path = "src/catalogue/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub)]
mod catalogue;
#[path = "src/catalogue_file/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub)]
mod catalogue_file;
#[path = "src/order.rs"]
#[allow(dead_code, unreachable_pub)]
mod order;
#[path = "src/sanitize.rs"]
#[allow(dead_code, unreachable_pub)]
mod sanitize;
#[path = "src/spelling.rs"]
#[allow(unreachable_pub)]
mod spelling;

use catalogue::{Catalogue, Category, Provider, Reason, Synonym};
use std::fmt::{self, Write};
use std::{env, fs, path::Path, process};

const FILE: &str = "codes.toml";

fn main() {
    for input in [
        FILE,
        "build.rs",
        "src/catalogue",
        "src/catalogue_file",
        "src/order.rs",
        "src/sanitize.rs",
        "src/spelling.rs",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    // The remaining pointers are relocated before `main`; packed, they take next to nothing to read.
    let target = |name: &str| env::var(name).unwrap_or_default();
    if target("CARGO_CFG_TARGET_OS") == "linux" && target("CARGO_CFG_TARGET_ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    let text = fs::read_to_string(FILE).unwrap_or_else(|error| fail([format!("{FILE}: {error}")]));
    let catalogue = Catalogue::EMPTY
        .with(FILE, &text)
        .unwrap_or_else(|problems| fail(problems));
    for id in catalogue::by_event::ALL {
        if catalogue.index_of(id).is_none() {
            fail([format!(
                "{FILE}: no entry `{id}`; src/catalogue/by_event.rs names it"
            )]);
        }
    }
    let mut code = String::new();
    write_catalogue(&mut code, &catalogue).unwrap_or_else(|error| fail([error]));
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    let out = Path::new(&out);
    fs::write(out.join("catalogue.txt"), catalogue.store.text)
        .unwrap_or_else(|error| fail([error]));
    fs::write(out.join("clues.txt"), catalogue.clues.text).unwrap_or_else(|error| fail([error]));
    fs::write(out.join("catalogue.rs"), code).unwrap_or_else(|error| fail([error]));
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
        synonyms,
        ..
    } = catalogue;
    write_table(code, "CATEGORIES", "Category", categories, |category| {
        let Category {
            id,
            title,
            short,
            summary,
            advice,
            one_sender,
            receiving,
        } = category;
        format!(
            "Category {{ id: {id:?}, title: {title:?}, short: {short:?}, summary: {summary:?}, advice: {advice:?}, \
             one_sender: {one_sender:?}, receiving: {receiving:?} }}"
        )
    })?;
    write_table(code, "REASONS", "Reason", reasons, |reason| {
        let Reason {
            id,
            title,
            category,
            action,
            steps,
            one_sender,
            receiving,
            of_sender,
            beside,
            decisive,
            phrases,
            vague,
        } = reason;
        let category = categories
            .iter()
            .position(|known| std::ptr::eq(known, *category))
            .unwrap_or_default();
        format!(
            "Reason {{ id: {id:?}, title: {title:?}, category: &CATEGORIES[{category}], action: {action:?}, \
             steps: &{steps:?}, one_sender: {one_sender:?}, receiving: {receiving:?}, of_sender: {of_sender:?}, beside: &{beside:?}, \
             decisive: &{decisive:?}, phrases: &{phrases:?}, vague: &{vague:?} }}"
        )
    })?;
    write_table(code, "PROVIDERS", "Provider", providers, |provider| {
        let Provider {
            id,
            name,
            kind,
            aliases,
            operator,
            domains,
            hosts,
            marks,
            postmaster,
            sources,
        } = provider;
        format!(
            "Provider {{ id: {id:?}, name: {name:?}, kind: Kind::{kind:?}, aliases: &{aliases:?}, operator: {operator:?}, domains: &{domains:?}, hosts: &{hosts:?}, \
             marks: &{marks:?}, postmaster: {postmaster:?}, sources: &{sources:?} }}"
        )
    })?;
    write_table(code, "SYNONYMS", "Synonym", synonyms, |synonym| {
        let Synonym { id, words } = synonym;
        format!("Synonym {{ id: {id:?}, words: &{words:?} }}")
    })?;
    write_numbers(code, catalogue)
}

/// Writes the numbers that represent the entries and the clues.
fn write_numbers(code: &mut String, catalogue: &Catalogue) -> fmt::Result {
    let Catalogue { store, clues, .. } = catalogue;
    write_table(code, "RECORDS", "Record", store.records, debug)?;
    write_table(code, "SPANS", "Span", store.spans, debug)?;
    write_table(code, "REPLY", "ReplyPattern", store.reply, debug)?;
    write_table(code, "ENHANCED", "EnhancedPattern", store.enhanced, debug)?;
    write_table(code, "CLUES", "Clue", clues.clues, debug)?;
    write_table(code, "LITERALS", "Literal", clues.literals, debug)?;
    write_table(code, "BUCKETS", "u32", clues.buckets, debug)?;
    write_table(code, "FILTER", "u64", clues.filter, debug)?;
    write_table(code, "WORDS", "u64", clues.words, debug)
}

fn debug(item: &impl fmt::Debug) -> String {
    format!("{item:?}")
}

/// Writes a static table. The derived `Debug` of numbers, strings, options and plain structures is Rust's own syntax.
fn write_table<T>(
    code: &mut String,
    name: &str,
    of: &str,
    items: &[T],
    item: impl Fn(&T) -> String,
) -> fmt::Result {
    writeln!(code, "static {name}: [{of}; {}] = [", items.len())?;
    for each in items {
        writeln!(code, "    {},", item(each))?;
    }
    writeln!(code, "];")
}
