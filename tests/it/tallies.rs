//! Tallies add up: pieces of logs that are counted by themselves, and merged, are reported as the whole is.

use bouncedex::CATALOGUE;
use bouncedex::diagnose::Diagnoser;
use bouncedex::report::{self, Format, TriageOptions};
use bouncedex::triage::time::Clock;
use bouncedex::triage::window::Window;
use bouncedex::triage::{By, Tally, Triage};
use serde_json::Value;

/// Numbers that look random, the same in every run.
struct Numbers(u64);

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
fn line(numbers: &mut Numbers, index: usize) -> String {
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
            "{syslog} postfix/smtp[7]: 4A1B2C{id}01: to=<{to}>, relay={host}[192.0.2.7]:25, delay=1, dsn={}, status={} (host {host}[192.0.2.7] said: {reply} (in reply to RCPT TO command))",
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

fn count(log: &str, by_message: bool) -> Tally {
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_800_000_000));
    if by_message {
        triage = triage.by_message();
    }
    triage.read(log.as_bytes()).expect("a log in memory");
    triage.tally
}

/// All figures.
fn figures(tally: &mut Tally) -> Value {
    let mut out = Vec::new();
    let options = TriageOptions {
        inputs: &[],
        only: None,
        format: Format::Json,
        by: By::Cause,
        top: None,
        asked: Window::default(),
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
