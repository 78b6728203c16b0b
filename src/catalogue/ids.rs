//! Entries and providers by their index in a catalogue.

/// An entry, by its index in the catalogue that it is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(u32);

/// A provider, by its index in the catalogue that it is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderId(u32);

macro_rules! index {
    ($id:ident) => {
        impl $id {
            /// What stands at this index.
            pub const fn new(index: usize) -> $id {
                $id(index as u32)
            }

            /// Counted from zero.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<u32> for $id {
            fn from(index: u32) -> $id {
                $id(index)
            }
        }

        impl From<$id> for u32 {
            fn from(id: $id) -> u32 {
                id.0
            }
        }
    };
}

impl EntryId {
    /// Behind all others.
    pub const LAST: EntryId = EntryId(u32::MAX);
}

index!(EntryId);
index!(ProviderId);
