//! The built-in catalogue.

use bouncedex::CATALOGUE;
use pyo3::prelude::*;
use std::borrow::Cow;

/// One thing that can go wrong with a delivery, as one party says it.
#[pyclass(frozen, get_all, module = "bouncedex")]
pub(crate) struct Entry {
    id: &'static str,
    provider: &'static str,
    provider_name: &'static str,
    codes: String,
    tags: Vec<&'static str>,
    title: &'static str,
    reason: &'static str,
    category: &'static str,
    action: &'static str,
    outcome: &'static str,
    meaning: &'static str,
    steps: Vec<Cow<'static, str>>,
    examples: Vec<&'static str>,
    related: Vec<&'static str>,
    sources: Vec<&'static str>,
    note: Option<&'static str>,
}

#[pymethods]
impl Entry {
    fn __repr__(&self) -> String {
        format!("<Entry {}: {}>", self.id, self.title)
    }
}

impl From<bouncedex::Entry> for Entry {
    fn from(entry: bouncedex::Entry) -> Entry {
        Entry {
            id: entry.id,
            provider: entry.provider.id,
            provider_name: entry.provider.name,
            codes: entry.codes(),
            tags: entry.tags.iter().collect(),
            title: entry.title,
            reason: entry.reason.id,
            category: entry.category().id,
            action: entry.action.id(),
            outcome: entry.outcome.id(),
            meaning: entry.meaning,
            steps: entry.steps.iter().collect(),
            examples: entry.examples.iter().collect(),
            related: entry.related.iter().collect(),
            sources: entry.sources.iter().collect(),
            note: entry.note,
        }
    }
}

/// Every entry of the built-in catalogue, in its order.
#[pyfunction]
pub(crate) fn catalogue() -> Vec<Entry> {
    CATALOGUE.entries().map(Entry::from).collect()
}
