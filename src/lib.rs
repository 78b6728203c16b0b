#![forbid(unsafe_code)]
pub mod builtin;
pub mod catalogue;
pub mod visible;
