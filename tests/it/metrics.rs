//! The output of `triage` for monitoring: checked against the grammar of Prometheus' text format, and against the other
//! formats.

use crate::program::{Ended, ended, folder, run};
use bouncedex::builtin::CATALOGUE;
use bouncedex::catalogue::Action;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

const LOG: &str = include_str!("../fixtures/mail.log");
const DOCS: &str = include_str!("../../docs/monitoring.md");

/// A sample: its metric, labels and value.
type Sample = (String, BTreeMap<String, String>, u64);

/// Reads the format as strictly as its grammar is: every metric has a name, a help and a type, before its samples.
fn samples(text: &str) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut metric = String::new();
    let mut seen = HashSet::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, help) = help.split_once(' ').expect("a help");
            assert!(name.starts_with("bouncedex_") && !help.is_empty(), "{line}");
            let kind = lines.next().expect("a type");
            let is_counter = name.ends_with("_total");
            let kind_of_name = if is_counter { "counter" } else { "gauge" };
            assert_eq!(kind, format!("# TYPE {name} {kind_of_name}"));
            assert!(seen.insert(name.to_owned()), "twice: {line}");
            name.clone_into(&mut metric);
            continue;
        }
        let rest = line.strip_prefix(&metric).expect(line);
        let (labels, value) = rest.rsplit_once(' ').expect(line);
        let labels = labels.strip_prefix('{').map_or("", |labels| {
            labels.strip_suffix('}').expect("the end of its labels")
        });
        let labels = labels.split(',').filter(|label| !label.is_empty());
        let labels = labels.map(|label| {
            let (name, value) = label.split_once('=').expect(line);
            let value = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'));
            (name.to_owned(), value.expect(line).to_owned())
        });
        let value = value.parse().expect("a count");
        samples.push((metric.clone(), labels.collect(), value));
    }
    let different: HashSet<_> = samples
        .iter()
        .map(|(name, labels, _)| (name, labels))
        .collect();
    assert_eq!(
        different.len(),
        samples.len(),
        "a series stands twice: {text}"
    );
    samples
}

fn triage(arguments: &[&str], log: &str) -> String {
    let here = folder(&[]);
    let all = [&["--no-config", "triage"], arguments].concat();
    let Ended { status, out, err } = run(here.path(), &all, log);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    out
}

fn sums(samples: &[Sample], metric: &str, label: &str) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for (_, labels, value) in samples.iter().filter(|(name, ..)| name == metric) {
        *sums.entry(labels[label].clone()).or_default() += value;
    }
    sums
}

/// A delivery, and what it met.
fn line(minute: u32, status: &str, said: &str) -> String {
    let (hour, minute) = (minute / 60, minute % 60);
    format!(
        "2026-03-14T{hour:02}:{minute:02}:00+00:00 mx1 postfix/smtp[7]: 4QwZ01: to=<jo@example.org>, \
         relay=mx.example.org[192.0.2.7]:25, delay=1, dsn={}.0.0, status={status} (host mx.example.org[192.0.2.7] said: {said})\n",
        &said[..1]
    )
}

#[test]
fn all_metrics_of_a_log() {
    let rejected = "2026-03-14T10:03:00.000000+00:00 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.66]: \
                    554 5.7.1 <cy@example.com>: Relay access denied; from=<x@example.net> to=<cy@example.com> proto=ESMTP helo=<x>\n";
    let log = [
        line(1, "sent", "250 2.0.0 Ok"),
        line(2, "deferred", "452 4.2.2 mailbox full"),
        line(3, "deferred", "452 4.2.2 mailbox full"),
        line(
            4,
            "bounced",
            "550 5.7.26 This mail is unauthenticated. gsmtp",
        ),
        line(5, "bounced", "550 gnomes sulk"),
        rejected.to_owned(),
    ]
    .concat();
    let out = triage(&["--format", "prometheus"], &log);
    let shown: Vec<_> = out.lines().filter(|line| !line.starts_with('#')).collect();
    let bytes = format!("bouncedex_read_bytes_total {}", log.len());
    let wanted = [
        "bouncedex_lines_total 6",
        &bytes,
        "bouncedex_delivery_reports_total{status=\"sent\"} 1",
        "bouncedex_delivery_reports_total{status=\"deferred\"} 2",
        "bouncedex_delivery_reports_total{status=\"bounced\"} 2",
        "bouncedex_delivery_reports_total{status=\"expired\"} 0",
        "bouncedex_delivery_reports_total{status=\"rejected\"} 1",
    ];
    assert_eq!(shown[..wanted.len()], wanted, "{out}");
    for line in [
        "bouncedex_failed_attempts_total{category=\"soft-bounce\",reason=\"mailbox-full\",provider=\"standard\",action=\"retry\"} 2",
        "bouncedex_failed_attempts_total{category=\"policy\",reason=\"authentication\",provider=\"gmail\",action=\"fix-authentication\"} 1",
        "bouncedex_unrecognised_replies_total 1",
        "bouncedex_spikes 0",
    ] {
        assert!(shown.contains(&line), "{line}\n{out}");
    }
    let rejections = sums(&samples(&out), "bouncedex_rejections_total", "category");
    assert_eq!(rejections.values().sum::<u64>(), 1);
}

/// A failure every minute, from the first to the last hour many of another kind.
fn surging(hours: std::ops::Range<u32>) -> String {
    let minutes = (0..360).map(|minute| {
        let many = if hours.contains(&(minute / 60)) { 3 } else { 0 };
        let refused = line(minute, "bounced", "550 5.1.1 user unknown");
        line(minute, "deferred", "452 4.2.2 mailbox full") + &refused.repeat(many)
    });
    minutes.collect()
}

#[test]
fn spikes_are_a_gauge_while_they_go_on() {
    for (hours, state, going_on) in [(2..3, "over", 0), (5..6, "ongoing", 1)] {
        let samples = samples(&triage(&["--format", "prometheus"], &surging(hours)));
        let spikes = sums(&samples, "bouncedex_spike_attempts", "state");
        assert_eq!(spikes, BTreeMap::from([(state.to_owned(), 180)]));
        let count = samples.iter().find(|(name, ..)| name == "bouncedex_spikes");
        assert_eq!(count.expect("a gauge").2, going_on);
    }
}

#[test]
fn metrics_add_up_to_what_json_has() {
    let out = triage(&["--format", "prometheus"], LOG);
    let samples = samples(&out);
    let json: Value = serde_json::from_str(&triage(&["--json"], LOG)).expect("JSON");
    for label in ["category", "reason", "action"] {
        let sums = sums(&samples, "bouncedex_failed_attempts_total", label);
        assert_eq!(
            serde_json::to_value(sums).expect("JSON"),
            json[label],
            "{label}"
        );
    }
    let status = sums(&samples, "bouncedex_delivery_reports_total", "status");
    assert_eq!(serde_json::to_value(status).expect("JSON"), json["status"]);
    let providers = sums(&samples, "bouncedex_failed_attempts_total", "provider");
    for (provider, count) in json["provider"].as_object().expect("an object") {
        // Who said it is known: at least those are theirs.
        if provider != "none" {
            assert!(
                providers[provider] >= count.as_u64().expect("a count"),
                "{provider}"
            );
        }
    }
    let known: HashSet<_> = CATALOGUE
        .providers
        .iter()
        .map(|provider| provider.id)
        .collect();
    assert!(
        providers
            .keys()
            .all(|provider| known.contains(provider.as_str()))
    );
}

#[test]
fn what_is_selected_has_no_count_of_what_has_no_cause() {
    let arguments = ["--format", "prometheus", "--category", "soft-bounce"];
    let samples = samples(&triage(&arguments, LOG));
    let statuses = sums(&samples, "bouncedex_delivery_reports_total", "status");
    assert!(
        statuses
            .keys()
            .all(|status| status != "sent" && status != "expired"),
        "{statuses:?}"
    );
    let categories = sums(&samples, "bouncedex_failed_attempts_total", "category");
    assert_eq!(categories.into_keys().collect::<Vec<_>>(), ["soft-bounce"]);
}

#[test]
fn metrics_are_refused_where_there_are_none() {
    let here = folder(&[("mail.log", LOG.as_bytes())]);
    for (arguments, why) in [
        (
            "--format prometheus mailbox",
            "only triage writes prometheus",
        ),
        (
            "explain --format prometheus mail.log",
            "only triage writes prometheus",
        ),
        (
            "catalogue list --format prometheus",
            "only triage writes prometheus",
        ),
        (
            "triage --format prometheus --recipients mail.log",
            "neither --recipients",
        ),
        (
            "triage --format prometheus --compare mail.log mail.log",
            "nor --compare",
        ),
        ("triage --metrics a.prom mail.log", "--follow"),
        (
            "triage --follow --metrics mail.log mail.log",
            "must be named *.prom",
        ),
        (
            "triage --follow --metrics nosuch/a.prom mail.log",
            "nosuch/a.prom: cannot be written: No such file or directory (os error 2)\n",
        ),
    ] {
        let arguments: Vec<_> = arguments.split(' ').collect();
        let run = run(here.path(), &arguments, "");
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.contains(why), "{arguments:?}: {}", run.err);
    }
    let log = std::fs::read_to_string(here.path().join("mail.log"));
    assert_eq!(log.expect("the log"), LOG);
}

#[test]
fn a_log_of_nothing_has_all_metrics() {
    let here = folder(&[]);
    let nothing = run(here.path(), &["triage", "--format", "prometheus"], "");
    assert_eq!(nothing, ended(1, nothing.out.clone(), ""));
    assert!(
        samples(&nothing.out)
            .iter()
            .all(|(_, _, count)| *count == 0)
    );
}

/// Every metric of the documentation, the alerts and the dashboard is one, and every metric is documented.
#[test]
fn the_documentation_names_the_metrics_that_there_are() {
    let out = triage(&["--format", "prometheus"], LOG);
    let types: Vec<_> = out
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .collect();
    let names: HashSet<_> = types
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    for line in &types {
        let (name, kind) = line.split_once(' ').expect("a type");
        assert!(DOCS.contains(&format!("| `{name}` | {kind} |")), "{line}");
    }
    let dashboard = include_str!("../../docs/grafana.json");
    serde_json::from_str::<Value>(dashboard).expect("JSON");
    for text in [DOCS, dashboard] {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for word in words.filter(|word| word.starts_with("bouncedex_")) {
            assert!(names.contains(word), "{word}");
        }
    }
    // What labels are compared with is an identifier of the catalogue.
    let reasons: Vec<_> = CATALOGUE.reasons.iter().map(|reason| reason.id).collect();
    let actions: Vec<_> = Action::ALL.iter().map(|action| action.id()).collect();
    for (before, known) in [("reason=\"", reasons), ("action=\"", actions)] {
        for part in DOCS.split(before).skip(1) {
            let value = part.split('"').next().unwrap_or_default();
            assert!(known.contains(&value), "{before}{value}");
        }
    }
}
