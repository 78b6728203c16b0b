//! From what a server said to the entry that explains it, and why we think so.
//!
//! Who says it, and which words, tags and codes speak for which entry, is all in the catalogue; here is only how
//! they are weighed: a tag beats words, words beat numbers, a provider's own entry beats a general one.

use crate::bounce::{Bounce, Event};
use crate::catalogue::clues::{Found, SHORTEST, What, within};
use crate::catalogue::{Catalogue, EnhancedPattern, Entry, Kind, Outcome, Provider, ReplyPattern};
use crate::reply::Reply;
use std::collections::HashMap;
use std::ops::Range;

/// A catalogue made ready to explain replies.
pub struct Diagnoser {
    catalogue: Catalogue,
    /// The standard's entries, with their places.
    standard: Vec<(usize, Entry)>,
}

/// A reply with its entry, and the evidence for it.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    pub reply: Reply,
    /// The house that wrote the reply, if it can be told.
    pub provider: Option<&'static Provider>,
    pub entry: Entry,
    pub confidence: Confidence,
    /// Places in the reply's text that spoke for the entry.
    pub evidence: Vec<Range<usize>>,
    /// Other entries that would explain it, best first.
    pub others: Vec<Entry>,
}

/// How sure a diagnosis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Codes alone, or words that stand alone.
    Guess,
    /// Words that tell the cause.
    Likely,
    /// The provider's own words or tag, and codes that agree.
    Certain,
}

impl Confidence {
    pub const fn id(self) -> &'static str {
        match self {
            Confidence::Guess => "guess",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// What is known beside the reply itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The host that said it.
    pub host: Option<&'a str>,
    /// The failed recipient.
    pub recipient: Option<&'a str>,
    /// Id of the provider, where it is known from elsewhere.
    pub provider: Option<&'a str>,
}

/// The best evidence for one entry.
#[derive(Clone, Default)]
struct Case {
    weight: i32,
    tagged: bool,
    own_words: bool,
    evidence: Vec<Range<usize>>,
}

impl Case {
    /// The provider's own code stands in the text: more than any words.
    fn tag(&mut self) {
        self.tagged = true;
        self.weight = self.weight.max(130);
    }
}

/// How many other readings are worth showing.
const OTHERS: usize = 3;

impl Diagnosis {
    /// What becomes of the message: the server's own class, or the entry's where the server gave none.
    pub fn outcome(&self) -> Outcome {
        self.reply
            .class()
            .and_then(Outcome::from_class)
            .unwrap_or(self.entry.outcome)
    }

    /// The reply on one line, its codes in front.
    pub fn said(&self) -> String {
        let code = self.reply.code.map(|code| code.to_string());
        let enhanced = self.reply.enhanced.map(|enhanced| enhanced.to_string());
        let parts = code
            .into_iter()
            .chain(enhanced)
            .chain([self.reply.text.clone()]);
        parts.collect::<Vec<_>>().join(" ")
    }
}

impl Diagnoser {
    pub fn new(catalogue: Catalogue) -> Diagnoser {
        let entries = (0..).zip(catalogue.entries());
        let standard = entries.filter(|(_, entry)| entry.provider.kind == Kind::Standard);
        Diagnoser {
            standard: standard.collect(),
            catalogue,
        }
    }

    /// Explains a bounce by what the server said, and who said it.
    pub fn bounce(&self, bounce: &Bounce<'_>) -> Option<Diagnosis> {
        let by_event = match bounce.event {
            Event::AutomaticReply => Some("automatic-reply"),
            Event::FeedbackReport => Some("feedback-report"),
            _ => None,
        };
        if let Some(entry) = by_event.and_then(|id| self.catalogue.entry(id)) {
            return Some(Diagnosis {
                reply: bounce.reply(),
                provider: None,
                entry,
                confidence: Confidence::Certain,
                evidence: Vec::new(),
                others: Vec::new(),
            });
        }
        let context = Context {
            host: bounce.remote.as_deref(),
            recipient: bounce.recipient.as_deref(),
            provider: None,
        };
        self.diagnose(bounce.reply(), context)
    }

    /// Explains one reply. Any reply with a code has an entry: if need be the fall-back of its class.
    pub fn diagnose(&self, reply: Reply, context: Context<'_>) -> Option<Diagnosis> {
        let text = reply.text.to_lowercase();
        let found = self.catalogue.clues.standing_in(&text);
        let provider = self.provider(&found, &text, context);
        let mut cases = self.cases(&found, provider);
        self.add_short_tags(&text, provider, &mut cases);
        self.add_by_codes(&reply, provider, &mut cases);
        let score = |place: usize, case: &Case| {
            self.score(&self.catalogue.entry_at(place), case, &reply, provider)
        };
        let mut ranked: Vec<_> = cases
            .iter()
            .filter_map(|(place, case)| Some((score(*place, case)?, *place)))
            .collect();
        ranked.sort_unstable_by_key(|(score, place)| (-score, *place));
        let (_, best) = *ranked.first()?;
        let entry = self.catalogue.entry_at(best);
        let case = cases.remove(&best).unwrap_or_default();
        let confidence = match () {
            () if (case.tagged || case.own_words) && agrees(&entry, &reply) => Confidence::Certain,
            () if case.weight > 0 => Confidence::Likely,
            () => Confidence::Guess,
        };
        // Lower case of some letters is longer; places in it would be wrong then.
        let evidence = if text.len() == reply.text.len() {
            merged(case.evidence)
        } else {
            Vec::new()
        };
        let others = ranked[1..]
            .iter()
            .filter(|(score, _)| *score > 0)
            .take(OTHERS);
        Some(Diagnosis {
            provider: provider.filter(|provider| writes_replies(provider.kind)),
            confidence,
            evidence,
            others: others
                .map(|(_, place)| self.catalogue.entry_at(*place))
                .collect(),
            entry,
            reply,
        })
    }

    /// Who wrote the reply: the host, marks in the text, tags and words that nobody else uses.
    fn provider(
        &self,
        found: &[Found],
        text: &str,
        context: Context<'_>,
    ) -> Option<&'static Provider> {
        let catalogue = &self.catalogue;
        if let Some(id) = context.provider {
            return catalogue
                .providers
                .iter()
                .find(|provider| provider.id == id);
        }
        let mut weights: HashMap<usize, i32> = HashMap::new();
        let mut add = |provider, weight| *weights.entry(provider).or_default() += weight;
        for clue in found.iter().map(|found| &catalogue.clues.clues[found.clue]) {
            match clue.what {
                What::Mark(provider) => add(provider as usize, 60),
                What::Host(provider) => add(provider as usize, 50),
                What::Tag(place) if clue.distinctive => {
                    add(catalogue.provider_of(place as usize), 50)
                }
                What::Fragment(place) if clue.distinctive => {
                    add(catalogue.provider_of(place as usize), 40)
                }
                _ => {}
            }
        }
        if let Some(host) = context.host.map(str::to_lowercase) {
            within(catalogue, |provider| provider.hosts, &host)
                .for_each(|provider| add(provider, 200));
        }
        let recipient = context.recipient.map(str::to_lowercase).unwrap_or_default();
        for domain in addresses(&recipient).chain(addresses(text)) {
            within(catalogue, |provider| provider.domains, domain)
                .for_each(|provider| add(provider, 30));
        }
        let is_author = |provider: usize| writes_replies(catalogue.providers[provider].kind);
        let authors = weights
            .into_iter()
            .filter(|(provider, weight)| is_author(*provider) && *weight >= 30);
        let (provider, _) =
            authors.max_by_key(|(provider, weight)| (*weight, usize::MAX - *provider))?;
        Some(&catalogue.providers[provider])
    }

    /// Entries for which words or tags speak.
    fn cases(&self, found: &[Found], provider: Option<&'static Provider>) -> HashMap<usize, Case> {
        let catalogue = &self.catalogue;
        let mut cases: HashMap<usize, Case> = HashMap::new();
        for Found { clue, span } in found {
            let clue = &catalogue.clues.clues[*clue];
            let length = span.len() as i32;
            let mut speak = |place: usize, speaks: &dyn Fn(&mut Case)| {
                let case = cases.entry(place).or_default();
                speaks(case);
                case.evidence.push(span.clone());
            };
            match clue.what {
                What::Tag(place) => {
                    let owner = &catalogue.providers[catalogue.provider_of(place as usize)];
                    if clue.distinctive
                        || provider.is_some_and(|provider| std::ptr::eq(provider, owner))
                    {
                        speak(place as usize, &Case::tag);
                    }
                }
                What::Fragment(place) => speak(place as usize, &|case| {
                    case.own_words |= length > 12;
                    case.weight += if case.weight == 0 {
                        30 + length.min(45)
                    } else {
                        6
                    };
                }),
                What::Phrase(reason) => {
                    let reason = &catalogue.reasons[reason as usize];
                    for (place, entry) in &self.standard {
                        if std::ptr::eq(entry.reason, reason) && !entry.is_fallback() {
                            speak(*place, &|case| {
                                case.weight = case.weight.max(22 + length.min(25))
                            });
                        }
                    }
                }
                What::Mark(_) | What::Host(_) => {}
            }
        }
        cases
    }

    /// Tags such as `dd` or `30`: too short to mean anything but to the provider that is known to say it.
    fn add_short_tags(
        &self,
        text: &str,
        provider: Option<&'static Provider>,
        cases: &mut HashMap<usize, Case>,
    ) {
        let words = || text.split(|c: char| !c.is_alphanumeric());
        for place in self.own(provider) {
            let mut tags = self
                .catalogue
                .entry_at(place)
                .tags
                .iter()
                .filter(|tag| tag.len() < SHORTEST);
            if tags.any(|tag| words().any(|word| word.eq_ignore_ascii_case(tag))) {
                cases.entry(place).or_default().tag();
            }
        }
    }

    /// Places of a provider's entries.
    fn own(&self, provider: Option<&'static Provider>) -> impl Iterator<Item = usize> {
        let catalogue = self.catalogue;
        let wanted = provider.and_then(|provider| {
            catalogue
                .providers
                .iter()
                .position(|known| std::ptr::eq(known, provider))
        });
        (0..catalogue.len()).filter(move |place| Some(catalogue.provider_of(*place)) == wanted)
    }

    /// Entries for which only the codes speak: the standard's, and what the provider alone has for them.
    fn add_by_codes(
        &self,
        reply: &Reply,
        provider: Option<&'static Provider>,
        cases: &mut HashMap<usize, Case>,
    ) {
        for (place, _) in self
            .standard
            .iter()
            .filter(|(_, entry)| code_weight(entry, reply) > 0)
        {
            cases.entry(*place).or_default();
        }
        let fits =
            |place: &usize, least| code_weight(&self.catalogue.entry_at(*place), reply) >= least;
        let mut own = self.own(provider).filter(|place| fits(place, 8));
        if let (Some(only), None) = (own.next(), own.next()) {
            cases.entry(only).or_default();
        }
    }

    /// The larger, the better; `None` for an entry that cannot be meant.
    fn score(
        &self,
        entry: &Entry,
        case: &Case,
        reply: &Reply,
        provider: Option<&'static Provider>,
    ) -> Option<i32> {
        let own = provider.is_some_and(|provider| std::ptr::eq(provider, entry.provider));
        let house = match entry.provider.kind {
            _ if own => 25,
            Kind::Standard => 0,
            Kind::Server => -4,
            Kind::Blocklist => 4,
            // Another house's words: only what nobody else says, or a tag, points there.
            _ if provider.is_some() => return None,
            _ if case.tagged => 0,
            _ => return None,
        };
        let contradiction = if contradicts(entry, reply) { -30 } else { 0 };
        Some(case.weight + house + code_weight(entry, reply) + contradiction)
    }
}

/// Whether a provider of this kind is who writes a reply, rather than whose software or list it uses.
fn writes_replies(kind: Kind) -> bool {
    matches!(kind, Kind::Mailbox | Kind::Filter | Kind::Sender)
}

/// What the codes say for an entry: exact ones most, a class least; against it if they differ.
fn code_weight(entry: &Entry, reply: &Reply) -> i32 {
    let code = reply.code.map_or(0, |code| {
        let fits = entry.reply.iter().map(|pattern| match pattern {
            ReplyPattern::Code(known) if *known == code => 8,
            ReplyPattern::Class(class) if u16::from(*class) == code / 100 => 1,
            _ => -4,
        });
        fits.max().unwrap_or(0)
    });
    let enhanced = reply.enhanced.map_or(0, |said| {
        let fits = entry.enhanced.iter().map(|pattern: &EnhancedPattern| {
            match (pattern.subject, pattern.detail) {
                _ if pattern.class != said.class => -8,
                (None, _) => 1,
                (Some(subject), _) if subject != said.subject => -8,
                (_, None) => 3,
                (_, Some((first, last))) if (first..=last).contains(&said.detail) => 14,
                _ => -6,
            }
        });
        fits.max().unwrap_or(0)
    });
    match (reply.enhanced.is_some(), entry.enhanced.is_empty()) {
        // An entry that knows no enhanced code knows little of a reply that has one.
        (true, true) => code.min(2),
        // A reply without one is best explained by an entry that has none either.
        (false, true) if code > 0 => code + 3,
        _ => code + enhanced,
    }
}

fn agrees(entry: &Entry, reply: &Reply) -> bool {
    !contradicts(entry, reply) && code_weight(entry, reply) >= 0
}

/// Whether every code of the reply tells another outcome than the entry.
fn contradicts(entry: &Entry, reply: &Reply) -> bool {
    let of_code = reply.code.map(|code| (code / 100) as u8);
    let mut classes = of_code
        .into_iter()
        .chain(reply.enhanced.map(|enhanced| enhanced.class))
        .peekable();
    classes.peek().is_some()
        && classes
            .filter_map(Outcome::from_class)
            .all(|class| class != entry.outcome)
}

/// The domains of the addresses in a text.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split('@').skip(1).map(|after| {
        let end = after
            .find(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
            .unwrap_or(after.len());
        after[..end].trim_end_matches('.')
    })
}

/// Overlapping and adjacent ranges as one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    ranges
        .into_iter()
        .fold(Vec::new(), |mut merged: Vec<Range<usize>>, range| {
            match merged.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => merged.push(range),
            }
            merged
        })
}
