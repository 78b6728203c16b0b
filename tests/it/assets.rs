//! What `assets/` holds is generated from the program: `UPDATE_ASSETS=1 cargo test --test it assets::` writes it anew.

use crate::support::{appearance, keys, svg};
use bouncedex::builtin::CATALOGUE;
use bouncedex::cli::completion;
use bouncedex::cli::manual;
use bouncedex::diagnose::Diagnoser;
use bouncedex::diagnose::intake;
use bouncedex::explorer::bindings::Bindings;
use bouncedex::explorer::lists::bounces::Bounces;
use bouncedex::explorer::print::{play, play_events};
use bouncedex::explorer::state::State;
use bouncedex::explorer::update::Event;
use bouncedex::triage::By;
use bouncedex::triage::Triage;
use bouncedex::triage::breakdown::{Breakdown, Snapshot};
use bouncedex::triage::time::Clock;
use clap_complete::Shell;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")
}

fn check(name: &str, generated: &[u8]) {
    let path = assets().join(name);
    if env::var_os("UPDATE_ASSETS").is_some() {
        fs::write(&path, generated).expect("assets are writable");
    }
    let kept = fs::read(&path).unwrap_or_default();
    assert!(
        kept == generated,
        "assets/{name} is out of date; run: UPDATE_ASSETS=1 cargo test --test it assets::"
    );
}

#[test]
fn completions_are_up_to_date() {
    for (shell, name) in [
        (Shell::Bash, "bouncedex.bash"),
        (Shell::Zsh, "_bouncedex"),
        (Shell::Fish, "bouncedex.fish"),
        (Shell::Elvish, "bouncedex.elv"),
        (Shell::PowerShell, "_bouncedex.ps1"),
    ] {
        let mut script = Vec::new();
        completion::write(shell, &mut script).expect("a script");
        check(name, &script);
    }
}

#[test]
fn the_manual_pages_are_up_to_date() {
    let pages = manual::pages().expect("pages");
    for (name, page) in &pages {
        check(&format!("man/{name}.1"), page);
    }
    let kept = fs::read_dir(assets().join("man")).expect("a folder");
    assert_eq!(kept.count(), pages.len());
}

/// A log of made-up failures at parties that the built-in catalogue knows.
const LOG: &str = include_str!("../fixtures/mail.log");

#[test]
fn the_list_of_bounces_is_up_to_date() {
    let mut state = State::new(CATALOGUE, "", Bindings::default(), appearance());
    state.open_on(Bounces::awaited());
    let mut events = vec![Event::Read(intake::read(CATALOGUE, LOG))];
    events.extend(keys("<Down>").into_iter().map(Event::Key));
    let frame = play_events(&mut state, events, 120, 34);
    check("bounces.svg", svg::draw(&frame).as_bytes());
}

/// A morning of those failures, each more often than the next, in a wave of its own.
fn morning() -> String {
    let mut log = String::new();
    for minute in 0..240_usize {
        for (place, line) in LOG.lines().enumerate() {
            let distance = minute.abs_diff(30 + place * 67 % 190);
            let count = (40 / (place + 1)) * 20_usize.saturating_sub(distance / 4) / 20;
            let stamp = format!("Nov 23 {:02}:{:02}:", 7 + minute / 60, minute % 60);
            let line = format!("{stamp}{}\n", line.get(13..).unwrap_or_default());
            log.push_str(&line.repeat(count));
        }
    }
    log
}

#[test]
fn the_list_of_causes_is_up_to_date() {
    let mut triage = Triage::new(Diagnoser::new(CATALOGUE), Clock::at(1_795_500_000));
    triage.read(morning().as_bytes()).expect("a log in memory");
    let snapshot = Snapshot {
        is_last: true,
        ..Snapshot::of(&triage.tally)
    };
    let mut state = State::new(CATALOGUE, "", Bindings::default(), appearance());
    state.open_on_failures(Breakdown::awaited(By::Cause));
    let mut events = vec![Event::Counted(Box::new(snapshot))];
    events.extend(keys("<Down>").into_iter().map(Event::Key));
    let frame = play_events(&mut state, events, 120, 34);
    check("triage.svg", svg::draw(&frame).as_bytes());
}

#[test]
fn the_screenshots_are_up_to_date() {
    for (name, keys_text, width, height) in [
        ("explorer.svg", "gmail dmarc", 120, 34),
        ("reading.svg", "TSS04<Enter>", 80, 30),
        ("guide.svg", "<F2>", 100, 38),
    ] {
        let mut state = State::new(CATALOGUE, "", Bindings::default(), appearance());
        let frame = play(&mut state, &keys(keys_text), width, height);
        check(name, svg::draw(&frame).as_bytes());
    }
}
