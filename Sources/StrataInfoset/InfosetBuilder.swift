/// Writes an infoset from the outside in: elements, attributes, typed values, and copies of elements of other infosets.
///
/// Prefixes and declarations follow by themselves: a name whose namespace is not in scope is declared on its element. Calls that make
/// no sense, and characters that XML does not allow, do not trap; the first such error is thrown by `finish()` and everything after it
/// is ignored.
public struct InfosetBuilder: ~Copyable {
    var scratch: Scratch
    var names: NameTable
    var base: Octets
    var length = 0
    var capacity: Int
    var count = 1
    /// The start record of the open element, 0 outside the document element.
    var parent = 0
    /// Whether attributes and declarations may still be added to the open element.
    var isTagOpen = false
    /// Whether the open tag has a declaration behind an attribute; put in order when the tag is closed.
    var isMixed = false
    var hasRoot = false
    var error: InfosetError?
    var externals: [Bytes] = []
    /// The prefixes declared by the open elements, innermost last.
    var declared: [UInt32] = []
    /// Names of one's own that were chosen last. The well-known ones are in `scratch`.
    var recentNames = RecentNames()
    /// The namespaces that were seen to have a prefix last, for elements and for attributes.
    var servedNamespaces = (element: ServedNamespace(), attribute: ServedNamespace())
    /// Counts what changes the bindings: a chosen name is good within one generation. It never comes again with the same scratch.
    var generation: UInt32
    /// The prefixes p1, p2, ... below this number are all in use.
    var nextNumber = 1
    var isHandedOver = false
    var copying = CopySource()

    struct ChosenName {
        var name: UInt32 = 0
        var generation: UInt32 = 0
    }

    /// A namespace that needs no declaration while the bindings do not change.
    struct ServedNamespace {
        var namespace = StringIdentity("")
        var generation: UInt32 = 0
    }

    /// The name of a start record whose name is not chosen yet.
    static var unnamed: UInt32 { .max }

    /// Nodes from which on it pays to remember names.
    static var fewNodes: Int { 64 }

    /// Octets above which a value is referred to instead of copied.
    static var externalThreshold: Int { 4096 }

    /// A builder of an empty document.
    public init() {
        scratch = ScratchPool.take()
        names = scratch.names
        capacity = 2048
        base = .allocate(capacity: capacity)
        base.update(from: NameTable.preamble, count: NameTable.preambleLength)
        length = NameTable.preambleLength
        names.reset(base, preambleAt: 0)
        scratch.nodes[0] = NodeRecord(kind: NodeKind.document, name: 0, a: 0, b: 0)
        generation = scratch.nextGeneration()
    }

    deinit {
        var returned = scratch
        returned.generation = generation
        returned.names = names
        ScratchPool.giveBack(returned)
        if !isHandedOver { base.deallocate() }
    }

    // MARK: Elements

    /// Opens an element.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - prefix: the prefix to declare when the namespace is not in scope; nil or empty makes it the default namespace.
    public mutating func startElement(_ name: ExpandedName, prefix: String? = nil) {
        guard error == nil else { return }
        if parent == 0 {
            if hasRoot { return fail(.invalidUse, "a document has one document element") }
            hasRoot = true
        }
        let start = openTag(Self.unnamed)
        // Choosing the name may grow the vector, so it comes before the vector is looked at.
        let qname = elementName(name, prefix)
        scratch.nodes[start].name = qname
    }

    /// Closes the open element.
    public mutating func endElement() {
        guard error == nil else { return }
        guard parent != 0 else { return fail(.invalidUse, "there is no open element to end") }
        closeTag()
        let start = parent
        let record = scratch.nodes[start]
        scratch.nodes[start].a = UInt32(truncatingIfNeeded: count)
        _ = push(NodeRecord(kind: NodeKind.end, name: record.name, a: UInt32(truncatingIfNeeded: start), b: 0))
        if record.flags & NodeFlag.hasNamespaces != 0 {
            var i = start + 1
            while scratch.nodes[i].kind == NodeKind.namespace {
                names.bind(scratch.nodes[i].name, to: scratch.nodes[i].b)
                if scratch.nodes[i].name != StringID.empty { names.prefixCount[Int(scratch.nodes[i].a)] &-= 1 }
                declared.removeLast()
                i += 1
            }
            generation &+= 1
            nextNumber = 1
        }
        parent = Int(record.b)
    }

    /// An element with text.
    public mutating func element(_ name: ExpandedName, _ text: String, prefix: String? = nil) {
        startElement(name, prefix: prefix)
        self.text(text)
        endElement()
    }

    // MARK: Namespaces and attributes

    /// Declares a prefix on the open element, before its content; an empty prefix is the default namespace.
    ///
    /// Declaring the same again is ignored; declaring something else for a prefix that this element declares or uses is an error.
    public mutating func declare(prefix: String, namespace: String) {
        guard error == nil else { return }
        guard isTagOpen else { return fail(.invalidUse, "declarations come before the content of an element") }
        guard prefix.isEmpty || isNCName(prefix) else { return fail(.invalidName, "a prefix is no NCName") }
        declare(intern(prefix), intern(namespace, checked: true))
    }

    /// Adds an attribute to the open element, before its content.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - value: its value.
    ///   - prefix: the prefix to declare when the namespace has none in scope.
    public mutating func attribute(_ name: ExpandedName, _ value: String, prefix: String? = nil) {
        guard error == nil else { return }
        guard isTagOpen else { return fail(.invalidUse, "attributes come before the content of an element") }
        let qname = attributeName(name, prefix)
        guard error == nil else { return }
        guard noteAttribute(qname) else { return fail(.duplicateAttribute, "attribute \(name.localName) occurs twice") }
        guard scratch.nodes[parent].extra < 65535 else { return fail(.invalidUse, "more than 65 535 attributes on one element") }
        let (offset, length) = append(value)
        let flags = flags(offset, length, isAttribute: true)
        guard error == nil else { return }
        _ = push(
            NodeRecord(
                kind: NodeKind.attribute, flags: flags, name: qname, a: UInt32(truncatingIfNeeded: offset),
                b: UInt32(truncatingIfNeeded: length)))
        scratch.nodes[parent].head &+= 1 << 16
    }

    /// Adds an attribute whose value is a qualified name (`xsi:type`).
    ///
    /// - Parameters:
    ///   - name: the attribute's name.
    ///   - value: the name that is its value; its prefix is declared when it has none in scope.
    ///   - prefix: the prefix to declare for the attribute's own name when there is none in scope.
    ///   - valuePrefix: the prefix to declare for the value.
    public mutating func attribute(
        _ name: ExpandedName, qualifiedName value: ExpandedName, prefix: String? = nil, valuePrefix: String? = nil
    ) {
        guard isTagOpen, let text = lexical(value, valuePrefix) else {
            return fail(.invalidUse, "attributes come before the content of an element")
        }
        attribute(name, text, prefix: prefix)
    }

    // MARK: Content

    /// Adds text; empty text adds nothing.
    public mutating func text(_ text: String) {
        guard beginContent(), !text.isEmpty else { return }
        let (offset, length) = append(text)
        let flags = flags(offset, length, isAttribute: false)
        guard error == nil else { return }
        _ = push(
            NodeRecord(
                kind: NodeKind.text, flags: flags, name: 0, a: UInt32(truncatingIfNeeded: offset), b: UInt32(truncatingIfNeeded: length)))
    }

    /// Adds an integer.
    public mutating func int(_ value: Int) {
        typed(TypedKind.int, UInt64(bitPattern: Int64(value)))
    }

    /// Adds an unsigned integer.
    public mutating func uint(_ value: UInt64) {
        typed(TypedKind.uint, value)
    }

    /// Adds a truth value, as text `true` or `false`.
    public mutating func bool(_ value: Bool) {
        typed(TypedKind.bool, value ? 1 : 0)
    }

    /// Adds a number.
    public mutating func double(_ value: Double) {
        typed(TypedKind.double, value.bitPattern)
    }

    /// Adds octets, as text in base64. Large ones are shared, not copied; several calls one behind the other give one value.
    public mutating func bytes(_ value: Bytes) {
        guard beginContent(), !value.isEmpty else { return }
        guard value.count < Int(UInt32.max) else { return fail(.invalidValue, "an octet value of more than 4 GiB") }
        var rest = value
        let last = scratch.nodes[count - 1]
        if last.kind == NodeKind.typed, last.extra == UInt16(TypedKind.bytes), last.b % 3 != 0 {
            // Base64 has padding at the end only, so the group that is not whole is filled up first.
            rest = completeGroup(last, from: value)
            if rest.isEmpty || error != nil { return }
        }
        if rest.count > Self.externalThreshold {
            externals.append(rest)
            pushBytes(segment: externals.count, 0, rest.count)
        } else {
            pushBytes(segment: 0, rest.withUnsafeBytes { append($0) }, rest.count)
        }
    }

    /// Adds a name as text, with a prefix in scope; it must be the first content of its element when the prefix is not declared yet.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - prefix: the prefix to declare when there is none in scope.
    public mutating func qualifiedName(_ name: ExpandedName, prefix: String? = nil) {
        guard let text = lexical(name, prefix) else { return }
        self.text(text)
    }

    /// Adds a comment; it must not contain `--` nor end in `-`, nor hold a carriage return, which would be read as a line feed.
    public mutating func comment(_ text: String) {
        guard error == nil else { return }
        closeTag()
        guard text.utf8.last != UInt8(ascii: "-"), !Self.containsDoubleHyphen(text) else {
            return fail(.invalidValue, "a comment with two hyphens, or a hyphen at its end")
        }
        guard !text.utf8.contains(0x0D) else { return fail(.invalidValue, "a comment with a carriage return") }
        let (offset, length) = append(text)
        _ = flags(offset, length, isAttribute: false)
        guard error == nil else { return }
        _ = push(
            NodeRecord(kind: NodeKind.comment, name: 0, a: UInt32(truncatingIfNeeded: offset), b: UInt32(truncatingIfNeeded: length)))
    }

    /// Ends the document.
    ///
    /// - Throws: the first error of any call, `invalidUse` when an element is still open or there is none.
    public consuming func finish() throws(InfosetError) -> Infoset {
        if let error { throw error }
        guard parent == 0, hasRoot else {
            throw InfosetError(.invalidUse, hasRoot ? "an element is not ended" : "a document needs a document element", offset: count)
        }
        scratch.nodes[0].a = UInt32(truncatingIfNeeded: count)
        _ = push(NodeRecord(kind: NodeKind.end, name: 0, a: 0, b: 0))
        if let error { throw error }
        if capacity > 4096, capacity > length * 2 {
            let exact = Octets.allocate(capacity: length + scanPadding)
            exact.update(from: base, count: length)
            base.deallocate()
            base = exact
        } else {
            room(scanPadding)
        }
        (base + length).update(repeating: 0, count: scanPadding)
        scratch.names = names
        let storage = InfosetStorage(
            freezing: &scratch, nodeCount: count, bytes: base, byteCount: length + scanPadding, externals: externals, quotas: .maximum)
        isHandedOver = true
        return Infoset(storage: storage)
    }
}
