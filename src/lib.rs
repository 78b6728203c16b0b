//! bouncedex: what SMTP bounce codes mean, and what to do about them.
//!
//! A library that knows no terminal ([`catalogue`], [`query`], [`search`], [`report`]) and, with the feature
//! `explorer`, a screen over it (`explorer`, whose documentation shows its picture).

#![forbid(unsafe_code)]

pub mod arguments;
pub mod bounce;
pub mod builtin;
pub mod catalogue;
pub mod diagnose;
#[cfg(feature = "explorer")]
pub mod explorer;
pub mod fold;
pub mod follow;
pub mod inputs;
pub mod manual;
pub mod narrowing;
pub mod proofread;
pub mod quantity;
pub mod query;
pub mod reply;
pub mod report;
pub mod search;
pub mod triage;
pub mod user_files;
pub mod verdict;
pub mod visible;
