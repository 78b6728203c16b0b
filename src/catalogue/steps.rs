//! What to do next, with the facts of a bounce filled in.
//!
//! A step may name a fact with an example after a bar: `dig -x {ip|192.0.2.1}`. It reads
//! as a command with the example, and becomes the command to run once there is a bounce.

use super::Texts;
use std::borrow::Cow;
use std::net::IpAddr;

/// The steps of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    /// What to do before all of them, if the entry may not apply.
    before: Option<&'static str>,
    /// What to do instead of them, if the entry's address is another one.
    instead: Option<&'static str>,
    texts: Texts,
}

/// The facts that a step may name.
pub const FACTS: [&str; 4] = ["host", "ip", "domain", "sender"];

/// What is known about one bounce. Each fact is a plain name or address: none of its characters means anything to a
/// shell or in a link, whoever sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The host that answered, or did not.
    host: Option<String>,
    /// The address that the reply is about: the sender's own, as the server saw it.
    ip: Option<IpAddr>,
    /// The recipient's domain.
    domain: Option<String>,
    /// The domain of the envelope sender.
    sender: Option<String>,
}

impl From<Texts> for Steps {
    fn from(texts: Texts) -> Steps {
        Steps {
            before: None,
            instead: None,
            texts,
        }
    }
}

impl Steps {
    /// Whether a step names only known facts, each with an example.
    pub fn is_well_formed(step: &str) -> bool {
        parts(step).all(|part| match part {
            Part::Fact { name, example } => FACTS.contains(&name) && !example.is_empty(),
            Part::Text(text) => !text.contains(['{', '}']),
        })
    }

    /// The steps as written in the catalogue.
    pub fn raw(self) -> Texts {
        self.texts
    }

    /// The same steps, with another one before them.
    pub(crate) fn after(self, before: &'static str) -> Steps {
        Steps {
            before: Some(before),
            ..self
        }
    }

    /// A single step in their place, after the one before them.
    pub(crate) fn replaced(self, instead: &'static str) -> Steps {
        Steps {
            instead: Some(instead),
            ..self
        }
    }

    /// The steps as they read without a bounce, with examples for the facts.
    pub fn iter(self) -> impl Iterator<Item = Cow<'static, str>> {
        static NONE: Facts = Facts {
            host: None,
            ip: None,
            domain: None,
            sender: None,
        };
        self.of(&NONE)
    }

    /// The steps as they read for one bounce.
    pub fn of(self, facts: &Facts) -> impl Iterator<Item = Cow<'static, str>> {
        let own = self.texts.iter().filter(move |_| self.instead.is_none());
        let steps = self.before.into_iter().chain(self.instead).chain(own);
        steps.map(|step| facts.fill(step))
    }
}

impl Facts {
    /// Collects the facts of a bounce: the host that answered, the domains of recipient and envelope sender, and those
    /// in the reply.
    pub fn new(
        host: Option<&str>,
        domain: Option<&str>,
        sender: Option<&str>,
        diagnostic: &str,
    ) -> Facts {
        let plain = |name: &&str| is_host(name);
        let host = host.or_else(|| unreachable_host(diagnostic)).filter(plain);
        Facts {
            host: host.map(str::to_owned),
            ip: only_address(diagnostic, host),
            domain: domain.filter(plain).map(str::to_owned),
            sender: sender.filter(plain).map(str::to_owned),
        }
    }

    fn fill(&self, step: &'static str) -> Cow<'static, str> {
        if !step.contains('{') {
            return step.into();
        }
        let mut filled = String::with_capacity(step.len());
        for part in parts(step) {
            match part {
                Part::Text(text) => filled += text,
                Part::Fact { name, example } => match self.get(name) {
                    Some(fact) => filled += &fact,
                    None => filled += example,
                },
            }
        }
        filled.into()
    }

    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        match name {
            "host" => self.host.as_deref().map(Cow::from),
            "ip" => self.ip.map(|ip| ip.to_string().into()),
            "domain" => self.domain.as_deref().map(Cow::from),
            "sender" => self.sender.as_deref().map(Cow::from),
            _ => None,
        }
    }
}

/// A part of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Fact { name: &'a str, example: &'a str },
}

/// Splits a step into parts. Braces without a fact and an example are text.
fn parts(step: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = step;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((part, behind)) = fact(rest) {
            rest = behind;
            return Some(part);
        }
        let end = rest[1..].find('{').map_or(rest.len(), |at| at + 1);
        let (text, behind) = rest.split_at(end);
        rest = behind;
        Some(Part::Text(text))
    })
}

/// Splits off the fact at the start of a text.
fn fact(text: &str) -> Option<(Part<'_>, &str)> {
    let (inside, behind) = text.strip_prefix('{')?.split_once('}')?;
    let (name, example) = inside.split_once('|')?;
    Some((Part::Fact { name, example }, behind))
}

/// Returns `mx.example.net` from `connect to mx.example.net[192.0.2.9]:25: Connection timed out` (Postfix).
fn unreachable_host(diagnostic: &str) -> Option<&str> {
    let (host, _) = diagnostic.strip_prefix("connect to ")?.split_once('[')?;
    Some(host)
}

/// Whether this is a host's name or address and nothing else.
fn is_host(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    !name.is_empty() && !name.starts_with('-') && name.bytes().all(is_plain)
}

/// Returns the only address in a text besides that of the host that sent it. The addresses with which blocklists answer
/// (127.0.0.0/8) do not count; if there are several others, nobody knows which is which.
fn only_address(text: &str, host: Option<&str>) -> Option<IpAddr> {
    let host = host.and_then(|host| host.parse().ok());
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == ':'));
    let mut addresses = words
        .map(|word| word.trim_start_matches("IPv6:").trim_matches(['.', ':']))
        .filter_map(|word| word.parse::<IpAddr>().ok())
        .filter(|address| !address.is_loopback() && Some(*address) != host);
    let first = addresses.next()?;
    addresses.all(|address| address == first).then_some(first)
}
