//! The command line: its output, byte for byte, and its exit status.

use crate::program::{Ended, PROGRAM, ended, folder, found, run};
use bouncedex::builtin::CATALOGUE;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

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
PERMANENT  Still worth a few more tries. Suppress the address if this persists.
Soft bounce: Mailbox full (mailbox-full)

-The shelf holds no more parcels until somebody carries the oldest one away,
which takes days.
Note: +Sundays do not count.

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

fn refused(err: impl Into<String>) -> Ended {
    ended(2, "", err)
}

/// With these arguments, blanks between them, in a directory.
fn run_in(directory: &Path, arguments: &str) -> Ended {
    run(directory, &arguments.split(' ').collect::<Vec<_>>(), "")
}

/// With the built-in catalogue alone.
fn bouncedex(arguments: &str) -> Ended {
    run_in(folder(&[]).path(), &format!("--no-config {arguments}"))
}

/// With [`OWN`] added.
fn own(arguments: &str) -> Ended {
    let directory = folder(&[("own.toml", OWN.as_bytes())]);
    let arguments = format!("--no-config --catalogue own.toml {arguments}");
    run_in(directory.path(), &arguments)
}

/// `catalogue check bad.toml` of a file with this text.
fn check(text: &str) -> Ended {
    let directory = folder(&[("bad.toml", text.as_bytes())]);
    run_in(directory.path(), "--no-config catalogue check bad.toml")
}

/// How many entries and providers are built in.
fn built_in() -> (usize, usize) {
    let Ended { out, .. } = bouncedex("catalogue check");
    let mut numbers = out.split(' ').filter_map(|word| word.parse().ok());
    let mut number = || numbers.next().expect("a number");
    (number(), number())
}

#[test]
fn one_match_is_written_in_full() {
    assert_eq!(own("pb7"), found(PARCEL));
}

#[test]
fn of_several_matches_the_best_is_written_in_full_and_the_others_one_a_line() {
    let counter = "421  Postbox         temporary  retry               Counter is closed\n";
    let both = format!("{PARCEL}\nOther matches: 1\n{counter}");
    assert_eq!(own("provider:postbox"), found(both));

    let Ended { out, .. } = bouncedex("gmail dmarc");
    let (best, others) = out.split_once("\nOther matches: ").expect("others");
    assert!(best.starts_with("550 5.7.26"), "{best}");
    let (count, lines) = others.split_once('\n').expect("a count");
    assert_eq!(lines.lines().count().to_string(), count);
}

#[test]
fn json_is_one_object_a_line_with_every_key() {
    let printed = own("--json provider:postbox");
    let lines = printed.out.lines();
    let objects: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    let parcel = json!({
        "id": "postbox-parcel", "provider": "postbox", "provider_name": "Postbox",
        "reply": ["552"], "enhanced": ["5.2.2"], "tag": ["PB7"],
        "outcome": "permanent", "category": "soft-bounce", "reason": "mailbox-full", "action": "retry",
        "verdict": "Still worth a few more tries. Suppress the address if this persists.",
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
    assert_eq!(own("--format json provider:postbox"), printed);
}

#[test]
fn markdown_is_ready_to_paste() {
    let expected = "\
### 552 5.2.2 PB7 · Postbox · =Parcel shelf is full

**PERMANENT.** Still worth a few more tries. Suppress the address if this persists.

-The shelf holds no more parcels until somebody carries the oldest one away, which takes days.

*Note: +Sundays do not count.*

1. @Wait for the postman.
2. Try again.

```
552 5.2.2 PB7 parcel shelf full
```

- <https://www.rfc-editor.org/rfc/rfc5321#section-4.2>
- <https://postbox.example/pb7>

See also: 421 · Postbox · Counter is closed
";
    assert_eq!(own("--format markdown pb7"), found(expected));
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
    assert_eq!(own("--format csv pb7"), found(expected));
}

#[test]
fn wrong_usage_ends_with_status_2() {
    for (arguments, says) in [
        ("--json --format csv", "cannot be used with"),
        ("--bogus", "unexpected argument '--bogus'"),
        ("--format xml", "invalid value 'xml'"),
        ("--print 80by24", "must be columns and rows"),
        ("--print 0x24", "must be columns and rows"),
        ("catalogue", "Usage: bouncedex catalogue"),
        ("completions tcsh", "invalid value 'tcsh'"),
    ] {
        let Ended { status, out, err } = bouncedex(arguments);
        assert_eq!((status, &*out), (2, ""), "{arguments}");
        assert!(err.contains(says), "{arguments}: {err}");
    }
}

#[cfg(feature = "explorer")]
#[test]
fn an_unknown_key_is_wrong_usage() {
    let says = "bouncedex: `<Nope>` is not a key; write characters and names such as <Tab>, <Ctrl-Y>, <F2>\n";
    assert_eq!(bouncedex("--print 80x24 --keys x<Nope>"), refused(says));
}

#[test]
fn the_nearest_spelling_is_shown_and_nothing_found_ends_with_status_1() {
    let Ended { status, out, err } = own("--format csv parcle");
    assert_eq!(out, own("--format csv parcel").out);
    let showing = "bouncedex: showing `parcel` for `parcle`\n";
    assert_eq!((status, &*err), (0, showing));
    let nothing = |says| ended(1, "", format!("bouncedex: nothing matches {says}\n"));
    let shorter = own("--json pb7 xyzzyxyzzy");
    assert_eq!(shorter.out, own("--json pb7").out);
    let showing = "bouncedex: showing `pb7` for `pb7 xyzzyxyzzy`\n";
    assert_eq!((shorter.status, &*shorter.err), (0, showing));
    assert_eq!(
        bouncedex("catalogue list xyzzyxyzzy"),
        nothing("`xyzzyxyzzy`")
    );
    assert_eq!(bouncedex("xyzzy\x1b[31m"), nothing("`xyzzy␛[31m`"));
}

#[test]
fn a_misspelt_command_is_named() {
    for (typed, meant) in [
        ("trige mail.log", "triage mail.log"),
        ("expalin foo", "explain foo"),
        ("clasify", "classify"),
    ] {
        let word = typed.split(' ').next().unwrap_or_default();
        let says = format!(
            "bouncedex: no command is called `{word}`; did you mean `bouncedex {meant}`?\n"
        );
        assert_eq!(bouncedex(typed), refused(says), "{typed}");
    }
    // What is found is no command.
    assert_eq!(bouncedex("main").status, 0);
}

#[test]
fn a_tally_is_not_explained() {
    let folder = folder(&[("a.tally", b"bouncedex tally 3\n"), ("empty.log", b"")]);
    let says = "bouncedex: a.tally is a tally: it has what was counted, and no bounces; use `bouncedex triage a.tally`\n";
    let explained = run(folder.path(), &["explain", "a.tally"], "");
    assert_eq!(explained, ended(2, "", says));
    // What else there is is explained.
    let all = run(folder.path(), &["explain", "a.tally", "empty.log"], "");
    assert_eq!(all.status, 1, "{all:?}");
}

#[test]
fn a_file_without_a_command_is_no_query() {
    let folder = folder(&[("fin.log", b"")]);
    let says = "bouncedex: `fin.log` is a file; use `bouncedex explain fin.log`, or `bouncedex triage fin.log` to count \
                what fails in a log\n";
    for arguments in [&["fin.log"][..], &["find", "fin.log"]] {
        assert_eq!(run(folder.path(), arguments, ""), ended(2, "", says));
    }
}

#[test]
fn a_file_that_does_not_exist_is_no_query() {
    let folder = folder(&[("logs/fin.log", b"")]);
    for name in [
        "nosuch.log",
        "bounce.eml",
        "mail.log.1",
        "Mail.JSON",
        "./bounce",
        "logs/fin",
        "/nosuch/mail",
    ] {
        let says =
            format!("bouncedex: {name}: no such file, and nothing in the catalogue matches it\n");
        for arguments in [&[name][..], &["gmail", name]] {
            assert_eq!(run(folder.path(), arguments, ""), ended(2, "", &says));
        }
    }
    // These may be words of a query.
    for word in [
        "550/5.7.1",
        "gmail/yahoo",
        "mx.example.net",
        "qqxx.log.qqyy",
        "nosuch.log?x y",
    ] {
        let says = format!("bouncedex: nothing matches `{word}`\n");
        assert_eq!(run(folder.path(), &[word], ""), ended(1, "", &says));
    }
}

#[test]
fn brief_is_the_verdict_and_the_first_step() {
    let gmail = "\
PERMANENT: Unauthenticated email (Gmail). Do not retry before it is fixed. Keep the address: it is fine.
Read the results in the reply: which domain and address failed SPF, and whether DKIM failed too.
";
    assert_eq!(bouncedex("--brief 550 5.7.26 gmail"), found(gmail));
    let reply = [
        "--no-config",
        "explain",
        "--brief",
        "550 5.1.1 <ann@example.org>: no such user",
    ];
    let Ended { status, out, err } = run(folder(&[]).path(), &reply, "");
    assert_eq!((status, &*err), (0, ""));
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(
        lines[0].contains("PERMANENT: User unknown / mailbox not found (Standard). Do not retry.")
    );
    assert_eq!(
        lines[1],
        CATALOGUE
            .entry("std-5-1-1")
            .expect("an entry")
            .steps
            .iter()
            .next()
            .expect("a step")
    );
    assert_eq!(bouncedex("--brief --json 550").status, 2);
}

#[test]
fn options_that_say_nothing_to_a_command_are_refused_and_not_listed() {
    for (command, option) in [
        ("man", "--provider gmail"),
        ("completions bash", "--keys x"),
        ("catalogue path", "--json"),
        ("catalogue list", "--color never"),
        ("catalogue check", "--print 80x24"),
        ("classify", "--ascii"),
        ("triage", "--brief"),
    ] {
        let name = option.split(' ').next().unwrap_or_default();
        let Ended { status, out, err } = bouncedex(&format!("{command} {option}"));
        assert_eq!((status, &*out), (2, ""), "{command} {option}");
        let says = format!("{name} has no effect on `bouncedex ");
        assert!(err.contains(&says), "{command} {option}: {err}");
        let help = bouncedex(&format!("{command} --help")).out;
        assert!(!help.contains(&format!("{name} ")), "{command}: {help}");
    }
    for (command, option) in [
        ("triage", "--provider"),
        ("catalogue list", "--json"),
        ("explain", "--brief"),
    ] {
        let help = bouncedex(&format!("{command} --help")).out;
        assert!(help.contains(option), "{command}: {help}");
    }
}

#[test]
fn help_lists_the_values_that_a_command_takes() {
    for command in ["", "explain ", "catalogue list "] {
        let help = bouncedex(&format!("{command}--help")).out;
        for format in "text json markdown csv html prometheus tsv tally".split(' ') {
            let is_listed = help.contains(&format!("- {format}:"));
            let run = bouncedex(&format!("{command}--format {format} 550"));
            assert_eq!(is_listed, run.status != 2, "{command}{format}");
        }
    }
    let help = bouncedex("triage --help").out;
    assert!(help.contains("- tally:") && help.contains("--event"));
    assert!(!bouncedex("--help").out.contains("--event <"));
    let mistaken = bouncedex("explain --format foo 550").err;
    assert!(
        mistaken.contains("[possible values: text, json, markdown, csv]"),
        "{mistaken}"
    );
    let without = bouncedex("catalogue");
    assert!(
        without.err.contains("catalogue [OPTIONS] <COMMAND>") && !without.err.contains("--event <")
    );
}

#[test]
fn what_a_field_takes_is_said_without_a_screen_too() {
    for (query, says) in [
        ("is:foo", "is: takes permanent, temporary, accepted"),
        (
            "gmail category:foo",
            "category: takes hard-bounce, soft-bounce, rate-limit, policy, message, info",
        ),
        (
            "domain:example.org",
            "domain: is for bounces and failures in logs",
        ),
        (
            "foo:bar",
            "foo: is not a field; the fields are provider:, category:, reason:, action:, is:",
        ),
    ] {
        let says = format!("bouncedex: nothing matches `{query}`; {says}\n");
        assert_eq!(bouncedex(query), ended(1, "", says));
    }
}

#[test]
fn provider_category_and_action_narrow_the_matches() {
    let filters = "--provider gmail --category policy --action fix-content";
    let Ended { out, .. } = bouncedex(&format!("{filters} --json"));
    for line in out.lines() {
        let entry: Value = serde_json::from_str(line).expect("an object");
        let values = ["provider", "category", "action"].map(|key| entry[key].as_str());
        assert_eq!(values, ["gmail", "policy", "fix-content"].map(Some));
    }
    let listed = bouncedex(&format!("{filters} catalogue list"));
    assert_eq!(listed.status, 0);
    assert_eq!(listed.out.lines().count(), out.lines().count());
}

#[test]
fn the_catalogue_is_listed_one_entry_a_line() {
    let expected = "\
552 5.2.2 PB7  Postbox         permanent  retry               =Parcel shelf is full
421            Postbox         temporary  retry               Counter is closed
";
    assert_eq!(own("catalogue list provider:postbox"), found(expected));
    let (entries, _) = built_in();
    for format in ["text", "json"] {
        let Ended { out, .. } = bouncedex(&format!("catalogue list --format {format}"));
        assert_eq!(out.lines().count(), entries, "{format}");
    }
}

#[test]
fn a_catalogue_adds_annotates_and_replaces_by_id() {
    let (entries, providers) = built_in();
    let (entries, providers) = (entries + 2, providers + 1);
    let counts = format!("No problems: {entries} entries, {providers} providers.\n");
    assert_eq!(own("catalogue check"), found(counts));

    let directory = folder(&[
        ("own.toml", OWN.as_bytes()),
        (
            "note.toml",
            b"code = [{ id = \"postbox-parcel\", note = \"Ring twice.\" }]",
        ),
        (
            "steps.toml",
            b"code = [{ id = \"postbox-parcel\", steps = [\"Carry.\"] }]",
        ),
        (
            "yahoo.toml",
            b"code = [{ id = \"yahoo-tss04\", note = \"Ask Ann.\" }]",
        ),
    ]);
    let expected = PARCEL.replace("+Sundays do not count.", "Ring twice.");
    let expected = expected.replace("@Wait for the postman.\n  2  Try again.", "Carry.");
    let named = ["own", "note", "steps"]
        .map(|name| format!(" --catalogue {name}.toml"))
        .concat();
    assert_eq!(
        run_in(directory.path(), &format!("pb7{named}")),
        found(expected)
    );

    let before = bouncedex("--format markdown tss04");
    let after = run_in(
        directory.path(),
        "--format markdown tss04 --catalogue yahoo.toml",
    );
    assert_eq!(
        found(after.out.replacen("*Note: Ask Ann.*\n\n", "", 1)),
        before
    );
}

#[test]
fn the_catalogue_of_the_configuration_directory_is_used_unless_refused() {
    let built_in = format!("used      built in ({} entries)\n", built_in().0);
    let directory = folder(&[("bouncedex/codes.toml", OWN.as_bytes())]);
    let user = directory.path().join("bouncedex").join("codes.toml");
    let name = user.display();
    let run = |arguments: &str| run_in(directory.path(), arguments);
    assert_eq!(run("pb7"), found(PARCEL));
    assert_eq!(run("pb7 --no-config").status, 1);
    assert_eq!(
        run("catalogue path"),
        found(format!("{built_in}used      {name}\n"))
    );
    assert_eq!(run("catalogue path --no-config"), found(&*built_in));
    let more = run("catalogue path --no-config --catalogue more.toml");
    assert_eq!(more, found(format!("{built_in}not there more.toml\n")));

    fs::remove_file(&user).expect("no file");
    assert_eq!(
        run("catalogue path"),
        found(format!("{built_in}not there {name}\n"))
    );
    assert_eq!(run("pb7").status, 1);
}

#[test]
fn mistakes_are_named_together_with_their_places_and_remedies() {
    let text = r#"
[[code]]
id = "yahoo-tss04"
enhanced = ["4.7"]
reason = "throtled"
title = "A title that is so wide that it leaves no room for others"
steps = []
note = "red\u001b[31m, reversed\u202e"
related = ["yahoo-ts02", "yahoo-tss05"]

[[code]]
id = "yahoo-ts01"
reply = [550, 421]

[[code]]
id = "yahoo-tss04"

[[code]]
id = "new"
title = "New"
reply = ["6xx"]
"#;
    let expected = r#"
4:13: `4.7` is not an enhanced status code; write `5.7.26`, `5.7.x` or `4.7.500-4.7.699`
5:10: unknown reason `throtled`; did you mean `throttled`?
6:9: this title is 57 columns wide; at most 48 fit
7:9: this list is empty; leave the key out or fill it in
8:8: control character U+001B in this text; remove it
9:26: unknown entry `yahoo-tss05`; did you mean `yahoo-tss04`?
12:6: codes of this entry contradict each other: their first digits mean different outcomes
16:6: duplicate id `yahoo-tss04`; it is on line 3 too
19:6: `new` has no `meaning`; add one
19:6: `new` has no `provider`; add one
19:6: `new` has no `reason`; add one
19:6: `new` has no `sources`; add one
21:10: `6xx` is not a reply code; write a number from 200 to 599, or a class such as "5xx"
"#;
    let lines = expected.trim_start().lines();
    let lines = lines.map(|line| format!("bouncedex: bad.toml:{line}\n"));
    assert_eq!(check(text), refused(lines.collect::<String>()));
}

#[test]
fn facts_in_steps_are_known_and_have_an_example() {
    let text = "\
[[code]]
id = \"yahoo-tss04\"
steps = [
  \"Ask {who|somebody}.\",
  \"nc {host} 25\",
  \"nc {host|} 25\",
  \"dig -x {ip|192.0.2.1}.\",
]
";
    let braces = "braces hold a fact and an example for it, as in {ip|192.0.2.1}; facts are: host, ip, domain, sender";
    let lines = ["4:3", "5:3", "6:3"].map(|at| format!("bouncedex: bad.toml:{at}: {braces}\n"));
    assert_eq!(check(text), refused(lines.concat()));
}

#[test]
fn examples_that_another_entry_explains_and_entries_that_are_alike_are_named() {
    let code = |id: &str, more: &str| {
        format!(
            "[[code]]\nid = \"{id}\"\nprovider = \"gmail\"\nreply = [550]\nenhanced = [\"5.9.9\"]\n\
             reason = \"policy\"\ntitle = \"Post\"\nmeaning = \"Post.\"\nsteps = [\"Wait.\"]\nsources = [\"RFC 5321\"]\n{more}"
        )
    };
    let examples = "examples = [\n  \"550 5.9.9 beware of the dog\",\n  \"550-5.7.26 This mail has been blocked because the sender is unauthenticated\",\n  \"hm\",\n]\n";
    let text = code(
        "gmail-dog",
        &format!("match = [\"beware of the dog\"]\n{examples}"),
    ) + &code("gmail-cat", "")
        + &code("gmail-cow", "");
    let elsewhere =
        "add words that only this reply has to `match` of `gmail-dog`, or move the example there";
    let nothing = "nothing explains this example of `gmail-dog`; add its words to `match` of `gmail-dog`, or its codes \
                   to `reply` and `enhanced`";
    let alike = "would explain the same replies: same provider and codes, and neither has a tag or fragment of its \
                 own; add `tag` or `match` to one of them, or make them one";
    let expected = format!(
        "bouncedex: bad.toml:14:3: an example of `gmail-dog` is explained by `gmail-unauthenticated` first; {elsewhere}\n\
         bouncedex: bad.toml:15:3: {nothing}\n\
         bouncedex: bad.toml:28:6: `gmail-cow` and `gmail-cat` {alike}\n"
    );
    assert_eq!(check(&text), refused(expected));
    let told_apart = text.replace("gmail-cow\"\n", "gmail-cow\"\ntag = [\"MOO-1\"]\n");
    assert!(!check(&told_apart).err.contains("gmail-cow"));
    // What is no mistake in form stops no other command.
    let directory = folder(&[("bad.toml", text.as_bytes())]);
    let listed = run_in(
        directory.path(),
        "--no-config --catalogue bad.toml catalogue list gmail-cow",
    );
    assert_eq!((listed.status, listed.err.as_str()), (0, ""));
    // All files in use are checked where none is named.
    let all = run_in(
        directory.path(),
        "--no-config --catalogue bad.toml catalogue check",
    );
    assert_eq!(all.err, check(&text).err);
}

#[test]
fn the_built_in_catalogue_has_none_of_these() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/codes.toml");
    let (entries, providers) = built_in();
    assert_eq!(
        bouncedex(&format!("catalogue check {file}")),
        found(format!(
            "No problems: {entries} entries, {providers} providers.\n"
        ))
    );
}

/// What an overlay adds to an entry stands under a name of its own, and takes nothing away.
#[test]
fn own_notes_and_runbooks_add_to_an_entry() {
    const ADDED: &str = r#"
[[code]]
id = "gmail-unauthenticated"
own_note = "Ask Ann first."
runbook = "https://wiki.example.com/gmail"
"#;
    let directory = folder(&[("own.toml", ADDED.as_bytes())]);
    let run = |arguments: &str| {
        run_in(
            directory.path(),
            &format!("--no-config --catalogue own.toml {arguments} 5.7.26 gmail unauthenticated"),
        )
        .out
    };
    let text = run("--format text");
    assert!(
        text.contains("\nYours: Ask Ann first.\nRunbook: https://wiki.example.com/gmail\n\n"),
        "{text}"
    );
    let without = bouncedex("--format text 5.7.26 gmail unauthenticated").out;
    let kept = text.replace(
        "Yours: Ask Ann first.\nRunbook: https://wiki.example.com/gmail\n\n",
        "",
    );
    assert_eq!(kept, without);
    let markdown = run("--format markdown");
    assert!(
        markdown.contains("*Yours: Ask Ann first.*\n\nRunbook: <https://wiki.example.com/gmail>"),
        "{markdown}"
    );
    let json = run("--format json");
    assert!(
        json.contains(r#""own_note":"Ask Ann first.","runbook":"https://wiki.example.com/gmail""#),
        "{json}"
    );
}

#[test]
fn a_runbook_is_a_page_and_an_id_that_is_near_another_is_misspelt() {
    for (text, says) in [
        (
            "[[code]]\nid = \"gmail-unauthenticatd\"\nown_note = \"x\"",
            "2:6: unknown entry `gmail-unauthenticatd`; did you mean `gmail-unauthenticated`?",
        ),
        (
            "[[code]]\nid = \"gmail-unauthenticated\"\nrunbook = \"see the wiki\"",
            "3:11: a runbook is the URL of a page",
        ),
    ] {
        assert_eq!(
            check(text),
            refused(format!("bouncedex: bad.toml:{says}\n"))
        );
    }
}

#[test]
fn what_is_not_even_a_table_of_codes_is_refused_at_its_place() {
    for (text, says) in [
        (
            "\n[[code]\n",
            "2:8: not valid here: unclosed array table, expected `]`",
        ),
        (
            "[[code]]\nid = \"yahoo-tss04\"\ntitel = \"x\"",
            "3:1: unknown key `titel`; did you mean `title`?",
        ),
        (
            "[[code]]\ntitle = \"x\"",
            "1:1: this `[[code]]` has no `id`; add one",
        ),
        (
            "[[codes]]\nid = \"x\"",
            "1:3: unknown key `codes`; did you mean `code`?",
        ),
        (
            "[[code]]\nid = \"yahoo-tss04\"\nreply = [5.5]",
            "3:10: `5.5` is not a reply code; write a number from 200 to 599, or a class such as \"5xx\"",
        ),
        (
            "[[code]]\nid = \"yahoo-tss04\"\nreply = [0x226]",
            "3:10: `0x226` is not a reply code; write a number from 200 to 599, or a class such as \"5xx\"",
        ),
        (
            "[[code]]\nid = \"yahoo-tss04\"\nsteps = \"wait\"",
            "3:9: must be a list, in [ and ]",
        ),
        (
            "[[code]]\nid = \"yahoo-tss04\"\nsteps = [1]",
            "3:10: must be text in quotes",
        ),
        ("[[code]]\nid = 7", "2:6: must be text in quotes"),
        ("code = 7", "1:8: must be a list, in [ and ]"),
        (
            "[code]\nid = \"x\"",
            "1:1: must be a list of tables: write its name as [[code]]",
        ),
    ] {
        assert_eq!(
            check(text),
            refused(format!("bouncedex: bad.toml:{says}\n"))
        );
    }
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let text = format!(
        "[[code]]\nid = \"yahoo-tss04\"\nmatch = [\"{}\"]\n",
        "long ".repeat(20_000)
    );
    let says = "bouncedex: bad.toml:3:10: this text is longer than 65535 bytes\n";
    assert_eq!(check(&text), refused(says));
}

#[test]
fn a_list_that_is_too_long_is_refused() {
    let items = (0..6000).map(|number| format!("\"some words {number}\","));
    let items: String = items.collect();
    let text = format!("[[code]]\nid = \"yahoo-tss04\"\nmatch = [{items}]\n");
    let says = "bouncedex: bad.toml:3:9: this list has 6000 items; at most 5000 fit\n";
    assert_eq!(check(&text), refused(says));
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let text =
        "[[code]]\nid = \"yahoo-tss04\"\ntitle = 7\ntitel = \"x\"\n\n[[reason]]\nsteps = []\n";
    let says = "bouncedex: bad.toml:3:9: must be text in quotes\n\
        bouncedex: bad.toml:4:1: unknown key `titel`; did you mean `title`?\n\
        bouncedex: bad.toml:6:1: this `[[reason]]` has no `id`; add one\n";
    assert_eq!(check(text), refused(says));
}

/// A mistake is told once: what follows from it is none.
#[test]
fn each_mistake_is_told_once_with_its_remedy() {
    let whole = "title = \"A thing\"\nmeaning = \"M.\"\nsources = [\"RFC 5321\"]\nreply = [550]\n";
    let entry = |more: &str| format!("[[code]]\nid = \"my-a\"\n{more}{whole}");
    for (text, says) in [
        (
            entry("provider = \"gmail\"\nreason = \"dmarc\"\nchecked = 2026-11\n"),
            &["5:11: not valid here: text is in quotes, checked = \"2026-11\""][..],
        ),
        // What comes behind it is read all the same.
        (
            entry("provider = \"gmial\"\nchecked = 2026-11\nreason = \"dmarc\"\ntitel = \"x\"\n"),
            &[
                "3:12: unknown provider `gmial`; did you mean `gmail`?",
                "4:11: not valid here: text is in quotes, checked = \"2026-11\"",
                "6:1: unknown key `titel`; did you mean `title`?",
            ],
        ),
        // The reason would give the steps.
        (
            entry("provider = \"gmail\"\nreason = \"dmrac\"\n"),
            &["4:10: unknown reason `dmrac`; did you mean `dmarc`?"],
        ),
        (
            entry("provider = \"gmail\"\nreason = \"mine\"\n")
                + "[[reason]]\nid = \"mine\"\ntitle = \"Mine\"\naction = \"retry\"\ncategory = \"polcy\"\n",
            &["13:12: unknown category `polcy`; did you mean `policy`?"],
        ),
        (
            entry("provider = \"gmail\"\nreason = \"dmarc\"\n").replace("550", "\"55O\""),
            &[
                "8:10: `55O` is not a reply code; write a number from 200 to 599, or a class such as \"5xx\"",
            ],
        ),
        (
            entry("provider = \"gmail\"\nreason = \"dmarc\"\ntitle = \"B\"\n"),
            &["6:1: duplicate key `title`: keep only one in this table"],
        ),
        (
            "[code]\nid = \"yahoo-tss04\"\n[code]\n".to_owned(),
            &[
                "3:1: must be a list of tables: write its name as [[code]]",
                "3:2: duplicate table `code`: write [[code]] above each of several",
            ],
        ),
        (
            "[[code]]\nid = yahoo-tss04\n".to_owned(),
            &["2:6: not valid here: text is in quotes, id = \"yahoo-tss04\""],
        ),
    ] {
        let says: String = says
            .iter()
            .map(|line| format!("bouncedex: bad.toml:{line}\n"))
            .collect();
        assert_eq!(check(&text), refused(says), "{text}");
    }
}

#[test]
fn a_file_that_is_no_catalogue_is_refused_by_every_command() {
    let directory = folder(&[("binary", b"x = 1\n\xff\xfe\0\x01"), ("directory/x", b"")]);
    for (name, says) in [
        ("missing", "missing: no such file"),
        ("directory", "directory: a directory; name a file"),
        (
            "binary",
            "binary:2:1: not UTF-8 text from here on; this file should be TOML",
        ),
        ("no\x1b[31mfile", "no␛[31mfile: no such file"),
    ] {
        for command in [
            "tss04 --catalogue",
            "catalogue list --catalogue",
            "catalogue check",
        ] {
            let run = run_in(directory.path(), &format!("--no-config {command} {name}"));
            assert_eq!(run, refused(format!("bouncedex: {says}\n")), "{command}");
        }
    }
}

#[test]
fn a_huge_file_of_noise_is_refused_soon() {
    let noise = "lorem ipsum = dolor [sit] \"amet\"\n".repeat((50 << 20) / 33);
    let says = "bouncedex: bad.toml:1:7: not valid here: key with no value, expected `=`\n";
    assert_eq!(check(&noise), refused(says));
}

#[test]
fn many_mistakes_are_counted_soon() {
    let refused = check(&"[[code]]\nid = \"yahoo-tss04\"\n".repeat(100_000));
    let lines: Vec<_> = refused.err.lines().collect();
    let first = "bouncedex: bad.toml:4:6: duplicate id `yahoo-tss04`; it is on line 2 too";
    assert_eq!(lines[0], first);
    let last = "bouncedex: bad.toml: and 99949 more problems of this kind";
    assert_eq!(lines[50..], [last]);
}

#[cfg(feature = "explorer")]
#[test]
fn a_bad_configuration_is_refused_where_it_matters() {
    let text = b"color = \"never\"\n\n[keys]\n\"Ctrl-G\" = \"giude\"\n";
    let directory = folder(&[("bouncedex/config.toml", text)]);
    let file = directory.path().join("bouncedex").join("config.toml");
    let says = "unknown command `giude`; did you mean `guide`?";
    let says = format!("bouncedex: {}:4:12: {says}\n", file.display());
    let run = |arguments: &str| run_in(directory.path(), arguments);
    assert_eq!(run("--print 80x24"), refused(says));
    assert_eq!(run("--print 80x24 --no-config").status, 0);
    assert_eq!(run("tss04").status, 0);
}

#[cfg(feature = "explorer")]
#[test]
fn a_frame_is_never_larger_than_asked() {
    use unicode_width::UnicodeWidthStr;

    let keys = ["5.7.26", "<F1>", "dmarc<Enter>", "<Tab><Down><F2>", "<Up>"];
    let widths = [1, 2, 3, 7, 23, 24, 29, 30, 59, 60, 80, 99, 100, 120, 145];
    let heights = [1, 2, 4, 5, 15, 16, 36];
    for (place, width) in widths.into_iter().enumerate() {
        for (row, height) in heights.into_iter().enumerate() {
            let keys = keys[(place + row) % keys.len()];
            let arguments = format!("--print {width}x{height} --keys {keys}");
            let Ended { status, out, err } = bouncedex(&arguments);
            assert_eq!((status, &*err), (0, ""), "{arguments}");
            assert_eq!(out.lines().count(), height, "{arguments}");
            let widest = out.lines().map(|line| line.width()).max();
            assert!(widest <= Some(width), "{arguments}:\n{out}");
        }
    }
    assert_eq!(bouncedex("--print 80x24 xyzzyxyzzy").status, 1);
}

#[test]
fn completions_and_manual_pages_are_printed() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let Ended { status, out, err } = bouncedex(&format!("completions {shell}"));
        assert_eq!((status, &*err), (0, ""), "{shell}");
        assert!(out.contains("BOUNCEDEX_COMPLETE"), "{shell}: {out}");
    }
    let Ended { status, out, .. } = bouncedex("man");
    assert_eq!(status, 0);
    for text in [
        "explain",
        "catalogue",
        "completions",
        "man",
        ".SH KEYS",
        ".SH THEME",
    ] {
        assert!(out.contains(text), "{text}");
    }
    // Whatever a page names is a page.
    let named = out
        .split("bouncedex\\-")
        .skip(1)
        .filter_map(|rest| rest.split_once("(1)"));
    let mut pages = 0;
    for (name, _) in named.filter(|(name, _)| name.chars().all(char::is_alphabetic)) {
        let page = bouncedex(&format!("man {name}"));
        assert_eq!((page.status, &*page.err), (0, ""), "{name}");
        pages += 1;
    }
    assert_eq!(pages, 6);
    let triage = bouncedex("man triage").out;
    for option in [
        "since",
        "by",
        "follow",
        "compare",
        "recipients",
        "top",
        "lines",
    ] {
        assert!(
            triage.contains(&format!("\\fB\\-\\-{option}\\fR")),
            "{option}"
        );
    }
    // Examples keep their lines.
    let (_, examples) = triage.split_once(".SH EXAMPLES\n.nf\n").expect("examples");
    assert!(
        examples
            .lines()
            .all(|line| line.starts_with("bouncedex triage")
                || line.starts_with('.')
                || line.starts_with("\\fB")
                || line.is_empty()),
        "{examples}"
    );
    let list = bouncedex("man catalogue list").out;
    assert!(list.contains("bouncedex\\-catalogue\\-list"), "{list}");
    let unknown = bouncedex("man trige");
    assert_eq!(
        (unknown.status, &*unknown.err),
        (
            2,
            "bouncedex: unknown command `trige`; did you mean `triage`?\n"
        )
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for arguments in ["catalogue list", "--json mail", "--format csv mail"] {
        let script = format!("{{ \"$0\" --no-config {arguments}; echo $? >&2; }} | head -n 1");
        let output = Command::new("sh").args(["-c", &script, PROGRAM]).output();
        let output = output.expect("a shell");
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            "0\n",
            "{arguments}"
        );
        let lines = output.stdout.iter().filter(|byte| **byte == b'\n');
        assert_eq!(lines.count(), 1, "{arguments}");
    }
}

#[test]
fn no_reader_at_all_is_no_failure_either() {
    for arguments in [
        "catalogue check",
        "catalogue list",
        "catalogue path",
        "--json tss04",
        "--format csv tss04",
        "man",
        "completions bash",
        "completions zsh",
    ] {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let mut command = Command::new(PROGRAM);
        command.arg("--no-config").args(arguments.split(' '));
        let output = command.stdout(writer).output().expect("a process");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments}");
        assert_eq!(output.status.code(), Some(0), "{arguments}");
    }
}

/// `explain --json` of these arguments: each object's reply code, enhanced code and reason.
fn explained(arguments: &[&str], input: &str) -> Vec<[String; 3]> {
    let arguments = [&["--no-config", "explain", "--json"], arguments].concat();
    let Ended { status, out, err } = run(folder(&[]).path(), &arguments, input);
    assert_eq!(status, 0, "{err}");
    let object =
        |line: &str| -> serde_json::Value { serde_json::from_str(line).expect("an object") };
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("null").to_owned();
    let keys =
        |object: serde_json::Value| ["reply", "enhanced", "reason"].map(|key| text(&object[key]));
    out.lines().map(object).map(keys).collect()
}

#[test]
fn replies_are_explained_from_arguments_and_from_standard_input() {
    let unknown = ["550", "5.1.1", "user-unknown"].map(str::to_owned);
    let listed = ["554", "null", "blocklisted"].map(str::to_owned);
    assert_eq!(
        explained(&["550-5.1.1 no such 550 5.1.1 user"], ""),
        std::slice::from_ref(&unknown)
    );
    let input = "550-5.1.1 no such\r\n550 5.1.1 user\r\n554 blocked using zen.spamhaus.org\r\n";
    assert_eq!(explained(&[], input), [unknown, listed]);
}

/// JSON lets DEL, C1 controls, bidirectional overrides and tags stand: they are escaped, and mean the same.
#[test]
fn json_holds_nothing_that_acts_on_a_terminal() {
    let said = "550 5.1.1 a\u{7f}\u{9b}2J\u{202e}\u{e0041} user";
    let directory = folder(&[("said.txt", said.as_bytes())]);
    let output = run_in(directory.path(), "--no-config explain --json said.txt");
    let escaped = r#""text":"a\u007f\u009b2J\u202e\udb40\udc41 user""#;
    assert!(output.out.contains(escaped), "{output:?}");
}

#[test]
fn what_cannot_be_explained_says_why() {
    let recognised = "bouncedex: no reply or bounce was recognised; paste what the server said, such as `550 5.1.1 …`\n";
    assert_eq!(
        bouncedex("explain nothing at all"),
        ended(1, "", recognised)
    );
    let no_file = "bouncedex: there is no file of this name, and as text it is no reply or bounce; paste what the server said, \
                   such as `550 5.1.1 …`\n";
    assert_eq!(bouncedex("explain mail-postfix"), ended(1, "", no_file));
    let left = "bouncedex: no bounce matches --provider, --category, --action and --event\n";
    let output = bouncedex("explain 577 --provider gmail");
    assert_eq!(output, ended(1, "", left));
    let directory = folder(&[]);
    let output = bouncedex(&format!("explain {}", directory.path().display()));
    let empty = format!("bouncedex: {} is empty\n", directory.path().display());
    assert_eq!(output, ended(1, "", &empty));
    let directory = folder(&[("none.txt", b"see you"), ("empty.txt", b"")]);
    for (command, said) in [
        ("none.txt", "none.txt: no reply or bounce found in it"),
        ("empty.txt", "empty.txt is empty"),
        (
            "none.txt empty.txt",
            "2 files and folders: no reply or bounce found in them",
        ),
    ] {
        let output = run_in(directory.path(), &format!("--no-config explain {command}"));
        assert_eq!(output, ended(1, "", format!("bouncedex: {said}\n")));
    }
    let refusal = "bouncedex: mail.log: no such file\n";
    assert_eq!(bouncedex("explain mail.log"), ended(2, "", refusal));
}

/// Two failed recipients, as a provider's reply tells them.
const REPLIES: &str = "550 5.1.1 <ada@example.org>: user unknown\n552 5.2.2 mailbox full\n";

fn with_input(arguments: &[&str], input: &str) -> (i32, String) {
    let arguments = [&["--no-config"], arguments].concat();
    let Ended { status, out, .. } = run(folder(&[]).path(), &arguments, input);
    (status, out)
}

#[test]
fn piped_input_is_explained_unless_a_query_asks_for_something_else() {
    let explained = with_input(&["explain", "--json"], REPLIES);
    assert_eq!(with_input(&["--json"], REPLIES), explained);
    assert_eq!(explained.1.lines().count(), 2);
    let found = with_input(&["--json", "mailbox full"], "");
    assert_eq!(with_input(&["--json", "mailbox full"], REPLIES), found);
}

const NO_INPUT: &str = "bouncedex: no input: name a file (bouncedex explain FILE), pipe text in, or give a query \
                        (bouncedex mailbox full)\n";

/// Where `grep` finds nothing, the start of the catalogue is no answer.
#[test]
fn an_empty_pipe_without_a_query_says_so() {
    let here = folder(&[]);
    for arguments in [&[][..], &[""], &[" ", ""], &["--json"], &["--ascii"]] {
        let arguments = [&["--no-config"], arguments].concat();
        let ended_so = run(here.path(), &arguments, "");
        assert_eq!(ended_so, ended(1, "", NO_INPUT), "{arguments:?}");
    }
}

/// Scripts start programs with a standard input that is empty.
#[test]
fn an_empty_standard_input_leaves_queries_as_they_are() {
    let matches = |arguments: &[&str]| {
        let (status, out) = with_input(arguments, "");
        assert_eq!(status, 0, "{arguments:?}");
        out.lines().count()
    };
    assert!(matches(&["--json", "mailbox full"]) > 1);
    assert!(matches(&["--json", "--provider", "gmail"]) > 1);
    assert!(matches(&["catalogue", "list", "--json"]) > 1000);
}

#[test]
fn entries_have_no_event() {
    let mistake =
        "bouncedex: --event is for explain and triage: entries of the catalogue have no event\n";
    assert_eq!(bouncedex("gmail --event bounced"), refused(mistake));
    let listed = bouncedex("catalogue list --event !rejected");
    assert!(
        listed.err.contains("--event has no effect on"),
        "{listed:?}"
    );
}

#[test]
fn a_field_without_a_value_is_a_mistake() {
    let refusal = |says: &str| ended(2, "", format!("bouncedex: {says}\n"));
    let provider = refusal("provider: needs a value, such as provider:gmail");
    assert_eq!(bouncedex("provider:"), provider);
    assert_eq!(bouncedex("mailbox full prov: --json"), provider);
    assert_eq!(bouncedex("catalogue list !p:"), provider);
    let is = refusal("is: needs a value, such as is:temporary");
    assert_eq!(bouncedex("gmail is:\"\""), is);
    let here = folder(&[("mail.log", b"")]);
    for command in ["triage", "explain", "catalogue list"] {
        for filter in ["provider", "category", "action"] {
            let filter = format!("--{filter}");
            let command = command.split(' ').chain(["mail.log", &filter, " "]);
            let ended_so = run(here.path(), &command.collect::<Vec<_>>(), "");
            assert_eq!(ended_so, refusal(&format!("{filter} needs a value")));
        }
    }
}

#[cfg(feature = "explorer")]
#[test]
fn a_provider_that_all_results_have_takes_no_room_from_titles() {
    let frame = |size: &str, query: &[&str]| {
        let print = ["--no-config", "--print", size];
        run(folder(&[]).path(), &[&print, query].concat(), "").out
    };
    let title = "Sender's or HELO domain listed by Spamhaus";
    let of_one = frame("60x12", &["hotmail", "blocked"]);
    assert!(
        of_one.contains(&format!(" 550 5.7.1   {title}")),
        "{of_one}"
    );
    // Where titles have room, and if there are others, it is named.
    let wide = frame("120x12", &["hotmail", "blocked"]);
    assert!(wide.contains(&format!("Outlook.com {title}")), "{wide}");
    let of_two = frame("60x12", &["hotmail", "dmarc"]);
    assert!(of_two.contains(" Outlook.com "), "{of_two}");
}

#[cfg(feature = "explorer")]
#[test]
fn a_frame_of_the_list_is_printed_for_explain_and_for_a_pipe() {
    let arguments = ["explain", "--print", "80x24", "--keys", "<Down>"];
    let (status, frame) = with_input(&arguments, REPLIES);
    assert_eq!(status, 0);
    let lines: Vec<_> = frame.lines().collect();
    assert!(lines[0].ends_with("2 of 2"), "{frame}");
    assert!(lines.iter().any(|line| line.starts_with("▌✗ 552 5.2.2")));
    assert_eq!(with_input(&arguments[1..], REPLIES), (status, frame));
    let (status, frame) = with_input(&["explain", "--print", "80x24"], "");
    assert!(frame.contains("No reply or bounce was recognised."));
    assert_eq!(status, 1);
    let narrowed = ["explain", "--print", "80x24", "--action", "suppress"];
    let (_, frame) = with_input(&narrowed, REPLIES);
    assert!(
        frame.starts_with(" › action:suppress ") && frame.contains("1 of 2"),
        "{frame}"
    );
}

#[test]
fn misspelt_filters_are_mistakes() {
    let here = crate::program::folder(&[("mail.log", b"")]);
    for command in ["triage mail.log", "explain 550", "catalogue list"] {
        for (filter, told) in [
            (
                "--provider gmial",
                "unknown provider `gmial`; did you mean `gmail`?",
            ),
            ("--provider xyzzy", "unknown provider `xyzzy`"),
            (
                "--action xyzzy",
                "unknown action `xyzzy`; use one of: suppress, retry, ",
            ),
            (
                "--action supress",
                "unknown action `supress`; did you mean `suppress`?",
            ),
            (
                "--category harrd-bounce",
                "unknown category `harrd-bounce`; did you mean `hard-bounce`?",
            ),
            // A word in the title of another reason.
            (
                "--reason blocked",
                "unknown reason `blocked`; did you mean `blocklisted`?",
            ),
        ] {
            let line = format!("{command} {filter}");
            let arguments: Vec<_> = line.split(' ').collect();
            let ended = crate::program::run(here.path(), &arguments, "");
            assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{line}");
            assert!(
                ended.err.starts_with(&format!("bouncedex: {told}")),
                "{}",
                ended.err
            );
        }
    }
}

/// What cannot be written was not said.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_of_every_command() {
    for argument in ["--help", "--version", "man", "mailbox"] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("a device");
        let output = std::process::Command::new(crate::program::PROGRAM)
            .args(["--no-config", argument])
            .stdin(std::process::Stdio::null())
            .stdout(full)
            .output()
            .expect("a process");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{argument}: {err}");
        assert!(err.starts_with("bouncedex: cannot write: "), "{err}");
    }
}

/// Nothing is lost unnoticed: what has nowhere to go is not asked for.
#[test]
#[cfg(unix)]
fn a_closed_output_is_a_failure() {
    for arguments in ["mailbox", "--version", "explain", "triage", "classify"] {
        let closed = std::process::Command::new("sh")
            .args(["-c", "exec \"$0\" --no-config $1 >&-"])
            .args([crate::program::PROGRAM, arguments])
            .stdin(std::process::Stdio::null())
            .output()
            .expect("a process");
        let err = String::from_utf8_lossy(&closed.stderr);
        assert_eq!(closed.status.code(), Some(2), "{arguments}: {err}");
        assert!(
            err.starts_with("bouncedex: standard output is closed"),
            "{err}"
        );
    }
}

/// `/dev/null` is an output that was meant, however it was opened.
#[test]
#[cfg(unix)]
fn output_that_nobody_reads_is_written() {
    for redirection in [">/dev/null", "1<>/dev/null"] {
        let status = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("exec \"$0\" --no-config mailbox {redirection}"))
            .arg(crate::program::PROGRAM)
            .stdin(std::process::Stdio::null())
            .status()
            .expect("a process");
        assert_eq!(status.code(), Some(0), "{redirection}");
    }
}

/// `ulimit -f` ends no process: what may not grow is as full as a full disk.
#[test]
#[cfg(unix)]
fn a_file_that_may_not_grow_is_a_failure() {
    let here = tempfile::TempDir::new().expect("a folder");
    let script = "ulimit -f 1; \"$0\" --no-config catalogue list --json > out";
    let output = std::process::Command::new("sh")
        .args(["-c", script, crate::program::PROGRAM])
        .stdin(std::process::Stdio::null())
        .current_dir(here.path())
        .output()
        .expect("a process");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.starts_with("bouncedex: cannot write: "), "{err}");
}
