//! A change: how often it failed before and after, out of how many attempts, and whether that may be chance.

use super::page::Page;
use crate::explorer::lists::changes::Changes;
use crate::explorer::lists::{List, Row};
use crate::explorer::state::State;
use crate::explorer::theme::Meaning;
use crate::quantity::{counted, grouped};
use crate::triage::chance;
use crate::triage::compare::Change;
use crate::verdict::Verdict;

/// The page of the selected change.
pub(super) fn page<'a>(mut page: Page<'a>, state: &State) -> Option<Page<'a>> {
    let (List::Changes(changes), Some(Row::Change(index))) = (&state.view.list, state.view.row())
    else {
        return None;
    };
    let ((_, change), entry) = (changes.get(index)?, state.entry()?);
    page.head(&entry);
    counts(&mut page, changes, change);
    page.verdict(Verdict::of(&entry));
    page.advice(&entry);
    page.examples(&entry);
    page.reading(state, &entry);
    Some(page)
}

fn counts(page: &mut Page<'_>, changes: &Changes, change: &Change) {
    let [before, after] = change.figures(changes.by_rate());
    let hourly = if changes.by_rate() { " an hour" } else { "" };
    let became = change.change.title();
    page.blank();
    let sum = format!("{became}: {before} → {after} failed attempts{hourly}");
    page.paragraph(&sum, Meaning::Title);
    let counts = [
        ("before", change.before, change.before_attempted),
        ("after", change.after, change.after_attempted),
    ];
    let periods = changes.changed.iter().flat_map(|changed| &changed.sides);
    for (((label, failed, attempted), part), side) in
        counts.into_iter().zip(change.percentages()).zip(periods)
    {
        let of = counted(attempted, "attempt", "attempts");
        let mut line = format!("{} of {of} ({part})", grouped(failed));
        if let Some(span) = side.span_in_words() {
            line += &format!(", {span}");
        }
        page.item(&format!("{label:<6}  "), &line, Meaning::Text);
    }
    let chance = chance::written(change.chance);
    let how_likely = format!("{chance}: how likely such a difference is if nothing changed");
    page.item("chance  ", &how_likely, Meaning::Text);
    if change.uncertain {
        let caution = "That may be chance: too little was counted to be sure.";
        page.paragraph(caution, Meaning::Caution);
    }
}
