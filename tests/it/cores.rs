//! Counting on all cores: whatever the logs contain, and however many threads count, the counts are those of a single
//! thread that reads line by line.

use crate::tallies::{Numbers, figures, line};
use crate::{log_lines, senders};
use bouncedex::CATALOGUE;
use bouncedex::bounce::cut::LONGEST_LINE;
use bouncedex::bounce::stream::{CHUNK, Lines};
use bouncedex::diagnose::Diagnoser;
use bouncedex::inputs::Input;
use bouncedex::triage::Triage;
use bouncedex::triage::ahead::read_all_on;
use bouncedex::triage::time::Clock;
use bouncedex::triage::window::Window;
use std::io::Cursor;

fn triage() -> Triage {
    Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_800_000_000))
}

/// A plain file of this text, or what was unpacked from an archive.
fn input(name: &str, text: &str, is_plain: bool) -> Input {
    Input {
        name: Some(name.to_owned()),
        reader: Box::new(Cursor::new(text.to_owned())),
        length: is_plain.then_some(text.len() as u64),
    }
}

/// Counts logs on so many cores; what could not be read of them.
fn counted(cores: usize, mut triage: Triage, inputs: Vec<Input>) -> (Triage, Vec<String>) {
    let mut problems = Vec::new();
    let inputs = Box::new(inputs.into_iter().map(Ok));
    read_all_on(cores, &mut triage, inputs, &mut |_, problem| {
        problems.extend(problem.map(|problem| problem.to_string()));
        true
    });
    problems.sort_unstable();
    (triage, problems)
}

/// Lines in text only, so many, of which each part is counted by any thread.
fn plain(seed: u64, count: usize) -> String {
    let mut numbers = Numbers(seed);
    let lines = (0..).map(|index| line(&mut numbers, index) + "\n");
    let lines = lines.filter(|line| !line.starts_with('{'));
    lines.take(count).collect()
}

#[test]
fn the_counts_are_those_of_one_thread_whatever_the_logs_hold() {
    let json = (0..400).map(|number| {
        format!("{{\n\"event\": \"bounce\",\n\"sg_event_id\": \"x\",\n\"email\": \"jo{number}@example.org\",\n\"reason\": \"550 5.1.1 no such user\"\n}}\n")
    });
    // By default other columns hold the recipient and the reply.
    let rows = (0..40_000).map(|number| format!("t,1773480413,421 busy,jo{number}@example.org\n"));
    let table = "type,timeLogged,dsnDiag,rcpt\n".to_owned() + &rows.collect::<String>();
    let queue = "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n\
        4A1B2C3D01      512 Tue Mar 10 09:26:53  a@example.com\n\
        (host mx.example.org[192.0.2.7] said: 450 4.2.0 greylisted (in reply to RCPT TO command))\n\
        \x20                                        jo@example.org\n\n"
        .repeat(2000);
    let long = "x".repeat(2 * LONGEST_LINE) + "\n";
    let timeless = (0..5000).map(|number| {
        format!("postfix/smtp[7]: 4A1B2C3D01: to=<jo{number}@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn=5.1.1, status=bounced (550 5.1.1 no such user)\n")
    });
    let lines: String = log_lines::all().map(|line| format!("{line}\n")).collect();
    let torn = "{\"event\": \"bounce\", \"reason\": \"550\n".to_owned();
    let all = [
        senders::postfix(),
        senders::exim(),
        json.collect(),
        table,
        queue,
        long,
        timeless.collect(),
        lines,
        torn,
    ];
    for (number, special) in all.into_iter().enumerate() {
        let log = plain(1, 6000) + &special + &plain(2, 6000);
        let mut one = triage();
        one.read(log.as_bytes()).expect("a log in memory");
        let expected = figures(&mut one.tally);
        let (_, problems) = counted(1, triage(), vec![input("a.log", &log, true)]);
        for (cores, is_plain) in [(1, true), (2, true), (3, false), (8, true)] {
            let (mut all, told) = counted(cores, triage(), vec![input("a.log", &log, is_plain)]);
            assert_eq!(figures(&mut all.tally), expected, "{number} on {cores}");
            assert_eq!(told, problems, "{number} on {cores}");
        }
    }
}

#[test]
fn where_a_log_is_torn_is_told_by_its_own_line() {
    let torn = "{\"event\": \"bounce\", \"reason\": \"550\n".to_owned();
    let log = plain(1, 6000) + &torn + &plain(2, 3000);
    let (_, problems) = counted(4, triage(), vec![input("a.log", &log, true)]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].starts_with("a.log: line 6001: "),
        "{problems:?}"
    );
}

#[test]
fn what_is_still_open_at_the_end_of_a_log_is_not_passed_over() {
    let array = "[\n{\"event\": \"bounce\", \"sg_event_id\": \"x\", \"email\": \"jo@example.org\", \"reason\": \"550 5.1.1 no such user\"},\n";
    for cores in [1, 4] {
        let (all, problems) = counted(cores, triage(), vec![input("a.json", array, true)]);
        assert_eq!(all.tally.status.bounced, 1);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("a.json: line 2: "), "{problems:?}");
    }
}

#[test]
fn a_crlf_is_one_end_of_a_line() {
    let array = "[\r\n{\"event\": \"bounce\", \"sg_event_id\": \"x\", \"email\": \"jo@example.org\", \"reason\": \"550 5.1.1 no such user\"},\r\n{\"event\": \"bounce\",\r\n";
    let (_, problems) = counted(1, triage(), vec![input("a.json", array, true)]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with("a.json: line 3: "), "{problems:?}");
}

#[test]
fn where_a_part_ends_depends_on_the_log_alone() {
    let log = plain(7, 9000);
    let parts = |mut buffer: Vec<u8>| {
        let (mut lines, mut lengths) = (Lines::default(), Vec::new());
        let mut rest = log.as_bytes();
        let mut on_part = |part: &[u8], _| lengths.push(part.len());
        while lines
            .read(&mut rest, &mut on_part)
            .expect("a log in memory")
            > 0
        {
            lines.exchange(&mut buffer);
        }
        lengths
    };
    assert_eq!(parts(Vec::new()), parts(vec![0; 3 * CHUNK / 2]));
}

#[test]
fn several_logs_at_once_are_added_up() {
    let logs: Vec<_> = (0..7).map(|seed| plain(seed, 2500)).collect();
    let mut one = triage();
    one.read(logs.concat().as_bytes()).expect("a log in memory");
    let expected = figures(&mut one.tally);
    for cores in [1, 2, 5] {
        let inputs = logs.iter().enumerate();
        let inputs = inputs.map(|(number, log)| input(&number.to_string(), log, number % 2 == 0));
        let (mut all, problems) = counted(cores, triage(), inputs.collect());
        assert_eq!(problems, [""; 0]);
        assert_eq!(figures(&mut all.tally), expected, "{cores}");
    }
}

#[test]
fn what_is_asked_for_is_asked_of_every_thread() {
    let log = plain(3, 9000);
    let asked = Window {
        since: Some(1_773_100_800 + 86_400),
        until: Some(1_773_100_800 + 3 * 86_400),
    };
    let mut one = triage().within(asked);
    one.read(log.as_bytes()).expect("a log in memory");
    let expected = figures(&mut one.tally);
    assert!(one.tally.status.failed() > 100);
    let (mut all, _) = counted(3, triage().within(asked), vec![input("a.log", &log, true)]);
    assert_eq!(figures(&mut all.tally), expected);
}

#[test]
fn whose_mail_it_is_needs_all_lines_in_their_order() {
    let log = plain(4, 6000) + &senders::postfix() + &plain(5, 2000);
    let mut one = triage().by_message();
    one.read(log.as_bytes()).expect("a log in memory");
    let expected = figures(&mut one.tally);
    let logs = vec![input("a.log", &log, true)];
    let (mut all, _) = counted(4, triage().by_message(), logs);
    assert_eq!(figures(&mut all.tally), expected);
}

#[test]
fn counting_ends_as_soon_as_nobody_listens() {
    let log = plain(6, 20_000);
    let mut triage = triage();
    let inputs = Box::new((0..50).map(|_| Ok(input("a.log", &log, true))));
    read_all_on(4, &mut triage, inputs, &mut |tally, _| tally.lines == 0);
    assert!((1..50 * 20_000).contains(&triage.tally.lines));
}

/// A message whose line is not all text went where the next one goes, and when its line says.
#[test]
fn what_was_sent_needs_no_text() {
    let line = |day: u8, start: &[u8]| {
        let line = "mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, delay=1, dsn=2.0.0, status=sent (250 ok ";
        let stamp = format!("Mar {day} 09:26:53 ");
        [stamp.as_bytes(), line.as_bytes(), start, b")\n"].concat()
    };
    let (text, other) = (line(14, b"text"), line(14, b"caf\xe9"));
    let [first, last] = [[&*text, &*other], [&*other, &*text]].map(|lines| {
        let mut triage = triage();
        triage.read(&*lines.concat()).expect("a log in memory");
        figures(&mut triage.tally)
    });
    assert_eq!(first, last);
    let asked = Window {
        since: Some(1_773_480_000),
        until: None,
    };
    let mut later = triage().within(asked);
    let log = [line(10, b"caf\xe9"), text].concat();
    later.read(&*log).expect("a log in memory");
    assert_eq!(later.tally.status.sent, 1);
}

#[test]
fn lines_without_cells_cost_next_to_nothing() {
    let start = std::time::Instant::now();
    let log = "type,timeLogged,dsnDiag,rcpt\n".to_owned() + &"\n".repeat(500_000);
    triage().read(log.as_bytes()).expect("a log in memory");
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
