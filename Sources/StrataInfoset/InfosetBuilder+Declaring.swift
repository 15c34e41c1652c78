extension InfosetBuilder {
    /// Opens an element whose name has a prefix, also where its namespace is the default one.
    ///
    /// The default namespace of the element is then free for its content: a name in no namespace can stand there as text.
    public mutating func startPrefixedElement(_ name: ExpandedName, prefix: String) {
        guard error == nil else { return }
        guard !name.namespace.isEmpty else { return startElement(name) }
        if parent == 0 {
            if hasRoot { return fail(.invalidUse, "a document has one document element") }
            hasRoot = true
        }
        let start = openTag(Self.unnamed)
        let qname = prefixedElementName(name, prefix)
        scratch.nodes[start].name = qname
    }

    /// Sees to it that names of a namespace need no declaration of their own: declares a prefix on the open element where none in scope
    /// serves and the tag is open still. Else nothing happens.
    ///
    /// - Parameters:
    ///   - namespace: the namespace name; nothing happens when it is empty.
    ///   - prefix: the prefix to declare, for attributes; nil to find one for elements, which the default namespace serves too: the first
    ///     of `a` to `z` that means nothing yet.
    public mutating func declare(namespace: String, prefix: String? = nil) {
        guard error == nil, isTagOpen, !namespace.isEmpty else { return }
        let served = prefix == nil ? servedNamespaces.element : servedNamespaces.attribute
        if served.generation == generation, served.namespace.bits == StringIdentity.bits(namespace) { return }
        declarePrefix(for: namespace, prefix)
        let now = ServedNamespace(namespace: StringIdentity(namespace), generation: generation)
        if prefix == nil { servedNamespaces.element = now } else { servedNamespaces.attribute = now }
    }

    /// Adds text that is ASCII; other octets are refused as `invalidCharacter`.
    public mutating func text(ascii octets: Span<UInt8>) {
        guard beginContent(), !octets.isEmpty else { return }
        let offset = octets.withUnsafeBytes { append($0) }
        for i in octets.indices where octets[i] >= 0x80 { return fail(.invalidCharacter, "text that should be ASCII and is not") }
        let flags = flags(offset, octets.count, isAttribute: false)
        guard error == nil else { return }
        _ = push(
            NodeRecord(
                kind: NodeKind.text, flags: flags, name: 0, a: UInt32(truncatingIfNeeded: offset),
                b: UInt32(truncatingIfNeeded: octets.count)))
    }
}
