//! The command line: what it writes, byte for byte, and with which status it ends.

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use serde_json::{Value, json};
use std::io;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

const PROGRAM: &str = env!("CARGO_BIN_EXE_bouncedex");
/// Any answer is expected in a fraction of this.
const PATIENCE: Duration = Duration::from_secs(20);

/// A catalogue that does not depend on the built-in one's texts; four of its cells look like formulas.
const OWN: &str = r#"
[[provider]]
id = "postbox"
name = "Postbox"
kind = "mailbox"
sources = ["https://postbox.example/"]

[[code]]
id = "postbox-parcel"
provider = "postbox"
reply = [552]
enhanced = ["5.2.2"]
tag = ["PB7"]
reason = "mailbox-full"
title = "=Parcel shelf is full"
meaning = "-The shelf holds no more parcels until somebody carries the oldest one away, which takes days."
steps = ["@Wait for the postman.", "Try again."]
examples = ["552 5.2.2 PB7 parcel shelf full"]
related = ["postbox-counter"]
sources = ["RFC 5321 §4.2", "https://postbox.example/pb7"]
note = "+Sundays do not count."
checked = "2026-11"

[[code]]
id = "postbox-counter"
provider = "postbox"
reply = [421]
reason = "system-error"
title = "Counter is closed"
meaning = "Nobody is there."
steps = ["Come back later."]
sources = ["IANA registry"]
"#;

const PARCEL: &str = "\
552 5.2.2 PB7 · Postbox
=Parcel shelf is full
PERMANENT  Worth a few more tries all the same. Suppress the address if this persists.
Soft bounce: Mailbox full (mailbox-full)

-The shelf holds no more parcels until somebody carries the oldest one away,
which takes days.
Mind: +Sundays do not count.

What to do
  1  @Wait for the postman.
  2  Try again.

What it looks like
  552 5.2.2 PB7 parcel shelf full

Read more
  https://www.rfc-editor.org/rfc/rfc5321#section-4.2
  https://postbox.example/pb7

See also
  421  Postbox  Counter is closed
";

/// Runs the program in a directory with these files, which is also the home of its configuration. Nothing it writes
/// acts on a terminal.
fn run(files: &[(&str, &[u8])], arguments: &[&str]) -> Assert {
    let directory = TempDir::new().expect("a directory");
    for (name, content) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(directory.path())).expect("a directory");
        std::fs::write(path, content).expect("a file");
    }
    run_in(directory.path(), arguments)
}

fn run_in(directory: &Path, arguments: &[&str]) -> Assert {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(directory);
    command.env("XDG_CONFIG_HOME", directory).timeout(PATIENCE);
    let assert = command.assert();
    let output = assert.get_output();
    for text in [&output.stdout, &output.stderr] {
        assert!(!text.contains(&0x1b), "{:?}", String::from_utf8_lossy(text));
    }
    assert
}

/// With the built-in catalogue alone.
fn bouncedex(arguments: &[&str]) -> Assert {
    run(&[], &[&["--no-config"], arguments].concat())
}

/// With [`OWN`] added.
fn own(arguments: &[&str]) -> Assert {
    let added = ["--no-config", "--catalogue", "own.toml"];
    run(
        &[("own.toml", OWN.as_bytes())],
        &[&added, arguments].concat(),
    )
}

fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).expect("text")
}

fn stderr(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).expect("text")
}

/// What `catalogue check bad.toml` says about a file, without its name.
fn problems(text: &str) -> Vec<String> {
    let checked = run(
        &[("bad.toml", text.as_bytes())],
        &["catalogue", "check", "bad.toml"],
    );
    let checked = checked.code(2).stdout("");
    let lines = stderr(&checked);
    let place = |line: &str| line.strip_prefix("bouncedex: bad.toml:").map(str::to_owned);
    lines.lines().filter_map(place).collect()
}

/// How many entries and providers are built in.
fn built_in() -> (usize, usize) {
    let line = stdout(&bouncedex(&["catalogue", "check"]).success());
    let mut numbers = line.split(' ').filter_map(|word| word.parse().ok());
    (
        numbers.next().expect("entries"),
        numbers.next().expect("providers"),
    )
}

#[test]
fn one_match_is_written_in_full() {
    own(&["pb7"]).success().stdout(PARCEL).stderr("");
}

#[test]
fn of_several_matches_the_best_is_written_in_full_and_the_others_one_a_line() {
    let counter = "421  Postbox         temporary  retry               Counter is closed\n";
    own(&["provider:postbox"])
        .success()
        .stdout(format!("{PARCEL}\nOther matches: 1\n{counter}"))
        .stderr("");

    let text = stdout(&bouncedex(&["gmail", "dmarc"]).success());
    let (best, others) = text.split_once("\nOther matches: ").expect("others");
    assert!(best.starts_with("550 5.7.26") && best.contains("\nWhat to do\n  1  "));
    let mut lines = others.lines();
    let count: usize = lines.next().and_then(|n| n.parse().ok()).expect("a count");
    assert_eq!(lines.count(), count);
}

#[test]
fn json_is_one_object_a_line_with_every_key() {
    let text = stdout(&own(&["--json", "provider:postbox"]).success().stderr(""));
    let objects: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    let parcel = json!({
        "id": "postbox-parcel", "provider": "postbox", "provider_name": "Postbox",
        "reply": ["552"], "enhanced": ["5.2.2"], "tag": ["PB7"],
        "outcome": "permanent", "category": "soft-bounce", "reason": "mailbox-full", "action": "retry",
        "verdict": "Worth a few more tries all the same. Suppress the address if this persists.",
        "title": "=Parcel shelf is full",
        "meaning": "-The shelf holds no more parcels until somebody carries the oldest one away, which takes days.",
        "steps": ["@Wait for the postman.", "Try again."],
        "examples": ["552 5.2.2 PB7 parcel shelf full"], "related": ["postbox-counter"],
        "sources": ["https://www.rfc-editor.org/rfc/rfc5321#section-4.2", "https://postbox.example/pb7"],
        "note": "+Sundays do not count.", "checked": "2026-11",
    });
    let counter = json!({
        "id": "postbox-counter", "provider": "postbox", "provider_name": "Postbox",
        "reply": ["421"], "enhanced": [], "tag": [],
        "outcome": "temporary", "category": "soft-bounce", "reason": "system-error", "action": "retry",
        "verdict": "Retry with growing pauses. Keep the address.",
        "title": "Counter is closed", "meaning": "Nobody is there.", "steps": ["Come back later."],
        "examples": [], "related": [],
        "sources": ["https://www.iana.org/assignments/smtp-enhanced-status-codes/"],
        "note": null, "checked": null,
    });
    assert_eq!(objects, [parcel, counter]);
    own(&["--format", "json", "provider:postbox"])
        .success()
        .stdout(text);
}

#[test]
fn markdown_is_ready_to_paste() {
    let expected = "\
### 552 5.2.2 PB7 · Postbox · =Parcel shelf is full

**PERMANENT.** Worth a few more tries all the same. Suppress the address if this persists.

-The shelf holds no more parcels until somebody carries the oldest one away, which takes days.

*Mind: +Sundays do not count.*

1. @Wait for the postman.
2. Try again.

    552 5.2.2 PB7 parcel shelf full

- <https://www.rfc-editor.org/rfc/rfc5321#section-4.2>
- <https://postbox.example/pb7>

See also: 421 · Postbox · Counter is closed
";
    own(&["--format", "markdown", "pb7"])
        .success()
        .stdout(expected);
}

#[test]
fn csv_has_a_header_and_no_formulas() {
    let expected = "\
id,provider,reply,enhanced,tag,outcome,category,reason,action,title,meaning,steps,sources,note
postbox-parcel,postbox,552,5.2.2,PB7,permanent,soft-bounce,mailbox-full,retry,'=Parcel shelf is full,\
\"'-The shelf holds no more parcels until somebody carries the oldest one away, which takes days.\",\
'@Wait for the postman. Try again.,https://www.rfc-editor.org/rfc/rfc5321#section-4.2 https://postbox.example/pb7,\
'+Sundays do not count.
";
    own(&["--format", "csv", "pb7"]).success().stdout(expected);
}

#[test]
fn wrong_usage_ends_with_status_2() {
    for (arguments, says) in [
        (&["--json", "--format", "csv"][..], "cannot be used with"),
        (&["--bogus"], "unexpected argument '--bogus'"),
        (&["--format", "xml"], "invalid value 'xml'"),
        (&["--print", "80by24"], "write columns and rows"),
        (&["--print", "0x24"], "write columns and rows"),
        (
            &["--print", "80x24", "--keys", "x<Nope>"],
            "`<Nope>` is no key",
        ),
        (&["catalogue"], "Usage: bouncedex catalogue"),
        (&["completions", "tcsh"], "invalid value 'tcsh'"),
    ] {
        let said = stderr(&bouncedex(arguments).code(2).stdout(""));
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
}

#[test]
fn nothing_found_ends_with_status_1_and_the_nearest_spelling() {
    own(&["parcle"])
        .code(1)
        .stdout("")
        .stderr("bouncedex: nothing matches `parcle`; `parcel` matches 1\n");
    own(&["--json", "pb7", "xyzzyxyzzy"])
        .code(1)
        .stdout("")
        .stderr("bouncedex: nothing matches `pb7 xyzzyxyzzy`; `pb7` matches 1\n");
    bouncedex(&["catalogue", "list", "xyzzyxyzzy"])
        .code(1)
        .stdout("")
        .stderr("bouncedex: nothing matches `xyzzyxyzzy`\n");
    bouncedex(&["xyzzy\x1b[31m"])
        .code(1)
        .stderr("bouncedex: nothing matches `xyzzy␛[31m`\n");
}

#[test]
fn provider_category_and_action_narrow_the_matches() {
    let filters = [
        "--provider",
        "gmail",
        "--category",
        "policy",
        "--action",
        "fix-content",
    ];
    let text = stdout(&bouncedex(&[&filters[..], &["--json"]].concat()).success());
    for line in text.lines() {
        let entry: Value = serde_json::from_str(line).expect("an object");
        assert_eq!(entry["provider"], "gmail");
        assert_eq!(entry["category"], "policy");
        assert_eq!(entry["action"], "fix-content");
    }
    let listed = stdout(&bouncedex(&[&filters[..], &["catalogue", "list"]].concat()).success());
    assert_eq!(listed.lines().count(), text.lines().count());
}

#[test]
fn the_catalogue_is_listed_one_entry_a_line() {
    own(&["catalogue", "list", "provider:postbox"])
        .success()
        .stdout(
            "552 5.2.2 PB7  Postbox         permanent  retry               =Parcel shelf is full\n\
             421            Postbox         temporary  retry               Counter is closed\n",
        );
    let (entries, _) = built_in();
    for format in ["text", "json"] {
        let list = bouncedex(&["catalogue", "list", "--format", format]).success();
        assert_eq!(stdout(&list).lines().count(), entries, "{format}");
    }
}

#[test]
fn a_catalogue_adds_annotates_and_replaces_by_id() {
    let (entries, providers) = built_in();
    own(&["catalogue", "check"]).success().stdout(format!(
        "No problems: {} entries, {} providers.\n",
        entries + 2,
        providers + 1
    ));

    let note = "[[code]]\nid = \"postbox-parcel\"\nnote = \"Ring twice.\"\n";
    let steps = "[[code]]\nid = \"postbox-parcel\"\nsteps = [\"Carry it away.\"]\n";
    let files = [
        ("own.toml", OWN.as_bytes()),
        ("note.toml", note.as_bytes()),
        ("steps.toml", steps.as_bytes()),
    ];
    let named = files.map(|(name, _)| ["--catalogue", name]).concat();
    let expected = PARCEL
        .replace("+Sundays do not count.", "Ring twice.")
        .replace("@Wait for the postman.\n  2  Try again.", "Carry it away.");
    run(&files, &[&["--no-config", "pb7"], &named[..]].concat())
        .success()
        .stdout(expected);

    let note = "[[code]]\nid = \"yahoo-tss04\"\nnote = \"Ask Ann.\"\n";
    let before = stdout(&bouncedex(&["--format", "markdown", "tss04"]).success());
    let arguments = ["--format", "markdown", "tss04", "--catalogue", "note.toml"];
    let after = stdout(&run(&[("note.toml", note.as_bytes())], &arguments).success());
    assert_eq!(after.replacen("*Mind: Ask Ann.*\n\n", "", 1), before);
}

#[test]
fn the_catalogue_of_the_configuration_directory_is_used_unless_refused() {
    let (entries, _) = built_in();
    let directory = TempDir::new().expect("a directory");
    let user = directory.path().join("bouncedex").join("codes.toml");
    let built_in = format!("used      built in ({entries} entries)\n");
    let path = |arguments: &[&str]| {
        let path = run_in(
            directory.path(),
            &[&["catalogue", "path"], arguments].concat(),
        );
        stdout(&path.success().stderr(""))
    };
    assert_eq!(
        path(&[]),
        format!("{built_in}not there {}\n", user.display())
    );

    std::fs::create_dir(directory.path().join("bouncedex")).expect("a directory");
    std::fs::write(&user, OWN).expect("a file");
    assert_eq!(
        path(&[]),
        format!("{built_in}used      {}\n", user.display())
    );
    assert_eq!(path(&["--no-config"]), built_in);
    assert_eq!(
        path(&["--no-config", "--catalogue", "more.toml"]),
        format!("{built_in}not there more.toml\n")
    );
    run_in(directory.path(), &["pb7"]).success().stdout(PARCEL);
    run_in(directory.path(), &["pb7", "--no-config"]).code(1);
}

#[test]
fn mistakes_in_a_catalogue_are_named_with_their_place_and_a_remedy() {
    let known = |rest: &str| format!("[[code]]\nid = \"yahoo-tss04\"\n{rest}\n");
    let title = format!("title = \"{}\"", "wide ".repeat(10).trim_end());
    for (text, expected) in [
        (
            "[[code]\n".to_owned(),
            "1:8: not valid here: unclosed array table, expected `]`",
        ),
        (
            known("titel = \"x\""),
            "3:1: unknown key `titel`; did you mean `title`?",
        ),
        (
            known("reason = \"throtled\""),
            "3:10: unknown reason `throtled`; did you mean `throttled`?",
        ),
        (
            known("related = [\"yahoo-tss05\"]"),
            "3:12: unknown entry `yahoo-tss05`; did you mean `yahoo-tss04`?",
        ),
        (
            known("\n[[code]]\nid = \"yahoo-tss04\""),
            "5:6: duplicate id `yahoo-tss04`; it is on line 2 too",
        ),
        (
            known("note = \"a\\u001b[31m\""),
            "3:8: control character U+001B in this text; remove it",
        ),
        (
            known("note = \"a\\u202eb\""),
            "3:8: control character U+202E in this text; remove it",
        ),
        (
            known("reply = [550, 421]"),
            "2:6: codes of this entry contradict each other: their first digits tell different outcomes",
        ),
        (
            known(&title),
            "3:9: this title is 49 columns wide; at most 48 fit",
        ),
        (
            known("enhanced = [\"4.7\"]"),
            "3:13: `4.7` is no enhanced status code; write `5.7.26`, `5.7.x` or `4.7.500-4.7.699`",
        ),
        (
            known("steps = []"),
            "3:9: this list is empty; leave the key out or fill it in",
        ),
    ] {
        assert_eq!(problems(&text), [expected], "{text}");
    }
    // A new entry needs more than its id; all that is missing is said at once.
    let missing = ["meaning", "provider", "reason", "sources", "steps", "title"];
    let mut expected = missing
        .map(|key| format!("2:6: `new` has no `{key}`; add one"))
        .to_vec();
    expected.push(
        "2:6: no code tells the outcome; add `outcome = \"permanent\"` or \"temporary\"".to_owned(),
    );
    assert_eq!(problems("[[code]]\nid = \"new\"\n"), expected);
}

#[test]
fn a_file_that_is_no_catalogue_is_refused_by_every_command() {
    let files: [(&str, &[u8]); 2] = [("binary", b"x = 1\n\xff\xfe\0\x01"), ("directory/x", b"")];
    for (name, says) in [
        ("missing.toml", "missing.toml: no such file"),
        ("directory", "directory: a directory; name a file"),
        (
            "binary",
            "binary:2:1: not UTF-8 text from here on; this file should be TOML",
        ),
        ("no\x1b[31mfile", "no␛[31mfile: no such file"),
    ] {
        let says = format!("bouncedex: {says}\n");
        for command in [
            &["tss04"][..],
            &["catalogue", "list"],
            &["catalogue", "check"],
        ] {
            let arguments = [command, &["--no-config", "--catalogue", name]].concat();
            run(&files, &arguments)
                .code(2)
                .stdout("")
                .stderr(says.clone());
        }
        run(&files, &["catalogue", "check", name])
            .code(2)
            .stdout("")
            .stderr(says);
    }
}

#[test]
fn a_huge_file_of_noise_is_refused_soon() {
    let noise = "lorem ipsum = dolor [sit] \"amet\"\n".repeat((50 << 20) / 33);
    assert_eq!(
        problems(&noise),
        ["1:7: not valid here: key with no value, expected `=`"]
    );
}

#[test]
fn many_mistakes_are_counted_soon() {
    let found = problems(&"[[code]]\nid = \"yahoo-tss04\"\n".repeat(100_000));
    assert_eq!(
        found[0],
        "4:6: duplicate id `yahoo-tss04`; it is on line 2 too"
    );
    assert_eq!(found[50..], [" and 99949 more problems of this kind"]);
}

#[test]
fn a_bad_configuration_is_refused_where_it_matters() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("bouncedex").join("config.toml");
    std::fs::create_dir(directory.path().join("bouncedex")).expect("a directory");
    std::fs::write(
        &path,
        "color = \"never\"\n\n[keys]\n\"Ctrl-G\" = \"giude\"\n",
    )
    .expect("a file");
    let says = format!(
        "bouncedex: {}:4:12: unknown command `giude`; did you mean `guide`?\n",
        path.display()
    );
    if cfg!(feature = "explorer") {
        run_in(directory.path(), &["--print", "80x24"])
            .code(2)
            .stdout("")
            .stderr(says);
        run_in(directory.path(), &["--print", "80x24", "--no-config"]).success();
    }
    run_in(directory.path(), &["tss04"]).success().stderr("");
}

#[test]
fn a_frame_is_never_larger_than_asked() {
    if !cfg!(feature = "explorer") {
        return;
    }
    let keys = ["", "5.7.26", "<F1>", "dmarc<Enter>", "<Tab><Down><F2>"];
    let widths = [1, 2, 3, 7, 23, 24, 29, 30, 59, 60, 80, 99, 100, 120, 145];
    let heights = [1, 2, 4, 5, 15, 16, 36];
    for (place, width) in widths.into_iter().enumerate() {
        for (row, height) in heights.into_iter().enumerate() {
            let size = format!("{width}x{height}");
            let keys = keys[(place + row) % keys.len()];
            let frame = stdout(
                &bouncedex(&["--print", &size, "--keys", keys])
                    .success()
                    .stderr(""),
            );
            assert_eq!(frame.lines().count(), height, "{size} {keys}");
            for line in frame.lines() {
                assert!(line.width() <= width, "{size} {keys}: {line}");
            }
        }
    }
    bouncedex(&["--print", "80x24", "xyzzyxyzzy"])
        .code(1)
        .stderr("");
}

#[test]
fn completions_and_manual_name_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stdout(&bouncedex(&["completions", shell]).success().stderr(""));
        for command in [
            "catalogue",
            "check",
            "list",
            "path",
            "completions",
            "man",
            "--provider",
        ] {
            let command = command.trim_start_matches('-');
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
    let manual = stdout(&bouncedex(&["man"]).success().stderr(""));
    for text in [
        ".TH bouncedex 1",
        "catalogue",
        "completions",
        "\\-\\-provider",
        ".SH QUERIES",
        ".SH FILES",
    ] {
        assert!(manual.contains(text), "{text}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for arguments in [
        "catalogue list",
        "--json",
        "--format markdown",
        "--format csv",
    ] {
        let script = format!("{{ \"$0\" --no-config {arguments}; echo $? >&2; }} | head -n 1");
        let mut shell = Command::new("sh");
        let ended = shell.args(["-c", &script, PROGRAM]).assert().success();
        assert_eq!(stderr(&ended), "0\n", "{arguments}");
        assert_eq!(stdout(&ended).lines().count(), 1, "{arguments}");
    }
}

#[test]
fn no_reader_at_all_is_no_failure_either() {
    for arguments in [
        &["catalogue", "check"][..],
        &["catalogue", "list"],
        &["catalogue", "path"],
        &["--json", "tss04"],
        &["--format", "csv", "tss04"],
        &["man"],
        &["completions", "bash"],
    ] {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let mut command = std::process::Command::new(PROGRAM);
        command.arg("--no-config").args(arguments).stdout(writer);
        let output = command.output().expect("a process");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}
