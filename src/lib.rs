//! bouncedex: what SMTP bounces mean, and what to do about them.
//!
//! [`bounces`] finds the bounces of any input: replies, mails, logs, webhooks. A [`Diagnoser`] explains them by a
//! [`Catalogue`], by default the [built-in one](CATALOGUE). A [`Classifier`] answers each of many records by itself.
//!
//! ```
//! use bouncedex::{CATALOGUE, Diagnoser, bounces};
//!
//! let diagnoser = Diagnoser::new(CATALOGUE);
//! let input = "jo@example.org: host mx.example.org said: 552 5.2.2 Mailbox full";
//! for bounce in bounces(input.as_bytes()) {
//!     let diagnosis = diagnoser.bounce(&bounce?).expect("the built-in catalogue explains every code");
//!     assert_eq!(diagnosis.entry.title, "Mailbox full (over quota)");
//!     assert_eq!(diagnosis.action().to_string(), "retry");
//!     println!("{}", serde_json::to_string(&diagnosis)?);
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`explain()`] does this in one call. `docs/library.md` is the guide to the library.
//!
//! # Features
//!
//! Without features the crate diagnoses replies: [`Classifier::reply`], [`Diagnoser::diagnose`]. `readers` adds [`explain()`]
//! and [`bounces`], `files` adds [`Catalogue::with`]. With `cli` (a default) it is also the program's command line, with `explorer`
//! (a default) its screen. Without them it needs neither a terminal nor files.

// What a feature adds links to its name above where it is not there.
#![cfg_attr(
    not(feature = "readers"),
    doc = " \n [`bounces`]: #features\n [`explain()`]: #features"
)]
#![cfg_attr(not(feature = "files"), doc = " \n [`Catalogue::with`]: #features")]
#![forbid(unsafe_code)]

#[cfg(feature = "readers")]
pub use bounce::bounces;
pub use bounce::{Bounce, Event};
pub use builtin::CATALOGUE;
pub use catalogue::{Action, Catalogue, Category, Entry, Outcome, Problem, Provider, Reason};
pub use classify::{Answer, Classifier, Record};
pub use diagnose::{Confidence, Context, Diagnoser, Diagnosis, Explained, Location};
#[cfg(feature = "readers")]
pub use explain::{Explanation, explain};
pub use reply::{EnhancedCode, Reply};

#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct LibraryGuide;

// Everything below is public only for the program's own tests, benchmarks and fuzz targets, and may change at any time.
#[doc(hidden)]
pub mod bounce;
#[doc(hidden)]
pub mod builtin;
#[doc(hidden)]
pub mod catalogue;
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod catalogue_file;
#[doc(hidden)]
pub mod classify;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod diagnose;
#[cfg(feature = "readers")]
mod explain;
#[cfg(feature = "explorer")]
#[doc(hidden)]
pub mod explorer;
#[cfg(feature = "cli")]
mod fold;
#[cfg(feature = "cli")]
mod follow;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod inputs;
#[cfg(feature = "cli")]
mod lint;
mod lower;
mod order;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod quantity;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod query;
mod remembered;
#[doc(hidden)]
pub mod reply;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod report;
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod sanitize;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod search;
#[cfg(feature = "files")]
mod spelling;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod triage;
#[cfg(feature = "cli")]
mod user_files;
#[cfg(feature = "cli")]
mod verdict;
#[cfg(feature = "cli")]
mod wrap;
