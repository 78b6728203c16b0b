//! Findings for people who read them in a pipe or a log.

use crate::bounce::Event;
use crate::catalogue::{Catalogue, Entry, Facts, source_url};
use crate::diagnose::{Confidence, Explained};
use crate::sanitize::{is_plain, sanitize};
use crate::verdict::Verdict;
use crate::wrap::wrap;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

const WIDTH: usize = 80;

/// The best match in full, then one line for each of the others.
pub(super) fn findings(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    found: &[Entry],
) -> io::Result<()> {
    let [best, others @ ..] = found else {
        return Ok(());
    };
    entry(
        out,
        catalogue,
        best,
        Verdict::of(best),
        false,
        &Facts::default(),
    )?;
    if !others.is_empty() {
        writeln!(out, "\nOther matches: {}", others.len())?;
        rows(out, others)?;
    }
    Ok(())
}

/// The verdict on an entry and its first step, on a line each.
pub(super) fn brief(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    verdict_line(out, entry, Verdict::of(entry), "")?;
    first_step(out, entry, &Facts::default())
}

/// The same for a bounce, with its recipient. For what your own server rejected, the first step is the receiving side's.
pub(super) fn brief_diagnosis(out: &mut dyn Write, explained: &Explained<'_>) -> io::Result<()> {
    let Explained {
        bounce, diagnosis, ..
    } = explained;
    if let Some(recipient) = &bounce.recipient {
        write!(out, "{}", sanitize(recipient))?;
        if let Some(target) = &bounce.forwarded_to {
            write!(out, ", passed on to {}", sanitize(target))?;
        }
        write!(out, ": ")?;
    }
    let entry = &diagnosis.entry;
    let sureness = match diagnosis.confidence {
        Confidence::Guess => ", a guess",
        Confidence::Likely | Confidence::Certain => "",
    };
    let verdict = Verdict::of_bounce(explained);
    verdict_line(out, entry, verdict, sureness)?;
    let receiving = entry.receiving();
    match receiving.filter(|_| bounce.event == Event::Rejected) {
        Some(receiving) => writeln!(out, "{receiving}"),
        None => first_step(out, entry, &bounce.facts()),
    }
}

/// `PERMANENT: Unauthenticated email (Gmail). Do not retry before it is fixed. …`
fn verdict_line(
    out: &mut dyn Write,
    entry: &Entry,
    verdict: Verdict,
    sureness: &str,
) -> io::Result<()> {
    let (title, provider) = (entry.title, entry.provider.name);
    let (word, sentence) = (verdict.word, verdict.sentence());
    writeln!(out, "{word}: {title} ({provider}{sureness}). {sentence}")
}

fn first_step(out: &mut dyn Write, entry: &Entry, facts: &Facts) -> io::Result<()> {
    let first = entry.steps.of(facts).next();
    first.map_or(Ok(()), |step| writeln!(out, "{step}"))
}

/// The recipient, the reply with its evidence in brackets, the confidence, the entry, and what else it could be.
/// Without `in_full`, the entry is only named.
pub(super) fn diagnosis(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    explained: &Explained<'_>,
    in_full: bool,
) -> io::Result<()> {
    let Explained {
        input,
        bounce,
        diagnosis,
    } = explained;
    let location = match (input.file, input.line) {
        (Some(file), line) => Some(format!("{file}, line {line}").into()),
        // The location of a single reply is obvious.
        (None, 1) => None,
        (None, line) => Some(format!("line {line}").into()),
    };
    let is_rejected = bounce.event == Event::Rejected;
    let remote = if is_rejected { "Client" } else { "Remote host" };
    let parts = [
        ("Recipient", bounce.recipient.clone()),
        ("Passed on to", bounce.forwarded_to.clone()),
        (remote, bounce.remote.clone()),
        ("Event", bounce.event.word().map(Into::into)),
        ("Stage", bounce.stage.clone()),
        ("Time", bounce.time.clone()),
        ("Found in", location),
    ];
    for (label, value) in parts {
        if let Some(value) = value {
            writeln!(out, "{label}: {}", sanitize(&value))?;
        }
    }
    let text = &diagnosis.reply.text;
    let mut marked = diagnosis.reply.lead();
    let mut end = 0;
    for range in &diagnosis.evidence {
        marked.push_str(&text[end..range.start]);
        marked.push_str(&format!("[{}]", &text[range.clone()]));
        end = range.end;
    }
    marked.push_str(&text[end..]);
    wrapped(out, "> ", &sanitize(&marked))?;
    let attribution = if is_rejected {
        "Said by: your server".to_owned()
    } else {
        diagnosis.attribution()
    };
    let reported = explained.reported();
    let reported = reported.map(|code| format!("   The report itself says {code}"));
    writeln!(
        out,
        "Confidence: {}   {attribution}{}\n",
        diagnosis.confidence.id(),
        reported.unwrap_or_default()
    )?;
    let verdict = Verdict::of_bounce(explained);
    if !in_full {
        let word = verdict.word;
        let (label, title) = (diagnosis.entry.label(), diagnosis.entry.title);
        return writeln!(out, "{label}\n{title}: as above\n{word}");
    }
    if let Some(caution) = diagnosis.caution().filter(|_| !is_rejected) {
        wrapped(out, "", &caution)?;
        writeln!(out)?;
    }
    let (found, facts) = (&diagnosis.entry, bounce.facts());
    entry(out, catalogue, found, verdict, is_rejected, &facts)?;
    if !diagnosis.others.is_empty() {
        writeln!(out, "\nOther possible causes")?;
    }
    for other in &diagnosis.others {
        writeln!(
            out,
            "  {}  {}  ({})",
            other.codes(),
            other.title,
            other.reason.id
        )?;
    }
    Ok(())
}

/// A line for each entry, in aligned columns: codes, provider, outcome, action, title.
pub(super) fn rows(out: &mut dyn Write, entries: &[Entry]) -> io::Result<()> {
    let rows: Vec<_> = entries.iter().map(|entry| (entry.codes(), entry)).collect();
    let codes_width = rows
        .iter()
        .map(|(codes, _)| codes.width())
        .max()
        .unwrap_or_default()
        .min(24);
    for (codes, entry) in rows {
        let (provider, outcome) = (entry.provider.name, entry.outcome.id());
        let action = entry.action.id();
        writeln!(
            out,
            "{codes:codes_width$}  {provider:14}  {outcome:9}  {action:18}  {}",
            entry.title
        )?;
    }
    Ok(())
}

/// An entry. If your own server rejected the message, the receiving side's advice comes first.
fn entry(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    entry: &Entry,
    verdict: Verdict,
    is_rejected: bool,
    facts: &Facts,
) -> io::Result<()> {
    writeln!(out, "{}\n{}", entry.label(), entry.title)?;
    writeln!(out, "{}  {}", verdict.word, verdict.sentence())?;
    writeln!(
        out,
        "{}: {} ({})",
        entry.category().short,
        entry.reason.title,
        entry.reason.id
    )?;
    writeln!(out)?;
    let receiving = entry.receiving().filter(|_| is_rejected);
    if let Some(receiving) = receiving {
        writeln!(out, "What to do")?;
        wrapped(out, "", receiving)?;
        writeln!(out, "\nFor the sender")?;
    }
    if let Some(note) = entry.own_note {
        wrapped(out, "Yours: ", note)?;
    }
    if let Some(runbook) = entry.runbook {
        writeln!(out, "Runbook: {runbook}")?;
    }
    if entry.own_note.is_some() || entry.runbook.is_some() {
        writeln!(out)?;
    }
    wrapped(out, "", entry.meaning)?;
    if let Some(note) = entry.note {
        wrapped(out, "Note: ", note)?;
    }
    let steps = match receiving {
        Some(_) => "What the sender does",
        None => "What to do",
    };
    writeln!(out, "\n{steps}")?;
    for (number, step) in (1..).zip(entry.steps.of(facts)) {
        wrapped(out, &format!("  {number}  "), &step)?;
    }
    if !entry.examples.is_empty() {
        writeln!(out, "\nWhat it looks like")?;
    }
    for example in entry.examples.iter() {
        writeln!(out, "  {example}")?;
    }
    writeln!(out, "\nRead more")?;
    for source in entry.sources.iter() {
        writeln!(out, "  {}", source_url(source))?;
    }
    let related: Vec<_> = entry
        .related
        .iter()
        .filter_map(|id| catalogue.entry(id))
        .collect();
    if !related.is_empty() {
        writeln!(out, "\nSee also")?;
    }
    for other in related {
        writeln!(
            out,
            "  {}  {}  {}",
            other.codes(),
            other.provider.name,
            other.title
        )?;
    }
    Ok(())
}

/// A wrapped paragraph that starts with a label; the lines below an indented label are indented as far, and those of a
/// quotation are quoted.
fn wrapped(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    let fits = label.len() + text.len() <= WIDTH && is_plain(text) && !text.is_empty();
    if fits && !text.ends_with(' ') {
        return writeln!(out, "{label}{text}");
    }
    let indent = match label.as_bytes().first() {
        Some(b' ') => " ".repeat(label.len()),
        Some(b'>') => label.to_owned(),
        _ => String::new(),
    };
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(label)
        .subsequent_indent(&indent)
        .break_words(false);
    for line in wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
