//! Both sides of an SMTP session (RFC 5321 §4.3), from transcripts of telnet, `openssl s_client`, swaks, curl, mail
//! libraries and mail servers: which command each reply answers, and whom it is about.
//!
//! Only refusals are reported; if there are none, the session's last reply.

mod protocol_log;
mod turn;

use super::{Bounce, Event, message};
pub(super) use protocol_log::ProtocolLog;
pub(super) use turn::{Command, Speech, Turn, opens};

/// The most bytes of a session that wait for what belongs to them.
const MOST: usize = 1 << 16;
/// The longest reply, in bytes; longer ones are cut.
const LONGEST_REPLY: usize = 1 << 13;
/// What each command, reply and recipient costs in addition to its text, in bytes.
const EACH: usize = 64;

/// Receives each refusal, with the line at which its reply starts.
type Emit<'e> = &'e mut dyn FnMut((usize, Bounce<'static>));

/// One session, as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Dialogue {
    /// What the client has said since the last reply was assigned.
    asked: Vec<Asked>,
    /// What the server has answered since then.
    answers: Vec<Answer>,
    /// A reply whose last line is still to come.
    open: Option<Answer>,
    /// The number of answers before the message that the server waits for: up to the dot, none of its lines is an
    /// answer.
    content: Option<usize>,
    /// The recipients that the server accepted for the message.
    accepted: Vec<String>,
    /// The bytes that wait.
    held: usize,
    host: Option<String>,
    sender: Option<String>,
    /// Whether the commands have marks, and whether the replies have.
    is_marked: [bool; 2],
    /// Whether anything was refused.
    pub is_refused: bool,
    /// The last refusal, and the command that it answered.
    refused: Option<(String, &'static str)>,
    /// The server's last reply, if it refused nothing.
    last: Option<(usize, Bounce<'static>)>,
    /// What the client says has failed, although the server refused nothing.
    failed: Option<(usize, Vec<Bounce<'static>>)>,
    /// Whether the server has said goodbye.
    pub is_over: bool,
    /// Whether the server refuses its own clients, because it wrote the transcript.
    is_own: bool,
}

#[derive(Debug)]
struct Asked {
    verb: &'static str,
    recipient: Option<String>,
}

#[derive(Debug)]
struct Answer {
    line: usize,
    diagnostic: String,
    time: Option<String>,
}

impl Answer {
    /// The first digit of its code.
    fn class(&self) -> u8 {
        self.diagnostic.bytes().next().unwrap_or_default()
    }

    fn code(&self) -> &str {
        self.diagnostic.get(..3).unwrap_or_default()
    }
}

impl Dialogue {
    /// Adds the next line.
    pub(super) fn add(&mut self, line: usize, turn: Turn<'_>, emit: Emit<'_>) {
        let continues = self.open.is_some() && matches!(turn.speech, Speech::Reply(_));
        let is_reply = !matches!(turn.speech, Speech::Command(_) | Speech::Dot);
        // Some programs mark only what the client says.
        let [commands, replies] = &mut self.is_marked;
        let needs_mark = *replies || !is_reply && *commands;
        if needs_mark && !turn.is_marked && !continues {
            return;
        }
        *(if is_reply { replies } else { commands }) |= turn.is_marked;
        if self.held > MOST {
            self.assign(emit);
            self.accepted.clear();
            self.held = 0;
        }
        match turn.speech {
            Speech::Command(command) => self.ask(command, emit),
            Speech::Reply(diagnostic) => self.answer(line, diagnostic, turn.time),
            Speech::Answer(verb, diagnostic) => {
                let address = None;
                self.ask(Command { verb, address }, emit);
                self.answer(line, diagnostic, turn.time);
            }
            Speech::Dot => {
                let start = self.content.take();
                self.answers.truncate(start.unwrap_or(self.answers.len()));
            }
        }
    }

    fn ask(&mut self, command: Command<'_>, emit: Emit<'_>) {
        self.answers.extend(self.open.take());
        if !self.answers.is_empty() {
            self.assign(emit);
        }
        let address = command.address.map(str::to_owned);
        self.held += address.as_ref().map_or(0, String::len) + EACH;
        let recipient = if command.verb == "MAIL FROM" {
            self.sender = address;
            None
        } else {
            address
        };
        self.asked.push(Asked {
            verb: command.verb,
            recipient,
        });
    }

    fn answer(&mut self, line: usize, diagnostic: &str, time: Option<&str>) {
        let open = self
            .open
            .take()
            .filter(|open| diagnostic.starts_with(open.code()));
        let mut answer = open.unwrap_or_else(|| Answer {
            line,
            diagnostic: String::new(),
            time: time.map(str::to_owned),
        });
        self.held += EACH;
        if answer.diagnostic.len() + diagnostic.len() < LONGEST_REPLY {
            self.held += diagnostic.len();
            if !answer.diagnostic.is_empty() {
                answer.diagnostic.push('\n');
            }
            answer.diagnostic.push_str(diagnostic);
        }
        if diagnostic.as_bytes().get(3) == Some(&b'-') {
            self.open = Some(answer);
            return;
        }
        self.is_over |= matches!(answer.code(), "221" | "421");
        let waits = answer.code() == "354";
        self.answers.push(answer);
        if waits {
            self.content = Some(self.answers.len());
        }
    }

    /// Reports what is certain while nothing more comes: commands may still be answered.
    pub(super) fn pause(&mut self, emit: Emit<'_>) {
        if self.open.is_none() && self.answers.len() >= self.asked.len() {
            self.assign(emit);
        }
    }

    /// Notes that the client reports a failure. Some programs show only what they said themselves: then the server's
    /// reply in their report answers their last command.
    pub(super) fn fail(&mut self, line: usize, mut said: Vec<Bounce<'static>>) {
        let have_code = |said: &[Bounce<'_>]| {
            let mut said = said.iter();
            said.any(|said| said.reply().class().is_some())
        };
        let has_code = have_code(&said);
        // A stack trace ends with what has happened.
        let says_less = |failed: &[Bounce<'_>]| has_code && !have_code(failed);
        if let Some((_, failed)) = &self.failed
            && !says_less(failed)
        {
            return;
        }
        let is_reply = has_code && self.answers.iter().all(|answer| answer.class() == b'3');
        let mut asked = self.asked.iter().rev().filter(|_| is_reply);
        let asked = asked.find(|asked| asked.verb != "QUIT");
        let recipient = asked.and_then(|asked| match asked.verb {
            "DATA" | "BDAT" => self.only_recipient(),
            _ => asked.recipient.clone(),
        });
        if let [only] = &mut said[..]
            && only.recipient.is_none()
        {
            only.recipient = recipient.map(Into::into);
        }
        for said in &mut said {
            said.event = Event::default();
            said.remote = self.host.clone().map(Into::into);
            if let Some(asked) = asked.filter(|_| said.stage.is_none()) {
                said.stage = Some(asked.verb.into());
            }
        }
        self.failed = Some((line, said));
    }

    /// Returns the recipient of the message, if it has only one.
    fn only_recipient(&self) -> Option<String> {
        let asked = self
            .asked
            .iter()
            .filter_map(|asked| asked.recipient.as_ref());
        let mut recipients = self.accepted.iter().chain(asked);
        recipients
            .next()
            .filter(|_| recipients.next().is_none())
            .cloned()
    }

    /// Reports the rest, at the end of the session.
    pub(super) fn end(&mut self, emit: Emit<'_>) {
        self.answers.extend(self.open.take());
        self.assign(emit);
        let (failed, last) = (self.failed.take(), self.last.take());
        if self.is_refused {
            return;
        }
        match failed {
            Some((line, failed)) => failed.into_iter().for_each(|said| emit((line, said))),
            None => last.into_iter().for_each(emit),
        }
    }

    /// Assigns the replies to the commands that they answer, from the last backwards: a pasted session may lack its
    /// start.
    fn assign(&mut self, emit: Emit<'_>) {
        self.content = None;
        self.held = self
            .accepted
            .iter()
            .map(|recipient| recipient.len() + EACH)
            .sum();
        let mut answers = std::mem::take(&mut self.answers);
        let mut asked = std::mem::take(&mut self.asked);
        // A message that the server waited for was not accepted: the replies before it are not how the session ended.
        let waits = answers.pop_if(|answer| answer.code() == "354");
        if waits.is_some() {
            asked.pop_if(|asked| asked.verb == "DATA");
        }
        // An intermediate reply is not an answer yet (RFC 5321 §4.2.1).
        answers.retain(|answer| answer.class() != b'3');
        // A server that closes the connection may say so without being asked (RFC 5321 §3.8).
        let is_farewell = |answer: &Answer| answer.code() == "421";
        while answers.len() > asked.len().max(1) && answers.last().is_some_and(is_farewell) {
            answers.pop();
        }
        let missing = answers.len().saturating_sub(asked.len());
        let unanswered = asked.len().saturating_sub(answers.len());
        let commands = asked.into_iter().skip(unanswered).map(Some);
        let commands = std::iter::repeat_with(|| None)
            .take(missing)
            .chain(commands);
        for (answer, asked) in answers.into_iter().zip(commands) {
            self.report(answer, asked, emit);
        }
        if let Some(answer) = waits {
            self.last = Some((answer.line, self.bounce(&answer, "DATA")));
        }
    }

    fn report(&mut self, answer: Answer, asked: Option<Asked>, emit: Emit<'_>) {
        let verb = asked.as_ref().map_or("", |asked| asked.verb);
        let recipient = asked.as_ref().and_then(|asked| asked.recipient.clone());
        // The command may be missing.
        let named =
            || message::named_first(&answer.diagnostic).filter(|_| matches!(verb, "" | "RCPT TO"));
        let recipient = match (recipient, named()) {
            // It is not known which command was answered.
            (Some(asked), Some(named)) if verb.is_empty() && asked != named => None,
            (asked, named) => asked.or_else(|| named.map(str::to_owned)),
        };
        let is_content = matches!(verb, "DATA" | "BDAT");
        if !matches!(answer.class(), b'4' | b'5') {
            self.accept(answer, verb, recipient);
            return;
        }
        // These follow from an earlier refusal (RFC 5321 §3.3).
        let is_consequence = answer.code() == "503" || is_content && self.accepted.is_empty();
        // A server that demands TLS or a login repeats that to whatever comes next, and refuses every way to log in.
        let is_repeated = self.refused.as_ref().is_some_and(|(diagnostic, of)| {
            *diagnostic == answer.diagnostic && (*of != verb || verb == "AUTH")
        });
        if self.is_refused && (is_consequence || is_repeated) {
            return;
        }
        self.is_refused = true;
        self.refused = Some((answer.diagnostic.clone(), verb));
        let recipients = if is_content && !self.accepted.is_empty() {
            self.accepted.drain(..).map(Some).collect()
        } else {
            vec![recipient]
        };
        let bounce = self.bounce(&answer, verb);
        for recipient in recipients {
            let each = Bounce {
                recipient: recipient.map(Into::into),
                ..bounce.clone()
            };
            emit((answer.line, each));
        }
    }

    /// Processes a reply that refuses nothing.
    fn accept(&mut self, answer: Answer, verb: &'static str, recipient: Option<String>) {
        // The client has tried again.
        self.failed.take_if(|(line, _)| *line < answer.line);
        if matches!(verb, "MAIL FROM" | "RSET" | "EHLO" | "HELO" | "LHLO") {
            self.accepted.clear();
        }
        if answer.code() == "220" && verb.is_empty() {
            let name = answer
                .diagnostic
                .get(4..)
                .unwrap_or_default()
                .split(' ')
                .next();
            self.host = name.filter(|name| name.contains('.')).map(str::to_owned);
        }
        let bounce = Bounce {
            recipient: recipient.clone().map(Into::into),
            ..self.bounce(&answer, verb)
        };
        self.accepted.extend(recipient);
        if verb != "QUIT" && answer.code() != "221" {
            self.last = Some((answer.line, bounce));
        }
    }

    fn bounce(&self, answer: &Answer, verb: &'static str) -> Bounce<'static> {
        let is_refusal = matches!(answer.class(), b'4' | b'5');
        Bounce {
            event: if self.is_own && is_refusal {
                Event::Rejected
            } else {
                Event::Unknown
            },
            remote: self.host.clone().map(Into::into),
            sender: self.sender.clone().map(Into::into),
            diagnostic: answer.diagnostic.clone().into(),
            time: answer.time.clone().map(Into::into),
            stage: (!verb.is_empty()).then(|| verb.into()),
            ..Bounce::default()
        }
    }
}
