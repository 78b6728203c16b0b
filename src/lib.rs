//! bouncedex: what SMTP bounce codes mean, and what to do about them.
//!
//! A library that knows no terminal ([`catalogue`], [`query`], [`search`], [`report`]) and, with the feature
//! `explorer`, a screen over it (`explorer`, whose documentation shows its picture).

#![forbid(unsafe_code)]

pub mod bounce;
pub mod builtin;
pub mod catalogue;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnose;
#[cfg(feature = "explorer")]
pub mod explorer;
pub mod fold;
#[cfg(feature = "cli")]
pub mod follow;
#[cfg(feature = "cli")]
pub mod inputs;
pub mod lint;
pub mod quantity;
pub mod query;
pub mod reply;
#[cfg(feature = "cli")]
pub mod report;
pub mod sanitize;
pub mod search;
#[cfg(feature = "cli")]
pub mod triage;
#[cfg(feature = "cli")]
pub mod user_files;
pub mod verdict;
