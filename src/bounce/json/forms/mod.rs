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

/// All vendors in the order in which they are tried: more specific forms before more general ones.
pub const VENDORS: &[Vendor] = &[
    Vendor {
        name: "systemd journal",
        is_log: false,
        writes: Writes::Lines(journald::ENTRY),
    },
    Vendor {
        name: "Docker",
        is_log: false,
        writes: Writes::Lines(docker::ENTRY),
    },
    Vendor {
        name: "mailcow",
        is_log: false,
        writes: Writes::Lines(mailcow::ENTRY),
    },
    Vendor {
        name: "Loki",
        is_log: false,
        writes: Writes::Lines(loki::ENTRY),
    },
    Vendor {
        name: "Postfix",
        is_log: false,
        writes: Writes::Events(postfix::FORMS),
    },
    Vendor {
        name: "Amazon SES",
        is_log: false,
        writes: Writes::Events(ses::FORMS),
    },
    Vendor {
        name: "KumoMTA",
        is_log: true,
        writes: Writes::Events(kumomta::FORMS),
    },
    Vendor {
        name: "PowerMTA",
        is_log: true,
        writes: Writes::Events(powermta::FORMS),
    },
    Vendor {
        name: "Postal",
        is_log: false,
        writes: Writes::Events(postal::FORMS),
    },
    Vendor {
        name: "SparkPost",
        is_log: false,
        writes: Writes::Events(sparkpost::FORMS),
    },
    Vendor {
        name: "Postmark",
        is_log: false,
        writes: Writes::Events(postmark::FORMS),
    },
    Vendor {
        name: "Mailjet",
        is_log: false,
        writes: Writes::Events(mailjet::FORMS),
    },
    Vendor {
        name: "SendGrid",
        is_log: false,
        writes: Writes::Events(sendgrid::FORMS),
    },
    Vendor {
        name: "Mailgun",
        is_log: false,
        writes: Writes::Events(mailgun::FORMS),
    },
    Vendor {
        name: "Azure Communication Services",
        is_log: false,
        writes: Writes::Events(azure::FORMS),
    },
    Vendor {
        name: "Oracle Email Delivery",
        is_log: false,
        writes: Writes::Events(oracle::FORMS),
    },
    Vendor {
        name: "Mandrill",
        is_log: false,
        writes: Writes::Events(mandrill::FORMS),
    },
    Vendor {
        name: "Resend",
        is_log: false,
        writes: Writes::Events(resend::FORMS),
    },
    Vendor {
        name: "MailerSend",
        is_log: false,
        writes: Writes::Events(mailersend::FORMS),
    },
    Vendor {
        name: "Scaleway",
        is_log: false,
        writes: Writes::Events(scaleway::FORMS),
    },
    Vendor {
        name: "SMTP2GO",
        is_log: false,
        writes: Writes::Events(smtp2go::FORMS),
    },
    Vendor {
        name: "Brevo",
        is_log: false,
        writes: Writes::Events(brevo::FORMS),
    },
    Vendor {
        name: "Customer.io",
        is_log: false,
        writes: Writes::Events(customerio::FORMS),
    },
    Vendor {
        name: "Elastic Email",
        is_log: false,
        writes: Writes::Events(elasticemail::FORMS),
    },
    Vendor {
        name: "Loops",
        is_log: false,
        writes: Writes::Events(loops::FORMS),
    },
];
