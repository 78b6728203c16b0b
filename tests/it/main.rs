//! Every test that uses a public interface: the library, the command line, the screen. They form one crate, which is
//! linked only once.
//!
//! - The screen: `screens` holds pictures drawn by the real loop from key strings, with the meaning of each character;
//!   `keys` tests the state, `bounces` and `causes` both for lists of bounces and of failures. `terminal` runs the real
//!   binary in a pseudo-terminal, as do `history` (the queries that it keeps), `marks` (copying and writing many rows),
//!   `incidents` (the drills of `docs/incident.md`) and `tasks` (how many keys an answer takes). `agreement` compares
//!   the screen with the report; `senders` tests whose mail fails in both, `rejections` what your own server rejects,
//!   `ranges` what is read again for part of the time, `changed_logs` logs that are different by then, `changes`
//!   comparisons. `support` draws the pictures.
//! - The command line: `command_line`, `completion`, `explain`, `triage`, `failure_lines`, `follow`, `metrics`,
//!   `alerts` and `memory` check whole outputs, `reports` the HTML page, `tallies` sums of tallies, `cores` that many
//!   threads count as one does, `totals` how much mail there was; `program` runs it.
//! - Readers: `inputs` tests what is found in which input, `messages`, `log_lines`, `dialogues`, `webhooks` and
//!   `exports` each reader, `lines` what surrounds lines, `pasted` and `posted` what people paste and post,
//!   `copied` what they copy along, `bystanders` whose addresses are no recipients, `beside_others` who failed beside
//!   them, `aliases` mail that was passed on to another address, `shown` what programs show,
//!   `marked` what stands before each line, `passed_on` what programs pass on, `wrapped_text` replies in several
//!   lines or places, `programs` what filters and services write, `languages` sentences in many languages,
//!   `fuzz_seeds` the seeds of `fuzz/`; `reading` is what they share.
//! - Answers: `diagnosis` tests replies and their entries, `search` queries and what they find, `library` the public
//!   API.
//! - Files: `docs` runs the commands of README and `docs/`, `formats` checks the examples of `docs/formats.md`,
//!   `format` the layout of `codes.toml`, `words` its spelling, `knowledge` its answers to quoted texts, `assets`
//!   everything generated.
//! - `payloads` sends one list of hostile payloads through every field into every output: any new output belongs there.

// Tables of cases are as long as there are cases, and a test looks for the one variant that it expects.
#![allow(clippy::too_many_lines, clippy::wildcard_enum_match_arm)]

mod program;
#[cfg(feature = "explorer")]
mod support;

#[cfg(feature = "explorer")]
mod agreement;
#[cfg(target_os = "linux")]
mod alerts;
#[cfg(feature = "explorer")]
mod aliases;
#[cfg(feature = "explorer")]
mod assets;
mod beside_others;
#[cfg(feature = "explorer")]
mod bounces;
mod bystanders;
#[cfg(feature = "explorer")]
mod causes;
#[cfg(all(unix, feature = "explorer"))]
mod changed_logs;
#[cfg(feature = "explorer")]
mod changes;
mod classify;
mod command_line;
#[cfg(unix)]
mod completion;
mod copied;
mod cores;
mod diagnosis;
mod dialogues;
#[cfg(unix)]
mod docs;
mod explain;
mod exports;
mod failure_lines;
#[cfg(target_os = "linux")]
mod follow;
mod format;
mod formats;
mod fuzz_seeds;
#[cfg(all(unix, feature = "explorer"))]
mod history;
#[cfg(all(unix, feature = "explorer"))]
mod incidents;
mod inputs;
#[cfg(feature = "explorer")]
mod keys;
mod knowledge;
mod languages;
mod library;
mod lines;
mod log_lines;
mod marked;
#[cfg(all(unix, feature = "explorer"))]
mod marks;
mod memory;
mod messages;
mod metrics;
mod passed_on;
mod pasted;
#[cfg(feature = "explorer")]
mod payloads;
mod posted;
mod programs;
#[cfg(feature = "explorer")]
mod ranges;
mod reading;
mod rejections;
mod reports;
#[cfg(feature = "explorer")]
mod rotated;
mod screens;
mod search;
mod senders;
mod shown;
mod tallies;
#[cfg(all(unix, feature = "explorer"))]
mod tasks;
#[cfg(all(unix, feature = "explorer"))]
mod terminal;
mod totals;
mod triage;
mod verdicts;
mod webhooks;
mod words;
mod wrapped_text;
