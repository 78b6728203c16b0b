//! Opens the explorer as the command line, the configuration and the environment ask for it.

use super::appearance::{appearance, configuration};
use super::explain::no_bounce;
use super::has_screen;
use super::history;
use super::loader::bounces as loader;
use super::loader::counts::{self, Counting};
use super::loader::logs::Logs;
use super::loader::rereader::Rereader;
use super::outcome::{FOUND, Failure, NOTHING_FOUND, UNUSABLE, exit_status, say};
use crate::catalogue::Catalogue;
use crate::cli::arguments::{Arguments, Before, TriageArguments};
use crate::explorer::keys::Key;
use crate::explorer::lists::bounces::Bounces;
use crate::explorer::reread::{Changed, Compared, Request};
use crate::explorer::state::State;
use crate::explorer::update::{Event, update};
use crate::explorer::{print, terminal};
use crate::inputs;
use crate::quantity::counted;
use crate::report::{self, TriageOptions};
use crate::sanitize::sanitize;
use crate::search::filters::Selection;
use crate::triage::breakdown::{Breakdown, Snapshot, takes_messages};
use crate::triage::window::Window;
use crate::triage::{Newest, Triage};
use ratatui::buffer::Buffer;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::slice;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// How long the first frame waits for something to show.
const MOMENT: Duration = Duration::from_millis(60);

/// How long it waits if no input seems to be there.
const PATIENCE: Duration = Duration::from_secs(2);

/// What happens at the start, and where the history is.
struct Start {
    /// The keys to press first.
    keys: Vec<Key>,
    /// The file for queries, if they are kept.
    history: Option<PathBuf>,
}

/// Whether there is a screen to draw on, or a frame was asked for.
pub(super) fn is_wanted(arguments: &Arguments) -> bool {
    arguments.screen.print.is_some() || has_screen()
}

/// Opens the screen, or prints a frame of it.
pub(super) fn open(
    arguments: &Arguments,
    catalogue: Catalogue,
    query: &str,
) -> Result<u8, Failure> {
    let (mut state, start) = prepare(arguments, catalogue, query)?;
    if let Some(size) = arguments.screen.print {
        print_frame(&mut state, &start.keys, size)?;
        let is_empty = state.view.rows.is_empty();
        return Ok(if is_empty { NOTHING_FOUND } else { FOUND });
    }
    show(state, &start, mpsc::channel(), |_| {}).map(|_| FOUND)
}

/// Opens the screen on the bounces of these inputs, or prints a frame of it.
pub(super) fn open_on(
    arguments: &Arguments,
    catalogue: Catalogue,
    named: &[String],
) -> Result<u8, Failure> {
    let query = arguments.common.filters().query(&[]);
    let (mut state, start) = prepare(arguments, catalogue, &query)?;
    state.open_on(Bounces::awaited());
    if let Some(size) = arguments.screen.print {
        loader::read(catalogue, named, &mut |batch| {
            update(&mut state, Event::Read(batch));
            true
        });
        print_frame(&mut state, &start.keys, size)?;
        return Ok(conclude(&state));
    }
    let (sender, events) = mpsc::channel();
    let loaded = sender.clone();
    loader::start(catalogue, named.to_vec(), move |batch| {
        loaded.send(Event::Read(batch)).is_ok()
    });
    wait_a_moment(&mut state, &events, named);
    // A pipe may just be slow, but of what was named nothing will come any more.
    let is_empty = |bounces: &&Bounces| bounces.total == 0 && !named.is_empty();
    let is_over = !state.view.list.is_filling();
    if let Some(bounces) = state.bounces().filter(|_| is_over).filter(is_empty) {
        if bounces.problem_count == 0 {
            say(no_bounce(named, false));
        }
        return Ok(conclude(&state));
    }
    show(state, &start, (sender, events), |_| {}).map(conclude)
}

/// Opens the screen on what fails in these logs, or prints a frame of it.
pub(super) fn open_on_logs(
    arguments: &Arguments,
    catalogue: Catalogue,
    mut triage: Triage,
    logs: &TriageArguments,
) -> Result<u8, Failure> {
    let is_standard = |file: &String| file == inputs::STANDARD;
    if logs.files.iter().all(is_standard) && io::stdin().is_terminal() {
        let message = "triage reads logs: name files, or pipe them in (`tail -F mail.log | bouncedex triage`)";
        return Err(Failure::Screen(message.to_owned()));
    }
    let query = logs.names.with(arguments.common.filters()).query(&[]);
    let (mut state, start) = prepare(arguments, catalogue, &query)?;
    state.open_on_failures(Breakdown::awaited(logs.by));
    state.inputs = named(&logs.files);
    let report = logs;
    let logs = Logs::new(&logs.files, logs.follow);
    let rereader = Rereader {
        catalogue,
        logs: logs.clone(),
        asked: triage.asked,
        older: None,
        selection: Selection::default(),
        kept: Newest::of_all(),
    };
    state.can_reread = rereader.is_possible();
    state.keeps_lines = !state.can_reread;
    if state.keeps_lines {
        triage.tally.keep_newest(rereader.kept.clone());
    }
    // Counts by message are made from the start if logs cannot be read again when they are asked for, or are followed.
    let triage = if !state.can_reread || logs.follow || takes_messages(report.by) {
        triage.by_message()
    } else {
        triage
    };
    if let Some(size) = arguments.screen.print {
        let mut counted = Snapshot::default();
        // If logs are followed, the frame shows what is there now.
        let is_over = |counted: &Snapshot| logs.follow && counted.rates.is_some();
        counts::count(triage, &logs, &mut |snapshot| {
            if !is_over(&counted) {
                counted = snapshot;
            }
            !is_over(&counted)
        });
        update(&mut state, Event::Counted(Box::new(counted)));
        let frame = print::play_on_logs(&mut state, &start.keys, size, |request| {
            rereader.answers(request)
        });
        write_frame(&frame)?;
        return Ok(conclude_logs(&state));
    }
    let files = logs.arguments.clone();
    let (sender, events) = mpsc::channel();
    let (loaded, reread) = (sender.clone(), answering(rereader, sender.clone()));
    let counting = Counting::start(triage, logs, move |snapshot| {
        loaded.send(Event::Counted(Box::new(snapshot))).is_ok()
    });
    wait_a_moment(&mut state, &events, &files);
    if let Some(breakdown) = state.breakdown()
        && is_without_logs(breakdown)
    {
        breakdown.snapshot.missed.iter().flatten().for_each(say);
        return Ok(conclude_logs(&state));
    }
    let state = show(state, &start, (sender, events), reread)?;
    let newest = state.first_view().list.breakdown().map(Breakdown::newest);
    if newest.is_some_and(|newest| newest.rates.is_some()) {
        // Counts that cannot be made again must not be lost with the screen.
        if let Some(mut counted) = counting.stop() {
            print_last(report, &mut counted)?;
        }
    }
    Ok(conclude_logs(state))
}

/// Opens the screen on what changed in these logs since an older log or an earlier period, or prints a frame of it;
/// `None` if they can be read only once.
pub(super) fn open_on_changes(
    arguments: &Arguments,
    catalogue: Catalogue,
    periods: [Window; 2],
    logs: &TriageArguments,
) -> Result<Option<u8>, Failure> {
    let older = match &logs.compare {
        Some(Before::Log(older)) => Some(Logs::new(slice::from_ref(older), false)),
        Some(Before::Span(..)) | None => None,
    };
    let is_with_older = older.is_some();
    let filters = logs.names.with(arguments.common.filters());
    let rereader = Rereader {
        catalogue,
        logs: Logs::new(&logs.files, false),
        asked: Window::default(),
        older,
        selection: Selection::new(&filters, catalogue),
        kept: Newest::of_all(),
    };
    if !rereader.is_possible() {
        return Ok(None);
    }
    let (mut state, start) = prepare(arguments, catalogue, "")?;
    state.inputs = named(&logs.files);
    state.can_reread = true;
    let compared = Compared {
        periods,
        is_with_older,
    };
    let request = state.open_on_changes(compared, filters.written().as_deref());
    if let Some(size) = arguments.screen.print {
        for answer in rereader.answers(request) {
            update(&mut state, Event::Reread(answer));
        }
        let frame = print::play_on_logs(&mut state, &start.keys, size, |request| {
            rereader.answers(request)
        });
        write_frame(&frame)?;
        return Ok(Some(conclude_changes(&state)));
    }
    let (sender, events) = mpsc::channel();
    let mut reread = answering(rereader, sender.clone());
    reread(request);
    wait_a_moment(&mut state, &events, &logs.files);
    if is_without_sides(&state) {
        return Ok(Some(conclude_changes(&state)));
    }
    let state = show(state, &start, (sender, events), reread)?;
    Ok(Some(conclude_changes(state)))
}

/// The name of the first log, and how many more there are.
fn named(files: &[String]) -> String {
    match files {
        [] => "stdin".to_owned(),
        [file] if file == inputs::STANDARD => "stdin".to_owned(),
        [file] => sanitize(file).into_owned(),
        [first, others @ ..] => {
            // What was rotated has the longer names.
            let shortest = others.iter().min_by_key(|name| name.len());
            let name = shortest.filter(|name| name.len() < first.len());
            format!(
                "{} and {} more",
                sanitize(name.unwrap_or(first)),
                others.len()
            )
        }
    }
}

/// Reads logs again on request; the answers arrive as events.
fn answering(rereader: Rereader, answered: Sender<Event>) -> impl FnMut(Request) {
    move |request| {
        let answered = answered.clone();
        rereader.start(request, move |answer| {
            answered.send(Event::Reread(answer)).is_ok()
        });
    }
}

/// Reports on standard error what could not be read of compared logs, and returns the exit status.
fn conclude_changes(state: &State) -> u8 {
    let Some(changed) = changed(state) else {
        return NOTHING_FOUND;
    };
    for counted in changed.logs() {
        say_problems(&counted.problems, counted.problem_count);
    }
    if is_without_sides(state) {
        return UNUSABLE;
    }
    let problems = changed.logs().map(|counted| counted.problem_count).sum();
    exit_status(problems, changed.sides[1].counted.status.seen())
}

/// The comparison that the screen was opened on, once it is read.
fn changed(state: &State) -> Option<&Changed> {
    state.first_view().list.changes()?.changed.as_deref()
}

/// Whether one of the two sides could not be read: it must not look like one without failures.
fn is_without_sides(state: &State) -> bool {
    changed(state).is_some_and(|changed| {
        let is_unread = changed.sides.iter().any(|side| side.counted.bytes == 0);
        is_unread && changed.logs().any(|counted| counted.problem_count > 0)
    })
}

/// Prints what was counted behind the screen, after leaving it.
fn print_last(arguments: &TriageArguments, triage: &mut Triage) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let options = TriageOptions {
        inputs: &arguments.files,
        by: arguments.by,
        top: arguments.top,
        wraps: true,
        ..TriageOptions::default()
    };
    report::last(&mut out, options, &mut triage.tally)?;
    out.flush()
}

/// Reports on standard error what could not be read, and returns the exit status of `triage`.
fn conclude_logs(state: &State) -> u8 {
    let Some(breakdown) = state.first_view().list.breakdown() else {
        return NOTHING_FOUND;
    };
    let snapshot = breakdown.newest();
    say_problems(&snapshot.problems, snapshot.problem_count);
    exit_status(snapshot.problem_count, snapshot.status.seen())
}

/// Whether everything was read and there is nothing to show: no log could be read, or none covers the time asked for.
fn is_without_logs(breakdown: &Breakdown) -> bool {
    let snapshot = &breakdown.snapshot;
    let is_unread = snapshot.bytes == 0 && snapshot.problem_count > 0;
    let is_over = !breakdown.is_reading && !breakdown.is_following();
    is_over && (is_unread || snapshot.missed.is_some())
}

/// Waits a moment, so that the first frame shows what was read and does not flicker. A missing input is reported at once,
/// but the wait is longer then, for the sake of busy machines.
fn wait_a_moment(state: &mut State, events: &Receiver<Event>, named: &[String]) {
    let is_there = |name: &String| name == inputs::STANDARD || inputs::is_file(name);
    let patience = if named.is_empty() || named.iter().any(is_there) {
        MOMENT
    } else {
        PATIENCE
    };
    let end = Instant::now() + patience;
    while state.view.list.is_filling() {
        let Ok(event) = events.recv_timeout(end.saturating_duration_since(Instant::now())) else {
            return;
        };
        update(state, event);
    }
}

/// Reports on standard error what could not be read, and returns the exit status of `explain`.
fn conclude(state: &State) -> u8 {
    let Some(bounces) = state.first_view().list.bounces() else {
        return NOTHING_FOUND;
    };
    say_problems(&bounces.problems, bounces.problem_count);
    if bounces.problem_count > 0 {
        UNUSABLE
    } else if bounces.total == 0 || bounces.unexplained > 0 {
        NOTHING_FOUND
    } else {
        FOUND
    }
}

/// Reports the listed problems on standard error, and how many more of the total `count` there are.
fn say_problems(problems: &[String], count: usize) {
    problems.iter().for_each(say);
    let more = count.saturating_sub(problems.len());
    if more > 0 {
        let more = counted(more as u64, "more problem", "more problems");
        say(format_args!("{more} of this kind"));
    }
}

/// The state as the command line and the configuration ask for it, and what to start with.
fn prepare(
    arguments: &Arguments,
    catalogue: Catalogue,
    query: &str,
) -> Result<(State, Start), Failure> {
    let configuration = configuration(arguments)?;
    let keys = arguments.screen.keys.as_deref().unwrap_or_default();
    let keys = Key::parse_all(keys).map_err(|name| {
        Failure::Screen(format!(
            "`<{name}>` is not a key; write characters and names such as <Tab>, <Ctrl-Y>, <F2>"
        ))
    })?;
    let appearance = appearance(arguments, &configuration);
    let state = State::new(catalogue, query, configuration.bindings, appearance);
    let is_kept = configuration.history && !arguments.screen.no_history;
    let history = history::path().filter(|_| is_kept && arguments.screen.print.is_none());
    Ok((state, Start { keys, history }))
}

fn print_frame(state: &mut State, keys: &[Key], (width, height): (u16, u16)) -> io::Result<()> {
    let frame = print::play(state, keys, width, height);
    write_frame(&frame)
}

fn write_frame(frame: &Buffer) -> io::Result<()> {
    io::stdout().write_all(print::text_of(frame).as_bytes())
}

/// Runs the explorer until it is left. Its state is leaked: the process is about to end, and freeing everything would only
/// delay the shell's prompt.
fn show(
    mut state: State,
    start: &Start,
    channel: (Sender<Event>, Receiver<Event>),
    reread: impl FnMut(Request),
) -> Result<&'static State, Failure> {
    if let Some(file) = &start.history {
        state.history = Some(history::read(file));
    }
    let state = Box::leak(Box::new(state));
    let unusable = |error: io::Error| {
        Failure::Screen(format!(
            "no usable terminal ({error}); pipe the output to print the matches instead"
        ))
    };
    let signal = terminal::explore(state, &start.keys, channel, reread).map_err(unusable)?;
    state.remember();
    if let Some((file, history)) = start.history.as_ref().zip(state.history.as_ref()) {
        // This is reported but does not change the exit status: nobody asked for history.
        if let Err(error) = history::add(file, history.asked()) {
            say(format!(
                "{}: the queries of this session are not kept: {error}",
                file.display()
            ));
        }
    }
    #[cfg(unix)]
    if let Some(signal) = signal {
        terminal::end_by(signal).map_err(unusable)?;
    }
    let _ = signal;
    Ok(state)
}
