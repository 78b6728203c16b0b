//! Writes what is listed, or the marked rows of it, as text: to a file whose name is asked for, or to the clipboard.

use super::clip::Clip;
use super::file::{Content, Export, Prompt, Written, write_bounces};
use super::lists::bounces::Bounces;
use super::lists::{List, Row};
use super::state::{Overlay, State};
use super::update::Effect;
use crate::diagnose::intake::{ExplainedItem, Item};
use crate::quantity::counted;
use crate::report::{self, Format};
use crate::sanitize::sanitize;
use std::io;
use std::path::Path;
use tui_input::Input;

/// The format for each file extension.
const FORMATS: [(&str, Format); 6] = [
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("csv", Format::Csv),
    ("json", Format::Json),
    ("jsonl", Format::Json),
    ("ndjson", Format::Json),
];
const UNKNOWN_ENDING: &str = "Use a name that ends in .md, .csv or .json.";
const NOTHING: &str = "Nothing is listed that could be written.";

impl State {
    /// Asks for the file to write the list to.
    pub(super) fn ask_for_file(&mut self) {
        if self.view.rows.is_empty() {
            self.notice = Some(NOTHING.to_owned());
            return;
        }
        let name = match &self.view.list {
            List::Catalogue => "codes.md",
            List::Bounces(bounces) if bounces.is_behind() => "lines.csv",
            List::Bounces(_) => "bounces.csv",
            List::Failures(_) => "failures.csv",
            List::Changes(_) => "changes.csv",
        };
        self.prompt = Prompt {
            input: Input::new(name.to_owned()),
            is_suggested: true,
            replaced: None,
        };
        self.view.open(Overlay::Export);
    }

    /// Says what is to be written.
    pub fn export_in_words(&self) -> String {
        let count = self.view.meant_rows().len() as u64;
        if self.view.marked.is_empty() {
            counted(count, "row", "rows")
        } else {
            counted(count, "marked row", "marked rows")
        }
    }

    /// Requests that the list be written to the named file.
    pub(super) fn write(&mut self) -> Option<Effect> {
        let name = self.prompt.input.value().trim().to_owned();
        let ending = Path::new(&name).extension().unwrap_or_default();
        let format = FORMATS
            .into_iter()
            .find(|(known, _)| ending.eq_ignore_ascii_case(known));
        let Some((_, format)) = format else {
            self.notice = Some(UNKNOWN_ENDING.to_owned());
            return None;
        };
        let rows = self.view.meant_rows();
        let content = match self.bounces().filter(|bounces| !bounces.is_behind()) {
            Some(bounces) => {
                Content::Bounces(bounces_of(&rows, bounces).cloned().collect(), format)
            }
            None => {
                let mut text = Vec::new();
                self.write_rows(&mut text, &rows, format).ok()?;
                Content::Text(text)
            }
        };
        let replaces = self.prompt.replaced.as_ref() == Some(&name);
        let what = self.export_in_words();
        self.notice = Some(format!("Writing {what} …"));
        Some(Effect::Write(Export {
            name,
            content,
            replaces,
            what,
        }))
    }

    /// Reports what became of the file.
    pub(super) fn take_written(&mut self, written: Written) {
        self.notice = Some(match written {
            Written::Done(Export { name, what, .. }) => {
                if self.view.overlay == Some(Overlay::Export) {
                    self.view.close_overlay();
                }
                format!("Wrote {what} to {}", sanitize(&name))
            }
            Written::IsThere(Export { name, .. }) => {
                let notice = format!("{} is there; Enter again replaces it.", sanitize(&name));
                self.prompt.replaced = Some(name);
                notice
            }
            Written::Failed(Export { name, .. }, why) => format!("{}: {why}", sanitize(&name)),
        });
    }

    /// Copies the marked rows in full.
    pub(super) fn copy_marked(&mut self) -> Option<Effect> {
        let rows = self.view.meant_rows();
        let failures: Vec<_> = rows
            .iter()
            .filter_map(|row| self.failure_in_full(*row))
            .collect();
        let text = if failures.is_empty() {
            let mut text = Vec::new();
            self.write_rows(&mut text, &rows, Format::Markdown).ok()?;
            String::from_utf8(text).ok()?
        } else {
            failures.join("\n")
        };
        Some(Effect::Copy(Clip::of(&text), "the marked rows as Markdown"))
    }

    /// Copies what servers said in the marked rows, one per line.
    pub(super) fn copy_marked_texts(&mut self) -> Option<Effect> {
        let rows = self.view.meant_rows();
        let texts: Vec<_> = rows
            .iter()
            .filter_map(|row| self.server_text(*row))
            .collect();
        Some(Effect::Copy(
            Clip::of(&texts.join("\n")),
            "the texts of the marked rows",
        ))
    }

    fn failure_in_full(&self, row: Row) -> Option<String> {
        let Row::Failure(key) = row else { return None };
        let breakdown = self.breakdown()?;
        let detail = breakdown.detail(self.catalogue(), key)?;
        let entry = self.catalogue().entry_at(key.entry);
        Some(report::failure(breakdown, &detail, &entry))
    }

    fn server_text(&mut self, row: Row) -> Option<String> {
        let example = |state: &State| {
            let entry = state.entry_in(row)?;
            entry.examples.first().map(str::to_owned)
        };
        match row {
            Row::Bounce(index) => Some(self.explained(index)?.diagnosis.reply_line()),
            Row::Failure(key) => {
                let detail = self.breakdown()?.detail(self.catalogue(), key)?;
                let latest = detail.failure.latest.line;
                (!latest.is_empty())
                    .then_some(latest)
                    .or_else(|| example(self))
            }
            Row::Entry(_) | Row::Change(_) | Row::Heading(..) => example(self),
        }
    }

    fn explained(&mut self, index: usize) -> Option<ExplainedItem> {
        let item = self.item(index)?.clone();
        self.explain(item)
    }

    /// Writes rows of the shown list in a format.
    fn write_rows(&mut self, out: &mut Vec<u8>, rows: &[Row], format: Format) -> io::Result<()> {
        match &self.view.list {
            List::Catalogue => {
                let entries: Vec<_> = rows.iter().filter_map(|row| self.entry_in(*row)).collect();
                report::findings(out, format, self.catalogue(), &entries)
            }
            List::Bounces(bounces) => {
                let items = bounces_of(rows, bounces);
                if bounces.is_behind() {
                    return report::log_lines(out, format, self.search.catalogue(), items);
                }
                let items: Vec<_> = items.cloned().collect();
                let catalogue = *self.catalogue();
                write_bounces(out, format, self.diagnoser(), &catalogue, items)
            }
            List::Failures(breakdown) => {
                let keys = rows.iter().filter_map(|row| match row {
                    Row::Failure(key) => Some(*key),
                    Row::Heading(..) | Row::Entry(_) | Row::Bounce(_) | Row::Change(_) => None,
                });
                report::failures(out, format, self.catalogue(), breakdown, keys)
            }
            List::Changes(changes) => {
                let listed = rows.iter().filter_map(|row| match row {
                    Row::Change(index) => Some(changes.get(*index)?.1),
                    Row::Heading(..) | Row::Entry(_) | Row::Bounce(_) | Row::Failure(_) => None,
                });
                report::changes(out, format, self.catalogue(), changes.by_rate(), listed)
            }
        }
    }
}

fn bounces_of<'a>(rows: &[Row], bounces: &'a Bounces) -> impl Iterator<Item = &'a Item> {
    rows.iter().filter_map(|row| match row {
        Row::Bounce(index) => bounces.items.get(*index),
        Row::Heading(..) | Row::Entry(_) | Row::Failure(_) | Row::Change(_) => None,
    })
}
