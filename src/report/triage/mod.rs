//! What is failing, as a report to paste into an incident channel.

mod compare;
mod failures;
mod lines;
mod metrics;
mod page;
mod recipients;
mod rejected;
mod rows;
mod summary;
mod table;
mod totals;

pub use compare::{changes, compare};
pub use failures::failures;
pub use lines::{LinesFormat, lines, log_lines};
pub use metrics::metrics;
pub use page::page;
pub use recipients::{Listed, recipients};
pub use summary::failure;

use super::csv::row;
use super::markdown::code;
use super::{Format, json};
use crate::bounce::{Event, stream};
use crate::catalogue::Action;
use crate::quantity::{counted, grouped, percent, size};
use crate::sanitize::sanitize;
use crate::triage::breakdown::RowKey;
use crate::triage::figures::{AllFigures, Figures, Recipients};
use crate::triage::time::written;
use crate::triage::totals::TotalFigures;
use crate::triage::window::Window;
use crate::triage::{By, Facet, Tally};
use crate::wrap::wrap;
use rows::label;
use std::borrow::Cow;
use std::io::{self, Write};
use table::{counted_word, domains, table};

/// What the report is to contain.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The files and folders that were read; standard input if there are none.
    pub inputs: &'a [String],
    /// The filters as they were typed, if there are any.
    pub only: Option<&'a str>,
    pub format: Format,
    pub by: By,
    /// The most rows of a table; by default ten, but all hours and days.
    pub top: Option<usize>,
    /// The time that was asked for.
    pub asked: Window,
    /// Breaks paragraphs into lines, as a terminal needs; elsewhere each is one line, to be searched and pasted.
    pub wraps: bool,
}

/// The most rows of a table by default.
const ROWS: usize = 10;

impl Options<'_> {
    fn rows(&self) -> usize {
        self.top.unwrap_or(ROWS)
    }

    /// A paragraph after a label: on a terminal in lines, those after the first indented as far.
    fn paragraph(&self, label: &str, text: &str) -> String {
        if !self.wraps {
            return format!("{label}{text}");
        }
        let indent = " ".repeat(label.len());
        let options = textwrap::Options::new(COLUMNS)
            .initial_indent(label)
            .subsequent_indent(&indent)
            .break_words(false);
        wrap(text, options).join("\n")
    }
}

/// Says which logs this command reads, and which command reads other inputs.
fn readable() -> String {
    let text = format!(
        "bouncedex triage reads logs of {}; for bounce messages and replies: bouncedex explain",
        stream::names()
    );
    textwrap::fill(&text, COLUMNS)
}

/// The width of text.
const COLUMNS: usize = 80;
/// Longer replies are cut, in characters.
const LONGEST: usize = 160;

/// Writes the counts.
pub fn triage(out: &mut dyn Write, options: Options<'_>, tally: &mut Tally) -> io::Result<()> {
    let names = options.by.facet().map_or(0, |_| options.rows());
    let figures = Figures::of(tally, names)?;
    let totals = totals::of(tally, options)?;
    let totals = totals.as_ref();
    let report = Report {
        tally,
        figures: &figures,
        options,
    };
    match options.format {
        Format::Json => json::line(out, &AllFigures::of(tally, &figures, totals)),
        Format::Csv => report.csv(out),
        Format::Text => report.text(out, totals, Style::Text),
        Format::Markdown => report.text(out, totals, Style::Markdown),
    }
}

/// The most frequent failures that are named after the screen was left.
const LAST_ROWS: usize = 3;

/// Writes what a terminal keeps of counts that were on the screen: how the deliveries ended, and what fails most.
pub fn last(out: &mut dyn Write, options: Options<'_>, tally: &mut Tally) -> io::Result<()> {
    let figures = &Figures::of(tally, options.by.facet().map_or(0, |_| options.rows()))?;
    let report = Report {
        tally,
        figures,
        options,
    };
    head(out, figures, &options)?;
    let most = options.top.unwrap_or(LAST_ROWS);
    for row in report.rows().iter().take(most) {
        writeln!(out, "{:>9}  {}", grouped(row.count), sanitize(&row.label))?;
    }
    Ok(())
}

/// The columns of rows as CSV.
const COLUMNS_OF_CSV: &str = "attempts,share,id,what,action,since,event,attempted";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Text,
    Markdown,
}

impl Style {
    fn heading(self, text: &str) -> String {
        match self {
            Style::Text => format!("\n{text}\n"),
            Style::Markdown => format!("\n### {text}\n\n"),
        }
    }

    /// Strangers' text within a line.
    fn quoted(self, text: &str) -> String {
        match self {
            Style::Text => sanitize(text).into_owned(),
            Style::Markdown => code(text),
        }
    }
}

/// What was counted, and what is asked for.
#[derive(Clone, Copy)]
struct Report<'a> {
    tally: &'a Tally,
    figures: &'a Figures,
    options: Options<'a>,
}

impl Report<'_> {
    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let (figures, by) = (self.figures, self.options.by);
        let mut rows = self.rows();
        if by == By::Cause {
            rows.extend(self.rejected_rows());
        }
        writeln!(out, "{COLUMNS_OF_CSV}")?;
        for one in rows {
            let share = percent(one.count, figures.total(by)).to_string();
            let is_no_share = one.is_rejected && !one.is_name;
            let attempted = one
                .attempt_counts
                .map(|counts| counts.attempted.to_string());
            let event = one.is_rejected.then_some(Event::Rejected.id());
            let cells = [
                &*one.count.to_string(),
                if is_no_share { "" } else { &share },
                &one.id,
                &one.label,
                one.action.map_or("", Action::id),
                &one.since.map(written).unwrap_or_default(),
                event.unwrap_or_default(),
                &attempted.unwrap_or_default(),
            ];
            row(out, &cells)?;
        }
        Ok(())
    }

    fn text(
        &self,
        out: &mut dyn Write,
        totals: Option<&TotalFigures>,
        style: Style,
    ) -> io::Result<()> {
        let Report {
            figures, options, ..
        } = self;
        head(out, figures, options)?;
        if let Some(totals) = totals {
            totals::section(out, totals, style, options.only)?;
        }
        if options.by.is_of_rejections() && figures.status.rejected > 0 {
            write!(out, "{}", style.heading(&self.title()))?;
            table(out, figures.status.rejected, &self.rows(), style)?;
        } else if figures.attempts > 0 && !options.by.is_of_rejections() {
            self.failed(out, style)?;
        } else if figures.rejections.is_empty() || options.only.is_none() {
            writeln!(out, "\n{}", self.nothing(|name| style.quoted(name)))?;
        }
        self.rejected_section(out, style)?;
        totals.map_or(Ok(()), |totals| totals::rankings(out, totals, style))
    }

    /// What fails, what to do about it, and the replies that no entry explains.
    fn failed(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        write!(out, "{}", style.heading(&self.title()))?;
        table(out, self.figures.attempts, &self.rows(), style)?;
        if let Some(note) = self.unknown_names() {
            writeln!(out, "\n{note}")?;
        }
        write!(out, "{}", style.heading("What to do first"))?;
        for (number, key) in (1..).zip(self.first_causes()) {
            let entry = self.tally.catalogue().entry_at(key.entry);
            let text = format!("{}. {}", label(&entry), self.first_step(key));
            let label = format!("{number}. ");
            writeln!(out, "{}", self.options.paragraph(&label, &text))?;
        }
        let others = &self.figures.unrecognised;
        if !others.is_empty() {
            write!(out, "{}", style.heading("Replies with no sure explanation"))?;
        }
        for other in others.iter().take(self.options.rows()) {
            let text: String = other.text.chars().take(LONGEST).collect();
            let (count, text) = (grouped(other.count), style.quoted(&text));
            match style {
                Style::Text => writeln!(out, "{count:>9}  {text}")?,
                Style::Markdown => writeln!(out, "- {count}: {text}")?,
            }
        }
        Ok(())
    }

    /// The heading of the table.
    fn title(&self) -> String {
        let is_worst = self.options.top.is_some();
        let title = match self.options.by {
            By::Hour if is_worst => "Worst hours",
            By::Hour => "Failed attempts by hour",
            By::Day if is_worst => "Worst days",
            By::Day => "Failed attempts by day",
            By::Host => "On which hosts it fails most",
            By::Cause | By::Provider | By::Domain | By::Action => "What fails most",
            By::SenderDomain | By::Sender => "Whose mail fails most",
            By::User => "Which users' mail fails most",
            By::Source => "From where it fails most",
            By::Relay => "At which hosts it fails most",
            By::Campaign => "Which campaigns fail most",
            By::Client => "Which clients your server rejects most",
            By::RejectedSender => "Whose mail your server rejects most",
            By::Stage => "At which stage your server rejects",
        };
        // Long periods are counted by day.
        if self.figures.is_by_day {
            title.replace("hour", "day")
        } else {
            title.to_owned()
        }
    }

    /// How many failed attempts the table lacks because they have no name of its kind.
    fn unknown_names(&self) -> Option<String> {
        let facet = self.options.by.facet();
        let facet = facet.filter(|facet| facet.is_of_message())?;
        let failed = self.tally.attempts.nameless(facet).failed();
        let why = match facet {
            Facet::Sender | Facet::SenderDomain => {
                "sender not known, as no earlier line says whose message it is"
            }
            Facet::User => "no user known, as nobody logged in or no earlier line says who",
            Facet::Source => "no source named",
            Facet::Domain
            | Facet::Relay
            | Facet::Campaign
            | Facet::Client
            | Facet::RejectedSender
            | Facet::Stage => "none named",
        };
        let attempts = counted(failed, "failed attempt", "failed attempts");
        (failed > 0).then(|| format!("{attempts}: {why}."))
    }

    /// The first thing to do about a cause.
    fn first_step(&self, key: RowKey) -> Cow<'static, str> {
        let (catalogue, breakdown) = (self.tally.catalogue(), &self.figures.breakdown);
        let step = || {
            let steps = breakdown.steps(catalogue, key);
            steps.of(&breakdown.facts(key)).next()
        };
        let caution = breakdown.caution(catalogue, key).map(Cow::from);
        caution.or_else(step).unwrap_or_default()
    }

    /// What was read, by name.
    fn input_names(&self, quoted: impl Fn(&str) -> String) -> String {
        let names = self.options.inputs.iter().map(|name| quoted(name));
        let names = names.collect::<Vec<_>>().join(", ");
        if names.is_empty() {
            "standard input".to_owned()
        } else {
            names
        }
    }

    /// Why there is nothing to report.
    fn nothing(&self, quoted: impl Fn(&str) -> String) -> String {
        let Report {
            tally,
            figures,
            options,
        } = self;
        // If nothing was read, nothing is known about failures.
        if figures.lines == 0 {
            return format!("Nothing was read: {} is empty.", self.input_names(quoted));
        }
        let is_silent = tally.status.seen() == 0;
        if options.by.is_of_rejections() && !is_silent {
            return "Your server rejected nothing.".to_owned();
        }
        match tally.missed(options.asked).filter(|_| is_silent) {
            Some(why) => why.join("\n"),
            None if figures.status.expired > 0 && !figures.is_selected_by_cause => {
                "Deliveries were given up after retries; the lines about those retries say why they failed."
                    .to_owned()
            }
            None if options.only.is_some() => "No such delivery failed.".to_owned(),
            None if is_silent && !options.asked.is_some() => {
                format!("No delivery was recognised.\n{}", readable())
            }
            None => "No delivery failed.".to_owned(),
        }
    }
}

/// What was read, and how the deliveries ended.
fn head(out: &mut dyn Write, figures: &Figures, options: &Options<'_>) -> io::Result<()> {
    let span = figures.first.iter().zip(&figures.last).next();
    let span = span.map(|(first, last)| format!(", {first} to {last}"));
    let (lines, size) = (counted(figures.lines, "line", "lines"), size(figures.bytes));
    writeln!(out, "{lines}, {size}{}\n", span.unwrap_or_default())?;
    if let Some(only) = options.only {
        write!(out, "only {}: ", sanitize(only))?;
    }
    let counts = outcomes(figures).map(|(words, count)| format!("{words} {}", grouped(count)));
    writeln!(out, "{}", counts.collect::<Vec<_>>().join(", "))?;
    if figures.attempts > 0 {
        writeln!(out, "{}", options.paragraph("", &attempts(figures)))?;
    }
    Ok(())
}

/// How many deliveries ended in which way.
fn outcomes(figures: &Figures) -> impl Iterator<Item = (&'static str, u64)> {
    let counts = figures.status.counts().into_iter();
    // Sent and expired deliveries have no cause, so a filter by cause cannot count them.
    let has_cause = |word| !matches!(word, "sent" | "expired");
    let counts = counts.filter(move |(word, _)| !figures.is_selected_by_cause || has_cause(*word));
    counts.map(|(word, count)| {
        let words = if word == "rejected" {
            "rejected by your server"
        } else {
            word
        };
        (words, count)
    })
}

/// The failed attempts, and the deliveries and recipients that they belong to.
fn attempts(figures: &Figures) -> String {
    let attempts = counted(figures.attempts, "failed attempt", "failed attempts");
    let Recipients { failed, suppress } = figures.recipients;
    let (Some(deliveries), Some(failed), Some(suppress)) = (figures.deliveries, failed, suppress)
    else {
        return format!(
            "{attempts}; deliveries and recipients not counted: temporary files cannot be written"
        );
    };
    let deliveries = counted(deliveries, "delivery", "deliveries");
    let failed = counted(failed, "recipient", "recipients");
    let suppress = grouped(suppress);
    format!("{attempts} of {deliveries}; {failed} bounced, {suppress} of them to suppress")
}
