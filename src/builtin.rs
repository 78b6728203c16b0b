//! The catalogue that the program carries: `codes.toml`, checked and compiled in by `build.rs`.

use crate::catalogue::ReplyPattern::{Class, Code};
use crate::catalogue::{
    Action, Catalogue, Category, EnhancedPattern, Entry, Kind, Outcome, Provider, Reason,
    TagPattern,
};

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The built-in catalogue. It costs nothing to call.
pub const CATALOGUE: Catalogue = Catalogue {
    categories: &CATEGORIES,
    reasons: &REASONS,
    providers: &PROVIDERS,
    entries: &ENTRIES,
};
