//! What failures are counted by.

/// What a table is made by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// The entry that explains it.
    #[default]
    Cause,
    /// Who refuses.
    Provider,
    /// The recipients' domain.
    Domain,
    /// What to do next.
    Action,
    /// The hour in which it happened.
    Hour,
}
