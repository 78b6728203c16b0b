//! Who wrote a reply: recognised by the host, by marks in the text, and by tags and words that nobody else uses.

use super::weights;
use crate::bounce::{BEFORE_RECIPIENT, Bounce, Event};
use crate::catalogue::clues::{Clue, Found, What};
use crate::catalogue::{Action, Catalogue, EntryId, Provider, ProviderId, Words};
use crate::lower::lower;
use foldhash::HashMap;
use memchr::memmem::Finder;
use std::cmp::Reverse;
use std::sync::LazyLock;

/// Who wrote a text, and with whose software.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Author {
    /// A provider that writes replies.
    pub provider: Option<ProviderId>,
    /// A mail server or a blocklist that the text gives away.
    pub server: Option<ProviderId>,
}

impl Author {
    /// Whether the author may use a provider's words: the provider itself, or another of the same operator.
    pub(super) fn runs(self, catalogue: &Catalogue, provider: ProviderId) -> bool {
        let operator = |known: ProviderId| catalogue.provider(known).operator;
        let is_same =
            |known: ProviderId| known == provider || operator(known) == operator(provider);
        self.provider.is_some_and(is_same) || self.server.is_some_and(is_same)
    }
}

/// Finds providers by the names of their hosts and domains.
pub(super) struct ProviderNames {
    hosts: Suffixes,
    domains: Suffixes,
}

/// What is known about a reply's origin besides its text: the same for all hosts and recipients of a provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    host: Suffix,
    domain: Suffix,
    provider: Option<ProviderId>,
    /// Whether the mail server that logs it said it itself.
    is_own_server: bool,
    /// Whether the sender was refused, before any recipient was named.
    of_sender: bool,
    /// Whether the message was refused, after its recipients were accepted.
    of_message: bool,
    /// Whether a name that was not found is not the recipient's domain, but that of your relay or of a mail exchanger.
    of_another_host: bool,
}

/// What is known besides the reply itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The host that said it.
    pub host: Option<&'a str>,
    /// The failed recipient.
    pub recipient: Option<&'a str>,
    /// The id of the provider, if known from elsewhere.
    pub provider: Option<&'a str>,
}

impl<'a> Context<'a> {
    /// Takes what a bounce says besides the reply.
    pub fn of(bounce: &'a Bounce<'_>) -> Context<'a> {
        Context {
            // If your own server rejected it, the remote host is the client, not the one that replied.
            host: bounce
                .remote
                .as_deref()
                .filter(|_| bounce.event != Event::Rejected),
            recipient: bounce.recipient.as_deref(),
            provider: None,
        }
    }
}

/// The evidence so far for each provider.
#[derive(Default)]
pub(super) struct Votes {
    votes: Vec<(ProviderId, i32)>,
    /// The providers that serve an address in the text, or the recipient's.
    addressed: Vec<ProviderId>,
}

/// The most addresses of a reply that are considered.
const MOST_ADDRESSES: usize = 8;

impl ProviderNames {
    pub(super) fn new(catalogue: &Catalogue) -> ProviderNames {
        ProviderNames {
            hosts: Suffixes::new(catalogue, |provider| provider.hosts),
            domains: Suffixes::new(catalogue, |provider| provider.domains),
        }
    }

    /// Returns what the context says about the origin.
    pub(super) fn origin(&self, catalogue: &Catalogue, context: Context<'_>) -> Origin {
        let address = |address: &str| {
            address
                .rsplit_once('@')
                .map(|(_, domain)| self.domain(domain))
        };
        let provider = |id: &str| {
            let mut ids = catalogue.provider_ids();
            ids.find(|known| catalogue.provider(*known).id == id)
        };
        Origin {
            host: context.host.map(|host| self.host(host)).unwrap_or_default(),
            domain: context.recipient.and_then(address).unwrap_or_default(),
            provider: context.provider.and_then(provider),
            ..Origin::default()
        }
    }

    /// Returns the known host that a name belongs to.
    pub(super) fn host(&self, name: &str) -> Suffix {
        self.hosts.find(name)
    }

    /// Returns the known domain that a text after an at sign starts with.
    pub(super) fn domain(&self, text: &str) -> Suffix {
        self.domains.find(domain(text))
    }

    /// Returns who runs a host, or the recipients' domain if no host is known.
    pub(super) fn runs(
        &self,
        catalogue: &Catalogue,
        host: Option<Suffix>,
        domain: Option<Suffix>,
    ) -> Option<ProviderId> {
        let of_domain = || domain.map(|domain| self.domains.providers(domain));
        let providers = host
            .map(|host| self.hosts.providers(host))
            .or_else(of_domain);
        let writes = |id: &&ProviderId| catalogue.provider(**id).kind.writes_replies();
        providers?.iter().filter(writes).min().copied()
    }

    /// Counts what is known besides the text, and the addresses in it. Those say who is written to, not who answers, so
    /// they count only together with words of the provider.
    pub(super) fn vote(&self, votes: &mut Votes, text: &str, origin: Origin) {
        for provider in self.hosts.providers(origin.host) {
            votes.add(*provider, weights::HOST);
        }
        let ats = memchr::memchr_iter(b'@', text.as_bytes()).take(MOST_ADDRESSES);
        let domains = ats.map(|at| self.domain(&text[at + 1..]));
        for domain in domains.chain([origin.domain]) {
            for provider in self.domains.providers(domain) {
                votes.address(*provider);
            }
        }
    }
}

impl Origin {
    /// The origin of what the logging mail server said itself, to a client that may be anybody.
    pub fn own_server() -> Origin {
        Origin {
            is_own_server: true,
            ..Origin::default()
        }
    }

    /// Creates the origin from the host and the recipient's domain.
    pub fn of(host: Suffix, domain: Suffix) -> Origin {
        Origin {
            host,
            domain,
            ..Origin::default()
        }
    }

    /// Adds what a bounce's own words say about whom it is about.
    pub fn said(self, bounce: &Bounce<'_>) -> Origin {
        let said = &*bounce.diagnostic;
        let at_stage = self.said_at(bounce.stage.as_deref(), said);
        Origin {
            of_another_host: is_of_another_host(said, bounce.recipient.as_deref()),
            of_sender: at_stage.of_sender || names_sender(bounce),
            ..at_stage
        }
    }

    /// Adds what words at some stage say, whoever the recipient is.
    pub fn said_at(self, stage: Option<&str>, said: &str) -> Origin {
        Origin {
            of_sender: stage.is_some_and(|stage| BEFORE_RECIPIENT.contains(&stage))
                || is_at_mail_from(said),
            of_message: stage.is_some_and(|stage| matches!(stage, "DATA" | "end of DATA" | "BDAT")),
            ..self
        }
    }

    /// Whether a name that is not the recipient's domain was not found: that is no reason to give the address up.
    pub fn is_of_another_host(&self) -> bool {
        self.of_another_host
    }

    /// Whether the sender was refused, before any recipient was named.
    pub fn is_of_sender(&self) -> bool {
        self.of_sender
    }

    /// Whether the message was refused, after its recipients were accepted.
    pub fn is_of_message(&self) -> bool {
        self.of_message
    }

    /// Whether the mail server that logs it said it itself.
    pub fn is_own_server(&self) -> bool {
        self.is_own_server
    }

    /// The provider, if the caller named it.
    pub fn provider(&self) -> Option<ProviderId> {
        self.provider
    }
}

impl Votes {
    pub(super) fn clear(&mut self) {
        self.votes.clear();
        self.addressed.clear();
    }

    fn add(&mut self, provider: ProviderId, weight: i32) {
        match self.votes.iter_mut().find(|(known, _)| *known == provider) {
            Some((_, sum)) => *sum = sum.saturating_add(weight),
            None => self.votes.push((provider, weight)),
        }
    }

    /// Counts a clue in the text.
    pub(super) fn clue(&mut self, catalogue: &Catalogue, clue: &Clue) {
        let of = |entry: u32| catalogue.provider_of(EntryId::from(entry));
        let (provider, weight) = match clue.what {
            What::Mark(provider) => (ProviderId::from(provider), weights::MARK),
            What::Host(provider) => (ProviderId::from(provider), weights::HOST_IN_TEXT),
            What::Tag(entry) if clue.distinctive => (of(entry), weights::NAMING_TAG),
            What::Fragment(entry) if clue.distinctive => (of(entry), weights::NAMING_WORDS),
            What::Fragment(_) | What::Tag(_) => return,
            What::Decisive(_) | What::Phrase(_) | What::Vague(_) => return,
        };
        self.add(provider, weight);
    }

    /// Counts words that a provider shares with others. They count only beside an address there, and only once. What
    /// everybody says about the sender's setup counts for nothing: a server that refuses to relay to an address does
    /// not host it.
    pub(super) fn hints(&mut self, catalogue: &Catalogue, found: &[Found]) {
        for index in 0..self.addressed.len() {
            let provider = self.addressed[index];
            let is_hint = |clue: &Clue| match clue.what {
                What::Fragment(entry) => {
                    let entry = EntryId::from(entry);
                    let is_of_set_up = catalogue.action_of(entry) == Action::FixConfiguration;
                    let is_everybodys = clue.is_stock && is_of_set_up;
                    let is_shared = !clue.distinctive && !is_everybodys;
                    is_shared && catalogue.provider_of(entry) == provider
                }
                What::Tag(_) | What::Mark(_) | What::Host(_) => false,
                What::Decisive(_) | What::Phrase(_) | What::Vague(_) => false,
            };
            if found
                .iter()
                .any(|(clue, _)| is_hint(&catalogue.clues.clues[*clue as usize]))
            {
                self.add(provider, weights::HINT);
            }
        }
    }

    /// Counts an address at the provider, wherever it is, once.
    fn address(&mut self, provider: ProviderId) {
        if !self.addressed.contains(&provider) {
            self.addressed.push(provider);
            self.add(provider, weights::DOMAIN);
        }
    }

    /// Counts a code that only these providers use.
    pub(super) fn code(&mut self, providers: impl Iterator<Item = ProviderId>) {
        providers.for_each(|provider| self.add(provider, weights::NAMING_CODE));
    }

    /// Returns the author: the provider with the most votes, and the mail server or blocklist with the most; of equals,
    /// the first in the catalogue.
    pub(super) fn winners(&self, catalogue: &Catalogue) -> Author {
        let winner = |writes: bool| {
            let named = self.votes.iter().filter(|(provider, weight)| {
                let kind = catalogue.provider(*provider).kind;
                *weight >= weights::NAMED && kind.writes_replies() == writes
            });
            let best = named.max_by_key(|(provider, weight)| (*weight, Reverse(*provider)));
            best.map(|(provider, _)| *provider)
        };
        Author {
            provider: winner(true),
            server: winner(false),
        }
    }
}

/// Identifies the providers that the longest known suffix of a name belongs to. All names of the same providers share it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Suffix(u32);

/// Names whose subdomains belong to the same providers.
struct Suffixes {
    names: HashMap<&'static str, Suffix>,
    /// The providers for each [`Suffix`]. The first has none: it stands for all unknown names.
    providers: Vec<Vec<ProviderId>>,
    /// The most dots in any of the names.
    most_dots: usize,
}

impl Suffixes {
    fn new(catalogue: &Catalogue, names: fn(&'static Provider) -> Words) -> Suffixes {
        let mut by_name: HashMap<&'static str, Vec<ProviderId>> = HashMap::default();
        for (id, provider) in catalogue.provider_ids().zip(catalogue.providers) {
            for name in names(provider) {
                by_name.entry(*name).or_default().push(id);
            }
        }
        let mut suffixes = Suffixes {
            names: HashMap::default(),
            providers: vec![Vec::new()],
            most_dots: 0,
        };
        let mut shared: HashMap<Vec<ProviderId>, Suffix> = HashMap::default();
        for name in by_name.keys() {
            let starts = name.match_indices('.').map(|(dot, _)| dot + 1);
            suffixes.most_dots = suffixes.most_dots.max(starts.clone().count());
            let wider = [0].into_iter().chain(starts);
            let providers = wider.filter_map(|at| by_name.get(&name[at..])).flatten();
            let providers: Vec<_> = providers.copied().collect();
            let suffix = *shared.entry(providers.clone()).or_insert_with(|| {
                suffixes.providers.push(providers);
                Suffix(suffixes.providers.len() as u32 - 1)
            });
            suffixes.names.insert(name, suffix);
        }
        suffixes
    }

    fn providers(&self, suffix: Suffix) -> &[ProviderId] {
        &self.providers[suffix.0 as usize]
    }

    /// Returns the longest known suffix of a name, ignoring case.
    fn find(&self, name: &str) -> Suffix {
        let name = &*lower(name);
        let dots = memchr::memrchr_iter(b'.', name.as_bytes()).take(self.most_dots + 1);
        let starts = dots.map(|dot| dot + 1).chain([0]);
        let known = starts.filter_map(|at| self.names.get(&name[at..]));
        known.last().copied().unwrap_or_default()
    }
}

/// The most bytes of a name (RFC 1035 §2.3.4).
const LONGEST_NAME: usize = 255;

/// Returns the domain that a text starts with.
fn domain(text: &str) -> &str {
    let is_part =
        |byte: &u8| !byte.is_ascii() || byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let end = text.bytes().take(LONGEST_NAME).take_while(is_part).count();
    text[..text.floor_char_boundary(end)].trim_end_matches('.')
}

/// Whether the server's words are about the sender: they start with the sender's address, as others do with the
/// recipient's, or end with it behind a colon. Some servers ask, at RCPT TO, whether the sender exists.
fn names_sender(bounce: &Bounce<'_>) -> bool {
    let sender = bounce
        .sender
        .as_deref()
        .filter(|sender| sender.contains('@'));
    sender.is_some_and(|sender| {
        let recipient = bounce.recipient.as_deref().unwrap_or_default();
        let reply = bounce.reply();
        let said = reply.text.trim_matches(['<', '>', '.', ' ']);
        let starts = || said.strip_prefix(sender)?.chars().next();
        let before = said.strip_suffix(sender).unwrap_or_default();
        let is_cause = before.trim_end_matches(['<', ' ']).ends_with(':')
            && before.split_whitespace().nth(3).is_none();
        let is_named = starts().is_some_and(|next| matches!(next, '>' | ':' | ' ')) || is_cause;
        is_named && !recipient.eq_ignore_ascii_case(sender)
    })
}

/// Whether a text says that it answers MAIL FROM: `after MAIL FROM:<…>`, `in reply to MAIL FROM command`, `MAIL FROM
/// command failed`, `MAIL FROM: 550 …`.
fn is_at_mail_from(text: &str) -> bool {
    // Built once: every reply is searched.
    static COMMAND: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("MAIL FROM"));
    COMMAND.find_iter(text.as_bytes()).any(|at| {
        let (before, after) = (text[..at].trim_end(), &text[at + COMMAND.needle().len()..]);
        let is_answered = ["after", "pipelined", "reply to", "response to"]
            .iter()
            .any(|words| before.ends_with(words));
        let is_refused = [" command failed", ": 4", ": 5"]
            .iter()
            .any(|words| after.starts_with(words));
        is_answered || is_refused
    }) || text.contains("Mail command failed: ")
}

/// Whether words say that a name was not found which is not the recipient's domain: a name without a dot is nobody's.
pub fn is_of_another_host(said: &str, recipient: Option<&str>) -> bool {
    let domain = recipient.and_then(|recipient| Some(recipient.rsplit_once('@')?.1));
    looked_up(said).is_some_and(|name| match domain {
        Some(domain) => !name.eq_ignore_ascii_case(domain),
        None => !name.contains('.'),
    })
}

/// Returns the name that the sending server could not find in DNS: `Name service error for name=mx.example.org type=A`,
/// `Host unknown (Name server: mx.example.org: host not found)`, `Unable to look up host mx.example.org: …`.
pub fn looked_up(text: &str) -> Option<&str> {
    static MARKS: LazyLock<[(Finder<'_>, char); 3]> = LazyLock::new(|| {
        [
            ("error for name=", ' '),
            ("(Name server: ", ':'),
            ("nable to look up host ", ':'),
        ]
        .map(|(mark, end)| (Finder::new(mark), end))
    });
    MARKS.iter().find_map(|(mark, end)| {
        let at = mark.find(text.as_bytes())? + mark.needle().len();
        text.get(at..)?.split(*end).next()
    })
}
