internal import Synchronization

/// A binding that an element has rendered, and what is in force again behind its end record.
struct RenderedBinding: BitwiseCopyable {
    var end: UInt32
    var prefix: UInt32
    var previous: UInt32
}

/// A declaration to write.
struct CanonicalDeclaration: BitwiseCopyable {
    var prefix: UInt32
    var namespace: UInt32
}

/// A stack of trivial values: no reference is counted and no uniqueness is checked for an element of it.
struct TrivialStack<Element: BitwiseCopyable> {
    var elements: UnsafeMutablePointer<Element>
    var count = 0
    private(set) var capacity: Int

    init(capacity: Int) {
        elements = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow() }
        (elements + count).initialize(to: element)
        count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        larger.initialize(from: elements, count: count)
        elements.deallocate()
        elements = larger
        capacity *= 2
    }
}

/// What a canonicalization needs while it runs.
struct CanonicalTables {
    static var blockCapacity: Int { 16 << 10 }
    static var unknown: UInt8 { 0 }
    static var listed: UInt8 { 1 }
    static var unlisted: UInt8 { 2 }

    /// Where the output is gathered, with room behind it for a store that is longer than its piece.
    let block = UnsafeMutableRawPointer.allocate(byteCount: blockCapacity + 64, alignment: 16)
    /// For each string of the infoset as a prefix, the namespace it was rendered for last (`StringID.unbound` for never).
    var rendered = UnsafeMutablePointer<UInt32>.allocate(capacity: 0)
    /// For each string of the infoset as a prefix, whether the list of prefixes has it, once that is known.
    var listing = UnsafeMutablePointer<UInt8>.allocate(capacity: 0)
    var capacity = 0
    /// Whether the tables may hold something: a run that failed leaves them as they were.
    var isDirty = false
    var undo = TrivialStack<RenderedBinding>(capacity: 64)
    var declarations = TrivialStack<CanonicalDeclaration>(capacity: 64)
    var attributes = TrivialStack<UInt32>(capacity: 64)
    /// The prefixes with an entry in `listing`.
    var asked = TrivialStack<UInt32>(capacity: 64)

    /// Makes the tables ready for an infoset of that many strings.
    mutating func prepare(strings: Int, unbound: UInt32) {
        if strings > capacity {
            rendered.deallocate()
            listing.deallocate()
            capacity = max(256, strings * 2)
            rendered = .allocate(capacity: capacity)
            listing = .allocate(capacity: capacity)
            isDirty = true
        }
        if isDirty {
            rendered.initialize(repeating: unbound, count: capacity)
            listing.initialize(repeating: Self.unknown, count: capacity)
        }
        isDirty = true
        undo.count = 0
        asked.count = 0
    }

    /// Whether they are of a size to keep for others.
    var isModest: Bool { capacity <= 1 << 16 && undo.capacity <= 4096 && attributes.capacity <= 4096 }

    func deallocate() {
        block.deallocate()
        rendered.deallocate()
        listing.deallocate()
        undo.elements.deallocate()
        declarations.elements.deallocate()
        attributes.elements.deallocate()
        asked.elements.deallocate()
    }
}

/// The right to use tables, which are kept between canonicalizations: one run after the other allocates nothing.
///
/// It cannot be copied, so tables are in one place: here or in the pool.
struct CanonicalScratch: ~Copyable {
    let tables: UnsafeMutablePointer<CanonicalTables>

    init() {
        if let kept = CanonicalScratch.kept.withLock({ $0.popLast() }) {
            tables = kept.tables
        } else {
            tables = .allocate(capacity: 1)
            tables.initialize(to: CanonicalTables())
        }
    }

    deinit {
        let kept = Kept(tables: tables)
        let isKept = CanonicalScratch.kept.withLock { list in
            guard list.count < 16, kept.tables.pointee.isModest else { return false }
            list.append(kept)
            return true
        }
        guard !isKept else { return }
        tables.pointee.deallocate()
        tables.deinitialize(count: 1)
        tables.deallocate()
    }

    /// Tables that nobody uses.
    ///
    /// Sendable because it is made where the right to use them ends, and is gone when it is taken out.
    private struct Kept: @unchecked Sendable {
        let tables: UnsafeMutablePointer<CanonicalTables>
    }

    private static let kept = Mutex<[Kept]>([])
}
