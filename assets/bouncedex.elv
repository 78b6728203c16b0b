
use builtin;
use str;

set edit:completion:arg-completer[bouncedex] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'bouncedex'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'bouncedex'= {
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand explain 'Explain what a server said, in whatever form you have it'
            cand triage 'Show what is failing in mail logs'
            cand classify 'Answer every line of a table, a log or a stream by itself'
            cand catalogue 'Check, list or locate catalogues'
            cand completions 'Print a completion script for a shell'
            cand man 'Print the manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'bouncedex;explain'= {
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --recipients 'Print only the failed recipients, each once; with --action suppress, those to suppress. Recipients that your own server rejected are not included. An address that a line cannot hold exactly is left out and counted on standard error'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'bouncedex;triage'= {
            cand --metrics 'While logs are followed, without a screen: write metrics to this file every 15 seconds and at the end, for the textfile collector of node_exporter, which reads files named *.prom'
            cand --exec 'While logs are followed, without a screen: run this shell command when a cause becomes new, rising or a spike. Standard input tells in Markdown what fails, BOUNCEDEX_SUMMARY in a line. One run at a time, at most 30 seconds long, a minute apart'
            cand --on 'What --exec runs at'
            cand --by 'What the table groups failures by. sender-domain, sender, user, source and campaign take three to four times as long: the lines that name them are read as well'
            cand --top 'The most rows in the table, or lines; by default 10 rows, all for hours and lines'
            cand --since 'Only what happened at or after this time: 2026-03-14, "2026-03-14 10:00", "Mar 14 10:00", 14:00 (today), "yesterday 14:00", or 30m, 2h, 1d (before now); by the clock of the log'
            cand --until 'Only what happened before this time, so that --since at the same time goes on where this ends'
            cand --compare 'Compare with an older log (OLD) or an earlier period of the same logs (FROM..TO, such as 12:00..13:00): causes that are new, gone, more or less frequent. With OLD, --since and --until apply to both logs; with FROM..TO, to what it is compared with, by default everything later. With --by, the same of providers, domains, senders and so on'
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --follow 'Keep reading files as they grow, through rotation and truncation, until Ctrl-C: the screen then shows what failed within a minute, five minutes and an hour, and what is new or rising; a report is printed at the end'
            cand --recipients 'Print every address with a failed attempt once, even if a later try delivered: address, entry, failed attempts, last reply; with --action suppress, those to suppress. An address that the format cannot hold exactly is left out and counted on standard error; JSON holds all'
            cand --lines 'Print the lines that report failures, newest first: time, queue id, recipient, host, reply; with --top, only the newest. CSV, TSV and JSON have the whole line, too'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'bouncedex;classify'= {
            cand --from 'What a line of the input is: cells with tabs between them, the last of which is the reply, with \t, \n, \r, \0, \\ and \N as databases write them; JSON; or nothing but the reply'
            cand --field 'Where in the JSON the reply stands: event.reason, recipients.0.diagnostic or /a.b/c; without it the whole object is read as the event of a sending service'
            cand --to 'How answers are written; by default as the input is'
            cand --columns 'What is answered, in this order: reply, enhanced, provider, entry, reason, category, action, outcome, confidence (these by default), title, evidence, template, event'
            cand --host-column 'Which cell, counted from 1, holds the host that replied, unless the reply names it'
            cand --recipient-column 'Which cell, counted from 1, holds the failed recipient, unless the reply names it'
            cand --output 'Append answers to this file'
            cand --schema 'Print how this command is defined as a function, for the same options, and exit'
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --header 'The first line names the columns, and goes out with the names of those that are added'
            cand --chunk-header 'The number of lines stands before each chunk of them: ClickHouse''s send_chunk_header'
            cand --confirm 'Write OK to standard output at the start, and for each line once its answer is in the file: rsyslog''s confirmMessages'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'bouncedex;catalogue'= {
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand check 'Check catalogue files, by default those that would be used'
            cand list 'Print one line for each entry'
            cand path 'Print where catalogues are read from, and whether each was used'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'bouncedex;catalogue;check'= {
            cand --stale 'List the entries whose sources were last checked longer ago: 12m, 2y'
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --sources 'List the entries whose sources are weak, with their counts'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'bouncedex;catalogue;list'= {
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'bouncedex;catalogue;path'= {
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'bouncedex;catalogue;help'= {
            cand check 'Check catalogue files, by default those that would be used'
            cand list 'Print one line for each entry'
            cand path 'Print where catalogues are read from, and whether each was used'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'bouncedex;catalogue;help;check'= {
        }
        &'bouncedex;catalogue;help;list'= {
        }
        &'bouncedex;catalogue;help;path'= {
        }
        &'bouncedex;catalogue;help;help'= {
        }
        &'bouncedex;completions'= {
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'bouncedex;man'= {
            cand --provider 'Only entries of this provider'
            cand --category 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info'
            cand --reason 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted'
            cand --action 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none'
            cand --event 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage'
            cand --format 'Print in this format instead of opening the screen'
            cand --catalogue 'Add this catalogue file; can be repeated'
            cand --color 'When to use colour: auto, always or never'
            cand --print 'Print one frame of this size instead of opening the screen, such as 120x36'
            cand --keys 'Press these keys first, such as `gmail<Tab><Enter>`'
            cand --json 'Short for --format json'
            cand --brief 'Print only the verdict and the first step, in two lines'
            cand --no-config 'Use neither the configuration nor the catalogue of your configuration directory'
            cand --ascii 'Draw with ASCII characters only'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'bouncedex;help'= {
            cand explain 'Explain what a server said, in whatever form you have it'
            cand triage 'Show what is failing in mail logs'
            cand classify 'Answer every line of a table, a log or a stream by itself'
            cand catalogue 'Check, list or locate catalogues'
            cand completions 'Print a completion script for a shell'
            cand man 'Print the manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'bouncedex;help;explain'= {
        }
        &'bouncedex;help;triage'= {
        }
        &'bouncedex;help;classify'= {
        }
        &'bouncedex;help;catalogue'= {
            cand check 'Check catalogue files, by default those that would be used'
            cand list 'Print one line for each entry'
            cand path 'Print where catalogues are read from, and whether each was used'
        }
        &'bouncedex;help;catalogue;check'= {
        }
        &'bouncedex;help;catalogue;list'= {
        }
        &'bouncedex;help;catalogue;path'= {
        }
        &'bouncedex;help;completions'= {
        }
        &'bouncedex;help;man'= {
        }
        &'bouncedex;help;help'= {
        }
    ]
    $completions[$command]
}
