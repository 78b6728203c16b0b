//! The catalogue's knowledge, checked against texts that pages and people quote.

use crate::program::{folder, run};
use bouncedex::catalogue::Action;
use std::fs;
use std::path::PathBuf;

/// So many of the texts in `literals.tsv` may be answered otherwise; it may only fall.
const OTHERWISE: usize = 3;

/// A text, the reasons that fit, and whose it is.
struct Literal<'a> {
    text: &'a str,
    reasons: &'a str,
    parties: &'a str,
}

impl Literal<'_> {
    /// How the answer differs from what is right, if it does.
    fn mistake(&self) -> Option<String> {
        let found = bouncedex::explain(self.text);
        let Some(first) = found.first() else {
            return Some(format!("{}: nothing", self.text));
        };
        let entry = &first.diagnosis.entry;
        let named = first.diagnosis.provider.map(|provider| provider.id);
        let allowed = |list: &str, word: &str| list.split(' ').any(|each| each == word);
        let party = self.parties == "*"
            || allowed(self.parties, entry.provider.id)
            || named.is_some_and(|named| allowed(self.parties, named));
        let right = party && allowed(self.reasons, entry.reason.id);
        (!right).then(|| format!("{}: {} ({})", self.text, entry.id, entry.reason.id))
    }
}

#[test]
fn literals_mean_what_pages_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/literals.tsv");
    let table = fs::read_to_string(path).expect("literals.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let literals: Vec<_> = rows
        .map(|row| {
            let fields: Vec<_> = row.split('\t').collect();
            let [text, reasons, parties] = fields[..] else {
                panic!("not three fields: {row}");
            };
            Literal {
                text,
                reasons,
                parties,
            }
        })
        .collect();
    let mistakes: Vec<_> = literals.iter().filter_map(Literal::mistake).collect();
    assert!(
        mistakes.len() <= OTHERWISE,
        "{} of {}:\n{}",
        mistakes.len(),
        literals.len(),
        mistakes.join("\n")
    );
}

/// Texts that a known party also says of addresses that live, or of what is wrong on the sender's side.
#[test]
fn who_may_live_is_not_given_up() {
    let texts = [
        "host mfsmax.docomo.ne.jp[192.0.2.1] said: 550 Unknown user jo@docomo.ne.jp (in reply to end of DATA command)",
        "host mfsmax.docomo.ne.jp[192.0.2.1] said: 550 Unknown user jo@docomo.ne.jp (in reply to RCPT TO command)",
        "551 5.4.4 MX didn't resolve to any hosts",
        "550 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain",
        "550 5.2.1 STOREDRV.Deliver; mailbox cannot be accessed",
        "550 5.5.4 STOREDRV.Submit; invalid domain name",
        "550 5.7.1 Connection refused - OXSUS0001_403 - https://postmaster-oxsus.vadesecure.com/#OXSUS0001_403",
        "550 5.7.1 Connection refused ELNK_403",
        "550 Rule imposed mailbox access for jo@example.org refused",
        "550 5.1.1 : user lookup success but no user record found",
        "DNS Error: 1 DNS type 'mx' lookup of example.org responded with code NOERROR 1 DNS type 'aaaa' lookup of \
         mx.example.org. responded with code NXDOMAIN",
        "550 all relevant MX records point to non-existent hosts",
        "550 cuda_nsu 5.7.1 <jo@example.com>: Recipient address rejected: Access denied",
        "550 Refused, see https://www.example.com/err/2/",
        "#550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found ##",
    ];
    for text in texts {
        let found = bouncedex::explain(text);
        assert!(!found.is_empty(), "{text}");
        for each in found {
            assert_ne!(each.action(), Action::Suppress, "{text}");
        }
    }
}

/// DATA without a recipient only echoes the refusals before it, which may give an address up: nothing vouches for it.
#[test]
fn an_echo_says_nothing_of_the_address() {
    for text in [
        "503 Valid RCPT command must precede DATA",
        "554 5.5.0 No valid recipients",
    ] {
        let found = bouncedex::explain(text);
        assert_eq!(found[0].action(), Action::Nothing, "{text}");
    }
}

#[test]
fn a_second_greeting_is_no_echo() {
    for text in ["503 already said HELO", "503 5.5.1 Already said EHLO"] {
        let found = bouncedex::explain(text);
        assert_eq!(found[0].diagnosis.entry.id, "std-503-5-5-1", "{text}");
    }
}

/// How many entries may have weak sources, as `catalogue check --sources` counts them; these may only fall.
const WEAK: [(&str, usize); 3] = [("repository", 0), ("collected", 58), ("undated", 0)];

#[test]
fn sources_only_get_stronger() {
    let here = folder(&[]);
    let listed = run(
        here.path(),
        &["--no-config", "catalogue", "check", "--sources"],
        "",
    );
    let lines: Vec<_> = listed.out.lines().collect();
    for ((kind, most), line) in WEAK.iter().zip(&lines) {
        let words: Vec<_> = line.split_whitespace().collect();
        let count: usize = words[0].parse().expect("a count");
        assert_eq!(words[1], *kind, "{line}");
        assert!(count <= *most, "at most {most} were weak before: {line}");
        let named = lines[WEAK.len()..]
            .iter()
            .filter(|line| line.starts_with(kind));
        assert_eq!(named.count(), count, "{line}");
    }
}

/// A provider with two entries: one has steps of its own and was checked long ago.
const OWN: &str = r#"
[[reason]]
id = "sulking"
category = "policy"
action = "retry"
title = "The server sulks"
steps = ["Bring flowers.", "Wait."]
receiving = "Your server sulks. Cheer it up."

[[provider]]
id = "gnome"
name = "Gnome"
kind = "mailbox"
hosts = ["gnome.example"]
sources = ["https://github.com/gnome/garden"]

[[code]]
id = "gnome-sulks"
provider = "gnome"
reply = [450]
reason = "sulking"
title = "Gnome sulks"
meaning = "It rained."
tag = ["GNOME-1"]
sources = ["https://github.com/gnome/garden/tree/main/pond"]

[[code]]
id = "gnome-sleeps"
provider = "gnome"
reply = [451]
reason = "sulking"
title = "Gnome sleeps"
meaning = "It is night."
steps = ["Come back by day."]
tag = ["GNOME-2"]
sources = ["https://gnome.example/replies"]
checked = "2001-05"
"#;

fn own(file: &str, arguments: &[&str]) -> crate::program::Ended {
    let here = folder(&[("own.toml", file.as_bytes())]);
    let all = [&["--no-config", "--catalogue", "own.toml"], arguments].concat();
    run(here.path(), &all, "")
}

#[test]
fn an_entry_without_steps_has_those_of_its_reason() {
    let steps = |reply: &str| {
        let found = own(OWN, &["explain", reply]).out;
        let (_, steps) = found.split_once("What to do\n").expect("steps");
        let lines = steps.lines().take_while(|line| !line.is_empty());
        lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        steps("450 GNOME-1 sulks"),
        ["1  Bring flowers.", "2  Wait."]
    );
    assert_eq!(steps("451 GNOME-2 sleeps"), ["1  Come back by day."]);
    // The steps of a reason fit its action, and no other.
    let other = OWN.replace(
        "title = \"Gnome sulks\"",
        "title = \"Sulks\"\naction = \"suppress\"",
    );
    let refused = own(&other, &["explain", "450 GNOME-1 sulks"]);
    assert!(
        refused
            .err
            .contains("`gnome-sulks` has no `steps`; add one"),
        "{}",
        refused.err
    );
}

#[test]
fn a_rejection_shows_the_advice_of_its_reason() {
    let line = "Nov 28 10:00:00 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from a.example[192.0.2.1]: 450 \
                <jo@example.org>: Recipient address rejected: GNOME-1; from=<kim@example.com> \
                to=<jo@example.org> proto=ESMTP helo=<a.example>";
    let told = own(OWN, &["explain", line]).out;
    assert!(
        told.contains("What to do\nYour server sulks. Cheer it up.\n"),
        "{told}"
    );
}

#[test]
fn stale_entries_are_listed_by_provider_oldest_first() {
    let stale = |age: &str| own(OWN, &["catalogue", "check", "--stale", age, "own.toml"]);
    let listed = stale("12m").out;
    let gnome: Vec<_> = listed
        .lines()
        .filter(|line| line.contains("gnome"))
        .collect();
    let starts: Vec<_> = gnome.iter().map(|line| &line[..20]).collect();
    assert_eq!(
        starts,
        ["never    gnome-sulks", "2001-05  gnome-sleep"],
        "{gnome:?}"
    );
    let long_ago = stale("60y").out;
    assert!(!long_ago.contains("gnome-sleeps") && long_ago.contains("gnome-sulks"));
    let wrong = stale("soon");
    assert!(
        wrong
            .err
            .contains("write an age in months or years: 12m, 2y"),
        "{}",
        wrong.err
    );
}
