//! Lists put in order. The compiler makes a sorting routine of up to 40 KB for each type, and each way to compare, that is
//! sorted: half a megabyte of the program. Here one routine sorts the places of the items instead, which is slower than
//! `slice::sort_by_key`, and made for what is sorted once a report or a frame.

use std::cmp::Ordering;
#[cfg(feature = "cli")]
use std::collections::{BTreeMap, BTreeSet};

/// Sorts; equal items stay in their order.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts by a key; items with equal keys stay in their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison; equal items stay in their order.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places = places(items.len(), &|one, other| {
        compare(&items[one], &items[other])
    });
    for index in 0..items.len() {
        while places[index] != index {
            let place = places[index];
            items.swap(index, place);
            places.swap(index, place);
        }
    }
}

/// For each of so many items the place that it belongs at.
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    let mut places = vec![0; count];
    for (place, index) in order.into_iter().enumerate() {
        places[index] = place;
    }
    places
}

/// What `collect` makes of them, which sorts them first.
#[cfg(feature = "cli")]
pub(crate) fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}

/// The same as a set.
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
