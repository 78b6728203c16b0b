//! What each service and server calls things, one file each.

mod azure;
mod brevo;
pub mod journald;
mod kumomta;
mod mailersend;
mod mailgun;
mod mailjet;
mod mandrill;
mod oracle;
mod postmark;
mod powermta;
mod resend;
mod scaleway;
mod sendgrid;
mod ses;
mod smtp2go;
mod sparkpost;

use super::form::Form;

/// Every form, in the order in which they are tried: the more exact before the more general.
pub const FORMS: &[&[Form]] = &[
    ses::FORMS,
    kumomta::FORMS,
    powermta::FORMS,
    sparkpost::FORMS,
    postmark::FORMS,
    mailjet::FORMS,
    sendgrid::FORMS,
    mailgun::FORMS,
    azure::FORMS,
    oracle::FORMS,
    mandrill::FORMS,
    resend::FORMS,
    mailersend::FORMS,
    scaleway::FORMS,
    smtp2go::FORMS,
    brevo::FORMS,
];
