internal import StrataInfoset

/// How many octets of canonical forms may be written.
///
/// A form can be larger than its document by far: the exclusive one declares a namespace again at each element that uses it, and escapes
/// it each time. So the limit is a length that is always granted, and beyond it a multiple of what the document itself is long.
struct CanonicalBudget {
    /// Octets that were written, or would have been.
    private(set) var spent = 0
    /// The setting to name when there is nothing left.
    let setting: StaticString
    private var limit: Int
    private var factor: Int

    init(_ limit: Int, factor: Int = 0, _ setting: StaticString) {
        self.limit = limit
        self.factor = factor
        self.setting = setting
    }

    /// Whether more was asked for than there is.
    var isExceeded: Bool { spent > limit }

    /// Takes octets; false when they are no longer there, and from then on.
    @inline(__always)
    mutating func spend(_ count: Int, _ storage: InfosetStorage) -> Bool {
        spent &+= count
        return spent <= limit || extend(storage)
    }

    /// The document is measured only when the length that is always granted is used up.
    @inline(never)
    private mutating func extend(_ storage: InfosetStorage) -> Bool {
        guard factor > 0 else { return false }
        let (product, isOverflow) = storage.canonicalLength.multipliedReportingOverflow(by: factor)
        limit = max(limit, isOverflow ? .max : product)
        factor = 0
        return spent <= limit
    }

    /// - Throws: `limitExceeded` when more was asked for than there is.
    @inline(__always)
    func check(at index: Int) throws(XMLSecurityError) {
        if isExceeded { throw exceeded(at: index) }
    }

    @inline(never)
    private func exceeded(at index: Int) -> XMLSecurityError {
        XMLSecurityError(.limitExceeded, "the canonical form takes more octets than \(setting), \(limit), leaves", at: index)
    }
}

extension InfosetStorage {
    /// Octets of the document in a canonical form, but for declarations that are repeated and characters that are escaped.
    fileprivate var canonicalLength: Int {
        var length = 0
        for i in 0..<nodeCount {
            let node = nodes[i]
            switch node.kind {
            case NodeKind.start, NodeKind.end: length += Int(qnames[Int(node.name)].length) + 3
            case NodeKind.attribute: length += Int(qnames[Int(node.name)].length) + Int(node.b) + 4
            case NodeKind.namespace: length += Int(strings[Int(node.name)].length) + Int(strings[Int(node.a)].length) + 10
            case NodeKind.typed: length += node.extra == UInt16(TypedKind.bytes) ? (Int(node.b) + 2) / 3 * 4 : 24
            case NodeKind.text, NodeKind.comment, NodeKind.instruction: length += Int(node.b) + 7
            default: break
            }
        }
        return length
    }
}

/// Canonicalizations under one budget, one after the other, with the tables of the first.
struct CanonicalWork: ~Copyable {
    private let scratch = CanonicalScratch()
    private(set) var budget: CanonicalBudget

    init(_ budget: CanonicalBudget) { self.budget = budget }

    /// - Throws: `relativeNamespace`; `limitExceeded` when the budget ends, of which the sink then holds no more than that.
    mutating func write(_ form: Canonicalization, _ subset: DocumentSubset, to sink: any CanonicalSink) throws(XMLSecurityError) {
        var canonicalizer = Canonicalizer(form, subset, sink, scratch.tables, budget)
        defer { budget = canonicalizer.output.budget }
        try canonicalizer.run()
    }
}
