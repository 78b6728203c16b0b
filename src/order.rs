//! Sorting with little code. The compiler makes a routine of up to 40 KB for each type and comparison that is
//! sorted: half a megabyte of the program. Here one routine sorts the indices of the items instead. That is slower than
//! `slice::sort_by_key`, and meant for what is sorted once per report or frame.

use std::cmp::Ordering;
#[cfg(feature = "cli")]
use std::collections::{BTreeMap, BTreeSet};

/// Sorts; equal items stay in their order.
#[cfg(feature = "readers")]
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts by a key; items with equal keys stay in their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison; equal items stay in their order.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut targets = targets(items.len(), &|one, other| {
        compare(&items[one], &items[other])
    });
    for index in 0..items.len() {
        while targets[index] != index {
            let target = targets[index];
            items.swap(index, target);
            targets.swap(index, target);
        }
    }
}

/// The index to which each of `count` items belongs.
fn targets(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    let mut targets = vec![0; count];
    for (target, index) in order.into_iter().enumerate() {
        targets[index] = target;
    }
    targets
}

/// Does the same as `collect`, which would sort the items first.
#[cfg(feature = "cli")]
pub(crate) fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}

/// Does the same for a set.
#[cfg(feature = "cli")]
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_sorted_as_slices_are() {
        for length in [0, 1, 2, 7, 100] {
            let mut items: Vec<(usize, usize)> = (0..length)
                .map(|index| (index * 7919 % 13, index))
                .collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut items, |(key, _)| *key);
            assert_eq!(items, expected);
        }
    }
}
