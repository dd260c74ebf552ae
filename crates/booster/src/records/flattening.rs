//! From nodes to the steps of the quick way, where a record is bounded.

use super::program::{Member, Node, Span};
use super::straight::{Action, Fixed, Members, Slots, Step, Straight, MARGIN};
use super::texts::{Text, Texts};
use super::ALWAYS;

const MOST_BYTES: u64 = 1 << 20;
const MOST_STEPS: u64 = 1 << 20;
const MOST_PARTS: u64 = 1 << 13;
/// Ways of a choice that are laid out by weight.
const MOST_WAYS: u64 = 1 << 8;
const MOST_OF_A_WAY: u64 = 16;
const MOST_SLOTS: usize = 1 << 22;

/// What a node makes at most: bytes and steps of the slow way; and its size when laid out.
#[derive(Clone, Copy)]
struct Bound {
    bytes: u64,
    steps: u64,
    parts: u64,
}

const ONE: Bound = Bound { bytes: 0, steps: 1, parts: 1 };

impl Bound {
    fn of(bytes: u64) -> Bound {
        Bound { bytes, ..ONE }
    }

    fn and(self, other: Bound) -> Bound {
        Bound {
            bytes: self.bytes.saturating_add(other.bytes),
            steps: self.steps.saturating_add(other.steps),
            parts: self.parts.saturating_add(other.parts),
        }
    }

    fn or(self, other: Bound) -> Bound {
        Bound {
            bytes: self.bytes.max(other.bytes),
            steps: self.steps.max(other.steps),
            parts: self.parts.saturating_add(other.parts),
        }
    }

    fn times(self, count: u64) -> Bound {
        Bound { bytes: self.bytes.saturating_mul(count), steps: self.steps.saturating_mul(count), parts: self.parts }
    }

    fn is_small(&self) -> bool {
        self.bytes <= MOST_BYTES && self.steps <= MOST_STEPS && self.parts <= MOST_PARTS
    }
}

/// What takes one step, and so many bytes of a table.
fn laid_out(bytes: usize) -> Bound {
    Bound { parts: 1 + bytes as u64 / 16, ..ONE }
}

fn longest(texts: &Texts) -> u64 {
    (0..texts.len()).map(|index| texts.size(index)).max().unwrap_or(0) as u64
}

fn sum(children: impl Iterator<Item = Option<Bound>>, first: Bound) -> Option<Bound> {
    let mut total = first;
    for child in children {
        total = total.and(child?);
    }
    Some(total)
}

/// The bound of a node behind its children; none where there is none, or a large one.
fn bound(node: &Node, known: &[Option<Bound>]) -> Option<Bound> {
    let found = match node {
        Node::Literal(text) => laid_out(text.length).and(Bound { bytes: text.length as u64, steps: 0, parts: 0 }),
        Node::Sequence(children) => sum(children.iter().map(|&child| known[child]), ONE)?,
        Node::Choice(_, children) => {
            let mut most = Bound::of(0);
            for &child in children {
                most = most.or(known[child]?);
            }
            most.and(ONE)
        }
        Node::Integer(_) | Node::Serial(_) | Node::Permuted(..) => Bound::of(20),
        Node::Decimal(..) => Bound::of(41),
        Node::Uuid => Bound::of(36),
        Node::Stamp(..) => Bound::of(24),
        Node::Pool(_, texts) => Bound::of(longest(texts)),
        Node::Letters(letters, _, high) => laid_out(letters.len()).and(Bound { bytes: *high, steps: *high, parts: 0 }),
        Node::Characters(texts, _, high) => Bound { bytes: high * longest(texts), steps: 1 + high, parts: 1 },
        Node::Repeat(child, _, high, separator) => {
            let each = known[*child]?.and(Bound { bytes: separator.length as u64, steps: 0, parts: 0 });
            each.times(*high).and(laid_out(separator.length))
        }
        Node::Unique(child, _, high, tries) => {
            let each = known[*child]?;
            let drawn = each.and(Bound { bytes: 0, steps: *high, parts: 0 }).times(high + tries + 1);
            Bound { bytes: each.bytes.saturating_add(1).saturating_mul(high + 1), ..drawn.and(ONE) }
        }
        Node::Subset(texts, _, high) => {
            Bound { bytes: (longest(texts) + 1).saturating_mul(*high), steps: 1 + texts.len() as u64, parts: 1 }
        }
        Node::Object(members, ..) => sum(
            members.iter().map(|member| {
                let around = member.prefix.length + member.suffix.length + 1;
                known[member.child].map(|child| child.and(Bound { bytes: around as u64, steps: 0, ..laid_out(around) }))
            }),
            Bound::of(2),
        )?,
        Node::Numbered(_, _, parts) => Bound {
            bytes: parts.iter().map(longest).fold(0, u64::saturating_add),
            steps: 1 + parts.len() as u64,
            parts: 1,
        },
        Node::Stream(_, child) | Node::Drawn(_, _, _, child) | Node::Placed(_, _, _, _, child) => known[*child]?.and(ONE),
        Node::Earlier(_, _, child, other) => known[*child]?.or(known[*other]?).and(ONE),
        Node::Call(..) => return None,
    };
    found.is_small().then_some(found)
}

/// A list of steps that is being laid out.
#[derive(Default)]
struct Laying {
    steps: Vec<Step>,
    pending: Vec<u8>,
}

struct Flattening<'a> {
    nodes: &'a [Node],
    /// Of nodes that were laid out before.
    pools: Vec<Option<Slots>>,
    made: Straight,
}

/// The quick way of a program; none where a record has no bound, or a large one.
pub fn straight(nodes: &[Node]) -> Option<Straight> {
    let mut known: Vec<Option<Bound>> = Vec::with_capacity(nodes.len());
    for node in nodes {
        known.push(bound(node, &known));
    }
    let most = (*known.last()?)?;
    let mut flattening = Flattening { nodes, pools: vec![None; nodes.len()], made: Straight::default() };
    let root = flattening.list(nodes.len() - 1);
    let mut made = flattening.made;
    made.root = root;
    made.most_bytes = most.bytes as usize + 1;
    made.most_steps = most.steps;
    made.fixed.resize(made.fixed.len() + MARGIN, 0);
    Some(made)
}

/// The three numbers of a span whose values are all below a limit.
fn low_span(span: &Span, limit: i64) -> Option<[u32; 3]> {
    let fits = span.base >= 0 && span.at(span.count - 1) < limit;
    fits.then_some([span.base as u32, if span.count > 1 { span.step as u32 } else { 0 }, span.count as u32])
}

impl Flattening<'_> {
    fn fixed(&mut self, text: &[u8]) -> Fixed {
        let first = self.made.fixed.len() as u32;
        self.made.fixed.extend_from_slice(text);
        Fixed { first, length: text.len() as u32 }
    }

    fn step(&mut self, laying: &mut Laying, action: Action) {
        let pending = std::mem::take(&mut laying.pending);
        let before = self.fixed(&pending);
        laying.steps.push(Step { before, action });
    }

    fn closed(&mut self, mut laying: Laying) -> u32 {
        if !laying.pending.is_empty() {
            self.step(&mut laying, Action::Nothing);
        }
        let first = self.made.steps.len() as u32;
        self.made.steps.append(&mut laying.steps);
        self.made.lists.push(first..self.made.steps.len() as u32);
        self.made.lists.len() as u32 - 1
    }

    /// The list of a node by itself.
    fn list(&mut self, at: usize) -> u32 {
        let mut laying = Laying::default();
        self.node(at, &mut laying);
        self.closed(laying)
    }

    fn slots<'b>(&mut self, count: usize, text: impl Fn(usize) -> &'b [u8]) -> Option<Slots> {
        let most = (0..count).map(|index| text(index).len()).max()?;
        let size = [16, 32, 64].into_iter().find(|&size| most < size)?;
        let first = self.made.slots.len();
        if count > MOST_SLOTS || first + count * size > MOST_SLOTS {
            return None;
        }
        for index in 0..count {
            let start = first + index * size;
            self.made.slots.extend_from_slice(text(index));
            self.made.slots.resize(start + size, 0);
            self.made.slots[start + size - 1] = text(index).len() as u8;
        }
        Some(Slots { first: first as u32, count: count as u32, size: size as u32 })
    }

    fn pool(&mut self, at: usize) -> Option<Slots> {
        let nodes = self.nodes;
        let Node::Pool(_, texts) = &nodes[at] else { return None };
        if self.pools[at].is_none() {
            self.pools[at] = self.slots(texts.len(), |index| texts.get(index));
        }
        self.pools[at]
    }

    fn node(&mut self, at: usize, laying: &mut Laying) {
        let nodes = self.nodes;
        let action = match &nodes[at] {
            Node::Literal(text) => return laying.pending.extend_from_slice(text.get()),
            Node::Sequence(children) => return children.iter().for_each(|&child| self.node(child, laying)),
            Node::Object(members, ..) if members.iter().all(|member| member.presence == ALWAYS) => {
                return self.whole_object(members, laying);
            }
            Node::Choice(ends, children) => self.choice(ends, children),
            Node::Integer(span) => low_span(span, 10_000).map_or(Action::Whole(*span), Action::Short),
            Node::Decimal(span, digits, scale) => match low_span(span, 1_000_000) {
                Some(low) if *digits == 2 => Action::Hundredths(low),
                _ => {
                    self.made.decimals.push((*span, *digits, *scale));
                    Action::Decimal(self.made.decimals.len() as u32 - 1)
                }
            },
            Node::Uuid => Action::Uuid,
            Node::Stamp(base, count, form) => {
                self.made.stamps.push((*base, *count, *form));
                Action::Stamp(self.made.stamps.len() as u32 - 1)
            }
            Node::Pool(power, _) => match self.pool(at) {
                Some(slots) if *power == 1 => Action::Text(slots),
                Some(slots) => Action::Ranked(*power, slots),
                None => Action::Node(at as u32),
            },
            Node::Letters(letters, low, high) => {
                let first = self.made.letters.len() as u32;
                self.made.letters.extend_from_slice(letters);
                Action::Letters { first, size: letters.len() as u32, low: *low as u32, more: (high - low) as u32 }
            }
            Node::Repeat(child, low, high, separator) => self.repeat(*child, (*low as u32, *high as u32), separator),
            Node::Object(members, low, high) => self.object(members, *low, *high),
            _ => Action::Node(at as u32),
        };
        self.step(laying, action);
    }

    fn repeat(&mut self, child: usize, (low, high): (u32, u32), separator: &Text) -> Action {
        let (more, between) = (high - low, self.fixed(separator.get()));
        let slots = if let Node::Pool(1, _) = &self.nodes[child] { self.pool(child) } else { None };
        if let Some(slots) = slots {
            return Action::Texts { low, more, between, slots };
        }
        Action::Lists { low, more, between, list: self.list(child) }
    }

    /// A choice; one of few ways is laid out by weight, so that no end has to be searched.
    fn choice(&mut self, ends: &[u64], children: &[usize]) -> Action {
        let count = ends[ends.len() - 1];
        if count > MOST_WAYS.min(MOST_OF_A_WAY * children.len() as u64) {
            let lists = children.iter().map(|&child| self.list(child)).collect();
            self.made.weighted.push((ends.to_vec(), lists));
            return Action::Weighted(self.made.weighted.len() as u32 - 1);
        }
        let nodes = self.nodes;
        let ways: Vec<usize> = (0..count).map(|drawn| ends.partition_point(|&end| end <= drawn)).collect();
        let count = count as u32;
        let each = |way: &usize| &nodes[children[*way]];
        let texts: Option<Vec<&[u8]>> =
            ways.iter().map(|way| if let Node::Literal(text) = each(way) { Some(text.get()) } else { None }).collect();
        if let Some(slots) = texts.and_then(|texts| self.slots(texts.len(), |index| texts[index])) {
            return Action::Text(slots);
        }
        let shorts: Option<Vec<[u32; 3]>> = ways
            .iter()
            .map(|way| if let Node::Integer(span) = each(way) { low_span(span, 10_000) } else { None })
            .collect();
        if let Some(shorts) = shorts {
            let first = self.made.shorts.len() as u32;
            self.made.shorts.extend(shorts);
            return Action::OneShort { first, count };
        }
        let stamps: Option<Vec<(i64, u64, u8)>> = ways
            .iter()
            .map(|way| if let Node::Stamp(base, count, form) = each(way) { Some((*base, *count, *form)) } else { None })
            .collect();
        if let Some(stamps) = stamps {
            let first = self.made.stamps.len() as u32;
            self.made.stamps.extend(stamps);
            return Action::OneStamp { first, count };
        }
        let lists: Vec<u32> = children.iter().map(|&child| self.list(child)).collect();
        let first = self.made.choices.len() as u32;
        self.made.choices.extend(ways.iter().map(|&way| lists[way]));
        Action::OneList { first, count }
    }

    fn member(&mut self, member: &Member, laying: &mut Laying) {
        laying.pending.extend_from_slice(member.prefix.get());
        self.node(member.child, laying);
        laying.pending.extend_from_slice(member.suffix.get());
    }

    fn whole_object(&mut self, members: &[Member], laying: &mut Laying) {
        laying.pending.push(b'{');
        for (place, member) in members.iter().enumerate() {
            if place > 0 {
                laying.pending.push(b',');
            }
            self.member(member, laying);
        }
        laying.pending.push(b'}');
    }

    fn object(&mut self, members: &[Member], low: u64, high: u64) -> Action {
        let mut lists = Vec::with_capacity(members.len());
        for member in members {
            let mut laying = Laying::default();
            self.member(member, &mut laying);
            lists.push((member.presence, self.closed(laying)));
        }
        self.made.objects.push(Members { lists, low, high });
        Action::Object(self.made.objects.len() as u32 - 1)
    }
}
