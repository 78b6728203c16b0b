//! Reads inputs for the screen, on threads of their own, and reports what it finds as it goes.

pub(super) mod bounces;
pub(super) mod counts;
pub(super) mod logs;
pub(super) mod rereader;
