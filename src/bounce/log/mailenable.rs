//! MailEnable's SMTP activity log: one line for each command and its reply
//! (<https://www.mailenable.com/kb/content/article.asp?ID=ME020170>).

use super::line::Line;
use super::parts::{bracketed, is_reply};
use super::{Format, Needle, Read};
use crate::bounce::{Bounce, Event};

pub(super) const FORMAT: Format = Format {
    name: "MailEnable",
    // The message's file.
    needles: &[Needle::new(".MAI\t")],
    is_line: |line| columns(line.text).is_some(),
    read: Read::One(read),
};

/// `03/14/26 09:26:53`, `SMTP-OU`, the message, a socket, the remote address, the command, the whole command line, the reply,
/// bytes read and written, the user.
fn columns(line: &str) -> Option<[&str; 8]> {
    let (first, rest) = line.trim_start_matches('\u{feff}').split_once('\t')?;
    let is_of_smtp = rest.starts_with("SMTP-OU\t") || rest.starts_with("SMTP-IN\t");
    let mut columns = [first, "", "", "", "", "", "", ""];
    if !is_of_smtp {
        return None;
    }
    let mut cells = rest.split('\t');
    for column in &mut columns[1..] {
        *column = cells.next()?.trim();
    }
    Some(columns)
}

fn read<'a>(line: &Line<'a>) -> Option<Bounce<'a>> {
    let [time, direction, message, _, remote, command, whole, reply] = columns(line.text)?;
    let class = reply.bytes().next().filter(|_| is_reply(reply))?;
    let event = match class {
        b'4' | b'5' if direction == "SMTP-IN" => Event::Rejected,
        b'4' => Event::Deferred,
        b'5' => Event::Bounced,
        _ => return None,
    };
    let address = whole.find('<').and_then(|at| bracketed(&whole[at..]));
    let recipient = address.filter(|_| command == "RCPT");
    Some(Bounce {
        event,
        recipient: recipient.map(|(address, _)| address.into()),
        remote: (!remote.is_empty()).then(|| remote.into()),
        diagnostic: reply.into(),
        time: Some(time.into()),
        queue: (!message.is_empty()).then(|| message.into()),
        stage: match command {
            "" => None,
            "MAIL" => Some("MAIL FROM".into()),
            command => Some(command.into()),
        },
        ..Bounce::default()
    })
}
