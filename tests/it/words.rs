//! Each thing has a single spelling in the catalogue's own words, so that readers and searches meet only one.

use bouncedex::CATALOGUE;
use std::collections::BTreeSet;

/// What is not written, and what is instead. Names in capitals, such as Block List, stay as their owners write them.
const WORDS: &[(&str, &str)] = &[
    ("e-mail", "email"),
    ("e-mails", "emails"),
    ("look-up", "lookup"),
    ("look-ups", "lookups"),
    ("block list", "blocklist"),
    ("block lists", "blocklists"),
    ("host name", "hostname"),
    ("host names", "hostnames"),
    ("typing error", "typo"),
    ("typing errors", "typos"),
    ("by another way", "through another channel"),
    ("by another route", "through another channel"),
    ("by another channel", "through another channel"),
    ("by other means", "through another channel"),
    ("log in", "sign in"),
    ("logs in", "signs in"),
    ("logged in", "signed in"),
    ("sign-in", "login"),
    ("sign-ins", "logins"),
    ("set-up", "setup"),
    ("takes no mail", "accepts no mail"),
    ("take no mail", "accept no mail"),
];

#[test]
fn each_thing_is_spelled_in_one_way() {
    let reasons = CATALOGUE.reasons.iter().flat_map(|reason| {
        let texts = [reason.title].into_iter().chain(reason.receiving);
        texts.chain(reason.steps.iter().copied())
    });
    let categories = CATALOGUE.categories.iter().flat_map(|category| {
        [
            category.title,
            category.short,
            category.summary,
            category.advice,
        ]
        .into_iter()
        .chain(category.receiving)
    });
    let entries = CATALOGUE.entries().flat_map(|entry| {
        let texts = [entry.title, entry.meaning].into_iter().chain(entry.note);
        texts.chain(entry.steps.raw().iter())
    });
    let mistakes = reasons.chain(categories).chain(entries).flat_map(|text| {
        let words = text.replace(|c: char| c.is_ascii_punctuation() && c != '-', " ");
        let words = format!(" {words} ");
        let wrong = WORDS.iter().filter(move |(wrong, _)| {
            let (first, rest) = wrong.split_at(1);
            [wrong.to_string(), first.to_uppercase() + rest]
                .iter()
                .any(|each| words.contains(&format!(" {each} ")))
        });
        wrong.map(move |(wrong, right)| format!("`{wrong}` is written `{right}`: {text}"))
    });
    let mistakes: BTreeSet<_> = mistakes.collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
}

/// A list shows titles: of two that are the same, nobody could say which is which.
#[test]
fn titles_differ_within_a_provider() {
    let mut titles = BTreeSet::new();
    for entry in CATALOGUE.entries() {
        let is_new = titles.insert((entry.provider.id, entry.title));
        assert!(
            is_new,
            "`{}` has the title of another: {}",
            entry.id, entry.title
        );
    }
}

/// The steps of all entries and reasons.
fn steps() -> impl Iterator<Item = &'static str> {
    let entries = CATALOGUE.entries();
    let reasons = CATALOGUE.reasons.iter();
    entries
        .flat_map(|entry| entry.steps.raw().iter())
        .chain(reasons.flat_map(|reason| reason.steps.iter().copied()))
}

/// Where a command ends is seen, and it is copied without what stands behind it.
#[test]
fn commands_in_steps_stand_in_backticks() {
    for step in steps() {
        let texts: Vec<_> = step.split('`').collect();
        assert_eq!(texts.len() % 2, 1, "{step}");
        for text in texts.into_iter().step_by(2) {
            let bare = ["dig ", "nc -", "openssl ", "postmap", "postqueue", "mailq"];
            let bare = bare.iter().find(|command| text.contains(**command));
            assert_eq!(bare, None, "{step}");
        }
    }
}

/// What is copied as an address goes on to the end of the word: no full stop belongs to it.
#[test]
fn no_full_stop_follows_a_url_in_steps() {
    for step in steps() {
        let mut words = step.split(' ');
        assert!(
            !words.any(|word| word.starts_with("http") && word.ends_with('.')),
            "{step}"
        );
    }
}
