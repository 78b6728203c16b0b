//! Words by which programs say that a text is a report, and whether they will try again.
//!
//! All are in lower case. They only classify the text; what went wrong is for the catalogue to know.

use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Input, MatchKind};
use std::sync::OnceLock;

/// Phrases that are searched for all at once.
pub(crate) struct Phrases {
    all: [&'static [&'static str]; 3],
    /// Built when first needed; `None` if that fails.
    searcher: OnceLock<Option<NFA>>,
}

impl Phrases {
    pub(crate) const fn new(all: &'static [&'static str]) -> Phrases {
        Phrases::of([all, &[], &[]])
    }

    /// The phrases of several lists: one pass is cheaper than three.
    pub(crate) const fn of(all: [&'static [&'static str]; 3]) -> Phrases {
        Phrases {
            all,
            searcher: OnceLock::new(),
        }
    }

    /// Whether a lower-case text contains any of them.
    pub(crate) fn occur_in(&self, text: &str) -> bool {
        let searcher = self.searcher.get_or_init(|| {
            // Any match will do, but this kind also uses the fast search for first bytes.
            let mut builder = NFA::builder();
            builder.match_kind(MatchKind::LeftmostFirst);
            builder.build(self.all.iter().copied().flatten()).ok()
        });
        match searcher {
            Some(searcher) => {
                let found = searcher.try_find(&Input::new(text).earliest(true));
                found.is_ok_and(|found| found.is_some())
            }
            None => {
                let mut all = self.all.iter().copied().flatten();
                all.any(|phrase| text.contains(phrase))
            }
        }
    }
}

/// Local parts that mail systems send reports from.
pub(crate) const DAEMONS: [&str; 12] = [
    "mailer-daemon",
    "mailerdaemon",
    "postmaster",
    "post_master",
    "mail.delivery.system",
    "mail-daemon",
    "maildaemon",
    "mdaemon",
    "mail-delivery",
    "bounce-notification",
    "microsoftexchange",
    "mail_daemon",
];

/// Names that mail systems give themselves.
pub(crate) const SYSTEMS: [&str; 9] = [
    "mail deliver",
    "mailer-daemon",
    "mailer daemon",
    "delivery subsystem",
    "system administrator",
    "postmaster",
    "mail administrator",
    "mail system",
    "ndr administrator",
];

/// What people write when they describe what they did and what went wrong, with the blanks around it. Programs say
/// little more about themselves than that they could not do something.
pub(crate) static NARRATED: Phrases = Phrases::new(&[
    " i am ",
    " i did ",
    " i get ",
    " i got ",
    " i have ",
    " i sent ",
    " i tried ",
    " i use ",
    " i was ",
    " i've ",
    " i'm getting ",
    " we are ",
    " we get ",
    " we should ",
    " when i ",
    " when you ",
    " when sending ",
    " if you send ",
    " is it possible ",
    " an error appears",
    " any idea",
    " anyone ",
    " bounces with ",
    " bounced with ",
    " bounces back with ",
]);

/// Phrases that only mail servers use about a delivery, in their logs and queues: Postfix, Exim.
pub(crate) static SERVERS: Phrases = Phrases::new(&[
    "all hosts have been failing for",
    "cannot start tls: ",
    "client host rejected: ",
    "delivery temporarily suspended",
    "lost connection with ",
    "mail forwarding loop for",
    "mail transport unavailable",
    "loops back to myself",
    "name service error for name=",
    "recipient address rejected: ",
    "refused to talk to me",
    "remote host closed connection in response",
    "sender address rejected: ",
    "timed out while performing",
    "timed out while receiving",
    "timed out while sending",
    "unable to look up host ",
    "unrouteable address",
    "was not offered by host ",
]);

/// Words for mail, where it is kept and what carries it.
pub(crate) static MAIL: Phrases = Phrases::new(&[
    "mail",
    "message",
    "smtp",
    "rcpt",
    "inbox",
    "mx record",
    "nachricht",
    "postfach",
    "courriel",
    "boîte",
    "correo",
    "mensaje",
    "buzón",
    "correio",
    "mensagem",
    "caixa de entrada",
    "messaggio",
    "casella",
    "bericht",
    "postvak",
    "poczt",
    "wiadomoś",
    "skrzynk",
    "ileti",
    "posta",
    "письм",
    "сообщени",
    "почт",
    "ящик",
    "邮",
    "郵",
    "收件箱",
    "信箱",
    "メール",
    "メッセージ",
    "受信トレイ",
    "메일",
    "메시지",
    "편지함",
]);

/// Words for a person to whom something is sent, be it mail or a parcel.
pub(crate) static ADDRESSEES: Phrases = Phrases::new(&[
    "recipient",
    "deliver",
    "empfänger",
    "zustell",
    "destinataire",
    "destinatari",
    "destinatár",
    "ontvanger",
    "bezorg",
    "odbiorc",
    "doręcz",
    "alıcı",
    "teslim",
    "получател",
    "достав",
    "收件人",
    "投递",
    "送达",
    "宛先",
    "受信者",
    "配信",
    "수신자",
    "받는 사람",
    "배달",
]);

/// Subjects of reports that something was not delivered.
pub(crate) static SUBJECTS: Phrases = Phrases::new(&[
    "undeliver",
    "non-delivery",
    "nondeliverable",
    "not delivered",
    "non delivery",
    "returned mail",
    "returned message",
    "return mail",
    "returning mail",
    "returning to sender",
    "returned to sender",
    "failure notice",
    "delivery fail",
    "delivery has failed",
    "delivery status",
    "delivery error",
    "delivery problem",
    "delivery report",
    "delivery notification",
    "delivery delayed",
    "mail failure",
    "mail failed",
    "mail error",
    "mail system error",
    "delivery incomplete",
    "message delay",
    "delayed mail",
    "warning: could not send",
    "warning: message",
    "could not be delivered",
    "cannot be delivered",
    "couldn't be delivered",
    "unable to deliver",
    "cannot send message",
    "message not sent",
    "message status",
    "message rejected",
    "message you sent",
    "bounced mail",
    "mail bounced",
    "blocked by",
    "not member",
    "loop alert",
    "unzustellbar",
    "zustellung",
    "nicht zugestellt",
    "non remis",
    "échec",
    "non distribu",
    "remise",
    "no se puede entregar",
    "no entregado",
    "no se ha podido entregar",
    "devuelto",
    "não entregue",
    "mancato recapito",
    "impossibile",
    "недостав",
    "не доставлено",
    "退信",
    "退回",
    "配信",
    "送信",
    "전송실패",
    "반송",
    "mail delivery",
    "returned e-mail",
    "undelivrable",
    "rejected mail",
    "onbestelbaar",
    "niet bezorgd",
    "olevererbart",
    "kan inte levereras",
    "teslim edilemedi",
    "niedostarcz",
    "nedoruč",
    "banned contents",
    "error sending your mail",
    "rejected posting",
    "message refused",
    "mail refused",
    "spam from you",
]);

/// Words with which the subject of a mail system's message announces a failure.
pub(crate) static FAULTS: Phrases = Phrases::new(&[
    "error",
    "fail",
    "reject",
    "refus",
    "return",
    "bounce",
    "unknown",
    "warning",
    "problem",
    "denied",
    "invalid",
    "fehler",
    "erreur",
    "ошибк",
    "エラー",
    "错误",
]);

/// Sentences that say that delivery is still being tried.
pub(crate) static DELAYS: Phrases = Phrases::new(&[
    "has been delayed",
    "is delayed",
    "was delayed",
    "delayed mail",
    "delivery delayed",
    "message delay",
    "still being retried",
    "will be retried",
    "will keep trying",
    "warning message only",
    "this is a warning only",
    "temporary failure report",
    "warning: could not send message for past",
    "delivery attempts will continue",
    "(delay)",
    "warning: message",
    "has not yet been delivered",
    "not been delivered yet",
    "held for review",
    "do not need to resend",
    "delayed for more than",
    "verzögert",
    "retardé",
    "delivery status notification: warning",
    "delivery incomplete",
    "temporary problem delivering",
    "vorübergehendes problem",
    "problème temporaire",
    "problema temporal",
    "problema temporaneo",
    "problema temporário",
    "tijdelijk probleem",
    "tymczasowy problem",
    "временная проблема",
    "временные проблемы",
    "一時的な問題",
    "临时性问题",
    "暂时性问题",
    "暫時性問題",
    "일시적인 문제",
]);

/// Words that say that retries are used up.
pub(crate) static EXPIRIES: Phrases = Phrases::new(&[
    "retry timeout exceeded",
    "message expired",
    "delivery time expired",
    "delivery expired",
    "queue too long",
    "cannot send message for",
    "could not send message for",
    "could not be delivered for",
    "giving up after",
    "bouncing message since",
    "retries exhausted",
    "maximum retries",
    "too old",
    "unable to deliver in",
    "aborted after",
    "retry limit",
    "time limit exceeded",
    "could not deliver for the last",
    "undeliverable after",
    "failed 20 attempts",
    "attempts failed",
]);
