extension XMLStreamReader {
    /// The next piece of the contents; `nil` at the end, and when more octets are needed: `isAtEnd` tells which.
    ///
    /// - Throws: what `XMLTextReader` would. After an error every call throws it.
    public func readPiece() throws(InfosetError) -> InfosetPiece? {
        if let failure { throw failure }
        do throws(InfosetError) {
            if phase == .head, shape == .document { _ = try readHead() }
            switch phase {
            case .head, .ended: return nil
            case .content: return try content()
            case .tail:
                try tail()
                return nil
            }
        } catch {
            fail(error)
            throw error
        }
    }

    private func content() throws(InfosetError) -> InfosetPiece? {
        if owesEnd {
            owesEnd = false
            return try ended()
        }
        while phase == .content {
            let octets = held.bytes
            guard octets.count > 0 else { return try starved() }
            if octets[0] != UInt8(ascii: "<") {
                let (piece, count) = try text(octets)
                guard count > 0 else { return try starved() }
                read(count)
                if let piece { return piece }
                continue
            }
            guard let (kind, count) = scanner.next(octets) else {
                try checkMarkup(octets)
                return try starved()
            }
            let markup = UnsafeRawBufferPointer(rebasing: octets[..<count])
            switch kind {
            case .start, .empty: return try start(markup, isEmpty: kind == .empty)
            case .end:
                let isLast = open.isEmpty
                try checkEnd(markup)
                read(count)
                if !isLast { return try ended() }
                phase = .tail
            case .characterData:
                guard !open.isEmpty else { throw malformed("there is text beside the elements of the body") }
                let piece = try parsedText(markup)
                read(count)
                if let piece { return piece }
            case .comment, .instruction:
                // Dropped when the parser has nothing against it.
                _ = try parsedText(markup)
                read(count)
            case .declaration:
                _ = try parsedText(markup)
                throw malformed("not well-formed")
            }
        }
        try tail()
        return nil
    }

    /// More is needed, and must still come.
    private func starved() throws(InfosetError) -> InfosetPiece? {
        if inputHasEnded { throw InfosetError(.unexpectedEnd, "the document ends too early", offset: consumed + held.count) }
        return nil
    }

    /// Markup of which the end has not come may not grow without limit.
    private func checkMarkup(_ octets: UnsafeRawBufferPointer) throws(InfosetError) {
        let isTag = octets.count > 1 && octets[1] != UInt8(ascii: "!") && octets[1] != UInt8(ascii: "?")
        if isTag, octets.count > quotas.maxBytesPerRead {
            throw InfosetError(quota: "maxBytesPerRead", value: quotas.maxBytesPerRead, offset: consumed)
        }
        guard octets.count <= maxHeadSize else {
            throw InfosetError(
                .quotaExceeded, "a comment, section or tag of the body has more octets than maxBufferSize (\(maxHeadSize)) allows",
                offset: consumed, quota: InfosetError.Quota(name: "maxBufferSize", value: maxHeadSize, setting: "maxBufferSize"))
        }
    }

    // MARK: Elements

    private func start(_ tag: UnsafeRawBufferPointer, isEmpty: Bool) throws(InfosetError) -> InfosetPiece {
        guard let scope = scopes.last else { throw malformed("not well-formed") }
        guard depth + 1 <= quotas.maxDepth else { throw InfosetError(quota: "maxDepth", value: quotas.maxDepth, offset: consumed) }
        let text = ByteWriter(capacity: tag.count + 2)
        text.append(UnsafeRawBufferPointer(rebasing: tag[..<(tag.count - (isEmpty ? 2 : 1))]))
        text.append("/>" as StaticString)
        let fragment: InfosetFragment
        do throws(InfosetError) {
            fragment = try XMLTextReader.readFragment(text.take(), inContentOf: scope.cursor, quotas: tagQuotas, refusing: refused)
        } catch { throw placed(error, at: consumed) }
        guard let element = fragment.firstElement else { throw malformed("not well-formed") }
        var declarations = element.namespaceDeclarations
        let hasScope = !declarations.isEmpty
        if hasScope { scopes.append(try self.scope(scope.bindings, declarations)) }
        // The outermost elements carry what holds around them, so that they stay whole wherever they are written.
        if open.isEmpty { declarations = (scopes.last ?? scope).bindings }
        open.append(OpenElement(name: Array(element.qualifiedName.utf8), hasScope: hasScope))
        depth += 1
        owesEnd = isEmpty
        read(tag.count)
        return .start(
            InfosetStartTag(element.name, prefix: element.prefix, attributes: element.attributes, declarations: declarations))
    }

    /// The depth was judged, and each name is counted where it stands.
    private var tagQuotas: XMLQuotas {
        var quotas = quotas
        quotas.maxDepth = .max
        return quotas
    }

    private func ended() throws(InfosetError) -> InfosetPiece {
        if let element = open.popLast(), element.hasScope { scopes.removeLast() }
        depth -= 1
        if open.isEmpty, shape == .document { phase = .tail }
        return .end
    }

    private func checkEnd(_ markup: UnsafeRawBufferPointer) throws(InfosetError) {
        let name = open.last?.name ?? bodyName
        try Self.check(markup, ends: name, at: consumed)
    }

    private static func check(_ markup: UnsafeRawBufferPointer, ends name: [UInt8], at offset: Int) throws(InfosetError) {
        let rest = markup.dropFirst(2).dropLast()
        guard rest.starts(with: name), rest.dropFirst(name.count).allSatisfy(Lexical.isSpace) else {
            throw InfosetError(.malformed, "the end tag does not match its start tag", offset: offset)
        }
    }

    /// What holds inside an element with declarations. Each tag costs what is in scope, so that is limited as one element's declarations are.
    private func scope(
        _ outer: [(prefix: String, namespace: String)], _ declared: [(prefix: String, namespace: String)]
    ) throws(InfosetError) -> Scope {
        let hidden = Set(declared.map(\.prefix))
        var bindings = outer.filter { !hidden.contains($0.prefix) }
        bindings += declared.filter { !$0.namespace.isEmpty }
        guard bindings.count <= quotas.maxAttributesPerElement else {
            throw InfosetError(quota: "maxAttributesPerElement", value: quotas.maxAttributesPerElement, offset: consumed)
        }
        let standard = bindings.first { $0.prefix.isEmpty }?.namespace ?? ""
        var builder = InfosetBuilder()
        builder.startElement(ExpandedName("scope", namespace: standard))
        for binding in bindings where !binding.prefix.isEmpty { builder.declare(prefix: binding.prefix, namespace: binding.namespace) }
        builder.endElement()
        return Scope(cursor: try builder.finish().root, bindings: bindings)
    }

    // MARK: Behind the body

    private var contentBehind: InfosetError { malformed("content after the \(rootName.isEmpty ? "document element" : "body")") }

    private func tail() throws(InfosetError) {
        while true {
            let octets = held.bytes
            guard octets.count > 0 else { break }
            guard octets[0] == UInt8(ascii: "<") else {
                guard Lexical.isSpace(octets[0]) else { throw contentBehind }
                read(1)
                continue
            }
            guard let (kind, count) = scanner.next(octets) else {
                try checkMarkup(octets)
                break
            }
            let markup = UnsafeRawBufferPointer(rebasing: octets[..<count])
            switch kind {
            case .end where !rootName.isEmpty:
                try Self.check(markup, ends: rootName, at: consumed)
                rootName = []
            case .comment, .instruction: _ = try parsedText(markup)
            case .start, .empty, .end, .characterData, .declaration:
                throw contentBehind
            }
            read(count)
        }
        guard inputHasEnded else { return }
        guard held.isEmpty, rootName.isEmpty else { throw InfosetError(.unexpectedEnd, "the document ends too early", offset: consumed) }
        phase = .ended
    }
}
