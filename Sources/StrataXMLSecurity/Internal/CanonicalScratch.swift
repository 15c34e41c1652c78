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

/// What a canonicalization needs while it runs, kept between them: one run after the other allocates nothing.
///
/// Sendable because it is only ever held by the pool or by the one run that took it.
struct CanonicalScratch: @unchecked Sendable {
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

    func deallocate() {
        block.deallocate()
        rendered.deallocate()
        listing.deallocate()
        undo.elements.deallocate()
        declarations.elements.deallocate()
        attributes.elements.deallocate()
        asked.elements.deallocate()
    }

    private static let kept = Mutex<[CanonicalScratch]>([])

    static func take() -> CanonicalScratch {
        kept.withLock { $0.popLast() } ?? CanonicalScratch()
    }

    static func giveBack(_ scratch: CanonicalScratch) {
        let isKept = kept.withLock { list in
            guard list.count < 16, scratch.capacity <= 1 << 16, scratch.undo.capacity <= 4096, scratch.attributes.capacity <= 4096 else {
                return false
            }
            list.append(scratch)
            return true
        }
        if !isKept { scratch.deallocate() }
    }
}
