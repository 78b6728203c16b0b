use super::*;

const MINUTE: Seconds = 60;
const START: Seconds = 1_773_446_400; // 2026-03-14 00:00

/// Finds the spike in a log of this many minutes, given how often something failed in each.
fn spike(minutes: Seconds, rate: impl Fn(Seconds) -> u64) -> Option<Spike> {
    let mut timeline = Timeline::default();
    for minute in 0..minutes {
        (0..rate(minute)).for_each(|_| timeline.add(START + minute * MINUTE));
    }
    timeline.spike((START, START + minutes * MINUTE - 1))
}

/// Describes the same in words.
fn described(minutes: Seconds, rate: impl Fn(Seconds) -> u64) -> Option<String> {
    let log = (START, START + minutes * MINUTE - 1);
    let spike = spike(minutes, rate)?;
    let (when, context) = (spike.when(log), spike.context());
    Some(format!("{when}: {}, {context}", grouped(spike.count)))
}

/// Zero to five, in no order.
fn noise(minute: Seconds) -> u64 {
    ((minute as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % 6
}

/// A rate that has fallen, but is still far higher than before, is not over.
#[test]
fn less_than_at_the_worst_is_not_over() {
    let rates = |minute: Seconds| match minute / 60 {
        0..14 => u64::from(minute % 30 == 0),
        14..16 => 2,
        16..20 => 1,
        _ => u64::from(minute % 2 == 0),
    };
    let until = |hours: Seconds| spike(hours * 60, rates).expect("a spike").is_over;
    assert!(!until(20));
    assert!(!until(24));
    let quiet = |minute: Seconds| {
        if minute / 60 < 16 {
            rates(minute)
        } else {
            u64::from(minute % 20 == 0)
        }
    };
    assert!(spike(24 * 60, quiet).expect("a spike").is_over);
}

#[test]
fn an_hour_of_refusals_in_a_day() {
    let rate = |minute| if minute / 60 == 13 { 350 } else { 8 };
    assert_eq!(
        described(14 * 60 + 25, rate).as_deref(),
        Some("13:00 to 14:00: 21,000, otherwise about 480 an hour; over since 14:00")
    );
    assert_eq!(
        described(13 * 60 + 57, rate).as_deref(),
        Some("since 13:00: 19,950, otherwise about 480 an hour; until the end of the log")
    );
    let first_hour = described(14 * 60, |minute| if minute < 60 { 99 } else { 1 });
    assert_eq!(
        first_hour.as_deref(),
        Some("00:00 to 01:00: 5,940, otherwise about 60 an hour; over since 01:00")
    );
}

#[test]
fn what_happens_in_one_stretch_only() {
    let only = |from, to| described(600, move |minute| (from..to).contains(&minute).into());
    assert_eq!(
        only(130, 190).as_deref(),
        Some("02:10 to 03:10: 60, none otherwise; over since 03:10")
    );
    assert_eq!(
        only(500, 600).as_deref(),
        Some("since 08:20: 100, none before; until the end of the log")
    );
    assert_eq!(only(130, 149), None);
}

#[test]
fn noise_and_what_is_always_there_are_no_spikes() {
    assert_eq!(spike(1440, noise), None);
    assert_eq!(spike(600, |_| 3), None);
    assert_eq!(
        spike(600, |minute| u64::from(
            noise(minute) == 0 && minute % 7 == 0
        )),
        None
    );
    assert_eq!(spike(5, |minute| if minute == 2 { 500 } else { 1 }), None);
    assert_eq!(spike(1440, |_| 0), None);
}

#[test]
fn noise_hides_no_spike() {
    let spike = spike(1440, |minute| {
        noise(minute) * if minute / 60 == 5 { 20 } else { 1 }
    });
    let spike = spike.expect("a spike");
    assert_eq!(
        [spike.from, spike.until].map(|time| (time - START) / 60),
        [300, 360]
    );
}

#[test]
fn the_curve_of_a_day_is_no_spike() {
    // Busiest about 13:00, next to nothing at night.
    let day = |minute: Seconds| {
        let angle = (minute % 1440 - 780) as f64 / 1440.0 * std::f64::consts::TAU;
        (5.0 + 5.0 * angle.cos()).powi(2) as u64
    };
    for minutes in [600, 800, 1440, 3 * 1440] {
        assert_eq!(spike(minutes, day), None, "{minutes}");
    }
}

#[test]
fn what_comes_back_is_usual() {
    let each = |every: Seconds| move |minute: Seconds| u64::from(minute % every < 5) * 50;
    assert_eq!(spike(480, each(60)), None);
    assert_eq!(spike(7 * 1440, each(1440)), None);
    // One recurrence is allowed; then the later one is reported.
    let twice = spike(1440, |minute| u64::from(matches!(minute / 60, 3 | 13)) * 9);
    assert_eq!(twice.map(|spike| (spike.from - START) / 3600), Some(13));
}

#[test]
fn a_day_is_named_where_there_are_several() {
    let rate = |minute: Seconds| if minute / 1440 == 2 { 9 } else { 1 };
    assert_eq!(
        described(6 * 1440, rate).as_deref(),
        Some(
            "2026-03-16 00:00 to 2026-03-17 00:00: 12,960, otherwise about 60 an hour; over since 2026-03-17 00:00"
        )
    );
}

#[test]
fn any_times_can_be_asked_about() {
    let mut timeline = Timeline::default();
    assert_eq!(timeline.spike((0, 0)), None);
    (0..50).for_each(|_| timeline.add(START));
    assert_eq!(timeline.spike((START + 60, START)), None);
    assert_eq!(timeline.spike((0, START + 900_000_000)), None);
    assert_eq!(timeline.spike((-START, 253_402_300_799)), None);
}
