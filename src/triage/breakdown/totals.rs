//! All logs together: how far they are read, and what became of deliveries.

use super::{Breakdown, Snapshot};
use crate::catalogue::Catalogue;
use crate::quantity::{counted, grouped, share, short, size};

impl Breakdown {
    /// All failed attempts, and what one's own server rejected.
    pub fn total(&self) -> usize {
        let failures = self.snapshot.failures.iter();
        failures.map(|(_, failure)| failure.attempts as usize).sum()
    }

    /// All failed attempts.
    pub fn failed(&self) -> u64 {
        self.snapshot.status.failed()
    }

    /// What part of all failed attempts these are: `34%`.
    pub fn share(&self, attempts: u64) -> String {
        share(attempts, self.failed())
    }

    /// Whether anything that is counted is no failed attempt.
    pub fn has_rejected(&self) -> bool {
        self.snapshot.status.rejected > 0
    }

    /// How many of all each provider of a catalogue accounts for.
    pub fn by_provider(&self, catalogue: &Catalogue) -> Vec<usize> {
        let mut counts = vec![0; catalogue.providers.len()];
        for (key, failure) in &self.snapshot.failures {
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

    /// What became of all deliveries, in words, and in fewer: what is listed, at the least.
    pub fn totals(&self) -> [String; 2] {
        let counts = self.snapshot.status.counts().into_iter();
        let counts = counts.filter(|(word, count)| *word != "expired" || *count > 0);
        let counts = counts.map(|(word, count)| format!("{word} {}", grouped(count)));
        let failed = self.failed();
        let fewer = match self.snapshot.status.rejected {
            0 => counted(failed, "failed attempt", "failed attempts"),
            rejected => format!("{} failed, {} rejected", short(failed), short(rejected)),
        };
        [counts.collect::<Vec<_>>().join("  "), fewer]
    }
}
