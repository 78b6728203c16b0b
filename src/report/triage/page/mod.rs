//! What is failing, as an HTML page to mail, open or print. The page is one file: it runs no script and
//! loads nothing.

mod chart;

use super::rejected::RejectedRow;
use super::rows::{Row, first_causes, label, rows, when};
use super::{LONGEST, Options, attempts, domains, first_step, input_names, nothing, outcomes};
use super::{counted_word, rejected, title, totals, unknown_names};
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
    let page = Page {
        figures: &figures,
        options,
        totals: totals::of(tally, options)?,
        first: first_causes(&figures, options),
        tally,
    };
    out.write_all(page.text().as_bytes())
}

struct Page<'a> {
    tally: &'a Tally,
    figures: &'a Figures,
    options: Options<'a>,
    totals: Option<TotalFigures>,
    /// The causes to deal with first; each has a colour.
    first: Vec<RowKey>,
}

impl Page<'_> {
    fn text(&self) -> String {
        let mut text = self.head();
        text += &self.totals();
        if self.options.by.is_of_rejections() && self.figures.status.rejected > 0 {
            text += &self.table();
        } else if self.figures.attempts > 0 && !self.options.by.is_of_rejections() {
            text += &self.timeline();
            text += &self.advice();
            text += &self.table();
            text += &self.beside();
            text += &self.unexplained();
        } else if self.figures.rejections.is_empty() || self.options.only.is_none() {
            let why = nothing(self.tally, self.figures, self.options, str::to_owned);
            for line in why.lines() {
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
        let figures = self.figures;
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
        let inputs = input_names(self.options, name);
        let (lines, size) = (counted(figures.lines, "line", "lines"), size(figures.bytes));
        let _ = writeln!(text, "<p class=\"faint\">{inputs}: {lines}, {size}</p>");
        if let Some(only) = self.options.only {
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
        let Some(totals) = &self.totals else {
            return String::new();
        };
        let mut text = "<h2>Totals</h2>\n<table>\n<tbody>\n".to_owned();
        for [what, count, more] in totals::rows(totals) {
            let [what, count, more] = [what, count, more].map(|cell| escape(&cell));
            let _ = writeln!(
                text,
                "<tr><td>{what}</td><td class=\"number\">{count}</td><td>{more}</td></tr>"
            );
        }
        text + "</tbody>\n</table>\n"
    }

    /// The senders and recipients with the most mail.
    fn rankings(&self) -> String {
        let mut text = String::new();
        for (heading, ranked) in self.totals.iter().flat_map(totals::ranked) {
            let heading = escape(&heading);
            let _ = writeln!(text, "<h2>{heading}</h2>\n<table>\n<tbody>");
            for Ranked { name: of, volume } in ranked {
                let (count, size) = (
                    grouped(volume.count),
                    escape(&totals::size_in_column(*volume)),
                );
                let _ = writeln!(
                    text,
                    "<tr><td class=\"number\">{count}</td><td class=\"number\">{size}</td><td>{}</td></tr>",
                    name(of)
                );
            }
            text += "</tbody>\n</table>\n";
        }
        text
    }

    /// The chart, if failures have times.
    fn timeline(&self) -> String {
        let breakdown = &self.figures.breakdown;
        let Some(grid) = breakdown.round_grid(PARTS) else {
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
        let mut text = "<h2>What to do first</h2>\n<ol class=\"first\">\n".to_owned();
        for (key, colour) in self.first.iter().zip(COLOURS) {
            let entry = self.tally.catalogue().entry_at(key.entry);
            let count = counted(self.figures.breakdown.attempts(*key), "attempt", "attempts");
            let span = self.tally.span();
            let when = span.and_then(|log| when(log, self.figures, *key));
            let when = when.map(|when| format!(", {when}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "<li>{}<b>{}</b><p>{}</p><p class=\"faint\">{count}{}</p></li>",
                key_of(colour),
                escape(&label(&entry)),
                escape(&first_step(self.tally, self.figures, *key)),
                escape(&when)
            );
        }
        text += "</ol>\n";
        let others = self.figures.failures.len().saturating_sub(self.first.len());
        if others > 0 {
            let others = counted(others as u64, "other cause", "other causes");
            let _ = writeln!(
                text,
                "<p class=\"others faint\">{}{others}</p>",
                key_of("rest")
            );
        }
        text
    }

    /// The table that `--by` asks for, most frequent first.
    fn table(&self) -> String {
        let rows = rows(self.tally, self.figures, self.options);
        let most = rows.iter().map(|row| row.count).max().unwrap_or_default();
        let has_trend = rows.iter().any(|row| row.is_time || !row.trend.is_empty());
        let has_action = rows.iter().any(|row| row.action.is_some());
        let column = |text, is_there| if is_there { text } else { "" };
        let mut text = format!(
            "<h2>{}</h2>\n<table>\n<thead><tr><th class=\"number\">{}</th><th class=\"number\">share</th>\
             {}<th>what</th>{}</tr></thead>\n<tbody>\n",
            escape(&title(self.figures, self.options)),
            counted_word(&rows),
            column("<th>trend</th>", has_trend && !self.options.by.is_printed()),
            column("<th>do</th>", has_action)
        );
        for row in &rows {
            text += &self.row(row, most, has_trend, has_action);
        }
        text += "</tbody>\n</table>\n";
        if let Some(note) = unknown_names(self.tally, self.options.by) {
            let _ = writeln!(text, "<p class=\"faint\">{}</p>", escape(&note));
        }
        text
    }

    fn row(&self, row: &Row, most: u64, has_trend: bool, has_action: bool) -> String {
        let mut text = format!(
            "<tr><td class=\"number\">{}</td><td class=\"number\">{}</td>",
            grouped(row.count),
            escape(&share(row.count, self.figures.total(self.options.by)))
        );
        if row.is_time {
            let (label, bar) = (escape(&row.label), chart::bar(row.count, most));
            let _ = writeln!(text, "<td class=\"fixed\">{label}</td><td>{bar}</td></tr>");
            return text;
        }
        if has_trend {
            let _ = write!(
                text,
                "<td class=\"fixed\">{}</td>",
                chart::trend(&row.trend)
            );
        }
        let label = if row.is_name {
            name(&row.label)
        } else {
            escape(&row.label)
        };
        let _ = write!(text, "<td>{label}");
        if let Some(attempt_counts) = row.attempt_counts {
            let _ = write!(
                text,
                "<small>{}</small>",
                escape(&attempt_counts.rate(row.count))
            );
        }
        if let Some(when) = &row.when {
            let _ = write!(text, "<small>{}</small>", escape(when));
        }
        if !row.domains.is_empty() {
            let _ = write!(text, "<small>at {}</small>", domains(row, name));
        }
        text += "</td>";
        if has_action {
            let action = row.action.map_or("", |action| action.title());
            let _ = write!(text, "<td class=\"fixed\">{}</td>", escape(action));
        }
        text + "</tr>\n"
    }

    /// Failures by provider and by domain, side by side.
    fn beside(&self) -> String {
        if self.options.by != By::Cause {
            return String::new();
        }
        let mut text = "<div class=\"beside\">\n".to_owned();
        for (by, heading) in [
            (By::Provider, "By provider"),
            (By::Domain, "By recipients' domain"),
        ] {
            let options = Options {
                by,
                top: Some(BESIDE.min(self.options.rows())),
                ..self.options
            };
            let _ = writeln!(
                text,
                "<section>\n<h2>{}</h2>\n<table>\n<tbody>",
                escape(heading)
            );
            for row in rows(self.tally, self.figures, options) {
                text += &self.row(&row, 0, false, false);
            }
            text += "</tbody>\n</table>\n</section>\n";
        }
        text + "</div>\n"
    }

    /// The replies that no entry explains.
    fn unexplained(&self) -> String {
        let others = &self.figures.unrecognised;
        if others.is_empty() {
            return String::new();
        }
        let mut text = "<h2>Unexplained replies</h2>\n<table>\n<tbody>\n".to_owned();
        for other in others.iter().take(self.options.rows()) {
            let reply: String = other.text.chars().take(LONGEST).collect();
            let _ = writeln!(
                text,
                "<tr><td class=\"number\">{}</td><td><code>{}</code></td></tr>",
                grouped(other.count),
                escape(&reply)
            );
        }
        text + "</tbody>\n</table>\n"
    }

    /// What your own server rejected.
    fn rejected(&self) -> String {
        let rejected = rejected::Rejected::of(self.tally, self.figures, self.options);
        if rejected.rows.is_empty() {
            return String::new();
        }
        let mut text = "<h2>Rejected by your server</h2>\n<table>\n<tbody>\n".to_owned();
        for rejected in &rejected.rows {
            let RejectedRow { row, latest, .. } = rejected;
            let _ = write!(
                text,
                "<tr><td class=\"number\">{}</td><td>{}",
                grouped(row.count),
                escape(&row.label)
            );
            let who = rejected.who(name);
            if !who.is_empty() {
                let _ = write!(text, "<small>{who}</small>");
            }
            if let Some(latest) = latest {
                let _ = write!(text, "<small>latest {}</small>", name(latest));
            }
            text += "</td></tr>\n";
        }
        text += "</tbody>\n</table>\n<ul class=\"receiving\">\n";
        for (category, advice) in &rejected.advice {
            let _ = writeln!(text, "<li>{}: {}</li>", escape(category), escape(advice));
        }
        text + "</ul>\n"
    }
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
