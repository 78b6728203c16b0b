//! What a text says about a recipient, however it was read.

/// What a text says about one recipient.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Statement {
    pub recipient: Option<String>,
    pub diagnostic: String,
    /// The reply code that `diagnostic` starts with.
    pub code: Option<u16>,
    pub remote: Option<String>,
    /// The command that the server answered.
    pub stage: Option<&'static str>,
    /// Whether the text says that the recipient failed, rather than just mentioning an address.
    pub is_named: bool,
    /// Whether the reply follows the recipient directly.
    pub is_answered: bool,
}
