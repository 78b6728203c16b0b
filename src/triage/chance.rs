//! How likely it is that a difference is due to chance.

/// Up to this many events, the probability is summed; beyond that, the normal distribution is as good.
const FEW: u64 = 1000;

/// Returns how likely the counts of two periods of these lengths are to differ as much, either way, if the events occur
/// at a single rate (the conditional test of two Poisson rates).
pub fn of_difference(counts: [u64; 2], lengths: [f64; 2]) -> f64 {
    let [before, after] = counts;
    let all = before + after;
    let part = lengths[1] / (lengths[0] + lengths[1]);
    if all == 0 || !(part > 0.0 && part < 1.0) {
        return 1.0;
    }
    let tail = if after as f64 > part * all as f64 {
        at_most(before, all, 1.0 - part)
    } else {
        at_most(after, all, part)
    };
    (2.0 * tail).min(1.0)
}

/// Returns how likely it is that at most `count` of all events fall into this part of the time.
fn at_most(count: u64, all: u64, part: f64) -> f64 {
    if all > FEW {
        let deviation = (all as f64 * part * (1.0 - part)).sqrt();
        return normal((count as f64 + 0.5 - all as f64 * part) / deviation);
    }
    // In logarithms, since the first terms may be too small for a float.
    let odds = (part / (1.0 - part)).ln();
    let mut term = all as f64 * (1.0 - part).ln();
    let mut sum = term.exp();
    for number in 1..=count {
        term += odds + ((all - number + 1) as f64 / number as f64).ln();
        sum += term.exp();
    }
    sum
}

/// The normal distribution up to a value (Abramowitz and Stegun, 26.2.17).
fn normal(value: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * value.abs());
    let terms = [
        0.319_381_530,
        -0.356_563_782,
        1.781_477_937,
        -1.821_255_978,
        1.330_274_429,
    ];
    let sum = terms.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    let density = (-value * value / 2.0).exp() / std::f64::consts::TAU.sqrt();
    let below = density * sum;
    if value > 0.0 { 1.0 - below } else { below }
}

/// `2.3%`, `<0.1%`.
pub fn written(chance: f64) -> String {
    match chance {
        ..0.001 => "<0.1%".to_owned(),
        ..0.0995 => format!("{:.1}%", chance * 100.0),
        _ => format!("{:.0}%", chance * 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equally_frequent_is_chance() {
        assert!(of_difference([100, 100], [1.0, 1.0]) > 0.9);
        assert!(of_difference([100, 300], [1.0, 3.0]) > 0.9);
        assert!(of_difference([0, 0], [1.0, 1.0]) > 0.9);
    }

    /// Five of five on one side: two in thirty-two. Two standard deviations: one in twenty-two.
    #[test]
    fn probabilities_are_those_of_the_binomial_distribution() {
        for (counts, lengths, expected) in [
            ([0, 5], [1.0, 1.0], 0.0625),
            ([5, 0], [1.0, 1.0], 0.0625),
            ([0, 2], [3.0, 1.0], 0.125),
            ([8, 2], [1.0, 1.0], 0.109_375),
            ([900, 1000], [1.0, 1.0], 0.023),
            ([1000, 1090], [1.0, 1.0], 0.052),
        ] {
            let chance = of_difference(counts, lengths);
            assert!((chance - expected).abs() < 0.001, "{counts:?}: {chance}");
        }
        // Both methods agree where one takes over from the other.
        let [few, many] = [[450, 549], [451, 550]].map(|counts| of_difference(counts, [1.0, 1.0]));
        assert!((few - many).abs() < 0.0005, "{few} {many}");
    }

    #[test]
    fn chances_are_written_as_short_as_they_are_of_use() {
        let written = [0.0, 0.0005, 0.023, 0.5].map(written);
        assert_eq!(written, ["<0.1%", "<0.1%", "2.3%", "50%"]);
    }
}
