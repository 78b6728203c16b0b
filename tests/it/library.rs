//! What a program that uses the library prints, parses and stores.

use crate::program::{folder, run};
use bouncedex::bounce::{Bounce, Event};
use bouncedex::builtin::CATALOGUE;
use bouncedex::catalogue::{Action, Kind, Outcome};
use bouncedex::diagnose::{Confidence, Context, Diagnoser, Explained, Location};
use bouncedex::reply::{EnhancedCode, Reply};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// However a word is written, it is its spelling, and only that is read.
#[track_caller]
fn check_words<T>(words: &[T])
where
    T: Debug + Display + FromStr<Err: Debug + Display> + PartialEq + Serialize,
{
    for word in words {
        let spelling = word.to_string();
        assert_eq!(spelling.parse::<T>().as_ref().ok(), Some(word));
        assert_eq!(json!(word), json!(spelling));
        let error = format!("{spelling}s").parse::<T>().expect_err("no word");
        let known: Vec<_> = words.iter().map(T::to_string).collect();
        let remedy = format!("`{spelling}s`; there are {}", known.join(", "));
        assert!(error.to_string().ends_with(&remedy), "{error}");
    }
}

#[test]
fn words_are_shown_parsed_and_serialized_alike() {
    check_words(Outcome::ALL);
    check_words(Action::ALL);
    check_words(Kind::ALL);
    check_words(Event::ALL);
    check_words(Confidence::ALL);
    assert_eq!(format!("{:>12}|", Action::Retry), "       retry|");
}

#[test]
fn enhanced_codes_are_shown_parsed_and_serialized_alike() {
    let code = EnhancedCode {
        class: 5,
        subject: 7,
        detail: 26,
    };
    assert_eq!("5.7.26".parse(), Ok(code));
    assert_eq!(code.to_string(), "5.7.26");
    assert_eq!(json!(code), json!("5.7.26"));
    for text in [
        "", "5", "5.7", "5.7.", "3.7.26", "5.7.1234", "5.7.26.1", " 5.7.26", "5.7.x",
    ] {
        assert!(text.parse::<EnhancedCode>().is_err(), "{text}");
    }
}

/// One call finds what the program's `explain` finds, and says it in the same words.
#[test]
fn explain_is_one_call_for_any_text() {
    let text = "550 5.1.1 User unknown\n\nhello\n\n452 4.2.2 Over quota\n";
    let found = bouncedex::explain(text);
    assert_eq!(
        found.iter().map(|each| each.line).collect::<Vec<_>>(),
        [1, 5]
    );
    let actions: Vec<_> = found.iter().map(|each| each.action()).collect();
    assert_eq!(actions, [Action::Suppress, Action::Retry]);
    let here = folder(&[]);
    let printed = run(here.path(), &["--no-config", "explain", "--json"], text).out;
    let printed: Vec<Value> = serde_json::Deserializer::from_str(&printed)
        .into_iter()
        .collect::<Result<_, _>>()
        .expect("JSON");
    assert_eq!(json!(found), json!(printed));
    assert!(bouncedex::explain("").is_empty());
}

/// Bounces come as they are found, and what could not be read is named behind them.
#[test]
fn bounces_of_any_input_in_turn() {
    let event = |name: &str| {
        format!(
            r#"{{"event":"bounce","email":"{name}@example.org","timestamp":1,"reason":"550 no"}}"#
        )
    };
    let torn = &event("torn")[..60];
    let input = format!(
        "550 5.1.1 User unknown\n{}\n{torn}\n{}\n",
        event("jo"),
        event("al")
    );
    let found: Vec<_> = bouncedex::bounces(input.as_bytes())
        .map(|bounce| {
            bounce
                .map(|bounce| bounce.recipient.map(Into::into))
                .map_err(|error| error.to_string())
        })
        .collect();
    let wanted = [
        Ok(None),
        Ok(Some("jo@example.org".to_owned())),
        Ok(Some("torn@example.org".to_owned())),
        Ok(Some("al@example.org".to_owned())),
        Err("line 3: this JSON breaks off; the rest of it was not read".to_owned()),
    ];
    assert_eq!(found, wanted);
    let mut none = bouncedex::bounces(&b""[..]);
    assert!(none.next().is_none() && none.next().is_none());
}

#[test]
fn a_diagnosis_is_serialized_as_explain_prints_it() {
    let said = "452 4.2.2 <jo@example.org> mailbox full";
    let here = folder(&[]);
    let printed = run(here.path(), &["--no-config", "explain", "--json", said], "").out;
    let printed: Value = serde_json::from_str(&printed).expect("JSON");

    let diagnoser = Diagnoser::new(CATALOGUE);
    let bounce = Bounce {
        diagnostic: said.into(),
        event: Event::Unknown,
        recipient: Some("jo@example.org".into()),
        ..Bounce::default()
    };
    let diagnosis = diagnoser.bounce(&bounce).expect("an entry");
    let input = Location {
        file: None,
        line: 1,
    };
    let explained = Explained {
        input,
        bounce: &bounce,
        diagnosis: &diagnosis,
    };
    assert_eq!(json!(explained), printed);

    let alone = diagnoser.diagnose(Reply::parse(said), Context::default());
    let mut without_input = printed;
    let members = without_input.as_object_mut().expect("an object");
    members.remove("input");
    // Whom it is about is known only from a bounce.
    members.insert("recipient".to_owned(), Value::Null);
    assert_eq!(json!(alone.expect("an entry")), without_input);
}
