//! What is failing, for monitoring: Prometheus' text exposition format (version 0.0.4).

use crate::sanitize::sanitize;
use crate::triage::Tally;
use crate::triage::metrics::{CauseLabels, Metrics};
use std::io::{self, Write};

/// Writes the counts so far as metrics.
pub fn metrics(out: &mut dyn Write, tally: &Tally) -> io::Result<()> {
    let metrics = Metrics::of(tally);
    for family in families(&metrics) {
        let Family {
            name,
            kind,
            help,
            samples,
        } = family;
        writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}")?;
        for (labels, value) in samples {
            writeln!(out, "{name}{} {value}", written(&labels))?;
        }
    }
    Ok(())
}

const COUNTER: &str = "counter";
const GAUGE: &str = "gauge";

type Labels<'a> = Vec<(&'static str, &'a str)>;

/// All samples of one metric.
struct Family<'a> {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    samples: Vec<(Labels<'a>, u64)>,
}

fn families(metrics: &Metrics) -> Vec<Family<'_>> {
    let family = |name, kind, help, samples| Family {
        name,
        kind,
        help,
        samples,
    };
    let going_on = metrics.spikes.iter().filter(|spike| !spike.is_over);
    vec![
        family(
            "bouncedex_lines_total",
            COUNTER,
            "Lines of logs read.",
            vec![(Vec::new(), metrics.lines)],
        ),
        family(
            "bouncedex_read_bytes_total",
            COUNTER,
            "Bytes of logs read, unpacked.",
            vec![(Vec::new(), metrics.bytes)],
        ),
        family(
            "bouncedex_delivery_reports_total",
            COUNTER,
            "Lines that report what became of a delivery; rejected: by one's own server.",
            reports(metrics),
        ),
        family(
            "bouncedex_failed_attempts_total",
            COUNTER,
            "Failed attempts to deliver, deferred or bounced, by cause, by who said it and by what to do.",
            failed(metrics),
        ),
        family(
            "bouncedex_rejections_total",
            COUNTER,
            "Messages that one's own server rejected, by cause; no failed attempts.",
            rejected(metrics),
        ),
        family(
            "bouncedex_unrecognised_replies_total",
            COUNTER,
            "Replies in failed attempts that neither their wording nor a code with an entry of its own explains.",
            vec![(Vec::new(), metrics.unrecognised)],
        ),
        family(
            "bouncedex_spikes",
            GAUGE,
            "Causes that fail far more often now than otherwise.",
            vec![(Vec::new(), going_on.count() as u64)],
        ),
        family(
            "bouncedex_spike_attempts",
            GAUGE,
            "Failed attempts within the last spike of an entry, whether it goes on or is over.",
            spikes(metrics),
        ),
    ]
}

/// Every status is present from the start, so that its first increase is seen.
fn reports(metrics: &Metrics) -> Vec<(Labels<'_>, u64)> {
    let counts = metrics.status.counts().into_iter();
    counts
        .filter(|(status, _)| {
            !metrics.is_selected_by_cause || !matches!(*status, "sent" | "expired")
        })
        .map(|(status, count)| (vec![("status", status)], count))
        .collect()
}

fn failed(metrics: &Metrics) -> Vec<(Labels<'_>, u64)> {
    let failed = metrics.failed.iter().map(|(labels, count)| {
        let mut all = cause(labels.cause);
        all.extend([
            ("provider", labels.provider),
            ("action", labels.action.id()),
        ]);
        (all, *count)
    });
    failed.collect()
}

fn rejected(metrics: &Metrics) -> Vec<(Labels<'_>, u64)> {
    let rejected = metrics.rejected.iter();
    rejected
        .map(|(labels, count)| (cause(*labels), *count))
        .collect()
}

fn spikes(metrics: &Metrics) -> Vec<(Labels<'_>, u64)> {
    let spikes = metrics.spikes.iter().map(|spike| {
        let state = if spike.is_over { "over" } else { "ongoing" };
        (vec![("entry", spike.entry), ("state", state)], spike.count)
    });
    spikes.collect()
}

fn cause(labels: CauseLabels) -> Labels<'static> {
    vec![("category", labels.category), ("reason", labels.reason)]
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
