//! Rule files to a [`Pack`]: every table is checked and compiled, and every mistake of every file is told.

use super::alphabet::Alphabet;
use super::compile::Language;
use super::file::{self, ContextTable, LexiconTable, MentionTable, ReferenceTable, RuleExample, RuleFile, RuleTable, SignTable, Tables};
use super::lint;
use super::pack::{
    Confidence, Context, DealType, Effect, KINDS, Names, Pack, Place, Reach, Reference, Refers, Rule, STATUSES, STORY, Scale, Scope, Sign,
    Test, Writing, carried, status,
};
use super::pattern::{self, Node};
use super::program::{COMMENTATOR, FORMER, LIST_END, LIST_PREFIX, LIST_SEPARATOR, PERSON_TITLE, Program, RequiredWords};
use super::shape;
use super::table::{Findings, Located, list, nearest};
use super::words::WordTables;
use crate::base::{Diagnostic, Severity, Span};
use crate::lexicon::{self, Gazetteer, Lexicons, Word};
use crate::text::Fold;
use crate::value::{Fragment, ValueSpec, Values, recognise};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// How closely rule files are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Care {
    /// They are known to be sound: what takes long is put off until it is needed, and examples are not read.
    Known,
    /// Everything is compiled.
    Sound,
    /// And what could be better is looked for.
    Lint,
}

impl Pack {
    /// Reads all files. The order of `files` does not matter.
    ///
    /// # Errors
    /// Every error of every file; then nothing is loaded.
    pub fn load(files: &[RuleFile]) -> Result<Pack, Vec<Diagnostic>> {
        read(files, Care::Sound)
    }

    /// Reads files that are known to be sound, as those in the binary are, but for their examples; value patterns are compiled when
    /// a document first needs them.
    ///
    /// # Errors
    /// As [`Pack::load`], but for errors in value patterns.
    pub fn load_known(files: &[RuleFile]) -> Result<Pack, Vec<Diagnostic>> {
        read(files, Care::Known)
    }

    /// Reads all files, and looks for what could be better in them, which takes time.
    ///
    /// # Errors
    /// Every error of every file; then nothing is loaded.
    pub fn check(files: &[RuleFile]) -> Result<Pack, Vec<Diagnostic>> {
        read(files, Care::Lint)
    }
}

fn read(files: &[RuleFile], care: Care) -> Result<Pack, Vec<Diagnostic>> {
    let mut files: Vec<&RuleFile> = files.iter().collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let fold = Fold::default();
    let new_loader = || Loader { out: Vec::new(), fold: &fold, files: &files, care, learnt: FxHashSet::default() };
    let mut loader = new_loader();
    let tables = |file: &&'_ RuleFile| {
        let mut found = Vec::new();
        let tables = match care {
            Care::Known => file::read(&file.without_examples(), &mut found),
            Care::Sound | Care::Lint => file::read(file, &mut found),
        };
        (tables, found)
    };
    let toml: Vec<&RuleFile> = files.iter().copied().filter(|f| f.name.ends_with(".toml")).collect();
    let tables: Vec<(Tables, Vec<Diagnostic>)> = toml.par_iter().map(tables).collect();
    let mut read: Vec<(&RuleFile, Tables)> = Vec::new();
    for (file, (tables, mut found)) in toml.into_iter().zip(tables) {
        loader.out.append(&mut found);
        read.push((file, tables));
    }
    let lexicons = loader.lexicons(&read);
    let gazetteer = Arc::new(loader.gazetteer(&read));
    let mut alphabet = Alphabet::new(KINDS.iter().map(|k| k.to_string()).collect());
    let mut beside = new_loader();
    // These two take most of the time.
    let ((writing, values), (rules, contexts)) = rayon::join(
        || beside.values(&read, &lexicons),
        || (loader.rules(&read, &lexicons, &mut alphabet), loader.contexts(&read, &lexicons, &mut alphabet)),
    );
    loader.out.append(&mut beside.out);
    let value_examples =
        read.iter().flat_map(|(_, t)| &t.mentions).flat_map(|m| m.examples.iter().map(|e| (m.id.value.clone(), e.clone()))).collect();
    let value_kinds =
        read.iter().flat_map(|(_, t)| &t.mentions).filter_map(|m| Some((m.id.value.clone(), recognise::kind(&m.kind.value)?))).collect();
    let signs = loader.signs(&read, &lexicons);
    let references = loader.references(&read);
    let types = loader.types(&read);
    let confidence = loader.confidence(&read);
    let (errors, mut warnings): (Vec<_>, Vec<_>) = loader.out.into_iter().partition(|d| d.severity == Severity::Error);
    if !errors.is_empty() {
        let mut errors = errors;
        errors.sort_by(|a, b| (&a.file, a.span, a.code).cmp(&(&b.file, b.span, b.code)));
        return Err(errors);
    }
    let tables = WordTables::default();
    if let (Some(values), Care::Lint) = (values.get(), care) {
        let language = Language { alphabet: &alphabet, lexicons: &lexicons, tables: &tables };
        let input = lint::Input { read: &read, language, values, rules: &rules, contexts: &contexts, types: &types };
        warnings.extend(lint::lint(&input));
    }
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rule in &rules {
        let of_story = rule.carry.iter().map(|entry| carried(entry)).filter(|(of, _)| *of == Some(STORY));
        held.entry(rule.kind.clone()).or_default().extend(of_story.map(|(_, role)| role.to_owned()));
    }
    Ok(Pack {
        lexicons,
        gazetteer,
        writing,
        values,
        value_examples,
        value_kinds,
        rules,
        contexts,
        signs,
        references,
        types,
        held,
        confidence,
        alphabet,
        tables,
        hash: hash(&files),
        warnings,
    })
}

fn hash(files: &[&RuleFile]) -> String {
    let mut h = blake3::Hasher::new();
    for f in files {
        h.update(f.name.as_bytes());
        h.update(&[0]);
        h.update(f.text.as_bytes());
        h.update(&[0]);
    }
    h.finalize().to_hex()[..16].to_owned()
}

/// Ids in use, with the file of the first use, its text and the place in it.
type Ids = BTreeMap<String, (Arc<str>, Arc<str>, usize)>;

type Read<'a> = [(&'a RuleFile, Tables)];

struct Loader<'a> {
    out: Vec<Diagnostic>,
    fold: &'a Fold,
    files: &'a [&'a RuleFile],
    care: Care,
    /// Lexicons whose characters the alphabet knows.
    learnt: FxHashSet<String>,
}

impl Loader<'_> {
    fn findings(&mut self, file: &RuleFile) -> Findings<'_> {
        Findings::new(file.name.clone(), file.text.clone(), &mut self.out)
    }

    fn lexicons(&mut self, read: &Read) -> Lexicons {
        let mut lexicons: Lexicons = BTreeMap::new();
        for (file, tables) in read {
            for table in &tables.lexicons {
                let words = self.words(file, table);
                lexicons.entry(table.name.value.clone()).or_default().words.extend(words);
            }
        }
        for name in [LIST_SEPARATOR, LIST_PREFIX, LIST_END] {
            lexicons.entry(name.to_owned()).or_default();
        }
        for lexicon in lexicons.values_mut() {
            lexicon.words.sort_by(|a, b| (&a.text, &a.meaning).cmp(&(&b.text, &b.meaning)));
            lexicon.words.dedup();
        }
        lexicons
    }

    /// The file that `file` names; reports when there is none.
    fn beside(&mut self, file: &RuleFile, path: &Located<String>) -> Option<RuleFile> {
        let folder = file.name.rsplit_once('/').map_or("", |(f, _)| f);
        let full = if folder.is_empty() { path.value.clone() } else { format!("{folder}/{}", path.value) };
        let found = self.files.iter().find(|f| *f.name == *full).map(|f| (*f).clone());
        if found.is_none() {
            let help = match nearest(&full, self.files.iter().map(|f| &*f.name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a word file (.txt or .csv) stands in the folder of the rule file that names it".into(),
            };
            let message = format!("there is no word file `{full}`");
            self.findings(file).error("missing-file", path.span, message, "not found", Some(help));
        }
        found
    }

    fn gazetteer(&mut self, read: &Read) -> Gazetteer {
        let mut gazetteer = Gazetteer::default();
        for (file, tables) in read {
            for table in &tables.gazetteers {
                let Some(list) = self.beside(file, &table.file) else { continue };
                let mut errors = Vec::new();
                gazetteer.add(&list.text, self.fold, &mut errors);
                // Of a file with many bad lines the first tell enough.
                for e in errors.into_iter().take(5) {
                    let start = list.text.split_inclusive('\n').take(e.line - 1).map(str::len).sum::<usize>();
                    let length = list.text[start..].lines().next().map_or(0, str::len);
                    let span = Span::new(start, start + length);
                    self.findings(&list).error("gazetteer-line", span, e.message.into(), "this line", None);
                }
            }
        }
        gazetteer.finish();
        gazetteer
    }

    fn words(&mut self, file: &RuleFile, table: &LexiconTable) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut missing = false;
        check_name(&mut self.findings(file), &table.name, "the name of a lexicon");
        for word in &table.words {
            if word.value.trim().is_empty() {
                let help = Some("take it out".to_owned());
                self.findings(file).error("empty-word", word.span, "an empty word would stand everywhere".into(), "empty", help);
            }
            match &table.before[..] {
                [] => words.push(Word { text: self.fold.word(&word.value), meaning: None }),
                before => {
                    words.extend(before.iter().map(|b| Word { text: self.fold.word(&(b.value.clone() + &word.value)), meaning: None }))
                }
            }
        }
        words.extend(table.meanings.iter().map(|(w, m)| Word { text: self.fold.word(&w.value), meaning: Some(m.clone()) }));
        if let Some(path) = &table.file {
            match self.beside(file, path) {
                None => missing = true,
                Some(list) => {
                    for line in list.text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
                        let mut cells = line.split(',').map(str::trim);
                        let text = self.fold.word(cells.next().unwrap_or(""));
                        let meaning = cells.next().filter(|m| !m.is_empty()).map(str::to_owned);
                        if !text.is_empty() {
                            words.push(Word { text, meaning });
                        }
                    }
                }
            }
        }
        if words.is_empty() && !missing && !table.broken {
            let help = "add `words = […]`, `meanings` or `file = \"….txt\"`";
            self.findings(file).error(
                "empty-lexicon",
                table.name.span,
                format!("the lexicon `{}` has no words", table.name.value),
                "this lexicon",
                Some(help.into()),
            );
        }
        words
    }

    /// How values are written, and the recogniser where it must be compiled now and can be.
    fn values(&mut self, read: &Read, lexicons: &Lexicons) -> (Writing, OnceLock<Values>) {
        let mut specs = Vec::new();
        let mut ids = Ids::new();
        let mut places: HashMap<String, (&RuleFile, &MentionTable)> = HashMap::new();
        for (file, tables) in read {
            for table in &tables.mentions {
                let (id, kind) = (table.id.value.clone(), table.kind.value.clone());
                self.check_id(file, &table.id, &mut ids);
                places.insert(id.clone(), (file, table));
                specs.push(ValueSpec {
                    id,
                    kind,
                    pattern: table.pattern.value.clone(),
                    normaliser: table.normaliser.value.clone(),
                    priority: table.priority,
                });
            }
        }
        specs.sort_by(|a, b| a.id.cmp(&b.id));
        let fragments: Vec<Fragment> = read
            .iter()
            .flat_map(|(_, t)| &t.fragments)
            .map(|f| Fragment { name: f.name.value.clone(), pattern: f.pattern.value.clone() })
            .collect();
        let (writing, values) = (Writing { specs, fragments }, OnceLock::new());
        if self.care == Care::Known {
            return (writing, values);
        }
        match writing.compile(lexicons) {
            Ok(compiled) => return (writing, compiled.into()),
            Err(errors) => {
                for e in errors {
                    let Some((file, table)) = places.get(&e.spec) else {
                        continue;
                    };
                    let span = table.pattern.span;
                    self.findings(file).error("mention-pattern", span, e.message.clone(), "here", None);
                }
            }
        }
        (writing, values)
    }

    fn rules(&mut self, read: &Read, lexicons: &Lexicons, alphabet: &mut Alphabet) -> Vec<Rule> {
        let mut rules = Vec::new();
        let mut ids = Ids::new();
        let mut trees: Vec<(&RuleFile, &RuleTable, Vec<Node>)> = Vec::new();
        for (file, tables) in read {
            for table in &tables.rules {
                let nodes = table.patterns.iter().filter_map(|p| self.pattern(file, p, lexicons, alphabet)).collect();
                self.check_rule(file, table, &mut ids);
                self.check_fillers(file, &table.examples);
                trees.push((file, table, nodes));
            }
        }
        let mut words = RequiredWords::new(alphabet, lexicons);
        for (file, table, nodes) in trees {
            let programs: Vec<Program> =
                nodes.into_iter().zip(&table.patterns).map(|(tree, text)| Program::new(tree, &text.value, &mut words)).collect();
            for (program, pattern) in programs.iter().zip(&table.patterns) {
                if program.literals.is_empty() {
                    let help = "add a word that the sentence must hold, or a lexicon such as `@acquire`";
                    self.findings(file).error(
                        "no-required-word",
                        pattern.span,
                        "this pattern would match almost anywhere: it holds no word that must be there".into(),
                        "every part is a slot or may be absent",
                        Some(help.into()),
                    );
                }
            }
            self.check_example_roles(file, table, &programs);
            rules.push(Rule {
                id: table.id.value.clone(),
                makes: table.makes,
                kind: table.kind.value.clone(),
                status: table.status.as_ref().and_then(|s| status(&s.value)),
                priority: table.priority,
                confidence: table.confidence,
                cumulative: table.cumulative,
                part: table.part,
                paired: table.paired,
                attach: table.attach,
                back: table.back as usize,
                ahead: table.ahead as usize,
                carry: table.carry.iter().map(|c| c.value.clone()).collect(),
                follow: table.follow.iter().map(|c| c.value.clone()).collect(),
                each: table.each.as_ref().map(|e| e.value.clone()),
                programs,
                examples: table.examples.clone(),
                place: Place { file: file.name.clone(), source: file.text.clone(), span: table.id.span },
            });
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        rules
    }

    fn check_rule(&mut self, file: &RuleFile, table: &RuleTable, ids: &mut Ids) {
        self.check_id(file, &table.id, ids);
        let known = self.care == Care::Known;
        let mut f = self.findings(file);
        check_name(&mut f, &table.kind, "the name of a type");
        if let Some(s) = &table.status
            && status(&s.value).is_none()
        {
            unknown_status(&mut f, s);
        }
        let (example, counter) = (table.examples.iter().any(|e| !e.none), table.examples.iter().any(|e| e.none));
        if table.examples_broken || known {
            return;
        }
        let id = &table.id.value;
        let missing = match (example, counter) {
            (true, true) => return,
            (false, false) => (
                "no-example",
                format!("the rule `{id}` has no examples"),
                "add a `[[rule.example]]` with a `text` and what is found in it, and one with a text that looks alike and `none = true`",
            ),
            (false, true) => (
                "no-example",
                format!("the rule `{id}` has no example of what it finds"),
                "add a `[[rule.example]]` with a `text` and the fillers that are expected of it",
            ),
            (true, false) => (
                "no-counter-example",
                format!("the rule `{id}` has no counter-example"),
                "add a `[[rule.example]]` with a text that looks alike, and `none = true`",
            ),
        };
        f.error(missing.0, table.id.span, missing.1, "this rule", Some(missing.2.into()));
    }

    /// Ids are unique over all files, and made of signs that need no quoting anywhere.
    fn check_id(&mut self, file: &RuleFile, id: &Located<String>, ids: &mut Ids) {
        let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
        let mut f = self.findings(file);
        if id.value.is_empty() || id.value.len() > LONGEST_NAME || !id.value.chars().all(sign) {
            let help = "an id is written in lower case ASCII letters, digits, `.`, `-` and `_`, such as `acquire.spend-to-buy`";
            f.error("bad-id", id.span, format!("`{}` is no id", short(&id.value)), "here", Some(help.into()));
        }
        match ids.get(&id.value) {
            Some((first, source, at)) => {
                let line = source.get(..*at).unwrap_or("").matches('\n').count() + 1;
                let help = format!("ids are unique over all files; the first use is {first}:{line}");
                f.error("duplicate-id", id.span, format!("the id `{}` is taken", id.value), "second use", Some(help));
            }
            None => {
                ids.insert(id.value.clone(), (file.name.clone(), file.text.clone(), id.span.start));
            }
        }
    }

    /// What an example expects can be found in its text.
    fn check_fillers(&mut self, file: &RuleFile, examples: &[RuleExample]) {
        let mut f = Findings::new(file.name.clone(), file.text.clone(), &mut self.out);
        for e in examples {
            let text = self.fold.word(&e.text.value);
            for filler in e.roles.iter().flat_map(|(_, fillers)| fillers) {
                if !text.contains(&self.fold.word(&filler.value)) && !e.known_miss {
                    let help = "a filler is written as the text writes it";
                    let message = format!("the text of this example does not hold `{}`", filler.value);
                    f.error("filler-not-in-text", filler.span, message, "not in the text", Some(help.into()));
                }
            }
            if let Some(s) = &e.status
                && status(&s.value).is_none()
            {
                unknown_status(&mut f, s);
            }
        }
    }

    fn check_example_roles(&mut self, file: &RuleFile, table: &RuleTable, programs: &[Program]) {
        let roles: BTreeSet<&str> = programs.iter().flat_map(Program::roles).collect();
        for (name, values) in table.examples.iter().flat_map(|e| &e.roles) {
            // An example may also state fillers that other rules or the context add; only names that no slot could
            // have are surely mistakes.
            if values.is_empty()
                || !roles.contains(name.value.as_str()) && nearest(&name.value, roles.iter().copied()).is_some_and(|n| n != name.value)
            {
                let help = match nearest(&name.value, roles.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its roles are {}", list(roles.iter().copied())),
                };
                let help = Some(help);
                self.findings(file).error(
                    "unknown-role",
                    name.span,
                    format!("no slot of this rule has the role `{}`", name.value),
                    "unknown role",
                    help,
                );
            }
        }
    }

    /// Gives the characters of a pattern symbols of their own; `enough` says whether there were.
    fn learn(&mut self, node: &Node, lexicons: &Lexicons, alphabet: &mut Alphabet, enough: &mut bool) {
        match node {
            Node::Literal(text, _) => *enough &= text.chars().all(|c| alphabet.learn(c)),
            Node::Lexicon(name, _) => self.learn_words(name, lexicons, alphabet, enough),
            Node::Slot(slot) if slot.list => {
                for name in [LIST_SEPARATOR, LIST_PREFIX, LIST_END, PERSON_TITLE, FORMER, COMMENTATOR] {
                    self.learn_words(name, lexicons, alphabet, enough);
                }
            }
            Node::Choice(items) | Node::Sequence(items) => items.iter().for_each(|n| self.learn(n, lexicons, alphabet, enough)),
            Node::Optional(inner) | Node::Capture { inner, .. } => self.learn(inner, lexicons, alphabet, enough),
            _ => {}
        }
    }

    fn learn_words(&mut self, lexicon: &str, lexicons: &Lexicons, alphabet: &mut Alphabet, enough: &mut bool) {
        if !self.learnt.contains(lexicon) {
            self.learnt.insert(lexicon.to_owned());
            *enough &= lexicon::texts(lexicons, lexicon).all(|w| w.chars().all(|c| alphabet.learn(c)));
        }
    }

    fn pattern(&mut self, file: &RuleFile, text: &Located<String>, lexicons: &Lexicons, alphabet: &mut Alphabet) -> Option<Node> {
        let (node, errors) = pattern::parse(text);
        let before = self.out.len();
        let mut f = self.findings(file);
        let place = |span: Span| {
            let exact = text.span.len() == text.value.len();
            if exact { span.shift(text.span.start) } else { text.span }
        };
        for e in errors {
            f.error(e.code, place(e.span), e.message, "here", e.help);
        }
        check(&node, &mut |span, code, message, help| f.error(code, place(span), message, "here", help), lexicons, alphabet);
        let mut enough = true;
        self.learn(&node, lexicons, alphabet, &mut enough);
        if !enough {
            self.findings(file).error(
                "too-many-characters",
                text.span,
                "the patterns of all rules use too many different characters".into(),
                "here",
                Some("use shorter lexicons in patterns".into()),
            );
        }
        (self.out.len() == before).then_some(node)
    }

    fn contexts(&mut self, read: &Read, lexicons: &Lexicons, alphabet: &mut Alphabet) -> Vec<Context> {
        let mut out = Vec::new();
        let mut ids = Ids::new();
        let mut trees: Vec<(&RuleFile, &ContextTable, Vec<Node>, Vec<Node>)> = Vec::new();
        for (file, tables) in read {
            for table in &tables.contexts {
                let nodes = table.patterns.iter().filter_map(|p| self.pattern(file, p, lexicons, alphabet)).collect();
                let except = table.except.iter().filter_map(|p| self.pattern(file, p, lexicons, alphabet)).collect();
                trees.push((file, table, nodes, except));
            }
        }
        let mut words = RequiredWords::new(alphabet, lexicons);
        for (file, table, nodes, except) in trees {
            self.check_id(file, &table.id, &mut ids);
            self.check_fillers(file, &table.examples);
            let known = self.care == Care::Known;
            let mut f = self.findings(file);
            let effect = match table.effect.value.as_str() {
                "drop" => Some(Effect::Drop),
                s => status(s).map(Effect::Status),
            };
            if effect.is_none() {
                unknown_word(&mut f, &table.effect, "effect", STATUSES.into_iter().chain(["drop"]));
            }
            let scopes = [("forward", Scope::Forward), ("backward", Scope::Backward), ("both", Scope::Both), ("inside", Scope::Inside)];
            let scope = choice(&mut f, table.scope.as_ref(), "scope", &scopes, Scope::Forward);
            let reaches = [("clause", Reach::Clause), ("sentence", Reach::Sentence), ("story", Reach::Story)];
            let reach = choice(&mut f, table.reach.as_ref(), "reach", &reaches, Reach::Clause);
            if table.examples.is_empty() && !table.examples_broken && !known {
                let help = "add a `[[context.example]]` with a `text` and its `status`, or `none = true`";
                f.error(
                    "no-example",
                    table.id.span,
                    format!("the context `{}` has no example", table.id.value),
                    "this context",
                    Some(help.into()),
                );
            }
            let Some(effect) = effect else { continue };
            let mut programs = |trees: Vec<Node>, texts: &[Located<String>]| {
                trees.into_iter().zip(texts).map(|(tree, text)| Program::new(tree, &text.value, &mut words)).collect()
            };
            out.push(Context {
                id: table.id.value.clone(),
                effect,
                programs: programs(nodes, &table.patterns),
                except: programs(except, &table.except),
                scope,
                reach,
                deals: table.deals.iter().map(|d| d.value.clone()).collect(),
                rules: table.rules.iter().map(|r| r.value.clone()).collect(),
                priority: table.priority,
                background: table.background,
                examples: table.examples.clone(),
                place: Place { file: file.name.clone(), source: file.text.clone(), span: table.id.span },
            });
        }
        out.sort_by(|a, b| a.id.cmp(&b.id));
        out
    }

    fn signs(&mut self, read: &Read, lexicons: &Lexicons) -> Vec<Sign> {
        let tests = [
            ("is", Test::Is),
            ("ends", Test::Ends),
            ("starts", Test::Starts),
            ("contains", Test::Contains),
            ("first", Test::First),
            ("last", Test::Last),
            ("before", Test::Before),
            ("after", Test::After),
            ("shape", Test::Shape),
        ];
        let shapes: Vec<String> = shape::all().collect();
        let mut out: Vec<Sign> = Vec::new();
        for (file, tables) in read {
            for SignTable { id, names, test, words, weight, proof } in &tables.signs {
                let mut f = self.findings(file);
                let test = choice(&mut f, Some(test), "test", &tests, Test::Is);
                let names =
                    choice(&mut f, names.as_ref(), "for", &[("company", Names::Company), ("person", Names::Person)], Names::Company);
                for words in words {
                    if test != Test::Shape && !words.value.strip_prefix('@').is_some_and(|n| lexicons.contains_key(n)) {
                        let known: Vec<String> = lexicons.keys().map(|k| format!("@{k}")).collect();
                        let help = match nearest(&words.value, known.iter().map(String::as_str)) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "`words` names a lexicon of some rule file: `@name`".into(),
                        };
                        let help = Some(help);
                        f.error("unknown-lexicon", words.span, format!("there is no lexicon `{}`", words.value), "unknown", help);
                    }
                    if test == Test::Shape && !shapes.contains(&words.value) {
                        unknown_word(&mut f, words, "shape", shapes.iter().map(String::as_str));
                    }
                    let words = words.value.trim_start_matches('@').to_owned();
                    out.push(Sign { id: id.value.clone(), names, test, words, weight: *weight, proof: *proof });
                }
            }
        }
        out.sort_by(|a, b| (&a.id, &a.words).cmp(&(&b.id, &b.words)));
        out
    }

    fn types(&mut self, read: &Read) -> BTreeMap<String, DealType> {
        let mut out = BTreeMap::new();
        for (file, tables) in read {
            for t in &tables.types {
                let plain = |l: &[Located<String>]| l.iter().map(|s| s.value.clone()).collect();
                let groups = |l: &[Located<String>]| l.iter().map(|n| n.value.split('|').map(str::to_owned).collect()).collect();
                let pair = |p: &Located<String>| p.value.split_once('<').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()));
                let pairs = |l: &[Located<String>]| l.iter().filter_map(pair).collect();
                let deal_type = DealType {
                    key: plain(&t.key),
                    agree: plain(&t.agree),
                    needs: groups(&t.needs),
                    alone: groups(&t.alone),
                    together: plain(&t.together),
                    also: pairs(&t.also),
                    done: pairs(&t.done),
                    never: pairs(&t.never),
                    once: t.once,
                    time: plain(&t.time),
                    akin: plain(&t.akin),
                    absorbs: plain(&t.absorbs),
                };
                if out.insert(t.name.value.clone(), deal_type).is_some() {
                    self.findings(file).error(
                        "duplicate-id",
                        t.name.span,
                        format!("the type `{}` is declared twice", t.name.value),
                        "second use",
                        None,
                    );
                }
            }
        }
        out
    }

    fn confidence(&mut self, read: &Read) -> Confidence {
        let mut out: BTreeMap<&str, Scale> = BTreeMap::new();
        for (file, tables) in read {
            for t in &tables.confidence {
                let [party, value, again, name, hearsay] = t.points;
                let scale = Scale { party, value, again, name, hearsay, steps: t.steps.clone() };
                if out.insert(&t.of.value, scale).is_some() {
                    let message = format!("the confidence of `{}` is declared twice", t.of.value);
                    self.findings(file).error("duplicate-id", t.of.span, message, "second use", None);
                }
            }
        }
        Confidence { deal: out.remove("deal").unwrap_or_default(), fact: out.remove("fact").unwrap_or_default() }
    }

    fn references(&mut self, read: &Read) -> Vec<Reference> {
        let choices = [
            ("speaker", Refers::Speaker),
            ("last", Refers::Last),
            ("topic", Refers::Topic),
            ("both", Refers::Both),
            ("former", Refers::Former),
            ("latter", Refers::Latter),
            ("target", Refers::Target),
            ("buyer", Refers::Buyer),
            ("seller", Refers::Seller),
        ];
        let mut out = Vec::new();
        for (file, tables) in read {
            for ReferenceTable { id, words, refers } in &tables.references {
                let mut f = self.findings(file);
                let refers = choice(&mut f, Some(refers), "refers", &choices, Refers::Last);
                out.push(Reference { id: id.value.clone(), words: words.iter().map(|w| w.value.clone()).collect(), refers });
            }
        }
        out.sort_by(|a: &Reference, b| a.id.cmp(&b.id));
        out
    }
}

/// Longest id or name, in bytes.
const LONGEST_NAME: usize = 80;

/// The beginning of a name that may be of any length.
fn short(name: &str) -> String {
    let head: String = name.chars().take(40).collect();
    if head.len() < name.len() { head + "…" } else { head }
}

/// Names of lexicons and types are written as `@name` and as keys of output.
fn check_name(f: &mut Findings, name: &Located<String>, what: &str) {
    let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.value.is_empty() || name.value.len() > LONGEST_NAME || !name.value.chars().all(sign) {
        let help = "write it in lower case ASCII letters, digits and `_`";
        f.error("bad-name", name.span, format!("`{}` is not {what}", short(&name.value)), "here", Some(help.into()));
    }
}

fn unknown_status(f: &mut Findings, s: &Located<String>) {
    unknown_word(f, s, "status", STATUSES.into_iter());
}

fn unknown_word<'k>(f: &mut Findings, s: &Located<String>, what: &str, known: impl Iterator<Item = &'k str> + Clone) {
    let help = match nearest(&s.value, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", list(known)),
    };
    f.error("unknown-word", s.span, format!("`{}` is no `{what}`", s.value), "unknown", Some(help));
}

fn choice<T: Copy>(f: &mut Findings, word: Option<&Located<String>>, what: &str, known: &[(&'static str, T)], default: T) -> T {
    let Some(word) = word else { return default };
    match known.iter().find(|(name, _)| *name == word.value) {
        Some((_, value)) => *value,
        None => {
            unknown_word(f, word, what, known.iter().map(|(n, _)| *n));
            default
        }
    }
}

type Report<'r> = &'r mut dyn FnMut(Span, &'static str, String, Option<String>);

fn check(node: &Node, report: Report, lexicons: &Lexicons, alphabet: &Alphabet) {
    match node {
        Node::Lexicon(name, span) if !lexicons.contains_key(name) => {
            let help = nearest(name, lexicons.keys().map(String::as_str)).map(|n| format!("did you mean `@{n}`?"));
            let help = help.or_else(|| Some(format!("declare it: `[[lexicon]]`, `name = \"{name}\"`, `words = […]`")));
            report(*span, "unknown-lexicon", format!("there is no lexicon `@{name}`"), help);
        }
        Node::Slot(slot) => {
            for (kind, span) in &slot.kinds {
                if alphabet.kind(kind).is_none() {
                    let known = alphabet.kinds().iter().map(String::as_str);
                    let help = match nearest(kind, known.clone()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the types are {}", list(known)),
                    };
                    report(*span, "unknown-type", format!("there is no type of mention `{kind}`"), Some(help));
                }
            }
        }
        Node::Choice(items) | Node::Sequence(items) => {
            items.iter().for_each(|n| check(n, report, lexicons, alphabet));
        }
        Node::Optional(inner) | Node::Capture { inner, .. } => check(inner, report, lexicons, alphabet),
        _ => {}
    }
}
