//! Sendmail's transcript where a program delivers: the program's words stand before the line that its exit status made.

/// What Sendmail says for an exit status of a program (sysexits.h), in lower case.
const EXITS: [&str; 9] = [
    "service unavailable",
    "unknown mailer error",
    "can't create output",
    "data format error",
    "internal software error",
    "internal error",
    "operating system error",
    "system file missing",
    "input/output error",
];
/// So many lines of a program's output are taken.
const LINES: usize = 3;

/// A reply that only says how a program ended, with what the program wrote in the lines above in place of that.
pub(super) fn in_own_words(reply: &str, above: &[&str]) -> Option<String> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ');
    let (codes, exit) = reply.split_at(reply.find(|c| !is_number(c))?);
    let exit = exit.rsplit("... ").next().unwrap_or(exit);
    let exit = exit.trim_end_matches(is_number);
    if !EXITS.iter().any(|known| exit.eq_ignore_ascii_case(known)) {
        return None;
    }
    let above = above.iter().rev().take(LINES).map(|line| line.trim());
    let mut written: Vec<_> = above.take_while(|line| is_output(line)).collect();
    written.reverse();
    (!written.is_empty()).then(|| format!("{codes}{}", written.join("\n")))
}

/// Whether a line of the transcript is neither a reply, a command, nor a heading.
fn is_output(line: &str) -> bool {
    let is_dialogue = ["...", ">>>", "<<<", "---"]
        .iter()
        .any(|mark| line.starts_with(mark));
    !line.is_empty() && !is_dialogue && !line.starts_with(|c: char| c.is_ascii_digit() || c == '<')
}
