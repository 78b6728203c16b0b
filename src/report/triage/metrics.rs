//! What is failing, for monitoring: Prometheus' text exposition format (version 0.0.4).

use crate::bounce::Event;
use crate::catalogue::Action;
use crate::sanitize::sanitize;
use crate::triage::breakdown::Breakdown;
use crate::triage::figures::{SpikeOf, spikes};
use crate::triage::{By, Tally};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes the counts so far as metrics. All but those of spikes only grow while logs are read on. Labels are identifiers of
/// the catalogue alone, so that strangers cannot make up time series.
pub fn metrics(out: &mut dyn Write, tally: &Tally) -> io::Result<()> {
    let (breakdown, _) = Breakdown::of(tally, By::Cause, 0);
    let spikes = spikes(tally, &breakdown);
    let alone = |value| vec![(Labels::new(), value)];
    let mut counter = |name: &str, help: &str, samples| family(out, name, "counter", help, samples);
    counter(
        "bouncedex_lines_total",
        "Lines of logs read.",
        alone(tally.lines),
    )?;
    counter(
        "bouncedex_read_bytes_total",
        "Bytes of logs read, unpacked.",
        alone(tally.bytes),
    )?;
    counter(
        "bouncedex_delivery_reports_total",
        "Lines that report what became of a delivery; rejected: by your own server.",
        reports(tally),
    )?;
    counter(
        "bouncedex_failed_attempts_total",
        "Failed attempts to deliver, deferred or bounced, by cause, by who said it and by what to do.",
        failed(tally),
    )?;
    counter(
        "bouncedex_rejections_total",
        "Messages that your own server rejected, by cause; these are not failed attempts.",
        rejected(tally),
    )?;
    counter(
        "bouncedex_unrecognised_replies_total",
        "Replies in failed attempts that neither their wording nor a code with an entry of its own explains.",
        alone(tally.replies.unexplained_count()),
    )?;
    let ongoing = spikes.iter().filter(|spike| !spike.is_over);
    let mut gauge = |name: &str, help: &str, samples| family(out, name, "gauge", help, samples);
    gauge(
        "bouncedex_spikes",
        "Causes that fail far more often now than otherwise.",
        alone(ongoing.count() as u64),
    )?;
    gauge(
        "bouncedex_spike_attempts",
        "Failed attempts within the last spike of an entry, whether it goes on or is over.",
        spikes.iter().map(spike).collect(),
    )
}

type Labels<'a> = Vec<(&'static str, &'a str)>;
type Samples<'a> = Vec<(Labels<'a>, u64)>;

/// Writes all samples of one metric.
fn family(
    out: &mut dyn Write,
    name: &str,
    kind: &str,
    help: &str,
    samples: Samples<'_>,
) -> io::Result<()> {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}")?;
    let mut samples = samples.into_iter();
    samples.try_for_each(|(labels, value)| writeln!(out, "{name}{} {value}", written(&labels)))
}

/// Every status is present from the start, so that its first increase is seen. Where only some causes are counted, nothing is
/// known of what was sent or expired.
fn reports(tally: &Tally) -> Samples<'static> {
    let has_cause = |status| !matches!(status, "sent" | "expired");
    let counts = tally.status.counts().into_iter();
    counts
        .filter(|(status, _)| has_cause(*status) || !tally.is_selected_by_cause())
        .map(|(status, count)| (vec![("status", status)], count))
        .collect()
}

fn failed(tally: &Tally) -> Samples<'static> {
    let catalogue = tally.catalogue();
    let mut counts: BTreeMap<(_, _, _, Action), u64> = BTreeMap::new();
    for (key, failure) in &tally.failures {
        if key.event != Event::Rejected {
            let entry = catalogue.entry_at(key.entry);
            let provider = catalogue.provider(key.provider(catalogue)).id;
            let (category, reason) = (entry.category().id, entry.reason.id);
            let labels = (category, reason, provider, key.action(catalogue));
            *counts.entry(labels).or_default() += failure.attempts;
        }
    }
    let labelled = counts.into_iter().map(|(labels, count)| {
        let (category, reason, provider, action) = labels;
        let mut labels = cause(category, reason);
        labels.extend([("provider", provider), ("action", action.id())]);
        (labels, count)
    });
    labelled.collect()
}

fn rejected(tally: &Tally) -> Samples<'static> {
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    for (key, failure) in &tally.failures {
        if key.event == Event::Rejected {
            let entry = tally.catalogue().entry_at(key.entry);
            let labels = cause(entry.category().id, entry.reason.id);
            *counts.entry(labels).or_default() += failure.attempts;
        }
    }
    counts.into_iter().collect()
}

fn spike(spike: &SpikeOf) -> (Labels<'_>, u64) {
    let state = if spike.is_over { "over" } else { "ongoing" };
    (vec![("entry", spike.entry), ("state", state)], spike.count)
}

fn cause<'a>(category: &'a str, reason: &'a str) -> Labels<'a> {
    vec![("category", category), ("reason", reason)]
}

/// `{reason="mailbox-full"}`, or nothing without labels.
fn written(labels: &Labels<'_>) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let labels = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)));
    format!("{{{}}}", labels.collect::<Vec<_>>().join(","))
}

/// The value of a label. Line feeds need no escape: they are sanitized.
fn escaped(value: &str) -> String {
    sanitize(value).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_labels_are_escaped() {
        let labels = vec![("entry", "a\"} 1\n\\b")];
        let line = written(&labels);
        assert!(line.starts_with("{entry=\"a\\\"} 1"), "{line}");
        assert!(line.ends_with("\\\\b\"}"), "{line}");
        assert!(!line.contains('\n'), "{line}");
    }
}
