//! The only table of keys: `update` obeys it; the key line, the help, the man page and the tests show it.

use super::keys::{Key, KeyCode};
use tui_input::InputRequest;

/// What a person can ask the explorer to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    SelectPrevious,
    SelectNext,
    SelectPageUp,
    SelectPageDown,
    /// Selects the entry above; from the first one, recalls the previous query.
    OlderQuery,
    /// Recalls the query after the recalled one.
    NewerQuery,
    NextProvider,
    PreviousProvider,
    /// Shows the tab with this number, counted from one; the first is "All".
    Provider(u8),
    /// Asks for a provider by name.
    PickProvider,
    Read,
    /// Shows the entry of the selected bounce in the catalogue.
    VisitEntry,
    /// Shows the lines behind the selected failure.
    Lines,
    /// Shows every line of the message of the selected line.
    Message,
    /// Shows what failed more or less often in a range or a spike than before it.
    Compare,
    /// Moves an end of the time range by one bar of the timeline: start later, end earlier, start earlier, end later.
    NarrowStart,
    NarrowEnd,
    WidenStart,
    WidenEnd,
    /// Groups failures by something else: cause, provider, domain, action.
    NextView,
    /// Shows what your own server rejected, by stage, client and sender; or failures again.
    ToggleRejections,
    /// Selects the next failure with a spike.
    NextSpike,
    Back,
    /// Pauses the view while logs are followed, or resumes it.
    Pause,
    Search,
    ScrollUp,
    ScrollDown,
    ScrollPageUp,
    ScrollPageDown,
    ScrollTop,
    ScrollBottom,
    CopyAnswer,
    CopyServerText,
    /// Marks the selected row, to copy or write it together with others.
    Mark,
    /// Writes what is listed, or the marked rows, to a file.
    Export,
    OpenSource,
    /// Gives the detail the whole width, or shows the list beside it.
    Enlarge,
    NextLink,
    PreviousLink,
    /// Follows the selected link; if there is none, changes the size of the detail.
    FollowLink,
    /// Follows the link with this number.
    FollowNumbered(u8),
    /// Returns to the page whose link led here.
    PageBack,
    Help,
    Guide,
    Redraw,
    Suspend,
    Quit,
    /// Edits the input, or moves the cursor in it.
    Edit(InputRequest),
}

impl Command {
    /// Whether the detail, or the list beside it, stays on the screen.
    pub(super) fn stays(self) -> bool {
        matches!(
            self,
            Command::ScrollUp
                | Command::ScrollDown
                | Command::ScrollPageUp
                | Command::ScrollPageDown
                | Command::ScrollTop
                | Command::ScrollBottom
                | Command::SelectPrevious
                | Command::SelectNext
                | Command::Mark
                | Command::Enlarge
                | Command::Back
        )
    }
}

/// The context in which a binding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    Always,
    /// While letters go to the query.
    Searching,
    /// As `Searching`, while the query is empty.
    Empty,
    /// As `Searching`, while the query is a recalled one.
    Recalled,
    /// After Enter, when letters are commands.
    Reading,
}

/// A row of the table.
#[derive(Debug)]
pub struct Binding {
    pub command: Command,
    /// Its name in `[keys]` of the configuration.
    pub name: &'static str,
    pub when: When,
    pub keys: &'static [&'static str],
    /// What it does, for help and manual.
    pub does: &'static str,
    /// A word for the key line, if it is shown there.
    pub label: Option<&'static str>,
}

macro_rules! table {
    ($($when:ident $command:expr, $name:literal, [$($key:literal),+], $does:literal $(, $label:literal)?;)+) => {
        &[$(Binding {
            command: $command,
            name: $name,
            when: When::$when,
            keys: &[$($key),+],
            does: $does,
            label: label!($($label)?),
        },)+]
    };
}
macro_rules! label {
    () => {
        None
    };
    ($label:literal) => {
        Some($label)
    };
}

/// All bindings, in the order of help and key line.
#[rustfmt::skip]
pub const TABLE: &[Binding] = table! {
    Searching Command::SelectNext, "select-next", ["Down", "Ctrl-N"], "select the next entry", "select";
    Searching Command::SelectPrevious, "select-previous", ["Up", "Ctrl-P"], "select the previous entry";
    Searching Command::SelectPageDown, "select-page-down", ["PgDn"], "select a page further down";
    Searching Command::SelectPageUp, "select-page-up", ["PgUp"], "select a page further up";
    Empty Command::OlderQuery, "older-query", ["Up"], "on the first entry, with an empty query: recall earlier queries; Down comes back", "recent";
    Recalled Command::OlderQuery, "older-query-again", ["Up"], "", "older";
    Recalled Command::NewerQuery, "newer-query", ["Down"], "", "newer";
    Always Command::NextProvider, "next-provider", ["Tab"], "go to the next provider that has results", "provider";
    Always Command::PreviousProvider, "previous-provider", ["Shift-Tab"], "go to the previous provider that has results";
    Always Command::Provider(1), "tab-1", ["Alt-1"], "first tab: all providers (Alt-2 … Alt-9: the others)";
    Always Command::Provider(2), "tab-2", ["Alt-2"], "";
    Always Command::Provider(3), "tab-3", ["Alt-3"], "";
    Always Command::Provider(4), "tab-4", ["Alt-4"], "";
    Always Command::Provider(5), "tab-5", ["Alt-5"], "";
    Always Command::Provider(6), "tab-6", ["Alt-6"], "";
    Always Command::Provider(7), "tab-7", ["Alt-7"], "";
    Always Command::Provider(8), "tab-8", ["Alt-8"], "";
    Always Command::Provider(9), "tab-9", ["Alt-9"], "";
    Searching Command::Read, "read", ["Enter"], "read the selected entry; letters are commands then", "read";
    Always Command::NextView, "next-view", ["Ctrl-G"], "group failures by cause, provider, domain, sender and so on; lines by cause, host, domain and recipient", "by";
    Always Command::ToggleRejections, "rejections", ["Ctrl-X"], "show what your own server rejected, by stage, client and sender; again to go back", "rejected";
    Always Command::NextSpike, "next-spike", ["F3"], "go to the next failure that spiked";
    Searching Command::VisitEntry, "visit-entry", ["Ctrl-R"], "open the catalogue entry of a bounce or cause; Esc comes back", "entry";
    Empty Command::Pause, "pause", ["Space"], "while logs are followed: pause or resume the view; counting continues", "pause";
    Always Command::Pause, "pause-anywhere", ["Alt-p"], "the same with a query, or while you read", "pause";
    Reading Command::ScrollDown, "scroll-down", ["j", "Down"], "scroll down", "scroll";
    Reading Command::ScrollUp, "scroll-up", ["k", "Up"], "scroll up";
    Reading Command::ScrollPageDown, "scroll-page-down", ["Space", "PgDn"], "scroll a page down";
    Reading Command::ScrollPageUp, "scroll-page-up", ["b", "PgUp"], "scroll a page up";
    Reading Command::ScrollTop, "scroll-top", ["Home", "g"], "go to the top";
    Reading Command::ScrollBottom, "scroll-bottom", ["G", "End"], "go to the end";
    Reading Command::SelectNext, "read-next", ["n", "Ctrl-N"], "read the next entry", "next/prev";
    Reading Command::SelectPrevious, "read-previous", ["p", "Ctrl-P"], "read the previous entry";
    Reading Command::FollowLink, "follow", ["Enter"], "follow the selected link; without one, the same as z", "follow";
    Reading Command::NextLink, "next-link", ["Tab"], "select the next link", "links";
    Reading Command::PreviousLink, "previous-link", ["Shift-Tab"], "select the previous link";
    Reading Command::PageBack, "page-back", ["Backspace"], "go back to the page that linked here", "page back";
    Reading Command::Enlarge, "enlarge", ["z"], "read at full width, or show the list beside it again", "enlarge";
    Reading Command::VisitEntry, "visit-entry-reading", ["e", "Ctrl-R"], "open the catalogue entry of a bounce or cause; Esc comes back", "entry";
    Reading Command::Lines, "lines", ["l"], "show the log lines behind a failure, newest first; Esc comes back", "lines";
    Reading Command::Message, "message", ["Q"], "show every log line of this message, by its queue ID", "message";
    Reading Command::Compare, "compare", ["c"], "compare the chosen range, or a failure's spike, with the time before it", "compare";
    Reading Command::NarrowStart, "narrow-start", ["["], "start the time range later, on a failure's timeline", "narrow";
    Reading Command::NarrowEnd, "narrow-end", ["]"], "end the time range earlier";
    Reading Command::WidenStart, "widen-start", ["{"], "start the time range earlier", "widen";
    Reading Command::WidenEnd, "widen-end", ["}"], "end the time range later";
    Always Command::PickProvider, "pick-provider", ["Ctrl-T"], "find a tab by a few letters of a name or domain", "tabs";
    Always Command::CopyAnswer, "copy", ["Ctrl-Y"], "copy the answer as Markdown", "copy";
    Reading Command::CopyAnswer, "copy-reading", ["y"], "copy the answer as Markdown";
    Reading Command::CopyServerText, "copy-text", ["Y"], "copy the server's text alone";
    Searching Command::Mark, "mark", ["Alt-m"], "mark or unmark the selected row; copying and writing then take the marked rows", "mark";
    Reading Command::Mark, "mark-reading", ["m", "Alt-m"], "mark or unmark what you are reading";
    Always Command::Export, "export", ["Alt-w"], "write the list, or the marked rows, to a file: Markdown, CSV or JSON", "write";
    Reading Command::Export, "export-reading", ["w"], "write the list, or the marked rows, to a file";
    Always Command::OpenSource, "open", ["Ctrl-O"], "open the first source link", "open link";
    Reading Command::OpenSource, "open-reading", ["o"], "open the first source link";
    Reading Command::FollowNumbered(1), "open-1", ["1"], "follow link 1 (2 … 9: the others)";
    Reading Command::FollowNumbered(2), "open-2", ["2"], "";
    Reading Command::FollowNumbered(3), "open-3", ["3"], "";
    Reading Command::FollowNumbered(4), "open-4", ["4"], "";
    Reading Command::FollowNumbered(5), "open-5", ["5"], "";
    Reading Command::FollowNumbered(6), "open-6", ["6"], "";
    Reading Command::FollowNumbered(7), "open-7", ["7"], "";
    Reading Command::FollowNumbered(8), "open-8", ["8"], "";
    Reading Command::FollowNumbered(9), "open-9", ["9"], "";
    Reading Command::Search, "search", ["/"], "go back to the query; a letter without a use here does, too, and is typed with those pressed just before it";
    Always Command::Help, "help", ["F1"], "show these keys", "help";
    Empty Command::Help, "help-empty", ["?"], "show these keys, while the query is empty";
    Reading Command::Help, "help-reading", ["?"], "show these keys";
    Always Command::Guide, "guide", ["F2"], "how to read a bounce code", "guide";
    Always Command::Back, "back", ["Esc"], "go one step back: overlay, reading, query, tab, list, quit; asks before a list is lost", "back";
    Reading Command::Back, "back-reading", ["q"], "go one step back";
    Searching Command::Edit(InputRequest::GoToStart), "line-start", ["Ctrl-A", "Home"], "go to the start of the query";
    Searching Command::Edit(InputRequest::GoToEnd), "line-end", ["Ctrl-E", "End"], "go to the end of the query";
    Searching Command::Edit(InputRequest::GoToPrevChar), "char-left", ["Left", "Ctrl-B"], "move a character to the left";
    Searching Command::Edit(InputRequest::GoToNextChar), "char-right", ["Right", "Ctrl-F"], "move a character to the right";
    Searching Command::Edit(InputRequest::GoToPrevWord), "word-left", ["Alt-b", "Ctrl-Left"], "move a word to the left";
    Searching Command::Edit(InputRequest::GoToNextWord), "word-right", ["Alt-f", "Ctrl-Right"], "move a word to the right";
    Searching Command::Edit(InputRequest::DeletePrevChar), "delete-before", ["Backspace"], "delete the character before the cursor";
    Searching Command::Edit(InputRequest::DeleteNextChar), "delete-after", ["Delete", "Ctrl-D"], "delete the character under the cursor";
    Searching Command::Edit(InputRequest::DeletePrevWord), "delete-word", ["Ctrl-W", "Alt-Backspace"], "delete the word before the cursor";
    Searching Command::Edit(InputRequest::DeleteFromStart), "delete-to-start", ["Ctrl-U"], "delete to the start of the query";
    Searching Command::Edit(InputRequest::DeleteTillEnd), "delete-to-end", ["Ctrl-K"], "delete to the end of the query";
    Always Command::Redraw, "redraw", ["Ctrl-L"], "redraw the screen";
    Always Command::Suspend, "suspend", ["Ctrl-Z"], "suspend; `fg` comes back";
    Always Command::Quit, "quit", ["Ctrl-C"], "quit";
};

/// The table with the changes of the configuration.
#[derive(Clone, Debug)]
pub struct Bindings {
    /// The current keys of each row of the table.
    keys: Vec<Vec<Key>>,
}

impl Default for Bindings {
    fn default() -> Bindings {
        let keys = |binding: &Binding| {
            binding
                .keys
                .iter()
                .filter_map(|key| Key::parse(key))
                .collect()
        };
        Bindings {
            keys: TABLE.iter().map(keys).collect(),
        }
    }
}

impl Bindings {
    /// Binds a key to a row of the table; its other binding in the same context is removed.
    pub fn bind(&mut self, key: Key, row: usize) {
        self.unbind_where(key, |when| when == TABLE[row].when);
        self.keys[row].push(key);
    }

    /// Unbinds a key everywhere.
    pub fn unbind(&mut self, key: Key) {
        self.unbind_where(key, |_| true);
    }

    fn unbind_where(&mut self, key: Key, holds: impl Fn(When) -> bool) {
        for (binding, keys) in TABLE.iter().zip(&mut self.keys) {
            if holds(binding.when) {
                keys.retain(|bound| *bound != key);
            }
        }
    }

    /// Returns what a key does in the first of these contexts that binds it.
    pub fn command(&self, key: Key, contexts: &[When]) -> Option<Command> {
        let bound = |when| {
            self.rows()
                .find(|(binding, keys)| binding.when == when && keys.contains(&key))
        };
        contexts
            .iter()
            .find_map(|when| bound(*when))
            .map(|(binding, _)| binding.command)
    }

    /// Returns the first key of a command.
    pub fn key_of(&self, command: Command) -> Option<Key> {
        let mut rows = self.rows();
        let (_, keys) = rows.find(|(binding, _)| binding.command == command)?;
        keys.first().copied()
    }

    /// Returns the table's rows with their current keys.
    pub fn rows(&self) -> impl Iterator<Item = (&'static Binding, &[Key])> {
        TABLE.iter().zip(self.keys.iter().map(Vec::as_slice))
    }
}

/// Returns the character that a key types, if any.
pub fn typed(key: Key) -> Option<char> {
    match key {
        Key {
            code: KeyCode::Char(c),
            ctrl: false,
            alt: false,
        } => Some(c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_is_a_key_and_none_is_reserved() {
        for binding in TABLE {
            for text in binding.keys {
                let key = Key::parse(text).unwrap_or_else(|| panic!("{}: {text}", binding.name));
                assert!(!key.is_reserved(), "{}: {text}", binding.name);
            }
        }
    }

    #[test]
    fn names_are_unique_and_no_key_is_bound_twice_in_one_place() {
        let mut names: Vec<_> = TABLE.iter().map(|binding| binding.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
        for when in [
            When::Always,
            When::Searching,
            When::Empty,
            When::Recalled,
            When::Reading,
        ] {
            let bound = TABLE.iter().filter(|binding| binding.when == when);
            let mut keys: Vec<_> = bound.flat_map(|binding| binding.keys).collect();
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all, "{when:?}");
        }
    }
}
