//! Reads inputs for the screen, on threads of their own, and reports what it finds as it goes.

pub mod bounces;
pub mod counts;
