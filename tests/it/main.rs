//! Every test that goes through the public doors: the library, the command line, the screen. One crate, so that it is
//! linked once.

// Tables of cases are as long as there are cases, and a test looks for the one variant that it expects.
#![allow(clippy::too_many_lines, clippy::wildcard_enum_match_arm)]

mod program;
#[cfg(feature = "explorer")]
mod support;

#[cfg(feature = "explorer")]
mod assets;
#[cfg(feature = "explorer")]
mod bounces;
#[cfg(feature = "explorer")]
mod causes;
mod classify;
mod command_line;
mod diagnosis;
mod dialogues;
mod explain;
#[cfg(target_os = "linux")]
mod follow;
mod format;
mod formats;
mod fuzz_seeds;
mod inputs;
#[cfg(feature = "explorer")]
mod keys;
mod library;
mod lines;
mod log_lines;
mod memory;
mod messages;
mod pasted;
#[cfg(feature = "explorer")]
mod payloads;
mod posted;
#[cfg(feature = "explorer")]
mod screens;
mod search;
#[cfg(all(unix, feature = "explorer"))]
mod terminal;
mod triage;
mod webhooks;
