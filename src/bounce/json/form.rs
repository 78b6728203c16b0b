//! How to read one kind of event: which keys identify it, and where it keeps what.

use super::super::log::postfix_words;
use super::super::message::address::without_name;
use super::super::{About, Bounce, Event, NULL_SENDER, before_recipient};
use super::scope::Scope;
use crate::reply::Reply;
use serde_json::Value;
use std::borrow::Cow;
use std::slice;

/// One kind of event from one service or server. Paths, templates and conditions are those of [`Scope`]; an empty path
/// or template yields nothing.
pub(super) struct Form {
    /// The service that reports; put in front of its own words, so that the catalogue knows whose they are.
    pub service: &'static str,
    /// Conditions that identify this form.
    pub has: &'static [&'static str],
    /// The path to the recipients' parts, one or an array. Without it the event is about one recipient.
    pub each: &'static str,
    /// Templates of the event's name; the first one that `events` or `silent` knows counts.
    pub name: &'static [&'static str],
    /// What names mean; alternatives are separated by `|`.
    pub events: &'static [(Event, &'static str)],
    /// Names that mean nothing, as exceptions to `otherwise`.
    pub silent: &'static str,
    /// What any other name means, if anything.
    pub otherwise: Option<Event>,
    /// Conditions, any of which means that a failure is temporary, unless words tell its cause.
    pub temporary_if: &'static [&'static str],
    /// Templates of the server's words.
    pub server: &'static [&'static str],
    /// Templates of the service's own words, for events without a server's reply.
    pub own: &'static [&'static str],
    /// Whether the server's name precedes its words, as in Postfix: `host mx.example.org[192.0.2.1] said: …`.
    pub is_introduced: bool,
    /// Conditions, any of which means that no server replied.
    pub own_if: &'static [&'static str],
    /// The domain of the service's own hosts, which did not say the server's words.
    pub own_hosts: &'static str,
    pub recipient: &'static str,
    pub remote: &'static str,
    pub code: &'static str,
    /// A template, because some services have a field for each number.
    pub enhanced: &'static str,
    pub time: &'static str,
    pub queue: &'static str,
    /// The envelope sender.
    pub sender: &'static str,
    pub user: &'static str,
    pub source: &'static str,
    pub campaign: &'static str,
    /// The command that was answered.
    pub stage: &'static str,
}

impl Form {
    /// A form with nothing set, so that others name only what they have.
    pub(super) const EMPTY: Form = Form {
        service: "",
        has: &[],
        each: "",
        name: &[],
        events: &[],
        silent: "",
        otherwise: None,
        temporary_if: &[],
        server: &[],
        own: &[],
        is_introduced: false,
        own_if: &[],
        own_hosts: "",
        recipient: "",
        remote: "",
        code: "",
        enhanced: "",
        time: "",
        queue: "",
        sender: "",
        user: "",
        source: "",
        campaign: "",
        stage: "",
    };

    /// Returns what an event of this form reports, recipient by recipient.
    pub(super) fn bounces<'a>(
        &'a self,
        whole: Scope<'a>,
    ) -> impl Iterator<Item = Bounce<'static>> + 'a {
        let parts = match whole.value(self.each) {
            Some(Value::Array(parts)) if !parts.is_empty() => parts.as_slice(),
            Some(part) => slice::from_ref(part),
            None => slice::from_ref(whole.event),
        };
        let scopes = parts.iter().map(move |part| Scope { part, ..whole });
        scopes
            .take_while(|scope| !scope.allowance.is_used_up())
            .filter_map(|scope| self.bounce(scope))
    }

    fn bounce(&self, scope: Scope<'_>) -> Option<Bounce<'static>> {
        let event = self.event(scope)?;
        let code = scope
            .text(self.code)
            .and_then(|text| Reply::parse(&text).code);
        let enhanced = scope
            .fill(self.enhanced)
            .and_then(|text| Reply::parse(&text).enhanced);
        let server = self.server_words(scope, code.is_some() || enhanced.is_some());
        let mut remote = scope.text(self.remote).map(|text| host(&text));
        let is_own = |host: &str| !self.own_hosts.is_empty() && host.ends_with(self.own_hosts);
        let is_said = server.is_some();
        let spoke = |host: &String| !host.is_empty() && (!is_said || !is_own(host));
        let mut diagnostic = server.unwrap_or_else(|| self.own_words(scope));
        if self.is_introduced {
            if diagnostic.is_empty() {
                // No server has replied yet.
                return None;
            }
            let (name, words) = postfix_words(&diagnostic);
            remote = name.map(str::to_owned);
            diagnostic = words.to_owned();
        }
        Some(Bounce {
            forwarded_to: None,
            event,
            recipient: scope.text(self.recipient).map(|text| address(&text).into()),
            remote: remote.filter(spoke).map(Cow::Owned),
            diagnostic: diagnostic.into(),
            is_temporary: self
                .temporary_if
                .iter()
                .any(|condition| scope.holds(condition)),
            about: About::Delivery,
            code,
            enhanced,
            time: scope.text(self.time).map(owned),
            queue: scope.text(self.queue).map(owned),
            sender: scope.text(self.sender).map(envelope),
            user: self.name(scope, self.user),
            source: self.name(scope, self.source),
            campaign: self.name(scope, self.campaign),
            stage: scope
                .text(self.stage)
                .and_then(|command| before_recipient(&command))
                .map(Cow::Borrowed),
        })
    }

    fn event(&self, scope: Scope<'_>) -> Option<Event> {
        let is_among = |name: &str, names: &str| {
            names
                .split('|')
                .any(|known| known.eq_ignore_ascii_case(name))
        };
        for name in self.name.iter().filter_map(|name| scope.fill(name)) {
            if is_among(&name, self.silent) {
                return None;
            }
            let known = self.events.iter().find(|(_, names)| is_among(&name, names));
            if let Some((event, _)) = known {
                return Some(*event);
            }
        }
        self.otherwise
    }

    /// Returns what the server said. Servers answer with codes: words without a code, in them or beside them, are the
    /// service's.
    fn server_words(&self, scope: Scope<'_>, has_code: bool) -> Option<String> {
        if self.own_if.iter().any(|condition| scope.holds(condition)) {
            return None;
        }
        let words = scope.fill_first(self.server)?;
        (has_code || Reply::parse(&words).class().is_some()).then_some(words)
    }

    /// Returns the service's own words, after its name.
    fn own_words(&self, scope: Scope<'_>) -> String {
        match scope.fill_first(self.own) {
            // A queue has no service to name.
            Some(words) if self.service.is_empty() => words,
            Some(words) => {
                let words = words.split(' ').map(spelled_out).collect::<Vec<_>>();
                format!("{}: {}", self.service, words.join(" "))
            }
            None => scope.fill_first(self.server).unwrap_or_default(),
        }
    }

    /// Returns the text at a path as a name; an empty text names nothing.
    fn name(&self, scope: Scope<'_>, path: &str) -> Option<Cow<'static, str>> {
        let text = scope.text(path).filter(|text| !text.is_empty());
        text.map(owned)
    }
}

pub(super) fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// Returns an envelope sender: [`NULL_SENDER`] if it is empty, as for a notification.
fn envelope(text: Cow<'_, str>) -> Cow<'static, str> {
    match address(&text) {
        sender if sender.is_empty() => NULL_SENDER.into(),
        sender => sender.into(),
    }
}

/// Spells out an identifier such as `bad_mailbox`, since the catalogue knows phrases.
fn spelled_out(word: &str) -> Cow<'_, str> {
    let is_name = word
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':'));
    if is_name && word.contains('_') {
        Cow::Owned(word.replace('_', " "))
    } else {
        Cow::Borrowed(word)
    }
}

/// Returns the address in `Jo <jo@example.org>`, `rfc822;jo@example.org` (RFC 3464 §2.3.2).
fn address(text: &str) -> String {
    let text = without_name(text.trim());
    let typed = text
        .split_once(';')
        .filter(|(kind, _)| kind.trim().eq_ignore_ascii_case("rfc822"));
    typed.map_or(text, |(_, address)| address).trim().to_owned()
}

/// Returns the name in `dns; mx.example.org (192.0.2.1)` (RFC 3464 §2.1.2).
fn host(text: &str) -> String {
    let text = text.split_once(';').map_or(text, |(_, name)| name);
    let name = text.split_whitespace().next().unwrap_or_default();
    name.trim_end_matches('.').to_owned()
}
