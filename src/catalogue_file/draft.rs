//! The tables of a catalogue file as TOML gives them, before their values are checked.

use super::check::{Checker, Text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table of a list such as `[[code]]`.
pub(super) struct Draft<'t, 'a> {
    pub id: Text,
    pub values: &'t DeTable<'a>,
}

impl<'a> Checker<'a> {
    /// Returns the tables of one list that have an id, in file order; what else is there is reported.
    pub(super) fn drafts<'t>(&mut self, file: &'t DeTable<'a>, name: &str) -> Vec<Draft<'t, 'a>> {
        let Some(value) = file.get(name) else {
            return Vec::new();
        };
        if value.get_ref().is_table() {
            self.not_tables(value, name);
            return Vec::new();
        }
        let mut drafts = Vec::new();
        for value in self.array(value) {
            let Some(values) = value.get_ref().as_table() else {
                self.not_tables(value, name);
                continue;
            };
            match values.get("id") {
                Some(id) => drafts.extend(self.string(id).map(|id| Draft { id, values })),
                None => self.report_missing(
                    value.span(),
                    format!("this `[[{name}]]` has no `id`; add one"),
                ),
            }
        }
        drafts
    }

    fn not_tables(&mut self, value: &Spanned<DeValue<'a>>, name: &str) {
        self.report(
            value.span(),
            format!("must be a list of tables: write its name as [[{name}]]"),
        );
    }

    /// Returns the values of a list.
    pub(super) fn array<'t>(
        &mut self,
        value: &'t Spanned<DeValue<'a>>,
    ) -> &'t [Spanned<DeValue<'a>>] {
        let array = value.get_ref().as_array();
        if array.is_none() {
            self.report(value.span(), "must be a list, in [ and ]");
        }
        array.map_or(&[], |array| array)
    }

    pub(super) fn string(&mut self, value: &Spanned<DeValue<'a>>) -> Option<Text> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.report(value.span(), "must be text in quotes");
        }
        Some(Spanned::new(value.span(), text?.to_owned()))
    }
}

/// Where an item is in a file.
pub struct Location {
    pub id: String,
    /// The byte offset of its `id`.
    pub at: usize,
    /// Its examples, each with its byte offset.
    pub examples: Vec<(String, usize)>,
}

/// Returns where the items of a list such as `[[code]]` are in a file, in order; nothing for text that is not a
/// catalogue.
pub fn locations(text: &str, name: &str) -> Vec<Location> {
    let mut checker = Checker::new("", text);
    let Ok(file) = DeTable::parse(text) else {
        return Vec::new();
    };
    let drafts = checker.drafts(file.get_ref(), name);
    let mut locations = Vec::new();
    for draft in drafts {
        let mut examples = Vec::new();
        if let Some(list) = draft.values.get("examples") {
            for text in checker.array(list) {
                let text = checker.string(text);
                examples.extend(text.map(|text| (text.get_ref().clone(), text.span().start)));
            }
        }
        locations.push(Location {
            at: draft.id.span().start,
            id: draft.id.into_inner(),
            examples,
        });
    }
    locations
}
