//! Report and screen agree: for the same log, every row and figure of one equals that of the other.

use crate::support::{press, triaged};
use bouncedex::CATALOGUE;
use bouncedex::explorer::lists::{Heading, Row};
use bouncedex::explorer::state::State;
use bouncedex::report::{self, Format, TriageOptions};
use bouncedex::triage::breakdown::{Breakdown, Group, RowKey};
use bouncedex::triage::time::written;
use bouncedex::triage::timeline::bars;
use bouncedex::triage::{By, Facet, Triage};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Two days of every third example of the catalogue, said by hosts of several providers and of none about several
/// domains, deferred, bounced and rejected; and an hour in which one of them fails far more often.
fn log() -> String {
    let hosts = [
        "gmail-smtp-in.l.google.com",
        "mx.example.net",
        "example-com.mail.protection.outlook.com",
        "mx.example.org",
        "mta5.am0.yahoodns.net",
    ];
    let examples: Vec<_> = CATALOGUE
        .entries()
        .flat_map(|entry| entry.examples.iter())
        .collect();
    let mut lines = Vec::new();
    for (number, said) in examples.iter().step_by(3).enumerate() {
        for turn in 0..=number % 4 {
            let (host, minute) = (
                hosts[(number + turn) % hosts.len()],
                number * 7 + turn * 600,
            );
            let domain = number * 5 % 23 + turn;
            lines.push(line(
                minute,
                host,
                &format!("d{domain}.example"),
                said,
                number + turn,
            ));
        }
    }
    // The same by its code alone is a guess.
    for minute in 0..200 {
        let said = ["550 5.1.1 no", "550 5.1.1 User unknown"][minute % 2];
        lines.push(line(minute * 13, hosts[1], "d1.example", said, minute / 2));
    }
    let spike = "452 4.3.1 Insufficient system storage";
    lines.extend((0..300).map(|number| line(1200 + number / 6, hosts[3], "d2.example", spike, 1)));
    lines.concat()
}

/// A failed attempt as Postfix writes it, or what it rejected itself.
fn line(minute: usize, host: &str, domain: &str, said: &str, turn: usize) -> String {
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let time = format!(
        "2026-03-{:02}T{:02}:{:02}:00+00:00",
        14 + minute / 1440,
        minute / 60 % 24,
        minute % 60
    );
    if turn.is_multiple_of(7) {
        return format!(
            "{time} mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from {host}[192.0.2.9]: {said}; \
             from=<x@example.com> to=<y@example.com> proto=ESMTP helo=<x>\n"
        );
    }
    let status = ["deferred", "bounced"][turn % 2];
    let (queue, sender, out) = (format!("4Qw{minute:05}"), turn % 11, turn % 3);
    format!(
        "{time} mx1 postfix/smtpd[2]: {queue}: client=c.example[192.0.2.8], sasl_method=PLAIN, sasl_username=u{sender}\n\
         {time} mx1 postfix/qmgr[3]: {queue}: from=<s{sender}@c{out}.example>, size=900, nrcpt=1 (queue active)\n\
         {time} mx1 postfix-out{out}/smtp[1]: {queue}: to=<jo@{domain}>, relay={host}[192.0.2.7]:25, delay=1, \
         dsn=5.0.0, status={status} (host {host}[192.0.2.7] said: {said})\n"
    )
}

/// One log, as the screen shows it and for reports.
struct Both {
    triage: Triage,
    state: State,
}

impl Both {
    fn of(log: &str) -> Both {
        let (triage, state) = triaged(log);
        Both { triage, state }
    }

    fn report(&mut self, format: Format, by: By) -> String {
        let options = TriageOptions {
            format,
            by,
            top: Some(10_000),
            ..TriageOptions::default()
        };
        let mut out = Vec::new();
        report::triage(&mut out, options, &mut self.triage.tally).expect("memory");
        String::from_utf8(out).expect("text")
    }

    fn breakdown(&self) -> &Breakdown {
        self.state.breakdown().expect("failures")
    }

    fn keys(&self) -> Vec<RowKey> {
        let rows = self.state.view.rows.iter();
        rows.filter_map(|row| match row {
            Row::Failure(key) => Some(*key),
            _ => None,
        })
        .collect()
    }
}

/// The rows of a table for spreadsheets: attempts, share, id, what, action, since, event, attempted.
fn table(csv: &str) -> Vec<Vec<String>> {
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    let rows = table.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn causes_are_the_same_row_by_row() {
    let mut both = Both::of(&log());
    let reported = table(&both.report(Format::Csv, By::Cause));
    let markdown = both.report(Format::Markdown, By::Cause);
    let breakdown = both.breakdown();
    assert!(both.keys().len() > 100, "{}", both.keys().len());
    assert!(breakdown.has_spikes() && breakdown.has_rejected());
    let row = |key: RowKey| {
        let entry = CATALOGUE.entry_at(key.entry);
        let detail = breakdown.detail(&CATALOGUE, key).expect("a row");
        let share = breakdown.share_of(key);
        let share = share.trim_end_matches('%').replace("<1", "0");
        let (share, event) = if key.is_rejected() {
            (String::new(), "rejected")
        } else {
            (share, "")
        };
        let action = if key.is_rejected() {
            "none"
        } else {
            breakdown.action(&CATALOGUE, key).id()
        };
        let since = detail.failure.began().map(written).unwrap_or_default();
        let count = breakdown.attempts(key).to_string();
        let what = format!("{}: {}", entry.label(), entry.title);
        let cells = [&count, &share, entry.id, &what, action, &since, event, ""];
        cells.map(str::to_owned).to_vec()
    };
    let shown: Vec<_> = both.keys().into_iter().map(row).collect();
    assert_eq!(reported, shown);
    // What tables for spreadsheets leave out.
    for key in both.keys().into_iter().filter(|key| !key.is_rejected()) {
        let entry = CATALOGUE.entry_at(key.entry);
        let what = format!("| {}: {} |", entry.label(), entry.title);
        let line = markdown
            .lines()
            .find(|line| line.contains(&what))
            .expect(&what);
        let trend = format!("| {} |", bars(&breakdown.trend(key, 12)));
        assert!(line.contains(&trend), "{line} {trend}");
        if let Some(spike) = breakdown.spike(key) {
            assert!(
                line.contains(&format!("{}, {}", spike.count, spike.context())),
                "{line}"
            );
        }
        for (domain, _) in breakdown.most_at(key, Facet::Domain).iter().take(1) {
            assert!(line.contains(&format!("`{domain}`")), "{line} {domain}");
        }
    }
}

#[test]
fn groups_are_the_same_row_by_row() {
    let mut both = Both::of(&log());
    let views = [
        By::Provider,
        By::Domain,
        By::Action,
        By::SenderDomain,
        By::Sender,
        By::User,
        By::Source,
        By::Relay,
    ];
    for by in views {
        press(&mut both.state, "<Ctrl-G>");
        assert_eq!(both.breakdown().by, by);
        let reported = both.report(Format::Csv, by);
        let reported: Vec<_> = table(&reported)
            .into_iter()
            .map(|row| (row[0].clone(), row[3].clone(), row[7].clone()))
            .collect();
        let headings = both.state.view.rows.iter().filter_map(|row| match row {
            Row::Heading(Heading::Group(group), count)
                if !matches!(group, Group::Name(_, None)) =>
            {
                let name = both.breakdown().group_name(&CATALOGUE, *group);
                let attempt_counts = both.breakdown().attempt_counts(*group);
                let attempted =
                    attempt_counts.map(|attempt_counts| attempt_counts.attempted.to_string());
                Some((count.to_string(), name, attempted.unwrap_or_default()))
            }
            _ => None,
        });
        assert_eq!(reported, headings.collect::<Vec<_>>(), "{by:?}");
        assert!(reported.len() > 2, "{by:?}");
    }
}

#[test]
fn all_figures_are_sums_of_what_is_listed() {
    let mut both = Both::of(&log());
    let figures: Value = serde_json::from_str(&both.report(Format::Json, By::Cause)).expect("JSON");
    let breakdown = both.breakdown();
    assert_eq!(figures["attempts"], breakdown.failed());
    let sums = |id: &dyn Fn(RowKey) -> &'static str, is_rejected: bool| {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for key in both
            .keys()
            .into_iter()
            .filter(|key| key.is_rejected() == is_rejected)
        {
            *sums.entry(id(key)).or_default() += breakdown.attempts(key);
        }
        json!(sums)
    };
    let entry = |key: RowKey| CATALOGUE.entry_at(key.entry);
    assert_eq!(figures["entry"], sums(&|key| entry(key).id, false));
    assert_eq!(figures["rejected"], sums(&|key| entry(key).id, true));
    assert_eq!(figures["reason"], sums(&|key| entry(key).reason.id, false));
    assert_eq!(
        figures["category"],
        sums(&|key| entry(key).category().id, false)
    );
    let groups = |by| {
        let groups = breakdown.groups(&CATALOGUE, by).into_iter();
        let failed = groups.filter(|(group, _)| *group != Group::Rejected);
        failed
            .map(|(group, count)| (group, json!(count)))
            .collect::<Vec<_>>()
    };
    let by_id = |by| {
        let groups = groups(by).into_iter();
        json!(
            groups
                .map(|(group, count)| (group.id(&CATALOGUE), count))
                .collect::<BTreeMap<_, _>>()
        )
    };
    assert_eq!(figures["provider"], by_id(By::Provider));
    assert_eq!(figures["action"], by_id(By::Action));
    let domains = groups(By::Domain).into_iter();
    let domains = domains.map(|(group, count)| (breakdown.group_name(&CATALOGUE, group), count));
    assert_eq!(
        figures["domain"],
        json!(domains.collect::<BTreeMap<_, _>>())
    );
    let spikes = figures["spikes"].as_array().expect("spikes");
    let shown = both
        .keys()
        .into_iter()
        .filter_map(|key| Some((entry(key).id, breakdown.spike(key)?)));
    let mut shown: Vec<_> = shown
        .map(|(id, spike)| json!([id, spike.count, written(spike.from)]))
        .collect();
    let mut reported: Vec<_> = spikes
        .iter()
        .map(|spike| json!([spike["entry"], spike["count"], spike["from"]]))
        .collect();
    assert!(!shown.is_empty());
    shown.sort_by_key(Value::to_string);
    reported.sort_by_key(Value::to_string);
    assert_eq!(shown, reported);
}

#[test]
fn who_keeps_trying_suppresses_nobody() {
    // A guess beside a certain reply, and a delivery that goes on: in both views, and in what to do.
    let unknown = "550 5.1.1 The email account that you tried to reach does not exist. gsmtp";
    let log: String = (0..4)
        .map(|minute| {
            line(
                minute,
                "gmail-smtp-in.l.google.com",
                "gmail.com",
                unknown,
                8,
            )
        })
        .collect();
    let mut both = Both::of(&log);
    let figures: Value = serde_json::from_str(&both.report(Format::Json, By::Cause)).expect("JSON");
    assert_eq!(figures["action"], json!({"retry": 4}));
    let text = both.report(Format::Text, By::Cause);
    assert!(
        !text.contains("Suppress the address") && text.contains("still being tried"),
        "{text}"
    );
    let key = both.keys()[0];
    let detail = both.breakdown().detail(&CATALOGUE, key).expect("a row");
    assert!(
        !detail.verdict.sentence().contains("Suppress the address."),
        "{detail:?}"
    );
    assert!(
        detail
            .caution
            .is_some_and(|caution| caution.contains("still being tried"))
    );
}
