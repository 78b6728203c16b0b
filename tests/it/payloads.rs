//! Strangers' text, in any field: no output contains a byte that acts on a terminal, or an invisible character. Each
//! output gets all payloads at once.

use crate::program::{Ended, PROGRAM, folder, run};
use bouncedex::catalogue::Catalogue;
use std::collections::HashSet;
use std::fs;
use tempfile::TempDir;

/// What acts on a terminal, reorders or hides text.
const PAYLOADS: &[&[u8]] = &[
    b"\x1b",
    b"\x1b[31m",
    b"\x1b[2J",
    b"\x1b[201~\x15touch pwned #\x0f",
    b"\x1b]8;;http://evil.example/\x1b\\",
    b"\x1b]52;c;cm0=\x07",
    b"\x1bP$q\x1b\\",
    b"\0",
    b"\x08",
    b"\x0e\x0f",
    b"\x7f",
    b"\r",
    b"\t",
    b"\xc2\x80",
    b"\xc2\x85",
    b"\xc2\x90q\xc2\x9c",
    b"\xc2\x9b31m",
    b"\xc2\x9d52;c;cm0=\xc2\x9c",
    b"\xc2\x9f",
    b"\x80",
    b"\x90q\x9c",
    b"\x9b31m",
    b"\x9f",
    b"\xff\xfe",
    b"\xe2\x80",
    b"\xf0\x9f\x98",
    b"\xed\xa0\x80",
];

/// The same by their code, first and last of each row.
const CHARACTERS: &[(u32, u32)] = &[
    (0x61c, 0x61c),
    (0x200e, 0x200f),
    (0x202a, 0x202e),
    (0x2066, 0x2069),
    (0x200b, 0x200d),
    (0x2060, 0x2064),
    (0x206a, 0x206f),
    (0x2028, 0x2029),
    (0xfeff, 0xfeff),
    (0xfff9, 0xfffb),
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xffa0, 0xffa0),
    (0xfe00, 0xfe0f),
    (0x1d173, 0x1d17a),
    (0xe0001, 0xe0001),
    (0xe0020, 0xe007f),
    (0xe0100, 0xe01ef),
];

/// More marks may not stand on one character.
const MOST_MARKS: usize = 8;

/// Each payload; of rows of characters the first and the last one.
fn payloads() -> Vec<Vec<u8>> {
    let ends = CHARACTERS.iter().flat_map(|(first, last)| [*first, *last]);
    let characters = ends.filter_map(char::from_u32).map(String::from);
    let piles = [0x301, 0x20dd, 0x489, 0xe47]
        .into_iter()
        .filter_map(char::from_u32);
    let piles = piles.map(|mark| format!("e{}", mark.to_string().repeat(40)));
    let texts: Vec<_> = characters.chain(piles).map(String::into_bytes).collect();
    PAYLOADS
        .iter()
        .map(|payload| payload.to_vec())
        .chain(texts)
        .collect()
}

/// Several in one text, where each text takes its time.
fn groups() -> Vec<Vec<u8>> {
    payloads().chunks(8).map(<[Vec<u8>]>::concat).collect()
}

/// Those that can be an argument: text without NUL.
fn arguments() -> Vec<String> {
    let texts = payloads()
        .into_iter()
        .filter_map(|payload| String::from_utf8(payload).ok());
    texts.filter(|text| !text.contains('\0')).collect()
}

fn is_bad(c: char) -> bool {
    let is_listed = |(first, last): &(u32, u32)| (*first..=*last).contains(&u32::from(c));
    c != '\n' && (c.is_control() || CHARACTERS.iter().any(is_listed))
}

fn assert_clean(output: &str, what: &str) {
    if let Some(at) = output.find(is_bad) {
        let around = &output
            [output.floor_char_boundary(at.saturating_sub(60))..output.ceil_char_boundary(at + 60)];
        panic!("{what}: {around:?}");
    }
    let mut marks = 0;
    for c in output.chars() {
        let is_mark = unicode_width::UnicodeWidthChar::width(c) == Some(0);
        marks = if is_mark { marks + 1 } else { 0 };
        assert!(marks <= MOST_MARKS, "{what}: a pile of marks");
    }
}

/// Both outputs of a run; tabs are what a list of addresses is divided by.
fn assert_run(here: &TempDir, arguments: &[&str]) -> Ended {
    let ended = run(here.path(), arguments, "");
    let what = format!("{arguments:?}");
    let is_divided = ["--recipients", "tsv", "completions"]
        .iter()
        .any(|what| arguments.contains(what));
    let out = if is_divided {
        ended.out.replace('\t', " ")
    } else {
        ended.out.clone()
    };
    assert_clean(&out, &what);
    assert_clean(&ended.err, &what);
    ended
}

/// How many fields a line of the log has, an event, and a mail.
const FIELDS: [usize; 3] = [9, 4, 4];

/// A line of a log with a payload in one of its fields, and before it those that say whose message it is.
fn log_line(number: usize, field: usize, payload: &[u8]) -> Vec<u8> {
    let at = |place| if place == field { payload } else { b"" };
    let original: &[u8] = match field {
        8 => b">, orig_to=<team@example.net",
        _ => b"",
    };
    let digits = number.to_string();
    let parts: [&[u8]; 27] = [
        b"Nov 23 10:00:00 mx1 postfix/smtpd[8]: 4Qw",
        at(2),
        b"Z1: client=c.example.org[192.0.2.9], sasl_method=PLAIN, sasl_username=us",
        at(6),
        b"er\nNov 23 10:00:00 mx1 postfix/qmgr[8]: 4Qw",
        at(2),
        b"Z1: from=<se",
        at(7),
        b"nder@example.net>, size=900, nrcpt=1 (queue active)\n",
        b"Nov 23 10:00:0",
        at(0),
        b"1 mx1 post",
        at(1),
        b"fix/smtp[811]: 4Qw",
        at(2),
        b"Z1: to=<jo",
        at(3),
        at(8),
        b"@example.org",
        original,
        b">, relay=mx.exa",
        at(4),
        b"mple.org[192.0.2.1]:25, delay=1, dsn=5.1.1, status=bounced (host \
          mx.example.org[192.0.2.1] said: 550 5.1.1 no ",
        at(5),
        b"such user ",
        digits.as_bytes(),
        b" here (in reply to RCPT TO command))\n",
    ];
    parts.concat()
}

fn event(number: usize, field: usize, payload: &[u8]) -> Vec<u8> {
    let payload = String::from_utf8_lossy(payload);
    let at = |place| if place == field { &*payload } else { "" };
    let event = serde_json::json!({
        "event": "bounce", "type": "bounce", "status": "5.1.1", "timestamp": 1_772_600_000 + number,
        "email": format!("al{}@exa{}mple.net", at(0), at(1)),
        "reason": format!("550 5.1.1 zork{} blub", at(2)),
        "sg_event_id": format!("q{}", at(3)),
    });
    format!("{event}\n").into_bytes()
}

fn mail(_: usize, field: usize, payload: &[u8]) -> Vec<u8> {
    let at = |place| if place == field { payload } else { b"" };
    let parts: [&[u8]; 9] = [
        b"From MAILER-DAEMON Mon Nov 23 10:00:00 2026\nFrom: MAILER-DAEMON@mx.example\nSubject: failure\n\
          MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
          --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
          Final-Recipient: rfc822; su",
        at(0),
        b"e@example.com\nAction: failed\nStatus: 5.2.2\nRemote-MTA: dns; mx",
        at(1),
        b".example.com\nLast-Attempt-Date: Mon, 23 Nov",
        at(2),
        b" 2026 10:00:00 +0000\nDiagnostic-Code: smtp; 552 5.2.2 mail",
        at(3),
        b"box full\n\n--b--\n\n",
    ];
    parts.concat()
}

/// Log lines, events and mails, with each payload in each field in turn.
fn inputs(payloads: &[Vec<u8>]) -> [(&'static str, Vec<u8>); 3] {
    let write = |count: usize, one: fn(usize, usize, &[u8]) -> Vec<u8>| {
        let mut all = Vec::new();
        for (number, payload) in payloads.iter().enumerate() {
            (0..count).for_each(|field| all.extend(one(number, field, payload)));
        }
        all
    };
    [
        ("mail.log", write(FIELDS[0], log_line)),
        ("events.json", write(FIELDS[1], event)),
        ("bounces.mbox", write(FIELDS[2], mail)),
    ]
}

fn inputs_here() -> TempDir {
    let inputs = inputs(&payloads());
    folder(
        &inputs
            .each_ref()
            .map(|(name, content)| (*name, &content[..])),
    )
}

const FORMATS: [&str; 4] = ["text", "json", "csv", "markdown"];

#[test]
fn explanations_are_clean() {
    let here = inputs_here();
    let files = ["mail.log", "events.json", "bounces.mbox"];
    for format in FORMATS {
        let ended = assert_run(
            &here,
            &[&["explain", "--format", format][..], &files].concat(),
        );
        let many = 14 * payloads().len() / 2;
        assert!(
            ended.out.matches("jo").count() > many / 4,
            "{format}: {}",
            ended.err
        );
    }
    let ended = assert_run(&here, &[&["explain", "--recipients"][..], &files].concat());
    assert!(
        ended
            .err
            .contains(" addresses left out that cannot be written exactly in this format"),
        "{}",
        ended.err
    );
}

#[test]
fn triage_is_clean() {
    let here = inputs_here();
    for format in [&FORMATS[..], &["html"]].concat() {
        for by in [
            "cause",
            "provider",
            "domain",
            "action",
            "hour",
            "sender-domain",
            "sender",
            "user",
            "source",
            "relay",
        ] {
            let ended = assert_run(
                &here,
                &[
                    "triage", "--by", by, "--top", "9999", "--format", format, "mail.log",
                ],
            );
            assert_eq!(ended.status, 0, "{ended:?}");
        }
    }
    for format in ["text", "json", "markdown", "html"] {
        let asked = [
            "triage", "--totals", "--top", "9999", "--format", format, "mail.log",
        ];
        let ended = assert_run(&here, &asked);
        assert!(ended.out.contains("nder@example.net"), "{ended:?}");
    }
    let attempts = assert_run(&here, &["triage", "--json", "mail.log"]);
    for format in [&FORMATS[..], &["tsv"]].concat() {
        let ended = assert_run(
            &here,
            &["triage", "--lines", "--format", format, "mail.log"],
        );
        let head = match format {
            "csv" | "tsv" => 1,
            "markdown" => 2,
            _ => 0,
        };
        let report: serde_json::Value = serde_json::from_str(&attempts.out).expect("JSON");
        let count = ended.out.lines().count() as u64 - head;
        assert_eq!(report["attempts"], count, "{format}");
    }
    for keys in [
        "<Enter>l",
        "<Enter>l<Ctrl-G><Ctrl-G><Ctrl-G><Enter>",
        "<Enter>l<Enter>Q",
    ] {
        let print = ["triage", "--print", "200x999", "--keys", keys, "mail.log"];
        let ended = assert_run(&here, &print);
        assert!(ended.out.contains("postfix/smtp[811]"), "{keys}: {ended:?}");
    }
    for format in FORMATS {
        let ended = assert_run(
            &here,
            &["triage", "--recipients", "--format", format, "mail.log"],
        );
        assert!(ended.out.contains("jo@example.org"), "{ended:?}");
        let why = if format == "json" {
            "not valid UTF-8"
        } else {
            "cannot be written exactly in this format"
        };
        assert!(ended.err.contains(why), "{}", ended.err);
        for by in ["cause", "domain"] {
            let compare = ["triage", "--compare", "events.json", "--by", by];
            let arguments = [&compare[..], &["--format", format, "mail.log"]].concat();
            assert_run(&here, &arguments);
        }
    }
}

/// A user's catalogue: a provider with this identifier and name, and what it says.
fn own(id: &str, name: &str) -> String {
    format!(
        "[[provider]]\nid = \"{id}\"\nname = \"{name}\"\nkind = \"mailbox\"\nhosts = [\"acme.example\"]\n\
         sources = [\"RFC 5321\"]\n\n[[code]]\nid = \"acme-gnomes\"\nprovider = \"{id}\"\n\
         reason = \"user-unknown\"\nreply = [550]\nmatch = [\"gnomes sulk\"]\ntitle = \"Own\"\nmeaning = \"Own\"\n\
         steps = [\"Ask\"]\nexamples = [\"550 gnomes sulk\"]\nsources = [\"RFC 5321\"]\n"
    )
}

/// Strangers make up neither a line nor a label: labels are identifiers, whoever's catalogue they are from.
#[test]
fn metrics_are_clean() {
    let here = inputs_here();
    let assert_metrics = |log: &str| {
        let arguments = [
            "triage",
            "--format",
            "prometheus",
            "--catalogue",
            "own.toml",
        ];
        let ended = assert_run(&here, &[&arguments[..], &[log]].concat());
        for line in ended.out.lines().filter(|line| !line.starts_with('#')) {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_{}=\", ".contains(c);
            assert!(line.chars().all(is_plain), "{line}");
        }
        ended
    };
    let log = "2026-03-14T09:26:53+00:00 mx1 postfix/smtp[7]: 4A1B2C3D01: to=<jo@example.org>, \
               relay=mx.acme.example[192.0.2.7]:25, delay=2, dsn=5.0.0, status=bounced (host \
               mx.acme.example[192.0.2.7] said: 550 gnomes sulk)\n";
    fs::write(here.path().join("own.log"), log).expect("a file");
    fs::write(here.path().join("own.toml"), own("acme", "Acme")).expect("a file");
    let ended = assert_metrics("mail.log");
    assert_eq!(ended.status, 0, "{ended:?}");
    assert!(ended.out.lines().count() < 200, "{}", ended.out);
    let hostile = [r#"a\"} 1"#, r"a\\nb", r"a\\", "{}", r"é"];
    for text in hostile {
        fs::write(here.path().join("own.toml"), own("acme", text)).expect("a file");
        let ended = assert_metrics("own.log");
        assert!(ended.out.contains("provider=\"acme\""), "{ended:?}");
        // No such identifier is taken.
        fs::write(here.path().join("own.toml"), own(text, "Acme")).expect("a file");
        let ended = assert_metrics("own.log");
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{text}");
        assert!(ended.err.contains("own.toml"), "{ended:?}");
    }
}

/// Arguments, and names of files, which are echoed by errors, or looked for.
#[test]
fn what_is_said_of_arguments_is_clean() {
    let here = inputs_here();
    let all = arguments().concat();
    for arguments in [
        ["--format", &all],
        ["--color", &all],
        ["--print", &all],
        ["--provider", &all],
        ["--category", &all],
        ["--action", &all],
        ["--print=80x24", &format!("--keys=<{all}>")],
        ["--catalogue", &all],
        ["--json", &all],
        ["--no-config", &format!("--{all}")],
        ["--json", &format!("xyzzy provider:{all}")],
        ["catalogue", &all],
        ["completions", &all],
        ["explain", &all],
        ["explain", &format!("{all}/x")],
        ["triage", &all],
    ] {
        let ended = assert_run(&here, &arguments);
        assert!(
            ended.status > 0 && !ended.err.is_empty(),
            "{arguments:?} {ended:?}"
        );
    }
    for option in ["--since", "--until", "--top", "--by", "--compare"] {
        assert_eq!(
            assert_run(&here, &["triage", option, &all, "mail.log"]).status,
            2
        );
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert_eq!(assert_run(&here, &["completions", shell]).status, 0);
    }
}

/// Of a file, in bytes, with some room to spare.
#[cfg(unix)]
const LONGEST_NAME: usize = 240;

/// Files are named by errors, in reports and on the screen.
#[cfg(unix)]
#[test]
fn names_of_files_are_clean() {
    let mut names = vec![String::new()];
    for payload in arguments() {
        let name = payload.replace('/', "");
        match names.last_mut() {
            Some(last) if last.len() + name.len() < LONGEST_NAME => last.push_str(&name),
            _ => names.push(name),
        }
    }
    let files: Vec<_> = names.iter().map(|name| (&**name, &b""[..])).collect();
    let here = folder(&files);
    let refused: Vec<_> = names.iter().map(|name| format!("{name}/x")).collect();
    let names: Vec<_> = names.iter().chain(&refused).map(|name| &**name).collect();
    for command in [
        &["explain", "--json"][..],
        &["triage", "--format", "markdown"],
        &["triage", "--format", "text"],
        &["triage", "--format", "html"],
        &["catalogue", "check"],
        &["explain", "--print", "120x200"],
        &["triage", "--print", "120x200"],
        &["triage", "--print", "120x200", "--keys", "<Enter>l"],
        &[
            "triage",
            "--print",
            "120x200",
            "--keys",
            "<Enter>l<Ctrl-G><Enter>Q",
        ],
    ] {
        let ended = assert_run(&here, &[command, &names].concat());
        assert_eq!(ended.status, 2, "{command:?} {ended:?}");
        std::fs::write(here.path().join(names[0]), "550 5.1.1 no such user\n").expect("a file");
        assert_run(&here, &[command, &names[..1]].concat());
        std::fs::write(here.path().join(names[0]), "").expect("a file");
    }
    let ended = assert_run(
        &here,
        &[&["triage", "--format", "markdown"], &names[..refused.len()]].concat(),
    );
    assert!(ended.out.contains("Nothing was read"), "{ended:?}");
}

/// What is not text cannot be an argument that is a query; the message does not echo it.
#[cfg(unix)]
#[test]
fn arguments_that_are_no_text_are_refused_cleanly() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    for payload in payloads().iter().filter(|payload| !payload.contains(&0)) {
        if std::str::from_utf8(payload).is_ok() {
            continue;
        }
        for option in ["--format", "--catalogue", "--keys"] {
            let mut command = assert_cmd::Command::new(PROGRAM);
            let output = command
                .args(["550", "--json", option])
                .arg(OsStr::from_bytes(payload))
                .output();
            let output = output.expect("a process");
            assert_eq!(output.status.code(), Some(2));
            assert_clean(std::str::from_utf8(&output.stderr).expect("text"), option);
        }
    }
}

/// The texts of an entry.
const TEXTS: [&str; 7] = [
    "title", "meaning", "note", "steps", "examples", "tag", "match",
];

/// A catalogue file of an entry with this at the end of one of its texts.
fn entry(field: &str, payload: &str) -> String {
    let escaped: String = payload
        .chars()
        .map(|c| format!("\\U{:08x}", u32::from(c)))
        .collect();
    let [title, meaning, note, steps, examples, tag, matched] =
        TEXTS.map(|name| if name == field { &*escaped } else { "" });
    format!(
        "[[code]]\nid = \"own\"\nprovider = \"gmail\"\nreason = \"user-unknown\"\nreply = [550]\n\
         tag = [\"XX7{tag}\"]\nmatch = [\"nobody{matched}\"]\ntitle = \"Own{title}\"\nmeaning = \"Own{meaning}\"\n\
         steps = [\"Ask{steps}\"]\nexamples = [\"550 nobody{examples}\"]\nnote = \"N{note}\"\nsources = [\"RFC 5321\"]\n"
    )
}

/// Catalogue files of one's own are printed as they are: what may not be printed is refused, in any text of theirs.
#[test]
fn catalogues_that_hide_something_are_refused() {
    let catalogue = Catalogue::EMPTY
        .with("codes.toml", include_str!("../fixtures/codes.toml"))
        .expect("a catalogue");
    assert!(catalogue.with("own.toml", &entry("title", "")).is_ok());
    let all = arguments().concat();
    for field in TEXTS {
        for payload in arguments() {
            let taken = catalogue.with("own.toml", &entry(field, &payload)).is_ok();
            assert!(!taken, "{field}: {payload:?}");
        }
    }
    let files = TEXTS.map(|field| (format!("{field}.toml"), entry(field, &all)));
    let written = files
        .each_ref()
        .map(|(name, toml)| (&**name, toml.as_bytes()));
    let here = folder(&written);
    let names = written.map(|(name, _)| name);
    let ended = assert_run(&here, &[&["catalogue", "check"], &names[..]].concat());
    assert!(
        names.iter().all(|name| ended.err.contains(name)),
        "{ended:?}"
    );
}

/// Names that look alike are counted apart, and each comes out as it went in.
#[test]
fn different_names_stay_different() {
    let here = inputs_here();
    let ended = assert_run(&here, &["triage", "--recipients", "--json", "mail.log"]);
    let addresses: HashSet<String> = ended
        .out
        .lines()
        .map(|line| field(line, "address"))
        .collect();
    assert_eq!(addresses.len(), ended.out.lines().count());
    let log = |number: usize, domain: &str| {
        format!(
            "Nov 23 10:00:00 mx1 postfix/smtp[811]: 4QwZ{number}: to=<jo@{domain}>, relay={domain}[192.0.2.1]:25, \
             delay=1, dsn=5.1.1, status=bounced (host {domain}[192.0.2.1] said: 550 5.1.1 no such user)\n"
        )
    };
    let domains = [
        "dup.org",
        "du\u{200b}p.org",
        "du\\u{200b}p.org",
        "du\u{ad}p.org",
        "du␛p.org",
        "du\u{fe0f}p.org",
    ];
    let lines: String = (0..)
        .zip(domains)
        .flat_map(|(number, domain)| std::iter::repeat_n(log(number, domain), number + 1))
        .collect();
    let here = folder(&[("mail.log", lines.as_bytes())]);
    let ended = assert_run(&here, &["triage", "--json", "mail.log"]);
    let report: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    for counts in [&report["domain"], &report["remote"]] {
        let counted = domains.map(|domain| counts[domain].as_u64());
        assert_eq!(counted, [1, 2, 3, 4, 5, 6].map(Some), "{counts}");
    }
    for format in ["text", "csv", "markdown"] {
        let ended = assert_run(
            &here,
            &["triage", "--by", "domain", "--format", format, "mail.log"],
        );
        let rows = ended.out.lines().filter(|line| line.contains("p.org"));
        let shown: HashSet<_> = rows.filter_map(|row| row.split("du").nth(1)).collect();
        assert_eq!(shown.len(), domains.len(), "{ended:?}");
    }
}

fn field(line: &str, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
    value[name].as_str().expect("a text").to_owned()
}

/// A list of addresses holds an address exactly, or not at all.
#[test]
fn a_list_of_addresses_names_no_other_address() {
    let odd = [
        "\"a\tb\"",
        "jo\u{200b}",
        "jo␛",
        "jo\\u{200b}",
        "=1+1",
        "+jo",
        "＝jo",
        "a\\|b",
        "a|b",
        "a`b",
        "plain",
    ];
    let line = |local: &str| {
        format!(
            "Nov 23 10:00:00 mx1 postfix/smtp[811]: 4QwZ1: to=<{local}@example.org>, relay=mx.example.org[192.0.2.1]:25, \
             delay=1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.1] said: 550 5.1.1 no such user)\n"
        )
    };
    let here = folder(&[("mail.log", odd.map(line).concat().as_bytes())]);
    let sorted = |locals: &[&str]| {
        let mut addresses: Vec<_> = locals
            .iter()
            .map(|local| format!("{local}@example.org"))
            .collect();
        addresses.sort();
        addresses
    };
    let (json, text) = (sorted(&odd), sorted(&odd[4..]));
    let csv = sorted(&["a\\|b", "a|b", "a`b", "plain"]);
    let list = |arguments: &[&str], address: fn(&str) -> String, expected: &[String]| {
        let ended = assert_run(&here, &[arguments, &["mail.log"]].concat());
        let mut addresses: Vec<_> = ended
            .out
            .lines()
            .filter(|line| line.contains('@'))
            .map(address)
            .collect();
        addresses.sort();
        assert_eq!(addresses, expected, "{arguments:?}");
        let left_out = odd.len() - expected.len();
        let told =
            format!("{left_out} addresses left out that cannot be written exactly in this format");
        assert_eq!(ended.err.contains(&told), left_out > 0, "{}", ended.err);
    };
    list(&["explain", "--recipients"], str::to_owned, &text);
    list(
        &["triage", "--recipients"],
        |line| line.split('\t').next().unwrap_or_default().to_owned(),
        &text,
    );
    list(
        &["triage", "--recipients", "--json"],
        |line| field(line, "address"),
        &json,
    );
    list(
        &["triage", "--recipients", "--format", "csv"],
        |line| line.split(',').next().unwrap_or_default().to_owned(),
        &csv,
    );
    let markdown = run(
        here.path(),
        &["triage", "--recipients", "--format", "markdown", "mail.log"],
        "",
    )
    .out;
    for row in [
        "| `a\\|b@example.org` |",
        "| ``a`b@example.org`` |",
        "| `=1+1@example.org` |",
    ] {
        assert!(markdown.contains(row), "{markdown}");
    }
    assert!(!markdown.contains("a\\\\|b"), "{markdown}");
}

/// What strangers wrote is code: as a span in lines and cells, as a block of its own where it is a reply.
#[test]
fn markdown_of_strangers_is_code() {
    let said = "zork `blub` [login](http://evil.example/) ![x](http://x) <img src=x> <!channel> @channel ```` a\\|b";
    let recipient = "`jo`[x](http://evil.example)";
    let log = format!(
        "Nov 23 10:00:00 mx1 postfix/smtp[811]: 4QwZ1: to=<{recipient}@a`|b.org>, relay=mx.example.org[192.0.2.1]:25, \
         delay=1, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.1] said: 550 {said} (in reply to RCPT TO command))\n"
    );
    let here = folder(&[("mail.log", log.as_bytes())]);
    let markdown = |arguments: &[&str]| {
        let ended = assert_run(
            &here,
            &[arguments, &["--format", "markdown", "mail.log"]].concat(),
        );
        assert_eq!((ended.status, &*ended.err), (0, ""), "{ended:?}");
        ended.out
    };
    let explained = markdown(&["explain"]);
    let start = format!(
        "`` {recipient}@a`|b.org ``:\n\n`````\n550 5.0.0 {said}\n`````\n\n*All that is certain: "
    );
    assert!(explained.starts_with(&start), "{explained}");
    assert!(explained.contains("\n### "), "{explained}");
    let listed = markdown(&["triage", "--recipients"]);
    let row = format!("| `` {recipient}@a`\\|b.org `` |");
    assert!(listed.contains(&row), "{listed}");
    assert!(listed.contains("```` a\\u{5c}\\|b"), "{listed}");
    let domains = markdown(&["triage", "--by", "domain"]);
    assert!(domains.contains("| ``a`\\|b.org`` |"), "{domains}");
    let unexplained = domains
        .split("### Replies with no sure explanation\n\n")
        .nth(1)
        .unwrap_or_default();
    assert!(
        unexplained.starts_with("- 1: `````550 zork `blub` [login]("),
        "{domains}"
    );
    assert!(unexplained.ends_with("`````\n"), "{domains}");
}

/// Keys go out byte by byte, as promised; of all else no format lets anything through.
#[test]
fn classified_records_are_clean() {
    let here = folder(&[]);
    let columns = "--columns=reply,reason,title,evidence,template,event";
    let texts = payloads()
        .into_iter()
        .filter(|payload| !payload.contains(&b'\n'));
    let (mut lines, mut objects) = (Vec::new(), String::new());
    for payload in texts {
        lines.extend([&b"550 5.1.1 User unknown "[..], &payload, b" jo\n"].concat());
        lines.extend([&payload[..], b"550 5.1.1 User unknown\n"].concat());
        let text = String::from_utf8_lossy(&payload);
        let said = format!("550 5.1.1 {text} User unknown");
        // What JSON escapes, and what it lets stand.
        objects += &(serde_json::json!({"said": said, &*text: [&text]}).to_string() + "\n");
        objects += &format!("\t{{\"said\":\t\"{said}\", \"{text}\":[\"{text}\"]}}\n");
    }
    for to in ["tsv", "jsonl", "tuple", "result"] {
        for (from, input) in [
            (&["--from=lines"][..], lines.clone()),
            (&["--from=jsonl", "--field=said"], objects.clone().into()),
        ] {
            let count = input.iter().filter(|byte| **byte == b'\n').count();
            let arguments = [&["--no-config", "classify", columns, "--to", to][..], from].concat();
            let Ended { status, out, err } = run(here.path(), &arguments, input);
            assert_eq!((status, err.as_str()), (0, ""));
            assert_eq!(out.lines().count(), count);
            assert!(out.matches("user-unknown").count() > count / 2, "{out}");
            let is_divided = to == "tsv";
            assert_clean(
                &if is_divided {
                    out.replace('\t', " ")
                } else {
                    out.clone()
                },
                to,
            );
            if !is_divided && to != "tuple" {
                for line in out.lines() {
                    serde_json::from_str::<serde_json::Value>(line).expect("JSON");
                }
            }
        }
    }
}

mod screen {
    use super::*;
    use crate::support::{keys, press, state, state_with};
    use bouncedex::CATALOGUE;
    use bouncedex::diagnose::Diagnoser;
    use bouncedex::diagnose::intake;
    use bouncedex::explorer::file::Written;
    use bouncedex::explorer::keys::{Key, KeyCode};
    use bouncedex::explorer::lists::bounces::Bounces;
    use bouncedex::explorer::print::{play, play_events, text_of};
    use bouncedex::explorer::state::State;
    use bouncedex::explorer::update::{Effect, Event, update};
    use bouncedex::report::{self, Format};
    use bouncedex::triage::By;
    use bouncedex::triage::Triage;
    use bouncedex::triage::breakdown::{Breakdown, Snapshot};
    use bouncedex::triage::time::Clock;

    fn assert_frame(state: &mut State, pressed: &str, what: &str) -> String {
        let text = text_of(&play(state, &keys(pressed), 120, 60));
        assert_clean(&text, what);
        text
    }

    /// What both keys copy is not empty, and clean.
    fn assert_copied(state: &mut State, what: &str) {
        for key in ["<Ctrl-Y>", "Y"] {
            let Some(Effect::Copy(text, _)) = press(state, key) else {
                panic!("{what}: {key} copies nothing")
            };
            assert!(!text.is_empty());
            assert_clean(&text, what);
        }
    }

    /// What is written of the list is clean in each format.
    fn assert_written(state: &mut State, what: &str) {
        for name in ["a.md", "a.csv", "a.json"] {
            let Some(Effect::Write(export)) =
                press(state, &format!("<Alt-w><Ctrl-U>{name}<Enter>"))
            else {
                panic!("{what}: nothing is written to {name}")
            };
            let text = export.content.text(&CATALOGUE).expect("memory");
            let text = String::from_utf8(text.into_owned()).expect("text");
            assert!(!text.is_empty());
            assert_clean(&text, what);
            press(state, "<Esc>");
        }
    }

    #[test]
    fn lines_are_written_clean() {
        let [(_, log), ..] = inputs(&groups());
        let text = String::from_utf8_lossy(&log);
        let mut batch = intake::read(CATALOGUE, &text);
        for (item, line) in batch.items.iter_mut().zip(text.lines()) {
            item.log_line = Some(line.to_owned());
        }
        for format in [Format::Markdown, Format::Csv, Format::Json] {
            let mut out = Vec::new();
            let written = report::log_lines(&mut out, format, &CATALOGUE, batch.items.iter());
            written.expect("memory");
            let out = String::from_utf8(out).expect("text");
            assert!(out.contains("jo@example.org"), "{out}");
            assert_clean(&out, "lines");
        }
    }

    #[test]
    fn names_of_files_are_shown_clean() {
        for payload in payloads() {
            let mut state = state();
            press(&mut state, "full<Alt-w>");
            update(
                &mut state,
                Event::Paste(String::from_utf8_lossy(&payload).into_owned()),
            );
            assert_frame(&mut state, "", "a name");
            if let Some(Effect::Write(export)) = press(&mut state, ".md<Enter>") {
                assert_clean(&export.name, "a name");
                update(&mut state, Event::Written(Written::IsThere(export)));
                assert_frame(&mut state, "", "a notice");
            }
        }
    }

    #[test]
    fn bounces_are_shown_and_copied_clean() {
        for (name, input) in inputs(&groups()) {
            let mut state = state();
            state.open_on(Bounces::awaited());
            let batch = intake::read(*state.catalogue(), &String::from_utf8_lossy(&input));
            let count = batch.items.len();
            assert!(count > groups().len(), "{name}");
            update(&mut state, Event::Read(batch));
            assert_clean(&text_of(&play(&mut state, &[], 200, 1000)), name);
            assert_written(&mut state, name);
            press(&mut state, "<Enter>");
            for _ in 0..count {
                let what = assert_frame(&mut state, "", name);
                assert_copied(&mut state, &what);
                press(&mut state, "n");
            }
        }
    }

    #[test]
    fn causes_are_shown_and_copied_clean() {
        for payload in groups() {
            for field in 0..FIELDS[0] {
                let mut state = state();
                let triage =
                    Triage::new(Diagnoser::new(*state.catalogue()), Clock::at(1_800_000_000));
                let mut triage = triage.by_message();
                triage
                    .read(&log_line(1, field, &payload)[..])
                    .expect("a log in memory");
                let mut snapshot = Snapshot::of(&triage.tally);
                snapshot.is_last = true;
                state.open_on_failures(Breakdown::awaited(By::Domain));
                update(&mut state, Event::Counted(Box::new(snapshot)));
                let what = assert_frame(&mut state, "", "the list");
                if state.view.selected.is_some() {
                    assert_written(&mut state, &what);
                    assert_frame(&mut state, "<Ctrl-G><Ctrl-G><Ctrl-G>", &what);
                    assert_frame(&mut state, "<Ctrl-G><Enter>", &what);
                    assert_copied(&mut state, &what);
                }
            }
        }
    }

    /// Typed, pasted and given at the start, into the query and into the picker; the cursor stands where it seems to.
    #[test]
    fn what_is_typed_is_shown_clean() {
        for payload in groups() {
            let text = String::from_utf8_lossy(&payload).into_owned();
            let query = format!("zz{text}q");
            let typed = query.chars().map(|c| {
                Event::Key(Key {
                    code: KeyCode::Char(c),
                    ctrl: false,
                    alt: false,
                })
            });
            let typed: Vec<_> = typed.collect();
            for start in ["", "<Ctrl-T>"] {
                for events in [typed.clone(), vec![Event::Paste(query.clone())]] {
                    let mut state = state();
                    press(&mut state, start);
                    let shown = text_of(&play_events(&mut state, events, 120, 30));
                    assert_clean(&shown, &query);
                    assert_frame(&mut state, "<Left>", &query);
                }
            }
            let mut state = state_with(&query, crate::support::appearance());
            assert_frame(&mut state, "", &query);
        }
        let mut state = state();
        let events = "a\u{202e}b\u{ad}c".chars().map(|c| Event::Paste(c.into()));
        let _ = play_events(&mut state, events, 120, 30);
        assert_eq!(
            (state.view.input.value(), state.view.input.cursor()),
            ("abc", 3)
        );
    }
}

/// Letter case of other letters than ASCII's is not left aside, and what is quoted within an address is none.
#[test]
fn an_address_within_an_address_and_letters_that_look_alike_stay_what_they_are() {
    let line = |address: &str| {
        format!(
            "Nov 23 10:00:00 mx1 postfix/smtp[811]: 4QwZ1: to=<{address}>, relay=mx.example.org[192.0.2.1]:25, \
             delay=1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.1] said: 550 5.1.1 no such user)\n"
        )
    };
    let alike = [
        "\u{212a}ate@example.org",
        "kate@example.org",
        "Jo@example.org",
    ];
    let report = "From: MAILER-DAEMON@example.com\nSubject: Undelivered\nContent-Type: multipart/report; \
                  report-type=delivery-status; boundary=\"b\"\n\n--b\nContent-Type: message/delivery-status\n\n\
                  Reporting-MTA: dns; example.com\n\nFinal-Recipient: rfc822; \"<ann@example.org>\"@example.net\n\
                  Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b--\n";
    let event = r#"{"event":"bounce","email":"\"<ann@example.org>\"@example.net","timestamp":1772600000,"reason":"550 5.1.1 no such user","status":"5.1.1","type":"bounce"}"#;
    let here = folder(&[
        ("mail.log", alike.map(line).concat().as_bytes()),
        ("report.eml", report.as_bytes()),
        ("event.json", event.as_bytes()),
    ]);
    let listed = |arguments: &[&str]| {
        let Ended { out, .. } = run(here.path(), &[&["--no-config"], arguments].concat(), "");
        let addresses = out
            .lines()
            .map(|line| line.split('\t').next().unwrap_or_default());
        let mut addresses: Vec<_> = addresses.map(str::to_owned).collect();
        addresses.sort_unstable();
        addresses
    };
    let mut all = alike.map(str::to_owned);
    all.sort_unstable();
    assert_eq!(listed(&["explain", "--recipients", "mail.log"]), all);
    assert_eq!(listed(&["triage", "--recipients", "mail.log"]), all);
    for file in ["report.eml", "event.json"] {
        let whole = ["\"<ann@example.org>\"@example.net"];
        assert_eq!(listed(&["explain", "--recipients", file]), whole, "{file}");
    }
}
