extension XMLStreamReader {
    /// The envelope with its headers and a body without contents; `nil` when more octets are needed. Once.
    ///
    /// Of `Shape.document` it is `nil` always: there is no head. A document that ends without a body is given whole, for its owner to
    /// refuse by its own rules.
    ///
    /// - Throws: what `XMLTextReader` would, and `quotaExceeded` for a head of more than `maxHeadSize` octets.
    public func readHead() throws(InfosetError) -> Infoset? {
        if let failure { throw failure }
        guard phase == .head else { return nil }
        do throws(InfosetError) {
            // The mark was taken off: a second one would be a character before the document, and the parser would take it for the first.
            guard !held.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw malformed("two byte order marks") }
            return shape == .envelope ? try envelope() : try prolog()
        } catch {
            fail(error)
            throw error
        }
    }

    private func envelope() throws(InfosetError) -> Infoset? {
        while let (kind, from) = try token() {
            let name = self.name(from, isEnd: kind == .end)
            switch kind {
            case .start, .empty:
                if depth == 0 { rootName = name }
                if depth == 1, Self.isBody(name) { return try head(body: name, isEmpty: kind == .empty) }
                if kind == .start { depth += 1 }
                if depth == 0 { return try whole() }
            case .end:
                depth -= 1
                if depth <= 0 { return try whole() }
            case .declaration: _ = try parse("")
            default: break
            }
        }
        return nil
    }

    /// The next piece of markup behind what was looked at, and where it begins. Text is passed over: the parser judges it.
    private func token() throws(InfosetError) -> (MarkupScanner.Kind, from: Int)? {
        while true {
            let octets = held.bytes
            if scanned < octets.count, octets[scanned] != UInt8(ascii: "<") {
                let rest = UnsafeRawBufferPointer(rebasing: octets[scanned...])
                scanned += rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.count
            }
            if scanned < octets.count, let (kind, count) = scanner.next(UnsafeRawBufferPointer(rebasing: octets[scanned...])) {
                defer { scanned += count }
                try checkSize(scanned + count)
                return (kind, scanned)
            }
            try checkSize(octets.count)
            // Not whole: the parser says what is missing.
            if inputHasEnded {
                _ = try parse("")
                throw InfosetError(.unexpectedEnd, "the document ends too early", offset: octets.count)
            }
            return nil
        }
    }

    private func checkSize(_ count: Int) throws(InfosetError) {
        guard count > maxHeadSize else { return }
        throw InfosetError(
            .quotaExceeded, "what stands before the body has more octets than maxBufferSize (\(maxHeadSize)) allows", offset: count,
            quota: InfosetError.Quota(name: "maxBufferSize", value: maxHeadSize, setting: "maxBufferSize"))
    }

    private func name(_ from: Int, isEnd: Bool) -> [UInt8] {
        held.bytes[(from + (isEnd ? 2 : 1))...].prefix { $0 > 32 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }.map { $0 }
    }

    private static func isBody(_ name: [UInt8]) -> Bool {
        (name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name[...]).elementsEqual("Body".utf8)
    }

    /// Everything up to the body's start tag has come, which makes an envelope with an empty body.
    private func head(body name: [UInt8], isEmpty: Bool) throws(InfosetError) -> Infoset {
        bodyName = name
        let root = String(decoding: rootName, as: UTF8.self)
        let infoset = try parse((isEmpty ? "" : "</\(String(decoding: name, as: UTF8.self))>") + "</\(root)>", upTo: scanned)
        read(scanned)
        if isEmpty {
            phase = .tail
        } else {
            phase = .content
            if let body = infoset.root.children.lazy.filter({ $0.localName == "Body" }).first { enter(body) }
            depth = 2
        }
        return infoset
    }

    /// A document that has no body to be read piece by piece.
    private func whole() throws(InfosetError) -> Infoset {
        let infoset = try parse("", upTo: scanned)
        read(scanned)
        rootName = []
        phase = .tail
        return infoset
    }

    /// Parses what was held so far, with what makes a document of it.
    private func parse(_ rest: String, upTo count: Int? = nil) throws(InfosetError) -> Infoset {
        let text = ByteWriter(capacity: held.count + rest.utf8.count)
        text.append(UnsafeRawBufferPointer(rebasing: held.bytes[..<(count ?? held.count)]))
        text.append(rest)
        let encoding = detected?.encoding ?? .utf8
        guard encoding != .utf8 else { return try XMLTextReader.read(text.bytes, quotas: quotas, encoding: .utf8, refusing: refused) }
        // As it came, so that what it declares of itself is held against what it is.
        let original = ByteWriter(capacity: text.count * 2)
        UTF16Transcoder.encode(text.bytes, isBig: encoding == .utf16BigEndian, to: original)
        return try XMLTextReader.read(
            original.bytes, quotas: quotas, encoding: detected?.mustBeDeclared == true ? nil : encoding, refusing: refused)
    }

    // MARK: A document

    /// What stands before the document element is judged and dropped.
    private func prolog() throws(InfosetError) -> Infoset? {
        while let (kind, from) = try token() {
            switch kind {
            case .start, .empty:
                scanned = from
                let infoset = try parse("<p/>", upTo: from)
                read(from)
                scopes = [Scope(cursor: infoset.root, bindings: [])]
                phase = .content
                return nil
            case .end, .characterData, .declaration: _ = try parse("")
            case .comment, .instruction: break
            }
        }
        return nil
    }

    /// The contents of `body` are read from now on.
    private func enter(_ body: InfosetCursor) {
        let bindings = body.storage.bindings(at: body.index).map { (body.storage.string($0.prefix), body.storage.string($0.namespace)) }
        scopes = [Scope(cursor: body, bindings: bindings)]
    }
}
