//! The names that each service and server uses, one file each.

mod azure;
mod brevo;
mod customerio;
mod docker;
mod elasticemail;
mod journald;
mod kumomta;
mod loki;
mod loops;
mod mailcow;
mod mailersend;
mod mailgun;
mod mailjet;
mod mandrill;
mod oracle;
mod postal;
mod postfix;
mod postmark;
mod powermta;
mod resend;
mod scaleway;
mod sendgrid;
mod ses;
mod smtp2go;
mod sparkpost;

use super::entry::Entry;
use super::form::Form;

/// A service or program that writes JSON.
pub struct Vendor {
    /// Its name in `docs/formats.md`.
    pub name: &'static str,
    /// Whether it is a mail server whose logs are JSON.
    pub is_log: bool,
    pub(super) writes: Writes,
}

/// What a vendor writes.
pub(super) enum Writes {
    Events(&'static [Form]),
    /// Log lines of other programs.
    Lines(Entry),
}

impl Vendor {
    /// A service that writes events.
    const fn events(name: &'static str, forms: &'static [Form]) -> Vendor {
        Vendor {
            name,
            is_log: false,
            writes: Writes::Events(forms),
        }
    }

    /// A mail server whose logs are JSON.
    const fn log(name: &'static str, forms: &'static [Form]) -> Vendor {
        Vendor {
            is_log: true,
            ..Vendor::events(name, forms)
        }
    }

    /// A program that writes other programs' log lines.
    const fn lines(name: &'static str, entry: Entry) -> Vendor {
        Vendor {
            name,
            is_log: false,
            writes: Writes::Lines(entry),
        }
    }
}

/// All vendors in the order in which they are tried: more specific forms before more general ones.
pub const VENDORS: &[Vendor] = &[
    Vendor::lines("systemd journal", journald::ENTRY),
    Vendor::lines("Docker", docker::ENTRY),
    Vendor::lines("mailcow", mailcow::ENTRY),
    Vendor::lines("Loki", loki::ENTRY),
    Vendor::events("Postfix", postfix::FORMS),
    Vendor::events("Amazon SES", ses::FORMS),
    Vendor::log("KumoMTA", kumomta::FORMS),
    Vendor::log("PowerMTA", powermta::FORMS),
    Vendor::events("Postal", postal::FORMS),
    Vendor::events("SparkPost", sparkpost::FORMS),
    Vendor::events("Postmark", postmark::FORMS),
    Vendor::events("Mailjet", mailjet::FORMS),
    Vendor::events("SendGrid", sendgrid::FORMS),
    Vendor::events("Mailgun", mailgun::FORMS),
    Vendor::events("Azure Communication Services", azure::FORMS),
    Vendor::events("Oracle Email Delivery", oracle::FORMS),
    Vendor::events("Mandrill", mandrill::FORMS),
    Vendor::events("Resend", resend::FORMS),
    Vendor::events("MailerSend", mailersend::FORMS),
    Vendor::events("Scaleway", scaleway::FORMS),
    Vendor::events("SMTP2GO", smtp2go::FORMS),
    Vendor::events("Brevo", brevo::FORMS),
    Vendor::events("Customer.io", customerio::FORMS),
    Vendor::events("Elastic Email", elasticemail::FORMS),
    Vendor::events("Loops", loops::FORMS),
];
