//! Searches for text patterns: which texts and lines are looked at, and what is written.
//!
//! A pattern that needs one of some literals is tried only where one stands: on that line if the
//! pattern reads no line feed, else on the whole text. The same rules, counts and failures are in
//! the reference (`scan.py`); a hostile program whose literals are not needed thus gets the same
//! answer from both.

mod alphabet;
mod automaton;
mod pattern;

use crate::failure::{Code, Failure, Limits};
use crate::reader::Reader;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use automaton::{Automaton, Stretch, Workspace};
use pattern::{read_patterns, Pattern};
use std::cell::RefCell;
use std::collections::HashMap;

const NEWLINE: u8 = b'\n';
/// Instructions of a pattern that make a character cost a step more, where the pattern is tried.
const STEP_WEIGHT: usize = 8;
/// Literals of all patterns that make a character of each text cost a step more.
const LITERAL_WEIGHT: usize = 32;
/// Bytes of literals up to which finding them all is a table of transitions.
const TABLE_BYTES: usize = 8192;
/// Lines that are kept for a text before each pattern looks for its own.
const MOST_LINES: usize = 1 << 20;
/// Words of memory of all automata before all are forgotten: during a run, and at its end.
const MOST_WORDS: usize = 16_000_000;
const KEPT_WORDS: usize = 1_000_000;

pub struct Program {
    searches: Vec<Search>,
    literals: Vec<Vec<u8>>,
    finder: Option<AhoCorasick>,
    memory: RefCell<Memory>,
}

/// One pattern and where it is tried.
struct Search {
    weight: u64,
    reads_newlines: bool,
    /// Indices into the literals of the program.
    literals: Vec<usize>,
}

/// What grows while texts are searched.
struct Memory {
    automata: Vec<Automaton>,
    /// Words that they take together.
    words: usize,
    workspace: Workspace,
    lines: Vec<Vec<(u32, u32)>>,
    windows: Vec<(u32, u32)>,
}

impl Memory {
    /// Gives everything back where it is more than that.
    fn keep(&mut self, words: usize) {
        if self.words > words {
            self.automata.iter_mut().for_each(Automaton::forget);
            self.words = 0;
        }
    }
}

impl Program {
    pub fn read(program: &[u8]) -> Result<Program, Failure> {
        let patterns = read_patterns(program)?;
        let mut numbers: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut literals = Vec::new();
        let searches = patterns.iter().map(|each| search(each, &mut numbers, &mut literals)).collect();
        let bytes: usize = literals.iter().map(|each: &Vec<u8>| each.len()).sum();
        let finder = (!literals.is_empty())
            .then(|| AhoCorasickBuilder::new().dfa(bytes <= TABLE_BYTES).build(&literals));
        let memory = RefCell::new(Memory {
            automata: patterns.iter().map(Automaton::new).collect(),
            words: 0,
            workspace: Workspace::default(),
            lines: vec![Vec::new(); literals.len()],
            windows: Vec::new(),
        });
        Ok(Program { searches, literals, finder, memory })
    }

    pub fn run(&self, input: &[u8], limits: Limits, output: &mut Vec<u8>) -> Result<(), Failure> {
        let mut reader = Reader::new(input, Code::MalformedInput);
        let mut texts = Vec::new();
        for _ in 0..reader.count(input.len() as u64)? {
            texts.push(reader.block()?);
        }
        if !reader.finished() {
            return reader.fail();
        }
        let base = output.len();
        let mut work = Work { limits, steps: 0, base, output };
        let done = texts
            .into_iter()
            .enumerate()
            .try_for_each(|(number, text)| self.search(number, text, &mut work));
        let memory = &mut *self.memory.borrow_mut();
        memory.workspace.shrink();
        memory.words = memory.automata.iter().map(Automaton::words).sum();
        memory.keep(KEPT_WORDS);
        done
    }

    fn search(&self, number: usize, text: &[u8], work: &mut Work) -> Result<(), Failure> {
        let memory = &mut *self.memory.borrow_mut();
        let literals: usize = self.searches.iter().map(|each| each.literals.len()).sum();
        let weight = (1 + literals / LITERAL_WEIGHT) as u64;
        work.spend(number, (text.len() as u64 + 1) * weight + self.searches.len() as u64)?;
        let head = work.output.len();
        work.write(number, &[0])?;
        let complete = self.find_lines(text, &mut memory.lines);
        for (index, search) in self.searches.iter().enumerate() {
            if complete {
                windows_of(search, text, &memory.lines, &mut memory.windows);
            } else {
                self.look_for_windows(search, text, &mut memory.windows);
            }
            if memory.windows.is_empty() {
                continue;
            }
            memory.keep(MOST_WORDS);
            memory.words -= memory.automata[index].words();
            let run = work.output.len();
            let mut count = 0u32;
            for &(start, end) in &memory.windows {
                let (start, end) = (start as usize, end as usize);
                work.spend(number, (end - start + 1) as u64 * search.weight)?;
                let stretch = Stretch { text, start, end };
                memory.automata[index].matches(stretch, &mut memory.workspace, |from, to, slots| {
                    if count == 0 {
                        work.append(index as u32);
                        work.append(0);
                    }
                    count += 1;
                    work.append(from as u32);
                    work.append(to as u32);
                    work.write(number, slots)
                })?;
            }
            memory.words += memory.automata[index].words();
            if count > 0 {
                work.put(run + 4, count);
                let runs = work.get(head) + 1;
                work.put(head, runs);
            }
        }
        Ok(())
    }

    /// For each literal the lines that it stands on, in order, or for a text with very many of
    /// them not: then the answer is false.
    fn find_lines(&self, text: &[u8], lines: &mut [Vec<(u32, u32)>]) -> bool {
        lines.iter_mut().for_each(Vec::clear);
        let Some(finder) = &self.finder else { return true };
        let mut kept = 0;
        let (mut start, mut end) = (0, 0);
        let mut has_line = false;
        for found in finder.find_overlapping_iter(text) {
            let at = found.start();
            let of_literal = &mut lines[found.pattern()];
            if of_literal.last().is_some_and(|last| at <= last.1 as usize) {
                continue;
            }
            if !has_line || at < start || at > end {
                (start, end) = line_at(text, at);
                has_line = true;
            }
            of_literal.push((start as u32, end as u32));
            kept += 1;
            if kept > MOST_LINES {
                return false;
            }
        }
        true
    }

    fn look_for_windows(&self, search: &Search, text: &[u8], windows: &mut Vec<(u32, u32)>) {
        windows.clear();
        for &number in &search.literals {
            let literal = &self.literals[number];
            let mut from = 0;
            while let Some(at) = find(text, literal, from) {
                let (start, end) = line_at(text, at);
                windows.push((start as u32, end as u32));
                if search.reads_newlines || end >= text.len() {
                    break;
                }
                from = end + 1;
            }
        }
        settle(search, text, windows);
    }
}

fn search(pattern: &Pattern, numbers: &mut HashMap<Vec<u8>, usize>, all: &mut Vec<Vec<u8>>) -> Search {
    let mut literals: Vec<usize> = Vec::new();
    for literal in &pattern.literals {
        let number = *numbers.entry(literal.clone()).or_insert_with(|| {
            all.push(literal.clone());
            all.len() - 1
        });
        literals.push(number);
    }
    let newline = u32::from(NEWLINE);
    Search {
        weight: (1 + pattern.code.len() / STEP_WEIGHT) as u64,
        reads_newlines: pattern
            .classes
            .iter()
            .flatten()
            .any(|&(low, high)| low <= newline && newline <= high),
        literals,
    }
}

fn windows_of(
    search: &Search,
    text: &[u8],
    lines: &[Vec<(u32, u32)>],
    windows: &mut Vec<(u32, u32)>,
) {
    windows.clear();
    for &literal in &search.literals {
        windows.extend_from_slice(&lines[literal]);
    }
    settle(search, text, windows);
}

/// Makes of the lines with a literal what the pattern is tried on.
fn settle(search: &Search, text: &[u8], windows: &mut Vec<(u32, u32)>) {
    let is_whole = if search.literals.is_empty() {
        true
    } else {
        search.reads_newlines && !windows.is_empty()
    };
    if is_whole {
        windows.clear();
        windows.push((0, text.len() as u32));
    } else if search.literals.len() > 1 {
        windows.sort_unstable();
        windows.dedup();
    }
}

fn line_at(text: &[u8], at: usize) -> (usize, usize) {
    let start = text[..at].iter().rposition(|&byte| byte == NEWLINE).map_or(0, |found| found + 1);
    let end = text[at..].iter().position(|&byte| byte == NEWLINE).map_or(text.len(), |found| at + found);
    (start, end)
}

fn find(text: &[u8], literal: &[u8], from: usize) -> Option<usize> {
    text[from..].windows(literal.len()).position(|window| window == literal).map(|found| from + found)
}

/// One run: what it has used and written.
struct Work<'a> {
    limits: Limits,
    steps: u64,
    base: usize,
    output: &'a mut Vec<u8>,
}

impl Work<'_> {
    fn spend(&mut self, text: usize, steps: u64) -> Result<(), Failure> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > self.limits.steps {
            return Err(Failure::new(Code::StepLimit, text));
        }
        Ok(())
    }

    fn append(&mut self, word: u32) {
        self.output.extend_from_slice(&word.to_le_bytes());
    }

    fn write(&mut self, text: usize, words: &[u32]) -> Result<(), Failure> {
        for &word in words {
            self.append(word);
        }
        if self.output.len() - self.base > self.limits.output {
            return Err(Failure::new(Code::OutputLimit, text));
        }
        Ok(())
    }

    fn put(&mut self, at: usize, word: u32) {
        self.output[at..at + 4].copy_from_slice(&word.to_le_bytes());
    }

    fn get(&self, at: usize) -> u32 {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&self.output[at..at + 4]);
        u32::from_le_bytes(bytes)
    }
}
