//! Tallies add up: parts of logs that are counted separately, then merged, give the same report as the whole.

use crate::program::{PROGRAM, folder, run};
use crate::{log_lines, senders};
use assert_cmd::Command;
use bouncedex::CATALOGUE;
use bouncedex::diagnose::Diagnoser;
use bouncedex::report::{self, Format, TriageOptions};
use bouncedex::triage::time::Clock;
use bouncedex::triage::window::Window;
use bouncedex::triage::{By, Tally, Triage, tally_file};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

/// Numbers that look random, the same in every run.
pub(crate) struct Numbers(pub u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % end
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// What servers said: what the catalogue knows, also of a provider, and what it does not.
const REPLIES: [&str; 6] = [
    "550 5.1.1 <jo@example.org> no such user",
    "452 4.2.2 The email account that you tried to reach is over quota. gsmtp",
    "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail. gsmtp",
    "550 gnome 17 sulks",
    "550 gnome 4 sulks",
    "451 4.3.0 try again later",
];

/// When the first line is written: the start of the 10th of March.
const START: usize = 1_773_100_800;

/// A delivery, as a server logs it. Three lines are written in a second, then none for a while.
pub(crate) fn line(numbers: &mut Numbers, index: usize) -> String {
    let seconds = index / 3 * 2917;
    let (day, hour) = (10 + seconds / 86_400, seconds / 3600 % 24);
    let (minute, second) = (seconds / 60 % 60, seconds % 60);
    let (stamp, id) = (START + seconds, 10 + numbers.below(40));
    let host = numbers.of(&[
        "mx.example.org",
        "gmail-smtp-in.l.google.com",
        "mx.example.net",
    ]);
    let to = format!(
        "{}{}@{}",
        numbers.of(&["jo", "Jo", "ann"]),
        numbers.below(9),
        numbers.of(&["example.org", "gmail.com", "example.net", "example.com"])
    );
    let reply = numbers.of(&REPLIES);
    let is_kept = reply.starts_with('4');
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let syslog = format!("Mar {day} {time} mx1");
    match numbers.below(8) {
        0 | 1 => format!(
            "{syslog} postfix/smtp[7]: 4A1B2C{id}01: to=<{to}>, relay={host}[192.0.2.7]:25, delay=1, dsn=2.0.0, status=sent (250 ok)"
        ),
        2 | 3 => format!(
            "{syslog} postfix/smtp[7]: 4A1B2C{id}01: to=<{to}>, {}relay={host}[192.0.2.7]:25, delay=1, dsn={}, status={} (host {host}[192.0.2.7] said: {reply} (in reply to RCPT TO command))",
            if index.is_multiple_of(3) {
                "orig_to=<team@example.com>, "
            } else {
                ""
            },
            if is_kept { "4.2.2" } else { "5.1.1" },
            if is_kept { "deferred" } else { "bounced" },
        ),
        4 => format!(
            "2026-03-{day} {time} 1abcde-0000{id}-00 {} {to} R=dnslookup T=remote_smtp H={host} [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<{to}>: {reply}",
            if is_kept { "==" } else { "**" },
        ),
        5 => format!(
            "{syslog} sendmail[9]: 42EFm{id}a012345: to=<{to}>, delay=00:00:01, mailer=esmtp, relay={host}. [192.0.2.7], dsn=5.1.1, stat=User unknown"
        ),
        6 => format!(
            "{syslog} postfix/smtpd[8]: NOQUEUE: reject: RCPT from spam.example[192.0.2.9]: 554 5.7.1 <{to}>: Relay access denied; from=<a@spam.example> to=<{to}> proto=ESMTP helo=<spam.example>"
        ),
        _ => format!(
            "{{\"event\":\"bounce\",\"email\":\"{to}\",\"timestamp\":{stamp},\"reason\":\"{reply}\",\"status\":\"5.0.0\",\"sg_event_id\":\"x\"}}"
        ),
    }
}

/// The tally that a run of the program writes.
fn tally_of(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder)
        .output()
        .expect("a process");
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// The JSON that a run writes without any problem.
fn json(folder: &Path, arguments: &[&str]) -> Value {
    let ended = run(folder, arguments, "");
    assert_eq!(ended.err, "", "{arguments:?}");
    serde_json::from_str(&ended.out).expect("JSON")
}

fn count(log: &str, by_message: bool) -> Tally {
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_800_000_000));
    if by_message {
        triage = triage.by_message();
    }
    triage.read(log.as_bytes()).expect("a log in memory");
    triage.tally
}

/// All figures.
pub(crate) fn figures(tally: &mut Tally) -> Value {
    let mut out = Vec::new();
    let options = TriageOptions {
        inputs: &[],
        only: None,
        format: Format::Json,
        by: By::Cause,
        top: None,
        asked: Window::default(),
        wraps: false,
    };
    report::triage(&mut out, options, tally).expect("memory");
    serde_json::from_slice(&out).expect("JSON")
}

/// A log cut at so many line ends.
fn pieces(lines: &[String], numbers: &mut Numbers, count: usize) -> Vec<String> {
    let mut cuts: Vec<_> = (1..count).map(|_| numbers.below(lines.len() + 1)).collect();
    cuts.extend([0, lines.len()]);
    cuts.sort_unstable();
    let piece = |pair: &[usize]| lines[pair[0]..pair[1]].concat();
    cuts.windows(2).map(piece).collect()
}

/// All tallies as one, merged in any order.
fn merged(mut tallies: Vec<Tally>, numbers: &mut Numbers) -> Tally {
    while tallies.len() > 1 {
        let one = tallies.swap_remove(numbers.below(tallies.len()));
        let index = numbers.below(tallies.len());
        tallies[index].merge(one).expect("memory");
    }
    tallies.pop().expect("a tally")
}

#[test]
fn pieces_merged_in_any_order_are_reported_as_the_whole_is() {
    for seed in 0..60 {
        let mut numbers = Numbers(seed);
        let lines: Vec<_> = (0..400)
            .map(|index| line(&mut numbers, index) + "\n")
            .collect();
        let mut whole = count(&lines.concat(), false);
        let expected = figures(&mut whole);
        assert!(expected["attempts"].as_u64() > Some(100), "{expected}");
        let cuts = numbers.of(&[1, 2, 7, 64]);
        let tallies = pieces(&lines, &mut numbers, cuts);
        let tallies = tallies.iter().map(|piece| count(piece, false)).collect();
        let mut sum = merged(tallies, &mut numbers);
        assert_eq!(figures(&mut sum), expected, "seed {seed}, {cuts} pieces");
        // The lines that stand for a failure, and its course.
        for (key, failure) in &whole.failures {
            let of_sum = &sum.failures[key];
            assert_eq!(of_sum.first, failure.first, "seed {seed}");
            assert_eq!(of_sum.latest, failure.latest, "seed {seed}");
            assert_eq!(of_sum.timeline, failure.timeline, "seed {seed}");
            let parts = [of_sum, failure].map(|failure| {
                let mut counts: Vec<_> = failure.parts.values().copied().collect();
                counts.sort_unstable();
                counts
            });
            assert_eq!(parts[0], parts[1], "seed {seed}");
        }
    }
}

#[test]
fn whose_a_message_is_that_came_in_with_another_piece_is_not_known() {
    let arrival = "Mar 14 09:00:01 mx1 postfix/qmgr[3]: 4A1B2C3D01: from=<news@shop.example>, size=900, nrcpt=1 (queue active)\n";
    let failure = "Mar 14 09:00:02 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 no such user)\n";
    let whole = [arrival, failure].concat();
    for (logs, known, unknown) in [
        (vec![&*whole, failure], 1, 1),
        (vec![arrival, failure], 0, 1),
        (vec![failure, &*whole, &*whole], 2, 1),
    ] {
        let tallies = logs.iter().map(|log| count(log, true)).collect();
        let figures = figures(&mut merged(tallies, &mut Numbers(1)));
        let senders = &figures["by"]["sender"];
        let of_shop = &senders["names"]["news@shop.example"]["bounced"];
        assert_eq!(of_shop.as_u64().unwrap_or_default(), known);
        assert_eq!(senders["unknown"]["bounced"], unknown);
    }
}

#[test]
fn what_one_tally_does_not_count_by_has_no_name_in_the_sum() {
    let failure = "Mar 14 09:00:02 mx1 postfix-out1/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n";
    let mut with = count(failure, true);
    with.merge(count(failure, false)).expect("memory");
    let sources = &figures(&mut with)["by"]["source"];
    assert_eq!(sources["names"]["postfix-out1/smtp"]["bounced"], 1);
    assert_eq!(sources["unknown"]["bounced"], 1);
    let mut without = count(failure, false);
    without.merge(count(failure, true)).expect("memory");
    let of_both = figures(&mut without);
    assert_eq!(of_both["by"]["source"], Value::Null);
    assert_eq!(
        of_both["by"]["domain"]["names"]["example.org"]["bounced"],
        2
    );
}

/// A tally as `--format tally` writes it.
fn packed(tally: &mut Tally) -> Vec<u8> {
    let mut out = Vec::new();
    tally_file::write(&mut out, tally).expect("memory");
    out
}

/// A log of so many lines.
pub(crate) fn log(seed: u64, lines: usize) -> String {
    let mut numbers = Numbers(seed);
    (0..lines)
        .map(|index| line(&mut numbers, index) + "\n")
        .collect()
}

#[test]
fn a_tally_is_an_input_like_the_log_it_was_made_of() {
    let (one, other) = (log(1, 300), log(2, 300));
    let here = folder(&[("one.log", one.as_bytes()), ("other.log", other.as_bytes())]);
    for (host, name) in [("mx1", "one"), ("mx2", "other")] {
        let log = format!("{name}.log");
        let arguments = ["triage", "--host", host, "--format", "tally", &log];
        let made = tally_of(here.path(), &arguments);
        fs::write(here.path().join(format!("{name}.tally")), made).expect("a file");
    }
    let report = |files: &[&str]| {
        let arguments = [&["triage", "--host", "mx9", "--json"], files].concat();
        let mut report = json(here.path(), &arguments);
        let hosts = report["by"]
            .as_object_mut()
            .and_then(|by| by.remove("host"));
        (report, hosts.unwrap_or_default())
    };
    let (expected, none) = report(&["one.log", "other.log"]);
    assert_eq!(none, Value::Null);
    for files in [
        ["one.tally", "other.log"],
        ["other.log", "one.tally"],
        ["one.tally", "other.tally"],
    ] {
        let (figures, hosts) = report(&files);
        assert_eq!(figures, expected, "{files:?}");
        let of_one = &hosts["names"]["mx1"];
        let (alone, _) = report(&["one.log"]);
        let failed = ["bounced", "deferred"].map(|what| of_one[what].as_u64().unwrap_or_default());
        assert_eq!(alone["attempts"], failed[0] + failed[1]);
        assert_eq!(alone["attempted"], of_one["attempted"]);
    }
    // Through a pipe, compressed, one behind the other, and made of others.
    let both =
        ["one.tally", "other.tally"].map(|name| fs::read(here.path().join(name)).expect("a tally"));
    let all = both.concat();
    fs::write(here.path().join("all.tally"), &all).expect("a file");
    assert_eq!(report(&["all.tally"]).0, expected);
    let piped = run(here.path(), &["triage", "--json", "-"], all);
    assert_eq!(piped.status, 0, "{piped:?}");
    let made = tally_of(here.path(), &["triage", "--format", "tally", "all.tally"]);
    fs::write(here.path().join("sum.tally"), made).expect("a file");
    assert_eq!(report(&["sum.tally"]), report(&["all.tally"]));
    let rows = run(
        here.path(),
        &["triage", "--by", "host", "--format", "csv", "sum.tally"],
        "",
    )
    .out;
    let ids: Vec<_> = rows
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').nth(2))
        .collect();
    assert!(ids.contains(&"mx1") && ids.contains(&"mx2"), "{rows}");
    let compared = json(
        here.path(),
        &["triage", "--json", "--compare", "one.log", "one.tally"],
    );
    assert_eq!(compared["changes"], Value::Array(Vec::new()));
}

#[test]
fn a_year_of_tallies_is_reported_by_day() {
    let mut names = Vec::new();
    let here = folder(&[]);
    for month in ["01", "05", "12"] {
        let log = format!(
            "2026-{month}-03T10:00:00 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n"
        );
        let name = format!("2026-{month}.tally");
        fs::write(here.path().join(&name), packed(&mut count(&log, false))).expect("a file");
        names.push(name);
    }
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let rows = |more: &[&str]| {
        let arguments = [
            &["triage", "--by", "day", "--top", "9", "--format", "csv"],
            more,
            &names,
        ]
        .concat();
        let rows = run(here.path(), &arguments, "").out;
        let failed = rows.lines().filter(|row| row.starts_with("1,"));
        let mut days: Vec<_> = failed
            .filter_map(|row| Some(row.split(',').nth(2)?.to_owned()))
            .collect();
        days.sort_unstable();
        days
    };
    assert_eq!(
        rows(&[]),
        ["2026-01-03 00:00", "2026-05-03 00:00", "2026-12-03 00:00"]
    );
    // Whole tallies can be left out.
    assert_eq!(
        rows(&["--since", "2026-02-01", "--until", "2026-06-01"]),
        ["2026-05-03 00:00"]
    );
}

#[test]
fn tallies_of_days_adjoin() {
    let here = folder(&[("mail.log", log(1, 300).as_bytes())]);
    let days = ["2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13"];
    for day in days.windows(2) {
        let arguments = ["triage", "--since", day[0], "--until", day[1]];
        let made = [&arguments, &["--format", "tally", "mail.log"][..]].concat();
        let name = format!("{}.tally", day[0]);
        fs::write(here.path().join(name), tally_of(here.path(), &made)).expect("a file");
    }
    let tallies = ["2026-03-12.tally", "2026-03-10.tally", "2026-03-11.tally"];
    for (since, until) in [(0, 3), (1, 2), (1, 3)] {
        let arguments = [
            "triage",
            "--json",
            "--since",
            days[since],
            "--until",
            days[until],
        ];
        let of = |files: &[&str]| json(here.path(), &[&arguments, files].concat());
        let (expected, sum) = (of(&["mail.log"]), of(&tallies));
        assert!(expected["attempts"].as_u64() > Some(10), "{expected}");
        for what in [
            "status",
            "first",
            "last",
            "attempts",
            "deliveries",
            "entry",
            "domain",
            "hour",
            "recipients",
        ] {
            assert_eq!(sum[what], expected[what], "{what}");
        }
    }
}

#[test]
fn what_follows_a_tally_that_is_left_out_counts() {
    let [first, second, third] = ["2026-03-10", "2026-03-11", "2026-03-12"].map(|day| {
        format!("{day}T10:00:00 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n")
    });
    let tallies = [
        packed(&mut count(&(first + &second), false)),
        packed(&mut count(&third, false)),
    ];
    let here = folder(&[("all.tally", &tallies.concat())]);
    let arguments = ["triage", "--json", "--since", "2026-03-11", "all.tally"];
    let ended = run(here.path(), &arguments, "");
    assert_eq!(ended.status, 2, "{ended:?}");
    assert!(
        ended.err.contains("(2026-03-10 10:00 to 2026-03-11 10:00)"),
        "{ended:?}"
    );
    let figures: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(figures["attempts"], 1);
}

#[test]
fn what_a_tally_does_not_hold_is_said() {
    let here = folder(&[("mx1.tally", &packed(&mut count(&log(1, 60), false)))]);
    for (arguments, expected) in [
        (&["--lines"][..], "holds no lines"),
        (&["--recipients"], "holds no addresses"),
        (&["--provider", "gmail"], "no part can be chosen"),
        (&["--since", "2026-03-10 00:10"], "cannot be divided"),
        (&["--by", "sender"], "made without --by sender"),
    ] {
        let ended = run(
            here.path(),
            &[&["triage"], arguments, &["mx1.tally"]].concat(),
            "",
        );
        assert_eq!(ended.status, 2, "{ended:?}");
        assert!(ended.err.contains("mx1.tally: it is a tally"), "{ended:?}");
        assert!(ended.err.contains(expected), "{ended:?}");
    }
    for (arguments, expected) in [
        (&["--lines"][..], "sums"),
        (&["--reason", "dmarc"], "leave filters out"),
    ] {
        let ended = run(
            here.path(),
            &[&["triage", "--format", "tally"], arguments].concat(),
            "",
        );
        assert_eq!(ended.status, 2, "{ended:?}");
        assert!(
            ended.out.is_empty() && ended.err.contains(expected),
            "{ended:?}"
        );
    }
    let ended = run(here.path(), &["explain", "--format", "tally", "550"], "");
    assert!(ended.err.contains("only triage writes tally"), "{ended:?}");
}

#[test]
fn a_damaged_tally_is_refused_whole_and_others_are_counted() {
    let whole = packed(&mut count(&log(1, 100), true));
    let other = log(2, 100);
    let alone = json(
        folder(&[("a", other.as_bytes())]).path(),
        &["triage", "--json", "a"],
    );
    let mut damages = vec![
        [b"bouncedex tally 5\n", &whole[18..]].concat(),
        [&whole[..], b"more"].concat(),
        [&whole[..], b"bouncedex tally 4\n"].concat(),
        b"bouncedex tally ".to_vec(),
    ];
    let mut numbers = Numbers(7);
    for _ in 0..20 {
        damages.push(whole[..20 + numbers.below(whole.len() - 20)].to_vec());
        // Behind what gzip says of the file's origin, all is guarded by its checksum.
        let at = 28 + numbers.below(whole.len() - 28);
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << numbers.below(8);
        damages.push(damaged);
    }
    for damaged in damages {
        let is_first_whole = damaged.starts_with(&whole);
        let here = folder(&[("mx1.tally", &damaged), ("mx2.log", other.as_bytes())]);
        let ended = run(
            here.path(),
            &["triage", "--json", "mx1.tally", "mx2.log"],
            "",
        );
        assert_eq!(ended.status, 2, "{ended:?}");
        assert!(
            ended
                .err
                .contains("mx1.tally: it is a tally that cannot be read"),
            "{ended:?}"
        );
        assert!(ended.err.contains("make it anew"), "{ended:?}");
        let figures: Value = serde_json::from_str(&ended.out).expect("JSON");
        assert_eq!(
            figures["attempts"] == alone["attempts"],
            !is_first_whole,
            "{ended:?}"
        );
    }
}

#[test]
fn causes_that_a_catalogue_does_not_know_are_counted_as_what_they_were() {
    let own = "[[code]]\nid = \"own-gnome\"\nprovider = \"standard\"\nreply = [550]\nenhanced = [\"5.9.9\"]\ntag = [\"gnome sulks\"]\nreason = \"blocklisted\"\ntitle = \"Gnomes sulk\"\nmeaning = \"Gnomes sulk.\"\nsteps = [\"Wait.\"]\nexamples = [\"550 5.9.9 gnome sulks\"]\nsources = [\"RFC 5321 §4.2\"]\n";
    let log = "Mar 14 09:00:02 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn=5.9.9, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.9.9 gnome sulks)\n";
    let here = folder(&[("own.toml", own.as_bytes()), ("mail.log", log.as_bytes())]);
    let arguments = [
        "--catalogue",
        "own.toml",
        "triage",
        "--format",
        "tally",
        "mail.log",
    ];
    let made = tally_of(here.path(), &arguments);
    fs::write(here.path().join("mx1.tally"), made).expect("a file");
    let same = json(
        here.path(),
        &["--catalogue", "own.toml", "triage", "--json", "mx1.tally"],
    );
    assert_eq!(same["entry"]["own-gnome"], 1);
    let ended = run(here.path(), &["triage", "--json", "mx1.tally"], "");
    assert_eq!(ended.status, 2, "{ended:?}");
    assert!(
        ended.err.contains("own-gnome") && ended.err.contains("read it with the catalogue"),
        "{ended:?}"
    );
    let figures: Value = serde_json::from_str(&ended.out).expect("JSON");
    assert_eq!(figures["status"]["bounced"], 1);
    assert_eq!(
        figures["recipients"]["suppress"],
        same["recipients"]["suppress"]
    );
}

/// The same figures, but for what only tallies count.
fn without_hosts(mut report: Value) -> Value {
    if let Some(by) = report["by"].as_object_mut() {
        by.remove("host");
    }
    report
}

#[test]
fn pieces_of_every_kind_of_log_add_up_on_the_command_line() {
    let lines = |text: String| -> Vec<String> {
        let lines = text.lines();
        lines.map(|line| format!("{line}\n")).collect()
    };
    let logs = [
        lines(log(1, 300)),
        log_lines::pieces().collect(),
        lines(senders::postfix()),
        lines(senders::exim()),
        lines(senders::sendmail()),
    ];
    let mut numbers = Numbers(18);
    for log in logs {
        let pieces = pieces(&log, &mut numbers, 7);
        let log = log.concat();
        let here = folder(&[("whole.log", log.as_bytes())]);
        let expected = json(here.path(), &["triage", "--json", "whole.log"]);
        assert!(expected["attempts"].as_u64() > Some(5), "{expected}");
        let mut inputs = Vec::new();
        for (number, piece) in pieces.iter().enumerate() {
            let name = number.to_string();
            fs::write(here.path().join(&name), piece).expect("a file");
            inputs.push(name);
        }
        let mut made = pieces.len();
        // Whatever is read is added up by the way: logs, tallies, and tallies of those.
        while inputs.len() > 2 {
            let [one, other, third] =
                [(); 3].map(|()| inputs.swap_remove(numbers.below(inputs.len())));
            let parts = [&*one, &*other, &*third];
            let arguments = [&["triage", "--format", "tally"], &parts[..]].concat();
            let name = made.to_string();
            fs::write(here.path().join(&name), tally_of(here.path(), &arguments)).expect("a file");
            inputs.push(name);
            made += 1;
        }
        let inputs: Vec<_> = inputs.iter().map(String::as_str).collect();
        let sum = json(here.path(), &[&["triage", "--json"], &inputs[..]].concat());
        assert_eq!(without_hosts(sum), expected, "{log}");
    }
}

#[test]
fn a_part_of_a_tallys_time_is_no_part_of_the_counts_and_the_screen_says_so() {
    let here = folder(&[
        ("mx1.tally", &packed(&mut count(&log(1, 60), false))),
        ("mx2.log", log(2, 60).as_bytes()),
    ]);
    let files = ["mx1.tally", "mx2.log"];
    let shown = |keys: &str| {
        let print = ["triage", "--print", "200x36", "--keys", keys];
        run(here.path(), &[&print, &files[..]].concat(), "").out
    };
    assert!(!shown("").contains("cannot be divided"));
    for keys in ["since:03:00<Enter>", "since:03:00<Enter>c"] {
        let shown = shown(keys);
        assert!(shown.contains("cannot be divided"), "{shown}");
    }
    let compare = [
        "triage",
        "--json",
        "--compare",
        "2026-03-10 00:00..2026-03-10 03:00",
    ];
    let ended = run(here.path(), &[&compare, &files[..]].concat(), "");
    assert_eq!(ended.status, 2, "{ended:?}");
    assert!(ended.err.contains("cannot be divided"), "{ended:?}");
}

/// What a tally holds behind its checksum, as a file.
fn packed_body(body: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(b"bouncedex tally 4\n".to_vec(), Compression::fast());
    packed.write_all(body).expect("memory");
    packed.finish().expect("memory")
}

/// What a file holds behind its checksum.
fn body(tally: &mut Tally) -> Vec<u8> {
    let packed = packed(tally);
    let mut body = Vec::new();
    let mut unpacked = GzDecoder::new(&packed[18..]);
    unpacked.read_to_end(&mut body).expect("a tally");
    body
}

/// The marks of a failure follow what became of the message.
#[test]
fn marks_that_no_failure_has_are_refused_and_older_tallies_are_read() {
    let log = "Mar 14 09:26:53 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=none, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n";
    let plain = body(&mut count(log, false));
    let event = b"\x07bounced";
    let at = plain.windows(event.len()).position(|part| part == event);
    let at = at.expect("a failure") + event.len();
    for (mark, suppresses) in [
        (0, Some(true)),
        (1, Some(false)),
        (2, Some(false)),
        (3, Some(false)),
        (4, Some(true)),
        (7, Some(false)),
        (8, None),
    ] {
        let mut marked = plain.clone();
        marked[at] = mark;
        let here = folder(&[("mx1.tally", &packed_body(&marked))]);
        let ended = run(here.path(), &["triage", "mx1.tally"], "");
        assert_eq!(
            ended.status,
            if suppresses.is_some() { 0 } else { 2 },
            "{ended:?}"
        );
        assert_eq!(
            ended.err.contains("cannot be read"),
            suppresses.is_none(),
            "{ended:?}"
        );
        assert_eq!(
            ended.out.contains("Suppress the address"),
            suppresses == Some(true),
            "{ended:?}"
        );
    }
    for version in [b"bouncedex tally 2\n", b"bouncedex tally 3\n"] {
        let older = [&version[..], &packed(&mut count(log, false))[18..]].concat();
        let here = folder(&[("older.tally", &older), ("mail.log", log.as_bytes())]);
        let [of_older, of_log] = ["older.tally", "mail.log"]
            .map(|file| without_hosts(json(here.path(), &["triage", "--json", file])));
        assert_eq!(of_older, of_log);
    }
}

#[test]
fn counts_that_no_log_can_hold_are_refused() {
    // How many bytes were counted comes first, in groups of seven bits.
    let empty = body(&mut count("", false));
    let huge = [&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10][..], &empty[1..]].concat();
    let huger = [&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20][..], &empty[1..]].concat();
    let counts = body(&mut count(&log(1, 60), false));
    assert!(counts[0] > 0x7f && counts[1] <= 0x7f, "two bytes");
    let shrunk = [&[1], &counts[2..]].concat();
    let once = packed_body(&huge);
    for (file, expected) in [
        (once.clone(), ""),
        ([&once[..], &once].concat(), "64 TiB"),
        (packed_body(&huger), "more than the logs can hold"),
        (packed_body(&shrunk), "more than the logs can hold"),
    ] {
        let here = folder(&[("mx1.tally", &file)]);
        let ended = run(here.path(), &["triage", "--json", "mx1.tally"], "");
        assert_eq!(ended.err.is_empty(), expected.is_empty(), "{ended:?}");
        assert!(ended.err.contains(expected), "{ended:?}");
        assert_eq!(ended.status, if expected.is_empty() { 1 } else { 2 });
    }
}
