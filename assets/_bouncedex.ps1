
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'bouncedex' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'bouncedex'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'bouncedex' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain what a server said, in whatever form you have it')
            [CompletionResult]::new('triage', 'triage', [CompletionResultType]::ParameterValue, 'Show what is failing in mail logs')
            [CompletionResult]::new('classify', 'classify', [CompletionResultType]::ParameterValue, 'Answer every line of a table, a log or a stream by itself')
            [CompletionResult]::new('catalogue', 'catalogue', [CompletionResultType]::ParameterValue, 'Check, list or locate catalogues')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'bouncedex;explain' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--recipients', '--recipients', [CompletionResultType]::ParameterName, 'Print only the failed recipients, each once; with --action suppress, those to suppress. Recipients that your own server rejected are not included. An address that a line cannot hold exactly is left out and counted on standard error')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'bouncedex;triage' {
            [CompletionResult]::new('--metrics', '--metrics', [CompletionResultType]::ParameterName, 'While logs are followed, without a screen: write metrics to this file every 15 seconds and at the end, for the textfile collector of node_exporter, which reads files named *.prom')
            [CompletionResult]::new('--exec', '--exec', [CompletionResultType]::ParameterName, 'While logs are followed, without a screen: run this shell command when a cause becomes new, rising or a spike. Standard input tells in Markdown what fails, BOUNCEDEX_SUMMARY in a line. One run at a time, at most 30 seconds long, a minute apart')
            [CompletionResult]::new('--on', '--on', [CompletionResultType]::ParameterName, 'What --exec runs at')
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'What the table groups failures by. sender-domain, sender, user, source and campaign take three to four times as long: the lines that name them are read as well')
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'The most rows in the table, or lines; by default 10 rows, all for hours and lines')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what happened at or after this time: 2026-03-14, "2026-03-14 10:00", "Mar 14 10:00", 14:00 (today), "yesterday 14:00", or 30m, 2h, 1d (before now); by the clock of the log')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what happened before this time, so that --since at the same time goes on where this ends')
            [CompletionResult]::new('--compare', '--compare', [CompletionResultType]::ParameterName, 'Compare with an older log (OLD) or an earlier period of the same logs (FROM..TO, such as 12:00..13:00): causes that are new, gone, more or less frequent. With OLD, --since and --until apply to both logs; with FROM..TO, to what it is compared with, by default everything later. With --by, the same of providers, domains, senders and so on')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Keep reading files as they grow, through rotation and truncation, until Ctrl-C: the screen then shows what failed within a minute, five minutes and an hour, and what is new or rising; a report is printed at the end')
            [CompletionResult]::new('--recipients', '--recipients', [CompletionResultType]::ParameterName, 'Print every address with a failed attempt once, even if a later try delivered: address, entry, failed attempts, last reply; with --action suppress, those to suppress. An address that the format cannot hold exactly is left out and counted on standard error; JSON holds all')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Print the lines that report failures, newest first: time, queue id, recipient, host, reply; with --top, only the newest. CSV, TSV and JSON have the whole line, too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'bouncedex;classify' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'What a line of the input is: cells with tabs between them, the last of which is the reply, with \t, \n, \r, \0, \\ and \N as databases write them; JSON; or nothing but the reply')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Where in the JSON the reply stands: event.reason, recipients.0.diagnostic or /a.b/c; without it the whole object is read as the event of a sending service')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'How answers are written; by default as the input is')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'What is answered, in this order: reply, enhanced, provider, entry, reason, category, action, outcome, confidence (these by default), title, evidence, template, event')
            [CompletionResult]::new('--host-column', '--host-column', [CompletionResultType]::ParameterName, 'Which cell, counted from 1, holds the host that replied, unless the reply names it')
            [CompletionResult]::new('--recipient-column', '--recipient-column', [CompletionResultType]::ParameterName, 'Which cell, counted from 1, holds the failed recipient, unless the reply names it')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Append answers to this file')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'Print how this command is defined as a function, for the same options, and exit')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The first line names the columns, and goes out with the names of those that are added')
            [CompletionResult]::new('--chunk-header', '--chunk-header', [CompletionResultType]::ParameterName, 'The number of lines stands before each chunk of them: ClickHouse''s send_chunk_header')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Write OK to standard output at the start, and for each line once its answer is in the file: rsyslog''s confirmMessages')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'bouncedex;catalogue' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check catalogue files, by default those that would be used')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print one line for each entry')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where catalogues are read from, and whether each was used')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'bouncedex;catalogue;check' {
            [CompletionResult]::new('--stale', '--stale', [CompletionResultType]::ParameterName, 'List the entries whose sources were last checked longer ago: 12m, 2y')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'List the entries whose sources are weak, with their counts')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'bouncedex;catalogue;list' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'bouncedex;catalogue;path' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'bouncedex;catalogue;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check catalogue files, by default those that would be used')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print one line for each entry')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where catalogues are read from, and whether each was used')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'bouncedex;catalogue;help;check' {
            break
        }
        'bouncedex;catalogue;help;list' {
            break
        }
        'bouncedex;catalogue;help;path' {
            break
        }
        'bouncedex;catalogue;help;help' {
            break
        }
        'bouncedex;completions' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'bouncedex;man' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Only entries of this provider')
            [CompletionResult]::new('--category', '--category', [CompletionResultType]::ParameterName, 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only bounces with this event, or with ! in front (''!rejected'') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print in this format instead of opening the screen')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Add this catalogue file; can be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print one frame of this size instead of opening the screen, such as 120x36')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Press these keys first, such as `gmail<Tab><Enter>`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print only the verdict and the first step, in two lines')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Use neither the configuration nor the catalogue of your configuration directory')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw with ASCII characters only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'bouncedex;help' {
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain what a server said, in whatever form you have it')
            [CompletionResult]::new('triage', 'triage', [CompletionResultType]::ParameterValue, 'Show what is failing in mail logs')
            [CompletionResult]::new('classify', 'classify', [CompletionResultType]::ParameterValue, 'Answer every line of a table, a log or a stream by itself')
            [CompletionResult]::new('catalogue', 'catalogue', [CompletionResultType]::ParameterValue, 'Check, list or locate catalogues')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'bouncedex;help;explain' {
            break
        }
        'bouncedex;help;triage' {
            break
        }
        'bouncedex;help;classify' {
            break
        }
        'bouncedex;help;catalogue' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check catalogue files, by default those that would be used')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print one line for each entry')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where catalogues are read from, and whether each was used')
            break
        }
        'bouncedex;help;catalogue;check' {
            break
        }
        'bouncedex;help;catalogue;list' {
            break
        }
        'bouncedex;help;catalogue;path' {
            break
        }
        'bouncedex;help;completions' {
            break
        }
        'bouncedex;help;man' {
            break
        }
        'bouncedex;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
