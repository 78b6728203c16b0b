//! Sendmail's transcript of a delivery by a program: the program's words come before the line that Sendmail derives
//! from its exit status.

/// What Sendmail says for the exit statuses of programs (sysexits.h), in lower case.
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
/// The most lines of a program's output that are used.
const LINES: usize = 3;

/// If a reply only says how a program ended, replaces that with the program's own words from the lines above.
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

/// Whether a line of the transcript is not a reply, a command or a heading.
fn is_output(line: &str) -> bool {
    let is_dialogue = ["...", ">>>", "<<<", "---"]
        .iter()
        .any(|mark| line.starts_with(mark));
    !line.is_empty() && !is_dialogue && !line.starts_with(|c: char| c.is_ascii_digit() || c == '<')
}
