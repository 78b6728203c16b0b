//! Why a query finds nothing: values and fields that mean nothing here.

use crate::explorer::lists::bounces::Bounces;
use crate::explorer::lists::{List, facets};
use crate::explorer::state::State;
use crate::query::{Field, Term, fields_without_value, unknown_fields};
use crate::sanitize::sanitize;
use crate::search::filter::asks_for;
use crate::search::unknown_field;
use crate::spelling::nearest;
use crate::triage::breakdown::Mark;
use crate::triage::time_argument::FORMS;

/// The most mistakes that are shown.
const MOST_REASONS: usize = 4;
/// The longest word that may be misspelt, in bytes.
const LONGEST: usize = 40;

/// Says what is wrong with the query, in sentences.
pub(super) fn reasons(state: &State) -> Vec<String> {
    let breakdown = state.breakdown();
    let mark_of = |term: &Term| breakdown.and_then(|_| Mark::of(term));
    let is_absent =
        |term: &&Term| mark_of(term).is_some() && !term.negated && !is_found(state, term);
    let marks = state.view.query.terms.iter().filter(is_absent);
    let marks = marks.filter_map(mark_of);
    let marks = marks.filter_map(|mark| breakdown.map(|breakdown| breakdown.absence(mark)));
    let event_of = |term: &Term| {
        let mut events = state.view.list.events().iter();
        let event = events.find(|event| asks_for(term, **event));
        event.filter(|_| mark_of(term).is_none())
    };
    let terms = state.view.query.terms.iter();
    let events = terms.filter(|term| !term.negated && !is_found(state, term));
    let events = events.filter_map(event_of);
    let events = events.map(|event| format!("Nothing here is {}.", event.id()));
    let unknown = state.search.unknown_values(&state.view.query).into_iter();
    let unknown = unknown.filter(|(_, term)| mark_of(term).is_none() && event_of(term).is_none());
    let values = unknown.filter_map(|(field, term)| unknown_value(state, field, term));
    let has_names = !state.view.list.is_catalogue();
    let fields = unknown_fields(state.view.input.value())
        .map(|name| format!("{}.", unknown_field(name, has_names)));
    let unfinished = fields_without_value(state.view.input.value());
    let unfinished = unfinished.into_iter().map(|field| {
        let (name, example) = (field.id(), field.example());
        format!("{name}: needs a value, such as {name}:{example}.")
    });
    let uncounted = state.why_uncounted().map(str::to_owned);
    let all = uncounted
        .into_iter()
        .chain(marks)
        .chain(events)
        .chain(values);
    let all = all.chain(fields).chain(unfinished);
    all.take(MOST_REASONS).collect()
}

/// Describes a value that no entry has.
fn unknown_value(state: &State, field: Field, term: &Term) -> Option<String> {
    if !state.view.list.is_catalogue() && (field.is_name() || field.is_time()) {
        return unknown_name(state, field, term);
    }
    let is_event = field == Field::Is;
    let events = state.view.list.events().iter().filter(|_| is_event);
    let marks = Mark::ALL
        .into_iter()
        .filter(|_| is_event && state.breakdown().is_some());
    let others = events.map(|event| event.id()).chain(marks.map(Mark::name));
    Some(format!("{}.", state.search.takes(field, others)))
}

/// Describes a domain, a sender or the like, unless the other terms exclude it.
fn unknown_name(state: &State, field: Field, term: &Term) -> Option<String> {
    if field.is_time() {
        return unknown_time(state, field, term);
    }
    let [called, found] = match field {
        Field::Domain => ["recipient has a domain", "failed at a domain"],
        Field::From => ["bounce has a sender", "failed for a sender"],
        Field::User => ["bounce has a user", "failed for a user"],
        Field::Source => ["bounce has a source", "failed from a source"],
        Field::Relay => ["bounce has a remote host", "failed at a host"],
        Field::Provider
        | Field::Category
        | Field::Reason
        | Field::Action
        | Field::Since
        | Field::Until
        | Field::Is => return None,
    };
    let name = field.id();
    if is_found(state, term) || state.why_uncounted().is_some() {
        return None;
    }
    let text = &term.text;
    if matches!(field, Field::From | Field::User | Field::Source)
        && state.bounces().is_some_and(Bounces::is_behind)
    {
        return Some(format!(
            "A line does not name its {name}: ask for {name}:{text} in the list of failures."
        ));
    }
    let Some(breakdown) = state.breakdown() else {
        return Some(format!("No {called} called “{text}”."));
    };
    let facets = facets(field);
    let names = facets.iter().flat_map(|facet| breakdown.names(*facet));
    let near = near(text, names).map(|near| format!("Did you mean {name}:{}?", sanitize(near)));
    let nameless = || facets.iter().any(|facet| breakdown.has_nameless(*facet));
    let rare = facets.first().filter(|_| nameless()).map(|facet| {
        format!(
            "Rare {} are counted without their names.",
            facet.heading().to_lowercase()
        )
    });
    let more = near.or(rare).unwrap_or_default();
    Some(format!("Nothing {found} called “{text}”. {more}"))
}

/// Describes a time that is invalid, or outside the logs.
fn unknown_time(state: &State, field: Field, term: &Term) -> Option<String> {
    let name = field.id();
    let Some(breakdown) = state.breakdown() else {
        return Some(format!("{}.", state.search.takes(field, [])));
    };
    if breakdown.period_of(&term.alone()).is_none() {
        let text = sanitize(&term.text);
        let today = "The last day of the log is its today, and its last line is now.";
        return Some(format!(
            "{name}: takes a time, not “{text}”: {FORMS}. {today}"
        ));
    }
    None
}

/// Whether a term by itself finds anything.
fn is_found(state: &State, term: &Term) -> bool {
    let alone = term.alone();
    let list = &state.view.list;
    !matches!(list, List::Catalogue) && !list.find(&state.search, &alone).found.is_empty()
}

/// Returns the value whose spelling is nearest to this, if any.
fn near<'a>(text: &str, values: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let values = values.into_iter();
    nearest(text, values.filter(|_| text.len() <= LONGEST))
}
