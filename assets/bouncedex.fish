# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_bouncedex_global_optspecs
    string join \n provider= category= reason= action= event= format= json brief catalogue= no-config ascii color= print= keys= h/help V/version
end

function __fish_bouncedex_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_bouncedex_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_bouncedex_using_subcommand
    set -l cmd (__fish_bouncedex_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c bouncedex -n "__fish_bouncedex_needs_command" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -s V -l version -d 'Print version'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -a "explain" -d 'Explain what a server said, in whatever form you have it'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -a "triage" -d 'Show what is failing in mail logs'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -a "classify" -d 'Answer every line of a table, a log or a stream by itself'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -a "catalogue" -d 'Check, list or locate catalogues'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -a "completions" -d 'Print a completion script for a shell'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -a "man" -d 'Print the manual page'
complete -c bouncedex -n "__fish_bouncedex_needs_command" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l recipients -d 'Print only the failed recipients, each once; with --action suppress, those to suppress. Recipients that your own server rejected are not included. An address that a line cannot hold exactly is left out and counted on standard error'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l metrics -d 'While logs are followed, without a screen: write metrics to this file every 15 seconds and at the end, for the textfile collector of node_exporter, which reads files named *.prom' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l exec -d 'While logs are followed, without a screen: run this shell command when a cause becomes new, rising or a spike. Standard input tells in Markdown what fails, BOUNCEDEX_SUMMARY in a line. One run at a time, at most 30 seconds long, a minute apart' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l on -d 'What --exec runs at' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l by -d 'What the table groups failures by. sender-domain, sender, user, source and campaign take three to four times as long: the lines that name them are read as well' -r -f -a "cause\t'The entry that explains it'
provider\t'Who refuses'
domain\t'The recipients\' domain'
action\t'What to do next'
sender-domain\t'The domain of the envelope sender'
sender\t'The envelope sender'
user\t'The account that handed the message in (SASL)'
source\t'From where it was sent: a transport, a virtual MTA, a server of one\'s own'
relay\t'The remote host'
campaign\t'The campaign or job'
client\t'The client that one\'s own server rejected'
rejected-sender\t'The envelope sender that a rejected client named'
stage\t'At which command or check a client was rejected'
hour\t'The hour in which it happened'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l top -d 'The most rows in the table, or lines; by default 10 rows, all for hours and lines' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l since -d 'Only what happened at or after this time: 2026-03-14, "2026-03-14 10:00", "Mar 14 10:00", 14:00 (today), "yesterday 14:00", or 30m, 2h, 1d (before now); by the clock of the log' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l until -d 'Only what happened before this time, so that --since at the same time goes on where this ends' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l compare -d 'Compare with an older log (OLD) or an earlier period of the same logs (FROM..TO, such as 12:00..13:00): causes that are new, gone, more or less frequent. With OLD, --since and --until apply to both logs; with FROM..TO, to what it is compared with, by default everything later. With --by, the same of providers, domains, senders and so on' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l follow -d 'Keep reading files as they grow, through rotation and truncation, until Ctrl-C: the screen then shows what failed within a minute, five minutes and an hour, and what is new or rising; a report is printed at the end'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l recipients -d 'Print every address with a failed attempt once, even if a later try delivered: address, entry, failed attempts, last reply; with --action suppress, those to suppress. An address that the format cannot hold exactly is left out and counted on standard error; JSON holds all'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l lines -d 'Print the lines that report failures, newest first: time, queue id, recipient, host, reply; with --top, only the newest. CSV, TSV and JSON have the whole line, too'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand triage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l from -d 'What a line of the input is: cells with tabs between them, the last of which is the reply, with \\t, \\n, \\r, \\0, \\\\ and \\N as databases write them; JSON; or nothing but the reply' -r -f -a "tsv\t'Cells with tabs between them, the last of which is the reply'
jsonl\t'A JSON object a line'
lines\t'The line is the reply'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l field -d 'Where in the JSON the reply stands: event.reason, recipients.0.diagnostic or /a.b/c; without it the whole object is read as the event of a sending service' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l to -d 'How answers are written; by default as the input is' -r -f -a "tsv\t'Cells with tabs between them, behind those of the input'
jsonl\t'A JSON object a line: that of the input with the answer as `bounce`'
tuple\t'A tuple a line, for ClickHouse\'s TabSeparated'
result\t'An object a line with the answer as `result`, for ClickHouse\'s JSONEachRow'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l columns -d 'What is answered, in this order: reply, enhanced, provider, entry, reason, category, action, outcome, confidence (these by default), title, evidence, template, event' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l host-column -d 'Which cell, counted from 1, holds the host that replied, unless the reply names it' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l recipient-column -d 'Which cell, counted from 1, holds the failed recipient, unless the reply names it' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l output -d 'Append answers to this file' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l schema -d 'Print how this command is defined as a function, for the same options, and exit' -r -f -a "clickhouse\t'A file of executable user-defined functions, for user_defined_executable_functions_config'
spark\t'A function in Python that pipes an RDD of replies'
duckdb\t'A macro in SQL that reads what classify wrote'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l header -d 'The first line names the columns, and goes out with the names of those that are added'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l chunk-header -d 'The number of lines stands before each chunk of them: ClickHouse\'s send_chunk_header'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l confirm -d 'Write OK to standard output at the start, and for each line once its answer is in the file: rsyslog\'s confirmMessages'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand classify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -f -a "check" -d 'Check catalogue files, by default those that would be used'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -f -a "list" -d 'Print one line for each entry'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -f -a "path" -d 'Print where catalogues are read from, and whether each was used'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and not __fish_seen_subcommand_from check list path help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l stale -d 'List the entries whose sources were last checked longer ago: 12m, 2y' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l sources -d 'List the entries whose sources are weak, with their counts'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check catalogue files, by default those that would be used'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from help" -f -a "list" -d 'Print one line for each entry'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from help" -f -a "path" -d 'Print where catalogues are read from, and whether each was used'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand catalogue; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l provider -d 'Only entries of this provider' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l category -d 'Only entries of this category: hard-bounce, soft-bounce, rate-limit, policy, message, info' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l reason -d 'Only entries with this reason, as `catalogue list --format csv` names it: user-unknown, mailbox-full, throttled, dmarc, blocklisted' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l action -d 'Only entries that ask for this action: suppress, retry, slow-down, fix-authentication, request-delisting, fix-content, fix-message, fix-configuration, contact-recipient, none' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l event -d 'Only bounces with this event, or with ! in front (\'!rejected\') only the others: deferred, bounced, expired, rejected (by your own server), not-sent (by the sending service), delivered, automatic-reply, feedback-report, unknown; for explain and triage' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l format -d 'Print in this format instead of opening the screen' -r -f -a "text\t'For people: the best match in full, the others one a line'
json\t'One object a line'
markdown\t'To paste into a ticket or an incident channel'
csv\t'One row for each entry, with a header'
html\t'Of triage: one page in one file, to mail or print'
prometheus\t'Of triage: metrics, for monitoring'
tsv\t'Of triage --lines: cells with tabs between them, with a header'"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l catalogue -d 'Add this catalogue file; can be repeated' -r -F
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l print -d 'Print one frame of this size instead of opening the screen, such as 120x36' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l keys -d 'Press these keys first, such as `gmail<Tab><Enter>`' -r
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l json -d 'Short for --format json'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l brief -d 'Print only the verdict and the first step, in two lines'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l no-config -d 'Use neither the configuration nor the catalogue of your configuration directory'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -l ascii -d 'Draw with ASCII characters only'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and not __fish_seen_subcommand_from explain triage classify catalogue completions man help" -f -a "explain" -d 'Explain what a server said, in whatever form you have it'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and not __fish_seen_subcommand_from explain triage classify catalogue completions man help" -f -a "triage" -d 'Show what is failing in mail logs'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and not __fish_seen_subcommand_from explain triage classify catalogue completions man help" -f -a "classify" -d 'Answer every line of a table, a log or a stream by itself'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and not __fish_seen_subcommand_from explain triage classify catalogue completions man help" -f -a "catalogue" -d 'Check, list or locate catalogues'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and not __fish_seen_subcommand_from explain triage classify catalogue completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and not __fish_seen_subcommand_from explain triage classify catalogue completions man help" -f -a "man" -d 'Print the manual page'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and not __fish_seen_subcommand_from explain triage classify catalogue completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and __fish_seen_subcommand_from catalogue" -f -a "check" -d 'Check catalogue files, by default those that would be used'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and __fish_seen_subcommand_from catalogue" -f -a "list" -d 'Print one line for each entry'
complete -c bouncedex -n "__fish_bouncedex_using_subcommand help; and __fish_seen_subcommand_from catalogue" -f -a "path" -d 'Print where catalogues are read from, and whether each was used'
