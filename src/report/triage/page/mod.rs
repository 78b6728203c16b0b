//! What is failing, as an HTML page to mail, open or print. The page is one file: it runs no script and
//! loads nothing.

mod chart;

use super::rows::{Row, label};
use super::{LONGEST, Options, Report, attempts, counted_word, domains, outcomes, totals};
use crate::catalogue::Action;
use crate::quantity::{counted, grouped, share, size};
use crate::report::html::{escape, name};
use crate::triage::breakdown::RowKey;
use crate::triage::figures::Figures;
use crate::triage::totals::TotalFigures;
use crate::triage::{By, Ranked, Tally};
use chart::COLOURS;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The most bars in the chart.
const PARTS: usize = 120;
/// The most providers and domains in the tables that stand side by side.
const BESIDE: usize = 8;

/// Writes the counts as a page.
pub fn page(out: &mut dyn Write, options: Options<'_>, tally: &mut Tally) -> io::Result<()> {
    let figures = Figures::of(tally, options.rows().max(BESIDE))?;
    let totals = totals::of(tally, options)?;
    let report = Report {
        tally,
        figures: &figures,
        options,
    };
    let page = Page {
        first: report.first_causes(),
        report,
        totals,
    };
    out.write_all(page.text().as_bytes())
}

struct Page<'a> {
    report: Report<'a>,
    totals: Option<TotalFigures>,
    /// The causes to deal with first; each has a colour.
    first: Vec<RowKey>,
}

impl Page<'_> {
    fn text(&self) -> String {
        let Report {
            figures, options, ..
        } = self.report;
        let mut text = self.head() + &self.totals();
        if options.by.is_of_rejections() && figures.status.rejected > 0 {
            text += &self.table();
        } else if figures.attempts > 0 && !options.by.is_of_rejections() {
            text += &self.timeline();
            text += &self.advice();
            text += &self.table();
            text += &self.beside();
            text += &self.unexplained();
        } else if figures.rejections.is_empty() || options.only.is_none() {
            for line in self.report.nothing(str::to_owned).lines() {
                let _ = writeln!(text, "<p class=\"lead\">{}</p>", escape(line));
            }
        }
        text += &self.rejected();
        text += &self.rankings();
        text + "<footer>An attempt is one try to deliver a message to one recipient; a rate of fewer than 20 is marked by a question mark. Times are those of the log.\n\
                Written by bouncedex "
            + env!("CARGO_PKG_VERSION")
            + ".</footer>\n</body>\n</html>\n"
    }

    /// What was read, and how the deliveries ended.
    fn head(&self) -> String {
        let Report {
            figures, options, ..
        } = self.report;
        let span = figures.first.as_deref().zip(figures.last.as_deref());
        let span = span.map(|(first, last)| span_in_words(first, last));
        let title = span.iter().fold("Failed mail".to_owned(), |title, span| {
            format!("{title}, {span}")
        });
        // Even a mistake of ours cannot run or load anything under this policy.
        let mut text = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<h1>Failed mail</h1>\n",
            escape(&title),
            include_str!("style.css")
        );
        if let Some(span) = span {
            let _ = writeln!(text, "<p>{}</p>", escape(&span));
        }
        let inputs = self.report.input_names(name);
        let (lines, size) = (counted(figures.lines, "line", "lines"), size(figures.bytes));
        let _ = writeln!(text, "<p class=\"faint\">{inputs}: {lines}, {size}</p>");
        if let Some(only) = options.only {
            let _ = writeln!(text, "<p>only {}</p>", escape(only));
        }
        if figures.attempts > 0 {
            let _ = writeln!(text, "<p class=\"lead\">{}</p>", escape(&attempts(figures)));
        }
        text += "<dl class=\"totals\">\n";
        for (word, count) in outcomes(figures) {
            let count = grouped(count);
            let _ = writeln!(text, "<div><dt>{word}</dt><dd>{count}</dd></div>");
        }
        text + "</dl>\n"
    }

    /// How much mail came in and went out, with `--totals`.
    fn totals(&self) -> String {
        let rows = |totals| {
            let rows = totals::rows(totals).into_iter();
            rows.map(|[what, count, more]| {
                let [what, count] = [cell(&escape(&what)), number(&count)];
                [what, count, cell(&escape(&more))].concat()
            })
        };
        let totals = self.totals.iter();
        let heading = totals::heading(self.report.options.only);
        totals.map(|totals| table(heading, rows(totals))).collect()
    }

    /// The senders and recipients with the most mail.
    fn rankings(&self) -> String {
        let row = |Ranked { name: of, volume }: &Ranked| {
            let (count, size) = (grouped(volume.count), totals::size_in_column(*volume));
            [number(&count), number(&size), cell(&name(of))].concat()
        };
        let lists = self.totals.iter().flat_map(totals::ranked);
        lists
            .map(|(heading, ranked)| table(&heading, ranked.iter().map(row)))
            .collect()
    }

    /// The chart, if failures have times.
    fn timeline(&self) -> String {
        let breakdown = &self.report.figures.breakdown;
        let Some(grid) = breakdown.snapshot.round_grid(PARTS) else {
            return String::new();
        };
        let all = breakdown.snapshot.timeline.on(grid);
        if all.iter().all(|count| *count == 0) {
            return String::new();
        }
        let causes = self.first.iter();
        let causes = causes.map(|key| breakdown.failure(*key).timeline.on(grid));
        let causes: Vec<_> = causes.collect();
        format!(
            "<figure>\n<figcaption>Failed attempts, {} a bar</figcaption>\n{}</figure>\n",
            chart::length(grid.step),
            chart::chart(grid, &all, &causes)
        )
    }

    /// What to do first; also the legend of the chart.
    fn advice(&self) -> String {
        let Report { tally, figures, .. } = self.report;
        let mut text = "<h2>What to do first</h2>\n<ol class=\"first\">\n".to_owned();
        for (key, colour) in self.first.iter().zip(COLOURS) {
            let entry = tally.catalogue().entry_at(key.entry);
            let count = counted(figures.breakdown.attempts(*key), "attempt", "attempts");
            let when = self.report.when(*key).map(|when| format!(", {when}"));
            let _ = writeln!(
                text,
                "<li>{}<b>{}</b><p>{}</p><p class=\"faint\">{count}{}</p></li>",
                key_of(colour),
                escape(&label(&entry)),
                escape(&self.report.first_step(*key)),
                escape(&when.unwrap_or_default())
            );
        }
        text += "</ol>\n";
        let others = figures.failures.len().saturating_sub(self.first.len());
        if others > 0 {
            let others = counted(others as u64, "other cause", "other causes");
            let key = key_of("rest");
            let _ = writeln!(text, "<p class=\"others faint\">{key}{others}</p>");
        }
        text
    }

    /// The table that `--by` asks for, most frequent first.
    fn table(&self) -> String {
        let rows = self.report.rows();
        let most = rows.iter().map(|row| row.count).max().unwrap_or_default();
        let has_trend = rows.iter().any(|row| row.is_time || !row.trend.is_empty());
        let has_action = rows.iter().any(|row| row.action.is_some());
        let column = |text, is_there| if is_there { text } else { "" };
        let mut text = format!(
            "<h2>{}</h2>\n<table>\n<thead><tr><th class=\"number\">{}</th><th class=\"number\">share</th>\
             {}<th>what</th>{}</tr></thead>\n<tbody>\n",
            escape(&self.report.title()),
            counted_word(&rows),
            column(
                "<th>trend</th>",
                has_trend && !self.report.options.by.is_printed()
            ),
            column("<th>do</th>", has_action)
        );
        for row in &rows {
            let row = self.row(row, most, has_trend, has_action);
            let _ = writeln!(text, "<tr>{row}</tr>");
        }
        text += "</tbody>\n</table>\n";
        if let Some(note) = self.report.unknown_names() {
            let _ = writeln!(text, "<p class=\"faint\">{}</p>", escape(&note));
        }
        text
    }

    fn row(&self, row: &Row, most: u64, has_trend: bool, has_action: bool) -> String {
        let all = self.report.figures.total(self.report.options.by);
        let counts = number(&grouped(row.count)) + &number(&share(row.count, all));
        let fixed = |html: &str| format!("<td class=\"fixed\">{html}</td>");
        if row.is_time {
            let bar = cell(&chart::bar(row.count, most));
            return counts + &fixed(&escape(&row.label)) + &bar;
        }
        let mut what = if row.is_name {
            name(&row.label)
        } else {
            escape(&row.label)
        };
        if let Some(attempt_counts) = row.attempt_counts {
            what += &small(&escape(&attempt_counts.rate(row.count)));
        }
        if let Some(when) = &row.when {
            what += &small(&escape(when));
        }
        if !row.domains.is_empty() {
            what += &small(&format!("at {}", domains(row, name)));
        }
        let trend = has_trend.then(|| fixed(&chart::trend(&row.trend)));
        let action = row.action.map_or("", Action::title);
        let action = has_action.then(|| fixed(&escape(action)));
        counts + &trend.unwrap_or_default() + &cell(&what) + &action.unwrap_or_default()
    }

    /// Failures by provider and by domain, side by side.
    fn beside(&self) -> String {
        let options = self.report.options;
        if options.by != By::Cause {
            return String::new();
        }
        let section = |(by, heading)| {
            let top = Some(BESIDE.min(options.rows()));
            let report = Report {
                options: Options { by, top, ..options },
                ..self.report
            };
            let rows = report.rows().into_iter();
            let table = table(heading, rows.map(|row| self.row(&row, 0, false, false)));
            format!("<section>\n{table}</section>\n")
        };
        let sections = [
            (By::Provider, "By provider"),
            (By::Domain, "By recipients' domain"),
        ];
        let sections = sections.map(section).concat();
        format!("<div class=\"beside\">\n{sections}</div>\n")
    }

    /// The replies that no entry explains.
    fn unexplained(&self) -> String {
        let Report {
            figures, options, ..
        } = self.report;
        let others = &figures.unrecognised;
        if others.is_empty() {
            return String::new();
        }
        let rows = others.iter().take(options.rows()).map(|other| {
            let reply: String = other.text.chars().take(LONGEST).collect();
            let code = format!("<code>{}</code>", escape(&reply));
            number(&grouped(other.count)) + &cell(&code)
        });
        table("Replies with no sure explanation", rows)
    }

    /// What your own server rejected.
    fn rejected(&self) -> String {
        let rejected = self.report.rejected();
        if rejected.rows.is_empty() {
            return String::new();
        }
        let rows = rejected.rows.iter().map(|rejected| {
            let mut what = escape(&rejected.row.label);
            let who = rejected.who(name);
            if !who.is_empty() {
                what += &small(&who);
            }
            if let Some(latest) = &rejected.latest {
                what += &small(&format!("latest {}", name(latest)));
            }
            number(&grouped(rejected.row.count)) + &cell(&what)
        });
        let mut text = table("Rejected by your server", rows) + "<ul class=\"receiving\">\n";
        for (category, advice) in &rejected.advice {
            let _ = writeln!(text, "<li>{}: {}</li>", escape(category), escape(advice));
        }
        text + "</ul>\n"
    }
}

/// A table under its heading; rows are cells.
fn table(heading: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.map(|row| format!("<tr>{row}</tr>\n")).collect();
    let heading = escape(heading);
    format!("<h2>{heading}</h2>\n<table>\n<tbody>\n{rows}</tbody>\n</table>\n")
}

/// A cell with a number.
fn number(text: &str) -> String {
    format!("<td class=\"number\">{}</td>", escape(text))
}

fn cell(html: &str) -> String {
    format!("<td>{html}</td>")
}

fn small(html: &str) -> String {
    format!("<small>{html}</small>")
}

/// The colour of a cause in the chart.
fn key_of(colour: &str) -> String {
    format!(
        "<svg class=\"key\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"{colour}\" width=\"10\" height=\"10\" rx=\"2\"/></svg>"
    )
}

/// `2026-03-14, 00:00 to 23:59`, or both ends with their day.
fn span_in_words(first: &str, last: &str) -> String {
    match (first.split_once(' '), last.split_once(' ')) {
        (Some((day, from)), Some((other, to))) if day == other => format!("{day}, {from} to {to}"),
        _ => format!("{first} to {last}"),
    }
}
