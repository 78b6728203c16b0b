//! From what a server says to the entry that explains it.

use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::{Context, Diagnoser, Diagnosis};
use bouncedex::reply::Reply;

fn diagnose(diagnoser: &Diagnoser, text: &str) -> Diagnosis {
    diagnoser
        .diagnose(Reply::parse(text), Context::default())
        .unwrap_or_else(|| panic!("nothing for {text}"))
}

#[test]
fn every_example_leads_to_its_own_entry() {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in CATALOGUE.entries() {
        for example in entry.examples.iter() {
            count += 1;
            let context = Context {
                provider: Some(entry.provider.id),
                ..Context::default()
            };
            let found = diagnoser
                .diagnose(Reply::parse(example), context)
                .map(|diagnosis| diagnosis.entry.id);
            if found != Some(entry.id) {
                wrong.push(format!(
                    "{} -> {}: {example}",
                    entry.id,
                    found.unwrap_or("nothing")
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
