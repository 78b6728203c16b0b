//! The built-in catalogue: `codes.toml`, checked and compiled in by `build.rs`.

use crate::catalogue::Action::*;
use crate::catalogue::Outcome::*;
use crate::catalogue::ReplyPattern::*;
use crate::catalogue::clues::What::*;
use crate::catalogue::clues::{Clue, Clues, Literal};
use crate::catalogue::store::{Lists, Record, Run, Span, Store};
use crate::catalogue::{
    Catalogue, Category, EnhancedPattern, Kind, Provider, Reason, ReplyPattern, Synonym,
};

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
const TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/catalogue.txt"));
const CLUE_TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/clues.txt"));

/// The built-in catalogue. Using it costs nothing at start-up.
pub const CATALOGUE: Catalogue = Catalogue {
    categories: &CATEGORIES,
    reasons: &REASONS,
    providers: &PROVIDERS,
    synonyms: &SYNONYMS,
    store: Store {
        text: TEXT,
        records: &RECORDS,
        spans: &SPANS,
        reply: &REPLY,
        enhanced: &ENHANCED,
    },
    clues: Clues {
        text: CLUE_TEXT,
        clues: &CLUES,
        literals: &LITERALS,
        buckets: &BUCKETS,
        filter: &FILTER,
        words: &WORDS,
    },
};
