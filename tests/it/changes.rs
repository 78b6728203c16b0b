//! The list of changes on the screen: its counts are those of the report, and each row leads to its failure.

use crate::failure_lines::{screen, spike};
use crate::program::{folder, run};
use serde_json::Value;

const HOURS: &str = "2026-03-14 09:00..2026-03-14 14:00";

/// A day with the spike of [`spike`], on which another failure ended and a third came once, and the day before it.
fn two_days() -> [(&'static str, Vec<u8>); 2] {
    let log = spike();
    let day = |is_of_day: fn(&str) -> bool| {
        let lines = log.lines().filter(|line| is_of_day(line));
        lines.flat_map(|line| [line, "\n"]).collect::<String>()
    };
    let old = day(|line| !line.contains("T14:")).replace("2026-03-14", "2026-03-13");
    let new = day(|line| !line.contains("5.2.2"))
        + "2026-03-14T14:59:00+00:00 mx1 postfix/smtp[7]: 4A1B9999: to=<jo@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.7]:25, dsn=5.7.26, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.7] said: 550-5.7.26 This mail has been blocked because the sender is unauthenticated.)\n";
    [
        ("old.log", old.into_bytes()),
        ("mail.log", new.into_bytes()),
    ]
}

/// The screen or, without a size, the report as JSON.
fn compared(size: Option<&str>, keys: &str, arguments: &[&str]) -> String {
    let logs = two_days();
    let here = folder(&logs.each_ref().map(|(name, log)| (*name, &log[..])));
    let how = match size {
        Some(size) => vec!["--print", size, "--keys", keys],
        None => vec!["--json"],
    };
    let all = [&["triage", "--no-config"], &how[..], arguments].concat();
    run(here.path(), &all, "").out
}

/// Heading and figures before and after of each row of the list, from top to bottom.
fn rows(shown: &str) -> Vec<[String; 3]> {
    let (mut heading, mut rows) = (String::new(), Vec::new());
    for line in shown
        .lines()
        .map(|line| line.split('│').next().unwrap_or_default())
    {
        if let Some(title) = ["New", "More often", "Less often", "Gone", "May be chance"]
            .into_iter()
            .find(|title| line.starts_with(&format!(" {title} ─")))
        {
            heading = title.to_owned();
        } else if let Some((before, after)) = line.split_once(" → ").filter(|_| !heading.is_empty())
        {
            let before = before.split_whitespace().next_back();
            let after = after.split_whitespace().next();
            let figures = [before, after].map(|figure| figure.unwrap_or_default().to_owned());
            let [before, after] = figures;
            rows.push([heading.clone(), before, after]);
        }
    }
    rows
}

#[test]
fn pictures_of_what_changed() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    for size in ["120x36", "80x24", "40x12", "24x4"] {
        insta::assert_snapshot!(format!("compared_{size}"), screen(&files, size, "<Enter>c"));
    }
    for size in ["120x36", "80x24", "40x12"] {
        let arguments = ["--compare", "old.log", "mail.log"];
        insta::assert_snapshot!(
            format!("two_logs_{size}"),
            compared(Some(size), "", &arguments)
        );
    }
}

/// A spike, a range, two periods, two logs, a part of what fails: the same rows in the same order.
#[test]
fn the_screen_lists_what_the_report_says() {
    let of_spike = [
        "--compare",
        HOURS,
        "--since",
        "2026-03-14 14:00",
        "mail.log",
    ];
    for (opened, keys, arguments) in [
        (&["mail.log"][..], "<Enter>c", &of_spike[..]),
        (&["mail.log"], "since:14:00<Enter>c", &of_spike),
        (&of_spike, "", &of_spike),
        (
            &["--compare", "old.log", "mail.log"],
            "",
            &["--compare", "old.log", "mail.log"],
        ),
        (
            &["--compare", "old.log", "--provider", "spamhaus", "mail.log"],
            "",
            &["--compare", "old.log", "--provider", "spamhaus", "mail.log"],
        ),
    ] {
        let report: Value = serde_json::from_str(&compared(None, "", arguments)).expect("JSON");
        let changes = report["changes"].as_array().expect("changes");
        assert!(!changes.is_empty(), "{report}");
        let shown = compared(Some("160x40"), keys, opened);
        let rows = rows(&shown);
        let expected = changes
            .iter()
            .map(|change| match change["change"].as_str() {
                _ if change["uncertain"] == true => "May be chance",
                Some("new") => "New",
                Some("up") => "More often",
                Some("down") => "Less often",
                _ => "Gone",
            });
        let headings: Vec<_> = rows.iter().map(|[heading, ..]| heading.as_str()).collect();
        assert_eq!(headings, expected.collect::<Vec<_>>(), "{shown}");
        for ([_, before, after], change) in rows.iter().zip(changes) {
            let hourly = |side: &str| change[format!("{side}_per_hour")].as_f64().expect("a rate");
            for (figure, rate) in [(before, hourly("before")), (after, hourly("after"))] {
                let figure: f64 = figure
                    .trim_end_matches('?')
                    .replace(',', "")
                    .parse()
                    .expect(figure);
                assert!((figure - rate).abs() <= 0.5, "{figure} {rate}: {shown}");
            }
            let is_marked = after.ends_with('?');
            assert_eq!(change["uncertain"], is_marked, "{shown}");
        }
    }
}

/// From the later side, or from the earlier one where it is gone; and back.
#[test]
fn each_row_leads_on_to_its_failure() {
    let gone = "full<Enter>";
    for (keys, expected, key_line) in [
        ("<Enter>", "365 failed attempts", "Esc list"),
        ("<Enter><Esc>", "1 of 1", "Esc back"),
        (
            "<Enter><Esc><Esc>",
            "compared with an older log",
            "Esc quit",
        ),
        (gone, "40 failed attempts", "Esc list"),
        ("<Enter>l", "of 365", "Esc back"),
    ] {
        let arguments = ["--compare", "old.log", "mail.log"];
        let shown = compared(Some("120x36"), keys, &arguments);
        let is_one = keys == "<Enter><Esc>";
        assert!(is_one || shown.contains(expected), "{keys}: {shown}");
        assert!(shown.contains(key_line), "{keys}: {shown}");
    }
    // What is gone since has its lines in the older log, which is not what the screen reads.
    let shown = compared(
        Some("120x36"),
        "full<Enter>l",
        &["--compare", "old.log", "mail.log"],
    );
    assert!(shown.contains("That is in the older log"), "{shown}");
}

#[test]
fn a_change_that_may_be_chance_is_marked_and_not_selected_first() {
    let arguments = ["--compare", "old.log", "mail.log"];
    // Where only one of the two has room, the provider is named, not the code.
    let by_provider = ["Gmail ", "Spamha"];
    for (size, [chance, certain]) in [
        ("120x36", by_provider),
        ("80x24", ["5.7.26", "5.7.1 "]),
        ("40x12", by_provider),
    ] {
        let shown = compared(Some(size), "", &arguments);
        let marked = shown
            .lines()
            .find(|line| line.contains("0.2?") || line.contains("1?"));
        assert!(marked.is_some_and(|row| row.contains(chance)), "{shown}");
        let selected = shown.lines().find(|line| line.starts_with('▌'));
        assert!(selected.is_some_and(|row| row.contains(certain)), "{shown}");
    }
    // It stands behind all that is certain.
    let shown = compared(Some("80x24"), "<PgDn>", &arguments);
    assert!(shown.contains("That may be chance"), "{shown}");
}

/// Why nothing is compared, where the log has nothing of the time that is asked for.
#[test]
fn nothing_to_compare_says_why() {
    let arguments = [
        "--compare",
        "2026-01-01 00:00..2026-01-01 00:10",
        "mail.log",
    ];
    let shown = compared(Some("80x24"), "", &arguments);
    for words in [
        "There is nothing to compare: the logs hold nothing of the earlier period.",
        "Nothing from 2026-01-01 00:00 to 00:10: the log covers 2026-03-14 09:00 to",
    ] {
        assert!(shown.contains(words), "{shown}");
    }
    let same = compared(Some("80x24"), "", &["--compare", "mail.log", "mail.log"]);
    assert!(
        same.contains("No failure is more or less frequent."),
        "{same}"
    );
}

#[test]
fn a_log_that_cannot_be_read_is_reported_and_tells_the_status() {
    let logs = two_days();
    let here = folder(&logs.each_ref().map(|(name, log)| (*name, &log[..])));
    let print = ["triage", "--no-config", "--print", "80x24", "--compare"];
    let ended = run(
        here.path(),
        &[&print[..], &["nosuch.log", "mail.log"]].concat(),
        "",
    );
    assert_eq!(ended.status, 2, "{ended:?}");
    assert!(ended.err.contains("nosuch.log"), "{ended:?}");
}

/// What has neither spike nor range has nothing before it.
#[test]
fn without_spike_and_range_nothing_is_compared() {
    let log = spike();
    let files = [("mail.log", log.as_bytes())];
    let none = screen(&files, "120x36", "5.1.1<Enter>c");
    let why = "No spike or range to compare with what came before";
    assert!(none.contains(why), "{none}");
    let offered = screen(&files, "120x36", "<Enter>");
    assert!(offered.contains("c compare with before"), "{offered}");
    assert!(screen(&files, "80x24", "<Enter>").contains("c compare"));
}

#[cfg(unix)]
mod in_a_terminal {
    use super::two_days;
    use crate::terminal::{Terminal, explorer};
    use std::fs;
    use std::path::Path;

    #[test]
    fn comparing_opens_a_list_whose_rows_lead_on() {
        let [old, new] = two_days().map(|(name, log)| {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("changes-{name}"));
            fs::write(&path, log).expect("a file");
            path.to_str().expect("a readable path").to_owned()
        });
        let opened = explorer(&["triage", "--compare", &old, &new]);
        let mut terminal = Terminal::open(opened, 120, 36);
        let selected = |rows: &[String], text: &str| {
            rows.iter()
                .any(|row| row.starts_with('▌') && row.contains(text))
        };
        terminal.wait_for("what changed", |seen| selected(&seen.rows(), "Spamha"));
        for (pressed, search_line, key) in [
            ("\r", "", "Esc list"),
            ("l", "of 365", "Esc back"),
            ("\x1b", "", "Esc list"),
            ("\x1b", "", "Esc back"),
            ("\x1b", "compared with an older log", "Esc quit"),
            ("5.2.2\r", "rejected 0", "Esc list"),
        ] {
            terminal.press(pressed);
            terminal.wait_for(key, |seen| {
                let rows = seen.rows();
                let is_there =
                    |row: Option<&String>, words| row.is_some_and(|row| row.contains(words));
                is_there(rows.first(), search_line) && is_there(rows.last(), key)
            });
        }
        terminal.wait_for("the failure before it was gone", |seen| {
            seen.rows()
                .iter()
                .any(|row| row.contains("40 failed attempts"))
        });
        terminal.quit();
    }
}
