//! All logs together: how far they are read, and what became of deliveries.

use super::{Breakdown, Snapshot};
use crate::bounce::Event;
use crate::quantity::{counted, grouped};

impl Breakdown {
    /// All failed attempts, and what one's own server rejected.
    pub fn total(&self) -> usize {
        let failures = self.snapshot.failures.iter();
        failures.map(|(_, failure)| failure.attempts as usize).sum()
    }

    /// All failed attempts.
    pub fn failed(&self) -> u64 {
        let failures = self.snapshot.failures.iter();
        let failed = failures.filter(|(key, _)| key.event != Event::Rejected);
        failed.map(|(_, failure)| failure.attempts).sum()
    }

    /// Whether anything that is counted is no failed attempt.
    pub fn has_rejected(&self) -> bool {
        self.snapshot.status.rejected > 0
    }

    /// How many of all each provider of a catalogue accounts for.
    pub fn by_provider(&self, providers: usize) -> Vec<usize> {
        let mut counts = vec![0; providers];
        for (key, failure) in &self.snapshot.failures {
            counts[key.provider.index()] += failure.attempts as usize;
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

    /// What became of all deliveries, in words, and in fewer.
    pub fn totals(&self) -> [String; 2] {
        let counts = self.snapshot.status.counts().into_iter();
        let counts = counts.filter(|(word, count)| *word != "expired" || *count > 0);
        let counts = counts.map(|(word, count)| format!("{word} {}", grouped(count)));
        [
            counts.collect::<Vec<_>>().join("  "),
            counted(self.failed(), "failed attempt", "failed attempts"),
        ]
    }
}

/// `1.2 GiB`
fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    let decimals = usize::from(unit > 0 && size < 10.0);
    format!("{size:.decimals$} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits_at_most() {
        let sizes = [0, 999, 1000, 1 << 20, 1_288_490_188, 850 << 20].map(size);
        assert_eq!(
            sizes,
            ["0 B", "999 B", "1.0 KiB", "1.0 MiB", "1.2 GiB", "850 MiB"]
        );
    }
}
