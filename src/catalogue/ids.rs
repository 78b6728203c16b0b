//! Indices of entries and providers.

/// The index of an entry in its catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(u32);

/// The index of a provider in its catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderId(u32);

macro_rules! index {
    ($id:ident) => {
        impl $id {
            /// The id for this index.
            pub const fn new(index: usize) -> $id {
                $id(index as u32)
            }

            /// The index, counted from zero.
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
    /// Sorts after all others.
    pub const LAST: EntryId = EntryId(u32::MAX);
}

index!(EntryId);
index!(ProviderId);
