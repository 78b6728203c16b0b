//! All logs together: how far they have been read, and the outcomes of deliveries.

use super::{Breakdown, RowKey, Snapshot};
use crate::catalogue::Catalogue;
use crate::quantity::{counted, grouped, share, short, size};

impl Breakdown {
    /// Counts all failed attempts, and what your own server rejected.
    pub fn total(&self) -> usize {
        let failures = self.snapshot.failures.iter();
        let shown = failures.filter(|(key, _)| self.is_in_view(key));
        shown.map(|(_, failure)| failure.attempts as usize).sum()
    }

    /// Counts all failed attempts.
    pub fn failed(&self) -> u64 {
        self.snapshot.status.failed()
    }

    /// Returns the share of a row in all failed attempts, or in all that your own server rejected: `34%`.
    pub fn share_of(&self, key: RowKey) -> String {
        let all = if key.is_rejected() {
            self.snapshot.status.rejected
        } else {
            self.failed()
        };
        share(self.attempts(key), all)
    }

    /// Whether anything was counted that is not a failed attempt.
    pub fn has_rejected(&self) -> bool {
        self.snapshot.status.rejected > 0
    }

    /// Returns the count for each provider of a catalogue.
    pub fn by_provider(&self, catalogue: &Catalogue) -> Vec<usize> {
        let mut counts = vec![0; catalogue.providers.len()];
        let failures = self.snapshot.failures.iter();
        for (key, failure) in failures.filter(|(key, _)| self.is_in_view(key)) {
            counts[key.provider(catalogue).index()] += failure.attempts as usize;
        }
        counts
    }

    /// How far reading has come: `1.2 GiB, 850 MiB/s, 12 s left`.
    pub fn progress(&self) -> String {
        let Snapshot {
            bytes, rate, left, ..
        } = self.snapshot;
        let rate = match rate {
            0 => String::new(),
            rate => format!(", {}/s", size(rate)),
        };
        let left = left.map_or(String::new(), |left| format!(", {left} s left"));
        format!("{}{rate}{left}", size(bytes))
    }

    /// Returns the outcomes of all deliveries, in words and in fewer words; at the least, those that are listed.
    pub fn totals(&self) -> [String; 2] {
        let counts = self.snapshot.status.counts().into_iter();
        let counts = counts.filter(|(word, count)| *word != "expired" || *count > 0);
        let counts = counts.map(|(word, count)| format!("{word} {}", grouped(count)));
        let rejected = grouped(self.snapshot.status.rejected);
        if self.by.is_of_rejections() {
            return [
                format!("{rejected} rejected by your server"),
                format!("{rejected} rejected"),
            ];
        }
        let failed = self.failed();
        let fewer = match self.snapshot.status.rejected {
            0 => counted(failed, "failed attempt", "failed attempts"),
            rejected => format!("{} failed, {} rejected", short(failed), short(rejected)),
        };
        [counts.collect::<Vec<_>>().join("  "), fewer]
    }
}
