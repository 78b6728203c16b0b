//! What the catalogue knows, held against texts that pages and people quote.

use std::fs;
use std::path::PathBuf;

/// So many of the texts in `literals.tsv` may be answered otherwise; it may only fall.
const OTHERWISE: usize = 3;

/// A text, the reasons that fit, and whose it is.
struct Literal<'a> {
    text: &'a str,
    reasons: &'a str,
    parties: &'a str,
}

impl Literal<'_> {
    /// How the answer differs from what is right, if it does.
    fn mistake(&self) -> Option<String> {
        let found = bouncedex::explain(self.text);
        let Some(first) = found.first() else {
            return Some(format!("{}: nothing", self.text));
        };
        let entry = &first.diagnosis.entry;
        let named = first.diagnosis.provider.map(|provider| provider.id);
        let allowed = |list: &str, word: &str| list.split(' ').any(|each| each == word);
        let party = self.parties == "*"
            || allowed(self.parties, entry.provider.id)
            || named.is_some_and(|named| allowed(self.parties, named));
        let right = party && allowed(self.reasons, entry.reason.id);
        (!right).then(|| format!("{}: {} ({})", self.text, entry.id, entry.reason.id))
    }
}

#[test]
fn literals_mean_what_pages_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/literals.tsv");
    let table = fs::read_to_string(path).expect("literals.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let literals: Vec<_> = rows
        .map(|row| {
            let fields: Vec<_> = row.split('\t').collect();
            let [text, reasons, parties] = fields[..] else {
                panic!("not three fields: {row}");
            };
            Literal {
                text,
                reasons,
                parties,
            }
        })
        .collect();
    let mistakes: Vec<_> = literals.iter().filter_map(Literal::mistake).collect();
    assert!(
        mistakes.len() <= OTHERWISE,
        "{} of {}:\n{}",
        mistakes.len(),
        literals.len(),
        mistakes.join("\n")
    );
}
