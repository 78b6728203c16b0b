//! What people type when mail comes back, what should come first, and what must hold for every query.

use bouncedex::builtin::CATALOGUE;
use bouncedex::catalogue::{Entry, EntryId};
use bouncedex::query::Query;
use bouncedex::search::{Findings, Search};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

fn search() -> Search {
    Search::new(CATALOGUE)
}

fn find(search: &Search, query: &str) -> Findings {
    search.find(&Query::parse(query))
}

/// The ids of all entries that a query finds, best first.
fn ids(search: &Search, query: &str) -> Vec<&'static str> {
    let catalogue = search.catalogue();
    let id = |entry: EntryId| catalogue.entry_at(entry).id;
    find(search, query).found.into_iter().map(id).collect()
}

// ---- what comes first ----------------------------------------------------------------------------------------------

/// Every row of a table is a query and the entry that it finds first.
fn assert_first(table: &[(&str, &str)]) {
    let search = search();
    let wrong = table.iter().filter_map(|(query, expected)| {
        let found = ids(&search, query);
        let top = &found[..found.len().min(3)];
        (top.first() != Some(expected)).then(|| format!("`{query}`: {expected}, not {top:?}"))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Reply codes and enhanced status codes, whole, in part, without dots, in brackets.
const CODES: &[(&str, &str)] = &[
    ("550", "std-reply-550"),
    ("421", "std-reply-421"),
    ("450", "std-reply-450"),
    ("451", "std-reply-451"),
    ("452", "std-reply-452"),
    ("535", "std-reply-535"),
    ("552", "std-reply-552"),
    ("554", "std-reply-554"),
    ("220", "std-reply-220"),
    ("[550]", "std-reply-550"),
    ("550 5.1.1", "std-5-1-1"),
    ("(#5.1.1)", "std-5-1-1"),
    ("[5.1.1]", "std-5-1-1"),
    ("#5.1.0", "std-5-1-0"),
    ("5.7.1:", "std-550-5-7-1"),
    ("5.7.1", "std-550-5-7-1"),
    ("554 5.7.1", "std-554-5-7-1"),
    ("550 5.7.1", "std-550-5-7-1"),
    ("421 4.7.0", "std-421-4-7-0"),
    ("421-4.7.0", "std-421-4-7-0"),
    ("451 4.7.0", "std-451-4-7-0"),
    ("5.7.26", "std-5-7-26"),
    ("5726", "std-5-7-26"),
    ("550-5.7.26", "std-5-7-26"),
    ("x.7.26", "std-5-7-26"),
    ("x.1.1", "std-5-1-1"),
    ("55x", "std-reply-550"),
    ("5xx", "std-class-5"),
    ("5.7", "std-subject-5-7"),
    ("5.7.x", "std-subject-5-7"),
    ("5.1", "std-subject-5-1"),
    ("4.2", "std-subject-4-2"),
    ("4.7.550", "exchange-online-throttled"),
    ("451 4.7.600", "exchange-online-throttled"),
    ("4.7.500", "outlook-throttled"),
    ("4.7.650", "outlook-ip-rate-limited"),
    ("451 4.7.651", "outlook-ip-rate-limited"),
    ("5.7.640", "exchange-online-banned-ip"),
    ("57640", "exchange-online-banned-ip"),
    ("5.7.511", "exchange-online-banned-ip-manual"),
    ("5.7.509", "exchange-online-dmarc-reject"),
    ("5.7.515", "exchange-online-auth-level"),
    ("5.7.502", "exchange-online-banned-account"),
    ("5.7.708", "exchange-online-traffic-not-accepted"),
    ("57708", "exchange-online-traffic-not-accepted"),
    ("5.7.57", "exchange-online-smtp-client-not-authenticated"),
    ("5.7.133", "exchange-online-group-internal-only"),
    ("5.7.520", "exchange-online-external-forwarding"),
    ("4.4.316", "exchange-online-connection-refused"),
    ("550 5.1.10", "exchange-online-recipient-not-found"),
    ("5.4.1", "std-5-4-1"),
    ("5.2.2", "std-5-2-2"),
    ("4.2.2", "std-4-2-2"),
    ("452 4.5.3", "std-4-5-3"),
    ("5.7.25", "std-5-7-25"),
    ("5.7.23", "std-5-7-23"),
    ("4.4.7", "std-4-4-7"),
    ("5.3.4", "std-5-3-4"),
    ("5.0.350", "exchange-online-remote-rejected"),
    ("4.7.28", "std-4-7-28"),
];

#[test]
fn codes_are_found_in_the_ways_people_type_them() {
    assert_first(CODES);
}

/// Codes of providers' own.
const OWN_CODES: &[(&str, &str)] = &[
    ("TSS04", "yahoo-tss04"),
    ("[TSS04]", "yahoo-tss04"),
    ("ts01", "yahoo-ts01"),
    ("TSS09", "yahoo-permanently-deferred"),
    ("S3150", "outlook-blocklisted"),
    ("s3140", "outlook-blocklisted"),
    ("(S3140).", "outlook-blocklisted"),
    ("RP-001", "outlook-rate-limit"),
    ("SC-004", "outlook-complaints"),
    ("AUP#1310", "spectrum-too-many-connections"),
    ("aup#1235", "spectrum-spamhaus"),
    ("AUP#CXSNDR", "cox-sender-problem"),
    ("RL000010", "comcast-throttled"),
    ("299", "yahoo-message-not-allowed"),
    ("554.30", "yahoo-mailbox-disabled"),
    ("PH01", "yahoo-content-policy"),
    ("AS(201806281)", "exchange-online-recipient-rejected"),
    ("AS(42004)", "exchange-online-bad-outbound-sender"),
    ("HM08", "apple-local-policy"),
    ("hl:rep", "netease-hl-rep"),
    ("OFR_506", "orange-spam"),
    ("605", "mailgun-bounced-before"),
    ("HardBounce", "postmark-type-hard-bounce"),
    ("bad-mailbox", "powermta-bad-mailbox"),
    ("NOWL", "t-online-no-reputation"),
];

#[test]
fn a_providers_own_code_leads_to_its_entry() {
    assert_first(OWN_CODES);
}

/// Words alone.
const WORDS: &[(&str, &str)] = &[
    ("mailbox full", "std-5-2-2"),
    ("full mailbox", "std-5-2-2"),
    ("mailbox is full", "std-5-2-2"),
    ("quota", "std-5-2-2"),
    ("user unknown", "std-5-1-1"),
    ("unknown user", "std-5-1-1"),
    ("mailbox not found", "std-5-1-1"),
    ("greylisting", "std-421-4-7-1"),
    ("greylisted", "std-4-7-1-greylisted"),
    ("graylist", "std-4-7-1-greylisted"),
    ("rate limit", "std-4-7-1-rate-limit"),
    ("limit rate", "std-4-7-1-rate-limit"),
    ("too many recipients", "std-5-5-3"),
    ("dmarc", "std-5-7-1-dmarc"),
    ("spf", "std-5-7-23"),
    ("dkim", "std-5-7-20"),
    ("arc", "std-5-7-29"),
    ("ptr", "std-5-7-25"),
    ("reverse dns", "std-5-7-25"),
    ("relaying denied", "std-5-7-1-relay"),
    ("message too large", "std-5-3-4"),
    ("virus", "std-5-7-1-virus"),
    ("zen.spamhaus.org", "spamhaus-listed"),
    ("bl.spamcop.net", "spamcop-listed"),
    ("combined.mail.abusix.zone", "abusix-listed"),
    ("uceprotect", "uceprotect-listed"),
    ("xbl", "spamhaus-xbl"),
    ("blocklist", "std-5-7-1-blocklisted"),
    ("start tls", "std-530-5-7-0-starttls"),
    ("null mx", "std-5-1-10"),
    ("mail loop", "std-5-4-6"),
    ("too many hops", "postfix-too-many-hops"),
    ("postscreen", "postfix-postscreen-test"),
    ("unauthenticated", "gmail-unauthenticated"),
    ("app password", "gmail-app-password"),
    ("connection timed out", "std-4-4-1"),
    ("connection dropped", "std-4-4-2"),
    ("message-id", "gmail-no-message-id"),
    (
        "administrative prohibition",
        "exim-administrative-prohibition",
    ),
    ("unrouteable", "exim-unrouteable"),
    ("transport rule", "exchange-online-transport-rule"),
    ("delist portal", "exchange-online-banned-ip"),
    ("user complaints", "outlook-complaints"),
    ("sender rejected", "std-5-1-0-sender"),
    ("local policy", "apple-local-policy"),
];

/// Words of other languages, as people and servers write them.
const FOREIGN_WORDS: &[(&str, &str)] = &[
    ("postfach voll", "std-5-2-2"),
    ("boîte pleine", "std-5-2-2"),
    ("buzón lleno", "std-5-2-2"),
    ("casella piena", "std-5-2-2"),
    ("caixa cheia", "std-5-2-2"),
    ("empfänger unbekannt", "std-5-1-1"),
    ("utilisateur inconnu", "std-5-1-1"),
    ("usuario desconocido", "std-5-1-1"),
    ("postfach deaktiviert", "std-5-2-1"),
    ("compte désactivé", "std-5-2-1"),
    ("nachricht zu groß", "std-5-3-4"),
    ("message trop volumineux", "std-5-3-4"),
    ("blackliste", "std-5-7-1-blocklisted"),
    ("blacklisté", "std-5-7-1-blocklisted"),
    ("schwarze liste", "std-5-7-1-blocklisted"),
    ("liste noire", "std-5-7-1-blocklisted"),
    ("lista negra", "std-5-7-1-blocklisted"),
    ("blockiert", "std-5-7-1-blocklisted"),
    ("bloqué", "std-5-7-1-blocklisted"),
    ("bloqueado", "std-5-7-1-blocklisted"),
];

#[test]
fn words_of_other_languages_mean_the_same() {
    assert_first(FOREIGN_WORDS);
}

#[test]
fn words_lead_to_the_entry_that_most_people_mean() {
    assert_first(WORDS);
}

/// Who says it, and what.
const PROVIDERS_AND_WORDS: &[(&str, &str)] = &[
    ("gmail dmarc", "gmail-dmarc-reject"),
    ("dmarc gmail", "gmail-dmarc-reject"),
    ("gmail spf", "gmail-spf-hard-fail"),
    ("gmail dkim", "gmail-dkim-failed-bulk"),
    ("gmail ptr", "gmail-ptr-missing"),
    ("gmail user unknown", "gmail-user-unknown"),
    ("gmail 5.7.26", "gmail-unauthenticated"),
    ("gmail 421", "gmail-unauthenticated-temp"),
    ("gmail daily limit", "gmail-daily-limit"),
    ("gmail too large", "gmail-too-large"),
    ("gmail disabled", "gmail-account-disabled"),
    ("yahoo deferred", "yahoo-tss04"),
    ("deferred yahoo", "yahoo-tss04"),
    ("yahoo full", "yahoo-over-quota"),
    ("yahoo dmarc", "yahoo-dmarc-reject"),
    ("yahoo spamhaus", "yahoo-spamhaus"),
    ("yahoo user unknown", "yahoo-user-unknown"),
    ("outlook blocklist", "outlook-blocklisted"),
    ("outlook 5.7.1", "outlook-blocklisted"),
    ("hotmail throttled", "outlook-throttled"),
    ("microsoft 365 banned", "exchange-online-banned-ip"),
    ("office 365 banned", "exchange-online-banned-ip"),
    ("microsoft dmarc", "exchange-online-dmarc-reject"),
    ("microsoft tenant", "exchange-online-tenant-threshold"),
    ("microsoft 365 throttled", "exchange-online-throttled"),
    ("microsoft 365 spf", "exchange-online-spf-rejected"),
    ("comcast blocked", "comcast-spam-block"),
    ("comcast ptr", "comcast-no-ptr"),
    ("comcast throttled", "comcast-throttled-sender"),
    ("mimecast greylisted", "mimecast-greylisted"),
    ("mimecast dmarc", "mimecast-dmarc"),
    ("mimecast reputation", "mimecast-poor-reputation"),
    ("barracuda reputation", "barracuda-reputation"),
    ("postfix relay", "postfix-relay-denied"),
    ("postfix user unknown", "postfix-user-unknown"),
    ("exim unrouteable", "exim-unrouteable"),
    ("exim sender verify", "exim-sender-verify-failed"),
    ("sendmail relay", "sendmail-relaying-denied"),
    ("exchange mailbox full", "exchange-server-mailbox-full"),
    ("ses not verified", "ses-not-verified"),
    ("ses rate", "ses-sending-rate"),
    ("ses quota", "ses-daily-quota"),
    ("sendgrid credits", "sendgrid-credits"),
    ("mailgun suppressed", "mailgun-bounced-before"),
    ("mailgun unsubscribed", "mailgun-unsubscribed"),
    ("postmark complaint", "postmark-type-spam-complaint"),
    ("icloud full", "apple-over-quota"),
    ("icloud local policy", "apple-local-policy"),
    ("icloud spamhaus", "apple-ip-blocklisted"),
    ("gmx spf", "united-internet-spf"),
    ("gmx full", "united-internet-mailbox-full"),
    ("web.de rate", "united-internet-rate-limit"),
    ("t-online", "t-online-no-reputation"),
    ("t-online full", "t-online-mailbox-full"),
    ("t-online spam", "t-online-spam"),
    ("mail.ru spam", "mailru-spam"),
    ("qq dmarc", "qq-dmarc"),
    ("163 quota", "netease-quota-day"),
    ("orange spf", "orange-spf"),
    ("laposte dmarc", "laposte-dmarc"),
    ("la poste dkim", "laposte-dkim"),
    ("at&t blocklist", "att-blocklist"),
    ("att.net reverse dns", "att-dns-failure"),
    ("protonmail spam", "proton-spam"),
    ("cisco talos", "cisco-ip-reputation"),
    ("dovecot quota", "dovecot-quota-exceeded"),
    ("qmail rcpthosts", "qmail-rcpthosts"),
    ("docomo full", "docomo-mailbox-full"),
    ("naver", "naver-unregistered-ip"),
    ("postgrey", "postgrey-greylisted"),
    ("hotmail block list", "outlook-blocklisted"),
    ("yahoo 421", "yahoo-tss04"),
    ("outlook 451", "outlook-ip-rate-limited"),
    ("outlook dmarc", "outlook-auth-level"),
    ("outlook spf", "outlook-auth-level"),
    ("icloud 554", "apple-local-policy"),
    ("t-online 554", "t-online-no-reputation"),
    ("orange 421", "orange-too-many-connections"),
    ("5.7.1 gmail dkim", "gmail-unauthenticated-old"),
    ("proofpoint blocked", "proofpoint-ip-blocked"),
    ("cloudmark reputation", "cloudmark-csi"),
];

#[test]
fn a_provider_and_a_word_lead_to_what_that_provider_says() {
    assert_first(PROVIDERS_AND_WORDS);
}

/// Misspelt, and found all the same.
const TYPOS: &[(&str, &str)] = &[
    ("mailbx full", "std-5-2-2"),
    ("mailbox ful", "std-5-2-2"),
    ("greylsting", "std-421-4-7-1"),
    ("grelisting", "std-421-4-7-1"),
    ("conection timed out", "std-4-4-1"),
    ("unauthenicated", "gmail-unauthenticated"),
    ("yahoo dferred", "yahoo-tss04"),
    ("gmail unauthenicated", "gmail-unauthenticated"),
    ("revers dns", "std-5-7-25"),
];

#[test]
fn what_only_mentions_a_reason_comes_after_all_that_have_it() {
    let search = search();
    for (query, reason) in [
        ("user unknown gmail", "user-unknown"),
        ("unknown user yahoo", "user-unknown"),
        ("relay denied exim", "relay-denied"),
    ] {
        let found = find(&search, query).found.into_iter();
        let found = found.map(|entry| CATALOGUE.entry_at(entry).reason.id);
        let have: Vec<_> = found.map(|id| id == reason).collect();
        assert!(have[..2] == [true, true], "{query}");
        assert!(have.is_sorted_by(|a, b| a >= b), "{query}: {have:?}");
    }
}

#[test]
fn a_slip_of_the_finger_is_forgiven() {
    assert_first(TYPOS);
}

/// Codes and words together.
const SEVERAL_TERMS: &[(&str, &str)] = &[
    ("relaying 5.7.1", "std-5-7-1-relay"),
    ("451 greylist", "std-4-7-1-greylisted"),
    ("greylist 451", "std-4-7-1-greylisted"),
    ("421 greylisting", "std-421-4-7-1"),
    ("421 rate limit", "std-4-7-1-rate-limit"),
    (
        "421 too many connections",
        "exchange-online-connection-limit",
    ),
    ("552 full", "std-reply-552"),
    ("552 quota", "std-5-2-2"),
    ("554 spam", "std-reply-554"),
    ("535 password", "std-reply-535"),
    ("550 spf", "std-5-7-23"),
    ("spf 550", "std-5-7-23"),
    ("dmarc 554", "std-5-7-1-dmarc"),
    ("yahoo 5.7.9 dmarc", "yahoo-dmarc-reject"),
    ("5.4.1 access denied", "exchange-online-recipient-rejected"),
    ("4.4.2 lost connection", "postfix-client-lost"),
    ("helo 504", "std-504-5-5-2"),
];

#[test]
fn codes_and_words_go_together_in_any_order() {
    assert_first(SEVERAL_TERMS);
}

/// Terms with marks.
const MARKS: &[(&str, &str)] = &[
    ("5.7.1 !spam", "std-550-5-7-1"),
    ("5.7.26 !standard", "gmail-unauthenticated"),
    ("dmarc !gmail", "std-5-7-1-dmarc"),
    ("!dmarc 5.7.26", "std-5-7-26"),
    ("greylisted !p:standard", "mimecast-greylisted"),
    ("'dmarc", "std-5-7-1-dmarc"),
    ("\"mailbox full\"", "std-5-2-2"),
    ("'spf gmail", "gmail-spf-hard-fail"),
    ("\"user unknown\"", "std-5-1-1"),
    (
        "\"cannot find your reverse hostname\"",
        "postfix-no-reverse-dns",
    ),
    ("p:postfix \"relay access denied\"", "postfix-relay-denied"),
    (
        "\"part of their network is on our block list\"",
        "outlook-blocklisted",
    ),
];

#[test]
fn negated_and_exact_terms_narrow_what_is_found() {
    assert_first(MARKS);
}

/// Fields, whole and abbreviated.
const FIELDS: &[(&str, &str)] = &[
    ("provider:gmail is:temporary", "gmail-unauthenticated-temp"),
    ("provider:gmail is:temp rate", "gmail-unauthenticated-temp"),
    ("cat:soft", "std-5-2-2"),
    ("cat:policy p:gmail", "gmail-unauthenticated"),
    ("cat:message", "std-5-3-4"),
    ("reason:spf", "std-5-7-23"),
    ("reason:mailbox-full", "std-5-2-2"),
    ("r:greylisted", "std-421-4-7-1"),
    ("action:suppress p:yahoo", "yahoo-user-unknown"),
    ("action:request p:outlook", "outlook-blocklisted"),
    (
        "provider:\"microsoft 365\" 5.7.5",
        "exchange-online-mta-sts-certificate",
    ),
    (
        "provider:exchange-online dmarc",
        "exchange-online-dmarc-reject",
    ),
    ("p:microsoft banned", "exchange-online-banned-ip"),
    ("is:accepted", "std-2-0-0"),
    ("is:temp spf", "std-4-7-23"),
    ("550 5.7.1 p:outlook", "outlook-blocklisted"),
    ("PROVIDER:Gmail DMARC", "gmail-dmarc-reject"),
    ("p:apple cat:soft", "apple-over-quota"),
];

#[test]
fn fields_narrow_what_is_found() {
    assert_first(FIELDS);
}

/// Upper case, accents, full-width letters and digits.
const OTHER_SPELLINGS: &[(&str, &str)] = &[
    ("ＤＭＡＲＣ", "std-5-7-1-dmarc"),
    ("５５０", "std-reply-550"),
    ("５.７.２６", "std-5-7-26"),
    ("dmárc", "std-5-7-1-dmarc"),
    ("MAÏLBOX FÜLL", "std-5-2-2"),
    ("ＴＳＳ０４", "yahoo-tss04"),
];

#[test]
fn case_accents_and_width_make_no_difference() {
    assert_first(OTHER_SPELLINGS);
}

/// Replies, or the telling part of them, as servers send them.
const PASTED: &[(&str, &str)] = &[
    ("550 5.1.1 User unknown", "std-5-1-1"),
    ("552 5.2.2 over quota", "std-5-2-2"),
    (
        "The email account that you tried to reach is over quota",
        "gmail-storage-full",
    ),
    (
        "The email account that you tried to reach does not exist",
        "gmail-user-unknown",
    ),
    (
        "this email has been blocked because the sender is unauthenticated",
        "gmail-unauthenticated",
    ),
    (
        "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
        "exchange-online-recipient-rejected",
    ),
    (
        "Recipient address rejected: User unknown in virtual mailbox table",
        "postfix-user-unknown",
    ),
    (
        "Helo command rejected: need fully-qualified hostname",
        "postfix-helo-not-fqdn",
    ),
    (
        "Sender address rejected: Domain not found",
        "postfix-sender-domain-unknown",
    ),
    (
        "554 5.7.1 Service unavailable; blocked using zen.spamhaus.org",
        "spamhaus-listed",
    ),
    (
        "part of their network is on our block list (S3140)",
        "outlook-blocklisted",
    ),
    (
        "RESOLVER.ADR.RecipientNotFound",
        "exchange-online-recipient-not-found",
    ),
    (
        "Access denied, banned sending IP",
        "exchange-online-banned-ip",
    ),
    ("Sorry, no mailbox here by that name", "qmail-no-mailbox"),
    (
        "mail for example.com loops back to myself",
        "postfix-loop-mx",
    ),
    ("relay not permitted", "exim-relay-not-permitted"),
    (
        "all relevant MX records point to non-existent hosts",
        "exim-mx-nonexistent",
    ),
    (
        "Message rejected: Email address is not verified",
        "ses-not-verified",
    ),
    ("Maximum sending rate exceeded", "ses-sending-rate"),
    ("Daily message quota exceeded", "ses-daily-quota"),
    (
        "message size exceeds fixed limit",
        "postfix-message-too-large",
    ),
    (
        "530 5.7.57 Client not authenticated to send mail",
        "exchange-online-smtp-client-not-authenticated",
    ),
    ("452 4.2.2 mailbox full", "std-4-2-2"),
    ("550 5.7.1 Unable to relay", "std-5-7-1-relay"),
    (
        "550 5.7.25 The IP address sending this message does not have a PTR record setup",
        "gmail-ptr-missing",
    ),
];

#[test]
fn replies_pasted_by_hand_lead_to_their_entry() {
    assert_first(PASTED);
}

#[test]
fn every_entry_is_found_by_its_own_codes_and_names() {
    let search = search();
    for (id, entry) in CATALOGUE.entry_ids().zip(CATALOGUE.entries()) {
        let query = own_words(&entry);
        let found = find(&search, &query).found;
        // A class or subject stands behind the entries that say more.
        let depth = if entry.is_fallback() { 8 } else { 3 };
        let at = found.iter().position(|found| *found == id);
        assert!(
            at.is_some_and(|at| at < depth),
            "`{query}` finds {} at {at:?}",
            entry.id
        );
    }
}

/// Codes, provider and title as a person would type them; own codes in quotes, for some hold spaces and marks.
fn own_words(entry: &Entry) -> String {
    let mut words: Vec<_> = entry.reply.iter().map(ToString::to_string).collect();
    words.extend(entry.enhanced.iter().map(ToString::to_string));
    words.extend(entry.tags.iter().map(|tag| format!("\"{tag}\"")));
    words.extend([entry.provider.name.to_owned(), entry.title.to_owned()]);
    words.join(" ")
}

#[test]
fn most_replies_of_the_catalogue_lead_back_to_their_entry() {
    let search = search();
    let (mut total, mut near) = (0, 0);
    for (id, entry) in CATALOGUE.entry_ids().zip(CATALOGUE.entries()) {
        for reply in entry.examples.iter() {
            let found = find(&search, reply).found;
            total += 1;
            near += usize::from(found.iter().take(3).any(|found| *found == id));
        }
    }
    assert!(total > 1000 && near * 10 >= total * 9, "{near} of {total}");
}

/// What else providers are called, in a query and with `--provider`.
#[test]
fn providers_are_found_by_what_else_they_are_called() {
    let search = search();
    for (alias, id) in [
        ("o365", "exchange-online"),
        ("office 365", "exchange-online"),
        ("hotmail", "outlook"),
        ("gsuite", "gmail"),
        ("ionos", "united-internet"),
        ("charter", "spectrum"),
    ] {
        let first = ids(&search, alias).first().copied().expect("an entry");
        assert_eq!(
            CATALOGUE.entry(first).map(|entry| entry.provider.id),
            Some(id),
            "{alias}"
        );
        let called = bouncedex::search::providers_called(&CATALOGUE, alias);
        let called = CATALOGUE.providers.iter().zip(called).filter(|(_, is)| *is);
        let called: Vec<_> = called.map(|(provider, _)| provider.id).collect();
        assert_eq!(called, [id], "{alias}");
    }
}

/// What people type, line by line: a query and the entries that an expert would open first, any of them.
const TYPED: &str = include_str!("../fixtures/queries.tsv");

#[test]
fn what_people_type_leads_to_what_an_expert_would_open() {
    let search = search();
    let lines = TYPED.lines().filter(|line| !line.starts_with('#'));
    let (mut total, mut wrong) = (0, Vec::new());
    for line in lines {
        let (query, expected) = line.split_once('\t').expect("a tab");
        let found = search.answer(query, &search).findings.found;
        let found = found.into_iter().map(EntryId::new).take(3);
        let found: Vec<_> = found.map(|entry| CATALOGUE.entry_at(entry).id).collect();
        let at = found
            .iter()
            .position(|id| expected.split('|').any(|expected| expected == *id));
        total += 1;
        assert!(at.is_some(), "`{query}`: {expected}, not {found:?}");
        wrong.extend((at != Some(0)).then(|| format!("`{query}`: {expected}, not {found:?}")));
    }
    assert!(total >= 120, "{total}");
    assert!(
        wrong.len() * 20 <= total,
        "{} of {total}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

// ---- what holds for every query ------------------------------------------------------------------------------------

/// Of every kind.
const QUERIES: &[&str] = &[
    "",
    "5",
    "550",
    "5.7",
    "5.7.1 !spam",
    "5.7.888",
    "dmarc",
    "mailbx full",
    "gmail 5.7.1",
    "too many connections",
    "reputation authentication",
    "cat:rate is:temporary",
    "'spf 550 action:fix",
    "\"try again\" yahoo",
    "!provider:standard relay",
    "xyzzy",
];

#[test]
fn the_same_query_always_finds_the_same_in_the_same_order() {
    let (first, second) = (search(), search());
    for query in QUERIES {
        let findings = find(&first, query);
        assert_eq!(findings, find(&first, query), "`{query}`");
        assert_eq!(findings, find(&second, query), "`{query}`");
        let places: BTreeSet<_> = findings.found.iter().collect();
        assert_eq!(places.len(), findings.found.len(), "`{query}`");
    }
}

#[test]
fn the_order_of_terms_makes_no_difference() {
    let search = search();
    for query in QUERIES.iter().filter(|query| !query.contains('"')) {
        let reversed: Vec<_> = query.split(' ').rev().collect();
        assert_eq!(
            find(&search, query),
            find(&search, &reversed.join(" ")),
            "`{query}`"
        );
    }
}

#[test]
fn counts_by_provider_are_those_of_the_findings() {
    let search = search();
    for query in QUERIES {
        let findings = find(&search, query);
        let (entries, counts) = (findings.found, findings.by_provider);
        let total: usize = counts.iter().sum();
        assert_eq!(counts.len(), CATALOGUE.providers.len());
        assert_eq!(total, entries.len(), "`{query}`");
        for (provider, count) in CATALOGUE.providers.iter().zip(counts) {
            let is_its = |entry: &&EntryId| CATALOGUE.entry_at(**entry).provider.id == provider.id;
            let its = entries.iter().filter(is_its).count();
            assert_eq!(its, count, "`{query}`: {}", provider.id);
        }
    }
}

#[test]
fn counts_by_provider_are_what_the_field_finds() {
    let search = search();
    for query in ["", "550", "dmarc", "mailbx full"] {
        let counts = find(&search, query).by_provider;
        for (provider, count) in CATALOGUE.providers.iter().zip(counts) {
            let narrowed = format!("{query} provider:{}", provider.id);
            let found = find(&search, &narrowed).found.len();
            assert_eq!(found, count, "`{narrowed}`");
        }
    }
}

#[test]
fn an_empty_query_finds_everything_in_the_order_of_the_catalogue() {
    let search = search();
    let everything: Vec<_> = CATALOGUE.entry_ids().collect();
    for query in ["", "   ", "\t\n", "\"\"", "'", ".", "\u{301}"] {
        assert!(Query::parse(query).is_empty(), "{query:?}");
        assert_eq!(find(&search, query).found, everything, "{query:?}");
    }
}

#[test]
fn codes_are_never_fuzzy() {
    let search = search();
    let assert_all = |code: &str, has_code: fn(&Entry, &str) -> bool| {
        for id in ids(&search, code) {
            let entry = CATALOGUE.entry(id).unwrap();
            let holds = has_code(&entry, code) || is_named(&entry, code);
            assert!(holds, "`{code}` finds {id}");
        }
    };
    for code in ["421", "452", "550", "556", "571", "163", "365"] {
        assert_all(code, |entry, code| entry.reply_codes().contains(code));
    }
    for code in ["5.7.1", "5.7.26", "4.7.550", "5.1", "4.4.316"] {
        assert_all(code, |entry, code| {
            enhanced_codes(entry).any(|own| own.starts_with(code))
        });
    }
}

/// The enhanced status codes of an entry, ranges written out.
fn enhanced_codes(entry: &Entry) -> impl Iterator<Item = String> {
    entry.enhanced.iter().flat_map(|own| {
        let subject = format!("{}.{}", own.class, own.subject.unwrap_or_default());
        let (first, last) = own.detail.unwrap_or_default();
        (first..=last).map(move |detail| format!("{subject}.{detail}"))
    })
}

/// Whether the number stands in the entry's title or own codes, or in the provider's names.
fn is_named(entry: &Entry, number: &str) -> bool {
    let provider = entry.provider;
    let mut names = vec![entry.title, provider.name, provider.id];
    names.extend(entry.tags.iter());
    names.extend(provider.domains);
    names.iter().any(|name| name.contains(number))
}

#[test]
fn a_term_and_its_negation_share_the_catalogue_out() {
    let search = search();
    let terms = "'dmarc 'full '5.7.26 550 421 5.7.1 5.1 x.7.26 5726 55x s3140 rl000010 etp205 hm08 \
        as(201806281) p:gmail cat:rate reason:spf action:retry is:temp";
    for term in terms.split_whitespace().chain(["\"mailbox full\""]) {
        let found = find(&search, term).found;
        let others = find(&search, &format!("!{term}")).found;
        let all: BTreeSet<_> = found.iter().chain(&others).collect();
        assert!(!found.is_empty() && !others.is_empty(), "`{term}`");
        assert_eq!(found.len() + others.len(), CATALOGUE.len(), "`{term}`");
        assert_eq!(all.len(), CATALOGUE.len(), "`{term}`");
    }
}

// ---- when nothing is found -----------------------------------------------------------------------------------------

#[test]
fn an_unknown_code_leads_to_the_class_and_subject_that_hold_it() {
    let search = search();
    let table = [
        ("599", "std-class-5"),
        ("499", "std-class-4"),
        ("5.9.1", "std-class-5"),
        ("4.8.2", "std-class-4"),
        ("5.7.888", "std-subject-5-7"),
        ("4.2.77", "std-subject-4-2"),
        ("5.4.377", "std-subject-5-4"),
    ];
    for (query, expected) in table {
        let found = ids(&search, query);
        assert!(found.contains(&expected), "`{query}` finds {found:?}");
        for id in found {
            let entry = CATALOGUE.entry(id).unwrap();
            assert!(entry.is_fallback(), "`{query}` finds {id}");
        }
    }
}

#[test]
fn a_known_code_or_a_word_never_leads_to_a_class() {
    let search = search();
    for query in ["5.7.26", "550", "5.7.999", "577", "xyzzy"] {
        let found = ids(&search, query);
        assert!(!found.contains(&"std-class-5"), "`{query}` finds {found:?}");
    }
}

#[test]
fn the_nearest_spelling_is_shown_where_a_query_finds_nothing() {
    let search = search();
    let table = [
        ("quoat", "quota"),
        ("dmacr", "dmarc"),
        ("spamhuas", "spamhaus"),
        ("blocklst", "blocklist"),
        ("gmail quoat", "gmail quota"),
        ("dmacr gmail", "dmarc gmail"),
        ("gmial", "gmail"),
        ("!spam gmial", "!spam gmail"),
        ("relay denyed", "relay denied"),
        ("gmial unauthenticated", "gmail unauthenticated"),
        ("gmial unauthentcated", "gmail unauthenticated"),
        ("o356 banned", "o365 banned"),
        ("5.7.26 gmial", "5.7.26 gmail"),
        ("\"user unknown\" gmial", "\"user unknown\" gmail"),
        ("usr unknwn", "user unknown"),
        ("tss4", "tss04"),
        ("provider:gmial", "provider:gmail"),
        ("p:gmial dmarc", "provider:gmail dmarc"),
        ("cat:polcy", "category:policy"),
        ("is:permanant", "is:permanent"),
        ("action:supress", "action:suppress"),
    ];
    for (query, expected) in table {
        assert_eq!(find(&search, query), nothing(), "`{query}`");
        let answer = search.answer(query, &search);
        assert_eq!(answer.respelt.as_deref(), Some(expected), "`{query}`");
        assert_eq!(answer.query, Query::parse(expected), "`{query}`");
        let found = find(&search, expected).found.into_iter();
        let found: Vec<_> = found.map(EntryId::index).collect();
        assert_eq!(answer.findings.found, found, "`{query}`");
    }
}

#[test]
fn another_spelling_is_shown_only_if_it_finds_what_fits_better() {
    let search = search();
    for query in [
        "gmail",
        "unauthent",
        "hostname",
        "5.7.26",
        "'gmial",
        "!gmial",
        "xyz",
        "ovh",
        "",
        // What is said in plain words has no slip in it, nor have words that say nothing.
        "why is gmail blocking me",
        "my mail goes to spam",
        "mailbox full?",
    ] {
        let answer = search.answer(query, &search);
        assert_eq!(answer.respelt, None, "`{query}`");
        assert_eq!(answer.query, Query::parse(query), "`{query}`");
    }
    // What has the letters in its title is worse than what is called so.
    let query = "certifcate";
    assert!(!find(&search, query).found.is_empty());
    let answer = search.answer(query, &search);
    assert_eq!(answer.respelt.as_deref(), Some("certificate"));
}

#[test]
fn words_are_left_out_only_where_no_spelling_finds_anything() {
    let search = search();
    let table = [
        ("mimecast xyzzy", Some("mimecast")),
        ("5.7.1 xyzzy", Some("5.7.1")),
        ("gmail dmarc xyzzy  ", Some("gmail dmarc")),
        ("p:gmail xyzzy", Some("p:gmail")),
        ("xyzzy gmail", Some("gmail")),
        ("xyzzy gmial", Some("gmail")),
        ("mlbx full", Some("full")),
        ("server busy s77719", Some("server busy")),
        // A code tells more than words, words more than the number of a reply.
        (
            "how long xyzzy 4.2.2 recipients",
            Some("how long 4.2.2 recipients"),
        ),
        ("helo 4.2.2 certificate", Some("4.2.2")),
        ("gmail 500 recipients limit", Some("gmail recipients limit")),
        // Another number is another code.
        ("orange ofr_108", Some("orange")),
        ("comcast rl000001", Some("comcast")),
        ("yahoo bl04", Some("yahoo")),
        // Nobody else is shown for a provider that says no such thing.
        ("proofpoint greylist", Some("greylist provider:standard")),
        ("xyzzy", None),
        ("xyzzy error", None),
        ("[]", None),
    ];
    for (query, expected) in table {
        assert_eq!(find(&search, query), nothing(), "`{query}`");
        let answer = search.answer(query, &search);
        assert_eq!(answer.respelt.as_deref(), expected, "`{query}`");
        let found = expected.map(|text| find(&search, text).found);
        let found = found.unwrap_or_default().into_iter();
        let found: Vec<_> = found.map(EntryId::index).collect();
        assert_eq!(answer.findings.found, found, "`{query}`");
        assert_eq!(found.is_empty(), expected.is_none(), "`{query}`");
    }
}

/// A form of a known word is no slip for another one.
#[test]
fn nothing_is_shown_for_a_query_without_a_known_word() {
    let search = search();
    for query in [
        "さくら",
        "さくら x",
        "가 나 다",
        "!さくら 桜",
        "thru x",
        "pizza oven",
        "550 5.7.1 is:temporary",
    ] {
        let answer = search.answer(query, &search);
        assert_eq!(
            (answer.findings.found.len(), answer.respelt),
            (0, None),
            "{query}"
        );
    }
    let known = search.answer("unknown さくら", &search);
    assert_eq!(known.respelt.as_deref(), Some("unknown"));
}

#[test]
fn forms_of_known_words_lead_to_these() {
    let search = search();
    for (query, expected) in [
        ("lists.spamcop.net", "spamcop"),
        ("mx1.mimecast.example", "mimecast"),
    ] {
        let answer = search.answer(query, &search);
        assert_eq!(answer.respelt.as_deref(), Some(expected), "`{query}`");
    }
}

#[test]
fn a_field_with_an_unknown_value_is_told_apart_from_one_that_is_hidden() {
    let search = search();
    let unknown = |query: &str| {
        let query = Query::parse(query);
        let unknown = search.unknown_values(&query);
        let spelled = unknown
            .iter()
            .map(|(field, term)| format!("{}:{}", field.id(), term.text));
        spelled.collect::<Vec<_>>()
    };
    assert_eq!(
        unknown("p:gmial is:temp cat:xyzzy"),
        ["provider:gmial", "category:xyzzy"]
    );
    assert_eq!(unknown("p:gmail !is:nonsense xyzzy"), ["is:nonsense"]);
    assert_eq!(unknown("p:gmail p:yahoo"), [""; 0]);
}

fn nothing() -> Findings {
    Findings {
        found: Vec::new(),
        by_provider: vec![0; CATALOGUE.providers.len()],
    }
}

// ---- other languages, and hostile hands ----------------------------------------------------------------------------

#[test]
fn entries_in_other_languages_are_found_with_and_without_accents() {
    let file = r#"
        [[code]]
        id = "gmx-voll"
        provider = "united-internet"
        reply = [552]
        reason = "mailbox-full"
        title = "Postfach übergefüllt (ﬁnal)"
        meaning = "Das Postfach fasst nichts mehr."
        steps = ["Später noch einmal senden."]
        examples = ["552 Boîte pleine: 邮箱已满"]
        sources = ["RFC 5321 §4.2.3"]
    "#;
    let search = Search::new(CATALOGUE.with("codes.toml", file).unwrap());
    let queries = "übergefüllt|ÜBERGEFÜLLT|ubergefullt|u\u{308}bergefu\u{308}llt|ｕbergefullt|'final|\"boite pleine\"|\
        p:gmx BOÎTE|邮箱|spater|postfach 552";
    for query in queries.split('|') {
        assert_eq!(ids(&search, query).first(), Some(&"gmx-voll"), "`{query}`");
    }
    assert!(ids(&search, "übergefüllt !ubergefullt").is_empty());
}

/// Long and repetitive; and unfinished, unbalanced or unprintable ones, with bars between them.
fn hostile_queries() -> Vec<String> {
    const LONG: &str = "x|5|!|\"|'|(|-|:|.|é|\u{301}|🦀|ﷺ|邮";
    const MANY: &str = "a |mailbox |5.7 |!x |p:gmail |\"a\" |5-|p:|5.|💥 ";
    const ODD: &str = "\0|\u{1b}[31m|a\u{7}b|\u{202e}dmarc|\u{feff}550|\r\n|!|!!|!!spam|\"|\"open|'|''|! \"|\
        provider:\"|p:'|p:|!p:|:|::|is::|(((|[]|(#)|550-|-550|--|5..|..5|.5.|5.x.x.x|x|xxx|x.x|\
        99999999999999999999|5.7.65536|5.99999999.1|²|𝟝𝟝𝟘|İ|ß|ﬁ|e\u{301}\u{301}|👩‍👩‍👧|한글|٥٥٠|AUP#|AUP#9999999999";
    let long = LONG.split('|').map(|part| part.repeat(5_000));
    let many = MANY.split('|').map(|part| part.repeat(200));
    let odd = ODD.split('|').map(str::to_owned);
    long.chain(many).chain(odd).collect()
}

#[test]
fn hostile_queries_neither_panic_nor_take_long() {
    const TITLES: [&str; 4] = ["", "Postfach überfüllt", "ﬁﬁ 한글 🦀 İ ﷺ", "\0\u{301}"];
    let search = search();
    for query in hostile_queries() {
        let start: String = query.chars().take(12).collect();
        let begun = Instant::now();
        let parsed = Query::parse(&query);
        search.find(&parsed);
        search.unknown_values(&parsed);
        for title in TITLES {
            let marks = search.highlight(&parsed, title);
            assert_eq!(marks.len(), title.chars().count(), "{start:?}: {title:?}");
        }
        // A misspelt word is compared with all that are known.
        if query.len() < 250 {
            search.answer(&query, &search);
        }
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(5), "{start:?} took {took:?}");
    }
}

#[test]
fn the_characters_that_match_are_highlighted() {
    let search = search();
    let table = [
        ("mailbox full", "[Mailbox] [full] (over quota)"),
        ("full", "Mailbox [full], quite [full]"),
        ("\"box full\"", "Mail[box full]"),
        ("mailbx", "[Mailb]o[x] full"),
        ("5.7", "Refused by policy ([5.7])"),
        ("365", "Microsoft [365] group"),
        ("!full", "Mailbox full"),
        ("p:mailbox", "Mailbox full"),
        ("'mailbx", "Mailbox full"),
        ("", "Mailbox full"),
        ("uberfullt", "Postfach [überfüllt]"),
        ("ÜBERFÜLLT", "Postfach [u]\u{308}[berfüllt]!"),
        ("voll", "Das Übermaß: [voll]"),
        ("file", "Große [ﬁle] ﬁxed"),
        ("fixed", "Große ﬁle [ﬁxed]"),
        ("pleine", "Boîte aux lettres [pleine]"),
        ("boite", "[Boîte] aux lettres pleine"),
        ("full", "Ｍａｉｌｂｏｘ [ｆｕｌｌ] 📬"),
        ("已满", "邮箱[已满]"),
        ("글", "한[글] 메일"),
        ("📬", "Full [📬] box"),
        ("box", "Full 📬 [box]"),
        ("istanbul", "[İstanbul]"),
    ];
    for (query, expected) in table {
        let title = expected.replace(['[', ']'], "");
        let marks = search.highlight(&Query::parse(query), &title);
        let marked = bracketed(&title, &marks);
        assert_eq!(marked, expected, "`{query}`");
    }
}

/// The text with brackets around its marked characters.
fn bracketed(text: &str, marks: &[bool]) -> String {
    let mut bracketed = String::new();
    let mut inside = false;
    for (c, mark) in text.chars().zip(marks) {
        if inside != *mark {
            bracketed.push(if *mark { '[' } else { ']' });
        }
        inside = *mark;
        bracketed.push(c);
    }
    bracketed + if inside { "]" } else { "" }
}
