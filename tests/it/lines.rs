//! Lines that stand beside one another: what belongs together, what does not, and that nobody waits for a neighbour.

use crate::program::PROGRAM;
use bouncedex::bounce::read;
use bouncedex::builtin::CATALOGUE;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// What an input tells: of each answer the line and what was said.
fn told(input: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let tell = |(line, bounce): read::Found<'_>| found.push((line, bounce.said.into_owned()));
    read::bounces(input.as_bytes(), tell).expect("memory can be read");
    found
}

/// The catalogue's examples, but those whose one line says that another one follows.
fn examples() -> Vec<&'static str> {
    let examples = CATALOGUE.entries().flat_map(|entry| entry.examples.iter());
    examples
        .filter(|text| {
            let (code, rest) = text.split_at_checked(3).unwrap_or_default();
            !rest.starts_with('-') || rest.contains(&format!(" {code} "))
        })
        .collect()
}

#[test]
fn replies_on_lines_of_their_own_are_answered_each_by_itself() {
    let examples = examples();
    assert!(examples.len() > 1000);
    let alone: HashMap<_, _> = examples.iter().map(|text| (*text, told(text))).collect();
    let (mut random, mut text, mut expected) = (1_u64, String::new(), Vec::new());
    for number in 0..100_000 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let example = examples[random as usize % examples.len()];
        text.push_str(example);
        text.push('\n');
        let answers = alone[example].iter();
        expected.extend(answers.map(|(line, said)| (number + line, said.clone())));
    }
    assert!(told(&text) == expected);
}

#[test]
fn a_reply_of_several_lines_is_one() {
    for text in [
        "550-5.1.1 no such\n550-5.1.1 user\n550 5.1.1 here",
        "550-5.1.1 no such\r\n550 5.1.1 user",
        "550 5.1.1 no such user,\n  wrapped\n\tand wrapped again",
        "550-5.1.1 no such user,\nsays a line without its code\n550 5.1.1 here",
    ] {
        assert_eq!(told(text), [(1, text.replace("\r\n", "\n"))], "{text}");
        let between = format!("mailbox full\n{text}\n421 4.7.0 busy\nuser unknown\n");
        let lines: Vec<_> = told(&between).iter().map(|(line, _)| *line).collect();
        let behind = 2 + text.lines().count();
        assert_eq!(lines, [1, 2, behind, behind + 1], "{text}");
    }
}

/// The program as it reads a pipe that stays open.
struct Live {
    program: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Live {
    fn start() -> Live {
        let mut command = Command::new(PROGRAM);
        command.args(["--no-config", "explain", "--json"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = command.spawn().expect("a process");
        let input = program.stdin.take().expect("a pipe");
        let output = BufReader::new(program.stdout.take().expect("a pipe"));
        let (sender, answers) = mpsc::channel();
        thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        Live {
            program,
            input,
            answers,
        }
    }

    fn write(&mut self, text: &str) {
        let written = self.input.write_all(text.as_bytes());
        written.and_then(|()| self.input.flush()).expect("a pipe");
    }

    /// The text of the next answer; a fault takes long to show, an answer does not.
    #[track_caller]
    fn answer(&self) -> String {
        let answer = self.answers.recv_timeout(Duration::from_secs(60));
        let answer = answer.expect("an answer while the pipe is open");
        let object: serde_json::Value = serde_json::from_str(&answer).expect("an object");
        object["text"].as_str().expect("a text").to_owned()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn lines_are_answered_as_they_come() {
    let delivery = "mail postfix/smtp[71]: 4A1B2C3D4E: to=<jo@example.org>, relay=none, delay=9, \
                    dsn=4.4.1, status=deferred (connection timed out)";
    let mut live = Live::start();
    for (line, text) in [
        (
            format!("2026-03-14T00:26:53.589793+00:00 {delivery}"),
            "connection timed out",
        ),
        (
            format!("2026-03-14T00:26:53Z {delivery}"),
            "connection timed out",
        ),
        (
            format!("Mar 14 09:26:53 {delivery}"),
            "connection timed out",
        ),
        ("550 5.1.1 no such user".to_owned(), "no such user"),
        ("mailbox full".to_owned(), "mailbox full"),
        ("Error: 550 5.1.1 no such user".to_owned(), "no such user"),
        (
            "550-5.1.1 no such\n550 5.1.1 user".to_owned(),
            "no such user",
        ),
    ] {
        live.write(&(line + "\n"));
        assert_eq!(live.answer(), text);
    }
    // What goes on is waited for, however long that takes.
    live.write("550-5.1.1 no such\n");
    thread::sleep(Duration::from_millis(100));
    live.write("550 5.1.1 user\n");
    assert_eq!(live.answer(), "no such user");
}
