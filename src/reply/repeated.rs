//! A code that a program put in front of a reply that has it: `550 , 550-5.7.26 …`.

/// Returns what follows the code of the reply itself.
pub(crate) fn behind_repeated<'a>(said: &'a str, digits: &str) -> &'a str {
    let again = said.trim_start_matches([' ', ',']).strip_prefix(digits);
    again.filter(|said| said.starts_with('-')).unwrap_or(said)
}

/// Whether the reply with a code at this place continues in another line.
pub(super) fn goes_on(line: &str, at: usize) -> bool {
    let (digits, said) = line[at..].split_at(3);
    behind_repeated(said, digits).starts_with('-')
}
