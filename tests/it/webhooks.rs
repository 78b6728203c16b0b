//! Events of sending services and logs of mail servers in JSON: what each reports.

use crate::reading::found;
use bouncedex::bounce::{Bounce, Event, json};
use bouncedex::builtin::CATALOGUE;
use bouncedex::diagnose::Diagnoser;
use serde_json::{Value, json};

#[track_caller]
fn read(document: &Value) -> Vec<Bounce<'static>> {
    json::read(&document.to_string()).unwrap_or_else(|| panic!("not known: {document}"))
}

/// What the one bounce of a document tells: event, recipient, codes, words.
#[track_caller]
fn check(
    document: Value,
    event: Event,
    recipient: &str,
    codes: &str,
    said: &str,
) -> Bounce<'static> {
    let bounces = read(&document);
    let [bounce] = bounces.as_slice() else {
        panic!("{} bounces: {document}", bounces.len())
    };
    let reply = bounce.reply();
    let found = [
        reply.code.map(|code| code.to_string()),
        reply.enhanced.map(|enhanced| enhanced.to_string()),
    ];
    let found = found.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let told = (
        bounce.event,
        bounce.recipient.as_deref().unwrap_or_default(),
        found.as_str(),
        bounce.diagnostic.as_ref(),
    );
    assert_eq!(told, (event, recipient, codes, said), "{document}");
    bounce.clone()
}

#[track_caller]
fn silent(document: Value) {
    assert_eq!(read(&document), [], "{document}");
}

#[track_caller]
fn entry(document: Value, wanted: &str) {
    let diagnoser = Diagnoser::new(CATALOGUE);
    let bounces = read(&document);
    let found: Vec<_> = bounces
        .iter()
        .map(|bounce| diagnoser.bounce(bounce).map(|found| found.entry.id))
        .collect();
    assert_eq!(found, [Some(wanted)], "{document}");
}

fn ses_bounce(kind: &str, subtype: &str, diagnostic: Option<&str>) -> Value {
    json!({"eventType": "Bounce", "mail": {"messageId": "0102-a"}, "bounce": {
        "bounceType": kind, "bounceSubType": subtype, "timestamp": "2026-03-04T05:06:07.000Z",
        "reportingMTA": "dsn; a1-2.smtp-out.amazonses.com",
        "bouncedRecipients": [{"emailAddress": "jo@example.org", "diagnosticCode": diagnostic}]}})
}

#[test]
fn ses_bounces_tell_each_recipient() {
    let bounces = read(
        &json!({"notificationType": "Bounce", "mail": {"messageId": "0102-a"}, "bounce": {
        "bounceType": "Permanent", "bounceSubType": "General", "timestamp": "2026-03-04T05:06:07.000Z",
        "remoteMtaIp": "192.0.2.7", "reportingMTA": "dns; a1-2.smtp-out.amazonses.com",
        "bouncedRecipients": [
            {"emailAddress": "Jo <jo@example.org>", "action": "failed", "status": "5.1.1",
             "diagnosticCode": "smtp; 550 5.1.1 nobody here"},
            {"emailAddress": "al@example.net", "status": "5.2.2", "diagnosticCode": "smtp; 552 over quota"}]}}),
    );
    let told: Vec<_> = bounces
        .iter()
        .map(|bounce| {
            (
                bounce.event,
                bounce.recipient.as_deref(),
                bounce.remote.as_deref(),
                bounce.queue.as_deref(),
                bounce.reply().enhanced.map(|code| code.to_string()),
            )
        })
        .collect();
    let expected = |recipient, enhanced: &str| {
        (
            Event::Bounced,
            Some(recipient),
            Some("192.0.2.7"),
            Some("0102-a"),
            Some(enhanced.to_owned()),
        )
    };
    assert_eq!(
        told,
        [
            expected("jo@example.org", "5.1.1"),
            expected("al@example.net", "5.2.2")
        ]
    );
}

#[test]
fn ses_without_a_servers_words_has_its_own() {
    let bounce = check(
        ses_bounce("Transient", "MailboxFull", None),
        Event::Bounced,
        "jo@example.org",
        "",
        "Amazon SES: bounce Transient MailboxFull",
    );
    assert_eq!(bounce.time.as_deref(), Some("2026-03-04T05:06:07.000Z"));
    entry(
        ses_bounce("Transient", "MailboxFull", None),
        "ses-bounce-mailbox-full",
    );
    entry(
        ses_bounce("Permanent", "Suppressed", None),
        "ses-bounce-suppressed",
    );
    let listed = Some("Not sent: on the suppression list for your account.");
    entry(
        ses_bounce("Permanent", "OnAccountSuppressionList", listed),
        "ses-bounce-account-suppressed",
    );
}

#[test]
fn a_ses_bounce_alone() {
    let event = ses_bounce("Permanent", "General", Some("smtp; 550 5.1.1 nobody here"));
    let alone = check(
        event["bounce"].clone(),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "smtp; 550 5.1.1 nobody here",
    );
    assert_eq!(alone.time.as_deref(), Some("2026-03-04T05:06:07.000Z"));
}

#[test]
fn ses_itself_is_not_who_said_the_servers_words() {
    let said = Some("smtp; 550 5.7.1 no");
    assert_eq!(
        read(&ses_bounce("Permanent", "General", said))[0].remote,
        None
    );
}

#[test]
fn other_ses_events() {
    let mail = json!({"messageId": "0102-a", "destination": ["jo@example.org"], "timestamp": "2026-03-04T05:06:07Z"});
    let recipients = json!([{"emailAddress": "jo@example.org", "status": "4.4.1",
        "diagnosticCode": "smtp; 421 4.4.1 no answer"}]);
    let delayed = json!({"eventType": "DeliveryDelay", "mail": mail, "deliveryDelay": {
        "delayType": "TransientCommunicationFailure", "delayedRecipients": recipients}});
    check(
        delayed,
        Event::Deferred,
        "jo@example.org",
        "421 4.4.1",
        "smtp; 421 4.4.1 no answer",
    );
    let delayed = json!({"eventType": "DeliveryDelay", "mail": mail, "deliveryDelay": {
        "delayType": "IPFailure", "delayedRecipients": [{"emailAddress": "jo@example.org"}]}});
    entry(delayed, "ses-delay-ip");
    let complaint = json!({"notificationType": "Complaint", "mail": mail, "complaint": {
        "complaintFeedbackType": "abuse", "complainedRecipients": [{"emailAddress": "jo@example.org"}]}});
    check(
        complaint,
        Event::FeedbackReport,
        "jo@example.org",
        "",
        "Amazon SES: complaint abuse",
    );
    let delivery = json!({"notificationType": "Delivery", "mail": mail, "delivery": {
        "recipients": ["jo@example.org"], "smtpResponse": "250 2.6.0 taken", "remoteMtaIp": "192.0.2.7"}});
    check(
        delivery,
        Event::Delivered,
        "jo@example.org",
        "250 2.6.0",
        "250 2.6.0 taken",
    );
    let reject = json!({"eventType": "Reject", "mail": mail, "reject": {"reason": "Bad content"}});
    check(
        reject,
        Event::NotSent,
        "jo@example.org",
        "",
        "Amazon SES: reject Bad content",
    );
    let failure = json!({"eventType": "Rendering Failure", "mail": mail,
        "failure": {"templateName": "hello", "errorMessage": "Attribute 'name' is missing"}});
    entry(failure, "ses-rendering-failure");
    for name in ["Send", "Open", "Click", "Subscription"] {
        silent(json!({"eventType": name, "mail": mail}));
    }
}

#[test]
fn envelopes_are_opened() {
    let inner = ses_bounce("Permanent", "General", Some("smtp; 550 5.1.1 nobody here"));
    let sns = json!({"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:x", "Message": inner.to_string()});
    let bridge = json!({"version": "0", "detail-type": "Email Bounced", "source": "aws.ses", "detail": inner});
    let lambda = json!({"Records": [{"EventSource": "aws:sns", "Sns": sns}, {"Sns": sns}]});
    let queue = json!({"Records": [{"eventSource": "aws:sqs", "body": sns.to_string()}]});
    let received = json!({"Messages": [{"MessageId": "1", "Body": sns.to_string()}]});
    for (document, count) in [
        (&sns, 1),
        (&bridge, 1),
        (&lambda, 2),
        (&queue, 1),
        (&received, 1),
    ] {
        let bounces = read(document);
        assert_eq!(bounces.len(), count, "{document}");
        assert_eq!(bounces[0].reply().code, Some(550), "{document}");
    }
    let stream = format!("{inner}{inner}\n{sns}\n");
    assert_eq!(json::read(&stream).map(|bounces| bounces.len()), Some(3));
    silent(
        json!({"Type": "SubscriptionConfirmation", "TopicArn": "arn:x", "Message": "You have chosen to subscribe"}),
    );
}

#[test]
fn strings_of_json_are_opened_twice_only() {
    let inner = ses_bounce("Permanent", "General", Some("smtp; 550 no"));
    let once = Value::String(inner.to_string());
    let twice = Value::String(once.to_string());
    assert_eq!(read(&once).len(), 1);
    let wrapped = |text: &Value| json!({"Type": "Notification", "Message": text.to_string()});
    assert_eq!(read(&wrapped(&inner)).len(), 1);
    let two = wrapped(&wrapped(&inner));
    assert_eq!(read(&two).len(), 1);
    assert_eq!(json::read(&wrapped(&two).to_string()), None);
    assert_eq!(json::read(&twice.to_string()), None);
}

#[test]
fn sendgrid_events_of_one_post() {
    let event = |name: &str, more: Value| {
        let mut event = json!({"email": "jo@example.org", "timestamp": 1772600000, "event": name,
            "sg_event_id": "e", "sg_message_id": "m.1"});
        if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
            event.extend(more);
        }
        event
    };
    let bounces = read(&json!([
        event("processed", json!({})),
        event("delivered", json!({"response": "250 OK"})),
        event(
            "deferred",
            json!({"response": "421 4.7.0 later", "attempt": "2"})
        ),
        event("open", json!({"useragent": "x"})),
        event(
            "bounce",
            json!({"type": "bounce", "status": "5.1.1", "reason": "550 nobody"})
        ),
        event(
            "bounce",
            json!({"type": "expired", "reason": "unable to connect for 72 hours"})
        ),
        event("dropped", json!({"reason": "Bounced Address"})),
        event("spamreport", json!({})),
        event("group_unsubscribe", json!({})),
    ]));
    let told: Vec<_> = bounces
        .iter()
        .map(|bounce| (bounce.event, bounce.diagnostic.as_ref()))
        .collect();
    assert_eq!(
        told,
        [
            (Event::Delivered, "250 OK"),
            (Event::Deferred, "421 4.7.0 later"),
            (Event::Bounced, "550 nobody"),
            (
                Event::Expired,
                "SendGrid: bounce: unable to connect for 72 hours"
            ),
            (Event::NotSent, "SendGrid: dropped: Bounced Address"),
            (Event::FeedbackReport, "SendGrid: spamreport"),
        ]
    );
    assert_eq!(
        bounces[2].reply().enhanced.map(|code| code.to_string()),
        Some("5.1.1".into())
    );
    assert_eq!(bounces[2].queue.as_deref(), Some("m.1"));
    entry(
        event("dropped", json!({"reason": "Spam Reporting Address"})),
        "sendgrid-dropped-reported",
    );
    entry(
        event("dropped", json!({"reason": "Invalid SMTPAPI header"})),
        "sendgrid-dropped-header",
    );
}

#[test]
fn sendgrid_exports() {
    let bounce = json!([{"created": 1772600000, "email": "jo@example.org", "reason": "550 5.1.1 nobody", "status": "5.1.1"}]);
    let bounce = check(
        bounce,
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "550 5.1.1 nobody",
    );
    assert_eq!(bounce.time.as_deref(), Some("1772600000"));
    let invalid = json!([{"created": 1, "email": "jo@example.invalid", "reason": "Mail domain mentioned in email address is unknown"}]);
    entry(invalid, "std-5-1-2");
    let report = json!([{"created": 1, "email": "jo@example.org", "ip": "192.0.2.7"}]);
    check(
        report,
        Event::FeedbackReport,
        "jo@example.org",
        "",
        "SendGrid: spam report",
    );
}

fn mailgun(event: &str, severity: &str, reason: &str, status: Value) -> Value {
    json!({"signature": {"token": "t"}, "event-data": {"event": event, "severity": severity, "reason": reason,
        "recipient": "jo@example.org", "timestamp": 1772600000.5, "delivery-status": status,
        "message": {"headers": {"message-id": "m1@example.com"}}}})
}

#[test]
fn mailgun_events() {
    let status = json!({"code": 550, "enhanced-code": "5.7.1", "message": "spam is not welcome", "mx-host": "mx.example.org"});
    let bounce = check(
        mailgun("failed", "permanent", "bounce", status),
        Event::Bounced,
        "jo@example.org",
        "550 5.7.1",
        "spam is not welcome",
    );
    assert_eq!(bounce.remote.as_deref(), Some("mx.example.org"));
    assert_eq!(bounce.time.as_deref(), Some("1772600000.5"));
    assert_eq!(bounce.queue.as_deref(), Some("m1@example.com"));
    let status = json!({"code": 421, "message": "", "description": "4.7.0 slow down"});
    check(
        mailgun("failed", "temporary", "generic", status),
        Event::Deferred,
        "jo@example.org",
        "421 4.7.0",
        "4.7.0 slow down",
    );
    let old = || {
        mailgun(
            "failed",
            "permanent",
            "old",
            json!({"code": 602, "message": "Too old"}),
        )
    };
    check(
        old(),
        Event::Expired,
        "jo@example.org",
        "",
        "Mailgun: Too old (602)",
    );
    entry(old(), "mailgun-too-old");
    let status = json!({"code": 605, "message": "", "description": "Not delivering to previously bounced address"});
    entry(
        mailgun("failed", "permanent", "suppress-bounce", status),
        "mailgun-bounced-before",
    );
    silent(mailgun("opened", "", "", Value::Null));
}

#[test]
fn mailgun_pages_rejections_and_legacy_webhooks() {
    let page = json!({"paging": {}, "items": [
        {"event": "complained", "recipient": "jo@example.org"},
        {"event": "delivered", "recipient": "jo@example.org", "delivery-status": {"code": 250, "message": "OK"}},
        {"event": "clicked", "recipient": "jo@example.org"},
        {"event": "rejected", "recipient": "jo@example.org", "reject": {"reason": "Domain is disabled", "description": ""}}]});
    let events: Vec<_> = read(&page).iter().map(|bounce| bounce.event).collect();
    assert_eq!(
        events,
        [Event::FeedbackReport, Event::Delivered, Event::NotSent]
    );
    silent(json!({"items": [], "paging": {}}));
    let legacy = json!({"event": "bounced", "recipient": "jo@example.org", "code": "550", "error": "5.1.1 nobody"});
    check(
        legacy,
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "5.1.1 nobody",
    );
    let legacy = json!({"event": "dropped", "recipient": "jo@example.org", "reason": "old", "code": "602", "description": "Too old"});
    check(
        legacy,
        Event::Expired,
        "jo@example.org",
        "",
        "Mailgun: Too old (602)",
    );
}

#[test]
fn postmark_webhooks_and_pages() {
    let bounce = |kind: &str, code: u32, details: &str| {
        json!({"RecordType": "Bounce", "Type": kind, "TypeCode": code, "Email": "jo@example.org",
        "Details": details, "BouncedAt": "2026-03-04T05:06:07Z", "MessageID": "m-1"})
    };
    let told = check(
        bounce("HardBounce", 1, "smtp;550 5.1.1 nobody"),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "smtp;550 5.1.1 nobody",
    );
    assert_eq!(told.queue.as_deref(), Some("m-1"));
    check(
        bounce("Transient", 2, ""),
        Event::Deferred,
        "jo@example.org",
        "",
        "Postmark: Transient",
    );
    check(
        bounce("AutoResponder", 64, ""),
        Event::AutomaticReply,
        "jo@example.org",
        "",
        "Postmark: AutoResponder",
    );
    entry(bounce("DnsError", 256, ""), "postmark-type-dns-error");
    entry(
        bounce("Blocked", 100_006, "see description"),
        "postmark-type-blocked",
    );
    let page = json!({"TotalCount": 2, "Bounces": [
        {"Type": "SoftBounce", "TypeCode": 4096, "Email": "jo@example.org", "Details": "452 4.2.2 full"},
        {"Type": "SpamComplaint", "TypeCode": 100001, "Email": "al@example.org"}]});
    let events: Vec<_> = read(&page).iter().map(|bounce| bounce.event).collect();
    assert_eq!(events, [Event::Bounced, Event::FeedbackReport]);
    let change = |on: bool, reason: &str| {
        json!({"RecordType": "SubscriptionChange", "Recipient": "jo@example.org",
        "SuppressSending": on, "SuppressionReason": reason})
    };
    entry(
        change(true, "ManualSuppression"),
        "postmark-manual-suppression",
    );
    silent(change(false, ""));
    silent(json!({"RecordType": "Open", "Recipient": "jo@example.org"}));
}

#[test]
fn sparkpost_batches_and_pages() {
    let event = |kind: &str, more: Value| {
        let mut event = json!({"type": kind, "rcpt_to": "jo@example.org", "timestamp": "1772600000",
            "message_id": "m1", "ip_address": "192.0.2.7"});
        if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
            event.extend(more);
        }
        event
    };
    let batch = json!([
        {"msys": {}},
        {"msys": {"message_event": event("bounce", json!({"bounce_class": "10", "error_code": "550",
            "raw_reason": "550 5.1.1 nobody", "reason": "550 5.1.1 ..."}))}},
        {"msys": {"message_event": event("delay", json!({"error_code": "421", "raw_reason": "421 slow down"}))}},
        {"msys": {"message_event": event("out_of_band", json!({"bounce_class": "60", "raw_reason": "away"}))}},
        {"msys": {"track_event": event("open", json!({}))}},
        {"msys": {"message_event": event("spam_complaint", json!({"fbtype": "abuse"}))}},
        {"msys": {"message_event": event("delivery", json!({}))}}]);
    let bounces = read(&batch);
    let events: Vec<_> = bounces.iter().map(|bounce| bounce.event).collect();
    assert_eq!(
        events,
        [
            Event::Bounced,
            Event::Deferred,
            Event::AutomaticReply,
            Event::FeedbackReport,
            Event::Delivered
        ]
    );
    assert_eq!(bounces[0].diagnostic, "550 5.1.1 nobody");
    assert_eq!(bounces[0].remote.as_deref(), Some("192.0.2.7"));
    let suppressed = event(
        "policy_rejection",
        json!({"error_code": "550", "bounce_class": "25",
        "raw_reason": "550 5.7.1 recipient address suppressed due to system policy"}),
    );
    entry(
        json!({"msys": {"message_event": suppressed}}),
        "sparkpost-suppressed",
    );
    let timeout = event(
        "bounce",
        json!({"bounce_class": "24", "raw_reason": "[internal] gone quiet"}),
    );
    entry(
        json!({"results": [timeout], "total_count": 1}),
        "sparkpost-class-24",
    );
    let failure = event(
        "generation_failure",
        json!({"raw_reason": "no such value", "error_code": "554"}),
    );
    check(
        json!({"msys": {"gen_event": failure}}),
        Event::NotSent,
        "jo@example.org",
        "554",
        "SparkPost: generation failure: no such value",
    );
    silent(json!([{"msys": {}}]));
}

#[test]
fn mailjet_events() {
    let event = |name: &str, error: &str, comment: &str| {
        json!({"event": name, "time": 1772600000, "MessageID": 42, "email": "jo@example.org",
        "hard_bounce": true, "error_related_to": "recipient", "error": error, "comment": comment})
    };
    let bounce = check(
        event("bounce", "user unknown", "550 5.1.1 nobody"),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "550 5.1.1 nobody",
    );
    assert_eq!(bounce.queue.as_deref(), Some("42"));
    entry(event("blocked", "preblocked", ""), "mailjet-preblocked");
    entry(
        event("bounce", "no mail host", "Host not found"),
        "mailjet-no-mail-host",
    );
    let sent = json!({"event": "sent", "time": 1, "email": "jo@example.org", "smtp_reply": "sent (250 2.0.0 OK)"});
    let spam = json!({"event": "spam", "time": 1, "email": "jo@example.org", "source": "JMRPP"});
    let open = json!({"event": "open", "time": 1, "email": "jo@example.org"});
    let events: Vec<_> = read(&json!([sent, spam, open]))
        .iter()
        .map(|bounce| bounce.event)
        .collect();
    assert_eq!(events, [Event::Delivered, Event::FeedbackReport]);
}

#[test]
fn brevo_mandrill_and_resend() {
    let brevo = |event: &str, reason: &str| {
        json!({"event": event, "email": "jo@example.org", "message-id": "<m1@example.com>",
        "ts_event": 1772600000, "date": "2026-03-04 05:06:07", "reason": reason})
    };
    check(
        brevo("hard_bounce", "550 5.1.1 nobody"),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "550 5.1.1 nobody",
    );
    check(
        brevo("deferred", "421 later"),
        Event::Deferred,
        "jo@example.org",
        "421",
        "421 later",
    );
    check(
        brevo("blocked", "blocked : due to blacklist user"),
        Event::NotSent,
        "jo@example.org",
        "",
        "Brevo: blocked: blocked : due to blacklist user",
    );
    silent(brevo("unique_opened", ""));

    let mandrill =
        |event: &str, msg: Value| json!([{"event": event, "ts": 1772600000, "msg": msg}]);
    let posted = |events: Value| json!({"mandrill_events": events.to_string()});
    let hard = json!({"email": "jo@example.org", "_id": "m1", "bounce_description": "bad_mailbox",
        "diag": "smtp;550 5.1.1 nobody"});
    check(
        posted(mandrill("hard_bounce", hard)),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "smtp;550 5.1.1 nobody",
    );
    let soft = json!({"email": "jo@example.org", "bounce_description": "mailbox_full"});
    check(
        mandrill("soft_bounce", soft),
        Event::Bounced,
        "jo@example.org",
        "",
        "Mandrill: mailbox full",
    );
    let later = json!({"email": "jo@example.org", "smtp_events": [
        {"diag": "451 first", "destination_ip": "192.0.2.1"}, {"diag": "451 second", "destination_ip": "192.0.2.2"}]});
    let later = check(
        mandrill("deferral", later),
        Event::Deferred,
        "jo@example.org",
        "451",
        "451 second",
    );
    assert_eq!(later.remote.as_deref(), Some("192.0.2.2"));
    silent(mandrill("open", json!({"email": "jo@example.org"})));

    let resend = |event: &str, bounce: Value| {
        json!({"type": event, "created_at": "2026-03-04T05:06:07Z",
        "data": {"email_id": "e1", "to": ["jo@example.org"], "bounce": bounce}})
    };
    check(
        resend(
            "email.bounced",
            json!({"type": "Permanent", "subType": "General", "message": "550 5.1.1 nobody"}),
        ),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "550 5.1.1 nobody",
    );
    check(
        resend(
            "email.bounced",
            json!({"type": "Permanent", "subType": "Suppressed", "message": "It bounced before."}),
        ),
        Event::Bounced,
        "jo@example.org",
        "",
        "Resend: Permanent Suppressed: It bounced before.",
    );
    silent(resend("email.opened", Value::Null));
}

#[test]
fn mailersend_scaleway_smtp2go_azure_and_oracle() {
    let mailersend = |kind: &str, reason: &str| {
        json!({"type": kind, "created_at": "2026-03-04T05:06:07Z",
        "data": {"object": "activity", "morph": {"reason": reason},
        "email": {"id": "e1", "recipient": {"email": "jo@example.org"}}}})
    };
    check(
        mailersend("activity.hard_bounced", "550 5.1.1 nobody"),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "550 5.1.1 nobody",
    );
    check(
        mailersend("activity.soft_bounced", "mailbox is full"),
        Event::Bounced,
        "jo@example.org",
        "",
        "MailerSend: mailbox is full",
    );
    silent(mailersend("activity.opened", ""));

    let scaleway = |kind: &str, code: u16, message: &str| {
        json!({"type": kind, "email_to": "jo@example.org",
        "email_response_code": code, "email_response_message": message, "email_id": "e1"})
    };
    check(
        scaleway("email_dropped", 550, "5.1.1 nobody"),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "5.1.1 nobody",
    );
    check(
        scaleway("email_deferred", 451, "later"),
        Event::Deferred,
        "jo@example.org",
        "451",
        "later",
    );
    silent(scaleway("email_queued", 0, ""));

    let smtp2go = |event: &str, message: &str| {
        json!({"event": event, "rcpt": "jo@example.org", "bounce": "hard",
        "email_id": "e1", "host": "mx.example.org [192.0.2.7]", "message": message})
    };
    let bounce = check(
        smtp2go("bounce", "550 nobody"),
        Event::Bounced,
        "jo@example.org",
        "550",
        "550 nobody",
    );
    assert_eq!(bounce.remote.as_deref(), Some("mx.example.org"));
    check(
        smtp2go("reject", ""),
        Event::NotSent,
        "jo@example.org",
        "",
        "SMTP2GO: hard reject",
    );

    let azure = |status: &str, message: &str| {
        json!([{"eventType": "Microsoft.Communication.EmailDeliveryReportReceived",
        "data": {"recipient": "jo@example.org", "messageId": "m1", "status": status,
        "deliveryStatusDetails": {"statusMessage": message}}}])
    };
    check(
        azure("Bounced", "550 5.1.10 not found"),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.10",
        "550 5.1.10 not found",
    );
    check(
        azure("Suppressed", ""),
        Event::Bounced,
        "jo@example.org",
        "",
        "Azure Communication Services: Suppressed",
    );
    check(
        azure("Delivered", ""),
        Event::Delivered,
        "jo@example.org",
        "",
        "Azure Communication Services: Delivered",
    );

    let oracle = json!({"time": "2026-03-04T05:06:07Z", "data": {"action": "accept", "recipient": "jo@example.org",
        "errorType": "Daily limit reached", "smtpStatus": "455 4.7.1 limit"}});
    check(
        oracle,
        Event::NotSent,
        "jo@example.org",
        "455 4.7.1",
        "455 4.7.1 limit",
    );
    let oracle = json!({"data": {"action": "accept", "recipient": "jo@example.org", "errorType": "Recipient suppressed"}});
    check(
        oracle,
        Event::NotSent,
        "jo@example.org",
        "",
        "Oracle Email Delivery: Recipient suppressed",
    );
}

#[test]
fn kumomta_records() {
    let record = |kind: &str, recipient: Value| {
        json!({"type": kind, "id": "1d98", "recipient": recipient,
        "queue": "example.org", "timestamp": 1772600000, "peer_address": {"name": "mx.example.org.", "addr": "192.0.2.7"},
        "response": {"code": 550, "enhanced_code": {"class": 5, "subject": 1, "detail": 1}, "content": "nobody", "command": null}})
    };
    let bounce = check(
        record("Bounce", json!("jo@example.org")),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "nobody",
    );
    assert_eq!(bounce.remote.as_deref(), Some("mx.example.org"));
    assert_eq!(
        (bounce.queue.as_deref(), bounce.time.as_deref()),
        (Some("1d98"), Some("1772600000"))
    );
    let recipients = json!(["jo@example.org", "al@example.org"]);
    let found = read(&record("TransientFailure", recipients));
    let found: Vec<_> = found
        .iter()
        .map(|bounce| (bounce.event, bounce.recipient.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            (Event::Deferred, Some("jo@example.org")),
            (Event::Deferred, Some("al@example.org"))
        ]
    );
    for (kind, event) in [
        ("Expiration", Event::Expired),
        ("Rejection", Event::Rejected),
        ("AdminBounce", Event::Bounced),
        ("OOB", Event::Bounced),
        ("Delivery", Event::Delivered),
        ("Feedback", Event::FeedbackReport),
    ] {
        assert_eq!(
            read(&record(kind, json!("jo@example.org")))[0].event,
            event,
            "{kind}"
        );
    }
    silent(record("Reception", json!("jo@example.org")));
}

#[test]
fn powermta_records() {
    let record = |kind: &str, category: &str, diagnostic: &str| {
        json!([{"type": kind, "rcpt": "jo@example.org",
        "orcpt": "rfc822;Jo@example.com", "dsnStatus": "5.1.1 (bad destination mailbox address)", "dsnDiag": diagnostic,
        "dsnMta": "mx.example.org (192.0.2.7)", "bounceCat": category, "timeLogged": "1772600000"}])
    };
    let bounce = check(
        record("b", "bad-mailbox", "smtp;550 nobody"),
        Event::Bounced,
        "Jo@example.com",
        "550 5.1.1",
        "smtp;550 nobody",
    );
    assert_eq!(bounce.remote.as_deref(), Some("mx.example.org"));
    assert_eq!(
        read(&record("b", "message-expired", ""))[0].event,
        Event::Expired
    );
    assert_eq!(
        read(&record("t", "", "smtp;451 later"))[0].event,
        Event::Deferred
    );
    entry(
        json!({"type": "b", "rcpt": "jo@example.org", "bounceCat": "quota-issues"}),
        "powermta-quota-issues",
    );
}

#[test]
fn journal_entries_are_known_whatever_they_tell() {
    silent(json!({"MESSAGE": "Started a session.", "SYSLOG_IDENTIFIER": "systemd", "_PID": "1"}));
    silent(
        json!({"MESSAGE": [72, 105, 255], "_COMM": "x", "__REALTIME_TIMESTAMP": "1772600000000000"}),
    );
}

#[test]
fn what_is_not_known_is_told_so() {
    for text in [
        "",
        "550 5.1.1 no such user",
        "{",
        "[]",
        "{}",
        "[1, 2]",
        "\"550 no\"",
        "{\"a\": 1}",
        "nullnull",
        "{\"event\": \"bounce\"}",
        "{\"event\": \"x\"} 550 no",
        "[\"{\\\"a\\\":1}\"]",
    ] {
        assert_eq!(json::read(text), None, "{text}");
    }
}

#[test]
fn wrong_types_neither_panic_nor_invent() {
    for odd in [
        json!(null),
        json!(1),
        json!([]),
        json!([[]]),
        json!({}),
        json!([null, 7, "x"]),
        json!(""),
    ] {
        for document in [
            json!({"bounce": {"bouncedRecipients": odd}, "mail": odd, "eventType": odd}),
            json!({"event": odd, "email": odd, "timestamp": odd}),
            json!({"event-data": odd}),
            json!({"msys": odd}),
            json!({"msys": {"message_event": odd}}),
            json!({"RecordType": odd, "Email": odd}),
            json!({"type": odd, "recipient": odd, "response": odd}),
            json!({"event": "failed", "recipient": odd, "delivery-status": odd}),
            json!({"MESSAGE": odd, "_PID": odd}),
            json!({"Type": "Notification", "Message": odd}),
        ] {
            for bounce in json::read(&document.to_string()).unwrap_or_default() {
                let _ = bounce.reply();
            }
        }
    }
}

#[test]
fn deep_and_huge_documents_are_bounded() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(json::read(&deep), None);
    let deep = "{\"event-data\":".repeat(100_000);
    assert_eq!(json::read(&deep), None);
    let many = format!("[{}1]", "{\"msys\":{}},".repeat(30_000));
    assert_eq!(json::read(&many), Some(vec![]));
    // One long reply for very many recipients must not be kept once for each.
    let recipients: Vec<_> = (0..10_000)
        .map(|number| format!("u{number}@example.org"))
        .collect();
    let document = json!({"type": "Bounce", "recipient": recipients, "response": {"code": 550, "content": "x".repeat(100_000)}});
    let document = document.to_string();
    let told = json::read(&document).unwrap_or_default();
    let kept: usize = told.iter().map(|bounce| bounce.diagnostic.len()).sum();
    assert!(!told.is_empty() && kept < 16 * document.len(), "{kept}");
    // Nor read once for each, even if it is not kept.
    let recipients = vec![json!({}); 20_000];
    let document = json!({"eventType": "Bounce", "diagnosticCode": "x".repeat(100_000),
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": recipients}});
    assert!(json::read(&document.to_string()).is_some());
}

#[test]
fn postal() {
    let message = json!({"id": 12345, "to": "jo@example.org", "from": "me@example.com"});
    let event = |status: &str, output: &str| {
        json!({"event": "MessageDeliveryFailed", "timestamp": 1773480413.1, "payload": {
            "status": status, "details": "Permanent error", "output": output, "message": message}})
    };
    check(
        event("HardFail", "550 5.1.1 No such user"),
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "550 5.1.1 No such user",
    );
    check(
        event("SoftFail", "450 4.2.0 Greylisted"),
        Event::Deferred,
        "jo@example.org",
        "450 4.2.0",
        "450 4.2.0 Greylisted",
    );
    check(
        event("Held", ""),
        Event::NotSent,
        "jo@example.org",
        "",
        "Postal: Held: Permanent error",
    );
    check(
        event("Sent", "250 2.0.0 OK"),
        Event::Delivered,
        "jo@example.org",
        "250 2.0.0",
        "250 2.0.0 OK",
    );
    let bounced = json!({"event": "MessageBounced", "payload": {"original_message": message,
        "bounce": {"id": 12347, "to": "x@psrp.example.com", "subject": "Undelivered"}}});
    check(
        bounced,
        Event::Bounced,
        "jo@example.org",
        "",
        "Postal: bounce Undelivered",
    );
}

#[test]
fn lines_of_logs_in_json() {
    let fields = "4A1B2C3D4E: to=<jo@example.org>, relay=mx.example.org[192.0.2.7]:25, dsn=5.1.1, \
        status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 No such user (in reply to RCPT TO command))";
    let said = "550 5.1.1 No such user";
    let docker = |log: String, stream: &str| json!({"log": log, "stream": stream, "time": "2026-03-14T09:26:53.1Z"});
    let line = format!("Mar 14 09:26:53 mail postfix/smtp[71]: {fields}\n");
    let mailcow = json!({"time": "1773480413", "priority": "info", "program": "postfix/smtp", "message": fields});
    for (document, time) in [
        (docker(line, "stdout"), "Mar 14 09:26:53"),
        (
            docker(format!("{fields}\n"), "stderr"),
            "2026-03-14T09:26:53.1Z",
        ),
        (mailcow, "1773480413"),
    ] {
        let bounce = check(
            document,
            Event::Bounced,
            "jo@example.org",
            "550 5.1.1",
            said,
        );
        assert_eq!(bounce.time.as_deref(), Some(time));
    }
    silent(docker("starting up\n".to_owned(), "stdout"));
    let two = "Mar 14 09:26:53 mail sm-mta[71]: 62E9QPxR001903: to=<jo@example.org>,<al@example.org>, dsn=5.1.1, stat=no\n";
    assert_eq!(read(&docker(two.to_owned(), "stdout")).len(), 2);
}

#[test]
fn mandrill_says_why_it_did_not_send() {
    let event = |reason: &str| json!([{"event": "reject", "ts": 1, "msg": {"email": "jo@example.org", "reject": {"reason": reason}}}]);
    let sent = |reason: &str| json!([{"email": "jo@example.org", "_id": "m1", "status": "rejected", "reject_reason": reason}]);
    for (reason, wanted) in [
        ("hard-bounce", "std-suppressed"),
        ("spam", "std-suppressed"),
        ("unsub", "std-suppressed"),
        ("custom", "std-suppressed"),
        // The list forgets it: the address may live.
        ("soft-bounce", "std-4-2-0"),
        ("invalid-sender", "std-5-1-0-sender"),
        ("invalid", "std-5-1-3"),
        ("test-mode-limit", "std-5-4-5"),
        ("unsigned", "std-550-5-7-24"),
        ("rule", "std-550-5-7-1"),
    ] {
        for document in [event(reason), sent(reason)] {
            let said = format!("Mandrill: reject {reason}");
            check(
                document.clone(),
                Event::NotSent,
                "jo@example.org",
                "",
                &said,
            );
            entry(document, wanted);
        }
    }
    silent(json!([{"event": "unsub", "ts": 1, "msg": {"email": "jo@example.org"}}]));
    silent(
        json!([{"email": "jo@example.org", "_id": "m1", "status": "sent", "reject_reason": null}]),
    );
    let found = json!([{"_id": "m1", "ts": 1, "email": "jo@example.org", "state": "bounced",
        "bounce_description": "bad_mailbox", "diag": "smtp;550 5.1.1 nobody"}]);
    check(
        found,
        Event::Bounced,
        "jo@example.org",
        "550 5.1.1",
        "smtp;550 5.1.1 nobody",
    );
}

#[test]
fn customer_io_elastic_email_and_loops() {
    let customer_io = |metric: &str, message: &str| {
        json!({"object_type": "email", "metric": metric, "timestamp": 1,
            "data": {"recipient": "jo@example.org", "delivery_id": "d1", "failure_message": message}})
    };
    let jo = "jo@example.org";
    let bounced = customer_io("bounced", "550 5.1.1 nobody");
    check(bounced, Event::Bounced, jo, "550 5.1.1", "550 5.1.1 nobody");
    let suppressed = customer_io("suppressed", "");
    check(
        suppressed.clone(),
        Event::NotSent,
        jo,
        "",
        "Customer.io: suppressed",
    );
    entry(suppressed, "std-suppressed");
    silent(customer_io("opened", ""));

    let elastic = |status: &str, category: &str| json!({"to": jo, "status": status, "category": category, "messageid": "m1", "transaction": "t1"});
    for (category, wanted) in [
        ("NoMailbox", "std-5-1-1"),
        ("AccountProblem", "std-4-2-0"),
        ("SPFProblem", "std-5-7-23"),
        ("DNSProblem", "std-4-1-2"),
        ("NotDelivered", "std-5-0-0"),
    ] {
        let said = format!("Elastic Email: Error {category}");
        check(elastic("Error", category), Event::Bounced, jo, "", &said);
        entry(elastic("Error", category), wanted);
    }
    silent(elastic("Unsubscribed", "Ignore"));

    let loops =
        |name: &str| json!({"eventName": name, "eventTime": 1, "contactIdentity": {"email": jo}});
    check(
        loops("email.hardBounced"),
        Event::Bounced,
        jo,
        "",
        "Loops: email.hardBounced",
    );
    check(
        loops("email.softBounced"),
        Event::Deferred,
        jo,
        "",
        "Loops: email.softBounced",
    );
    silent(loops("email.opened"));
}

#[test]
fn web_forms_are_read_by_their_fields() {
    let read = |text: &str| json::read(text).unwrap_or_default();
    for text in [
        "event=bounced&recipient=jo%40example.org&code=550&error=550+5.1.1+No+such+user&timestamp=1",
        "event=bounce&rcpt=jo%40example.org&bounce=hard&message=550+5.1.1+No+such+user&email_id=e1",
        "mandrill_events=%5B%7B%22event%22%3A%22hard_bounce%22%2C%22ts%22%3A1%2C%22msg%22%3A%7B%22email%22%3A\
         %22jo%40example.org%22%2C%22diag%22%3A%22550+5.1.1+No+such+user%22%7D%7D%5D",
    ] {
        let bounces = read(text);
        let [bounce] = bounces.as_slice() else {
            panic!("{text}: {bounces:?}")
        };
        assert_eq!(
            bounce.recipient.as_deref(),
            Some("jo@example.org"),
            "{text}"
        );
        assert_eq!(bounce.diagnostic, "550 5.1.1 No such user", "{text}");
    }
    // What only looks like one: a page's address, settings, half an escape, blanks.
    for text in [
        "https://example.org/?event=bounced&recipient=jo%40example.org",
        "recipient=jo@example.org",
        "event=bounced&recipient",
        "event=bounced &recipient=jo@example.org",
    ] {
        assert_eq!(json::read(text), None, "{text}");
    }
    let bounces = read("event=bounced&recipient=%4&error=%zz%");
    assert_eq!(bounces[0].recipient.as_deref(), Some("%4"));
    assert_eq!(bounces[0].diagnostic, "Mailgun: %zz%");
}

/// Programs print what they received; its fields are read like those of JSON.
#[test]
fn objects_that_programs_print() {
    for text in [
        "{'event': 'bounce', 'email': 'jo@example.org', 'ts': 1.5e3, 'reason': '550 5.1.1 user unknown', 'ip': None}",
        r#"{"event"=>"bounce", :email=>"jo@example.org", "reason"=>"550 5.1.1 user unknown", "type"=>:hard, "ip"=>nil}"#,
        "{ event: 'bounce', email: 'jo@example.org', reason: '550 5.1.1 user unknown', tls: true, ip: undefined }",
        r#"%{"email" => "jo@example.org", "reason" => "550 5.1.1 user unknown"}"#,
        "mail.Bounce(email='jo@example.org', reason='550 5.1.1 user unknown', to_retry=False)",
        "Bounce{email=jo@example.org, reason=550 5.1.1 user unknown, ip=null}",
        "[{'email': b'jo@example.org', 'reason': '550 5.1.1 user unknown, it\\'s dead'}]",
        "2026-03-14 09:26:53,120 INFO received {'email': 'jo@example.org', 'reason': '550 5.1.1 user unknown'}",
        "[app] webhook: { email: 'jo@example.org', reason: '550 5.1.1 user unknown' }",
    ] {
        let (found, _) = found(text);
        let [(_, bounce)] = &found[..] else {
            panic!("{text}: {found:#?}")
        };
        assert_eq!(
            bounce.recipient.as_deref(),
            Some("jo@example.org"),
            "{text}"
        );
        let said = bounce.diagnostic.to_string();
        assert!(
            said.contains("5.1.1 user") && !said.contains("reason"),
            "{said}"
        );
    }
    let notification = "{'notificationType': 'Bounce', 'bounce': {'bounceType': 'Permanent', 'bouncedRecipients': \
                        [{'emailAddress': 'jo@example.org', 'diagnosticCode': 'smtp; 550 5.1.1 user unknown'}]}, \
                        'mail': {'source': 'me@example.com', 'destination': ['jo@example.org', 'al@example.org']}}";
    let bounces = json::read(notification).unwrap_or_default();
    assert_eq!(bounces[0].recipient.as_deref(), Some("jo@example.org"));
    // However deep, and however it ends.
    for text in [
        "{'a': ".repeat(10_000) + &"}".repeat(10_000),
        "a(b=".repeat(10_000) + ")",
        "{'a': 'b".to_owned() + &", 'a': 'b".repeat(10_000) + "}",
        "{a=".to_owned() + &", b, ".repeat(10_000) + "}",
    ] {
        let (found, _) = found(text);
        assert!(found.iter().all(|(_, bounce)| bounce.recipient.is_none()));
    }
}

/// The documentation lists every vendor, and no other.
#[test]
fn documented_vendors() {
    let docs = include_str!("../../docs/formats.md");
    let (_, table) = docs
        .split_once("| service |")
        .expect("the table of services");
    let rows = table
        .lines()
        .skip(2)
        .map_while(|row| row.strip_prefix("| "));
    let mut documented: Vec<_> = rows.filter_map(|row| row.split(" | ").next()).collect();
    let mut known: Vec<_> = json::VENDORS.iter().map(|vendor| vendor.name).collect();
    documented.sort_unstable();
    known.sort_unstable();
    assert_eq!(documented, known);
}

/// What bounced softly, and nobody says why, may be sent again.
#[test]
fn a_soft_bounce_without_words_is_temporary() {
    for event in [
        r#"{"event":"soft_bounce","email":"jo@example.org","message-id":"<a@example.com>","ts_event":1773480413}"#,
        r#"{"event":"bounce","time":"2026-03-14T09:26:53Z","rcpt":"jo@example.org","email_id":"1abc","bounce":"soft"}"#,
        r#"{"type":"activity.soft_bounced","data":{"email":{"recipient":{"email":"jo@example.org"}},"morph":{"reason":""}}}"#,
        r#"{"type":"email.bounced","data":{"email_id":"56761188","to":["jo@example.org"],"bounce":{"type":"Transient","subType":"General","message":""}}}"#,
        r#"{"event":"soft_bounce","ts":1773480413,"msg":{"_id":"1abc","email":"jo@example.org"}}"#,
    ] {
        let found = bouncedex::explain(event);
        let [only] = found.as_slice() else {
            panic!("{event}\n{found:#?}")
        };
        assert_eq!(
            only.diagnosis.outcome(),
            bouncedex::Outcome::Temporary,
            "{event}"
        );
        assert_eq!(only.action(), bouncedex::Action::Retry, "{event}");
    }
}

/// Of a bounce without a reason, the recipient is known; nothing is given up.
#[test]
fn events_of_any_form_that_only_say_that_mail_bounced() {
    let event = r#"{"type": "email.bounced", "data": {"object": {"from": "me@example.com", "to": "jo@example.org", "status": "bounced"}}}"#;
    let found = bouncedex::explain(event);
    let [failure] = &found[..] else {
        panic!("{found:#?}");
    };
    assert_eq!(failure.bounce.recipient.as_deref(), Some("jo@example.org"));
    assert_eq!(failure.bounce.event, Event::Bounced);
    assert_ne!(failure.action(), bouncedex::catalogue::Action::Suppress);
    // A reason within says more.
    let event = r#"{"to": "jo@example.org", "status": "bounced", "bounce": {"message": "452 4.2.2 mailbox full"}}"#;
    let found = bouncedex::explain(event);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].bounce.reply().code, Some(452));
    for other in [
        r#"{"to": "jo@example.org", "status": "delivered"}"#,
        r#"{"user": {"email": "jo@example.org"}, "status": "bounced"}"#,
    ] {
        assert!(bouncedex::explain(other).is_empty(), "{other}");
    }
}

/// Nodemailer's answer lists those who were refused, beside all to whom the message went.
#[test]
fn lists_of_the_refused() {
    for object in [
        r#"{"to":["jo@example.org","al@example.org"],"rejected":["jo@example.org"],"response":"550 5.1.1 User unknown"}"#,
        r#"{"envelope":{"from":"me@example.com","to":["jo@example.org","al@example.org"]},"rejected":["jo@example.org"],"response":"550 5.1.1 User unknown"}"#,
    ] {
        let found = bouncedex::explain(object);
        let [only] = found.as_slice() else {
            panic!("{object}\n{found:#?}")
        };
        assert_eq!(
            only.bounce.recipient.as_deref(),
            Some("jo@example.org"),
            "{object}"
        );
    }
}
