//! The outcomes of all deliveries.

/// The outcomes of deliveries, counting every attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    pub sent: u64,
    pub deferred: u64,
    pub bounced: u64,
    pub expired: u64,
    pub rejected: u64,
}

impl Status {
    /// Returns the outcomes of deliveries in words, with their counts.
    pub fn counts(self) -> [(&'static str, u64); 5] {
        [
            ("sent", self.sent),
            ("deferred", self.deferred),
            ("bounced", self.bounced),
            ("expired", self.expired),
            ("rejected", self.rejected),
        ]
    }

    /// Adds other counts.
    pub fn merge(&mut self, other: Status) {
        self.sent += other.sent;
        self.deferred += other.deferred;
        self.bounced += other.bounced;
        self.expired += other.expired;
        self.rejected += other.rejected;
    }

    /// Failed attempts.
    pub fn failed(self) -> u64 {
        self.deferred + self.bounced
    }

    /// Returns how many lines reported the outcome of a delivery.
    pub fn seen(self) -> u64 {
        self.counts().iter().map(|(_, count)| count).sum()
    }
}
